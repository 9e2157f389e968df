"""Type conversions.

Operations want tensors of one type, and leave the conversion to you.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Type
Conversions".
"""

import keras
import numpy as np
import tensorflow as tf


@tf.function
def add_in_graph(a, b):
    """Add two tensors inside a graph.

    The types are checked while the graph is built, by Python code, so
    the error is another one than outside.

    Args:
        a: a tensor.
        b: a tensor of the same type.

    Returns:
        The sum, a tensor.

    Raises:
        TypeError: when the types differ.

    >>> add_in_graph(tf.constant(2.0), tf.constant(40.0))
    <tf.Tensor: shape=(), dtype=float32, numpy=42.0>
    >>> add_in_graph(tf.constant(2.0), tf.constant(40))
    Traceback (most recent call last):
        ...
    TypeError: in user code:
    ...
    TypeError: Input 'y' of 'AddV2' Op has type int32 that does not match type float32 of argument 'x'.
    """
    return a + b


def accuracy(labels, predictions):
    """Share of the predictions that equal their labels.

    Args:
        labels: whole numbers: list, array or tensor.
        predictions: as many whole numbers.

    Returns:
        A scalar tensor of type float32; nan for nothing.

    Raises:
        tf.errors.InvalidArgumentError: when the numbers are not as many.

    >>> accuracy([0, 1, 1], [0, 1, 0])
    <tf.Tensor: shape=(), dtype=float32, numpy=0.6666666865348816>
    >>> accuracy(np.array([0, 1, 1]), tf.constant([0, 1, 0], tf.uint8))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.6666666865348816>
    """
    labels = tf.cast(labels, tf.int64)
    predictions = tf.cast(predictions, tf.int64)
    hits = tf.equal(labels, predictions)
    return tf.reduce_mean(tf.cast(hits, tf.float32))


