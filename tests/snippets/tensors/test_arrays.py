import numpy as np
import pytest
import tensorflow as tf

from snippets.tensors.arrays import count_appends, fibonacci, forgetful, read_twice, running_mean


def test_a_list_sees_one_append_however_many_rounds():
    assert [int(count_appends(tf.constant(n))) for n in (0, 1, 9)] == [1] * 3


def test_running_mean_agrees_with_numpy():
    values = np.array([2, 4, 9, 1, -3], "float32")
    wanted = np.cumsum(values) / np.arange(1, 6)
    np.testing.assert_allclose(running_mean(tf.constant(values)), wanted, rtol=1e-6)


def test_running_mean_of_nothing_is_nothing():
    assert running_mean(tf.zeros([0])).shape == (0,)


def test_running_mean_carries_nan_on():
    means = running_mean(tf.constant([1.0, np.nan, 3.0])).numpy()
    assert means[0] == 1 and np.isnan(means[1:]).all()


def test_running_mean_has_a_gradient():
    values = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        last = running_mean(values)[-1]
    np.testing.assert_allclose(tape.gradient(last, values), [1 / 3] * 3, rtol=1e-6)


def test_what_is_not_kept_is_lost():
    assert forgetful(tf.constant(3)).numpy().tolist() == [0, 0, 0]


def test_a_graph_reads_a_slot_twice():
    doubled = read_twice(tf.constant([[1, 2], [3, 4]]))
    assert doubled.numpy().tolist() == [2, 4]


def test_fibonacci_from_the_start():
    assert fibonacci(tf.constant(0)).shape == (0,)
    assert fibonacci(tf.constant(6)).numpy().tolist() == [0, 1, 1, 2, 3, 5]


@tf.function
def appended(n):
    items = []
    for i in tf.range(n):
        items.append(i)
    return tf.stack(items)


def test_what_a_loop_in_a_graph_appended_cannot_be_used_after_it():
    with pytest.raises(ValueError, match="out of scope"):
        appended(tf.constant(3))


@pytest.mark.parametrize(
    "fill", [lambda array: array.unstack([1, 2, 3]), lambda array: array.scatter([0, 1, 2], [1, 2, 3])]
)
def test_what_unstack_and_scatter_return_must_be_kept_in_a_graph(fill):
    @tf.function
    def dropped():
        array = tf.TensorArray(tf.int32, size=3, element_shape=[])
        fill(array)
        return array.stack()

    @tf.function
    def kept():
        return fill(tf.TensorArray(tf.int32, size=3, element_shape=[])).stack()

    assert dropped().numpy().tolist() == [0, 0, 0]
    assert kept().numpy().tolist() == [1, 2, 3]


def test_reading_clears_nothing_in_a_graph():
    @tf.function
    def stacked():
        array = tf.TensorArray(tf.int32, size=2).unstack([3, 4])
        array.read(0)
        return array.stack()

    assert stacked().numpy().tolist() == [3, 4]
