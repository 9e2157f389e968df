"""Tensors and NumPy.

Arrays become tensors and tensors become arrays; the types need care.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Tensors and
NumPy".

to-tensor:

>>> a = np.array([2.0, 4.0, 5.0])
>>> tf.constant(a)
<tf.Tensor: shape=(3,), dtype=float64, numpy=array([2., 4., 5.])>

to-array:

>>> t = tf.constant([[1, 2, 3], [4, 5, 6]])
>>> t.numpy()
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)
>>> np.array(t)
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)

to-python:

>>> float(tf.constant(1.5))
1.5
>>> one = tf.constant([1.5])
>>> one.ndim, one[0].ndim
(1, 0)
>>> float(one[0])
1.5
>>> t.numpy().tolist()
[[1, 2, 3], [4, 5, 6]]

numpy-scalar:

>>> scalar = tf.constant(1.5).numpy()
>>> type(scalar).__name__
'float32'
>>> print(scalar)
1.5

across:

>>> tf.square(a)
<tf.Tensor: shape=(3,), dtype=float64, numpy=array([ 4., 16., 25.])>
>>> np.square(t)
array([[ 1,  4,  9],
       [16, 25, 36]], dtype=int32)

numpy-in-graph:

>>> tf.function(lambda x: np.square(x))(t)
Traceback (most recent call last):
    ...
NotImplementedError: ...Cannot convert a symbolic tf.Tensor (x:0) to a numpy array. ...

who-returns:

>>> type(tf.square(a)).__name__
'EagerTensor'
>>> type(np.square(t)).__name__
'ndarray'
>>> type(np.sum(t)).__name__
'int64'

operators:

>>> type(a + tf.constant([1.0, 1.0, 1.0])).__name__
'EagerTensor'
>>> type(tf.constant([1.0, 1.0, 1.0]) + a).__name__
'EagerTensor'

keras:

>>> x = np.zeros((4, 2), dtype="float32")
>>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
>>> type(model(x)).__name__
'EagerTensor'
>>> type(model.predict(x, verbose=0)).__name__
'ndarray'

list-input:

>>> rows = [[0.0, 1.0], [1.0, 0.0]]
>>> model.predict(np.array(rows), verbose=0).shape
(2, 1)
>>> model.predict(tf.constant(rows), verbose=0).shape
(2, 1)

default-floats:

>>> a.dtype, tf.constant([2.0, 4.0, 5.0]).dtype
(dtype('float64'), tf.float32)
>>> tf.constant(a).dtype
tf.float64
>>> tf.constant(a, dtype=tf.float32)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([2., 4., 5.], dtype=float32)>

default-ints:

>>> tf.constant([2, 4, 5]).dtype
tf.int32
>>> tf.constant(np.array([2, 4, 5])).dtype
tf.int64

bytes:

>>> big32 = tf.zeros([1000, 1000])
>>> big64 = tf.zeros([1000, 1000], dtype=tf.float64)
>>> big32.numpy().nbytes, big64.numpy().nbytes
(4000000, 8000000)

digits:

>>> tf.constant(1 / 3, dtype=tf.float64)
<tf.Tensor: shape=(), dtype=float64, numpy=0.3333333333333333>
>>> tf.constant(1 / 3, dtype=tf.float32)
<tf.Tensor: shape=(), dtype=float32, numpy=0.3333333432674408>
>>> print(float(tf.constant(0.1)))
0.10000000149011612

same-third:

>>> bool(tf.constant(1 / 3) == 0.33333334)
True
>>> bool(tf.constant(1 / 3) == 0.3333333432674408)
True

gap:

>>> tf.constant(16_777_216.0) + 1.0
<tf.Tensor: shape=(), dtype=float32, numpy=16777216.0>
>>> tf.constant(16_777_216.0, dtype=tf.float64) + 1.0
<tf.Tensor: shape=(), dtype=float64, numpy=16777217.0>
>>> int(tf.constant(16_777_218.0) + 1.0)
16777220

order:

>>> big, small = tf.constant(1e8), tf.constant(1.0)
>>> (big + small) - big
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>
>>> (big - big) + small
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>

many:

>>> tenths = np.full(1_000_000, 0.1, dtype=np.float32)
>>> print(float(np.cumsum(tenths)[-1]))
100958.34375
>>> print(float(tf.reduce_sum(tenths)))
100000.2265625
>>> print(float(tf.reduce_sum(tf.cast(tenths, tf.float64))))
100000.00149011612

repeated:

>>> rng = np.random.default_rng(42)
>>> noise = tf.constant(rng.random(1_000_000), dtype=tf.float32)
>>> len({float(tf.reduce_sum(noise)) for _ in range(20)})
1

library:

>>> print(float(tf.reduce_sum(noise)))
500026.46875
>>> print(float(np.sum(noise)))
500026.5
>>> print(float(np.cumsum(noise)[-1]))
500033.5625
>>> print(float(tf.reduce_sum(tf.cast(noise, tf.float64))))
500026.47617829684

copied-in:

>>> source = np.array([1.0, 2.0, 3.0])
>>> copied = tf.constant(source)
>>> converted = tf.convert_to_tensor(source)
>>> source[0] = 99.0
>>> copied
<tf.Tensor: shape=(3,), dtype=float64, numpy=array([1., 2., 3.])>
>>> converted
<tf.Tensor: shape=(3,), dtype=float64, numpy=array([1., 2., 3.])>

copied-out:

>>> kept = tf.constant([1.0, 2.0, 3.0])
>>> out = kept.numpy()
>>> out[0] = 99.0
>>> kept
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>

shared-out:

>>> window = np.asarray(kept)
>>> np.shares_memory(window, np.asarray(kept))
True
>>> np.shares_memory(window, kept.numpy())
False
>>> window[0] = 99.0
Traceback (most recent call last):
    ...
ValueError: assignment destination is read-only

text-out:

>>> text = tf.constant(["a"])
>>> np.shares_memory(np.asarray(text), np.asarray(text))
False

exercise-1:

>>> data = np.array([[160, 50], [170, 65], [180, 80]])
>>> tf.constant(data, dtype=tf.float32)
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[160.,  50.],
       [170.,  65.],
       [180.,  80.]], dtype=float32)>

exercise-2:

>>> tf.cast(tf.constant(1 / 3, dtype=tf.float32), tf.float64)
<tf.Tensor: shape=(), dtype=float64, numpy=0.3333333432674408>
>>> tf.constant(1 / 3, dtype=tf.float64)
<tf.Tensor: shape=(), dtype=float64, numpy=0.3333333333333333>

exercise-3:

>>> tf.add(tf.constant([1.0, 2.0]), [1, 2])
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
>>> np.add(tf.constant([1.0, 2.0]), [1, 2])
array([2., 4.])
>>> np.add(tf.constant([1.0, 2.0]), [1, 2]).dtype
dtype('float64')
"""

import keras
import numpy as np
import tensorflow as tf
