"""What TensorFlow is: one run for each thing it does, and its layers.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "A Quick Tour of
TensorFlow".
"""

import os
from importlib.machinery import PathFinder

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_box


def draw_layers() -> plt.Figure:
    """Draw TensorFlow as a stack: what is above is built on what is below.

    Returns:
        A matplotlib figure.

    >>> draw_layers()
    <Figure size 640x460 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
    _draw_box(ax, (5, 5.3), (10, 0.6), "C3", "your code")
    _draw_box(ax, (3.15, 4.25), (6.3, 1), "C0", "high level", "Keras, tf.data")
    _draw_box(
        ax,
        (3.15, 3),
        (6.3, 1),
        "C0",
        "low-level Python",
        "tf.math, tf.GradientTape, tf.function",
    )
    _draw_box(
        ax, (8.25, 3.625), (3.5, 2.25), "C5", "other languages", "C++, Java, Go"
    )
    _draw_box(
        ax,
        (5, 1.75),
        (10, 1),
        "C1",
        "execution engine",
        "MatMul, BiasAdd, Relu",
    )
    for place, device in enumerate(("CPU", "GPU", "TPU")):
        _draw_box(
            ax, (1.6 + 3.4 * place, 0.5), (3.2, 1), "C2", "kernels", device
        )
    ax.set(xlim=(-0.1, 10.1), ylim=(-0.1, 5.7))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
arrays:

>>> t = tf.constant([[1.0, 2.0], [3.0, 4.0]])
>>> tf.reduce_sum(tf.square(t), axis=1)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 5., 25.], dtype=float32)>

devices:

>>> with tf.device("CPU:0"):
...     doubled = 2 * t
>>> doubled.device
'/job:localhost/replica:0/task:0/device:CPU:0'

autodiff:

>>> x = tf.Variable(3.0)
>>> with tf.GradientTape() as tape:
...     y = x ** 2
>>> tape.gradient(y, x)
<tf.Tensor: shape=(), dtype=float32, numpy=6.0>

optimizers:

>>> w = tf.Variable(5.0)
>>> optimizer = keras.optimizers.Nadam(learning_rate=0.1)
>>> for _ in range(150):
...     with tf.GradientTape() as tape:
...         loss = (w - 2.0) ** 2
...     gradient = tape.gradient(loss, w)
...     _ = optimizer.apply_gradients([(gradient, w)])
>>> print(round(float(w), 1))
2.0

graphs:

>>> @tf.function
... def area(radius):
...     return 3.0 * radius * radius
>>> graph = area.get_concrete_function(tf.TensorSpec([])).graph
>>> [op.type for op in graph.get_operations()]
['Placeholder', 'Const', 'Mul', 'Mul', 'Identity']

jit:

>>> compiled = tf.function(area.python_function, jit_compile=True)
>>> compiled(tf.constant(2.0))
<tf.Tensor: shape=(), dtype=float32, numpy=12.0>

distribution:

>>> strategy = tf.distribute.OneDeviceStrategy("CPU:0")
>>> strategy.run(tf.square, args=(tf.constant(3.0),))
<tf.Tensor: shape=(), dtype=float32, numpy=9.0>

keras-level:

>>> inputs = tf.constant([[1.0, 2.0], [3.0, 4.0]])
>>> layer = keras.layers.Dense(1, kernel_initializer="ones")
>>> layer(inputs)
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[3.],
       [7.]], dtype=float32)>

python-level:

>>> kernel, bias = tf.ones([2, 1]), tf.zeros([1])
>>> inputs @ kernel + bias
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[3.],
       [7.]], dtype=float32)>

op-level:

>>> product = tf.raw_ops.MatMul(a=inputs, b=kernel)
>>> tf.raw_ops.AddV2(x=product, y=bias)
<tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[3.],
       [7.]], dtype=float32)>

op-types:

>>> def op_types(function):
...     graph = tf.function(function).get_concrete_function(inputs).graph
...     return [op.type for op in graph.get_operations()]
>>> op_types(lambda x: x @ kernel + bias)
['Placeholder', 'Const', 'MatMul', 'Const', 'AddV2', 'Identity']
>>> op_types(layer)
['Placeholder', 'Placeholder', 'ReadVariableOp', 'MatMul', 'Placeholder', 'ReadVariableOp', 'AddV2', 'Identity', 'NoOp']
Keras 2 (its Dense adds the bias with another op):
['Placeholder', 'Placeholder', 'ReadVariableOp', 'MatMul', 'Placeholder', 'ReadVariableOp', 'BiasAdd', 'Identity', 'NoOp']

data-io:

>>> numbers = tf.data.Dataset.range(5).batch(2)
>>> for batch in numbers:
...     print(batch)
tf.Tensor([0 1], shape=(2,), dtype=int64)
tf.Tensor([2 3], shape=(2,), dtype=int64)
tf.Tensor([4], shape=(1,), dtype=int64)
>>> stored = tf.io.serialize_tensor(inputs)
>>> tf.io.parse_tensor(stored, tf.float32)
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[1., 2.],
       [3., 4.]], dtype=float32)>

image-signal:

>>> pixels = tf.reshape(tf.range(4), [1, 4, 1])
>>> tf.image.flip_left_right(pixels)[0, :, 0]
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([3, 2, 1, 0], dtype=int32)>
>>> wave = tf.constant([1.0, 0.0, -1.0, 0.0])
>>> tf.abs(tf.signal.rfft(wave))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0., 2., 0.], dtype=float32)>

math:

>>> tf.math.confusion_matrix([0, 1, 1], [0, 1, 0])
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[1, 0],
       [1, 1]], dtype=int32)>
>>> tf.linalg.det([[1.0, 2.0], [3.0, 4.0]])
<tf.Tensor: shape=(), dtype=float32, numpy=-2.0>
>>> tf.nn.softmax([0.0, 0.0])
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5, 0.5], dtype=float32)>
>>> tf.strings.upper("tensor")
<tf.Tensor: shape=(), dtype=string, numpy=b'TENSOR'>

keras-today:

>>> keras.backend.backend()
'tensorflow'
>>> tf.keras.layers.Dense is keras.layers.Dense
True

editor:

>>> folder = os.path.dirname(tf.__file__)
>>> os.path.exists(os.path.join(folder, "keras"))
False
>>> PathFinder.find_spec("tensorflow.keras", [folder]) is None
True

editor-runs:

>>> from tensorflow.keras import layers
>>> found = layers.__file__.replace(os.sep, "/")
>>> found.split("site-packages/")[-1]
'keras/_tf_keras/keras/layers/__init__.py'
Keras 2 (it kept the files that stand behind tf.keras in another place):
'keras/api/_v2/keras/layers/__init__.py'

editor-found:

>>> import keras
>>> from keras import layers
>>> layers.Dense is tf.keras.layers.Dense
True

gone:

>>> tf.placeholder
Traceback (most recent call last):
    ...
AttributeError: module 'tensorflow' has no attribute 'placeholder'
>>> tf.Session
Traceback (most recent call last):
    ...
AttributeError: module 'tensorflow' has no attribute 'Session'
>>> hasattr(tf.compat.v1, "enable_eager_execution")
True

session:

>>> graph = tf.Graph()
>>> with graph.as_default():
...     a = tf.compat.v1.placeholder(tf.float32, [])
...     b = 2 * a
>>> with tf.compat.v1.Session(graph=graph) as session:
...     print(session.run(b, feed_dict={a: 21.0}))
42.0

eager:

>>> 2 * tf.constant(21.0)
<tf.Tensor: shape=(), dtype=float32, numpy=42.0>

exercise-1:

>>> z = tf.constant([0.0, 1.0])
>>> high = keras.activations.softplus(z)
>>> middle = tf.nn.softplus(z)
>>> low = tf.raw_ops.Softplus(features=z)
>>> np.allclose(high, middle) and np.allclose(middle, low)
True

exercise-2:

>>> root = tf.Variable(1.0)
>>> optimizer = keras.optimizers.RMSprop(learning_rate=0.01)
>>> for _ in range(200):
...     with tf.GradientTape() as tape:
...         loss = (root ** 2 - 2.0) ** 2
...     gradient = tape.gradient(loss, root)
...     _ = optimizer.apply_gradients([(gradient, root)])
>>> print(round(float(root), 1))
1.4

exercise-3:

>>> tf.signal.frame(tf.range(6), frame_length=4, frame_step=2)
<tf.Tensor: shape=(2, 4), dtype=int32, numpy=
array([[0, 1, 2, 3],
       [2, 3, 4, 5]], dtype=int32)>
"""
}
