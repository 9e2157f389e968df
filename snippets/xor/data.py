"""Data for training: three sets, and tensors as Keras wants them.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras.
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from numpy.polynomial import Polynomial

KINDS = (
    ("table", (4, 2)),
    ("series", (32, 10, 3)),
    ("images", (32, 28, 28, 1)),
    ("videos", (8, 24, 64, 64, 3)),
)


def make_linear_model():
    """Make a linear model of two features whose weights are 0.

    Returns:
        A compiled ``keras.Sequential`` with one output.

    >>> make_linear_model()(tf.constant([[5.0, 7.0]]))
    <tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[0.]], dtype=float32)>
    """
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.1),
        loss="mse",
        run_eagerly=True,  #: eager
    )
    return model


def draw_axes() -> plt.Figure:
    """Draw the axes of four kinds of data as boxes, samples first.

    Returns:
        The figure.

    >>> draw_axes()
    <Figure size 700x360 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    names = (
        ("samples", "features"),
        ("samples", "steps", "features"),
        ("samples", "height", "width", "channels"),
        ("samples", "frames", "height", "width", "channels"),
    )
    for row, ((kind, shape), words) in enumerate(zip(KINDS, names)):
        axes.text(-0.15, row, f"rank {len(shape)}", ha="right", va="center")
        for place, (word, size) in enumerate(zip(words, shape)):
            _draw_axis(axes, place, row, "C0" if place else "C1")
            axes.text(place + 0.45, row - 0.14, word, ha="center", va="center")
            axes.text(
                place + 0.45,
                row + 0.18,
                str(size),
                ha="center",
                va="center",
                weight="bold",
            )
    axes.set(xlim=(-0.8, 5), ylim=(3.5, -0.5))
    axes.axis("off")
    return figure


def _draw_axis(axes, left, row, colour):
    """Draw a box of an axis."""
    axes.add_patch(
        plt.Rectangle(
            (left, row - 0.38), 0.9, 0.76, facecolor=colour, alpha=0.2
        )
    )


def split(
    x: np.ndarray,
    y: np.ndarray,
    train: float = 0.7,
    validation: float = 0.1,
    seed: int = 42,
) -> tuple:
    """Shuffle samples and cut them into three sets.

    Args:
        x: features, an array whose first axis is the samples.
        y: labels, an array just as long.
        train: share of the training set.
        validation: share of the validation set; the rest is the test set.
        seed: of the shuffling.

    Returns:
        Three pairs (x, y): training set, validation set, test set. No row
        is in two of them; rows with equal values may be.

    Raises:
        ValueError: when x and y are not equally long, or the shares leave
            no room for a test set.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    disjoint:

    >>> numbers = np.arange(1000)
    >>> parts = [set(part.tolist()) for part, _ in split(numbers, numbers)]
    >>> [len(part) for part in parts]
    [700, 100, 200]
    >>> parts[0] & parts[1], parts[1] & parts[2], parts[2] & parts[0]
    (set(), set(), set())
    >>> len(parts[0] | parts[1] | parts[2])
    1000

    together:

    >>> (x_train, y_train), _, _ = split(numbers, 10 * numbers)
    >>> x_train[:3].tolist(), y_train[:3].tolist()
    ([978, 933, 859], [9780, 9330, 8590])
    """
    if len(x) != len(y):
        raise ValueError(f"{len(x)} samples, but {len(y)} labels")
    if not 0 < train + validation < 1:
        raise ValueError("nothing is left for the test set")
    order = np.random.default_rng(seed).permutation(len(x))  #: shuffle
    first = round(len(x) * train)
    second = first + round(len(x) * validation)
    return tuple(
        (x[rows], y[rows])  #: together
        for rows in np.split(order, [first, second])
    )


def draw_split(train=0.7, validation=0.1) -> plt.Figure:
    """Draw a bar of three sets and what each is used for.

    Args:
        train: share of the training set.
        validation: share of the validation set.

    Returns:
        The figure.

    >>> draw_split()
    <Figure size 700x190 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(7, 1.9), layout="constrained")
    left = 0.0
    for name, use, share in (
        ("training", "find the weights", train),
        ("validation", "choose", validation),
        ("test", "report once", 1 - train - validation),
    ):
        colour = f"C{len(axes.patches)}"
        axes.add_patch(
            plt.Rectangle((left, 0), share, 1, alpha=0.25, facecolor=colour)
        )
        middle = left + share / 2
        axes.text(middle, 1.15, name, ha="center", va="bottom")
        axes.text(
            middle, 0.5, f"{share:.0%}", ha="center", va="center", weight="bold"
        )
        axes.text(middle, -0.15, use, ha="center", va="top")
        left += share
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.7, 1.7))
    axes.axis("off")
    return figure


def make_wave(
    n: int = 40, noise: float = 0.3, seed: int = 42
) -> tuple[np.ndarray, np.ndarray]:
    """Scatter points about a piece of a sine wave.

    Args:
        n: number of points.
        noise: standard deviation of what is added to y.
        seed: the same seed gives the same points.

    Returns:
        x and y, two float64 arrays of shape (n,).

    >>> x, y = make_wave(3, noise=0.0)
    >>> bool(np.allclose(y, np.sin(4 * x)))
    True
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, size=n)
    return x, np.sin(4 * x) + noise * rng.normal(size=n)


