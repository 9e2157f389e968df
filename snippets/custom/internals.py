"""Losses and metrics from inside a model.

A loss may depend on more than labels and predictions: on weights, or on the
activations of a hidden layer. add_loss() takes it in.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Losses and Metrics
Based on Model Internals".
"""

import os
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow


def mean_of(values):
    """The mean of a tensor, fit for a loss: in float32, and 0 of nothing.

    Args:
        values: a tensor of any shape and of any float type.

    Returns:
        A float32 scalar.

    empty:

    >>> empty = tf.zeros([0, 30])
    >>> print(float(tf.reduce_mean(empty)), float(mean_of(empty)))
    nan 0.0

    half:

    >>> half = tf.fill([1000], tf.constant(200.0, tf.float16))
    >>> print(float(tf.reduce_mean(half)), float(mean_of(half)))
    inf 200.0
    """
    values = tf.cast(values, tf.float32)
    return tf.math.divide_no_nan(
        tf.reduce_sum(values), tf.cast(tf.size(values), tf.float32)
    )


@keras.saving.register_keras_serializable(package="custom")
class ActivityPenalty(keras.layers.Layer):
    """Pass the input on, and make large values of it cost.

    Args:
        factor: what the sum of squares of an instance is multiplied by.

    small:

    >>> layer = ActivityPenalty(0.1)
    >>> layer(tf.constant([[1.0, 2.0], [3.0, 4.0]]))
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[1., 2.],
           [3., 4.]], dtype=float32)>
    >>> [float(loss) for loss in layer.losses]
    [1.5]

    anew:

    >>> layer(tf.constant([[1.0, 1.0]])).shape
    TensorShape([1, 2])
    >>> [round(float(loss), 6) for loss in layer.losses]
    [0.2]

    as-keras:

    >>> theirs = keras.layers.ActivityRegularization(l2=0.1)
    >>> theirs(tf.constant([[1.0, 2.0], [3.0, 4.0]])).shape
    TensorShape([2, 2])
    >>> [float(loss) for loss in theirs.losses]
    [1.5]
    """

    def __init__(self, factor, **kwargs):
        """Keep the setting."""
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, inputs):
        """Return the inputs as they are."""
        squares = tf.square(tf.cast(inputs, tf.float32))
        penalty = mean_of(tf.reduce_sum(squares, axis=-1))
        self.add_loss(self.factor * penalty)  #: add
        return inputs

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {**super().get_config(), "factor": self.factor}


