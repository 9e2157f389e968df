r"""Activation functions, and the initializers that suit them.

An activation changes the variance of what goes through it, a kernel
multiplies it. Where the two fit, a signal comes through many layers.

Source: Hands-On Machine Learning, 2nd ed., chapter 11, "The
Vanishing/Exploding Gradients Problems".
"""

import math

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing


def slope(activation, z):
    """Compute the derivative of an activation function.

    Args:
        activation: a function, or its name.
        z: a tensor of floats.

    Returns:
        A tensor of the same shape.

    >>> slope("sigmoid", tf.constant([0.0, 3.0]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.25      , 0.04517666], dtype=float32)>
    """
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = keras.activations.get(activation)(z)
    return tape.gradient(a, z)


def gaussian_mean(function, variance: float = 1.0) -> float:
    """Compute the mean of function(z), where z is normally distributed.

    Args:
        function: takes a float64 tensor and returns one of the same shape.
        variance: of z, whose mean is 0.

    Returns:
        The integral of the function times the density.

    >>> round(gaussian_mean(tf.square, variance=4.0), 6)
    4.0
    """
    z = np.linspace(-8, 8, 16000)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return float(
        np.sum(density * function(tf.constant(math.sqrt(variance) * z)))
        * (z[1] - z[0])
    )


def predict_deviations(activation: str, gain: float, layers: int = 20):
    """Compute how far activations and gradients spread in a deep stack.

    Args:
        activation: name of an activation function.
        gain: the variance of a weight, times the units of a layer.
        layers: how many, all of the same width.

    Returns:
        Two lists, from the inputs to the last layer: standard deviations of
        the activations and of the gradients. Inputs have 1, and so have the
        gradients at the top.

    >>> values, gradients = predict_deviations("relu", gain=2.0, layers=3)
    >>> [round(value, 3) for value in values]
    [1.0, 0.826, 0.826, 0.826]
    >>> [round(value, 3) for value in gradients]
    [1.0, 1.0, 1.0, 1.0]
    """
    apply = keras.activations.get(activation)
    values, factors, square = [1.0], [], 1.0
    for _ in range(layers):
        variance = gain * square  #: kernel
        mean = gaussian_mean(apply, variance)
        square = gaussian_mean(lambda z: apply(z) ** 2, variance)  #: apply
        values.append(math.sqrt(square - mean**2))
        slopes = gaussian_mean(lambda z: slope(apply, z) ** 2, variance)
        factors.append(math.sqrt(gain * slopes))  #: back
    gradients = [
        math.prod(factors[layer:], start=1.0) for layer in range(layers + 1)
    ]
    return values, gradients


def send_through(inputs, activation, initializer, layers=20, drop=None):
    """Send a batch through a stack of new dense layers.

    Args:
        inputs: a tensor (samples, units).
        activation: for every layer.
        initializer: name of an initializer, or a function.
        layers: how many, each as wide as the inputs.
        drop: a dropout layer to put after each of them, as in training.

    Returns:
        A list of tensors: the inputs, and the output of every layer.

    >>> [value.shape[1] for value in send_through(
    ...     tf.ones([2, 5]), "relu", "he_normal", layers=3)]
    [5, 5, 5, 5]
    """
    values = [inputs]
    for _ in range(layers):
        output = keras.layers.Dense(
            inputs.shape[1],
            activation=activation,
            kernel_initializer=initializer,
        )(values[-1])
        values.append(drop(output, training=True) if drop else output)
    return values


