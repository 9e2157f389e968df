"""The perceptron: one neuron, its learning rule, and its limit.

A perceptron divides the plane by a straight line. It learns AND and OR; XOR
takes two lines, and two hidden neurons draw them.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras (pseudo-code
PERCEPTRONLEARNING).
"""

import itertools
from collections.abc import Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow

POINTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
AND = (0.0, 0.0, 0.0, 1.0)
OR = (0.0, 1.0, 1.0, 1.0)
NAND = (1.0, 1.0, 1.0, 0.0)
XOR = (0.0, 1.0, 1.0, 0.0)


def with_bias(points):
    """Put an input that is always 1 in front of the others.

    Args:
        points: n points with k coordinates each, tensor or nested tuples.

    Returns:
        A float32 tensor of shape (n, k + 1).

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> with_bias([[0., 1.]])
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[1., 0., 1.]], dtype=float32)>
    """
    points = tf.convert_to_tensor(points, dtype=tf.float32)
    return tf.concat([tf.ones([len(points), 1]), points], axis=1)


def perceptron(weights, inputs):
    """One neuron with a step: 1 where the weighted sum is positive, else 0.

    Args:
        weights: a tensor of k weights.
        inputs: a tensor of shape (n, k).

    Returns:
        A float32 tensor of n outputs, each 0 or 1.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    A sum of exactly 0 is not positive:

    >>> perceptron(tf.constant([1., -1.]), tf.constant([[2., 2.], [3., 2.]]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0., 1.], dtype=float32)>
    """
    return tf.cast(tf.linalg.matvec(inputs, weights) > 0, tf.float32)


def split_by_label(
    inputs: tf.Tensor, labels: Sequence[float]
) -> tuple[tf.Tensor, tf.Tensor]:
    """The inputs labelled 1 and those labelled 0: M+ and M- of the rule.

    Args:
        inputs: a tensor of shape (n, k).
        labels: n numbers, each 0 or 1.

    Returns:
        Two tensors of shape (positives, k) and (negatives, k).

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> positives, negatives = split_by_label(with_bias(POINTS), AND)
    >>> positives
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[1., 1., 1.]], dtype=float32)>
    >>> len(negatives)
    3
    """
    positive = tf.constant(labels) > 0.5
    return inputs[positive], inputs[~positive]


def perceptron_learning(
    positives: tf.Tensor,
    negatives: tf.Tensor,
    weights: tf.Tensor,
    limit: int = 1000,
) -> tuple[bool, list[tf.Tensor]]:
    """Rosenblatt's rule: add what is missed, subtract what is let in.

    Args:
        positives: inputs that must give 1, shape (p, k).
        negatives: inputs that must give 0, shape (q, k).
        weights: where to start, a tensor of k numbers.
        limit: give up after this many repeats.

    Returns:
        Whether every input is classified correctly in the end, and the
        weights after each repeat, a list of tensors.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras (pseudo-code
    PERCEPTRONLEARNING).

    >>> positives, negatives = split_by_label(with_bias(POINTS), OR)
    >>> learned, path = perceptron_learning(positives, negatives,
    ...                                     tf.zeros([3]))
    >>> learned, len(path), path[-1].numpy().tolist()
    (True, 2, [0.0, 1.0, 1.0])
    """
    path = []
    for _ in range(limit):
        for x in positives:
            if tf.tensordot(weights, x, 1) <= 0:
                weights = weights + x  #: add
        for x in negatives:
            if tf.tensordot(weights, x, 1) > 0:
                weights = weights - x  #: subtract
        path.append(weights)
        if tf.reduce_all(perceptron(weights, positives) == 1) and tf.reduce_all(
            perceptron(weights, negatives) == 0
        ):
            return True, path
    return False, path


def learn_many(inputs, labels, starts, limit=100):
    """The perceptron rule from many starts at once.

    Args:
        inputs: a tensor of shape (n, k).
        labels: n numbers, each 0 or 1.
        starts: weights to start from, shape (m, k).
        limit: give up after this many repeats.

    Returns:
        An int32 tensor of m numbers: the repeats needed, 0 if not learned.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> starts = tf.constant([[0., 0., 0.], [-1.5, 1., 1.]])
    >>> learn_many(with_bias(POINTS), AND, starts)
    <tf.Tensor: shape=(2,), dtype=int32, numpy=array([5, 1], dtype=int32)>
    """
    weights = starts
    needed = tf.zeros([len(starts)], tf.int32)
    for repeat in range(1, limit + 1):
        for x, label in zip(inputs, labels):
            output = tf.cast(tf.linalg.matvec(weights, x) > 0, tf.float32)
            weights += (label - output)[:, tf.newaxis] * x  #: update
        outputs = tf.cast(weights @ tf.transpose(inputs) > 0, tf.float32)
        right = tf.reduce_all(outputs == tf.constant(labels), axis=1)
        needed = tf.where(right & (needed == 0), repeat, needed)
        if tf.reduce_all(right):
            break
    return needed


