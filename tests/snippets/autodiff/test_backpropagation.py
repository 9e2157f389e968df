"""Sentences of the page on backpropagation that its runs do not show in full."""

import numpy as np
import pytest
import tensorflow as tf

from snippets.autodiff.backpropagation import (
    ACTIVATIONS,
    START,
    XOR_INPUTS,
    XOR_LABELS,
    backward,
    forward,
    gradient_sizes,
    sigmoid,
    train_by_hand,
)


@pytest.mark.parametrize("samples, inputs, hidden, outputs", [(1, 2, 2, 1), (7, 3, 5, 1), (4, 2, 3, 4)])
def test_gradients_are_those_of_the_tape_whatever_the_shapes(samples, inputs, hidden, outputs):
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(samples, inputs)), rng.uniform(size=(samples, outputs))
    start = [rng.normal(size=shape) for shape in ((inputs, hidden), hidden, (hidden, outputs), outputs)]
    by_hand = backward(x, labels, *forward(x, start), start[2])
    W1, b1, W2, b2 = parameters = [tf.Variable(array) for array in start]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(tf.sigmoid(x @ W1 + b1) @ W2 + b2) - labels) ** 2)
    for mine, theirs in zip(by_hand, tape.gradient(loss, parameters), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-15)


def test_from_an_input_that_is_0_a_weight_learns_nothing():
    hidden, output = forward(XOR_INPUTS[1:2], START)
    d_W1, d_b1, *_ = backward(XOR_INPUTS[1:2], XOR_LABELS[1:2], hidden, output, START[2])
    assert not d_W1[0].any() and d_W1[1].all() and d_b1.all()


def test_a_square_weight_hides_a_wrong_product():
    d_z = np.random.default_rng(0).normal(size=(4, 2))
    wrong, right = d_z.T @ XOR_INPUTS, XOR_INPUTS.T @ d_z
    assert wrong.shape == right.shape == START[0].shape and not np.allclose(wrong, right)


def test_the_slope_of_an_activation_is_had_from_its_value():
    z = np.linspace(-3, 3, 13)
    for apply, slope in ACTIVATIONS.values():
        measured = (apply(z + 1e-6) - apply(z - 1e-6)) / 2e-6
        away = np.abs(z) > 1e-3
        np.testing.assert_allclose(slope(apply(z))[away], measured[away], atol=1e-8)


def test_with_the_sigmoid_each_layer_further_from_the_output_learns_several_times_more_slowly():
    sizes = gradient_sizes("sigmoid", 1.0)
    assert all(before * 3 < after for before, after in zip(sizes, sizes[1:], strict=False))
    for activation, gain in (("tanh", 1.0), ("relu", 2.0)):
        sizes = gradient_sizes(activation, gain)
        assert max(sizes) < 3 * min(sizes)


def test_training_by_hand_ends_with_xor():
    parameters, losses = train_by_hand(steps=2000)
    assert (forward(XOR_INPUTS, parameters)[1].round() == XOR_LABELS).all()
    assert losses[100] - losses[500] < 0.04 < losses[500] - losses[-1], "a plateau first"
    assert sigmoid(np.float64(0)) == 0.5


def test_larger_weights_push_the_values_of_a_sigmoid_to_where_its_slope_is_smaller():
    rng = np.random.default_rng(1)
    x, W = rng.normal(size=(64, 100)), rng.normal(size=(100, 100))
    small, large = (sigmoid(x @ W * np.sqrt(gain / 100)) for gain in (1, 16))
    slope = ACTIVATIONS["sigmoid"][1]
    assert np.abs(large - 0.5).mean() > 1.5 * np.abs(small - 0.5).mean()
    assert slope(large).mean() < slope(small).mean() / 1.5
