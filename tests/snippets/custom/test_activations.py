import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.activations import (
    PAIRS,
    between_samples,
    draw_deviations,
    draw_functions,
    gaussian_mean,
    measure_deviations,
    predict_deviations,
    send_through,
    slope,
)


@pytest.mark.parametrize("power, moment", [(1, 0), (2, 1), (4, 3)])
def test_the_mean_of_a_power_is_the_moment_of_the_normal_distribution(power, moment):
    for variance in (0.1, 1.0, 25.0):
        mean = gaussian_mean(lambda z, power=power: z**power, variance)
        assert mean == pytest.approx(moment * variance ** (power / 2), abs=1e-6 * variance ** (power / 2))


def test_slopes_are_those_of_the_formula():
    z = tf.linspace(-3.0, 3.0, 12)
    assert np.allclose(slope("tanh", z), 1 - tf.tanh(z) ** 2, atol=1e-6)
    assert np.allclose(slope("elu", z), tf.where(z > 0, 1.0, tf.exp(z)), atol=1e-6)


def test_a_stack_is_as_deep_and_wide_as_asked_and_its_layers_start_differently():
    keras.utils.set_random_seed(0)
    values = send_through(tf.ones([3, 7]), None, "he_normal", layers=4)
    assert [value.shape for value in values] == [(3, 7)] * 5
    assert len(send_through(tf.ones([3, 7]), "relu", "he_normal", layers=0)) == 1
    assert not np.allclose(values[1], values[2])


@pytest.mark.parametrize("activation, initializer, gain", PAIRS)
def test_layers_do_what_the_formula_says(activation, initializer, gain):
    for measured, predicted in zip(
        measure_deviations(activation, initializer, 4), predict_deviations(activation, gain, 4), strict=True
    ):
        assert measured == pytest.approx(predicted, rel=0.15)


def test_he_keeps_both_directions_of_relu():
    values, gradients = predict_deviations("relu", gain=2.0, layers=30)
    assert values[30] == pytest.approx(values[1]) and gradients[0] == pytest.approx(1)


def test_random_normal_is_as_wide_whatever_the_layer():
    keras.utils.set_random_seed(0)
    for units in (10, 1000):
        layer = keras.layers.Dense(100, kernel_initializer="random_normal")
        layer.build((None, units))
        assert np.std(layer.kernel) == pytest.approx(0.05, rel=0.1)


def test_alpha_dropout_keeps_what_selu_needs_and_dropout_does_not():
    keras.utils.set_random_seed(0)
    values = tf.nn.selu(tf.random.normal([500, 500]))
    for layer, deviation in ((keras.layers.AlphaDropout(0.3), 1.0), (keras.layers.Dropout(0.3), (1 / 0.7) ** 0.5)):
        dropped = layer(values, training=True)
        assert float(tf.reduce_mean(dropped)) == pytest.approx(0, abs=0.02)
        assert float(tf.math.reduce_std(dropped)) == pytest.approx(deviation, rel=0.02)
        assert np.array_equal(layer(values, training=False), values)


def test_a_unit_that_is_the_same_for_all_samples_has_nothing_between_them():
    assert between_samples(tf.constant([[1.0, 4.0], [3.0, 4.0]])) == 0.5


def test_any_start_comes_to_the_fixed_point_of_selu():
    for square in (0.01, 30.0):
        for _ in range(80):
            square = gaussian_mean(lambda z: tf.nn.selu(z) ** 2, square)
        assert square == pytest.approx(1, abs=1e-3)


def test_a_dead_unit_gets_no_gradient_and_a_leaky_one_does():
    for activation, moves in (("relu", False), ("leaky_relu", True), ("elu", True)):
        layer = keras.layers.Dense(1, activation=activation, bias_initializer=keras.initializers.Constant(-6.0))
        layer.build((None, 3))
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(layer(tf.ones([4, 3])))
        assert np.any(tape.gradient(loss, layer.kernel)) == moves


def test_drawings():
    for draw in (draw_functions, draw_deviations):
        figure = draw()
        assert len(figure.axes) == 2 and len(figure.axes[0].lines) in (6, 12)
        plt.close(figure)
