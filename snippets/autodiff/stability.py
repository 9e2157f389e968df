"""Numerical stability and gradients of one's own.

A formula that is right on paper may overflow in float32, in its value or in
its gradient only.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.autodiff.differences import gradient_check


def my_softplus(z):
    """log(exp(z) + 1), as it is written on paper.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    >>> my_softplus(tf.constant(0.))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.6931471824645996>
    """
    return tf.math.log(tf.exp(z) + 1.0)


@tf.custom_gradient
def my_better_softplus(z):
    """The value of `my_softplus`, with a gradient that does not overflow.

    Source: Hands-On Machine Learning, 2nd ed., chapter 12.

    >>> z = tf.constant([-1., 0., 1.])
    >>> my_better_softplus(z) == my_softplus(z)
    <tf.Tensor: shape=(3,), dtype=bool, numpy=array([ True,  True,  True])>
    """
    exp = tf.exp(z)

    def my_softplus_gradients(grad):
        return grad / (1 + 1 / exp)

    return tf.math.log(exp + 1), my_softplus_gradients


def where_softplus(z):
    """A fix that mends the value only.

    >>> where_softplus(tf.constant([30., 31.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([30., 31.], dtype=float32)>
    """
    return tf.where(z > 30.0, z, my_softplus(z))


def max_softplus(z):
    """A fix whose gradient is wrong at 0.

    >>> max_softplus(tf.constant([-1., 1.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.3132617, 1.3132617], dtype=float32)>
    """
    return tf.maximum(0.0, z) + tf.math.log(1.0 + tf.exp(-tf.abs(z)))


def double_where_softplus(z):
    """A fix with two `tf.where`: for the value and for the gradient.

    >>> double_where_softplus(tf.constant([-1000., 1000.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([   0., 1000.], dtype=float32)>
    """
    large = z > 30.0
    safe = tf.where(large, 0.0, z)
    return tf.where(large, z, my_softplus(safe))


@tf.custom_gradient
def stable_softplus(z):
    """log(exp(z) + 1) for any z, with its gradient.

    Args:
        z: a floating tensor of any shape.

    Returns:
        A tensor of the same shape; its gradient is `tf.sigmoid(z)`.

    >>> stable_softplus(tf.constant([[-5., 5.]]))
    <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[0.00671535, 5.0067153 ]], dtype=float32)>
    """
    value = tf.maximum(z, 0.0) + tf.math.log1p(tf.exp(-tf.abs(z)))

    def gradient(upstream):
        return upstream * tf.sigmoid(z)  #: upstream

    return value, gradient  #: pair


def value_and_slope(
    function: Callable[[tf.Tensor], tf.Tensor], z: float
) -> tuple[float, float]:
    """A function of one number, and its derivative by tape.

    Args:
        function: takes and returns a scalar tensor.
        z: a number; it becomes a float32.

    Returns:
        Two floats.

    >>> value_and_slope(tf.square, 3.)
    (9.0, 6.0)
    """
    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = function(z)
    return float(value), float(tape.gradient(value, z))


def curvature(function: Callable[[tf.Tensor], tf.Tensor], z: float) -> float:
    """The second derivative of a function of one number, by two tapes.

    Args:
        function: takes and returns a scalar tensor.
        z: a number; it becomes a float32.

    Returns:
        A float.

    >>> [curvature(tf.square, z) for z in (-5., 0., 5.)]
    [2.0, 2.0, 2.0]
    """
    z = tf.constant(z)
    with tf.GradientTape() as outer:
        outer.watch(z)
        with tf.GradientTape() as inner:
            inner.watch(z)
            value = function(z)
        slope = inner.gradient(value, z)
    return float(outer.gradient(slope, z))


def draw_softplus() -> plt.Figure:
    """Draw value and gradient of three softplus functions where they part.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_softplus()
    <Figure size 560x480 with 2 Axes>
    """
    fig, (top, bottom) = plt.subplots(
        2, figsize=(5.6, 4.8), sharex=True, layout="constrained"
    )
    z = tf.linspace(84.0, 94.0, 501)
    for function, style, width, name in (
        (tf.nn.softplus, "C2-", 7, "tf.nn.softplus"),
        (my_better_softplus, "C0-", 3.5, "my_better_softplus"),
        (my_softplus, "C1--", 2, "my_softplus"),
    ):
        with tf.GradientTape() as tape:
            tape.watch(z)
            value = function(z)
        slope = tape.gradient(value, z)
        seen = np.where(np.isfinite(value), value, np.nan)
        alpha = 0.4 if width == 7 else 1
        top.plot(z, seen, style, lw=width, alpha=alpha, label=name)
        bottom.plot(z, slope, style, lw=width, alpha=alpha)
    top.text(88.9, 88, "inf", color="C0")
    bottom.text(88.9, -0.04, "nan", color="C1")
    top.set_ylabel("value")
    top.legend()
    bottom.set(xlabel="z", ylabel="gradient", ylim=(-0.15, 1.25))
    return fig


__test__ = {
    "steps": """
nan:

>>> x = tf.Variable([100.])
>>> with tf.GradientTape() as tape:
...     z = my_softplus(x)
>>> z
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([inf], dtype=float32)>
>>> tape.gradient(z, [x])
[<tf.Tensor: shape=(1,), dtype=float32, numpy=array([nan], dtype=float32)>]

steps:

The forward pass, then the backward pass, one operation at a time.

>>> exp = tf.exp(x)
>>> exp
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([inf], dtype=float32)>
>>> from_log = 1. / (exp + 1.)
>>> from_log
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([0.], dtype=float32)>
>>> from_log * exp
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([nan], dtype=float32)>

on-paper:

>>> exp / (exp + 1.)
<tf.Tensor: shape=(1,), dtype=float32, numpy=array([nan], dtype=float32)>

overflow:

>>> float(tf.math.log(tf.float32.max))
88.72283935546875

window:

>>> for z in (80., 87., 87.34, 88., 88.72, 88.73):
...     print(z, *value_and_slope(my_softplus, z))
80.0 80.0 1.0
87.0 87.0 1.0
87.34 87.33999633789062 0.0
88.0 88.0 0.0
88.72 88.72000122070312 0.0
88.73 inf nan

underflow:

>>> float(np.finfo(np.float32).tiny)
1.1754943508222875e-38
>>> 1. / (tf.exp(87.33) + 1.)
<tf.Tensor: shape=(), dtype=float32, numpy=1.1832107409459385e-38>
>>> 1. / (tf.exp(87.34) + 1.)
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>

subnormal:

NumPy keeps numbers below the smallest normal one; TensorFlow's operations
on the CPU make them 0.

>>> exp = tf.exp(88.).numpy()
>>> tiny = np.float32(1) / (exp + np.float32(1))
>>> print(f"{tiny:.3g}, {tiny * exp:.3g}")
6.05e-39, 1
>>> float(tf.constant(tiny) * exp)
0.0

better:

>>> for z in (1., 88.72, 88.73, 100., 1000.):
...     print(z, *value_and_slope(my_better_softplus, z))
1.0 1.31326162815094 0.7310585975646973
88.72 88.72000122070312 1.0
88.73 inf 1.0
100.0 inf 1.0
1000.0 inf 1.0

left:

>>> for z in (-16., -17., -20., -1000.):
...     print(z, *value_and_slope(my_better_softplus, z))
-16.0 1.1920928244535389e-07 1.1253516873921399e-07
-17.0 0.0 4.139937814784389e-08
-20.0 0.0 2.06115369216775e-09
-1000.0 0.0 0.0

one-swallows:

>>> tf.exp(-20.)
<tf.Tensor: shape=(), dtype=float32, numpy=2.06115369216775e-09>
>>> tf.exp(-20.) + 1.
<tf.Tensor: shape=(), dtype=float32, numpy=1.0>
>>> tf.math.log(tf.exp(-20.) + 1.)
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>
>>> tf.math.log1p(tf.exp(-20.))
<tf.Tensor: shape=(), dtype=float32, numpy=2.06115369216775e-09>

where:

>>> for z in (1., 88., 1000.):
...     print(z, *value_and_slope(where_softplus, z))
1.0 1.31326162815094 0.7310585975646973
88.0 88.0 1.0
1000.0 1000.0 nan

where-why:

The gradient that flows into the branch not taken is 0, and 0 * inf is nan.

>>> tf.constant(0.) * tf.constant(float("inf"))
<tf.Tensor: shape=(), dtype=float32, numpy=nan>

max:

>>> for z in (-1000., 0., 1000.):
...     print(z, *value_and_slope(max_softplus, z))
-1000.0 0.0 0.0
0.0 0.6931471824645996 0.0
1000.0 1000.0 1.0

max-other:

>>> def swapped_softplus(z):
...     return tf.maximum(z, 0.) + tf.math.log1p(tf.exp(-tf.abs(z)))
>>> value_and_slope(swapped_softplus, 0.)
(0.6931471824645996, 1.0)

max-why:

>>> for function in (tf.abs, lambda z: tf.maximum(0., z),
...                  lambda z: tf.maximum(z, 0.)):
...     print(*value_and_slope(function, 0.))
0.0 0.0
0.0 0.0
0.0 1.0

max-reduced:

>>> pair = tf.zeros([2])
>>> with tf.GradientTape() as tape:
...     tape.watch(pair)
...     z = tf.reduce_max(pair)
>>> tape.gradient(z, pair)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5, 0.5], dtype=float32)>

stable:

>>> for z in (-1000., -20., 0., 1., 89., 1000.):
...     print(z, *value_and_slope(stable_softplus, z))
-1000.0 0.0 0.0
-20.0 2.06115369216775e-09 2.06115369216775e-09
0.0 0.6931471824645996 0.5
1.0 1.3132617473602295 0.7310585975646973
89.0 89.0 1.0
1000.0 1000.0 1.0

built-in:

>>> for z in (-1000., -20., 0., 1., 89., 1000.):
...     print(z, *value_and_slope(tf.nn.softplus, z))
-1000.0 0.0 0.0
-20.0 2.06115369216775e-09 2.06115369216775e-09
0.0 0.6931471824645996 0.5
1.0 1.31326162815094 0.7310585975646973
89.0 89.0 1.0
1000.0 1000.0 1.0

upstream:

>>> x = tf.Variable(0.)
>>> with tf.GradientTape() as tape:
...     z = 3. * stable_softplus(x)
>>> tape.gradient(z, x)
<tf.Tensor: shape=(), dtype=float32, numpy=1.5>

upstream-forgotten:

>>> @tf.custom_gradient
... def forgetful_softplus(z):
...     return tf.nn.softplus(z), lambda upstream: tf.sigmoid(z)
>>> with tf.GradientTape() as tape:
...     z = 3. * forgetful_softplus(x)
>>> tape.gradient(z, x)
<tf.Tensor: shape=(), dtype=float32, numpy=0.5>

upstream-check:

Checked by itself, a 1 comes in, and the mistake stays hidden.

>>> def alone(w):
...     return tf.reduce_sum(forgetful_softplus(w))
>>> def scaled(w):
...     return tf.reduce_sum(3. * forgetful_softplus(w))
>>> round(gradient_check(alone, [0.]), 6)
0.0
>>> round(gradient_check(scaled, [0.]), 6)
1.0

second:

>>> for z in (-50., 0., 100.):
...     print(z, curvature(stable_softplus, z),
...           curvature(my_better_softplus, z))
-50.0 1.9287498933537385e-22 nan
0.0 0.25 0.25
100.0 0.0 nan

variables:

>>> w = tf.Variable(2.)
>>> @tf.custom_gradient
... def times_w(x):
...     def gradient(upstream):
...         return upstream * w
...     return w * x, gradient
>>> x = tf.Variable(3.)
>>> with tf.GradientTape() as tape:
...     y = times_w(x)
Traceback (most recent call last):
    ...
TypeError: @tf.custom_gradient grad_fn must accept keyword argument 'variables', since function uses variables: [<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=2.0>]

variables-pair:

>>> @tf.custom_gradient
... def times_w(x):
...     def gradient(upstream, variables=None):
...         return upstream * w, [upstream * x]
...     return w * x, gradient
>>> with tf.GradientTape() as tape:
...     y = times_w(x)
>>> tape.gradient(y, [x, w])
[<tf.Tensor: shape=(), dtype=float32, numpy=2.0>, <tf.Tensor: shape=(), dtype=float32, numpy=3.0>]

variables-short:

>>> @tf.custom_gradient
... def times_w_short(x):
...     def gradient(upstream, variables=None):
...         return upstream * w, []
...     return w * x, gradient
>>> with tf.GradientTape() as tape:
...     y = times_w_short(x)
>>> tape.gradient(y, [x, w])
Traceback (most recent call last):
    ...
ValueError: Must return gradient for each variable from @custom_gradient grad_fn.

variables-layer:

>>> layer = keras.layers.Dense(1, kernel_initializer="ones")
>>> layer.build([None, 2])
>>> @tf.custom_gradient
... def gently(x):
...     with tf.GradientTape() as inner:
...         inner.watch(x)
...         y = layer(x)
...     def gradient(upstream, variables=None):
...         dx, dv = inner.gradient(y, [x, variables], upstream)
...         return tf.clip_by_value(dx, -0.1, 0.1), dv
...     return y, gradient
>>> batch = tf.constant([[3., 4.]])
>>> with tf.GradientTape() as tape:
...     tape.watch(batch)
...     z = gently(batch)
>>> tape.gradient(z, [batch, layer.kernel])
[<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[0.1, 0.1]], dtype=float32)>, <tf.Tensor: shape=(2, 1), dtype=float32, numpy=
array([[3.],
       [4.]], dtype=float32)>]

variables-argument:

>>> @tf.custom_gradient
... def product(w, x):
...     def gradient(upstream):
...         return upstream * x, upstream * w
...     return w * x, gradient
>>> with tf.GradientTape() as tape:
...     y = product(w, x)
>>> tape.gradient(y, [x, w])
[<tf.Tensor: shape=(), dtype=float32, numpy=2.0>, <tf.Tensor: shape=(), dtype=float32, numpy=3.0>]

keywords:

>>> @tf.custom_gradient
... def hundredfold(x, y):
...     def gradient(upstream):
...         return 100. * upstream, 100. * upstream
...     return x + y, gradient
>>> x, y = tf.Variable(1.), tf.Variable(2.)
>>> with tf.GradientTape() as tape:
...     z = hundredfold(x, y)
>>> [float(gradient) for gradient in tape.gradient(z, [x, y])]
[100.0, 100.0]
>>> with tf.GradientTape() as tape:
...     z = hundredfold(x, y=y)
>>> tape.gradient(z, [x, y])
Traceback (most recent call last):
    ...
ValueError: custom_gradient function expected to return 1 gradients, but returned 2 instead.

keywords-ignored:

>>> with tf.GradientTape() as tape:
...     z = hundredfold(x=x, y=y)
>>> [float(gradient) for gradient in tape.gradient(z, [x, y])]
[1.0, 1.0]

entropy:

>>> p = tf.Variable([0., 0.25, 1.])
>>> with tf.GradientTape() as tape:
...     y = tf.where(p > 0., p * tf.math.log(p), 0.)
>>> y
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 0.       , -0.3465736,  0.       ], dtype=float32)>
>>> tape.gradient(y, p)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([        nan, -0.38629436,  1.        ], dtype=float32)>

