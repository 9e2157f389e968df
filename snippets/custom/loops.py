"""Custom training loops.

What ``fit()`` does for each batch, written out: predict, measure, find the
gradients, update the weights, keep the books.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Training
Loops".
"""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from snippets.custom.data import make_housing
from snippets.diagrams import _draw_arrow, _draw_tile


def random_batch(X, y, batch_size: int = 32) -> tuple[np.ndarray, np.ndarray]:
    """Draw a batch with replacement: a row may come twice, or never.

    Args:
        X: features, an array of shape (n, ...).
        y: labels, an array of shape (n, ...).
        batch_size: number of rows to draw.

    Returns:
        The rows drawn of X, and the same rows of y.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    drawn:

    >>> np.random.seed(42)
    >>> X = np.arange(8)
    >>> X_batch, y_batch = random_batch(X, 10 * X, batch_size=8)
    >>> X_batch.tolist()
    [6, 3, 4, 6, 2, 7, 4, 4]
    >>> y_batch.tolist()
    [60, 30, 40, 60, 20, 70, 40, 40]
    """
    rows = np.random.randint(len(X), size=batch_size)
    return X[rows], y[rows]


def shuffled_batches(
    X, y, batch_size: int = 32
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Go through all rows once, in a new order each time it is called.

    Args:
        X: features, an array of shape (n, ...).
        y: labels, an array of shape (n, ...).
        batch_size: rows in a batch; the last one may have fewer.

    Yields:
        A batch of X and the same rows of y.

    each-once:

    >>> np.random.seed(42)
    >>> X = np.arange(8)
    >>> for X_batch, y_batch in shuffled_batches(X, 10 * X, batch_size=3):
    ...     print(X_batch, y_batch)
    [1 5 0] [10 50  0]
    [7 2 4] [70 20 40]
    [3 6] [30 60]
    """
    order = np.random.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def ordered_batches(
    X, y, batch_size: int = 32
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Go through all rows once, in the order in which they are stored.

    Args:
        X: features, an array of shape (n, ...).
        y: labels, an array of shape (n, ...).
        batch_size: rows in a batch; the last one may have fewer.

    Yields:
        A batch of X and the same rows of y.

    sizes:

    >>> X, y = make_housing(1000)
    >>> sizes = [len(X_batch) for X_batch, _ in ordered_batches(X, y)]
    >>> len(sizes), sizes[0], sizes[-1]
    (32, 32, 8)
    """
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def print_status_bar(done, total, loss, metrics=()):
    """Print how far an epoch has come; the next print goes over it.

    Args:
        done: rows seen so far.
        total: rows in an epoch; when all are seen, the line is ended.
        loss: the mean loss so far, a metric.
        metrics: more metrics to print.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    steps:

    >>> mean_loss = keras.metrics.Mean(name="loss")
    >>> mae = keras.metrics.MeanAbsoluteError(name="mae")
    >>> for step, (label, guess) in enumerate([(1, 2), (3, 3), (5, 8)], 1):
    ...     _ = mean_loss.update_state((label - guess) ** 2)
    ...     _ = mae.update_state([label], [guess])
    ...     print_status_bar(step, 3, mean_loss, [mae])
    3/3 - loss: 3.333 - mae: 1.333
    """
    status = " - ".join(
        f"{metric.name}: {float(metric.result()):.3f}"
        for metric in [loss, *metrics]
    )
    end = "\r" if done < total else "\n"  #: end
    print(f"{done}/{total} - {status}", end=end)


def bar_batches(X, y, batch_size=32, **options):
    """Shuffled batches behind a tqdm bar, for a loop to go through.

    Args:
        X: features, an array of shape (n, ...).
        y: labels, an array of shape (n, ...).
        batch_size: rows in a batch; the last one may have fewer.
        **options: anything else that tqdm takes.

    Returns:
        A tqdm bar that gives the batches.

    bar:

    >>> X, y = make_housing(1000)
    >>> bar = bar_batches(
    ...     X, y, file=sys.stdout, position=0, mininterval=60,
    ...     bar_format="{n_fmt}/{total_fmt} |{bar:20}|{postfix}")
    0/32 |                    |
    >>> mean_price = keras.metrics.Mean()
    >>> for X_batch, y_batch in bar:
    ...     _ = mean_price.update_state(y_batch)
    ...     price = f"{float(mean_price.result()):.2f}"
    ...     bar.set_postfix(price=price, refresh=False)
    32/32 |████████████████████|, price=2.03
    """
    n_steps = -(-len(X) // batch_size)
    return tqdm(shuffled_batches(X, y, batch_size), total=n_steps, **options)


def make_penalized_model():
    """A small network with a penalty on its weights.

    Returns:
        A model that takes (n, 8) and gives (n, 1).

    made:

    >>> model = make_penalized_model()
    >>> model.output_shape, len(model.losses)
    ((None, 1), 2)
    """
    l2 = keras.regularizers.L2(0.05)
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(
                30,
                activation="elu",
                kernel_initializer="he_normal",
                kernel_regularizer=l2,
            ),
            keras.layers.Dense(1, kernel_regularizer=l2),
        ]
    )


