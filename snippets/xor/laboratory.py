"""The XOR laboratory.

The lecture's class and classifier, and what becomes of them when they run.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras, "MLP.py",
"xor_classifier.py".
"""

import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.xor.sweep import (
    INPUTS,
    LABELS,
    agree,
    interval,
    make_starts,
    predict_starts,
    print_rates,
    success_rate,
    train_starts,
)


class MLP:
    """A multilayer perceptron with two inputs.

    Args:
        hidden_layer_conf: units of each hidden layer, such as [4], or None.
        num_output_nodes: units of the output layer.

    Attributes:
        logic_op_model: the Keras model, None before `build_model`.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras, "MLP.py".

    >>> deep = MLP(hidden_layer_conf=[3, 5], num_output_nodes=2)
    >>> deep.build_model()
    >>> [layer.units for layer in deep.logic_op_model.layers[1:]]
    [3, 5, 2]
    """

    def __init__(self, hidden_layer_conf, num_output_nodes):
        self.hidden_layer_conf = hidden_layer_conf
        self.num_output_nodes = num_output_nodes
        self.logic_op_model = None

    def build_model(self):
        """Make the layers, and compile: SGD with rate 0.1, MSE."""
        input_layer = keras.Input(shape=(2,))
        signal = input_layer
        for units in self.hidden_layer_conf or []:
            signal = keras.layers.Dense(units, activation="sigmoid")(signal)
        output = keras.layers.Dense(
            self.num_output_nodes, activation="sigmoid"
        )(signal)
        self.logic_op_model = keras.Model(inputs=input_layer, outputs=output)
        self.logic_op_model.compile(
            optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse"
        )

    def fit(self, x, y, batch_size, epochs, shuffle=True):
        """Train with inputs (n, 2) and labels (n,)."""
        self.logic_op_model.fit(
            x,
            y,
            batch_size=batch_size,
            epochs=epochs,
            shuffle=shuffle,
            verbose=0,
        )

    def predict(self, x, batch_size):
        """Give the outputs (n, num_output_nodes) for inputs (n, 2)."""
        return self.logic_op_model.predict(x, batch_size=batch_size, verbose=0)


def load_start(mlp, weights, index):
    """Put the weights of one network of the sweep into an `MLP`.

    Args:
        mlp: an `MLP` with one hidden layer, built.
        weights: as `make_starts` draws them.
        index: which network.

    >>> loaded = MLP([4], 1)
    >>> loaded.build_model()
    >>> load_start(loaded, make_starts(10), 7)
    >>> agree(make_starts(10), 7, loaded.logic_op_model)
    True
    """
    there = mlp.logic_op_model.get_weights()
    mlp.logic_op_model.set_weights(
        [
            np.reshape(part[index], array.shape)
            for part, array in zip(weights, there)
        ]
    )


def print_result(inputs, prediction):
    """Print each input with what the network says, and on which side of 0.5.

    Args:
        inputs: (n, 2).
        prediction: (n, 1).

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras,
    "xor_classifier.py".

    >>> print_result([(0, 1), (1, 1)], [[0.75], [0.5]])
    0 XOR 1 => 0.75 => 1
    1 XOR 1 => 0.50 => 0
    """
    for x, y in zip(inputs, prediction):
        print("%d XOR %d => %.2f => %d" % (x[0], x[1], y[0], y[0] > 0.5))


