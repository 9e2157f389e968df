import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.xor.descent import (
    adam_step, count_updates, cross_ravine, descend, draw_descents,
    draw_rates, draw_ravine, make_optimizers, make_points, momentum_step,
    ravine, walk)


def test_walk_closes_in_by_the_same_factor():
    gaps = 2 - np.array(walk(0.1, steps=3))
    np.testing.assert_allclose(gaps[1:] / gaps[:-1], 1 - 0.1 * 28 / 3,
                               rtol=1e-4)


def test_walk_stays_at_the_minimum_and_without_steps():
    assert walk(0.1, steps=3, start=2.0) == [2.0] * 4
    assert walk(0.1, steps=0) == [0.0]


def test_points_are_the_same_for_a_seed():
    first, second = make_points(5, seed=1), make_points(5, seed=1)
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first[0], make_points(5, seed=2)[0])


@pytest.mark.parametrize("batch_size", [1, 3, 7, 10, 50])
def test_every_epoch_processes_every_sample_once(batch_size):
    x, y = make_points(10)
    losses, sizes = descend(x, y, batch_size, epochs=2)
    assert sum(sizes) == 20
    assert len(sizes) == 2 * count_updates(10, batch_size)
    assert len(losses) == len(sizes) + 1


def test_batch_descent_does_not_depend_on_the_shuffling():
    x, y = make_points(20)
    one = descend(x, y, 20, epochs=3, seed=1)[0]
    other = descend(x, y, 20, epochs=3, seed=2)[0]
    np.testing.assert_allclose(one, other, rtol=1e-5)


def test_descent_finds_the_line():
    x, y = make_points(20, noise=0.0)
    assert descend(x, y, 5, epochs=30)[0][-1] < 1e-6


def test_update_counts_at_the_edges():
    assert count_updates(10, 10) == 1
    assert count_updates(11, 10) == 2
    assert count_updates(3, 10) == 1
    assert count_updates(0, 10) == 0


def test_momentum_zero_is_plain_descent():
    assert momentum_step(1.0, 2.0, 5.0, rate=0.1, momentum=0.0) == (
        pytest.approx(0.8), pytest.approx(-0.2))


def test_adam_does_not_move_without_a_slope():
    assert adam_step(1.0, 0.0, 0.0, 0.0, step=1) == (1.0, 0.0, 0.0)


def test_optimizers_are_new_each_time():
    first, second = make_optimizers(), make_optimizers()
    assert all(first[name] is not second[name] for name in first)


def test_every_optimizer_goes_down_the_ravine():
    for optimizer in make_optimizers().values():
        path = cross_ravine(optimizer, steps=20)
        assert path.shape == (21, 2)
        assert ravine(path[-1]) < ravine(path[0])


@pytest.mark.parametrize("draw, count", [
    (draw_rates, 4), (draw_descents, 2), (draw_ravine, 3)])
def test_drawings(draw, count):
    figure = draw()
    assert len(figure.axes) == count
    plt.close(figure)
