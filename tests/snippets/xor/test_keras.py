import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor import keras as page
from snippets.xor.keras import (
    LessTheMean,
    SmallMLP,
    draw_activations,
    draw_batches,
    draw_network,
    draw_parts,
    make_functional,
    make_sequential,
    print_defaults,
)


def texts(figure):
    return {text.get_text() for axes in figure.axes for text in axes.texts}


def test_the_module_uses_the_real_keras():
    assert page.keras is keras
    assert page is not keras


def test_defaults_are_printed_in_the_given_order(capsys):
    def function(first, second=2, third="three"):
        return first, second, third

    print_defaults(function, ["third", "second"])
    assert capsys.readouterr().out == "third = 'three'\nsecond = 2\n"


def test_an_unknown_argument_is_told():
    with pytest.raises(KeyError, match="units"):
        print_defaults(keras.Model.fit, ["units"])


@pytest.mark.parametrize("make", (make_functional, make_sequential, SmallMLP))
def test_each_network_maps_two_inputs_to_one_probability(make):
    model = make()
    result = model(tf.random.normal([5, 2], seed=1))
    assert result.shape == (5, 1)
    assert np.all((result > 0) & (result < 1))
    assert model.count_params() == 13
    assert [tuple(weight.shape) for weight in model.get_weights()] == [(2, 3), (3,), (3, 1), (1,)]


@pytest.mark.parametrize("make", (make_functional, make_sequential, SmallMLP))
def test_each_network_can_be_trained(make):
    model = make()
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(np.zeros([4, 2]), np.ones([4, 1]), verbose=0)
    assert list(history.history) == ["loss"]


def test_only_the_subclass_takes_any_number_of_inputs():
    assert SmallMLP()(tf.zeros([1, 7])).shape == (1, 1)
    with pytest.raises(ValueError):
        make_functional()(tf.zeros([1, 7]))


def test_the_network_has_a_circle_for_each_node():
    figure = draw_network((3, 5, 1))
    circles = [patch for patch in figure.axes[0].patches if isinstance(patch, plt.Circle)]
    assert len(circles) == 9
    assert len(figure.axes[0].lines) == 3 * 5 + 5 * 1
    assert {"shape=(3,)", "units=5", "units=1"} <= texts(figure)
    plt.close(figure)


@pytest.mark.parametrize("samples, size, batches", ((5, 2, 3), (4, 4, 1), (4, 1, 4), (3, 8, 1)))
def test_batches_cover_every_row(samples, size, batches):
    figure = draw_batches(samples, size)
    found = texts(figure)
    assert sum(text.startswith("batch") for text in found) == batches
    assert f"y{samples}" in found and f"y{samples + 1}" not in found
    plt.close(figure)


def test_the_parts_and_activations_are_named():
    figure = draw_parts()
    assert {"Input", "Dense", "Model", "compile()", "fit()", "predict()"} <= texts(figure)
    plt.close(figure)
    figure = draw_activations()
    assert [line.get_label() for axes in figure.axes for line in axes.lines] == ["sigmoid", "tanh", "linear", "relu"]
    plt.close(figure)


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
Y = np.array([[0], [1], [1], [0]], "float32")


def test_fit_called_again_goes_on_from_the_present_weights():
    start = make_functional().get_weights()

    def train(*parts):
        model = make_functional()
        model.set_weights(start)
        model.compile(optimizer="sgd", loss="mse")
        for epochs in parts:
            model.fit(X, Y, epochs=epochs, shuffle=False, verbose=0)
        return model.get_weights()

    for once, twice in zip(train(3), train(1, 2), strict=True):
        np.testing.assert_allclose(once, twice, atol=1e-7)


def test_validation_split_takes_the_last_rows_of_arrays_and_refuses_a_dataset():
    x, y = np.ones([10, 2], "float32"), np.ones([10, 1], "float32")
    x[-1] = np.nan
    model = make_functional()
    model.compile(optimizer="sgd", loss="mse")
    history = model.fit(x, y, validation_split=0.1, verbose=0).history
    assert np.isfinite(history["loss"]).all() and np.isnan(history["val_loss"]).all()
    with pytest.raises(ValueError, match="validation_split"):
        model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(2), validation_split=0.1, verbose=0)


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_shuffle_leaves_a_dataset_as_it_is():
    seen = []

    class Watch(keras.Model):
        def train_step(self, data):
            seen.append(np.ravel(data[0]).tolist())
            return {"loss": tf.constant(0.0)}

    rows = np.arange(40, dtype="float32")[:, None]
    model = Watch()
    model.compile(run_eagerly=True)
    for data, kept in ((tf.data.Dataset.from_tensor_slices((rows, rows)).batch(40), True), (rows, False)):
        seen.clear()
        model.fit(data, None if kept else rows, batch_size=None if kept else 40, shuffle=True, verbose=0)
        assert (seen == [np.ravel(rows).tolist()]) is kept


def test_predicting_in_batches_matters_to_a_layer_that_mixes_samples():
    inputs = keras.Input((2,))
    model = keras.Model(inputs, LessTheMean()(inputs))
    assert not np.allclose(model.predict(X, batch_size=4, verbose=0), model.predict(X, batch_size=1, verbose=0))


def test_training_a_shared_layer_changes_it_in_both_models():
    whole = make_functional()
    part = keras.Model(whole.inputs, whole.layers[1].output)
    before = part.predict(X, verbose=0)
    whole.compile(optimizer="sgd", loss="mse")
    whole.fit(X, Y, verbose=0)
    assert not np.array_equal(before, part.predict(X, verbose=0))


def test_without_compile_neither_fit_nor_evaluate_runs():
    for method in ("fit", "evaluate"):
        with pytest.raises((RuntimeError, ValueError), match="compile"):
            getattr(make_functional(), method)(X, Y, verbose=0)
