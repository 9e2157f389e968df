"""Custom models.

A subclass of keras.Model makes its layers in the constructor and says in
call() how an input passes through them.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Models".
"""

import functools
import os
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow


@keras.saving.register_keras_serializable(package="custom")
class ResidualBlock(keras.layers.Layer):
    """Dense layers whose output is added to their input.

    Args:
        n_layers: number of dense layers.
        n_neurons: neurons of each; the input must have as many features.

    Raises:
        ValueError: when first called on an input of another width.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Models".

    call:

    >>> block = ResidualBlock(n_layers=2, n_neurons=30)
    >>> X = tf.random.stateless_normal([4, 30], seed=(1, 2))
    >>> block(X).shape, len(block.weights), block.count_params()
    (TensorShape([4, 30]), 4, 1860)

    zero:

    >>> block.set_weights([0 * weight for weight in block.get_weights()])
    >>> np.allclose(block(X), X)
    True

    width:

    >>> ResidualBlock(2, 30)(tf.ones([4, 8]))
    Traceback (most recent call last):
        ...
    ValueError: a block of 30 neurons cannot be added to 8 inputs

    config:

    >>> config = ResidualBlock(2, 30).get_config()
    >>> config["n_layers"], config["n_neurons"]
    (2, 30)
    >>> len(ResidualBlock.from_config(config).hidden)
    2
    """

    def __init__(self, n_layers, n_neurons, **kwargs):
        """Make the dense layers."""
        super().__init__(**kwargs)
        self.n_neurons = n_neurons
        self.hidden = [  #: list
            keras.layers.Dense(
                n_neurons, activation="elu", kernel_initializer="he_normal"
            )
            for _ in range(n_layers)
        ]

    def build(self, input_shape):
        """Make the weights of the dense layers."""
        if input_shape[-1] != self.n_neurons:
            raise ValueError(
                f"a block of {self.n_neurons} neurons cannot be added to "
                f"{input_shape[-1]} inputs"
            )
        for layer in self.hidden:
            layer.build(input_shape)
        self.built = True

    def call(self, inputs):
        """Compute (batch, n_neurons) to the same shape."""
        Z = inputs
        for layer in self.hidden:
            Z = layer(Z)
        return inputs + Z  #: skip

    def get_config(self):
        """Tell what it takes to make this block again."""
        return {
            **super().get_config(),
            "n_layers": len(self.hidden),
            "n_neurons": self.n_neurons,
        }


