"""Training steps: the loop as a TF function, with two optimizers, in fit().

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Custom Training
Loops".
"""

import functools
import os
import tempfile
from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.internals import mean_of
from snippets.custom.loops import ordered_batches
from snippets.diagrams import _draw_arrow, _draw_tile


def make_linear():
    """A linear model that starts at zero, so that runs can be compared.

    Returns:
        A model that takes (n, 8) and gives (n, 1).

    >>> zero_model = make_linear()
    >>> zero_model(tf.ones([2, 8]))
    <tf.Tensor: shape=(2, 1), dtype=float32, numpy=
    array([[0.],
           [0.]], dtype=float32)>
    """
    return keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(1, kernel_initializer="zeros")]
    )


def linear_graph():
    """The same linear model as inputs and outputs, for Model subclasses.

    Returns:
        The symbolic inputs, (None, 8), and outputs, (None, 1).

    >>> symbolic, result = linear_graph()
    >>> tuple(symbolic.shape), tuple(result.shape)
    ((None, 8), (None, 1))
    >>> keras.Model(symbolic, result)(tf.ones([2, 8])).shape
    TensorShape([2, 1])
    """
    inputs = keras.Input((8,))
    outputs = keras.layers.Dense(1, kernel_initializer="zeros")(inputs)
    return inputs, outputs


def make_sgd():
    """A fresh optimizer: each model needs one of its own.

    Returns:
        Stochastic gradient descent with a rate of 0.05.

    >>> used, unused = make_sgd(), make_sgd()
    >>> weight = tf.Variable(1.0)
    >>> _ = used.apply_gradients([(tf.constant(2.0), weight)])
    >>> round(float(weight), 3)
    0.9
    >>> int(used.iterations), int(unused.iterations)
    (1, 0)
    """
    return keras.optimizers.SGD(learning_rate=0.05)


def make_step(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, loss_fn: Callable
) -> Callable:
    """Make the function that trains a model on one batch.

    Weights of samples, validation and callbacks are not its business; a
    step for ``fit()``, such as StepByHand, has them.

    Args:
        model: a Keras model that is built.
        optimizer: a Keras optimizer.
        loss_fn: takes labels and predictions, gives one loss.

    Returns:
        A function of X_batch and y_batch that gives the loss.

    one-batch:

    >>> X, y = make_housing(100)
    >>> step = make_step(make_linear(), make_sgd(),
    ...                  keras.losses.MeanSquaredError())
    >>> for _ in range(3):
    ...     print(f"{float(step(X, y)):.3f}")
    4.839
    3.956
    3.253
    """

    def step(X_batch, y_batch):
        with tf.GradientTape() as tape:
            y_pred = model(X_batch, training=True)
            main_loss = loss_fn(y_batch, y_pred)
            loss = tf.add_n([main_loss] + model.losses)
        variables = model.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
        return loss

    return step


class WidePlusDeep(keras.Model):
    """A linear path and a deep path, added up.

    Args:
        units: neurons in each hidden layer of the deep path.

    Source: Hands-On Machine Learning, 2nd ed., chapters 10 and 12.

    two-inputs:

    >>> model = WidePlusDeep(units=10)
    >>> model((tf.ones([4, 5]), tf.ones([4, 6]))).shape
    TensorShape([4, 1])
    """

    def __init__(self, units=30, **kwargs):
        super().__init__(**kwargs)
        self.wide = keras.layers.Dense(1)
        self.hidden1 = keras.layers.Dense(units, activation="relu")
        self.hidden2 = keras.layers.Dense(units, activation="relu")
        self.deep = keras.layers.Dense(1)

    def call(self, inputs):
        """Add up the two paths: (n, a) and (n, b) give (n, 1)."""
        wide_inputs, deep_inputs = inputs
        hidden = self.hidden2(self.hidden1(deep_inputs))
        return self.wide(wide_inputs) + self.deep(hidden)


