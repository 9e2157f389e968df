import pytest
import tensorflow as tf


@pytest.mark.parametrize(
    "dtype, accepted",
    [
        (tf.int8, True),
        (tf.uint8, True),
        (tf.int16, True),
        (tf.uint16, True),
        (tf.int32, True),
        (tf.int64, True),
        (tf.uint32, False),
        (tf.uint64, False),
        (tf.bool, False),
        (tf.float32, False),
    ],
)
def test_which_types_elements_may_have(dtype, accepted):
    elements = tf.cast([[1, 0]], dtype)
    if accepted:
        assert tf.sets.union(elements, elements).values.numpy().tolist() == [0, 1]
    else:
        with pytest.raises(TypeError, match="invalid dtype"):
            tf.sets.union(elements, elements)


def test_strings_are_ordered_by_their_bytes():
    union = tf.sets.union(tf.constant([["b", "a", "Z"]]), tf.constant([["é", "c"]]))
    assert [word.decode() for word in union.values.numpy()] == ["Z", "a", "b", "c", "é"]


def test_results_are_sparse_even_where_all_lengths_are_equal():
    assert isinstance(tf.sets.union([[1, 2]], [[1, 2]]), tf.SparseTensor)
