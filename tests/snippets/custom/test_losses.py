import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.losses import (
    HuberLoss,
    absolute,
    best_constant,
    build_model,
    create_huber,
    draw_losses,
    huber_fn,
    slope,
    square,
)

ERRORS = tf.constant([[-7.0, 0.3], [0.0, 1.0], [2.5, -0.5], [-1.0, 40.0]])


@pytest.mark.parametrize("threshold", [0.1, 1.0, 2.0, 50.0])
def test_class_agrees_with_keras(threshold):
    zeros = tf.zeros_like(ERRORS)
    weights = tf.constant([1.0, 0.0, 2.0, 0.5])
    for options in ({}, {"sample_weight": weights}):
        for reduction in ("none", "sum", "sum_over_batch_size"):
            mine = HuberLoss(threshold, reduction=reduction)
            theirs = keras.losses.Huber(threshold, reduction=reduction)
            assert np.allclose(mine(zeros, ERRORS, **options), theirs(zeros, ERRORS, **options))


def test_function_and_closure_agree():
    zeros = tf.zeros_like(ERRORS)
    assert np.array_equal(huber_fn(zeros, ERRORS), create_huber(1.0)(zeros, ERRORS))
    assert huber_fn(zeros, ERRORS).shape == ERRORS.shape


def test_huber_is_continuous_and_has_no_kink_at_the_threshold():
    huber = create_huber(2.0)
    below, above = 2.0 - 1e-3, 2.0 + 1e-3
    assert abs(float(huber(0.0, below)) - float(huber(0.0, above))) < 1e-2
    assert abs(float(slope(huber, below)) - float(slope(huber, above))) < 1e-2


def test_slope_never_exceeds_the_threshold():
    for threshold in (0.5, 1.0, 3.0):
        slopes = slope(create_huber(threshold), tf.linspace(-100.0, 100.0, 101))
        assert float(tf.reduce_max(tf.abs(slopes))) == threshold


def test_symmetric():
    assert np.array_equal(huber_fn(0.0, ERRORS), huber_fn(0.0, -ERRORS))


def test_nan_stays_nan():
    assert np.isnan(float(huber_fn(0.0, float("nan"))))


def test_config_makes_an_equal_loss():
    loss = HuberLoss(3.0, name="mine", reduction="sum")
    again = HuberLoss.from_config(loss.get_config())
    assert (again.threshold, again.name) == (3.0, "mine")
    assert again.get_config() == loss.get_config()


def test_unknown_argument_is_refused():
    with pytest.raises(TypeError):
        HuberLoss(treshold=2.0)


def test_one_value_per_sample():
    assert HuberLoss(reduction="none")(tf.zeros_like(ERRORS), ERRORS).shape == (4,)


def test_flat_labels_broadcast():
    labels, outputs = tf.constant([0.0, 1.0]), tf.constant([[0.0], [1.0]])
    assert float(HuberLoss()(labels, outputs)) == 0.25
    assert float(keras.losses.Huber()(labels, outputs)) == 0.0


def test_best_constant_is_mean_or_median():
    y = np.array([1.0, 2.0, 9.0])
    assert best_constant(square, y) == 4.0
    assert best_constant(absolute, y) == 2.0


def test_model_has_one_output():
    model = build_model("mean_squared_error")
    assert model.output_shape == (None, 1)
    assert model(tf.zeros([5, 8])).shape == (5, 1)


def test_drawing_has_a_line_for_each_loss():
    figure = draw_losses({"a": square, "b": absolute})
    left, right = figure.axes
    assert [t.get_text() for t in left.get_legend().get_texts()] == ["a", "b"]
    assert len(left.lines) == 2
    plt.close(figure)


def test_the_absolute_value_pulls_at_every_error_but_zero():
    assert [float(slope(absolute, error)) for error in (-9.0, 1e-3, 0.0)] == [-1, 1, 0]


def test_sum_is_reported_as_a_mean_of_the_sums_of_batches():
    X, y = make_housing(40)
    loss_fn = HuberLoss(2.0, reduction="sum")
    model = build_model(loss_fn)
    sums = [float(loss_fn(y[rows], model(X[rows]))) for rows in (slice(0, 32), slice(32, 40))]
    assert np.isclose(model.evaluate(X, y, batch_size=32, verbose=0), (32 * sums[0] + 8 * sums[1]) / 40, rtol=1e-4)
    assert np.isclose(model.evaluate(X, y, batch_size=40, verbose=0), sum(sums), rtol=1e-4)


def test_fit_of_keras_3_matches_flat_labels_except_for_a_class_of_ones_own():
    X, y = make_housing(40)
    for loss in (huber_fn, keras.losses.Huber(), HuberLoss()):
        values = []
        for labels in (y, y[:, 0]):
            keras.utils.set_random_seed(42)
            values.append(build_model(loss).evaluate(X, labels, verbose=0))
        assert np.isclose(*values) == (keras.__version__ < "3" or not isinstance(loss, HuberLoss))


def test_columns_beside_the_labels_and_a_captured_tensor_agree_while_rows_keep_their_order():
    factors = np.array([[1.0], [0.0], [2.0], [3.0]], dtype="float32")
    rows = np.array([[1.0], [2.0], [3.0], [4.0]], dtype="float32")
    echo = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])

    def packed(y_true, y_pred):
        return y_true[:, 1:] * tf.square(y_true[:, :1] - y_pred)

    def captured(y_true, y_pred):
        return factors * tf.square(y_true - y_pred)

    echo.compile(loss=captured, run_eagerly=True)
    right = echo.evaluate(rows, 0 * rows, batch_size=4, verbose=0)
    echo.compile(loss=packed, run_eagerly=True)
    labels = np.hstack([0 * rows, factors])
    for size in (1, 2, 4):
        assert np.isclose(echo.evaluate(rows, labels, batch_size=size, verbose=0), right)
    backwards = slice(None, None, -1)
    assert np.isclose(echo.evaluate(rows[backwards], labels[backwards], verbose=0), right)


def test_a_batch_of_one_row_is_multiplied_with_all_captured_factors():
    """No error, and not the loss."""
    factors = tf.constant([1.0, 2.0, 3.0, 4.0])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    rows, labels = tf.constant([[1.0], [2.0], [3.0], [4.0]]), tf.zeros([4, 1])
    model.compile(loss=lambda y, outputs: factors * tf.squeeze(y - outputs, -1) ** 2, optimizer="sgd")
    right = float(tf.reduce_mean(factors * rows[:, 0] ** 2))
    assert np.isclose(model.evaluate(rows, labels, batch_size=4, verbose=0), right)
    assert not np.isclose(model.evaluate(rows, labels, batch_size=1, verbose=0), right)