def split_variables(model: keras.Model) -> tuple[list, list]:
    """Split the weights of a WidePlusDeep into the two paths.

    Args:
        model: a WidePlusDeep that was called, so that it has weights.

    Returns:
        The variables of the wide path and those of the deep path.

    >>> small = WidePlusDeep(units=3)
    >>> split_variables(small)
    ([], [])
    >>> small((tf.ones([2, 4]), tf.ones([2, 5]))).shape
    TensorShape([2, 1])
    >>> for path in split_variables(small):
    ...     print([tuple(variable.shape) for variable in path])
    [(4, 1), (1,)]
    [(5, 3), (3,), (3, 3), (3,), (3, 1), (1,)]
    """
    wide = model.wide.trainable_variables
    ids = {id(variable) for variable in wide}
    deep = [
        variable
        for variable in model.trainable_variables
        if id(variable) not in ids  #: ids
    ]
    return wide, deep


def make_two_optimizer_step(
    model: keras.Model,
    wide_optimizer: keras.optimizers.Optimizer,
    deep_optimizer: keras.optimizers.Optimizer,
    loss_fn: Callable,
) -> Callable:
    """Make a training step in which each path has its own optimizer.

    For weights of samples, validation and callbacks see TwoOptimizers.

    Args:
        model: a WidePlusDeep that was called, so that it has weights.
        wide_optimizer: optimizer of the wide path.
        deep_optimizer: optimizer of the deep path.
        loss_fn: takes labels and predictions, gives one loss.

    Returns:
        A TF function of inputs and labels that gives the loss.

    >>> pair, ones = (tf.ones([4, 5]), tf.ones([4, 6])), tf.ones([4, 1])
    >>> tiny, mse = WidePlusDeep(units=3), keras.losses.MeanSquaredError()
    >>> loss_before = mse(ones, tiny(pair))
    >>> for_wide, for_deep = make_sgd(), make_sgd()
    >>> tiny_step = make_two_optimizer_step(tiny, for_wide, for_deep, mse)
    >>> np.allclose(tiny_step(pair, ones), loss_before, rtol=1e-4)
    True
    >>> int(for_wide.iterations), int(for_deep.iterations)
    (1, 1)
    """
    wide, deep = split_variables(model)
    wide_optimizer.build(wide)
    deep_optimizer.build(deep)

    @tf.function
    def step(inputs, y_batch):
        with tf.GradientTape() as tape:
            main_loss = loss_fn(y_batch, model(inputs, training=True))
            loss = tf.add_n([main_loss] + model.losses)
        for_wide, for_deep = tape.gradient(loss, [wide, deep])  #: nested
        wide_optimizer.apply_gradients(zip(for_wide, wide))
        deep_optimizer.apply_gradients(zip(for_deep, deep))
        return loss

    return step


def scale_loss(optimizer, loss):
    """Multiply a loss by the scale that an optimizer wants for it.

    The smallest number above 0 in float16 is 6e-8. So that gradients do not
    fall below it, a ``LossScaleOptimizer`` has the loss multiplied first,
    and the gradients divided again. With others the loss stays as it is.

    Args:
        optimizer: a Keras optimizer.
        loss: a scalar tensor.

    Returns:
        The loss whose gradients are to be computed.

    >>> loss = tf.constant(0.5)
    >>> float(scale_loss(keras.optimizers.SGD(), loss))
    0.5
    >>> scaling = keras.mixed_precision.LossScaleOptimizer(
    ...     keras.optimizers.SGD())
    >>> scaling.build([tf.Variable(1.0)])
    >>> float(scale_loss(scaling, loss)) / 0.5
    32768.0
    """
    if hasattr(optimizer, "scale_loss"):  #: keras3
        return optimizer.scale_loss(loss)
    if hasattr(optimizer, "get_scaled_loss"):  #: keras2
        return optimizer.get_scaled_loss(loss)
    return loss


