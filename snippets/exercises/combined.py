"""Exercises that combine the chapter's ideas.

A threshold that is learned, weights that are shares, and a puzzle about
retracing.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


def huber(error, threshold):
    """The Huber loss of errors: a parabola that goes on as a line.

    Args:
        error: a tensor of any shape.
        threshold: where the line begins, a number or a scalar tensor.

    Returns:
        A tensor of the shape of ``error``.

    smaller-is-cheaper:

    >>> for threshold in (4.0, 1.0, 0.1):
    ...     print(float(huber(tf.constant(5.0), threshold)))
    12.0
    4.5
    0.4950000047683716
    """
    size = tf.abs(error)
    return tf.where(
        size <= threshold, size**2 / 2, threshold * size - threshold**2 / 2
    )


def huber_nll(error, threshold):
    """Mean Huber loss plus the logarithm of what makes it a density.

    exp(-huber) is not a density: its area depends on the threshold. Divided
    by that area it is, and the negative logarithm of a density cannot be
    made small by changing the threshold alone.

    Args:
        error: a tensor of any shape.
        threshold: a positive scalar.

    Returns:
        A scalar tensor: the mean negative log-likelihood.

    area:

    >>> e = tf.range(-30.0, 30.0, 0.01)
    >>> density = tf.exp(-huber(e, 1.5) - huber_nll(0.0, 1.5))
    >>> print(f"{0.01 * float(tf.reduce_sum(density)):.3f}")
    1.000
    """
    threshold = tf.convert_to_tensor(threshold)
    middle = np.sqrt(2 * np.pi) * tf.math.erf(threshold / np.sqrt(2))
    tails = 2 / threshold * tf.exp(-(threshold**2) / 2)
    return tf.reduce_mean(huber(error, threshold)) + tf.math.log(middle + tails)


class LearnedThreshold(tf.Module):
    """A positive number that gradient descent may change.

    It is the softplus of a variable, so it stays positive, unless the
    variable is so negative that float32 rounds its softplus to 0.

    Args:
        start: the number to start from, above 0.

    starts:

    >>> threshold = LearnedThreshold(2.0)
    >>> print(f"{float(threshold()):.4f}")
    2.0000
    >>> len(threshold.trainable_variables)
    1
    """

    def __init__(self, start):
        super().__init__()
        self.raw = tf.Variable(np.log(np.expm1(start)), dtype=tf.float32)

    def __call__(self):
        """The number, as a scalar tensor."""
        return tf.nn.softplus(self.raw)

    def improve(self, loss, learning_rate=0.2):
        """Take one step of gradient descent.

        Args:
            loss: a function of the number that returns a scalar.
            learning_rate: how far to go.
        """
        with tf.GradientTape() as tape:
            value = loss(self())
        self.raw.assign_sub(learning_rate * tape.gradient(value, self.raw))


@keras.saving.register_keras_serializable(package="exercises")
class Shares(keras.constraints.Constraint):
    """Every column holds shares: none negative, and together 1.

    A column without a positive number gets equal shares.

    columns:

    >>> Shares()(tf.constant([[3.0, -1.0], [1.0, -1.0]]))
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[0.75, 0.5 ],
           [0.25, 0.5 ]], dtype=float32)>
    """

    def __call__(self, w):
        """The nearest thing to w whose columns are shares, of the same shape."""
        w = tf.nn.relu(w)
        total = tf.reduce_sum(w, axis=0)
        equal = tf.ones_like(w) / tf.cast(tf.shape(w)[0], w.dtype)
        return tf.where(total > 0, tf.math.divide_no_nan(w, total), equal)


def plot_threshold(error) -> plt.Figure:
    """Plot both losses against the threshold.

    Args:
        error: a tensor of errors.

    Returns:
        The figure.

    >>> normal = tf.random.stateless_normal([400], seed=[1, 2])
    >>> plot_threshold(normal)
    <Figure size 640x300 with 1 Axes>
    """
    grid = np.linspace(0.05, 4.0, 80, dtype="float32")
    plain = [float(tf.reduce_mean(huber(error, d))) for d in grid]
    full = [float(huber_nll(error, d)) for d in grid]
    figure, axes = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
    axes.plot(grid, plain, color="C1", linestyle="--", label="Huber")
    axes.plot(grid, full, color="C0", label="Huber + log area")
    best = int(np.argmin(full))
    axes.plot(grid[best], full[best], color="C0", marker="o")
    axes.set(xlabel="threshold", ylabel="loss", ylim=(0, None))
    axes.legend()
    return figure


__test__ = {
    "steps": """
residuals:

>>> rng = np.random.default_rng(42)
>>> noise = rng.normal(size=400)
>>> wrong = rng.random(400) < 0.1
>>> noise[wrong] = rng.uniform(-10, 10, size=wrong.sum())
>>> error = tf.constant(noise, dtype=tf.float32)

collapse:

>>> threshold = LearnedThreshold(1.0)
>>> for _ in range(4):
...     for _ in range(50):
...         threshold.improve(lambda d: tf.reduce_mean(huber(error, d)))
...     print(f"{float(threshold()):.3f}")
0.134
0.056
0.035
0.025

learned:

