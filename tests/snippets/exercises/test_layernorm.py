import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.exercises.layernorm import MyLayerNormalization, draw_shared_means

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
    assert len(draw_shared_means().axes) == 2
    plt.close("all")


@keras.saving.register_keras_serializable(package="test")
class Silent(keras.layers.Layer):
    def __init__(self, eps=0.001, **kwargs):
        super().__init__(**kwargs)
        self.eps = eps

    def call(self, inputs):
        return self.eps * inputs


@keras.saving.register_keras_serializable(package="test")
class Forgetful(Silent):
    def get_config(self):
        return keras.layers.Layer.get_config(self)


@pytest.mark.parametrize("layer, eps", [(MyLayerNormalization, 0.1), (Silent, 0.1), (Forgetful, 0.001)])
def test_eps_is_lost_by_a_config_that_leaves_it_out_but_not_without_one(layer, eps, tmp_path):
    keras.Sequential([keras.Input([2]), layer(eps=0.1)]).save(tmp_path / "my.keras")
    assert keras.models.load_model(tmp_path / "my.keras").layers[0].eps == eps


def test_formulas_differ_by_less_than_a_thousandth_at_a_deviation_of_two():
    inside, outside = 1 / np.sqrt(2.0**2 + 0.001), 1 / (2.0 + 0.001)
    assert 0 < inside / outside - 1 < 0.001
