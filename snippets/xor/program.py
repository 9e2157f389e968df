"""The lecture's whole program, run, examined and mended.

`MLP.py` and `xor_classifier.py` in one file, with twenty seeds in place of
one lucky run.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras, "MLP.py",
"xor_classifier.py".
"""

from collections.abc import Iterable
from functools import partial

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.xor.laboratory import MLP, print_result
from snippets.xor.sweep import (
    INPUTS,
    LABELS,
    interval,
    is_solved,
    make_orders,
    make_starts,
)

SEEDS = range(20)
MENDED = {
    "activation": "tanh",
    "loss": "binary_crossentropy",
    "optimizer": keras.optimizers.Adam,
    "learning_rate": 0.05,
    "batch_size": 4,
}


def classify_xor(epochs=1500):
    """Train an `MLP` on the four points, and print what it answers.

    The printing is as wrong as the lecture's: each row of a prediction is an
    array of one number.

    Args:
        epochs: passes over the four points.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras,
    "xor_classifier.py".

    >>> keras.utils.set_random_seed(1)
    >>> classify_xor(epochs=3)
    Traceback (most recent call last):
        ...
    TypeError: only 0-dimensional arrays can be converted to Python scalars
    Keras 2 (with NumPy 1.26 it is only a warning):
    DeprecationWarning: Conversion of an array with ndim > 0 to a scalar ...
    0 XOR 0 => ...
    0 XOR 1 => ...
    1 XOR 0 => ...
    1 XOR 1 => ...
    """
    input_data, xor_labels = tf.constant(INPUTS), tf.constant(LABELS)
    mlp = MLP(hidden_layer_conf=[4], num_output_nodes=1)
    mlp.build_model()
    mlp.fit(input_data, xor_labels, batch_size=1, epochs=epochs)  #: slow
    prediction = mlp.predict(input_data, batch_size=1)
    for x, y in zip(input_data, prediction):
        answer = 1 if y > 0.5 else 0
        print("%d XOR %d => %.2f => %d" % (x[0], x[1], y, answer))  #: print


def fit_at_once(model, epochs, batch_size=1, shuffle=True):
    """Train with many epochs of the four points as one epoch of `fit()`.

    Args:
        model: a compiled model with two inputs and one output.
        epochs: passes over the four points; a multiple of 25.
        batch_size: 1, 2 or 4.
        shuffle: a new order for every pass.

    >>> mlp = MLP([4], 1)
    >>> mlp.build_model()
    >>> fit_at_once(mlp.logic_op_model, epochs=25)
    >>> int(mlp.logic_op_model.optimizer.iterations)
    100
    """
    points = tf.data.Dataset.from_tensor_slices(
        (tf.constant(INPUTS), tf.constant(LABELS))
    )
    if shuffle:
        points = points.shuffle(4, seed=0)
    model.compile(
        optimizer=model.optimizer,
        loss=model.loss,
        steps_per_execution=100 // batch_size,  #: hundred
    )
    model.fit(points.repeat(epochs).batch(batch_size), shuffle=False, verbose=0)


def run_program(seed: int) -> MLP:
    """Run the lecture's training with a seed.

    Args:
        seed: of the starting weights.

    Returns:
        The trained `MLP`.

    >>> int(run_program(9).logic_op_model.optimizer.iterations)
    6000
    """
    keras.utils.set_random_seed(seed)
    mlp = MLP(hidden_layer_conf=[4], num_output_nodes=1)
    mlp.build_model()
    fit_at_once(mlp.logic_op_model, epochs=1500)
    return mlp


