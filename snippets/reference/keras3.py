"""From Keras 2 to Keras 3: what breaks, and what to write instead.

Each example is first written as books from the days of Keras 2 write it, then
as it works in both. Where the two generations differ, both results stand in
the docstring.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, and lecture notes
written for TensorFlow 2.0 to 2.15.
"""

import contextlib
import inspect
import io
import logging
import tempfile
import warnings

import keras
import numpy as np
import tensorflow as tf

from snippets.custom.internals import mean_of
from snippets.custom.steps import StepByHand

RENAMED = (
    ("tf.keras.losses.mean_squared_error", "keras.losses.mean_squared_error"),
    ("tf.keras.losses.mean_absolute_error", "keras.losses.mean_absolute_error"),
    ("tf.keras.saving", "keras.saving"),
    ("keras.losses.Reduction", ""),
    ("keras.backend.square", "tf.square"),
    ("keras.backend.sum", "tf.reduce_sum"),
    ("keras.backend.mean", "tf.reduce_mean"),
    ("keras.backend.get_value", "tf.convert_to_tensor"),
    ("keras.backend.set_value", "tf.Variable.assign"),
    ("keras.backend.learning_phase", ""),
    ("keras.layers.experimental", "keras.layers.Normalization"),
    ("keras.experimental", ""),
    ("keras.optimizers.legacy.Nadam", "keras.optimizers.Nadam"),
    ("keras.preprocessing.text", "keras.layers.TextVectorization"),
    (
        "keras.preprocessing.image.ImageDataGenerator",
        "keras.utils.image_dataset_from_directory",
    ),
    ("keras.Model.fit_generator", "keras.Model.fit"),
    ("keras.Model.reset_states", ""),
    ("keras.layers.Layer.add_update", ""),
    ("keras.layers.Layer.updates", ""),
    ("keras.layers.Layer.dynamic", ""),
    ("tf.estimator", "keras.Model"),
)


def looked_up(name):
    """What Python says of a dotted name that begins with ``keras`` or ``tf``.

    Args:
        name: such as ``"keras.losses.Huber"``.

    Returns:
        That the name is there, or the error that using it raises.

    removed-names:

    >>> for old, new in RENAMED:
    ...     print(looked_up(old))
    AttributeError: module 'keras._tf_keras.keras.losses' has no attribute
    'mean_squared_error'
    AttributeError: module 'keras._tf_keras.keras.losses' has no attribute
    'mean_absolute_error'
    AttributeError: module 'keras._tf_keras.keras' has no attribute 'saving'
    AttributeError: module 'keras.losses' has no attribute 'Reduction'
    AttributeError: module 'keras.backend' has no attribute 'square'
    AttributeError: module 'keras.backend' has no attribute 'sum'
    AttributeError: module 'keras.backend' has no attribute 'mean'
    AttributeError: module 'keras.backend' has no attribute 'get_value'
    AttributeError: module 'keras.backend' has no attribute 'set_value'
    AttributeError: module 'keras.backend' has no attribute 'learning_phase'
    AttributeError: module 'keras.layers' has no attribute 'experimental'
    AttributeError: module 'keras' has no attribute 'experimental'
    AttributeError: module 'keras.optimizers.legacy' has no attribute
    'Nadam'
    AttributeError: module 'keras.preprocessing' has no attribute 'text'
    AttributeError: module 'keras.preprocessing.image' has no attribute
    'ImageDataGenerator'
    AttributeError: type object 'Model' has no attribute 'fit_generator'
    AttributeError: type object 'Model' has no attribute 'reset_states'
    AttributeError: type object 'Layer' has no attribute 'add_update'
    AttributeError: type object 'Layer' has no attribute 'updates'
    AttributeError: type object 'Layer' has no attribute 'dynamic'
    AttributeError: module 'tensorflow' has no attribute 'estimator'
    Keras 2 (what Keras 3 or TensorFlow 2.21 has removed was there in 2.15):
    tf.keras.losses.mean_squared_error is there
    tf.keras.losses.mean_absolute_error is there
    tf.keras.saving is there
    keras.losses.Reduction is there
    keras.backend.square is there
    keras.backend.sum is there
    keras.backend.mean is there
    keras.backend.get_value is there
    keras.backend.set_value is there
    keras.backend.learning_phase is there
    keras.layers.experimental is there
    keras.experimental is there
    keras.optimizers.legacy.Nadam is there
    keras.preprocessing.text is there
    keras.preprocessing.image.ImageDataGenerator is there
    keras.Model.fit_generator is there
    keras.Model.reset_states is there
    keras.layers.Layer.add_update is there
    keras.layers.Layer.updates is there
    keras.layers.Layer.dynamic is there
    tf.estimator is there

    kept-in-tf:

    >>> for name in ("backend.square", "losses.Reduction",
    ...              "preprocessing.image.ImageDataGenerator"):
    ...     print(looked_up(f"tf.keras.{name}"))
    tf.keras.backend.square is there
    tf.keras.losses.Reduction is there
    tf.keras.preprocessing.image.ImageDataGenerator is there

    new-names:

    >>> for old, new in RENAMED:
    ...     if new:
    ...         print(looked_up(new))
    keras.losses.mean_squared_error is there
    keras.losses.mean_absolute_error is there
    keras.saving is there
    tf.square is there
    tf.reduce_sum is there
    tf.reduce_mean is there
    tf.convert_to_tensor is there
    tf.Variable.assign is there
    keras.layers.Normalization is there
    keras.optimizers.Nadam is there
    keras.layers.TextVectorization is there
    keras.utils.image_dataset_from_directory is there
    keras.Model.fit is there
    keras.Model is there
    """
    first, *rest = name.split(".")
    found = {"keras": keras, "tf": tf}[first]
    for attribute in rest:
        try:
            found = getattr(found, attribute)
        except AttributeError as error:
            return f"AttributeError: {error}"
    return f"{name} is there"


class Twice(keras.layers.Layer):
    """Puts the features of each row twice, side by side: (n, k) to (n, 2k).

    Source: the place of ``MyDense`` in chapter 12; only what has to do with
    shapes is left.

    old:

    >>> class OldTwice(keras.layers.Layer):
    ...     def call(self, X):
    ...         return tf.concat([X, X], axis=-1)
    ...
    ...     def compute_output_shape(self, batch_input_shape):
    ...         shape = batch_input_shape.as_list()
    ...         return tf.TensorShape(shape[:-1] + [2 * shape[-1]])
    >>> OldTwice()(tf.ones([2, 3])).shape
    TensorShape([2, 6])
    >>> OldTwice()(keras.Input(shape=[3])).shape[-1]
    Traceback (most recent call last):
        ...
    AttributeError: Exception encountered when calling OldTwice.call().
    'tuple' object has no attribute 'as_list' ...
    Keras 2 (Keras 3 calls the method, with a tuple; Keras 2 does not call it here):
    6

    today:

    >>> Twice()(keras.Input(shape=[3])).shape[-1]
    6
    """

    def call(self, X):
        """The features twice."""
        return tf.concat([X, X], axis=-1)

    def compute_output_shape(self, batch_input_shape):
        """The shape of the output, as a tuple."""
        *rest, size = tuple(batch_input_shape)
        return (*rest, 2 * size)


