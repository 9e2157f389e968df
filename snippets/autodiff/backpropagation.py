"""Backpropagation.

The chain rule, walked through a network from its error back to its weights,
with every number on the way.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras, whose epochs are a
pass forward, an error and backpropagation.
"""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.autodiff.differences import gradient_check
from snippets.diagrams import _draw_arrow, _draw_tile, _draw_values

XOR_INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_LABELS = np.array([[0.0], [1.0], [1.0], [0.0]])
START = (
    np.array([[2.0, -1.0], [1.0, -2.0]]),
    np.array([-1.0, 1.0]),
    np.array([[1.0], [-2.0]]),
    np.array([0.5]),
)


def sigmoid(z):
    """Squash numbers to between 0 and 1.

    Args:
        z: a number or an array.

    Returns:
        1 / (1 + e ** -z), of the same shape.

    >>> sigmoid(np.array([0.0, 1.0])).round(4)
    array([0.5   , 0.7311])
    """
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda value: value * (1 - value)),
    "tanh": (np.tanh, lambda value: 1 - value**2),
    "relu": (lambda z: np.maximum(z, 0), lambda value: value > 0),
}


def forward(x: np.ndarray, parameters) -> tuple[np.ndarray, np.ndarray]:
    """Run samples through a layer of sigmoid units and a sigmoid output.

    Args:
        x: samples, an array of shape (n, inputs).
        parameters: W1, b1, W2, b2, of shapes (inputs, hidden), (hidden,),
            (hidden, outputs) and (outputs,).

    Returns:
        What the hidden layer and the output layer give, of shapes
        (n, hidden) and (n, outputs).

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> hidden, output = forward(XOR_INPUTS, START)
    >>> hidden.shape, output.shape
    ((4, 2), (4, 1))
    """
    W1, b1, W2, b2 = parameters
    hidden = sigmoid(x @ W1 + b1)
    return hidden, sigmoid(hidden @ W2 + b2)


def backward(
    x: np.ndarray,
    labels: np.ndarray,
    hidden: np.ndarray,
    output: np.ndarray,
    W2: np.ndarray,
) -> list[np.ndarray]:
    """Gradients of the mean squared error, from the values that forward() gave.

    Args:
        x: samples, of shape (n, inputs).
        labels: what the output should be, of shape (n, outputs).
        hidden, output: what the layers gave.
        W2: weights of the output layer.

    Returns:
        The gradients of W1, b1, W2 and b2, each of the shape of its parameter.

    >>> hidden, output = forward(XOR_INPUTS, START)
    >>> gradients = backward(XOR_INPUTS, XOR_LABELS, hidden, output, START[2])
    >>> [gradient.shape for gradient in gradients]
    [(2, 2), (2,), (2, 1), (1,)]
    """
    d_output = 2 * (output - labels) / output.size
    d_z2 = d_output * output * (1 - output)  #: slope2
    d_W2, d_b2 = hidden.T @ d_z2, d_z2.sum(axis=0)  #: weights2
    d_hidden = d_z2 @ W2.T  #: back
    d_z1 = d_hidden * hidden * (1 - hidden)
    d_W1, d_b1 = x.T @ d_z1, d_z1.sum(axis=0)
    return [d_W1, d_b1, d_W2, d_b2]


def train_by_hand(
    steps: int, rate: float = 1.0, seed: int = 0, hidden: int = 4
) -> tuple[list[np.ndarray], list[float]]:
    """Teach a network XOR by gradient descent, with gradients of our own.

    Args:
        steps: number of updates, each from all four samples.
        rate: learning rate.
        seed: of the random start.
        hidden: units of the hidden layer.

    Returns:
        The parameters at the end, and the mean squared error before each
        update.

    >>> parameters, losses = train_by_hand(steps=3)
    >>> len(losses), losses[2] < losses[0]
    (3, True)
    """
    rng = np.random.default_rng(seed)
    parameters = [
        rng.normal(size=(2, hidden)),
        np.zeros(hidden),
        rng.normal(size=(hidden, 1)),
        np.zeros(1),
    ]
    losses = []
    for _ in range(steps):
        values = forward(XOR_INPUTS, parameters)
        losses.append(float(np.mean((values[1] - XOR_LABELS) ** 2)))
        gradients = backward(XOR_INPUTS, XOR_LABELS, *values, parameters[2])
        for parameter, gradient in zip(parameters, gradients):
            parameter -= rate * gradient
    return parameters, losses


