import numpy as np
import pytest
import tensorflow as tf


@pytest.mark.parametrize(
    "shape, perm, shared", [([2, 3], None, False), ([1, 3], None, True), ([3], None, True), ([2, 3], [0, 1], True)]
)
def test_a_transpose_copies_only_where_the_order_of_the_values_changes(shape, perm, shared):
    t = tf.ones(shape)
    turned = tf.transpose(t, perm)
    assert np.shares_memory(np.asarray(t), np.asarray(turned)) == shared


@pytest.mark.parametrize("shape, values", [([2, 3], [1, 2, 3]), (None, [[1, 2], [3]])])
def test_values_that_do_not_fit_make_no_tensor_in_a_graph_either(shape, values):
    with pytest.raises((TypeError, ValueError)):
        tf.function(lambda: tf.constant(values, shape=shape))()


def test_the_mean_of_integers_is_cut_off_towards_zero_and_does_not_overflow():
    assert int(tf.reduce_mean(tf.constant([-1, -2, -2]))) == -1
    assert int(tf.reduce_mean(tf.constant([200, 200], tf.uint8))) == 200
