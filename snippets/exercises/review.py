"""Review questions.

Eleven questions about the whole chapter; each answer is backed by a run.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Exercises", 1 to 11.
"""

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf

from snippets.custom.losses import create_huber
from snippets.custom.saving import RegisteredHuber


def identity_model():
    """A model of one weight, 1 at the start, that returns its input.

    Returns:
        A ``keras.Sequential`` from shape (n, 1) to shape (n, 1).

    line:

    >>> identity_model()(tf.constant([[10.0], [-3.0]]))
    <tf.Tensor: shape=(2, 1), dtype=float32, numpy=
    array([[10.],
           [-3.]], dtype=float32)>
    """
    return keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")]
    )


def precision_of(y_true, y_pred):
    """The share of true ones among the ones that were predicted.

    Args:
        y_true: zeros and ones.
        y_pred: zeros and ones of the same shape.

    Returns:
        A scalar tensor; 0 when no one was predicted.

    two-of-three:

    >>> precision_of(tf.constant([1.0, 1.0, 0.0, 0.0]),
    ...              tf.constant([1.0, 1.0, 1.0, 0.0]))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.6666666865348816>
    """
    return tf.math.divide_no_nan(
        tf.reduce_sum(y_true * y_pred), tf.reduce_sum(y_pred)
    )


