"""Sets.

A set is the vector along the last axis of an ordinary or sparse tensor;
set operations work on a whole batch of sets at once.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".

two-sets:

>>> a = tf.constant([[2, 3, 5, 7]])
>>> b = tf.constant([[7, 9, 10]])
>>> union = tf.sets.union(a, b)
>>> tf.sparse.to_dense(union)
<tf.Tensor: shape=(1, 6), dtype=int32, numpy=array([[ 2,  3,  5,  7,  9, 10]], dtype=int32)>

sparse:

>>> print(union)
SparseTensor(indices=tf.Tensor(
[[0 0]
 [0 1]
 [0 2]
 [0 3]
 [0 4]
 [0 5]], shape=(6, 2), dtype=int64), values=tf.Tensor([ 2  3  5  7  9 10], shape=(6,), dtype=int32), dense_shape=tf.Tensor([1 6], shape=(2,), dtype=int64))

intersection:

>>> tf.sparse.to_dense(tf.sets.intersection(a, b))
<tf.Tensor: shape=(1, 1), dtype=int32, numpy=array([[7]], dtype=int32)>

difference:

>>> tf.sparse.to_dense(tf.sets.difference(a, b))
<tf.Tensor: shape=(1, 3), dtype=int32, numpy=array([[2, 3, 5]], dtype=int32)>
>>> tf.sparse.to_dense(tf.sets.difference(b, a))
<tf.Tensor: shape=(1, 2), dtype=int32, numpy=array([[ 9, 10]], dtype=int32)>

size:

>>> tf.sets.size(union)
<tf.Tensor: shape=(1,), dtype=int32, numpy=array([6], dtype=int32)>

size-dense:

>>> tf.sets.size(a)
Traceback (most recent call last):
    ...
TypeError: Expected `SparseTensor`, got tf.Tensor([[2 3 5 7]], shape=(1, 4), dtype=int32).

last-axis:

>>> left = tf.constant([[1, 2], [3, 4]])
>>> right = tf.constant([[5, 9], [3, 4]])
>>> joined = tf.sets.union(left, right)
>>> tf.sets.size(joined)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([4, 2], dtype=int32)>

zeros:

>>> tf.sparse.to_dense(joined)
<tf.Tensor: shape=(2, 4), dtype=int32, numpy=
array([[1, 2, 5, 9],
       [3, 4, 0, 0]], dtype=int32)>

default-value:

>>> tf.sparse.to_dense(joined, default_value=-1)
<tf.Tensor: shape=(2, 4), dtype=int32, numpy=
array([[ 1,  2,  5,  9],
       [ 3,  4, -1, -1]], dtype=int32)>

real-zero:

>>> with_zero = tf.sets.union(tf.constant([[0, 1], [2, 3]]),
...                           tf.constant([[4, 5], [3, 2]]))
>>> tf.sparse.to_dense(with_zero)
<tf.Tensor: shape=(2, 4), dtype=int32, numpy=
array([[0, 1, 4, 5],
       [2, 3, 0, 0]], dtype=int32)>
>>> tf.sparse.to_dense(with_zero, default_value=-1)
<tf.Tensor: shape=(2, 4), dtype=int32, numpy=
array([[ 0,  1,  4,  5],
       [ 2,  3, -1, -1]], dtype=int32)>

ragged:

>>> tf.RaggedTensor.from_sparse(with_zero)
<tf.RaggedTensor [[0, 1, 4, 5], [2, 3]]>

empty:

>>> common = tf.sets.intersection(left, tf.constant([[2, 9], [5, 6]]))
>>> tf.sets.size(common)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 0], dtype=int32)>
>>> tf.sparse.to_dense(common)
<tf.Tensor: shape=(2, 1), dtype=int32, numpy=
array([[2],
       [0]], dtype=int32)>
>>> tf.RaggedTensor.from_sparse(common)
<tf.RaggedTensor [[2], []]>

duplicates:

>>> repeated = tf.constant([[3, 1, 1, 2]])
>>> tf.sparse.to_dense(tf.sets.union(repeated, repeated))
<tf.Tensor: shape=(1, 3), dtype=int32, numpy=array([[1, 2, 3]], dtype=int32)>

strings:

>>> tf.sparse.to_dense(tf.sets.intersection(
...     tf.constant([["tea", "milk", "sugar"]]),
...     tf.constant([["coffee", "milk"]])))
<tf.Tensor: shape=(1, 1), dtype=string, numpy=array([[b'milk']], dtype=object)>

floats:

>>> tf.sets.union(tf.constant([[1., 2.]]), tf.constant([[2., 3.]]))
Traceback (most recent call last):
    ...
TypeError: 'a' has invalid dtype `<dtype: 'float32'>` not in supported dtypes: ...

same-dtype:

>>> tf.sets.union(tf.constant([[1, 2]]),
...               tf.constant([[2, 3]], dtype=tf.int64))
Traceback (most recent call last):
    ...
TypeError: Types don't match, <dtype: 'int32'> vs <dtype: 'int64'>.

leading:

>>> tf.sets.union(left, tf.constant([[1, 2]]))
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Mismatched shapes [2] vs [1] ...

rank-one:

>>> tf.sets.union(tf.constant([1, 2]), tf.constant([2, 3]))
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Shape [2] has rank 1 < 2 ...

different-sizes:

>>> three = tf.ragged.constant([[1, 2, 3], [4]]).to_sparse()
>>> shared = tf.sets.intersection(three, tf.ragged.constant(
...     [[3, 1], [5, 6, 7]]).to_sparse())
>>> tf.RaggedTensor.from_sparse(shared)
<tf.RaggedTensor [[1, 3], []]>

exercise-1:

>>> truth = tf.ragged.constant([["cat", "dog"], ["sea"]]).to_sparse()
>>> guess = tf.ragged.constant([["dog"], ["sea", "sky"]]).to_sparse()
>>> both = tf.sets.size(tf.sets.intersection(truth, guess))
>>> either = tf.sets.size(tf.sets.union(truth, guess))
>>> both / either
<tf.Tensor: shape=(2,), dtype=float64, numpy=array([0.5, 0.5])>

exercise-2:

>>> numbers = tf.constant([[4, 4, 1], [0, 0, 0]])
>>> tf.sets.size(tf.sets.union(numbers, numbers))
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([2, 1], dtype=int32)>

exercise-3:

>>> symmetric = tf.sets.union(tf.sets.difference(a, b),
...                           tf.sets.difference(b, a))
>>> tf.sparse.to_dense(symmetric)
<tf.Tensor: shape=(1, 5), dtype=int32, numpy=array([[ 2,  3,  5,  9, 10]], dtype=int32)>
"""

import tensorflow as tf
