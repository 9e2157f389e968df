"""Keras by its parts: Input, Dense, Model, compile, fit and predict.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras.
"""

import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow, _draw_box, _draw_tile


def print_defaults(function, names):
    """Print the default values of some arguments of a function.

    Args:
        function: a function or a class.
        names: the arguments to look up, in the order to print them.

    Raises:
        KeyError: the function has no argument of that name.

    dense:

    >>> print_defaults(keras.layers.Dense, [
    ...     "activation", "use_bias",
    ...     "kernel_initializer", "bias_initializer",
    ...     "kernel_regularizer", "bias_regularizer",
    ...     "activity_regularizer",
    ...     "kernel_constraint", "bias_constraint"])
    activation = None
    use_bias = True
    kernel_initializer = 'glorot_uniform'
    bias_initializer = 'zeros'
    kernel_regularizer = None
    bias_regularizer = None
    activity_regularizer = None
    kernel_constraint = None
    bias_constraint = None

    compile:

    >>> print_defaults(keras.Model.compile, [
    ...     "optimizer", "loss", "metrics", "loss_weights"])
    optimizer = 'rmsprop'
    loss = None
    metrics = None
    loss_weights = None

    fit:

    >>> print_defaults(keras.Model.fit, [
    ...     "batch_size", "epochs", "verbose", "callbacks",
    ...     "validation_split", "validation_data", "shuffle",
    ...     "class_weight", "sample_weight", "initial_epoch",
    ...     "steps_per_epoch", "validation_steps",
    ...     "validation_batch_size", "validation_freq"])
    batch_size = None
    epochs = 1
    verbose = 'auto'
    callbacks = None
    validation_split = 0.0
    validation_data = None
    shuffle = True
    class_weight = None
    sample_weight = None
    initial_epoch = 0
    steps_per_epoch = None
    validation_steps = None
    validation_batch_size = None
    validation_freq = 1

    predict:

    >>> print_defaults(keras.Model.predict, [
    ...     "batch_size", "verbose", "steps", "callbacks"])
    batch_size = None
    verbose = 'auto'
    steps = None
    callbacks = None
    """
    parameters = inspect.signature(function).parameters
    for name in names:
        print(f"{name} = {parameters[name].default!r}")


def make_functional():
    """Make a 2-3-1 network with the functional API.

    Returns:
        A model from [batch, 2] to [batch, 1], not compiled.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> functional = make_functional()
    >>> len(functional.layers), functional.count_params()
    (3, 13)
    """
    inputs = keras.Input(shape=(2,))
    hidden = keras.layers.Dense(3, activation="sigmoid")(inputs)
    outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
    return keras.Model(inputs, outputs)


def make_sequential():
    """Make a 2-3-1 network with the Sequential API.

    Returns:
        A model from [batch, 2] to [batch, 1], not compiled.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> sequential = make_sequential()
    >>> len(sequential.layers), sequential.count_params()
    (2, 13)
    """
    model = keras.Sequential()
    model.add(keras.Input(shape=(2,)))
    model.add(keras.layers.Dense(3, activation="sigmoid"))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    return model


class SmallMLP(keras.Model):
    """A 2-3-1 network as a subclass of Model.

    Nothing says how many inputs there are: the first call tells.

    >>> subclassed = SmallMLP()
    >>> len(subclassed.weights)
    0
    >>> subclassed(tf.zeros([4, 2])).shape
    TensorShape([4, 1])
    >>> subclassed.count_params()
    13
    """

    def __init__(self, **kwargs):
        """Make the two layers."""
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(3, activation="sigmoid")
        self.last = keras.layers.Dense(1, activation="sigmoid")

    def call(self, inputs):
        """Compute [batch, 1] from [batch, inputs]."""
        return self.last(self.hidden(inputs))


class LessTheMean(keras.layers.Layer):
    """Subtract the mean of the batch, so that samples depend on each other.

    >>> samples = tf.constant([[1.0], [3.0]])
    >>> LessTheMean()(samples).numpy().tolist()
    [[-1.0], [1.0]]
    >>> LessTheMean()(samples[:1]).numpy().tolist()
    [[0.0]]
    """

    def call(self, inputs):
        """Compute [batch, features] from [batch, features]."""
        return inputs - tf.reduce_mean(inputs, axis=0)


