"""Distributed training on two devices.

Two logical devices on one processor stand in for two GPUs. They must be
made before TensorFlow does anything else.

Source: TensorFlow's guide to distributed training.
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.steps import Tracked, linear_graph
from snippets.diagrams import _draw_arrow, _draw_box


def create_train_step(
    strategy: tf.distribute.Strategy,
    weights: tf.Variable,
    learning_rate: float,
    global_batch_size: int,
) -> Callable:
    """Make a training step for a linear model under a strategy.

    Each replica computes the gradient of its part; the gradients are
    added over all replicas, and each replica makes the same update.

    Args:
        strategy: a ``tf.distribute.Strategy``.
        weights: a variable of shape (n, 1), made in its scope.
        learning_rate: a float.
        global_batch_size: instances per step on all replicas together. A
            batch with fewer counts less, as if the missing ones had no
            error.

    Returns:
        A TF function of inputs (b, n) and targets (b, 1), distributed or
        not, that returns the loss and the shares of it per replica.

    >>> weight = tf.Variable([[0.0]])
    >>> step = create_train_step(tf.distribute.get_strategy(), weight,
    ...                          learning_rate=0.5, global_batch_size=1)
    >>> loss, _ = step(tf.constant([[1.0]]), tf.constant([[2.0]]))
    >>> float(loss), weight.numpy().tolist()
    (4.0, [[2.0]])
    """

    def replica_step(inputs, targets):
        with tf.GradientTape() as tape:
            errors = tf.square(inputs @ weights - targets)[:, 0]
            share = tf.reduce_sum(errors) / global_batch_size  #: scale
        gradient = tape.gradient(share, weights)
        context = tf.distribute.get_replica_context()
        gradient = context.all_reduce("sum", gradient)  #: all-reduce
        weights.assign_sub(learning_rate * gradient)
        return share

    @tf.function
    def step(inputs, targets):
        shares = strategy.run(replica_step, args=(inputs, targets))
        return strategy.reduce("sum", shares, axis=None), shares

    return step


def train_distributed(strategy, model, X, y, epochs, batch_size):
    """Train a Keras model with a loop of our own under a strategy.

    Weights of samples, validation and callbacks are left to ``fit()``.

    Args:
        strategy: a ``tf.distribute.Strategy``.
        model: a Keras model made in its scope.
        X: inputs, an array of shape (n, features).
        y: targets, an array of shape (n, 1).
        epochs: how often to go through the data.
        batch_size: instances per step on all replicas together.

    Returns:
        The mean loss of every epoch over all instances, with the penalties
        of the model, a list of floats.

    two-steps:

    >>> one_weight = keras.Sequential([keras.Input((1,)), keras.layers.Dense(
    ...     1, use_bias=False, kernel_initializer="zeros")])
    >>> losses = train_distributed(
    ...     tf.distribute.get_strategy(), one_weight, tf.ones([4, 1]),
    ...     tf.fill([4, 1], 3.0), epochs=2, batch_size=4)
    >>> [round(loss, 2) for loss in losses]
    [9.0, 7.29]

    five:

    >>> train_distributed(
    ...     tf.distribute.get_strategy(), one_weight, tf.zeros([5, 1]),
    ...     tf.fill([5, 1], 3.0), epochs=1, batch_size=4)
    [9.0]
    """
    with strategy.scope():
        optimizer = keras.optimizers.SGD(learning_rate=0.05)
        optimizer.build(model.trainable_variables)

    def replica_step(inputs, targets, rows):
        with tf.GradientTape() as tape:
            outputs = tf.cast(model(inputs, training=True), targets.dtype)
            share = tf.nn.compute_average_loss(
                tf.square(outputs - targets)[:, 0], global_batch_size=rows
            )
            share += tf.nn.scale_regularization_loss(  #: penalties
                tf.add_n([tf.constant(0.0), *model.losses])
            )
        gradients = tape.gradient(share, model.trainable_variables)
        optimizer.apply_gradients(  #: apply
            zip(gradients, model.trainable_variables)
        )
        return share

    @tf.function
    def step(inputs, targets):
        sizes = strategy.run(lambda part: tf.shape(part)[0], args=(inputs,))
        rows = strategy.reduce("sum", sizes, axis=None)  #: rows
        shares = strategy.run(replica_step, args=(inputs, targets, rows))
        loss = strategy.reduce("sum", shares, axis=None)
        return loss * tf.cast(rows, loss.dtype)

    batches = strategy.experimental_distribute_dataset(
        tf.data.Dataset.from_tensor_slices((X, y)).batch(batch_size)
    )
    return [
        float(sum(step(*batch) for batch in batches)) / len(X)
        for _ in range(epochs)
    ]


def draw_replicas() -> plt.Figure:
    """Draw one training step of two replicas, from left to right.

    Returns:
        A matplotlib figure.

    >>> draw_replicas()
    <Figure size 680x360 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
    size = 1.9, 1.1
    _draw_box(ax, (1.1, 2), size, "C1", "batch", "4")
    _draw_box(ax, (9.1, 2), size, "C2", "all-reduce", "g₀ + g₁")
    for row, gradient, device in ((3.4, "g₀", "CPU:0"), (0.6, "g₁", "CPU:1")):
        _draw_box(ax, (3.7, row), size, "C1", "part", "2")
        _draw_box(ax, (6.4, row), size, "C0", "gradient", gradient)
        ax.text(
            5.05,
            row + (0.85 if row > 2 else -0.85),
            device,
            size=11,
            ha="center",
            va="center",
            color="C3",
            weight="bold",
        )
        shift = 0.55 if row > 2 else -0.55
        _draw_arrow(ax, (2.05, 2 + shift), (2.75, row - shift * 0.3))
        _draw_arrow(ax, (4.65, row), (5.45, row))
        _draw_arrow(ax, (7.35, row - shift * 0.3), (8.15, 2 + shift))
        edge = 4.35 if row > 2 else -0.35
        _draw_arrow(
            ax,
            (9.1, 2 + shift * 1.1),
            (6.4, row + shift * 1.0),
            "C2",
            linestyle="--",
            connectionstyle=f"arc3,rad={0.5 if row > 2 else -0.5}",
        )
        ax.text(
            9.2,
            edge,
            "same update",
            size=11,
            ha="center",
            va="center",
            color="C2",
        )
    ax.set(xlim=(0, 10.2), ylim=(-0.8, 4.8))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