@keras.saving.register_keras_serializable(package="custom")
class ReconstructingRegressor(keras.Model):
    """A regressor whose top hidden layer must also give the inputs back.

    Args:
        output_dim: number of values to predict.
        factor: weight of the reconstruction loss.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Losses and
    Metrics Based on Model Internals".

    fit:

    >>> keras.utils.set_random_seed(42)
    >>> X, y = make_housing(400)
    >>> model = ReconstructingRegressor(1)
    >>> model.compile(loss="mse", optimizer="nadam")
    >>> history = model.fit(X, y, epochs=3, verbose=2).history
    Epoch 1/3
    13/13 - ... - loss: 4.3... - reconstruction_error: 2.7...
    Epoch 2/3
    13/13 - ... - loss: 1.7... - reconstruction_error: 2.4...
    Epoch 3/3
    13/13 - ... - loss: 0.82... - reconstruction_error: 2.1...
    Keras 2 (the order of the samples and the form of the line):
    Epoch 1/3
    13/13 - ... - loss: 4.9... - reconstruction_error: 2.4... - ...
    Epoch 2/3
    13/13 - ... - loss: 1.9... - reconstruction_error: 2.1... - ...
    Epoch 3/3
    13/13 - ... - loss: 0.81... - reconstruction_error: 2.1... - ...
    >>> sorted(history)
    ['loss', 'reconstruction_error']

    weights:

    >>> len(model.trainable_variables)
    14
    >>> 8 * 30 + 30 + 4 * (30 * 30 + 30) + 30 * 1 + 1 + 30 * 8 + 8
    4269
    >>> sum(int(tf.size(weight)) for weight in model.trainable_variables)
    4269

    losses:

    >>> main = float(tf.reduce_mean(tf.square(y - model(X))))
    >>> len(model.losses)
    1
    >>> added = float(model.losses[0])
    >>> error = float(model.reconstruction_error(X))
    >>> np.allclose(added, 0.05 * error, rtol=1e-4)
    True

    total:

    >>> logs = model.evaluate(X, y, batch_size=400, verbose=0,
    ...                       return_dict=True)
    >>> np.allclose(logs["loss"], main + added, rtol=1e-4)
    True
    >>> np.allclose(logs["reconstruction_error"], error, rtol=1e-4)
    True

    metrics:

    >>> [metric.name for metric in model.metrics]
    ['loss', 'reconstruction_error']

    log:

    >>> keras.utils.set_random_seed(42)
    >>> X_val, y_val = make_housing(200, seed=7)
    >>> logged = ReconstructingRegressor(1)
    >>> logged.compile(loss="mse", optimizer="nadam", metrics=["mse"])
    >>> history = logged.fit(X, y, epochs=3, verbose=2,
    ...                      validation_data=(X_val, y_val)).history
    Epoch 1/3
    13/13 - ... - loss: 4.3... - mse: 4.1... - reconstruction_error: 2.7... - val_loss: 2.4... - val_mse: 2.3... - val_reconstruction_error: 2.4...
    Epoch 2/3
    13/13 - ... - loss: 1.7... - mse: 1.6... - reconstruction_error: 2.4... - val_loss: 0.98... - val_mse: 0.88... - val_reconstruction_error: 2.1...
    Epoch 3/3
    13/13 - ... - loss: 0.82... - mse: 0.7... - reconstruction_error: 2.1... - val_loss: 0.67... - val_mse: 0.58... - val_reconstruction_error: 1.7...
    Keras 2 (the order of the samples and the form of the line):
    Epoch 1/3
    13/13 - ... - loss: 4.9... - mse: 4.7... - reconstruction_error: 2.4... - val_loss: 2.8... - val_mse: 2.7... - val_reconstruction_error: 2.1... - ...
    Epoch 2/3
    13/13 - ... - loss: 1.9... - mse: 1.8... - reconstruction_error: 2.1... - val_loss: 1.0... - val_mse: 0.98... - val_reconstruction_error: 2.1... - ...
    Epoch 3/3
    13/13 - ... - loss: 0.81... - mse: 0.71... - reconstruction_error: 2.1... - val_loss: 0.72... - val_mse: 0.62... - val_reconstruction_error: 2.0... - ...

    log-sum:

    >>> for start in ("", "val_"):
    ...     total, mse, error = [
    ...         np.array(history[start + name])
    ...         for name in ("loss", "mse", "reconstruction_error")]
    ...     print(np.allclose(total, mse + 0.05 * error, rtol=1e-4))
    True
    True

    log-after:

    >>> keras.utils.set_random_seed(42)
    >>> again = ReconstructingRegressor(1)
    >>> again.compile(loss="mse", optimizer="nadam")
    >>> told = again.fit(X, y, verbose=0).history["loss"][0]
    >>> after = again.evaluate(X, y, verbose=0, return_dict=True)["loss"]
    >>> told > 1.5 * after
    True

    lazy:

    >>> class Lazy(ReconstructingRegressor):
    ...     def build(self, input_shape):
    ...         self.reconstruct = keras.layers.Dense(input_shape[-1])
    ...         self.built = True
    >>> lazy = Lazy(1)
    >>> lazy.compile(loss="mse", optimizer="nadam")
    >>> sorted(lazy.fit(X, y, verbose=0).history)
    ['loss', 'reconstruction_error']

    saved:

    >>> path = os.path.join(tempfile.mkdtemp(), "reconstructing.keras")
    >>> model.save(path)
    >>> loaded = keras.models.load_model(path)
    >>> np.allclose(loaded.predict(X, verbose=0),
    ...             model.predict(X, verbose=0), atol=1e-5)
    True
    >>> history = loaded.fit(X, y, verbose=0)
    """

    def __init__(self, output_dim, factor=0.05, **kwargs):
        """Make the layers and the metric."""
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.factor = factor
        self.hidden = [
            keras.layers.Dense(
                30, activation="selu", kernel_initializer="lecun_normal"
            )
            for _ in range(5)
        ]
        self.out = keras.layers.Dense(output_dim)
        self.reconstruction_mean = keras.metrics.Mean(  #: metric
            name="reconstruction_error"
        )

    def build(self, input_shape):
        """Make the layer that gives the inputs back, and all weights."""
        self.reconstruct = keras.layers.Dense(input_shape[-1])  #: aux
        shape = tuple(input_shape)
        for layer in self.hidden:
            layer.build(shape)
            shape = (*shape[:-1], layer.units)
        self.reconstruct.build(shape)
        self.out.build(shape)
        self.built = True  #: built

    def encode(self, inputs):
        """Compute the activations of the top hidden layer, (batch, 30)."""
        Z = inputs
        for layer in self.hidden:
            Z = layer(Z)
        return Z

    def error_of(self, Z, inputs):
        """Compute how far from the inputs Z leads back, a number."""
        return mean_of(tf.square(self.reconstruct(Z) - inputs))

    def reconstruction_error(self, inputs):
        """Compute the error for inputs (batch, n_features), a number."""
        return self.error_of(self.encode(inputs), inputs)

    def call(self, inputs):
        """Compute (batch, n_features) to (batch, output_dim)."""
        Z = self.encode(inputs)
        error = self.error_of(Z, inputs)
        self.add_loss(self.factor * error)  #: add
        self.reconstruction_mean.update_state(  #: update
            error, sample_weight=tf.shape(inputs)[0]
        )
        return self.out(Z)

    def get_config(self):
        """Tell what it takes to make this model again."""
        return {
            **super().get_config(),
            "output_dim": self.output_dim,
            "factor": self.factor,
        }


