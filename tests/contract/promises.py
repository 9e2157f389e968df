"""What everything that the site recommends promises, as what Keras has itself does.

A promise is a function of a `Trial` of an offer, or of a `Loop`; it raises AssertionError where it is broken. All
run in one process, on whichever TensorFlow and Keras run this file.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

KERAS_3 = keras.__version__.startswith("3.")
LANE = f"TensorFlow {tf.__version__}, Keras {keras.__version__}"
ROWS, BATCH = 11, 4  # three rows are left for the last batch
RATE = 0.01


def squared(y: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """The error of each sample, after which the loss of most offers is the mean."""
    return (y - predicted)[:, 0] ** 2


def data() -> tuple[np.ndarray, np.ndarray]:
    """Eight features and a label for each of ROWS samples."""
    rng = np.random.default_rng(42)
    X = rng.normal(size=(ROWS, 8)).astype("float32")
    return X, (X[:, :1] + 0.5 * X[:, 1:2] + 1).astype("float32")


def compile_plainly(model: keras.Model, rate: float, **settings: object) -> None:
    """Compile with gradient descent."""
    model.compile(optimizer=keras.optimizers.SGD(rate), **settings)


@dataclass(frozen=True)
class Offer:
    """A class or function of the snippets that goes into a Keras model: how, and what is its own about it."""

    model: Callable[[], keras.Model]  # a new one, not compiled, from 8 features to one value
    loss: Callable[[], object] = lambda: "mse"
    error: Callable[[np.ndarray, np.ndarray], np.ndarray] = squared
    extra: Callable[[np.ndarray], float] = lambda predicted: 0.0  # part of the loss that weights of samples leave alone
    metric: Callable[[], object] = lambda: keras.metrics.MeanAbsoluteError()
    measured: Callable[[np.ndarray, np.ndarray], float] = lambda y, predicted: np.abs(y - predicted).mean()
    compile: Callable[..., None] = compile_plainly
    feed: Callable[[np.ndarray], object] = lambda X: X
    rate: float = RATE
    noisy: bool = False  # training is random: no two runs are compared
    by_hand: bool = False  # the step of training is written by hand
    custom: dict[str, object] = field(default_factory=dict)  # what loading must be told
    refuses: dict[str, str] = field(default_factory=dict)  # promise: what the error that a reader gets says instead

    def ready(self, rate: float | None = None, run_eagerly: bool = True, **settings: object) -> keras.Model:
        """A built and compiled model, the same at each call; without a graph, which would take seconds to make."""
        keras.utils.set_random_seed(42)
        model = self.model()
        model(self.feed(data()[0][:1]))
        self.compile(
            model, self.rate if rate is None else rate, run_eagerly=run_eagerly, **{"loss": self.loss(), **settings}
        )
        return model

    def fit(self, model: keras.Model, y: np.ndarray, epochs: int = 2, **settings: object) -> dict[str, list[float]]:
        """The history of a training in fixed order."""
        keras.utils.set_random_seed(42)
        return model.fit(
            self.feed(data()[0]), y, batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0, **settings
        ).history

    def validated(self, model: keras.Model) -> dict[str, list[float]]:
        """The history of a training that EarlyStopping may end."""
        X, y = data()
        stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=1, min_delta=1e-6)
        return self.fit(
            model, y, epochs=4, validation_data=(self.feed(X), y), validation_batch_size=BATCH, callbacks=[stop]
        )

    def evaluate(self, model: keras.Model, **settings: object) -> dict[str, float]:
        """All that evaluate() reports, by name."""
        X, y = data()
        return model.evaluate(self.feed(X), y, batch_size=BATCH, verbose=0, return_dict=True, **settings)

    def expected(self, model: keras.Model, weights: np.ndarray | None = None) -> float:
        """The loss of all rows as its definition says, with the penalties of the layers."""
        X, y = data()
        weights = np.ones(ROWS) if weights is None else weights
        total = 0.0
        for start in range(0, ROWS, BATCH):
            rows = slice(start, start + BATCH)
            predicted = np.array(model(self.feed(X[rows]), training=False), "float32")
            loss = np.mean(weights[rows] * self.error(y[rows], predicted)) + self.extra(predicted)
            total += len(predicted) * (loss + float(sum(map(float, model.losses))))
        return total / ROWS

    def outputs(self, model: keras.Model) -> np.ndarray:
        """What the model gives, called batch by batch."""
        X = data()[0]
        return np.concatenate(
            [
                np.array(model(self.feed(X[start : start + BATCH]), training=False), "float32")
                for start in range(0, ROWS, BATCH)
            ]
        )


class Trial:
    """An offer that is tried, and one training of it that most promises look at."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer

    @functools.cached_property
    def trained(self) -> tuple[keras.Model, dict[str, list[float]]]:
        """A model trained as a reader would, in a graph, with a metric and a validation; its history."""
        model = self.offer.ready(run_eagerly=False, metrics=[self.offer.metric()])
        return model, self.offer.validated(model)

    @functools.cached_property
    def evaluated(self) -> dict[str, float]:
        """What evaluate() says of it."""
        return self.offer.evaluate(self.trained[0])

    @functools.cached_property
    def predicted(self) -> np.ndarray:
        """What predict() says of all samples."""
        return self.trained[0].predict(self.offer.feed(data()[0]), batch_size=BATCH, verbose=0)


