"""What the pages recommend: each class and loop that a page offers as the way to do it, and how it is used."""

from __future__ import annotations

import contextlib
import io

import keras
import numpy as np
import tensorflow as tf

from snippets.autodiff import stability
from snippets.custom import internals, layers, loops, losses, metrics, models, overview, parts, saving, steps
from snippets.exercises import combined, layernorm, loop
from snippets.graphs import autograph
from snippets.overview import distribution
from snippets.reference import keras3
from snippets.xor import experiments
from snippets.xor import keras as xor_keras
from tests.contract.promises import BATCH, KERAS_3, ROWS, SAVED, Loop, Offer


def with_layer(make, custom=None, **settings):
    """A layer between the features and a dense layer."""

    def model():
        inputs = keras.Input((8,))
        return keras.Model(inputs, keras.layers.Dense(1)(make()(inputs)))

    return Offer(model, custom=named(custom), **settings)


def with_two(make, join, custom=None):
    """A layer of two inputs, both computed from the features."""

    def model():
        inputs = keras.Input((8,))
        pair = [
            keras.layers.Dense(4)(inputs),
            keras.layers.Dense(4, activation="sigmoid", bias_initializer="ones")(inputs),
        ]
        return keras.Model(inputs, keras.layers.Dense(1)(join(make()(pair))))

    return Offer(model, custom=named(custom))


def with_part(custom=None, **slots):
    """A small function in a slot of a dense layer."""

    def model():
        made = {slot: part() for slot, part in slots.items()}
        return keras.Sequential([keras.Input((8,)), keras.layers.Dense(6, **made), keras.layers.Dense(1)])

    return Offer(model, custom=named(custom))


def linear():
    """A linear model."""
    return keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])


def subclassed(make, custom=None, **settings):
    """A model as it is."""
    return Offer(make, custom=named(custom), **settings)


def with_loss(make, error, custom=None):
    """A loss given to compile()."""
    return Offer(linear, loss=make, error=error, custom=named(custom))


def with_metric(make, measured, custom=None):
    """A metric given to compile()."""
    return Offer(linear, metric=make, measured=measured, custom=named(custom))


def with_schedule(make, custom=None):
    """A learning rate that changes."""

    def compile_with(model, rate, **settings):
        model.compile(optimizer=keras.optimizers.SGD(make(rate)), **settings)

    return Offer(linear, compile=compile_with, custom=named(custom))


def named(found):
    """The dictionary that loading asks for, of what is not registered."""
    return {} if found is None else {found.__name__: found}


def huber(threshold):
    """The Huber loss of each sample, in NumPy."""

    def error(y, predicted):
        size = np.abs(y - predicted)[:, 0]
        return np.where(size <= threshold, size**2 / 2, threshold * size - threshold**2 / 2)

    return error


def mean_huber(y, predicted):
    """The mean Huber loss, in NumPy."""
    return huber(2.0)(y, predicted).mean()


def halves(X):
    """The two inputs of a Wide & Deep model."""
    return X[:, :5], X[:, 2:]


def two_optimizers(model, rate, **settings):
    """The compile() of TwoOptimizers."""
    model.compile(keras.optimizers.SGD(rate), keras.optimizers.SGD(rate), **settings)


def graph(cls):
    """A class that is given inputs and outputs."""
    return lambda: cls(*steps.linear_graph())