def train(
    model: keras.Model,
    optimizer: keras.optimizers.Optimizer,
    loss_fn: Callable,
    X,
    y,
    n_epochs: int = 5,
    batch_size: int = 32,
    metrics: Sequence[keras.metrics.Metric] = (),
    batches: Callable = shuffled_batches,
    verbose: bool = False,
) -> list[float]:
    """Train a model batch by batch, epoch by epoch.

    It trains, and no more: validation, callbacks and weights of samples are
    what ``fit()`` adds.

    Args:
        model: a Keras model that takes a batch of X.
        optimizer: a Keras optimizer.
        loss_fn: takes labels and predictions, gives one loss, or one
            for each sample.
        X: features, an array of shape (n, ...).
        y: labels, an array of the shape of the model's output.
        n_epochs: how many times to go through the data.
        batch_size: rows in a batch.
        metrics: Keras metrics to follow.
        batches: function of X, y and batch_size that gives the batches
            of an epoch.
        verbose: whether to print the state at the end of an epoch.

    Returns:
        The mean loss of each epoch, a list of floats.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    settings:

    >>> keras.utils.set_random_seed(42)
    >>> X, y = make_housing(1000)
    >>> model = make_penalized_model()
    >>> optimizer = keras.optimizers.Nadam(learning_rate=0.01)
    >>> loss_fn = keras.losses.MeanSquaredError()
    >>> metrics = [keras.metrics.MeanAbsoluteError(name="mae")]

    run:

    >>> losses = train(model, optimizer, loss_fn, X, y, n_epochs=5,
    ...                metrics=metrics)
    >>> losses[-1] < 0.3 * losses[0]
    True

    shown:

    >>> linear_model = keras.Sequential([
    ...     keras.Input((8,)),
    ...     keras.layers.Dense(1, kernel_initializer="zeros")])
    >>> losses = train(linear_model, keras.optimizers.SGD(learning_rate=0.01),
    ...                loss_fn, X, y, n_epochs=3, metrics=metrics,
    ...                batches=ordered_batches, verbose=True)
    Epoch 1/3
    1000/1000 - loss: 2.928 - mae: 1.528
    Epoch 2/3
    1000/1000 - loss: 0.904 - mae: 0.818
    Epoch 3/3
    1000/1000 - loss: 0.353 - mae: 0.484

    no-more:

    >>> train(linear_model, keras.optimizers.SGD(learning_rate=0.01),
    ...       loss_fn, X, y, sample_weight=np.ones(1000))
    Traceback (most recent call last):
        ...
    TypeError: train() got an unexpected keyword argument 'sample_weight'
    """
    mean_loss = keras.metrics.Mean(name="loss")
    history = []
    for epoch in range(1, n_epochs + 1):
        for X_batch, y_batch in batches(X, y, batch_size):
            with tf.GradientTape() as tape:
                y_pred = model(X_batch, training=True)  #: training
                main_loss = tf.reduce_mean(loss_fn(y_batch, y_pred))  #: mean
                loss = tf.add_n([main_loss] + model.losses)  #: add
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(  #: apply
                zip(gradients, model.trainable_variables)
            )
            mean_loss.update_state(loss, sample_weight=len(X_batch))  #: books
            for metric in metrics:
                metric.update_state(y_batch, y_pred)
        if verbose:
            print(f"Epoch {epoch}/{n_epochs}")
            print_status_bar(len(X), len(X), mean_loss, metrics)
        history.append(float(mean_loss.result()))
        for metric in [mean_loss, *metrics]:
            metric.reset_state()  #: reset
    return history


