"""What of Keras can be replaced, and who calls it when.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Customizing Models
and Training Algorithms".
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow


def noted(name: str, log: list[str], function: Callable) -> Callable:
    """Wrap a function so that every call writes a name into a log.

    Args:
        name: what to write.
        log: the list to write into.
        function: any function.

    Returns:
        A function that does the same, whose ``__name__`` is "noted".

    >>> calls = []
    >>> root = noted("square root", calls, tf.sqrt)
    >>> root(9.0)
    <tf.Tensor: shape=(), dtype=float32, numpy=3.0>
    >>> calls
    ['square root']
    """

    def wrapper(*args, **kwargs):
        log.append(name)
        return function(*args, **kwargs)

    wrapper.__name__ = "noted"
    return wrapper


class NotingDense(keras.layers.Dense):
    """A dense layer that writes its calls into a list.

    Args:
        log: the list.
        **kwargs: what ``keras.layers.Dense`` takes.

    >>> layer_calls = []
    >>> dense = NotingDense(layer_calls, units=2)
    >>> dense(tf.ones([3, 8])).shape
    TensorShape([3, 2])
    >>> layer_calls
    ['layer']
    """

    def __init__(self, log, **kwargs):
        super().__init__(**kwargs)
        self.note = lambda: log.append("layer")

    def call(self, inputs):
        """Note the call, and give a tensor of shape (n, units)."""
        self.note()
        return super().call(inputs)


class NotingSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A constant learning rate that writes its calls into a list.

    Args:
        log: the list.

    >>> rate_calls = []
    >>> constant = NotingSchedule(rate_calls)
    >>> [constant(step) for step in (0, 1000)]
    [0.1, 0.1]
    >>> len(rate_calls)
    2
    """

    def __init__(self, log):
        self.log = log

    def __call__(self, step):
        """Note the call, and give 0.1 whatever the step."""
        self.log.append("learning rate schedule")
        return 0.1


def record_step():
    """Train on one batch and write down which part was called when.

    Returns:
        The names of the parts, in the order of their calls.

    order:

    >>> log = record_step()
    >>> log[:2]
    ['layer', 'activation']
    >>> sorted(log[2:4])
    ['loss', 'regularizer']
    >>> log[4:]
    ['learning rate schedule', 'constraint', 'metric']
    """
    log = []
    layer = NotingDense(
        log,
        units=1,
        activation=noted("activation", log, keras.activations.linear),
        kernel_regularizer=noted(
            "regularizer", log, keras.regularizers.L2(0.01)
        ),
        kernel_constraint=noted("constraint", log, keras.constraints.NonNeg()),
    )
    model = keras.Sequential([keras.Input((8,)), layer])
    model.compile(
        loss=noted("loss", log, keras.losses.get("mean_squared_error")),
        optimizer=keras.optimizers.SGD(NotingSchedule(log)),
        metrics=[noted("metric", log, keras.losses.get("mean_absolute_error"))],
        run_eagerly=True,  #: eagerly
    )
    X, y = make_housing(4)
    model.train_on_batch(X, y)
    log.clear()  #: second
    model.train_on_batch(X, y)
    return log


def build_log():
    """Count the calls of an initializer while a layer is built and used.

    Returns:
        The number of calls after building, and after two more uses.

    once:

    >>> build_log()
    (1, 1)
    """
    log = []
    layer = keras.layers.Dense(
        1,
        kernel_initializer=noted("initializer", log, keras.initializers.Ones()),
    )
    layer.build((None, 8))
    built = len(log)
    layer(tf.ones([4, 8]))
    layer(tf.ones([4, 8]))
    return built, len(log)