class Sum(keras.layers.Layer):
    """Adds two inputs, which broadcast. Its shape is left to Keras.

    old:

    >>> class OldSum(keras.layers.Layer):
    ...     def call(self, X):
    ...         return X[0] + X[1]
    ...
    ...     def compute_output_shape(self, batch_input_shapes):
    ...         return batch_input_shapes[0]
    >>> column, row = keras.Input(shape=[3, 1]), keras.Input(shape=[1, 4])
    >>> tuple(OldSum()([column, row]).shape)
    (None, 3, 1)
    Keras 2 (Keras 3 believes compute_output_shape; Keras 2 finds the shape itself):
    (None, 3, 4)
    >>> OldSum()([tf.ones([2, 3, 1]), tf.ones([2, 1, 4])]).shape
    TensorShape([2, 3, 4])

    today:

    >>> tuple(Sum()([column, row]).shape)
    (None, 3, 4)

    sequential:

    >>> keras.Sequential([Sum()])(tf.ones([3, 2]))
    Traceback (most recent call last):
        ...
    OperatorNotAllowedInGraphError: Exception encountered when calling
    Sum.call(). Could not automatically infer the output shape / dtype of
    'sum...' (of type Sum). Either the `Sum.call()` method is incorrect, or
    you need to implement the `Sum.compute_output_spec() /
    compute_output_shape()` method. Error encountered: Iterating over a
    symbolic `tf.Tensor` is not allowed. You can attempt the following ...
    Keras 2 (one tensor is not two; the generations notice it at different places):
    Traceback (most recent call last):
        ...
    ValueError: Exception encountered when calling layer 'sum...' (type
    Sum). too many values to unpack (expected 2) ...
    >>> keras.Sequential([Sum()])([tf.ones([3, 2]), tf.ones([3, 2])]).shape
    TensorShape([3, 2])
    """

    def call(self, X):
        """The sum of the two inputs of the list."""
        a, b = X
        return a + b


class Scale(keras.layers.Layer):
    """Multiplies each feature by a weight of its own, made by add_weight().

    old:

    >>> class OldScale(keras.layers.Layer):
    ...     def build(self, batch_input_shape):
    ...         size = int(batch_input_shape[-1])
    ...         self.scale = self.add_weight("scale", shape=[size])
    >>> OldScale().build((None, 3))
    Traceback (most recent call last):
        ...
    ValueError: `name` must be passed as a keyword argument. Received:
    add_weight('scale', ...). Use: add_weight(shape=..., name='scale').
    Keras 2 (the first parameter was the name and is now the shape):

    old-variable:

    >>> class OldScale(keras.layers.Layer):
    ...     def build(self, batch_input_shape):
    ...         self.scale = tf.Variable(tf.ones(batch_input_shape[-1]))
    >>> layer = OldScale()
    >>> layer.build((None, 3))
    >>> len(layer.trainable_variables)
    0
    Keras 2 (Keras 3 finds only variables of its own):
    1

    today:

    >>> layer = Scale()
    >>> layer(tf.ones([2, 3])).shape
    TensorShape([2, 3])
    >>> len(layer.trainable_variables)
    1
    """

    def build(self, batch_input_shape):
        """Make the weights, one for each feature."""
        self.scale = self.add_weight(
            name="scale", shape=(batch_input_shape[-1],), initializer="ones"
        )

    def call(self, X):
        """The inputs times the weights."""
        return X * self.scale