def learn_xor(output, steps=1000):
    """Train a network 2-4-1 with tanh inside and any activation at the end.

    Args:
        output: activation of the output layer.
        steps: number of updates, each with all four points.

    Returns:
        float32 array (4,): the outputs after the training.

    >>> for output in ("sigmoid", "tanh", "linear", "relu"):
    ...     print(output, np.round(np.abs(learn_xor(output))))
    sigmoid [0. 1. 1. 0.]
    tanh [0. 1. 1. 0.]
    linear [0. 1. 1. 0.]
    relu [0. 1. 0. 0.]
    """
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(4, activation="tanh"),
            keras.layers.Dense(1, activation=output),
        ]
    )
    model.set_weights(
        [
            np.reshape(part[0], array.shape)
            for part, array in zip(make_starts(1), model.get_weights())
        ]
    )
    optimizer = keras.optimizers.Adam(0.02)
    inputs, labels = tf.constant(INPUTS), tf.constant(LABELS)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(inputs)[:, 0] - labels) ** 2)
        weights = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))

    for _ in range(steps):
        step()
    return model(inputs)[:, 0].numpy()


def draw_xor_network(units=4) -> plt.Figure:
    """Draw the network 2-`units`-1.

    Args:
        units: of the hidden layer.

    Returns:
        The matplotlib figure.

    >>> draw_xor_network()
    <Figure size 600x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
    columns = [
        [(0, 1), (0, -1)],
        [(2, 1.5 * (units - 1) / 2 - 1.5 * i) for i in range(units)],
        [(4, 0)],
    ]
    for left, right in zip(columns, columns[1:]):
        for a in left:
            for b in right:
                axes.plot(
                    *zip(a, b), color="C0", alpha=0.4, linewidth=1, zorder=1
                )
    texts = [["x1", "x2"], ["σ"] * units, ["σ"]]
    for colour, places, words in zip(("C2", "C0", "C1"), columns, texts):
        for (x, y), word in zip(places, words):
            axes.add_patch(
                plt.Circle((x, y), 0.42, facecolor=colour, alpha=0.25, zorder=2)
            )
            axes.text(x, y, word, ha="center", va="center", zorder=3)
    bottom = columns[1][-1][1] - 1.1
    for x, word in ((0, "input"), (2, "hidden"), (4, "output")):
        axes.text(x, bottom, word, ha="center", va="center")
    axes.annotate("x1 XOR x2", (5.6, 0), ha="center", va="center")
    axes.set(xlim=(-0.8, 6.3), ylim=(bottom - 0.4, 3), aspect="equal")
    axes.set_axis_off()
    return figure


def draw_two_starts() -> plt.Figure:
    """Draw the losses of a start that works in time and of one that does not.

    Returns:
        The matplotlib figure.

    >>> draw_two_starts()
    <Figure size 680x340 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 3.4), layout="constrained")
    epochs = tuple(range(1, 3001, 25))
    history = train_starts(make_starts(1000), epochs)
    for index, colour, label in ((0, "C0", "start 0"), (3, "C1", "start 3")):
        losses = [
            float(
                np.mean(
                    (predict_starts(weights)[index] - np.array(LABELS)) ** 2
                )
            )
            for weights in history
        ]
        axes.plot(epochs, losses, colour, label=label)
    axes.axhline(0.25, linestyle=":", linewidth=1, color="C5")
    axes.axvline(1500, linestyle=":", linewidth=1, color="C5")
    axes.set(xlabel="epochs", ylabel="MSE", xlim=(0, 3000), ylim=(0, 0.32))
    axes.legend()
    return figure


def _grid(size=61):
    """Points of the square around the four inputs: (size * size, 2)."""
    line = np.linspace(-0.4, 1.4, size, dtype="float32")
    x, y = np.meshgrid(line, line)
    return line, np.stack([x.ravel(), y.ravel()], axis=1)


def _draw_discs_and_rings(axes):
    """Put the four points on, discs for 1 and rings for 0."""
    for (x, y), label in zip(INPUTS, LABELS):
        axes.plot(
            x,
            y,
            "o",
            color="C1" if label else "C0",
            markersize=8,
            fillstyle="full" if label else "none",
        )
    axes.set(
        xticks=[0, 1],
        yticks=[0, 1],
        aspect="equal",
        xlim=(-0.4, 1.4),
        ylim=(-0.4, 1.4),
    )