def measure_deviations(activation: str, initializer, layers: int = 20):
    """Measure what predict_deviations() computes, in layers of 300 units.

    Args:
        activation: name of an activation function.
        initializer: name of an initializer, or a function.
        layers: how many.

    Returns:
        Two lists as those of predict_deviations().

    relu:

    >>> for initializer, gain in (("glorot_normal", 1), ("he_normal", 2)):
    ...     predicted, _ = predict_deviations("relu", gain)
    ...     measured, _ = measure_deviations("relu", initializer)
    ...     for layer in (1, 5, 10):
    ...         print(f"{initializer:13} layer {layer:2}:",
    ...               f"predicted {predicted[layer]:.2g},",
    ...               f"measured {measured[layer]:.2g}")
    glorot_normal layer  1: predicted 0.58, measured 0.58
    glorot_normal layer  5: predicted 0.15, measured 0.15
    glorot_normal layer 10: predicted 0.026, measured 0.025
    he_normal     layer  1: predicted 0.83, measured 0.82
    he_normal     layer  5: predicted 0.83, measured 0.83
    he_normal     layer 10: predicted 0.83, measured 0.8

    close:

    >>> for activation, initializer, gain in PAIRS:
    ...     predicted, _ = predict_deviations(activation, gain, layers=5)
    ...     measured, _ = measure_deviations(activation, initializer, 5)
    ...     name = getattr(initializer, "__name__", initializer)
    ...     print(f"{activation:7} {name:13}",
    ...           np.allclose(measured, predicted, rtol=0.06))
    sigmoid glorot_normal True
    tanh    glorot_normal True
    relu    glorot_normal True
    relu    he_normal     True
    selu    lecun_normal  True
    tanh    random_normal True

    gradients:

    >>> for activation, initializer, gain in PAIRS:
    ...     _, predicted = predict_deviations(activation, gain)
    ...     _, measured = measure_deviations(activation, initializer)
    ...     name = getattr(initializer, "__name__", initializer)
    ...     print(f"{activation:7} {name:13}",
    ...           f"{round(math.log10(predicted[0])):3}",
    ...           f"{round(math.log10(measured[0])):3}")
    sigmoid glorot_normal -13 -13
    tanh    glorot_normal  -1  -1
    relu    glorot_normal  -3  -3
    relu    he_normal       0   0
    selu    lecun_normal    0   0
    tanh    random_normal  10  10
    """
    keras.utils.set_random_seed(42)
    inputs = tf.random.normal([300, 300])
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        values = send_through(inputs, activation, initializer, layers)
    upstream = tf.random.normal([300, 300])
    gradients = tape.gradient(values[-1], values, output_gradients=upstream)
    return tuple(
        [float(tf.math.reduce_std(tensor)) for tensor in tensors]
        for tensors in (values, gradients)
    )


PAIRS = (  # activation, initializer, variance of a weight times 300
    ("sigmoid", "glorot_normal", 1),
    ("tanh", "glorot_normal", 1),
    ("relu", "glorot_normal", 1),
    ("relu", "he_normal", 2),
    ("selu", "lecun_normal", 1),
    ("tanh", tf.random.normal, 300),
)


def between_samples(values) -> float:
    """Measure how far a unit's value varies from sample to sample.

    Args:
        values: a tensor (samples, units).

    Returns:
        The standard deviation along the samples, as a mean over the units.

    Two units that differ, and do not tell the samples apart:

    >>> between_samples(tf.constant([[1.0, 5.0], [1.0, 5.0]]))
    0.0
    """
    return float(tf.reduce_mean(tf.math.reduce_std(values, axis=0)))


def train_deep(activation, initializer, optimizer, epochs=10) -> float:
    """Train a stack of twenty hidden layers on the housing data.

    Args:
        activation: of the hidden layers.
        initializer: of their kernels.
        optimizer: an optimizer, or its name.
        epochs: rounds through the data.

    Returns:
        The mean squared error of the last epoch.

    means:

    >>> X, y = make_housing(1000)
    >>> round(float(np.var(y)), 2)
    0.81

    sgd:

    >>> for pair in (("sigmoid", "glorot_uniform"),
    ...              ("relu", "glorot_uniform"),
    ...              ("relu", "he_normal"), ("selu", "lecun_normal")):
    ...     loss = train_deep(*pair, keras.optimizers.SGD(0.001))
    ...     print(*pair, loss < 0.5)
    sigmoid glorot_uniform False
    relu glorot_uniform False
    relu he_normal True
    selu lecun_normal True

    adam:

    >>> for activation in ("sigmoid", "relu"):
    ...     loss = train_deep(activation, "glorot_uniform", "adam")
    ...     print(activation, loss < 0.5)
    sigmoid False
    relu True
    """
    keras.utils.set_random_seed(42)
    model = keras.Sequential([keras.Input((8,))])
    for _ in range(20):
        model.add(
            keras.layers.Dense(
                50, activation=activation, kernel_initializer=initializer
            )
        )
    model.add(keras.layers.Dense(1))
    model.compile(loss="mse", optimizer=optimizer)
    history = model.fit(*make_housing(1000), epochs=epochs, verbose=0)
    return history.history["loss"][-1]


