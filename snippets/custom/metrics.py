"""Metrics of one's own.

A metric may be a function, when a mean will do, or an object that keeps
what it needs from batch to batch.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Metrics".
"""

import os
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.losses import create_huber


class HuberMetric(keras.metrics.Metric):
    """Mean Huber loss of everything seen since the last reset.

    Args:
        threshold: the size of error from which on the loss is linear.
        name: under which `fit` and `evaluate` report it.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12; here, sample
    weights count.

    values:

    >>> metric = HuberMetric(2.0)
    >>> metric(tf.constant([[2.]]), tf.constant([[10.]]))
    <tf.Tensor: shape=(), dtype=float32, numpy=14.0>
    >>> metric(tf.constant([[0.], [5.]]), tf.constant([[1.], [9.25]]))
    <tf.Tensor: shape=(), dtype=float32, numpy=7.0>
    >>> metric.result()
    <tf.Tensor: shape=(), dtype=float32, numpy=7.0>

    state:

    >>> for variable in metric.variables:
    ...     print(variable.name.split(":")[0], float(variable.numpy()))
    total 21.0
    count 3.0
    >>> metric.reset_state()
    >>> [float(variable.numpy()) for variable in metric.variables]
    [0.0, 0.0]

    alignment:

    >>> metric(tf.constant([1., 2., 3.]), tf.constant([[1.], [2.], [3.]]))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.0>

    weights:

    >>> metric.reset_state()
    >>> y_true = tf.constant([[0.], [0.]])
    >>> y_pred = tf.constant([[1.], [9.]])
    >>> metric(y_true, y_pred)
    <tf.Tensor: shape=(), dtype=float32, numpy=8.25>
    >>> metric.reset_state()
    >>> metric(y_true, y_pred, sample_weight=tf.constant([1., 0.]))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.5>

    config:

    >>> metric = HuberMetric(2.0)
    >>> again = HuberMetric.from_config(metric.get_config())
    >>> again.threshold, again.name
    (2.0, 'huber')
    """

    def __init__(self, threshold=1.0, name="huber", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.huber_fn = create_huber(threshold)
        self.total = self.add_weight(  #: keyword
            name="total", shape=(), initializer="zeros"
        )
        self.count = self.add_weight(
            name="count", shape=(), initializer="zeros"
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Take in a batch of n samples; weights have the shape (n,)."""
        y_pred = tf.cast(y_pred, self.dtype)
        y_true = tf.reshape(  #: align
            tf.cast(y_true, self.dtype), tf.shape(y_pred)
        )
        errors = self.huber_fn(y_true, y_pred)
        errors = tf.reduce_mean(  #: rows
            errors, axis=tf.range(1, tf.rank(errors))
        )
        if sample_weight is None:
            weights = tf.ones_like(errors)
        else:
            weights = tf.reshape(
                tf.cast(sample_weight, self.dtype), tf.shape(errors)
            )
        self.total.assign_add(tf.reduce_sum(weights * errors))
        self.count.assign_add(tf.reduce_sum(weights))  #: count

    def result(self):
        """Give the mean so far, a scalar; 0 before the first batch."""
        return tf.math.divide_no_nan(self.total, self.count)

    def get_config(self):
        """Give the arguments that make an equal metric, as a dict."""
        return {**super().get_config(), "threshold": self.threshold}


class MeanHuberMetric(keras.metrics.Mean):
    """The same metric, with the mean left to Keras.

    Args:
        threshold: the size of error from which on the loss is linear.
        name: under which `fit` and `evaluate` report it.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12 (exercises).

    values:

    >>> metric = MeanHuberMetric(2.0)
    >>> metric(tf.constant([[2.]]), tf.constant([[10.]]))
    <tf.Tensor: shape=(), dtype=float32, numpy=14.0>
    >>> metric(tf.constant([[0.], [5.]]), tf.constant([[1.], [9.25]]))
    <tf.Tensor: shape=(), dtype=float32, numpy=7.0>

    weights:

    >>> metric.reset_state()
    >>> metric(tf.constant([[0.], [0.]]), tf.constant([[1.], [9.]]),
    ...        sample_weight=tf.constant([1., 0.]))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.5>
    """

    def __init__(self, threshold=1.0, name="mean_huber", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.huber_fn = create_huber(threshold)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Take in a batch of n samples; weights have the shape (n,)."""
        y_pred = tf.cast(y_pred, self.dtype)
        y_true = tf.reshape(tf.cast(y_true, self.dtype), tf.shape(y_pred))
        errors = self.huber_fn(y_true, y_pred)
        return super().update_state(errors, sample_weight)  #: mean

    def get_config(self):
        """Give the arguments that make an equal metric, as a dict."""
        return {**super().get_config(), "threshold": self.threshold}


class MaxError(keras.metrics.Metric):
    """The largest absolute error of everything seen since the last reset.

    A weight of 0 leaves a sample out; otherwise weights do not matter.

    Args:
        name: under which `fit` and `evaluate` report it.

    weights:

    >>> metric = MaxError()
    >>> metric(tf.constant([[1.], [1.]]), tf.constant([[2.], [9.]]),
    ...        sample_weight=tf.constant([1., 0.]))
    <tf.Tensor: shape=(), dtype=float32, numpy=1.0>
    """

    def __init__(self, name="max_error", **kwargs):
        super().__init__(name=name, **kwargs)
        self.largest = self.add_weight(
            name="largest", shape=(), initializer="zeros"
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Take in a batch of n samples; weights have the shape (n,)."""
        y_pred = tf.cast(y_pred, self.dtype)
        y_true = tf.reshape(tf.cast(y_true, self.dtype), tf.shape(y_pred))
        errors = tf.abs(y_true - y_pred)
        if sample_weight is not None:
            errors = tf.boolean_mask(  #: counted
                errors, tf.reshape(sample_weight, [-1]) > 0
            )
        self.largest.assign(tf.maximum(self.largest, tf.reduce_max(errors)))

    def result(self):
        """Give the largest error so far, a scalar."""
        return tf.convert_to_tensor(self.largest)


def draw_precision(batches) -> plt.Figure:
    """Draw how precision builds up from batch to batch.

    Args:
        batches: a list of pairs (labels, predictions), lists of 0 and 1.

    Returns:
        The figure.

    two-batches:

    >>> draw_precision([
    ...     ([0, 1, 1, 1, 0, 1, 0, 1], [1, 1, 0, 1, 0, 1, 0, 1]),
    ...     ([0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 0, 0, 0])])
    <Figure size 700x350 with 1 Axes>
    """
    figure, axes = plt.subplots(
        figsize=(7, 0.5 + 1.5 * len(batches)), layout="constrained"
    )
    true_positives = false_positives = 0
    for i, (labels, predictions) in enumerate(batches):
        y = -3 * i
        axes.text(-0.8, y, "label", ha="right", va="center")
        axes.text(-0.8, y - 1, "prediction", ha="right", va="center")
        tp = fp = 0
        for x, (label, prediction) in enumerate(zip(labels, predictions)):
            colour = "C5"
            if prediction:
                colour = "C2" if label else "C4"
                tp, fp = tp + label, fp + 1 - label
                axes.text(
                    x,
                    y - 1.85,
                    "TP" if label else "FP",
                    ha="center",
                    va="center",
                    color=colour,
                    weight="bold",
                )
            for row, value in ((y, label), (y - 1, prediction)):
                axes.add_patch(
                    plt.Rectangle(
                        (x - 0.45, row - 0.45),
                        0.9,
                        0.9,
                        facecolor=colour,
                        edgecolor=colour,
                        alpha=0.3 if prediction else 0.06,
                    )
                )
                axes.text(x, row, str(value), ha="center", va="center")
        true_positives += tp
        false_positives += fp
        for row, name, right, wrong in (
            (y, "batch", tp, fp),
            (y - 1, "so far", true_positives, false_positives),
        ):
            axes.text(len(labels) + 0.1, row, name, va="center")
            value = right / max(right + wrong, 1)
            axes.text(
                len(labels) + 2.1,
                row,
                va="center",
                s=f"{right}/{right + wrong} = {value:g}",
                weight="bold" if name == "so far" else "normal",
            )
    axes.set(xlim=(-3.3, 13), ylim=(0.6 - 3 * len(batches), 0.6))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
first:

>>> keras.utils.set_random_seed(42)
>>> X, y = make_housing(100)
>>> model = keras.Sequential([keras.Input((8,)),
...                           keras.layers.Dense(30, activation="relu"),
...                           keras.layers.Dense(1)])
>>> model.compile(loss="mse", optimizer="nadam",
...               metrics=[create_huber(2.0)])
>>> history = model.fit(X, y, epochs=2, verbose=0)
>>> sorted(history.history)
['huber_fn', 'loss']

over-batches:

>>> result = model.evaluate(X, y, verbose=0, return_dict=True)
>>> errors = create_huber(2.0)(y, model.predict(X, verbose=0))
>>> np.allclose(result["huber_fn"], np.mean(errors))
True
>>> means = [np.mean(errors[i:i + 32]) for i in range(0, 100, 32)]
>>> np.allclose(result["huber_fn"], np.mean(means))
False

batch-means:

>>> def mean_huber(y_true, y_pred):
...     return tf.reduce_mean(create_huber(2.0)(y_true, y_pred))
>>> model.compile(loss="mse", metrics=[mean_huber], run_eagerly=True)
>>> again = model.evaluate(X, y, verbose=0, return_dict=True)
>>> np.allclose(again["mean_huber"], np.mean(means))
True

late:

>>> history.history["huber_fn"][-1] > result["huber_fn"]
True

wrapper:

>>> wrapper = keras.metrics.MeanMetricWrapper(create_huber(2.0))
>>> wrapper(tf.constant([[2.]]), tf.constant([[10.]]))
<tf.Tensor: shape=(), dtype=float32, numpy=14.0>
>>> wrapper(tf.constant([[0.], [5.]]), tf.constant([[1.], [9.25]]))
<tf.Tensor: shape=(), dtype=float32, numpy=7.0>

broadcast:

>>> labels = tf.constant([1., 2., 3.])
>>> predictions = tf.constant([[1.], [2.], [3.]])
>>> huber = create_huber(1.0)
>>> huber(labels, predictions).shape
TensorShape([3, 3])
>>> tf.reduce_mean(huber(labels, predictions))
<tf.Tensor: shape=(), dtype=float32, numpy=0.5555555820465088>

gradients:

>>> w = tf.Variable(0.3)
>>> x = tf.constant([1., 2., -1., 3.])
>>> labels = tf.constant([1., 1., 0., 0.])
>>> with tf.GradientTape(persistent=True) as tape:
...     probability = tf.sigmoid(w * x)
...     loss = keras.losses.binary_crossentropy(labels, probability)
...     right = (probability > 0.5) == (labels > 0.5)
...     accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
>>> tape.gradient(loss, w)
<tf.Tensor: shape=(), dtype=float32, numpy=0.1432616412639618>
>>> print(tape.gradient(accuracy, w))
None
>>> accuracy
<tf.Tensor: shape=(), dtype=float32, numpy=0.75>

zero-somewhere:

>>> margin = tf.Variable([-1., 0.5, 2.])
>>> with tf.GradientTape() as tape:
...     hinge = tf.maximum(0., 1. - margin)
>>> tape.gradient(hinge, margin)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([-1., -1., -0.], dtype=float32)>

batches:

>>> precision = keras.metrics.Precision()
>>> precision([0, 1, 1, 1, 0, 1, 0, 1], [1, 1, 0, 1, 0, 1, 0, 1])
<tf.Tensor: shape=(), dtype=float32, numpy=0.800000011920929>
>>> precision([0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 0, 0, 0])
<tf.Tensor: shape=(), dtype=float32, numpy=0.5>

alone:

>>> second = keras.metrics.Precision()
>>> second([0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 0, 0, 0])
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>
>>> (0.8 + 0.0) / 2
0.4

result:

>>> precision.result()
<tf.Tensor: shape=(), dtype=float32, numpy=0.5>

variables:

>>> for variable in precision.variables:
...     print(variable.name.split(":")[0], variable.numpy())
true_positives [4.]
false_positives [4.]

reset:

>>> precision.reset_state()
>>> [variable.numpy().tolist() for variable in precision.variables]
[[0.0], [0.0]]
>>> precision.result()
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>

six:

>>> labels = [0, 1, 1, 1, 0, 1, 0, 1]
>>> predictions = [1, 1, 0, 1, 0, 1]
>>> len(labels), len(predictions)
(8, 6)
>>> try:
...     precision(labels, predictions)
... except (ValueError, tf.errors.InvalidArgumentError):
...     print("refused")
refused

ignored:

>>> class UnweightedHuber(HuberMetric):
...     def update_state(self, y_true, y_pred, sample_weight=None):
...         errors = self.huber_fn(y_true, y_pred)
...         self.total.assign_add(tf.reduce_sum(errors))
...         self.count.assign_add(tf.cast(tf.size(y_true), tf.float32))
>>> y_true = tf.constant([[0.], [0.]])
>>> y_pred = tf.constant([[1.], [9.]])
>>> w = tf.constant([1., 0.])
>>> for metric in (UnweightedHuber(2.0), HuberMetric(2.0)):
...     print(float(metric(y_true, y_pred, sample_weight=w)))
8.25
0.5

no-such-names:

>>> metric = HuberMetric(2.0)
>>> metric.hubor_fn
Traceback (most recent call last):
    ...
AttributeError: 'HuberMetric' object has no attribute 'hubor_fn'
>>> metric.count.assign.add(1.0)
Traceback (most recent call last):
    ...
AttributeError: 'function' object has no attribute 'add'

fresh:

>>> class PlainDivision(HuberMetric):
...     def result(self):
...         return self.total / self.count
>>> for metric in (PlainDivision(), HuberMetric(), keras.metrics.Mean()):
...     print(float(metric.result()))
nan
0.0
0.0

keep:

>>> class RowCountingHuber(HuberMetric):
...     def __init__(self, threshold=1.0, **kwargs):
...         super().__init__(threshold, **kwargs)
...         self.rows = self.add_weight(name="rows", initializer="zeros")
...
...     def update_state(self, y_true, y_pred, sample_weight=None):
...         super().update_state(y_true, y_pred, sample_weight)
...         self.rows.assign_add(tf.cast(tf.shape(y_pred)[0], tf.float32))
...
...     def reset_state(self):
...         self.total.assign(0.0)
...         self.count.assign(0.0)
>>> metric = RowCountingHuber(2.0)
>>> for epoch in range(3):
...     metric.reset_state()
...     value = metric(y_true, y_pred)
...     print(float(value), float(metric.count), float(metric.rows))
8.25 2.0 2.0
8.25 2.0 4.0
8.25 2.0 6.0

mean-in-compile:

>>> passing = keras.Sequential([
...     keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
>>> numbers = np.array([[1.0], [2.0], [6.0]])
>>> passing.compile(loss="mse", metrics=[keras.metrics.Mean(name="average")],
...              run_eagerly=True)
>>> passing.evaluate(numbers, 0 * numbers, verbose=0)
Traceback (most recent call last):
    ...
TypeError: Mean.update_state() got multiple values for argument 'sample_weight'
Keras 2 (there the method belongs to a parent class):
Traceback (most recent call last):
    ...
TypeError: Reduce.update_state() got multiple values for argument 'sample_weight'

mean-of-predictions:

>>> def average(y_true, y_pred):
...     return tf.reduce_mean(y_pred, axis=-1)
>>> passing.compile(loss="mse", metrics=[average], run_eagerly=True)
>>> passing.evaluate(numbers, 0 * numbers, verbose=0, return_dict=True)["average"]
3.0

in-fit:

>>> model.compile(loss=create_huber(2.0), optimizer="nadam",
...               metrics=[HuberMetric(2.0), MeanHuberMetric(2.0)])
>>> history = model.fit(X, y, epochs=3, verbose=0).history
>>> sorted(history)
['huber', 'loss', 'mean_huber']
>>> np.allclose(history["huber"], history["loss"])
True
>>> np.allclose(history["huber"], history["mean_huber"])
True

weighted:

>>> identity = keras.Sequential([
...     keras.Input((1,)),
...     keras.layers.Dense(1, kernel_initializer="ones")])
>>> identity.compile(
...     loss=create_huber(2.0),
...     metrics=[HuberMetric(2.0, name="plain")],
...     weighted_metrics=[HuberMetric(2.0, name="weighted")])
>>> x = np.float32([[1], [2], [3], [4]])
>>> w = np.float32([1, 0, 1, 3])
>>> result = identity.evaluate(x, 0 * x, sample_weight=w, verbose=0,
...                            return_dict=True)
>>> for name in ("loss", "plain", "weighted"):
...     print(name, result[name])
loss 5.625
plain 3.125
weighted 4.5

by-hand:

>>> errors = create_huber(2.0)(0 * x, x)[:, 0].numpy()
>>> print(errors)
[0.5 2.  4.  6. ]
>>> float(sum(w * errors)) / 4, float(sum(w * errors) / sum(w))
(5.625, 4.5)
>>> float(w.mean()) * result["weighted"]
5.625

relation:

>>> model.compile(loss=create_huber(2.0), optimizer="nadam",
...               weighted_metrics=[HuberMetric(2.0)])
>>> w = np.random.default_rng(42).random(100).astype("float32")
>>> history = model.fit(X, y, sample_weight=w, epochs=3,
...                     verbose=0).history
>>> np.allclose(history["loss"], history["huber"])
False
>>> np.allclose(history["loss"], w.mean() * np.array(history["huber"]))
True

save:

>>> model.compile(loss="mse", optimizer="nadam",
...               metrics=[HuberMetric(2.0)])
>>> history = model.fit(X, y, verbose=0)
>>> before = model.evaluate(X, y, verbose=0, return_dict=True)
>>> with tempfile.TemporaryDirectory() as folder:
...     path = os.path.join(folder, "huber.keras")
...     model.save(path)
...     loaded = keras.models.load_model(
...         path, custom_objects={"HuberMetric": HuberMetric})
>>> after = loaded.evaluate(X, y, verbose=0, return_dict=True)
>>> np.allclose(before["huber"], after["huber"])
True

exercise-1:

>>> recall = keras.metrics.Recall()
>>> recall([0, 1, 1, 1, 0, 1, 0, 1], [1, 1, 0, 1, 0, 1, 0, 1])
<tf.Tensor: shape=(), dtype=float32, numpy=0.800000011920929>
>>> recall([0, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 0, 0, 0])
<tf.Tensor: shape=(), dtype=float32, numpy=0.4444444477558136>
>>> for variable in recall.variables:
...     print(variable.name.split(":")[0], variable.numpy())
true_positives [4.]
false_negatives [5.]

exercise-2:

>>> metric = MaxError()
>>> metric(tf.constant([[1.], [2.]]), tf.constant([[1.5], [5.]]))
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>
>>> metric(tf.constant([[1.]]), tf.constant([[2.]]))
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>
>>> metric.reset_state()
>>> metric(tf.constant([[1.]]), tf.constant([[2.]]))
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>

exercise-3:

>>> w = np.float32([1, 0, 1, 3])
>>> w /= w.mean()
>>> print(w, w.mean())
[0.8 0.  0.8 2.4] 1.0
>>> result = identity.evaluate(x, 0 * x, sample_weight=w, verbose=0,
...                            return_dict=True)
>>> np.allclose(result["loss"], result["weighted"])
True
"""
}
