import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.exercises.layernorm import MyLayerNormalization, draw_axes

RNG = np.random.default_rng(42)


@pytest.mark.parametrize("shape", [(1, 2), (5, 7), (2, 3, 4)])
@pytest.mark.parametrize("eps", [0.001, 0.5])
def test_equals_keras(shape, eps):
    X = RNG.normal(3.0, 2.0, size=shape).astype("float32")
    theirs = keras.layers.LayerNormalization(epsilon=eps)
    assert np.allclose(MyLayerNormalization(eps)(X), theirs(X), atol=1e-5)


def test_rows_have_mean_zero_and_deviation_one():
    y = np.array(MyLayerNormalization(1e-6)(RNG.normal(5.0, 3.0, size=(4, 50)).astype("float32")))
    assert np.allclose(y.mean(axis=-1), 0, atol=1e-5) and np.allclose(y.std(axis=-1), 1, atol=1e-3)


def test_weights_have_one_number_per_feature():
    layer = MyLayerNormalization()
    layer(np.ones([2, 3, 5], dtype="float32"))
    assert [tuple(w.shape) for w in layer.trainable_variables] == [(5,), (5,)]


def test_constant_rows_become_beta():
    assert np.allclose(MyLayerNormalization()(np.full([2, 3], 7.0, dtype="float32")), 0)


def test_empty_batch():
    assert tuple(MyLayerNormalization()(np.zeros([0, 3], dtype="float32")).shape) == (0, 3)


def test_shape_is_kept():
    assert tuple(MyLayerNormalization().compute_output_shape((None, 4, 3))) == (None, 4, 3)
    inputs = keras.Input((4, 3))
    assert tuple(MyLayerNormalization()(inputs).shape) == (None, 4, 3)


def test_config_keeps_eps_and_name():
    layer = MyLayerNormalization.from_config(MyLayerNormalization(eps=0.2, name="ln").get_config())
    assert (layer.eps, layer.name) == (0.2, "ln")


def test_figure():
    assert len(draw_axes().axes) == 2
    plt.close("all")
