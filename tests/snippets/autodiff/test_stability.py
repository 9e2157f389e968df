import math

import numpy as np
import pytest
import tensorflow as tf

from snippets.autodiff.stability import (
    curvature,
    double_where_softplus,
    draw_softplus,
    max_softplus,
    my_better_softplus,
    my_softplus,
    stable_softplus,
    value_and_slope,
    where_softplus,
)

EVERY = (
    my_softplus,
    my_better_softplus,
    where_softplus,
    max_softplus,
    double_where_softplus,
    stable_softplus,
    tf.nn.softplus,
)


@pytest.mark.parametrize("softplus", EVERY)
def test_all_agree_where_nothing_overflows(softplus):
    for z in (-5.0, -0.5, 0.25, 3.0, 20.0):
        value, slope = value_and_slope(softplus, z)
        assert value == pytest.approx(math.log1p(math.exp(z)), rel=1e-4)
        assert slope == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-4)


@pytest.mark.parametrize("z", [-1000.0, -104.0, -20.0, 0.0, 88.0, 89.0, 1000.0])
def test_the_stable_one_is_tensorflows(z):
    assert value_and_slope(stable_softplus, z) == pytest.approx(value_and_slope(tf.nn.softplus, z), rel=1e-5)


def test_how_the_plain_formula_fails():
    assert value_and_slope(my_softplus, 88.0)[1] == 0
    value, slope = value_and_slope(my_softplus, 89.0)
    assert value == math.inf and math.isnan(slope)


def test_how_the_books_formula_fails():
    assert value_and_slope(my_better_softplus, 100.0) == (math.inf, 1.0)
    assert value_and_slope(my_better_softplus, -20.0)[0] == 0
    assert math.isnan(curvature(my_better_softplus, 100.0))
    assert math.isnan(curvature(my_better_softplus, -50.0))


def test_how_the_popular_fixes_fail():
    value, slope = value_and_slope(where_softplus, 1000.0)
    assert value == 1000 and math.isnan(slope)
    assert value_and_slope(max_softplus, 0.0)[1] == 0


def test_two_wheres_do_not_overflow():
    assert value_and_slope(double_where_softplus, 1000.0) == (1000.0, 1.0)


@pytest.mark.parametrize("z", [-1000.0, -3.0, 0.0, 3.0, 1000.0])
def test_the_stable_one_can_be_differentiated_twice(z):
    sigmoid = float(tf.sigmoid(z))
    assert curvature(stable_softplus, z) == pytest.approx(sigmoid * (1 - sigmoid), abs=1e-6)


def test_the_stable_one_keeps_shapes_and_types():
    z = tf.constant([[-1.0, 0.0], [1.0, np.nan]], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = stable_softplus(z)
    slope = tape.gradient(value, z)
    assert value.shape == slope.shape == (2, 2)
    assert value.dtype == slope.dtype == tf.float64
    assert np.isnan(value[1, 1]) and np.isnan(slope[1, 1])
    assert stable_softplus(tf.zeros([0])).shape == (0,)


def test_the_stable_one_takes_its_part_in_the_chain_rule():
    assert value_and_slope(lambda z: 3.0 * stable_softplus(2.0 * z), 0.0)[1] == 3.0


def test_the_figure_breaks_off_where_numbers_end():
    top, bottom = draw_softplus().axes
    right, book, naive = top.get_lines()
    assert np.isfinite(right.get_ydata()).all()
    assert np.isnan(book.get_ydata()[-1]) and np.isnan(naive.get_ydata()[-1])
    assert (bottom.get_lines()[1].get_ydata() == 1).all()


def test_the_gradient_of_the_books_formula_is_right_everywhere():
    z = tf.linspace(-200.0, 200.0, 4001)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = my_better_softplus(z)
    np.testing.assert_allclose(tape.gradient(value, z), tf.sigmoid(z), rtol=1e-5, atol=1e-37)


@pytest.mark.parametrize("options", [{}, {"jit_compile": True}])
def test_graphs_flush_subnormal_numbers_too(options):
    slope = tf.function(lambda z: 1.0 / (tf.exp(z) + 1.0), **options)
    assert float(slope(tf.constant(88.0))) == 0


def test_check_numerics_lets_everything_pass_when_compiled():
    check = tf.function(lambda x: tf.debugging.check_numerics(x, "slope"), jit_compile=True)
    assert np.isnan(check(tf.constant(np.nan)))


@tf.custom_gradient
def times(x, y):
    return x * y, lambda upstream: (100.0 * upstream, 100.0 * upstream)


def test_arguments_by_name_lose_a_custom_gradient():
    x, y = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        placed, named = times(x, y), times(x=x, y=y)
    assert tape.gradient(placed, x) == 100 and tape.gradient(named, x) == 2


def reader_of(variable):
    @tf.custom_gradient
    def function(x):
        return x * variable, lambda upstream: upstream * variable

    return function


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function])
def test_a_function_that_uses_a_variable_must_take_it_with_or_without_a_tape(wrap):
    with pytest.raises(TypeError, match="must accept keyword argument 'variables'"):
        wrap(reader_of(tf.Variable(2.0)))(tf.constant(3.0))


def test_variables_that_are_not_trained_do_not_count():
    assert reader_of(tf.Variable(2.0, trainable=False))(tf.constant(3.0)) == 6


@pytest.fixture
def checked():
    tf.debugging.enable_check_numerics()
    yield
    tf.debugging.disable_check_numerics()


def test_the_check_raises_false_alarms_at_masks(checked):
    with pytest.raises(tf.errors.InvalidArgumentError, match="SelectV2"):
        tf.where([True, False], [1.0, 2.0], float("-inf"))


def test_the_check_sees_the_branch_that_where_does_not_choose(checked):
    with pytest.raises(tf.errors.InvalidArgumentError, match="Log"):
        tf.where([False], tf.math.log([0.0]), 0.0)


def test_the_check_does_not_look_into_graphs_that_were_traced_before():
    function = tf.function(tf.math.log)
    function(tf.constant(1.0))
    tf.debugging.enable_check_numerics()
    try:
        with pytest.raises(tf.errors.InvalidArgumentError, match='op "__inference_'):
            function(tf.constant(0.0))
    finally:
        tf.debugging.disable_check_numerics()


def test_graphs_traced_meanwhile_go_on_checking():
    function = tf.function(tf.math.log)
    tf.debugging.enable_check_numerics()
    function(tf.constant(1.0))
    tf.debugging.disable_check_numerics()
    with pytest.raises(tf.errors.InvalidArgumentError, match='graph op "Log"'):
        function(tf.constant(0.0))


def test_in_a_graph_no_argument_of_a_custom_gradient_has_a_name():
    @tf.custom_gradient
    def add(x, y):
        return x + y, lambda upstream: (upstream, upstream)

    with pytest.raises(ValueError, match="keywords arguments only when eager"):
        tf.function(lambda x: add(x, y=x))(tf.constant(1.0))


def test_a_branch_with_a_finite_value_is_seen_on_the_way_back(checked):
    v = tf.Variable([0.0, 4.0])
    with tf.GradientTape() as tape:
        roots = tf.where(v > 0, v**0.5, 0.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Infinity or NaN"):
        tape.gradient(roots, v)