__test__ = {
    "steps": r"""
one-sentence:

>>> weight = tf.Variable(3.0)
>>> @tf.function
... def squared(x):
...     return (weight * x) ** 2
>>> with tf.GradientTape() as tape:
...     z = squared(tf.constant(2.0))
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> tape.gradient(z, weight)
<tf.Tensor: shape=(), dtype=float32, numpy=24.0>

rivals:

>>> keras.backend.backend()
'tensorflow'

constant:

>>> a = np.array([1, 2, 3])
>>> a[0] = 10
>>> t = tf.constant([1, 2, 3])
>>> t[0] = 10
Traceback (most recent call last):
    ...
TypeError: 'tensorflow.python.framework.ops.EagerTensor' object does not support item assignment

types:

>>> np.array([0.5]).dtype.name, tf.constant([0.5]).dtype.name
('float64', 'float32')
>>> np.array([1]) + np.array([0.5])
array([1.5])
>>> tf.constant([1]) + tf.constant([0.5])
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a int32 tensor but is a float tensor [Op:AddV2] name:

names:

>>> hasattr(np, "sum"), hasattr(tf, "sum"), hasattr(tf, "reduce_sum")
(True, False, True)

views:

>>> a = np.zeros([2, 3])
>>> np.shares_memory(a, a.T)
True
>>> v = tf.Variable(tf.zeros([2, 3]))
>>> turned = tf.transpose(v)
>>> v[0, 0].assign(7.0).shape
TensorShape([2, 3])
>>> a[0, 0] = 7.0
>>> float(a.T[0, 0]), float(turned[0, 0])
(7.0, 0.0)

ranges:

>>> a = tf.range(10)
>>> b = tf.constant(np.arange(10, dtype=np.int64))
>>> a.dtype.name, b.dtype.name
('int32', 'int64')
>>> bool(tf.reduce_all(tf.cast(a, tf.int64) == b))
True
>>> a + b
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a int32 tensor but is a int64 tensor [Op:AddV2] name:

ranges-agree:

>>> bool(tf.reduce_all(tf.range(10, dtype=tf.int64) == b))
True

structures:

>>> sparse = tf.sparse.from_dense([[0.0, 3.0], [0.0, 0.0]])
>>> sparse.indices.numpy().tolist(), sparse.values.numpy().tolist()
([[0, 1]], [3.0])
>>> array = tf.TensorArray(tf.float32, size=2)
>>> array = array.write(0, 1.0).write(1, 2.0)
>>> array.stack()
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
>>> ragged = tf.ragged.constant([[1, 2], [3]])
>>> ragged
<tf.RaggedTensor [[1, 2], [3]]>
>>> tf.constant("café")
<tf.Tensor: shape=(), dtype=string, numpy=b'caf\xc3\xa9'>
>>> both = tf.sets.union([[1, 2, 3]], [[3, 4]])
>>> tf.sparse.to_dense(both)
<tf.Tensor: shape=(1, 4), dtype=int32, numpy=array([[1, 2, 3, 4]], dtype=int32)>
>>> queue = tf.queue.FIFOQueue(2, [tf.int32], shapes=[()])
>>> queue.enqueue(7)
>>> queue.dequeue()
<tf.Tensor: shape=(), dtype=int32, numpy=7>

values:

>>> create_huber(2.0)(tf.zeros([3]), tf.constant([1.0, 2.0, 10.0]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 0.5,  2. , 18. ], dtype=float32)>

loss-function:

>>> X, y = tf.constant([[10.0]]), tf.constant([[0.0]])
>>> model = identity_model()
>>> model.compile(loss=create_huber(2.0), optimizer="sgd")
>>> loss = model.train_on_batch(X, X)
>>> path = os.path.join(tempfile.mkdtemp(), "function.keras")
>>> model.save(path)
>>> loaded = keras.models.load_model(
...     path, custom_objects={"huber_fn": create_huber(5.0)})
>>> for m in (model, loaded):
...     print(float(tf.reduce_mean(m.loss(y, m(X)))))
18.0
37.5

config:

>>> RegisteredHuber(2.0).get_config()["threshold"]
2.0

loss-class:

>>> model.compile(loss=RegisteredHuber(2.0), optimizer="sgd")
>>> loss = model.train_on_batch(X, X)
>>> path = os.path.join(tempfile.mkdtemp(), "class.keras")
>>> model.save(path)
>>> loaded = keras.models.load_model(path)
>>> loaded.loss.threshold
2.0
>>> for m in (model, loaded):
...     print(float(tf.reduce_mean(m.loss(y, m(X)))))
18.0
18.0

batches:

>>> y_true = np.array([0, 1, 1, 1, 0, 1, 0, 1,
...                    0, 1, 0, 0, 1, 0, 1, 1], dtype="float32")
>>> y_pred = np.array([1, 1, 0, 1, 0, 1, 0, 1,
...                    1, 0, 1, 1, 0, 0, 0, 0], dtype="float32")
>>> first = float(precision_of(y_true[:8], y_pred[:8]))
>>> second = float(precision_of(y_true[8:], y_pred[8:]))
>>> print(f"{first:.2f} {second:.2f} {(first + second) / 2:.2f}")
0.80 0.00 0.40
>>> print(f"{float(precision_of(y_true, y_pred)):.2f}")
0.50

metric-in-model:

>>> model = identity_model()
>>> model.compile(loss="mse", metrics=[precision_of,
...                                    keras.metrics.Precision(name="p")])
>>> found = model.evaluate(y_pred[:, np.newaxis], y_true[:, np.newaxis],
...                        batch_size=8, verbose=0, return_dict=True)
>>> print(f"{found['precision_of']:.2f} {found['p']:.2f}")
0.40 0.50

layer-or-model:

>>> issubclass(keras.Model, keras.layers.Layer)
True
>>> hasattr(keras.layers.Dense(1), "fit"), hasattr(identity_model(), "fit")
(False, True)

model-as-layer:

>>> encoder = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
>>> whole = keras.Sequential([keras.Input((4,)), encoder,
...                           keras.layers.Dense(1)])
>>> whole.layers[0] is encoder
True
>>> encoder.count_params(), whole.count_params()
(10, 13)

two-optimizers:

>>> lower = keras.layers.Dense(2, kernel_initializer="ones")
>>> upper = keras.layers.Dense(1, kernel_initializer="ones")
>>> model = keras.Sequential([keras.Input((3,)), lower, upper])
>>> parts = [(lower.kernel, keras.optimizers.SGD(learning_rate=0.001)),
...          (upper.kernel, keras.optimizers.SGD(learning_rate=0.1))]
>>> with tf.GradientTape() as tape:
...     loss = tf.reduce_mean(tf.square(model(tf.ones([4, 3])) - 5.0))
>>> gradients = tape.gradient(loss, [kernel for kernel, _ in parts])
>>> def moved(optimizer, gradient, kernel):
...     before = kernel.numpy()
...     optimizer.apply_gradients([(gradient, kernel)])
...     return float(tf.reduce_mean((before - kernel) / gradient))
>>> for gradient, (kernel, optimizer) in zip(gradients, parts):
...     print(f"{moved(optimizer, gradient, kernel):.4f}")
0.0010
0.1000

not-convertible:

>>> seen = []
>>> def nosy_mse(y_true, y_pred):
...     seen.append(y_pred.numpy().shape)
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> X, y = np.ones([8, 1], "float32"), np.ones([8, 1], "float32")
>>> model = identity_model()
>>> model.compile(loss=nosy_mse, optimizer="sgd")
>>> try:
...     model.fit(X, y, verbose=0)
... except AttributeError as error:
...     print("no attribute 'numpy'" in str(error), len(seen))
True 0

eager-loss:

>>> model.compile(loss=nosy_mse, optimizer="sgd", run_eagerly=True)
>>> history = model.fit(X, y, batch_size=4, verbose=0)
>>> seen
[(4, 1), (4, 1)]

py-function:

>>> def look(y_pred):
...     seen.append(y_pred.numpy().shape)
>>> def bridged_mse(y_true, y_pred):
...     tf.py_function(look, [y_pred], [])
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> seen.clear()
>>> model.compile(loss=bridged_mse, optimizer="sgd", jit_compile=False)
>>> history = model.fit(X, y, batch_size=4, verbose=0)
>>> seen
[(4, 1), (4, 1)]

rule-libraries:

>>> @tf.function
... def frozen(x):
...     return x + np.random.rand()
>>> @tf.function
... def fresh(x):
...     return x + tf.random.uniform([])
>>> x = tf.constant(1.0)
>>> bool(frozen(x) == frozen(x)), bool(fresh(x) == fresh(x))
(True, False)

rule-effects:

>>> calls = []
>>> @tf.function
... def noted(x):
...     calls.append("traced")
...     return x + 1.0
>>> for _ in range(3):
...     x = noted(x)
>>> x, calls
(<tf.Tensor: shape=(), dtype=float32, numpy=4.0>, ['traced'])

rule-helpers:

>>> def helper(n):
...     total = 0
...     for i in tf.range(n):
...         total += i
...     return total
>>> @tf.function
... def main(n):
...     return helper(n)
>>> main(tf.constant(5))
<tf.Tensor: shape=(), dtype=int32, numpy=10>

rule-variables:

>>> @tf.function
... def makes_variable(x):
...     v = tf.Variable(0.0)
...     return v.assign_add(x)
>>> try:
...     makes_variable(tf.constant(1.0))
... except ValueError as error:
...     last = str(error).strip().splitlines()[-1].strip()
...     print(last.split(". ")[0])
ValueError: tf.function only supports singleton tf.Variables created on the first call

rule-source:

>>> names = {"tf": tf}
>>> exec('''
... def helper(n):
...     total = 0
...     for i in tf.range(n):
...         total += i
...     return total
... ''', names)
>>> try:
...     tf.function(names["helper"])(tf.constant(5))
... except TypeError as error:
...     print(type(error).__name__)
OperatorNotAllowedInGraphError

rule-loops:

>>> @tf.function
... def unrolled(x):
...     for _ in range(100):
...         x += 1.0
...     return x
>>> @tf.function
... def looped(x):
...     for _ in tf.range(100):
...         x += 1.0
...     return x
>>> for f in (unrolled, looped):
...     graph = f.get_concrete_function(tf.constant(0.0)).graph
...     print(float(f(tf.constant(0.0))), len(graph.get_operations()))
100.0 202
100.0 18

compiled:

>>> eager = []
>>> class Spy(keras.layers.Layer):
...     def call(self, inputs):
...         eager.append(tf.executing_eagerly())
...         return inputs
>>> X, y = np.ones([8, 1], "float32"), np.ones([8, 1], "float32")
>>> model = keras.Sequential([keras.Input((1,)), Spy(),
...                           keras.layers.Dense(1)])
>>> model.compile(loss="mse", optimizer="sgd")
>>> history = model.fit(X, y, batch_size=2, verbose=0)
>>> any(eager)
False

run-eagerly:

>>> model.compile(loss="mse", optimizer="sgd", run_eagerly=True)
>>> eager.clear()
>>> history = model.fit(X, y, batch_size=2, verbose=0)
>>> all(eager), len(eager)
(True, 4)

functions-eagerly:

>>> @tf.function
... def mode():
...     return tf.executing_eagerly()
>>> tf.config.run_functions_eagerly(True)
>>> bool(mode())
True
>>> tf.config.run_functions_eagerly(False)
>>> bool(mode())
False
"""
}
