"""Activations, initializers, regularizers and constraints of one's own.

A layer has four slots for small functions. Each takes a tensor (or a
shape) and gives one back, so a plain function will do.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Activation
Functions, Initializers, Regularizers, and Constraints".
"""

import functools
import os
import tempfile
from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.autodiff.stability import my_softplus
from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow


def my_glorot_initializer(shape, dtype=tf.float32):
    """Draw the kernel of a dense layer from a normal distribution.

    Args:
        shape: (inputs, units).
        dtype: of the tensor to make.

    Returns:
        A tensor of that shape, with mean 0 and variance
        2 / (inputs + units).

    Raises:
        IndexError: for a shape with one entry only, as a bias has.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    deviation:

    >>> keras.utils.set_random_seed(42)
    >>> mine = my_glorot_initializer((400, 400))
    >>> keras_own = keras.initializers.GlorotNormal(seed=42)((400, 400))
    >>> round(float(np.sqrt(2 / (400 + 400))), 3)
    0.05
    >>> for weights in (mine, keras_own):
    ...     print(round(float(tf.math.reduce_std(weights)), 3))
    0.05
    0.05

    tails:

    >>> for weights in (mine, keras_own):
    ...     size = np.abs(weights) / 0.05
    ...     print(f"{np.mean(size > 2.3):.1%} beyond 2.3 sigma,",
    ...           f"largest {size.max():.1f} sigma")
    2.1% beyond 2.3 sigma, largest 5.4 sigma
    0.0% beyond 2.3 sigma, largest 2.3 sigma

    bias:

    >>> my_glorot_initializer((30,))
    Traceback (most recent call last):
        ...
    IndexError: tuple index out of range
    >>> keras.initializers.GlorotNormal(seed=42)((30,)).shape
    TensorShape([30])

    convolution:

    >>> kernel_shape = (3, 3, 64, 64)
    >>> mine = my_glorot_initializer(kernel_shape)
    >>> keras_own = keras.initializers.GlorotNormal(seed=42)(kernel_shape)
    >>> round(float(tf.math.reduce_std(mine)), 2)
    0.58
    >>> round(float(tf.math.reduce_std(keras_own)), 3)
    0.042
    """
    stddev = (2 / (shape[0] + shape[1])) ** 0.5
    return tf.random.normal(shape, stddev=stddev, dtype=dtype)


def my_l1_regularizer(weights):
    """Give a hundredth of the sum of the absolute weights.

    Args:
        weights: a tensor of any shape.

    Returns:
        A scalar to be added to the loss.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    >>> weights = tf.constant([[1., -2.], [3., -0.5]])
    >>> my_l1_regularizer(weights)
    <tf.Tensor: shape=(), dtype=float32, numpy=0.06499999761581421>
    >>> keras.regularizers.L1(0.01)(weights)
    <tf.Tensor: shape=(), dtype=float32, numpy=0.06499999761581421>
    >>> keras.regularizers.l1 is keras.regularizers.L1
    True
    """
    return tf.reduce_sum(tf.abs(0.01 * weights))


def my_positive_weights(weights):
    """Set every negative weight to zero.

    Args:
        weights: a tensor of any shape, fresh from an update.

    Returns:
        What the weights are to be from now on, of the same shape.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    >>> weights = tf.constant([[1., -2.], [-3., 0.5]])
    >>> for constraint in (my_positive_weights, tf.nn.relu,
    ...                    keras.constraints.NonNeg(),
    ...                    keras.constraints.get("non_neg")):
    ...     print(np.array_equal(constraint(weights), [[1., 0.], [0., 0.5]]))
    True
    True
    True
    True
    """
    return tf.where(weights < 0.0, tf.zeros_like(weights), weights)