def draw_parts() -> plt.Figure:
    """Draw which part of Keras does what.

    Returns:
        A matplotlib figure.

    >>> draw_parts()
    <Figure size 680x380 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.8), layout="constrained")
    _draw_tile(axes, (0, 2.1), (10, 2.3), "C0", alpha=0.12)
    axes.text(0.2, 4.02, "Model", weight="bold", size=12, va="center")
    top = (
        ("Input", "shape"),
        ("Dense", "hidden layer"),
        ("Dense", "output layer"),
    )
    bottom = (
        ("compile()", "loss, optimizer"),
        ("fit()", "trains"),
        ("predict()", "uses"),
    )
    size = 2.8, 1.2
    for column, (name, inside) in enumerate(top):
        _draw_box(axes, (1.7 + 3.3 * column, 3), size, "C1", name, inside)
    for column, (name, inside) in enumerate(bottom):
        x = 1.7 + 3.3 * column
        _draw_box(axes, (x, 0.7), size, "C2", name, inside)
        _draw_arrow(axes, (x, 1.4), (x, 2.06), "C5")
    for column in range(2):
        for y in (3.0, 0.7):
            x = 3.14 + 3.3 * column
            _draw_arrow(axes, (x, y), (x + 0.42, y), "C5")
    axes.set(xlim=(-0.1, 10.1), ylim=(0, 4.5))
    axes.axis("off")
    return figure


def draw_activations() -> plt.Figure:
    """Plot four activation functions between -4 and 4.

    Returns:
        A matplotlib figure.

    >>> draw_activations()
    <Figure size 680x280 with 2 Axes>
    """
    z = np.linspace(-4, 4, 161).astype("float32")
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(6.8, 2.8), layout="constrained"
    )
    for axes, names in (
        (left, ("sigmoid", "tanh")),
        (right, ("linear", "relu")),
    ):
        for place, name in enumerate(names):
            number = place if axes is left else place + 2
            axes.plot(
                z,
                keras.activations.get(name)(tf.constant(z)),
                color=f"C{number}",
                linewidth=2 + (name == "linear"),
                linestyle="--" if place else "-",
                label=name,
            )
        axes.legend(loc="upper left")
        axes.set_xlabel("z")
        axes.grid(alpha=0.3)
    return figure


def draw_network(sizes=(2, 3, 3, 3)) -> plt.Figure:
    """Draw a fully connected network, one circle a node.

    Args:
        sizes: number of nodes in each layer, the inputs first.

    Returns:
        A matplotlib figure.

    >>> draw_network((2, 3, 3, 3))
    <Figure size 680x320 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.2), layout="constrained")
    places = [
        [(2.0 * column, (size - 1) / 2 - row) for row in range(size)]
        for column, size in enumerate(sizes)
    ]
    for here, there in zip(places, places[1:]):
        for x0, y0 in here:
            for x1, y1 in there:
                axes.plot(
                    [x0, x1],
                    [y0, y1],
                    color="C5",
                    alpha=0.5,
                    linewidth=1,
                    zorder=1,
                )
    bottom = -(max(sizes) - 1) / 2 - 0.8
    for column, points in enumerate(places):
        colour = "C1" if column == 0 else "C0"
        for point in points:
            axes.add_patch(
                plt.Circle(
                    point, 0.26, facecolor=colour, edgecolor=colour, zorder=2
                )
            )
        call = "Input" if column == 0 else "Dense"
        argument = f"units={sizes[column]}"
        if column == 0:
            argument = f"shape=({sizes[0]},)"
        axes.text(
            2.0 * column, bottom, call, ha="center", va="center", weight="bold"
        )
        axes.text(
            2.0 * column, bottom - 0.4, argument, ha="center", va="center"
        )
    axes.set(
        xlim=(-0.9, 2.0 * len(sizes) - 1.1),
        ylim=(bottom - 0.7, -bottom - 0.4),
        aspect="equal",
    )
    axes.axis("off")
    return figure


