import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.exercises.review import identity_model, precision_of


def test_line_returns_its_input():
    X = np.array([[1.5], [-2.0]], dtype="float32")
    assert np.allclose(identity_model()(X), X)
    assert identity_model().count_params() == 2


def test_precision_without_any_prediction_is_zero():
    assert float(precision_of(tf.ones([3]), tf.zeros([3]))) == 0.0


def test_precision_looks_at_predicted_ones_only():
    assert float(precision_of(tf.constant([1.0, 1.0]), tf.constant([1.0, 0.0]))) == 1.0


@pytest.mark.parametrize("axis, mean", [(-1, 2.0), (None, 2.75)])
def test_a_metric_function_is_averaged_over_samples_or_over_batches(axis, mean):
    def distance(y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_true - y_pred), axis=axis)

    model = identity_model()
    model.compile(loss="mse", metrics=[distance])
    X = np.arange(5.0)[:, np.newaxis]
    assert np.isclose(model.evaluate(X, 0 * X, batch_size=4, verbose=0, return_dict=True)["distance"], mean)


def test_python_integers_that_do_not_fit_become_int64():
    assert tf.range(10).dtype == tf.int32 and tf.range(2**40, 2**40 + 3).dtype == tf.int64


@pytest.mark.parametrize("function", [np.sum, np.exp])
def test_functions_of_numpy_fail_on_the_argument_of_a_tf_function(function):
    with pytest.raises(NotImplementedError):
        tf.function(lambda x: function(x))(tf.constant([1.0, 2.0]))


def test_a_range_of_a_tensor_is_a_loop_and_a_list_is_unrolled():
    def added(x, items):
        for _ in items():
            x += 1.0
        return x

    def operations(items):
        graph = tf.function(added).get_concrete_function(tf.constant(0.0), items).graph
        return [operation.type for operation in graph.get_operations()]

    assert "StatelessWhile" in operations(lambda: tf.range(100))
    assert operations(lambda: [1, 2, 3]).count("AddV2") == 3

    @tf.function
    def counted(n):
        total = 0
        for i in range(n):
            total += i
        return total

    graph = counted.get_concrete_function(tf.constant(5)).graph
    assert "StatelessWhile" in [operation.type for operation in graph.get_operations()]


def test_the_switch_for_eager_functions_reaches_fit_but_not_datasets():
    eager = []

    def note(x):
        eager.append(tf.executing_eagerly())
        return x

    model = keras.Sequential([keras.Input((1,)), keras.layers.Lambda(note), keras.layers.Dense(1)])
    model.compile(loss="mse")
    tf.config.run_functions_eagerly(True)
    try:
        eager.clear()
        list(tf.data.Dataset.range(2).map(note))
        assert eager and not any(eager)
        eager.clear()
        model.evaluate(np.ones([2, 1]), np.ones([2, 1]), verbose=0)
        assert eager and all(eager)
    finally:
        tf.config.run_functions_eagerly(False)


def test_a_registered_function_need_not_be_passed_on_loading(tmp_path):
    @keras.saving.register_keras_serializable(package="test")
    def distance(y_true, y_pred):
        return tf.abs(y_true - y_pred)

    model = identity_model()
    model.compile(loss=distance)
    model.train_on_batch(np.ones([1, 1]), np.ones([1, 1]))
    model.save(tmp_path / "my.keras")
    assert keras.models.load_model(tmp_path / "my.keras").loss is distance
