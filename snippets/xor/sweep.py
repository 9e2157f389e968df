"""A thousand networks at once.

Every weight gets one more axis in front: which start it belongs to.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras (the XOR network,
whose success rate the lecture does not give).
"""

import functools
import time
from collections.abc import Callable, Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

INPUTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
LABELS = (0.0, 1.0, 1.0, 0.0)
EPOCHS = (500, 1000, 1500, 3000, 5000)


def make_starts(n: int, hidden: int = 4, seed: int = 0) -> list[tf.Tensor]:
    """Draw the weights of `n` untrained networks 2-`hidden`-1.

    As Keras does it: glorot_uniform kernels, biases of zero. NumPy draws
    them, so that every version of TensorFlow starts alike.

    Args:
        n: number of networks.
        hidden: units in the hidden layer.
        seed: of `np.random.default_rng`.

    Returns:
        Four float32 tensors: kernels (n, 2, hidden), biases (n, 1, hidden),
        kernels (n, hidden, 1), biases (n, 1, 1).

    The first starts are the same however many are drawn, and none is larger
    than the bounds of glorot_uniform, sqrt(6 / (inputs + outputs)).

    >>> few, more = make_starts(3), make_starts(5)
    >>> np.array_equal(few[0], more[0][:3])
    True
    >>> bool(tf.reduce_all(tf.abs(make_starts(1000)[0]) <= 1.0))
    True
    """
    random = np.random.default_rng(seed).uniform(-1, 1, (n, 3 * hidden))
    first, second = (6 / (2 + hidden)) ** 0.5, (6 / (hidden + 1)) ** 0.5
    starts = [
        first * random[:, : 2 * hidden].reshape(n, 2, hidden),
        np.zeros((n, 1, hidden)),
        second * random[:, 2 * hidden :].reshape(n, hidden, 1),
        np.zeros((n, 1, 1)),
    ]
    return [tf.constant(part, tf.float32) for part in starts]


def make_orders(epochs: int, shuffle: bool = True, seed: int = 0) -> np.ndarray:
    """Say in which order each epoch shows the four points.

    Args:
        epochs: number of epochs.
        shuffle: a new order for every epoch, or 0, 1, 2, 3 always.
        seed: of `np.random.default_rng`.

    Returns:
        int32 array (epochs, 4).

    >>> make_orders(3)
    array([[2, 0, 1, 3],
           [3, 2, 1, 0],
           [1, 3, 0, 2]], dtype=int32)
    >>> make_orders(2, shuffle=False)
    array([[0, 1, 2, 3],
           [0, 1, 2, 3]], dtype=int32)
    """
    orders = np.tile(np.arange(4, dtype=np.int32), (epochs, 1))
    if shuffle:
        orders = np.random.default_rng(seed).permuted(orders, axis=1)
    return orders


def _logits(weights, points, activation):
    """Outputs before the last sigmoid: (n, points)."""
    kernel_1, bias_1, kernel_2, bias_2 = weights
    hidden = keras.activations.get(activation)(points @ kernel_1 + bias_1)
    return tf.squeeze(hidden @ kernel_2 + bias_2, axis=-1)


def predict_starts(weights, points=INPUTS, activation="sigmoid"):
    """Give what every network answers at every point.

    Args:
        weights: as `make_starts` draws them, for n networks.
        points: (m, 2).
        activation: of the hidden layer; that of the output is the sigmoid.

    Returns:
        float32 tensor (n, m).

    Without its weights a network says 0.5 to everything:

    >>> zeros = [tf.zeros_like(part) for part in make_starts(2)]
    >>> predict_starts(zeros)
    <tf.Tensor: shape=(2, 4), dtype=float32, numpy=
    array([[0.5, 0.5, 0.5, 0.5],
           [0.5, 0.5, 0.5, 0.5]], dtype=float32)>
    """
    points = tf.constant(points, tf.float32)
    return tf.sigmoid(_logits(weights, points, activation))