OFFERS = {
    "autodiff.stability.my_softplus": with_part(stability.my_softplus, activation=lambda: stability.my_softplus),
    "custom.internals.ActivityPenalty": with_layer(lambda: internals.ActivityPenalty(0.01)),
    "custom.internals.MonitoredDense": with_layer(lambda: internals.MonitoredDense(6)),
    "custom.internals.ReconstructingRegressor": subclassed(lambda: internals.ReconstructingRegressor(1)),
    "custom.internals.SumOfWeights": subclassed(lambda: internals.SumOfWeights(1)),
    "custom.layers.CarefulDense": with_layer(lambda: layers.CarefulDense(6), layers.CarefulDense),
    "custom.layers.DenseBlock": with_layer(lambda: layers.DenseBlock(6)),
    "custom.layers.MyDense": with_layer(lambda: layers.MyDense(6, activation="relu")),
    "custom.layers.MyDropout": with_layer(lambda: layers.MyDropout(0.2), layers.MyDropout, noisy=True),
    "custom.layers.MyGaussianNoise": with_layer(lambda: layers.MyGaussianNoise(0.1), noisy=True),
    "custom.layers.MyMultiLayer": with_two(layers.MyMultiLayer, keras.layers.Concatenate()),
    "custom.layers.MyScale": with_layer(layers.MyScale, layers.MyScale),
    "custom.layers.TwoDense": subclassed(layers.TwoDense, layers.TwoDense),
    "custom.losses.HuberLoss": with_loss(lambda: losses.HuberLoss(2.0), huber(2.0), losses.HuberLoss),
    "custom.losses.create_huber": with_loss(lambda: losses.create_huber(2.0), huber(2.0), losses.create_huber(2.0)),
    "custom.losses.huber_fn": with_loss(lambda: losses.huber_fn, huber(1.0), losses.huber_fn),
    "custom.metrics.HuberMetric": with_metric(lambda: metrics.HuberMetric(2.0), mean_huber, metrics.HuberMetric),
    "custom.metrics.MaxError": with_metric(
        metrics.MaxError, lambda y, predicted: np.abs(y - predicted).max(), metrics.MaxError
    ),
    "custom.metrics.MeanHuberMetric": with_metric(
        lambda: metrics.MeanHuberMetric(2.0), mean_huber, metrics.MeanHuberMetric
    ),
    "custom.models.DeepRegressor": subclassed(lambda: models.DeepRegressor(1, n_passes=2), rate=1e-4),
    "custom.models.ResidualBlock": with_layer(lambda: models.ResidualBlock(2, 8)),
    "custom.models.ResidualRegressor": subclassed(lambda: models.ResidualRegressor(1), rate=1e-5),
    "custom.models.WideAndDeepModel": subclassed(models.WideAndDeepModel, models.WideAndDeepModel, feed=halves),
    "custom.overview.CosineSchedule": with_schedule(
        lambda rate: overview.CosineSchedule(rate, steps=100), overview.CosineSchedule
    ),
    "custom.overview.HalvingSchedule": with_schedule(
        lambda rate: overview.HalvingSchedule(rate, every=100), overview.HalvingSchedule
    ),
    "custom.parts.MyGlorotInitializer": with_part(
        parts.MyGlorotInitializer, kernel_initializer=parts.MyGlorotInitializer
    ),
    "custom.parts.MyL1Regularizer": with_part(
        parts.MyL1Regularizer, kernel_regularizer=lambda: parts.MyL1Regularizer(0.01)
    ),
    "custom.parts.MyMaxNorm": with_part(parts.MyMaxNorm, kernel_constraint=lambda: parts.MyMaxNorm(1.0)),
    "custom.parts.my_glorot_initializer": with_part(
        parts.my_glorot_initializer, kernel_initializer=lambda: parts.my_glorot_initializer
    ),
    "custom.parts.my_l1_regularizer": with_part(
        parts.my_l1_regularizer, kernel_regularizer=lambda: parts.my_l1_regularizer
    ),
    "custom.parts.my_positive_weights": with_part(
        parts.my_positive_weights, kernel_constraint=lambda: parts.my_positive_weights
    ),
    "custom.saving.Pinball": with_loss(
        lambda: saving.Pinball(0.9),
        lambda y, predicted: np.maximum(0.9 * (y - predicted), 0.1 * (predicted - y))[:, 0],
        saving.Pinball,
    ),
    "custom.saving.RegisteredHuber": with_loss(lambda: saving.RegisteredHuber(2.0), huber(2.0)),
    "custom.steps.ClippedStep": subclassed(graph(steps.ClippedStep), steps.ClippedStep, by_hand=True),
    "custom.steps.SmallPredictions": subclassed(
        graph(steps.SmallPredictions),
        steps.SmallPredictions,
        extra=lambda predicted: 0.1 * np.mean(predicted**2) if KERAS_3 else 0.0,
    ),
    "custom.steps.Tracked": subclassed(graph(steps.Tracked), steps.Tracked, by_hand=True),
    "custom.steps.TwoOptimizers": subclassed(
        steps.TwoOptimizers,
        steps.TwoOptimizers,
        feed=halves,
        compile=two_optimizers,
        by_hand=True,
        refuses={SAVED: "You must c"},
    ),
    "custom.steps.WidePlusDeep": subclassed(steps.WidePlusDeep, steps.WidePlusDeep, feed=halves),
    "exercises.combined.Shares": with_part(kernel_constraint=combined.Shares),
    "exercises.layernorm.MyLayerNormalization": with_layer(layernorm.MyLayerNormalization),
    "graphs.autograph.Upright": with_layer(autograph.Upright, autograph.Upright),
    "reference.keras3.Gate": with_layer(keras3.Gate, keras3.Gate),
    "reference.keras3.OwnStep": subclassed(
        lambda: keras3.OwnStep([keras.Input((8,)), keras.layers.Dense(1)]), keras3.OwnStep, by_hand=True
    ),
    "reference.keras3.Penalized": subclassed(keras3.Penalized, keras3.Penalized),
    "reference.keras3.Regressor": subclassed(lambda: keras3.Regressor(1)),
    "reference.keras3.Scale": with_layer(keras3.Scale, keras3.Scale),
    "reference.keras3.SquaredError": with_loss(
        keras3.SquaredError, lambda y, predicted: (y - predicted)[:, 0] ** 2, keras3.SquaredError
    ),
    "reference.keras3.Sum": with_two(keras3.Sum, lambda x: x, keras3.Sum),
    "reference.keras3.Total": with_metric(
        lambda: keras3.Total(name="total"), lambda y, predicted: predicted.sum(), keras3.Total
    ),
    "reference.keras3.Twice": with_layer(keras3.Twice, keras3.Twice),
    "xor.experiments.CountedDropout": with_layer(
        lambda: experiments.CountedDropout(0.2), experiments.CountedDropout, noisy=True
    ),
    "xor.keras.SmallMLP": subclassed(xor_keras.SmallMLP, xor_keras.SmallMLP),
}


