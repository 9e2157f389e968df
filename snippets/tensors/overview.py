"""Tensors at a glance.

What flows through a neural network, and the shapes it has.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Using TensorFlow
like NumPy".
"""

import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.diagrams import _draw_arrow


def mse_loss(y_true, y_pred):
    """Mean squared error, written with tensor operations only.

    Args:
        y_true: targets, a tensor.
        y_pred: predictions, a tensor of the same shape and type.

    Returns:
        The mean of the squared differences, a scalar tensor.

    >>> mse_loss(tf.constant([1.0, 2.0]), tf.constant([1.0, 4.0]))
    <tf.Tensor: shape=(), dtype=float32, numpy=2.0>
    """
    return tf.reduce_mean(tf.square(y_true - y_pred))


def _draw_matrix(ax, left, top, colour="C0"):
    """Draw a matrix of 4 rows and 5 columns.

    Args:
        ax: matplotlib axes whose y axis points down.
        left: x of its left edge.
        top: y of its upper edge.
        colour: fill of its cells.
    """
    for row in range(4):
        for column in range(5):
            _draw_cell(ax, left + column, top + row, colour)


def _draw_cell(ax, left, top, colour="C0", width=1.0, height=1.0):
    """Draw one cell, filled lightly and outlined.

    Args:
        ax: matplotlib axes.
        left: x of its left edge.
        top: y of its upper edge.
        colour: fill.
        width: extent along x.
        height: extent along y.
    """
    corner = (left, top)
    ax.add_patch(
        plt.Rectangle(
            corner,
            width,
            height,
            facecolor=colour,
            edgecolor="none",
            alpha=0.25,
        )
    )
    ax.add_patch(plt.Rectangle(corner, width, height, fill=False, linewidth=1))


def _draw_stack(ax, left, top):
    """Draw two matrices of 4 rows and 5 columns, one behind the other.

    Args:
        ax: matplotlib axes whose y axis points down.
        left: x of the front matrix's left edge.
        top: y of the front matrix's upper edge.
    """
    shift = 0.5
    for column in range(5):
        _draw_cell(ax, left + column + shift, top - shift, "C1", height=shift)
    for row in range(4):
        _draw_cell(
            ax,
            left + 5,
            top + row - shift * (row > 0),
            "C1",
            width=shift,
            height=shift if row == 0 else 1.0,
        )
    _draw_matrix(ax, left, top)


def draw_ranks() -> plt.Figure:
    """Draw tensors of rank 0 to 4: every step puts an axis in front.

    Returns:
        A matplotlib figure.

    >>> draw_ranks()
    <Figure size 600x460 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6, 4.6), layout="constrained")
    _draw_cell(ax, 1, 3)
    for column in range(5):
        _draw_cell(ax, 3.5 + column, 3)
    _draw_matrix(ax, 10, 0)
    _draw_stack(ax, 16.5, 0)
    for place in range(3):
        _draw_stack(ax, 1.5 + 7 * place, 8.2)
    for x, y, rank, shape in (
        (1.5, 4.3, 0, "[]"),
        (6, 4.3, 1, "[5]"),
        (12.5, 4.3, 2, "[4, 5]"),
        (19, 4.3, 3, "[2, 4, 5]"),
        (11, 12.5, 4, "[3, 2, 4, 5]"),
    ):
        ax.text(x, y, f"rank {rank}", size=13, ha="center", va="top")
        ax.text(x, y + 1.3, shape, size=13, ha="center", va="top")
    ax.set(xlim=(-0.5, 23), ylim=(15.2, -0.8), aspect="equal")
    ax.axis("off")
    return fig


def draw_flow() -> plt.Figure:
    """Draw a dense layer as operations with tensors flowing between them.

    Returns:
        A matplotlib figure.

    >>> draw_flow()
    <Figure size 640x260 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
    for x, name, colour in (
        (2.6, "tf.matmul", "C0"),
        (6.2, "tf.add", "C0"),
        (9.8, "tf.nn.relu", "C0"),
    ):
        ax.text(
            x,
            0,
            name,
            size=13,
            ha="center",
            va="center",
            bbox={
                "boxstyle": "round,pad=0.5",
                "facecolor": colour,
                "alpha": 0.25,
            },
        )
    for start, end, shape in (
        (0, 1.4, "[4, 2]"),
        (3.8, 5.3, "[4, 3]"),
        (7.1, 8.5, "[4, 3]"),
        (11.1, 12.5, "[4, 3]"),
    ):
        _draw_arrow(ax, (start, 0), (end, 0))
        ax.text((start + end) / 2, -0.3, shape, size=12, ha="center", va="top")
    for x, name, shape in ((2.6, "weights", "[2, 3]"), (6.2, "bias", "[3]")):
        _draw_arrow(ax, (x, 1.5), (x, 0.5))
        ax.text(x, 2.0, name, size=13, ha="center", va="bottom")
        ax.text(x, 1.6, shape, size=12, ha="center", va="bottom")
    ax.text(0, 0.3, "inputs", size=13, ha="center", va="bottom")
    ax.set(xlim=(-0.8, 12.8), ylim=(-1, 2.7))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
smallest:

>>> x = tf.constant([[1.0, 2.0]])
>>> w = tf.constant([[3.0], [4.0]])
>>> x @ w
<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[11.]], dtype=float32)>

shape-dtype:

>>> w.shape, w.dtype, w.ndim
(TensorShape([2, 1]), tf.float32, 2)

ranks:

>>> for shape in ([], [5], [4, 5], [2, 4, 5], [3, 2, 4, 5]):
...     t = tf.zeros(shape)
...     print(t.ndim, t.shape, int(tf.size(t)))
0 () 1
1 (5,) 5
2 (4, 5) 20
3 (2, 4, 5) 40
4 (3, 2, 4, 5) 120

flow:

>>> inputs = tf.constant([[0.0, 0.0], [0.0, 1.0],
...                       [1.0, 0.0], [1.0, 1.0]])
>>> weights = tf.constant([[1.0, 0.0, -1.0], [0.0, 2.0, 1.0]])
>>> bias = tf.constant([0.0, -1.0, 0.5])
>>> product = tf.matmul(inputs, weights)
>>> total = tf.add(product, bias)
>>> tf.nn.relu(total)
<tf.Tensor: shape=(4, 3), dtype=float32, numpy=
array([[0. , 0. , 0.5],
       [0. , 1. , 1.5],
       [1. , 0. , 0. ],
       [1. , 1. , 0.5]], dtype=float32)>

exercise-1:

>>> photos = tf.zeros([32, 28, 28, 3])
>>> photos.ndim, photos.shape, int(tf.size(photos))
(4, TensorShape([32, 28, 28, 3]), 75264)
>>> photos[0].shape
TensorShape([28, 28, 3])

exercise-2:

>>> wider = tf.ones([2, 5])
>>> tf.nn.relu(tf.matmul(inputs, wider) + tf.zeros([5])).shape
TensorShape([4, 5])
"""
}
