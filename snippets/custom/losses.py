"""Custom loss functions.

A loss takes labels and predictions and says how bad each prediction is.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Loss
Functions".
"""

import os
import tempfile
from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.internals import mean_of


def huber_fn(y_true, y_pred):
    """Huber loss with threshold 1: a parabola that goes on as straight lines.

    Args:
        y_true: labels, a float tensor of any shape.
        y_pred: predictions of the same shape.

    Returns:
        The loss of every element, of the same shape.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    values:

    >>> y_pred = tf.constant([0.0, 0.5, 1.0, 2.0, 10.0])
    >>> huber_fn(tf.zeros([5]), y_pred)
    <tf.Tensor: shape=(5,), dtype=float32, numpy=array([0.   , 0.125, 0.5  , 1.5  , 9.5  ], dtype=float32)>
    >>> tf.square(y_pred) / 2
    <tf.Tensor: shape=(5,), dtype=float32, numpy=array([ 0.   ,  0.125,  0.5  ,  2.   , 50.   ], dtype=float32)>
    """
    error = y_true - y_pred
    is_small_error = tf.abs(error) <= 1  #: small
    squared_loss = tf.square(error) / 2
    linear_loss = tf.abs(error) - 0.5
    return tf.where(is_small_error, squared_loss, linear_loss)


def build_model(loss):
    """Make a small network for eight features and compile it with a loss.

    Args:
        loss: whatever ``compile()`` takes as a loss.

    Returns:
        A compiled ``keras.Sequential`` that takes a tensor of shape (n, 8)
        and gives one of shape (n, 1).

    >>> network = build_model("mean_absolute_error")
    >>> network(tf.zeros([5, 8])).shape
    TensorShape([5, 1])
    >>> network.count_params()
    301
    """
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(
                30, activation="selu", kernel_initializer="lecun_normal"
            ),
            keras.layers.Dense(1),
        ]
    )
    model.compile(loss=loss, optimizer="nadam")
    return model


def slope(loss_fn: Callable, error) -> tf.Tensor:
    """Differentiate a loss by the prediction, where the label is zero.

    Args:
        loss_fn: a function of labels and predictions.
        error: how far the prediction is off, a number or a tensor.

    Returns:
        The derivative, a tensor shaped like ``error``.

    far-and-near:

    >>> for error in (10.0, 0.01):
    ...     print([round(float(slope(loss_fn, error)), 2)
    ...            for loss_fn in (square, absolute, huber_fn)])
    [20.0, 1.0, 1.0]
    [0.02, 1.0, 0.01]
    """
    y_pred = tf.convert_to_tensor(error)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        loss = loss_fn(tf.zeros_like(y_pred), y_pred)
    return tape.gradient(loss, y_pred)


def square(y_true, y_pred):
    """Square every error: what MSE takes the mean of.

    Args:
        y_true: labels, a float tensor of any shape.
        y_pred: predictions of the same shape.

    Returns:
        The square of every error, of the same shape.

    >>> square(tf.constant([4., 4., 4.]), tf.constant([1., 4., 7.]))
    <tf.Tensor: shape=(3,), dtype=float32, numpy=array([9., 0., 9.], dtype=float32)>
    """
    return tf.square(y_true - y_pred)


def absolute(y_true, y_pred):
    """Take the size of every error: what MAE takes the mean of.

    Args:
        y_true: labels, a float tensor of any shape.
        y_pred: predictions of the same shape.

    Returns:
        The size of every error, of the same shape.

    >>> absolute(tf.constant([4., 4., 4.]), tf.constant([1., 4., 7.]))
    <tf.Tensor: shape=(3,), dtype=float32, numpy=array([3., 0., 3.], dtype=float32)>
    """
    return tf.abs(y_true - y_pred)


