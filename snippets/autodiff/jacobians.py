"""Jacobians and Hessians.

`gradient` adds up what several results say. A Jacobian keeps them apart; a
Hessian holds the slopes of the slopes.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".
"""

from collections.abc import Callable

import tensorflow as tf

from snippets.autodiff.overview import f


@tf.function
def hessian(function, point):
    """All second derivatives of a function of one vector.

    Args:
        function: takes a vector of n elements, returns a scalar.
        point: where to look, a tensor of n elements.

    Returns:
        A tensor of shape (n, n). Elements that nothing leads to are 0.

    >>> hessian(tf.reduce_sum, tf.constant([5., 3.]))
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[0., 0.],
           [0., 0.]], dtype=float32)>
    """
    with tf.GradientTape() as outer:
        outer.watch(point)
        with tf.GradientTape() as inner:
            inner.watch(point)
            z = function(point)
        slopes = inner.gradient(z, point)
    return outer.jacobian(
        slopes, point, unconnected_gradients=tf.UnconnectedGradients.ZERO
    )


def hessian_vector_product(
    function: Callable[[tf.Tensor], tf.Tensor],
    point: tf.Tensor,
    vector: tf.Tensor,
) -> tf.Tensor:
    """The Hessian times a vector, without making the Hessian.

    Args:
        function: takes a vector of n elements, returns a scalar.
        point: where to look, a tensor of n elements.
        vector: what the Hessian is multiplied by, a tensor of n elements.

    Returns:
        A tensor of n elements.

    >>> def cubes(w):
    ...     return tf.reduce_sum(w ** 3)
    >>> hessian_vector_product(cubes, tf.constant([1., 2.]), tf.ones([2]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 6., 12.], dtype=float32)>
    """
    with tf.GradientTape() as outer:
        outer.watch(point)
        with tf.GradientTape() as inner:
            inner.watch(point)
            z = function(point)
        slopes = inner.gradient(z, point)
    return outer.gradient(
        slopes,
        point,
        output_gradients=vector,
        unconnected_gradients=tf.UnconnectedGradients.ZERO,
    )