def _plane(ax, labels, points=POINTS):
    """The four points, round where the label is 1, square where it is 0."""
    for (x, y), label in zip(points, labels):
        ax.plot(
            x,
            y,
            "o" if label else "s",
            ms=10,
            zorder=3,
            color="C1" if label else "C0",
        )
    ax.set(
        xlim=(-0.6, 1.6),
        ylim=(-0.6, 1.6),
        aspect="equal",
        xticks=[0, 1],
        yticks=[0, 1],
    )


def _half_plane(ax, weights, colour="C1", alpha=0.15):
    """Fill where the weighted sum is positive, and draw the border."""
    grid = np.linspace(-0.6, 1.6, 221)
    x, y = np.meshgrid(grid, grid)
    sums = weights[0] + weights[1] * x + weights[2] * y
    ax.contourf(x, y, sums, levels=[0, 1e9], colors=[colour], alpha=alpha)
    if sums.min() < 0 < sums.max():
        ax.contour(x, y, sums, levels=[0], colors=[colour], linewidths=2)


def _node(ax, x, y, text, colour):
    """A round node with a text in it."""
    ax.add_patch(plt.Circle((x, y), 0.52, facecolor=colour, alpha=0.25))
    ax.add_patch(plt.Circle((x, y), 0.52, fill=False))
    ax.text(x, y, text, size=13, ha="center", va="center")


def _draw_weight(ax, start, end, text="", at=0.4):
    """An arrow between two nodes with a text over it."""
    (x, y), (to_x, to_y) = start, end
    length = np.hypot(to_x - x, to_y - y)
    dx, dy = (to_x - x) / length, (to_y - y) / length
    _draw_arrow(
        ax, (x + 0.55 * dx, y + 0.55 * dy), (to_x - 0.55 * dx, to_y - 0.55 * dy)
    )
    ax.text(
        x + at * (to_x - x),
        y + at * (to_y - y) + 0.14,
        text,
        size=12,
        ha="center",
        va="bottom",
    )