def draw_boundaries() -> plt.Figure:
    """Draw where two networks answer more than 0.5, as they train.

    Returns:
        The matplotlib figure.

    >>> draw_boundaries()
    <Figure size 700x400 with 8 Axes>
    """
    figure, panels = plt.subplots(
        2, 4, figsize=(7, 4), layout="constrained", sharex=True, sharey=True
    )
    epochs = (500, 1000, 1500, 3000)
    line, points = _grid()
    history = train_starts(make_starts(1000), epochs)
    for column, (epoch, weights) in enumerate(zip(epochs, history)):
        chosen = [tf.gather(part, [0, 3]) for part in weights]
        surfaces = predict_starts(chosen, points).numpy()
        for axes, surface in zip(panels[:, column], surfaces):
            axes.contourf(
                line,
                line,
                surface.reshape(len(line), -1),
                levels=[0, 0.5, 1],
                colors=["C0", "C1"],
                alpha=0.25,
            )
            _draw_discs_and_rings(axes)
        panels[0, column].set_title(str(epoch), fontsize="medium")
    panels[0, 0].set_ylabel("start 0")
    panels[1, 0].set_ylabel("start 3")
    return figure


def draw_hidden_units() -> plt.Figure:
    """Draw where each hidden unit of a trained network answers above 0.5.

    Returns:
        The matplotlib figure.

    >>> draw_hidden_units()
    <Figure size 700x210 with 5 Axes>
    """
    figure, panels = plt.subplots(
        1, 5, figsize=(7, 2.1), sharey=True, layout="constrained"
    )
    line, points = _grid()
    (weights,) = train_starts(make_starts(1000), (5000,))
    kernel, bias, last, _ = (part[0].numpy() for part in weights)
    hidden = tf.sigmoid(points @ kernel + bias).numpy()
    output = predict_starts([part[:1] for part in weights], points).numpy()
    for number, axes in enumerate(panels):
        surface = hidden[:, number] if number < 4 else output[0]
        axes.contourf(
            line,
            line,
            surface.reshape(len(line), -1),
            levels=[0, 0.5, 1],
            colors=["C0", "C1"],
            alpha=0.25,
        )
        _draw_discs_and_rings(axes)
        title = f"{last[number, 0]:+.0f}" if number < 4 else "output"
        axes.set_title(title, fontsize="medium")
    return figure


