import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor import keras as page
from snippets.xor.keras import (
    SmallMLP, draw_activations, draw_batches, draw_network, draw_parts,
    make_functional, make_sequential, print_defaults)


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
    assert [tuple(weight.shape) for weight in model.get_weights()] == [
        (2, 3), (3,), (3, 1), (1,)]


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
    assert [line.get_label() for axes in figure.axes for line in axes.lines] == [
        "sigmoid", "tanh", "linear", "relu"]
    plt.close(figure)
