"""Sparse tensors.

A sparse tensor stores where some entries are, what they are, and how large
the whole is; the other entries are zero.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".
"""

import keras
import matplotlib.pyplot as plt
import tensorflow as tf


def sparse_bytes(sparse):
    """Count the bytes that the three parts of a sparse tensor take.

    Args:
        sparse: a ``tf.SparseTensor`` of numbers.

    Returns:
        Bytes of indices, values and dense_shape together, as an int.

    one-million:

    >>> row = tf.range(1000, dtype=tf.int64)
    >>> diagonal = tf.SparseTensor(tf.stack([row, row], axis=1),
    ...                            values=tf.ones([1000]),
    ...                            dense_shape=[1000, 1000])
    >>> sparse_bytes(diagonal), dense_bytes(diagonal)
    (20016, 4000000)

    full:

    >>> full = tf.sparse.from_dense(tf.ones([10, 10]))
    >>> sparse_bytes(full), dense_bytes(full)
    (2016, 400)
    """
    parts = (sparse.indices, sparse.values, sparse.dense_shape)
    return sum(int(tf.size(part)) * part.dtype.size for part in parts)


def dense_bytes(sparse):
    """Count the bytes of the same tensor with every zero stored.

    Nothing is made dense for it: the count comes from shape and dtype.

    Args:
        sparse: a ``tf.SparseTensor`` of numbers.

    Returns:
        Number of entries times bytes per entry, as an int.

    >>> lonely = tf.SparseTensor(indices=[[0, 0]], values=[1.],
    ...                          dense_shape=[1_000_000, 1_000_000])
    >>> dense_bytes(lonely)
    4000000000000
    """
    entries = int(tf.reduce_prod(sparse.dense_shape))
    return entries * sparse.values.dtype.size


def draw_sparse(sparse) -> plt.Figure:
    """Draw a sparse matrix as a grid beside the table of its entries.

    Args:
        sparse: a ``tf.SparseTensor`` of rank 2.

    Returns:
        The figure.

    Raises:
        ValueError: when the rank is not 2.

    grid:

    >>> draw_sparse(tf.SparseTensor(indices=[[0, 1], [1, 0], [2, 3]],
    ...                             values=[1., 2., 3.],
    ...                             dense_shape=[3, 4]))
    <Figure size 640x240 with 2 Axes>
    """
    if sparse.shape.rank != 2:
        raise ValueError("only a matrix can be drawn as a grid")
    rows, columns = sparse.dense_shape.numpy().tolist()
    entries = list(
        zip(sparse.indices.numpy().tolist(), sparse.values.numpy().tolist())
    )
    stored = {tuple(index): value for index, value in entries}
    height = max(rows, len(entries))
    figure, (grid, table) = plt.subplots(
        1,
        2,
        figsize=(6.4, 0.9 + 0.5 * height),
        layout="constrained",
        width_ratios=(columns, 4),
    )
    for row in range(rows):
        for column in range(columns):
            value = stored.get((row, column))
            here = value is not None
            grid.add_patch(
                plt.Rectangle(
                    (column - 0.5, row - 0.5),
                    1,
                    1,
                    facecolor="C0",
                    edgecolor="C0",
                    alpha=0.3 if here else 0.06,
                )
            )
            grid.text(
                column,
                row,
                f"{value:g}" if here else "0",
                ha="center",
                va="center",
                alpha=1 if here else 0.6,
                weight="bold" if here else "normal",
            )
    grid.set(
        xlim=(-0.5, columns - 0.5),
        ylim=(rows - 0.5, -0.5),
        xticks=range(columns),
        yticks=range(rows),
        aspect="equal",
    )
    grid.xaxis.tick_top()
    table.text(0.0, -0.9, "indices", va="center")
    table.text(2.0, -0.9, "values", va="center")
    for line, (index, value) in enumerate(entries):
        table.text(0.1, line, str(index), va="center", color="C1")
        table.text(
            2.2, line, f"{value:g}", va="center", color="C0", weight="bold"
        )
    table.text(
        0.0, height, f"dense_shape [{rows}, {columns}]", va="center", color="C2"
    )
    table.set(xlim=(-0.3, 3.2), ylim=(height + 0.5, -1.4))
    for axes in (grid, table):
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    table.set(xticks=[], yticks=[])
    return figure


