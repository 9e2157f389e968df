from functools import partial

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.exercises.loop import (
    KINDS,
    batches,
    draw_pictures,
    make_picture_classifier,
    make_pictures,
    one_step,
    plot_losses,
    status_bar,
    train_and_validate,
    two_steps,
)

X, Y = make_pictures(64, seed=1)


def test_pictures_are_the_same_for_the_same_seed():
    again, kinds = make_pictures(64, seed=1)
    assert np.array_equal(X, again) and np.array_equal(Y, kinds)
    assert not np.array_equal(X, make_pictures(64, seed=2)[0])


def test_pictures_without_noise_are_zeros_and_ones_and_never_empty():
    clean, kinds = make_pictures(500, seed=0, noise=0.0)
    assert set(np.unique(clean)) == {0.0, 1.0}
    assert clean.sum(axis=(1, 2)).min() > 0
    assert set(kinds) == set(range(len(KINDS)))
    ones = clean.sum(axis=(1, 2))
    assert set(ones[kinds == 0]) == set(ones[kinds == 1]) == {8.0}
    assert set(ones[kinds == 2]) == {15.0} and set(ones[kinds == 3]) == {12.0}


def test_no_pictures():
    pictures, kinds = make_pictures(0, seed=0)
    assert pictures.shape == (0, 8, 8) and kinds.shape == (0,)


def test_model_gives_probabilities_and_starts_the_same():
    assert np.allclose(np.sum(make_picture_classifier()(X), axis=1), 1, atol=1e-5)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(make_picture_classifier().get_weights(), make_picture_classifier().get_weights(), strict=True)
    )
    assert not np.array_equal(make_picture_classifier(1).get_weights()[0], make_picture_classifier(2).get_weights()[0])


@pytest.mark.parametrize("n, size", [(10, 4), (8, 4), (3, 4), (0, 4)])
def test_batches_deal_every_sample_once(n, size):
    dealt = list(batches(np.arange(n), np.arange(n), size, np.random.default_rng(0)))
    assert sorted(v for one, _ in dealt for v in one) == list(range(n))
    assert all(np.array_equal(a, b) for a, b in dealt)


def test_status_bar():
    assert status_bar(0, 4, [], width=4) == "[....] 0/4"
    assert status_bar(4, 4, [], width=4) == "[====] 4/4"


def test_step_reports_the_loss_before_it():
    model = make_picture_classifier()
    want = keras.losses.SparseCategoricalCrossentropy()(Y, model(X))
    loss, y_pred = one_step(model, keras.optimizers.SGD(learning_rate=0.1))(X, Y)
    assert np.isclose(loss, want, rtol=1e-4) and y_pred.shape == (64, 5)


def test_step_adds_the_losses_of_regularizers():
    model = keras.Sequential(
        [
            keras.Input((8, 8)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, activation="softmax", kernel_regularizer=keras.regularizers.L2(1.0)),
        ]
    )
    loss, y_pred = one_step(model, keras.optimizers.SGD(learning_rate=0.0))(X, Y)
    plain = keras.losses.SparseCategoricalCrossentropy()(Y, y_pred)
    assert np.isclose(loss - plain, np.sum(np.square(model.get_weights()[0])), rtol=1e-3)


def test_two_equal_optimizers_do_what_one_does():
    one, two = make_picture_classifier(), make_picture_classifier()
    sgd = partial(keras.optimizers.SGD, learning_rate=0.1)
    one_step(one, sgd())(X, Y)
    two_steps(two, sgd(), sgd())(X, Y)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(one.get_weights(), two.get_weights(), strict=True))


def test_train_prints_one_bar_an_epoch_unless_live(capsys):
    def idle(X, y):
        return tf.constant(1.0), tf.one_hot(y, 5)

    history = train_and_validate(make_picture_classifier(), idle, (X, Y), (X, Y), epochs=2)
    printed = capsys.readouterr().out
    assert printed.count("2/2 - loss") == 2 and "\r" not in printed
    assert history["loss"] == [1.0, 1.0] and history["accuracy"] == [1.0, 1.0]
    train_and_validate(make_picture_classifier(), idle, (X, Y), (X, Y), epochs=1, live=True)
    assert capsys.readouterr().out.count("\r") == 2


def test_mean_loss_counts_samples_not_batches(capsys):
    losses = iter([1.0, 4.0])

    def step(X, y):
        return tf.constant(next(losses)), tf.one_hot(y, 5)

    history = train_and_validate(make_picture_classifier(), step, (X[:48], Y[:48]), (X, Y), epochs=1)
    assert np.isclose(history["loss"][0], (32 * 1.0 + 16 * 4.0) / 48)


def test_the_loss_of_a_validation_holds_the_penalties_as_that_of_training_does(capsys):
    model = keras.Sequential(
        [
            keras.Input((8, 8)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, activation="softmax", kernel_regularizer=keras.regularizers.L2(1.0)),
        ]
    )
    step = one_step(model, keras.optimizers.SGD(learning_rate=0.0))
    history = train_and_validate(model, step, (X, Y), (X, Y), epochs=1)
    assert np.isclose(history["val_loss"][0], history["loss"][0], rtol=1e-4)
    assert history["val_loss"][0] > float(model.losses[0]) > 1


def test_figures():
    assert len(draw_pictures(X[:3], Y[:3]).axes) == 3
    history = {"loss": [1.0, 0.5], "val_loss": [1.0, 0.6]}
    assert len(plot_losses(history, history).axes[0].lines) == 4
    plt.close("all")


def test_no_picture_is_in_both_sets():
    pictures = np.concatenate([make_pictures(1000, seed=42)[0], make_pictures(200, seed=43)[0]])
    assert len(np.unique(pictures.reshape(1200, -1), axis=0)) == 1200