def unscale(optimizer, gradients):
    """Divide gradients again, where the optimizer does not do it itself.

    Args:
        optimizer: a Keras optimizer.
        gradients: a list of gradients of a loss from ``scale_loss``.

    Returns:
        The list that ``apply_gradients`` of this optimizer expects.

    >>> weight = tf.Variable(3.0)
    >>> scaling = keras.mixed_precision.LossScaleOptimizer(
    ...     keras.optimizers.SGD(learning_rate=0.1))
    >>> scaling.build([weight])
    >>> with tf.GradientTape() as tape:
    ...     loss = scale_loss(scaling, weight ** 2)
    >>> gradients = unscale(scaling, tape.gradient(loss, [weight]))
    >>> _ = scaling.apply_gradients(zip(gradients, [weight]))
    >>> round(float(weight), 3)
    2.4
    """
    if hasattr(optimizer, "get_unscaled_gradients"):  #: keras2
        return optimizer.get_unscaled_gradients(gradients)
    return gradients


class StepByHand:
    """A training step written by hand, for any Keras model.

    A class that names it before the model, as Tracked does, has this step.
    What ``compile()`` and ``fit()`` offer works as before: metrics, weights
    of samples and classes, validation, mixed precision.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12; the step is
    one that runs in Keras 2 and in Keras 3.

    subclass:

    >>> class Line(StepByHand, keras.Model):
    ...     def __init__(self, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.dense = keras.layers.Dense(1)
    ...
    ...     def call(self, inputs):
    ...         return self.dense(inputs)
    >>> X, y = make_housing(200)
    >>> line = Line()
    >>> line.compile(loss="mse", optimizer=make_sgd())
    >>> sorted(line.fit(X, y, validation_data=(X, y), verbose=0).history)
    ['loss', 'val_loss']
    """

    @functools.cached_property  #: cached
    def loss_mean(self):
        """The mean loss since the last reset."""
        return keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        """The metrics that are reset before an epoch; one is the loss."""
        return [  #: metrics
            self.loss_mean,
            *(metric for metric in super().metrics if metric.name != "loss"),
        ]

    def train_step(self, data):
        """Train on one batch; gives all metrics since the last reset."""
        X, y, weights = keras.utils.unpack_x_y_sample_weight(data)  #: unpack
        with tf.GradientTape() as tape:
            y_pred = self(X, training=True)
            loss = self.compute_loss(  #: compute
                x=X, y=y, y_pred=y_pred, sample_weight=weights
            )
            scaled = scale_loss(self.optimizer, loss)  #: scale
        variables = self.trainable_variables
        gradients = tape.gradient(scaled, variables)
        self.optimizer.apply_gradients(
            zip(unscale(self.optimizer, gradients), variables)
        )
        return self.log(loss, X, y, y_pred, weights)

    def test_step(self, data):
        """Measure one batch for evaluate() and for the validation."""
        X, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        y_pred = self(X, training=False)
        loss = self.compute_loss(x=X, y=y, y_pred=y_pred, sample_weight=weights)
        return self.log(loss, X, y, y_pred, weights)

    def log(self, loss, X, y, y_pred, weights):
        """Take a batch into the metrics, and give what they say so far."""
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        self.loss_mean.update_state(  #: rows
            replicas * loss, sample_weight=tf.shape(y_pred)[0]
        )
        return self.compute_metrics(X, y, y_pred, weights)


class Tracked(StepByHand, keras.Model):
    """A model of inputs and outputs whose fit() takes a step by hand.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    tracked:

    >>> X, y = make_housing(1000)
    >>> tracked = Tracked(*linear_graph())
    >>> tracked.compile(loss="mse", optimizer=make_sgd())
    >>> plain = make_linear()
    >>> plain.compile(loss="mse", optimizer=make_sgd())
    >>> by_hand = tracked.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> by_keras = plain.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> tracked_losses = by_hand.history["loss"]
    >>> np.allclose(tracked_losses, by_keras.history["loss"], rtol=1e-4)
    True
    >>> print([f"{loss:.3f}" for loss in tracked_losses])
    ['0.974', '0.148', '0.147']

    all-of-fit:

    >>> for model in (Tracked(*linear_graph()), make_linear()):
    ...     model.compile(loss="mse", optimizer=make_sgd(),
    ...                   weighted_metrics=["mae"])
    ...     history = model.fit(
    ...         X, y, sample_weight=np.linspace(0, 2, 1000), epochs=2,
    ...         shuffle=False, validation_split=0.2, verbose=0).history
    ...     for name in sorted(history):
    ...         print(name, [f"{value:.3f}" for value in history[name]])
    loss ['1.094', '0.120']
    mae ['0.933', '0.298']
    val_loss ['0.413', '0.289']
    val_mae ['0.371', '0.307']
    loss ['1.094', '0.120']
    mae ['0.933', '0.298']
    val_loss ['0.413', '0.289']
    val_mae ['0.371', '0.307']

    eager:

    >>> X, y = make_housing(1000)
    >>> eager_model = Tracked(*linear_graph())
    >>> eager_model.compile(loss="mse", optimizer=make_sgd(),
    ...                     run_eagerly=True)
    >>> eager_fit = eager_model.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> np.allclose(eager_fit.history["loss"], tracked_losses, rtol=1e-4)
    True

    several:

    >>> several = make_linear()
    >>> several.compile(loss="mse", optimizer=make_sgd(),
    ...                 steps_per_execution=8)
    >>> several_fit = several.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> np.allclose(several_fit.history["loss"], tracked_losses, rtol=1e-4)
    True
    """


