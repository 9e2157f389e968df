"""TF functions and graphs.

A TF function records what a Python function does with tensors, and runs the
recording from then on.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "TensorFlow functions
and graphs".
"""

import keras
import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.diagrams import _draw_arrow


def cube(x):
    """The third power of numbers, arrays and tensors alike.

    >>> cube(3)
    27
    """
    return x**3


def draw_journey() -> plt.Figure:
    """Draw the way from a Python function to a graph that runs.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_journey()
    <Figure size 540x520 with 1 Axes>
    """
    boxes = [
        ("Python function", "def cube(x): ...", "C1"),
        ("AutoGraph", "if, for, while → ops", "C0"),
        ("tracing", "symbolic tensors in", "C0"),
        ("graph", "Placeholder, Pow, ...", "C2"),
        ("optimized graph", "pruned, folded", "C2"),
        ("run", "tensors in, tensors out", "C4"),
    ]
    fig, ax = plt.subplots(figsize=(5.4, 5.2), layout="constrained")
    for i, (name, detail, colour) in enumerate(boxes):
        ax.add_patch(
            plt.Rectangle((0, -i), 3.2, 0.62, facecolor=colour, alpha=0.2)
        )
        ax.text(1.6, -i + 0.42, name, ha="center", va="center", weight="bold")
        ax.text(1.6, -i + 0.18, detail, ha="center", va="center")
        if i:
            _draw_arrow(ax, (1.6, -i + 1), (1.6, -i + 0.62), "C0")
    for top, bottom, text in (
        (0.62, -1, "once"),
        (-1.38, -4, "once per signature"),
        (-4.38, -5, "every call"),
    ):
        ax.plot([3.4, 3.5, 3.5, 3.4], [top, top, bottom, bottom], color="C3")
        ax.text(3.65, (top + bottom) / 2, text, va="center", color="C3")
    ax.set(xlim=(-0.05, 5.6), ylim=(-5.05, 0.7))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
cube:

>>> cube(2)
8
>>> cube(tf.constant(2.0))
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>

tf-cube:

>>> tf_cube = tf.function(cube)
>>> tf_cube
<tensorflow.python.eager.polymorphic_function.polymorphic_function.Function object at 0x...>

calls:

>>> tf_cube(2)
<tf.Tensor: shape=(), dtype=int32, numpy=8>
>>> tf_cube(tf.constant(2.0))
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>

decorator:

>>> @tf.function
... def square(x):
...     return x ** 2
>>> square(tf.constant(3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=9.0>

python-function:

>>> tf_cube.python_function is cube
True
>>> tf_cube.python_function(2)
8

recorded:

>>> graph = tf_cube.get_concrete_function(tf.constant(2.0)).graph
>>> for operation in graph.get_operations():
...     inputs = [t.op.name for t in operation.inputs]
...     print(operation.type, operation.name, inputs)
Placeholder x []
Const pow/y []
Pow pow ['x', 'pow/y']
Identity Identity ['pow']

eagerly:

>>> @tf.function
... def where_am_i(x):
...     print("recording:", not tf.executing_eagerly())
...     return x + 1
>>> tf.executing_eagerly()
True
>>> where_am_i(tf.constant(1))
recording: True
<tf.Tensor: shape=(), dtype=int32, numpy=2>
>>> where_am_i(tf.constant(2))
<tf.Tensor: shape=(), dtype=int32, numpy=3>

pruned:

>>> def wasteful(x):
...     unused = 1 // (x - x)
...     return x + 1
>>> tf.function(wasteful)(tf.constant(3))
<tf.Tensor: shape=(), dtype=int32, numpy=4>

not-pruned:

>>> wasteful(tf.constant(3))
Traceback (most recent call last):
    ...
InvalidArgumentError: {{function_node __wrapped__FloorDiv_device_/job:localhost/replica:0/task:0/device:CPU:0}} Integer division by zero [Op:FloorDiv] name:

order:

>>> balance = tf.Variable(100.0)
>>> @tf.function
... def year():
...     balance.assign_add(10.0)
...     balance.assign(balance * 1.5)
...     return balance.read_value()
>>> year()
<tf.Tensor: shape=(), dtype=float32, numpy=165.0>
>>> year()
<tf.Tensor: shape=(), dtype=float32, numpy=262.5>

keras:

>>> traced = []
>>> def my_loss(y_true, y_pred):
...     traced.append(y_pred)
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
>>> model.compile(optimizer="sgd", loss=my_loss)
>>> history = model.fit(tf.zeros([64, 2]), tf.zeros([64, 1]),
...                     batch_size=8, epochs=3, verbose=0)
>>> len(traced) < 24
True

overflow:

>>> tf_cube(tf.constant(2000))
<tf.Tensor: shape=(), dtype=int32, numpy=-589934592>
>>> cube(2000)
8000000000
>>> tf_cube(tf.constant(2000.0))
<tf.Tensor: shape=(), dtype=float32, numpy=8000000000.0>
>>> cube(tf.constant(2000, tf.int64))
<tf.Tensor: shape=(), dtype=int64, numpy=8000000000>

overflow-number:

>>> tf_cube(2000)
<tf.Tensor: shape=(), dtype=int64, numpy=8000000000>

exercise-1:

>>> @tf.function
... def hypotenuse(a, b):
...     return tf.sqrt(a ** 2 + b ** 2)
>>> hypotenuse(tf.constant(3.0), tf.constant(4.0))
<tf.Tensor: shape=(), dtype=float32, numpy=5.0>
>>> hypotenuse.python_function(tf.constant(3.0), tf.constant(4.0))
<tf.Tensor: shape=(), dtype=float32, numpy=5.0>

exercise-2:

>>> concrete = hypotenuse.get_concrete_function(
...     tf.constant(3.0), tf.constant(4.0))
>>> [operation.type for operation in concrete.graph.get_operations()]
['Placeholder', 'Placeholder', 'Const', 'Pow', 'Const', 'Pow', 'AddV2', 'Sqrt', 'Identity']

exercise-3:

>>> 2 ** 31 - 1
2147483647
>>> tf_cube(tf.constant(1290))
<tf.Tensor: shape=(), dtype=int32, numpy=2146689000>
>>> tf_cube(tf.constant(1291))
<tf.Tensor: shape=(), dtype=int32, numpy=-2143282125>
"""
}