@keras.saving.register_keras_serializable(package="custom")
class ResidualRegressor(keras.Model):
    """A regressor that passes through one residual block four times.

    Args:
        output_dim: number of values to predict.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Models".

    train:

    >>> keras.utils.set_random_seed(42)
    >>> X, y = make_housing(500)
    >>> model = ResidualRegressor(1)
    >>> model.compile(loss="mse", optimizer="nadam")
    >>> before = model.evaluate(X, y, verbose=0)
    >>> history = model.fit(X, y, epochs=5, verbose=0)
    >>> model.evaluate(X, y, verbose=0) < before
    True
    >>> model.predict(X[:3], verbose=0).shape
    (3, 1)

    count:

    >>> model.count_params(), len(model.trainable_variables)
    (4021, 12)
    >>> {name: layer.count_params()
    ...  for name, layer in named_layers(model).items()}
    {'hidden1': 270, 'block1': 1860, 'block2': 1860, 'out': 31}

    order:

    >>> order_of_calls(model, X[:3])
    ['hidden1', 'block1', 'block1', 'block1', 'block1', 'block2', 'out']

    one-change:

    >>> before = model(X)
    >>> model.block1.set_weights(
    ...     [0 * weight for weight in model.block1.get_weights()])
    >>> Z = model.hidden1(X)
    >>> np.allclose(model(X), model.out(model.block2(Z)), atol=1e-5)
    True
    >>> np.allclose(model(X), before, atol=1e-5)
    False

    build:

    >>> unseen = ResidualRegressor(1)
    >>> unseen.build((None, 8))
    >>> len(unseen.weights)
    12

    config:

    >>> ResidualRegressor.from_config(model.get_config()).output_dim
    1

    saved:

    >>> folder = tempfile.mkdtemp()
    >>> path = os.path.join(folder, "residual.keras")
    >>> model.save(path)
    >>> loaded = keras.models.load_model(path)
    >>> np.allclose(loaded.predict(X, verbose=0),
    ...             model.predict(X, verbose=0), atol=1e-5)
    True
    >>> history = loaded.fit(X, y, verbose=0)

    weights:

    >>> path = os.path.join(folder, "residual.weights.h5")
    >>> model.save_weights(path)
    >>> twin = ResidualRegressor(1)
    >>> twin.build((None, 8))
    >>> twin.load_weights(path)
    >>> np.allclose(twin(X), model(X), atol=1e-6)
    True

    too-early:

    >>> ResidualRegressor(1).load_weights(path)
    Traceback (most recent call last):
        ...
    ValueError: You are loading weights into a model that has not yet been built...
    Keras 2 (it counts the variables of each layer):
    Traceback (most recent call last):
        ...
    ValueError: Layer ... expected 0 variables, but received 2 variables during loading...

    tests:

    >>> model = ResidualRegressor(2)
    >>> for n in (0, 1, 7):
    ...     print(tuple(model(X[:n]).shape))
    (0, 2)
    (1, 2)
    (7, 2)
    >>> np.allclose(model(X[:2])[:1], model(X[:1]), atol=1e-3)
    True
    >>> untouched(model, X, np.zeros([500, 2]))
    []

    tiny:

    >>> keras.utils.set_random_seed(42)
    >>> model = ResidualRegressor(1)
    >>> model.compile(loss="mse", optimizer=keras.optimizers.Nadam(0.01))
    >>> history = model.fit(X[:8], y[:8], epochs=40, verbose=0)
    >>> model.evaluate(X[:8], y[:8], verbose=0) < 0.05
    True
    """

    def __init__(self, output_dim, **kwargs):
        """Make the layers."""
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.hidden1 = keras.layers.Dense(
            30, activation="elu", kernel_initializer="he_normal"
        )
        self.block1 = ResidualBlock(2, 30)
        self.block2 = ResidualBlock(2, 30)
        self.out = keras.layers.Dense(output_dim)

    def build(self, input_shape):
        """Make the weights of all layers."""
        self.hidden1.build(input_shape)
        shape = (*tuple(input_shape)[:-1], 30)
        for layer in (self.block1, self.block2, self.out):
            layer.build(shape)
        self.built = True

    def call(self, inputs):
        """Compute (batch, n_features) to (batch, output_dim)."""
        Z = self.hidden1(inputs)
        for _ in range(1 + 3):  #: loop
            Z = self.block1(Z)
        Z = self.block2(Z)
        return self.out(Z)

    def get_config(self):
        """Tell what it takes to make this model again."""
        return {**super().get_config(), "output_dim": self.output_dim}


@keras.saving.register_keras_serializable(package="custom")
class DeepRegressor(ResidualRegressor):
    """A ResidualRegressor with any number of passes through block 1.

    Args:
        output_dim: number of values to predict.
        n_passes: passes through block 1.

    With the default it does what ResidualRegressor does.

    >>> houses, _ = make_housing(5)
    >>> original, changed = ResidualRegressor(1), DeepRegressor(1)
    >>> original(houses).shape == changed(houses).shape
    True
    >>> changed.set_weights(original.get_weights())
    >>> np.allclose(changed(houses), original(houses), atol=1e-5)
    True
    """

    def __init__(self, output_dim, n_passes=4, **kwargs):
        """Make the layers, and keep the number of passes."""
        super().__init__(output_dim, **kwargs)
        self.n_passes = n_passes

    def call(self, inputs):
        """Compute (batch, n_features) to (batch, output_dim)."""
        Z = self.hidden1(inputs)
        for _ in range(self.n_passes):
            Z = self.block1(Z)
        return self.out(self.block2(Z))

    def get_config(self):
        """Add the number of passes."""
        return {**super().get_config(), "n_passes": self.n_passes}