def close(one: object, other: object, tolerance: float = 1e-3) -> None:
    """Hold two numbers, or two lists of arrays, against each other."""
    for a, b in zip(one, other, strict=True) if isinstance(one, list) else [(one, other)]:
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance / 10)


def falls(losses: list[float]) -> None:
    """Losses are numbers, and the last is lower than the first."""
    assert np.isfinite(losses).all() and losses[-1] < losses[0], losses


def trainable(model: keras.Model) -> list[np.ndarray]:
    """The values of the trainable weights."""
    return [variable.numpy() for variable in model.trainable_variables]


def moved(before: list[np.ndarray], model: keras.Model) -> bool:
    """Whether training changed any trainable weight."""
    return any(not np.allclose(old, new) for old, new in zip(before, trainable(model), strict=True))


def fit(trial: Trial) -> None:
    """fit() lowers the loss, as validation sees it."""
    assert np.isfinite(trial.trained[1]["loss"]).all()
    falls(trial.trained[1]["val_loss"])


def evaluate(trial: Trial) -> None:
    """evaluate() gives the loss that its definition gives."""
    model = trial.trained[0]
    assert trial.offer.expected(model) > 0
    close(trial.evaluated["loss"], trial.offer.expected(model))


def predict(trial: Trial) -> None:
    """predict() gives what the model gives, batch by batch."""
    assert trial.predicted.shape == (ROWS, 1)
    close(trial.predicted, trial.offer.outputs(trial.trained[0]))


def validation(trial: Trial) -> None:
    """fit() validates with what evaluate() gives."""
    close(trial.trained[1]["val_loss"][-1], trial.evaluated["loss"])


def early_stopping(trial: Trial) -> None:
    """EarlyStopping on val_loss waits while it falls, and stops when it does not."""
    falling, flat = trial.trained[1], trial.offer.validated(trial.offer.ready(rate=0.0))
    assert (len(falling["val_loss"]), len(flat["val_loss"])) == (4, 2), (falling["val_loss"], flat["val_loss"])


def metrics(trial: Trial) -> None:
    """A metric given to compile() is reported, in training and validation, as its definition says."""
    name, history = trial.offer.metric().name, trial.trained[1]
    assert {"loss", name, "val_loss", f"val_{name}"} <= set(history), sorted(history)
    right = trial.offer.measured(data()[1], trial.predicted)
    close(trial.evaluated[name], right)
    close(history[f"val_{name}"][-1], right)


def sample_weights(trial: Trial) -> None:
    """Weights of samples weigh their losses; the label of a sample of weight 0 does not matter."""
    offer, y = trial.offer, data()[1]
    weights = np.linspace(0, 2, ROWS).astype("float32")
    model = offer.ready()
    close(offer.evaluate(model, sample_weight=weights)["loss"], offer.expected(model, weights))
    counted, ends = np.arange(ROWS) % 2 > 0, []
    for wrong in (y, y + 100):
        model = offer.ready()
        offer.fit(model, np.where(counted[:, np.newaxis], y, wrong), sample_weight=counted.astype("float32"))
        ends.append(trainable(model))
    close(*ends, tolerance=1e-4)


def class_weights(trial: Trial) -> None:
    """Weights of classes are weights of the samples of these classes."""
    offer, y = trial.offer, (np.arange(ROWS) % 3 == 0).astype("float32")[:, np.newaxis]
    ends = []
    for settings in ({"class_weight": {0: 0.5, 1: 2.0}}, {"sample_weight": np.where(y[:, 0] > 0, 2.0, 0.5)}):
        model = offer.ready()
        offer.fit(model, y, **settings)
        ends.append(trainable(model))
    close(*ends, tolerance=1e-4)


