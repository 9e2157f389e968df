r"""Shapes: one of everything that a page can show.

text:

>>> t = tf.constant([[1.5, 2.0], [3.0, 4.0]])  #: made
>>> t
<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
array([[1.5, 2. ],
       [3. , 4. ]], dtype=float32)>
>>> t.shape
TensorShape([2, 2])

printed:

>>> for row in t:
...     print(float(row[0]))
1.5
3.0
>>> tf.print("from C++", [1, 2])
from C++ [1, 2]
>>> print("a\n\nb")
a
<BLANKLINE>
b

warned:

>>> warnings.warn("mind the gap")
UserWarning: mind the gap

failing:

>>> t + tf.constant([1, 2])
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute AddV2 as input #1(zero-based) was expected to be a float tensor but is a int32 tensor [Op:AddV2] name:

drawn:

>>> draw_line(4)
<Figure size 500x250 with 1 Axes>

rich:

>>> Table()
Table(1)

differing:

>>> int(keras.__version__[0])
3
Keras 2 (it is another generation):
2

varying:

>>> draw_line
<function draw_line at 0x...>
>>> tf.function(triple).get_concrete_function(t).name
b'__inference_triple_...'
"""

import warnings

import keras
import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.basics.helpers import Table, triple


def draw_line(n) -> plt.Figure:
    """Draw a line through `n` points.

    Raises:
        ValueError: for fewer than two points.

    >>> draw_line(1)
    Traceback (most recent call last):
        ...
    ValueError: a line needs two points
    >>> triple(tf.constant(2))
    <tf.Tensor: shape=(), dtype=int32, numpy=6>
    """
    if n < 2:
        raise ValueError("a line needs two points")  #: refuse
    fig, ax = plt.subplots(figsize=(5, 2.5), layout="constrained")
    ax.plot(range(n))
    ax.set_xlabel("steps")
    return fig