double-where:

>>> with tf.GradientTape() as tape:
...     safe = tf.where(p > 0., p, 1.)
...     y = tf.where(p > 0., safe * tf.math.log(safe), 0.)
>>> y
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 0.       , -0.3465736,  0.       ], dtype=float32)>
>>> tape.gradient(y, p)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 0.        , -0.38629436,  1.        ], dtype=float32)>

double-where-softplus:

>>> for z in (1., 88., 1000.):
...     print(z, *value_and_slope(double_where_softplus, z))
1.0 1.31326162815094 0.7310585975646973
88.0 88.0 1.0
1000.0 1000.0 1.0

hunt-fit:

>>> def naive_crossentropy(y_true, y_pred):
...     hit = y_true * tf.math.log(y_pred)
...     miss = (1. - y_true) * tf.math.log(1. - y_pred)
...     return -tf.reduce_mean(hit + miss)
>>> def make_steep():
...     model = keras.Sequential([
...         keras.Input(shape=[1]),
...         keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")])
...     model.compile(optimizer="sgd", loss=naive_crossentropy)
...     return model
>>> inputs, labels = tf.constant([[1.], [200.]]), tf.constant([[0.], [1.]])
>>> model = make_steep()
>>> history = model.fit(inputs, labels, epochs=5, verbose=0,
...                     callbacks=[keras.callbacks.TerminateOnNaN()])
Batch 0: Invalid loss, terminating training
>>> history.history["loss"]
[nan]
>>> model.get_weights()
[array([[nan]], dtype=float32), array([nan], dtype=float32)]

hunt-data:

>>> bool(tf.reduce_all(tf.math.is_finite(inputs)))
True
>>> tf.debugging.assert_all_finite(tf.constant([1., np.nan]), "column 3")
Traceback (most recent call last):
    ...
InvalidArgumentError: ...column 3 : Tensor had NaN values...

hunt-op:

>>> model = make_steep()
>>> tf.debugging.enable_check_numerics()
>>> naive_crossentropy(labels, model(inputs))
Traceback (most recent call last):
    ...
InvalidArgumentError: ...
!!! Detected Infinity or NaN in output 0 of eagerly-executing op "Log" (# of outputs: 1) !!!
  dtype: <dtype: 'float32'>
  shape: (2, 1)
  # of -Inf elements: 1
  Input tensor: tf.Tensor(
[[0.26894143]
 [0.        ]], shape=(2, 1), dtype=float32)
 : Tensor had -Inf values...

hunt-line:

>>> try:
...     model.fit(inputs, labels, epochs=5, verbose=0)
... except tf.errors.InvalidArgumentError as error:
...     for line in str(error).splitlines():
...         if "Detected" in line or "in naive_crossentropy" in line:
...             print(line.strip())
Detected at node ...naive_crossentropy/Log_1/CheckNumericsV2 defined at (most recent call last):
File "script.py", line ..., in naive_crossentropy
!!! Detected Infinity or NaN in output 0 of graph op "Log" (# of outputs: 1) !!!

hunt-backward:

>>> v = tf.Variable([0., 0.])
>>> with tf.GradientTape() as tape:
...     length = tf.sqrt(tf.reduce_sum(v ** 2))
>>> length
<tf.Tensor: shape=(), dtype=float32, numpy=0.0>
>>> tape.gradient(length, v)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...
!!! Detected Infinity or NaN in output 0 of eagerly-executing op "SqrtGrad" (# of outputs: 1) !!!
...
 : Tensor had +Inf values...
>>> tf.debugging.disable_check_numerics()

hunt-unchecked:

>>> with tf.GradientTape() as tape:
...     length = tf.sqrt(tf.reduce_sum(v ** 2))
>>> tape.gradient(length, v)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([nan, nan], dtype=float32)>

hunt-logits:

>>> model = keras.Sequential([
...     keras.Input(shape=[1]),
...     keras.layers.Dense(1, kernel_initializer="ones")])
>>> model.compile(
...     optimizer="sgd",
...     loss=keras.losses.BinaryCrossentropy(from_logits=True))
>>> history = model.fit(inputs, labels, epochs=5, verbose=0)
>>> bool(np.isfinite(history.history["loss"]).all())
True

hunt-softmax:

>>> logits = tf.constant([0., 200.])
>>> tf.math.log(tf.nn.softmax(logits))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([-inf,   0.], dtype=float32)>
>>> tf.nn.log_softmax(logits)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([-200.,    0.], dtype=float32)>

hunt-rate:

>>> def loss_history(optimizer):
...     line = keras.Sequential([
...         keras.Input(shape=[1]),
...         keras.layers.Dense(1, kernel_initializer="ones")])
...     line.compile(optimizer=optimizer, loss="mse")
...     x = tf.constant([[0.], [1.], [2.], [3.]])
...     history = line.fit(x, 2. * x + 1., epochs=60, verbose=0)
...     return history.history["loss"]
>>> large = loss_history(keras.optimizers.SGD(1.0))
>>> [f"{loss:.0e}" for loss in large[::10]]
['8e+00', '2e+18', '4e+35', 'inf', 'inf', 'nan']
>>> small = loss_history(keras.optimizers.SGD(0.05))
>>> [f"{loss:.0e}" for loss in small[::10]]
['8e+00', '4e-02', '2e-02', '1e-02', '6e-03', '3e-03']

hunt-clipped:

>>> clipped = loss_history(keras.optimizers.SGD(1.0, clipnorm=0.1))
>>> bool(np.isfinite(clipped).all())
True
>>> max(clipped[30:]) < 0.1
True

find-nan:

>>> tf.debugging.check_numerics(tf.constant([1., np.nan]), "slope")
Traceback (most recent call last):
    ...
InvalidArgumentError: ...slope : Tensor had NaN values...

exercise-1:

>>> @tf.custom_gradient
... def clip_gradient(x):
...     def gradient(upstream):
...         return tf.clip_by_value(upstream, -1., 1.)
...     return tf.identity(x), gradient
>>> x = tf.Variable([0.25, 5.])
>>> with tf.GradientTape() as tape:
...     z = clip_gradient(x) ** 2
>>> z
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 0.0625, 25.    ], dtype=float32)>
>>> tape.gradient(z, x)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5, 1. ], dtype=float32)>

exercise-2:

>>> def log_cosh(z):
...     return tf.math.log(tf.cosh(z))
>>> def stable_log_cosh(z):
...     return z + tf.nn.softplus(-2. * z) - tf.math.log(2.)
>>> for z in (0., 1., 100.):
...     print(z, *value_and_slope(log_cosh, z))
0.0 0.0 0.0
1.0 0.4337807893753052 0.7615941762924194
100.0 inf nan
>>> for z in (0., 1., 100.):
...     print(z, *value_and_slope(stable_log_cosh, z))
0.0 0.0 0.0
1.0 0.4337807893753052 0.7615941762924194
100.0 99.30685424804688 1.0

exercise-3:

>>> def safe_norm(x):
...     squares = tf.reduce_sum(x ** 2)
...     safe = tf.where(squares > 0., squares, 1.)
...     return tf.where(squares > 0., tf.sqrt(safe), 0.)
>>> x = tf.Variable([0., 0.])
>>> for norm in (tf.norm, safe_norm):
...     with tf.GradientTape() as tape:
...         length = norm(x)
...     print(float(length), tape.gradient(length, x))
0.0 tf.Tensor([nan nan], shape=(2,), dtype=float32)
0.0 tf.Tensor([0. 0.], shape=(2,), dtype=float32)
"""
}
