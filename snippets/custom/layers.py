"""Custom layers.

A layer is a computation with, usually, weights of its own. Keras has many;
this module makes some of them again, and some that Keras does not have.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Layers".
"""

import os
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow


@keras.saving.register_keras_serializable(package="custom")
class DenseBlock(keras.layers.Layer):
    """Three layers in one: dense, normalised, rectified.

    Args:
        units: number of outputs.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12: a run of layers
    A, B, C, A, B, C, A, B, C is easier as D, D, D.

    repeats:

    >>> flat = keras.Sequential([keras.Input((30,))])
    >>> for _ in range(3):
    ...     flat.add(keras.layers.Dense(30))
    ...     flat.add(keras.layers.LayerNormalization())
    ...     flat.add(keras.layers.Activation("relu"))
    >>> stacked = keras.Sequential([keras.Input((30,)), DenseBlock(30),
    ...                             DenseBlock(30), DenseBlock(30)])
    >>> len(flat.layers), len(stacked.layers)
    (9, 3)
    >>> flat.count_params(), stacked.count_params()
    (2970, 2970)

    drawn:

    >>> draw_repeats(flat, stacked)
    <Figure size 680x300 with 1 Axes>

    same:

    >>> stacked.set_weights(flat.get_weights())
    >>> X = tf.random.stateless_normal([5, 30], seed=(1, 2))
    >>> np.allclose(stacked(X), flat(X), atol=1e-5)
    True
    """

    def __init__(self, units, **kwargs):
        """Make the three layers; none has weights yet."""
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(units)
        self.norm = keras.layers.LayerNormalization()
        self.activation = keras.layers.Activation("relu")
        self.units = units

    def build(self, input_shape):
        """Make the weights of the inner layers."""
        self.dense.build(input_shape)
        self.norm.build((*tuple(input_shape)[:-1], self.units))
        self.built = True

    def call(self, inputs):
        """Pass through the three layers, (batch, n) to (batch, units)."""
        return self.activation(self.norm(self.dense(inputs)))

    def get_config(self):
        """Tell what it takes to make this block again."""
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(package="custom")
class MyDense(keras.layers.Layer):
    """A simplified version of ``keras.layers.Dense``.

    Args:
        units: number of outputs.
        activation: function or its name; None for none.
        kernel_initializer: initializer or its name.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Layers".

    lazy:

    >>> layer = MyDense(3)
    >>> layer.built, len(layer.weights)
    (False, 0)
    >>> X = tf.constant([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
    >>> layer(X).shape
    TensorShape([2, 3])
    >>> layer.built, [tuple(weight.shape) for weight in layer.weights]
    (True, [(4, 3), (3,)])

    formula:

    >>> kernel, bias = layer.get_weights()
    >>> np.allclose(layer(X), X.numpy() @ kernel + bias, atol=1e-5)
    True

    rank:

    >>> layer(tf.ones([2, 5, 4])).shape
    TensorShape([2, 5, 3])

    activation:

    >>> MyDense(3, activation="relu").activation.__name__
    'relu'
    >>> MyDense(3).activation.__name__
    'linear'
    >>> type(MyDense(3, kernel_initializer="he_normal").kernel_initializer).__name__
    'HeNormal'

    no-kwargs:

    >>> class NoKwargs(keras.layers.Layer):
    ...     def __init__(self, units):
    ...         super().__init__()
    ...         self.units = units
    >>> NoKwargs(3, name="first")
    Traceback (most recent call last):
        ...
    TypeError: ...__init__() got an unexpected keyword argument 'name'

    built:

    >>> class WithoutSuper(keras.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.offset = self.add_weight(name="offset", shape=(),
    ...                                       initializer="ones")
    ...     def call(self, X):
    ...         return X + self.offset
    >>> layer = WithoutSuper()
    >>> layer(tf.constant([1.0, 2.0]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 3.], dtype=float32)>
    >>> layer.built, len(layer.weights)
    (True, 1)

    built-by-hand:

    >>> layer = WithoutSuper()
    >>> layer.build((2,))
    >>> layer.set_weights([np.array(5.0)])
    >>> print(layer(tf.constant([1.0, 2.0])).numpy())
    [6. 7.]
    Keras 2 (the call builds once more, and the 5 is lost):
    [2. 3.]

    super:

    >>> class NoBrackets(MyDense):
    ...     def build(self, batch_input_shape):
    ...         super.build(batch_input_shape)
    >>> NoBrackets(3)(tf.ones([2, 4]))
    Traceback (most recent call last):
        ...
    AttributeError: type object 'super' has no attribute 'build'

    output-shape:

    >>> MyDense(3).compute_output_shape((None, 8))
    (None, 3)
    >>> MyDense(3).compute_output_shape(tf.TensorShape([None, 5, 8]))
    (None, 5, 3)

    as-list:

    >>> class AsList(MyDense):
    ...     def compute_output_shape(self, batch_input_shape):
    ...         return tf.TensorShape(
    ...             batch_input_shape.as_list()[:-1] + [self.units])
    >>> AsList(3).compute_output_shape(tf.TensorShape([None, 8]))
    TensorShape([None, 3])
    >>> AsList(3).compute_output_shape((None, 8))
    Traceback (most recent call last):
        ...
    AttributeError: 'tuple' object has no attribute 'as_list'

    config:

    >>> layer = MyDense(3, activation="relu", kernel_initializer="he_normal")
    >>> config = layer.get_config()
    >>> config["units"], config["activation"]
    (3, 'relu')
    >>> config["kernel_initializer"]["class_name"]
    'HeNormal'

    from-config:

    >>> twin = MyDense.from_config(config)
    >>> twin.units, twin.activation.__name__
    (3, 'relu')
    >>> type(twin.kernel_initializer).__name__
    'HeNormal'
    >>> len(twin.weights)
    0

    forgetful:

    >>> class Forgetful(MyDense):
    ...     def get_config(self):
    ...         config = super().get_config()
    ...         del config["kernel_initializer"]
    ...         return config
    >>> layer = Forgetful(3, kernel_initializer="zeros")
    >>> twin = Forgetful.from_config(layer.get_config())
    >>> type(twin.kernel_initializer).__name__
    'GlorotNormal'

    as-keras:

    >>> mine = MyDense(3, activation="relu")
    >>> theirs = keras.layers.Dense(3, activation="relu")
    >>> mine(X).shape == theirs(X).shape
    True
    >>> theirs.set_weights(mine.get_weights())
    >>> np.allclose(mine(X), theirs(X), atol=1e-6)
    True

    saved:

    >>> X, y = make_housing(100)
    >>> model = keras.Sequential([keras.Input((8,)),
    ...                           MyDense(30, activation="relu",
    ...                                   kernel_initializer="he_normal"),
    ...                           MyDense(1)])
    >>> path = os.path.join(tempfile.mkdtemp(), "my_dense.keras")
    >>> model.save(path)
    >>> loaded = keras.models.load_model(path)
    >>> np.allclose(loaded(X), model(X), atol=1e-6)
    True
    >>> type(loaded.layers[0].kernel_initializer).__name__
    'HeNormal'
    """

    def __init__(
        self,
        units,
        activation=None,
        kernel_initializer="glorot_normal",
        **kwargs,
    ):
        """Keep the settings; the input's size is not known yet."""
        super().__init__(**kwargs)  #: base
        self.units = units
        self.activation = keras.activations.get(activation)  #: get
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        """Make the weights, once, for inputs of this shape."""
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], self.units),  #: shape
            initializer=self.kernel_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=(self.units,), initializer="zeros"
        )
        self.built = True  #: built

    def call(self, X):
        """Compute (..., n_inputs) to (..., units)."""
        return self.activation(X @ self.kernel + self.bias)

    def compute_output_shape(self, input_shape):
        """Tell the shape of the output without computing it."""
        return tuple(input_shape)[:-1] + (self.units,)

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(
                self.kernel_initializer
            ),
        }