__test__ = {
    "steps": """
cast:

>>> t = tf.constant(40.0, dtype=tf.float64)
>>> tf.constant(4.0) + tf.cast(t, tf.float32)
<tf.Tensor: shape=(), dtype=float32, numpy=44.0>

float-int:

>>> tf.constant(2.0) + tf.constant(40)
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a float tensor but is a int32 tensor [Op:AddV2] name:

float-double:

>>> tf.constant(2.0) + tf.constant(40, dtype=tf.float64)
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a float tensor but is a double tensor [Op:AddV2] name:

numpy-converts:

>>> print(np.float32(2.0) + np.array([40]))
[42.]
>>> (np.float32([2.0]) + np.array([40])).dtype
dtype('float64')

python-scalars:

>>> tf.constant(2.0) + 40
<tf.Tensor: shape=(), dtype=float32, numpy=42.0>
>>> 2 * tf.constant([1.0, 2.0])
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
>>> tf.constant(1, dtype=tf.uint8) + 300
<tf.Tensor: shape=(), dtype=uint8, numpy=45>

python-floats:

>>> tf.constant(2) + 40.0
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a int32 tensor but is a float tensor [Op:AddV2] name:

arrays-adapt:

>>> tf.constant([1.0, 2.0]) + np.array([1.0, 2.0])
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
>>> tf.constant([1, 2]) + np.array([1.5, 2.5])
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 4], dtype=int32)>
>>> np.array([1.5, 2.5]) + tf.constant([1, 2])
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 4], dtype=int32)>

array-first:

>>> tf.add(np.array([1.0, 2.0]), tf.constant([1.0, 2.0]))
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a double tensor but is a float tensor [Op:AddV2] name:
>>> tf.multiply(np.array([1.0, 2.0]), tf.constant([1.0, 2.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 4.], dtype=float32)>

division:

>>> tf.constant(3) / tf.constant(4)
<tf.Tensor: shape=(), dtype=float64, numpy=0.75>
>>> tf.constant(3, tf.uint8) / tf.constant(4, tf.uint8)
<tf.Tensor: shape=(), dtype=float32, numpy=0.75>
>>> tf.constant(3) // tf.constant(4)
<tf.Tensor: shape=(), dtype=int32, numpy=0>

range:

>>> tf.range(tf.constant(1), tf.constant(3.5))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>

keras:

>>> layer = keras.layers.Dense(1)
>>> layer(tf.constant([[0, 1], [1, 0]])).dtype
tf.float32
>>> layer(np.array([[0.0, 1.0], [1.0, 0.0]])).dtype
tf.float32
>>> model = keras.Sequential([keras.Input((2,)), layer])
>>> model(tf.constant([[0, 1], [1, 0]])).dtype
tf.float32

keras-own:

>>> class Same(keras.layers.Layer):
...     def call(self, inputs):
...         return inputs
>>> Same()(np.array([[0.0, 1.0], [1.0, 0.0]])).dtype
tf.float32
>>> Same()(tf.constant([[0, 1], [1, 0]])).dtype
tf.int32
>>> model = keras.Sequential([keras.Input((2,)), Same()])
>>> model(tf.constant([[0, 1], [1, 0]])).dtype
tf.float32

types:

>>> for kind in (tf.float16, tf.float32, tf.float64, tf.uint8,
...              tf.int32, tf.int64, tf.bool, tf.complex64):
...     print(kind.name, kind.size)
float16 2
float32 4
float64 8
uint8 1
int32 4
int64 8
bool 1
complex64 8
>>> tf.cast([1, 2], "float32").dtype
tf.float32

needs-floats:

>>> tf.math.log(tf.constant(1))
Traceback (most recent call last):
    ...
InvalidArgumentError: Value for attr 'T' of int32 is not in the list of allowed values: bfloat16, half, float, double, complex64, complex128...

booleans:

>>> tf.cast([True, False, True], tf.float32)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 0., 1.], dtype=float32)>
>>> tf.cast([0.0, 0.3, -2.0], tf.bool)
<tf.Tensor: shape=(3,), dtype=bool, numpy=array([False,  True,  True])>

truncation:

>>> tf.cast([2.7, -2.7], tf.int32)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([ 2, -2], dtype=int32)>
>>> tf.cast(tf.round([2.7, -2.7]), tf.int32)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([ 3, -3], dtype=int32)>
>>> tf.round([0.5, 1.5, 2.5])
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0., 2., 2.], dtype=float32)>

wrapping:

>>> tf.uint8.max
255
>>> tf.cast(300, tf.uint8)
<tf.Tensor: shape=(), dtype=uint8, numpy=44>

strings:

>>> tf.strings.to_number("1.5")
<tf.Tensor: shape=(), dtype=float32, numpy=1.5>

my-array:

>>> my_array = [[0, 0], [0, 1], [1, 0], [1, 1]]
>>> tf.convert_to_tensor(my_array, dtype=tf.float32)
<tf.Tensor: shape=(4, 2), dtype=float32, numpy=
array([[0., 0.],
       [0., 1.],
       [1., 0.],
       [1., 1.]], dtype=float32)>

guessed:

>>> tf.convert_to_tensor(my_array).dtype
tf.int32
>>> tf.convert_to_tensor([1, 2.5]).dtype
tf.float32
>>> tf.convert_to_tensor(np.array([1, 2])).dtype
tf.int64

from-array:

>>> tf.convert_to_tensor(np.array([1, 2]), dtype=tf.float32)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>

hint:

>>> tf.convert_to_tensor([1, 2], dtype_hint=tf.float32)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
>>> tf.convert_to_tensor([1.5], dtype_hint=tf.int32)
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([1.5], dtype=float32)>
>>> tf.convert_to_tensor(tf.constant([1, 2]), dtype_hint=tf.float32)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>

from-tensor:

>>> tf.convert_to_tensor(tf.constant([1, 2]), dtype=tf.float32)
Traceback (most recent call last):
    ...
ValueError: Tensor conversion requested dtype float32 for Tensor with dtype int32: <tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>

lossy-list:

>>> tf.convert_to_tensor([1.5], dtype=tf.int32)
Traceback (most recent call last):
    ...
TypeError: Cannot convert [1.5] to EagerTensor of dtype int32
>>> tf.convert_to_tensor([300], dtype=tf.uint8)
<tf.Tensor: shape=(1,), dtype=uint8, numpy=array([44], dtype=uint8)>

lossy-array:

>>> tf.convert_to_tensor(np.array([1.5]), dtype=tf.int32)
<tf.Tensor: shape=(1,), dtype=int32, numpy=array([1], dtype=int32)>
>>> tf.convert_to_tensor(np.array([1.5]), dtype_hint=tf.int32)
<tf.Tensor: shape=(1,), dtype=int32, numpy=array([1], dtype=int32)>

same-object:

>>> tf.convert_to_tensor(t) is t
True
>>> tf.convert_to_tensor(my_array) is my_array
False

needless:

>>> x = tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> tf.cast(x, tf.float32) is x
True

exercise-1:

>>> mask = tf.constant([True, True, False, True])
>>> tf.reduce_mean(tf.cast(mask, tf.float32))
<tf.Tensor: shape=(), dtype=float32, numpy=0.75>

exercise-2:

>>> prices = np.array([1.5, 2.5])
>>> counts = tf.constant([2, 4])
>>> tf.constant(prices, tf.float32) * tf.cast(counts, tf.float32)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 3., 10.], dtype=float32)>
>>> counts * prices
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 8], dtype=int32)>
"""
}