__test__ = {
    "steps": """
sum:

>>> x = tf.Variable([1., 2., 3.])
>>> with tf.GradientTape(persistent=True) as tape:
...     y = x ** 2
...     total = tf.reduce_sum(y)
>>> tape.gradient(y, x)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([2., 4., 6.], dtype=float32)>
>>> tape.gradient(total, x)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([2., 4., 6.], dtype=float32)>

three-losses:

>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> with tf.GradientTape() as tape:
...     z1 = f(w1, w2 + 2.)
...     z2 = f(w1, w2 + 5.)
...     z3 = f(w1, w2 + 7.)
>>> tape.gradient([z1, z2, z3], [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=136.0>, <tf.Tensor: shape=(), dtype=float32, numpy=30.0>]

weighted:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2 + tf.constant([2., 5., 7.]))
>>> tape.gradient(z, w1, output_gradients=tf.constant([1., 0., 0.]))
<tf.Tensor: shape=(), dtype=float32, numpy=40.0>

each-loss:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2 + tf.constant([2., 5., 7.]))
>>> dw1, dw2 = tape.jacobian(z, [w1, w2])
>>> dw1
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([40., 46., 50.], dtype=float32)>
>>> dw2
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([10., 10., 10.], dtype=float32)>

diagonal:

>>> with tf.GradientTape() as tape:
...     y = x ** 2
>>> tape.jacobian(y, x)
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[2., 0., 0.],
       [0., 4., 0.],
       [0., 0., 6.]], dtype=float32)>

shapes:

>>> weights = tf.Variable(tf.ones([3, 2]))
>>> rows = tf.ones([4, 3])
>>> with tf.GradientTape() as tape:
...     y = rows @ weights
>>> y.shape, weights.shape
(TensorShape([4, 2]), TensorShape([3, 2]))
>>> tape.jacobian(y, weights).shape
TensorShape([4, 2, 3, 2])

batch:

>>> rows = tf.constant([[1., 2., 3.], [4., 5., 6.]])
>>> with tf.GradientTape() as tape:
...     tape.watch(rows)
...     y = rows ** 2
>>> tape.batch_jacobian(y, rows)
<tf.Tensor: shape=(2, 3, 3), dtype=float32, numpy=
array([[[ 2.,  0.,  0.],
        [ 0.,  4.,  0.],
        [ 0.,  0.,  6.]],
<BLANKLINE>
       [[ 8.,  0.,  0.],
        [ 0., 10.,  0.],
        [ 0.,  0., 12.]]], dtype=float32)>

second:

>>> x = tf.Variable(3.)
>>> with tf.GradientTape() as outer:
...     with tf.GradientTape() as inner:
...         y = x ** 3
...     slope = inner.gradient(y, x)
>>> slope
<tf.Tensor: shape=(), dtype=float32, numpy=27.0>
>>> outer.gradient(slope, x)
<tf.Tensor: shape=(), dtype=float32, numpy=18.0>

too-late:

The gradient must be taken inside the outer tape's block.

>>> with tf.GradientTape() as outer, tf.GradientTape() as inner:
...     y = x ** 3
>>> slope = inner.gradient(y, x)
>>> print(outer.gradient(slope, x))
None

hessian-scalars:

>>> with tf.GradientTape(persistent=True) as outer:
...     with tf.GradientTape() as inner:
...         z = f(w1, w2)
...     slopes = inner.gradient(z, [w1, w2])
>>> [outer.gradient(slope, [w1, w2]) for slope in slopes]
[[<tf.Tensor: shape=(), dtype=float32, numpy=6.0>, <tf.Tensor: shape=(), dtype=float32, numpy=2.0>], [<tf.Tensor: shape=(), dtype=float32, numpy=2.0>, None]]
>>> del outer

hessian-vector:

>>> w = tf.Variable([5., 3.])
>>> with tf.GradientTape() as outer:
...     with tf.GradientTape() as inner:
...         z = f(w[0], w[1])
...     slopes = inner.gradient(z, w)
>>> outer.jacobian(slopes, w)
WARNING:tensorflow:5 out of the last 5 calls to <function pfor.<locals>.f at 0x...> triggered tf.function retracing. Tracing is expensive and the excessive number of tracings could be due to (1) creating @tf.function repeatedly in a loop, (2) passing tensors with different shapes, (3) passing Python objects instead of tensors. For (1), please define your @tf.function outside of the loop. For (2), @tf.function has reduce_retracing=True option that can avoid unnecessary retracing. For (3), please refer to https://www.tensorflow.org/guide/function#controlling_retracing and https://www.tensorflow.org/api_docs/python/tf/function for  more details.
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[6., 2.],
       [2., 0.]], dtype=float32)>

hessian-function:

>>> def f_of_vector(w):
...     return f(w[0], w[1])
>>> point = tf.constant([5., 3.])
>>> hessian(f_of_vector, point)
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[6., 2.],
       [2., 0.]], dtype=float32)>

saddle:

>>> curvatures = tf.linalg.eigvalsh(hessian(f_of_vector, point))
>>> curvatures
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([-0.60555124,  6.6055512 ], dtype=float32)>

valley:

>>> inputs = tf.constant([1., 2., 3.])
>>> targets = tf.constant([2., 4., 5.])
>>> def line_loss(p):
...     return tf.reduce_mean((targets - (p[0] * inputs + p[1])) ** 2)
>>> tf.linalg.eigvalsh(hessian(line_loss, tf.zeros([2])))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 0.24039322, 11.092941  ], dtype=float32)>

xor:

>>> points = tf.constant([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
>>> labels = tf.constant([[0.], [1.], [1.], [0.]])
>>> def xor_loss(p):
...     hidden = points @ tf.reshape(p[:8], [2, 4]) + p[8:12]
...     output = tf.sigmoid(hidden) @ tf.reshape(p[12:16], [4, 1]) + p[16]
...     return tf.reduce_mean((labels - tf.sigmoid(output)) ** 2)
>>> for seed in range(5):
...     start = tf.random.stateless_normal([17], seed=[seed, 0])
...     curvatures = tf.linalg.eigvalsh(hessian(xor_loss, start))
...     lowest, highest = float(curvatures[0]), float(curvatures[-1])
...     print(round(lowest, 3), round(highest, 3))
-0.01 0.303
-0.066 0.021
-0.024 0.163
-0.029 0.054
-0.011 0.227

sizes:

>>> for n in (2, 1_000, 1_000_000):
...     print(f"{n:,} parameters: {4 * n * n:,} bytes")
2 parameters: 16 bytes
1,000 parameters: 4,000,000 bytes
1,000,000 parameters: 4,000,000,000,000 bytes

product:

>>> direction = tf.constant([1., 2.])
>>> hessian_vector_product(f_of_vector, point, direction)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([10.,  2.], dtype=float32)>
>>> tf.linalg.matvec(hessian(f_of_vector, point), direction)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([10.,  2.], dtype=float32)>

product-large:

>>> def bowl(w):
...     return tf.reduce_sum(w ** 2) + tf.reduce_prod(w[:2])
>>> million = tf.ones([1_000_000])
>>> bent = hessian_vector_product(bowl, million, million)
>>> bent.shape
TensorShape([1000000])
>>> bent[:4]
<tf.Tensor: shape=(4,), dtype=float32, numpy=array([3., 3., 2., 2.], dtype=float32)>

exercise-1:

>>> @tf.function
... def jacobian(function, point):
...     with tf.GradientTape() as tape:
...         tape.watch(point)
...         value = function(point)
...     return tape.jacobian(value, point)
>>> square = jacobian(tf.nn.softmax, tf.constant([0., 1., 2.]))
>>> square
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[ 0.08192506, -0.02203304, -0.05989201],
       [-0.02203304,  0.18483646, -0.16280338],
       [-0.05989201, -0.16280338,  0.22269545]], dtype=float32)>
>>> tf.abs(tf.reduce_sum(square, axis=0)) < 1e-6
<tf.Tensor: shape=(3,), dtype=bool, numpy=array([ True,  True,  True])>

exercise-2:

>>> with tf.GradientTape() as third:
...     with tf.GradientTape() as second:
...         with tf.GradientTape() as first:
...             y = w1 ** 4
...         once = first.gradient(y, w1)
...     twice = second.gradient(once, w1)
>>> thrice = third.gradient(twice, w1)
>>> float(once), float(twice), float(thrice)
(500.0, 300.0, 120.0)

exercise-3:

>>> unit = tf.eye(2)
>>> columns = [
...     hessian_vector_product(f_of_vector, point, column)
...     for column in unit]
>>> tf.stack(columns, axis=1)
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[6., 2.],
       [2., 0.]], dtype=float32)>
"""
}
