"""Computing gradients with autodiff.

A gradient says how much a result moves when each of its inputs moves a
little. TensorFlow works it out from the operations that ran.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".
"""

import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.diagrams import _draw_values


def f(w1, w2):
    """The function of the chapter, for numbers, arrays and tensors alike.

    >>> f(5, 3)
    105
    """
    return 3 * w1**2 + 2 * w1 * w2


def draw_computation(
    name="gradient",
    w1="36",
    w2="10",
    square="3",
    scaled="1",
    product="2",
    doubled="1",
    z="1",
) -> plt.Figure:
    """Draw the operations of f(5, 3), with a second number under each.

    Args:
        name: what the second numbers are.
        w1, w2, square, scaled, product, doubled, z: the second numbers.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_computation()
    <Figure size 640x360 with 1 Axes>
    """
    nodes = {
        "w1": (0, 2, "w1 = 5", w1),
        "w2": (0, 0, "w2 = 3", w2),
        "square": (1.25, 2, "w1² = 25", square),
        "product": (1.25, 0, "w1·w2 = 15", product),
        "scaled": (2.5, 2, "×3 = 75", scaled),
        "doubled": (2.5, 0, "×2 = 30", doubled),
        "z": (3.75, 1, "z = 105", z),
    }
    edges = [
        ("w1", "square"),
        ("w1", "product"),
        ("w2", "product"),
        ("square", "scaled"),
        ("product", "doubled"),
        ("scaled", "z"),
        ("doubled", "z"),
    ]
    fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    _draw_values(ax, nodes, edges)
    ax.text(3.75, 2.25, "value", ha="center", color="C0")
    ax.text(3.75, 1.9, name, ha="center", color="C1", weight="bold")
    ax.set(xlim=(-0.5, 4.25), ylim=(-0.65, 2.5))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
by-hand:

The partial derivatives of f, worked out on paper, at (5, 3).

>>> w1, w2 = 5.0, 3.0
>>> 6 * w1 + 2 * w2
36.0
>>> 2 * w1
10.0

by-tape:

>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>,
 <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

descent:

A short step against the gradient makes f smaller.

>>> dw1, dw2 = 36., 10.
>>> float(f(w1, w2))
105.0
>>> float(f(w1 - 0.01 * dw1, w2 - 0.01 * dw2))
91.50079345703125

expected-drop:

>>> 0.01 * (dw1 ** 2 + dw2 ** 2)
13.96

exercise-1:

>>> def g(x, y):
...     return x ** 2 * y + y + 2
>>> x, y = tf.Variable(3.), tf.Variable(4.)
>>> with tf.GradientTape() as tape:
...     z = g(x, y)
>>> tape.gradient(z, [x, y])
[<tf.Tensor: shape=(), dtype=float32, numpy=24.0>, <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]
>>> float(2 * x * y), float(x ** 2 + 1)
(24.0, 10.0)

exercise-2:

>>> def step_down(w1, w2):
...     with tf.GradientTape() as tape:
...         z = f(w1, w2)
...     dw1, dw2 = tape.gradient(z, [w1, w2])
...     w1.assign_sub(0.01 * dw1)
...     w2.assign_sub(0.01 * dw2)
...     return float(z)
>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> [round(step_down(w1, w2), 3) for _ in range(4)]
[105.0, 91.501, 79.725, 69.453]
"""
}