def chain(normalize=False, outputs=1, activation=None, **settings):
    """A model of two layers, which may normalize its batches between them."""
    between = [keras.layers.BatchNormalization()] if normalize else []
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(6, **settings),
            *between,
            keras.layers.Dense(outputs, activation=activation),
        ]
    )


def classifier(**settings):
    """The same as a classifier of five kinds."""
    return chain(outputs=5, activation="softmax", **settings)


def wide_and_deep(normalize=False, **settings):
    """A Wide & Deep model with settings of its first hidden layer, and a second one that may normalize."""
    model = steps.WidePlusDeep(units=6)
    model.hidden1 = keras.layers.Dense(6, activation="relu", **settings)
    if normalize:
        model.hidden2 = keras.layers.BatchNormalization()
    return model


def mean_losses(step, X, y, epochs):
    """Take a step for each batch; give the mean loss over the samples of each epoch."""
    batches = [slice(start, start + BATCH) for start in range(0, len(y), BATCH)]
    pick = (lambda rows: tuple(part[rows] for part in X)) if isinstance(X, tuple) else (lambda rows: X[rows])
    return [sum(float(step(pick(rows), y[rows])) * len(y[rows]) for rows in batches) / len(y) for _ in range(epochs)]


def by_train(model, X, y, epochs, rate):
    """The loop of the page on training loops."""
    return loops.train(
        model,
        keras.optimizers.SGD(rate),
        keras.losses.MeanSquaredError(),
        X,
        y,
        n_epochs=epochs,
        batch_size=BATCH,
        batches=loops.ordered_batches,
    )


def by_step(convert):
    """A loop around the step of the page on training steps."""

    def run(model, X, y, epochs, rate):
        optimizer = keras.optimizers.SGD(rate)
        optimizer.build(model.trainable_variables)
        return mean_losses(convert(steps.make_step(model, optimizer, keras.losses.MeanSquaredError())), X, y, epochs)

    return run


def by_two_optimizers(model, X, y, epochs, rate):
    """A loop around the step for two optimizers."""
    step = steps.make_two_optimizer_step(
        model, keras.optimizers.SGD(rate), keras.optimizers.SGD(rate), keras.losses.MeanSquaredError()
    )
    return mean_losses(step, X, y, epochs)


def by_exercise(make_step):
    """The loop of the exercises with one of its steps."""

    def run(model, X, y, epochs, rate):
        with contextlib.redirect_stdout(io.StringIO()):
            return loop.train_and_validate(model, make_step(model, rate), (X, y), (X, y), epochs, BATCH)["loss"]

    return run


def by_strategy(model, X, y, epochs, rate):
    """The loop of the page on distributed training, on one device; it has its own learning rate."""
    return distribution.train_distributed(tf.distribute.get_strategy(), model, X, y, epochs, BATCH)


def kinds(y):
    """Labels of five kinds."""
    return (np.arange(len(y)) % 5).astype("int64")


IN_EXERCISE = {
    "model": classifier,
    "loss": "sparse_categorical_crossentropy",
    "labels": kinds,
    "epochs": 1,
    "order": lambda: np.random.default_rng(42).permutation(ROWS),
}
LOOPS = {
    "custom.loops.train": Loop(by_train, chain),
    "custom.steps.make_step": Loop(by_step(lambda step: step), chain),
    "custom.steps.make_step, as a TF function": Loop(by_step(tf.function), chain),
    "custom.steps.make_two_optimizer_step": Loop(by_two_optimizers, wide_and_deep, feed=halves),
    "exercises.loop.train_and_validate with one_step": Loop(
        by_exercise(lambda model, rate: loop.one_step(model, keras.optimizers.SGD(rate))), **IN_EXERCISE
    ),
    "exercises.loop.train_and_validate with two_steps": Loop(
        by_exercise(lambda model, rate: loop.two_steps(model, keras.optimizers.SGD(rate), keras.optimizers.SGD(rate))),
        **IN_EXERCISE,
    ),
    "overview.distribution.train_distributed": Loop(by_strategy, chain, rate=0.05),
}
NOT_OFFERED = {  # classes of the snippets that no page recommends, and why
    "custom.layers.Witness": "shows whether Python runs",
    "custom.overview.NotingDense": "shows when it is called",
    "custom.overview.NotingSchedule": "shows when it is called",
    "custom.steps.Bare": "shows a mistake",
    "custom.steps.CompiledLoss": "shows a mistake",
    "custom.steps.LossOfInputs": "has a loss that features decide; compute_loss() is tried as SmallPredictions",
    "custom.steps.StepByHand": "is tried as Tracked, ClippedStep and TwoOptimizers",
    "graphs.autograph.Countdown": "shows an error",
    "overview.ecosystem.PlainScale": "shows a mistake",
    "overview.ecosystem.ScaleModule": "is no part of Keras",
    "exercises.combined.LearnedThreshold": "is no part of Keras",
    "xor.keras.LessTheMean": "shows a layer that mixes samples",
    "xor.laboratory.MLP": "is the lecture's program as it stands",
}