__test__ = {
    "steps": """
three-parts:

>>> s = tf.SparseTensor(indices=[[0, 1], [1, 0], [2, 3]],
...                     values=[1., 2., 3.],
...                     dense_shape=[3, 4])
>>> s.indices
<tf.Tensor: shape=(3, 2), dtype=int64, numpy=
array([[0, 1],
       [1, 0],
       [2, 3]])>
>>> s.values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>
>>> s.dense_shape
<tf.Tensor: shape=(2,), dtype=int64, numpy=array([3, 4])>

to-dense:

>>> tf.sparse.to_dense(s)
<tf.Tensor: shape=(3, 4), dtype=float32, numpy=
array([[0., 1., 0., 0.],
       [2., 0., 0., 0.],
       [0., 0., 0., 3.]], dtype=float32)>

from-dense:

>>> again = tf.sparse.from_dense([[0., 1., 0., 0.],
...                               [2., 0., 0., 0.],
...                               [0., 0., 0., 3.]])
>>> again.values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>
>>> bool(tf.reduce_all(again.indices == s.indices))
True

times-scalar:

>>> print(s * 2.0)
SparseTensor(indices=tf.Tensor(
[[0 1]
 [1 0]
 [2 3]], shape=(3, 2), dtype=int64), values=tf.Tensor([2. 4. 6.], shape=(3,), dtype=float32), dense_shape=tf.Tensor([3 4], shape=(2,), dtype=int64))
>>> (s / 2.0).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.5, 1. , 1.5], dtype=float32)>
>>> (s * 0.0).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0., 0., 0.], dtype=float32)>

number-first:

>>> 2.0 * s
Traceback (most recent call last):
    ...
TypeError: unsupported operand type(s) for *: 'float' and 'SparseTensor'

times-dense:

>>> (s * tf.constant([10., 20., 30., 40.])).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 20.,  20., 120.], dtype=float32)>

elementwise:

>>> tf.square(s).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 4., 9.], dtype=float32)>
>>> tf.cast(s, tf.int32).values
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([1, 2, 3], dtype=int32)>

add:

>>> tf.sparse.add(s, s).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([2., 4., 6.], dtype=float32)>
>>> tf.sparse.add(s, tf.ones([3, 4]))
<tf.Tensor: shape=(3, 4), dtype=float32, numpy=
array([[1., 2., 1., 1.],
       [3., 1., 1., 1.],
       [1., 1., 1., 4.]], dtype=float32)>

matmul:

>>> prices = tf.constant([[10.], [20.], [30.], [40.]])
>>> tf.sparse.sparse_dense_matmul(s, prices)
<tf.Tensor: shape=(3, 1), dtype=float32, numpy=
array([[ 20.],
       [ 20.],
       [120.]], dtype=float32)>

reduce:

>>> tf.sparse.reduce_sum(s, axis=1)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>
>>> tf.sparse.reduce_sum(s)
<tf.Tensor: shape=(), dtype=float32, numpy=6.0>
>>> tf.sparse.reduce_sum(s, axis=1, output_is_sparse=True).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>

plus-one:

>>> s + 1.0
Traceback (most recent call last):
    ...
TypeError: unsupported operand type(s) for +: 'SparseTensor' and 'float'

not-a-tensor:

>>> tf.reduce_sum(s)
Traceback (most recent call last):
    ...
ValueError: Attempt to convert a value (SparseTensor(...

no-indexing:

>>> s[0]
Traceback (most recent call last):
    ...
TypeError: 'SparseTensor' object is not subscriptable
>>> tf.sparse.to_dense(tf.sparse.slice(s, start=[0, 0], size=[1, 4]))
<tf.Tensor: shape=(1, 4), dtype=float32, numpy=array([[0., 1., 0., 0.]], dtype=float32)>

map-values:

>>> tf.sparse.map_values(tf.math.log, s).values
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.       , 0.6931472, 1.0986123], dtype=float32)>
>>> tf.sparse.to_dense(tf.sparse.map_values(tf.math.log, s))
<tf.Tensor: shape=(3, 4), dtype=float32, numpy=
array([[0.       , 0.       , 0.       , 0.       ],
       [0.6931472, 0.       , 0.       , 0.       ],
       [0.       , 0.       , 0.       , 1.0986123]], dtype=float32)>

unsorted:

>>> late = tf.SparseTensor(indices=[[0, 2], [0, 1]], values=[1., 2.],
...                        dense_shape=[1, 3])
>>> tf.sparse.to_dense(late)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...indices[1] = [0,1] is out of order. Many sparse ops
require sorted indices.
...
>>> tf.sparse.reduce_sum(late)
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

reorder:

>>> tidy = tf.sparse.reorder(late)
>>> tidy.indices
<tf.Tensor: shape=(2, 2), dtype=int64, numpy=
array([[0, 1],
       [0, 2]])>
>>> tf.sparse.to_dense(tidy)
<tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[0., 2., 1.]], dtype=float32)>

repeated:

>>> twice = tf.SparseTensor(indices=[[0, 1], [0, 1]], values=[1., 2.],
...                         dense_shape=[1, 3])
>>> tf.sparse.to_dense(twice)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...indices[1] = [0,1] is repeated ...
>>> tf.sparse.reduce_sum(twice)
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

unchecked:

>>> tf.sparse.to_dense(late, validate_indices=False)
<tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[0., 2., 1.]], dtype=float32)>
>>> tf.sparse.to_dense(twice, validate_indices=False)
<tf.Tensor: shape=(1, 3), dtype=float32, numpy=array([[0., 2., 0.]], dtype=float32)>

keras-dense:

>>> rows = tf.sparse.from_dense([[0., 1., 0.], [2., 0., 0.], [0., 0., 3.]])
>>> targets = tf.constant([[1.], [0.], [1.]])
>>> entrance = keras.Input(shape=[3], sparse=True)
>>> output = keras.layers.Dense(1, kernel_initializer="ones")(entrance)
>>> model = keras.Model(entrance, output)
>>> model.compile(optimizer="sgd", loss="mse")
>>> model(rows)
<tf.Tensor: shape=(3, 1), dtype=float32, numpy=
array([[1.],
       [2.],
       [3.]], dtype=float32)>
>>> history = model.fit(rows, targets, batch_size=2, verbose=0)
>>> sorted(history.history)
['loss']

keras-spread:

>>> seen = []
>>> class Peek(keras.layers.Layer):
...     def call(self, inputs):
...         seen.append(type(inputs).__name__)
...         return inputs
>>> for sparse in (True, False):
...     entrance = keras.Input(shape=[3], sparse=sparse)
...     peeking = keras.Model(entrance, Peek()(entrance))
...     _ = peeking(rows)
...     print(sparse, seen[-1])
True SparseTensor
False EagerTensor
Keras 2 (it hands a sparse tensor on as it is):
True SparseTensor
False SparseTensor

keras-relu:

>>> keras.layers.ReLU()(rows)
Traceback (most recent call last):
    ...
ValueError: Exception encountered when calling ...
Attempt to convert a value (SparseTensor(...with an unsupported type
(<class 'tensorflow.python.framework.sparse_tensor.SparseTensor'>) to a
Tensor. ...

keras-mended:

>>> keras.layers.ReLU()(tf.sparse.to_dense(rows))
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[0., 1., 0.],
       [2., 0., 0.],
       [0., 0., 3.]], dtype=float32)>

exercise-1:

>>> ratings = tf.SparseTensor(indices=[[0, 2], [1, 0], [1, 3]],
...                           values=[5., 3., 4.], dense_shape=[2, 4])
>>> total = tf.sparse.reduce_sum(ratings, axis=1)
>>> ones = tf.sparse.map_values(tf.ones_like, ratings)
>>> count = tf.sparse.reduce_sum(ones, axis=1)
>>> total / count
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([5. , 3.5], dtype=float32)>

exercise-2:

>>> dense = tf.sparse.to_dense(ratings)
>>> tf.reduce_mean(dense, axis=1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1.25, 1.75], dtype=float32)>

exercise-3:

>>> cube = tf.sparse.from_dense(tf.ones([2, 2, 2]))
>>> sparse_bytes(cube), dense_bytes(cube)
(248, 32)
"""
}
