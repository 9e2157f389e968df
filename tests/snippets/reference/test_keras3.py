import logging
import os
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.reference.keras3 import (
    RENAMED,
    Gate,
    OwnStep,
    Penalized,
    Regressor,
    Scale,
    SquaredError,
    Sum,
    Total,
    Twice,
    in_new_folder,
    looked_up,
    make_adder,
    quietly,
    reloaded,
)


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
    (gradient,) = tape.gradient(loss, layer.trainable_variables)
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
    assert gate(tf.constant([[1.0, -1.0]])).numpy().tolist() == [[-1, 1]]


def test_penalized_adds_its_loss_and_reports_it():
    model, X = Penalized(), tf.ones([4, 2])
    model(X)
    (loss,) = model.losses
    assert np.isclose(float(loss), 0.1 * float(model.size.result()))


def test_regressor_comes_back_the_same():
    X = tf.ones([3, 2])
    model = Regressor(2)
    expected = model(X).numpy()
    loaded = reloaded(model, "my.keras")
    assert type(loaded) is Regressor and loaded.units == 2
    assert loaded(X).numpy().tolist() == expected.tolist()


def test_own_step_reports_the_mean_of_the_batches():
    model = OwnStep([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.0), run_eagerly=True)
    history = model.fit(
        tf.ones([4, 2]), tf.constant([[2.0], [2], [1], [0]]), batch_size=2, shuffle=False, epochs=2, verbose=0
    ).history
    assert history == {"loss": [1.25, 1.25]}


@pytest.mark.parametrize("labels", [[1, 2, 3], [[1], [2], [3]], [1.0, 2.0, 3.0]])
def test_squared_error_brings_labels_into_line(labels):
    assert float(SquaredError()(tf.constant(labels), tf.constant([[1.0], [2.0], [6.0]]))) == 3


def test_model_adds_up():
    assert make_adder(3)(tf.constant([[1.0, 2.0]])).numpy().tolist() == [[3, 3, 3]]
    assert make_adder().run_eagerly and not make_adder(run_eagerly=False).run_eagerly


def test_new_folder_is_empty_left_and_deleted():
    before = os.getcwd()
    with pytest.raises(ZeroDivisionError), in_new_folder():
        inside = os.getcwd()
        assert os.listdir() == []
        raise ZeroDivisionError
    assert os.getcwd() == before and not os.path.exists(inside)


def test_quietly_holds_back_reports_but_not_errors(capsys):
    before = logging.root.manager.disable
    with pytest.raises(ZeroDivisionError), warnings.catch_warnings():
        warnings.simplefilter("error")
        with quietly():
            print("not to be seen")
            warnings.warn("not to be seen", stacklevel=1)
            logging.getLogger().warning("not to be seen")
            raise ZeroDivisionError
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "") and logging.root.manager.disable == before


def test_keras_ops_take_symbolic_inputs():
    assert tuple(keras.ops.square(keras.Input([2])).shape) == (None, 2)


@pytest.mark.parametrize("shape", [(2,), [2], tf.TensorShape([2]), np.array([2])])
def test_input_takes_any_sequence_for_a_shape(shape):
    assert tuple(keras.Input(shape=shape).shape) == (None, 2)


def test_a_sequential_model_with_an_input_does_not_take_a_list_of_two():
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        keras.Sequential([keras.Input([2]), Sum()])


def test_a_tape_that_watches_nothing_by_itself_can_watch_the_value_of_a_keras_variable():
    layer = keras.layers.Dense(1, use_bias=False)
    layer.build((None, 2))
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(layer.kernel.value)
        loss = tf.reduce_sum(layer(tf.constant([[3.0, 4.0]])))
    assert tape.gradient(loss, layer.kernel).numpy().tolist() == [[3], [4]]


@pytest.mark.parametrize("kind", [keras.layers.Layer, keras.Model, keras.metrics.Metric])
def test_a_tf_variable_is_not_seen_but_a_tape_can_be_asked_for_it(kind):
    holder = kind.__new__(kind)
    kind.__init__(holder)
    holder.own = tf.Variable(1.0)
    assert not holder.variables
    with tf.GradientTape() as tape:
        loss = 2 * holder.own
    assert float(tape.gradient(loss, holder.own)) == 2


