"""Objective functions: what training makes small.

Training is the search for the parameters with the smallest value of one
function, which measures how wrong the model is on the training data.

Source: Deep Learning lecture, TensorFlow 2.15 and Keras, "Model Training".
"""

from collections.abc import Callable, Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.autodiff.jacobians import hessian
from snippets.xor.perceptron import OR, POINTS, XOR, with_bias

INPUTS = (1.0, 2.0, 3.0)
TARGETS = (2.0, 4.0, 5.0)


def line(parameters, inputs):
    """The model w x + b.

    Args:
        parameters: a tensor of two numbers, w and b.
        inputs: n numbers.

    Returns:
        A tensor of n predictions.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> line(tf.constant([2., 1.]), [0., 1., 2.])
    <tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 3., 5.], dtype=float32)>
    """
    return parameters[0] * tf.constant(inputs) + parameters[1]


def mean_squared_error(targets, predictions):
    """The mean of the squared errors.

    Args:
        targets: n numbers.
        predictions: a tensor of n numbers.

    Returns:
        A scalar tensor.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> mean_squared_error([2., 4., 5.], tf.constant([1., 2., 5.]))
    <tf.Tensor: shape=(), dtype=float32, numpy=1.6666666269302368>
    """
    return tf.reduce_mean(tf.square(targets - predictions))


def line_loss(parameters):
    """The mean squared error of a line on the three points of this page.

    Args:
        parameters: a tensor of two numbers, w and b.

    Returns:
        A scalar tensor.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> float(line_loss(tf.constant([1., 1.])))
    0.6666666865348816
    """
    return mean_squared_error(TARGETS, line(parameters, INPUTS))


def binary_cross_entropy(labels, probabilities):
    """The mean of minus the logarithm of the probability of the label.

    Args:
        labels: n numbers, each 0 or 1.
        probabilities: a tensor of n numbers between 0 and 1, exclusive:
            how probable the model thinks label 1.

    Returns:
        A scalar tensor.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> for p in (0.5, 0.99):
    ...     print(float(binary_cross_entropy([1.], tf.constant([p]))))
    0.6931471824645996
    0.010050326585769653
    """
    labels = tf.convert_to_tensor(labels, probabilities.dtype)
    of_label = labels * probabilities + (1 - labels) * (1 - probabilities)
    return -tf.reduce_mean(tf.math.log(of_label))


def neuron(parameters, points):
    """One neuron with a sigmoid.

    Args:
        parameters: a tensor of k + 1 weights, that of the bias first.
        points: n points with k coordinates each.

    Returns:
        A tensor of n numbers between 0 and 1.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> neuron(tf.constant([0., 4., -4.]), [[1., 1.], [1., 0.]])
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5       , 0.98201376], dtype=float32)>
    """
    return tf.sigmoid(tf.linalg.matvec(with_bias(points), parameters))


def network(parameters, points):
    """Two hidden neurons and an output neuron, all with a sigmoid.

    Args:
        parameters: nine numbers: x1, x2 and bias for each hidden neuron,
            then weights and bias of the output.
        points: n points with two coordinates each.

    Returns:
        A tensor of n numbers between 0 and 1.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> network(tf.zeros([9]), [[0., 1.]])
    <tf.Tensor: shape=(1,), dtype=float32, numpy=array([0.5], dtype=float32)>
    """
    points = tf.constant(points)
    first = tf.sigmoid(tf.linalg.matvec(points, parameters[:2]) + parameters[2])
    second = tf.sigmoid(
        tf.linalg.matvec(points, parameters[3:5]) + parameters[5]
    )
    return tf.sigmoid(
        parameters[6] * first + parameters[7] * second + parameters[8]
    )


def neuron_objective(
    loss: Callable, labels: Sequence[float]
) -> Callable[[tf.Tensor], tf.Tensor]:
    """A loss of one neuron on the four points, as a function of its weights.

    Args:
        loss: takes labels and outputs, returns a scalar.
        labels: four numbers, each 0 or 1.

    Returns:
        A function from three parameters to a scalar tensor.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> objective = neuron_objective(mean_squared_error, OR)
    >>> float(objective(tf.zeros([3])))
    0.25
    """
    return lambda parameters: loss(labels, neuron(parameters, POINTS))


