"""Layer normalization, written by hand.

Every row is brought to mean 0 and standard deviation 1, then stretched by
alpha and moved by beta, which are learned.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Exercises", 12.
"""

import os
import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


@keras.saving.register_keras_serializable(package="exercises")
class MyLayerNormalization(keras.layers.Layer):
    """Bring each row to mean 0 and deviation 1, then scale and shift it.

    A row is the last axis of the input; all other axes count samples.

    Args:
        eps: added to the variance, so that a constant row does not divide
            by zero.

    Source: chapter 12, exercise 12; ``keras.layers.LayerNormalization``.

    one-row:

    >>> layer = MyLayerNormalization()
    >>> layer(tf.constant([[1.0, 2.0, 3.0]]))
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[-1.2238274,  0.       ,  1.2238274]], dtype=float32)>
    >>> [tuple(weight.shape) for weight in layer.weights]
    [(3,), (3,)]

    learned:

    >>> layer.set_weights([np.array([2.0, 2.0, 2.0]), np.full([3], 10.0)])
    >>> layer(tf.constant([[1.0, 2.0, 3.0]]))
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[ 7.5523453, 10.       , 12.447655 ]], dtype=float32)>

    constant-row:

    >>> layer(tf.constant([[5.0, 5.0, 5.0]]))
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[10., 10., 10.]], dtype=float32)>
    >>> MyLayerNormalization(eps=0.0)(tf.constant([[5.0, 5.0, 5.0]]))
    <tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[nan, nan, nan]], dtype=float32)>
    """

    def __init__(self, eps=0.001, **kwargs):
        super().__init__(**kwargs)
        self.eps = eps

    def build(self, input_shape):
        """Make alpha and beta, one number per feature."""
        shape = (input_shape[-1],)
        self.alpha = self.add_weight(
            name="alpha", shape=shape, initializer="ones"
        )
        self.beta = self.add_weight(
            name="beta", shape=shape, initializer="zeros"
        )
        self.built = True

    def call(self, inputs):
        """Normalize the last axis; the shape stays as it is."""
        mean, variance = tf.nn.moments(  #: moments
            inputs, axes=-1, keepdims=True
        )
        normed = (inputs - mean) / tf.sqrt(variance + self.eps)  #: root
        return self.alpha * normed + self.beta

    def compute_output_shape(self, input_shape):
        """The shape of the input."""
        return input_shape

    def get_config(self):
        """What is needed to make this layer again."""
        return {**super().get_config(), "eps": self.eps}  #: config


def draw_shared_means() -> plt.Figure:
    """Draw which entries share a mean: a row, or a column.

    Returns:
        The figure.

    drawn:

    >>> draw_shared_means()
    <Figure size 640x260 with 2 Axes>
    """
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 2.6), layout="constrained")
    names = ("LayerNormalization", "BatchNormalization")
    for one, name in zip(axes, names):
        for row in range(3):
            for column in range(4):
                group = row if name.startswith("Layer") else column
                one.add_patch(
                    plt.Rectangle(
                        (column, row),
                        0.92,
                        0.92,
                        facecolor=f"C{group}",
                        edgecolor=f"C{group}",
                        alpha=0.35,
                    )
                )
        one.text(2, -0.35, name, ha="center", va="bottom")
        one.text(2, 3.2, "features", ha="center", va="top")
        one.text(-0.2, 1.5, "samples", ha="center", va="center", rotation=90)
        one.set(
            xlim=(-0.6, 4.1),
            ylim=(3.8, -1.0),
            aspect="equal",
            xticks=[],
            yticks=[],
        )
        one.spines[:].set_visible(False)
    return figure


