import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.custom.saving import run_fresh
from snippets.tensors.indexing import _selected_cells, draw_selections


@pytest.mark.parametrize(
    "index, expected",
    [
        (np.s_[1], [[0, 0, 0], [1, 1, 1]]),
        (np.s_[:, 1:], [[0, 1, 1], [0, 1, 1]]),
        (np.s_[..., 1], [[0, 1, 0], [0, 1, 0]]),
        (np.s_[:, ::2], [[1, 0, 1], [1, 0, 1]]),
        (np.s_[-1, -1], [[0, 0, 0], [0, 0, 1]]),
        (np.s_[..., 1, np.newaxis], [[0, 1, 0], [0, 1, 0]]),
    ],
)
def test_the_selected_cells(index, expected):
    cells = _selected_cells(index, (2, 3))
    assert cells.dtype == bool
    assert cells.astype(int).tolist() == expected


def test_an_empty_slice_selects_nothing():
    assert not _selected_cells(np.s_[:, 5:], (2, 3)).any()


def test_a_scalar_has_one_cell():
    assert _selected_cells(np.s_[...], ()).all()


def test_an_index_out_of_range_is_an_error():
    with pytest.raises(IndexError):
        _selected_cells(np.s_[2], (2, 3))


def test_a_drawing_colours_the_selected_cells_and_no_other():
    figure = draw_selections({"t[1]": np.s_[1]}, shape=(2, 3))
    axes = figure.axes[0]
    assert sum(bool(patch.get_alpha()) for patch in axes.patches) == 3
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["1", "2", "3", "4", "5", "6", "t[1]"]
    plt.close(figure)


def test_drawings_grow_downwards_two_by_two():
    heights = []
    for count in (1, 2, 3, 4):
        figure = draw_selections({f"t[{i}]": np.s_[0] for i in range(count)}, (2, 3))
        heights.append(figure.get_size_inches()[1])
        plt.close(figure)
    assert heights[0] == heights[1] < heights[2] == heights[3]


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4)])
def test_only_matrices_are_drawn(shape):
    with pytest.raises(ValueError):
        draw_selections({"t[0]": np.s_[0]}, shape)


def test_numpys_rules_on_request(tmp_path):
    code = """
import tensorflow as tf
tf.experimental.numpy.experimental_enable_numpy_behavior()
print(tf.constant([[1, 2], [3, 4]])[[0, 1]].shape)
print(float(tf.constant([1.0, 3.0]).mean()))
print(float(tf.constant(1) + tf.constant(1.5)))
"""
    assert run_fresh(code, tmp_path).split("\n") == ["(2, 2)", "2.0", "2.5"]