two-devices:

>>> cpu = tf.config.list_physical_devices("CPU")[0]
>>> tf.config.set_logical_device_configuration(
...     cpu, [tf.config.LogicalDeviceConfiguration(),
...           tf.config.LogicalDeviceConfiguration()])
>>> strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
>>> strategy.num_replicas_in_sync
2

mirrored:

>>> with strategy.scope():
...     weights = tf.Variable([[1.0], [-1.0]])
>>> weights
MirroredVariable:{
  0: <tf.Variable 'Variable:0' shape=(2, 1) dtype=float32, numpy=
array([[ 1.],
       [-1.]], dtype=float32)>,
  1: <tf.Variable 'Variable/replica_1:0' shape=(2, 1) dtype=float32, numpy=
array([[ 1.],
       [-1.]], dtype=float32)>
}
>>> for copy in strategy.experimental_local_results(weights):
...     print(copy.device[-5:], copy.numpy().tolist())
CPU:0 [[1.0], [-1.0]]
CPU:1 [[1.0], [-1.0]]

run:

>>> def who():
...     context = tf.distribute.get_replica_context()
...     return 10 * context.replica_id_in_sync_group
>>> @tf.function
... def ask():
...     return strategy.run(who)
>>> answers = ask()
>>> answers
PerReplica:{
  0: <tf.Tensor: shape=(), dtype=int32, numpy=0>,
  1: <tf.Tensor: shape=(), dtype=int32, numpy=10>
}
>>> strategy.experimental_local_results(answers)
(<tf.Tensor: shape=(), dtype=int32, numpy=0>, <tf.Tensor: shape=(), dtype=int32, numpy=10>)

reduce:

>>> strategy.reduce("sum", answers, axis=None)
<tf.Tensor: shape=(), dtype=int32, numpy=10>

batches:

>>> X = tf.reshape(tf.range(10.0), [5, 2])
>>> y = tf.reduce_sum(X, axis=1, keepdims=True)
>>> pairs = tf.data.Dataset.from_tensor_slices((X, y))
>>> batches = strategy.experimental_distribute_dataset(pairs.batch(4))
>>> for inputs, targets in batches:
...     parts = strategy.experimental_local_results(inputs)
...     print([part.numpy().tolist() for part in parts])
[[[0.0, 1.0], [2.0, 3.0]], [[4.0, 5.0], [6.0, 7.0]]]
[[[8.0, 9.0]], []]

scaling:

>>> losses = tf.constant([1.0, 1.0, 1.0, 9.0, 9.0])
>>> first, second = losses[:3], losses[3:]
>>> print(round(float(tf.reduce_mean(losses)), 2))
4.2
>>> means = [tf.reduce_mean(first), tf.reduce_mean(second)]
>>> print(float(tf.reduce_sum(means)), float(tf.reduce_mean(means)))
10.0 5.0
>>> shares = [tf.reduce_sum(first) / 5, tf.reduce_sum(second) / 5]
>>> print(round(float(tf.reduce_sum(shares)), 2))
4.2

empty:

>>> nothing = tf.constant([])
>>> print(float(tf.reduce_mean(nothing)), float(tf.reduce_sum(nothing)))
nan 0.0

average-loss:

>>> part = tf.nn.compute_average_loss(second, global_batch_size=5)
>>> print(round(float(part), 4), round(float(shares[1]), 4))
3.6 3.6

loss-objects:

>>> with strategy.scope():
...     weight = tf.Variable(0.0)
>>> def summed_gradient(loss):
...     def replica_step():
...         with tf.GradientTape() as tape:
...             value = loss(tf.constant([[2.0]]), [[1.0]] * weight)
...         return tape.gradient(value, weight)
...     @tf.function
...     def both():
...         return strategy.reduce("sum", strategy.run(replica_step),
...                                axis=None)
...     return float(both())
>>> summed_gradient(lambda y, p: tf.reduce_sum(tf.square(y - p)) / 2)
-4.0
>>> summed_gradient(lambda y, p: tf.reduce_mean(tf.square(y - p)))
-8.0
>>> summed_gradient(keras.losses.MeanSquaredError())
-4.0
Keras 2 (it refuses a mean over an unknown part of the batch):
Traceback (most recent call last):
    ...
ValueError: ...Please use `tf.keras.losses.Reduction.SUM` or `tf.keras.losses.Reduction.NONE` for loss reduction when losses are used with `tf.distribute.Strategy`...

one-step:

>>> step = create_train_step(strategy, weights, learning_rate=0.01,
...                          global_batch_size=4)
>>> inputs, targets = next(iter(batches))
>>> loss, per_replica = step(inputs, targets)
>>> per_replica
PerReplica:{
  0: <tf.Tensor: shape=(), dtype=float32, numpy=10.0>,
  1: <tf.Tensor: shape=(), dtype=float32, numpy=74.0>
}
>>> loss
<tf.Tensor: shape=(), dtype=float32, numpy=84.0>

still-equal:

>>> for copy in strategy.experimental_local_results(weights):
...     values = [round(float(value), 2) for value in copy[:, 0]]
...     print(copy.device[-5:], values)
CPU:0 [1.68, -0.16]
CPU:1 [1.68, -0.16]

same:

>>> alone = tf.distribute.get_strategy()
>>> single = tf.Variable([[1.0], [-1.0]])
>>> step = create_train_step(alone, single, learning_rate=0.01,
...                          global_batch_size=4)
>>> loss_alone, _ = step(X[:4], y[:4])
>>> np.allclose(loss, loss_alone)
True
>>> np.allclose(weights.numpy(), single.numpy())
True

keras-model:

>>> def create_model():
...     keras.utils.set_random_seed(42)
...     return keras.Sequential([
...         keras.Input((8,)),
...         keras.layers.Dense(10, activation="relu"),
...         keras.layers.Dense(1)])
>>> with strategy.scope():
...     model = create_model()
>>> model.count_params()
101

keras-loop:

>>> X, y = make_housing(200)
>>> losses = train_distributed(strategy, model, X, y, epochs=3, batch_size=40)
>>> losses[-1] < losses[0]
True

keras-same:

>>> model_alone = create_model()
>>> losses_alone = train_distributed(alone, model_alone, X, y, epochs=3,
...                                  batch_size=40)
>>> np.allclose(losses, losses_alone, rtol=1e-4)
True
>>> all(np.allclose(one, other, rtol=1e-3, atol=1e-4) for one, other in
...     zip(model.get_weights(), model_alone.get_weights()))
True

fit:

>>> with strategy.scope():
...     model = create_model()
...     model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.05))
>>> history = model.fit(X, y, batch_size=40, epochs=3, shuffle=False,
...                     verbose=0)
>>> all(np.allclose(one, other, rtol=1e-3, atol=1e-4) for one, other in
...     zip(model.get_weights(), model_alone.get_weights()))
True

step-by-hand:

>>> for model_class in (keras.Model, Tracked):
...     with strategy.scope():
...         model = model_class(*linear_graph())
...         model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.05))
...     history = model.fit(X, y, batch_size=40, epochs=2, shuffle=False,
...                         verbose=0).history
...     print([f"{loss:.3f}" for loss in history["loss"]])
['3.394', '1.381']
['3.394', '1.381']

exercise-1:

>>> def local_max(part):
...     return tf.reduce_max(part)
>>> @tf.function
... def largest(part):
...     return strategy.run(local_max, args=(part,))
>>> numbers = tf.data.Dataset.range(6).batch(6)
>>> for part in strategy.experimental_distribute_dataset(numbers):
...     results = strategy.experimental_local_results(largest(part))
...     print([int(result) for result in results], int(max(results)))
[2, 5] 5

exercise-2:

>>> def summed():
...     context = tf.distribute.get_replica_context()
...     return context.all_reduce("sum", tf.constant([1.0, 2.0]))
>>> @tf.function
... def everywhere():
...     return strategy.run(summed)
>>> everywhere()
PerReplica:{
  0: <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>,
  1: <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
}

exercise-3:

>>> with strategy.scope():
...     value = tf.Variable(0.0)
...     optimizer = keras.optimizers.SGD(learning_rate=1.0)
...     optimizer.build([value])
>>> def reduced_twice():
...     context = tf.distribute.get_replica_context()
...     gradient = context.all_reduce("sum", tf.constant(0.5))
...     optimizer.apply_gradients([(gradient, value)])
>>> @tf.function
... def update():
...     strategy.run(reduced_twice)
>>> update()
>>> float(value.read_value())
-2.0
"""
}
