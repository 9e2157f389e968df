import numpy as np
import tensorflow as tf

from snippets.graphs.overview import cube, draw_journey


def test_cube_takes_numbers_arrays_and_tensors():
    assert cube(-2) == -8
    np.testing.assert_array_equal(cube(np.array([1, 2])), [1, 8])
    assert cube(tf.constant([], tf.float32)).shape == (0,)


def test_the_journey_has_six_stations():
    ax = draw_journey().axes[0]
    names = [text.get_text() for text in ax.texts]
    assert [n for n in names if n in ("AutoGraph", "tracing", "graph", "run")]
    assert len(ax.patches) == 6