@keras.saving.register_keras_serializable(package="custom")
class SumOfWeights(keras.Model):
    """A linear model that adds an L1 loss of its own kernel.

    Args:
        output_dim: number of values to predict.
        factor: weight of the loss.

    exercise-1:

    >>> X, y = make_housing(200)
    >>> model = SumOfWeights(1)
    >>> model.compile(loss="mse", optimizer="nadam")
    >>> main = float(tf.reduce_mean(tf.square(y - model(X))))
    >>> kernel = model.out.get_weights()[0]
    >>> total = model.evaluate(X, y, batch_size=200, verbose=0)
    >>> np.allclose(total, main + 0.01 * np.abs(kernel).sum(), rtol=1e-4)
    True
    """

    def __init__(self, output_dim, factor=0.01, **kwargs):
        """Make the layer."""
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.factor = factor
        self.out = keras.layers.Dense(output_dim)

    def build(self, input_shape):
        """Make the weights of the layer."""
        self.out.build(input_shape)
        self.built = True

    def call(self, inputs):
        """Compute (batch, n) to (batch, output_dim)."""
        outputs = self.out(inputs)
        kernel = tf.cast(self.out.kernel, tf.float32)
        self.add_loss(self.factor * tf.reduce_sum(tf.abs(kernel)))
        return outputs

    def get_config(self):
        """Tell what it takes to make this model again."""
        return {
            **super().get_config(),
            "output_dim": self.output_dim,
            "factor": self.factor,
        }


@keras.saving.register_keras_serializable(package="custom")
class MonitoredDense(keras.layers.Layer):
    """A rectified dense layer that reports its share of active neurons.

    Args:
        units: number of neurons.

    exercise-2:

    >>> layer = MonitoredDense(30)
    >>> Z = layer(tf.constant([[1.0, -1.0], [0.5, 2.0]]))
    >>> np.allclose(layer.active.result(), np.mean(Z.numpy() > 0))
    True
    >>> X, y = make_housing(200)
    >>> model = keras.Sequential([keras.Input((8,)), MonitoredDense(30),
    ...                           keras.layers.Dense(1)])
    >>> model.compile(loss="mse", optimizer="nadam")
    >>> sorted(model.fit(X, y, verbose=0).history)
    ['active', 'loss']
    """

    def __init__(self, units, **kwargs):
        """Make the dense layer and the metric."""
        super().__init__(**kwargs)
        self.units = units
        self.dense = keras.layers.Dense(units, activation="relu")
        self.active = keras.metrics.Mean(name="active")

    def build(self, input_shape):
        """Make the weights of the dense layer."""
        self.dense.build(input_shape)
        self.built = True

    def call(self, inputs):
        """Compute (batch, n) to (batch, units)."""
        Z = self.dense(inputs)
        self.active.update_state(tf.cast(Z > 0, tf.float32))
        return Z

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {**super().get_config(), "units": self.units}


