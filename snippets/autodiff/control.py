"""Choosing what is differentiated.

Parts of a computation can be kept off the tape, or given a gradient other
than their own.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".
"""

import weakref

import tensorflow as tf

from snippets.autodiff.overview import f


def straight_through_round(x):
    """Round, but let the gradient pass as if nothing had happened.

    Args:
        x: a floating tensor or variable of any shape.

    Returns:
        A tensor: `x` rounded, with gradient 1 with regard to `x`.

    >>> straight_through_round(tf.constant([1.5, 2.5]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 2.], dtype=float32)>
    """
    return x + tf.stop_gradient(tf.round(x) - x)


def reverse_gradient(x):
    """Hand a value on unchanged, and its gradient with the sign turned.

    Args:
        x: a tensor or variable of finite floats, of any shape.

    Returns:
        A tensor equal to `x`, with gradient -1 with regard to `x`.

    >>> reverse_gradient(tf.constant([1., -2.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 1., -2.], dtype=float32)>
    """
    frozen = tf.stop_gradient(x)
    return frozen - (x - frozen)


__test__ = {
    "steps": """
stop-gradient:

>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> def g(w1, w2):
...     return 3 * w1 ** 2 + tf.stop_gradient(2 * w1 * w2)
>>> with tf.GradientTape() as tape:
...     z = g(w1, w2)
>>> float(z), float(f(w1, w2))
(105.0, 105.0)
>>> tape.gradient(z, [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=30.0>, None]

stop-recording:

>>> with tf.GradientTape() as tape:
...     square = w1 ** 2
...     with tape.stop_recording():
...         cube = w1 ** 3
...     z = square + cube
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=150.0>
>>> tape.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=10.0>

two-tapes:

>>> with tf.GradientTape() as blind, tf.GradientTape() as seeing:
...     with blind.stop_recording():
...         z = f(w1, w2)
>>> print(blind.gradient(z, w1), seeing.gradient(z, w1))
None tf.Tensor(36.0, shape=(), dtype=float32)
>>> with tf.GradientTape() as one, tf.GradientTape() as other:
...     z = g(w1, w2)
>>> float(one.gradient(z, w1)), float(other.gradient(z, w1))
(30.0, 30.0)

none-fails:

>>> with tf.GradientTape() as tape:
...     z = g(w1, w2)
>>> dw1, dw2 = tape.gradient(z, [w1, w2])
>>> w2.assign_sub(0.01 * dw2)
Traceback (most recent call last):
    ...
TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'

zero:

>>> with tf.GradientTape() as tape:
...     z = g(w1, w2)
>>> tape.gradient(
...     z, [w1, w2],
...     unconnected_gradients=tf.UnconnectedGradients.ZERO)
[<tf.Tensor: shape=(), dtype=float32, numpy=30.0>, <tf.Tensor: shape=(), dtype=float32, numpy=0.0>]

zero-word:

>>> with tf.GradientTape() as tape:
...     z = g(w1, w2)
>>> tape.gradient(z, w2, unconnected_gradients="zero")
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>

round:

>>> x = tf.Variable(1.4)
>>> with tf.GradientTape() as tape:
...     z = tf.round(x)
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>
>>> print(tape.gradient(z, x))
None

straight-through:

>>> with tf.GradientTape() as tape:
...     z = straight_through_round(x)
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>
>>> tape.gradient(z, x)
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>

reversal:

>>> with tf.GradientTape() as tape:
...     z = reverse_gradient(x ** 2)
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=1.959999918937683>
>>> tape.gradient(z, x)
<tf.Tensor: shape=(), dtype=float32, numpy=-2.799999952316284>

on-tape:

`report` is not needed for the gradient of `z`, yet the tape holds on to it.

>>> with tf.GradientTape() as tape:
...     y = tf.exp(x)
...     report = tf.exp(y)
...     z = y ** 2
>>> held = weakref.ref(report)
>>> del report
>>> held() is not None
True

on-tape-sum:

The derivative of a sum needs no value, so the tape lets this one go.

>>> with tf.GradientTape() as tape:
...     y = tf.exp(x)
...     report = y + 1.
...     z = y ** 2
>>> held = weakref.ref(report)
>>> del report
>>> held() is not None
False

off-tape:

>>> with tf.GradientTape() as tape:
...     y = tf.exp(x)
...     z = y ** 2
>>> report = tf.exp(y)
>>> held = weakref.ref(report)
>>> del report
>>> held() is not None
False

reset:

>>> with tf.GradientTape() as tape:
...     before = f(w1, w2)
...     tape.reset()
...     after = w1 ** 2
>>> tape.gradient([before, after], [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=10.0>, None]

exercise-1:

>>> x = tf.Variable(3.)
>>> with tf.GradientTape() as tape:
...     z = x * tf.stop_gradient(x)
>>> tape.gradient(z, x)
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

exercise-2:

>>> def hard_step(x):
...     hard = tf.cast(x > 0., x.dtype)
...     soft = tf.sigmoid(x)
...     return soft + tf.stop_gradient(hard - soft)
>>> x = tf.Variable([-2., 0.5])
>>> with tf.GradientTape() as tape:
...     z = hard_step(x)
>>> z
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0., 1.], dtype=float32)>
>>> tape.gradient(z, x)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.10499358, 0.23500371], dtype=float32)>

exercise-3:

>>> def step_down(function, variables):
...     with tf.GradientTape() as tape:
...         z = function(*variables)
...     gradients = tape.gradient(z, variables)
...     for variable, gradient in zip(variables, gradients):
...         if gradient is not None:
...             variable.assign_sub(0.01 * gradient)
>>> step_down(g, [w1, w2])
>>> w1
<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=4.699999809265137>
>>> w2
<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=3.0>
"""
}
