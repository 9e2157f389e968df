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