def fit_curve(x, y, degree):
    """Fit a polynomial by least squares.

    Args:
        x: inputs, an array of shape (n,).
        y: labels, an array of shape (n,).
        degree: highest power of x.

    Returns:
        A ``numpy.polynomial.Polynomial`` that can be called.

    >>> curve = fit_curve(np.array([0.0, 1.0, 2.0]), np.array([0, 1, 4]), 2)
    >>> f"{curve(3.0):.3f}"
    '9.000'
    """
    return Polynomial.fit(x, y, degree, domain=[-1, 1])


def mean_error(
    curve: Callable[[np.ndarray], np.ndarray], x: np.ndarray, y: np.ndarray
) -> float:
    """Measure the mean squared error of a curve on a set.

    Args:
        curve: a function of an array.
        x: inputs, an array of shape (n,).
        y: labels, an array of shape (n,).

    Returns:
        The mean of the squared differences, a float.

    >>> mean_error(np.square, np.array([1, 2]), np.array([1, 6]))
    2.0
    """
    return float(np.mean(np.square(curve(x) - y)))


def draw_degrees() -> plt.Figure:
    """Draw training and validation error over the degree of a polynomial.

    Returns:
        The figure.

    >>> draw_degrees()
    <Figure size 640x320 with 1 Axes>
    """
    train, validation, _ = split(*make_wave(), train=0.5, validation=0.25)
    degrees = range(1, 13)
    curves = [fit_curve(*train, degree) for degree in degrees]
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for name, data, colour in (
        ("training", train, "C0"),
        ("validation", validation, "C1"),
    ):
        errors = [mean_error(curve, *data) for curve in curves]
        axes.plot(degrees, errors, "o-", color=colour, label=name)
    axes.set(
        xlabel="degree",
        ylabel="mean squared error",
        ylim=(0, 0.6),
        xticks=degrees,
    )
    axes.legend()
    return figure


