import numpy as np
import tensorflow as tf
from tensorflow.python.autograph.impl import api

from snippets.graphs.overview import cube, draw_journey


def test_cube_takes_numbers_arrays_and_tensors():
    assert cube(-2) == -8
    np.testing.assert_array_equal(cube(np.array([1, 2])), [1, 8])
    assert cube(tf.constant([], tf.float32)).shape == (0,)


def test_the_journey_has_six_stations():
    ax = draw_journey().axes[0]
    names = [text.get_text() for text in ax.texts]
    assert [n for n in names if n in ("AutoGraph", "tracing", "graph", "run")]
    assert len(ax.patches) == 6


def test_autograph_converts_once_and_tracing_happens_per_signature(monkeypatch):
    converted = []
    convert = api.PyToTF.transform_ast
    monkeypatch.setattr(
        api.PyToTF, "transform_ast", lambda self, node, ctx: (converted.append(node), convert(self, node, ctx))[1]
    )

    @tf.function
    def absolute(x):
        if tf.reduce_sum(x) > 0:
            return x
        return -x

    for x in (tf.ones([2]), tf.ones([3]), tf.ones([2], tf.float64)):
        absolute(x)
    assert (len(converted), absolute.experimental_get_tracing_count()) == (1, 3)


def test_computed_results_are_tensors_and_none_stays_none():
    results = tf.function(lambda x: {"cube": cube(x), "nothing": None})(2)
    assert tf.is_tensor(results["cube"]) and results["nothing"] is None


def test_changes_of_one_variable_keep_their_order_and_those_of_two_need_not():
    first, second = tf.Variable(0.0), tf.Variable(0.0)

    @tf.function
    def change(x):
        first.assign(x)
        second.assign(x)
        first.assign(2 * x)
        return x

    graph = change.get_concrete_function(tf.constant(1.0)).graph
    before = [[i.name for i in o.control_inputs] for o in graph.get_operations() if o.type == "AssignVariableOp"]
    assert before == [[], [], ["AssignVariableOp"]]