def draw_counts(random, shuffled) -> plt.Figure:
    """Draw how many rows were seen how many times in an epoch.

    Args:
        random: how many times each row was drawn with replacement.
        shuffled: the same, drawn without replacement.

    Returns:
        The figure.

    drawn:

    >>> np.random.seed(42)
    >>> drawn = np.random.randint(10000, size=10000)
    >>> draw_counts(np.bincount(drawn, minlength=10000),
    ...             np.ones(10000, dtype="int64"))
    <Figure size 680x300 with 1 Axes>
    """
    longest = max(np.max(random), np.max(shuffled))
    figure, axes = plt.subplots(figsize=(6.8, 3), layout="constrained")
    for shift, counts, name, color in (
        (-0.23, random, "with replacement", "C1"),
        (0.23, shuffled, "without replacement", "C0"),
    ):
        rows = np.bincount(counts, minlength=longest + 1)
        bars = axes.bar(
            np.arange(longest + 1) + shift,
            rows,
            0.4,
            label=name,
            color=color,
            alpha=0.75,
        )
        axes.bar_label(bars, [str(n) if n else "" for n in rows])
    axes.set(
        xlabel="times seen in one epoch",
        ylabel="rows",
        xticks=range(longest + 1),
    )
    axes.margins(y=0.15)
    axes.legend()
    return figure


def draw_clipping(gradient=(2.6, 1.2), limit=1.0) -> plt.Figure:
    """Draw what clipping by norm and by value make of a gradient.

    Args:
        gradient: two numbers.
        limit: the largest norm, and the largest size of an entry.

    Returns:
        The figure.

    arrows:

    >>> draw_clipping()
    <Figure size 640x360 with 1 Axes>
    """
    g = tf.constant(gradient)
    by_norm = tf.clip_by_norm(g, limit)
    by_value = tf.clip_by_value(g, -limit, limit)
    arrows = (
        ("gradient", g, "C0", 0.06, 0.0),
        ("clipnorm", by_norm, "C1", 0.15, -0.17),
        ("clipvalue", by_value, "C2", -0.6, 0.15),
    )
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for name, tip, color, right, up in arrows:
        x, y = tip.numpy().tolist()
        look = {"arrowstyle": "-|>", "linewidth": 2, "mutation_scale": 16}
        _draw_arrow(axes, (0, 0), (x, y), color, **look)
        axes.text(
            x + right,
            y + up,
            f"{name} ({x:.2f}, {y:.2f})",
            va="center",
            color=color,
        )
    axes.add_patch(
        plt.Circle((0, 0), limit, fill=False, linestyle=":", edgecolor="C1")
    )
    axes.add_patch(
        plt.Rectangle(
            (-limit, -limit),
            2 * limit,
            2 * limit,
            fill=False,
            linestyle=":",
            edgecolor="C2",
        )
    )
    axes.set(xlim=(-0.2, 3.8), ylim=(-0.2, 1.5), aspect="equal")
    axes.set_xlabel("gradient of w1")
    axes.set_ylabel("gradient of w2")
    return figure


