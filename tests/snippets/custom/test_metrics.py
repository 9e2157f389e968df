import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.losses import create_huber
from snippets.custom.metrics import HuberMetric, MaxError, MeanHuberMetric, draw_precision

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
    weights = tf.reshape(tf.constant([1.0, 0.0]), shape)
    assert float(metric(column(0, 0), column(1, 9), sample_weight=weights)) == 0.5
    metric.reset_state()
    assert float(metric(column(0, 0), column(1, 9), sample_weight=3 * tf.ones(shape))) == 8.25


@BOTH
def test_all_weights_zero(make):
    metric = make(2.0)
    assert float(metric(column(0), column(9), sample_weight=tf.zeros([1]))) == 0


@BOTH
def test_flat_labels_are_matched(make):
    metric = make(1.0)
    assert float(metric(tf.constant([1.0, 2.0, 3.0]), column(1, 2, 3))) == 0
    metric.reset_state()
    assert float(metric(tf.constant([0.0, 0.0]), tf.constant([1.0, 1.0]))) == 0.5


@BOTH
def test_labels_that_do_not_fit_are_refused(make):
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        make()(column(1, 2, 3), column(1, 2))


def test_several_outputs_count_as_one_sample():
    metric = HuberMetric(2.0)
    metric(tf.zeros([2, 3]), tf.ones([2, 3]), sample_weight=tf.constant([1.0, 3.0]))
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
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(loss="mse", metrics=[make()])
    x = np.float32([[1], [2], [3]])
    result = model.evaluate(x, x[:, 0], verbose=0, return_dict=True)
    assert list(result.values()) == [0, 0]


def test_drawing_without_positive_predictions():
    figure = draw_precision([([0, 1], [0, 0])])
    assert isinstance(figure, plt.Figure)
    plt.close(figure)


def test_every_metric_of_keras_takes_sample_weights():
    metrics = [
        metric
        for metric in vars(keras.metrics).values()
        if inspect.isclass(metric) and issubclass(metric, keras.metrics.Metric) and metric is not keras.metrics.Metric
    ]
    assert len(metrics) > 30
    for metric in metrics:
        parameters = inspect.signature(metric.update_state).parameters.values()
        assert any(p.name == "sample_weight" or p.kind == p.VAR_KEYWORD for p in parameters), metric


def test_the_loss_is_the_weighted_metric_times_the_mean_weight_unless_a_layer_adds_a_loss():
    X, y = make_housing(50)
    w = np.random.default_rng(0).random(50).astype("float32")
    for regularizer in (None, keras.regularizers.L2(0.5)):
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, kernel_regularizer=regularizer)])
        model.compile(loss=create_huber(2.0), weighted_metrics=[HuberMetric(2.0)])
        loss, metric = model.evaluate(X, y, sample_weight=w, verbose=0)
        assert np.isclose(loss, metric * w.mean(), rtol=1e-3) == (regularizer is None)


def test_a_metric_function_gets_flat_labels_as_they_are_in_keras_3():
    X, y = make_housing(40)
    values = []
    for labels in (y, y[:, 0]):
        keras.utils.set_random_seed(42)
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
        model.compile(loss="mse", metrics=[create_huber(1.0)])
        values.append(model.evaluate(X, labels, verbose=0))
    assert np.isclose(values[0][0], values[1][0], rtol=1e-4)
    assert np.isclose(values[0][1], values[1][1], rtol=1e-4) == (keras.__version__ < "3")


def test_the_largest_error_is_of_samples_that_count():
    metric = MaxError()
    assert float(metric([0.0, 0.0], [3.0, 4.0], sample_weight=[1.0, 0.0])) == 3
    assert float(metric([0.0], [2.0])) == 3


@pytest.mark.parametrize("make", [keras.metrics.Mean, keras.metrics.Sum])
def test_a_metric_of_values_alone_cannot_be_compiled(make):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    for given in ("metrics", "weighted_metrics"):
        model.compile(loss="mse", run_eagerly=True, **{given: [make()]})
        with pytest.raises(TypeError, match="multiple values for argument 'sample_weight'"):
            model.evaluate(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
