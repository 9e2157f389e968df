import ast
import inspect
from itertools import islice
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from asrun.examples.find import Library
from snippets.xor.playground import (
    EXPERIMENTS,
    INPUTS,
    LABELS,
    build,
    make_epoch,
    make_optimizer,
    mulberry32,
    play,
    point_order,
    report,
    start,
)


def test_generator_gives_the_numbers_of_the_javascript_original():
    # node -e, the public-domain mulberry32: seeds 1, 0 and 2**32 - 1
    assert [next(mulberry32(seed)) * 2**32 for seed in (1, 0, 2**32 - 1)] == [2693262067, 1144304738, 3850105811]


def test_generator_is_even_and_repeats():
    numbers = list(islice(mulberry32(7), 4000))
    assert min(numbers) >= 0 and max(numbers) < 1 and abs(np.mean(numbers) - 0.5) < 0.02
    assert numbers == list(islice(mulberry32(7 + 2**32), 4000)) != list(islice(mulberry32(8), 4000))


@pytest.mark.parametrize(
    "hidden, shapes", [([4], [(2, 4), (4, 1)]), ([3, 8], [(2, 3), (3, 8), (8, 1)]), ([], [(2, 1)])]
)
def test_start_is_within_the_limits_of_glorot_uniform(hidden, shapes):
    kernels = start(mulberry32(3), hidden)
    assert [kernel.shape for kernel in kernels] == shapes
    for kernel in kernels:
        assert kernel.dtype == np.float32
        assert np.abs(kernel).max() <= np.sqrt(6 / sum(kernel.shape))


def test_point_order():
    random = mulberry32(1)
    assert point_order(random, "fixed") == [0, 1, 2, 3]
    assert next(random) == next(mulberry32(1)), "a fixed order takes no number"
    orders = {tuple(point_order(random, "shuffled")) for _ in range(500)}
    assert len(orders) == 24 and all(sorted(order) == [0, 1, 2, 3] for order in orders)


def test_build_takes_the_kernels_and_zero_biases():
    kernels = start(mulberry32(5), [3, 2])
    model = build(kernels, "tanh")
    weights = model.get_weights()
    assert all((a == b).all() for a, b in zip(kernels, weights[::2], strict=True))
    assert not any(bias.any() for bias in weights[1::2])
    assert [layer.activation.__name__ for layer in model.layers] == ["tanh", "tanh", "sigmoid"]


def test_optimizers():
    assert [type(make_optimizer(name, 1)).__name__ for name in ("sgd", "momentum", "adam")] == ["SGD", "SGD", "Adam"]
    assert float(make_optimizer("sgd", 2).learning_rate) == 2.0, "a whole number will do"
    with pytest.raises(KeyError):
        make_optimizer("nadam", 0.1)


@pytest.mark.parametrize("batch_size, updates", [(1, 4), (2, 2), (4, 1)])
def test_epoch_updates_once_a_batch(batch_size, updates):
    model, optimizer = build(start(mulberry32(1), [4]), "sigmoid"), make_optimizer("sgd", 0.1)
    epoch, evaluate = make_epoch(model, "mse", optimizer)
    before = float(evaluate())
    assert before == pytest.approx(np.mean((model(tf.constant(INPUTS)) - np.array(LABELS)) ** 2))
    after = epoch(tf.reshape(tf.range(4), [-1, batch_size]))
    assert int(optimizer.iterations) == updates
    assert float(after) == pytest.approx(float(evaluate())) and float(after) != before


def test_play_gives_the_start_and_every_epoch():
    model, losses = play(epochs=0)
    assert len(losses) == 1 and (model.get_weights()[0] == start(mulberry32(1), [4])[0]).all()
    assert play(epochs=3)[1] == play(epochs=5)[1][:4]
    assert play(epochs=3)[1] != play(epochs=3, order="shuffled")[1]
    assert play(epochs=3)[1][0] != play(epochs=3, seed=2)[1][0]


def test_divergence_is_nan_and_no_error():
    assert np.isnan(play(**EXPERIMENTS["explosion"], epochs=12)[1][-1])


def test_report_prints_the_loss_and_the_right_answers(capsys):
    report(epochs=0, hidden=[])
    loss, right = capsys.readouterr().out.strip().split(", ")
    assert float(loss.removeprefix("loss ")) == pytest.approx(play(epochs=0, hidden=[])[1][0])
    assert right == "3 of 4 right"


def test_the_page_s_settings_are_the_defaults():
    """The browser takes its first settings from the page's script, `play` has them as defaults."""
    module = Library(Path(__file__).resolve().parents[3])["xor.playground"]
    code = next(e.code for e in module.sessions["xor.playground"].examples if e.step == "state")
    defaults = {name: p.default for name, p in inspect.signature(play).parameters.items()}
    assert ast.literal_eval(code.removeprefix("settings = ")) == {**defaults, "hidden": [4]}


def test_keras_3_takes_no_whole_number_as_learning_rate():
    with pytest.raises(ValueError, match="learning_rate"):
        keras.optimizers.SGD(1)


def test_no_straight_line_brings_the_mse_below_a_quarter():
    """Over a grid of the three weights of a network without a hidden layer, flat ones and steep ones."""
    line = np.concatenate([np.linspace(-3, 3, 31), [-20, -8, 8, 20]])
    a, b, c = np.meshgrid(line, line, line)
    outputs = [1 / (1 + np.exp(-(a * x + b * y + c))) for x, y in INPUTS]
    mse = sum((output - label) ** 2 for output, (label,) in zip(outputs, LABELS, strict=True)) / 4
    assert mse.min() == pytest.approx(0.25, abs=1e-12)


def test_the_lecture_hardly_moves_for_a_thousand_epochs_and_two_and_relu_stay_where_they_are():
    losses = play(epochs=1000)[1]
    assert 0.24 < losses[-1] < losses[100] < 0.26
    for name, epochs in (("two", 20000), ("relu", 5000)):
        settings = {**EXPERIMENTS[name], "epochs": epochs}
        outputs = np.ravel(play(**settings)[0](np.float32(INPUTS)))
        close = [abs(p - q) < 0.01 for i, p in enumerate(outputs) for q in outputs[:i]]
        assert sum(close) == {"two": 1, "relu": 3}[name]
