r"""What ${name} teaches, in one line.

first:

>>> double(tf.constant([1.0, 2.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
"""

import tensorflow as tf


def double(x):
    """Twice `x`.

    Args:
        x: a tensor of numbers.

    >>> double(tf.constant(3))
    <tf.Tensor: shape=(), dtype=int32, numpy=6>
    """
    return 2 * x  #: twice