def train_reconstructing(factor: float, X, y, epochs: int = 15) -> keras.Model:
    """Train a ReconstructingRegressor; the same seed for every factor.

    Args:
        factor: weight of the reconstruction loss.
        X: features.
        y: prices.
        epochs: rounds through the data.

    Returns:
        The trained model.

    effect:

    >>> X, y = make_housing(500)
    >>> models = {factor: train_reconstructing(factor, X, y)
    ...           for factor in (0, 0.05, 5)}
    >>> own = [float(model.reconstruction_error(X))
    ...        for model in models.values()]
    >>> own[0] > own[1] > own[2]
    True

    probe:

    >>> probed = [probe(model, X) for model in models.values()]
    >>> probed[0] > probed[2]
    True

    main:

    >>> X_new, y_new = make_housing(500, seed=7)
    >>> seen = [main_loss(model, X, y) for model in models.values()]
    >>> new = [main_loss(model, X_new, y_new)
    ...        for model in models.values()]
    >>> abs(seen[1] - seen[0]) < 0.03, seen[2] > seen[0]
    (True, True)
    >>> [n > s for n, s in zip(new, seen)]
    [True, True, True]
    """
    keras.utils.set_random_seed(42)
    model = ReconstructingRegressor(1, factor)
    model.compile(loss="mse", optimizer="nadam")
    model.fit(X, y, epochs=epochs, verbose=0)
    return model


def main_loss(model, X, y):
    """Compute the mean squared error alone, without added losses.

    Args:
        model: a model.
        X: features.
        y: prices.

    Returns:
        A float.

    >>> passes_on = keras.Sequential([keras.Input((2,)),
    ...                               ActivityPenalty(0.1)])
    >>> rows = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> main_loss(passes_on, rows, tf.zeros([2, 2]))
    7.5
    >>> passes_on.compile(loss="mse")
    >>> passes_on.evaluate(rows, tf.zeros([2, 2]), verbose=0)
    9.0
    """
    return float(tf.reduce_mean(tf.square(y - model(X))))


def probe(model, X):
    """Measure what the top hidden layer still knows about the inputs.

    The best linear map from its activations to the inputs is found by least
    squares, so the model's own reconstruction layer does not matter.

    Args:
        model: a trained ReconstructingRegressor.
        X: features, each with a variance of about 1.

    Returns:
        The mean squared error of that map, a float.

    >>> class Keeps:
    ...     def __init__(self, n):
    ...         self.n = n
    ...     def encode(self, inputs):
    ...         return tf.constant(inputs[:, :self.n])
    >>> districts, prices = make_housing(500)
    >>> [round(probe(Keeps(n), districts), 2) for n in (0, 4, 8)]
    [1.0, 0.5, 0.0]
    """
    Z = model.encode(X).numpy()
    Z = np.hstack([Z, np.ones([len(X), 1])])
    weights = np.linalg.lstsq(Z, X, rcond=None)[0]
    return float(np.mean((Z @ weights - X) ** 2))


