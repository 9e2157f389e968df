"""Ragged tensors.

A ragged tensor holds rows of different lengths, such as the words of
sentences, without filling them up.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_tile


def draw_splits(ragged) -> plt.Figure:
    """Draw a ragged tensor's flat values with its splits, and its rows.

    Args:
        ragged: a ``tf.RaggedTensor`` with one ragged dimension.

    Returns:
        The figure: flat values and the numbered cuts between them above,
        the rows that the cuts make below.

    Raises:
        ValueError: when there is more than one ragged dimension.

    drawing:

    >>> draw_splits(tf.ragged.constant([[1, 2], [3], [], [4, 5, 6]]))
    <Figure size 640x398 with 1 Axes>
    """
    if ragged.ragged_rank != 1:
        raise ValueError("only one ragged dimension can be drawn")
    values = ragged.flat_values.numpy().tolist()
    splits = ragged.row_splits.numpy().tolist()
    rows = len(splits) - 1
    figure, axes = plt.subplots(
        figsize=(6.4, 1.9 + 0.52 * rows), layout="constrained"
    )

    def cell(x, y, text, colour):
        _draw_tile(axes, (x, y - 0.4), (1, 0.8), colour, text)

    axes.text(-0.3, 0, "flat_values", ha="right", va="center")
    axes.text(-0.3, 1.1, "row_splits", ha="right", va="center")
    for row, (start, stop) in enumerate(zip(splits, splits[1:])):
        colour, y = f"C{row % 6}", 2.6 + row
        axes.text(
            -0.3,
            y,
            f"[{row}]   {start}:{stop}",
            ha="right",
            va="center",
            color=colour,
        )
        for i in range(start, stop):
            cell(i, 0, f"{values[i]}", colour)
            cell(i - start, y, f"{values[i]}", colour)
        if start == stop:
            axes.text(0, y, "[ ]", va="center", color=colour)
    for cut in sorted(set(splits)):
        axes.plot([cut, cut], [-0.55, 0.75], color="C4", linewidth=1.5)
        shared = splits.count(cut)
        axes.text(
            cut,
            1.1,
            ", ".join([str(cut)] * shared),
            ha="center",
            va="center",
            color="C4",
        )
    axes.set(
        xlim=(-2.4, len(values) + 0.3),
        ylim=(rows + 2.2, -0.8),
        xticks=[],
        yticks=[],
    )
    axes.spines[:].set_visible(False)
    return figure


__test__ = {
    "steps": """
not-rectangular:

>>> tf.constant([[1, 2], [3], [], [4, 5, 6]])
Traceback (most recent call last):
    ...
ValueError: Can't convert non-rectangular Python sequence to Tensor.

constant:

>>> r = tf.ragged.constant([[1, 2], [3], [], [4, 5, 6]])
>>> r
<tf.RaggedTensor [[1, 2], [3], [], [4, 5, 6]]>

shape:

>>> r.shape
TensorShape([4, None])
>>> r.row_lengths()
<tf.Tensor: shape=(4,), dtype=int64, numpy=array([2, 1, 0, 3])>
>>> r.bounding_shape()
<tf.Tensor: shape=(2,), dtype=int64, numpy=array([4, 3])>
>>> tf.ragged.constant([[1, 2], [3, 4]]).shape
TensorShape([2, None])

indexing:

>>> r[3]
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([4, 5, 6], dtype=int32)>
>>> r[1, 0]
<tf.Tensor: shape=(), dtype=int32, numpy=3>
>>> r[1:3]
<tf.RaggedTensor [[3], []]>
>>> r[:, :1]
<tf.RaggedTensor [[1], [3], [], [4]]>

first-column:

>>> r[:, 0]
Traceback (most recent call last):
    ...
ValueError: Cannot index into an inner ragged dimension.
>>> tf.ragged.constant([[1, 2], [3]])[:, 0]
Traceback (most recent call last):
    ...
ValueError: Cannot index into an inner ragged dimension.

parts:

>>> r.flat_values
<tf.Tensor: shape=(6,), dtype=int32, numpy=array([1, 2, 3, 4, 5, 6], dtype=int32)>
>>> r.row_splits
<tf.Tensor: shape=(5,), dtype=int64, numpy=array([0, 2, 3, 3, 6])>

from-splits:

>>> tf.RaggedTensor.from_row_splits(values=[1, 2, 3, 4, 5, 6],
...                                 row_splits=[0, 2, 3, 3, 6])
<tf.RaggedTensor [[1, 2], [3], [], [4, 5, 6]]>