class Bare(keras.Model):
    """A train_step without a metric of its own: mind what it logs.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    bare:

    >>> X, y = make_housing(1000)
    >>> bare = Bare(*linear_graph())
    >>> bare.compile(optimizer=make_sgd())
    >>> logged = bare.fit(X, y, shuffle=False, verbose=0).history["loss"]
    >>> bool(np.mean((y - bare(X)) ** 2) < 0.2)
    True
    >>> (logged == [0.0]) == keras.__version__.startswith("3.")
    True

    no-test-step:

    >>> class OnlyTrains(StepByHand, keras.Model):
    ...     test_step = keras.Model.test_step
    >>> half = OnlyTrains(*linear_graph())
    >>> half.compile(loss="mse", optimizer=make_sgd())
    >>> stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=1)
    >>> half.fit(X, y, epochs=10, validation_data=(X, y), callbacks=[stop],
    ...          verbose=0).history["val_loss"]
    [0.0, 0.0]
    """

    def train_step(self, data):
        """Train on one batch; gives the loss of this batch alone."""
        X_batch, y_batch = data
        with tf.GradientTape() as tape:
            y_pred = self(X_batch, training=True)
            loss = tf.reduce_mean(tf.square(y_batch - y_pred))
        variables = self.trainable_variables
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply_gradients(zip(gradients, variables))
        return {"loss": loss}  #: bare


class CompiledLoss(keras.Model):
    """A train_step as it was written for Keras 2: mind what it reports.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    compiled-loss:

    >>> def always_three():
    ...     inputs = keras.Input((8,))
    ...     three = keras.initializers.Constant(3.0)
    ...     return inputs, keras.layers.Dense(
    ...         1, kernel_initializer="zeros", bias_initializer=three)(inputs)
    >>> ones, fives = np.ones((4, 8)), np.full((4, 1), 5.0)
    >>> def logged(model):
    ...     model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.0),
    ...                   metrics=["mae"])
    ...     history = model.fit(ones, fives, verbose=0).history
    ...     return {name: history[name] for name in sorted(history)}
    >>> logged(CompiledLoss(*always_three()))
    UserWarning: `model.compiled_loss()` is deprecated. Instead, use `model.compute_loss(x, y, y_pred, sample_weight, training)`.
    UserWarning: `model.compiled_metrics()` is deprecated. Instead, use e.g.:
    ```
    for metric in self.metrics:
        metric.update_state(y, y_pred)
    ```
    <BLANKLINE>
    {'loss': [3.0], 'mae': [2.0]}
    Keras 2 (it keeps the two apart):
    {'loss': [4.0], 'mae': [2.0]}

    compiled-loss-plain:

    >>> logged(keras.Model(*always_three()))
    {'loss': [4.0], 'mae': [2.0]}

    compiled-loss-advice:

    >>> labels, predictions = tf.fill([4, 1], 5.0), tf.fill([4, 1], 3.0)
    >>> loss_mean = keras.metrics.Mean(name="loss")
    >>> _ = loss_mean.update_state(labels, predictions)
    >>> float(loss_mean.result())
    5.0

    compiled-loss-today:

    >>> logged(Tracked(*always_three()))
    {'loss': [4.0], 'mae': [2.0]}

    compiled-loss-twice:

    >>> inputs = keras.Input((1,))
    >>> half = CompiledLoss(inputs, keras.layers.Dense(
    ...     1, kernel_initializer="ones",
    ...     kernel_regularizer=keras.regularizers.L2(0.5))(inputs))
    >>> half.compile(loss="mse")
    >>> [float(loss) for loss in half.losses]
    [0.5]
    >>> float(half.compiled_loss(labels, predictions))
    4.5
    Keras 2 (there it leaves out the losses of the layers):
    4.0
    """

    def train_step(self, data):
        """Train on one batch; gives what the metrics say."""
        X_batch, y_batch = data
        with tf.GradientTape() as tape:
            y_pred = self(X_batch, training=True)
            loss = self.compiled_loss(  #: loss
                y_batch, y_pred, regularization_losses=self.losses
            )
        variables = self.trainable_variables
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply_gradients(zip(gradients, variables))
        self.compiled_metrics.update_state(y_batch, y_pred)  #: update
        return {metric.name: metric.result() for metric in self.metrics}