__test__ = {
    "steps": """
rows:

>>> x = tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> y = tf.constant([[0.0], [1.0], [1.0], [0.0]])
>>> for features, label in zip(x.numpy(), y.numpy()):
...     print(features.tolist(), "->", label.tolist())
[0.0, 0.0] -> [0.0]
[0.0, 1.0] -> [1.0]
[1.0, 0.0] -> [1.0]
[1.0, 1.0] -> [0.0]
>>> x.shape, y.shape
(TensorShape([4, 2]), TensorShape([4, 1]))

made:

>>> rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
>>> tf.constant(rows).dtype
tf.int32
>>> tf.constant(rows, dtype=tf.float32).dtype
tf.float32
>>> tf.convert_to_tensor(np.array(rows), dtype=tf.float32).dtype
tf.float32
>>> tf.cast(tf.constant(rows), tf.float32).dtype
tf.float32

integers:

>>> model = make_linear_model()
>>> model(tf.constant(rows)).dtype
tf.float32
>>> tf.constant([[0], [1], [1], [0]]) - model(x)
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute Sub ...
>>> (np.array([[0], [1], [1], [0]]) - model(x)).dtype
tf.float32

ranks:

>>> for name, shape in KINDS:
...     t = tf.zeros(shape)
...     print(f"{name:6} rank {t.ndim}, {t.shape[0]} samples,",
...           f"one of them {t[0].shape}")
table  rank 2, 4 samples, one of them (2,)
series rank 3, 32 samples, one of them (10, 3)
images rank 4, 32 samples, one of them (28, 28, 1)
videos rank 5, 8 samples, one of them (24, 64, 64, 3)

one-sample:

>>> x[0].shape, x[:1].shape
(TensorShape([2]), TensorShape([1, 2]))
>>> try:
...     model(x[0])
... except ValueError:
...     print("refused")
refused
>>> model(x[:1]).shape
TensorShape([1, 1])
>>> model(x[0][tf.newaxis]).shape
TensorShape([1, 1])

one-feature:

>>> narrow = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
>>> narrow(tf.constant([1.0, 2.0, 3.0])).shape
TensorShape([3, 1])

label-shapes:

>>> flat = tf.constant([0.0, 1.0, 1.0, 0.0])
>>> for labels in (y, flat):
...     print(labels.shape, make_linear_model().evaluate(x, labels, verbose=0))
(4, 1) 0.5
(4,) 0.5
>>> (flat - model(x)).shape
TensorShape([4, 4])

sorted:

>>> labels = np.repeat([0.0, 1.0], 50)
>>> float(labels[-20:].mean())
1.0
>>> _, _, test = split(labels, labels)
>>> f"{test[1].mean():.2f}"
'0.35'

rare:

>>> rare = np.repeat([0.0, 1.0], [95, 5])
>>> [int(split(rare, rare, seed=seed)[2][1].sum()) for seed in range(5)]
[1, 1, 2, 0, 2]

degrees:

>>> x, y = make_wave()
>>> train, validation, test = split(x, y, train=0.5, validation=0.25)
>>> for degree in (1, 3, 6, 8, 12):
...     curve = fit_curve(*train, degree)
...     print(f"degree {degree:2}  train {mean_error(curve, *train):.3f}",
...           f" validation {mean_error(curve, *validation):.3f}")
degree  1  train 0.426  validation 0.512
degree  3  train 0.074  validation 0.081
degree  6  train 0.037  validation 0.079
degree  8  train 0.028  validation 0.309
degree 12  train 0.018  validation 3.294

chosen:

>>> curves = [fit_curve(*train, degree) for degree in range(1, 13)]
>>> best = min(curves, key=lambda curve: mean_error(curve, *validation))
>>> best.degree(), f"{mean_error(best, *test):.3f}"
(6, '0.047')

guessing:

>>> rng = np.random.default_rng(42)
>>> labels = rng.integers(0, 2, size=20)
>>> unseen = rng.integers(0, 2, size=20)
>>> guesses = rng.integers(0, 2, size=(1000, 40))
>>> scores = (guesses[:, :20] == labels).mean(axis=1)
>>> best = scores.argmax()
>>> float(scores[best]), float((guesses[best, 20:] == unseen).mean())
(0.85, 0.5)

last-rows:

>>> x = tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> y = tf.constant([[0.0], [0.0], [0.0], [10.0]])
>>> history = make_linear_model().fit(x, y, validation_split=0.25, verbose=0)
>>> history.history
{'loss': [0.0], 'val_loss': [100.0]}

validation-lower:

>>> x = np.linspace(-1, 1, 96, dtype="float32").reshape(48, 2)
>>> y = x.sum(axis=1, keepdims=True)
>>> model = make_linear_model()
>>> history = model.fit(x, y, epochs=3, shuffle=False, verbose=0,
...                     validation_data=(x, y))
>>> for name, values in history.history.items():
...     print(f"{name:8}", [f"{value:.3f}" for value in values])
loss     ['1.344', '0.684', '0.370']
val_loss ['0.685', '0.368', '0.205']
>>> f"{model.evaluate(x, y, verbose=0):.3f}"
'0.205'

accepted:

>>> dataset = tf.data.Dataset.from_tensor_slices((x, y))
>>> for name, data in (("array", (x, y)),
...                    ("tensor", (tf.constant(x), tf.constant(y))),
...                    ("float64", (x.astype("float64"), y)),
...                    ("dataset", (dataset.batch(16),))):
...     model = make_linear_model()
...     history = model.fit(*data, shuffle=False, verbose=0)
...     print(name, len(history.history["loss"]),
...           int(model.optimizer.iterations))
array 1 2
tensor 1 2
float64 1 2
dataset 1 3

unbatched:

>>> try:
...     make_linear_model().fit(dataset, shuffle=False, verbose=0)
... except ValueError:
...     print("refused")
refused

cardinality:

>>> make_linear_model().fit(x, y[:-1], verbose=0)
Traceback (most recent call last):
    ...
ValueError: Data cardinality is ambiguous...
>>> features = tf.data.Dataset.from_tensor_slices(x)
>>> labels = tf.data.Dataset.from_tensor_slices(y[:-1])
>>> len(features), len(tf.data.Dataset.zip((features, labels)))
(48, 47)

returned:

>>> model = make_linear_model()
>>> type(model.fit(x, y, verbose=0)).__name__
'History'
>>> type(model.evaluate(x, y, verbose=0)).__name__
'float'
>>> answer = model.predict(x, verbose=0)
>>> type(answer).__name__, answer.shape, answer.dtype
('ndarray', (48, 1), dtype('float32'))

exercise-1:

>>> flowers = np.arange(150)
>>> [len(part[0]) for part in split(flowers, flowers)]
[105, 15, 30]
>>> [len(part[0]) for part in split(flowers, flowers, 0.5, 0.25)]
[75, 38, 37]

exercise-2:

>>> photos = tf.zeros([32, 28, 28])
>>> channels = photos[..., tf.newaxis]
>>> channels.shape, channels[:1].shape
(TensorShape([32, 28, 28, 1]), TensorShape([1, 28, 28, 1]))
>>> keras.layers.Conv2D(8, 3)(channels).shape
TensorShape([32, 26, 26, 8])

exercise-3:

>>> rng = np.random.default_rng(42)
>>> x = rng.normal(loc=50, scale=10, size=(1000, 3))
>>> train, validation, test = split(x, x[:, 0])
>>> mean, scale = train[0].mean(axis=0), train[0].std(axis=0)
>>> scaled = (train[0] - mean) / scale
>>> bool(np.allclose(scaled.mean(axis=0), 0))
True
>>> bool(np.allclose(((validation[0] - mean) / scale).mean(axis=0), 0))
False
"""
}