def draw_batches(samples=5, batch_size=2) -> plt.Figure:
    """Draw x and y as fit() cuts them into batches.

    Args:
        samples: number of rows.
        batch_size: rows in a batch; the last batch may be smaller.

    Returns:
        A matplotlib figure.

    >>> draw_batches(samples=5, batch_size=2)
    <Figure size 680x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.0), layout="constrained")
    for row in range(samples):
        batch = row // batch_size
        y = -row - 0.25 * batch
        for column in (0, 1, 3):
            name = f"y{row + 1}" if column == 3 else f"x{row + 1},{column + 1}"
            left = 1.3 * column
            _draw_tile(axes, (left, y), (1.2, 0.9), f"C{batch}", name)
        if row % batch_size == 0:
            rows = min(batch_size, samples - row)
            axes.text(
                5.6,
                y + 0.95 - rows / 2,
                f"batch {batch + 1}",
                va="center",
                weight="bold",
            )
            axes.text(7.5, y + 0.95 - rows / 2, "1 update", va="center")
    axes.text(1.25, 1.3, f"x [{samples}, 2]", ha="center", va="center")
    axes.text(4.5, 1.3, f"y [{samples}, 1]", ha="center", va="center")
    last = (samples - 1) // batch_size
    axes.set(xlim=(-0.1, 9.3), ylim=(-samples - 0.25 * last + 0.7, 1.8))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
first:

>>> keras.utils.set_random_seed(42)
>>> x = tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> y = tf.constant([[0.0], [1.0], [1.0], [0.0]])
>>> inputs = keras.Input(shape=(2,))
>>> hidden = keras.layers.Dense(units=3, activation="sigmoid")(inputs)
>>> outputs = keras.layers.Dense(units=1, activation="sigmoid")(hidden)
>>> model = keras.Model(inputs=inputs, outputs=outputs)
>>> sgd = keras.optimizers.SGD(learning_rate=0.1)
>>> model.compile(optimizer=sgd, loss="mse")
>>> history = model.fit(x, y, batch_size=1, epochs=2, verbose=0)
>>> prediction = model.predict(x, verbose=0)
>>> prediction.shape
(4, 1)

backend:

>>> keras.backend.backend()
'tensorflow'

input-shape:

>>> tuple(keras.Input(shape=[2,]).shape)
(None, 2)
>>> tuple(keras.Input(shape=(2,), batch_size=4).shape)
(4, 2)
>>> type(inputs).__name__
'KerasTensor'

any-size:

>>> model(x[:1]).shape, model(x).shape, model(tf.zeros([1000, 2])).shape
(TensorShape([1, 1]), TensorShape([4, 1]), TensorShape([1000, 1]))

fixed-size:

>>> four = keras.Input(shape=(2,), batch_size=4)
>>> fixed = keras.Model(four, keras.layers.Dense(1)(four))
>>> tuple(fixed.inputs[0].shape), fixed(x[:3]).shape
((4, 2), TensorShape([3, 1]))

comma:

>>> [2,] == [2]
True
>>> type((2,)).__name__, type((2)).__name__
('tuple', 'int')

dense-weights:

>>> layer = keras.layers.Dense(units=3, activation="sigmoid")
>>> len(layer.weights)
0
>>> result = layer(x)
>>> kernel, bias = layer.get_weights()
>>> kernel.shape, bias.shape
((2, 3), (3,))
>>> built = keras.layers.Dense(units=3)
>>> built.build((None, 2))
>>> len(built.weights)
2

dense-formula:

>>> by_hand = tf.sigmoid(x @ kernel + bias)
>>> np.allclose(result, by_hand, atol=1e-6)
True

glorot:

>>> limit = np.sqrt(6 / (2 + 3))
>>> bool(np.all(np.abs(kernel) <= limit)), bias.tolist()
(True, [0.0, 0.0, 0.0])

activation-names:

>>> keras.activations.get("sigmoid") is keras.activations.sigmoid
True
>>> values = tf.constant([-2.0, 0.0, 2.0])
>>> for name in ("linear", "sigmoid", "tanh", "relu"):
...     function = keras.activations.get(name)
...     print(f"{name:8}", [round(float(v), 3) for v in function(values)])
linear   [-2.0, 0.0, 2.0]
sigmoid  [0.119, 0.5, 0.881]
tanh     [-0.964, 0.0, 0.964]
relu     [0.0, 0.0, 2.0]

functional:

>>> input_layer = keras.Input(shape=(2,), name="input_layer")
>>> hidden1 = keras.layers.Dense(
...     3, activation="sigmoid", name="hidden1")(input_layer)
>>> hidden2 = keras.layers.Dense(
...     3, activation="sigmoid", name="hidden2")(hidden1)
>>> output_layer = keras.layers.Dense(
...     3, activation="sigmoid", name="output_layer")(hidden2)
>>> network = keras.Model(inputs=input_layer, outputs=output_layer)
>>> for layer in network.layers:
...     print(layer.name, layer.count_params())
input_layer 0
hidden1 9
hidden2 12
output_layer 12
>>> network.count_params()
33

inner:

>>> inner = keras.Model(inputs=input_layer, outputs=hidden1)
>>> inner(x).shape
TensorShape([4, 3])
>>> inner.layers[1] is network.layers[1]
True

same-network:

>>> functional, sequential = make_functional(), make_sequential()
>>> subclassed = SmallMLP()
>>> _ = subclassed(x)
>>> for other in (sequential, subclassed):
...     other.set_weights(functional.get_weights())
...     print(np.allclose(other(x), functional(x), atol=1e-6))
True
True

default-rate:

>>> for name in ("sgd", "rmsprop", "adam"):
...     rate = keras.optimizers.get(name).learning_rate
...     print(name, round(float(rate), 4))
sgd 0.01
rmsprop 0.001
adam 0.001

no-loss:

>>> for penalty in (None, "l2"):
...     inputs = keras.Input(shape=(2,))
...     outputs = keras.layers.Dense(
...         1, use_bias=False, kernel_regularizer=penalty)(inputs)
...     alone = keras.Model(inputs, outputs)
...     alone.compile(optimizer="sgd")
...     before = alone.get_weights()[0]
...     try:
...         history = alone.fit(x, y, verbose=0)
...         print(not np.array_equal(before, alone.get_weights()[0]))
...     except ValueError:
...         print("no loss")
no loss
True

compile-keeps:

>>> int(model.optimizer.iterations)
8
>>> before = model.get_weights()
>>> model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5),
...               loss="mse")
>>> all(np.array_equal(a, b)
...     for a, b in zip(before, model.get_weights()))
True
>>> int(model.optimizer.iterations)
0
>>> _ = model.fit(x, y, batch_size=1, verbose=0)
>>> model.compile(optimizer=model.optimizer, loss="mse")
>>> int(model.optimizer.iterations)
4

without-compile:

>>> fresh = make_functional()
>>> fresh.predict(x, verbose=0).shape
(4, 1)
>>> try:
...     fresh.fit(x, y, verbose=0)
... except (RuntimeError, ValueError) as error:
...     print("compile" in str(error))
True

batch-size:

>>> many = np.zeros([100, 2], "float32")
>>> many_labels = np.zeros([100, 1], "float32")
>>> for batch_size in (1, 40, 100, None):
...     start = int(model.optimizer.iterations)
...     _ = model.fit(many, many_labels, batch_size=batch_size, verbose=0)
...     print(batch_size, int(model.optimizer.iterations) - start)
1 100
40 3
100 1
None 4

history:

>>> history = model.fit(x, y, epochs=3, validation_data=(x, y), verbose=0)
>>> list(history.history), history.epoch
(['loss', 'val_loss'], [0, 1, 2])
>>> len(history.history["loss"])
3

initial-epoch:

>>> more = model.fit(x, y, initial_epoch=3, epochs=5, verbose=0)
>>> more.epoch
[3, 4]

validation-split:

>>> parted = model.fit(many, many_labels, batch_size=1,
...                    validation_split=0.1, verbose=0)
>>> parted.params["steps"]
90

predict-type:

>>> type(model.predict(x, verbose=0)).__name__
'ndarray'
>>> isinstance(model(x), tf.Tensor)
True
>>> np.allclose(model.predict(x, verbose=0), model(x), atol=1e-6)
True

predict-batches:

>>> whole = model.predict(x, batch_size=4, verbose=0)
>>> single = model.predict(x, batch_size=1, verbose=0)
>>> np.allclose(whole, single, atol=1e-6)
True

lists:

>>> rows = [[0.0, 1.0], [1.0, 0.0]]
>>> model.predict(np.array(rows), verbose=0).shape
(2, 1)
>>> model.predict(tf.constant(rows), verbose=0).shape
(2, 1)

exercise-1:

>>> inputs = keras.Input(shape=(2,))
>>> hidden = keras.layers.Dense(4, activation="sigmoid")(inputs)
>>> outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
>>> keras.Model(inputs, outputs).count_params()
17

exercise-2:

>>> inputs = keras.Input(shape=(2,))
>>> hidden = keras.layers.Dense(3, activation="sigmoid")(inputs)
>>> both = keras.layers.Concatenate()([inputs, hidden])
>>> outputs = keras.layers.Dense(1, activation="sigmoid")(both)
>>> shortcut = keras.Model(inputs, outputs)
>>> shortcut(x).shape, shortcut.count_params()
(TensorShape([4, 1]), 15)
>>> stacked = keras.Sequential([
...     keras.Input(shape=(2,)), keras.Model(inputs, both),
...     keras.layers.Dense(1, activation="sigmoid")])
>>> stacked(x).shape, stacked.count_params()
(TensorShape([4, 1]), 15)

exercise-3:

>>> start = int(model.optimizer.iterations)
>>> _ = model.fit(x, y, batch_size=3, epochs=2, verbose=0)
>>> int(model.optimizer.iterations) - start
4
"""
}
