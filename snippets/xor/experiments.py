"""Training experiments.

A small network is trained on the digits 0 to 4, its upper part replaced and
trained on a few digits 5 to 9, in six settings, each with ten seeds.

Source: course summary, week 3, the experiments with F1 at its end.
"""

from collections.abc import Callable, Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

SETTINGS = (
    ("frozen", ()),
    ("one norm", (("norms", 1),)),
    ("two norms", (("norms", 2),)),
    ("norm, dropout", (("norms", 1), ("dropout", 0.3))),
    ("upper unfrozen", (("norms", 1), ("dropout", 0.3), ("upper", True))),
    (
        "with L2",
        (("norms", 1), ("dropout", 0.3), ("upper", True), ("l2", 0.01)),
    ),
)


def macro_f1(labels, predictions, classes):
    """The mean of the F1 scores of all classes, each counting the same.

    Args:
        labels: true classes, integers of shape (n,).
        predictions: predicted classes, integers of shape (n,).
        classes: the number of classes.

    Returns:
        A float from 0 to 1. A class that neither occurs nor is predicted
        counts as 0, as in Keras.

    Source: course summary, week 3.

    >>> macro_f1(np.array([0, 1, 1]), np.array([0, 1, 1]), 2)
    1.0
    >>> macro_f1(np.array([0, 1, 1]), np.array([0, 1, 1]), 4)
    0.5
    """
    scores = []
    for k in range(classes):
        hits = np.sum((labels == k) & (predictions == k))
        total = np.sum(labels == k) + np.sum(predictions == k)
        scores.append(2 * hits / total if total else 0.0)
    return float(np.mean(scores))


def few_digits(seed):
    """Draw a few digits 5 to 9 for training and many for testing.

    Both sets are imbalanced alike, 6:4:3:2:1, and share no picture.

    Args:
        seed: decides which pictures are drawn.

    Returns:
        X, y, X_test, y_test: pictures as float32 of shape (64, 64) and
        (384, 64), grey values from 0 to 1, and classes 0 to 4 for the
        digits 5 to 9, of shape (64,) and (384,).

    >>> X, y, X_test, y_test = few_digits(1)
    >>> X.shape, X_test.shape
    ((64, 64), (384, 64))
    >>> np.bincount(y).tolist(), np.bincount(y_test).tolist()
    ([24, 16, 12, 8, 4], [144, 96, 72, 48, 24])
    """
    digits = load_digits()
    rng = np.random.default_rng(seed)
    train, test = [], []
    for digit, share in zip(range(5, 10), (6, 4, 3, 2, 1)):
        rows = rng.permutation(np.flatnonzero(digits.target == digit))
        train.append(rows[: 4 * share])
        test.append(rows[4 * share : 28 * share])
    train, test = np.concatenate(train), np.concatenate(test)
    X = (digits.data / 16).astype("float32")
    y = digits.target - 5
    return X[train], y[train], X[test], y[test]


class CountedDropout(keras.layers.Layer):
    """Dropout whose masks depend on a counter and nothing else.

    Args:
        rate: the share of inputs that training sets to 0. The others are
            multiplied by 1 / (1 - rate). Inputs of any shape.

    >>> x = tf.ones([1, 8])
    >>> layer = CountedDropout(0.5)
    >>> layer(x).numpy().tolist()
    [[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]
    >>> sorted(set(layer(x, training=True).numpy().ravel().tolist()))
    [0.0, 2.0]
    >>> first = layer(x, training=True)
    >>> layer.set_weights([np.array([0, 1])])
    >>> np.array_equal(first, layer(x, training=True))
    True
    """

    def __init__(self, rate, **kwargs):
        """Keep the rate."""
        super().__init__(**kwargs)
        self.rate = rate

    def build(self, input_shape):
        """Make the counter, of shape (2,): a seed and a step."""
        self.counter = self.add_weight(
            name="counter",
            shape=(2,),
            dtype="int32",
            initializer="zeros",
            trainable=False,
        )

    def call(self, inputs, training=False):
        """The inputs, thinned in training; the shape stays."""
        if not training:
            return inputs
        self.counter.assign_add([0, 1])
        return tf.nn.experimental.stateless_dropout(
            inputs, self.rate, seed=tf.convert_to_tensor(self.counter)
        )

    def get_config(self):
        """Tell what it takes to make this layer again."""
        return {**super().get_config(), "rate": self.rate}


