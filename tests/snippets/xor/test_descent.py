import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.descent import (
    adam_step,
    count_updates,
    cross_ravine,
    descend_in_batches,
    draw_descents,
    draw_rates,
    draw_ravine,
    make_optimizers,
    make_points,
    momentum_step,
    ravine,
    walk,
)


def test_walk_closes_in_by_the_same_factor():
    gaps = 2 - np.array(walk(0.1, steps=3))
    np.testing.assert_allclose(gaps[1:] / gaps[:-1], 1 - 0.1 * 28 / 3, rtol=1e-4)


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
    losses, sizes = descend_in_batches(x, y, batch_size, epochs=2)
    assert sum(sizes) == 20
    assert len(sizes) == 2 * count_updates(10, batch_size)
    assert len(losses) == len(sizes) + 1


def test_batch_descent_does_not_depend_on_the_shuffling():
    x, y = make_points(20)
    one = descend_in_batches(x, y, 20, epochs=3, seed=1)[0]
    other = descend_in_batches(x, y, 20, epochs=3, seed=2)[0]
    np.testing.assert_allclose(one, other, rtol=1e-5)


def test_descent_finds_the_line():
    x, y = make_points(20, noise=0.0)
    assert descend_in_batches(x, y, 5, epochs=30)[0][-1] < 1e-6


def test_update_counts_at_the_edges():
    assert count_updates(10, 10) == 1
    assert count_updates(11, 10) == 2
    assert count_updates(3, 10) == 1
    assert count_updates(0, 10) == 0


def test_momentum_zero_is_plain_descent():
    assert momentum_step(1.0, 2.0, 5.0, rate=0.1, momentum=0.0) == (pytest.approx(0.8), pytest.approx(-0.2))


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


@pytest.mark.parametrize("draw, count", [(draw_rates, 4), (draw_descents, 2), (draw_ravine, 3)])
def test_drawings(draw, count):
    figure = draw()
    assert len(figure.axes) == count
    plt.close(figure)


def test_too_large_a_rate_does_no_harm_at_the_bottom():
    assert walk(0.3, steps=5, start=2.0) == [2.0] * 6
    assert abs(walk(0.3, steps=5, start=1.9)[-1] - 2) > 1


def test_ten_mini_batches_need_a_quarter_of_the_samples():
    x, y = make_points()
    mini, batch = (descend_in_batches(x, y, size, epochs=10) for size in (32, 100))
    assert sum(mini[1][:10]) == 264 and sum(batch[1][:10]) == 1000
    assert np.max(np.abs(np.log(np.array(mini[0][:11]) / batch[0][:11]))) < 0.11


def test_batch_normalization_makes_a_gradient_more_than_the_mean():
    out = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), keras.layers.BatchNormalization(), out])
    x, y = tf.constant([[0.0], [1.0], [3.0]]), tf.constant([[1.0], [2.0], [0.0]])

    def gradient(rows):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x[rows], training=True) - y[rows]) ** 2)
        return tape.gradient(loss, out.kernel).numpy()

    single = np.mean([gradient(slice(i, i + 1)) for i in range(3)], axis=0)
    assert not np.allclose(gradient(slice(0, 3)), single, atol=0.1)


def test_more_than_all_samples_is_batch_descent_too():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(np.zeros([10, 1]), np.zeros([10, 1]), batch_size=1000, verbose=0)
    assert int(model.optimizer.iterations) == 1


def test_dropping_the_remainder_rounds_down():
    assert len(tf.data.Dataset.range(100).batch(32, drop_remainder=True)) == 100 // 32


def test_only_keras_2_has_minimize():
    assert hasattr(keras.optimizers.SGD(), "minimize") == (keras.__version__ < "3")


def test_without_its_correction_adam_would_take_longer_first_steps():
    mean, square = 0.1, 0.001
    assert mean / square**0.5 > 3
    assert adam_step(0.0, 1.0, 0.0, 0.0, step=1, rate=1.0)[0] == pytest.approx(-1, rel=1e-4)


def test_the_ravine_limits_sgd_but_not_momentum():
    for rate, momentum, arrives in ((0.039, 0.0, True), (0.041, 0.0, False), (0.041, 0.8, True)):
        path = cross_ravine(keras.optimizers.SGD(learning_rate=rate, momentum=momentum), steps=200)
        assert (ravine(path[-1]) < 0.01) == arrives