def network_objective(
    loss: Callable, labels: Sequence[float]
) -> Callable[[tf.Tensor], tf.Tensor]:
    """A loss of the network on the four points, as a function of weights.

    Args:
        loss: takes labels and outputs, returns a scalar.
        labels: four numbers, each 0 or 1.

    Returns:
        A function from nine parameters to a scalar tensor.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> objective = network_objective(binary_cross_entropy, XOR)
    >>> float(objective(tf.zeros([9])))
    0.6931471824645996
    """
    return lambda parameters: loss(labels, network(parameters, POINTS))


def slope_before_sigmoid(loss: Callable, label: float, z: float) -> float:
    """How a loss changes with the sum that goes into the sigmoid.

    Args:
        loss: takes labels and outputs, returns a scalar.
        label: 0 or 1.
        z: the sum before the sigmoid, a number.

    Returns:
        The derivative, a float.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> for z in (-8., 0., 4.):
    ...     print(z, round(slope_before_sigmoid(mean_squared_error, 1., z), 4),
    ...           round(slope_before_sigmoid(binary_cross_entropy, 1., z), 4))
    -8.0 -0.0007 -0.9997
    0.0 -0.25 -0.5
    4.0 -0.0006 -0.018
    """
    z = tf.constant([z])
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = loss([label], tf.sigmoid(z))
    return float(tape.gradient(value, z)[0])


def descend(
    objective: Callable[[tf.Tensor], tf.Tensor],
    start: tf.Tensor,
    steps: int,
    rate: float = 1.0,
) -> tuple[tf.Tensor, list[float]]:
    """Walk downhill: subtract a multiple of the gradient, many times.

    Args:
        objective: takes a tensor of n parameters, returns a scalar.
        start: a tensor of n parameters.
        steps: how many times.
        rate: the multiple, called learning rate.

    Returns:
        The parameters at the end, and the objective before every step, a
        list of floats.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> end, losses = descend(line_loss, tf.zeros([2]), 200, rate=0.1)
    >>> print(*(f"{value:.2f}" for value in end.numpy()))
    1.50 0.67
    >>> losses[0], losses[-1] < 0.06
    (15.0, True)
    """
    parameters, losses = start, []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            loss = objective(parameters)
        losses.append(float(loss))
        parameters -= rate * tape.gradient(loss, parameters)
    return parameters, losses


def count_dents(
    objective: Callable[[tf.Tensor], tf.Tensor], size: int, points: int = 100
) -> int:
    """At how many of many random points an objective curves down somewhere.

    A convex function curves down nowhere.

    Args:
        objective: takes a tensor of `size` parameters, returns a scalar.
        size: the number of parameters.
        points: how many points to try.

    Returns:
        The number of points at which the Hessian has an eigenvalue below
        -0.0001.

    Source: Deep Learning lecture, TensorFlow 2.15 and Keras.

    >>> count_dents(lambda p: p[0] ** 2 + p[1] ** 2, 2, points=10)
    0
    >>> count_dents(lambda p: p[0] ** 2 - p[1] ** 2, 2, points=10)
    10
    """
    starts = tf.random.stateless_normal([points, size], seed=[4, 2])
    lowest = [
        tf.linalg.eigvalsh(hessian(objective, point))[0] for point in starts
    ]
    return int(tf.math.count_nonzero(tf.stack(lowest) < -1e-4))


