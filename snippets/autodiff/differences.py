"""Finite differences.

The slope of a function, measured: move one input a little, and see how
much the result moves.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".
"""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.autodiff.overview import f


def forward_differences(
    function: Callable[..., float], point, eps: float
) -> list[float]:
    """Slopes of a function of n numbers, from n + 1 calls.

    Args:
        function: takes n numbers, returns one.
        point: the n numbers.
        eps: how far each number is moved.

    Returns:
        A list of n slopes. Their error shrinks in step with `eps`.

    >>> forward_differences(lambda a, b: 2 * a + 5 * b, [1, 1], eps=0.5)
    [2.0, 5.0]
    """
    here = function(*point)
    slopes = []
    for i, value in enumerate(point):
        there = [*point[:i], value + eps, *point[i + 1 :]]
        slopes.append((function(*there) - here) / eps)
    return slopes


def central_differences(
    function: Callable[..., float], point, eps: float
) -> list[float]:
    """Slopes of a function of n numbers, from 2n calls.

    Args:
        function: takes n numbers, returns one.
        point: the n numbers.
        eps: how far each number is moved, to either side.

    Returns:
        A list of n slopes. Their error shrinks with the square of `eps`.

    >>> central_differences(lambda w: w ** 2, [3], eps=1.0)
    [6.0]
    """
    slopes = []
    for i, value in enumerate(point):
        above = [*point[:i], value + eps, *point[i + 1 :]]
        below = [*point[:i], value - eps, *point[i + 1 :]]
        rise = function(*above) - function(*below)
        slopes.append(rise / (2 * eps))
    return slopes


def counted(function: Callable) -> Callable:
    """Wrap a function so that its attribute `calls` counts its calls.

    >>> square = counted(lambda w: w ** 2)
    >>> square(3) + square(4), square.calls
    (25, 2)
    """

    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)

    wrapper.calls = 0
    return wrapper


def gradient_check(
    function: Callable[[tf.Tensor], tf.Tensor], point, eps: float = 1e-5
) -> float:
    """Hold the tape's gradient against central differences, in float64.

    Args:
        function: takes a float64 vector, returns a scalar.
        point: where to look, a vector.
        eps: how far each element is moved, to either side.

    Returns:
        The largest absolute difference between the two, as a float.

    >>> gradient_check(tf.reduce_sum, [1., 2.]) < 1e-6
    True
    """
    point = tf.constant(point, dtype=tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(point)
        z = function(point)
    by_tape = tape.gradient(z, point)
    by_differences = tf.stack(
        [
            (function(point + step) - function(point - step)) / (2 * eps)
            for step in eps * tf.eye(point.shape[0], dtype=tf.float64)
        ]
    )
    return float(tf.reduce_max(tf.abs(by_tape - by_differences)))


def draw_secants() -> plt.Figure:
    """Draw f(w1, 3), its tangent at w1 = 5 and secants that approach it.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_secants()
    <Figure size 560x340 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 3.4), layout="constrained")
    w1 = np.linspace(2, 10, 100)
    ax.plot(w1, f(w1, 3), label="f(w1, 3)")
    ax.plot(w1, 105 + 36 * (w1 - 5), "C1", label="tangent: 36")
    for eps, style in ((4, "--"), (2, ":")):
        slope = (f(5 + eps, 3) - f(5, 3)) / eps
        ax.plot(
            w1,
            105 + slope * (w1 - 5),
            "C2",
            linestyle=style,
            label=f"eps = {eps}: {slope:g}",
        )
        ax.plot(5 + eps, f(5 + eps, 3), "C2o")
    ax.plot(5, 105, "C1o")
    ax.set(xlabel="w1")
    ax.legend()
    return fig


def draw_errors_by_eps() -> plt.Figure:
    """Draw the error of the measured slope of f against eps, log-log.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> draw_errors_by_eps()
    <Figure size 560x380 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 3.8), layout="constrained")
    for dtype, style in (("float32", "C1s-"), ("float64", "C0o-")):
        eps = np.logspace(-13, 0, 27).astype(dtype)
        w1, w2 = np.full_like(eps, 5), np.full_like(eps, 3)
        slope = (f(w1 + eps, w2) - f(w1, w2)) / eps
        ax.loglog(
            eps,
            np.abs(slope - 36),
            style,
            markersize=4,
            linewidth=1,
            label=dtype,
        )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    ax.set(xlabel="eps", ylabel="error")
    ax.legend()
    return fig