def draw_losses(
    loss_fns: dict[str, Callable], reach: float = 3.0
) -> plt.Figure:
    """Draw losses and their derivatives against the error.

    Args:
        loss_fns: a dict from a name to a loss function.
        reach: errors from ``-reach`` to ``reach`` are drawn.

    Returns:
        The figure.

    three:

    >>> draw_losses({"MSE": square, "MAE": absolute, "Huber": huber_fn})
    <Figure size 680x320 with 2 Axes>

    thresholds:

    >>> draw_losses({f"threshold {t}": create_huber(t)
    ...              for t in (0.5, 1.0, 2.0)}, reach=4.0)
    <Figure size 680x320 with 2 Axes>
    """
    error = tf.linspace(-reach, reach, 301)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(6.8, 3.2), layout="constrained"
    )
    for name, loss_fn in loss_fns.items():
        left.plot(error, loss_fn(tf.zeros_like(error), error), label=name)
        right.plot(error, slope(loss_fn, error), label=name)
    left.set(xlabel="error", ylabel="loss")
    right.set(xlabel="error", ylabel="derivative")
    left.legend(loc="upper center")
    right.axhline(0, color="C5", linewidth=0.8, alpha=0.5)
    right.axvline(0, color="C5", linewidth=0.8, alpha=0.5)
    return figure


def create_huber(threshold=1.0):
    """Make a Huber loss function with a threshold of one's choice.

    Args:
        threshold: the size of error from which on the loss is a straight
            line, in units of the label.

    Returns:
        A function of labels and predictions, as ``huber_fn``.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    use:

    >>> model = build_model(create_huber(2.0))
    >>> model.loss.__name__
    'huber_fn'

    thresholds:

    >>> for threshold in (0.5, 1.0, 2.0, 5.0):
    ...     loss_fn = create_huber(threshold)
    ...     print(threshold, float(loss_fn(0.0, 10.0)),
    ...           float(slope(loss_fn, 10.0)))
    0.5 4.875 0.5
    1.0 9.5 1.0
    2.0 18.0 2.0
    5.0 37.5 5.0
    """

    def huber_fn(y_true, y_pred):
        error = y_true - y_pred
        is_small_error = tf.abs(error) <= threshold
        squared_loss = tf.square(error) / 2
        linear_loss = threshold * tf.abs(error) - threshold**2 / 2
        return tf.where(is_small_error, squared_loss, linear_loss)

    return huber_fn


def best_constant(loss_fn: Callable, y: np.ndarray) -> float:
    """Find the one prediction for all labels that has the smallest loss.

    Args:
        loss_fn: a function of labels and predictions.
        y: a NumPy array of labels between 0 and 50.

    Returns:
        The best of 5001 candidates, rounded to two decimals.

    pulled:

    >>> y = np.array([0., 1., 2., 3., 44.])
    >>> best_constant(square, y), best_constant(absolute, y)
    (10.0, 2.0)

    between:

    >>> [best_constant(create_huber(t), y) for t in (1.0, 5.0, 20.0, 50.0)]
    [2.0, 2.75, 6.5, 10.0]
    """
    candidates = np.linspace(0, 50, 5001)
    loss = loss_fn(y, candidates[:, np.newaxis])
    best = tf.argmin(tf.reduce_mean(loss, axis=1))
    return round(float(candidates[best]), 2)


def error_on_clean(loss):
    """Train on noisy labels, and measure on labels without outliers.

    Args:
        loss: the loss to train with.

    Returns:
        The mean absolute error on 1000 clean districts, as a float.

    noisy:

    >>> with_mse = error_on_clean("mean_squared_error")
    >>> with_huber = error_on_clean(create_huber(1.0))
    >>> round(with_mse, 1), round(with_huber, 1)
    (0.4, 0.3)
    >>> with_huber < 0.9 * with_mse
    True
    """
    keras.utils.set_random_seed(42)
    X, y = make_housing(1000, outliers=0.1)
    X_clean, y_clean = make_housing(1000, seed=43)
    model = build_model(loss)
    model.fit(X, y, epochs=20, verbose=0)
    return float(tf.reduce_mean(tf.abs(y_clean - model(X_clean))))