def draw_errors() -> plt.Figure:
    """Draw two lines, and the errors that their objective squares.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_errors()
    <Figure size 640x290 with 2 Axes>
    """
    fig, axes = plt.subplots(
        1, 2, figsize=(6.4, 2.9), sharey=True, layout="constrained"
    )
    for ax, (w, b) in zip(axes, ((1.0, 1.0), (1.5, 0.5))):
        x = np.array([0.5, 3.5])
        ax.plot(x, w * x + b, "C0", lw=2)
        predictions = line(tf.constant([w, b]), INPUTS).numpy()
        ax.vlines(INPUTS, predictions, TARGETS, "C3", lw=3)
        ax.plot(INPUTS, TARGETS, "o", color="C1", ms=9)
        loss = float(mean_squared_error(TARGETS, predictions))
        ax.set_xlabel(f"{w} x + {b}")
        ax.text(0.6, 5.2, f"MSE {loss:.3f}", size=12)
        ax.set(xlim=(0.4, 3.6), ylim=(0.8, 5.9))
    return fig


def draw_bowl() -> plt.Figure:
    """Draw the objective of the line over w and b, with its lowest point.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_bowl()
    <Figure size 520x380 with 1 Axes>
    """
    w, b = np.meshgrid(np.linspace(-1, 4, 101), np.linspace(-3, 4, 101))
    errors = np.array(TARGETS) - (
        w[..., np.newaxis] * np.array(INPUTS) + b[..., np.newaxis]
    )
    losses = np.mean(errors**2, axis=-1)
    fig, ax = plt.subplots(figsize=(5.2, 3.8), layout="constrained")
    lines = ax.contour(w, b, losses, [0.2, 1, 3, 7, 15, 30], colors=["C0"])
    ax.clabel(lines, inline_spacing=2)
    ax.plot(1.5, 2 / 3, "o", color="C1", ms=9)
    ax.set(xlabel="w", ylabel="b")
    return fig


def draw_two_losses() -> plt.Figure:
    """Draw MSE and cross-entropy of one example whose label is 1.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_two_losses()
    <Figure size 680x300 with 2 Axes>
    """
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(6.8, 3), layout="constrained"
    )
    p = np.linspace(0.005, 1, 400)
    left.plot(p, (1 - p) ** 2, "C0", lw=2.5, label="MSE")
    left.plot(p, -np.log(p), "C1--", lw=2.5, label="cross-entropy")
    left.set(xlabel="output p", ylabel="loss")
    left.legend()
    z = np.linspace(-8, 8, 65)
    for loss, style in (
        (mean_squared_error, "C0"),
        (binary_cross_entropy, "C1--"),
    ):
        slopes = [slope_before_sigmoid(loss, 1.0, float(v)) for v in z]
        right.plot(z, slopes, style, lw=2.5)
    right.set(xlabel="sum z", ylabel="slope")
    return fig


