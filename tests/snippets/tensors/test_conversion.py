import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.tensors.conversion import accuracy, add_in_graph


@pytest.mark.parametrize("dtype", [tf.int32, tf.float32, tf.float64])
def test_adding_in_a_graph_keeps_the_type(dtype):
    total = add_in_graph(tf.constant([1, 2], dtype), tf.constant(3, dtype))
    assert total.dtype == dtype
    assert total.numpy().tolist() == [4, 5]


@pytest.mark.parametrize("a, b", [(tf.float32, tf.int32), (tf.float32, tf.float64)])
def test_adding_mixed_types_in_a_graph_is_a_type_error(a, b):
    with pytest.raises(TypeError, match="does not match type"):
        add_in_graph(tf.constant(1, a), tf.constant(1, b))


@pytest.mark.parametrize("make", [list, np.array, tf.constant])
def test_accuracy_takes_lists_arrays_and_tensors(make):
    share = accuracy(make([0, 1, 1, 2]), make([0, 1, 0, 0]))
    assert share.dtype == tf.float32 and share.shape == ()
    assert float(share) == 0.5


def test_accuracy_of_different_integer_types():
    assert float(accuracy(np.array([3], np.int8), tf.constant([3], tf.int64))) == 1.0


def test_accuracy_of_nothing_is_nan():
    assert np.isnan(float(accuracy([], [])))


def test_accuracy_needs_as_many_predictions_as_labels():
    with pytest.raises(tf.errors.InvalidArgumentError):
        accuracy([0, 1, 1], [0, 1])


@pytest.mark.parametrize(
    "function, eager, graph", [(tf.add, False, False), (tf.multiply, True, False), (tf.divide, True, True)]
)
def test_an_array_that_comes_first_is_fitted_by_some_functions_only(function, eager, graph):
    def call(tensor):
        return function(np.array([1.0, 2.0]), tensor)

    for run, fits in ((call, eager), (tf.function(call), graph)):
        if fits:
            assert run(tf.constant([1.0, 2.0])).dtype == tf.float32
        else:
            with pytest.raises((tf.errors.InvalidArgumentError, TypeError)):
                run(tf.constant([1.0, 2.0]))


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function])
def test_a_python_integer_that_does_not_fit_wraps_around(wrap):
    assert int(wrap(lambda t: t + 300)(tf.constant(1, tf.uint8))) == 45
    assert int(wrap(lambda t: t + 2**40)(tf.constant(1))) == 1


@pytest.mark.parametrize(
    "dtype, quotient",
    [
        (tf.int8, tf.float32),
        (tf.uint8, tf.float32),
        (tf.int16, tf.float32),
        (tf.uint16, tf.float32),
        (tf.int32, tf.float64),
        (tf.uint32, tf.float64),
        (tf.int64, tf.float64),
        (tf.uint64, tf.float64),
    ],
)
def test_the_type_of_a_quotient_depends_on_the_number_of_bits(dtype, quotient):
    assert (tf.cast(3, dtype) / tf.cast(4, dtype)).dtype == quotient


@pytest.mark.parametrize(
    "policy, wanted", [("float32", tf.float32), ("float64", tf.float64), ("mixed_float16", tf.float16)]
)
def test_a_layer_converts_floats_to_the_type_it_computes_in(policy, wanted):
    layer = keras.layers.Activation("linear", dtype=policy)
    assert layer(tf.constant([[1.0]])).dtype == wanted


def test_numbers_too_large_for_32_bits_make_64_bits_of_a_list():
    assert tf.convert_to_tensor([1, 2**40]).dtype == tf.int64