def test_a_learning_rate_from_a_schedule_cannot_be_assigned():
    optimizer = keras.optimizers.SGD(keras.optimizers.schedules.InverseTimeDecay(0.5, 1, 0.1))
    with pytest.raises(TypeError, match="LearningRateSchedule"):
        optimizer.learning_rate = 0.1


def test_a_second_build_does_not_add_variables_to_an_optimizer():
    a, b = tf.Variable(1.0), tf.Variable(1.0)
    optimizer = keras.optimizers.SGD(learning_rate=0.5)
    optimizer.build([a])
    optimizer.build([a, b])
    with pytest.raises(ValueError, match="Unknown variable"):
        optimizer.apply_gradients([(tf.constant(1.0), b)])


def test_a_model_of_one_feature_takes_numbers_for_samples():
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1, kernel_initializer="ones")])
    assert model(tf.constant([5.0, 6.0])).numpy().tolist() == [[5], [6]]


def test_a_step_may_report_under_another_name_than_loss():
    class Named(keras.Sequential):
        def train_step(self, data):
            return {"own": tf.constant(7.0)}

    model = Named(make_adder().layers)
    model.compile(optimizer="sgd", run_eagerly=True)
    assert model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0).history == {"own": [7.0]}


def test_weights_go_into_shards_and_come_out_of_whole_models():
    with in_new_folder(), quietly():
        model, other = make_adder(), make_adder()
        model.save_weights("my.weights.json", max_shard_size=1)
        assert sorted(os.listdir()) == ["my.weights.json", "my_00000.weights.h5"]
        for name in ("my.h5", "my.weights.json"):
            with pytest.raises(ValueError, match=".weights.h5"):
                model.save_weights(name)
        for name in ("whole.keras", "whole.h5"):
            model.set_weights([np.full([2, 1], 7.0), np.zeros(1)])
            model.save(name)
            other.set_weights([np.zeros([2, 1]), np.zeros(1)])
            other.load_weights(name)
            assert np.all(other.get_weights()[0] == 7)


class Plain(keras.Model):
    def __init__(self, units=1, **kwargs):
        super().__init__(**kwargs)
        self.out = keras.layers.Dense(units)

    def call(self, X):
        return self.out(X)


@pytest.mark.parametrize("arguments, comes_back", [({}, True), ({"units": 2}, False)])
def test_only_a_subclassed_model_made_without_arguments_needs_no_config(arguments, comes_back):
    model = Plain(**arguments)
    expected = model(tf.ones([3, 2])).numpy()
    try:
        loaded = reloaded(model, "my.keras", custom_objects={"Plain": Plain})
    except ValueError:
        assert not comes_back
    else:
        assert comes_back and loaded(tf.ones([3, 2])).numpy().tolist() == expected.tolist()


@pytest.mark.parametrize(
    "name, loads", [("mse", False), ("mae", False), ("msle", False), ("mean_squared_error", True), ("huber", True)]
)
def test_abbreviations_of_losses_do_not_come_out_of_h5_files(name, loads):
    model = make_adder(loss=name)
    if loads:
        assert reloaded(model, "my.h5").loss is not None
    else:
        with pytest.raises(ValueError, match="Could not deserialize"):
            reloaded(model, "my.h5")


def test_the_optimizer_from_an_h5_file_knows_none_of_the_models_variables():
    model = make_adder(optimizer="adam")
    model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)
    counters, momenta = 2, 2 * len(model.trainable_variables)
    assert len(model.optimizer.variables) == counters + momenta
    assert len(reloaded(model, "my.h5").optimizer.variables) == counters