def update(weights, slots, gradients, step, learning_rate, optimizer):
    """Change the weights once, by the rules that Keras uses.

    Args:
        weights: list of tensors.
        slots: two lists of tensors shaped like them, zero at the beginning:
            velocities (momentum) or mean gradients (Adam); mean squares.
        gradients: list of tensors shaped like them.
        step: number of this update, from 1.
        learning_rate: a number.
        optimizer: "sgd", "momentum" (0.9) or "adam" (epsilon 1e-7).

    Returns:
        New weights and new slots.

    Adam's first step is about as long as the learning rate, however large the
    gradient, unless it is almost 0:

    >>> w, zero = [tf.constant([1.0, 1.0])], [tf.zeros(2)]
    >>> gradient = [tf.constant([0.01, -100.0])]
    >>> update(w, [zero, zero], gradient, 1, 0.1, "sgd")[0]
    [<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 0.999, 11.   ], dtype=float32)>]
    >>> update(w, [zero, zero], gradient, 1, 0.1, "adam")[0]
    [<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.9000323, 1.0999993], dtype=float32)>]
    >>> tiny = [tf.constant([0.000001, 0.0])]
    >>> update(w, [zero, zero], tiny, 1, 0.1, "adam")[0]
    [<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.97597486, 1.        ], dtype=float32)>]
    """
    if optimizer == "sgd":
        moves = [-learning_rate * g for g in gradients]
    elif optimizer == "momentum":
        moves = [
            0.9 * m - learning_rate * g for m, g in zip(slots[0], gradients)
        ]
        slots = [moves, slots[1]]
    else:
        t = tf.cast(step, tf.float32)
        rate = learning_rate * tf.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        slots = [
            [m + 0.1 * (g - m) for m, g in zip(slots[0], gradients)],
            [v + 0.001 * (g * g - v) for v, g in zip(slots[1], gradients)],
        ]
        moves = [-rate * m / (tf.sqrt(v) + 1e-7) for m, v in zip(*slots)]
    return [w + move for w, move in zip(weights, moves)], slots


@functools.cache
def make_trainer(
    n: int,
    hidden: int = 4,
    batch_size: int = 1,
    activation: str = "sigmoid",
    loss: str = "mse",
    optimizer: str = "sgd",
) -> Callable:
    """Make the function that trains `n` networks at once.

    Args:
        n: number of networks.
        hidden: units in the hidden layer.
        batch_size: points in each batch.
        activation: of the hidden layer, a name that Keras knows.
        loss: "mse" or "bce".
        optimizer: as for `update`.

    Returns:
        A graph, called as train(weights, slots, batches, first, last,
        learning_rate), that does the updates `first` to `last - 1`, each with
        the points that its row of `batches` (updates, batch size) names, and
        returns new weights and new slots.

    From weights of zero nothing moves when a batch holds all four points:

    >>> zeros = [tf.zeros_like(part) for part in make_starts(1)]
    >>> train = make_trainer(1, batch_size=4)
    >>> after, _ = train(zeros, [zeros, zeros], tf.constant([[0, 1, 2, 3]]),
    ...                  tf.constant(0), tf.constant(1), tf.constant(0.1))
    >>> [bool(tf.reduce_all(part == 0.0)) for part in after]
    [True, True, True, True]
    """
    parts = [
        tf.TensorSpec(shape)
        for shape in ((n, 2, hidden), (n, 1, hidden), (n, hidden, 1), (n, 1, 1))
    ]
    signature = [
        parts,
        [parts, parts],
        tf.TensorSpec((None, batch_size), tf.int32),
        tf.TensorSpec((), tf.int32),
        tf.TensorSpec((), tf.int32),
        tf.TensorSpec(()),
    ]

    @tf.function(jit_compile=True, input_signature=signature)
    def train(weights, slots, batches, first, last, learning_rate):
        inputs, labels = tf.constant(INPUTS), tf.constant(LABELS)
        step = first
        while step < last:
            chosen = tf.gather(batches, step)  #: gather
            x, y = tf.gather(inputs, chosen), tf.gather(labels, chosen)
            with tf.GradientTape() as tape:
                tape.watch(weights)
                logits = _logits(weights, x, activation)
                if loss == "bce":
                    y = tf.broadcast_to(y, tf.shape(logits))
                    errors = tf.nn.sigmoid_cross_entropy_with_logits(y, logits)
                else:
                    errors = tf.square(tf.sigmoid(logits) - y)
                means = tf.reduce_mean(errors, axis=-1)
                total = tf.reduce_sum(means)  #: sum
            gradients = tape.gradient(total, weights)
            step += 1
            weights, slots = update(
                weights, slots, gradients, step, learning_rate, optimizer
            )
        return weights, slots

    return train.get_concrete_function()