class MyL1Regularizer(keras.regularizers.Regularizer):
    """`my_l1_regularizer` with a factor that is saved with the model.

    Args:
        factor: of the sum of the absolute weights.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    >>> weights = tf.constant([[1., -2.], [3., -0.5]])
    >>> regularizer = MyL1Regularizer(0.01)
    >>> regularizer(weights)
    <tf.Tensor: shape=(), dtype=float32, numpy=0.06499999761581421>
    >>> regularizer.get_config()
    {'factor': 0.01}
    >>> MyL1Regularizer.from_config({"factor": 0.5})(weights)
    <tf.Tensor: shape=(), dtype=float32, numpy=3.25>
    """

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, weights):  #: call
        """Give the penalty for weights of any shape, a scalar."""
        return tf.reduce_sum(tf.abs(self.factor * weights))

    def get_config(self):  #: config
        """Give the factor, by the name of its argument."""
        return {"factor": self.factor}


class MyGlorotInitializer(keras.initializers.Initializer):
    """Glorot's initializer for dense layers, truncated as Keras does it.

    Draws beyond two standard deviations are drawn again. That makes the
    spread smaller, by 0.8796, which is why it is divided by that first.

    Args:
        gain: factor of the standard deviation.

    like-keras:

    >>> keras.utils.set_random_seed(42)
    >>> weights = MyGlorotInitializer()((400, 400))
    >>> size = np.abs(weights) / 0.05
    >>> print(f"deviation {np.std(weights):.3f},",
    ...       f"largest {size.max():.1f} sigma")
    deviation 0.050, largest 2.3 sigma

    gain:

    >>> initializer = MyGlorotInitializer(gain=2.)
    >>> round(float(tf.math.reduce_std(initializer((400, 400)))), 2)
    0.1
    >>> initializer.get_config()
    {'gain': 2.0}
    """

    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype=None):  #: dtype
        """Give a tensor of the shape (inputs, units)."""
        stddev = self.gain * (2 / (shape[0] + shape[1])) ** 0.5
        return tf.random.truncated_normal(
            shape, stddev=stddev / 0.8796, dtype=dtype or tf.float32
        )

    def get_config(self):
        """Give the gain, by the name of its argument."""
        return {"gain": self.gain}


class MyMaxNorm(keras.constraints.Constraint):
    """Shorten the weights of each unit that are longer than a limit.

    Args:
        limit: the largest length of a column of the kernel.

    shorter:

    >>> weights = tf.constant([[3., 0.], [4., 1.]])
    >>> constraint = MyMaxNorm(2.)
    >>> constraint(weights)
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[1.2, 0. ],
           [1.6, 1. ]], dtype=float32)>
    >>> np.allclose(constraint(weights),
    ...             keras.constraints.MaxNorm(2.)(weights))
    True
    >>> constraint.get_config()
    {'limit': 2.0}

    zeros:

    >>> constraint(tf.zeros([2, 2]))
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[0., 0.],
           [0., 0.]], dtype=float32)>

    layer:

    >>> keras.utils.set_random_seed(42)
    >>> X, y = make_housing(200)
    >>> model = keras.Sequential([
    ...     keras.Input((8,)),
    ...     keras.layers.Dense(4, kernel_initializer=MyGlorotInitializer(2.),
    ...                        kernel_constraint=MyMaxNorm(0.5)),
    ...     keras.layers.Dense(1)])
    >>> model.compile(loss="mse", optimizer="sgd")
    >>> history = model.fit(X, y, verbose=0)
    >>> lengths = tf.norm(model.layers[0].get_weights()[0], axis=0)
    >>> bool(tf.reduce_all(lengths <= 0.5001))
    True
    """

    def __init__(self, limit):
        self.limit = limit

    def __call__(self, weights):
        """Give weights of the same shape, no column longer than the limit."""
        lengths = tf.norm(weights, axis=0)
        return weights * tf.minimum(1.0, self.limit / (lengths + 1e-7))

    def get_config(self):
        """Give the limit, by the name of its argument."""
        return {"limit": self.limit}