def draw_reconstruction(model, n_inputs) -> plt.Figure:
    """Draw a ReconstructingRegressor with its two ways out and its losses.

    Args:
        model: the model; it is built for it.
        n_inputs: number of features.

    Returns:
        The figure.

    >>> draw_reconstruction(ReconstructingRegressor(1), n_inputs=8)
    <Figure size 660x320 with 1 Axes>
    """
    model.build((None, n_inputs))
    figure, axes = plt.subplots(figsize=(6.6, 3.2), layout="constrained")

    def box(x, y, width, text, colour):
        axes.add_patch(
            plt.Rectangle(
                (x - width / 2, y - 0.35),
                width,
                0.7,
                facecolor=colour,
                alpha=0.2,
            )
        )
        axes.text(x, y, text, ha="center", va="center", color=colour)

    axes.text(0, 1, f"inputs\n{n_inputs}", ha="center", va="center")
    for i, layer in enumerate(model.hidden):
        x = 0.95 + 0.75 * i
        box(x, 1, 0.6, str(layer.units), "C0")
        _draw_arrow(axes, (x - 0.45, 1), (x - 0.3, 1), "C0")
    axes.text(
        2.45,
        0.45,
        f"hidden, {model.hidden[0].activation.__name__}",
        ha="center",
        va="top",
        color="C0",
    )
    box(5.4, 2, 1.0, f"out {model.out.units}", "C3")
    box(5.4, 0, 1.7, f"reconstruct {model.reconstruct.units}", "C1")
    _draw_arrow(axes, (4.25, 1.1), (4.9, 1.8), "C3")
    _draw_arrow(axes, (4.25, 0.9), (4.9, 0.4), "C1")
    _draw_arrow(axes, (5.9, 2), (6.7, 2), "C3")
    axes.text(6.75, 2, "main loss", va="center", color="C3")
    axes.text(6.75, 0, f"{model.factor:g} × error", va="center", color="C1")
    _draw_arrow(axes, (6.25, 0), (6.7, 0), "C1")
    axes.plot(
        [0, 0, 7.35, 7.35],
        [0.65, -0.75, -0.75, -0.35],
        color="C1",
        linestyle=":",
    )
    axes.text(7.35, 1, "+", ha="center", va="center", size=16)
    _draw_arrow(axes, (7.35, 1.7), (7.35, 1.2), "C3")
    _draw_arrow(axes, (7.35, 0.3), (7.35, 0.8), "C1")
    axes.text(7.6, 1, "loss", va="center", weight="bold")
    axes.set(xlim=(-0.4, 8.2), ylim=(-0.9, 2.5))
    axes.axis("off")
    return figure


def plot_curves(history) -> plt.Figure:
    """Plot the learning curves of a ReconstructingRegressor.

    Args:
        history: what fit() recorded, with validation data.

    Returns:
        The figure. A value of the training data is a mean over its epoch,
        and stands at the middle of it.

    Figures: within 5 points

    >>> keras.utils.set_random_seed(42)
    >>> longer = ReconstructingRegressor(1)
    >>> longer.compile(loss="mse", optimizer="nadam")
    >>> fitted = longer.fit(*make_housing(400), epochs=20, verbose=0,
    ...                     validation_data=make_housing(200, seed=7))
    >>> plot_curves(fitted.history)
    <Figure size 660x300 with 2 Axes>
    """
    figure, both = plt.subplots(1, 2, figsize=(6.6, 3), layout="constrained")
    for axes, name in zip(both, ("loss", "reconstruction_error")):
        epochs = np.arange(1, len(history[name]) + 1)
        axes.plot(epochs - 0.5, history[name], "C0.-", label="training")
        axes.plot(epochs, history[f"val_{name}"], "C1.--", label="validation")
        axes.set(xlabel="epoch", title=name, yscale="log")
        axes.grid(alpha=0.3)
    both[0].legend()
    return figure


