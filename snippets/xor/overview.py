"""What XOR is, and a small network that learns it.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras.
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow, _draw_box

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
XOR = (0, 1, 1, 0)


def train_gate(labels, updates=100, seed=42):
    """Train a 2-8-1 network on the four points.

    All four points make up each batch. They are repeated, so that one
    epoch holds all updates: beginning an epoch costs more than the updates.

    Args:
        labels: four numbers, 0 or 1, in the order of POINTS.
        updates: how many times the weights are changed.
        seed: decides the weights to start from.

    Returns:
        The trained model.

    >>> model = train_gate(XOR)
    >>> answers(model)
    [0, 1, 1, 0]
    """
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input(shape=(2,)),
            keras.layers.Dense(8, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.1),
        loss="binary_crossentropy",
    )
    x = np.tile(np.array(POINTS, "float32"), (updates, 1))  #: repeat
    y = np.tile(np.reshape(labels, (4, 1)), (updates, 1))
    model.fit(x, y, batch_size=4, shuffle=False, verbose=0)  #: batch
    return model


def answers(model):
    """Ask a model for the four answers.

    Args:
        model: what maps points [4, 2] to numbers [4, 1] between 0 and 1.

    Returns:
        Four integers: 1 where the number is above 0.5, else 0.

    >>> answers(lambda points: points[:, :1])
    [0, 0, 1, 1]
    """
    result = np.array(model(np.array(POINTS, "float32")))
    return (result[:, 0] > 0.5).astype(int).tolist()


def smooth_xor(points):
    """Compute XOR for any numbers between 0 and 1, as a + b - 2ab.

    Args:
        points: array [n, 2].

    Returns:
        Array [n, 1].

    >>> answers(smooth_xor)
    [0, 1, 1, 0]
    >>> smooth_xor(np.array([[0.5, 0.5], [0.0, 0.25]])).tolist()
    [[0.5], [0.25]]
    """
    a, b = points[:, :1], points[:, 1:]
    return a + b - 2 * a * b


def draw_points() -> plt.Figure:
    """Draw the four points, each with its label.

    Returns:
        A matplotlib figure.

    >>> draw_points()
    <Figure size 360x320 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(3.6, 3.2), layout="constrained")
    _draw_squares_and_circles(axes)
    for (a, b), label in zip(POINTS, XOR):
        axes.text(
            a, b + 0.1, f"{a} XOR {b} = {label}", ha="center", va="bottom"
        )
    axes.set(
        xlim=(-0.4, 1.4),
        ylim=(-0.2, 1.4),
        xlabel="a",
        ylabel="b",
        xticks=[0, 1],
        yticks=[0, 1],
        aspect="equal",
    )
    return figure