class HuberLoss(keras.losses.Loss):
    """Huber loss that knows its threshold, and can be saved with it.

    Args:
        threshold: the size of error from which on the loss is linear.
        **kwargs: ``name`` and ``reduction``, which every loss has.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    call:

    >>> loss_fn = HuberLoss(threshold=2.0)
    >>> y_true = tf.zeros([4, 1])
    >>> y_pred = tf.constant([[0.5], [1.0], [2.0], [-3.0]])
    >>> loss_fn(y_true, y_pred)
    <tf.Tensor: shape=(), dtype=float32, numpy=1.65625>

    same-as-keras:

    >>> keras.losses.Huber(delta=2.0)(y_true, y_pred)
    <tf.Tensor: shape=(), dtype=float32, numpy=1.65625>

    compile:

    >>> keras.utils.set_random_seed(42)
    >>> X, y = make_housing(500)
    >>> model = build_model(HuberLoss(2.0))
    >>> history = model.fit(X, y, epochs=2, verbose=0)
    >>> model.loss.threshold
    2.0
    >>> np.allclose(model.evaluate(X, y, verbose=0),
    ...             loss_fn(y, model(X)))
    True

    config:

    >>> named = HuberLoss(2.0, name="huber", reduction="sum")
    >>> config = named.get_config()
    >>> sorted(config.items())
    [('name', 'huber'), ('reduction', 'sum'), ('threshold', 2.0)]
    >>> HuberLoss.from_config(config).threshold
    2.0
    """

    def __init__(self, threshold=1.0, **kwargs):
        super().__init__(**kwargs)  #: kwargs
        self.threshold = threshold

    def call(self, y_true, y_pred):
        """Give the loss of each sample: (n, outputs) becomes (n,)."""
        error = tf.abs(y_true - y_pred)
        squared_loss = tf.square(error) / 2
        linear_loss = self.threshold * error - self.threshold**2 / 2
        loss = tf.where(error <= self.threshold, squared_loss, linear_loss)
        return tf.reduce_mean(loss, axis=-1)  #: per-sample

    def get_config(self):
        """Give the arguments that make an equal loss, as a dict."""
        return {
            **super().get_config(),  #: config
            "threshold": self.threshold,
        }


