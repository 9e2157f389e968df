"""The lecture's program and the mended one: what the page says of them, under more seeds than it shows."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.laboratory import MLP
from snippets.xor.program import (
    MENDED,
    SEEDS,
    count_right,
    count_solved,
    draw_losses,
    fit_at_once,
    solve_xor,
    stack_starts,
    train_together,
)
from snippets.xor.sweep import INPUTS, make_starts, predict_starts, train_starts


def test_a_stack_holds_what_the_program_draws_under_each_seed():
    starts = stack_starts((3, 5), hidden=2)
    for index, seed in enumerate((3, 5)):
        keras.utils.set_random_seed(seed)
        mlp = MLP([2], 1)
        mlp.build_model()
        for part, array in zip(starts, mlp.logic_op_model.get_weights(), strict=True):
            assert np.array_equal(np.reshape(part[index], array.shape), array)


@pytest.mark.parametrize("batch_size", [1, 2, 4])
def test_the_loop_does_what_that_of_the_sweep_does(batch_size):
    starts = make_starts(30)
    middle, end = train_starts(starts, (50, 400), batch_size=batch_size)
    kept = train_together(starts, (50, 400), batch_size=batch_size)
    for weights, outputs in zip((middle, end), kept, strict=True):
        assert np.allclose(predict_starts(weights), outputs, atol=1e-4)


def test_the_loop_leaves_the_starts_alone_so_that_they_can_be_used_again():
    starts = stack_starts((0, 1))
    first = train_together(starts, (50,), **MENDED)
    assert np.array_equal(first, train_together(starts, (50,), **MENDED))


@pytest.mark.parametrize("batch_size, updates", [(1, 200), (2, 100), (4, 50)])
def test_all_epochs_in_one_make_as_many_updates(batch_size, updates):
    mlp = MLP([4], 1)
    mlp.build_model()
    fit_at_once(mlp.logic_op_model, epochs=50, batch_size=batch_size)
    assert int(mlp.logic_op_model.optimizer.iterations) == updates


def test_shuffling_deals_out_every_point_once_an_epoch():
    points = tf.data.Dataset.range(4).shuffle(4, seed=0).repeat(25)
    passes = np.array([int(point) for point in points]).reshape(25, 4)
    assert (np.sort(passes, axis=1) == np.arange(4)).all()
    assert len({tuple(row) for row in passes}) > 1


def test_one_half_is_not_right_for_a_one():
    assert (count_right([1], [0.5]), count_right([0], [0.5])) == (0, 1)
    assert count_right([], np.zeros((0, 1))) == 0


def test_without_shuffling_the_program_is_as_far_from_reliable():
    assert 10 <= count_solved(stack_starts(), (1500,), shuffle=False)[0] <= 18


@pytest.mark.parametrize("change", [{"learning_rate": 0.5}, {"loss": "binary_crossentropy"}, {"activation": "tanh"}])
def test_a_single_change_solves_every_seed_in_another_order_too(change):
    assert count_solved(stack_starts(), (1500,), shuffle=False, **change) == [len(SEEDS)]


def test_the_mended_settings_solve_all_of_two_thousand_starts():
    assert count_solved(make_starts(2000, hidden=8, seed=1), (100,), **MENDED) == [2000]


def test_the_mended_program_is_what_was_counted():
    model, right = solve_xor(3)
    (outputs,) = train_together(stack_starts((3,), hidden=8), (100,), shuffle=False, **MENDED)
    assert right == 4
    assert np.allclose(model(tf.constant(INPUTS))[:, 0], outputs[0], atol=1e-4)


def test_without_training_the_mended_program_does_not_claim_success():
    assert solve_xor(0, epochs=1)[1] < 4
    assert solve_xor(0, labels=(1.0, 0.0, 0.0, 1.0))[1] == 4
    assert solve_xor(0)[0](tf.constant(INPUTS)).shape == [4, 1]


def test_a_line_for_each_seed_and_six_that_end_wrong():
    figure = draw_losses()
    left, right = figure.axes
    for axes, wrong in ((left, 6), (right, 0)):
        curves = [line for line in axes.lines if len(line.get_xdata()) > 2]
        assert len(curves) == len(SEEDS)
        assert sum(line.get_color() == "C1" for line in curves) == wrong
    plt.close(figure)