class TwoOptimizers(StepByHand, WidePlusDeep):
    """Wide & Deep with an optimizer for each path, trained by fit().

    ``model.optimizer``, which callbacks such as ReduceLROnPlateau change,
    is the deep one. The optimizers are not saved with the model, which has
    to be compiled again after loading.

    Args:
        **kwargs: as for WidePlusDeep.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    train-step:

    >>> X, y = make_housing(1000)
    >>> inputs = (X[:, :5], X[:, 2:])
    >>> keras.utils.set_random_seed(42)
    >>> model = TwoOptimizers()
    >>> model.compile(loss="mse", metrics=["mae"],
    ...               wide_optimizer=keras.optimizers.Ftrl(learning_rate=0.05),
    ...               deep_optimizer=keras.optimizers.Nadam(learning_rate=0.01))
    >>> history = model.fit(inputs, y, epochs=5, verbose=0,
    ...                     validation_split=0.2).history
    >>> sorted(history)
    ['loss', 'mae', 'val_loss', 'val_mae']
    >>> history["loss"][-1] < history["loss"][0] / 3
    True
    >>> history["val_loss"][-1] < 1
    True

    loaded:

    >>> path = os.path.join(tempfile.mkdtemp(), "two.keras")
    >>> model.save(path)
    >>> loaded = keras.models.load_model(
    ...     path, custom_objects={"TwoOptimizers": TwoOptimizers})
    >>> np.allclose(loaded.predict(inputs, verbose=0),
    ...             model.predict(inputs, verbose=0), atol=1e-5)
    True
    >>> loaded.fit(inputs, y, verbose=0)
    Traceback (most recent call last):
        ...
    ValueError: You must call `compile()` before using the model.
    Keras 2 (each says it in words of its own):
    Traceback (most recent call last):
        ...
    RuntimeError: You must compile your model before training/testing. Use `model.compile(optimizer, loss)`.
    """

    def compile(self, wide_optimizer, deep_optimizer, **kwargs):
        """Take an optimizer for each path; the rest goes to Keras."""
        super().compile(optimizer=deep_optimizer, **kwargs)
        if self.optimizer is not deep_optimizer:  #: wrapped
            wide_optimizer = type(self.optimizer)(wide_optimizer)
        self.wide_optimizer = wide_optimizer

    def get_compile_config(self):
        """Save nothing of compile(): it does not know both optimizers."""
        return None

    def train_step(self, data):
        """Train both paths on one batch; gives all metrics so far."""
        inputs, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        optimizers = self.wide_optimizer, self.optimizer
        with tf.GradientTape(persistent=True) as tape:
            y_pred = self(inputs, training=True)
            loss = self.compute_loss(
                x=inputs, y=y, y_pred=y_pred, sample_weight=weights
            )
            scaled = [scale_loss(each, loss) for each in optimizers]  #: each
        for optimizer, goal, path in zip(
            optimizers, scaled, split_variables(self)
        ):
            gradients = unscale(optimizer, tape.gradient(goal, path))
            optimizer.apply_gradients(zip(gradients, path))
        return self.log(loss, inputs, y, y_pred, weights)


