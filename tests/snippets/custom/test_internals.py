import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.internals import (
    ActivityPenalty,
    MonitoredDense,
    ReconstructingRegressor,
    SumOfWeights,
    draw_reconstruction,
    main_loss,
    plot_curves,
    plot_effect,
    probe,
    train_reconstructing,
)

X, y = make_housing(64)


def test_penalty_passes_the_input_on():
    layer = ActivityPenalty(0.1)
    assert np.array_equal(layer(X), X)
    assert np.isclose(float(layer.losses[0]), 0.1 * (X**2).sum(axis=1).mean(), rtol=1e-5)


def test_losses_do_not_pile_up():
    layer = ActivityPenalty(0.1)
    for n in (1, 2, 3):
        layer(X[:n])
    assert len(layer.losses) == 1


def test_penalty_survives_saving():
    assert ActivityPenalty.from_config(ActivityPenalty(0.3).get_config()).factor == 0.3


@pytest.mark.parametrize("factor", [0.0, 0.05, 2.0])
def test_total_is_main_plus_added(factor):
    model = ReconstructingRegressor(1, factor)
    model.compile(loss="mse", optimizer="sgd")
    total = model.evaluate(X, y, batch_size=64, verbose=0, return_dict=True)["loss"]
    added = factor * float(model.reconstruction_error(X))
    assert np.isclose(total, main_loss(model, X, y) + added, rtol=1e-4)


def test_the_reported_error_is_a_mean_over_rows_whatever_the_batches():
    model = ReconstructingRegressor(1)
    model.compile(loss="mse")
    for size in (60, 4):
        reported = model.evaluate(X[:64], y[:64], batch_size=size, verbose=0, return_dict=True)["reconstruction_error"]
        assert np.isclose(reported, float(model.reconstruction_error(X[:64])), rtol=1e-4)


def test_reconstruction_has_as_many_units_as_features():
    for n in (1, 5):
        model = ReconstructingRegressor(2)
        assert model(tf.ones([3, n])).shape == (3, 2)
        assert model.reconstruct.units == n


def test_model_is_built_once():
    model = ReconstructingRegressor(1)
    model(X), model(X)
    assert len(model.trainable_variables) == 14 and len(model.losses) == 1


def test_fresh_model_trains_without_a_call_before():
    model = ReconstructingRegressor(1)
    model.compile(loss="mse", optimizer="nadam")
    history = model.fit(X, y, epochs=2, verbose=0, validation_data=(X, y)).history
    assert set(history) == {"loss", "reconstruction_error", "val_loss", "val_reconstruction_error"}


def test_saved_model_is_the_same(tmp_path):
    model = train_reconstructing(0.05, X, y, epochs=1)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.factor == 0.05 and np.allclose(loaded(X), model(X), atol=1e-5)


def test_probe_is_small_when_nothing_was_lost():
    class Same:
        def encode(self, X):
            return tf.constant(X @ np.eye(8, dtype="float32") * 3 + 1)

    assert probe(Same(), X) < 1e-8


def test_weights_of_the_model_make_a_loss():
    model = SumOfWeights(1, factor=1.0)
    model(X)
    assert np.isclose(float(model.losses[0]), np.abs(model.out.get_weights()[0]).sum())


def test_monitor_starts_again_each_epoch():
    layer = MonitoredDense(4)
    layer(X)
    assert 0 <= float(layer.active.result()) <= 1
    layer.active.reset_state()
    assert float(layer.active.result()) == 0


def test_figures_follow_the_model():
    model = ReconstructingRegressor(3, factor=0.5)
    texts = [t.get_text() for t in draw_reconstruction(model, 7).axes[0].texts]
    assert {"out 3", "reconstruct 7", "0.5 × error"} <= set(texts) and texts.count("30") == 5
    figure = plot_effect({0.5: model}, X[:, :7], y, X[:, :7], y)
    assert len(figure.axes) == 2
    plt.close("all")


def test_a_layer_used_twice_adds_two_losses():
    class Twice(keras.Model):
        def __init__(self):
            super().__init__()
            self.penalty = ActivityPenalty(0.1)

        def call(self, inputs):
            return self.penalty(self.penalty(inputs))

    model = Twice()
    model(X), model(X)
    assert len(model.losses) == 2


def test_keras_divides_by_the_batch_size_alone():
    sequences = tf.ones([2, 5, 3])
    mine, theirs = ActivityPenalty(0.1), keras.layers.ActivityRegularization(l2=0.1)
    mine(sequences), theirs(sequences)
    assert np.isclose(5 * float(mine.losses[0]), float(theirs.losses[0]))


@pytest.mark.parametrize("eagerly, unreadable", [(False, 1), (True, 0)])
def test_after_fit_a_regularizer_can_be_read_and_a_loss_from_call_cannot(eagerly, unreadable):
    model = keras.Sequential([keras.Input((8,)), ActivityPenalty(0.1), keras.layers.Dense(1, kernel_regularizer="l2")])
    model.compile(loss="mse", run_eagerly=eagerly)
    model.fit(X, y, verbose=0)
    assert sum(tf.is_symbolic_tensor(loss) for loss in model.losses) == unreadable


def test_a_metric_updated_only_in_training_is_zero_in_evaluate():
    class OnlyTraining(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.mean = keras.metrics.Mean(name="only_training")

        def call(self, inputs, training=None):
            if training:
                self.mean.update_state(1.0)
            return inputs

    model = keras.Sequential([keras.Input((8,)), OnlyTraining(), keras.layers.Dense(1)])
    model.compile(loss="mse")
    assert model.fit(X, y, verbose=0).history["only_training"] == [1.0]
    assert model.evaluate(X, y, verbose=0, return_dict=True)["only_training"] == 0.0


def test_a_factor_of_zero_does_not_train_the_reconstruction():
    model = ReconstructingRegressor(1, factor=0)
    model(X)
    before = model.reconstruct.get_weights()[0]
    model.compile(loss="mse", optimizer="nadam")
    model.fit(X, y, verbose=0)
    assert np.array_equal(before, model.reconstruct.get_weights()[0])


def test_a_training_value_stands_in_the_middle_of_its_epoch():
    history = {"loss": [2.0, 1.0], "reconstruction_error": [3.0, 2.0]}
    figure = plot_curves(history | {f"val_{name}": values for name, values in history.items()})
    training, validation = figure.axes[0].lines
    assert training.get_xdata().tolist() == [0.5, 1.5] and validation.get_xdata().tolist() == [1, 2]
    plt.close(figure)


def test_the_loss_of_an_epoch_is_a_mean_over_its_steps_while_the_model_changes():
    """Where the model does not change, the log says what evaluate() says."""
    model = ReconstructingRegressor(1)
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.0))
    told = model.fit(X[:60], y[:60], verbose=0, validation_data=(X[:60], y[:60])).history
    assert np.isclose(told["loss"][0], told["val_loss"][0], rtol=1e-4)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 takes symbolic losses")
def test_a_functional_model_of_keras_3_takes_no_loss():
    inputs = keras.Input((2,))
    outputs = keras.layers.Dense(1)(inputs)
    model = keras.Model(inputs, outputs)
    for loss in (outputs, lambda: tf.reduce_sum(model.weights[0])):
        with pytest.raises(NotImplementedError):
            model.add_loss(loss)
