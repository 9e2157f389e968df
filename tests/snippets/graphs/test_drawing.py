import numpy as np
import pytest
import tensorflow as tf

from snippets.graphs.drawing import area, draw_graph, layers_of, optimized, places_of, routed


def traced(function, *arguments):
    return tf.function(function).get_concrete_function(*arguments)


def test_area():
    np.testing.assert_allclose(area(tf.constant([0.0, 2.0])), [0, 4 * np.pi], rtol=1e-6)


def test_optimized_folds_and_prunes():
    kinds = [n.op for n in optimized(traced(area, tf.ones([3]))).node]
    assert "Exp" not in kinds and "Atan" not in kinds
    assert kinds.count("Const") == 1


def test_optimized_needs_known_shapes():
    concrete = traced(area, tf.TensorSpec([None], tf.float32))
    with pytest.raises((TypeError, ValueError)):
        optimized(concrete)


def test_an_operation_stands_below_its_inputs():
    nodes = {"a": [], "b": ["a"], "c": ["b", "a"], "k": [], "d": ["c", "k"]}
    rows = layers_of(nodes)
    assert rows == {"a": 0, "b": 1, "c": 2, "k": 2, "d": 3}
    assert layers_of({}) == {}


def test_long_arrows_stop_in_every_row():
    nodes, rows = {"a": [], "b": ["a"], "c": ["b", "a"]}, {"a": 0, "b": 1, "c": 2}
    stopped, all_rows = routed(nodes, rows)
    assert stopped["c"] == ["b", ("a", 1)] and all_rows["a", 1] == 1
    assert nodes["c"] == ["b", "a"]


def test_no_two_operations_share_a_place():
    nodes = {"a": [], "b": [], "c": ["a", "b"], "d": ["c"], "e": ["c"]}
    places = places_of(nodes, layers_of(nodes))
    assert len(set(places.values())) == 5


def test_every_operation_is_drawn():
    concrete = traced(lambda x: tf.sin(x) + 1.0, tf.zeros([]))
    texts = [t.get_text() for t in draw_graph(concrete).axes[0].texts]
    for operation in concrete.graph.get_operations():
        assert operation.type in texts and operation.name in texts


def test_control_inputs_are_dashed():
    def talk(x):
        tf.print(x)
        return x + 1.0

    ax = draw_graph(traced(talk, tf.zeros([]))).axes[0]
    styles = {t.arrow_patch.get_linestyle() for t in ax.texts if getattr(t, "arrow_patch", None)}
    assert styles == {"-", "--"}