class SmallPredictions(keras.Model):
    """A model that also wants its predictions to be small.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    compute-loss:

    >>> X, y = make_housing(1000)
    >>> small = SmallPredictions(*linear_graph())
    >>> small.compile(loss="mse", optimizer=make_sgd())
    >>> _ = small.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> usual = make_linear()
    >>> usual.compile(loss="mse", optimizer=make_sgd())
    >>> _ = usual.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> bool(np.mean(small.predict(X, verbose=0) ** 2)
    ...      < np.mean(usual.predict(X, verbose=0) ** 2))
    True

    compute-loss-same:

    >>> def small_mse(y_true, y_pred):
    ...     return (tf.reduce_mean(tf.square(y_true - y_pred))
    ...             + 0.1 * tf.reduce_mean(tf.square(y_pred)))
    >>> same = make_linear()
    >>> same.compile(loss=small_mse, optimizer=make_sgd())
    >>> _ = same.fit(X, y, epochs=3, shuffle=False, verbose=0)
    >>> np.allclose(small.predict(X, verbose=0),
    ...             same.predict(X, verbose=0), atol=1e-3)
    True
    """

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, **kwargs
    ):
        """Give the loss of compile() plus 0.1 times the mean square."""
        loss = super().compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, **kwargs
        )
        penalty = 0.1 * mean_of(tf.square(y_pred))
        return loss + tf.cast(penalty, loss.dtype)


class LossOfInputs(keras.Model):
    """A model in whose loss a row counts as much as its first feature.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    loss-of-inputs:

    >>> rows, zeros = np.ones((4, 8)), np.zeros((4, 1))
    >>> rows[:, 0] = [1, 2, 3, 4]
    >>> inputs = keras.Input((8,))
    >>> by_feature = LossOfInputs(inputs, keras.layers.Dense(
    ...     1, kernel_initializer="zeros", bias_initializer="ones")(inputs))
    >>> by_feature.compile(loss="mse", optimizer=keras.optimizers.SGD(0.0),
    ...                    weighted_metrics=[])
    >>> by_feature.evaluate(rows, zeros, verbose=0)
    2.5
    >>> by_feature.fit(rows, zeros, verbose=0).history
    {'loss': [2.5]}

    loss-of-inputs-weights:

    >>> by_feature.evaluate(rows, zeros, verbose=0,
    ...                     sample_weight=np.array([1.0, 0.0, 0.0, 0.0]))
    0.25
    """

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, **kwargs
    ):
        """Give the loss of compile(), weighted by the first feature."""
        weights = x[:, 0]
        if sample_weight is not None:
            weights *= tf.reshape(tf.cast(sample_weight, weights.dtype), [-1])
        return super().compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=weights, **kwargs
        )


class ClippedStep(StepByHand, keras.Model):
    """A step that clips the gradients all together before the update.

    Args:
        *args, **kwargs: as for ``keras.Model``: inputs and outputs.

    exercise-1:

    >>> X, y = make_housing(1000)
    >>> keras.utils.set_random_seed(42)
    >>> clipped = ClippedStep(*linear_graph())
    >>> clipped.compile(loss="mse", optimizer=make_sgd())
    >>> by_hand = clipped.fit(X, y, shuffle=False, verbose=0).history
    >>> inside = make_linear()
    >>> inside.compile(loss="mse", optimizer=keras.optimizers.SGD(
    ...     learning_rate=0.05, global_clipnorm=1.0))
    >>> by_optimizer = inside.fit(X, y, shuffle=False, verbose=0).history
    >>> np.allclose(by_hand["loss"], by_optimizer["loss"], rtol=1e-4)
    True
    """

    def train_step(self, data):
        """Train on one batch, with gradients of a length of at most 1."""
        X, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(X, training=True)
            loss = self.compute_loss(
                x=X, y=y, y_pred=y_pred, sample_weight=weights
            )
            scaled = scale_loss(self.optimizer, loss)
            limit = scale_loss(self.optimizer, tf.constant(1.0))
        variables = self.trainable_variables
        gradients = tape.gradient(scaled, variables)
        gradients, _ = tf.clip_by_global_norm(gradients, limit)
        self.optimizer.apply_gradients(
            zip(unscale(self.optimizer, gradients), variables)
        )
        return self.log(loss, X, y, y_pred, weights)