__test__ = {
    "steps": """
data:

>>> input_data = tf.constant([[0.0, 0.0], [0.0, 1.0],
...                           [1.0, 0.0], [1.0, 1.0]])
>>> xor_labels = tf.constant([0.0, 1.0, 1.0, 0.0])
>>> for x, y in zip(input_data, xor_labels):
...     print("%d XOR %d = %d" % (x[0], x[1], y))
0 XOR 0 = 0
0 XOR 1 = 1
1 XOR 0 = 1
1 XOR 1 = 0

model:

>>> mlp = MLP(hidden_layer_conf=[4], num_output_nodes=1)
>>> mlp.build_model()
>>> [tuple(w.shape) for w in mlp.logic_op_model.get_weights()]
[(2, 4), (4,), (4, 1), (1,)]
>>> mlp.logic_op_model.count_params()
17

shapes:

>>> for conf in ([4], [8, 3], None):
...     other = MLP(conf, 1)
...     other.build_model()
...     print(conf, other.logic_op_model.count_params(), "weights")
[4] 17 weights
[8, 3] 55 weights
None 3 weights

trailing-comma:

>>> [2,] == [2]
True
>>> tuple(keras.Input(shape=[2,]).shape)
(None, 2)
>>> tuple(keras.Input(shape=(2,)).shape)
(None, 2)

two-outputs:

>>> two = MLP([4], 2)
>>> two.build_model()
>>> two.predict(input_data, batch_size=4).shape
(4, 2)
>>> rule = "sparse_categorical_crossentropy"
>>> both = keras.Sequential([
...     keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
>>> both.compile(optimizer="sgd", loss=rule)
>>> history = both.fit(input_data, xor_labels, verbose=0)
>>> both.predict(input_data, verbose=0).shape
(4, 2)

compiled:

>>> plain = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
>>> plain.predict(input_data, verbose=0).shape
(4, 1)
>>> before = plain.get_weights()
>>> plain.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
>>> all(map(np.array_equal, before, plain.get_weights()))
True
>>> type(plain.optimizer).__name__, plain.loss
('SGD', 'mse')

updates:

>>> for batch_size in (1, 2, 3, 4):
...     other = MLP([4], 1)
...     other.build_model()
...     other.fit(input_data, xor_labels, batch_size, epochs=3)
...     print(batch_size, int(other.logic_op_model.optimizer.iterations))
1 12
2 6
3 6
4 3

few-epochs:

>>> mlp.fit(input_data, xor_labels, batch_size=1, epochs=3)
>>> prediction = mlp.predict(input_data, batch_size=1)
>>> type(prediction).__name__, prediction.shape
('ndarray', (4, 1))

same:

>>> starts = make_starts(1000)
>>> load_start(mlp, starts, 3)
>>> mlp.fit(input_data, xor_labels, batch_size=1, epochs=10, shuffle=False)
>>> here, = train_starts(starts, (10,), shuffle=False)
>>> agree(here, 3, mlp.logic_op_model)
True

two:

>>> trained, later = train_starts(starts, (1500, 3000))
>>> load_start(mlp, trained, 0)
>>> print_result(input_data, mlp.predict(input_data, batch_size=1))
0 XOR 0 => 0.13 => 0
0 XOR 1 => 0.87 => 1
1 XOR 0 => 0.85 => 1
1 XOR 1 => 0.13 => 0
>>> load_start(mlp, trained, 3)
>>> print_result(input_data, mlp.predict(input_data, batch_size=1))
0 XOR 0 => 0.46 => 0
0 XOR 1 => 0.46 => 0
1 XOR 0 => 0.65 => 1
1 XOR 1 => 0.40 => 0

threshold:

>>> answers = predict_starts(later)
>>> bool(tf.reduce_any((answers == 0.0) | (answers == 1.0)))
False
>>> float(tf.sigmoid(0.0))
0.5

rate:

>>> rate = success_rate(predict_starts(trained))
>>> low, high = interval(rate, 1000)
>>> print(f"{100 * low:.0f} % to {100 * high:.0f} %")
53 % to 59 %

later:

>>> load_start(mlp, later, 3)
>>> print_result(input_data, mlp.predict(input_data, batch_size=1))
0 XOR 0 => 0.09 => 0
0 XOR 1 => 0.90 => 1
1 XOR 0 => 0.92 => 1
1 XOR 1 => 0.08 => 0
>>> print(f"{100 * success_rate(predict_starts(later)):.0f} %")
96 %

plateau:

>>> epochs = (1, 300, 600, 900, 1200, 1500)
>>> for epoch, weights in zip(epochs, train_starts(starts, epochs)):
...     outputs = predict_starts(weights)
...     mse = tf.reduce_mean((outputs - xor_labels) ** 2, axis=1)
...     print(f"{epoch:5}  {mse[0]:.2f}  {mse[3]:.2f}")
    1  0.26  0.25
  300  0.25  0.25
  600  0.23  0.25
  900  0.13  0.25
 1200  0.04  0.24
 1500  0.02  0.20

constant:

>>> for guess in (0.0, 0.4, 0.5, 0.6, 1.0):
...     print(guess, f"{tf.reduce_mean((xor_labels - guess) ** 2):.2f}")
0.0 0.50
0.4 0.26
0.5 0.25
0.6 0.26
1.0 0.50

cancel:

>>> middle, = train_starts(starts, (600,))
>>> load_start(mlp, middle, 3)
>>> lengths, total = [], 0
>>> for x, y in zip(input_data, xor_labels):
...     with tf.GradientTape() as tape:
...         error = (mlp.logic_op_model(x[tf.newaxis])[0, 0] - y) ** 2
...     parts = tape.gradient(error, mlp.logic_op_model.trainable_variables)
...     gradient = np.concatenate([np.ravel(part) for part in parts])
...     lengths.append(float(np.linalg.norm(gradient)))
...     total += gradient / 4
>>> min(lengths) > 0.3, float(np.linalg.norm(total)) < 0.01
(True, True)

settings:

>>> print_rates({"lecture": {},
...              "rate 0.5": {"learning_rate": 0.5},
...              "tanh": {"activation": "tanh"},
...              "momentum 0.9": {"optimizer": "momentum"},
...              "adam 0.01": {"optimizer": "adam",
...                            "learning_rate": 0.01}}, epochs=(500, 1500))
1000 starts each, seed 0, ± 3 points or less
                    500   1500
lecture               1     56
rate 0.5             84    100
tanh                 99    100
momentum 0.9         99    100
adam 0.01            56    100

steep:

>>> print_rates({"sigmoid": {},
...              "sigmoid - 0.5": {"activation": lambda z: tf.sigmoid(z) - 0.5},
...              "tanh + 1": {"activation": lambda z: tf.tanh(z) + 1},
...              "tanh": {"activation": "tanh"}}, epochs=(500,))
1000 starts each, seed 0, ± 3 points or less
                    500
sigmoid               1
sigmoid - 0.5         1
tanh + 1             97
tanh                 99

hidden-activations:

>>> print_rates({"swish": {"activation": "swish"},
...              "hard_sigmoid": {"activation": "hard_sigmoid"}})
1000 starts each, seed 0, ± 3 points or less
                    500   1000   1500   3000   5000
swish                99    100    100    100    100
hard_sigmoid          0      0      0      0      0

format:

>>> row = np.array([0.87], dtype="float32")
>>> row.shape == prediction[0].shape == (1,)
True
>>> with warnings.catch_warnings():
...     warnings.simplefilter("error")
...     try:
...         print("%.2f" % row)
...     except (TypeError, DeprecationWarning):
...         print("an array of one number is not a number")
an array of one number is not a number
>>> "%.2f" % row[0]
'0.87'

names:

>>> def xor_classifier_example():
...     and_labels = tf.constant([0.0, 1.0, 1.0, 0.0])
...     xor_labels = tf.cast(xor_labels, tf.float32)
>>> xor_classifier_example()
Traceback (most recent call last):
    ...
UnboundLocalError: cannot access local variable 'xor_labels' where it is not associated with a value
>>> and_classifier_example()
Traceback (most recent call last):
    ...
NameError: name 'and_classifier_example' is not defined

exercise-1:

>>> print_rates({"batch 4": {"batch_size": 4},
...              "batch 4, 0.4": {"batch_size": 4, "learning_rate": 0.4}},
...             epochs=(1500, 5000))
1000 starts each, seed 0, ± 3 points or less
                   1500   5000
batch 4               0     38
batch 4, 0.4         60    100

exercise-2:

>>> print_rates({"2 units": {"hidden": 2, "learning_rate": 1.0},
...              "3 units": {"hidden": 3, "learning_rate": 1.0},
...              "8 units": {"hidden": 8, "learning_rate": 1.0}},
...             epochs=(500, 1500, 5000))
1000 starts each, seed 0, ± 3 points or less
                    500   1500   5000
2 units              63     70     71
3 units              95     98     98
8 units             100    100    100

exercise-3:

>>> inside = predict_starts(later, [(0.5, 0.5)])[:, 0]
>>> print(f"{100 * np.mean(inside > 0.5):.0f} % say 1")
40 % say 1
"""
}
