import itertools

import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.perceptron import (
    AND,
    NAND,
    OR,
    POINTS,
    XOR,
    learn_many,
    perceptron,
    perceptron_learning,
    split_by_label,
    with_bias,
)


def test_with_bias_puts_ones_in_front():
    inputs = with_bias(POINTS)
    assert inputs.shape == (4, 3)
    assert inputs.dtype == tf.float32
    assert inputs[:, 0].numpy().tolist() == [1.0] * 4
    assert inputs[:, 1:].numpy().tolist() == [list(p) for p in POINTS]


def test_with_bias_takes_tensors_and_integers():
    assert with_bias(tf.zeros([0, 2])).shape == (0, 3)
    assert with_bias([[0, 1]]).dtype == tf.float32


@pytest.mark.parametrize("total, output", [(-1.0, 0.0), (0.0, 0.0), (1e-6, 1.0)])
def test_perceptron_fires_above_zero_only(total, output):
    assert perceptron(tf.constant([total]), tf.constant([[1.0]])).numpy().tolist() == [output]


def test_split_keeps_every_input_once():
    positives, negatives = split_by_label(with_bias(POINTS), XOR)
    assert positives[:, 1:].numpy().tolist() == [[0, 1], [1, 0]]
    assert negatives[:, 1:].numpy().tolist() == [[0, 0], [1, 1]]


def test_split_may_leave_a_side_empty():
    positives, negatives = split_by_label(with_bias(POINTS), (0.0, 0.0, 0.0, 0.0))
    assert positives.shape == (0, 3)
    assert negatives.shape == (4, 3)


@pytest.mark.parametrize("labels", [AND, OR, NAND, (0.0,) * 4, (1.0,) * 4])
def test_separable_gates_are_learned(labels):
    inputs = with_bias(POINTS)
    learned, path = perceptron_learning(*split_by_label(inputs, labels), tf.zeros([3]))
    assert learned
    assert perceptron(path[-1], inputs).numpy().tolist() == list(labels)


def test_xor_uses_up_the_limit():
    learned, path = perceptron_learning(*split_by_label(with_bias(POINTS), XOR), tf.zeros([3]), limit=7)
    assert not learned
    assert len(path) == 7


def test_learning_leaves_the_start_alone():
    start = tf.zeros([3])
    perceptron_learning(*split_by_label(with_bias(POINTS), OR), start)
    assert start.numpy().tolist() == [0.0, 0.0, 0.0]


def test_many_starts_need_the_bias_for_and():
    starts = tf.random.stateless_normal([50, 3], seed=[1, 2])
    assert tf.reduce_all(learn_many(with_bias(POINTS), AND, starts) > 0)
    assert tf.reduce_all(learn_many(tf.constant(POINTS), AND, starts[:, 1:]) == 0)


def test_repeats_are_counted_for_each_start_structure_differences():
    inputs = with_bias(POINTS)
    starts = tf.constant([[0.0, 0.0, 0.0], [-1.5, 1.0, 1.0], [5.0, 5.0, 5.0]])
    together = learn_many(inputs, AND, starts).numpy().tolist()
    apart = [int(learn_many(inputs, AND, starts[i : i + 1])[0]) for i in range(3)]
    assert together == apart
    assert together[1] == 1


def test_fourteen_of_sixteen_functions_are_separable():
    inputs = with_bias(POINTS)
    learned = [
        int(learn_many(inputs, labels, tf.zeros([1, 3]))[0]) > 0 for labels in itertools.product((0.0, 1.0), repeat=4)
    ]
    assert sum(learned) == 14


def test_positives_first_is_what_saves_a_pass():
    order = [3, 0, 1, 2]
    inputs = tf.gather(with_bias(POINTS), order)
    assert learn_many(inputs, [AND[i] for i in order], tf.zeros([1, 3])).numpy() == [4]


def test_one_hidden_neuron_is_not_enough_without_a_shortcut():
    functions = list(itertools.product((0, 1), repeat=4))
    lines = [labels for labels in functions if labels not in (XOR, (1, 0, 0, 1))]
    outputs = {
        tuple(output[bit] for bit in hidden) for hidden in lines for output in itertools.product((0, 1), repeat=2)
    }
    assert XOR not in outputs


def test_xor_can_be_made_without_any_bias():
    points = tf.constant(POINTS)
    hidden = tf.stack([perceptron(tf.constant(w), points) for w in ([1.0, -1.0], [-1.0, 1.0])], axis=1)
    assert tuple(perceptron(tf.constant([1.0, 1.0]), hidden).numpy()) == XOR


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "softplus"])
def test_a_neuron_that_only_rises_does_not_make_xor(activation):
    sums = with_bias(POINTS) @ tf.random.stateless_normal([3, 20_000], seed=[4, 2])
    outputs = getattr(tf.nn, activation)(sums) > 0.5
    right = outputs == (tf.constant(XOR)[:, tf.newaxis] > 0.5)
    assert int(tf.reduce_max(tf.reduce_sum(tf.cast(right, tf.int32), axis=0))) == 3


def test_steps_can_be_searched_though_they_have_no_slope():
    sign = tf.Variable([1.0, -2.0])
    with tf.GradientTape() as tape:
        outputs = tf.sign(sign)
    assert not np.any(tape.gradient(outputs, sign))
    w = tf.random.stateless_normal([20_000, 9], seed=[1, 2]).numpy()
    points = np.array(POINTS)
    first, second = (points @ w[:, i : i + 2].T + w[:, i + 2] > 0 for i in (0, 3))
    outputs = first * w[:, 6] + second * w[:, 7] + w[:, 8] > 0
    assert np.any(np.all((np.array(XOR) > 0) == outputs.T, axis=1))


def test_a_point_on_the_line_may_need_the_bias():
    inputs, labels = tf.constant([[1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), (1.0, 0.0, 0.0)
    assert tuple(perceptron(tf.constant([1.0, 0.0]), inputs).numpy()) == labels
    start = tf.constant([[0.0, 0.5]])
    assert learn_many(inputs, labels, start).numpy() == [0]
    assert learn_many(with_bias(inputs), labels, tf.constant([[0.0, 0.0, 0.5]])).numpy() > 0