def draw_wide_and_deep() -> plt.Figure:
    """Draw the two paths, and which optimizer trains which.

    Returns:
        The figure.

    paths:

    >>> draw_wide_and_deep()
    <Figure size 640x360 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")

    def box(x, y, text, color, width=2.0):
        corner = x - width / 2, y - 0.35
        _draw_tile(axes, corner, (width, 0.7), color, text)

    axes.add_patch(
        plt.Rectangle(
            (0.1, 0.9), 2.8, 1.9, fill=False, linestyle="--", edgecolor="C1"
        )
    )
    axes.text(0.2, 2.45, "wide_optimizer", va="center", color="C1")
    axes.add_patch(
        plt.Rectangle(
            (3.4, 0.9), 2.8, 3.9, fill=False, linestyle="--", edgecolor="C0"
        )
    )
    axes.text(6.1, 4.47, "deep_optimizer", va="center", ha="right", color="C0")
    box(1.5, 0.3, "wide inputs", "C2")
    box(4.8, 0.3, "deep inputs", "C2")
    box(1.5, 1.6, "wide", "C1")
    for y, name in ((1.6, "hidden1"), (2.7, "hidden2"), (3.8, "deep")):
        box(4.8, y, name, "C0")
    box(3.15, 5.5, "+", "C3", width=0.8)
    _draw_arrow(axes, (1.5, 0.65), (1.5, 1.25), "C1")
    _draw_arrow(axes, (1.9, 1.95), (3.0, 5.15), "C1")
    for low, high in ((0.65, 1.25), (1.95, 2.35), (3.05, 3.45)):
        _draw_arrow(axes, (4.8, low), (4.8, high), "C0")
    _draw_arrow(axes, (4.2, 4.15), (3.4, 5.15), "C0")
    axes.set(xlim=(0, 6.4), ylim=(-0.2, 6.0))
    axes.axis("off")
    return figure


__test__ = {
    "steps": """
eager-or-graph:

>>> X, y = make_housing(1000)
>>> loss_fn = keras.losses.MeanSquaredError()
>>> eager_step = make_step(make_linear(), make_sgd(), loss_fn)
>>> graph_step = tf.function(
...     make_step(make_linear(), make_sgd(), loss_fn))
>>> eager = [float(eager_step(*batch)) for batch in ordered_batches(X, y)]
>>> graph = [float(graph_step(*batch)) for batch in ordered_batches(X, y)]
>>> np.allclose(eager, graph, rtol=1e-4)
True
>>> print(f"{graph[0]:.3f} {graph[-1]:.3f}")
5.093 0.159

traces:

>>> def count_traces(build_first):
...     model = make_linear()
...     optimizer = keras.optimizers.Adam(learning_rate=0.01)
...     if build_first:
...         optimizer.build(model.trainable_variables)
...     step = tf.function(make_step(model, optimizer, loss_fn))
...     for X_batch, y_batch in ordered_batches(X, y):
...         loss = step(X_batch, y_batch)
...     return step.experimental_get_tracing_count()
>>> count_traces(build_first=False)
3
>>> count_traces(build_first=True)
2

second-optimizer:

>>> model = make_linear()
>>> optimizers = [keras.optimizers.Adam(learning_rate=0.01),
...               keras.optimizers.Adam(learning_rate=0.01)]
>>> @tf.function
... def switching_step(X_batch, y_batch, which):
...     return make_step(model, optimizers[which], loss_fn)(
...         X_batch, y_batch)
>>> loss = switching_step(X[:32], y[:32], 0)
>>> try:
...     loss = switching_step(X[:32], y[:32], 1)
... except ValueError as error:
...     print("singleton" in str(error))
True

