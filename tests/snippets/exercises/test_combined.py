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
    want = -2 / 1.3 ** 2 * np.exp(-1.3 ** 2 / 2) / area
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