def stack_starts(
    seeds: Iterable[int] = SEEDS, hidden: int = 4
) -> list[tf.Tensor]:
    """Stack the weights that Keras draws for a network under each seed.

    Args:
        seeds: each for `keras.utils.set_random_seed`.
        hidden: units of the hidden layer.

    Returns:
        Four float32 tensors as `make_starts` gives them.

    >>> [tuple(part.shape) for part in stack_starts(range(3))]
    [(3, 2, 4), (3, 1, 4), (3, 4, 1), (3, 1, 1)]
    """
    drawn = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        layers = [keras.layers.Dense(hidden), keras.layers.Dense(1)]
        model = keras.Sequential([keras.Input((2,)), *layers])
        drawn.append(model.get_weights())
    kernels, biases, last, bias = map(np.stack, zip(*drawn))
    parts = kernels, biases[:, np.newaxis], last, bias[:, np.newaxis]
    return [tf.constant(part) for part in parts]


def train_together(
    starts,
    epochs=(1500,),
    optimizer=keras.optimizers.SGD,
    learning_rate=0.1,
    loss="mse",
    activation="sigmoid",
    batch_size=1,
    shuffle=True,
):
    """Train many networks at once, as the program trains one.

    Args:
        starts: as `stack_starts` gives them, for n networks.
        epochs: increasing numbers.
        optimizer: a class of Keras, called with `learning_rate`.
        learning_rate: a number.
        loss, activation: names that Keras knows; the activation is that of
            the hidden layer.
        batch_size: 1, 2 or 4.
        shuffle: as for `make_orders`; all networks see one order.

    Returns:
        float32 array (len(epochs), n, 4): the outputs after each of `epochs`.

    >>> train_together(stack_starts(range(3)), (1, 2)).shape
    (2, 3, 4)
    """
    weights = [tf.Variable(part) for part in starts]
    rule = optimizer(learning_rate)
    rule.build(weights)
    errors, bend = keras.losses.get(loss), keras.activations.get(activation)
    orders = make_orders(max(epochs), shuffle).reshape(-1, batch_size)
    orders, step = tf.constant(orders), tf.TensorSpec((), tf.int32)
    inputs, labels = tf.constant(INPUTS), tf.constant(LABELS)

    def predict(points):
        hidden = bend(points @ weights[0] + weights[1])
        return tf.sigmoid(hidden @ weights[2] + weights[3])[..., 0]

    @tf.function(jit_compile=True)
    def train(orders, step, last):
        while step < last:
            chosen = tf.gather(orders, step)
            with tf.GradientTape() as tape:
                outputs = predict(tf.gather(inputs, chosen))
                wanted = tf.gather(labels, chosen) + 0.0 * outputs
                total = tf.reduce_sum(errors(wanted, outputs))  #: sum
            gradients = tape.gradient(total, weights)
            rule.apply_gradients(zip(gradients, weights))
            step += 1

    train = train.get_concrete_function(orders, step, step)
    kept = []
    for before, epoch in zip((0, *epochs), epochs):
        steps = [number * 4 // batch_size for number in (before, epoch)]
        train(orders, *map(tf.constant, steps))
        kept.append(predict(inputs).numpy())
    return np.array(kept)


def count_solved(starts, epochs=(500, 1500), **setting):
    """Train from all starts, and count those that get all points right.

    Args:
        starts: as `stack_starts` gives them.
        epochs: increasing numbers; it counts after each.
        setting: keywords of `train_together`.

    Returns:
        A list of one number for each of `epochs`.

    >>> count_solved(stack_starts(range(5)), activation="tanh")
    [5, 5]
    """
    kept = train_together(starts, epochs, **setting)
    return [int(is_solved(outputs).sum()) for outputs in kept]


def count_right(labels, answers):
    """Count the answers that are on the same side of 0.5 as their labels.

    Args:
        labels: (n,).
        answers: (n,) or (n, 1).

    >>> count_right([0, 1, 1, 0], [[0.1], [0.9], [0.4], [0.2]])
    3
    """
    return int(np.sum((np.ravel(answers) > 0.5) == (np.ravel(labels) > 0.5)))


def solve_xor(seed, labels=LABELS, epochs=100):
    """Train a network on the four points, and say how many it gets right.

    Args:
        seed: of the starting weights.
        labels: (4,).
        epochs: passes over the four points, each one update.

    Returns:
        The trained model, and the number of points that are right.

    >>> solve_xor(seed=7)[1]
    4
    """
    keras.utils.set_random_seed(seed)
    inputs = tf.constant(INPUTS)
    targets = tf.reshape(tf.constant(labels), (4, 1))  #: shape
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy"
    )
    points = tf.data.Dataset.from_tensor_slices((inputs, targets))
    model.fit(points.repeat(epochs).batch(4), shuffle=False, verbose=0)  #: once
    return model, count_right(labels, model(inputs))  #: right


