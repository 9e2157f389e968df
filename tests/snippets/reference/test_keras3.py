import logging
import os
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.reference.keras3 import (
    RENAMED, Gate, OwnStep, Penalised, Regressor, Scale, SquaredError, Sum, Total, Twice,
    in_new_folder, looked_up, make_model, quietly, reloaded)


def test_replacements_are_there():
    for _, new in RENAMED:
        assert not new or looked_up(new) == f"{new} is there"


def test_lookup_stops_at_the_first_missing_part():
    assert looked_up("keras.no_such_part.deeper") == "AttributeError: module 'keras' has no attribute 'no_such_part'"
    with pytest.raises(KeyError):
        looked_up("numpy.sum")


@pytest.mark.parametrize("shape", [(None, 3), [None, 3], tf.TensorShape([None, 3])])
def test_twice_takes_any_kind_of_shape(shape):
    assert Twice().compute_output_shape(shape) == (None, 6)


def test_twice_tells_the_shape_that_it_gives():
    assert tuple(Twice()(tf.ones([0, 2, 3])).shape) == Twice().compute_output_shape((0, 2, 3))


def test_sum_broadcasts():
    assert Sum()([tf.ones([2, 3, 1]), tf.ones([2, 1, 4])]).shape == [2, 3, 4]


def test_scale_is_trained():
    layer = Scale()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.constant([[1.0, 2.0], [3.0, 4.0]])))
    gradient, = tape.gradient(loss, layer.trainable_variables)
    assert gradient.numpy().tolist() == [4.0, 6.0]


def test_total_weighs_and_is_reset():
    total = Total()
    assert float(total([0, 0], [3, 4], sample_weight=[1, 0.5])) == 5
    total.reset_state()
    assert float(total.result()) == 0
    assert float(total([], [])) == 0


@pytest.mark.parametrize("run", [lambda f: f, tf.function])
def test_gate_in_both_modes(run):
    gate = run(Gate())
    assert gate(tf.constant([[1.0, 2.0]])).numpy().tolist() == [[1, 2]]
    assert gate(tf.constant([[1.0, -2.0]])).numpy().tolist() == [[-1, 2]]
    assert gate(tf.constant([[0.0, 0.0]])).numpy().tolist() == [[0, 0]]


def test_penalised_adds_its_loss_and_reports_it_in_training_only():
    model, X = Penalised(), tf.ones([4, 2])
    model(X)
    assert float(model.size.result()) == 0
    model(X, training=True)
    loss, = model.losses
    assert np.isclose(float(loss), 0.1 * float(model.size.result()))


def test_regressor_comes_back_the_same():
    X = tf.ones([3, 2])
    model = Regressor(2)
    expected = model(X).numpy()
    loaded = reloaded(model, "my.keras")
    assert type(loaded) is Regressor and loaded.units == 2
    assert loaded(X).numpy().tolist() == expected.tolist()


def test_own_step_reports_the_mean_of_the_batches():
    model = OwnStep()
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0), run_eagerly=True)
    history = model.fit(tf.ones([4, 2]), tf.constant([[2.0], [2], [1], [0]]), batch_size=2,
                        shuffle=False, epochs=2, verbose=0).history
    assert history == {"loss": [1.25, 1.25]}


@pytest.mark.parametrize("labels", [[1, 2, 3], [[1], [2], [3]], [1.0, 2.0, 3.0]])
def test_squared_error_brings_labels_into_line(labels):
    assert float(SquaredError()(tf.constant(labels), tf.constant([[1.0], [2.0], [6.0]]))) == 3


def test_model_adds_up():
    assert make_model(3)(tf.constant([[1.0, 2.0]])).numpy().tolist() == [[3, 3, 3]]
    assert make_model().run_eagerly and not make_model(run_eagerly=False).run_eagerly


def test_new_folder_is_empty_left_and_deleted():
    before = os.getcwd()
    with pytest.raises(ZeroDivisionError), in_new_folder():
        inside = os.getcwd()
        assert os.listdir() == []
        1 / 0
    assert os.getcwd() == before and not os.path.exists(inside)


def test_quietly_holds_back_reports_but_not_errors(capsys):
    before = logging.root.manager.disable
    with pytest.raises(ZeroDivisionError), warnings.catch_warnings():
        warnings.simplefilter("error")
        with quietly():
            print("not to be seen")
            warnings.warn("not to be seen")
            logging.getLogger().warning("not to be seen")
            1 / 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "") and logging.root.manager.disable == before
