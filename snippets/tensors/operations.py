"""Tensors and operations.

A tensor has values of one type and a shape, and never changes.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Tensors and
Operations".

matrix:

>>> t = tf.constant([[1, 2, 3], [4, 5, 6]])
>>> t
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)>
>>> t + 10
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[11, 12, 13],
       [14, 15, 16]], dtype=int32)>

scalar:

>>> tf.constant(42)
<tf.Tensor: shape=(), dtype=int32, numpy=42>

attributes:

>>> t.shape
TensorShape([2, 3])
>>> t.dtype
tf.int32
>>> t.ndim
2
>>> t.shape.num_elements()
6

as-tensors:

>>> tf.rank(t)
<tf.Tensor: shape=(), dtype=int32, numpy=2>
>>> tf.size(t)
<tf.Tensor: shape=(), dtype=int32, numpy=6>
>>> tf.shape(t)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 3], dtype=int32)>

printing:

>>> print(t)
tf.Tensor(
[[1 2 3]
 [4 5 6]], shape=(2, 3), dtype=int32)
>>> print(t.shape, t.dtype)
(2, 3) <dtype: 'int32'>

dtype-argument:

>>> tf.constant([1, 2, 3], dtype=tf.float32)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>

shape-argument:

>>> tf.constant(7, shape=[2, 3])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[7, 7, 7],
       [7, 7, 7]], dtype=int32)>
>>> tf.constant([1, 2, 3, 4, 5, 6], shape=[3, 2])
<tf.Tensor: shape=(3, 2), dtype=int32, numpy=
array([[1, 2],
       [3, 4],
       [5, 6]], dtype=int32)>

shape-errors:

>>> tf.constant([1, 2, 3], shape=[2, 3])
Traceback (most recent call last):
    ...
TypeError: Eager execution of tf.constant with unsupported shape. Tensor [1 2 3] (converted from [1, 2, 3]) has 3 elements, but got `shape` (2, 3) with 6 elements).
>>> tf.constant([[1, 2], [3]])
Traceback (most recent call last):
    ...
ValueError: Can't convert non-rectangular Python sequence to Tensor.

input-data:

>>> input_data = tf.constant([[0.0, 0.0], [0.0, 1.0],
...                           [1.0, 0.0], [1.0, 1.0]])

input-shape:

>>> input_data.shape
TensorShape([4, 2])
>>> input_data.ndim, int(tf.size(input_data)), input_data.dtype
(2, 8, tf.float32)

arithmetic:

>>> tf.add(t, 10)
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[11, 12, 13],
       [14, 15, 16]], dtype=int32)>
>>> t * t
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[ 1,  4,  9],
       [16, 25, 36]], dtype=int32)>
>>> tf.square(t)
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[ 1,  4,  9],
       [16, 25, 36]], dtype=int32)>

broadcasting:

>>> t + tf.constant([10, 20, 30])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[11, 22, 33],
       [14, 25, 36]], dtype=int32)>
>>> t + tf.constant([[100], [200]])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[101, 102, 103],
       [204, 205, 206]], dtype=int32)>

matmul:

>>> t @ tf.transpose(t)
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[14, 32],
       [32, 77]], dtype=int32)>
>>> tf.matmul(t, t, transpose_b=True)
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[14, 32],
       [32, 77]], dtype=int32)>

matmul-error:

>>> t @ t
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3] [Op:MatMul] name:

reduce:

>>> x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]])
>>> tf.reduce_mean(x)
<tf.Tensor: shape=(), dtype=float32, numpy=4.0>
>>> tf.reduce_sum(x, axis=0)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 5.,  7., 12.], dtype=float32)>
>>> tf.reduce_max(x, axis=1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 9.], dtype=float32)>
>>> tf.argmax(x, axis=1)
<tf.Tensor: shape=(2,), dtype=int64, numpy=array([2, 2])>

log:

>>> tf.math.log(tf.constant([1.0, 10.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.       , 2.3025851], dtype=float32)>

wrong-names:

>>> np.reduce_mean([1.0, 2.0])
Traceback (most recent call last):
    ...
AttributeError: module 'numpy' has no attribute 'reduce_mean'
>>> tf.mean(x)
Traceback (most recent call last):
    ...
AttributeError: module 'tensorflow' has no attribute 'mean'
>>> tf.log(x)
Traceback (most recent call last):
    ...
AttributeError: module 'tensorflow' has no attribute 'log'
>>> x.mean()
Traceback (most recent call last):
    ...
AttributeError: 'tensorflow.python.framework.ops.EagerTensor' object has no attribute 'mean'

view:

>>> a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> a_turned = a.T
>>> a[0, 1] = 99.0
>>> print(a_turned)
[[ 1.  4.]
 [99.  5.]
 [ 3.  6.]]

copy:

>>> m = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> m_turned = tf.transpose(m)
>>> m_turned
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[1., 4.],
       [2., 5.],
       [3., 6.]], dtype=float32)>
>>> np.shares_memory(a, a_turned)
True
>>> np.shares_memory(np.asarray(m), np.asarray(m_turned))
False
>>> row = tf.constant([[1.0, 2.0, 3.0]])
>>> np.shares_memory(np.asarray(row), np.asarray(tf.transpose(row)))
True

reduce-meaning:

>>> lines = [line.strip() for line in tf.reduce_sum.__doc__.splitlines()]
>>> [line for line in lines if line.startswith("Reduces")]
['Reduces `input_tensor` along the dimensions given in `axis`.']

integer-mean:

>>> n = tf.constant([1, 2, 2])
>>> tf.reduce_mean(n)
<tf.Tensor: shape=(), dtype=int32, numpy=1>
>>> print(np.mean([1, 2, 2]))
1.6666666666666667
>>> tf.reduce_mean(tf.cast(n, tf.float32))
<tf.Tensor: shape=(), dtype=float32, numpy=1.6666666269302368>

overflow:

>>> tf.constant(2_147_483_647) + 1
<tf.Tensor: shape=(), dtype=int32, numpy=-2147483648>
>>> tf.constant(65_536) * 65_536
<tf.Tensor: shape=(), dtype=int32, numpy=0>
>>> tf.constant(65_536, dtype=tf.int64) * 65_536
<tf.Tensor: shape=(), dtype=int64, numpy=4294967296>

immutable:

>>> t[0, 0] = 99
Traceback (most recent call last):
    ...
TypeError: 'tensorflow.python.framework.ops.EagerTensor' object does not support item assignment

rebinding:

>>> y = z = tf.constant([1, 2, 3])
>>> y += 1
>>> y
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([2, 3, 4], dtype=int32)>
>>> z
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([1, 2, 3], dtype=int32)>

exercise-1:

>>> tf.constant(0.5, shape=[3, 3])
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[0.5, 0.5, 0.5],
       [0.5, 0.5, 0.5],
       [0.5, 0.5, 0.5]], dtype=float32)>
>>> tf.fill([3, 3], 0.5)
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[0.5, 0.5, 0.5],
       [0.5, 0.5, 0.5],
       [0.5, 0.5, 0.5]], dtype=float32)>

exercise-2:

>>> height_weight = tf.constant([[160.0, 50.0], [170.0, 65.0],
...                              [180.0, 80.0]])
>>> mean = tf.reduce_mean(height_weight, axis=0)
>>> std = tf.math.reduce_std(height_weight, axis=0)
>>> (height_weight - mean) / std
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[-1.2247449, -1.2247448],
       [ 0.       ,  0.       ],
       [ 1.2247449,  1.2247448]], dtype=float32)>

exercise-3:

>>> images = tf.zeros([3, 2, 4, 5])
>>> tf.transpose(images).shape
TensorShape([5, 4, 2, 3])
>>> tf.transpose(images, perm=[0, 1, 3, 2]).shape
TensorShape([3, 2, 5, 4])
"""

import numpy as np
import tensorflow as tf