__test__ = {
    "steps": """
compile:

>>> keras.utils.set_random_seed(42)
>>> X, y = make_housing(500)
>>> model = build_model(huber_fn)
>>> history = model.fit(X, y, epochs=5, verbose=0)
>>> losses = history.history["loss"]
>>> losses[-1] < losses[0]
True

boundary:

>>> def huber_with_less(y_true, y_pred, threshold=2.0):
...     error = tf.abs(y_true - y_pred)
...     return tf.where(error < threshold, tf.square(error) / 2,
...                     threshold * error - threshold**2 / 2)
>>> at_threshold = tf.constant([2.0])
>>> create_huber(2.0)(tf.zeros([1]), at_threshold)
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([2.], dtype=float32)>
>>> huber_with_less(tf.zeros([1]), at_threshold)
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([2.], dtype=float32)>

super-mistake:

>>> class BrokenHuber(HuberLoss):
...     def get_config(self):
...         return {**super.get_config(), "threshold": 1.0}
>>> X, y = make_housing(500)
>>> model = build_model(BrokenHuber())
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> model.save(os.path.join(tempfile.mkdtemp(), "broken.keras"))
Traceback (most recent call last):
    ...
AttributeError: type object 'super' has no attribute 'get_config'

elementwise:

>>> labels = tf.zeros([4, 3])
>>> outputs = tf.constant([[0., 1., 2.], [3., 4., 5.],
...                        [6., 7., 8.], [9., 10., 11.]])
>>> tuple(huber_fn(labels, outputs).shape)
(4, 3)
>>> HuberLoss(reduction="none")(labels, outputs)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0.6666667, 3.5      , 6.5      , 9.5      ], dtype=float32)>

sample-weight:

>>> weights = tf.constant([1., 0., 1., 3.])
>>> each = HuberLoss(reduction="none")
>>> each(labels, outputs, sample_weight=weights)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([ 0.6666667,  0.       ,  6.5      , 28.5      ], dtype=float32)>

square-batch:

>>> square_batch = np.float32([[1, 1, 1], [2, 2, 2], [3, 3, 3]])
>>> first_only = np.float32([1, 0, 0])
>>> model = keras.Sequential([
...     keras.Input((3,)),
...     keras.layers.Dense(3, kernel_initializer="identity")])
>>> model.compile(loss=huber_fn, weighted_metrics=[])
>>> loss = model.evaluate(square_batch, 0 * square_batch,
...                       sample_weight=first_only, verbose=0)
>>> print(f"{loss:.3f}")
0.500
Keras 2 (Keras 3 multiplies the outputs, not the samples, by the weights):
0.167
>>> loss = HuberLoss()(0 * square_batch, square_batch,
...                    sample_weight=first_only)
>>> print(f"{loss:.3f}")
0.167

reductions:

>>> zeros = tf.zeros([4, 1])
>>> guesses = tf.constant([[1.], [2.], [3.], [4.]])
>>> for reduction in ("none", "sum", "sum_over_batch_size"):
...     loss_fn = keras.losses.MeanSquaredError(reduction=reduction)
...     print(reduction, loss_fn(zeros, guesses, sample_weight=weights)
...           .numpy().tolist())
none [1.0, 0.0, 9.0, 48.0]
sum 58.0
sum_over_batch_size 14.5

fit-weights:

>>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
>>> model.layers[0].set_weights([np.ones((1, 1)), np.zeros(1)])
>>> model.compile(loss="mean_squared_error",
...               optimizer=keras.optimizers.SGD(0.0))
>>> history = model.fit(guesses.numpy(), zeros.numpy(), epochs=1,
...                     sample_weight=weights.numpy(), verbose=0)
>>> history.history["loss"]
[14.5]

mean-of-batch:

>>> def mean_of_batch(y_true, y_pred):
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> model.compile(loss=mean_of_batch, weighted_metrics=[])
>>> model.evaluate(guesses.numpy(), zeros.numpy(),
...                sample_weight=weights.numpy(), verbose=0)
9.375

not-a-mean:

>>> losses = tf.constant([4., 1.])
>>> for w in ([1., 1.], [1., 9.]):
...     w = tf.constant(w)
...     first = (losses * w)[0]
...     by_size = first / len(w)
...     by_weights = first / tf.reduce_sum(w)
...     print(float(by_size), round(float(by_weights), 2))
2.0 2.0
2.0 0.4

more-captured:

>>> factors = tf.constant([[1.], [0.], [1.], [3.]])
>>> def captured(y_true, y_pred):
...     return factors * tf.square(y_true - y_pred)
>>> model.compile(loss=captured, optimizer=keras.optimizers.SGD(0.0),
...               run_eagerly=True)
>>> X, y = guesses.numpy(), zeros.numpy()
>>> model.evaluate(X, y, batch_size=2, verbose=0)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Incompatible shapes: [4,1] vs. [2,1]...

more-captured-shuffled:

>>> model.evaluate(X, y, batch_size=4, verbose=0)
14.5
>>> keras.utils.set_random_seed(42)
>>> history = model.fit(X, y, batch_size=4, epochs=5, verbose=0)
>>> [loss == 14.5 for loss in history.history["loss"]]
[False, False, False, False, False]

more-symbolic:

>>> inputs = keras.Input((1,))
>>> echo = keras.Model(inputs, keras.layers.Dense(
...     1, kernel_initializer="ones")(inputs))
>>> def of_inputs(y_true, y_pred):
...     return inputs * tf.square(y_true - y_pred)
>>> echo.compile(loss=of_inputs, run_eagerly=True)
>>> echo.evaluate(X, y, verbose=0)
Traceback (most recent call last):
    ...
ValueError: A KerasTensor cannot be used as input to a TensorFlow function...
Keras 2 (it means the same in other words):
Traceback (most recent call last):
    ...
TypeError: You are passing KerasTensor(...), an intermediate Keras symbolic input/output, to a TF API that does not allow registering custom dispatchers...

more-packed:

>>> def packed(y_true, y_pred):
...     labels, factors = y_true[:, :1], y_true[:, 1:]
...     return factors * tf.square(labels - y_pred)
>>> echo.compile(loss=packed, run_eagerly=True)
>>> echo.evaluate(X, np.hstack([y, factors]), batch_size=2, verbose=0)
14.5

more-layer:

>>> class WeightedErrors(keras.layers.Layer):
...     def call(self, inputs):
...         y_pred, y_true, factors = inputs
...         self.add_loss(mean_of(factors * tf.square(y_true - y_pred)))
...         return y_pred
>>> labels, extra = keras.Input((1,)), keras.Input((1,))
>>> training_model = keras.Model(
...     [inputs, labels, extra],
...     WeightedErrors()([echo(inputs), labels, extra]))
>>> training_model.compile(optimizer=keras.optimizers.SGD(0.01),
...                        run_eagerly=True)
>>> history = training_model.fit([X, y, factors.numpy()], epochs=1,
...                              verbose=0)
>>> history.history["loss"]
[14.5]
>>> bool(np.all(echo.predict(X, verbose=0) < X))
True

shape-trap:

>>> labels = tf.constant([0., 1., 1., 0.])
>>> outputs = tf.constant([[0.1], [0.8], [0.9], [0.2]])
>>> labels.shape, outputs.shape
(TensorShape([4]), TensorShape([4, 1]))
>>> (labels - outputs).shape
TensorShape([4, 4])
>>> tf.reduce_mean(tf.square(labels - outputs))
<tf.Tensor: shape=(), dtype=float32, numpy=0.375>
>>> tf.reduce_mean(tf.square(labels[:, tf.newaxis] - outputs))
<tf.Tensor: shape=(), dtype=float32, numpy=0.025000002>

shape-trap-class:

>>> HuberLoss()(labels, outputs)
<tf.Tensor: shape=(), dtype=float32, numpy=0.1875>
>>> HuberLoss()(labels[:, tf.newaxis], outputs)
<tf.Tensor: shape=(), dtype=float32, numpy=0.0125>
>>> keras.losses.Huber()(labels, outputs)
<tf.Tensor: shape=(), dtype=float32, numpy=0.0125>

names:

>>> keras.losses.mean_squared_error(labels[:, tf.newaxis], outputs)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([0.01, 0.04, 0.01, 0.04], dtype=float32)>
>>> keras.losses.MeanSquaredError()(labels, outputs)
<tf.Tensor: shape=(), dtype=float32, numpy=0.025000002>

exercise-1:

>>> def create_pinball(quantile):
...     def pinball_fn(y_true, y_pred):
...         error = y_true - y_pred
...         return tf.maximum(quantile * error, (quantile - 1) * error)
...     return pinball_fn
>>> prices = np.array([1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 99.])
>>> [best_constant(create_pinball(q), prices) for q in (0.25, 0.5, 0.75)]
[3.0, 6.0, 9.0]

exercise-2:

>>> class ColumnHuber(HuberLoss):
...     def call(self, y_true, y_pred):
...         if y_true.shape.rank < y_pred.shape.rank:
...             y_true = y_true[..., tf.newaxis]
...         return super().call(y_true, y_pred)
>>> ColumnHuber()(labels, outputs)
<tf.Tensor: shape=(), dtype=float32, numpy=0.0125>

exercise-3:

>>> two = tf.constant([[10.], [10.]])
>>> total = keras.losses.MeanSquaredError(reduction="sum")
>>> total(tf.zeros([2, 1]), two, sample_weight=tf.constant([0.5, 0.5]))
<tf.Tensor: shape=(), dtype=float32, numpy=100.0>
>>> keras.losses.MeanSquaredError()(tf.zeros([2, 1]), two,
...                                 sample_weight=tf.constant([0.5, 0.5]))
<tf.Tensor: shape=(), dtype=float32, numpy=50.0>
"""
}