class WideAndDeepModel(keras.Model):
    """Two inputs: one straight to the end, one through hidden layers.

    Source: Hands-On Machine Learning, 2nd ed., chapter 10.

    The output layer sees the wide input next to the last hidden layer.

    >>> both = WideAndDeepModel()
    >>> both((tf.ones([4, 5]), tf.ones([4, 6]))).shape
    TensorShape([4, 1])
    >>> tuple(both.out.kernel.shape)
    (35, 1)
    """

    def __init__(self, **kwargs):
        """Make the layers."""
        super().__init__(**kwargs)
        self.hidden1 = keras.layers.Dense(30, activation="relu")
        self.hidden2 = keras.layers.Dense(30, activation="relu")
        self.join = keras.layers.Concatenate()
        self.out = keras.layers.Dense(1)

    def call(self, inputs):
        """Compute a pair (batch, m), (batch, n) to (batch, 1)."""
        wide, deep = inputs
        deep = self.hidden2(self.hidden1(deep))
        return self.out(self.join([wide, deep]))


def named_layers(model: keras.Model) -> dict[str, keras.layers.Layer]:
    """Look up the layers of a model by the attributes they are kept in.

    Args:
        model: a subclassed model.

    Returns:
        A dictionary from attribute to layer, in the order they were made.

    Layers in a list are not found: the attribute is the list.

    >>> list(named_layers(ResidualRegressor(1)))
    ['hidden1', 'block1', 'block2', 'out']
    >>> named_layers(ResidualBlock(2, 30))
    {}
    """
    return {
        name: value
        for name, value in vars(model).items()
        if isinstance(value, keras.layers.Layer)
    }


def order_of_calls(model: keras.Model, X) -> list[str]:
    """Run a model once and note which of its layers are called.

    Args:
        model: a subclassed model.
        X: a batch for it.

    Returns:
        The attribute names of the layers, in order.

    >>> class Twice(keras.Model):
    ...     def __init__(self, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.same = keras.layers.Dense(4)
    ...
    ...     def call(self, inputs):
    ...         return self.same(self.same(inputs))
    >>> twice = Twice()
    >>> order_of_calls(twice, tf.ones([1, 4]))
    ['same', 'same']
    >>> "call" in vars(twice.same)
    False
    """
    order = []

    def noted(name, call):
        @functools.wraps(call)
        def wrapper(*args, **kwargs):
            order.append(name)
            return call(*args, **kwargs)

        return wrapper

    model(X)
    layers = named_layers(model)
    for name, layer in layers.items():
        object.__setattr__(layer, "call", noted(name, layer.call))
    try:
        model(X)
    finally:
        for layer in layers.values():
            object.__delattr__(layer, "call")
    return order


def untouched(model, X, y):
    """Find the layers that training would not change.

    Args:
        model: a subclassed model, called before.
        X: a batch for it.
        y: what it should predict.

    Returns:
        For each weight without a gradient, the layer that it belongs to.

    >>> class Rounded(ResidualRegressor):
    ...     def call(self, inputs):
    ...         return tf.round(super().call(inputs))
    >>> houses, prices = make_housing(10)
    >>> len(untouched(Rounded(1), houses, prices))
    12
    """
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean(tf.square(model(X, training=True) - y))
    return [
        name
        for name, layer in named_layers(model).items()
        for gradient in tape.gradient(loss, layer.trainable_variables)
        if gradient is None
    ]