def test_a_loaded_lambda_knows_no_names_but_may_do_without():
    model = keras.Sequential([keras.Input(shape=[1]), keras.layers.Lambda(lambda x: 2 * x)])
    assert reloaded(model, "my.keras", safe_mode=False)(tf.ones([1, 1])).numpy().tolist() == [[2]]
    model = keras.Sequential([keras.Input(shape=[1]), keras.layers.Lambda(lambda x: x * np.pi)])
    with pytest.raises(NameError, match="np"):
        reloaded(model, "my.keras", safe_mode=False)(tf.ones([1, 1]))


def test_some_tensorflow_functions_come_back_in_a_lambda_layer():
    model = keras.Sequential([keras.Input(shape=[1]), keras.layers.Lambda(tf.nn.relu)])
    assert reloaded(model, "my.keras")(tf.constant([[-1.0]])).numpy().tolist() == [[0]]


def test_an_if_on_a_tensor_works_in_a_model_that_runs_eagerly():
    class Branch(keras.Model):
        def call(self, X):
            return X if tf.reduce_sum(X) > 0 else -X

    model = Branch()
    model.compile(loss="mse", run_eagerly=True)
    assert model.evaluate(-tf.ones([1, 2]), tf.ones([1, 2]), verbose=0) == 0
    model.compile(loss="mse", run_eagerly=False)
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        model.evaluate(-tf.ones([1, 2]), tf.ones([1, 2]), verbose=0)


def test_xla_is_chosen_only_where_there_is_more_than_a_cpu():
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    model.compile(loss="mse")
    assert not model.jit_compile or any(d.device_type != "CPU" for d in tf.config.list_physical_devices())


def test_predict_keeps_dictionaries_and_ragged_tensors():
    inputs = keras.Input([2])
    model = keras.Model(inputs, {"a": keras.layers.Dense(1)(inputs)})
    found = model.predict(tf.ones([3, 2]), verbose=0)
    assert isinstance(found, dict) and isinstance(found["a"], np.ndarray)

    class Ragged(keras.layers.Layer):
        def call(self, X):
            return tf.RaggedTensor.from_tensor(X)

    assert isinstance(keras.Sequential([Ragged()]).predict(tf.ones([3, 2]), verbose=0), tf.RaggedTensor)


def test_epochs_of_fit_repeat_one_order_after_a_seed_in_graphs_too():
    seen = []

    def note(y_true, y_pred):
        tf.py_function(lambda y: seen.append(int(y[0, 0])), [y_true], [])
        return tf.square(y_true - y_pred)

    keras.utils.set_random_seed(42)
    model = make_adder(loss=note, run_eagerly=False, jit_compile=False)
    model.fit(np.zeros([8, 2]), np.arange(8.0)[:, np.newaxis], batch_size=1, epochs=2, verbose=0)
    assert seen[:8] == seen[8:] != sorted(seen[:8])


def test_some_names_are_left_in_tf_keras_but_need_not_work():
    assert looked_up("tf.keras.backend.set_value") == "tf.keras.backend.set_value is there"
    with pytest.raises(AttributeError, match="name"):
        tf.keras.backend.set_value(keras.optimizers.SGD().learning_rate, 0.25)
    assert looked_up("tf.keras.experimental").startswith("AttributeError")


def test_no_layer_is_written_down_as_keras_2_would_read_it():
    dense = keras.layers.Dense(1).get_config()
    assert isinstance(dense["dtype"], dict)
    assert "batch_input_shape" not in keras.layers.InputLayer((2,)).get_config()


@pytest.mark.parametrize("name", ["my.keras", "my.h5", "my.weights.h5"])
def test_the_weights_of_many_kinds_of_layers_come_out_of_every_file(name):
    def make():
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                keras.layers.Conv2D(4, 3),
                keras.layers.BatchNormalization(),
                keras.layers.Reshape((12, 12)),
                keras.layers.LSTM(3),
                keras.layers.Dense(1),
            ]
        )

    first, second, X = make(), make(), tf.ones([1, 8, 8, 1])
    with in_new_folder(), quietly():
        if name.endswith(".weights.h5"):
            first.save_weights(name)
        else:
            first.save(name)
        second.load_weights(name)
    assert np.allclose(first(X), second(X), atol=1e-6)