def draw_race() -> plt.Figure:
    """Draw how the outputs of a neuron that starts badly learn OR.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_race()
    <Figure size 580x320 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.8, 3.2), layout="constrained")
    start = tf.constant([5.0, -5.0, -5.0])
    for loss, style, name in (
        (mean_squared_error, "C0", "MSE"),
        (binary_cross_entropy, "C1--", "cross-entropy"),
    ):
        parameters, errors = start, []
        for _ in range(100):
            outputs = neuron(parameters, POINTS)
            errors.append(float(tf.reduce_mean(tf.abs(OR - outputs))))
            parameters, _ = descend(neuron_objective(loss, OR), parameters, 1)
        ax.plot(errors, style, lw=2.5, label=name)
    ax.set(xlabel="updates", ylabel="mean absolute error", ylim=(0, 1))
    ax.legend()
    return fig


def draw_accuracy() -> plt.Figure:
    """Draw accuracy and cross-entropy while the bias of a neuron moves.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_accuracy()
    <Figure size 560x400 with 2 Axes>
    """
    fig, (top, bottom) = plt.subplots(
        2, figsize=(5.6, 4), sharex=True, layout="constrained"
    )
    biases = np.linspace(-3, 1, 401, dtype="float32")
    accuracies, losses = [], []
    for bias in biases:
        outputs = neuron(tf.stack([bias, 1.0, 1.0]), POINTS)
        right = (outputs > 0.5).numpy() == (np.array(OR) > 0.5)
        accuracies.append(right.mean())
        losses.append(float(binary_cross_entropy(OR, outputs)))
    top.plot(biases, accuracies, "C2", lw=2.5)
    top.set(ylabel="accuracy", ylim=(0, 1.1))
    bottom.plot(biases, losses, "C1", lw=2.5)
    bottom.set(xlabel="bias", ylabel="cross-entropy")
    return fig


def draw_slices() -> plt.Figure:
    """Draw two objectives along a straight way through parameter space.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_slices()
    <Figure size 660x290 with 2 Axes>
    """
    by_hand = 10 * np.array([1, 1, -0.5, -1, -1, 1.5, 1, 1, -1.5])
    swapped = by_hand[[3, 4, 5, 0, 1, 2, 7, 6, 8]]
    objective = network_objective(mean_squared_error, XOR)
    fig, axes = plt.subplots(1, 2, figsize=(6.6, 2.9), layout="constrained")
    for ax, function, start, end, name in (
        (
            axes[0],
            line_loss,
            np.array([0.0, 2.0]),
            np.array([3.0, -1.0]),
            "line",
        ),
        (axes[1], objective, by_hand, swapped, "XOR network"),
    ):
        way = np.linspace(0, 1, 101)
        losses = [
            float(function(tf.constant(start + t * (end - start), tf.float32)))
            for t in way
        ]
        ax.plot(way, losses, "C0", lw=2.5)
        ax.plot([0, 1], [losses[0], losses[-1]], "C1--", lw=2)
        ax.set(xlabel=name, xticks=[0, 1])
    axes[0].set_ylabel("MSE")
    return fig


__test__ = {
    "steps": """
candidates:

Two candidates (w, b) for a line through three points.

>>> for candidate in ((1., 1.), (1.5, 0.5)):
...     predictions = line(tf.constant(candidate), INPUTS)
...     print(predictions.numpy().tolist(),
...           float(mean_squared_error(TARGETS, predictions)))
[2.0, 3.0, 4.0] 0.6666666865348816
[2.0, 3.5, 5.0] 0.0833333358168602

grid:

>>> values = tf.linspace(-3., 3., 601)
>>> w, b = tf.meshgrid(values, values)
>>> w, b = tf.reshape(w, [-1]), tf.reshape(b, [-1])
>>> losses = tf.vectorized_map(line_loss, tf.stack([w, b], axis=1))
>>> best = int(tf.argmin(losses))
>>> len(losses), round(float(w[best]), 2), round(float(b[best]), 2)
(361201, 1.5, 0.67)

flat:

>>> lowest = tf.Variable([1.5, 2 / 3])
>>> with tf.GradientTape() as tape:
...     loss = line_loss(lowest)
>>> tf.abs(tape.gradient(loss, lowest)) < 1e-5
<tf.Tensor: shape=(2,), dtype=bool, numpy=array([ True,  True])>
>>> float(loss)
0.05555553361773491

too-many:

>>> f"{100.0 ** 17:.0e}"
'1e+34'

sum-or-mean:

>>> errors = tf.constant([1., 2., 0.])
>>> float(tf.reduce_sum(errors ** 2)), float(tf.reduce_mean(errors ** 2))
(5.0, 1.6666666269302368)
>>> twice = tf.concat([errors, errors], axis=0)
>>> float(tf.reduce_sum(twice ** 2)), float(tf.reduce_mean(twice ** 2))
(10.0, 1.6666666269302368)

keras-mse:

>>> targets = tf.constant([[2.], [4.], [5.]])
>>> predictions = tf.constant([[1.], [2.], [5.]])
>>> keras.losses.MeanSquaredError()(targets, predictions)
<tf.Tensor: shape=(), dtype=float32, numpy=1.6666666269302368>
>>> keras.losses.MeanSquaredError(reduction="sum")(targets, predictions)
<tf.Tensor: shape=(), dtype=float32, numpy=5.0>

sum-slopes:

>>> parameters = tf.Variable([1., 1.])
>>> with tf.GradientTape(persistent=True) as tape:
...     squares = (tf.constant(TARGETS) - line(parameters, INPUTS)) ** 2
...     mean, total = tf.reduce_mean(squares), tf.reduce_sum(squares)
>>> tape.gradient(mean, parameters).numpy().tolist()
[-3.3333334922790527, -1.3333333730697632]
>>> tape.gradient(total, parameters).numpy().tolist()
[-10.0, -4.0]

likelihood:

>>> labels = tf.constant([1., 0., 1.])
>>> probabilities = tf.constant([0.9, 0.2, 0.6])
>>> product = 0.9 * 0.8 * 0.6
>>> float(-tf.math.log(product) / 3)
0.27977654337882996
>>> float(binary_cross_entropy(labels, probabilities))
0.27977654337882996
>>> float(keras.losses.BinaryCrossentropy()(labels, probabilities))
0.27977654337882996

wrong-and-sure:

>>> for p in (0.9, 0.5, 0.1, 0.001):
...     label, output = tf.constant([1.]), tf.constant([p])
...     print(p, round(float(mean_squared_error(label, output)), 3),
...           round(float(binary_cross_entropy(label, output)), 3))
0.9 0.01 0.105
0.5 0.25 0.693
0.1 0.81 2.303
0.001 0.998 6.908

clipped:

>>> label, output = tf.constant([1.]), tf.constant([0.])
>>> float(binary_cross_entropy(label, output))
inf
>>> 15 < float(keras.losses.BinaryCrossentropy()(label, output)) < 17
True

clipped-slope:

>>> label = tf.constant([[1.]])
>>> loss = keras.losses.BinaryCrossentropy()
>>> for sigmoid in (tf.sigmoid, keras.activations.sigmoid):
...     z = tf.Variable([[-20.]])
...     with tf.GradientTape() as tape:
...         value = loss(label, sigmoid(z))
...     print(f"{float(value):.0f}", tape.gradient(value, z).numpy())
16 [[0.]]
20 [[-1.]]
Keras 2 (it clips a little differently):
15 [[0.]]
20 [[-1.]]

clipped-mixed:

>>> sums = tf.constant([[-20.]])
>>> for policy in ("float32", "mixed_bfloat16"):
...     model = keras.Sequential([
...         keras.Input((1,)),
...         keras.layers.Dense(1, activation="sigmoid", dtype=policy,
...                            kernel_initializer="ones")])
...     model.compile(optimizer="sgd", loss="binary_crossentropy")
...     print(policy, f"{model.evaluate(sums, label, verbose=0):.0f}")
float32 20
mixed_bfloat16 16
Keras 2 (it converts no outputs here):
float32 20
mixed_bfloat16 20

race:

>>> start = tf.constant([5., -5., -5.])
>>> for loss in (mean_squared_error, binary_cross_entropy):
...     objective = neuron_objective(loss, OR)
...     end, losses = descend(objective, start, steps=100)
...     outputs = neuron(end, POINTS)
...     print(loss.__name__, *(f"{p:.2f}" for p in outputs.numpy()))
mean_squared_error 1.00 0.99 0.99 0.92
binary_cross_entropy 0.30 0.89 0.89 0.99

steps:

>>> for bias in (-2.5, -1.9, -1.1, -0.9, -0.1):
...     outputs = neuron(tf.constant([bias, 1., 1.]), POINTS)
...     right = (outputs > 0.5) == (tf.constant(OR) > 0.5)
...     accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
...     print(bias, float(accuracy),
...           round(float(binary_cross_entropy(OR, outputs)), 3))
-2.5 0.25 1.114
-1.9 0.5 0.817
-1.1 0.5 0.529
-0.9 1.0 0.479
-0.1 1.0 0.367

dents:

>>> for name, objective, size in (
...         ("line, MSE", line_loss, 2),
...         ("neuron, BCE", neuron_objective(binary_cross_entropy, OR), 3),
...         ("neuron, MSE", neuron_objective(mean_squared_error, OR), 3),
...         ("network, BCE",
...          network_objective(binary_cross_entropy, XOR), 9),
...         ("network, MSE",
...          network_objective(mean_squared_error, XOR), 9)):
...     print(name, count_dents(objective, size))
line, MSE 0
neuron, BCE 0
neuron, MSE 64
network, BCE 100
network, MSE 100

