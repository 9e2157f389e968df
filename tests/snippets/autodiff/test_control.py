import numpy as np
import tensorflow as tf

from snippets.autodiff.control import reverse_gradient, straight_through_round


def value_and_gradient(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y.numpy(), tape.gradient(y, x).numpy()


def test_straight_through_rounds_to_even_with_gradient_one():
    x = [-1.6, -0.5, 0.5, 1.5, 2.4]
    value, gradient = value_and_gradient(straight_through_round, x)
    assert value.tolist() == [-2.0, 0.0, 0.0, 2.0, 2.0]
    assert gradient.tolist() == [1.0] * 5


def test_straight_through_passes_the_upstream_gradient():
    _, gradient = value_and_gradient(lambda x: 3 * straight_through_round(x), [0.2])
    assert gradient.tolist() == [3.0]


def test_reversal_keeps_values_and_turns_gradients():
    value, gradient = value_and_gradient(lambda x: reverse_gradient(x**2), [1.0, -3.0])
    np.testing.assert_allclose(value, [1.0, 9.0])
    np.testing.assert_allclose(gradient, [-2.0, 6.0])


def test_reversal_twice_is_no_reversal():
    _, gradient = value_and_gradient(lambda x: reverse_gradient(reverse_gradient(x)), [2.0])
    assert gradient.tolist() == [1.0]


def test_empty_tensors_and_float64_go_through():
    for function in (straight_through_round, reverse_gradient):
        assert function(tf.zeros([0, 2])).shape == (0, 2)
        assert function(tf.zeros([1], tf.float64)).dtype == tf.float64


def test_reversal_does_not_overflow_in_half_precision():
    value, gradient = value_and_gradient(reverse_gradient, np.float16([40000.0, -2.0]))
    assert value.tolist() == [40000.0, -2.0]
    assert gradient.tolist() == [-1.0, -1.0]
