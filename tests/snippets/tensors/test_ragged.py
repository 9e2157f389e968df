import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.tensors.ragged import draw_splits


def texts(figure):
    found = [t.get_text() for t in figure.axes[0].texts]
    plt.close(figure)
    return found


def test_every_value_stands_above_and_in_its_row():
    found = texts(draw_splits(tf.ragged.constant([[7, 8], [9]])))
    assert [found.count(v) for v in "789"] == [2, 2, 2]
    assert "[1]   2:3" in found


def test_an_empty_row_is_shown_and_shares_its_split():
    found = texts(draw_splits(tf.ragged.constant([[1], [], [2]])))
    assert "[ ]" in found and "1, 1" in found


def test_only_one_ragged_dimension():
    with pytest.raises(ValueError, match="one ragged"):
        draw_splits(tf.ragged.constant([[[1], [2, 3]], [[4]]]))


def test_an_axis_of_known_length_takes_an_index_and_broadcasts():
    column = tf.RaggedTensor.from_uniform_row_length([10, 20], 1)
    assert column[:, 0].numpy().tolist() == [10, 20]
    assert (tf.ragged.constant([[1, 2], [3]]) + column).to_list() == [[11, 12], [23]]


@pytest.mark.parametrize("function", [tf.nn.relu, tf.nn.gelu, tf.sigmoid, tf.exp, tf.math.log, tf.round, tf.math.erf])
def test_elementwise_functions_leave_the_lengths_alone(function):
    rows = tf.ragged.constant([[1.0, 2.0], [], [3.0]])
    assert function(rows).row_lengths().numpy().tolist() == [2, 0, 1]


def test_padding_and_a_mask_give_each_row_its_own_result():
    keras.utils.set_random_seed(42)
    rows = tf.ragged.constant([[1, 2], [3], [4, 5, 6]])
    for reader in (keras.layers.LSTM(3), keras.layers.GlobalAveragePooling1D()):
        model = keras.Sequential([keras.layers.Embedding(10, 2, mask_zero=True), reader])
        together = model(rows.to_tensor())
        for row, result in zip(rows, together, strict=True):
            np.testing.assert_allclose(model(row[tf.newaxis])[0], result, rtol=1e-5)


def test_ragged_true_does_not_help_a_recurrent_layer():
    entrance = keras.Input(shape=[None, 2], ragged=True)
    model = keras.Model(entrance, keras.layers.LSTM(3)(entrance))
    with pytest.raises(ValueError, match="Cannot index into an inner ragged dimension"):
        model(tf.RaggedTensor.from_row_lengths(tf.ones([3, 2]), [1, 2]))


def test_the_mean_of_an_empty_row_is_nan():
    vectors = keras.layers.Embedding(4, 2)(tf.ragged.constant([[1, 2], []], dtype=tf.int32))
    means = keras.layers.GlobalAveragePooling1D()(vectors)
    assert np.isfinite(means[0]).all() and np.isnan(means[1]).all()
