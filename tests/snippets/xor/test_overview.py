import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.xor.overview import (
    POINTS,
    XOR,
    answers,
    draw_map,
    draw_output,
    draw_points,
    draw_units,
    smooth_xor,
    train_gate,
)
from snippets.xor.sweep import make_starts, predict_starts, success_rate, train_starts


def test_the_labels_are_xor():
    assert tuple(a ^ b for a, b in POINTS) == XOR


@pytest.mark.parametrize("labels", ((0, 0, 0, 1), (0, 1, 1, 1), XOR, (1, 1, 1, 1)))
def test_gates_are_learnt(labels):
    assert answers(train_gate(labels)) == list(labels)


def test_no_update_leaves_the_model_untrained():
    few = train_gate(XOR, updates=1)
    assert np.abs(np.array(few(np.array(POINTS, "float32"))) - 0.5).max() < 0.45
    assert int(few.optimizer.iterations) == 1


def test_the_seed_decides_the_start():
    first, again, other = (train_gate(XOR, updates=1, seed=seed).get_weights()[0] for seed in (1, 1, 2))
    assert np.allclose(first, again)
    assert not np.allclose(first, other)


def test_labels_of_another_number_are_refused():
    with pytest.raises(ValueError):
        train_gate((0, 1, 1))


def test_half_is_not_yet_one():
    assert answers(lambda points: np.full([4, 1], 0.5)) == [0, 0, 0, 0]
    assert answers(lambda points: np.full([4, 1], 0.5001)) == [1, 1, 1, 1]


def test_smooth_xor_stays_between_0_and_1():
    values = smooth_xor(np.random.default_rng(1).uniform(0, 1, [1000, 2]))
    assert values.shape == (1000, 1)
    assert values.min() >= 0 and values.max() <= 1
    assert smooth_xor(np.zeros([0, 2])).shape == (0, 1)


def test_figures():
    figure = draw_points()
    assert {f"{a} XOR {b} = {a ^ b}" for a, b in POINTS} <= {t.get_text() for t in figure.axes[0].texts}
    plt.close(figure)
    for function in (smooth_xor, lambda points: points[:, :1] * 0 + 0.2):
        plt.close(draw_output(function))
    figure = draw_units(train_gate(XOR, updates=1))
    assert [axes.get_title() for axes in figure.axes] == [*(f"unit {number}" for number in range(1, 9)), "output"]
    plt.close(figure)


def test_the_map_names_every_page():
    figure = draw_map()
    assert {
        "perceptron",
        "objectives",
        "descent",
        "data",
        "keras",
        "laboratory",
        "program",
        "sweep",
        "playground",
        "experiments",
    } <= {t.get_text() for t in figure.axes[0].texts}
    plt.close(figure)


def test_every_one_of_a_thousand_starts_solves_xor_with_these_settings():
    (trained,) = train_starts(
        make_starts(1000, hidden=8),
        (100,),
        learning_rate=0.1,
        batch_size=4,
        activation="tanh",
        loss="bce",
        optimizer="adam",
        shuffle=False,
    )
    assert success_rate(predict_starts(trained, activation="tanh")) == 1


def test_what_the_lectures_setting_has_not_finished_it_finishes_later():
    early, late = train_starts(make_starts(1000), (1500, 15000))
    assert 0.5 < success_rate(predict_starts(early)) < 0.65
    assert success_rate(predict_starts(late)) > 0.99