def draw_perceptron() -> plt.Figure:
    """Draw a perceptron with two inputs and a bias input.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_perceptron()
    <Figure size 600x300 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    for y, name, weight in (
        (3.2, "1", "w₀"),
        (1.6, "x₁", "w₁"),
        (0, "x₂", "w₂"),
    ):
        _node(ax, 0, y, name, "C0")
        _draw_weight(ax, (0, y), (3.2, 1.6), weight)
    _node(ax, 3.2, 1.6, "sum", "C1")
    _node(ax, 5.6, 1.6, "> 0", "C1")
    _draw_weight(ax, (3.2, 1.6), (5.6, 1.6))
    _draw_weight(ax, (5.6, 1.6), (7.8, 1.6))
    ax.text(7.5, 1.6, "0 / 1", size=13, ha="left", va="center")
    ax.set(xlim=(-0.6, 8.6), ylim=(-0.6, 3.8), aspect="equal")
    ax.axis("off")
    return fig


def draw_learning() -> plt.Figure:
    """Draw the line of a perceptron that learns AND, repeat by repeat.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_learning()
    <Figure size 700x220 with 4 Axes>
    """
    positives, negatives = split_by_label(with_bias(POINTS), AND)
    _, path = perceptron_learning(positives, negatives, tf.zeros([3]))
    fig, axes = plt.subplots(
        1, len(path), figsize=(7, 2.2), sharey=True, layout="constrained"
    )
    for repeat, (ax, weights) in enumerate(zip(axes, path), start=1):
        _half_plane(ax, weights.numpy())
        _plane(ax, AND)
        ax.set_xlabel(f"repeat {repeat}")
    return fig


def draw_bias() -> plt.Figure:
    """Draw what lines can do for AND without and with a bias input.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_bias()
    <Figure size 600x290 with 2 Axes>
    """
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(6, 2.9), sharey=True, layout="constrained"
    )
    for angle in np.radians([-75, -45, -15, 30]):
        x = np.array([-2.0, 2.0])
        left.plot(x, np.tan(angle) * x, "C2", lw=1.5)
    _half_plane(right, (-1.5, 1.0, 1.0), "C2")
    for ax, name in ((left, "without bias"), (right, "with bias")):
        _plane(ax, AND)
        ax.set_xlabel(name)
    return fig


def draw_gates() -> plt.Figure:
    """Draw the half-planes that the perceptron rule finds from zero.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_gates()
    <Figure size 680x260 with 3 Axes>
    """
    inputs = with_bias(POINTS)
    fig, axes = plt.subplots(
        1, 3, figsize=(6.8, 2.6), sharey=True, layout="constrained"
    )
    for ax, name, labels in zip(axes, ("AND", "OR", "NAND"), (AND, OR, NAND)):
        _, path = perceptron_learning(
            *split_by_label(inputs, labels), tf.zeros([3])
        )
        _half_plane(ax, path[-1].numpy())
        _plane(ax, labels)
        ax.set_xlabel(name)
    return fig


def draw_cycle() -> plt.Figure:
    """Draw the four updates that a repeat makes when XOR is to be learned.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_cycle()
    <Figure size 700x220 with 4 Axes>
    """
    inputs = with_bias(POINTS)
    positives, negatives = split_by_label(inputs, XOR)
    weights = tf.constant([-1.0, -1.0, 0.0])
    fig, axes = plt.subplots(
        1, 4, figsize=(7, 2.2), sharey=True, layout="constrained"
    )
    for ax, change in zip(axes, (*positives, *-negatives)):
        weights = weights + change
        _half_plane(ax, weights.numpy())
        _plane(ax, XOR)
        outputs = perceptron(weights, inputs).numpy()
        for (x, y), label, output in zip(POINTS, XOR, outputs):
            if label != output:
                ax.plot(x, y, "x", color="C3", ms=22, mew=2)
        x, y = abs(change.numpy()[1:])
        sign = "+" if change[0] > 0 else "−"
        ax.set_xlabel(f"{sign} ({x:.0f}, {y:.0f})")
    return fig


def draw_half_planes() -> plt.Figure:
    """Draw XOR as the overlap of two half-planes, and the hidden layer.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_half_planes()
    <Figure size 660x330 with 2 Axes>
    """
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(6.6, 3.3), layout="constrained"
    )
    _half_plane(left, (-0.5, 1.0, 1.0), "C2")
    _half_plane(left, (1.5, -1.0, -1.0), "C3")
    _plane(left, XOR)
    left.text(1.55, -0.55, "OR", color="C2", ha="right")
    left.text(-0.55, 1.45, "NAND", color="C3")
    left.set(xlabel="x₁", ylabel="x₂")
    _half_plane(right, (-1.5, 1.0, 1.0), "C1")
    _plane(right, (0.0, 1.0, 0.0), ((0.0, 1.0), (1.0, 1.0), (1.0, 0.0)))
    for (x, y), text in (
        ((0, 1), "(0, 0)"),
        ((1, 0), "(1, 1)"),
        ((1, 1), "(0, 1) (1, 0)"),
    ):
        right.text(x, y + 0.17, text, ha="center")
    right.set(xlabel="OR", ylabel="NAND")
    return fig


def draw_xor_perceptrons() -> plt.Figure:
    """Draw the perceptrons that make XOR, with their weights.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_xor_perceptrons()
    <Figure size 620x320 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.2, 3.2), layout="constrained")
    _node(ax, 0, 2.6, "x₁", "C0")
    _node(ax, 0, 0, "x₂", "C0")
    _node(ax, 3.6, 2.6, "OR", "C2")
    _node(ax, 3.6, 0, "NAND", "C3")
    _node(ax, 7, 1.3, "AND", "C1")
    _draw_weight(ax, (0, 2.6), (3.6, 2.6), "1", at=0.5)
    _draw_weight(ax, (0, 2.6), (3.6, 0), "−1", at=0.3)
    _draw_weight(ax, (0, 0), (3.6, 2.6), "1", at=0.3)
    _draw_weight(ax, (0, 0), (3.6, 0), "−1", at=0.5)
    _draw_weight(ax, (3.6, 2.6), (7, 1.3), "1", at=0.5)
    _draw_weight(ax, (3.6, 0), (7, 1.3), "1", at=0.5)
    _draw_weight(ax, (7, 1.3), (8.6, 1.3))
    for x, y, bias in (
        (3.6, 3.2, "−0.5"),
        (3.6, -0.65, "1.5"),
        (7, 1.9, "−1.5"),
    ):
        ax.text(
            x, y, bias, size=12, ha="center", va="bottom" if y > 0 else "top"
        )
    ax.text(8.4, 1.3, "XOR", size=13, va="center")
    ax.set(xlim=(-0.6, 9.4), ylim=(-1.1, 3.7), aspect="equal")
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
start:

>>> inputs = with_bias(POINTS)
>>> inputs
<tf.Tensor: shape=(4, 3), dtype=float32, numpy=
array([[1., 0., 0.],
       [1., 0., 1.],
       [1., 1., 0.],
       [1., 1., 1.]], dtype=float32)>
>>> perceptron(tf.constant([-1.5, 1., 1.]), inputs)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0., 0., 0., 1.], dtype=float32)>

one-update:

A positive example that is missed is added to the weights.

>>> weights = tf.constant([-1., 0., 0.])
>>> x = tf.constant([1., 1., 1.])
>>> float(tf.tensordot(weights, x, 1))
-1.0
>>> weights = weights + x
>>> float(tf.tensordot(weights, x, 1))
2.0

and-path:

>>> positives, negatives = split_by_label(inputs, AND)
>>> learned, path = perceptron_learning(positives, negatives,
...                                     tf.zeros([3]))
>>> learned
True
>>> for weights in path:
...     print(weights.numpy().tolist(),
...           perceptron(weights, inputs).numpy().tolist())
[-1.0, 1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-2.0, 1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-2.0, 1.0, 1.0] [0.0, 0.0, 0.0, 0.0]
[-2.0, 2.0, 1.0] [0.0, 0.0, 0.0, 1.0]

both-rules:

>>> for label, output in ((1., 0.), (0., 1.), (1., 1.), (0., 0.)):
...     print(label, output, label - output)
1.0 0.0 1.0
0.0 1.0 -1.0
1.0 1.0 0.0
0.0 0.0 0.0

many:

>>> starts = tf.random.stateless_normal([1000, 3], seed=[4, 2])
>>> for name, labels in (("AND", AND), ("OR", OR), ("NAND", NAND)):
...     needed = learn_many(inputs, labels, starts)
...     learned = tf.math.count_nonzero(needed)
...     print(name, int(learned), int(tf.reduce_max(needed)))
AND 1000 11
OR 1000 8
NAND 1000 10

far:

>>> far = tf.constant([[10., 0., 0.], [100., 0., 0.], [1e8, 0., 0.]])
>>> learn_many(inputs, AND, far)
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([10, 64,  0], dtype=int32)>
>>> float(tf.constant(1e8) - 1.)
100000000.0

no-bias:

>>> for name, labels in (("AND", AND), ("OR", OR), ("NAND", NAND)):
...     needed = learn_many(tf.constant(POINTS), labels, starts[:, 1:])
...     print(name, int(tf.math.count_nonzero(needed)))
AND 0
OR 1000
NAND 0

xor-path:

>>> positives, negatives = split_by_label(inputs, XOR)
>>> learned, path = perceptron_learning(positives, negatives,
...                                     tf.zeros([3]), limit=5)
>>> learned
False
>>> for weights in path:
...     print(weights.numpy().tolist(),
...           perceptron(weights, inputs).numpy().tolist())
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]

xor-pass:

>>> weights = path[-1]
>>> for x in positives:
...     weights = weights + x
...     print(weights.numpy().tolist(),
...           perceptron(weights, inputs).numpy().tolist())
[0.0, -1.0, 1.0] [0.0, 1.0, 0.0, 0.0]
[1.0, 0.0, 1.0] [1.0, 1.0, 1.0, 1.0]
>>> for x in negatives:
...     weights = weights - x
...     print(weights.numpy().tolist(),
...           perceptron(weights, inputs).numpy().tolist())
[0.0, 0.0, 1.0] [0.0, 1.0, 0.0, 1.0]
[-1.0, -1.0, 0.0] [0.0, 0.0, 0.0, 0.0]

xor-many:

>>> needed = learn_many(inputs, XOR, starts)
>>> int(tf.math.count_nonzero(needed))
0

best-line:

>>> lines = tf.random.stateless_normal([100_000, 3], seed=[4, 2])
>>> outputs = tf.cast(inputs @ tf.transpose(lines) > 0, tf.float32)
>>> right = outputs == tf.constant(XOR)[:, tf.newaxis]
>>> correct = tf.reduce_sum(tf.cast(right, tf.int32), axis=0)
>>> int(tf.reduce_max(correct))
3

sine:

>>> sums = tf.linalg.matvec(inputs, tf.constant([0., np.pi / 2, np.pi / 2]))
>>> tf.sin(sums) > 0.5
<tf.Tensor: shape=(4,), dtype=bool, numpy=array([False,  True,  True, False])>

sixteen:

>>> never = []
>>> for labels in itertools.product((0., 1.), repeat=4):
...     needed = learn_many(inputs, labels, tf.zeros([1, 3]))
...     if int(needed[0]) == 0:
...         never.append(labels)
>>> never
[(0.0, 1.0, 1.0, 0.0), (1.0, 0.0, 0.0, 1.0)]

half-planes:

>>> OR_WEIGHTS = tf.constant([-0.5, 1., 1.])
>>> NAND_WEIGHTS = tf.constant([1.5, -1., -1.])
>>> perceptron(OR_WEIGHTS, inputs)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0., 1., 1., 1.], dtype=float32)>
>>> perceptron(NAND_WEIGHTS, inputs)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([1., 1., 1., 0.], dtype=float32)>

by-hand:

>>> hidden = tf.stack([perceptron(OR_WEIGHTS, inputs),
...                    perceptron(NAND_WEIGHTS, inputs)], axis=1)
>>> hidden
<tf.Tensor: shape=(4, 2), dtype=float32, numpy=
array([[0., 1.],
       [1., 1.],
       [1., 1.],
       [1., 0.]], dtype=float32)>
>>> perceptron(tf.constant([-1.5, 1., 1.]), with_bias(hidden))
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0., 1., 1., 0.], dtype=float32)>

shortcut:

>>> both = perceptron(tf.constant([-1.5, 1., 1.]), inputs)
>>> perceptron(tf.constant([-0.5, 1., 1., -2.]),
...            tf.concat([inputs, both[:, tf.newaxis]], axis=1))
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0., 1., 1., 0.], dtype=float32)>

step-gradient:

>>> weights = tf.Variable([-1.5, 1., 1.])
>>> with tf.GradientTape() as tape:
...     outputs = perceptron(weights, inputs)
>>> print(tape.gradient(outputs, weights))
None

keras:

>>> model = keras.Sequential([
...     keras.Input(shape=(2,)),
...     keras.layers.Dense(2, activation="sigmoid"),
...     keras.layers.Dense(1, activation="sigmoid")])
>>> kernel = tf.stack([OR_WEIGHTS[1:], NAND_WEIGHTS[1:]], axis=1)
>>> bias = tf.stack([OR_WEIGHTS[0], NAND_WEIGHTS[0]])
>>> for steepness in (1., 5., 20.):
...     model.set_weights([
...         steepness * kernel, steepness * bias,
...         steepness * tf.constant([[1.], [1.]]),
...         steepness * tf.constant([-1.5])])
...     outputs = model(tf.constant(POINTS))[:, 0]
...     print(steepness, *(f"{p:.3f}" for p in outputs.numpy()))
1.0 0.424 0.437 0.437 0.424
5.0 0.107 0.851 0.851 0.107
20.0 0.000 1.000 1.000 0.000

other-bias:

>>> model.set_weights([kernel, bias, tf.constant([[1.], [1.]]),
...                    tf.constant([-1.22])])
>>> outputs = model(tf.constant(POINTS))[:, 0]
>>> print(*(f"{p:.3f}" for p in outputs.numpy()))
0.494 0.506 0.506 0.494

exercise-1:

>>> hidden = tf.stack([perceptron(OR_WEIGHTS, inputs),
...                    perceptron(NAND_WEIGHTS, inputs)], axis=1)
>>> perceptron(tf.constant([1.5, -1., -1.]), with_bias(hidden))
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([1., 0., 0., 1.], dtype=float32)>

exercise-2:

>>> product = inputs[:, 1:2] * inputs[:, 2:3]
>>> widened = tf.concat([inputs, product], axis=1)
>>> positives, negatives = split_by_label(widened, XOR)
>>> learned, path = perceptron_learning(positives, negatives,
...                                     tf.zeros([4]))
>>> learned, len(path), path[-1].numpy().tolist()
(True, 4, [0.0, 1.0, 1.0, -2.0])

exercise-3:

>>> triples = tuple(itertools.product((0., 1.), repeat=3))
>>> majority = tuple(float(sum(t) >= 2) for t in triples)
>>> parity = tuple(sum(t) % 2 for t in triples)
>>> for labels in (majority, parity):
...     needed = learn_many(with_bias(triples), labels,
...                         tf.zeros([1, 4]))
...     print(int(needed[0]))
3
0
"""
}