__test__ = {
    "steps": """
rows:

>>> X = tf.constant([[1.0, 2.0, 3.0], [10.0, 20.0, 60.0]])
>>> mean, variance = tf.nn.moments(X, axes=-1, keepdims=True)
>>> mean
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[ 2.],
       [30.]], dtype=float32)>
>>> normed = (X - mean) / tf.sqrt(variance)
>>> np.round(normed, 3)
array([[-1.225,  0.   ,  1.225],
       [-0.926, -0.463,  1.389]], dtype=float32)

per-sample:

>>> layer = MyLayerNormalization()
>>> alone = layer(X[:1])
>>> in_a_batch = layer(X)[:1]
>>> np.allclose(alone, in_a_batch)
True

batch-norm:

>>> batch_norm = keras.layers.BatchNormalization()
>>> alone = batch_norm(X[:1], training=True)
>>> in_a_batch = batch_norm(X, training=True)[:1]
>>> np.allclose(alone, in_a_batch)
False

same-as-keras:

>>> rng = np.random.default_rng(42)
>>> for shape in ((2, 4, 5, 3), (4, 5, 3), (4, 3)):
...     mine = MyLayerNormalization()
...     theirs = keras.layers.LayerNormalization()
...     X = rng.normal(5.0, 2.0, size=shape).astype("float32")
...     print(shape, np.allclose(mine(X), theirs(X), atol=1e-5))
(2, 4, 5, 3) True
(4, 5, 3) True
(4, 3) True

same-when-trained:

>>> weights = [np.array([1.0, 2.0, 3.0]), np.array([0.0, 10.0, -10.0])]
>>> mine.set_weights(weights)
>>> theirs.set_weights(weights)
>>> np.allclose(mine(X), theirs(X), atol=1e-5)
True
>>> [tuple(weight.shape) for weight in theirs.weights]
[(3,), (3,)]

same-gradients:

>>> X = tf.constant(rng.normal(size=(4, 3)), dtype=tf.float32)
>>> grads = []
>>> for layer in (mine, theirs):
...     with tf.GradientTape() as tape:
...         loss = tf.reduce_sum(layer(X) ** 3)
...     grads.append(tape.gradient(loss, layer.trainable_variables))
>>> [np.allclose(a, b, rtol=1e-3, atol=1e-2) for a, b in zip(*grads)]
[True, True]

axes:

>>> mine, theirs = MyLayerNormalization(), keras.layers.LayerNormalization()
>>> for layer in (mine, theirs):
...     print(layer(np.ones([4, 3], dtype="float32")).shape)
(4, 3)
(4, 3)
>>> mine(np.ones([4, 5, 3], dtype="float32")).shape
TensorShape([4, 5, 3])
>>> theirs(np.ones([4, 5, 3], dtype="float32")).shape
TensorShape([4, 5, 3])
Keras 2 (Keras 2 keeps the number of the axis that it found in the first call):
Traceback (most recent call last):
    ...
InvalidArgumentError: Exception encountered when calling layer
'layer_normalization...' (type LayerNormalization). ...

two-formulas:

>>> X = tf.constant([[-0.01, 0.01]])
>>> mean, variance = tf.nn.moments(X, axes=-1, keepdims=True)
>>> (X - mean) / (tf.sqrt(variance) + 0.001)
<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[-0.9090909,  0.9090909]], dtype=float32)>
>>> (X - mean) / tf.sqrt(variance + 0.001)
<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[-0.30151135,  0.30151135]], dtype=float32)>
>>> np.allclose(keras.layers.LayerNormalization()(X),
...             (X - mean) / tf.sqrt(variance + 0.001))
True

saved:

>>> model = keras.Sequential([keras.Input((3,)),
...                           MyLayerNormalization(eps=0.1),
...                           keras.layers.Dense(1)])
>>> path = os.path.join(tempfile.mkdtemp(), "normed.keras")
>>> model.save(path)
>>> loaded = keras.models.load_model(path)
>>> loaded.layers[0].eps
0.1
>>> X = tf.constant([[1.0, 2.0, 3.0]])
>>> np.allclose(loaded(X), model(X))
True

in-a-model:

>>> rng = np.random.default_rng(42)
>>> X = rng.normal(size=(200, 4)).astype("float32")
>>> X = X * rng.uniform(0.1, 100.0, size=(200, 1)).astype("float32")
>>> y = np.argmax(X, axis=1)
>>> keras.utils.set_random_seed(42)
>>> model = keras.Sequential([
...     keras.Input((4,)), MyLayerNormalization(),
...     keras.layers.Dense(16, activation="relu"),
...     keras.layers.Dense(4, activation="softmax")])
>>> model.compile(loss="sparse_categorical_crossentropy",
...               optimizer=keras.optimizers.Nadam(learning_rate=0.01),
...               metrics=["accuracy"])
>>> history = model.fit(X, y, epochs=20, verbose=0)
>>> losses = history.history["loss"]
>>> losses[-1] < losses[0] / 2
True
>>> history.history["accuracy"][-1] > 0.85
True

brightness:

>>> before = model.predict(X, verbose=0)
>>> after = model.predict(1000 * X + 500, verbose=0)
>>> float((before.argmax(axis=1) == after.argmax(axis=1)).mean()) > 0.95
True

without:

>>> keras.utils.set_random_seed(42)
>>> plain = keras.Sequential([
...     keras.Input((4,)),
...     keras.layers.Dense(16, activation="relu"),
...     keras.layers.Dense(4, activation="softmax")])
>>> plain.compile(loss="sparse_categorical_crossentropy",
...               optimizer=keras.optimizers.Nadam(learning_rate=0.01),
...               metrics=["accuracy"])
>>> history = plain.fit(X, y, epochs=20, verbose=0)
>>> history.history["accuracy"][-1] > 0.85
True
>>> X_new = rng.normal(size=(1000, 4))
>>> X_new *= rng.uniform(0.1, 100.0, size=(1000, 1))
>>> def answers(model, X):
...     return model.predict(X, verbose=0).argmax(axis=1)
>>> for name, one in (("with", model), ("without", plain)):
...     wrong = np.sum(answers(one, X_new) != X_new.argmax(axis=1))
...     kept = np.mean(answers(one, X + 500) == answers(one, X))
...     print(f"{name}: few wrong: {wrong < 50}, most kept: {kept > 0.5}")
with: few wrong: True, most kept: True
without: few wrong: False, most kept: False
"""
}