def draw_losses() -> plt.Figure:
    """Draw the losses of all seeds, of the program and of the mended one.

    Returns:
        The matplotlib figure.

    >>> draw_losses()
    <Figure size 700x330 with 2 Axes>
    """
    figure, panels = plt.subplots(1, 2, figsize=(7, 3.3), layout="constrained")
    runs = (
        ("the program", stack_starts(), (1, *range(25, 1501, 25)), {}),
        ("mended", stack_starts(SEEDS, 8), range(1, 101, 3), MENDED),
    )
    for axes, (title, starts, epochs, setting) in zip(panels, runs):
        kept = train_together(starts, epochs, **setting)
        losses = np.mean((kept - np.array(LABELS)) ** 2, axis=-1)
        for curve, solved in zip(losses.T, is_solved(kept[-1])):
            axes.plot(epochs, curve, color="C0" if solved else "C1", lw=1)
        axes.set(xlabel="epochs", ylabel="MSE", title=title, ylim=(0, 0.4))
    return figure


__test__ = {
    "steps": """
Figures: within 5 points

unbuilt:

>>> mlp = MLP(hidden_layer_conf=[4], num_output_nodes=1)
>>> inputs, labels = tf.constant(INPUTS), tf.constant(LABELS)
>>> mlp.fit(inputs, labels, batch_size=1, epochs=1)
Traceback (most recent call last):
    ...
AttributeError: 'NoneType' object has no attribute 'fit'

same:

>>> outputs = []
>>> for way in ("as written", "at once"):
...     keras.utils.set_random_seed(0)
...     mlp = MLP([4], 1)
...     mlp.build_model()
...     if way == "as written":
...         mlp.fit(inputs, labels, batch_size=1, epochs=25, shuffle=False)
...     else:
...         fit_at_once(mlp.logic_op_model, epochs=25, shuffle=False)
...     outputs.append(mlp.predict(inputs, batch_size=4)[:, 0])
>>> bool(np.abs(outputs[0] - outputs[1]).max() < 1e-5)
True

same-together:

>>> keras.utils.set_random_seed(0)
>>> mlp = MLP([4], 1)
>>> mlp.build_model()
>>> mlp.fit(inputs, labels, batch_size=1, epochs=25, shuffle=False)
>>> alone = mlp.predict(inputs, batch_size=4)[:, 0]
>>> starts = stack_starts()
>>> among_others = train_together(starts, (25,), shuffle=False)[0, 0]
>>> bool(np.abs(alone - among_others).max() < 1e-5)
True

two-seeds:

>>> for seed in (9, 6):
...     print("seed", seed)
...     mlp = run_program(seed)
...     print_result(INPUTS, mlp.predict(tf.constant(INPUTS), batch_size=4))
seed 9
0 XOR 0 => 0.09 => 0
0 XOR 1 => 0.87 => 1
1 XOR 0 => 0.87 => 1
1 XOR 1 => 0.16 => 0
seed 6
0 XOR 0 => 0.32 => 0
0 XOR 1 => 0.55 => 1
1 XOR 0 => 0.61 => 1
1 XOR 1 => 0.58 => 1

seeds:

>>> solved = is_solved(train_together(starts)[0])
>>> [seed for seed in SEEDS if not solved[seed]]
[1, 2, 4, 6, 16, 19]
>>> low, high = interval(solved.mean(), len(SEEDS))
>>> print(f"{100 * solved.mean():.0f} %: {100 * low:.0f} % to {100 * high:.0f} %")
70 %: 48 % to 85 %

epochs:

>>> count_solved(starts, epochs=(500, 1000, 1500, 2000, 3000, 5000))
[0, 3, 14, 18, 19, 20]

changes:

>>> SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam
>>> changes = {
...     "program": {},
...     "learning rate 0.5": {"learning_rate": 0.5},
...     "cross-entropy": {"loss": "binary_crossentropy"},
...     "tanh": {"activation": "tanh"},
...     "momentum 0.9": {"optimizer": partial(SGD, momentum=0.9)},
...     "Adam 0.01": {"optimizer": Adam, "learning_rate": 0.01},
...     "Adam, its 0.001": {"optimizer": Adam, "learning_rate": 0.001},
...     "batch of 4": {"batch_size": 4},
...     "batch of 4, 0.4": {"batch_size": 4, "learning_rate": 0.4}}
>>> for name, change in changes.items():
...     print(f"{name:18}", *(f"{n:4}" for n in count_solved(starts, **change)))
program               0   14
learning rate 0.5    17   20
cross-entropy         2   20
tanh                 20   20
momentum 0.9         20   20
Adam 0.01            15   20
Adam, its 0.001       0    0
batch of 4            0    0
batch of 4, 0.4       0   15

label-shapes:

>>> perfect = tf.reshape(labels, (4, 1))
>>> for name, answers in (("all right", perfect), ("always 0.5", 0.5)):
...     print(name, float(tf.reduce_mean((labels - answers) ** 2)))
all right 0.5
always 0.5 0.25
>>> float(tf.reduce_mean((tf.reshape(labels, (4, 1)) - perfect) ** 2))
0.0

classes:

>>> for name, gate in (("XOR", LABELS), ("AND", (0, 0, 0, 1))):
...     print(name, [count_right(gate, [guess] * 4) for guess in (0, 1)])
XOR [2, 2]
AND [3, 1]

together:

>>> count_solved(starts, epochs=(100,), **MENDED)
[19]
>>> train_together(starts, (1500,), **MENDED)[0, 2].round(2)
array([0. , 0.5, 1. , 0.5], dtype=float32)

more-units:

>>> four, = count_solved(make_starts(1000, 4), (100,), **MENDED)
>>> 950 < four < 990
True
>>> count_solved(make_starts(1000, 8), (100,), **MENDED)
[1000]

mended:

>>> for seed in range(4):
...     model, right = solve_xor(seed)
...     print("seed", seed, "right", right, "of 4")
seed 0 right 4 of 4
seed 1 right 4 of 4
seed 2 right 4 of 4
seed 3 right 4 of 4
>>> print_result(INPUTS, model(tf.constant(INPUTS)).numpy())
0 XOR 0 => 0.00 => 0
0 XOR 1 => 1.00 => 1
1 XOR 0 => 1.00 => 1
1 XOR 1 => 0.00 => 0

all-seeds:

>>> count_solved(stack_starts(SEEDS, 8), epochs=(100,), **MENDED)
[20]

exercise-1:

>>> gate = (0.0, 0.0, 0.0, 1.0)
>>> for epochs in (5, 10, 20, 100):
...     model, right = solve_xor(seed=0, labels=gate, epochs=epochs)
...     outputs = np.ravel(model(tf.constant(INPUTS)))
...     print(epochs, right, outputs.round(2))
5 3 [0.26 0.29 0.33 0.43]
10 4 [0.07 0.2  0.25 0.59]
20 4 [0.   0.07 0.07 0.86]
100 4 [0. 0. 0. 1.]

exercise-2:

>>> for rate in (0.05, 0.1, 0.2):
...     print(rate, count_solved(starts, (1500, 3000), learning_rate=rate))
0.05 [2, 15]
0.1 [14, 19]
0.2 [20, 20]
"""
}