def draw_functions() -> plt.Figure:
    """Plot six activation functions and their slopes.

    Returns:
        The figure.

    >>> draw_functions()
    <Figure size 700x330 with 2 Axes>
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(7, 3.3), layout="constrained"
    )
    z = tf.linspace(-4.0, 4.0, 801)
    names = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu")
    for i, name in enumerate(names):
        style = {"color": f"C{i}", "linestyle": ("-", "--", ":")[i % 3]}
        left.plot(z, keras.activations.get(name)(z), **style, label=name)
        right.plot(z, slope(name, z), **style)
    left.set(xlabel="z", ylabel="activation", ylim=(-2, 3))
    right.set(xlabel="z", ylabel="slope", ylim=(-0.1, 1.9))
    for axes in (left, right):
        axes.grid(alpha=0.3)
    figure.legend(loc="outside upper center", ncols=6, handlelength=1.6)
    return figure


def draw_deviations() -> plt.Figure:
    """Draw what comes through twenty layers, forward and back.

    Returns:
        The figure: lines by formula, dots as measured.

    Figures: within 5 points

    >>> draw_deviations()
    <Figure size 700x380 with 2 Axes>
    """
    figure, both = plt.subplots(1, 2, figsize=(7, 3.8), layout="constrained")
    for i, (activation, initializer, gain) in enumerate(PAIRS):
        name = getattr(initializer, "__name__", initializer)
        name = name.replace("random_normal", "normal(0, 1)")
        lines = predict_deviations(activation, gain)
        dots = measure_deviations(activation, initializer)
        for axes, line, dot in zip(both, lines, dots):
            axes.semilogy(line, color=f"C{i}", linewidth=1)
            axes.semilogy(
                dot,
                "os^Dvx"[i],
                color=f"C{i}",
                markersize=4,
                label=f"{activation}, {name}",
            )
    both[0].set(xlabel="layer", ylabel="std of activations")
    both[1].set(xlabel="layer", ylabel="std of gradients")
    for axes in both:
        axes.set_xticks(range(0, 21, 5))
        axes.grid(alpha=0.3)
    figure.legend(
        *both[0].get_legend_handles_labels(),
        loc="outside upper center",
        ncols=3,
    )
    return figure


__test__ = {
    "steps": """
first:

>>> keras.utils.set_random_seed(42)
>>> x = tf.random.normal([300, 300])
>>> for name in ("glorot_uniform", "he_normal"):
...     values = send_through(x, "relu", name)
...     print(name, f"{float(tf.math.reduce_std(values[-1])):.1g}")
glorot_uniform 0.0006
he_normal 0.7

values:

>>> points = tf.constant([-3.0, -1.0, 0.0, 1.0, 3.0])
>>> for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu"):
...     given = keras.activations.get(name)(points)
...     print(f"{name:11}", [round(float(value), 2) for value in given])
sigmoid     [0.05, 0.27, 0.5, 0.73, 0.95]
tanh        [-1.0, -0.76, 0.0, 0.76, 1.0]
relu        [0.0, 0.0, 0.0, 1.0, 3.0]
leaky_relu  [-0.6, -0.2, 0.0, 1.0, 3.0]
elu         [-0.95, -0.63, 0.0, 1.0, 3.0]
selu        [-1.67, -1.11, 0.0, 1.05, 3.15]

leaky:

>>> minus = tf.constant([-1.0])
>>> tf.nn.leaky_relu(minus).numpy()
array([-0.2], dtype=float32)
>>> keras.layers.LeakyReLU()(minus).numpy()
array([-0.3], dtype=float32)
>>> keras.layers.Dense(3, activation="leaky_relu").activation(minus).numpy()
array([-0.2], dtype=float32)

leaky-slope:

>>> keras.layers.LeakyReLU(negative_slope=0.1)(minus).numpy()
array([-0.1], dtype=float32)
Keras 2 (there the argument is called alpha):
Traceback (most recent call last):
    ...
TypeError: ('Keyword argument not understood:', 'negative_slope')

leaky-class:

>>> dense = keras.layers.Dense(3, activation="LeakyReLU")
Traceback (most recent call last):
    ...
