import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.graphs.polymorphism import draw_cache, graphs_used


def identity():
    return tf.function(lambda x: tf.identity(x))


def test_tensors_of_one_signature_share_a_graph():
    assert graphs_used(identity(), [tf.zeros([2]), tf.ones([2])]) == [0, 0]


def test_shapes_dtypes_and_numbers_get_graphs_of_their_own():
    given = [tf.zeros([2]), tf.zeros([3]), tf.zeros([2], tf.int32), 1, 2, 1]
    assert graphs_used(identity(), given) == [0, 1, 2, 3, 4, 3]


def test_a_signature_makes_one_graph():
    function = tf.function(lambda x: x + 1, input_signature=[tf.TensorSpec([None], tf.float32)])
    assert graphs_used(function, [tf.zeros([2]), tf.zeros([3])]) == [0, 0]


def test_no_arguments_no_graphs():
    assert graphs_used(identity(), []) == []


def test_the_drawing_names_every_call_and_every_graph():
    texts = [t.get_text() for t in draw_cache(identity(), [tf.constant(1), tf.constant(2), 7]).axes[0].texts]
    assert [t for t in texts if t] == ["tf.constant(1)", "0: int32, ()", "tf.constant(2)", "7", "1: Python 7"]


def test_numpy_numbers_count_as_tensors_and_strings_by_their_value():
    given = [np.int32(2), np.int32(3), tf.constant(3), "a", "b", "a"]
    assert graphs_used(identity(), given) == [0, 0, 0, 1, 2, 1]


def test_an_equal_list_uses_the_graph_that_is_there():
    function = tf.function(lambda x: tf.reduce_sum(x))
    assert graphs_used(function, [[1, 2], [1, 2], [1, 3], [1, 2, 3]]) == [0, 0, 1, 2]


def test_reduced_retracing_does_not_reduce_numbers_types_and_axes():
    function = tf.function(lambda x: tf.identity(x), reduce_retracing=True)
    assert graphs_used(function, [1, 2, 3]) == [0, 1, 2]
    function = tf.function(lambda x: tf.identity(x), reduce_retracing=True)
    for x in (tf.ones([2]), tf.ones([3]), tf.ones([4]), tf.ones([2])):
        function(x)
    assert function.experimental_get_tracing_count() == 2
    function(tf.ones([2, 2]))
    function(tf.ones([3], tf.float64))
    assert function.experimental_get_tracing_count() == 4


TRACES = []


@dataclasses.dataclass(frozen=True)
class Times:
    factor: float

    @tf.function
    def __call__(self, x):
        TRACES.append(self)
        return self.factor * x


def test_equal_objects_share_their_graphs():
    held = [Times(4.0), Times(4.0), Times(5.0)]
    assert [float(times(tf.constant(1.0))) for times in held] == [4, 4, 5]
    assert len(TRACES) == 2


class Notes(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.shapes = []

    def call(self, inputs):
        self.shapes.append(tuple(inputs.shape))
        return tf.reduce_sum(inputs, axis=1, keepdims=True)


@pytest.mark.parametrize("shapes", [[(n, 3) for n in range(1, 8)], [(2, n) for n in range(1, 8)]])
def test_predict_is_traced_twice_however_many_lengths_there_are(shapes):
    layer = Notes()
    model = keras.Sequential([keras.Input((None,)), layer])
    layer.shapes.clear()
    for shape in shapes:
        model.predict(tf.ones(shape), verbose=0)
    assert len(layer.shapes) == 2


def test_a_graph_of_ones_own_is_traced_for_every_length_unless_told_otherwise():
    layer = Notes()
    model = keras.Sequential([keras.Input((None,)), layer])
    for relax, traces in ((False, 5), (True, 2)):
        layer.shapes.clear()
        infer = tf.function(lambda x: model(x, training=False), reduce_retracing=relax)
        for n in range(1, 6):
            infer(tf.ones([n, 3]))
        assert len(layer.shapes) == traces


def test_every_model_is_traced_anew():
    for _ in range(2):
        layer = Notes()
        model = keras.Sequential([keras.Input((3,)), layer])
        layer.shapes.clear()
        model.predict(tf.ones([2, 3]), verbose=0)
        model.predict(tf.ones([2, 3]), verbose=0)
        assert layer.shapes == [(2, 3)]
