"""Indexing and slicing.

Tensors are indexed as NumPy arrays are, with a few differences.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Tensors and
Operations".
"""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


def _selected_cells(index, shape):
    """Find the cells that an index selects.

    Args:
        index: what stands between the brackets, as ``np.s_[...]`` makes it.
        shape: shape of the array that is indexed.

    Returns:
        A boolean array of that shape, true where the index selects.

    Raises:
        IndexError: when the index does not fit the shape.
    """
    cells = np.zeros(shape, dtype=bool)
    cells[index] = True
    return cells


def draw_selections(
    indices: dict[str, object], shape: tuple[int, int]
) -> plt.Figure:
    """Draw which cells of a matrix each index selects.

    The cells hold 1, 2, 3 and so on, row by row.

    Args:
        indices: mapping of what is written below a matrix to its index.
        shape: numbers of rows and columns.

    Returns:
        A matplotlib figure, two matrices side by side.

    Raises:
        ValueError: when `shape` is not that of a matrix.

    >>> draw_selections({
    ...     "t[1]": np.s_[1],
    ...     "t[:, 1:]": np.s_[:, 1:],
    ...     "t[..., 1]": np.s_[..., 1],
    ...     "t[:, ::2]": np.s_[:, ::2],
    ... }, shape=(2, 3))
    <Figure size 500x400 with 1 Axes>
    """
    rows, columns = shape
    numbers = np.arange(1, rows * columns + 1).reshape(shape)
    deep, wide = rows + 1.2, columns + 1
    tall = -(-len(indices) // 2) * deep
    fig, ax = plt.subplots(
        figsize=(5, 5 * tall / (2 * wide)), layout="constrained"
    )
    for place, (text, index) in enumerate(indices.items()):
        top, left = place // 2 * deep, place % 2 * wide
        cells = _selected_cells(index, shape)
        for (row, column), inside in np.ndenumerate(cells):
            ax.add_patch(
                plt.Rectangle(
                    (left + column, top + row),
                    1,
                    1,
                    facecolor="C0" if inside else "none",
                    alpha=0.3 if inside else 0.0,
                )
            )
            ax.add_patch(
                plt.Rectangle((left + column, top + row), 1, 1, fill=False)
            )
            ax.text(
                left + column + 0.5,
                top + row + 0.5,
                str(numbers[row, column]),
                size=15,
                ha="center",
                va="center",
                weight="bold" if inside else "normal",
                alpha=1 if inside else 0.6,
            )
        ax.text(
            left + columns / 2,
            top + rows + 0.2,
            text,
            size=15,
            ha="center",
            va="top",
            family="monospace",
        )
    ax.set(xlim=(-0.2, 2 * wide - 0.8), ylim=(tall - 0.3, -0.2), aspect="equal")
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
slicing:

>>> t = tf.constant([[1, 2, 3], [4, 5, 6]])
>>> t[:, 1:]
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[2, 3],
       [5, 6]], dtype=int32)>

integers:

>>> t[1]
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([4, 5, 6], dtype=int32)>
>>> t[1, 2]
<tf.Tensor: shape=(), dtype=int32, numpy=6>
>>> t[:, 1]
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 5], dtype=int32)>

length-one:

>>> t[:, 1:2]
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[2],
       [5]], dtype=int32)>

negative:

>>> t[-1]
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([4, 5, 6], dtype=int32)>
>>> t[:, -2:]
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[2, 3],
       [5, 6]], dtype=int32)>

steps:

>>> t[:, ::2]
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[1, 3],
       [4, 6]], dtype=int32)>
>>> t[:, ::-1]
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[3, 2, 1],
       [6, 5, 4]], dtype=int32)>

ellipsis:

>>> images = tf.zeros([3, 2, 4, 5])
>>> images[..., 0].shape
TensorShape([3, 2, 4])
>>> images[0, ..., 1:3].shape
TensorShape([2, 4, 2])

new-axis:

>>> t[..., 1, tf.newaxis]
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[2],
       [5]], dtype=int32)>