def build_network(norms=0, dropout=0.0, upper=False, l2=0.0):
    """A base of two layers and a new upper part of two more.

    Args:
        norms: how many batch normalizations stand in the new part, 0 to 2.
        dropout: rate of the dropout before the output, 0 for none.
        upper: whether the upper layer of the base is trained too.
        l2: factor of the L2 penalty on all trained kernels, 0 for none.

    Returns:
        A keras.Sequential from pictures (n, 64) to five logits (n, 5).

    >>> model = build_network(norms=1, dropout=0.3, upper=True)
    >>> for layer in model.layers:
    ...     print(type(layer).__name__, len(layer.trainable_variables),
    ...           len(layer.non_trainable_variables))
    Dense 0 2
    Dense 2 0
    BatchNormalization 2 2
    Dense 2 0
    CountedDropout 0 1
    Dense 2 0
    """

    def dense(units, name, penalty=True, activation="relu"):
        return keras.layers.Dense(
            units,
            activation=activation,
            name=name,
            kernel_regularizer=keras.regularizers.L2(l2)
            if l2 and penalty
            else None,
        )

    layers = [
        keras.Input((64,)),
        dense(48, "lower", False),
        dense(32, "upper", upper),
    ]
    if norms > 0:
        layers.append(keras.layers.BatchNormalization(momentum=0.9))
    layers.append(dense(24, "hidden"))
    if norms > 1:
        layers.append(keras.layers.BatchNormalization(momentum=0.9))
    if dropout:
        layers.append(CountedDropout(dropout))
    layers.append(dense(5, "output", activation=None))
    model = keras.Sequential(layers)
    model.get_layer("lower").trainable = False
    model.get_layer("upper").trainable = upper
    return model


def start_weights(
    model: keras.Model, seed: int, base: dict | None = None
) -> np.random.Generator:
    """Set all weights from NumPy, so that every version starts alike.

    Args:
        model: a network of `build_network`.
        seed: decides the Glorot-uniform kernels and the dropout masks.
        base: weights by layer name, as `pretrain` returns them.

    Returns:
        The generator of random numbers, for what comes after.

    >>> one, two = build_network(), build_network(norms=2)
    >>> for model in (one, two):
    ...     _ = start_weights(model, 7)
    >>> np.array_equal(one.get_layer("output").get_weights()[0],
    ...                two.get_layer("output").get_weights()[0])
    True
    """
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, beta = (
                np.ones(layer.gamma.shape),
                np.zeros(layer.gamma.shape),
            )
            layer.set_weights([gamma, beta, beta, gamma])
        elif isinstance(layer, CountedDropout):
            layer.set_weights([np.array([seed, 0])])
        elif base and layer.name in base:
            layer.set_weights(base[layer.name])
        else:
            rows, columns = layer.kernel.shape
            limit = np.sqrt(6 / (rows + columns))
            kernel = rng.uniform(-limit, limit, (rows, columns))
            layer.set_weights([kernel, np.zeros(columns)])
    return rng


def make_digits_trainer(
    model: keras.Model, rate: float, extra: bool = True
) -> Callable:
    """A graph that runs a whole training, one step per row of an order.

    Args:
        model: the network to train; what is trainable now is trained.
        rate: the learning rate of plain gradient descent.
        extra: whether the penalties in model.losses are added.

    Returns:
        A function of tensors: X (n, 64), y (n,), order (steps, batch).

    >>> model = build_network()
    >>> rng = start_weights(model, 1)
    >>> X, y = few_digits(1)[:2]
    >>> order = make_order(rng, len(X), epochs=20)
    >>> lower, hidden = [model.get_layer(name).get_weights()[0]
    ...                  for name in ("lower", "hidden")]
    >>> make_digits_trainer(model, 0.05)(*map(tf.constant, (X, y, order)))
    >>> np.array_equal(lower, model.get_layer("lower").get_weights()[0])
    True
    >>> np.array_equal(hidden, model.get_layer("hidden").get_weights()[0])
    False
    """
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    variables = model.trainable_variables

    @tf.function
    def train(X, y, order):
        for rows in order:
            with tf.GradientTape() as tape:
                logits = model(tf.gather(X, rows), training=True)  #: mode
                loss = cross_entropy(tf.gather(y, rows), logits)
                if extra:
                    loss += sum(model.losses)  #: penalty
            gradients = tape.gradient(loss, variables)
            for variable, gradient in zip(variables, gradients):
                variable.assign_sub(rate * gradient)

    return train.get_concrete_function(  #: traced
        tf.TensorSpec([None, 64], tf.float32),
        tf.TensorSpec([None], tf.int64),
        tf.TensorSpec([None, None], tf.int64),
    )


