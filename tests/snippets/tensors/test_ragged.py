import matplotlib.pyplot as plt
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
