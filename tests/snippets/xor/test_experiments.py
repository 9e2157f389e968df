"""What readers of the training experiments rely on."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.metrics import f1_score

from snippets.xor.experiments import (
    SETTINGS,
    CountedDropout,
    build_network,
    draw_scores,
    draw_settings,
    draw_steps,
    few_digits,
    macro_f1,
    make_digits_trainer,
    make_order,
    paired_interval,
    pretrain,
    run_setting,
    start_weights,
    verdict,
)


def trained_layers(model):
    return [layer.name for layer in model.layers if layer.trainable_variables]


def test_macro_f1_agrees_with_keras_on_random_predictions():
    rng = np.random.default_rng(0)
    labels, guesses = rng.integers(0, 4, 50), rng.integers(0, 4, 50)
    metric = keras.metrics.F1Score(average="macro")
    metric.update_state(tf.one_hot(labels, 4), tf.one_hot(guesses, 4))
    assert macro_f1(labels, guesses, 4) == pytest.approx(float(metric.result()), abs=1e-6)


def test_macro_f1_of_no_samples_is_zero():
    nothing = np.array([], dtype=int)
    assert macro_f1(nothing, nothing, 3) == 0.0


def test_training_and_test_pictures_are_disjoint_and_scaled():
    X, y, X_test, y_test = few_digits(5)
    assert X.dtype == np.float32 and X.min() >= 0 and X.max() == 1
    assert set(y) == set(y_test) == set(range(5))
    assert not {row.tobytes() for row in X} & {row.tobytes() for row in X_test}


def test_seeds_decide_the_split():
    assert np.array_equal(few_digits(3)[0], few_digits(3)[0])
    assert not np.array_equal(few_digits(3)[0], few_digits(4)[0])


def test_dropout_keeps_the_mean_and_leaves_inference_alone():
    x = tf.ones([200, 200])
    layer = CountedDropout(0.3)
    assert np.array_equal(layer(x), x)
    assert float(tf.reduce_mean(layer(x, training=True))) == pytest.approx(1, abs=0.02)


def test_dropout_draws_a_new_mask_every_step():
    layer, x = CountedDropout(0.5), tf.ones([1, 64])
    assert not np.array_equal(layer(x, training=True), layer(x, training=True))


@pytest.mark.parametrize(
    "options, trained", [({}, ["hidden", "output"]), ({"upper": True, "l2": 0.01}, ["upper", "hidden", "output"])]
)
def test_only_what_a_setting_says_is_trained(options, trained):
    model = build_network(**options)
    assert trained_layers(model) == trained
    assert len(model.losses) == (len(trained) if "l2" in options else 0)


def test_every_setting_builds_and_gives_five_logits():
    for _, options in SETTINGS:
        assert build_network(**dict(options))(np.zeros((3, 64), "float32")).shape == (3, 5)


def test_trainer_moves_the_moving_averages_and_not_the_base():
    model = build_network(norms=1)
    rng = start_weights(model, 0)
    X, y = few_digits(0)[:2]
    before = model.get_layer("upper").get_weights()[0]
    make_digits_trainer(model, 0.05)(*map(tf.constant, (X, y, make_order(rng, 64, 1))))
    norm = next(layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization))
    assert np.any(norm.moving_mean.numpy() != 0)
    assert np.array_equal(before, model.get_layer("upper").get_weights()[0])


def test_an_epoch_sees_every_row_once():
    order = make_order(np.random.default_rng(1), 64, epochs=2)
    assert sorted(order[:4].ravel()) == sorted(order[4:].ravel()) == list(range(64))
    assert make_order(np.random.default_rng(1), 20, epochs=1).shape == (1, 16)


def test_a_run_depends_on_its_seed_alone():
    base = pretrain()
    options = {"norms": 1, "dropout": 0.3}
    assert np.array_equal(run_setting(options, base, [1, 2]), run_setting(options, base, [2, 1])[::-1])


def test_interval_of_equal_scores_is_open():
    same = np.linspace(0, 1, 10)
    assert paired_interval(same, same) == (0.0, 0.0)
    assert verdict(same, same) == "open"
    assert verdict(same - 1, same) == "down"


def test_interval_wants_ten_scores():
    with pytest.raises(ValueError, match="ten"):
        paired_interval(np.zeros(5), np.zeros(5))


def test_figures_show_every_setting():
    scores = {"a": np.linspace(0, 1, 10), "b": np.linspace(1, 0, 10)}
    assert [t.get_text() for t in draw_scores(scores).axes[0].get_yticklabels()] == ["a", "b"]
    assert [t.get_text() for t in draw_steps(scores).axes[0].get_yticklabels()] == ["b"]
    shown = {t.get_text() for t in draw_settings().axes[0].texts}
    assert {name for name, _ in SETTINGS} <= shown


def test_scikit_learn_leaves_out_a_class_that_does_not_appear():
    labels = np.array([0, 1, 1])
    assert macro_f1(labels, labels, 4) == 0.5
    assert f1_score(labels, labels, average="macro") == 1.0
    assert f1_score(labels, labels, labels=range(4), average="macro", zero_division=0) == 0.5
    metric = keras.metrics.F1Score(average="macro")
    metric.update_state(tf.one_hot(labels, 4), tf.one_hot(labels, 4))
    assert float(metric.result()) == pytest.approx(0.5, abs=1e-6)


def test_an_image_alone_in_a_batch_is_not_normalized_to_nothing():
    image = tf.reshape(tf.range(8.0), [1, 2, 2, 2])
    assert np.ptp(keras.layers.BatchNormalization()(image, training=True)) > 1


def test_interval_of_pure_noise_holds_zero_in_about_95_of_100():
    noise = np.random.default_rng(0).normal(size=(4000, 10))
    assert np.mean([verdict(row, np.zeros(10)) == "open" for row in noise]) == pytest.approx(0.95, abs=0.01)