def draw_double_loop() -> plt.Figure:
    """Draw the two loops, one inside the other, and what happens in each.

    Returns:
        The figure.

    boxes:

    >>> draw_double_loop()
    <Figure size 680x380 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.8), layout="constrained")

    _draw_tile(axes, (0, 0), (10, 6), "C0", alpha=0.1)
    axes.text(0.2, 5.6, "for each epoch", va="center", color="C0")
    _draw_tile(axes, (0.3, 1.6), (9.4, 3.6), "C1", alpha=0.12)
    axes.text(0.5, 4.8, "for each batch", va="center", color="C1")
    steps = ("predict", "loss", "gradients", "update")
    for i, name in enumerate(steps):
        x = 0.5 + 2.35 * i
        _draw_tile(axes, (x, 3.1), (1.95, 1.1), "C1", name)
        if i:
            _draw_arrow(axes, (x - 0.4, 3.65), (x, 3.65))
    _draw_tile(axes, (0.5, 1.8), (9.0, 0.9), "C2", "metrics: add this batch")
    _draw_tile(axes, (0.3, 0.3), (4.5, 0.9), "C2", "metrics: print")
    _draw_tile(axes, (5.2, 0.3), (4.5, 0.9), "C2", "metrics: reset")
    axes.set(xlim=(-0.1, 10.1), ylim=(-0.1, 6.1))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
smallest:

>>> X, y = make_housing(1000)
>>> model = keras.Sequential([
...     keras.Input((8,)),
...     keras.layers.Dense(1, kernel_initializer="zeros")])
>>> optimizer = keras.optimizers.SGD(learning_rate=0.1)
>>> loss_fn = keras.losses.MeanSquaredError()
>>> for step in range(3):
...     with tf.GradientTape() as tape:
...         loss = loss_fn(y, model(X, training=True))
...     gradients = tape.gradient(loss, model.trainable_variables)
...     _ = optimizer.apply_gradients(
...         zip(gradients, model.trainable_variables))
...     print(f"{float(loss):.3f}")
4.927
3.201
2.100

coverage:

>>> np.random.seed(42)
>>> rows = np.arange(10000)
>>> drawn = [random_batch(rows, rows, 100)[0] for _ in range(100)]
>>> counts = np.bincount(np.concatenate(drawn), minlength=10000)
>>> int(np.sum(counts)), int(np.sum(counts > 0)), int(np.max(counts))
(10000, 6280, 6)
>>> print(f"{1 - (1 - 1 / 10000) ** 10000:.4f}")
0.6321

coverage-shuffled:

>>> passed = [part for part, _ in shuffled_batches(rows, rows, 100)]
>>> even = np.bincount(np.concatenate(passed), minlength=10000)
>>> int(np.sum(even)), int(np.sum(even > 0)), int(np.max(even))
(10000, 10000, 1)

dataset:

>>> dataset = tf.data.Dataset.from_tensor_slices(make_housing(1000))
>>> dataset = dataset.shuffle(1000, seed=42).batch(32)
>>> sizes = [len(X_batch) for X_batch, _ in dataset]
>>> len(sizes), sizes[0], sizes[-1]
(32, 32, 8)

format-name:

>>> "Epoch {}/{}".foramt(1, 5)
Traceback (most recent call last):
    ...
AttributeError: 'str' object has no attribute 'foramt'

lr:

>>> logging.disable(logging.WARNING)
>>> def rate_with(**arguments):
...     try:
...         return float(keras.optimizers.SGD(**arguments).learning_rate)
...     except ValueError:
...         return "refused"
>>> rate_with(lr=0.5) == 0.5
False
>>> rate_with(learning_rate=0.5)
0.5
>>> logging.disable(logging.NOTSET)

mse-name:

>>> labels = tf.constant([[1.0], [2.0]])
>>> guesses = tf.constant([[2.0], [4.0]])
>>> keras.losses.mean_squared_error(labels, guesses)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 4.], dtype=float32)>
>>> loss_fn = keras.losses.MeanSquaredError()
>>> loss_fn(labels, guesses)
<tf.Tensor: shape=(), dtype=float32, numpy=2.5>
>>> is_keras_2 = keras.__version__.startswith("2.")
>>> hasattr(tf.keras.losses, "mean_squared_error") == is_keras_2
True

reset-name:

>>> hasattr(keras.metrics.Mean(), "reset_states") == is_keras_2
True
>>> hasattr(keras.metrics.Mean(), "reset_state")
True

forgotten-reset:

>>> mean = keras.metrics.Mean()
>>> for value in (4.0, 4.0):
...     _ = mean.update_state(value)
>>> float(mean.result())
4.0
>>> _ = mean.update_state(1.0)
>>> float(mean.result())
3.0
>>> mean.reset_state()
>>> _ = mean.update_state(1.0)
>>> float(mean.result())
1.0

sample-weights:

>>> per_sample = keras.losses.MeanSquaredError(reduction="none")
>>> each = per_sample(labels, guesses)
>>> each
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 4.], dtype=float32)>
>>> weights = tf.constant([1.0, 0.5])
>>> tf.reduce_mean(weights * each)
<tf.Tensor: shape=(), dtype=float32, numpy=1.5>
>>> loss_fn(labels, guesses, sample_weight=weights)
<tf.Tensor: shape=(), dtype=float32, numpy=1.5>

extra-losses:

>>> small = keras.Sequential([
...     keras.Input((8,)),
...     keras.layers.Dense(
...         1, kernel_initializer="ones",
...         kernel_regularizer=keras.regularizers.L2(0.05))])
>>> len(small.losses), round(float(small.losses[0]), 4)
(1, 0.4)

extra-gradient:

>>> X, y = make_housing(1000)
>>> with tf.GradientTape(persistent=True) as tape:
...     main_loss = loss_fn(y, small(X, training=True))
...     loss = tf.add_n([main_loss] + small.losses)
>>> kernel = small.trainable_variables[:1]
>>> with_it = tape.gradient(loss, kernel)[0]
>>> without = tape.gradient(main_loss, kernel)[0]
>>> del tape
>>> np.allclose(with_it - without, 2 * 0.05 * np.ones([8, 1]))
True

add-n-shape:

>>> tf.add_n([each, tf.constant(0.4)])
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Inputs to operation AddN of type AddN must have the same size and shape. ...

fit:

>>> by_fit, by_hand = make_penalized_model(), make_penalized_model()
>>> by_hand.set_weights(by_fit.get_weights())
>>> by_fit.compile(loss="mse",
...                optimizer=keras.optimizers.Adam(learning_rate=0.01))
>>> fitted = by_fit.fit(X, y, epochs=3, batch_size=32,
...                     shuffle=False, verbose=0)
>>> looped = train(by_hand, keras.optimizers.Adam(learning_rate=0.01),
...                loss_fn, X, y, n_epochs=3, batches=ordered_batches)
>>> np.allclose(fitted.history["loss"], looped, rtol=1e-3)
True
>>> np.allclose(by_fit.predict(X, verbose=0), by_hand(X), atol=1e-2)
True

uneven:

>>> mean = keras.metrics.Mean()
>>> for batch_loss in (1.0, 1.0, 4.0):
...     _ = mean.update_state(batch_loss)
>>> float(mean.result())
2.0
>>> mean.reset_state()
>>> for batch_loss, size in ((1.0, 32), (1.0, 32), (4.0, 8)):
...     _ = mean.update_state(batch_loss, sample_weight=size)
>>> print(f"{float(mean.result()):.4f}")
1.3333

shape-trap:

>>> def mse_fn(y_true, y_pred):
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> def linear():
...     return keras.Sequential([
...         keras.Input((8,)),
...         keras.layers.Dense(1, kernel_initializer="zeros")])
>>> flat = y[:, 0]
>>> fits = linear()
>>> fits.compile(loss=mse_fn,
...              optimizer=keras.optimizers.SGD(learning_rate=0.05))
>>> fitted = fits.fit(X, flat, epochs=3, shuffle=False, verbose=0)
>>> print(f"{fitted.history['loss'][-1]:.3f}")
0.147
>>> loops = train(linear(), keras.optimizers.SGD(learning_rate=0.05),
...               mse_fn, X, flat, n_epochs=3, batches=ordered_batches)
>>> print(f"{loops[-1]:.3f}")
0.813

shape-why:

>>> flat[:32].shape, fits(X[:32]).shape
((32,), TensorShape([32, 1]))
>>> (flat[:32] - fits(X[:32])).shape
TensorShape([32, 32])
>>> print(f"{np.var(flat):.3f}")
0.811

shape-cure:

>>> cured = train(linear(), keras.optimizers.SGD(learning_rate=0.05),
...               mse_fn, X, flat[:, np.newaxis], n_epochs=3,
...               batches=ordered_batches)
>>> np.allclose(cured[-1], fitted.history["loss"][-1], rtol=1e-3)
True

dtype-trap:

>>> mse_fn(y.astype("float64"), fits(X)).dtype
tf.float32
>>> prices = tf.constant(y.astype("float64"))
>>> mse_fn(prices, fits(X))
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute Sub as input #1(zero-based) was expected to be a double tensor but is a float tensor [Op:Sub] name:
>>> bool(np.isclose(mse_fn(tf.cast(prices, tf.float32), fits(X)),
...                 loss_fn(prices, fits(X))))
True

training-dropout:

>>> dropout = keras.layers.Dropout(0.5)
>>> ones = tf.ones([1, 100])
>>> int(tf.math.count_nonzero(dropout(ones)))
100
>>> 0 < int(tf.math.count_nonzero(dropout(ones, training=True))) < 100
True

training-norm:

>>> norm = keras.layers.BatchNormalization()
>>> batch = tf.constant([[10.0], [20.0]])
>>> print(norm(batch).numpy().ravel().round(2))
[10.   19.99]
>>> print(norm.moving_mean.numpy())
[0.]
>>> print(norm(batch, training=True).numpy().ravel().round(2))
[-1.  1.]
>>> print(norm.moving_mean.numpy().round(3))
[0.15]

training-measured:

>>> def last_loss(**arguments):
...     model = keras.Sequential([
...         keras.Input((8,)), keras.layers.BatchNormalization(),
...         keras.layers.Dense(1, kernel_initializer="zeros")])
...     optimizer = keras.optimizers.SGD(learning_rate=0.05)
...     for epoch in range(3):
...         mean = keras.metrics.Mean()
...         for X_batch, y_batch in ordered_batches(X / 100, y):
...             with tf.GradientTape() as tape:
...                 loss = loss_fn(y_batch, model(X_batch, **arguments))
...             gradients = tape.gradient(loss, model.trainable_variables)
...             optimizer.apply_gradients(
...                 zip(gradients, model.trainable_variables))
...             mean.update_state(loss, sample_weight=len(X_batch))
...     return float(mean.result())
>>> print(f"{last_loss(training=True):.3f} {last_loss():.3f}")
0.204 0.812

constraint:

>>> layer = keras.layers.Dense(
...     1, use_bias=False, kernel_initializer="zeros",
...     kernel_constraint=keras.constraints.MaxNorm(1.0))
>>> layer.build((None, 2))
>>> optimizer = keras.optimizers.SGD(learning_rate=1.0)
>>> gradient = tf.constant([[-3.0], [-4.0]])
>>> _ = optimizer.apply_gradients([(gradient, layer.kernel)])
>>> print(layer.kernel.numpy().ravel().round(4))
[0.6 0.8]

constraint-again:

>>> before = layer.kernel.numpy()
>>> for variable in layer.variables:
...     if variable.constraint is not None:
...         _ = variable.assign(variable.constraint(variable))
>>> np.allclose(layer.kernel.numpy(), before)
True

constraint-assign:

>>> _ = layer.kernel.assign_sub(gradient)
>>> print(layer.kernel.numpy().ravel().round(4))
[3.6 4.8]

clip-by-norm:

>>> gradient = tf.constant([3.0, 4.0])
>>> tf.norm(gradient)
<tf.Tensor: shape=(), dtype=float32, numpy=5.0>
>>> clipped = tf.clip_by_norm(gradient, 1.0)
>>> clipped
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.6, 0.8], dtype=float32)>
>>> tf.norm(clipped)
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>

clip-optimizer:

>>> for clipping in ({}, {"clipnorm": 1.0}, {"clipvalue": 1.0},
...                  {"global_clipnorm": 1.0}):
...     optimizer = keras.optimizers.SGD(learning_rate=1.0, **clipping)
...     a, b = tf.Variable([0.0, 0.0]), tf.Variable([0.0])
...     _ = optimizer.apply_gradients(
...         [(tf.constant([3.0, 4.0]), a), (tf.constant([12.0]), b)])
...     print(clipping, a.numpy().round(3), b.numpy().round(3))
{} [-3. -4.] [-12.]
{'clipnorm': 1.0} [-0.6 -0.8] [-1.]
{'clipvalue': 1.0} [-1. -1.] [-1.]
{'global_clipnorm': 1.0} [-0.231 -0.308] [-0.923]

clip-global:

>>> noisy_X, noisy_y = make_housing(1000, outliers=0.1)
>>> model = linear()
>>> with tf.GradientTape() as tape:
...     loss = loss_fn(noisy_y, model(noisy_X, training=True))
>>> gradients = tape.gradient(loss, model.trainable_variables)
>>> clipped, norm_before = tf.clip_by_global_norm(gradients, 1.0)
>>> print(f"{norm_before:.2f} -> {tf.linalg.global_norm(clipped):.2f}")
4.43 -> 1.00

exercise-1:

>>> def random_batches(X, y, batch_size):
...     for _ in range(len(X) // batch_size):
...         yield random_batch(X, y, batch_size)
>>> np.random.seed(42)
>>> losses = train(linear(), keras.optimizers.SGD(learning_rate=0.05),
...                loss_fn, X, y, n_epochs=2, batches=random_batches)
>>> losses[1] < losses[0]
True

exercise-2:

>>> model, optimizer = linear(), keras.optimizers.SGD(learning_rate=0.05)
>>> for epoch in range(3):
...     seen = train(model, optimizer, loss_fn, X[:800], y[:800],
...                  n_epochs=1, batches=ordered_batches)
...     held_out = loss_fn(y[800:], model(X[800:], training=False))
...     print(f"{seen[0]:.3f} {float(held_out):.3f}")
1.175 0.186
0.151 0.157
0.144 0.157

exercise-3:

>>> def gradients_of(model, X_batch, y_batch):
...     with tf.GradientTape() as tape:
...         loss = loss_fn(y_batch, model(X_batch, training=True))
...     return tape.gradient(loss, model.trainable_variables)
>>> parts = [gradients_of(model, X[k:k + 32], y[k:k + 32])
...          for k in range(0, 128, 32)]
>>> averaged = [tf.add_n(same) / 4 for same in zip(*parts)]
>>> whole = gradients_of(model, X[:128], y[:128])
>>> all(np.allclose(a, b, atol=1e-5) for a, b in zip(averaged, whole))
True
"""
}
