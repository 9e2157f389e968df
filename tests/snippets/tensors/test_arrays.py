import numpy as np
import tensorflow as tf

from snippets.tensors.arrays import (
    count_appends, fibonacci, forgetful, read_twice, running_mean)


def test_a_list_sees_one_append_however_many_rounds():
    assert [int(count_appends(tf.constant(n))) for n in (0, 1, 9)] == [1] * 3


def test_running_mean_agrees_with_numpy():
    values = np.array([2, 4, 9, 1, -3], "float32")
    wanted = np.cumsum(values) / np.arange(1, 6)
    np.testing.assert_allclose(running_mean(tf.constant(values)), wanted,
                               rtol=1e-6)


def test_running_mean_of_nothing_is_nothing():
    assert running_mean(tf.zeros([0])).shape == (0,)


def test_running_mean_carries_nan_on():
    means = running_mean(tf.constant([1., np.nan, 3.])).numpy()
    assert means[0] == 1 and np.isnan(means[1:]).all()


def test_running_mean_has_a_gradient():
    values = tf.Variable([1., 2., 3.])
    with tf.GradientTape() as tape:
        last = running_mean(values)[-1]
    np.testing.assert_allclose(tape.gradient(last, values), [1 / 3] * 3,
                               rtol=1e-6)


def test_what_is_not_kept_is_lost():
    assert forgetful(tf.constant(3)).numpy().tolist() == [0, 0, 0]


def test_a_graph_reads_a_slot_twice():
    doubled = read_twice(tf.constant([[1, 2], [3, 4]]))
    assert doubled.numpy().tolist() == [2, 4]


def test_fibonacci_from_the_start():
    assert fibonacci(tf.constant(0)).shape == (0,)
    assert fibonacci(tf.constant(6)).numpy().tolist() == [0, 1, 1, 2, 3, 5]
