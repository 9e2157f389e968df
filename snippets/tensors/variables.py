"""Variables.

A variable keeps one tensor at a time and can be given another one.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Variables".

variable:

>>> v = tf.Variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> v
<tf.Variable 'Variable:0' shape=(2, 3) dtype=float32, numpy=
array([[1., 2., 3.],
       [4., 5., 6.]], dtype=float32)>

assign:

>>> v.assign(2 * v)
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 2.,  4.,  6.],
       [ 8., 10., 12.]], dtype=float32)>
>>> v
<tf.Variable 'Variable:0' shape=(2, 3) dtype=float32, numpy=
array([[ 2.,  4.,  6.],
       [ 8., 10., 12.]], dtype=float32)>

like-tensors:

>>> v + 1.0
<tf.Tensor: shape=(2, 3), dtype=float32, numpy=
array([[ 3.,  5.,  7.],
       [ 9., 11., 13.]], dtype=float32)>
>>> v[:, 1:]
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[ 4.,  6.],
       [10., 12.]], dtype=float32)>
>>> tf.reduce_sum(v)
<tf.Tensor: shape=(), dtype=float32, numpy=42.0>

tensor-fails:

>>> t = tf.constant([1.0, 2.0])
>>> t.assign([3.0, 4.0])
Traceback (most recent call last):
    ...
AttributeError: 'tensorflow.python.framework.ops.EagerTensor' object has no attribute 'assign'

add-sub:

>>> w = tf.Variable([1.0, 2.0])
>>> w.assign_add([10.0, 10.0])
<tf.Variable 'UnreadVariable' shape=(2,) dtype=float32, numpy=array([11., 12.], dtype=float32)>
>>> w.assign_sub([1.0, 1.0])
<tf.Variable 'UnreadVariable' shape=(2,) dtype=float32, numpy=array([10., 11.], dtype=float32)>

descent:

>>> weights = tf.Variable([2.0, -1.0])
>>> learning_rate = 0.1
>>> for _ in range(3):
...     gradient = 2 * weights
...     _ = weights.assign_sub(learning_rate * gradient)  #: update
...     print(weights.numpy())
[ 1.6 -0.8]
[ 1.28 -0.64]
[ 1.0239999  -0.51199996]

slices:

>>> v[0, 1].assign(42.0)
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 2., 42.,  6.],
       [ 8., 10., 12.]], dtype=float32)>
>>> v[:, 2].assign([0.0, 1.0])
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 2., 42.,  0.],
       [ 8., 10.,  1.]], dtype=float32)>

item-error:

>>> v[1] = [7.0, 8.0, 9.0]
Traceback (most recent call last):
    ...
TypeError: 'ResourceVariable' object does not support item assignment

scatter-nd:

>>> v.scatter_nd_update(indices=[[0, 0], [1, 2]],
...                     updates=[100.0, 200.0])
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[100.,  42.,   0.],
       [  8.,  10., 200.]], dtype=float32)>
>>> v.scatter_nd_update(indices=[[0, 0], [1, 2]], updates=[7, 9])
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 7., 42.,  0.],
       [ 8., 10.,  9.]], dtype=float32)>

scatter:

>>> rows = tf.IndexedSlices(values=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
...                         indices=[1, 0])
>>> v.scatter_update(rows)
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[4., 5., 6.],
       [1., 2., 3.]], dtype=float32)>

scatter-error:

>>> v.scatter_update([1, 0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
Traceback (most recent call last):
    ...
TypeError: Argument `sparse_delta` must be a `tf.IndexedSlices`. Received arg: [1, 0]

wrong-shape:

>>> v.assign([1.0, 2.0, 3.0])
Traceback (most recent call last):
    ...
ValueError: Cannot assign value to variable ' Variable:0': Shape mismatch.The variable shape (2, 3), and the assigned value shape (3,) are incompatible.

slice-broadcast:

>>> table = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
>>> table[0].assign(9.0)
<tf.Variable 'UnreadVariable' shape=(2, 2) dtype=float32, numpy=
array([[9., 9.],
       [3., 4.]], dtype=float32)>

open-shape:

>>> growing = tf.Variable([1.0], shape=[None])
>>> growing.assign([1.0, 2.0, 3.0])
<tf.Variable 'UnreadVariable' shape=(None,) dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>

wrong-dtype:

>>> v.assign(tf.constant([[1, 2, 3], [4, 5, 6]]))
Traceback (most recent call last):
    ...
ValueError: Tensor conversion requested dtype float32 for Tensor with dtype int32: <tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)>
>>> v.assign([[1, 2, 3], [4, 5, 6]])
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[1., 2., 3.],
       [4., 5., 6.]], dtype=float32)>

array-assigned:

>>> whole = tf.Variable([0, 0])
>>> whole.assign(np.array([1.5, 2.5]))
<tf.Variable 'UnreadVariable' shape=(2,) dtype=int32, numpy=array([1, 2], dtype=int32)>

sparse:

>>> sparse = tf.sparse.from_dense([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
>>> v.assign(sparse)
Traceback (most recent call last):
    ...
ValueError: Attempt to convert a value (SparseTensor(indices=tf.Tensor(
[[0 1]
 [1 2]], shape=(2, 2), dtype=int64), values=tf.Tensor([1. 2.], shape=(2,), dtype=float32), dense_shape=tf.Tensor([2 3], shape=(2,), dtype=int64))) with an unsupported type (<class 'tensorflow.python.framework.sparse_tensor.SparseTensor'>) to a Tensor.
>>> v.assign(tf.sparse.to_dense(sparse))
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[0., 1., 0.],
       [0., 0., 2.]], dtype=float32)>

sparse-made:

>>> tf.Variable(sparse)
Traceback (most recent call last):
    ...
ValueError: Attempt to convert a value (SparseTensor(...
>>> tf.Variable(tf.sparse.to_dense(sparse)).shape
TensorShape([2, 3])

lost:

>>> n = kept = tf.Variable(1.0)
>>> n = n + 1.0
>>> n
<tf.Tensor: shape=(), dtype=float32, numpy=2.0>
>>> kept
<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=1.0>

augmented:

>>> kept += 1.0
Traceback (most recent call last):
    ...
RuntimeError: `variable += value` with `tf.Variable`s is not supported. Use `variable.assign_add(value)` to modify the variable, or `out = variable + value` if you need to get a new output Tensor.

returned:

>>> u = tf.Variable([1.0, 2.0])
>>> result = u.assign([3.0, 4.0])
>>> result is u, isinstance(result, tf.Variable)
(False, True)
>>> u.assign_add([1.0, 1.0]).assign_sub([0.5, 0.5])
<tf.Variable 'UnreadVariable' shape=(2,) dtype=float32, numpy=array([3.5, 4.5], dtype=float32)>
>>> u
<tf.Variable 'Variable:0' shape=(2,) dtype=float32, numpy=array([3.5, 4.5], dtype=float32)>

snapshot:

>>> before = u.numpy()
>>> u.assign([0.0, 0.0])
<tf.Variable 'UnreadVariable' shape=(2,) dtype=float32, numpy=array([0., 0.], dtype=float32)>
>>> print(before)
[3.5 4.5]

trainable:

>>> counter = tf.Variable(0, trainable=False, name="counter")
>>> counter.trainable, v.trainable
(False, True)
>>> counter
<tf.Variable 'counter:0' shape=() dtype=int32, numpy=0>

watched-on-request:

>>> scale = tf.Variable(3.0, trainable=False)
>>> with tf.GradientTape() as tape:
...     y = scale ** 2
>>> print(tape.gradient(y, scale))
None
>>> with tf.GradientTape() as tape:
...     tape.watch(scale)
...     y = scale ** 2
>>> print(float(tape.gradient(y, scale)))
6.0

layer:

>>> layer = keras.layers.Layer()
>>> kernel = layer.add_weight(name="kernel", shape=(2, 3),
...                           initializer="zeros")
>>> steps = layer.add_weight(name="steps", shape=(),
...                          initializer="zeros", trainable=False)
>>> len(layer.trainable_variables), len(layer.non_trainable_variables)
(1, 1)
>>> kernel.numpy()
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)

dense:

>>> dense = keras.layers.Dense(3)
>>> dense.build((None, 2))
>>> [tuple(variable.shape) for variable in dense.trainable_variables]
[(2, 3), (3,)]

tracked:

>>> model = keras.Sequential([keras.Input((2,)), dense])
>>> model.layers == [dense]
True
>>> len(model.trainable_variables)
2

keras-assign:

>>> _ = kernel.assign(tf.ones([2, 3]))
>>> kernel[0, 1].assign(42.0)
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 1., 42.,  1.],
       [ 1.,  1.,  1.]], dtype=float32)>
>>> kernel.numpy()
array([[ 1., 42.,  1.],
       [ 1.,  1.,  1.]], dtype=float32)

keras-inner:

>>> wrapped = not isinstance(kernel, tf.Variable)
>>> wrapped == keras.__version__.startswith("3.")
True
>>> inner = kernel.value if wrapped else kernel
>>> isinstance(inner, tf.Variable)
True
>>> inner.scatter_nd_update([[1, 2]], [7.0])
<tf.Variable 'UnreadVariable' shape=(2, 3) dtype=float32, numpy=
array([[ 1., 42.,  1.],
       [ 1.,  1.,  7.]], dtype=float32)>
>>> kernel.numpy()
array([[ 1., 42.,  1.],
       [ 1.,  1.,  7.]], dtype=float32)

keras-augmented:

>>> renamed = kernel
>>> renamed += 1.0
Keras 2 (its variables are tf.Variables, which forbid it):
Traceback (most recent call last):
    ...
RuntimeError: `variable += value` with `tf.Variable`s is not supported. ...
>>> kernel.numpy()
array([[ 1., 42.,  1.],
       [ 1.,  1.,  7.]], dtype=float32)

keras-converts:

>>> _ = kernel.assign(tf.ones([2, 3], dtype=tf.int32))
Keras 2 (its variables are tf.Variables, which take their own type only):
Traceback (most recent call last):
    ...
ValueError: Tensor conversion requested dtype float32 for Tensor with dtype int32: ...

keras-bare:

>>> class Bare(keras.layers.Layer):
...     def __init__(self):
...         super().__init__()
...         self.bare = tf.Variable(1.0)
>>> len(Bare().variables)
0
Keras 2 (Keras 3 tracks variables of its own kind):
1

exercise-1:

>>> m = tf.Variable(tf.zeros([3, 3]))
>>> m.scatter_nd_update([[0, 0], [1, 1], [2, 2]], [1.0, 1.0, 1.0])
<tf.Variable 'UnreadVariable' shape=(3, 3) dtype=float32, numpy=
array([[1., 0., 0.],
       [0., 1., 0.],
       [0., 0., 1.]], dtype=float32)>
>>> m.assign(tf.eye(3))
<tf.Variable 'UnreadVariable' shape=(3, 3) dtype=float32, numpy=
array([[1., 0., 0.],
       [0., 1., 0.],
       [0., 0., 1.]], dtype=float32)>

exercise-2:

>>> steps_done = tf.Variable(0)
>>> for _ in range(3):
...     _ = steps_done.assign_add(1)
>>> steps_done
<tf.Variable 'Variable:0' shape=() dtype=int32, numpy=3>

exercise-3:

>>> x = tf.Variable(5.0)
>>> for _ in range(50):
...     _ = x.assign_sub(0.1 * 2 * (x - 3))
>>> print(round(float(x), 3))
3.0
"""

import keras
import numpy as np
import tensorflow as tf