def penalize(model: keras.Model) -> None:
    """Regularize the first kernel of a model that is there already."""
    kernel = model.trainable_variables[0]

    def penalty(weights: tf.Tensor) -> tf.Tensor:
        return 0.5 * tf.reduce_sum(tf.square(weights - 2.0))

    if KERAS_3:
        kernel.regularizer = penalty
    else:
        model.add_loss(lambda: penalty(kernel))


def regularization(trial: Trial) -> None:
    """Penalties of layers count in the loss that is reported, and in the gradients."""
    offer = trial.offer
    model = offer.ready()
    without = offer.expected(model)
    penalize(model)
    assert offer.expected(model) > without
    close(offer.evaluate(model)["loss"], offer.expected(model))
    before = trainable(model)
    offer.fit(model, data()[1], epochs=1, sample_weight=np.zeros(ROWS, "float32"))
    assert moved(before, model)


def last_batch(trial: Trial) -> None:
    """The loss of an epoch is the mean over samples, though the last batch has fewer."""
    model = trial.offer.ready(rate=0.0)
    losses = trial.offer.fit(model, data()[1])["loss"]
    assert np.isfinite(losses).all()
    if not trial.offer.noisy:
        close(losses[-1], trial.offer.expected(model))


def empty_batch(trial: Trial) -> None:
    """A batch without a sample gives no predictions, and neither loss nor gradients that are no numbers."""
    offer, (X, y) = trial.offer, data()
    model = offer.ready()
    with tf.GradientTape() as tape:
        predicted = model(offer.feed(X[:0]), training=True)
        loss = tf.add_n([tf.reduce_sum(predicted), *model.losses])
    assert tuple(predicted.shape) == (0, 1)
    gradients = [g for g in tape.gradient(loss, model.trainable_variables) if g is not None]
    assert all(np.isfinite(value).all() for value in [loss, *map(tf.convert_to_tensor, gradients)])
    if offer.by_hand:
        before = trainable(model)
        assert np.isfinite(model.train_on_batch(offer.feed(X[:0]), y[:0])).all() and not moved(before, model)


@contextlib.contextmanager
def policy(name: str) -> Iterator[None]:
    """What dtypes the layers made here compute in."""
    keras.mixed_precision.set_global_policy(name)
    try:
        yield
    finally:
        keras.mixed_precision.set_global_policy("float32")


def mixed_float16(trial: Trial) -> None:
    """In mixed precision the loss falls, and the weights stay float32."""
    offer = trial.offer
    with policy("mixed_float16"):
        model = offer.ready()
        assert {tf.as_dtype(v.dtype) for v in model.trainable_variables} == {tf.float32}
        before = offer.expected(model)
        assert np.isfinite(offer.fit(model, data()[1], epochs=4)["loss"]).all()
        falls([before, offer.expected(model)])


def small_gradients(trial: Trial) -> None:
    """Gradients that are 0 in float16 train in mixed precision as they do in float32."""
    offer, tiny, ends = trial.offer, 2.0**-21, []
    if not offer.by_hand:
        return
    for name in ("float32", "mixed_float16"):
        with policy(name):
            model = offer.ready(
                offer.rate / tiny,
                loss=lambda y, predicted: (
                    tiny * tf.reduce_mean(tf.square(tf.cast(y, tf.float32) - tf.cast(predicted, tf.float32)), axis=-1)
                ),
            )
            before = trainable(model)
            offer.fit(model, data()[1], epochs=1)
            assert moved(before, model), name
            ends.append(trainable(model))
    close(*ends, tolerance=0.05)


def run_eagerly(trial: Trial) -> None:
    """Training without a graph comes to the same losses."""
    eager = trial.offer.validated(trial.offer.ready(metrics=[trial.offer.metric()]))
    assert set(eager) == set(trial.trained[1])
    falls(eager["val_loss"])
    if not trial.offer.noisy:
        close(eager["loss"], trial.trained[1]["loss"])


def save(trial: Trial, path: Path) -> None:
    """Write the trained model down, with what it predicts, for a new process to load."""
    trial.trained[0].save(f"{path}.keras")
    np.save(f"{path}.npy", trial.predicted)


def load(offer: Offer, path: Path) -> None:
    """A model loaded in a new process predicts the same, and can go on training."""
    model = keras.models.load_model(f"{path}.keras", custom_objects=offer.custom)
    close(offer.outputs(model), np.load(f"{path}.npy"))
    model.run_eagerly = True
    before = offer.expected(model)
    offer.fit(model, data()[1])
    falls([before, offer.expected(model)])