def draw_output(function: Callable[[np.ndarray], np.ndarray]) -> plt.Figure:
    """Draw what a function of two numbers gives over the whole square.

    Args:
        function: maps points [n, 2] to numbers [n, 1] between 0 and 1.

    Returns:
        A matplotlib figure.

    >>> draw_output(smooth_xor)
    <Figure size 360x320 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(3.6, 3.2), layout="constrained")
    _surface(axes, function)
    axes.set(xlabel="a", ylabel="b", xticks=[0, 1], yticks=[0, 1])
    return figure


def draw_units(model) -> plt.Figure:
    """Draw what each hidden unit and the output of a model compute.

    Args:
        model: a model from train_gate().

    Returns:
        A matplotlib figure with a panel for each hidden unit, whose values
        lie between -1 and 1, and one for the output.

    >>> draw_units(train_gate(XOR))
    <Figure size 680x640 with 9 Axes>
    """
    kernel, bias = model.layers[0].get_weights()
    figure, panels = plt.subplots(
        3, 3, figsize=(6.8, 6.4), layout="constrained"
    )
    for unit, axes in enumerate(panels.flat):
        if unit == 8:
            _surface(axes, model)
            axes.set_title("output", size=11, weight="bold")
        else:
            _surface(
                axes,
                lambda points, unit=unit: (
                    (
                        np.tanh(
                            points @ kernel[:, unit : unit + 1] + bias[unit]
                        )
                        + 1
                    )
                    / 2
                ),
            )
            axes.set_title(f"unit {unit + 1}", size=11)
        axes.set(xticks=[0, 1], yticks=[0, 1])
    return figure


def _surface(axes, function):
    """Fill the square by value: C0 towards 0, C1 towards 1."""
    side = np.linspace(-0.25, 1.25, 60, dtype="float32")
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    values = np.array(function(grid)).reshape(60, 60).clip(0, 1)
    edges = np.linspace(0, 1, 11)
    for low, high in zip(edges, edges[1:]):
        strength = abs(low + high - 1)
        axes.contourf(
            side,
            side,
            values,
            [low - 1e-6 * (low == 0), high + 1e-6 * (high == 1)],
            colors=["C1" if low + high > 1 else "C0"],
            alpha=0.1 + 0.6 * strength,
        )
    if values.min() < 0.5 < values.max():
        axes.contour(side, side, values, [0.5], colors=["C5"], linewidths=1.5)
    _draw_squares_and_circles(axes)
    axes.set_aspect("equal")


def _draw_squares_and_circles(axes):
    """Draw the four points: squares for label 0, circles for label 1."""
    for (a, b), label in zip(POINTS, XOR):
        axes.plot(
            a,
            b,
            "o" if label else "s",
            color=f"C{label}",
            markersize=11,
            markeredgecolor="C5",
            markeredgewidth=1.5,
        )


def draw_map() -> plt.Figure:
    """Draw the pages of the section and the order to read them in.

    Returns:
        A matplotlib figure.

    >>> draw_map()
    <Figure size 680x540 with 1 Axes>
    """
    pages = (
        ("perceptron", "one line", 0, 3, "C0"),
        ("objectives", "what to make small", 1, 3, "C0"),
        ("descent", "how to make it small", 2, 3, "C0"),
        ("data", "what goes in", 2, 2, "C1"),
        ("keras", "the parts", 1, 2, "C1"),
        ("laboratory", "questions, answered", 0, 2, "C1"),
        ("program", "run and mended", 0, 1, "C1"),
        ("sweep", "thousands of starts", 1, 1, "C2"),
        ("playground", "try it yourself", 2, 1, "C2"),
        ("experiments", "week 3, examined", 2, 0, "C2"),
    )
    figure, axes = plt.subplots(figsize=(6.8, 5.4), layout="constrained")
    for name, inside, column, row, colour in pages:
        x, y = 3.4 * column, 1.6 * row
        _draw_box(axes, (x + 1.45, y + 0.55), (2.9, 1.1), colour, name, inside)
    places = [(3.4 * column, 1.6 * row) for _, _, column, row, _ in pages]
    for (x0, y0), (x1, y1) in zip(places, places[1:]):
        if x0 == x1:
            tail, head = (x0 + 1.45, y0 - 0.04), (x1 + 1.45, y1 + 1.14)
        else:
            right = x1 > x0
            tail = (x0 + (2.94 if right else -0.04), y0 + 0.55)
            head = (x1 + (-0.04 if right else 2.94), y1 + 0.55)
        _draw_arrow(axes, tail, head, "C5")
    axes.set(xlim=(-0.1, 9.8), ylim=(-0.1, 6.0))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
truth:

>>> for a, b in POINTS:
...     print(a, b, a ^ b, int(a != b), (a + b) % 2)
0 0 0 0 0
0 1 1 1 1
1 0 1 1 1
1 1 0 0 0

any-start:

>>> for seed in (1, 2, 3):
...     print(seed, answers(train_gate(XOR, seed=seed)))
1 [0, 1, 1, 0]
2 [0, 1, 1, 0]
3 [0, 1, 1, 0]

sizes:

>>> model = train_gate(XOR)
>>> model.count_params()
33
>>> [weight.shape for weight in model.get_weights()]
[(2, 8), (8,), (8, 1), (1,)]

between:

>>> corners = np.array(POINTS, "float32")
>>> side = np.linspace(0, 1, 11, dtype="float32")
>>> square = np.array([[a, b] for a in side for b in side])
>>> for points in (corners, square):
...     difference = np.abs(model(points) - smooth_xor(points))
...     print(len(points), bool(difference.max() < 0.1))
4 True
121 False

versions:

>>> print(tf.__version__, keras.__version__, np.__version__)
2... ... ...

formulas:

>>> print(f"{float(keras.activations.hard_sigmoid(tf.constant(1.0))):.3f}")
0.667
Keras 2 (another formula):
0.700

exercise-1:

>>> answers(train_gate((1, 0, 0, 1)))
[1, 0, 0, 1]

exercise-2:

>>> a, b = corners[:, 0], corners[:, 1]
>>> (a * b).tolist()
[0.0, 0.0, 0.0, 1.0]
>>> (a + b - a * b).tolist()
[0.0, 1.0, 1.0, 1.0]
>>> (1 - a * b).tolist()
[1.0, 1.0, 1.0, 0.0]

exercise-3:

>>> bits = np.array([[a, b, c] for a in (0.0, 1.0) for b in (0.0, 1.0)
...                  for c in (0.0, 1.0)])
>>> first_two = smooth_xor(bits[:, :2])
>>> parity = smooth_xor(np.hstack([first_two, bits[:, 2:]]))
>>> np.array_equal(parity[:, 0], bits.sum(axis=1) % 2)
True
"""
}