def draw_step() -> plt.Figure:
    """Draw what happens in one training step, and which part is called where.

    Returns:
        The figure.

    map:

    >>> draw_step()
    <Figure size 680x500 with 1 Axes>
    """
    boxes = {
        "layer": (1, 3, "layer", "call()"),
        "activation": (2, 3, "activation", "a function"),
        "loss": (3, 3, "loss", "call()"),
        "metric": (3, 4, "metric", "update_state()"),
        "initializer": (0, 2, "initializer", "__call__()"),
        "weights": (1, 2, "weights", ""),
        "regularizer": (2, 2, "regularizer", "__call__()"),
        "total": (3, 2, "total loss", ""),
        "constraint": (1, 1, "constraint", "__call__()"),
        "optimizer": (2, 1, "optimizer", ""),
        "gradients": (3, 1, "gradients", ""),
        "schedule": (2, 0, "schedule", "__call__()"),
    }
    arrows = (
        ("layer", "activation"),
        ("activation", "loss"),
        ("activation", "metric"),
        ("loss", "total"),
        ("initializer", "weights"),
        ("weights", "layer"),
        ("weights", "regularizer"),
        ("regularizer", "total"),
        ("total", "gradients"),
        ("gradients", "optimizer"),
        ("schedule", "optimizer"),
        ("optimizer", "constraint"),
        ("constraint", "weights"),
    )
    figure, axes = plt.subplots(figsize=(6.8, 5), layout="constrained")
    for x, y, name, method in boxes.values():
        ours = bool(method)
        axes.add_patch(
            plt.Rectangle(
                (x - 0.4, y - 0.3),
                0.8,
                0.6,
                edgecolor="C0" if ours else "C5",
                facecolor="C0" if ours else "C5",
                alpha=0.2,
            )
        )
        axes.text(
            x,
            y + 0.11 * ours,
            name,
            ha="center",
            va="center",
            weight="bold" if ours else "normal",
        )
        axes.text(x, y - 0.14, method, ha="center", va="center", fontsize=9)
    for start, end in arrows:
        (x0, y0), (x1, y1) = boxes[start][:2], boxes[end][:2]
        tail = (
            x0 + 0.42 * (x1 > x0) - 0.42 * (x1 < x0),
            y0 + 0.32 * (y1 - y0) * (x1 == x0),
        )
        head = (
            x1 - 0.42 * (x1 > x0) + 0.42 * (x1 < x0),
            y1 - 0.32 * (y1 - y0) * (x1 == x0),
        )
        _draw_arrow(axes, tail, head)
    axes.set(xlim=(-0.45, 3.45), ylim=(-0.4, 4.4), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return figure


class HalvingSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that is halved every so many steps.

    Args:
        start: the learning rate of the first steps.
        every: number of steps after which it is halved.

    halving:

    >>> schedule = HalvingSchedule(start=0.1, every=10)
    >>> [round(float(schedule(step)), 4) for step in (0, 9, 10, 25)]
    [0.1, 0.1, 0.05, 0.025]
    """

    def __init__(self, start, every):
        self.start = start
        self.every = every

    def __call__(self, step):
        """Give the learning rate of a step, a scalar tensor."""
        times = tf.floor(tf.cast(step, tf.float32) / self.every)
        return self.start * 0.5**times

    def get_config(self):
        """Give the arguments that make an equal schedule, as a dict."""
        return {"start": self.start, "every": self.every}


class CosineSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that falls to 0 along a cosine, and stays there.

    Args:
        start: the learning rate of the first step.
        steps: the number of the step at which it is 0.

    config:

    >>> cosine = CosineSchedule(start=0.1, steps=1000)
    >>> again = CosineSchedule.from_config(cosine.get_config())
    >>> float(again(500)) == float(cosine(500))
    True
    """

    def __init__(self, start, steps):
        self.start = start
        self.steps = steps

    def __call__(self, step):
        """Give the learning rate of a step, a scalar tensor."""
        done = tf.minimum(tf.cast(step, tf.float32) / self.steps, 1.0)
        return self.start * (1 + tf.cos(np.pi * done)) / 2

    def get_config(self):
        """Give the arguments that make an equal schedule, as a dict."""
        return {"start": self.start, "steps": self.steps}


def draw_housing() -> plt.Figure:
    """Plot prices against the first feature, without and with outliers.

    Returns:
        The figure.

    plot:

    >>> draw_housing()
    <Figure size 680x300 with 2 Axes>
    """
    figure, panels = plt.subplots(
        1, 2, figsize=(6.8, 3), sharey=True, layout="constrained"
    )
    for axes, outliers in zip(panels, (0.0, 0.1)):
        X, y = make_housing(150, outliers=outliers)
        axes.scatter(X[:, 0], y[:, 0], s=14, color="C0", alpha=0.6)
        axes.set(xlabel="feature 0", title=f"outliers={outliers}")
    panels[0].set_ylabel("price")
    return figure


__test__ = {
    "steps": """
first:

>>> def cubed_error(y_true, y_pred):
...     return tf.abs(y_true - y_pred) ** 3
>>> keras.utils.set_random_seed(42)
>>> X = np.random.default_rng(42).normal(size=(500, 8))
>>> y = X[:, :1]
>>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
>>> model.compile(loss=cubed_error, optimizer="sgd")
>>> history = model.fit(X, y, epochs=5, verbose=0)
>>> history.history["loss"][-1] < history.history["loss"][0]
True

line-not-enough:

>>> X, y = make_housing(1000)
>>> with_bias = np.hstack([X, np.ones((1000, 1))])
>>> weights, _, _, _ = np.linalg.lstsq(with_bias, y, rcond=None)
>>> error = y - with_bias @ weights
>>> print(round(float(error.std()), 1))
0.4

bases:

>>> for base in (keras.losses.Loss, keras.layers.Layer, keras.Model,
...              keras.initializers.Initializer,
...              keras.regularizers.Regularizer,
...              keras.constraints.Constraint,
...              keras.optimizers.schedules.LearningRateSchedule):
...     method = "call" if hasattr(base, "call") else "__call__"
...     print(base.__name__, method)
Loss call
Layer call
Model call
Initializer __call__
Regularizer __call__
Constraint __call__
LearningRateSchedule __call__

in-fit:

>>> X, y = make_housing(1000)
>>> schedule = HalvingSchedule(start=0.1, every=10)
>>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
>>> model.compile(loss="mean_squared_error",
...               optimizer=keras.optimizers.SGD(schedule))
>>> history = model.fit(X, y, batch_size=50, epochs=1, verbose=0)
>>> int(model.optimizer.iterations)
20
>>> round(float(schedule(model.optimizer.iterations)), 3)
0.025

built-in:

>>> keras.losses.get("huber")(tf.zeros([1, 1]), tf.constant([[2.0]]))
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([1.5], dtype=float32)>
>>> keras.activations.get("softplus")(tf.constant([0.0, 100.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([  0.6931472, 100.       ], dtype=float32)>

exercise-1:

>>> log = record_step()
>>> log.index("constraint") > log.index("learning rate schedule")
True

exercise-2:

>>> cosine = CosineSchedule(start=1.0, steps=100)
>>> [round(float(cosine(step)), 3) for step in (0, 25, 50, 100, 150)]
[1.0, 0.854, 0.5, 0.0, 0.0]
"""
}