@dataclass(frozen=True)
class Loop:
    """A loop or step of the snippets that trains without fit()."""

    train: Callable[..., list[float]]  # of a model, X, y, epochs and a learning rate; gives the losses of the epochs
    model: Callable[..., keras.Model]  # a new one, given settings of its layers, and whether it normalizes batches
    loss: str = "mse"
    feed: Callable[[np.ndarray], object] = lambda X: X
    labels: Callable[[np.ndarray], np.ndarray] = lambda y: y
    order: Callable[[], np.ndarray] = lambda: np.arange(ROWS)  # in which the loop takes the rows
    epochs: int = 2
    rate: float = RATE

    def ready(self, **settings: object) -> keras.Model:
        """A built model, the same at each call."""
        keras.utils.set_random_seed(42)
        model = self.model(**settings)
        model(self.feed(data()[0][:1]))
        return model

    def run(self, model: keras.Model) -> list[float]:
        """The losses of the epochs of a training."""
        X, y = data()
        return self.train(model, self.feed(X), self.labels(y), self.epochs, self.rate)

    def fit(self, model: keras.Model) -> list[float]:
        """What fit() gives for the same."""
        (X, y), order = data(), self.order()
        model.compile(loss=self.loss, optimizer=keras.optimizers.SGD(self.rate), run_eagerly=True)
        return model.fit(
            self.feed(X[order]), self.labels(y)[order], batch_size=BATCH, epochs=self.epochs, shuffle=False, verbose=0
        ).history["loss"]

    def equals_fit(self, **settings: object) -> tuple[list[float], keras.Model]:
        """Hold the loop against fit(): losses of the epochs and weights."""
        ours, theirs = self.ready(**settings), self.ready(**settings)
        losses = self.run(ours)
        close(losses, self.fit(theirs))
        close(trainable(ours), trainable(theirs))
        return losses, ours


def like_fit(loop: Loop) -> None:
    """The loop comes to the weights of fit() and to its losses, means over samples though the last batch has fewer."""
    loop.equals_fit()


def penalties(loop: Loop) -> None:
    """Penalties of layers count in the loss and in the gradients."""
    losses, _ = loop.equals_fit(kernel_regularizer=keras.regularizers.L2(0.5))
    assert losses[0] > loop.run(loop.ready())[0] + 0.01


def training_mode(loop: Loop) -> None:
    """Layers are told that they train: batch normalization uses the batch and moves its averages."""
    model = loop.ready(normalize=True)
    averages = [variable.numpy() for variable in model.non_trainable_variables]
    loop.run(model)
    assert averages and all(
        not np.allclose(before, after.numpy())
        for before, after in zip(averages, model.non_trainable_variables, strict=True)
    )


def loop_mixed(loop: Loop) -> None:
    """In mixed precision the loop trains, and the weights stay float32."""
    with policy("mixed_float16"):
        model = loop.ready()
        assert {tf.as_dtype(v.dtype) for v in model.trainable_variables} == {tf.float32}
        before = trainable(model)
        assert np.isfinite(loop.run(model)).all() and moved(before, model)


def loop_eager(loop: Loop) -> None:
    """With TF functions switched off the loop comes to the same losses."""
    tf.config.run_functions_eagerly(True)
    try:
        losses = loop.run(loop.ready())
    finally:
        tf.config.run_functions_eagerly(False)
    close(losses, loop.run(loop.ready()))


OFFERED = {
    "fit": fit,
    "evaluate": evaluate,
    "predict": predict,
    "validation": validation,
    "EarlyStopping": early_stopping,
    "metrics": metrics,
    "sample weights": sample_weights,
    "class weights": class_weights,
    "regularization": regularization,
    "last batch": last_batch,
    "empty batch": empty_batch,
    "mixed_float16": mixed_float16,
    "small gradients": small_gradients,
    "run_eagerly": run_eagerly,
}
SAVED = "save and load"
KEPT, REFUSED = "kept", "refused"
LOOPED = {
    "like fit": like_fit,
    "regularization": penalties,
    "training mode": training_mode,
    "mixed_float16": loop_mixed,
    "run_eagerly": loop_eager,
}


def outcome(offer: Offer | Loop, promise: str, keep: Callable[..., None], *given: object) -> str:
    """What became of a promise that `keep` keeps of what is `given`.

    Returns:
        KEPT, REFUSED with the error that the offer names, or what went wrong.
    """
    refused = getattr(offer, "refuses", {}).get(promise)
    try:
        keep(*given)
    except Exception as error:  # whatever goes wrong is told
        said = f"{type(error).__name__}: {error}".strip()
        return REFUSED if refused and refused in said else said
    return f"no error says: {refused}" if refused else KEPT
