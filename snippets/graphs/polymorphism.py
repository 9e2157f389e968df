"""Polymorphism: one TF function, many graphs.

A TF function keeps a graph for every signature that it has met.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "TensorFlow functions
and graphs" (polymorphism), and appendix G, "TF functions and concrete
functions".
"""

import timeit
from collections.abc import Callable, Sequence

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow, _draw_tile


def graphs_used(function: Callable, arguments: Sequence) -> list[int]:
    """Which of its graphs a TF function uses for each argument.

    Args:
        function: a TF function with one parameter.
        arguments: what it is called with, one after the other.

    Returns:
        For each argument the number of its graph, counted from 0 in the
        order in which they are made.

    >>> double = tf.function(lambda x: 2 * x)
    >>> graphs_used(double, [tf.constant(1), tf.constant(2), 3])
    [0, 0, 1]
    """
    graphs, numbers = [], []
    for argument in arguments:
        graph = function.get_concrete_function(argument).graph
        if graph not in graphs:
            graphs.append(graph)
        numbers.append(graphs.index(graph))
    return numbers


def draw_cache(function: Callable, arguments: Sequence) -> plt.Figure:
    """Draw which argument leads to which graph.

    Args:
        function: a TF function with one parameter.
        arguments: tensors or Python numbers.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> arguments = [tf.constant(10), tf.constant(20), tf.constant([10, 20]),
    ...              tf.constant(2.0), 10, 20, 10]
    >>> draw_cache(tf.function(lambda x: x ** 3), arguments)
    <Figure size 600x420 with 1 Axes>
    """
    numbers = graphs_used(function, arguments)
    fig, ax = plt.subplots(figsize=(6, 4.2), layout="constrained")
    for row, (argument, number) in enumerate(zip(arguments, numbers)):
        tensor = tf.is_tensor(argument)
        value = argument.numpy().tolist() if tensor else argument
        call = f"tf.constant({value})" if tensor else f"{value}"
        kind = (
            f"{argument.dtype.name}, {argument.shape}"
            if tensor
            else f"Python {value}"
        )
        first = numbers.index(number)
        y, to_y = -row, -first
        ax.text(0, y, call, va="center")
        style = "-" if row == first else "--"
        _draw_arrow(ax, (2.15, y), (3.1, to_y), "C0", linestyle=style)
        if row == first:
            corner, text = (3.1, y - 0.3), f"{number}: {kind}"
            _draw_tile(ax, corner, (2.2, 0.6), "C2", text)
    ax.set(xlim=(-0.05, 5.4), ylim=(-len(arguments) + 0.5, 0.5))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
first:

>>> traces = []
>>> @tf.function
... def cube(x):
...     traces.append(x)  #: once
...     return x ** 3
>>> cube(tf.constant(10))
<tf.Tensor: shape=(), dtype=int32, numpy=1000>
>>> len(traces)
1

reuse:

>>> cube(tf.constant(20))
<tf.Tensor: shape=(), dtype=int32, numpy=8000>
>>> len(traces)
1

new-shape:

>>> cube(tf.constant([10, 20]))
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1000, 8000], dtype=int32)>
>>> len(traces)
2

new-dtype:

>>> cube(tf.constant(2.0))
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>
>>> len(traces)
3

numpy:

>>> cube(np.array([30, 40], dtype=np.int32))
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([27000, 64000], dtype=int32)>
>>> len(traces)
3

cache:

>>> print(cube.pretty_printed_concrete_signatures())
Input Parameters:
  x (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(), dtype=tf.int32, name=None)
Output Type:
  TensorSpec(shape=(), dtype=tf.int32, name=None)
Captures:
  None
<BLANKLINE>
Input Parameters:
  x (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(2,), dtype=tf.int32, name=None)
Output Type:
  TensorSpec(shape=(2,), dtype=tf.int32, name=None)
Captures:
  None
<BLANKLINE>
Input Parameters:
  x (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(), dtype=tf.float32, name=None)
Output Type:
  TensorSpec(shape=(), dtype=tf.float32, name=None)
Captures:
  None

python-numbers:

>>> traces = []
>>> @tf.function
... def power(x, exponent):
...     traces.append(exponent)
...     return x ** exponent
>>> x = tf.constant(2.0)
>>> for exponent in (2, 3, 2):
...     result = power(x, exponent)
...     print(exponent, float(result), len(traces))
2 4.0 1
3 8.0 2
2 4.0 2

python-fixed:

>>> traces.clear()
>>> for exponent in (5.0, 6.0, 7.0, 8.0):
...     result = power(x, tf.constant(exponent))
...     print(exponent, float(result), len(traces))
5.0 32.0 1
6.0 64.0 1
7.0 128.0 1
8.0 256.0 1

equal-numbers:

>>> tf_cube = tf.function(lambda x: x ** 3)
>>> tf_cube(2)
<tf.Tensor: shape=(), dtype=int32, numpy=8>
>>> tf_cube(2.0)
<tf.Tensor: shape=(), dtype=int32, numpy=8>
>>> tf.function(lambda x: x ** 3)(2.0)
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>

python-right:

>>> @tf.function
... def noisy(x, training):
...     if training:
...         x = x + tf.random.normal(x.shape)
...     return 2.0 * x
>>> for training in (True, False):
...     concrete = noisy.get_concrete_function(tf.zeros([3]), training)
...     ops = [o.type for o in concrete.graph.get_operations()]
...     print(training, "RandomStandardNormal" in ops, "If" in ops)
True True False
False False False

lists:

>>> traces = []
>>> @tf.function
... def total(values):
...     traces.append(values)
...     return tf.reduce_sum(values)
>>> for values in ([1, 2], [1, 3], [1, 2, 3]):
...     result = total(values)
...     print(int(result), len(traces))
3 1
4 2
6 3
>>> for values in ([1, 2], [1, 3], [4, 5]):
...     result = total(tf.constant(values))
...     print(int(result), len(traces))
3 4
4 4
9 4

live-table:

>>> arguments = [tf.constant(10), tf.constant(20), tf.constant([10, 20]),
...              tf.constant(2.0), 10, 20, 10]
>>> graphs_used(tf.function(lambda x: x ** 3), arguments)
[0, 0, 1, 2, 3, 4, 3]

warning:

>>> @tf.function
... def shifted(x, by):
...     return x + by
>>> for by in range(5):
...     _ = shifted(x, by)
WARNING:tensorflow:5 out of the last 5 calls to <function shifted at 0x...> triggered tf.function retracing. Tracing is expensive and the excessive number of tracings could be due to (1) creating @tf.function repeatedly in a loop, (2) passing tensors with different shapes, (3) passing Python objects instead of tensors. For (1), please define your @tf.function outside of the loop. For (2), @tf.function has reduce_retracing=True option that can avoid unnecessary retracing. For (3), please refer to https://www.tensorflow.org/guide/function#controlling_retracing and https://www.tensorflow.org/api_docs/python/tf/function for  more details.

plain-shapes:

>>> traces = []
>>> @tf.function
... def plain(x):
...     traces.append(x.shape)
...     return x ** 3
>>> for n in (2, 3, 4, 5):
...     _ = plain(tf.ones([n]))
>>> traces
[TensorShape([2]), TensorShape([3]), TensorShape([4]), TensorShape([5])]

signature:

>>> traces = []
>>> @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
... def cube_vector(x):
...     traces.append(x.shape)
...     return x ** 3
>>> for n in (2, 3, 4, 5):
...     _ = cube_vector(tf.ones([n]))
>>> traces
[TensorShape([None])]

signature-list:

>>> cube_vector([1, 2, 3])
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 1.,  8., 27.], dtype=float32)>
>>> cube_vector(np.array([1, 2, 3]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 1.,  8., 27.], dtype=float32)>

signature-error:

>>> cube_vector(tf.constant(2.0))
Traceback (most recent call last):
    ...
TypeError: Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape=(), dtype=tf.float32, name=None) to TensorSpec(shape=(None,), dtype=tf.float32, name=None)`. Received args: (<tf.Tensor: shape=(), dtype=float32, numpy=2.0>,) and kwargs: {} for signature: (x: TensorSpec(shape=(None,), dtype=tf.float32, name=None)).

signature-dtype:

>>> cube_vector(tf.constant([1, 2]))
Traceback (most recent call last):
    ...
TypeError: Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape=(2,), dtype=tf.int32, name=None) to TensorSpec(shape=(None,), dtype=tf.float32, name=None)`. Received args: (<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>,) and kwargs: {} for signature: (x: TensorSpec(shape=(None,), dtype=tf.float32, name=None)).

reduce:

>>> traces = []
>>> @tf.function(reduce_retracing=True)
... def relaxed(x):
...     traces.append(x.shape)
...     return x ** 3
>>> for n in (2, 3, 4, 5):
...     _ = relaxed(tf.ones([n]))
>>> traces
[TensorShape([2]), TensorShape([None])]

unknown-shape:

>>> @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
... def lengths(x):
...     print("while tracing:", x.shape)
...     return tf.shape(x)[0]
>>> lengths(tf.ones([7]))
while tracing: (None,)
<tf.Tensor: shape=(), dtype=int32, numpy=7>

predict-new:

>>> class RowSum(keras.layers.Layer):
...     def call(self, inputs):
...         traces.append(tuple(inputs.shape))
...         return tf.reduce_sum(inputs, axis=1)
>>> for _ in range(6):
...     model = keras.Sequential([keras.Input((3,)), RowSum()])
...     _ = model.predict(tf.ones([2, 3]), verbose=0)
WARNING:tensorflow:5 out of the last 5 calls to <function ...make_predict_function... at 0x...> triggered tf.function retracing. Tracing is expensive and the excessive number of tracings could be due to (1) creating @tf.function repeatedly in a loop, ...
WARNING:tensorflow:6 out of the last 6 calls to <function ...make_predict_function... at 0x...> triggered tf.function retracing. ...

predict:

>>> model = keras.Sequential([keras.Input((3,)), RowSum()])
>>> traces = []
>>> for n in (1, 2, 3, 4, 5, 6):
...     _ = model.predict(tf.ones([n, 3]), verbose=0)
>>> traces
[(1, 3), (None, 3)]
Keras 2 (it leaves the number of rows open from the start):
[(None, 3)]

predict-slow:

>>> def seconds(function):
...     return min(timeit.repeat(function, number=1, repeat=20))
>>> row = tf.ones([1, 3])
>>> predicting = seconds(lambda: model.predict(row, verbose=0))
>>> predicting > 10 * seconds(lambda: model(row, training=False))
True

predict-graph:

>>> traces = []
>>> @tf.function(reduce_retracing=True)
... def infer(x):
...     return model(x, training=False)
>>> for n in (1, 2, 3, 4, 5, 6):
...     _ = infer(tf.ones([n, 3]))
>>> traces
[(1, 3), (None, 3)]

concrete:

>>> concrete = cube.get_concrete_function(tf.constant(2.0))
>>> print(concrete)
ConcreteFunction Input Parameters:
  x (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(), dtype=tf.float32, name=None)
Output Type:
  TensorSpec(shape=(), dtype=tf.float32, name=None)
Captures:
  None
>>> concrete(tf.constant(3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=27.0>

concrete-parts:

>>> concrete.structured_input_signature
((TensorSpec(shape=(), dtype=tf.float32, name='x'),), {})
>>> concrete.structured_outputs
<tf.Tensor 'Identity:0' shape=() dtype=float32>
>>> [operation.name for operation in concrete.graph.get_operations()]
['x', 'pow/y', 'pow', 'Identity']

concrete-same:

>>> again = cube.get_concrete_function(tf.TensorSpec([], tf.float32))
>>> again.graph is concrete.graph
True

concrete-error:

>>> concrete(tf.constant(3))
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute __inference_cube_... as input #0(zero-based) was expected to be a float tensor but is a int32 tensor [Op:__inference_cube_...]

methods:

>>> class Scale:
...     def __init__(self, factor):
...         self.factor = factor
...     @tf.function
...     def __call__(self, x):
...         traces.append(self.factor)
...         return self.factor * x
>>> traces = []
>>> double, triple = Scale(2.0), Scale(3.0)
>>> float(double(x)), float(triple(x)), float(double(x))
(4.0, 6.0, 4.0)
>>> traces
[2.0, 3.0]

methods-changed:

>>> double.factor = 100.0
>>> float(double(x))
4.0
>>> double(tf.constant([2.0, 3.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([200., 300.], dtype=float32)>

exercise-1:

>>> calls = [tf.zeros([2, 3]), tf.ones([2, 3]), tf.zeros([3, 2]),
...          tf.zeros([2, 3], tf.float64), 0.0, np.zeros([2, 3])]
>>> graphs_used(tf.function(lambda x: x + 1), calls)
[0, 0, 1, 2, 3, 2]

exercise-2:

>>> traces = []
>>> @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
... def row_means(rows):
...     traces.append(rows.shape)
...     return tf.reduce_mean(rows, axis=1)
>>> for n in (1, 2, 8):
...     _ = row_means(tf.ones([n, 3]))
>>> traces
[TensorShape([None, 3])]
>>> row_means(tf.ones([2, 4]))
Traceback (most recent call last):
    ...
TypeError: Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape=(2, 4), dtype=tf.float32, name=None) to TensorSpec(shape=(None, 3), dtype=tf.float32, name=None)`. Received args: (<tf.Tensor: shape=(2, 4), dtype=float32, numpy=
array([[1., 1., 1., 1.],
       [1., 1., 1., 1.]], dtype=float32)>,) and kwargs: {} for signature: (rows: TensorSpec(shape=(None, 3), dtype=tf.float32, name=None)).

exercise-3:

>>> traces = []
>>> @tf.function
... def step(w, learning_rate):
...     traces.append(learning_rate)
...     return w - learning_rate * w
>>> for t in range(1, 4):
...     _ = step(x, 1 / t)
>>> len(traces)
3
>>> traces.clear()
>>> for t in range(1, 4):
...     _ = step(x, tf.constant(1 / t))
>>> len(traces)
1
"""
}