>>> threshold = LearnedThreshold(1.0)
>>> for _ in range(300):
...     threshold.improve(lambda d: huber_nll(error, d))
>>> print(f"{float(threshold()):.2f}")
0.85

grid:

>>> grid = np.arange(0.2, 4.0, 0.01, dtype="float32")
>>> losses = [float(huber_nll(error, d)) for d in grid]
>>> best = float(grid[np.argmin(losses)])
>>> abs(best - float(threshold())) < 0.02
True

two-curves:

>>> plot_threshold(error)
<Figure size 640x300 with 1 Axes>

clean:

>>> clean = tf.constant(rng.normal(size=400), dtype=tf.float32)
>>> lenient = LearnedThreshold(1.0)
>>> for _ in range(300):
...     lenient.improve(lambda d: huber_nll(clean, d))
>>> bool(lenient() > threshold())
True

loss-variable:

>>> class OwnThreshold(keras.losses.Loss):
...     def __init__(self):
...         super().__init__()
...         self.threshold = tf.Variable(1.0)
...
...     def call(self, y_true, y_pred):
...         return huber(y_true - y_pred, self.threshold)
>>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
>>> loss = OwnThreshold()
>>> model.compile(loss=loss, optimizer="sgd")
>>> X, y = np.ones([8, 1], "float32"), np.full([8, 1], 9.0, "float32")
>>> history = model.fit(X, y, verbose=0)
>>> len(model.trainable_variables), float(loss.threshold)
(2, 1.0)

forecasts:

>>> rng = np.random.default_rng(42)
>>> X = rng.normal(size=(400, 3)).astype("float32")
>>> y = X @ np.array([[0.7], [0.3], [0.0]], dtype="float32")
>>> y += 0.05 * rng.normal(size=y.shape).astype("float32")
>>> model = keras.Sequential([
...     keras.Input((3,)),
...     keras.layers.Dense(1, use_bias=False, kernel_initializer="ones",
...                        kernel_constraint=Shares())])
>>> model.get_weights()[0].ravel().tolist()
[1.0, 1.0, 1.0]

constrained:

>>> model.compile(loss="mse",
...               optimizer=keras.optimizers.SGD(learning_rate=0.1))
>>> history = model.fit(X, y, epochs=10, verbose=0)
>>> kernel = model.get_weights()[0].ravel()
>>> print(np.round(kernel, 1), kernel.min() >= 0)
[0.7 0.3 0. ] True
>>> np.allclose(kernel.sum(), 1.0)
True

by-hand:

>>> kernel = model.layers[0].kernel
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_mean(tf.square(y - model(X) + 0.5 * X[:, :1]))
>>> gradient = tape.gradient(loss, kernel)
>>> _ = kernel.assign(kernel - 0.1 * gradient)
>>> np.allclose(kernel.numpy().sum(), 1.0)
False
>>> optimizer = keras.optimizers.SGD(learning_rate=0.1)
>>> _ = optimizer.apply_gradients([(gradient, kernel)])
>>> np.allclose(kernel.numpy().sum(), 1.0)
True

puzzle:

>>> def count(function, *arguments):
...     traced = tf.function(function)
...     for argument in arguments:
...         traced.get_concrete_function(argument)
...     return traced.experimental_get_tracing_count()

puzzle-answers:

>>> count(lambda x: 2 * x, tf.constant(1), tf.constant(2))
1
>>> count(lambda x: 2 * x, tf.constant(1), tf.constant(1.0))
2
>>> count(lambda x: 2 * x, tf.constant([1.0]), tf.constant([1.0, 2.0]))
2
>>> count(lambda x: 2 * x, 1, 2, 1)
2
>>> count(lambda x: 2 * x, np.array([1, 2]), np.array([3, 4]))
1
>>> count(lambda x: 2 * x, 1, 1.0, True)
1

puzzle-trap:

>>> double = tf.function(lambda x: 2 * x)
>>> double(1)
<tf.Tensor: shape=(), dtype=int32, numpy=2>
>>> double(1.0)
<tf.Tensor: shape=(), dtype=int32, numpy=2>

puzzle-cure:

>>> signature = [tf.TensorSpec([None], tf.float32)]
>>> steady = tf.function(lambda x: 2 * x, input_signature=signature)
>>> for n in range(1, 6):
...     _ = steady(tf.ones([n]))
>>> steady.experimental_get_tracing_count()
1

puzzle-objects:

>>> traces = []
>>> class Scale:
...     def __init__(self, factor):
...         self.factor = factor
...
...     @tf.function
...     def __call__(self, x):
...         traces.append(self.factor)
...         return self.factor * x
>>> scale = Scale(2.0)
>>> float(scale(tf.constant(10.0)))
20.0
>>> scale.factor = 3.0
>>> float(scale(tf.constant(10.0))), traces
(20.0, [2.0])

puzzle-variable:

>>> traces.clear()
>>> scale = Scale(tf.Variable(2.0))
>>> float(scale(tf.constant(10.0)))
20.0
>>> scale.factor.assign(3.0).numpy().tolist()
3.0
>>> float(scale(tf.constant(10.0))), len(traces)
(30.0, 1)
"""
}
