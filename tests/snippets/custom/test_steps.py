import contextlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.steps import (
    Bare,
    ClippedStep,
    CompiledLoss,
    LossOfInputs,
    SmallPredictions,
    Tracked,
    TwoOptimizers,
    WidePlusDeep,
    draw_wide_and_deep,
    linear_graph,
    make_linear,
    make_sgd,
    make_step,
    make_two_optimizer_step,
    split_variables,
)


@pytest.mark.parametrize("convert", [lambda step: step, tf.function])
def test_step_lowers_the_loss(convert):
    X, y = make_housing(64)
    step = convert(make_step(make_linear(), make_sgd(), keras.losses.MeanSquaredError()))
    losses = [float(step(X, y)) for _ in range(3)]
    assert losses == sorted(losses, reverse=True)


def test_step_counts_regularization():
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer=keras.regularizers.L2(1.0)),
        ]
    )
    X = np.zeros((4, 8), "float32")
    step = make_step(model, keras.optimizers.SGD(learning_rate=0.0), keras.losses.MeanSquaredError())
    assert float(step(X, np.zeros((4, 1), "float32"))) == pytest.approx(8.0)


def test_split_is_complete_and_disjoint():
    model = WidePlusDeep(units=3)
    model((tf.ones([2, 5]), tf.ones([2, 6])))
    wide, deep = split_variables(model)
    ids = [id(v) for v in [*wide, *deep]]
    assert len(ids) == len(set(ids)) == len(model.trainable_variables) == 8
    assert len(wide) == 2


@pytest.mark.parametrize("wide_rate, deep_rate", [(0.0, 0.1), (0.1, 0.0)])
def test_each_optimizer_moves_its_own_path(wide_rate, deep_rate):
    X, y = make_housing(32)
    model = WidePlusDeep(units=3)
    inputs = (X[:, :5], X[:, 2:])
    model(inputs)
    step = make_two_optimizer_step(
        model,
        keras.optimizers.SGD(learning_rate=wide_rate),
        keras.optimizers.SGD(learning_rate=deep_rate),
        keras.losses.MeanSquaredError(),
    )
    wide, deep = split_variables(model)
    before = [[v.numpy() for v in path] for path in (wide, deep)]
    step(inputs, y)
    moved = [
        any(not np.array_equal(a, v.numpy()) for a, v in zip(old, new, strict=True))
        for old, new in zip(before, (wide, deep), strict=True)
    ]
    assert moved == [wide_rate > 0, deep_rate > 0]


def test_tracked_logs_what_fit_logs():
    X, y = make_housing(80)
    histories = []
    for model in (Tracked(*linear_graph()), make_linear()):
        model.compile(loss="mse", optimizer=make_sgd())
        histories.append(model.fit(X, y, epochs=2, shuffle=False, verbose=0).history["loss"])
    assert histories[0] == pytest.approx(histories[1], rel=1e-4)


def test_bare_trains_all_the_same():
    X, y = make_housing(320)
    model = Bare(*linear_graph())
    model.compile(optimizer=make_sgd())
    before = float(tf.reduce_mean((y - model(X)) ** 2))
    model.fit(X, y, verbose=0)
    assert float(tf.reduce_mean((y - model(X)) ** 2)) < before / 2


def test_clipped_step_is_bounded():
    X, y = make_housing(32)
    model = ClippedStep(*linear_graph())
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=1.0))
    model.fit(X, 1000 * y, verbose=0)
    squares = sum((v.numpy() ** 2).sum() for v in model.trainable_variables)
    assert np.sqrt(squares) == pytest.approx(1.0, rel=1e-4)


def test_a_clipped_step_is_as_long_in_mixed_precision():
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        model = ClippedStep(*linear_graph())
        model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=1.0))
        model.fit(np.ones((4, 8)), np.full((4, 1), 0.5), verbose=0)
    finally:
        keras.mixed_precision.set_global_policy("float32")
    squares = sum((v.numpy() ** 2).sum() for v in model.trainable_variables)
    assert np.sqrt(squares) == pytest.approx(1.0, rel=1e-2)


def test_small_predictions_are_smaller():
    X, y = make_housing(200)
    size = []
    for model in (SmallPredictions(*linear_graph()), make_linear()):
        model.compile(loss="mse", optimizer=make_sgd())
        model.fit(X, y, epochs=2, verbose=0)
        size.append(float(tf.reduce_mean(tf.square(model(X)))))
    assert size[0] < size[1]