second-built:

>>> optimizers[1] = keras.optimizers.Adam(learning_rate=0.01)
>>> optimizers[1].build(model.trainable_variables)
>>> loss = switching_step(X[:32], y[:32], 1)
>>> bool(loss > 0)
True

epoch:

>>> model, optimizer = make_linear(), make_sgd()
>>> optimizer.build(model.trainable_variables)
>>> step = make_step(model, optimizer, loss_fn)
>>> mean_loss = keras.metrics.Mean(name="loss")
>>> @tf.function
... def run_epoch(dataset):
...     for X_batch, y_batch in dataset:
...         loss = step(X_batch, y_batch)
...         mean_loss.update_state(
...             loss, sample_weight=tf.shape(X_batch)[0])
>>> dataset = tf.data.Dataset.from_tensor_slices((X, y)).batch(32)
>>> for epoch in range(3):
...     run_epoch(dataset)
...     print(f"{float(mean_loss.result()):.3f}")
...     mean_loss.reset_state()
0.974
0.148
0.147
>>> run_epoch.experimental_get_tracing_count()
1

split:

>>> inputs = (X[:, :5], X[:, 2:])
>>> keras.utils.set_random_seed(42)
>>> wide_and_deep = WidePlusDeep()
>>> wide_and_deep(inputs).shape
TensorShape([1000, 1])
>>> wide, deep = split_variables(wide_and_deep)
>>> len(wide), len(deep), len(wide_and_deep.trainable_variables)
(2, 6, 8)

not-in:

>>> [v for v in wide_and_deep.trainable_variables if v not in wide]
Traceback (most recent call last):
    ...
ValueError: The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()

two-step:

>>> two_step = make_two_optimizer_step(
...     wide_and_deep, keras.optimizers.Ftrl(learning_rate=0.05),
...     keras.optimizers.Nadam(learning_rate=0.01), loss_fn)
>>> losses = [float(two_step(inputs, y)) for _ in range(50)]
>>> losses[-1] < losses[0] / 3
True

own-part:

>>> still = make_two_optimizer_step(
...     wide_and_deep, make_sgd(), keras.optimizers.SGD(learning_rate=0.0),
...     loss_fn)
>>> before = wide_and_deep.get_weights()
>>> _ = still(inputs, y)
>>> changed = [not np.array_equal(old, new) for old, new in
...            zip(before, wide_and_deep.get_weights())]
>>> sum(changed), len(changed)
(2, 8)

one-for-both:

>>> adam = keras.optimizers.Adam(learning_rate=0.1)
>>> first, second = tf.Variable(1.0), tf.Variable(1.0)
>>> adam.build([first])
>>> try:
...     adam.apply_gradients([(tf.constant(1.0), second)])
... except (KeyError, ValueError):
...     print("refused")
refused

built-with-both:

>>> adam = keras.optimizers.Adam(learning_rate=0.1)
>>> adam.build([first, second])
>>> for variable in (first, second):
...     _ = adam.apply_gradients([(tf.constant(1.0), variable)])
>>> print(f"{float(first):.4f} {float(second):.4f}", int(adam.iterations))
0.9000 0.9256 2

exercise-2:

>>> X, y = make_housing(1000)
>>> whole_batches = [(X_batch, y_batch)
...                  for X_batch, y_batch in ordered_batches(X, y)
...                  if len(X_batch) == 32]
>>> model, optimizer = make_linear(), make_sgd()
>>> optimizer.build(model.trainable_variables)
>>> step = tf.function(make_step(model, optimizer, loss_fn))
>>> losses = [float(step(*batch)) for batch in whole_batches]
>>> len(losses), step.experimental_get_tracing_count()
(31, 1)
>>> spec = [tf.TensorSpec([None, 8]), tf.TensorSpec([None, 1])]
>>> any_size = tf.function(make_step(model, optimizer, loss_fn),
...                        input_signature=spec)
>>> losses = [float(any_size(*batch)) for batch in ordered_batches(X, y)]
>>> len(losses), any_size.experimental_get_tracing_count()
(32, 1)
"""
}