def one_and_three() -> keras.Model:
    """Make a model with two outputs, whatever its input: 1 and 3.

    Returns:
        A model that takes (n, 1) and gives two outputs of shape (n, 1),
        named one and three.

    outputs:

    >>> ones, zeros = np.ones((4, 1)), np.zeros((4, 1))
    >>> def reported(**arguments):
    ...     two = one_and_three()
    ...     two.compile(run_eagerly=True, **arguments)
    ...     found = two.evaluate(ones, [zeros, zeros], verbose=0,
    ...                          return_dict=True)
    ...     return {name: round(found[name], 3) for name in sorted(found)}
    >>> reported(loss="mse")
    {'loss': 10.0, 'one_loss': 1.0, 'three_loss': 9.0}

    optimizer:

    >>> two = one_and_three()
    >>> one = keras.Model(two.inputs, two.outputs[1])
    >>> for optimizer in ("sgd", keras.optimizers.SGD(learning_rate=0.5)):
    ...     one.compile(optimizer=optimizer, loss="mse")
    ...     print(type(one.optimizer).__name__,
    ...           f"{float(one.optimizer.learning_rate):.2f}")
    SGD 0.01
    SGD 0.50
    >>> one.compile(loss="mse")
    >>> type(one.optimizer).__name__
    'RMSprop'
    >>> one.compile(optimizer=keras.optimizers.SGD)
    Traceback (most recent call last):
        ...
    ValueError: Could not interpret optimizer identifier: ...

    loss:

    >>> reported(loss=["mse", "mae"])
    {'loss': 4.0, 'one_loss': 1.0, 'three_loss': 3.0}
    >>> reported(loss={"one": "mse",
    ...                "three": keras.losses.MeanAbsoluteError()})
    {'loss': 4.0, 'one_loss': 1.0, 'three_loss': 3.0}

    loss-partly:

    >>> reported(loss={"three": "mse"})
    Traceback (most recent call last):
        ...
    ValueError: Expected keys ['one', 'three'] in loss dict, but found loss.keys()=['three']
    Keras 2 (an output without a loss may be left out):
    {'loss': 9.0, 'three_loss': 9.0}
    >>> reported(loss={"one": None, "three": "mse"})["loss"]
    9.0

    loss-weights:

    >>> reported(loss=["mse", "mse"], loss_weights=[2.0, 0.5])
    {'loss': 6.5, 'one_loss': 1.0, 'three_loss': 9.0}
    >>> reported(loss={"one": "mse", "three": "mse"},
    ...          loss_weights={"one": 2.0, "three": 0.5})
    {'loss': 6.5, 'one_loss': 1.0, 'three_loss': 9.0}

    loss-weights-mistake:

    >>> reported(loss="mse", loss_weights=[2.0, 0.5])
    Traceback (most recent call last):
        ...
    ValueError: `loss_weights` must match the number of losses, got 1 losses and 2 weights.
    Keras 2 (it takes one loss for all outputs and a weight for each):
    {'loss': 6.5, 'one_loss': 1.0, 'three_loss': 9.0}

    metrics:

    >>> reported(loss="mse", metrics=[["mae"], ["mae", "mse"]])
    {'loss': 10.0, 'one_loss': 1.0, 'one_mae': 1.0, 'three_loss': 9.0, 'three_mae': 3.0, 'three_mse': 9.0}
    >>> reported(loss="mse", metrics={"three": ["mae"]})
    {'loss': 10.0, 'one_loss': 1.0, 'three_loss': 9.0, 'three_mae': 3.0}

    metrics-flat:

    >>> reported(loss="mse", metrics=["mae"])
    Traceback (most recent call last):
        ...
    ValueError: tuple arity mismatch; expected: 2, got: 1; tuple: ('mae',).
    Invalid `metrics`...
    Keras 2 (a flat list is for every output):
    {'loss': 10.0, 'one_loss': 1.0, 'one_mae': 1.0, 'three_loss': 9.0, 'three_mae': 3.0}
    >>> reported(loss="mse", metrics=["mae", "mse"])
    {'loss': 10.0, 'one_loss': 1.0, 'one_mae': 1.0, 'three_loss': 9.0, 'three_mse': 9.0}
    Keras 2 (a flat list is for every output):
    {'loss': 10.0, 'one_loss': 1.0, 'one_mae': 1.0, 'one_mse': 1.0, 'three_loss': 9.0, 'three_mae': 3.0, 'three_mse': 9.0}

    metrics-string:

    >>> reported(loss="mse", metrics="mae")
    Traceback (most recent call last):
        ...
    ValueError: Expected `metrics` argument to be a list, tuple, or dict. Received instead: metrics=mae of type <class 'str'>
    Keras 2 (it takes a name alone):
    {'loss': 10.0, 'one_loss': 1.0, 'one_mae': 1.0, 'three_loss': 9.0, 'three_mae': 3.0}

    weighted:

    >>> echo = keras.Sequential([
    ...     keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    >>> echo.compile(loss="mse", metrics=["mae"], weighted_metrics=["mse"],
    ...              run_eagerly=True)
    >>> rows = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> echo.evaluate(rows, zeros, verbose=0,
    ...               sample_weight=np.array([1.0, 0.0, 1.0, 3.0]))
    [14.5, 2.5, 11.600000381469727]

    eagerly:

    >>> def noting(y_true, y_pred):
    ...     calls.append(tf.executing_eagerly())
    ...     return tf.square(y_true - y_pred)
    >>> for run_eagerly in (False, True):
    ...     calls = []
    ...     one.compile(loss=noting, run_eagerly=run_eagerly)
    ...     _ = one.evaluate(ones, zeros, batch_size=1, verbose=0)
    ...     print(calls)
    [False]
    [True, True, True, True]

    steps:

    >>> class Ends(keras.callbacks.Callback):
    ...     def on_train_batch_end(self, batch, logs=None):
    ...         ends.append(batch)
    >>> for several in (1, 2):
    ...     ends = []
    ...     one.compile(optimizer=keras.optimizers.SGD(0.0), loss="mse",
    ...                 steps_per_execution=several)
    ...     _ = one.fit(ones, zeros, batch_size=1, verbose=0, callbacks=[Ends()])
    ...     print(ends)
    [0, 1, 2, 3]
    [1, 3]

    jit:

    >>> def through_python(y_true, y_pred):
    ...     found = tf.numpy_function(lambda a, b: (a - b) ** 2,
    ...                               [y_true, y_pred], tf.float32)
    ...     return tf.reshape(found, tf.shape(y_pred))
    >>> one.compile(loss=through_python, jit_compile=False)
    >>> one.evaluate(ones, zeros, verbose=0) > 0
    True
    >>> one.compile(loss=through_python, jit_compile=True)
    >>> try:
    ...     one.evaluate(ones, zeros, verbose=0)
    ... except (tf.errors.InvalidArgumentError, ValueError) as error:
    ...     print("unsupported operations" in str(error))
    True

    scale:

    >>> keras.mixed_precision.set_global_policy("mixed_float16")
    Keras 2 (it looks for a GPU):
    WARNING:tensorflow:Mixed precision compatibility check (mixed_float16)...
    >>> half = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    >>> keras.mixed_precision.set_global_policy("float32")
    >>> half.compile("sgd", "mse")
    >>> type(half.optimizer).__name__
    'LossScaleOptimizer'
    Keras 2 (the class has another name there):
    'LossScaleOptimizerV3'
    >>> half.compile("sgd", "mse", auto_scale_loss=False)
    Keras 2 (it has no such argument):
    Traceback (most recent call last):
        ...
    TypeError: Invalid keyword argument(s) in `compile()`: ({'auto_scale_loss'},)...
    >>> type(half.optimizer).__name__
    'SGD'
    Keras 2 (the optimizer of the line before):
    'LossScaleOptimizerV3'

    positions:

    >>> one = keras.Model(two.inputs, two.outputs[1])
    >>> one.compile("sgd", "mse", ["mae"], run_eagerly=True)
    >>> one.evaluate(ones, zeros, verbose=0)
    Traceback (most recent call last):
        ...
    ValueError: dtype='string' is not a valid dtype for Keras type promotion.
    Keras 2 (there the third argument is `metrics`):
    [9.0, 3.0]

    again:

    >>> one.compile(loss="mse", metrics=["mae"], run_eagerly=True)
    >>> one.evaluate(ones, zeros, verbose=0)
    [9.0, 3.0]
    >>> one.compile(optimizer="sgd", run_eagerly=True)
    >>> one.evaluate(ones, zeros, verbose=0)
    [9.0, 3.0]
    Keras 2 (each compile() begins anew):
    0.0
    """
    inputs = keras.Input((1,))
    outputs = [
        keras.layers.Dense(
            1,
            kernel_initializer="zeros",
            bias_initializer=keras.initializers.Constant(value),
            name=name,
        )(inputs)
        for name, value in (("one", 1.0), ("three", 3.0))
    ]
    return keras.Model(inputs, outputs)


