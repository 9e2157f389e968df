import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.models import (
    DeepRegressor,
    ResidualBlock,
    ResidualRegressor,
    WideAndDeepModel,
    draw_block,
    draw_calls,
    named_layers,
    one_and_three,
    order_of_calls,
    untouched,
)

X, y = make_housing(64)


@pytest.mark.parametrize("n_layers", [0, 1, 3])
def test_block_keeps_the_shape(n_layers):
    block = ResidualBlock(n_layers, 8)
    assert block(X).shape == X.shape
    assert len(block.weights) == 2 * n_layers


def test_block_without_layers_doubles():
    assert np.allclose(ResidualBlock(0, 8)(X), 2 * X)


def test_block_adds_its_input():
    block = ResidualBlock(2, 8)
    block(X)
    Z = block.hidden[1](block.hidden[0](X))
    assert np.allclose(block(X), X + Z, atol=1e-6)


def test_block_refuses_another_width():
    with pytest.raises(ValueError, match="30 neurons cannot be added to 8 inputs"):
        ResidualBlock(2, 30)(X)


def test_block_needs_no_get_config(tmp_path):
    inputs = keras.Input((8,))
    model = keras.Model(inputs, ResidualBlock(2, 8)(inputs))
    model.save(tmp_path / "block.keras")
    loaded = keras.models.load_model(tmp_path / "block.keras")
    assert np.allclose(loaded(X), model(X), atol=1e-6)


@pytest.mark.parametrize("output_dim", [1, 3])
def test_regressor_counts(output_dim):
    model = ResidualRegressor(output_dim)
    assert model(X).shape == (64, output_dim)
    assert model.count_params() == 3990 + 31 * output_dim
    assert len(model.trainable_variables) == 12


def test_regressor_is_what_its_parts_are():
    model = ResidualRegressor(1)
    model(X)
    Z = model.hidden1(X)
    for _ in range(4):
        Z = model.block1(Z)
    assert np.allclose(model(X), model.out(model.block2(Z)), atol=1e-4)


def test_regressor_survives_saving(tmp_path):
    model = ResidualRegressor(1)
    model.compile(loss="mse", optimizer="nadam")
    model.fit(X, y, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.count_params() == 4021
    assert np.allclose(loaded(X), model(X), atol=1e-5)


def test_passes_cost_no_parameters():
    for n_passes in (0, 1, 6):
        model = DeepRegressor(1, n_passes)
        model(X)
        assert model.block1.count_params() == 1860 if n_passes else True
        assert order_of_calls(model, X).count("block1") == n_passes


def test_order_leaves_the_model_as_it_was():
    model = ResidualRegressor(1)
    before = model(X)
    assert order_of_calls(model, X)[0] == "hidden1"
    assert "call" not in vars(model.block1)
    assert np.allclose(model(X), before)
    assert len(order_of_calls(model, X)) == 7


def test_named_layers_in_order():
    assert list(named_layers(ResidualRegressor(1))) == ["hidden1", "block1", "block2", "out"]


def test_untouched_finds_frozen_paths():
    class Cut(ResidualRegressor):
        def call(self, inputs):
            return self.out(tf.stop_gradient(self.hidden1(inputs)))

    assert untouched(Cut(1), X, y) == ["hidden1"] * 2 + ["block1"] * 4 + ["block2"] * 4
    assert untouched(ResidualRegressor(1), X, y) == []


def test_wide_and_deep_takes_a_pair():
    assert WideAndDeepModel()((X[:, :5], X[:, 2:])).shape == (64, 1)


def test_figures_follow_the_model():
    model = DeepRegressor(1, 2)
    texts = [t.get_text() for t in draw_calls(model, X).axes[0].texts]
    assert texts.count("block1") == 2 and "out" in texts
    assert any("1860 parameters" in t for t in texts)
    texts = [t.get_text() for t in draw_block(ResidualBlock(3, 5)).axes[0].texts]
    assert sum("Dense 5" in t for t in texts) == 3
    plt.close("all")


class NoConfig(keras.Model):
    def __init__(self, n_outputs=1, **kwargs):
        super().__init__(**kwargs)
        self.n_outputs = n_outputs
        self.out = keras.layers.Dense(1)

    def call(self, inputs):
        return self.out(inputs)


def test_without_get_config_keras_3_saves_a_model_and_forgets_its_arguments(tmp_path):
    model = NoConfig(2)
    model(X)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", custom_objects={"NoConfig": NoConfig})
    assert loaded.n_outputs == (2 if keras.__version__ < "3" else 1)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 takes other names")
def test_names_of_files_for_weights(tmp_path):
    model = ResidualRegressor(1)
    model(X)
    for name in ("weights.h5", "weights"):
        with pytest.raises(ValueError, match="must end in"):
            model.save_weights(tmp_path / name)
    model.save_weights(tmp_path / "model.weights.json", max_shard_size=1)
    assert (tmp_path / "model.weights.json").exists()


def test_a_model_of_two_constants():
    one, three = one_and_three()(tf.constant([[7.0], [-2.0]]))
    assert one.numpy().tolist() == [[1.0], [1.0]]
    assert three.numpy().tolist() == [[3.0], [3.0]]


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 begins anew")
def test_a_second_compile_of_keras_3_keeps_loss_and_metrics():
    model = one_and_three()
    zeros = np.zeros((2, 1))
    model.compile(loss="mse", metrics=[["mae"], ["mae"]])
    before = model.evaluate(zeros, [zeros, zeros], verbose=0, return_dict=True)
    model.compile(optimizer="adam")
    assert model.evaluate(zeros, [zeros, zeros], verbose=0, return_dict=True) == before
    model.compile(optimizer="adam", loss="mae", metrics=[])
    after = model.evaluate(zeros, [zeros, zeros], verbose=0, return_dict=True)
    assert after["loss"] == 4 and "one_mae" not in after


@pytest.mark.parametrize("input_first", [True, False])
def test_a_sequential_model_that_was_called_has_outputs(input_first):
    layers = [keras.Input((8,))] if input_first else []
    model = keras.Sequential([*layers, keras.layers.Dense(3), keras.layers.Dense(1)])
    assert model(X).shape == (64, 1)
    inner = keras.Model(model.inputs, model.layers[0].output)
    assert inner([X]).shape == (64, 3)


@pytest.mark.parametrize("named, left", [({}, {"mae", "mse"}), ({"metrics": ["mae"]}, {"mae"})])
def test_a_second_compile_of_keras_3_keeps_metrics_of_either_kind_or_none(named, left):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse", metrics=["mae"], weighted_metrics=["mse"])
    model.compile(**named)
    told = model.evaluate(np.ones([2, 1]), np.ones([2, 1]), verbose=0, return_dict=True)
    assert set(told) == {"loss", *left}
