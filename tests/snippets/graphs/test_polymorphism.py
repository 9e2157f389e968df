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
    function = tf.function(lambda x: x + 1, input_signature=[
        tf.TensorSpec([None], tf.float32)])
    assert graphs_used(function, [tf.zeros([2]), tf.zeros([3])]) == [0, 0]


def test_no_arguments_no_graphs():
    assert graphs_used(identity(), []) == []


def test_the_drawing_names_every_call_and_every_graph():
    texts = [t.get_text() for t in draw_cache(
        identity(), [tf.constant(1), tf.constant(2), 7]).axes[0].texts]
    assert [t for t in texts if t] == [
        "tf.constant(1)", "0: int32, ()", "tf.constant(2)", "7",
        "1: Python 7"]
