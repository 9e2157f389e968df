import numpy as np
import pytest
import tensorflow as tf

from snippets.autodiff.differences import (
    central_differences,
    counted,
    draw_errors_by_eps,
    draw_secants,
    forward_differences,
    gradient_check,
)
from snippets.autodiff.overview import f


@pytest.mark.parametrize("differences", [forward_differences, central_differences])
def test_both_approach_the_true_slopes(differences):
    assert differences(f, [5, 3], eps=1e-6) == pytest.approx([36, 10], abs=1e-4)


@pytest.mark.parametrize("differences", [forward_differences, central_differences])
def test_the_point_is_left_alone(differences):
    point = [5, 3]
    differences(f, point, eps=0.5)
    assert point == [5, 3]


@pytest.mark.parametrize("differences", [forward_differences, central_differences])
def test_no_parameters_have_no_slopes(differences):
    assert differences(lambda: 1.0, [], eps=1e-6) == []


def test_central_differences_are_exact_for_a_quadratic():
    assert central_differences(f, [5, 3], eps=0.5) == [36, 10]
    assert forward_differences(f, [5, 3], eps=0.5) == [37.5, 10]


@pytest.mark.parametrize("n", [1, 2, 7])
def test_the_number_of_calls(n):
    one_sided, two_sided = (counted(lambda *w: sum(w)) for _ in range(2))
    forward_differences(one_sided, [1.0] * n, eps=1e-3)
    central_differences(two_sided, [1.0] * n, eps=1e-3)
    assert one_sided.calls == n + 1
    assert two_sided.calls == 2 * n


def test_counted_hands_on_what_the_function_returns():
    wrapped = counted(f)
    assert wrapped.calls == 0
    assert wrapped(5, 3) == 105
    assert wrapped.calls == 1


def test_counted_counts_calls_that_fail():
    wrapped = counted(f)
    with pytest.raises(TypeError):
        wrapped(5)
    assert wrapped.calls == 1


def test_float32_rounds_the_rise_away():
    w1, w2 = tf.constant(5.0), tf.constant(3.0)
    assert float(forward_differences(f, [w1, w2], 1e-7)[0]) == 0
    assert abs(float(forward_differences(f, [w1, w2], 1e-3)[0]) - 36) < 0.1


def test_a_right_gradient_passes_the_check():
    assert gradient_check(lambda w: tf.reduce_sum(tf.sin(w)), [0.0, 1.0, -2.0]) < 1e-8


def test_a_wrong_gradient_fails_the_check():
    @tf.custom_gradient
    def wrong(x):
        return 2.0 * x, lambda upstream: upstream

    assert gradient_check(lambda w: tf.reduce_sum(wrong(w)), [1.0]) == pytest.approx(1)
    assert gradient_check(lambda w: w[0] + wrong(w[1]), [1.0, 1.0]) == pytest.approx(1), "one is enough"


def test_secants_and_errors_are_drawn():
    lines = draw_secants().axes[0].get_legend().get_texts()
    assert [t.get_text() for t in lines][1:] == ["tangent: 36", "eps = 4: 48", "eps = 2: 42"]
    ax = draw_errors_by_eps().axes[0]
    best = {line.get_label(): line.get_xdata()[np.argmin(line.get_ydata())] for line in ax.get_lines()}
    assert best["float64"] < 1e-6 < 1e-5 < best["float32"]


def test_a_function_that_insists_on_float32_cannot_be_checked():
    with pytest.raises((TypeError, ValueError, tf.errors.InvalidArgumentError)):
        gradient_check(lambda w: tf.reduce_sum(w * tf.constant([1.0, 2.0])), [1.0, 2.0])