class TwoDense(keras.Model):
    """A subclassed model of two of our layers.

    Layers kept in attributes are tracked, and so are their weights.

    >>> two = TwoDense()
    >>> two(tf.ones([5, 8])).shape
    TensorShape([5, 1])
    >>> [tuple(weight.shape) for weight in two.weights]
    [(8, 30), (30,), (30, 1), (1,)]
    """

    def __init__(self, **kwargs):
        """Make the layers."""
        super().__init__(**kwargs)
        self.hidden = MyDense(30, activation="relu")
        self.out = MyDense(1)

    def call(self, inputs):
        """Compute (batch, n) to (batch, 1)."""
        return self.out(self.hidden(inputs))


@keras.saving.register_keras_serializable(package="custom")
class MyMultiLayer(keras.layers.Layer):
    """Two inputs, three outputs: sum, product, quotient.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Layers".

    eager:

    >>> total, product, quotient = MyMultiLayer()(
    ...     [tf.constant([1.0, 2.0]), tf.constant([4.0, 8.0])])
    >>> print(total.numpy(), product.numpy(), quotient.numpy())
    [ 5. 10.] [ 4. 16.] [0.25 0.25]

    functional:

    >>> X1, X2 = keras.Input((3,)), keras.Input((3,))
    >>> model = keras.Model([X1, X2], MyMultiLayer()([X1, X2]))
    >>> results = model.predict([np.ones([5, 3]), 2 * np.ones([5, 3])],
    ...                         verbose=0)
    >>> [result.shape for result in results]
    [(5, 3), (5, 3), (5, 3)]
    >>> [float(result[0, 0]) for result in results]
    [3.0, 2.0, 0.5]

    drawn:

    >>> draw_ports(model)
    <Figure size 640x300 with 1 Axes>

    one-input:

    >>> MyMultiLayer().call(tf.ones([5, 3]))
    Traceback (most recent call last):
        ...
    ValueError: too many values to unpack (expected 2...
    >>> [tuple(result.shape) for result in MyMultiLayer().call(tf.ones([2, 3]))]
    [(3,), (3,), (3,)]

    sequential:

    >>> in_a_row = keras.Sequential([MyMultiLayer(),
    ...                              keras.layers.Concatenate()])
    >>> in_a_row([tf.ones([5, 3]), tf.ones([5, 3])]).shape
    TensorShape([5, 9])

    broadcast:

    >>> row, column = tf.ones([2, 1, 4]), tf.ones([2, 3, 1])
    >>> [tuple(result.shape) for result in MyMultiLayer()([column, row])]
    [(2, 3, 4), (2, 3, 4), (2, 3, 4)]
    >>> MyMultiLayer().compute_output_shape([(None, 3, 1), (None, 1, 4)])
    [(None, 3, 4), (None, 3, 4), (None, 3, 4)]

    first-shape:

    >>> class FirstShape(MyMultiLayer):
    ...     def compute_output_shape(self, batch_input_shape):
    ...         b1, b2 = batch_input_shape
    ...         return [b1, b1, b1]
    >>> FirstShape().compute_output_shape([(None, 3, 1), (None, 1, 4)])
    [(None, 3, 1), (None, 3, 1), (None, 3, 1)]
    >>> [tuple(result.shape) for result in FirstShape()([column, row])]
    [(2, 3, 4), (2, 3, 4), (2, 3, 4)]
    """

    def call(self, inputs):
        """Compute two tensors to a list of three."""
        X1, X2 = inputs  #: unpack
        return [X1 + X2, X1 * X2, X1 / X2]

    def compute_output_shape(self, input_shape):
        """Tell the three shapes: what the two broadcast to."""
        first, second = (tf.TensorShape(shape) for shape in input_shape)
        both = tuple(tf.broadcast_static_shape(first, second))
        return [both, both, both]


