import warnings
from itertools import pairwise

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.objectives import (
    OR,
    POINTS,
    XOR,
    binary_cross_entropy,
    count_dents,
    descend,
    line,
    line_loss,
    mean_squared_error,
    network,
    network_objective,
    neuron,
    neuron_objective,
    slope_before_sigmoid,
)

ZEROS = tf.zeros([3])


def test_line_of_many_inputs():
    assert line(tf.constant([2.0, -1.0]), [0.0, 3.0]).numpy().tolist() == [-1.0, 5.0]


def test_mean_squared_error_is_the_mean():
    once = mean_squared_error([1.0, 2.0, 0.0], tf.zeros([3]))
    twice = mean_squared_error([1.0, 2.0, 0.0] * 2, tf.zeros([6]))
    assert float(once) == pytest.approx(5 / 3)
    assert float(twice) == pytest.approx(float(once))


def test_line_loss_is_lowest_at_the_least_squares_line():
    best = np.polyfit([1, 2, 3], [2, 4, 5], 1)
    lowest = float(line_loss(tf.constant(best, tf.float32)))
    for change in ([0.1, 0.0], [-0.1, 0.0], [0.0, 0.1], [0.0, -0.1]):
        assert float(line_loss(tf.constant(best + change, tf.float32))) > lowest


@pytest.mark.parametrize("labels", [[1.0, 0.0], (1, 0), np.array([1, 0])])
def test_cross_entropy_takes_labels_of_any_kind(labels):
    loss = binary_cross_entropy(labels, tf.constant([0.5, 0.5]))
    assert float(loss) == pytest.approx(np.log(2))


def test_cross_entropy_at_the_edges():
    assert float(binary_cross_entropy([1.0], tf.constant([1.0]))) == 0
    assert np.isinf(float(binary_cross_entropy([1.0], tf.constant([0.0]))))


def test_neuron_puts_the_bias_first():
    outputs = neuron(tf.constant([100.0, -200.0, 0.0]), POINTS)
    assert outputs.numpy().round().tolist() == [1, 1, 0, 0]


def test_network_computes_or_and_nand():
    by_hand = 20 * tf.constant([1.0, 1.0, -0.5, -1.0, -1.0, 1.5, 1.0, 1.0, -1.5])
    assert network(by_hand, POINTS).numpy().round(3).tolist() == list(XOR)


def test_objectives_have_gradients():
    for objective, size in (
        (neuron_objective(mean_squared_error, OR), 3),
        (network_objective(binary_cross_entropy, XOR), 9),
    ):
        parameters = tf.random.stateless_normal([size], seed=[1, 2])
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            loss = objective(parameters)
        assert loss.shape == ()
        assert tape.gradient(loss, parameters).shape == (size,)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_slope_of_cross_entropy_is_output_minus_label(label):
    for z in (-5.0, 0.0, 5.0):
        expected = 1 / (1 + np.exp(-z)) - label
        assert slope_before_sigmoid(binary_cross_entropy, label, z) == pytest.approx(expected, abs=1e-5)


def test_descend_goes_down_and_counts():
    end, losses = descend(line_loss, tf.zeros([2]), 10, rate=0.05)
    assert len(losses) == 10
    assert float(line_loss(end)) < losses[-1] < losses[0]


def test_descend_by_no_steps_stays():
    start = tf.constant([1.0, 2.0])
    end, losses = descend(line_loss, start, 0)
    assert losses == []
    assert end.numpy().tolist() == [1.0, 2.0]


def test_dents_of_bowl_and_hill():
    assert count_dents(line_loss, 2, points=5) == 0
    assert count_dents(lambda p: -tf.reduce_sum(p**2), 2, points=5) == 5


def test_cross_entropy_of_a_separable_neuron_falls_for_ever():
    objective = neuron_objective(binary_cross_entropy, OR)
    losses = [float(objective(k * tf.constant([-0.5, 1.0, 1.0]))) for k in (1.0, 5.0, 20.0, 25.0)]
    assert all(b < a for a, b in pairwise(losses))
    assert 0 < losses[-1] < 1e-5