def note_calls(name: str, function: Callable, calls: list[str]) -> Callable:
    """Wrap a function so that every real call of it is noted.

    When Keras only works out shapes, no tensor has a value; such calls are
    not noted.

    Args:
        name: what to note.
        function: any function.
        calls: the list that the names are appended to.

    Returns:
        A function that does the same as `function`.

    build:

    >>> keras.utils.set_random_seed(42)
    >>> calls = []
    >>> layer = keras.layers.Dense(
    ...     4,
    ...     activation=note_calls("activation", my_softplus, calls),
    ...     kernel_initializer=note_calls(
    ...         "initializer", my_glorot_initializer, calls),
    ...     kernel_regularizer=note_calls(
    ...         "regularizer", my_l1_regularizer, calls),
    ...     kernel_constraint=note_calls(
    ...         "constraint", my_positive_weights, calls))
    >>> model = keras.Sequential([keras.Input((8,)), layer,
    ...                           keras.layers.Dense(1)])
    >>> calls
    ['initializer']

    fit:

    >>> X, y = make_housing(96)
    >>> model.compile(loss="mse", optimizer="sgd", run_eagerly=True)
    >>> calls.clear()
    >>> history = model.fit(X, y, batch_size=32, epochs=1, verbose=0)
    >>> for batch in range(3):
    ...     print(*calls[3 * batch:3 * batch + 3])
    activation regularizer constraint
    activation regularizer constraint
    activation regularizer constraint
    >>> len(calls)
    9

    count:

    >>> def count(action):
    ...     calls.clear()
    ...     action()
    ...     print({name: calls.count(name) for name in sorted(set(calls))})
    >>> count(lambda: model.fit(X, y, epochs=10, verbose=0))
    {'activation': 30, 'constraint': 30, 'regularizer': 30}
    >>> count(lambda: model.evaluate(X, y, verbose=0))
    {'activation': 3, 'regularizer': 3}
    >>> count(lambda: model.predict(X, verbose=0))
    {'activation': 3}
    >>> count(lambda: model.losses)
    {'regularizer': 1}
    """

    @functools.wraps(function)
    def noted(*args, **kwargs):
        if tf.executing_eagerly():  #: eager
            calls.append(name)
        return function(*args, **kwargs)

    return noted


def draw_initializers(n=400) -> plt.Figure:
    """Draw how the weights of two initializers are distributed.

    Args:
        n: inputs and units of the kernel that is made.

    Returns:
        The figure.

    tails:

    >>> keras.utils.set_random_seed(42)
    >>> draw_initializers()
    <Figure size 700x300 with 2 Axes>
    """
    sigma = (2 / (n + n)) ** 0.5
    kernels = {
        "my_glorot_initializer": my_glorot_initializer((n, n)),
        "keras glorot_normal": keras.initializers.GlorotNormal(seed=42)((n, n)),
    }
    figure, (whole, tail) = plt.subplots(
        1, 2, figsize=(7, 3), layout="constrained"
    )
    bins = np.linspace(-4.5, 4.5, 91)
    for i, (name, kernel) in enumerate(kernels.items()):
        counts, _ = np.histogram(np.ravel(kernel) / sigma, bins)
        for axes in (whole, tail):
            axes.stairs(
                counts,
                bins,
                color=f"C{i}",
                label=name,
                fill=False,
                linewidth=1.8,
                linestyle=("-", "--")[i],
            )
    whole.set(xlabel="weight / σ", ylabel="number of weights")
    tail.set(xlabel="weight / σ", xlim=(1.5, 4.5), ylim=(0, 2500))
    tail.axvline(2 / 0.8796, color="C2", linewidth=1)
    tail.text(2.4, 2100, "2.27 σ", color="C2")
    figure.legend(
        *whole.get_legend_handles_labels(), loc="outside upper center", ncols=2
    )
    return figure


