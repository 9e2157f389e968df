import pytest
import tensorflow as tf

from snippets.graphs.autograph import Upright, add_range, add_tf_range, collatz_length, op_types, plot_sizes


def test_op_types():
    concrete = tf.function(lambda x: tf.cos(x)).get_concrete_function(tf.zeros([2]))
    assert op_types(concrete) == ["Placeholder", "Cos", "Identity"]


@pytest.mark.parametrize("n, steps", [(1, 0), (2, 1), (6, 8), (27, 111)])
def test_collatz_is_the_same_in_python_and_in_a_graph(n, steps):
    assert collatz_length(n, 1000) == steps
    graph = tf.function(collatz_length)
    assert int(graph(tf.constant(n), tf.constant(1000))) == steps


def test_collatz_gives_up():
    assert collatz_length(27, 10) == -1
    assert (collatz_length(6, 8), collatz_length(6, 7)) == (8, -1)


@pytest.mark.parametrize("loop", [add_range, add_tf_range])
@pytest.mark.parametrize("n", [0, 1, 7])
def test_both_loops_count(loop, n):
    assert int(loop(tf.constant(5), n)) == 5 + n
    assert int(tf.function(loop)(tf.constant(5), n)) == 5 + n


def test_upright_turns_the_sign():
    layer = Upright()
    assert float(layer(-tf.ones([1, 2]))[0, 0]) == 1
    assert float(layer(tf.ones([1, 2]))[0, 0]) == 1
    assert layer(tf.constant([[1.0, -1.0]])).numpy().tolist() == [[1, -1]], "a sum of zero stays"


def test_only_the_unrolled_graph_grows():
    unrolled, looped = plot_sizes((2, 4)).axes[0].get_lines()
    assert list(unrolled.get_ydata()) == [6, 10]
    assert len(set(looped.get_ydata())) == 1


def shapes_differ(x):
    if x > 0:  # noqa: SIM108 (the statement is what is tested)
        y = tf.zeros([2])
    else:
        y = tf.zeros([3])
    return y


def types_differ(x):
    if x > 0:  # noqa: SIM108 (the statement is what is tested)
        y = 1
    else:
        y = 1.0
    return y


def test_branches_may_differ_in_shape_but_not_in_type():
    concrete = tf.function(shapes_differ).get_concrete_function(tf.constant(1.0))
    assert concrete.structured_outputs.shape.as_list() == [None]
    assert tf.function(shapes_differ)(tf.constant(-1.0)).shape == (3,)
    with pytest.raises(TypeError, match="dtype"):
        tf.function(types_differ)(tf.constant(1.0))


def positive(x):
    if x > 0:
        return x
    tf.debugging.Assert(False, ["not positive"])
    return x


def test_only_the_chosen_branch_is_computed():
    graph = tf.function(positive)
    assert float(graph(tf.constant(1.0))) == 1
    with pytest.raises(tf.errors.InvalidArgumentError):
        graph(tf.constant(-1.0))


def test_or_is_an_if_and_not_an_operation():
    def outside(x):
        return x < 0 or x > 1

    def negative(x):
        return not x > 0

    for function, kind in ((outside, "StatelessIf"), (negative, "LogicalNot")):
        assert kind in op_types(tf.function(function).get_concrete_function(tf.constant(0.5)))


def test_a_branch_with_side_effects_makes_an_if_that_has_state():
    def talk(x):
        if x > 0:
            tf.print(x)
        return x

    kinds = op_types(tf.function(talk).get_concrete_function(tf.constant(1.0)))
    assert "If" in kinds and "StatelessIf" not in kinds


def return_in_while(x):
    while x < 10.0:
        if x > 5.0:
            return x
        x *= 2.0
    return -x


def return_at_once(x):
    for _ in tf.range(3):
        return x
    return -x


def test_a_return_in_a_loop_of_the_graph_may_not_depend_on_a_tensor():
    with pytest.raises(NotImplementedError, match="return"):
        tf.function(return_in_while)(tf.constant(1.0))
    assert float(tf.function(return_at_once)(tf.constant(1.0))) == 1


@pytest.mark.parametrize("use", [tf.stack, tf.add_n, list])
def test_a_list_filled_in_a_loop_of_the_graph_cannot_leave_it(use):
    def fill(n):
        items = []
        for i in tf.range(n):
            items.append(i)
        return use(items)

    assert fill(tf.constant(3)) is not None
    with pytest.raises(Exception, match="is out of scope and cannot be used here"):
        tf.function(fill)(tf.constant(3))