class Total(keras.metrics.Metric):
    """The sum of all values seen, as a metric.

    Source: ``HuberMetric`` of chapter 12, shortened.

    old:

    >>> class OldTotal(keras.metrics.Metric):
    ...     def __init__(self, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.total = self.add_weight("total", initializer="zeros")
    ...
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.total.assign_add(tf.reduce_sum(y_pred))
    ...
    ...     def result(self):
    ...         return self.total
    >>> float(OldTotal()([0.0, 0.0], [3.0, 4.0]))
    Traceback (most recent call last):
        ...
    ValueError: Cannot convert 'total' to a shape. Found invalid dimension
    't' of type '<class 'str'>'.
    Keras 2 (the first parameter was the name and is now the shape):
    7.0

    today:

    >>> total = Total()
    >>> float(total([0.0, 0.0], [3.0, 4.0])), float(total([0.0], [5.0]))
    (7.0, 12.0)
    """

    def __init__(self, **kwargs):
        """Begin with zero."""
        super().__init__(**kwargs)
        self.total = self.add_weight(
            name="total", shape=(), initializer="zeros"
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add up the predictions, one a row, each times its weight."""
        values = tf.reshape(tf.cast(y_pred, self.dtype), [-1])
        if sample_weight is not None:
            values *= tf.reshape(tf.cast(sample_weight, self.dtype), [-1])
        self.total.assign_add(tf.reduce_sum(values))

    def result(self):
        """The sum so far."""
        return tf.convert_to_tensor(self.total)


class Gate(keras.layers.Layer):
    """Passes a batch on when its sum is positive, else its negative.

    old:

    >>> class OldGate(keras.layers.Layer):
    ...     def call(self, X):
    ...         if tf.reduce_sum(X) > 0:
    ...             return X
    ...         return -X
    >>> OldGate()(tf.constant([[-1.0, -2.0]]))
    <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]],
    dtype=float32)>
    >>> OldGate()(keras.Input(shape=[2])).shape[-1]
    Traceback (most recent call last):
        ...
    OperatorNotAllowedInGraphError: Exception encountered when calling
    OldGate.call(). Could not automatically infer the output shape / dtype
    of 'old_gate...' (of type OldGate). Either the `OldGate.call()` method
    is incorrect, or you need to implement the
    `OldGate.compute_output_spec() / compute_output_shape()` method. Error
    encountered: Using a symbolic `tf.Tensor` as a Python `bool` is not
    allowed. ...
    Keras 2 (AutoGraph rewrites call() in Keras 2, but not in Keras 3):
    2

    today:

    >>> model = keras.Sequential([keras.Input(shape=[2]), Gate()])
    >>> model.predict(tf.constant([[-1.0, -2.0]]), verbose=0).tolist()
    [[1.0, 2.0]]
    """

    def call(self, X):
        """The inputs, turned round when their sum is not positive."""
        return tf.cond(tf.reduce_sum(X) > 0, lambda: X, lambda: -X)


class Penalized(keras.Model):
    """Adds a loss from inside, and reports it as a metric.

    Source: ``ReconstructingRegressor`` of chapter 12, shortened.

    add-metric:

    >>> class OldPenalty(keras.layers.Layer):
    ...     def call(self, X):
    ...         size = tf.reduce_mean(tf.square(X))
    ...         self.add_loss(size)
    ...         self.add_metric(size, name="size")
    ...         return X
    >>> OldPenalty()(tf.ones([1, 2])).shape
    Traceback (most recent call last):
        ...
    NotImplementedError: Exception encountered when calling
    OldPenalty.call(). Layer `add_metric()` method is deprecated. Add your
    metric in `Model.compile(metrics=[...])`, or create metric trackers in
    init() or build() when subclassing the layer or model, then call
    `metric.update_state()` whenever necessary. ...
    Keras 2 (layers of Keras 3 have no add_metric()):
    TensorShape([1, 2])
    >>> keras.layers.Layer().add_metric(tf.constant(1.0))
    Traceback (most recent call last):
        ...
    NotImplementedError: Layer `add_metric()` method is deprecated. Add your
    metric in `Model.compile(metrics=[...])`, or create metric trackers in
    init() or build() when subclassing the layer or model, then call
    `metric.update_state()` whenever necessary.
    Keras 2 (Keras 2 wants a name):
    Traceback (most recent call last):
        ...
    ValueError: Please provide a name for your metric like
    `self.add_metric(tf.reduce_sum(inputs), name='mean_activation')`

    today:

    >>> model = Penalized()
    >>> model.compile(loss="mean_squared_error", optimizer="sgd")
    >>> X, y = tf.ones([4, 2]), tf.ones([4, 1])
    >>> sorted(model.fit(X, y, verbose=0).history)
    ['loss', 'size']

    count:

    >>> model.count_params()
    9
    Keras 2 (Keras 2 counts the two variables of the metric as well):
    11
    >>> sum(int(tf.size(w)) for w in model.trainable_weights)
    9

    super-build:

    >>> class OldPenalized(Penalized):
    ...     def build(self, batch_input_shape):
    ...         self.back = keras.layers.Dense(batch_input_shape[-1])
    ...         keras.Model.build(self, batch_input_shape)
    >>> model = OldPenalized()
    >>> model.compile(loss="mean_squared_error", optimizer="sgd")
    >>> sorted(model.fit(X, y, verbose=0).history)
    ['loss', 'size']
    Keras 2 (in Keras 2, build() traces call() once, and the loss of that trace stays):
    Traceback (most recent call last):
        ...
    InaccessibleTensorError: in user code:
    ...
    The tensor ... cannot be accessed from FuncGraph(name=train_function, ...
    """

    def __init__(self, **kwargs):
        """Make the layers and the metric."""
        super().__init__(**kwargs)
        self.out = keras.layers.Dense(1)
        self.size = keras.metrics.Mean(name="size")

    def build(self, batch_input_shape):
        """Make the layer that depends on the number of features."""
        self.back = keras.layers.Dense(batch_input_shape[-1])
        self.back.build(batch_input_shape)
        self.out.build(batch_input_shape)
        self.built = True

    def call(self, X):
        """One output for each row."""
        size = mean_of(tf.square(self.back(X)))
        self.add_loss(0.1 * size)
        self.size.update_state(size, sample_weight=tf.shape(X)[0])
        return self.out(X)


@keras.saving.register_keras_serializable(package="keras3")
class Regressor(keras.Model):
    """A subclassed model that can be saved, because it has get_config().

    Args:
        units: number of outputs.

    Source: ``ResidualRegressor`` of chapter 12, shortened.

    build:

    >>> model = Regressor(1)
    >>> model.build((None, 2))
    UserWarning: `build()` was called on layer 'regressor', however the
    layer does not have a `build()` method implemented and it looks like it
    has unbuilt state. This will cause the layer to be marked as built,
    despite not being actually built, which may cause failures down the
    line. Make sure to implement a proper `build()` method.
    Keras 2 (Keras 3 warns that it makes no weights here):
    >>> len(model.weights)
    0
    Keras 2 (Keras 2 traces call() here, Keras 3 does not):
    2

    build-today:

    >>> model = Regressor(1)
    >>> _ = model(tf.zeros([1, 2]))
    >>> len(model.weights)
    2

    load-unbuilt:

    >>> model = Regressor(1)
    >>> _ = model(tf.zeros([1, 2]))
    >>> with in_new_folder():
    ...     model.save_weights("my.weights.h5")
    ...     Regressor(1).load_weights("my.weights.h5")
    Traceback (most recent call last):
        ...
    ValueError: You are loading weights into a model that has not yet been
    built. Try building the model first by calling it on some data or by
    using `build()`.
    Keras 2 (the same refusal in other words):
    Traceback (most recent call last):
        ...
    ValueError: Layer 'dense...' expected 0 variables, but received 2
    variables during loading. Expected: []

    load-built:

    >>> twin = Regressor(1)
    >>> _ = twin(tf.zeros([1, 2]))
    >>> with in_new_folder():
    ...     model.save_weights("my.weights.h5")
    ...     twin.load_weights("my.weights.h5")
    >>> bool(tf.reduce_all(twin(tf.ones([3, 2])) == model(tf.ones([3, 2]))))
    True

    old-config:

    >>> class OldRegressor(keras.Model):
    ...     def __init__(self, units, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.out = keras.layers.Dense(units)
    ...
    ...     def call(self, X):
    ...         return self.out(X)
    >>> model = OldRegressor(1)
    >>> _ = model(tf.zeros([1, 2]))
    >>> known = {"OldRegressor": OldRegressor}
    >>> reloaded(model, "my.keras", custom_objects=known).count_params()
    Traceback (most recent call last):
        ...
    NotImplementedError: Object OldRegressor was created by passing
    non-serializable argument values in `__init__()`, and therefore the
    object must override `get_config()` in order to be serializable. Please
    implement `get_config()`. ...
    Keras 2 (Keras 3 does not note the arguments of a subclassed model):
    3

    today:

    >>> model = Regressor(1)
    >>> _ = model(tf.zeros([1, 2]))
    >>> reloaded(model, "my.keras").count_params()
    3

    h5:

    >>> known = {"Regressor": Regressor}
    >>> reloaded(model, "my.h5", custom_objects=known).count_params()
    Traceback (most recent call last):
        ...
    ValueError: Layer count mismatch when loading weights from file. Model
    expected 0 layers, found 1 saved layers.
    Keras 2 (Keras 2 refuses to save, Keras 3 saves and then cannot load):
    Traceback (most recent call last):
        ...
    NotImplementedError: Saving the model to HDF5 format requires the model
    to be a Functional model or a Sequential model. It does not work for
    subclassed models, because such models are defined via the body of a
    Python method, which isn't safely serializable. Consider saving to the
    Tensorflow SavedModel format (by setting save_format="tf") or using
    `save_weights`.
    """

    def __init__(self, units, **kwargs):
        """Make the only layer."""
        super().__init__(**kwargs)
        self.units = units
        self.out = keras.layers.Dense(units)

    def call(self, X):
        """The outputs, of shape (n, units)."""
        return self.out(X)

    def get_config(self):
        """What it takes to make the model again."""
        return {**super().get_config(), "units": self.units}


class OwnStep(StepByHand, keras.Sequential):
    """A row of layers whose training step keeps its own mean loss.

    old:

    >>> class OldStep(keras.Sequential):
    ...     def train_step(self, data):
    ...         X, y = data
    ...         with tf.GradientTape() as tape:
    ...             y_pred = self(X, training=True)
    ...             loss = tf.reduce_mean(tf.square(y - y_pred))
    ...         gradients = tape.gradient(loss, self.trainable_variables)
    ...         self.optimizer.apply_gradients(
    ...             zip(gradients, self.trainable_variables))
    ...         return {"loss": loss}
    >>> dense = keras.layers.Dense(1, kernel_initializer="ones")
    >>> model = OldStep([keras.Input(shape=[2]), dense])
    >>> model.compile(optimizer="sgd", run_eagerly=True)
    >>> X, y = tf.ones([4, 2]), tf.ones([4, 1])
    >>> model.fit(X, y, verbose=0).history
    {'loss': [0.0]}
    Keras 2 (Keras 3 reports its own loss metric, which nobody has updated):
    {'loss': [1.0]}

    today:

    >>> dense = keras.layers.Dense(1, kernel_initializer="ones")
    >>> model = OwnStep([keras.Input(shape=[2]), dense])
    >>> model.compile(loss="mse", optimizer="sgd", run_eagerly=True)
    >>> model.fit(X, y, verbose=0).history
    {'loss': [1.0]}
    """


class SquaredError(keras.losses.Loss):
    """The squared error, for labels of shape (n,) as well as (n, 1).

    old:

    >>> class OldError(keras.losses.Loss):
    ...     def call(self, y_true, y_pred):
    ...         return tf.square(y_true - y_pred)
    >>> X = tf.constant([[0., 1.], [1., 1.], [1., 2.], [2., 2.]])
    >>> y = tf.constant([1.0, 2.0, 3.0, 4.0])
    >>> model = make_adder(loss=OldError())
    >>> model.predict(X, verbose=0).tolist()
    [[1.0], [2.0], [3.0], [4.0]]
    >>> model.evaluate(X, y, verbose=0)
    2.5
    Keras 2 (Keras 2 gives the labels a second axis first, Keras 3 does not):
    0.0

    today:

    >>> model = make_adder(loss=SquaredError())
    >>> model.evaluate(X, y, verbose=0)
    0.0
    """

    def call(self, y_true, y_pred):
        """One loss for each value, of the shape of `y_pred`."""
        y_true = tf.reshape(tf.cast(y_true, y_pred.dtype), tf.shape(y_pred))
        return tf.square(y_true - y_pred)


def make_adder(units=1, **kwargs):
    """A model of one dense layer with weights of one, compiled.

    It runs eagerly, unless told otherwise: then errors come as they are,
    without the way there through the graph.

    Args:
        units: number of outputs.
        **kwargs: for ``compile()``.

    Returns:
        A sequential model for rows of two features; it adds them up.

    dynamic:

    >>> class Peek(keras.Model):
    ...     def call(self, X):
    ...         return tf.constant(X.numpy() + 1.0)
    >>> X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> model = Peek(dynamic=True)
    Traceback (most recent call last):
        ...
    ValueError: Unrecognized keyword arguments passed to Peek: {'dynamic':
    True}
    Keras 2 (Keras 3 has dropped the argument):
    >>> model = Peek()
    >>> model.compile(run_eagerly=True)
    >>> model.predict(X, verbose=0).tolist()
    [[2.0, 3.0], [4.0, 5.0]]

    lists:

    >>> model = make_adder()
    >>> model.predict([[1.0, 2.0], [3.0, 4.0]], verbose=0).tolist()
    Traceback (most recent call last):
        ...
    ValueError: Unrecognized data type: x=[[1.0, 2.0], [3.0, 4.0]] (of type
    <class 'list'>)
    Keras 2 (Keras 3 takes no Python lists):
    [[3.0], [7.0]]
    >>> model([[1.0, 2.0], [3.0, 4.0]])
    Traceback (most recent call last):
        ...
    ValueError: Only input tensors may be passed as positional arguments.
    The following argument value should be passed as a keyword argument: 1.0
    (of type <class 'float'>)
    Keras 2 (Keras 2 did not take them here either):
    Traceback (most recent call last):
        ...
    ValueError: Layer "model" expects 1 input(s), but it received 4 input
    tensors. Inputs received: [<tf.Tensor: shape=(), dtype=float32,
    numpy=1.0>, <tf.Tensor: shape=(), dtype=float32, numpy=2.0>, <tf.Tensor:
    shape=(), dtype=float32, numpy=3.0>, <tf.Tensor: shape=(),
    dtype=float32, numpy=4.0>]
    >>> X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> model.predict(X, verbose=0).tolist()
    [[3.0], [7.0]]

    batch-axis:

    >>> model(tf.constant([1.0, 2.0]))
    Traceback (most recent call last):
        ...
    ValueError: Exception encountered when calling Sequential.call().
    Invalid input shape for input [1. 2.] with name 'keras_tensor...' and
    path ''. Expected shape (None, 2), but input has incompatible shape (2,)
    ...
    Keras 2 (the same refusal in other words):
    Traceback (most recent call last):
        ...
    ValueError: Exception encountered when calling layer 'model' (type
    Sequential). Input 0 of layer "dense" is incompatible with the layer:
    expected min_ndim=2, found ndim=1. Full shape received: (2,) ...
    >>> model(tf.constant([[1.0, 2.0]]))
    <tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[3.]],
    dtype=float32)>

    workers:

    >>> y = tf.constant([[3.0], [7.0]])
    >>> model.fit(X, y, verbose=0, workers=1).history
    Traceback (most recent call last):
        ...
    TypeError: TensorFlowTrainer.fit() got an unexpected keyword argument
    'workers'
    Keras 2 (workers, use_multiprocessing and max_queue_size are gone in Keras 3):
    {'loss': [0.0]}
    >>> model.fit(X, y, verbose=0).history
    {'loss': [0.0]}

    no-compile:

    >>> plain = keras.Sequential([keras.layers.Dense(1)])
    >>> plain.fit(X, y, verbose=0)
    Traceback (most recent call last):
        ...
    ValueError: You must call `compile()` before using the model.
    Keras 2 (the same refusal in other words):
    Traceback (most recent call last):
        ...
    RuntimeError: You must compile your model before training/testing. Use
    `model.compile(optimizer, loss)`.
    >>> plain.predict(X, verbose=0).shape
    (2, 1)

    no-loss:

    >>> make_adder(loss=None).fit(X, y, verbose=0)
    Traceback (most recent call last):
        ...
    ValueError: No loss to compute. Provide a `loss` argument in
    `compile()`.
    Keras 2 (the same refusal in other words):
    Traceback (most recent call last):
        ...
    ValueError: No loss found. You may have forgotten to provide a `loss`
    argument in the `compile()` method.

    compute-loss:

    >>> class Plus(keras.Sequential):
    ...     def compute_loss(self, *args, **kwargs):
    ...         return super().compute_loss(*args, **kwargs) + 10.0
    >>> X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> y = tf.constant([[3.0], [7.0]])
    >>> plus = Plus(make_adder().layers)
    >>> plus.compile(
    ...     loss="mean_squared_error", optimizer="sgd", run_eagerly=True)
    >>> plus.fit(X, y, verbose=0).history
    {'loss': [10.0]}
    Keras 2 (Keras 2 reports only what its own compute_loss() found):
    {'loss': [0.0]}

    metrics-names:

    >>> model = make_adder(metrics=["mae"])
    >>> results = model.evaluate(X, y, verbose=0)
    >>> dict(zip(model.metrics_names, results))
    {'loss': 0.0, 'compile_metrics': 0.0}
    Keras 2 (Keras 3 gives the name of a container, not of the metric):
    {'loss': 0.0, 'mae': 0.0}
    >>> model.evaluate(X, y, verbose=0, return_dict=True)
    {'loss': 0.0, 'mae': 0.0}

    shuffle:

    >>> seen = []
    >>> def note(y_true, y_pred):
    ...     seen.append(int(y_true[0, 0]))
    ...     return tf.square(y_true - y_pred)
    >>> keras.utils.set_random_seed(42)
    >>> model = make_adder(loss=note)
    >>> rows = tf.zeros([4, 2])
    >>> numbers = tf.constant([[0.0], [1.0], [2.0], [3.0]])
    >>> _ = model.fit(rows, numbers, batch_size=1, epochs=3, verbose=0)
    >>> seen[-4:] == seen[-8:-4] == seen[-12:-8]
    True
    Keras 2 (after set_random_seed() Keras 3 shuffles every epoch in the same way):
    False

    shuffle-today:

    >>> data = tf.data.Dataset.from_tensor_slices((rows, numbers))
    >>> data = data.shuffle(4, seed=42).batch(1)
    >>> _ = model.fit(data, epochs=3, shuffle=False, verbose=0)
    >>> seen[-4:] == seen[-8:-4] == seen[-12:-8]
    False

    per-element:

    >>> def squares(y_true, y_pred):
    ...     return tf.square(y_true - y_pred)
    >>> wide = make_adder(3, loss=squares, weighted_metrics=[])
    >>> X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> labels, weights = tf.zeros([2, 3]), tf.constant([1.0, 0.0])
    >>> wide.evaluate(X, labels, sample_weight=weights, verbose=0)
    Traceback (most recent call last):
        ...
    InvalidArgumentError: {{function_node
    __wrapped__Mul_device_/job:localhost/replica:0/task:0/device:CPU:0}}
    Incompatible shapes: [2,3] vs. [2] [Op:Mul] name:
    Keras 2 (Keras 2 stretches the weights along the last axis):
    4.5
    >>> square = make_adder(2, loss=squares, weighted_metrics=[])
    >>> square.evaluate(X, labels[:, :2], sample_weight=weights, verbose=0)
    14.5
    Keras 2 (with as many rows as outputs, Keras 3 weighs the columns):
    4.5
    >>> column = weights[:, tf.newaxis]
    >>> wide.evaluate(X, labels, sample_weight=column, verbose=0)
    4.5

    per-row:

    >>> def squares(y_true, y_pred):
    ...     return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
    >>> wide = make_adder(3, loss=squares, weighted_metrics=[])
    >>> wide.evaluate(X, labels, sample_weight=weights, verbose=0)
    4.5

    numpy-in-loss:

    >>> def absolute(y_true, y_pred):
    ...     return abs(y_true.numpy() - y_pred)
    >>> X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> y = tf.constant([[3.0], [7.0]])
    >>> model = make_adder(loss=absolute, run_eagerly=False)
    >>> model.fit(X, y, verbose=0)
    Traceback (most recent call last):
        ...
    AttributeError: 'SymbolicTensor' object has no attribute 'numpy'
    Keras 2 (the same refusal, with the way there in front of it):
    Traceback (most recent call last):
        ...
    AttributeError: in user code:
    ...
    AttributeError: 'SymbolicTensor' object has no attribute 'numpy'
    >>> model = make_adder(loss=absolute, run_eagerly=True)
    >>> model.fit(X, y, verbose=0).history
    {'loss': [0.0]}

    jit:

    >>> default = inspect.signature(keras.Model.compile).parameters
    >>> default["jit_compile"].default
    'auto'
    Keras 2 (with auto, Keras 3 decides by the model and the devices):
    >>> def in_python(y_true, y_pred):
    ...     return tf.py_function(abs, [y_true - y_pred], tf.float32)
    >>> try:
    ...     tf.function(in_python, jit_compile=True)(y, y)
    ... except tf.errors.InvalidArgumentError as error:
    ...     print(str(error).splitlines()[0])
    Detected unsupported operations when trying to compile graph
    __inference_in_python_... on XLA_CPU_JIT: EagerPyFunc (No registered
    'EagerPyFunc' OpKernel for XLA_CPU_JIT devices compatible with node
    {{node EagerPyFunc}}){{node EagerPyFunc}}

    jit-shape:

    >>> model = make_adder(
    ...     loss=in_python, jit_compile=False, run_eagerly=False)
    >>> model.fit(X, y, verbose=0).history
    Traceback (most recent call last):
        ...
    ValueError: Cannot iterate over a shape with unknown rank.
    Keras 2 (Keras 3 wants to know the number of axes of a loss):
    {'loss': [0.0]}

    jit-today:

    >>> def in_python(y_true, y_pred):
    ...     loss = tf.py_function(abs, [y_true - y_pred], tf.float32)
    ...     return tf.ensure_shape(loss, [None, 1])
    >>> model = make_adder(
    ...     loss=in_python, jit_compile=False, run_eagerly=False)
    >>> model.fit(X, y, verbose=0).history
    {'loss': [0.0]}

    predict-type:

    >>> model, X = make_adder(), tf.constant([[1.0, 2.0], [3.0, 4.0]])
    >>> isinstance(model(X), tf.Tensor), type(model.predict(X, verbose=0))
    (True, <class 'numpy.ndarray'>)

    predict-classes:

    >>> model.predict_classes(X)
    Traceback (most recent call last):
        ...
    AttributeError: 'Sequential' object has no attribute 'predict_classes'

    predict-classes-today:

    >>> three = keras.Sequential([keras.layers.Softmax()])
    >>> rows = tf.constant([[0.0, 0.0, 2.0], [3.0, 0.0, 1.0]])
    >>> three.predict(rows, verbose=0).argmax(axis=1)
    array([2, 0])
    >>> (model.predict(X, verbose=0) > 5.0).astype(int).tolist()
    [[0], [1]]
    """
    dense = keras.layers.Dense(units, kernel_initializer="ones", name="dense")
    model = keras.Sequential([keras.Input(shape=[2]), dense], name="model")
    model.compile(
        **{
            "loss": "mean_squared_error",
            "optimizer": "sgd",
            "run_eagerly": True,
            **kwargs,
        }
    )
    return model


@contextlib.contextmanager
def in_new_folder():
    """Work in a new folder, which is deleted at the end.

    save-format:

    >>> with in_new_folder():
    ...     make_adder().save("my_model", save_format="tf")
    Traceback (most recent call last):
        ...
    ValueError: The `save_format` argument is deprecated in Keras 3. Please
    remove this argument and pass a file path with either `.keras` or `.h5`
    extension.Received: save_format=tf
    Keras 2 (Keras 3 has no SavedModel format, and so no argument to choose it):

    load-folder:

    >>> with in_new_folder(), quietly():
    ...     make_adder().export("my_model")
    ...     loaded = keras.models.load_model("my_model")
    Traceback (most recent call last):
        ...
    ValueError: File format not supported: filepath=my_model. Keras 3 only
    supports V3 `.keras` files, legacy H5 format files (`.h5` extension).
    Note that the legacy SavedModel format is not supported by
    `load_model()` in Keras 3. In order to reload a TensorFlow SavedModel as
    an inference-only layer in Keras 3, use
    `keras.layers.TFSMLayer(my_model, call_endpoint='serving_default')`
    (note that your ...
    Keras 2 (load_model() of Keras 3 does not read folders):

    export:

    >>> with in_new_folder(), quietly():
    ...     make_adder().export("my_model")
    ...     loaded = tf.saved_model.load("my_model")
    >>> loaded.serve(tf.constant([[1.0, 2.0]])).numpy().tolist()
    [[3.0]]
    >>> hasattr(keras.layers, "TFSMLayer")
    True
    Keras 2 (the layer that wraps a SavedModel came with Keras 3):
    False

    signature:

    >>> with in_new_folder(), quietly():
    ...     tf.saved_model.save(make_adder(), "my_model")
    ...     loaded = tf.saved_model.load("my_model")
    >>> run = loaded.signatures["serving_default"]
    >>> _, names = run.structured_input_signature
    >>> list(names)
    ['inputs']
    Keras 2 (Keras 2 took the name of the input layer):
    ['input...']
    >>> outputs = run(**{name: tf.ones([1, 2]) for name in names})
    >>> [y.numpy().tolist() for y in outputs.values()]
    [[[2.0]]]

    weights:

    >>> with in_new_folder():
    ...     make_adder().save_weights("my_weights")
    Traceback (most recent call last):
        ...
    ValueError: The filename must end in `.weights.h5`. Received:
    filepath=my_weights
    Keras 2 (Keras 3 wants a name that ends in .weights.h5):
    >>> with in_new_folder():
    ...     make_adder().save_weights("my.weights.h5")
    ...     make_adder().load_weights("my.weights.h5")

    checkpoint:

    >>> save = keras.callbacks.ModelCheckpoint("my", save_weights_only=True)
    Traceback (most recent call last):
        ...
    ValueError: When using `save_weights_only=True` in `ModelCheckpoint`,
    the filepath provided must end in `.weights.h5` (Keras weights format).
    Received: filepath=my
    Keras 2 (Keras 3 wants a name that ends in .weights.h5):
    >>> save = keras.callbacks.ModelCheckpoint(
    ...     "my.weights.h5", save_weights_only=True)

    batch-shape:

    >>> settings = {"batch_shape": [None, 2]}
    >>> keras.layers.InputLayer.from_config(settings).batch_shape
    (None, 2)
    Keras 2 (it calls the same setting batch_input_shape):
    Traceback (most recent call last):
        ...
    TypeError: Error when deserializing class 'InputLayer' using
    config={'batch_shape': [None, 2]}.
    Exception encountered: Unrecognized keyword arguments: ['batch_shape']

    batch-shape-today:

    >>> with in_new_folder():
    ...     make_adder().save("my_model.keras")
    ...     model = keras.Sequential(
    ...         [keras.Input(shape=[2]), keras.layers.Dense(1)])
    ...     model.load_weights("my_model.keras")
    >>> model.predict(tf.constant([[1.0, 2.0]]), verbose=0).tolist()
    [[3.0]]

    batch-shape-arrays:

    >>> with in_new_folder():
    ...     np.savez("my_weights.npz", *make_adder().get_weights())
    ...     arrays = np.load("my_weights.npz")
    ...     model.set_weights([arrays[name] for name in arrays])
    >>> model.predict(tf.constant([[1.0, 2.0]]), verbose=0).tolist()
    [[3.0]]
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


@contextlib.contextmanager
def quietly():
    """Leave out what is only reported: prints, warnings and the log.

    >>> with quietly():
    ...     print("not to be seen")
    >>> print("to be seen")
    to be seen
    """
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.redirect_stdout(io.StringIO()):
                yield
    finally:
        logging.disable(before)


def reloaded(model, name, **kwargs):
    """Save a model under a name and load it again.

    Args:
        model: a Keras model.
        name: name of the file; what is before the point is up to you.
        **kwargs: for ``load_model()``.

    Returns:
        The loaded model.

    folder:

    >>> reloaded(make_adder(), "my_model").count_params()
    Traceback (most recent call last):
        ...
    ValueError: Invalid filepath extension for saving. Please add either a
    `.keras` extension for the native Keras format (recommended) or a `.h5`
    extension. Use `model.export(filepath)` if you want to export a
    SavedModel for use with TFLite/TFServing/etc. Received:
    filepath=my_model.
    Keras 2 (Keras 3 writes no folders):
    3
    >>> reloaded(make_adder(), "my_model.keras").count_params()
    3

    h5-mse:

    >>> reloaded(make_adder(loss="mse"), "my_model.h5").count_params()
    Traceback (most recent call last):
        ...
    ValueError: Could not deserialize 'keras.metrics.mse' because it is not
    a KerasSaveable subclass
    Keras 2 (the short name leads Keras 3 to a function that it cannot rebuild):
    3
    >>> reloaded(make_adder(loss="mse"), "my.h5", compile=False).count_params()
    3
    >>> known = {"mse": keras.losses.MeanSquaredError()}
    >>> model = reloaded(make_adder(loss="mse"), "my.h5", custom_objects=known)
    >>> model.evaluate(tf.ones([1, 2]), tf.ones([1, 1]), verbose=0)
    1.0
    >>> reloaded(make_adder(loss="mse"), "my_model.keras").count_params()
    3

    h5-optimizer:

    >>> X, y = tf.ones([4, 2]), tf.ones([4, 1])
    >>> model = reloaded(make_adder(), "my_model.h5")
    >>> model.fit(X, y, verbose=0).history
    Traceback (most recent call last):
        ...
    ValueError: Unknown variable: <Variable path=model/dense/kernel,
    shape=(2, 1), dtype=float32>. This optimizer can only be called for the
    variables it was originally built with. When working with a new set of
    variables, you should recreate a new optimizer instance.
    Keras 2 (Keras 3 builds the loaded optimizer without the model's variables):
    {'loss': [1.0]}

    h5-compiled:

    >>> model = reloaded(make_adder(), "my_model.h5")
    >>> model.compile(
    ...     loss="mean_squared_error", optimizer="sgd", run_eagerly=True)
    >>> model.fit(X, y, verbose=0).history
    {'loss': [1.0]}

    h5-then-keras:

    >>> model = make_adder()
    >>> type(reloaded(model, "my_model.keras").optimizer).__name__
    'SGD'
    >>> with in_new_folder(), quietly():
    ...     model.save("my_model.h5")
    >>> type(reloaded(model, "my_model.keras").optimizer).__name__
    'RMSprop'
    Keras 2 (in Keras 3, saving as .h5 takes the optimizer out of the kept settings):
    'SGD'

    h5-custom:

    >>> def absolute(y_true, y_pred):
    ...     return tf.abs(y_true - y_pred)
    >>> model = make_adder(loss=absolute)
    >>> reloaded(model, "my_model.h5")
    Traceback (most recent call last):
        ...
    TypeError: string indices must be integers, not 'str'
    Keras 2 (Keras 3 stumbles before it can say what it does not know):
    Traceback (most recent call last):
        ...
    ValueError: Unknown loss function: 'absolute'. Please ensure you are
    using a `keras.utils.custom_object_scope` and that this object is
    included in the scope. See
    https://www.tensorflow.org/guide/keras/save_and_serialize#registering_the_custom_object
    for details.
    >>> reloaded(model, "my_model.keras")
    Traceback (most recent call last):
        ...
    TypeError: Could not locate function 'absolute'. Make sure custom
    classes and functions are decorated with
    `@keras.saving.register_keras_serializable()`. If they are already
    decorated, make sure they are all imported so that the decorator is run
    before trying to load them. Full object config: {'module': 'builtins',
    'class_name': 'function', 'config': 'absolute', 'registered_name':
    'function'}
    Keras 2 (the same refusal in slightly other words):
    Traceback (most recent call last):
        ...
    TypeError: Could not locate function 'absolute'. Make sure custom
    classes are decorated with
    `@keras.saving.register_keras_serializable()`. Full object config:
    {'module': 'builtins', 'class_name': 'function', 'config': 'absolute',
    'registered_name': 'function'}
    >>> known = {"absolute": absolute}
    >>> reloaded(model, "my.keras", custom_objects=known).count_params()
    3

    lambda:

    >>> layer = keras.layers.Lambda(lambda x: tf.exp(x))
    >>> model = keras.Sequential([keras.Input(shape=[1]), layer])
    >>> reloaded(model, "my.keras")
    Traceback (most recent call last):
        ...
    ValueError: Requested the deserialization of a `Lambda` layer whose
    `function` is a Python lambda. This carries a potential risk of
    arbitrary code execution and thus it is disallowed by default. If you
    trust the source of the artifact, you can override this error by passing
    `safe_mode=False` to the loading function, or calling
    `keras.config.enable_unsafe_deserialization().
    Keras 2 (the same refusal in slightly other words):
    Traceback (most recent call last):
        ...
    ValueError: Requested the deserialization of a Lambda layer with a
    Python `lambda` inside it. This carries a potential risk of arbitrary
    code execution and thus it is disallowed by default. If you trust the
    source of the saved model, you can pass `safe_mode=False` to the loading
    function in order to allow Lambda layer loading.
    >>> unsafe = reloaded(model, "my.keras", safe_mode=False)
    >>> unsafe(tf.constant([[0.0]]))
    Traceback (most recent call last):
        ...
    NameError: Exception encountered when calling Lambda.call(). name 'tf'
    is not defined ...
    Keras 2 (Keras 3 gives the loaded lambda no access to the names around it):
    <tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[1.]],
    dtype=float32)>

    lambda-tf:

    >>> layer = keras.layers.Lambda(tf.exp)
    >>> model = keras.Sequential([keras.Input(shape=[1]), layer])
    >>> reloaded(model, "my.keras")
    Traceback (most recent call last):
        ...
    TypeError: <class 'keras.src.models.sequential.Sequential'> could not be
    deserialized properly. Please ensure that components that are Python
    object instances (layers, models, etc.) returned by `get_config()` are
    explicitly deserialized in the model's `from_config()` method. ...
    Keras 2 (Keras 2 cannot save it, Keras 3 cannot load it):
    Traceback (most recent call last):
        ...
    TypeError: Cannot serialize object (x, name=None) of type <class
    'inspect.Signature'>. To be serializable, a class must implement the
    `get_config()` method.

    activation:

    >>> layer = keras.layers.Activation("exponential")
    >>> model = keras.Sequential([keras.Input(shape=[1]), layer])
    >>> reloaded(model, "my.keras")(tf.constant([[0.0]])).numpy().tolist()
    [[1.0]]
    """
    with in_new_folder(), quietly():
        model.save(name)
        return keras.models.load_model(name, **kwargs)


__test__ = {
    "steps": """
list-input:

>>> exponential = keras.layers.Lambda(tf.exp)
>>> exponential([-1.0, 0.0, 1.0])
Traceback (most recent call last):
    ...
ValueError: Only input tensors may be passed as positional arguments. The
following argument value should be passed as a keyword argument: -1.0 (of
type <class 'float'>)
Keras 2 (Keras 3 takes a list for several inputs, here numbers):
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.36787945, 1.        ,
2.7182817 ], dtype=float32)>
>>> exponential(tf.constant([-1.0, 0.0, 1.0]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.36787945, 1.        ,
2.7182817 ], dtype=float32)>

symbolic-input:

>>> inputs = keras.Input(shape=[2])
>>> tf.square(inputs).shape
Traceback (most recent call last):
    ...
ValueError: A KerasTensor cannot be used as input to a TensorFlow function.
A KerasTensor is a symbolic placeholder for a shape and dtype, used when
constructing Keras Functional models or Keras Functions. You can only use it
as input to a Keras layer or a Keras operation (from the namespaces
`keras.layers` and `keras.ops`). You are likely doing something like: ...
Keras 2 (Keras 2 wrapped the operation into a layer by itself):
TensorShape([None, 2])
>>> keras.layers.Lambda(tf.square)(inputs).shape[-1]
2

symbolic-shape:

>>> inputs.shape.as_list()
Traceback (most recent call last):
    ...
AttributeError: 'tuple' object has no attribute 'as_list'
Keras 2 (the shape of a symbolic input was a TensorShape and is now a tuple):
[None, 2]
>>> list(inputs.shape)
[None, 2]
>>> inputs.dtype.is_floating
Traceback (most recent call last):
    ...
AttributeError: 'str' object has no attribute 'is_floating'
Keras 2 (its data type was a tf.DType and is now a string):
True
>>> tf.as_dtype(inputs.dtype).is_floating
True

input-int:

>>> keras.Input(shape=(2)).shape[-1]
Traceback (most recent call last):
    ...
ValueError: Cannot convert '2' to a shape.
Keras 2 ((2) is the number 2, which only Keras 2 takes for a shape):
2
>>> keras.Input(shape=(2,)).shape[-1]
2

keras-variables:

>>> layer = keras.layers.Dense(1, kernel_initializer="ones", name="dense")
>>> layer.build((None, 2))
>>> isinstance(layer.kernel, tf.Variable)
False
Keras 2 (Keras 3 has a Variable class of its own):
True
>>> layer.kernel.name.split("/")[-1]
'kernel'
Keras 2 (names in Keras 2 end in :0):
'kernel:0'
>>> layer.kernel.dtype.is_floating
Traceback (most recent call last):
    ...
AttributeError: 'str' object has no attribute 'is_floating'
Keras 2 (the data type was a tf.DType and is now a string):
True

keras-variables-today:

>>> any(layer.kernel is v for v in layer.trainable_variables)
True
>>> layer.kernel.name.split("/")[-1].split(":")[0]
'kernel'
>>> tf.as_dtype(layer.kernel.dtype).is_floating
True
>>> tf.convert_to_tensor(layer.kernel)
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[1.],
       [1.]], dtype=float32)>

watch:

>>> with tf.GradientTape() as tape:
...     tape.watch(layer.kernel)
Traceback (most recent call last):
    ...
ValueError: Passed in object <Variable path=dense/kernel, shape=(2, 1),
dtype=float32, value=[[1.] [1.]]> of type 'Variable', not tf.Tensor or
tf.Variable or ExtensionType.
Keras 2 (a variable of Keras 3 is neither a tensor nor a tf.Variable):

watch-today:

>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_sum(layer(tf.constant([[3.0, 4.0]])))
>>> tape.gradient(loss, layer.kernel)
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[3.],
       [4.]], dtype=float32)>

tf-module:

>>> class Holder(tf.Module):
...     def __init__(self):
...         super().__init__()
...         self.layer = keras.layers.Dense(1)
...         self.layer.build((None, 2))
>>> holder = Holder()
>>> len(holder.trainable_variables)
0
Keras 2 (layers of Keras 3 are no tf.Module):
2
>>> len(holder.layer.trainable_variables)
2

layer-arguments:

>>> layer = keras.layers.Dense(1, input_shape=[2])
UserWarning: Do not pass an `input_shape`/`input_dim` argument to a layer.
When using Sequential models, prefer using an `Input(shape)` object as the
first layer in the model instead.
Keras 2 (Keras 3 warns, and still obeys):
>>> layer = keras.layers.Dense(1, batch_input_shape=[None, 2])
Traceback (most recent call last):
    ...
ValueError: Unrecognized keyword arguments passed to Dense:
{'batch_input_shape': [None, 2]}
Keras 2 (Keras 3 has dropped the argument):
>>> layer = keras.layers.Dense(1, weights=[tf.ones([2, 1]), tf.ones([1])])
Traceback (most recent call last):
    ...
ValueError: Unrecognized keyword arguments passed to Dense: {'weights':
[<tf.Tensor: shape=(2, 1), dtype=float32, numpy= array([[1.], [1.]],
dtype=float32)>, <tf.Tensor: shape=(1,), dtype=float32, numpy=array([1.],
dtype=float32)>]}
Keras 2 (Keras 3 has dropped the argument):

layer-arguments-today:

>>> layer = keras.layers.Dense(1)
>>> model = keras.Sequential([keras.Input(shape=[2]), layer])
>>> layer.set_weights([np.ones([2, 1]), np.ones(1)])
>>> model(tf.constant([[3.0, 4.0]]))
<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[8.]], dtype=float32)>

layer-shapes:

>>> layer.output_shape
Traceback (most recent call last):
    ...
AttributeError: 'Dense' object has no attribute 'output_shape'
Keras 2 (the attribute is gone in Keras 3):
(None, 1)
>>> layer.input_shape
Traceback (most recent call last):
    ...
AttributeError: 'Dense' object has no attribute 'input_shape'
Keras 2 (the attribute is gone in Keras 3):
(None, 2)
>>> tuple(layer.input.shape), tuple(layer.output.shape)
((None, 2), (None, 1))

lr:

>>> round(float(keras.optimizers.SGD(lr=0.5).learning_rate), 4)
Traceback (most recent call last):
    ...
ValueError: Argument(s) not recognized: {'lr': 0.5}
Keras 2 (Keras 2.15 takes lr=, warns in the log, and ignores it):
WARNING:absl:`lr` is deprecated in Keras optimizer, please use
`learning_rate` or use the legacy optimizer,
e.g.,tf.keras.optimizers.legacy.SGD.
0.01
>>> float(keras.optimizers.SGD(learning_rate=0.5).learning_rate)
0.5

optimizer-lr:

>>> optimizer = keras.optimizers.SGD(learning_rate=0.5)
>>> float(optimizer.lr)
Traceback (most recent call last):
    ...
AttributeError: 'SGD' object has no attribute 'lr'
Keras 2 (the short name is gone in Keras 3):
0.5
>>> keras.backend.set_value(optimizer.learning_rate, 0.25)
Traceback (most recent call last):
    ...
AttributeError: module 'keras.backend' has no attribute 'set_value'
Keras 2 (most functions of keras.backend are gone in Keras 3):
>>> optimizer.learning_rate = 0.25
>>> float(optimizer.learning_rate)
0.25

decay:

>>> optimizer = keras.optimizers.SGD(learning_rate=0.5, decay=0.1)
UserWarning: Argument `decay` is no longer supported and will be ignored.
Keras 2 (Keras 2.15 refuses decay=, Keras 3 warns and ignores it):
Traceback (most recent call last):
    ...
ValueError: decay is deprecated in the new Keras optimizer, please check the
docstring for valid arguments, or use the legacy optimizer, e.g.,
tf.keras.optimizers.legacy.SGD.
>>> keras.optimizers.legacy.SGD(learning_rate=0.5, decay=0.1).decay
Traceback (most recent call last):
    ...
ImportError: `keras.optimizers.legacy` is not supported in Keras 3. When
using `tf.keras`, to continue using a `tf.keras.optimizers.legacy`
optimizer, you can install the `tf_keras` package (Keras 2) and set the
environment variable `TF_USE_LEGACY_KERAS=True` to configure TensorFlow to
use `tf_keras` when accessing `tf.keras`.
Keras 2 (Keras 3 has no legacy optimizers):
<tf.Variable 'decay:0' shape=() dtype=float32, numpy=0.1>
>>> schedule = keras.optimizers.schedules.InverseTimeDecay(0.5, 1, 0.1)
>>> [round(float(schedule(step)), 4) for step in range(3)]
[0.5, 0.4545, 0.4167]

minimize:

>>> x = tf.Variable(3.0)
>>> optimizer = keras.optimizers.SGD(learning_rate=0.5)
>>> _ = optimizer.minimize(lambda: x ** 2, [x])
Traceback (most recent call last):
    ...
AttributeError: 'SGD' object has no attribute 'minimize'
Keras 2 (optimizers of Keras 3 have no minimize):

minimize-today:

>>> x = tf.Variable(3.0)
>>> optimizer = keras.optimizers.SGD(learning_rate=0.5)
>>> with tf.GradientTape() as tape:
...     loss = x ** 2
>>> gradients = tape.gradient(loss, [x])
>>> _ = optimizer.apply_gradients(zip(gradients, [x]))
>>> float(x)
0.0

new-variables:

>>> a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
>>> optimizer = keras.optimizers.SGD(learning_rate=0.5)
>>> _ = optimizer.apply_gradients([(tf.constant(1.0), a)])
>>> _ = optimizer.apply_gradients([(tf.constant(1.0), b)])
Traceback (most recent call last):
    ...
ValueError: Unknown variable: <tf.Variable 'b:0' shape=() dtype=float32,
numpy=1.0>. This optimizer can only be called for the variables it was
originally built with. When working with a new set of variables, you should
recreate a new optimizer instance.
Keras 2 (the same refusal under another name):
Traceback (most recent call last):
    ...
KeyError: 'The optimizer cannot recognize variable b:0. This usually means
you are trying to call the optimizer to update different parts of the model
separately. Please call `optimizer.build(variables)` with the full list of
trainable variables before the training loop or use legacy optimizer
`tf.keras.optimizers.legacy.SGD.'

new-variables-today:

>>> optimizer = keras.optimizers.SGD(learning_rate=0.5)
>>> optimizer.build([a, b])
>>> _ = optimizer.apply_gradients([(tf.constant(1.0), b)])
>>> float(b)
0.5

reset-states:

>>> mean = keras.metrics.Mean()
>>> float(mean(3.0))
3.0
>>> mean.reset_states()
Traceback (most recent call last):
    ...
AttributeError: 'Mean' object has no attribute 'reset_states'
Keras 2 (the old name, with an s, is gone in Keras 3):
>>> mean.reset_state()
>>> float(mean.result())
0.0

precision-lengths:

>>> keras.metrics.Precision()([0, 1, 1], [1, 1])
Traceback (most recent call last):
    ...
InvalidArgumentError: {{function_node
__wrapped__LogicalAnd_device_/job:localhost/replica:0/task:0/device:CPU:0}}
Incompatible shapes: [1,3] vs. [1,2] [Op:LogicalAnd] name:
Keras 2 (the same mistake, found by another check):
Traceback (most recent call last):
    ...
ValueError: Shapes (2,) and (3,) are incompatible
>>> float(keras.metrics.Precision()([0, 1, 1], [1, 1, 1]))
0.6666666865348816

reduction:

>>> loss_fn = keras.losses.MeanSquaredError(reduction="auto")
Traceback (most recent call last):
    ...
ValueError: Invalid value for argument `reduction`. Expected one of {...}.
Received: reduction=auto
Keras 2 (auto was the default of Keras 2):
>>> keras.losses.Reduction.SUM
Traceback (most recent call last):
    ...
AttributeError: module 'keras.losses' has no attribute 'Reduction'
Keras 2 (Keras 3 has only the strings):
'sum'
>>> loss_fn = keras.losses.MeanSquaredError(reduction="sum")
>>> float(loss_fn([[1.0], [2.0]], [[2.0], [4.0]]))
5.0

mean-squared-error:

>>> float(tf.keras.losses.mean_squared_error([1.0, 2.0], [1.0, 4.0]))
Traceback (most recent call last):
    ...
AttributeError: module 'keras._tf_keras.keras.losses' has no attribute
'mean_squared_error'
Keras 2 (under tf.keras only the short name mse is left):
2.0
>>> float(keras.losses.mean_squared_error([1.0, 2.0], [1.0, 4.0]))
2.0
>>> float(keras.losses.MeanSquaredError()([1.0, 2.0], [1.0, 4.0]))
2.0

mse-shapes:

>>> labels = tf.constant([1.0, 2.0, 3.0, 4.0])
>>> outputs = tf.constant([[1.0], [2.0], [3.0], [4.0]])
>>> losses = keras.losses.mean_squared_error(labels, outputs)
>>> float(tf.reduce_mean(losses))
0.0
Keras 2 (Keras 2 broadcasts to four by four, Keras 3 brings the shapes together):
2.5
>>> losses = keras.losses.mean_squared_error(labels[:, tf.newaxis], outputs)
>>> float(tf.reduce_mean(losses))
0.0

initializer-dtype:

>>> def ones_as(shape, dtype=None):
...     return tf.ones(shape, dtype if dtype.is_floating else tf.float32)
>>> keras.layers.Dense(1, kernel_initializer=ones_as).build((None, 2))
Traceback (most recent call last):
    ...
AttributeError: 'str' object has no attribute 'is_floating'
Keras 2 (Keras 2 passes a tf.DType, Keras 3 a string):

initializer-dtype-today:

>>> def ones_as(shape, dtype=None):
...     kind = tf.as_dtype(dtype or "float32")
...     return tf.ones(shape, kind if kind.is_floating else tf.float32)
>>> keras.layers.Dense(1, kernel_initializer=ones_as).build((None, 2))

scalar-repr:

>>> tf.constant(1.5).numpy()
np.float32(1.5)
Keras 2 (NumPy 2 shows the type of its scalars):
1.5
>>> print(tf.constant(1.5).numpy())
1.5
>>> tf.constant(1.5).numpy().item()
1.5

float-of-array:

>>> loss = tf.constant([1.5])
>>> float(loss)
Traceback (most recent call last):
    ...
TypeError: only 0-dimensional arrays can be converted to Python scalars
Keras 2 (NumPy 1.26 warns, NumPy 2.4 refuses):
1.5
>>> "%.2f" % loss.numpy()
Traceback (most recent call last):
    ...
TypeError: only 0-dimensional arrays can be converted to Python scalars
Keras 2 (NumPy 1.26 warns, NumPy 2.4 refuses):
DeprecationWarning: Conversion of an array with ndim > 0 to a scalar is
deprecated, and will error in future. Ensure you extract a single element
from your array before performing this operation. (Deprecated NumPy 1.25.)
'1.50'
>>> float(loss[0]), "%.2f" % loss[0]
(1.5, '1.50')

tape-once:

>>> x = tf.Variable(3.0)
>>> with tf.GradientTape() as tape:
...     y = x ** 2
>>> float(tape.gradient(y, x))
6.0
>>> tape.gradient(y, x)
Traceback (most recent call last):
    ...
RuntimeError: A non-persistent GradientTape can only be used to compute one
set of gradients (or jacobians)

function-repr:

>>> tf.function(abs)
<tensorflow.python.eager.polymorphic_function.polymorphic_function.Function
object at 0x...>
"""
}
