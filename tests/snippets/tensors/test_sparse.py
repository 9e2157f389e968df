import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.tensors.sparse import dense_bytes, draw_sparse, sparse_bytes


def sparse(indices, values, shape):
    return tf.SparseTensor(indices, tf.constant(values), shape)


def test_bytes_count_all_three_parts():
    one = sparse([[0, 1]], [1.0], [3, 4])
    assert sparse_bytes(one) == 2 * 8 + 4 + 2 * 8
    assert dense_bytes(one) == 3 * 4 * 4


def test_bytes_follow_rank_and_dtype():
    one = sparse([[0, 1, 2]], tf.constant([1], tf.int64), [3, 4, 5])
    assert sparse_bytes(one) == 3 * 8 + 8 + 3 * 8
    assert dense_bytes(one) == 3 * 4 * 5 * 8


def test_no_entries_still_need_a_shape():
    none = tf.sparse.from_dense(tf.zeros([5, 5]))
    assert sparse_bytes(none) == 16
    assert dense_bytes(none) == 100


def test_dense_bytes_makes_nothing_dense():
    huge = sparse([[0, 0]], [1.0], [10**6, 10**6])
    assert dense_bytes(huge) == 4 * 10**12


def test_drawing_shows_values_indices_and_shape():
    figure = draw_sparse(sparse([[0, 1], [1, 0]], [1.5, 2.0], [2, 3]))
    texts = [t.get_text() for axes in figure.axes for t in axes.texts]
    assert texts.count("0") == 4
    assert {"1.5", "[0, 1]", "[1, 0]", "dense_shape [2, 3]"} <= set(texts)
    plt.close(figure)


def test_only_a_matrix_is_drawn():
    with pytest.raises(ValueError, match="matrix"):
        draw_sparse(sparse([[0]], [1.0], [3]))


def test_two_sparse_tensors_are_not_multiplied_but_a_dense_one_on_the_left_is():
    one = sparse([[0, 1]], [2.0], [1, 2])
    assert (tf.constant([[3.0, 4.0]]) * one).values.numpy().tolist() == [8.0]
    with pytest.raises(ValueError):
        one * one


@pytest.mark.parametrize("other", [1.0, tf.ones([2])])
def test_only_a_dense_tensor_of_the_same_shape_is_added(other):
    one = sparse([[0, 1]], [2.0], [1, 2])
    assert tf.sparse.add(one, tf.ones([1, 2])).numpy().tolist() == [[1.0, 3.0]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sparse.add(one, other)


@pytest.mark.parametrize(("declared", "handed"), [(True, tf.SparseTensor), (False, tf.Tensor)])
def test_keras_spreads_out_what_is_not_declared_sparse(declared, handed):
    seen = []

    class Peek(keras.layers.Layer):
        def call(self, inputs):
            seen.append(inputs)
            return inputs

    entrance = keras.Input(shape=[2], sparse=declared)
    keras.Model(entrance, Peek()(entrance))(sparse([[0, 1]], [3.0], [1, 2]))
    assert isinstance(seen[-1], handed)


def test_dense_gives_the_same_for_sparse_and_dense_rows():
    rows = sparse([[0, 1], [1, 0]], [3.0, 4.0], [2, 2])
    layer = keras.layers.Dense(2)
    assert np.allclose(layer(rows), layer(tf.sparse.to_dense(rows)))