@keras.saving.register_keras_serializable(package="custom")
class MyGaussianNoise(keras.layers.Layer):
    """Add noise in training, do nothing otherwise.

    Args:
        stddev: standard deviation of the noise.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Layers".

    training:

    >>> keras.utils.set_random_seed(42)
    >>> noise = MyGaussianNoise(0.5)
    >>> X = tf.zeros([1000, 10])
    >>> noisy = noise(X, training=True)
    >>> abs(float(tf.math.reduce_std(noisy)) - 0.5) < 0.02
    True
    >>> np.allclose(noise(X, training=False), X), np.allclose(noise(X), X)
    (True, True)

    in-model:

    >>> X, y = make_housing(100)
    >>> model = keras.Sequential([keras.Input((8,)), MyGaussianNoise(0.5),
    ...                           keras.layers.Dense(1)])
    >>> np.allclose(model.predict(X, verbose=0), model.predict(X, verbose=0))
    True
    >>> np.allclose(model(X, training=True), model(X, training=True))
    False

    as-keras:

    >>> X = tf.zeros([1000, 10])
    >>> theirs = keras.layers.GaussianNoise(0.5)(X, training=True)
    >>> abs(float(tf.math.reduce_std(theirs)) - 0.5) < 0.02
    True

    config:

    >>> MyGaussianNoise(0.5).get_config()["stddev"]
    0.5

    misspelt:

    >>> class Misspelt(MyGaussianNoise):
    ...     def comput_output_shape(self, batch_input_shape):
    ...         raise RuntimeError("never called")
    >>> tuple(Misspelt(0.5)(keras.Input((8,))).shape)
    (None, 8)
    """

    def __init__(self, stddev, **kwargs):
        """Keep the setting."""
        super().__init__(**kwargs)
        self.stddev = stddev

    def call(self, X, training=None):
        """Return X, with noise on it when `training` is true."""
        if training:  #: asked
            return X + tf.random.normal(
                tf.shape(X),
                stddev=self.stddev,
                dtype=X.dtype,  #: dtype
            )
        return X

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {**super().get_config(), "stddev": self.stddev}