__test__ = {
    "steps": """
measure:

>>> w1, w2 = 5, 3
>>> eps = 1e-6
>>> (f(w1 + eps, w2) - f(w1, w2)) / eps
36.000003007075065
>>> (f(w1, w2 + eps) - f(w1, w2)) / eps
10.000000003174137

shrinking:

The secant's slope is 36 + 3 eps: it closes in on the tangent's.

>>> for eps in (1., 0.1, 0.01):
...     print(eps, round((f(w1 + eps, w2) - f(w1, w2)) / eps, 6))
1.0 39.0
0.1 36.3
0.01 36.03

central:

>>> central_differences(f, [5, 3], eps=1e-6)
[36.00000000147929, 10.000000003174137]

orders:

The errors of the two for w ** 3 at 2, whose slope is 12.

>>> def cube(w):
...     return w ** 3
>>> for eps in (1e-1, 1e-2, 1e-3):
...     one, = forward_differences(cube, [2], eps)
...     two, = central_differences(cube, [2], eps)
...     print(eps, round(one - 12, 6), round(two - 12, 6))
0.1 0.61 0.01
0.01 0.0601 0.0001
0.001 0.006001 1e-06

calls:

>>> counted_f = counted(f)
>>> forward_differences(counted_f, [5, 3], eps=1e-6)
[36.000003007075065, 10.000000003174137]
>>> counted_f.calls
3

calls-central:

>>> counted_f = counted(f)
>>> central_differences(counted_f, [5, 3], eps=1e-6)
[36.00000000147929, 10.000000003174137]
>>> counted_f.calls
4

calls-many:

>>> def sum_of_squares(*weights):
...     return sum(w ** 2 for w in weights)
>>> counted_sum = counted(sum_of_squares)
>>> slopes = forward_differences(counted_sum, [1.] * 1000, eps=1e-6)
>>> counted_sum.calls
1001

calls-tape:

>>> weights = [tf.Variable(1.) for _ in range(1000)]
>>> counted_sum = counted(sum_of_squares)
>>> with tf.GradientTape() as tape:
...     z = counted_sum(*weights)
>>> gradients = tape.gradient(z, weights)
>>> counted_sum.calls, len(gradients)
(1, 1000)

float32:

>>> w1, w2 = tf.constant(5.), tf.constant(3.)
>>> eps = tf.constant(1e-6)
>>> float((f(w1 + eps, w2) - f(w1, w2)) / eps)
38.14697265625
>>> float((f(w1, w2 + eps) - f(w1, w2)) / eps)
7.62939453125

spacing:

Float32 has no number between 105 and 105 + this.

>>> float(np.spacing(np.float32(105)))
7.62939453125e-06

rises:

>>> float(f(w1 + eps, w2) - f(w1, w2))
3.814697265625e-05
>>> float(f(w1, w2 + eps) - f(w1, w2))
7.62939453125e-06

float32-steps:

>>> for eps in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7):
...     slope = (f(w1 + eps, w2) - f(w1, w2)) / eps
...     print(eps, round(float(slope), 4))
0.1 36.3
0.01 36.0306
0.001 35.9955
0.0001 36.087
1e-05 36.6211
1e-06 38.147
1e-07 0.0

check:

>>> def loss(w):
...     return tf.reduce_sum(tf.math.log(1. + tf.exp(w)))
>>> gradient_check(loss, [-1., 0., 2.]) < 1e-6
True

check-wrong:

A gradient written by hand, and wrong: it should be 2 * x.

>>> @tf.custom_gradient
... def wrong_square(x):
...     return x ** 2, lambda upstream: upstream * x
>>> def wrong_loss(w):
...     return tf.reduce_sum(wrong_square(w))
>>> round(gradient_check(wrong_loss, [1., 2., 3.]), 6)
3.0
>>> round(gradient_check(wrong_loss, [0.]), 6)
0.0

compute-gradient:

>>> by_tape, by_differences = tf.test.compute_gradient(f, [5., 3.])
>>> by_tape
(array([[36.]], dtype=float32), array([[10.]], dtype=float32))
>>> by_differences
(array([[36.]], dtype=float32), array([[10.]], dtype=float32))

check-kink:

>>> def kinked(w):
...     return tf.reduce_sum(tf.nn.relu(w))
>>> round(gradient_check(kinked, [0.]), 6)
0.5

exercise-1:

>>> w1, w2 = tf.constant(5.), tf.constant(3.)
>>> eps = 1e-2
>>> rise = f(w1 + eps, w2) - f(w1 - eps, w2)
>>> round(float(rise) / (2 * eps), 2)
36.0

exercise-2:

>>> w1, w2 = 5., 3.
>>> for eps in (1e-1, 1e-3, 1e-8):
...     bend = f(w1 + eps, w2) - 2 * f(w1, w2) + f(w1 - eps, w2)
...     print(eps, round(bend / eps ** 2, 3))
0.1 6.0
0.001 6.0
1e-08 0.0

exercise-3:

>>> def norm(w):
...     return tf.sqrt(tf.reduce_sum(w ** 2))
>>> gradient_check(norm, [3., 4.]) < 1e-6
True
"""
}