ValueError: Could not interpret activation function identifier: LeakyReLU
Keras 2 (it looks for a layer of that name, too):

leaky-object:

>>> slanted = keras.layers.Dense(3, activation=keras.layers.LeakyReLU())
>>> slanted(tf.ones([1, 2])).shape
TensorShape([1, 3])

one-layer:

>>> keras.utils.set_random_seed(42)
>>> rows = tf.random.normal([500, 400])
>>> for name, variance in (("lecun_normal", 1 / 400),
...                        ("glorot_normal", 2 / (400 + 100)),
...                        ("he_normal", 2 / 400),
...                        ("random_normal", 0.05 ** 2)):
...     z = keras.layers.Dense(100, kernel_initializer=name)(rows)
...     print(f"{name:13}", f"formula {400 * variance:.1f},",
...           f"measured {float(tf.math.reduce_variance(z)):.1f}")
lecun_normal  formula 1.0, measured 1.0
glorot_normal formula 1.6, measured 1.6
he_normal     formula 2.0, measured 2.0
random_normal formula 1.0, measured 1.0

kept:

>>> for name in ("sigmoid", "tanh", "relu", "elu", "selu"):
...     apply = keras.activations.get(name)
...     forth = gaussian_mean(lambda z: apply(z) ** 2)
...     back = gaussian_mean(lambda z: slope(apply, z) ** 2)
...     print(f"{name:7} {forth:.2f} {back:.2f}")
sigmoid 0.29 0.04
tanh    0.39 0.46
relu    0.50 0.50
elu     0.64 0.67
selu    1.00 1.07

directions:

>>> keras.utils.set_random_seed(42)
>>> for name in ("lecun_normal", "glorot_normal"):
...     narrowing = keras.layers.Dense(100, kernel_initializer=name)
...     with tf.GradientTape() as tape:
...         tape.watch(rows)
...         z = narrowing(rows)
...     back = tape.gradient(z, rows, tf.random.normal(z.shape))
...     print(name, [f"{float(tf.math.reduce_variance(v)):.2f}"
...                  for v in (z, back)])
lecun_normal ['0.99', '0.25']
glorot_normal ['1.61', '0.40']

scaling:

>>> for name in ("glorot_normal", "he_normal", "lecun_normal"):
...     made = keras.initializers.get(name)
...     print(isinstance(made, keras.initializers.VarianceScaling),
...           made.scale, made.mode, made.distribution)
True 1.0 fan_avg truncated_normal
True 2.0 fan_in truncated_normal
True 1.0 fan_in truncated_normal

truncated:

>>> density = math.exp(-2) / math.sqrt(2 * math.pi)
>>> inside = math.erf(2 / math.sqrt(2))
>>> math.sqrt(1 - 4 * density / inside)
0.8796256610342398

default:

>>> for name in ("sigmoid", "relu", "selu"):
...     chosen = keras.layers.Dense(3, activation=name).kernel_initializer
...     print(name, type(chosen).__name__)
sigmoid GlorotUniform
relu GlorotUniform
selu GlorotUniform

twice:

>>> shared = keras.initializers.HeNormal()
>>> same = [keras.layers.Dense(4, kernel_initializer=shared)
...         for _ in range(2)]
>>> named = [keras.layers.Dense(4, kernel_initializer="he_normal")
...          for _ in range(2)]
>>> for pair in (same, named):
...     for built in pair:
...         built.build((None, 4))
...     print(np.array_equal(pair[0].kernel, pair[1].kernel))
True
False
Keras 2 (it warns):
UserWarning: The initializer HeNormal is unseeded and being called multiple times, which will return identical values each time ...
True
False

alike:

>>> keras.utils.set_random_seed(42)
>>> x = tf.random.normal([300, 300])
>>> values = send_through(x, "sigmoid", "glorot_normal")
>>> for layer in (1, 3, 5, 7):
...     print(layer, f"{float(tf.math.reduce_std(values[layer])):.2f}",
...           f"{between_samples(values[layer]):.2g}")
1 0.21 0.21
3 0.12 0.011
5 0.12 0.00064
7 0.12 3.5e-05

elu:

>>> for initializer, gain in (("lecun_normal", 1), ("he_normal", 2)):
...     predicted, _ = predict_deviations("elu", gain)
...     print(initializer, [f"{predicted[layer]:.2g}"
...                         for layer in (1, 5, 10, 20)])
lecun_normal ['0.79', '0.41', '0.24', '0.13']
he_normal ['1.1', '1.4', '1.8', '2.4']

selu-fixed:

>>> selu = keras.activations.selu
>>> mean = gaussian_mean(selu)
>>> variance = gaussian_mean(lambda z: selu(z) ** 2) - mean ** 2
>>> np.allclose([mean, variance], [0, 1], atol=1e-6)
True

selu-pulls:

>>> for square in (0.25, 4.0, 100.0):
...     row = [square]
...     for _ in range(20):
...         square = gaussian_mean(lambda z: selu(z) ** 2, square)
...         row.append(square)
...     print([round(row[layer], 2) for layer in (0, 1, 5, 20)])
[0.25, 0.33, 0.65, 0.99]
[4.0, 3.01, 1.52, 1.01]
[100.0, 56.56, 7.53, 1.06]

selu-inputs:

>>> keras.utils.set_random_seed(42)
>>> x = tf.random.normal([300, 300])
>>> for name, given in (("standard", x), ("shifted", x + 3)):
...     values = send_through(given, "selu", "lecun_normal")
...     print(name, [f"{float(tf.math.reduce_std(values[layer])):.1f}"
...                  for layer in (1, 5, 20)],
...           f"between samples {between_samples(values[-1]):.1f}")
standard ['1.0', '1.0', '1.0'] between samples 1.0
shifted ['2.4', '1.6', '1.0'] between samples 0.4

selu-weights:

>>> for name, variance in (("lecun_normal", 1), ("he_normal", 2),
...                        ("a quarter", 0.25)):
...     predicted, _ = predict_deviations("selu", variance)
...     print(f"{name:12}", [f"{predicted[layer]:.2g}"
...                          for layer in (1, 5, 20)])
lecun_normal ['1', '1', '1']
he_normal    ['1.3', '2.5', '7.4']
a quarter    ['0.57', '0.11', '0.00077']

selu-dropout:

>>> for drop in (keras.layers.Dropout(0.5), keras.layers.AlphaDropout(0.5)):
...     keras.utils.set_random_seed(42)
...     values = send_through(x, "selu", "lecun_normal", drop=drop)
...     print(f"{type(drop).__name__:12}",
...           [f"{float(tf.math.reduce_std(values[layer])):.0f}"
...            for layer in (1, 5, 20)])
Dropout      ['1', '3', '11']
AlphaDropout ['1', '1', '1']

alpha-value:

>>> ones = tf.ones([1, 1000])
>>> for drop in (keras.layers.Dropout(0.5), keras.layers.AlphaDropout(0.5)):
...     print(np.unique(np.round(drop(ones, training=True), 2)))
[0. 2.]
[-0.78  1.67]

exercise-1:

>>> def leaky(z):
...     return tf.nn.leaky_relu(z, 0.3)
>>> lost = gaussian_mean(lambda z: leaky(z) ** 2)
>>> round(lost, 4), round((1 + 0.3 ** 2) / 2, 4)
(0.545, 0.545)
>>> scaled = keras.initializers.VarianceScaling(
...     scale=1 / lost, mode="fan_in", distribution="truncated_normal")
>>> keras.utils.set_random_seed(42)
>>> x = tf.random.normal([300, 300])
>>> z = keras.layers.Dense(300, kernel_initializer=scaled)(x)
>>> round(float(tf.reduce_mean(leaky(z) ** 2)), 1)
1.0

exercise-2:

>>> limit = math.sqrt(6 / (400 + 400))
>>> kernel = keras.initializers.GlorotUniform(seed=42)((400, 400))
>>> limit - 0.001 < float(tf.reduce_max(kernel)) <= limit
True
>>> round(float(tf.math.reduce_std(kernel)), 3)
0.05
>>> round(limit / math.sqrt(3), 3)
0.05

exercise-3:

>>> _, relu_back = predict_deviations("relu", gain=2.0)
>>> _, selu_back = predict_deviations("selu", gain=1.0)
>>> round(relu_back[0], 2), round(selu_back[0], 2)
(1.0, 2.0)
"""
}
