"""Tensor arrays.

A tensor array is a list of tensors that a loop, also one inside a graph,
can write into and read from.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".
"""

import tensorflow as tf


@tf.function
def running_mean(values):
    """Return the mean of the first value, of the first two, and so on.

    Args:
        values: float32 tensor of shape [n].

    Returns:
        float32 tensor of shape [n].

    collect:

    >>> running_mean(tf.constant([2., 4., 9., 1.]))
    <tf.Tensor: shape=(4,), dtype=float32, numpy=array([2., 3., 5., 4.], dtype=float32)>
    """
    n = tf.shape(values)[0]
    means = tf.TensorArray(tf.float32, size=n)
    total = 0.0
    for i in tf.range(n):
        total += values[i]
        means = means.write(i, total / tf.cast(i + 1, tf.float32))  #: keep
    return means.stack()


@tf.function
def count_appends(n):
    """Append to a Python list in a graph loop, and count what arrived.

    Args:
        n: scalar int32 tensor, the number of rounds.

    Returns:
        Length of the list, as a scalar int32 tensor: 1, whatever n is.

    once:

    >>> count_appends(tf.constant(4))
    <tf.Tensor: shape=(), dtype=int32, numpy=1>
    """
    items = []
    for i in tf.range(n):
        items.append(i)
    return len(items)


@tf.function
def forgetful(n):
    """Write the numbers from 0 to n - 1 and lose them all.

    Args:
        n: scalar int32 tensor.

    Returns:
        int32 tensor of n zeros: what ``write`` returned was not kept.

    zeros:

    >>> forgetful(tf.constant(4))
    <tf.Tensor: shape=(4,), dtype=int32, numpy=array([0, 0, 0, 0], dtype=int32)>
    """
    array = tf.TensorArray(tf.int32, size=n, element_shape=[])
    for i in tf.range(n):
        array.write(i, i)  #: lost
    return array.stack()


@tf.function
def read_twice(values):
    """Read one slot twice in a graph, where reading clears nothing.

    Args:
        values: tensor of shape [n, ...].

    Returns:
        Twice the first entry.

    graph:

    >>> read_twice(tf.constant([3., 4.]))
    <tf.Tensor: shape=(), dtype=float32, numpy=6.0>
    """
    array = tf.TensorArray(values.dtype, size=1)
    array = array.write(0, values[0])
    return array.read(0) + array.read(0)


@tf.function
def fibonacci(n):
    """Return the first n Fibonacci numbers, collected by a graph loop.

    Args:
        n: scalar int32 tensor, at least 0.

    Returns:
        int32 tensor of shape [n].

    >>> fibonacci(tf.constant(10))
    <tf.Tensor: shape=(10,), dtype=int32, numpy=array([ 0,  1,  1,  2,  3,  5,  8, 13, 21, 34], dtype=int32)>
    """
    array = tf.TensorArray(tf.int32, size=n, element_shape=[])
    a, b = 0, 1
    for i in tf.range(n):
        array = array.write(i, a)
        a, b = b, a + b
    return array.stack()