def make_order(
    rng: np.random.Generator, n: int, epochs: int, size: int = 16
) -> np.ndarray:
    """Row numbers of every batch, shuffled anew in every epoch.

    Returns:
        Integers of shape (steps, size). Rows that fill no batch are left
        out of the epoch.

    >>> make_order(np.random.default_rng(0), 64, epochs=80).shape
    (320, 16)
    """
    whole = n // size * size
    return np.concatenate(
        [rng.permutation(n)[:whole].reshape(-1, size) for _ in range(epochs)]
    )


def pretrain():
    """Train the whole network on the digits 0 to 4 and keep the base.

    Returns:
        Weights of the layers "lower" and "upper", by name.

    >>> base = pretrain()
    >>> model = build_network()
    >>> _ = start_weights(model, 1, base)
    >>> np.array_equal(base["lower"][0], model.get_weights()[0])
    True
    """
    digits = load_digits()
    easy = digits.target < 5
    X = (digits.data[easy] / 16).astype("float32")
    y = digits.target[easy]
    model = build_network(upper=True)
    model.get_layer("lower").trainable = True
    rng = start_weights(model, 0)
    order = make_order(rng, len(X), epochs=20, size=32)
    make_digits_trainer(model, 0.1)(*map(tf.constant, (X, y, order)))
    return {
        name: model.get_layer(name).get_weights() for name in ("lower", "upper")
    }


def run_setting(
    options: dict,
    base: dict,
    seeds: Sequence[int],
    split: int | None = None,
    extra: bool = True,
) -> np.ndarray:
    """Train one setting once for each seed and score it on the test set.

    Args:
        options: arguments of `build_network`.
        base: weights of the pretrained base.
        seeds: each decides the split, the first weights, the order of the
            batches and the dropout masks, alike in every setting.
        split: draw the digits with this seed instead, always the same.
        extra: whether the penalties are added to the loss.

    Returns:
        Macro F1 on the test set, of shape (number of seeds,).

    >>> pretrained = pretrain()
    >>> again = [run_setting({"norms": 1}, pretrained, [3]) for _ in range(2)]
    >>> np.array_equal(*again)
    True
    """
    model = build_network(**options)
    train = make_digits_trainer(model, 0.05, extra)
    scores = []
    for seed in seeds:
        X, y, X_test, y_test = few_digits(seed if split is None else split)
        rng = start_weights(model, seed, base)
        order = make_order(rng, len(X), epochs=80)
        train(*map(tf.constant, (X, y, order)))
        predictions = np.argmax(model(X_test, training=False), axis=1)
        scores.append(macro_f1(y_test, predictions, 5))
    return np.array(scores)


def paired_interval(
    new: Sequence[float], old: Sequence[float]
) -> tuple[float, float]:
    """The 95 % interval of the mean difference, seed by seed.

    Args:
        new, old: scores of ten seeds, the same seeds in the same order.

    Returns:
        The lower and the upper end, floats.

    Raises:
        ValueError: when there are not ten scores each, for which the
            factor 2.262 of the t distribution stands.

    >>> old = np.array([.60, .70, .65, .72, .58, .66, .69, .63, .71, .64])
    >>> new = old + np.tile([0.01, 0.03], 5)
    >>> [round(end, 4) for end in paired_interval(new, old)]
    [0.0125, 0.0275]
    """
    if len(new) != 10 or len(old) != 10:
        raise ValueError("ten scores each, please")
    differences = np.asarray(new) - np.asarray(old)
    mean = differences.mean()
    half = 2.262 * differences.std(ddof=1) / np.sqrt(10)
    return float(mean - half), float(mean + half)


def verdict(new, old):
    """Which side of 0 the interval of `paired_interval` lies on.

    Returns:
        "up", "down", or "open" when the interval holds 0.

    >>> old = np.linspace(0.5, 0.8, 10)
    >>> noise = np.tile([0.02, -0.02], 5)
    >>> verdict(old + 0.1 + noise, old), verdict(old + noise, old)
    ('up', 'open')
    """
    low, high = paired_interval(new, old)
    return "up" if low > 0 else "down" if high < 0 else "open"