def draw_block(block) -> plt.Figure:
    """Draw a residual block: its layers in a row, the input around them.

    Args:
        block: a ResidualBlock.

    Returns:
        The figure.

    >>> draw_block(ResidualBlock(n_layers=2, n_neurons=30))
    <Figure size 660x220 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.6, 2.2), layout="constrained")
    axes.text(0, 0, "inputs", ha="center", va="center")
    x, start = 0.0, 0.5
    for layer in block.hidden:
        x += 1.9
        _draw_arrow(axes, (start, 0), (x - 0.75, 0), "C0")
        axes.add_patch(
            plt.Rectangle((x - 0.7, -0.4), 1.4, 0.8, facecolor="C0", alpha=0.2)
        )
        axes.text(
            x,
            0,
            f"{type(layer).__name__} {layer.units}\n"
            f"{layer.activation.__name__}",
            ha="center",
            va="center",
            color="C0",
        )
        start = x + 0.75
    x += 1.4
    _draw_arrow(axes, (start, 0), (x - 0.2, 0), "C0")
    axes.text(
        x, 0, "+", ha="center", va="center", color="C1", size=18, weight="bold"
    )
    axes.plot([0, 0, x, x], [0.25, 0.95, 0.95, 0.55], color="C1")
    _draw_arrow(axes, (x, 0.6), (x, 0.2))
    axes.text(
        x / 2, 1.05, "skip connection", ha="center", va="bottom", color="C1"
    )
    _draw_arrow(axes, (x + 0.2, 0), (x + 0.8, 0), "C0")
    axes.text(x + 0.9, 0, "outputs", va="center")
    axes.set(xlim=(-0.6, x + 1.9), ylim=(-0.6, 1.5))
    axes.axis("off")
    return figure


def draw_calls(model, X) -> plt.Figure:
    """Draw the calls of a model on the left, its layers on the right.

    Args:
        model: a subclassed model.
        X: a batch for it.

    Returns:
        The figure: a line leads from each call to the layer that answers.

    >>> draw_calls(ResidualRegressor(output_dim=1), tf.ones([3, 8]))
    <Figure size 640x560 with 1 Axes>
    """
    order = order_of_calls(model, X)
    layers = named_layers(model)
    figure, axes = plt.subplots(
        figsize=(6.4, 0.7 * len(order) + 0.7), layout="constrained"
    )
    top = len(order) - 0.5
    places = {}
    for name in layers:
        rows = [top - i for i, call in enumerate(order) if call == name]
        places[name] = sum(rows) / len(rows) if rows else 0
    for i, (name, layer) in enumerate(layers.items()):
        y, colour = places[name], f"C{i}"
        axes.add_patch(
            plt.Rectangle(
                (3.6, y - 0.42), 2.7, 0.84, facecolor=colour, alpha=0.2
            )
        )
        axes.text(
            4.95,
            y,
            f"{name}: {type(layer).__name__}\n"
            f"{layer.count_params()} parameters",
            ha="center",
            va="center",
            color=colour,
        )
    for i, name in enumerate(order):
        y, colour = top - i, f"C{list(layers).index(name)}"
        axes.add_patch(
            plt.Rectangle(
                (0.5, y - 0.27), 1.6, 0.54, facecolor=colour, alpha=0.2
            )
        )
        axes.text(1.3, y, name, ha="center", va="center", color=colour)
        axes.plot(
            [2.1, 3.6],
            [y, places[name]],
            color=colour,
            alpha=0.6,
            linestyle=":",
        )
        axes.annotate(
            "",
            (1.3, y + 0.27),
            (1.3, y + 0.73),
            arrowprops={"arrowstyle": "->", "alpha": 0.6},
        )
        if hasattr(layers[name], "hidden"):
            axes.annotate(
                "",
                (0.5, y - 0.4),
                (0.5, y + 0.4),
                arrowprops={
                    "arrowstyle": "->",
                    "color": colour,
                    "connectionstyle": "arc3,rad=0.8",
                },
            )
    axes.annotate(
        "",
        (1.3, -0.73 + 0.5),
        (1.3, 0.23),
        arrowprops={"arrowstyle": "->", "alpha": 0.6},
    )
    axes.text(1.3, top + 0.8, "inputs", ha="center", va="bottom")
    axes.text(1.3, -0.28, "outputs", ha="center", va="top")
    axes.set(xlim=(0, 6.4), ylim=(-0.6, top + 1.1))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
smallest:

>>> class Line(keras.Model):
...     def __init__(self, **kwargs):
...         super().__init__(**kwargs)
...         self.out = keras.layers.Dense(1)
...
...     def call(self, inputs):
...         return self.out(inputs)
>>> line = Line()
>>> line(tf.ones([5, 8])).shape, len(line.trainable_variables)
(TensorShape([5, 1]), 2)

graph:

>>> regressor = ResidualRegressor(1)
>>> step = tf.function(regressor)
>>> graph = step.get_concrete_function(tf.TensorSpec([None, 8])).graph
>>> sum(op.type == "Elu" for op in graph.get_operations())
11

functional:

>>> inputs = keras.Input((8,))
>>> Z = keras.layers.Dense(30, activation="elu",
...                        kernel_initializer="he_normal")(inputs)
>>> block1, block2 = ResidualBlock(2, 30), ResidualBlock(2, 30)
>>> for _ in range(1 + 3):
...     Z = block1(Z)
>>> outputs = keras.layers.Dense(1)(block2(Z))
>>> functional = keras.Model(inputs, outputs)
>>> functional.input_shape, functional.output_shape
((None, 8), (None, 1))
>>> functional.count_params()
4021

inner:

>>> hidden = keras.Model(functional.inputs, functional.layers[1].output)
>>> hidden(tf.ones([2, 8])).shape
TensorShape([2, 30])

hidden:

>>> regressor(tf.ones([2, 8])).shape
TensorShape([2, 1])
>>> hasattr(functional, "input_shape"), hasattr(regressor, "input_shape")
(True, False)
>>> (hasattr(functional.layers[1], "output"),
...  hasattr(regressor.hidden1, "output"))
(True, False)

wrong-functional:

>>> narrow = ResidualBlock(2, 20)
>>> narrow(keras.layers.Dense(30)(keras.Input((8,))))
Traceback (most recent call last):
    ...
ValueError: a block of 20 neurons cannot be added to 30 inputs

wrong-subclassed:

>>> class Narrow(keras.Model):
...     def __init__(self, **kwargs):
...         super().__init__(**kwargs)
...         self.hidden1 = keras.layers.Dense(30)
...         self.block1 = ResidualBlock(2, 20)
...
...     def call(self, inputs):
...         return self.block1(self.hidden1(inputs))
>>> made = Narrow()
>>> made.built
False
>>> made.call(tf.ones([2, 8]))
Traceback (most recent call last):
    ...
ValueError: a block of 20 neurons cannot be added to 30 inputs

never-called:

>>> grown = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
>>> grown(tf.ones([2, 8])).shape
TensorShape([2, 1])
>>> grown.input
Traceback (most recent call last):
    ...
AttributeError: The layer ... has never been called and thus has no defined input.
Keras 2 (a sequential model that was called has an input):
<KerasTensor: shape=(2, 8) ...>

never-called-output:

>>> try:
...     regressor.hidden1.output
... except AttributeError as error:
...     print(str(error).replace(regressor.hidden1.name, "hidden1"))
The layer hidden1 has never been called and thus has no defined output.
Keras 2 (it means the same in other words):
Layer hidden1 has no inbound nodes.

never-called-sequential:

>>> sized = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3),
...                           keras.layers.Dense(1)])
>>> hasattr(sized, "output"), len(sized.outputs)
(False, 1)
Keras 2 (it knows both):
(True, 1)
>>> features = keras.Model(sized.inputs, sized.layers[0].output)
>>> features([tf.ones([2, 8])]).shape
TensorShape([2, 3])

never-called-subclassed:

>>> symbolic = keras.Input((8,))
>>> features = keras.Model(symbolic, regressor.hidden1(symbolic))
>>> features(tf.ones([2, 8])).shape
TensorShape([2, 30])

plain-arguments:

>>> class Plain(keras.layers.Layer):
...     def __init__(self, units, wrap=None, **kwargs):
...         super().__init__(**kwargs)
...         self.units = units
>>> Plain(3).get_config()["units"]
3
>>> Plain(3, wrap=tf.exp).get_config()
Traceback (most recent call last):
    ...
NotImplementedError: ...

forgotten:

>>> class Forgotten(ResidualRegressor):
...     def call(self, inputs):
...         Z = self.block1(self.hidden1(inputs))
...         self.block2(Z)  #: lost
...         return self.out(Z)
>>> untouched(Forgotten(1), *make_housing(100))
['block2', 'block2', 'block2', 'block2']

exercise-1:

>>> deep = DeepRegressor(1, n_passes=10)
>>> deep(tf.ones([2, 8])).shape
TensorShape([2, 1])
>>> deep.count_params(), order_of_calls(deep, tf.ones([2, 8])).count("block1")
(4021, 10)
>>> again = DeepRegressor.from_config(deep.get_config())
>>> again.n_passes
10

exercise-2:

>>> X, y = make_housing(200)
>>> wide = WideAndDeepModel()
>>> wide([X[:, :5], X[:, 2:]]).shape
TensorShape([200, 1])
>>> keras.utils.set_random_seed(42)
>>> wide.compile(loss="mse", optimizer="nadam")
>>> before = wide.evaluate([X[:, :5], X[:, 2:]], y, verbose=0)
>>> history = wide.fit([X[:, :5], X[:, 2:]], y, epochs=5, verbose=0)
>>> wide.evaluate([X[:, :5], X[:, 2:]], y, verbose=0) < before
True

exercise-3:

>>> shared = 8 * 30 + 30 + 2 * 2 * (30 * 30 + 30) + 30 * 1 + 1
>>> apart = shared + 3 * 2 * (30 * 30 + 30)
>>> shared, apart
(4021, 9601)
>>> unshared = keras.Sequential([keras.Input((8,)),
...                              keras.layers.Dense(30)])
>>> for _ in range(5):
...     unshared.add(ResidualBlock(2, 30))
>>> unshared.add(keras.layers.Dense(1))
>>> unshared.count_params()
9601
"""
}