class Witness(keras.layers.Layer):
    """Pass the input on, and note whether Python runs step by step.

    Args:
        seen: a list that gets True or False at each run of ``call``.

    In a graph, Python runs once, when the graph is made.

    >>> notes = []
    >>> witness = Witness(notes)
    >>> _ = witness(tf.ones([1]))
    >>> as_graph = tf.function(witness)
    >>> for _ in range(3):
    ...     _ = as_graph(tf.ones([1]))
    >>> notes
    [True, False]
    """

    def __init__(self, seen, **kwargs):
        """Keep the very list, where Keras would track a copy."""
        super().__init__(**kwargs)
        self.note = seen.append

    def call(self, X):
        """Return X as it is."""
        self.note(tf.executing_eagerly())
        return X


class MyScale(keras.layers.Layer):
    """Multiply each feature by a weight of its own, 1 at first.

    There are as many weights as features, however many axes come before.

    >>> sequence_scale = MyScale()
    >>> sequence_scale(tf.ones([2, 5, 3])).shape
    TensorShape([2, 5, 3])
    >>> sequence_scale.count_params()
    3
    """

    def build(self, input_shape):
        """Make one weight a feature."""
        self.scale = self.add_weight(
            name="scale", shape=(input_shape[-1],), initializer="ones"
        )
        self.built = True

    def call(self, X):
        """Compute (..., n) to (..., n)."""
        return X * self.scale


class CarefulDense(MyDense):
    """A MyDense that says which inputs it takes.

    Raises:
        ValueError: when called on inputs of another width than the first,
            or with fewer than two axes.

    >>> strict = CarefulDense(3)
    >>> strict.build((None, 4))
    >>> strict.input_spec.axes
    {-1: 4}
    >>> strict(tf.ones([4]))
    Traceback (most recent call last):
        ...
    ValueError: Input 0 ...expected min_ndim=2, found ndim=1. Full shape received: (4,)
    """

    def build(self, input_shape):
        """Make the weights, and remember the number of inputs."""
        super().build(input_shape)
        self.input_spec = keras.layers.InputSpec(
            min_ndim=2, axes={-1: input_shape[-1]}
        )


class MyDropout(keras.layers.Layer):
    """Set inputs to zero at random in training, and scale up the rest.

    Args:
        rate: the share that is dropped, from 0 to below 1.

    >>> keras.utils.set_random_seed(42)
    >>> few = MyDropout(0.75)
    >>> np.unique(few(tf.ones([10, 10]), training=True)).tolist()
    [0.0, 4.0]
    >>> np.unique(MyDropout(0.0)(tf.ones([10, 10]), training=True)).tolist()
    [1.0]
    """

    def __init__(self, rate, **kwargs):
        """Keep the setting."""
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, X, training=None):
        """Return X, thinned out when `training` is true."""
        if not training:
            return X
        kept = tf.random.uniform(tf.shape(X)) >= self.rate
        return tf.where(kept, X / (1 - self.rate), tf.zeros_like(X))

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {**super().get_config(), "rate": self.rate}