def draw_settings() -> plt.Figure:
    """Draw what each setting adds: layers as boxes, trained ones filled.

    >>> draw_settings()
    <Figure size 700x380 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(7.0, 3.8), layout="constrained")
    for row, (name, options) in enumerate(SETTINGS):
        chosen = dict(options)
        y = -row
        axes.text(-0.15, y, name, ha="right", va="center")
        norms = chosen.get("norms", 0)
        parts = [
            ("lower", False, 0),
            ("upper", "upper" in chosen, 1),
            ("norm", True, 2) if norms > 0 else None,
            ("hidden", True, 3),
            ("norm", True, 4)
            if norms > 1
            else ("drop", None, 4)
            if "dropout" in chosen
            else None,
            ("output", True, 5),
        ]
        for part in filter(None, parts):
            label, trained, x = part
            colour = "C0" if trained else "C1" if trained is None else "C3"
            axes.add_patch(
                plt.Rectangle(
                    (x, y - 0.3),
                    0.95,
                    0.6,
                    edgecolor=colour,
                    facecolor=colour if trained else "none",
                    linestyle="-" if trained else "--",
                    alpha=0.4,
                )
            )
            penalized = "l2" in chosen and trained and label != "norm"
            axes.text(
                x + 0.475,
                y,
                label + (" + L2" if penalized else ""),
                ha="center",
                va="center",
                fontsize=8,
            )
    axes.set_xlim(-1.9, 6)
    axes.set_ylim(-5.5, 0.5)
    axes.axis("off")
    return figure


def draw_scores(scores) -> plt.Figure:
    """One dot for each seed, a bar for the mean of each setting.

    Args:
        scores: macro F1 by name of the setting, arrays of any length.

    >>> draw_scores({"one": np.array([0.60, 0.62, 0.70]),
    ...              "two": np.array([0.61, 0.66, 0.68])})
    <Figure size 640x340 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    for row, (name, values) in enumerate(scores.items()):
        heights = row + np.linspace(-0.2, 0.2, len(values))
        axes.plot(values, heights, "o", color="C0", alpha=0.7)
        axes.plot(
            [values.mean()] * 2,
            [row - 0.35, row + 0.35],
            color="C1",
            linewidth=2.5,
        )
    axes.set_yticks(range(len(scores)), list(scores))
    axes.invert_yaxis()
    axes.set_xlabel("macro F1")
    return figure


def draw_steps(scores) -> plt.Figure:
    """The interval of each step from one setting to the next.

    Args:
        scores: macro F1 of ten seeds by name of the setting.

    Raises:
        ValueError: when a setting has not ten scores.

    >>> old = np.linspace(0.5, 0.8, 10)
    >>> noise = np.tile([0.02, -0.01], 5)
    >>> draw_steps({"old": old, "new": old + 0.05 + noise,
    ...             "newer": old + 0.05 - noise})
    <Figure size 640x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
    names = list(scores)
    for row, (old, new) in enumerate(zip(names, names[1:])):
        low, high = paired_interval(scores[new], scores[old])
        colour = "C1" if low <= 0 <= high else "C0"
        axes.plot([low, high], [row, row], color=colour, linewidth=3)
        axes.plot((low + high) / 2, row, "o", color=colour)
    axes.axvline(0, linestyle="--", color="C3")
    axes.set_yticks(range(len(names) - 1), names[1:])
    axes.invert_yaxis()
    axes.set_xlabel("change of macro F1")
    return figure


__test__ = {
    "steps": """
Figures: within 5 points

accuracy:

>>> labels = np.array([0] * 8 + [1] * 1 + [2] * 1)
>>> lazy = np.zeros(10, dtype=int)
>>> float(np.mean(lazy == labels))
0.8
>>> round(macro_f1(labels, lazy, 3), 4)
0.2963

by-hand:

>>> labels = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 2])
>>> guesses = np.array([0, 0, 0, 0, 0, 1, 1, 1, 0, 1])
>>> counts = tf.math.confusion_matrix(labels, guesses).numpy()
>>> counts
array([[5, 1, 0],
       [1, 2, 0],
       [0, 1, 0]], dtype=int32)
