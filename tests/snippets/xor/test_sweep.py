"""Many XOR networks at once."""

import numpy as np
import pytest
import tensorflow as tf

from snippets.xor.sweep import (
    INPUTS,
    agree,
    interval,
    is_solved,
    make_orders,
    make_starts,
    make_trainer,
    predict_starts,
    print_rates,
    success_rate,
    to_keras,
    train_starts,
    update,
)


def test_starts_have_an_axis_in_front_and_do_not_depend_on_how_many():
    starts = make_starts(6, hidden=3, seed=1)
    assert [tuple(s.shape) for s in starts] == [(6, 2, 3), (6, 1, 3), (6, 3, 1), (6, 1, 1)]
    assert all(s.dtype == tf.float32 for s in starts)
    for few, more in zip(make_starts(2, 3, 1), starts, strict=True):
        assert np.array_equal(few, more[:2])
    assert not np.array_equal(starts[0], make_starts(6, 3, 2)[0])
    assert float(tf.reduce_max(tf.abs(make_starts(500, 3)[2]))) <= (6 / 4) ** 0.5


def test_orders_are_permutations_and_do_not_depend_on_how_many():
    orders = make_orders(50)
    assert orders.dtype == np.int32
    assert (np.sort(orders, axis=1) == np.arange(4)).all()
    assert np.array_equal(make_orders(5000)[:50], orders)
    assert (make_orders(3, shuffle=False) == np.arange(4)).all()
    assert make_orders(0).shape == (0, 4)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"batch_size": 2, "loss": "bce"},
        {"batch_size": 4, "activation": "relu"},
        {"optimizer": "adam", "activation": "tanh"},
        {"optimizer": "momentum", "shuffle": False},
    ],
)
def test_one_gradient_at_a_time_gives_the_same(settings):
    """Against a plain eager loop over the networks, without the axis in front."""
    starts, epochs = make_starts(3), 5
    (trained,) = train_starts(starts, (epochs,), **settings)
    act = {"relu": tf.nn.relu, "tanh": tf.tanh}.get(settings.get("activation"), tf.sigmoid)
    batches = make_orders(epochs, settings.get("shuffle", True)).reshape(-1, settings.get("batch_size", 1))
    x_all, y_all = np.array(INPUTS, "float32"), np.array([0, 1, 1, 0], "float32")
    for i in range(3):
        weights = [tf.constant(s[i]) for s in starts]
        slots = [[tf.zeros_like(w) for w in weights]] * 2
        for step, batch in enumerate(batches, 1):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                p = tf.sigmoid(act(x_all[batch] @ weights[0] + weights[1]) @ weights[2] + weights[3])[:, 0]
                y = y_all[batch]
                if settings.get("loss") == "bce":
                    total = -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
                else:
                    total = tf.reduce_mean((p - y) ** 2)
            weights, slots = update(
                weights, slots, tape.gradient(total, weights), step, 0.1, settings.get("optimizer", "sgd")
            )
        for w, t in zip(weights, trained, strict=True):
            assert np.allclose(w, t[i], atol=1e-4)


def test_snapshots_carry_on():
    starts = make_starts(4)
    early, late = train_starts(starts, (3, 8), optimizer="adam")
    (alone,) = train_starts(starts, (8,), optimizer="adam")
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(late, alone, strict=True))
    assert not np.allclose(early[0], late[0])


@pytest.mark.parametrize("wrong", [{"loss": "mae"}, {"optimizer": "rms"}, {"batch_size": 3}])
def test_unknown_settings_are_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        train_starts(make_starts(1), (1,), **wrong)


def test_one_half_is_not_solved():
    assert is_solved([[0.5] * 4, [0.4, 0.6, 0.6, 0.5], [0.4, 0.6, 0.6, 0.51]]).tolist() == [False, True, False]
    assert success_rate([[0.4, 0.6, 0.6, 0.4], [1, 0, 0, 1]]) == 0.5
    assert predict_starts(make_starts(2), [(0.5, 0.5)]).shape == (2, 1)


def test_interval_holds_the_rate_and_narrows():
    for rate in (0.0, 0.3, 1.0):
        wide, narrow = interval(rate, 10), interval(rate, 1000)
        assert 0 <= round(wide[0], 9) <= rate <= round(wide[1], 9) <= 1
        assert narrow[1] - narrow[0] < wide[1] - wide[0]
    assert interval(1.0, 1000)[0] < 1


def test_a_keras_model_has_the_weights():
    starts = make_starts(2, hidden=3)
    model = to_keras(starts, 1, activation="tanh", loss="bce", optimizer="adam", learning_rate=0.01)
    assert agree(starts, 1, model) and not agree(starts, 0, model)
    assert round(float(model.optimizer.learning_rate), 6) == 0.01


def test_a_trainer_is_made_once():
    assert make_trainer(3, 4, 1) is make_trainer(3, 4, 1)


def test_the_table_has_a_row_for_each_setting(capsys):
    settings = {"a": {"hidden": 1}, "b": {"batch_size": 4}}
    print_rates(settings, n=20, epochs=(1, 2))
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert settings["a"] == {"hidden": 1}


def test_a_tape_adds_up_several_losses_by_itself():
    starts = make_starts(3)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(starts)
        losses = tf.reduce_mean((predict_starts(starts) - tf.constant([0.0, 1, 1, 0])) ** 2, axis=1)
        total = tf.reduce_sum(losses)
    for separate, summed in zip(tape.gradient(losses, starts), tape.gradient(total, starts), strict=True):
        assert np.allclose(separate, summed, atol=1e-7)


@pytest.mark.parametrize("n, least", [(10, 0.85), (100, 0.92), (1000, 0.94)])
def test_interval_holds_the_true_rate_in_about_95_of_100_samples(n, least):
    random, covered = np.random.default_rng(0), []
    for true in np.linspace(0.05, 0.95, 19):
        hits = [low <= true <= high for low, high in (interval(k / n, n) for k in random.binomial(n, true, 2000))]
        covered.append(np.mean(hits))
    assert min(covered) > least - 0.02 and 0.94 < np.mean(covered) < 0.97


def test_more_sigmoid_neurons_learn_sooner_at_a_rate_of_one_and_not_at_a_tenth():
    def rate(hidden, epochs, learning_rate):
        (trained,) = train_starts(make_starts(1000, hidden), (epochs,), learning_rate)
        return success_rate(predict_starts(trained))

    assert rate(2, 300, 1.0) < rate(4, 300, 1.0) - 0.1 < rate(8, 300, 1.0)
    assert rate(32, 1500, 0.1) < rate(8, 1500, 0.1) - 0.3


def test_the_start_of_a_slice_is_lost_only_in_a_compiled_loop():
    table = tf.constant([[10, 11, 12], [20, 21, 22]])
    alone = tf.function(lambda table, i: table[i, 1:2], jit_compile=True)
    assert int(alone(table, tf.constant(1))[0]) == 21
