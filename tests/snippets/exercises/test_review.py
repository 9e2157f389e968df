import numpy as np
import pytest
import tensorflow as tf

from snippets.exercises.review import HuberLoss, create_huber, line, precision_of


def test_line_returns_its_input():
    X = np.array([[1.5], [-2.0]], dtype="float32")
    assert np.allclose(line()(X), X)
    assert line().count_params() == 2


@pytest.mark.parametrize("threshold", [0.5, 1.0, 3.0])
def test_huber_is_smooth_at_its_threshold(threshold):
    loss = create_huber(threshold)
    below, above = loss(tf.zeros([2]), tf.constant([threshold - 1e-4, threshold + 1e-4]))
    assert abs(float(above - below)) < 1e-3 * threshold


def test_huber_does_not_mind_the_sign():
    loss = create_huber(1.0)
    assert np.allclose(loss(tf.zeros([2]), tf.constant([-3.0, -0.5])), [2.5, 0.125])


def test_huber_class_is_the_mean_of_the_function():
    y_true, y_pred = tf.zeros([3, 1]), tf.constant([[1.0], [2.0], [10.0]])
    assert np.isclose(HuberLoss(2.0)(y_true, y_pred), np.mean([0.5, 2.0, 18.0]))


def test_huber_class_comes_back_from_its_config():
    assert HuberLoss.from_config(HuberLoss(3.0).get_config()).threshold == 3.0


def test_precision_without_any_prediction_is_zero():
    assert float(precision_of(tf.ones([3]), tf.zeros([3]))) == 0.0


def test_precision_looks_at_predicted_ones_only():
    assert float(precision_of(tf.constant([1.0, 1.0]), tf.constant([1.0, 0.0]))) == 1.0