def gradient_sizes(
    activation: str, gain: float, layers: int = 12, units: int = 100
) -> list[float]:
    """How large the gradient is at each layer of a deep network.

    Args:
        activation: a key of ACTIVATIONS, for every layer.
        gain: the weights are drawn with a variance of ``gain / units``.
        layers: how many.
        units: of each layer.

    Returns:
        For each layer, the first one first, the mean absolute gradient of
        its weights, for 64 random samples and the mean of the squared output.

    >>> len(gradient_sizes("relu", gain=2.0, layers=3, units=10))
    3
    """
    apply, slope = ACTIVATIONS[activation]
    rng = np.random.default_rng(1)
    values, weights = [rng.normal(size=(64, units))], []
    for _ in range(layers):
        W = rng.normal(scale=np.sqrt(gain / units), size=(units, units))
        weights.append(W)
        values.append(apply(values[-1] @ W))
    upstream = 2 * values[-1] / values[-1].size
    sizes = []
    for W, before, after in zip(
        reversed(weights), values[-2::-1], values[:0:-1]
    ):
        d_z = upstream * slope(after)  #: through
        sizes.append(float(np.mean(np.abs(before.T @ d_z))))
        upstream = d_z @ W.T  #: down
    return sizes[::-1]


def draw_chain() -> plt.Figure:
    """Draw (w x + b) ** 2, the gradient below each box.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_chain()
    <Figure size 640x280 with 1 Axes>
    """
    nodes = {
        "w": (0, 2, "w = 2", "30"),
        "x": (0, 0.6, "x = 3", "20"),
        "u": (1.3, 1.3, "u = w·x = 6", "10"),
        "b": (1.3, 0, "b = -1", "10"),
        "v": (2.7, 1, "v = u + b = 5", "10"),
        "L": (4.1, 1, "L = v² = 25", "1"),
    }
    edges = [("w", "u"), ("x", "u"), ("u", "v"), ("b", "v"), ("v", "L")]
    fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    _draw_values(ax, nodes, edges, half=0.5)
    ax.set(xlim=(-0.6, 4.7), ylim=(-0.6, 2.3))
    ax.axis("off")
    return fig


def draw_network() -> plt.Figure:
    """Draw one sample's values and gradients in the network of START.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_network()
    <Figure size 640x400 with 1 Axes>
    """
    W1, b1, W2, b2 = START
    x, label = XOR_INPUTS[2], XOR_LABELS[2]
    hidden = sigmoid(x @ W1 + b1)
    output = sigmoid(hidden @ W2 + b2)
    d_z2 = 2 * (output - label) * output * (1 - output)
    d_z1 = d_z2 * W2[:, 0] * hidden * (1 - hidden)
    columns = (
        (0, x, W1, np.outer(x, d_z1)),
        (2, hidden, W2, np.outer(hidden, d_z2)),
        (4, output, None, None),
    )
    fig, ax = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    for (left, values, weights, slopes), (right, after, *_) in zip(
        columns, columns[1:]
    ):
        for i in range(len(values)):
            for j in range(len(after)):
                start = np.array([left + 0.32, 2.0 * i])
                end = np.array(
                    [right - 0.32, 2.0 * j if len(after) > 1 else 1.0]
                )
                _draw_arrow(ax, start, end, "C0")
                at = start + (0.3 if i == j else 0.7) * (end - start)
                along = (end - start) / np.linalg.norm(end - start)
                above = np.array([0.3 * along[1], -0.16 * along[0]])
                for text, place, colour in (
                    (f"{weights[i, j]:g}", at + above, None),
                    (f"{slopes[i, j] + 0.0:.4f}", at - above, "C1"),
                ):
                    ax.text(
                        *place, text, ha="center", va="center", color=colour
                    )
    for left, values, *_ in columns:
        for i, value in enumerate(values):
            y = 2.0 * i if len(values) > 1 else 1.0
            _draw_tile(
                ax, (left - 0.32, y - 0.2), (0.64, 0.4), "C0", f"{value:.4g}"
            )
    ax.set(xlim=(-0.4, 4.4), ylim=(2.4, -0.4))
    ax.axis("off")
    return fig