>>> for k in range(3):
...     hits = int(counts[k, k])
...     called, there = int(counts[:, k].sum()), int(counts[k].sum())
...     f1 = 2 * hits / (called + there)
...     print(k, hits, called, there, f"{f1:.4f}")
0 5 6 6 0.8333
1 2 4 3 0.5714
2 0 0 1 0.0000
>>> round(macro_f1(labels, guesses, 3), 4)
0.4683
>>> float(np.mean(labels == guesses))
0.7

keras-f1:

>>> one_hot = tf.one_hot(labels, 3)
>>> scores = tf.one_hot(guesses, 3)
>>> metric = keras.metrics.F1Score(average="macro")
>>> metric.update_state(one_hot, scores)
>>> round(float(metric.result()), 4)
0.4683
>>> each = keras.metrics.F1Score(average=None)
>>> each.update_state(one_hot, scores)
>>> [round(float(f1), 4) for f1 in each.result()]
[0.8333, 0.5714, 0.0]

streaming:

>>> halves = [macro_f1(labels[i:i + 5], guesses[i:i + 5], 3)
...           for i in (0, 5)]
>>> round(sum(halves) / 2, 4)
0.2619
>>> metric.reset_state()
>>> for i in (0, 5):
...     metric.update_state(one_hot[i:i + 5], scores[i:i + 5])
>>> round(float(metric.result()), 4)
0.4683

pretrain:

>>> base = pretrain()
>>> [(name, kernel.shape) for name, (kernel, bias) in base.items()]
[('lower', (64, 48)), ('upper', (48, 32))]

norm-modes:

>>> x = tf.constant([[1.], [3.], [5.], [7.]])
>>> norm = keras.layers.BatchNormalization(momentum=0.9)
>>> print(norm(x, training=True).numpy().ravel().round(3))
[-1.342 -0.447  0.447  1.342]
>>> print(norm(x).numpy().ravel().round(3))
[0.507 2.197 3.886 5.576]
>>> print(norm(x[:1], training=True).numpy().ravel())
[0.]

norm-forgotten:

>>> fresh = keras.layers.BatchNormalization(momentum=0.9)
>>> for step in range(100):
...     _ = fresh(x)
>>> float(fresh.moving_mean[0]), float(fresh.moving_variance[0])
(0.0, 1.0)
>>> for step in range(100):
...     _ = fresh(x, training=True)
>>> print(f"{float(fresh.moving_mean[0]):.3f}")
4.000
>>> print(f"{float(fresh.moving_variance[0]):.3f}")
5.000

norm-lag:

>>> for momentum in (0.9, 0.99):
...     print(momentum, f"{momentum ** 40:.3f}", f"{momentum ** 320:.3f}")
0.9 0.015 0.000
0.99 0.669 0.040

norm-frozen:

>>> len(norm.trainable_variables), len(norm.non_trainable_variables)
(2, 2)
>>> norm.trainable = False
>>> before = float(norm.moving_mean[0])
>>> np.allclose(norm(x, training=True), norm(x, training=False))
True
>>> float(norm.moving_mean[0]) == before
True

compile-again:

>>> keras.utils.set_random_seed(42)
>>> X, y = few_digits(1)[:2]
>>> model = keras.Sequential([
...     keras.Input((64,)),
...     keras.layers.Dense(8, activation="relu", trainable=False),
...     keras.layers.Dense(5)])
>>> cross_entropy = keras.losses.SparseCategoricalCrossentropy(
...     from_logits=True)
>>> model.compile(optimizer="sgd", loss=cross_entropy)
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> kernel = model.layers[0].get_weights()[0]
>>> model.layers[0].trainable = True
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> np.array_equal(kernel, model.layers[0].get_weights()[0])
True
>>> model.compile(optimizer="sgd", loss=cross_entropy)
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> np.array_equal(kernel, model.layers[0].get_weights()[0])
False

compile-forgotten:

>>> model.layers[1].trainable = False
>>> model.compile(optimizer="sgd", loss=cross_entropy)
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> model.layers[1].trainable = True
>>> try:
...     history = model.fit(X, y, batch_size=16, epochs=1, verbose=0)
...     print("no error")
... except ValueError as error:
...     print(str(error)[:16])
Unknown variable
Keras 2 (it trains what was trainable in compile()):
no error

l2-forgotten:

>>> model = build_network(l2=0.01)
>>> _ = start_weights(model, 1, base)
>>> len(model.losses)
2
>>> kernels = [model.get_layer(name).get_weights()[0]
...            for name in ("hidden", "output")]
>>> by_hand = 0.01 * sum(np.sum(kernel ** 2) for kernel in kernels)
>>> np.allclose(sum(model.losses), by_hand)
True
>>> plain = run_setting({}, base, [1, 2])
>>> forgotten = run_setting({"l2": 0.01}, base, [1, 2], extra=False)
>>> np.array_equal(plain, forgotten)
True

table:

>>> scores = {}
>>> for name, options in SETTINGS:
...     scores[name] = run_setting(dict(options), base, range(1, 11))
>>> for name, f1 in scores.items():
...     print(f"{name:15} {f1.mean():.2f} {f1.std(ddof=1):.2f} {len(f1)}")
frozen          0.67 0.06 10
one norm        0.76 0.04 10
two norms       0.76 0.03 10
norm, dropout   0.75 0.03 10
upper unfrozen  0.85 0.04 10
with L2         0.86 0.03 10

strips:

>>> draw_scores(scores)
<Figure size 640x340 with 1 Axes>

same-setting:

>>> four = scores["two norms"][:4]
>>> float(np.ptp(four)) > 0.011
True
>>> pairs = [abs(a - b) for f1 in scores.values()
...          for i, a in enumerate(f1) for b in f1[:i]]
>>> len(pairs), float(np.mean(np.array(pairs) > 0.011)) > 0.75
(270, True)
>>> float(np.mean(np.array(pairs) > 0.029)) > 0.5
True

same-split:

>>> fixed = run_setting({"norms": 2}, base, range(1, 11), split=0)
>>> float(fixed.std(ddof=1)) > 0.011
True

best-of:

>>> f1 = scores["two norms"]
>>> float(f1.max() - f1.mean()) > 0.011
True

correlation:

>>> columns = np.array(list(scores.values()))
>>> correlations = np.corrcoef(columns)[np.triu_indices(6, 1)]
>>> print(f"{correlations.min():.1f} to {correlations.max():.1f}")
0.1 to 0.9
>>> for old, new in zip(columns, columns[1:]):
...     apart = (old.var(ddof=1) + new.var(ddof=1)) ** 0.5
...     print(bool((new - old).std(ddof=1) < apart))
True
True
True
True
True

steps:

>>> names = list(scores)
>>> for old, new in zip(names, names[1:]):
...     better = int(np.sum(scores[new] > scores[old]))
...     print(f"{new:15} {better:2} {verdict(scores[new], scores[old])}")
one norm        10 up
two norms        4 open
norm, dropout    4 open
upper unfrozen  10 up
with L2          7 open

intervals:

>>> draw_steps(scores)
<Figure size 640x300 with 1 Axes>

one-seed:

>>> zero = {name: run_setting(dict(options), base, [0])
...         for name, options in SETTINGS[2:4]}
>>> swapped = {name: np.append(zero[name], scores[name][:9])
...            for name in zero}
>>> verdict(scores["norm, dropout"], scores["two norms"])
'open'
>>> verdict(swapped["norm, dropout"], swapped["two norms"])
'down'

other-dropout:

>>> rough = dict(norms=1, dropout=0.5, upper=True)
>>> without = run_setting(rough, base, range(1, 11))
>>> with_l2 = run_setting(dict(rough, l2=0.01), base, range(1, 11))
>>> float(np.mean(with_l2 - without)) > 0
False
>>> float(np.mean(scores["with L2"] - scores["upper unfrozen"])) > 0
True

exercise-1:

>>> labels = np.array([0, 0, 0, 0, 1, 1])
>>> guesses = np.array([0, 0, 0, 1, 1, 0])
>>> round((2 * 3 / (4 + 4) + 2 * 1 / (2 + 2)) / 2, 4)
0.625
>>> round(macro_f1(labels, guesses, 2), 4)
0.625

exercise-2:

>>> model = build_network()
>>> _ = start_weights(model, 1, base)
>>> X, y = few_digits(1)[:2]
>>> features = X
>>> for layer in model.layers[:2]:
...     features = layer(features)
>>> features.shape
TensorShape([64, 32])
>>> top = keras.Sequential([keras.Input((32,)), *model.layers[2:]])
>>> np.allclose(top(features), model(X), atol=1e-6)
True

exercise-3:

>>> differences = scores["two norms"] - scores["one norm"]
>>> needed = (1.96 * differences.std(ddof=1) / 0.004) ** 2
>>> bool(needed > 100)
True
"""
}