def train_starts(
    starts: Sequence[tf.Tensor],
    epochs: Sequence[int] = (1500,),
    learning_rate: float = 0.1,
    batch_size: int = 1,
    activation: str = "sigmoid",
    loss: str = "mse",
    optimizer: str = "sgd",
    shuffle: bool = True,
    seed: int = 0,
) -> list[list[tf.Tensor]]:
    """Train all networks and keep their weights after some of the epochs.

    Args:
        starts: as `make_starts` draws them.
        epochs: increasing numbers; the weights are kept after each.
        learning_rate: a number.
        batch_size: 1, 2 or 4.
        activation: of the hidden layer: "sigmoid", "tanh", "relu", "linear".
        loss: "mse" or "bce" (binary cross-entropy).
        optimizer: "sgd", "momentum" or "adam".
        shuffle, seed: as for `make_orders`; all networks see one order.

    Returns:
        One list of weights, shaped like `starts`, for each of `epochs`.

    Raises:
        ValueError: for another loss, optimizer or batch size.

    >>> untrained = make_starts(1000)
    >>> middle, end = train_starts(untrained, (50, 100))
    >>> [part.shape == start.shape for part, start in zip(end, untrained)]
    [True, True, True, True]
    >>> train_starts(untrained, (100,), optimizer="nadam")
    Traceback (most recent call last):
        ...
    ValueError: optimizer is one of ('sgd', 'momentum', 'adam'), not 'nadam'
    """
    for name, value, known in (
        ("loss", loss, ("mse", "bce")),
        ("optimizer", optimizer, ("sgd", "momentum", "adam")),
        ("batch_size", batch_size, (1, 2, 4)),
    ):
        if value not in known:
            raise ValueError(f"{name} is one of {known}, not {value!r}")
    thousands = -(-max(epochs) // 5000) * 5000  #: same-shape
    orders = make_orders(thousands, shuffle, seed)
    batches = tf.reshape(orders, (-1, batch_size))
    train = make_trainer(
        starts[0].shape[0],
        starts[0].shape[2],
        batch_size,
        activation,
        loss,
        optimizer,
    )
    weights, kept, done = list(starts), [], 0
    slots = [[tf.zeros_like(part) for part in weights]] * 2
    for epoch in epochs:
        last = epoch * 4 // batch_size
        weights, slots = train(
            weights,
            slots,
            batches,
            tf.constant(done),
            tf.constant(last),
            tf.constant(learning_rate),
        )
        kept.append(weights)
        done = last
    return kept


def is_solved(outputs):
    """Say of every network whether all its outputs are on the right side.

    Args:
        outputs: (n, 4), for the four points of `INPUTS`.

    Returns:
        bool array (n,).

    >>> is_solved([[0.1, 0.9, 0.8, 0.2], [0.1, 0.9, 0.4, 0.2]])
    array([ True, False])
    """
    right = (np.asarray(outputs) > 0.5) == (np.array(LABELS) > 0.5)
    return right.all(axis=1)


def success_rate(outputs):
    """Give the share of networks that `is_solved`.

    Args:
        outputs: (n, 4).

    Returns:
        A float from 0 to 1.

    >>> success_rate([[0.1, 0.9, 0.8, 0.2], [0.1, 0.9, 0.4, 0.2]])
    0.5
    """
    return float(is_solved(outputs).mean())


def interval(rate: float, n: int) -> tuple[float, float]:
    """Give bounds that hold the true rate in about 95 of 100 samples.

    Wilson's interval: unlike rate ± 1.96 standard errors, it does not shrink
    to nothing when all of the starts succeed.

    Args:
        rate: share of successes, 0 to 1.
        n: number of starts.

    Returns:
        (low, high).

    >>> for n in (10, 100, 1000, 5000):
    ...     low, high = interval(0.5, n)
    ...     print(n, f"{100 * low:.1f} % to {100 * high:.1f} %")
    10 23.7 % to 76.3 %
    100 40.4 % to 59.6 %
    1000 46.9 % to 53.1 %
    5000 48.6 % to 51.4 %
    >>> low, high = interval(1.0, 1000)
    >>> print(f"{100 * low:.1f} % to {100 * high:.1f} %")
    99.6 % to 100.0 %
    """
    z2 = 1.96**2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = (
        1.96 / (1 + z2 / n) * (rate * (1 - rate) / n + z2 / (4 * n * n)) ** 0.5
    )
    return middle - half, min(middle + half, 1.0)


def to_keras(
    weights,
    index,
    activation="sigmoid",
    loss="mse",
    optimizer="sgd",
    learning_rate=0.1,
):
    """Make a compiled Keras model of one of the networks.

    Args:
        weights: of n networks.
        index: which of them.
        activation, loss, optimizer, learning_rate: as for `train_starts`.

    Returns:
        A `keras.Model` with the same weights.

    >>> ten = make_starts(10)
    >>> model = to_keras(ten, 7)
    >>> np.allclose(model(tf.constant(INPUTS))[:, 0],
    ...             predict_starts(ten)[7])
    True
    """
    kernel_1, bias_1, kernel_2, bias_2 = (part[index] for part in weights)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(bias_1.shape[1], activation=activation),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.set_weights([kernel_1, bias_1[0], kernel_2, bias_2[0]])
    if optimizer == "adam":
        rule = keras.optimizers.Adam(learning_rate)
    else:
        momentum = 0.9 if optimizer == "momentum" else 0.0
        rule = keras.optimizers.SGD(learning_rate, momentum=momentum)
    names = {"mse": "mse", "bce": "binary_crossentropy"}
    model.compile(optimizer=rule, loss=names[loss])
    return model


def agree(weights, index, model):
    """Say whether a network and a Keras model have the same weights.

    Args:
        weights: of n networks.
        index: which of them.
        model: as made by `to_keras`, trained meanwhile.

    Returns:
        True when no weight differs by more than 1e-5.

    >>> two = make_starts(2)
    >>> agree(two, 0, to_keras(two, 0))
    True
    >>> agree(two, 0, to_keras(two, 1))
    False
    """
    return all(
        np.allclose(
            tf.reshape(part[index], array.shape), array, rtol=0, atol=1e-5
        )
        for part, array in zip(weights, model.get_weights())
    )


def print_rates(settings, n=1000, seed=0, epochs=EPOCHS):
    """Print a table of success rates in whole percents.

    Args:
        settings: mapping of a row's name to keywords of `train_starts`, and
            "hidden" for `make_starts`.
        n: number of starts in each row.
        seed: of the starts and of the orders.
        epochs: the columns.

    >>> print_rates({"no shuffling": {"shuffle": False}}, epochs=(500, 1500))
    1000 starts each, seed 0, ± 3 points or less
                        500   1500
    no shuffling          1     57
    """
    low, high = interval(0.5, n)
    print(
        f"{n} starts each, seed {seed}, "
        f"± {50 * (high - low):.0f} points or less"
    )
    print(" " * 16, *(f"{epoch:6}" for epoch in epochs))
    for name, setting in settings.items():
        setting = dict(setting)
        starts = make_starts(n, setting.pop("hidden", 4), seed)
        activation = setting.get("activation", "sigmoid")
        trained = train_starts(starts, epochs, seed=seed, **setting)
        rates = [
            success_rate(predict_starts(weights, INPUTS, activation))
            for weights in trained
        ]
        print(f"{name:16}", *(f"{100 * rate:6.0f}" for rate in rates))


def sweep_rates(n=1000, seed=0):
    """Print the success rates of seven learning rates.

    Args:
        n: number of starts for each.
        seed: of the starts and of the orders.

    >>> sweep_rates()
    1000 starts each, seed 0, ± 3 points or less
                        500   1000   1500   3000   5000
    0.01                  0      0      0      0      1
    0.05                  0      1      5     58     94
    0.1                   1     15     56     96    100
    0.2                  13     78     95    100    100
    0.5                  84     99    100    100    100
    1.0                  99    100    100    100    100
    5.0                  98     99     99     99     99
    """
    print_rates(
        {
            str(rate): {"learning_rate": rate}
            for rate in (0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
        },
        n,
        seed,
    )


def sweep_batches(n=1000, seed=0):
    """Print the success rates of batch sizes, at one learning rate and scaled.

    Args:
        n: number of starts for each.
        seed: of the starts and of the orders.

    >>> sweep_batches()
    1000 starts each, seed 0, ± 3 points or less
                        500   1000   1500   3000   5000
    1, rate 0.1           1     15     56     96    100
    1, fixed order        1     16     57     96    100
    2, rate 0.1           0      1      5     59     95
    4, rate 0.1           0      0      0      5     38
    2, rate 0.2           1     16     58     96     99
    4, rate 0.4           1     17     60     98    100
    4, rate 5.0         100    100    100    100    100
    """
    print_rates(
        {
            "1, rate 0.1": {},
            "1, fixed order": {"shuffle": False},
            "2, rate 0.1": {"batch_size": 2},
            "4, rate 0.1": {"batch_size": 4},
            "2, rate 0.2": {"batch_size": 2, "learning_rate": 0.2},
            "4, rate 0.4": {"batch_size": 4, "learning_rate": 0.4},
            "4, rate 5.0": {"batch_size": 4, "learning_rate": 5.0},
        },
        n,
        seed,
    )


def sweep_optimizers(n=1000, seed=0):
    """Print the success rates of optimizers and losses.

    Args:
        n: number of starts for each.
        seed: of the starts and of the orders.

    >>> sweep_optimizers()
    1000 starts each, seed 0, ± 3 points or less
                        500   1000   1500   3000   5000
    sgd 0.1               1     15     56     96    100
    sgd 0.1, bce         12     77     95    100    100
    momentum 0.1         99    100    100    100    100
    adam 0.001            0      0      1     12     66
    adam 0.01            56     99    100    100    100
    """
    print_rates(
        {
            "sgd 0.1": {},
            "sgd 0.1, bce": {"loss": "bce"},
            "momentum 0.1": {"optimizer": "momentum"},
            "adam 0.001": {"optimizer": "adam", "learning_rate": 0.001},
            "adam 0.01": {"optimizer": "adam", "learning_rate": 0.01},
        },
        n,
        seed,
    )


def sweep_hidden(n=1000, seed=0):
    """Print the success rates of hidden layers, by units and activation.

    Args:
        n: number of starts for each.
        seed: of the starts and of the orders.

    >>> sweep_hidden()
    1000 starts each, seed 0, ± 3 points or less
                        500   1000   1500   3000   5000
    1 sigmoid             0      0      0      0      0
    2 sigmoid             0      6     21     63     75
    4 sigmoid             1     15     56     96    100
    8 sigmoid             0     10     57     99    100
    32 sigmoid            0      0      1     98    100
    4 linear              0      0      0      0      0
    4 relu               58     59     60     60     60
    8 relu               92     92     92     92     92
    4 tanh               99     99    100    100    100
    """
    settings = {
        f"{units} sigmoid": {"hidden": units} for units in (1, 2, 4, 8, 32)
    }
    settings |= {
        f"{units} {activation}": {"hidden": units, "activation": activation}
        for units, activation in (
            (4, "linear"),
            (4, "relu"),
            (8, "relu"),
            (4, "tanh"),
        )
    }
    print_rates(settings, n, seed)


def draw_success(n=500) -> plt.Figure:
    """Draw the success rates over the epochs, with their intervals.

    Args:
        n: number of starts for each curve.

    Returns:
        The matplotlib figure.

    >>> draw_success()
    <Figure size 680x360 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
    epochs = tuple(range(100, 3001, 100))
    settings = {
        "lr 0.1": {},
        "lr 0.2": {"learning_rate": 0.2},
        "lr 0.5": {"learning_rate": 0.5},
        "batch 4, lr 0.4": {"batch_size": 4, "learning_rate": 0.4},
    }
    for number, (name, setting) in enumerate(settings.items()):
        rates = np.array(
            [
                success_rate(predict_starts(weights))
                for weights in train_starts(make_starts(n), epochs, **setting)
            ]
        )
        axes.plot(
            epochs,
            100 * rates,
            f"C{number}",
            label=name,
            linestyle="--" if "batch" in name else "-",
        )
        bounds = np.array([interval(rate, n) for rate in rates])
        axes.fill_between(
            epochs,
            *(100 * bounds.T),
            alpha=0.15,
            color=f"C{number}",
            linewidth=0,
        )
    axes.axvline(1500, color="C5", linestyle=":", linewidth=1)
    axes.set(
        xlabel="epochs", ylabel="solved (%)", xlim=(0, 3000), ylim=(0, 103)
    )
    axes.legend(loc="lower right")
    return figure


__test__ = {
    "steps": """
starts:

>>> starts = make_starts(1000)
>>> for part in starts:
...     print(part.shape)
(1000, 2, 4)
(1000, 1, 4)
(1000, 4, 1)
(1000, 1, 1)

before:

>>> predict_starts(starts).shape
TensorShape([1000, 4])
>>> success_rate(predict_starts(starts)) < 0.02
True

trained:

>>> trained, = train_starts(starts, (1500,))
>>> outputs = predict_starts(trained)
>>> print(np.round(outputs[:4], 2))
[[0.13 0.87 0.85 0.13]
 [0.21 0.7  0.7  0.38]
 [0.21 0.7  0.64 0.45]
 [0.46 0.46 0.65 0.4 ]]
>>> is_solved(outputs[:4])
array([ True,  True,  True, False])

rate:

>>> many = make_starts(5000)
>>> late, = train_starts(many, (1500,))
>>> rate = success_rate(predict_starts(late))
>>> print(f"{100 * rate:.0f} % of 5000 starts")
55 % of 5000 starts
>>> low, high = interval(rate, 5000)
>>> print(f"between {100 * low:.0f} % and {100 * high:.0f} %")
between 53 % and 56 %

alone:

>>> np.allclose(predict_starts(late)[:1000], outputs, atol=1e-4)
True

check-sgd:

>>> for index in (0, 1, 2):
...     model = to_keras(starts, index)
...     history = model.fit(np.array(INPUTS), np.array(LABELS), epochs=10,
...                         batch_size=1, shuffle=False, verbose=0)
...     here, = train_starts(starts, (10,), shuffle=False)
...     print(agree(here, index, model))
True
True
True

check-adam:

>>> setting = {"activation": "tanh", "loss": "bce",
...            "optimizer": "adam", "learning_rate": 0.01}
>>> for index in (0, 1):
...     model = to_keras(starts, index, **setting)
...     history = model.fit(np.array(INPUTS), np.array(LABELS), epochs=10,
...                         batch_size=2, shuffle=False, verbose=0)
...     here, = train_starts(starts, (10,), batch_size=2, shuffle=False,
...                          **setting)
...     print(agree(here, index, model))
True
True

check-orders:

>>> model = to_keras(starts, 3, optimizer="momentum")
>>> for order in make_orders(100):
...     for i in order:
...         loss = model.train_on_batch(np.array(INPUTS)[[i]],
...                                     np.array(LABELS)[[i]])
>>> here, = train_starts(starts, (100,), optimizer="momentum")
>>> agree(here, 3, model)
True

slice:

>>> def middle_column(table):
...     total = 0
...     for i in tf.range(2):
...         total += tf.reduce_sum(table[i, 1:2])
...     return total
>>> table = tf.constant([[10, 11, 12], [20, 21, 22]])
>>> int(middle_column(table))
32
>>> int(tf.function(middle_column)(table))
32
>>> int(tf.function(middle_column, jit_compile=True)(table))
30

gather:

>>> def gathered_column(table):
...     total = 0
...     for i in tf.range(2):
...         total += tf.reduce_sum(tf.gather(table, i)[1:2])
...     return total
>>> int(tf.function(gathered_column, jit_compile=True)(table))
32

faster:

>>> begin = time.perf_counter()
>>> here, = train_starts(starts, (1500,))
>>> per_start = (time.perf_counter() - begin) / (1000 * 1500)
>>> model = to_keras(starts, 0)
>>> history = model.fit(np.array(INPUTS), np.array(LABELS), epochs=2,
...                     batch_size=1, verbose=0)
>>> begin = time.perf_counter()
>>> history = model.fit(np.array(INPUTS), np.array(LABELS), epochs=10,
...                     batch_size=1, verbose=0)
>>> per_fit = (time.perf_counter() - begin) / 10
>>> per_fit > 1000 * per_start
True

paired:

>>> large, = train_starts(many, (1500,), batch_size=4, learning_rate=0.4)
>>> gain = (is_solved(predict_starts(large)).astype(int)
...         - is_solved(predict_starts(late)))
>>> bool(gain.mean() > 1.96 * gain.std(ddof=1) / 5000 ** 0.5)
True

product:

>>> for rate, epochs in ((0.1, 1500), (1.0, 150), (5.0, 30)):
...     here, = train_starts(starts, (epochs,), learning_rate=rate)
...     print(rate, epochs, f"{100 * success_rate(predict_starts(here)):.0f}")
0.1 1500 56
1.0 150 19
5.0 30 0

other-settings:

>>> one, = train_starts(make_starts(1000, hidden=1), (1500,),
...                     activation="swish")
>>> success_rate(predict_starts(one, INPUTS, "swish")) > 0.9
True
>>> here, = train_starts(starts, (5000,), activation="relu")
>>> hidden = tf.nn.relu(np.array(INPUTS, "float32") @ here[0] + here[1])
>>> dead = np.all(hidden == 0, axis=1).sum(axis=1)
>>> solved = is_solved(predict_starts(here, INPUTS, "relu"))
>>> print(f"{dead[solved].mean():.0f} {dead[~solved].mean():.0f}")
1 2
>>> for activation in ("tanh", "sigmoid"):
...     here, = train_starts(starts, (1500,), learning_rate=1.0,
...                          activation=activation)
...     rate = success_rate(predict_starts(here, INPUTS, activation))
...     print(activation, rate > 0.9)
tanh False
sigmoid True

exercise-1:

>>> outputs = predict_starts(late)
>>> target = np.array(LABELS)
>>> confident = np.all(np.abs(outputs - target) < 0.1, axis=1)
>>> int(confident.sum())
0

exercise-2:

>>> missed = (outputs.numpy() > 0.5) != (target > 0.5)
>>> one = missed.sum(axis=1) == 1
>>> INPUTS[int(np.argmax(missed[one].sum(axis=0)))]
(1.0, 1.0)
>>> print(f"{missed[one].mean(axis=0)[3]:.1f}")
0.7
>>> relu, = train_starts(starts, (1500,), activation="relu")
>>> outputs = predict_starts(relu, INPUTS, "relu").numpy()
>>> missed = (outputs > 0.5) != (target > 0.5)
>>> one = missed.sum(axis=1) == 1
>>> INPUTS[int(np.argmin(missed[one].sum(axis=0)))]
(1.0, 1.0)
"""
}
