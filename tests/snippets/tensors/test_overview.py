import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from matplotlib.figure import Figure

from snippets.tensors.overview import (
    _draw_arrow,
    _draw_cell,
    _draw_matrix,
    _draw_stack,
    draw_flow,
    draw_ranks,
    mse_loss,
)


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def filled(axes):
    return [patch for patch in axes.patches if patch.get_alpha()]


def test_mse_loss_is_a_scalar_of_the_inputs_type():
    y = tf.constant([[1.0, 2.0], [3.0, 4.0]], dtype=tf.float64)
    loss = mse_loss(y, y + 2.0)
    assert loss.shape == () and loss.dtype == tf.float64
    assert float(loss) == 4.0


def test_mse_loss_of_equal_tensors_is_zero():
    y = tf.constant([1.0, -2.0])
    assert float(mse_loss(y, y)) == 0.0


def test_mse_loss_of_nothing_is_nan():
    assert np.isnan(float(mse_loss(tf.zeros([0]), tf.zeros([0]))))


def test_mse_loss_refuses_mixed_types():
    with pytest.raises(tf.errors.InvalidArgumentError):
        mse_loss(tf.constant([1.0]), tf.constant([1]))


def test_mse_loss_has_a_gradient():
    y_pred = tf.constant([3.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        loss = mse_loss(tf.constant([1.0, 3.0]), y_pred)
    assert tape.gradient(loss, y_pred).numpy().tolist() == [2.0, 0.0]


def test_a_cell_is_a_fill_and_an_outline_of_the_same_extent(ax):
    _draw_cell(ax, 1, 2, "C3", width=0.5, height=3)
    fill, outline = ax.patches
    assert fill.get_bbox().bounds == outline.get_bbox().bounds == (1, 2, 0.5, 3)
    assert fill.get_fill() and not outline.get_fill()


def test_a_matrix_has_twenty_cells(ax):
    _draw_matrix(ax, 0, 0)
    assert len(filled(ax)) == 20


def test_a_stack_shows_a_whole_matrix_and_the_edge_of_another(ax):
    _draw_stack(ax, 0, 0)
    areas = [p.get_width() * p.get_height() for p in filled(ax)]
    front = [area for area in areas if area == 1.0]
    assert len(front) == 20
    assert sum(areas) == pytest.approx(20 + 5 * 0.5 + 3.5 * 0.5)


def test_an_arrow_points_from_start_to_end(ax):
    _draw_arrow(ax, (0, 1), (2, 3))
    (arrow,) = ax.texts
    assert arrow.xy == (2, 3) and tuple(arrow.xyann) == (0, 1)


def test_draw_ranks_names_all_five_ranks():
    figure = draw_ranks()
    assert isinstance(figure, Figure)
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {f"rank {i}" for i in range(5)} | {"[]", "[3, 2, 4, 5]"} <= texts
    plt.close(figure)


def test_draw_flow_names_operations_and_shapes():
    figure = draw_flow()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert {"tf.matmul", "tf.add", "tf.nn.relu", "[4, 2]", "[2, 3]"} <= set(texts)
    assert texts.count("[4, 3]") == 3
    plt.close(figure)
