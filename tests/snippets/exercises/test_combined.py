import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.exercises.combined import LearnedThreshold, Shares, huber, huber_nll, plot_threshold


def test_huber_on_both_sides():
    assert np.allclose(huber(tf.constant([-3.0, 0.5, 3.0]), 1.0), [2.5, 0.125, 2.5])


@pytest.mark.parametrize("threshold", [0.5, 1.0, 2.5])
def test_density_has_area_one(threshold):
    e = np.arange(-60, 60, 0.01, dtype="float32")
    density = np.exp(-np.array(huber(e, threshold)) - float(huber_nll(0.0, threshold)))
    assert abs(0.01 * density.sum() - 1) < 1e-3


def test_slope_of_the_area_agrees_with_the_formula():
    threshold = tf.Variable(1.3)
    with tf.GradientTape() as tape:
        value = huber_nll(0.0, threshold)
    area = np.exp(float(value))
    want = -2 / 1.3**2 * np.exp(-(1.3**2) / 2) / area
    assert np.isclose(tape.gradient(value, threshold), want, rtol=1e-4)


@pytest.mark.parametrize("start", [0.01, 1.0, 20.0])
def test_threshold_starts_where_it_is_told(start):
    assert np.isclose(LearnedThreshold(start)(), start, rtol=1e-4)


def test_threshold_stays_positive():
    threshold = LearnedThreshold(0.1)
    for _ in range(20):
        threshold.improve(lambda d: d, learning_rate=1.0)
    assert 0 < float(threshold()) < 0.1


def test_shares_are_shares():
    w = Shares()(tf.constant(np.random.default_rng(0).normal(size=(4, 50)), tf.float32))
    assert np.all(np.array(w) >= 0) and np.allclose(np.sum(w, axis=0), 1)


def test_shares_stay_as_they_are():
    w = Shares()(tf.constant([[2.0], [-1.0], [6.0]]))
    assert np.allclose(Shares()(w), w)


def test_shares_of_a_column_with_nothing_left():
    assert np.allclose(Shares()(-tf.ones([4, 2])), 0.25)


def test_figure():
    assert len(plot_threshold(tf.constant([-0.5, 0.1, 6.0])).axes[0].lines) == 3
    plt.close("all")


def test_threshold_is_rounded_to_zero_only_far_from_where_training_goes():
    threshold = LearnedThreshold(1.0)
    for raw, positive in ((-80.0, True), (-200.0, False)):
        threshold.raw.assign(raw)
        assert (float(threshold()) > 0) is positive


def test_best_threshold_for_normal_errors_depends_on_the_draw():
    grid = np.linspace(0.05, 4.0, 80, dtype="float32")

    def best(seed):
        error = tf.random.stateless_normal([400], seed=[seed, 2])
        return grid[np.argmin([float(huber_nll(error, d)) for d in grid])]

    inside = [d for d in map(best, range(8)) if d < 4]
    assert len(inside) == 5 and min(inside) > 1.9 and max(inside) < 3


def test_a_constraint_without_settings_is_saved_without_a_config_of_its_own(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_constraint=Shares())])
    model.save(tmp_path / "shares.keras")
    loaded = keras.models.load_model(tmp_path / "shares.keras")
    assert type(loaded.layers[0].kernel_constraint) is Shares


def test_a_variable_of_a_loss_is_trained_if_the_model_holds_it_too():
    class OwnThreshold(keras.losses.Loss):
        def __init__(self):
            super().__init__()
            self.threshold = keras.Variable(1.0)

        def call(self, y_true, y_pred):
            return huber(y_true - y_pred, tf.convert_to_tensor(self.threshold))

    model, loss = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]), OwnThreshold()
    model.threshold = loss.threshold
    model.compile(loss=loss, optimizer="sgd")
    model.fit(np.ones([8, 1]), np.full([8, 1], 9.0), verbose=0)
    assert len(model.trainable_variables) == 3 and float(loss.threshold.numpy()) < 1