def draw_gradient_sizes() -> plt.Figure:
    """Draw the gradient at each of twelve layers, for three activations.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_gradient_sizes()
    <Figure size 560x360 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 3.6), layout="constrained")
    for activation, gain, style in (
        ("sigmoid", 1.0, "C1o-"),
        ("tanh", 1.0, "C2s-"),
        ("relu", 2.0, "C0^-"),
    ):
        sizes = gradient_sizes(activation, gain)
        ax.semilogy(
            range(1, len(sizes) + 1),
            sizes,
            style,
            markersize=4,
            label=activation,
        )
    ax.set(xlabel="layer", ylabel="mean |gradient|")
    ax.legend()
    return fig


__test__ = {
    "steps": """
forward:

>>> w, x, b = 2.0, 3.0, -1.0
>>> u = w * x
>>> v = u + b
>>> L = v ** 2
>>> u, v, L
(6.0, 5.0, 25.0)

back:

>>> dL_dv = 2 * v  #: square
>>> dL_du, dL_db = dL_dv * 1, dL_dv * 1  #: sum
>>> dL_dw, dL_dx = dL_du * x, dL_du * w  #: product
>>> dL_dv, dL_du, dL_db, dL_dw, dL_dx
(10.0, 10.0, 10.0, 30.0, 20.0)

chain-tape:

>>> w, x, b = tf.Variable(2.), tf.Variable(3.), tf.Variable(-1.)
>>> with tf.GradientTape() as tape:
...     u = w * x
...     v = u + b
...     L = v ** 2
>>> [float(slope) for slope in tape.gradient(L, [v, u, b, w, x])]
[10.0, 10.0, 10.0, 30.0, 20.0]

network-forward:

>>> W1, b1, W2, b2 = START
>>> x, label = np.array([1.0, 0.0]), 1.0
>>> z1 = x @ W1 + b1
>>> hidden = sigmoid(z1)
>>> z2 = hidden @ W2 + b2
>>> output = sigmoid(z2)
>>> z1, hidden.round(4)
(array([1., 0.]), array([0.7311, 0.5   ]))
>>> z2.round(4), output.round(4)
(array([0.2311]), array([0.5575]))
>>> ((output - label) ** 2).round(4)
array([0.1958])

network-back:

>>> d_output = 2 * (output - label)
>>> d_z2 = d_output * output * (1 - output)
>>> d_output.round(4), d_z2.round(4)
(array([-0.885]), array([-0.2183]))
>>> (d_z2 * hidden).round(4)  # of W2
array([-0.1596, -0.1092])
>>> d_hidden = d_z2 * W2[:, 0]
>>> d_z1 = d_hidden * hidden * (1 - hidden)
>>> d_hidden.round(4), d_z1.round(4)
(array([-0.2183,  0.4366]), array([-0.0429,  0.1092]))
>>> np.outer(x, d_z1).round(4)  # of W1
array([[-0.0429,  0.1092],
       [-0.    ,  0.    ]])

network-tape:

>>> parameters = [tf.Variable(start) for start in START]
>>> def loss_of(parameters, x, labels):
...     W1, b1, W2, b2 = parameters
...     hidden = tf.sigmoid(x @ W1 + b1)
...     return tf.reduce_mean((tf.sigmoid(hidden @ W2 + b2) - labels) ** 2)
>>> with tf.GradientTape() as tape:
...     loss = loss_of(parameters, XOR_INPUTS[2:3], XOR_LABELS[2:3])
>>> by_tape = tape.gradient(loss, parameters)
>>> by_hand = [np.outer(x, d_z1), d_z1, np.outer(hidden, d_z2), d_z2]
>>> error = max(np.abs(a - b).max() for a, b in zip(by_tape, by_hand))
>>> bool(error < 1e-15)
True

network-differences:

>>> def loss_of_all(numbers):
...     W1, b1, W2, b2 = tf.split(numbers, [4, 2, 2, 1])
...     parameters = tf.reshape(W1, [2, 2]), b1, tf.reshape(W2, [2, 1]), b2
...     return loss_of(parameters, XOR_INPUTS[2:3], XOR_LABELS[2:3])
>>> numbers = np.concatenate([start.ravel() for start in START])
>>> gradient_check(loss_of_all, numbers) < 1e-9
True