def test_cross_entropy_is_convex_when_the_hidden_weights_are_fixed():
    hidden = tf.random.stateless_normal([6], seed=[7, 7])
    objective = network_objective(binary_cross_entropy, XOR)
    assert count_dents(lambda output: objective(tf.concat([hidden, output], axis=0)), 3, points=20) == 0


def test_more_steps_do_not_free_the_neuron_that_mse_has_stuck():
    end, _ = descend(neuron_objective(mean_squared_error, OR), tf.constant([5.0, -5.0, -5.0]), 1000)
    assert float(neuron(end, POINTS)[0]) > 0.99


def test_our_cross_entropy_breaks_where_the_sigmoid_is_rounded():
    assert np.isnan(slope_before_sigmoid(binary_cross_entropy, 0.0, 20.0))
    assert np.isnan(slope_before_sigmoid(binary_cross_entropy, 1.0, -120.0))


def test_keras_3_alone_warns_of_a_softmax_over_one_output():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tf.nn.softmax(tf.constant([[3.0]]))
        assert not caught
        keras.activations.softmax(tf.constant([[3.0]]))
    assert bool(caught) == (keras.__version__ >= "3")


def test_rounding_can_make_a_line_look_not_convex():
    ends = np.random.default_rng(0).normal(size=(50, 2)).astype("float32") * 5
    a, b = tf.constant(ends[:, 0]), tf.constant(ends[:, 1])
    above = (a + b) / 2 * 0.1 > (a * 0.1 + b * 0.1) / 2
    assert tf.reduce_any(above)


def test_nothing_is_clipped_with_logits():
    z = tf.Variable([[-100.0]])
    with tf.GradientTape() as tape:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)(tf.constant([[1.0]]), z)
    assert float(loss) == pytest.approx(100)
    assert tape.gradient(loss, z).numpy() == pytest.approx(-1)


@pytest.mark.parametrize("strength, same", [(0.0, True), (0.5, False)])
def test_sum_and_mean_have_one_bottom_without_regularization_only(strength, same):
    ends = [
        descend(lambda p, n=n: n * line_loss(p) + strength * p[0] ** 2, tf.zeros([2]), 300, rate=0.1 / n)[0]
        for n in (1, 3)
    ]
    assert np.allclose(*ends, atol=1e-2) == same


def test_a_second_softmax_leaves_no_loss_below_its_floor():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    answer = tf.constant([2])
    floor = np.log(1 + 2 / np.e)
    for size in (0.0, 1.0, 10.0, 100.0):
        assert float(loss(answer, tf.nn.softmax([[0.0, 0.0, size]]))) > floor - 1e-6


@pytest.mark.parametrize("eagerly", [False, True])
@pytest.mark.parametrize("softmax", [tf.nn.softmax, keras.activations.softmax])
def test_keras_finds_a_softmax_in_a_graph_and_its_own_always(eagerly, softmax):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Activation(softmax)])
    model.compile(loss=loss, run_eagerly=eagerly)
    logits, answer = tf.constant([[0.0, 0.0, 9.0]]), tf.constant([2])
    found = not (eagerly and softmax is tf.nn.softmax)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = model.evaluate(logits, answer, verbose=0)
    assert (value < 0.001) == found
    assert any("does not represent logits" in str(w.message) for w in caught) == found


def test_labels_outside_the_classes_are_refused():
    loss = keras.losses.SparseCategoricalCrossentropy()
    outputs = tf.constant([[0.2, 0.3, 0.5]])
    assert float(loss(tf.constant([2]), outputs)) > 0
    for label in (3, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match="outside the valid range"):
            loss(tf.constant([label]), outputs)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_second_softmax_leaves_a_loss_even_to_perfect_answers(classes):
    perfect = tf.one_hot([0], classes)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(tf.constant([0]), perfect)
    assert np.isclose(loss, np.log(1 + (classes - 1) / np.e))