>>> t[tf.newaxis].shape
TensorShape([1, 2, 3])
>>> tf.expand_dims(t, axis=0).shape
TensorShape([1, 2, 3])

clamped:

>>> t[:, 1:100]
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[2, 3],
       [5, 6]], dtype=int32)>
>>> t[:, 5:]
<tf.Tensor: shape=(2, 0), dtype=int32, numpy=array([], shape=(2, 0), dtype=int32)>

out-of-range:

>>> t[2]
Traceback (most recent call last):
    ...
InvalidArgumentError: ...slice index 2 of dimension 0 out of bounds. [Op:StridedSlice] name: strided_slice/

numpy-lists:

>>> a = np.array([[1, 2, 3], [4, 5, 6]])
>>> a[[0, 1]]
array([[1, 2, 3],
       [4, 5, 6]])

tensor-list:

>>> t[[0, 1]]
<tf.Tensor: shape=(), dtype=int32, numpy=2>

list-error:

>>> t[:, [2, 0]]
Traceback (most recent call last):
    ...
TypeError: Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are valid indices, got [2, 0]

gather:

>>> tf.gather(t, [0, 1])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)>
>>> tf.gather(t, [2, 0], axis=1)
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[3, 1],
       [6, 4]], dtype=int32)>

gather-nd:

>>> tf.gather_nd(t, [[0, 0], [1, 2]])
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 6], dtype=int32)>

mask:

>>> t > 2
<tf.Tensor: shape=(2, 3), dtype=bool, numpy=
array([[False, False,  True],
       [ True,  True,  True]])>
>>> t[t > 2]
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([3, 4, 5, 6], dtype=int32)>
>>> tf.boolean_mask(t, t > 2)
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([3, 4, 5, 6], dtype=int32)>

mask-list:

>>> t[[True, False]]
Traceback (most recent call last):
    ...
InvalidArgumentError: Value for attr 'Index' of bool is not in the list of allowed values: int16, int32, int64...
>>> tf.boolean_mask(t, [True, False])
<tf.Tensor: shape=(1, 3), dtype=int32, numpy=array([[1, 2, 3]], dtype=int32)>

where:

>>> tf.where(t > 2)
<tf.Tensor: shape=(4, 2), dtype=int64, numpy=
array([[0, 2],
       [1, 0],
       [1, 1],
       [1, 2]])>
>>> tf.where(t > 2, t, 0)
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[0, 0, 3],
       [4, 5, 6]], dtype=int32)>

assignment:

>>> t[0, 0] = 100
Traceback (most recent call last):
    ...
TypeError: 'tensorflow.python.framework.ops.EagerTensor' object does not support item assignment

scatter:

>>> tf.tensor_scatter_nd_update(t, [[0, 0], [1, 2]], [100, 200])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[100,   2,   3],
       [  4,   5, 200]], dtype=int32)>
>>> t
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[1, 2, 3],
       [4, 5, 6]], dtype=int32)>

exercise-1:

>>> t[..., 0, tf.newaxis]
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[1],
       [4]], dtype=int32)>
>>> t[:, :1]
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[1],
       [4]], dtype=int32)>
>>> tf.gather(t, [0], axis=1)
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[1],
       [4]], dtype=int32)>

exercise-2:

>>> tf.reverse(t, axis=[0, 1])
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[6, 5, 4],
       [3, 2, 1]], dtype=int32)>
>>> t[::-1, ::-1]
<tf.Tensor: shape=(2, 3), dtype=int32, numpy=
array([[6, 5, 4],
       [3, 2, 1]], dtype=int32)>

exercise-3:

>>> scores = tf.constant([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])
>>> labels = tf.constant([1, 2])
>>> rows = tf.range(2)
>>> tf.gather_nd(scores, tf.stack([rows, labels], axis=1))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.7, 0.2], dtype=float32)>
>>> tf.gather(scores, labels, axis=1, batch_dims=1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.7, 0.2], dtype=float32)>
"""
}
