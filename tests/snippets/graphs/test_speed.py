import numpy as np
import pytest
import tensorflow as tf

from snippets.graphs import speed
from snippets.graphs.speed import (
    chain_speedups,
    compiling_costs,
    loop_costs,
    loop_sum,
    make_chain,
    plot_costs,
    plot_speedups,
    retracing_costs,
    shortest,
    unrolling_costs,
    vectorized_sum,
)


def test_chains():
    assert float(make_chain(0)(tf.constant(0.5))) == 0.5
    np.testing.assert_allclose(make_chain(2)(tf.constant(0.5)), np.tanh(np.tanh(0.5)), rtol=1e-6)


@pytest.mark.parametrize("values", [[], [2.0], [1.0, 2.0, 3.0]])
def test_the_sums_agree(values):
    values = tf.constant(values, tf.float32)
    for form in (loop_sum, tf.function(loop_sum), vectorized_sum):
        assert float(form(values)) == float(tf.reduce_sum(values**2))


def test_shortest_warms_up_once():
    calls = []
    assert shortest(lambda: calls.append(1)) >= 0
    assert len(calls) == speed.REPEATS + 1


def test_shortest_is_the_quickest_of_all_repeats(monkeypatch):
    now = iter([0.0, 5.0, 10.0, 12.0, 20.0, 23.0])
    monkeypatch.setattr(speed, "REPEATS", 3)
    monkeypatch.setattr(speed.time, "perf_counter", lambda: next(now))
    assert shortest(lambda: None) == 2


def test_measurements_are_positive(monkeypatch):
    monkeypatch.setattr(speed, "REPEATS", 1)
    assert all(s > 0 for s in chain_speedups((1, 5)))
    assert min(loop_costs(tf.ones([5])).values()) == 1
    assert all(ratio > 0 for ratio in unrolling_costs(5))
    assert compiling_costs([3])[2] == 1
    assert all(t > 0 for t in retracing_costs(2))


def test_xla_refuses_strings():
    compiled = tf.function(tf.strings.as_string, jit_compile=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="unsupported"):
        compiled(tf.constant(1))


def test_plots():
    ax = plot_speedups((1, 10), [0.1, 1.0]).axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert len(plot_costs({"a": 3.0, "b": 1.0}).axes[0].patches) == 2
