"""The lecture's MLP and its XOR classifier."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.laboratory import MLP, draw_xor_network, learn_xor, load_start, print_result
from snippets.xor.sweep import INPUTS, LABELS, make_starts, predict_starts


@pytest.mark.parametrize(
    "conf, shapes",
    [
        ([4], [(2, 4), (4,), (4, 1), (1,)]),
        ([], [(2, 1), (1,)]),
        (None, [(2, 1), (1,)]),
        ([3, 5], [(2, 3), (3,), (3, 5), (5,), (5, 1), (1,)]),
    ],
)
def test_the_layers_are_those_asked_for(conf, shapes):
    mlp = MLP(conf, 1)
    assert mlp.logic_op_model is None
    mlp.build_model()
    assert [w.shape for w in mlp.logic_op_model.get_weights()] == shapes


def test_every_layer_has_the_sigmoid_and_the_model_is_compiled():
    mlp = MLP([4], 2)
    mlp.build_model()
    assert all(layer.activation is keras.activations.sigmoid for layer in mlp.logic_op_model.layers[1:])
    assert round(float(mlp.logic_op_model.optimizer.learning_rate), 6) == 0.1
    assert mlp.logic_op_model.loss == "mse"


def test_fit_trains_and_predict_gives_an_array():
    mlp = MLP([4], 1)
    mlp.build_model()
    before = mlp.logic_op_model.get_weights()
    x, y = tf.constant(INPUTS), tf.constant(LABELS)
    mlp.fit(x, y, batch_size=1, epochs=2)
    assert int(mlp.logic_op_model.optimizer.iterations) == 8
    assert not np.array_equal(before[0], mlp.logic_op_model.get_weights()[0])
    prediction = mlp.predict(x, batch_size=4)
    assert isinstance(prediction, np.ndarray) and prediction.shape == (4, 1)


def test_a_loaded_start_answers_as_in_the_sweep():
    mlp, starts = MLP([4], 1), make_starts(3)
    mlp.build_model()
    load_start(mlp, starts, 2)
    assert np.allclose(mlp.predict(tf.constant(INPUTS), 4)[:, 0], predict_starts(starts)[2], atol=1e-6)


def test_one_half_counts_as_zero(capsys):
    print_result(np.array([[1.0, 0.0]]), np.array([[0.5]]))
    print_result(tf.constant([[1.0, 1.0]]), tf.constant([[0.51]]))
    assert capsys.readouterr().out.splitlines() == ["1 XOR 0 => 0.50 => 0", "1 XOR 1 => 0.51 => 1"]


def test_a_linear_output_learns():
    assert np.allclose(learn_xor("linear"), LABELS, atol=0.1)


def test_as_many_circles_as_units():
    assert len(draw_xor_network(3).axes[0].patches) == 2 + 3 + 1


def test_more_updates_change_nothing_for_the_stuck_relu_output():
    assert np.allclose(learn_xor("relu", 2000), learn_xor("relu"), atol=1e-5)
    outputs = learn_xor("relu")
    assert outputs[[0, 2, 3]].tolist() == [0, 0, 0] and outputs[1] == pytest.approx(1, abs=1e-4)