def test_two_optimizers_evaluate():
    X, y = make_housing(64)
    inputs = (X[:, :5], X[:, 2:])
    model = TwoOptimizers(units=3)
    model.compile(make_sgd(), make_sgd(), loss="mse")
    model.fit(inputs, y, verbose=0)
    loss = model.evaluate(inputs, y, verbose=0, return_dict=True)["loss"]
    assert loss == pytest.approx(float(tf.reduce_mean((y - model(inputs)) ** 2)), rel=1e-3)


@pytest.mark.parametrize("wide_rate, deep_rate", [(0.0, 0.1), (0.1, 0.0)])
def test_each_optimizer_of_compile_moves_its_own_path(wide_rate, deep_rate):
    X, y = make_housing(32)
    model = TwoOptimizers(units=3)
    model.compile(keras.optimizers.SGD(wide_rate), keras.optimizers.SGD(deep_rate), loss="mse")
    inputs = (X[:, :5], X[:, 2:])
    model(inputs)
    paths = split_variables(model)
    before = [[v.numpy() for v in path] for path in paths]
    model.fit(inputs, y, verbose=0)
    moved = [
        any(not np.array_equal(a, v.numpy()) for a, v in zip(old, new, strict=True))
        for old, new in zip(before, paths, strict=True)
    ]
    assert moved == [wide_rate > 0, deep_rate > 0]


def test_a_step_by_hand_validates_without_dropout():
    X, y = make_housing(64)
    inputs, _ = linear_graph()
    model = Tracked(inputs, keras.layers.Dropout(0.9)(keras.layers.Dense(1)(inputs)))
    model.compile(loss="mse", optimizer=make_sgd())
    assert model.evaluate(X, y, verbose=0) == pytest.approx(float(np.mean((y - model.predict(X, verbose=0)) ** 2)))


def test_figure():
    assert draw_wide_and_deep().axes


def test_in_mixed_precision_a_step_without_the_scale_hardly_trains_with_sgd_but_does_with_adam(monkeypatch):
    monkeypatch.setattr("snippets.custom.steps.scale_loss", lambda optimizer, loss: loss)
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        X, y = make_housing(64)
        largest = {}
        for optimizer in (keras.optimizers.SGD(0.05), keras.optimizers.Adam(0.05)):
            model = Tracked(*linear_graph())
            model.compile(loss="mse", optimizer=optimizer)
            model.fit(X, y, epochs=3, verbose=0)
            largest[type(optimizer).__name__] = max(
                float(tf.reduce_max(tf.abs(v.value))) for v in model.trainable_variables
            )
    finally:
        keras.mixed_precision.set_global_policy("float32")
    assert largest["SGD"] < 1e-3 < 0.1 < largest["Adam"]


def test_a_step_that_unpacks_two_things_fails_when_there_are_weights():
    X, y = make_housing(8)
    model = Bare(*linear_graph())
    model.compile(optimizer=make_sgd())
    with pytest.raises(ValueError, match="too many values to unpack"):
        model.fit(X, y, sample_weight=np.ones(8), verbose=0)


@pytest.mark.parametrize("labels", [0.0, 5.0, -2.0])
def test_compiled_metrics_report_the_mean_prediction_as_the_loss_in_keras_3(labels):
    model = CompiledLoss(*linear_graph())
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.0), metrics=["mae"])
    model.layers[-1].set_weights([np.zeros((8, 1)), np.array([3.0])])
    with pytest.warns(UserWarning, match="compiled_loss") if keras.__version__ >= "3" else contextlib.nullcontext():
        history = model.fit(np.ones((4, 8)), np.full((4, 1), labels), verbose=0).history
    loss = 3.0 if keras.__version__ >= "3" else (3.0 - labels) ** 2
    assert np.isclose(history["loss"][0], loss)
    assert np.isclose(history["mae"][0], abs(3.0 - labels))


def test_a_loss_of_inputs_is_the_loss_with_the_first_feature_for_weights():
    X, y = make_housing(64)
    X[:, 0] = np.abs(X[:, 0])
    weights = np.linspace(0, 2, 64).astype("float32")
    by_feature = LossOfInputs(*linear_graph())
    by_feature.compile(loss="mse", optimizer=make_sgd(), weighted_metrics=[])
    plain = make_linear()
    plain.compile(loss="mse", optimizer=make_sgd(), weighted_metrics=[])
    for extra in (None, weights):
        both = X[:, 0] if extra is None else X[:, 0] * extra
        given = by_feature.evaluate(X, y, sample_weight=extra, verbose=0)
        assert np.isclose(given, plain.evaluate(X, y, sample_weight=both, verbose=0), rtol=1e-5)