def draw_functions_in_step() -> plt.Figure:
    """Draw where in a training step each of the four functions is called.

    Returns:
        The figure.

    step:

    >>> draw_functions_in_step()
    <Figure size 700x360 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    places = {
        "initializer": (1, 3.2, "C0"),
        "weights": (3.4, 3.2, None),
        "constraint": (6, 3.2, "C3"),
        "activation": (2.3, 1.9, "C1"),
        "regularizer": (4.4, 1.9, "C2"),
        "inputs": (0.6, 1.9, None),
        "loss": (3.4, 0.6, None),
        "optimizer": (6, 0.6, None),
    }
    for name, (x, y, colour) in places.items():
        axes.text(
            x,
            y,
            name,
            ha="center",
            va="center",
            weight="bold" if colour else "normal",
            bbox={
                "boxstyle": "round,pad=0.5",
                "alpha": 0.25,
                "facecolor": colour or "none",
                "edgecolor": colour or "C5",
            },
        )
    arrows = [
        ((1.7, 3.2), (2.85, 3.2), "once"),
        ((3.2, 2.9), (2.5, 2.25), ""),
        ((3.6, 2.9), (4.2, 2.25), ""),
        ((1.05, 1.9), (1.65, 1.9), ""),
        ((2.5, 1.55), (3.2, 0.95), ""),
        ((4.2, 1.55), (3.6, 0.95), "+"),
        ((3.8, 0.6), (5.3, 0.6), "gradients"),
        ((6, 0.95), (6, 2.85), "update"),
        ((5.3, 3.2), (3.95, 3.2), "replaces"),
    ]
    for start, end, label in arrows:
        _draw_arrow(axes, start, end, "C5")
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        if start[0] == end[0]:
            axes.text(x - 0.12, y, label, ha="right", va="center")
        else:
            axes.text(x, y + 0.18, label, ha="center", va="center")
    axes.set(xlim=(0, 7), ylim=(0.1, 3.7))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
same-slots:

>>> built_in = keras.layers.Dense(
...     30, activation="softplus",
...     kernel_initializer="glorot_normal",
...     kernel_regularizer=keras.regularizers.L1(0.01),
...     kernel_constraint=keras.constraints.NonNeg())

softplus:

>>> z = tf.linspace(-5., 80., 1001)
>>> np.allclose(my_softplus(z), tf.nn.softplus(z))
True
>>> np.allclose(keras.activations.softplus(z), tf.nn.softplus(z))
True

softplus-ends:

>>> z = tf.constant([-20., 0., 88., 89.])
>>> my_softplus(z)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([ 0.       ,  0.6931472, 88.       ,        inf], dtype=float32)>
>>> tf.nn.softplus(z)
<tf.Tensor: shape=(4,), dtype=float32, numpy=
array([2.0611537e-09, 6.9314718e-01, 8.8000000e+01, 8.9000000e+01],
      dtype=float32)>

misspelt:

>>> keras.activations.sofrplus
Traceback (most recent call last):
    ...
AttributeError: module ... has no attribute 'sofrplus'
>>> keras.activations.get("softplus") is keras.activations.softplus
True

glorot-dense:

>>> type(keras.layers.Dense(3).kernel_initializer).__name__
'GlorotUniform'

no-config:

>>> keras.regularizers.Regularizer().get_config()
Traceback (most recent call last):
    ...
NotImplementedError: ... does not implement get_config()
>>> keras.initializers.Initializer().get_config()
{}
>>> keras.constraints.Constraint().get_config()
{}

nonneg-name:

>>> keras.constraints.nonneg()
Traceback (most recent call last):
    ...
AttributeError: module ... has no attribute 'nonneg'

layer:

>>> keras.utils.set_random_seed(42)
>>> layer = keras.layers.Dense(
...     30, activation=my_softplus,
...     kernel_initializer=my_glorot_initializer,
...     kernel_regularizer=my_l1_regularizer,
...     kernel_constraint=my_positive_weights)
>>> layer.build((None, 8))
>>> tuple(layer.kernel.shape), len(layer.losses)
((8, 30), 1)

train:

>>> keras.utils.set_random_seed(42)
>>> X, y = make_housing(1000)
>>> model = keras.Sequential([
...     keras.Input((8,)),
...     keras.layers.Dense(30, activation=my_softplus,
...                        kernel_initializer=my_glorot_initializer,
...                        kernel_regularizer=my_l1_regularizer,
...                        kernel_constraint=my_positive_weights),
...     keras.layers.Dense(1, kernel_regularizer=MyL1Regularizer(0.01)),
... ])
>>> model.compile(loss="mse", optimizer="nadam")
>>> kernel = model.layers[0].kernel
>>> float(tf.reduce_min(kernel)) < 0
True
>>> before = model.evaluate(X, y, verbose=0)
>>> history = model.fit(X, y, epochs=3, verbose=0)
>>> float(tf.reduce_min(kernel)) >= 0
True
>>> model.evaluate(X, y, verbose=0) < before
True

losses:

>>> len(model.losses)
2
>>> hidden, output = [layer.get_weights()[0] for layer in model.layers]
>>> np.allclose(model.losses[0], 0.01 * np.abs(hidden).sum())
True
>>> np.allclose(model.losses[1], 0.01 * np.abs(output).sum())
True

total:

>>> mse = np.mean((model.predict(X, verbose=0) - y) ** 2)
>>> penalty = sum(float(loss) for loss in model.losses)
>>> np.allclose(model.evaluate(X, y, verbose=0), mse + penalty)
True

save:

>>> keras.utils.set_random_seed(42)
>>> model = keras.Sequential([
...     keras.Input((8,)),
...     keras.layers.Dense(30, activation=my_softplus,
...                        kernel_initializer=MyGlorotInitializer(2.),
...                        kernel_regularizer=MyL1Regularizer(0.01),
...                        kernel_constraint=MyMaxNorm(0.5)),
...     keras.layers.Dense(1)])
>>> folder = tempfile.TemporaryDirectory()
>>> path = os.path.join(folder.name, "parts.keras")
>>> model.save(path)

load:

>>> loaded = keras.models.load_model(path, custom_objects={
...     "my_softplus": my_softplus,
...     "MyGlorotInitializer": MyGlorotInitializer,
...     "MyL1Regularizer": MyL1Regularizer,
...     "MyMaxNorm": MyMaxNorm})
>>> X, y = make_housing(1000)
>>> np.allclose(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
True
>>> layer = loaded.layers[0]
>>> (layer.kernel_initializer.gain, layer.kernel_regularizer.factor,
...  layer.kernel_constraint.limit)
(2.0, 0.01, 0.5)
>>> folder.cleanup()

no-package:

>>> tf.constraints
Traceback (most recent call last):
    ...
AttributeError: module 'tensorflow' has no attribute 'constraints'

base-classes:

>>> [base.__name__ for base in (
...     keras.initializers.Initializer, keras.regularizers.Regularizer,
...     keras.constraints.Constraint, keras.losses.Loss,
...     keras.metrics.Metric)]
['Initializer', 'Regularizer', 'Constraint', 'Loss', 'Metric']

typed-off:

>>> def mistyped_stddev(shape):
...     return tf.sqrt(2. / (shape[0] + shape[l]))
>>> mistyped_stddev((400, 400))
Traceback (most recent call last):
    ...
NameError: name 'l' is not defined

exercise-1:

>>> def my_l2_regularizer(weights):
...     return 0.01 * tf.reduce_sum(weights ** 2)
>>> weights = tf.constant([[1., -2.], [3., -0.5]])
>>> my_l2_regularizer(weights)
<tf.Tensor: shape=(), dtype=float32, numpy=0.14249999821186066>
>>> np.allclose(my_l2_regularizer(weights),
...             keras.regularizers.L2(0.01)(weights))
True

exercise-2:

>>> def my_he_initializer(shape, dtype=tf.float32):
...     stddev = (2 / shape[0]) ** 0.5
...     return tf.random.normal(shape, stddev=stddev, dtype=dtype)
>>> keras.utils.set_random_seed(42)
>>> round(float(np.sqrt(2 / 800)), 3)
0.05
>>> round(float(tf.math.reduce_std(my_he_initializer((800, 200)))), 3)
0.05

exercise-3:

>>> def my_unit_norm(weights):
...     return weights / tf.norm(weights, axis=0)
>>> weights = tf.constant([[3., 5.], [4., 12.]])
>>> my_unit_norm(weights)
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[0.6      , 0.3846154],
       [0.8      , 0.9230769]], dtype=float32)>
>>> np.allclose(my_unit_norm(weights),
...             keras.constraints.UnitNorm()(weights))
True
>>> my_unit_norm(tf.constant([[0., 5.], [0., 12.]]))
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[      nan, 0.3846154],
       [      nan, 0.9230769]], dtype=float32)>
"""
}
