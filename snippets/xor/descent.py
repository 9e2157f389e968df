"""Gradient descent: one sample, a few, or all of them per update.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

INPUTS = (1.0, 2.0, 3.0)
LABELS = (2.0, 4.0, 6.0)
WAYS = (("batch", 100), ("mini-batch", 32), ("stochastic", 1))


def walk(rate, steps, start=0.0):
    """Fit y = w x to three points on a line, by gradient descent.

    Args:
        rate: learning rate.
        steps: number of updates.
        start: first value of w.

    Returns:
        The values of w, a list of ``steps + 1`` numbers.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> [round(w, 3) for w in walk(0.1, steps=4)]
    [0.0, 1.867, 1.991, 1.999, 2.0]
    """
    x, y = tf.constant(INPUTS), tf.constant(LABELS)
    w, path = tf.Variable(start), [start]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x - y))
        w.assign_sub(rate * tape.gradient(loss, w))  #: update
        path.append(float(w))
    return path


def draw_rates() -> plt.Figure:
    """Draw six steps in the same valley with four learning rates.

    Returns:
        The figure.

    >>> draw_rates()
    <Figure size 640x480 with 4 Axes>
    """
    figure, grid = plt.subplots(
        2, 2, figsize=(6.4, 4.8), sharex=True, sharey=True, layout="constrained"
    )
    curve = np.linspace(-2.6, 6.6, 100)
    for axes, rate in zip(grid.flat, (0.02, 0.1, 0.2, 0.22)):
        path = np.array(walk(rate, steps=6))
        axes.plot(curve, 14 / 3 * (curve - 2) ** 2, alpha=0.4)
        axes.plot(
            path,
            14 / 3 * (path - 2) ** 2,
            "o-",
            color="C1",
            linewidth=1.2,
            markersize=4,
        )
        axes.text(2, 60, f"rate {rate}", ha="center")
    for axes in grid[1]:
        axes.set_xlabel("w")
    for axes in grid[:, 0]:
        axes.set_ylabel("loss")
    return figure


def make_points(
    n: int = 100, noise: float = 0.5, seed: int = 42
) -> tuple[np.ndarray, np.ndarray]:
    """Scatter points about the line y = 2 x + 1.

    Args:
        n: number of points.
        noise: standard deviation of what is added to y.
        seed: the same seed gives the same points.

    Returns:
        x and y, two float32 arrays of shape (n,).

    >>> x, y = make_points(3, noise=0.0)
    >>> x.shape, x.dtype
    ((3,), dtype('float32'))
    >>> np.allclose(y, 2 * x + 1)
    True
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=n)
    y = 2 * x + 1 + noise * rng.normal(size=n)
    return x.astype("float32"), y.astype("float32")


def descend_in_batches(
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    epochs: int,
    rate: float = 0.1,
    seed: int = 0,
) -> tuple[list[float], list[int]]:
    """Fit y = w x + b, with an update after every batch.

    Each epoch shuffles the samples and goes through all of them. The last
    batch of an epoch may be smaller.

    Args:
        x: inputs, float32 of shape (n,).
        y: labels, float32 of shape (n,).
        batch_size: samples per update; n is batch gradient descent, 1 is
            stochastic gradient descent.
        epochs: passes through the data.
        rate: learning rate.
        seed: of the shuffling.

    Returns:
        losses, the mean squared error over all n samples before the first
        update and after each one, and sizes, the number of samples whose
        gradient each update needed.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> x, y = make_points(10, noise=0.0)
    >>> losses, sizes = descend_in_batches(x, y, batch_size=4, epochs=2)
    >>> sizes
    [4, 4, 2, 4, 4, 2]
    >>> len(losses), losses[-1] < losses[0]
    (7, True)
    """
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    rng = np.random.default_rng(seed)
    losses, sizes = [float(np.mean(np.square(y)))], []
    for epoch in range(epochs):
        order = rng.permutation(len(x))  #: shuffle
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]  #: batch
            with tf.GradientTape() as tape:
                error = w * x[rows] + b - y[rows]
                loss = tf.reduce_mean(tf.square(error))  #: mean
            dw, db = tape.gradient(loss, [w, b])
            w.assign_sub(rate * dw)  #: update
            b.assign_sub(rate * db)
            everywhere = w.numpy() * x + b.numpy() - y
            losses.append(float(np.mean(np.square(everywhere))))
            sizes.append(len(rows))
    return losses, sizes