def draw_repeats(flat, stacked) -> plt.Figure:
    """Draw two stacks of layers, one under the other, layer by layer.

    Args:
        flat: a model whose layers repeat themselves.
        stacked: a model of the same width, with a block for each round.

    Returns:
        The figure.

    >>> one_by_one = keras.Sequential(
    ...     [keras.layers.Dense(4), keras.layers.ReLU(),
    ...      keras.layers.Dense(4), keras.layers.ReLU()])
    >>> in_pairs = keras.Sequential(
    ...     [keras.Sequential([keras.layers.Dense(4), keras.layers.ReLU()])
    ...      for _ in range(2)])
    >>> draw_repeats(one_by_one, in_pairs)
    <Figure size 680x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3), layout="constrained")
    names = list(dict.fromkeys(type(la).__name__ for la in flat.layers))
    letters = {name: "ABCEFGH"[i] for i, name in enumerate(names)}
    round_of = len(flat.layers) // len(stacked.layers)
    for i, layer in enumerate(flat.layers):
        name = type(layer).__name__
        colour = f"C{names.index(name)}"
        axes.add_patch(
            plt.Rectangle((i + 0.08, 2), 0.84, 1, facecolor=colour, alpha=0.2)
        )
        axes.text(
            i + 0.5,
            2.5,
            letters[name],
            ha="center",
            va="center",
            weight="bold",
            color=colour,
        )
    for i in range(len(stacked.layers)):
        left = i * round_of
        axes.add_patch(
            plt.Rectangle(
                (left + 0.08, 0), round_of - 0.16, 1, facecolor="C3", alpha=0.2
            )
        )
        axes.text(
            left + round_of / 2,
            0.5,
            "D",
            ha="center",
            va="center",
            weight="bold",
            color="C3",
        )
        for end in (left + 0.08, left + round_of - 0.08):
            axes.plot([end, end], [1, 2], color="C3", alpha=0.5, linestyle=":")
    for i, name in enumerate(names):
        axes.text(
            i * 3.2, 3.4, f"{letters[name]}  {name}", va="center", color=f"C{i}"
        )
    axes.text(
        0.08,
        -0.4,
        "D  " + type(stacked.layers[0]).__name__,
        va="center",
        color="C3",
    )
    axes.set(xlim=(-0.1, len(flat.layers) + 0.3), ylim=(-0.7, 3.7))
    axes.axis("off")
    return figure


def draw_dense(layer, n_rows) -> plt.Figure:
    """Draw the shapes that meet in a dense layer: X @ kernel + bias.

    Args:
        layer: a layer with a kernel and a bias, built.
        n_rows: number of instances in X.

    Returns:
        The figure.

    >>> ready = MyDense(3)
    >>> ready.build((None, 4))
    >>> draw_dense(ready, n_rows=2)
    <Figure size 640x280 with 1 Axes>
    """
    n_inputs, units = layer.kernel.shape
    figure, axes = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    parts = (
        ("X", n_rows, n_inputs, "C2", "@"),
        ("kernel", n_inputs, units, "C0", "+"),
        ("bias", 1, units, "C1", "="),
        ("output", n_rows, units, "C3", ""),
    )
    x = 0.0
    for name, rows, columns, colour, sign in parts:
        for row in range(rows):
            for column in range(columns):
                axes.add_patch(
                    plt.Rectangle(
                        (x + column, rows / 2 - row - 1),
                        0.92,
                        0.92,
                        facecolor=colour,
                        alpha=0.25,
                    )
                )
        shape = columns if name == "bias" else f"{rows} × {columns}"
        axes.text(
            x + columns / 2,
            n_inputs / 2 + 0.6,
            name,
            ha="center",
            color=colour,
            weight="bold",
        )
        axes.text(
            x + columns / 2,
            -n_inputs / 2 - 0.6,
            f"{shape}",
            ha="center",
            va="center",
            color=colour,
        )
        axes.text(
            x + columns + 0.75, 0, sign, ha="center", va="center", size=15
        )
        x += columns + 1.6
    axes.set(
        xlim=(-0.2, x - 1.4),
        aspect="equal",
        ylim=(-n_inputs / 2 - 1, n_inputs / 2 + 1.2),
    )
    axes.axis("off")
    return figure


def draw_ports(model) -> plt.Figure:
    """Draw a functional model as a box with its inputs and outputs.

    Args:
        model: a functional model; its last layer gives the box its name.

    Returns:
        The figure.

    >>> tall, wide = keras.Input((3, 1)), keras.Input((1, 4))
    >>> crossed = keras.Model([tall, wide], MyMultiLayer()([tall, wide]))
    >>> draw_ports(crossed)
    <Figure size 640x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.4, 3), layout="constrained")
    axes.add_patch(
        plt.Rectangle(
            (2.4, 0.3), 2.4, 2.4, facecolor="C0", edgecolor="C0", alpha=0.2
        )
    )
    axes.text(
        3.6,
        1.5,
        type(model.layers[-1]).__name__,
        ha="center",
        va="center",
        weight="bold",
        color="C0",
    )
    sides = (
        (model.inputs, 0, 1.35, 2.35, "C2", "X"),
        (model.outputs, 5.9, 4.85, 5.85, "C1", "Y"),
    )
    for tensors, at, start, end, colour, name in sides:
        for i, tensor in enumerate(tensors):
            y = 2.4 - 1.8 * (i + 0.5) / len(tensors)
            _draw_arrow(axes, (start, y), (end, y), colour)
            axes.text(
                at,
                y,
                f"{name}{i + 1} {tuple(tensor.shape)}",
                va="center",
                color=colour,
            )
    axes.set(xlim=(0, 7.4), ylim=(0.1, 2.9))
    axes.axis("off")
    return figure


