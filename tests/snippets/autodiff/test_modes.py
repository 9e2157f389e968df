import numpy as np
import pytest
import tensorflow as tf

from snippets.autodiff import modes
from snippets.autodiff.differences import counted
from snippets.autodiff.modes import (
    by_differences,
    by_forward_mode,
    by_reverse_mode,
    make_loss,
    measure_costs,
    plot_costs_by_size,
)
from snippets.graphs import speed


def loss(w):
    return tf.reduce_sum(tf.sin(w) * w)


@pytest.mark.parametrize(
    "method, tolerance", [(by_differences, 1e-2), (by_forward_mode, 1e-6), (by_reverse_mode, 1e-6)]
)
def test_all_find_the_gradient(method, tolerance):
    w = np.linspace(-1, 2, 5, dtype=np.float32)
    np.testing.assert_allclose(method(loss, tf.constant(w)), np.cos(w) * w + np.sin(w), atol=tolerance)


@pytest.mark.parametrize("method, calls", [(by_differences, 5), (by_forward_mode, 4), (by_reverse_mode, 1)])
def test_the_number_of_passes(method, calls):
    function = counted(loss)
    method(function, tf.ones([4]))
    assert function.calls == calls


def test_the_loss_is_the_same_every_time():
    weights = tf.fill([3], 0.1)
    assert float(make_loss(3)(weights)) == float(make_loss(3)(weights))
    assert make_loss(3)(weights).shape == ()


def test_costs_are_measured_for_every_size(monkeypatch):
    monkeypatch.setattr(modes, "ROWS", 50)
    monkeypatch.setattr(speed, "REPEATS", 1)
    costs = measure_costs((1, 4))
    assert list(costs) == ["differences", "forward mode", "reverse mode"]
    assert all(len(ratios) == 2 and min(ratios) > 0 for ratios in costs.values())
    assert measure_costs(()) == {name: [] for name in costs}


def test_costs_are_drawn_on_logarithmic_axes():
    costs = {"differences": [2, 101], "forward mode": [2, 200], "reverse mode": [2, 2]}
    ax = plot_costs_by_size((1, 100), costs).axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [line.get_label() for line in ax.get_lines()] == list(costs)