batch:

>>> hidden, output = forward(XOR_INPUTS, START)
>>> gradients = backward(XOR_INPUTS, XOR_LABELS, hidden, output, START[2])
>>> with tf.GradientTape() as tape:
...     loss = loss_of(parameters, XOR_INPUTS, XOR_LABELS)
>>> by_tape = tape.gradient(loss, parameters)
>>> error = max(np.abs(a - b).max() for a, b in zip(by_tape, gradients))
>>> bool(error < 1e-15)
True

train:

>>> parameters, losses = train_by_hand(steps=2000)
>>> [round(losses[step], 4) for step in (0, 100, 500, 1999)]
[0.343, 0.2497, 0.2194, 0.0033]
>>> forward(XOR_INPUTS, parameters)[1].round(2).ravel()
array([0.02, 0.94, 0.94, 0.07])

kept:

The values that backward() needs, for a batch of 64 through twelve layers of
1,000 units, and the weights between them, in megabytes of float32.

>>> 64 * 1000 * 12 * 4 / 1e6, 1000 * 1000 * 12 * 4 / 1e6
(3.072, 48.0)
>>> 64 * 1000 * 1000 * 4 / 1e6
256.0

recompute:

>>> calls = []
>>> def block(x):
...     calls.append("forward")
...     return tf.sigmoid(tf.sigmoid(x))
>>> x = tf.Variable([1., 2.])
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_sum(tf.recompute_grad(block)(x))
>>> calls
['forward']
>>> tape.gradient(loss, x)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.04312916, 0.02175007], dtype=float32)>
>>> calls
['forward', 'forward']
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_sum(block(x))
>>> tape.gradient(loss, x)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.04312916, 0.02175007], dtype=float32)>

largest-slope:

>>> z = np.linspace(-10, 10, 2001)
>>> slopes = sigmoid(z) * (1 - sigmoid(z))
>>> float(slopes.max()), float(z[slopes.argmax()])
(0.25, 0.0)
>>> 0.25 ** 12
5.960464477539063e-08

vanishing:

>>> for activation, gain in (
...     ("sigmoid", 1),
...     ("sigmoid", 16),
...     ("tanh", 1),
...     ("relu", 2),
... ):
...     first, *_, last = gradient_sizes(activation, gain)
...     print(activation, gain, f"{first:.0e} {last:.0e} {first / last:.1g}")
sigmoid 1 3e-11 1e-03 3e-08
sigmoid 16 1e-06 7e-04 0.002
tanh 1 2e-04 2e-04 1
relu 2 4e-03 3e-03 1

exercise-1:

>>> hidden, output = forward(XOR_INPUTS[:1], START)
>>> d_W1, d_b1, *_ = backward(
...     XOR_INPUTS[:1], XOR_LABELS[:1], hidden, output, START[2]
... )
>>> d_W1
array([[0., 0.],
       [0., 0.]])
>>> d_b1.round(4)
array([ 0.0291, -0.0583])

exercise-2:

>>> hidden, output = forward(XOR_INPUTS, START)
>>> d_z2 = (output - XOR_LABELS) / 4
>>> parameters = [tf.Variable(start) for start in START]
>>> with tf.GradientTape() as tape:
...     W1, b1, W2, b2 = parameters
...     z2 = tf.sigmoid(XOR_INPUTS @ W1 + b1) @ W2 + b2
...     loss = tf.reduce_mean(
...         tf.nn.sigmoid_cross_entropy_with_logits(XOR_LABELS, z2)
...     )
>>> float(np.abs(tape.gradient(loss, z2) - d_z2).max()) < 1e-12
True

exercise-3:

>>> same = [np.full((2, 2), 0.5), np.zeros(2), np.full((2, 1), 0.5), np.zeros(1)]
>>> for _ in range(1000):
...     values = forward(XOR_INPUTS, same)
...     gradients = backward(XOR_INPUTS, XOR_LABELS, *values, same[2])
...     for parameter, gradient in zip(same, gradients):
...         parameter -= gradient
>>> same[0].round(4)
array([[3.2833, 3.2833],
       [3.2833, 3.2833]])
>>> forward(XOR_INPUTS, same)[1].round(2).ravel()
array([0.19, 0.63, 0.63, 0.67])
"""
}