def plot_noise(layer) -> plt.Figure:
    """Plot what a layer makes of a curve, in training and otherwise.

    Args:
        layer: a layer that takes `training`.

    Returns:
        The figure, with one plot for each of the two.

    >>> plot_noise(MyGaussianNoise(0.3))
    <Figure size 640x280 with 2 Axes>
    """
    x = np.linspace(0, 2 * np.pi, 80, dtype="float32")
    figure, sides = plt.subplots(
        1, 2, figsize=(6.4, 2.8), sharey=True, layout="constrained"
    )
    for axes, training in zip(sides, (True, False)):
        keras.utils.set_random_seed(42)
        y = layer(tf.constant(np.sin(x)), training=training)
        axes.plot(x, y, "o", markersize=3, color="C0", alpha=0.7)
        axes.plot(x, np.sin(x), color="C1")
        axes.set_title(f"training={training}", size=11)
        axes.set(xticks=[], xlabel="x")
    sides[0].set_ylabel("output")
    return figure


__test__ = {
    "steps": """
lambda:

>>> exponential_layer = keras.layers.Lambda(lambda x: tf.exp(x))
>>> exponential_layer(tf.constant([-1.0, 0.0, 1.0]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.36787945, 1.        , 2.7182817 ], dtype=float32)>
>>> len(exponential_layer.weights)
0

activation:

>>> Z = tf.constant([-1.0, 0.0, 1.0])
>>> named = keras.layers.Activation("exponential")
>>> np.allclose(named(Z), exponential_layer(Z))
True
>>> np.allclose(keras.activations.exponential(Z), exponential_layer(Z))
True

scales:

>>> price = keras.layers.Dense(1, activation="exponential",
...                            kernel_initializer="ones")
>>> for z in price(tf.constant([[-7.0], [0.0], [7.0]])).numpy()[:, 0]:
...     print(round(float(z), 5))
0.00091
1.0
1096.6332

ends:

>>> for dtype in (tf.float32, tf.float16):
...     z = tf.constant([-200.0, 11.0, 12.0, 89.0], dtype)
...     print(dtype.name, keras.activations.exponential(z).numpy() > 0,
...           np.isinf(keras.activations.exponential(z)))
float32 [False  True  True  True] [False False False  True]
float16 [False  True  True  True] [False False  True  True]

lambda-saved:

>>> folder = tempfile.mkdtemp()
>>> path = os.path.join(folder, "lambda.keras")
>>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1),
...                           exponential_layer])
>>> model.save(path)
>>> keras.models.load_model(path)
Traceback (most recent call last):
    ...
ValueError: Requested the deserialization of a ...

activation-saved:

>>> path = os.path.join(folder, "activation.keras")
>>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1),
...                           keras.layers.Activation("exponential")])
>>> model.save(path)
>>> loaded = keras.models.load_model(path)
>>> X = tf.ones([2, 8])
>>> np.allclose(loaded(X), model(X))
True

lambda-unsafe:

>>> def reloaded(function):
...     path = os.path.join(folder, "unsafe.keras")
...     model = keras.Sequential([keras.Input((8,)),
...                               keras.layers.Lambda(function)])
...     model.save(path)
...     loaded = keras.models.load_model(path, safe_mode=False)
...     try:
...         return np.allclose(loaded(X), model(X))
...     except NameError:
...         return "NameError"
>>> reloaded(lambda x: 2 * x)
True
>>> reloaded(lambda x: tf.exp(x))
'NameError'
Keras 2 (it loads a lambda together with the names of its own program):
True

three-ways:

>>> in_a_row = keras.Sequential([keras.Input((8,)),
...                              MyDense(30, activation="relu"),
...                              MyDense(1)])
>>> inputs = keras.Input((8,))
>>> outputs = MyDense(1)(MyDense(30, activation="relu")(inputs))
>>> functional = keras.Model(inputs, outputs)
>>> subclassed = TwoDense()
>>> X, y = make_housing(100)
>>> for model in (in_a_row, functional, subclassed):
...     print(tuple(model(X).shape), model.count_params())
(100, 1) 301
(100, 1) 301
(100, 1) 301

same-weights:

>>> functional.set_weights(in_a_row.get_weights())
>>> subclassed.set_weights(in_a_row.get_weights())
>>> np.allclose(functional(X), in_a_row(X), atol=1e-6)
True
>>> np.allclose(subclassed(X), in_a_row(X), atol=1e-6)
True

trained:

>>> keras.utils.set_random_seed(42)
>>> in_a_row.compile(loss="mse", optimizer="nadam")
>>> before = in_a_row.evaluate(X, y, verbose=0)
>>> history = in_a_row.fit(X, y, epochs=5, verbose=0)
>>> in_a_row.evaluate(X, y, verbose=0) < before
True

unbuilt:

>>> class Pair(keras.layers.Layer):
...     def __init__(self, **kwargs):
...         super().__init__(**kwargs)
...         self.hidden = keras.layers.Dense(3)
...         self.out = keras.layers.Dense(1)
...
...     def call(self, inputs):
...         return self.out(self.hidden(inputs))
>>> pair = Pair()
>>> pair.build((None, 8))
UserWarning: `build()` was called on layer 'pair', however the layer does not have a `build()` method implemented and it looks like it has unbuilt state. This will cause the layer to be marked as built, despite not being actually built, which may cause failures down the line. Make sure to implement a proper `build()` method.
Keras 2 (it makes no weights either, and says nothing):
>>> pair.built, len(pair.weights)
(True, 0)

unbuilt-called:

>>> pair(tf.ones([2, 8])).shape
TensorShape([2, 1])
>>> len(pair.weights)
4

unbuilt-weights:

>>> values = pair.get_weights()
>>> Pair().set_weights(values)
Traceback (most recent call last):
    ...
ValueError: You called `set_weights(weights)` on layer ... with a weight list of length 4, but the layer was expecting 0 weights...

unbuilt-kernel:

>>> keras.layers.Dense(3).kernel
Traceback (most recent call last):
    ...
AttributeError: You must build the layer before accessing `kernel`.
Keras 2 (it has no such attribute yet):
Traceback (most recent call last):
    ...
AttributeError: 'Dense' object has no attribute 'kernel'

unbuilt-today:

>>> class BuiltPair(Pair):
...     def build(self, input_shape):
...         self.hidden.build(input_shape)
...         self.out.build(self.hidden.compute_output_shape(input_shape))
...         self.built = True
>>> built_pair = BuiltPair()
>>> built_pair.build((None, 8))
>>> len(built_pair.weights)
4
>>> built_pair.set_weights(values)
>>> np.allclose(built_pair(tf.ones([2, 8])), pair(tf.ones([2, 8])))
True

made-in-call:

>>> class Fresh(keras.layers.Layer):
...     def call(self, inputs):
...         return keras.layers.Dense(1)(inputs)
>>> fresh = Fresh()
>>> len(fresh.weights), np.allclose(fresh(tf.ones([2, 8])),
...                                 fresh(tf.ones([2, 8])))
(0, False)

made-late:

>>> class Late(keras.layers.Layer):
...     def call(self, inputs):
...         if not hasattr(self, "scale"):
...             self.scale = self.add_weight(
...                 name="scale", shape=(8,), initializer="ones")
...         return inputs * self.scale
>>> Late()(tf.ones([2, 8])).shape
Traceback (most recent call last):
    ...
ValueError: ...You cannot add new elements of state (variables or sub-layers) to a layer that is already built...
Keras 2 (there a first call may still make weights):
TensorShape([2, 8])

handed-on:

>>> class HandsNothingOn(keras.Model):
...     def __init__(self):
...         super().__init__()
...         self.norm = keras.layers.BatchNormalization()
...         self.out = keras.layers.Dense(1)
...
...     def call(self, inputs):
...         return self.out(self.norm(inputs))
>>> class HandsOn(HandsNothingOn):
...     def call(self, inputs, training=None):
...         return self.out(self.norm(inputs))
>>> def is_trained_by_fit(model):
...     model.compile(loss="mse", optimizer="sgd")
...     model.fit(*make_housing(100), verbose=0)
...     return bool(np.any(model.norm.moving_mean))
>>> is_trained_by_fit(HandsNothingOn())
False
Keras 2 (it hands on training without being told):
True
>>> is_trained_by_fit(HandsOn())
True

dropout:

>>> keras.utils.set_random_seed(42)
>>> dropout = keras.layers.Dropout(0.5)
>>> ones = tf.ones([100, 100])
>>> np.unique(dropout(ones, training=True)).tolist()
[0.0, 2.0]
>>> np.unique(dropout(ones, training=False)).tolist()
[1.0]

batch-norm:

>>> norm = keras.layers.BatchNormalization()
>>> batch = tf.constant([[1.0], [3.0]])
>>> print(norm(batch, training=True).numpy().ravel().round(2))
[-1.  1.]
>>> print(norm.moving_mean.numpy().round(2))
[0.02]
>>> print(norm(batch, training=False).numpy().ravel().round(2))
[0.98 2.98]

frozen:

>>> norm.trainable = False
>>> print(norm(batch, training=True).numpy().ravel().round(2))
[0.98 2.98]
>>> print(norm.moving_mean.numpy().round(2))
[0.02]

masks:

>>> class Half(keras.layers.Layer):
...     def call(self, inputs):
...         return inputs / 2
>>> class CountWords(keras.layers.Layer):
...     def __init__(self, **kwargs):
...         super().__init__(**kwargs)
...         self.supports_masking = True
...
...     def call(self, inputs, mask=None):
...         if mask is None:
...             mask = tf.ones(tf.shape(inputs)[:2])
...         return tf.reduce_sum(tf.cast(mask, inputs.dtype), axis=1)
>>> word_ids = tf.constant([[1, 2, 0], [3, 0, 0]])
>>> embedding = keras.layers.Embedding(4, 2, mask_zero=True)
>>> CountWords()(embedding(word_ids)).numpy().tolist()
[2.0, 1.0]
>>> CountWords()(Half()(embedding(word_ids))).numpy().tolist()
UserWarning: Layer 'half' (of type Half) was passed an input with a mask attached to it. However, this layer does not support masking and will therefore destroy the mask information. Downstream layers will not see the mask.
[3.0, 3.0]
Keras 2 (it drops the mask and says nothing):
[3.0, 3.0]

masks-today:

>>> class PassingHalf(Half):
...     def __init__(self, **kwargs):
...         super().__init__(**kwargs)
...         self.supports_masking = True
>>> CountWords()(PassingHalf()(embedding(word_ids))).numpy().tolist()
[2.0, 1.0]

eagerly:

>>> seen = []
>>> X, y = make_housing(64)
>>> for eagerly in (False, True):
...     seen.clear()
...     model = keras.Sequential([keras.Input((8,)), Witness(seen),
...                               MyDense(1)])
...     model.compile(loss="mse", optimizer="sgd", run_eagerly=eagerly)
...     history = model.fit(X, y, verbose=0)
...     print(eagerly, True in seen)
False False
True True

exercise-1:

>>> scale = MyScale()
>>> scale(tf.constant([[1.0, 2.0], [3.0, 4.0]]))
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[1., 2.],
       [3., 4.]], dtype=float32)>
>>> scale.set_weights([np.array([10.0, 0.5])])
>>> scale(tf.constant([[1.0, 2.0], [3.0, 4.0]]))
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[10.,  1.],
       [30.,  2.]], dtype=float32)>

exercise-2:

>>> careful = CarefulDense(3)
>>> careful(tf.ones([2, 4])).shape
TensorShape([2, 3])
>>> careful(tf.ones([2, 5]))
Traceback (most recent call last):
    ...
ValueError: Input 0 ...expected axis -1 of input shape to have value 4, but received input with shape (2, 5)

exercise-3:

>>> keras.utils.set_random_seed(42)
>>> mine = MyDropout(0.5)
>>> np.unique(mine(ones, training=True)).tolist()
[0.0, 2.0]
>>> abs(float(tf.reduce_mean(mine(ones, training=True))) - 1) < 0.1
True
>>> np.allclose(mine(ones), ones)
True
"""
}
