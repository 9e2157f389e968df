from itertools import pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.data import (
    KINDS,
    draw_axes,
    draw_degrees,
    draw_split,
    fit_curve,
    make_linear_model,
    make_wave,
    mean_error,
    split,
)


@pytest.mark.parametrize("n", [3, 10, 99, 150])
def test_sets_are_disjoint_and_complete(n):
    parts = [part for part, _ in split(np.arange(n), np.arange(n))]
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))


def test_samples_keep_their_labels():
    x = np.arange(40).reshape(20, 2)
    for features, labels in split(x, x.sum(axis=1)):
        np.testing.assert_array_equal(features.sum(axis=1), labels)


def test_split_is_the_same_for_a_seed():
    x = np.arange(30)
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(split(x, x, seed=1), split(x, x, seed=1), strict=True))
    assert not np.array_equal(split(x, x, seed=1)[0][0], split(x, x, seed=2)[0][0])


def test_split_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="3 samples, but 2 labels"):
        split(np.arange(3), np.arange(2))
    with pytest.raises(ValueError, match="test set"):
        split(np.arange(3), np.arange(3), train=0.8, validation=0.2)


def test_model_predicts_zero_before_training():
    model = make_linear_model()
    assert not np.any(model.predict(np.ones((5, 2)), verbose=0))
    assert model.evaluate(np.ones((5, 2)), np.full((5, 1), 3.0), verbose=0) == pytest.approx(9.0)


def test_a_polynomial_of_the_right_degree_fits_exactly():
    x = np.linspace(-1, 1, 9)
    y = 2 * x**3 - x
    assert mean_error(fit_curve(x, y, 3), x, y) < 1e-12
    assert mean_error(fit_curve(x, y, 1), x, y) > 0.01


def test_training_error_never_grows_with_the_degree():
    x, y = make_wave()
    errors = [mean_error(fit_curve(x, y, degree), x, y) for degree in range(8)]
    assert all(b <= a + 1e-12 for a, b in pairwise(errors))


def test_drawings():
    figure = draw_axes()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count("samples") == len(KINDS)
    shares = [text.get_text() for text in draw_split(0.5, 0.25).axes[0].texts]
    assert shares.count("25%") == 2 and "50%" in shares
    assert len(draw_degrees().axes[0].lines) == 2
    plt.close("all")


def test_equal_rows_may_land_in_two_sets():
    rows = np.repeat(np.arange(50), 2)
    (train, _), _, (test, _) = split(rows, rows)
    assert set(train) & set(test)


def test_without_noise_the_highest_degree_is_best_for_both_sets():
    train, validation, _ = split(*make_wave(noise=0.0), train=0.5, validation=0.25)
    curves = [fit_curve(*train, degree) for degree in range(1, 13)]
    for part in (train, validation):
        assert np.argmin([mean_error(curve, *part) for curve in curves]) == 11


def test_the_chosen_guesser_is_average_on_the_test_set():
    chosen, tested = [], []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        right = rng.integers(0, 2, size=(1000, 40)) == rng.integers(0, 2, size=40)
        best = right[:, :20].mean(axis=1).argmax()
        chosen.append(right[best, :20].mean())
        tested.append(right[best, 20:].mean())
    assert np.mean(chosen) > 0.8 and 0.45 < np.mean(tested) < 0.55


def test_tensors_of_another_type_are_cast_not_converted():
    with pytest.raises(ValueError, match="dtype"):
        tf.convert_to_tensor(tf.constant([1]), dtype=tf.float32)
    for anything in ([1], np.array([1]), tf.constant([1])):
        assert tf.cast(anything, tf.float32).dtype == tf.float32


def test_dense_computes_in_the_type_of_its_policy():
    assert keras.layers.Dense(1, dtype="mixed_float16")(tf.constant([[1, 2]])).dtype == tf.float16


def test_one_feature_without_batches_trains_on_one_sample_at_a_time():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    model.fit(tf.data.Dataset.from_tensor_slices((np.ones((5, 1)), np.ones((5, 1)))), shuffle=False, verbose=0)
    assert int(model.optimizer.iterations) == 5


def test_the_loss_of_an_epoch_weights_batches_by_their_size():
    x = np.linspace(-1, 1, 96, dtype="float32").reshape(48, 2)
    y = x.sum(axis=1, keepdims=True)
    model = make_linear_model()
    first = float(model.train_on_batch(x[:32], y[:32]))
    second = float(model.evaluate(x[32:], y[32:], verbose=0))
    whole = make_linear_model().fit(x, y, shuffle=False, verbose=0).history["loss"][0]
    assert whole == pytest.approx((32 * first + 16 * second) / 48)


def test_several_outputs_are_predicted_as_a_list():
    entry = keras.Input((2,))
    model = keras.Model(entry, [keras.layers.Dense(1)(entry), keras.layers.Dense(2)(entry)])
    assert [part.shape for part in model.predict(np.zeros((3, 2)), verbose=0)] == [(3, 1), (3, 2)]


@pytest.mark.parametrize("shapes", [((4, 1), (4,)), ((4,), (4, 1))])
def test_one_model_takes_labels_of_one_shape(shapes):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    model.evaluate(np.zeros((4, 2)), np.zeros(shapes[0]), verbose=0)
    with pytest.raises(ValueError, match="unknown rank"):
        model.evaluate(np.zeros((4, 2)), np.zeros(shapes[1]), verbose=0)