in-outputs:

>>> def in_outputs(p):
...     return mean_squared_error(XOR, p)
>>> tf.linalg.eigvalsh(hessian(in_outputs, tf.constant([.5, .2, .9, .1])))
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0.5, 0.5, 0.5, 0.5], dtype=float32)>

one-neuron-xor:

>>> objective = neuron_objective(binary_cross_entropy, XOR)
>>> zeros = tf.Variable([0., 0., 0.])
>>> with tf.GradientTape() as tape:
...     loss = objective(zeros)
>>> float(loss), tape.gradient(loss, zeros).numpy().tolist()
(0.6931471824645996, [0.0, 0.0, 0.0])
>>> neuron(zeros, POINTS)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0.5, 0.5, 0.5, 0.5], dtype=float32)>

twins:

>>> by_hand = 10 * tf.constant([1., 1., -0.5, -1., -1., 1.5,
...                             1., 1., -1.5])
>>> swapped = tf.gather(by_hand, [3, 4, 5, 0, 1, 2, 7, 6, 8])
>>> objective = network_objective(mean_squared_error, XOR)
>>> for parameters in (by_hand, swapped, (by_hand + swapped) / 2):
...     print(round(float(objective(parameters)), 4),
...           *(f"{p:.2f}" for p in network(parameters, POINTS).numpy()))
0.0001 0.01 0.99 0.99 0.01
0.0001 0.01 0.99 0.99 0.01
0.4924 0.99 0.99 0.99 0.99

classes:

>>> probabilities = tf.constant([[0.1, 0.2, 0.7]])
>>> float(-tf.math.log(0.7))
0.3566749691963196
>>> float(keras.losses.SparseCategoricalCrossentropy()(
...     tf.constant([2]), probabilities))
0.3566749691963196
>>> float(keras.losses.CategoricalCrossentropy()(
...     tf.constant([[0., 0., 1.]]), probabilities))
0.3566749691963196

many-labels:

>>> keras.losses.BinaryCrossentropy()(
...     tf.constant([[1., 0., 1.]]), tf.constant([[0.9, 0.2, 0.6]]))
<tf.Tensor: shape=(), dtype=float32, numpy=0.27977654337882996>

softmax-of-one:

>>> tf.nn.softmax(tf.constant([[-3.], [5.]]))
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[1.],
       [1.]], dtype=float32)>

forgotten-logits:

>>> label, logit = tf.constant([[1.]]), tf.constant([[2.]])
>>> right = keras.losses.BinaryCrossentropy(from_logits=True)
>>> round(float(right(label, logit)), 4)
0.1269
>>> round(float(keras.losses.BinaryCrossentropy()(label, logit)), 4)
0.0
>>> round(float(keras.losses.BinaryCrossentropy()(
...     label, tf.sigmoid(logit))), 4)
0.1269

softmax-logits:

>>> answer, logits = tf.constant([2]), tf.constant([[0., 0., 9.]])
>>> once = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
>>> after = keras.losses.SparseCategoricalCrossentropy()
>>> for value in (after(answer, tf.nn.softmax(logits)),
...               once(answer, logits),
...               once(answer, tf.nn.softmax(logits)),
...               once(answer, tf.constant([[0., 0., 1.]]))):
...     print(f"{float(value):.4f}")
0.0002
0.0002
0.5516
0.5514

softmax-slopes:

>>> z = tf.Variable([[9., 0., 0.]])
>>> for twice in (False, True):
...     with tf.GradientTape() as tape:
...         value = once(answer, tf.nn.softmax(z) if twice else z)
...     slopes = tape.gradient(value, z)
...     print(twice, f"{float(value):.2f} {float(slopes[0, 2]):.4f}")
False 9.00 -0.9999
True 1.55 -0.0002

