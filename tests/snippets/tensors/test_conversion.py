import numpy as np
import pytest
import tensorflow as tf

from snippets.tensors.conversion import accuracy, add_in_graph


@pytest.mark.parametrize("dtype", [tf.int32, tf.float32, tf.float64])
def test_adding_in_a_graph_keeps_the_type(dtype):
    total = add_in_graph(tf.constant([1, 2], dtype), tf.constant(3, dtype))
    assert total.dtype == dtype
    assert total.numpy().tolist() == [4, 5]


@pytest.mark.parametrize("a, b", [(tf.float32, tf.int32), (tf.float32, tf.float64)])
def test_adding_mixed_types_in_a_graph_is_a_type_error(a, b):
    with pytest.raises(TypeError, match="does not match type"):
        add_in_graph(tf.constant(1, a), tf.constant(1, b))


@pytest.mark.parametrize("make", [list, np.array, tf.constant])
def test_accuracy_takes_lists_arrays_and_tensors(make):
    share = accuracy(make([0, 1, 1, 2]), make([0, 1, 0, 0]))
    assert share.dtype == tf.float32 and share.shape == ()
    assert float(share) == 0.5


def test_accuracy_of_different_integer_types():
    assert float(accuracy(np.array([3], np.int8), tf.constant([3], tf.int64))) == 1.0


def test_accuracy_of_nothing_is_nan():
    assert np.isnan(float(accuracy([], [])))


def test_accuracy_needs_as_many_predictions_as_labels():
    with pytest.raises(tf.errors.InvalidArgumentError):
        accuracy([0, 1, 1], [0, 1])