__test__ = {
    "steps": """
write-read:

>>> array = tf.TensorArray(dtype=tf.float32, size=3)
>>> array = array.write(0, [1., 2.])
>>> array = array.write(1, [3., 10.])
>>> array = array.write(2, [5., 7.])
>>> array.read(1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 3., 10.], dtype=float32)>

read-twice:

>>> array.read(1)
Traceback (most recent call last):
    ...
InvalidArgumentError: Could not read index 1 twice because it was cleared after a previous read (perhaps try setting clear_after_read = false?)

stack-after-read:

>>> array.stack()
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[1., 2.],
       [0., 0.],
       [5., 7.]], dtype=float32)>

keep:

>>> kept = tf.TensorArray(tf.float32, size=1, clear_after_read=False)
>>> kept = kept.write(0, [1., 2.])
>>> kept.read(0)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
>>> kept.read(0)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>

unwritten:

>>> gaps = tf.TensorArray(tf.float32, size=3)
>>> gaps = gaps.write(0, [1., 2.])
>>> gaps.stack()
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[1., 2.],
       [0., 0.],
       [0., 0.]], dtype=float32)>

nothing-written:

>>> tf.TensorArray(tf.float32, size=2).stack()
Traceback (most recent call last):
    ...
ValueError: Cannot convert a partially known TensorShape <unknown> to a Tensor.
>>> tf.TensorArray(tf.float32, size=2, element_shape=[3]).stack()
<tf.Tensor: shape=(2, 3), dtype=float32, numpy=
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)>

unstack:

>>> rows = tf.TensorArray(tf.float32, size=2)
>>> rows = rows.unstack([[1., 2.], [3., 4.]])
>>> rows.read(1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 4.], dtype=float32)>

shapes:

>>> same = tf.TensorArray(tf.float32, size=2)
>>> same = same.write(0, [1., 2.])
>>> same = same.write(1, [1., 2., 3.])
Traceback (most recent call last):
    ...
ValueError: Incompatible shape for value ((3,)), expected ((2,))

infer-shape:

>>> mixed = tf.TensorArray(tf.float32, size=2, infer_shape=False)
>>> mixed = mixed.write(0, [1., 2.])
>>> mixed = mixed.write(1, [1., 2., 3.])
>>> mixed.concat()
<tf.Tensor: shape=(5,), dtype=float32, numpy=array([1., 2., 1., 2., 3.], dtype=float32)>
>>> mixed.read(0)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>

infer-shape-stack:

>>> mixed = tf.TensorArray(tf.float32, size=2, infer_shape=False)
>>> mixed = mixed.write(0, [1., 2.]).write(1, [1., 2., 3.])
>>> mixed.stack()
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Shapes of all inputs must match: values[0].shape = [2] != values[1].shape = [3] ...

dtype:

>>> floats = tf.TensorArray(tf.float32, size=1)
>>> floats = floats.write(0, tf.constant(1))
Traceback (most recent call last):
    ...
InvalidArgumentError: TensorArray dtype is float32 but Op is trying to write dtype int32
>>> floats = floats.write(0, 1)
>>> floats.read(0)
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>

past-the-end:

>>> short = tf.TensorArray(tf.float32, size=1)
>>> short = short.write(1, 2.)
Traceback (most recent call last):
    ...
OutOfRangeError: Tried to write to index 1 but array is not resizeable and size is: 1

dynamic:

>>> growing = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
>>> growing = growing.write(0, 1.).write(1, 2.).write(5, 9.)
>>> growing.size()
<tf.Tensor: shape=(), dtype=int32, numpy=6>
>>> growing.stack()
<tf.Tensor: shape=(6,), dtype=float32, numpy=array([1., 2., 0., 0., 0., 9.], dtype=float32)>

eager-keeps:

>>> first = tf.TensorArray(tf.int32, size=1)
>>> second = first.write(0, 7)
>>> first.stack()
<tf.Tensor: shape=(1,), dtype=int32, numpy=array([7], dtype=int32)>
>>> second.stack()
<tf.Tensor: shape=(1,), dtype=int32, numpy=array([7], dtype=int32)>

exercise-1:

>>> squares = tf.TensorArray(tf.int32, size=5)
>>> for i in range(5):
...     squares = squares.write(i, i * i)
>>> squares.stack()
<tf.Tensor: shape=(5,), dtype=int32, numpy=array([ 0,  1,  4,  9, 16], dtype=int32)>

exercise-3:

>>> pieces = tf.TensorArray(tf.string, size=0, dynamic_size=True,
...                         infer_shape=False)
>>> for line in ["hot tea", "iced black coffee"]:
...     pieces = pieces.write(pieces.size(), tf.strings.split(line))
>>> pieces.concat()
<tf.Tensor: shape=(5,), dtype=string, numpy=array([b'hot', b'tea', b'iced', b'black', b'coffee'], dtype=object)>
"""
}