def count_updates(samples, batch_size):
    """Count the updates of one epoch.

    Args:
        samples: size of the training set.
        batch_size: samples per update.

    Returns:
        The number of updates, with the smaller last batch counted too.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    million:

    >>> for batch_size in (1, 64, 256, 1024, 1000000):
    ...     print(batch_size, count_updates(1000000, batch_size))
    1 1000000
    64 15625
    256 3907
    1024 977
    1000000 1

    xor:

    >>> 1500 * count_updates(samples=4, batch_size=1)
    6000
    >>> 1500 * count_updates(samples=4, batch_size=4)
    1500
    """
    return -(-samples // batch_size)


def draw_descents() -> plt.Figure:
    """Draw the loss of the three ways, by epochs and by updates.

    Returns:
        The figure.

    >>> draw_descents()
    <Figure size 700x340 with 2 Axes>
    """
    figure, (by_epoch, by_update) = plt.subplots(
        1, 2, figsize=(7, 3.4), sharey=True, layout="constrained"
    )
    x, y = make_points()
    for place, (name, batch_size) in enumerate(WAYS):
        losses, sizes = descend_in_batches(x, y, batch_size, epochs=10)
        seen = np.cumsum([0] + sizes) / len(x)
        look = {
            "color": ("C0", "C2", "C1")[place],
            "label": name,
            "linewidth": 1 if batch_size == 1 else 2,
            "zorder": 3 - place,
        }
        by_epoch.plot(seen, losses, **look)
        by_update.plot(losses[:41], **look)
    by_epoch.set(
        xlabel="epochs", ylabel="loss, all samples", yscale="log", xlim=(0, 10)
    )
    by_epoch.minorticks_off()
    by_epoch.set_yticks((0.25, 0.5, 1, 2, 4), (0.25, 0.5, 1, 2, 4))
    by_update.minorticks_off()
    by_update.set(xlabel="updates", xlim=(0, 40))
    by_update.legend()
    return figure


def momentum_step(w, slope, velocity, rate=0.1, momentum=0.9):
    """Update a parameter with a part of the step before.

    Args:
        w: the parameter.
        slope: its partial derivative.
        velocity: the step before, 0 at the beginning.
        rate: learning rate.
        momentum: how much of the step before is kept; 0 gives plain
            gradient descent.

    Returns:
        The new parameter and the step just taken.

    On a slope that stays the same the steps grow.

    >>> w, velocity = 0.0, 0.0
    >>> for _ in range(4):
    ...     w, velocity = momentum_step(w, 1.0, velocity)
    ...     print(f"{velocity:.4f}")
    -0.1000
    -0.1900
    -0.2710
    -0.3439
    """
    velocity = momentum * velocity - rate * slope
    return w + velocity, velocity


def adam_step(
    w,
    slope,
    mean,
    square,
    step,
    rate=0.1,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-7,
):
    """Update a parameter as Adam does in Keras.

    Args:
        w: the parameter.
        slope: its partial derivative.
        mean: moving mean of the slopes, 0 at the beginning.
        square: moving mean of their squares, 0 at the beginning.
        step: number of this update, counted from 1.
        rate: learning rate.
        beta_1: how slowly ``mean`` moves.
        beta_2: how slowly ``square`` moves.
        epsilon: keeps the division from failing where all slopes are 0.

    Returns:
        The new parameter, ``mean`` and ``square``.

    The first step has the length of the learning rate, unless the slope is
    so small that ``epsilon`` counts.

    >>> for slope in (1000.0, 1.0, 0.001, 0.000001):
    ...     w, mean, square = adam_step(0.0, slope, 0.0, 0.0, step=1)
    ...     print(f"{w:.3f}")
    -0.100
    -0.100
    -0.100
    -0.024
    """
    mean = beta_1 * mean + (1 - beta_1) * slope  #: mean
    square = beta_2 * square + (1 - beta_2) * slope**2  #: square
    start = (1 - beta_2**step) ** 0.5 / (1 - beta_1**step)  #: start
    w = w - rate * start * mean / (square**0.5 + epsilon)
    return w, mean, square


def ravine(place):
    """Give the height of a valley that is fifty times steeper across.

    Args:
        place: two coordinates, along and across the valley.

    Returns:
        The height, a float; 0 at the bottom, in the origin.

    >>> ravine((1.0, 0.0)), ravine((0.0, 1.0))
    (0.5, 25.0)
    """
    along, across = place
    return float(along**2 + 50 * across**2) / 2


def make_optimizers():
    """Give three new optimizers, with learning rates tried out before.

    Returns:
        A dict of Keras optimizers by name.

    >>> for name, optimizer in make_optimizers().items():
    ...     print(f"{name:8} {float(optimizer.learning_rate):.2f}")
    SGD      0.03
    momentum 0.03
    Adam     0.30
    """
    return {
        "SGD": keras.optimizers.SGD(learning_rate=0.03),
        "momentum": keras.optimizers.SGD(learning_rate=0.03, momentum=0.8),
        "Adam": keras.optimizers.Adam(learning_rate=0.3),
    }


def cross_ravine(
    optimizer: keras.optimizers.Optimizer, steps: int = 40
) -> np.ndarray:
    """Let a Keras optimizer go down the ravine from (-4, 0.6).

    Args:
        optimizer: a ``keras.optimizers.Optimizer`` that is new.
        steps: number of updates.

    Returns:
        The places on the way, an array of shape (steps + 1, 2).

    >>> path = cross_ravine(keras.optimizers.SGD(learning_rate=0.01), 2)
    >>> path.shape
    (3, 2)
    >>> np.allclose(path[1], [-4 + 0.01 * 4, 0.6 - 0.01 * 50 * 0.6])
    True
    """
    place = tf.Variable([-4.0, 0.6])
    path = [place.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            height = (place[0] ** 2 + 50 * place[1] ** 2) / 2
        slope = tape.gradient(height, place)
        optimizer.apply_gradients([(slope, place)])
        path.append(place.numpy())
    return np.array(path)


def draw_ravine() -> plt.Figure:
    """Draw the paths of three optimizers over the ravine's contour lines.

    Returns:
        The figure.

    >>> draw_ravine()
    <Figure size 640x540 with 3 Axes>
    """
    figure, column = plt.subplots(
        3, 1, figsize=(6.4, 5.4), sharex=True, layout="constrained"
    )
    along, across = np.meshgrid(
        np.linspace(-4.6, 2.4, 60), np.linspace(-0.9, 0.9, 40)
    )
    height = (along**2 + 50 * across**2) / 2
    for axes, (name, optimizer) in zip(column, make_optimizers().items()):
        path = cross_ravine(optimizer)
        axes.contour(
            along,
            across,
            height,
            levels=(0.1, 1, 4, 9, 16),
            colors="C0",
            alpha=0.4,
            linewidths=1,
        )
        axes.plot(*path.T, "o-", color="C1", linewidth=1.2, markersize=3)
        axes.set(xlim=(-4.6, 2.4), ylim=(-0.9, 0.9))
        axes.text(2.3, 0.7, name, ha="right", va="center")
    return figure


__test__ = {
    "steps": """
slope:

>>> x = tf.constant([1.0, 2.0, 3.0])
>>> y = tf.constant([2.0, 4.0, 6.0])
>>> w = tf.Variable(0.0)
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_mean(tf.square(w * x - y))
>>> slope = tape.gradient(loss, w)
>>> print(f"loss {float(loss):.3f}, slope {float(slope):.3f}")
loss 18.667, slope -18.667

step:

>>> print(f"{float(w - 0.1 * slope):.3f}")
1.867

around:

>>> def loss_at(w):
...     return float(tf.reduce_mean(tf.square(w * x - y)))
>>> for guess in (1.8, 1.9, 2.0, 2.1, 2.2):
...     print(f"w {guess}: loss {loss_at(guess):.3f}")
w 1.8: loss 0.187
w 1.9: loss 0.047
w 2.0: loss 0.000
w 2.1: loss 0.047
w 2.2: loss 0.187

rates:

>>> for rate in (0.02, 0.1, 0.2, 0.22):
...     path = walk(rate, steps=10)
...     print(f"rate {rate}: " + " ".join(f"{w:.2f}" for w in path[:6])
...           + f" ... {path[-1]:.2f}")
rate 0.02: 0.00 0.37 0.68 0.92 1.12 1.29 ... 1.75
rate 0.1: 0.00 1.87 1.99 2.00 2.00 2.00 ... 2.00
rate 0.2: 0.00 3.73 0.50 3.30 0.87 2.98 ... 1.52
rate 0.22: 0.00 4.11 -0.22 4.34 -0.46 4.59 ... -1.36

limit:

>>> bend = float(2 * tf.reduce_mean(tf.square(x)))
>>> print(f"{bend:.3f} {2 / bend:.3f}")
9.333 0.214
>>> abs(walk(0.21, 200)[-1] - 2) < 0.01
True
>>> abs(walk(0.22, 200)[-1] - 2) > 1000
True

sgd:

>>> w, b = tf.Variable(0.0), tf.Variable(0.0)
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_mean(tf.square(w * x + b - y))
>>> slopes = tape.gradient(loss, [w, b])
>>> print(f"{float(w - 0.1 * slopes[0]):.4f}",
...       f"{float(b - 0.1 * slopes[1]):.4f}")
1.8667 0.8000
>>> optimizer = keras.optimizers.SGD(learning_rate=0.1)
>>> _ = optimizer.apply_gradients(zip(slopes, [w, b]))
>>> print(f"{float(w):.4f} {float(b):.4f}")
1.8667 0.8000

three-ways:

>>> x, y = make_points()
>>> def print_ways():
...     print("way           updates     samples    samples")
...     print("            per epoch  per update  per epoch")
...     for name, batch_size in WAYS:
...         losses, sizes = descend_in_batches(x, y, batch_size, epochs=1)
...         print(f"{name:10} {len(sizes):10} {sizes[0]:11}",
...               f"{sum(sizes):10}")
>>> print_ways()
way           updates     samples    samples
            per epoch  per update  per epoch
batch               1         100        100
mini-batch          4          32        100
stochastic        100           1        100

remainder:

>>> losses, sizes = descend_in_batches(x, y, batch_size=32, epochs=1)
>>> sizes
[32, 32, 32, 4]

same-work:

>>> for name, batch_size in WAYS:
...     losses, sizes = descend_in_batches(x, y, batch_size, epochs=10)
...     ups = sum(b > a for a, b in zip(losses, losses[1:]))
...     print(f"{name:10}  epoch 1: {losses[len(sizes) // 10]:.3f}",
...           f" epoch 10: {losses[-1]:.3f}",
...           f" rose in {ups / len(sizes):.0%} of updates")
batch       epoch 1: 3.600  epoch 10: 0.280  rose in 0% of updates
mini-batch  epoch 1: 1.016  epoch 10: 0.241  rose in 28% of updates
stochastic  epoch 1: 0.344  epoch 10: 0.271  rose in 49% of updates

best:

>>> columns = np.stack([x, np.ones_like(x)], axis=1).astype("float64")
>>> parameters, squares, _, _ = np.linalg.lstsq(columns, y, rcond=None)
>>> print(f"{squares[0] / len(x):.4f}")
0.2397

own-rate:

>>> losses, sizes = descend_in_batches(
...     x, y, batch_size=100, epochs=10, rate=0.3)
>>> print(f"{losses[-1]:.3f}")
0.240

average:

>>> w, b = tf.Variable(0.0), tf.Variable(0.0)
>>> with tf.GradientTape(persistent=True) as tape:
...     squares = tf.square(w * x + b - y)
...     loss = tf.reduce_mean(squares)
>>> each = tape.jacobian(squares, w)
>>> each.shape
TensorShape([100])
>>> print(f"{float(tf.reduce_mean(each)):.4f}",
...       f"{float(tape.gradient(loss, w)):.4f}")
-4.6721 -4.6721

spread:

>>> rng = np.random.default_rng(42)
>>> slopes = each.numpy().astype("float64")
>>> for batch_size in (1, 4, 16, 64):
...     batches = rng.choice(slopes, size=(10000, batch_size))
...     print(f"{batch_size:2} samples: {batches.mean(axis=1).std():.2f}")
 1 samples: 4.51
 4 samples: 2.25
16 samples: 1.09
64 samples: 0.56

dealt:

>>> orders = rng.permuted(np.tile(slopes, (10000, 1)), axis=1)
>>> for batch_size in (1, 4, 16, 64, 100):
...     batches = orders[:, :batch_size]
...     print(f"{batch_size:3} samples: {batches.mean(axis=1).std():.2f}")
  1 samples: 4.51
  4 samples: 2.23
 16 samples: 1.04
 64 samples: 0.34
100 samples: 0.00

settle:

>>> for rate in (0.1, 0.01):
...     losses, sizes = descend_in_batches(
...         x, y, batch_size=1, epochs=8, rate=rate)
...     last = losses[-len(x):]
...     print(f"rate {rate}: {min(last):.3f} to {max(last):.3f},",
...           f"mean {np.mean(last):.3f}")
rate 0.1: 0.240 to 0.553, mean 0.292
rate 0.01: 0.240 to 0.245, mean 0.241

keras:

>>> for batch_size in (1, 32, 100, None):
...     model = keras.Sequential([keras.Input((1,)),
...                               keras.layers.Dense(1)])
...     model.compile(optimizer="sgd", loss="mse")
...     history = model.fit(x[:, np.newaxis], y[:, np.newaxis],
...                         batch_size=batch_size, verbose=0)
...     print(batch_size, int(model.optimizer.iterations))
1 100
32 4
100 1
None 4

adam:

>>> slopes = [1.0, -2.0, 0.5, 3.0]
>>> v = tf.Variable(5.0)
>>> optimizer = keras.optimizers.Adam(learning_rate=0.1)
>>> w, mean, square = 5.0, 0.0, 0.0
>>> for step, slope in enumerate(slopes, start=1):
...     w, mean, square = adam_step(w, slope, mean, square, step)
...     _ = optimizer.apply_gradients([(tf.constant(slope), v)])
...     print(f"{w:.4f} {float(v):.4f}")
4.9000 4.9000
4.9366 4.9366
4.9503 4.9503
4.9109 4.9109

ravine:

>>> for name, optimizer in make_optimizers().items():
...     path = cross_ravine(optimizer)
...     print(f"{name:8}  10 steps: {ravine(path[10]):.4f}",
...           f" 40 steps: {ravine(path[40]):.4f}")
SGD       10 steps: 4.3504  40 steps: 0.6996
momentum  10 steps: 0.8777  40 steps: 0.0022
Adam      10 steps: 0.9401  40 steps: 0.0008

exercise-1:

>>> count_updates(60000, 128)
469
>>> 60000 - 468 * 128
96
>>> 5 * count_updates(60000, 128)
2345

exercise-2:

>>> def walk_sum(rate, steps):
...     x, y = tf.constant(INPUTS), tf.constant(LABELS)
...     w, path = tf.Variable(0.0), [0.0]
...     for _ in range(steps):
...         with tf.GradientTape() as tape:
...             loss = tf.reduce_sum(tf.square(w * x - y))
...         w = tf.Variable(w - rate * tape.gradient(loss, w))
...         path.append(float(w))
...     return path
>>> [round(w, 2) for w in walk_sum(0.1, steps=4)]
[0.0, 5.6, -4.48, 13.66, -19.0]
>>> np.allclose(walk_sum(0.1 / 3, steps=4), walk(0.1, steps=4))
True

exercise-3:

>>> rate = 1 / bend
>>> print(f"{rate:.4f} {walk(rate, steps=1)[-1]:.4f}")
0.1071 2.0000
"""
}