def plot_effect(models, X, y, X_new, y_new) -> plt.Figure:
    """Plot what the weight of the reconstruction loss changes.

    Args:
        models: a dictionary from factor to trained model.
        X: features the models were trained on.
        y: prices for them.
        X_new: features the models have not seen.
        y_new: prices for them.

    Returns:
        The figure: errors of reconstruction, and main losses.

    >>> data, new_data = make_housing(500), make_housing(500, seed=7)
    >>> trained = {factor: train_reconstructing(factor, *data)
    ...            for factor in (0, 0.05, 0.5, 5)}
    >>> plot_effect(trained, *data, *new_data)
    <Figure size 660x300 with 2 Axes>
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(6.6, 3), layout="constrained"
    )
    names = [f"{factor:g}" for factor in models]
    place = np.arange(len(names))
    left.bar(
        place,
        [probe(m, X) for m in models.values()],
        0.6,
        color="C1",
        alpha=0.6,
    )
    left.set(xticks=place, xlabel="factor", ylabel="probe error")
    left.set_xticklabels(names)
    right.bar(
        place - 0.2,
        [main_loss(m, X, y) for m in models.values()],
        0.38,
        color="C0",
        alpha=0.6,
        label="seen",
    )
    right.bar(
        place + 0.2,
        [main_loss(m, X_new, y_new) for m in models.values()],
        0.38,
        color="C2",
        alpha=0.6,
        label="new",
    )
    right.set(xticks=place, xlabel="factor", ylabel="main loss")
    right.set_xticklabels(names)
    right.margins(y=0.25)
    right.legend(loc="upper left", ncols=2)
    return figure


__test__ = {
    "steps": """
regularizer:

>>> kernel_too = keras.layers.Dense(
...     2, kernel_initializer="ones",
...     kernel_regularizer=keras.regularizers.L2(0.5))
>>> kernel_too(tf.ones([1, 3])).numpy()
array([[3., 3.]], dtype=float32)
>>> [float(loss) for loss in kernel_too.losses]
[3.0]

in-model:

>>> keras.utils.set_random_seed(42)
>>> X, y = make_housing(400)
>>> penalized = keras.Sequential([
...     keras.Input((8,)), keras.layers.Dense(30, activation="relu"),
...     ActivityPenalty(0.01), keras.layers.Dense(1)])
>>> main = float(tf.reduce_mean(tf.square(y - penalized(X))))
>>> added = float(sum(penalized.losses))
>>> added > 0
True

total:

>>> penalized.compile(loss="mse", optimizer="nadam")
>>> total = penalized.evaluate(X, y, batch_size=400, verbose=0)
>>> np.allclose(total, main + added, rtol=1e-4)
True
>>> np.allclose(total, main, rtol=1e-4)
False

model-add-loss:

>>> inputs = keras.Input((2,))
>>> activations = keras.layers.Dense(3, kernel_initializer="ones")(inputs)
>>> outputs = keras.layers.Dense(1, kernel_initializer="ones")(activations)
>>> functional = keras.Model(inputs, outputs)
>>> functional.add_loss(tf.reduce_mean(activations))
Traceback (most recent call last):
    ...
ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic placeholder for a shape and dtype...
Keras 2 (there a functional model takes symbolic losses):

model-add-loss-symbolic:

>>> try:
...     keras.Model(inputs, outputs).add_loss(activations)
... except NotImplementedError as error:
...     print(repr(error))
NotImplementedError()
Keras 2 (there a functional model takes symbolic losses):

model-add-loss-today:

>>> passed_on = ActivityPenalty(0.1)(activations)
>>> repaired = keras.Model(
...     inputs, keras.layers.Dense(1, kernel_initializer="ones")(passed_on))
>>> repaired(tf.constant([[1.0, 2.0]])).numpy()
array([[9.]], dtype=float32)
>>> [float(loss) for loss in repaired.losses]
[2.700000047683716]

model-add-loss-dropped:

>>> beside = ActivityPenalty(0.1)(activations)
>>> forgotten = keras.Model(inputs, outputs)
>>> forgotten(tf.constant([[1.0, 2.0]])).numpy()
array([[9.]], dtype=float32)
>>> forgotten.losses
[]

after-fit:

>>> history = penalized.fit(*make_housing(400), verbose=0)
>>> [tf.is_symbolic_tensor(loss) for loss in penalized.losses]
[True]
>>> penalized(tf.ones([2, 8])).shape
TensorShape([2, 1])
>>> [tf.is_symbolic_tensor(loss) for loss in penalized.losses]
[False]

typo:

>>> keras.layer.Dense(30)
Traceback (most recent call last):
    ...
AttributeError: module 'keras... has no attribute 'layer'
"""
}
