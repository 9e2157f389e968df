import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.metrics import (
    HuberMetric, MeanHuberMetric, draw_precision)

BOTH = pytest.mark.parametrize("make", [HuberMetric, MeanHuberMetric])


def column(*values):
    return tf.constant([[float(value)] for value in values])


@BOTH
def test_values_of_the_book(make):
    metric = make(2.0)
    assert float(metric(column(2), column(10))) == 14
    assert float(metric(column(0, 5), column(1, 9.25))) == 7
    assert float(metric.result()) == 7


@BOTH
def test_reset_and_nothing_seen(make):
    metric = make()
    assert float(metric.result()) == 0
    metric(column(0), column(9))
    metric.reset_state()
    assert float(metric.result()) == 0


@BOTH
@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_sample_weights(make, shape):
    metric = make(2.0)
    weights = tf.reshape(tf.constant([1., 0.]), shape)
    assert float(metric(column(0, 0), column(1, 9),
                        sample_weight=weights)) == 0.5
    metric.reset_state()
    assert float(metric(column(0, 0), column(1, 9),
                        sample_weight=3 * tf.ones(shape))) == 8.25


@BOTH
def test_all_weights_zero(make):
    metric = make(2.0)
    assert float(metric(column(0), column(9),
                        sample_weight=tf.zeros([1]))) == 0


@BOTH
def test_flat_labels_are_matched(make):
    metric = make(1.0)
    assert float(metric(tf.constant([1., 2., 3.]), column(1, 2, 3))) == 0
    metric.reset_state()
    assert float(metric(tf.constant([0., 0.]), tf.constant([1., 1.]))) == 0.5


@BOTH
def test_labels_that_do_not_fit_are_refused(make):
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        make()(column(1, 2, 3), column(1, 2))


def test_several_outputs_count_as_one_sample():
    metric = HuberMetric(2.0)
    metric(tf.zeros([2, 3]), tf.ones([2, 3]),
           sample_weight=tf.constant([1., 3.]))
    assert float(metric.count) == 4
    assert float(metric.result()) == 0.5


def test_integer_labels():
    assert float(HuberMetric(2.0)(tf.constant([[2]]), column(10))) == 14


def test_an_empty_batch_changes_nothing():
    metric = HuberMetric(2.0)
    metric(column(2), column(10))
    assert float(metric(tf.zeros([0, 1]), tf.zeros([0, 1]))) == 14


@BOTH
def test_config(make):
    metric = make(0.3, name="other")
    again = make.from_config(metric.get_config())
    assert (again.threshold, again.name) == (0.3, "other")


@BOTH
def test_flat_labels_in_evaluate(make):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(
        1, kernel_initializer="ones")])
    model.compile(loss="mse", metrics=[make()])
    x = np.float32([[1], [2], [3]])
    result = model.evaluate(x, x[:, 0], verbose=0, return_dict=True)
    assert list(result.values()) == [0, 0]


def test_drawing_without_positive_predictions():
    figure = draw_precision([([0, 1], [0, 0])])
    assert isinstance(figure, plt.Figure)
    plt.close(figure)