softmax-warning:

>>> def evaluate_twice(run_eagerly):
...     model = keras.Sequential([
...         keras.Input((3,)), keras.layers.Activation(tf.nn.softmax)])
...     model.compile(loss=once, run_eagerly=run_eagerly)
...     return model.evaluate(logits, answer, verbose=0)
>>> round(evaluate_twice(run_eagerly=False), 4)
UserWarning: "`sparse_categorical_crossentropy` received `from_logits=True`, but the `output` argument was produced by a Softmax activation and thus does not represent logits. Was this intended?
0.0002
>>> round(evaluate_twice(run_eagerly=True), 4)
0.5516

labels-number:

>>> numbers, one_hot = tf.constant([[2], [1]]), tf.one_hot([2, 1], 3)
>>> probabilities = tf.constant([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]])
>>> keras.losses.CategoricalCrossentropy()(numbers, probabilities)
Traceback (most recent call last):
    ...
ValueError: Arguments `target` and `output` must have the same shape. Received: target.shape=(2, 1), output.shape=(2, 3)
Keras 2 (the same refusal in other words):
Traceback (most recent call last):
    ...
ValueError: Shapes (2, 1) and (2, 3) are incompatible
>>> keras.losses.SparseCategoricalCrossentropy()(one_hot, probabilities)
Traceback (most recent call last):
    ...
ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(2, 3), output.shape=(2, 3)
Keras 2 (the same refusal in other words):
Traceback (most recent call last):
    ...
ValueError: `labels.shape` must equal `logits.shape` except for the last dimension. Received: labels.shape=(6,) and logits.shape=(2, 3)

labels-right:

>>> float(keras.losses.SparseCategoricalCrossentropy()(
...     numbers, probabilities))
0.4581453800201416
>>> float(keras.losses.CategoricalCrossentropy()(one_hot, probabilities))
0.4581453502178192

labels-range:

>>> keras.losses.SparseCategoricalCrossentropy()(
...     tf.constant([3, 1]), probabilities)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Received a label value of 3 which is outside the valid range of [0, 3). ...

labels-binary:

>>> keras.losses.BinaryCrossentropy()(
...     tf.constant([[1.], [0.]]), probabilities[:, 1:])
Traceback (most recent call last):
    ...
ValueError: Arguments `target` and `output` must have the same shape. Received: target.shape=(2, 1), output.shape=(2, 2)
Keras 2 (called directly, it broadcasts the labels; in fit() it refuses as well):
<tf.Tensor: shape=(), dtype=float32, numpy=0.9029793>

exercise-1:

>>> a, b = tf.constant([-2.]), tf.constant([3.])
>>> for function in (tf.square, tf.abs, tf.sigmoid, tf.nn.softplus):
...     middle = function((a + b) / 2)
...     chord = (function(a) + function(b)) / 2
...     print(function.__name__, bool(middle <= chord))
square True
abs True
sigmoid False
softplus True

exercise-2:

>>> z = tf.constant([-2., 0.5, 3.])
>>> two = tf.nn.softmax(tf.stack([tf.zeros_like(z), z], axis=1))
>>> np.allclose(two[:, 1], tf.sigmoid(z))
True
>>> labels = [1, 0, 1]
>>> sparse = keras.losses.SparseCategoricalCrossentropy()(
...     tf.constant(labels), two)
>>> np.allclose(sparse, binary_cross_entropy(labels, tf.sigmoid(z)))
True

exercise-3:

>>> z = tf.constant([-8., -2., 0., 2., 8.])
>>> p = tf.sigmoid(z)
>>> by_formula = p - 1
>>> by_tape = [slope_before_sigmoid(binary_cross_entropy, 1., float(v))
...            for v in z]
>>> np.allclose(by_formula, by_tape)
True
>>> by_formula = 2 * (p - 1) * p * (1 - p)
>>> by_tape = [slope_before_sigmoid(mean_squared_error, 1., float(v))
...            for v in z]
>>> np.allclose(by_formula, by_tape)
True
"""
}