from-lengths:

>>> tf.RaggedTensor.from_row_lengths(values=[1, 2, 3, 4, 5, 6],
...                                  row_lengths=[2, 1, 0, 3])
<tf.RaggedTensor [[1, 2], [3], [], [4, 5, 6]]>

wrong-splits:

>>> tf.RaggedTensor.from_row_splits(values=[1, 2, 3],
...                                 row_splits=[0, 2, 4])
Traceback (most recent call last):
    ...
InvalidArgumentError: Arguments to _from_row_partition do not form a valid RaggedTensor
Condition x == y did not hold.
First 1 elements of x:
[4]
First 1 elements of y:
[3]

operators:

>>> r + 10
<tf.RaggedTensor [[11, 12], [13], [], [14, 15, 16]]>
>>> tf.square(r)
<tf.RaggedTensor [[1, 4], [9], [], [16, 25, 36]]>
>>> r == 3
<tf.RaggedTensor [[False, False], [True], [], [False, False, False]]>

by-row:

>>> r + tf.constant([[100], [200], [300], [400]])
<tf.RaggedTensor [[101, 102], [203], [], [404, 405, 406]]>

same-lengths:

>>> r + tf.ragged.constant([[10, 20], [30], [], [40, 50, 60]])
<tf.RaggedTensor [[11, 22], [33], [], [44, 55, 66]]>
>>> r + tf.constant([1, 2, 3])
Traceback (most recent call last):
    ...
InvalidArgumentError: Condition x == y did not hold...

reduce:

>>> tf.reduce_sum(r, axis=1)
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([ 3,  3,  0, 15], dtype=int32)>
>>> tf.reduce_sum(r, axis=0)
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([8, 7, 6], dtype=int32)>

mean:

>>> tf.reduce_mean(tf.cast(r, tf.float32), axis=1)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([1.5, 3. , nan, 5. ], dtype=float32)>
>>> tf.reduce_mean(r, axis=1)
<tf.Tensor: shape=(4,), dtype=float64, numpy=array([1.5, 3. , nan, 5. ])>

map:

>>> tf.map_fn(tf.reduce_sum, r, fn_output_signature=tf.int32)
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([ 3,  3,  0, 15], dtype=int32)>

map-flat:

>>> tf.ragged.map_flat_values(lambda x: 2 * x + 1, r)
<tf.RaggedTensor [[3, 5], [7], [], [9, 11, 13]]>

concat:

>>> tf.concat([r, tf.ragged.constant([[7], [8, 9]])], axis=0)
<tf.RaggedTensor [[1, 2], [3], [], [4, 5, 6], [7], [8, 9]]>
>>> tf.concat([r, r], axis=1)
<tf.RaggedTensor [[1, 2, 1, 2], [3, 3], [], [4, 5, 6, 4, 5, 6]]>

padding:

>>> r.to_tensor()
<tf.Tensor: shape=(4, 3), dtype=int32, numpy=
array([[1, 2, 0],
       [3, 0, 0],
       [0, 0, 0],
       [4, 5, 6]], dtype=int32)>
>>> r.to_tensor(default_value=-1)
<tf.Tensor: shape=(4, 3), dtype=int32, numpy=
array([[ 1,  2, -1],
       [ 3, -1, -1],
       [-1, -1, -1],
       [ 4,  5,  6]], dtype=int32)>

cut:

>>> r.to_tensor(shape=[None, 2])
<tf.Tensor: shape=(4, 2), dtype=int32, numpy=
array([[1, 2],
       [3, 0],
       [0, 0],
       [4, 5]], dtype=int32)>

back:

>>> padded = r.to_tensor(default_value=-1)
>>> tf.RaggedTensor.from_tensor(padded, padding=-1)
<tf.RaggedTensor [[1, 2], [3], [], [4, 5, 6]]>
>>> ends = tf.ragged.constant([[1, -1], [3]])
>>> tf.RaggedTensor.from_tensor(ends.to_tensor(default_value=-1), padding=-1)
<tf.RaggedTensor [[1], [3]]>

padded-mean:

>>> tf.reduce_mean(tf.cast(r.to_tensor(), tf.float32), axis=1)
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([1., 1., 0., 5.], dtype=float32)>

keras-embedding:

>>> keras.utils.set_random_seed(42)
>>> vectors = keras.layers.Embedding(10, 2)(r)
>>> type(vectors).__name__, vectors.shape
('RaggedTensor', TensorShape([4, None, 2]))
>>> pooled = keras.layers.GlobalAveragePooling1D()(vectors)
>>> np.allclose(pooled[0], tf.reduce_mean(vectors[0], axis=0))
True

keras-lstm:

>>> entrance = keras.Input(shape=[None, 2], ragged=True)
>>> recurrent = keras.Model(entrance, keras.layers.LSTM(3)(entrance))
>>> recurrent(vectors).shape
Traceback (most recent call last):
    ...
ValueError: Exception encountered when calling LSTM.call().
Cannot index into an inner ragged dimension. ...
Keras 2 (its recurrent layers take ragged tensors):
TensorShape([4, 3])

keras-dense:

>>> keras.layers.Dense(3)(vectors).shape
Traceback (most recent call last):
    ...
ValueError: Exception encountered when calling Dense.call().
TypeError: object of type 'RaggedTensor' has no len() ...
Keras 2 (there, Dense takes ragged tensors):
TensorShape([4, None, 3])

keras-padded:

>>> reader = keras.Sequential([
...     keras.Input(shape=[None], dtype="int32"),
...     keras.layers.Embedding(10, 2, mask_zero=True),
...     keras.layers.LSTM(3),
...     keras.layers.Dense(1)])
>>> sentences = tf.ragged.constant([[1, 2], [3], [4, 5, 6]])
>>> together = reader(sentences.to_tensor())
>>> alone = [reader(row[tf.newaxis])[0] for row in sentences]
>>> np.allclose(together, alone)
True

keras-unmasked:

>>> unmasked = keras.Sequential([
...     keras.Input(shape=[None], dtype="int32"),
...     keras.layers.Embedding(10, 2),
...     *reader.layers[1:]])
>>> unmasked.layers[0].set_weights(reader.layers[0].get_weights())
>>> together = unmasked(sentences.to_tensor())
>>> alone = [unmasked(row[tf.newaxis])[0] for row in sentences]
>>> [np.allclose(*pair) for pair in zip(together, alone)]
[False, False, True]

keras-fit:

>>> labels = tf.constant([[1.], [0.], [1.]])
>>> dataset = tf.data.Dataset.from_tensor_slices((sentences, labels))
>>> dataset = dataset.batch(2).map(lambda row, y: (row.to_tensor(), y))
>>> [row.shape for row, y in dataset]
[TensorShape([2, 2]), TensorShape([1, 3])]
>>> reader.compile(optimizer="sgd", loss="mse")
>>> history = reader.fit(dataset, shuffle=False, verbose=0)
>>> sorted(history.history)
['loss']

mixed:

>>> tf.ragged.constant([[1, 2], ["three"]])
Traceback (most recent call last):
    ...
ValueError: Can't convert Python sequence with mixed types to Tensor.
>>> tf.ragged.constant([[1, 2], [3.5]])
<tf.RaggedTensor [[1.0, 2.0], [3.5]]>

depth:

>>> tf.ragged.constant([[1, 2], 3])
Traceback (most recent call last):
    ...
ValueError: all scalar values must have the same nesting depth

deeper:

>>> deep = tf.ragged.constant([[[1, 2], [3]], [[4]]])
>>> deep.shape
TensorShape([2, None, None])
>>> deep[0]
<tf.RaggedTensor [[1, 2], [3]]>
>>> tf.ragged.constant([[[1, 2]], [[3, 4], [5, 6]]], ragged_rank=1).shape
TensorShape([2, None, 2])

exercise-1:

>>> words = tf.strings.split(["tea", "iced black tea", "green tea"])
>>> words
<tf.RaggedTensor [[b'tea'], [b'iced', b'black', b'tea'], [b'green', b'tea']]>
>>> words.row_lengths()
<tf.Tensor: shape=(3,), dtype=int64, numpy=array([1, 3, 2])>

exercise-2:

>>> scores = tf.ragged.constant([[4., 5.], [], [3.]])
>>> total = tf.reduce_sum(scores, axis=1)
>>> count = tf.cast(scores.row_lengths(), tf.float32)
>>> tf.math.divide_no_nan(total, count)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([4.5, 0. , 3. ], dtype=float32)>

exercise-3:

>>> tf.RaggedTensor.from_row_splits(["a", "b", "c"], [0, 0, 3, 3])
<tf.RaggedTensor [[], [b'a', b'b', b'c'], []]>
"""
}
