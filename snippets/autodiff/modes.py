"""Forward mode and reverse mode.

The chain rule can be multiplied out from the inputs or from the result. How
much that costs depends on how many there are of each.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff", and appendix D, "Autodiff".
"""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.autodiff.differences import counted
from snippets.autodiff.overview import draw_computation, f
from snippets.graphs.speed import shortest

ROWS = 30_000


def by_differences(
    function: Callable[[tf.Tensor], tf.Tensor],
    point: tf.Tensor,
    eps: float = 1e-3,
) -> tf.Tensor:
    """The gradient by n + 1 evaluations.

    Args:
        function: takes a vector of n elements, returns a scalar.
        point: where to look, n elements.
        eps: how far each element is moved.

    Returns:
        A tensor of n elements.

    >>> def squares(w):
    ...     return tf.reduce_sum(w ** 2)
    >>> by_differences(squares, tf.constant([1., 2.]), eps=0.5)
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2.5, 4.5], dtype=float32)>
    """
    here = function(point)
    steps = eps * tf.eye(point.shape[0])
    return tf.stack([(function(point + s) - here) / eps for s in steps])


def by_forward_mode(
    function: Callable[[tf.Tensor], tf.Tensor], point: tf.Tensor
) -> tf.Tensor:
    """The gradient by n passes, each carrying one tangent along.

    Args:
        function: takes a vector of n elements, returns a scalar.
        point: where to look, n elements.

    Returns:
        A tensor of n elements.

    >>> def squares(w):
    ...     return tf.reduce_sum(w ** 2)
    >>> by_forward_mode(squares, tf.constant([1., 2.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
    """
    slopes = []
    for unit in tf.eye(point.shape[0]):
        with tf.autodiff.ForwardAccumulator(point, unit) as tangents:
            z = function(point)
        slopes.append(tangents.jvp(z))
    return tf.stack(slopes)


def by_reverse_mode(
    function: Callable[[tf.Tensor], tf.Tensor], point: tf.Tensor
) -> tf.Tensor:
    """The gradient by one pass forward and one pass back.

    Args:
        function: takes a vector of n elements, returns a scalar.
        point: where to look, n elements.

    Returns:
        A tensor of n elements.

    >>> def squares(w):
    ...     return tf.reduce_sum(w ** 2)
    >>> by_reverse_mode(squares, tf.constant([1., 2.]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>
    """
    with tf.GradientTape() as tape:
        tape.watch(point)
        z = function(point)
    return tape.gradient(z, point)


def make_loss(size: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """The squared error of a small model with `size` weights.

    Returns:
        A function that takes a vector of `size` weights.

    >>> make_loss(2)(tf.zeros([2]))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.25>
    """
    inputs = tf.random.stateless_normal([ROWS, size], seed=[1, size])

    def loss(weights):
        outputs = tf.tanh(tf.linalg.matvec(inputs, weights))
        return tf.reduce_mean((outputs - 0.5) ** 2)

    return loss


def measure_costs(sizes: Sequence[int]) -> dict[str, list[float]]:
    """Time three ways to a gradient side by side, as graphs.

    Args:
        sizes: numbers of parameters.

    Returns:
        For each way the times, as multiples of the time that one evaluation
        of the function takes: a dictionary of lists as long as `sizes`.

    >>> costs = measure_costs((1, 2))
    >>> [len(ratios) for ratios in costs.values()]
    [2, 2, 2]
    """
    costs = {"differences": [], "forward mode": [], "reverse mode": []}
    for size in sizes:
        loss = make_loss(size)
        weights = tf.fill([size], 0.1)
        units = tf.unstack(tf.eye(size))
        value = tf.function(loss)
        reverse = tf.function(lambda w: by_reverse_mode(loss, w))

        @tf.function
        def tangent(w, unit):
            with tf.autodiff.ForwardAccumulator(w, unit) as tangents:
                z = loss(w)
            return tangents.jvp(z)

        once = shortest(lambda: value(weights))
        costs["differences"].append(
            shortest(
                lambda: [
                    value(weights),
                    *(value(weights + 1e-3 * unit) for unit in units),
                ]
            )
            / once
        )
        costs["forward mode"].append(
            shortest(lambda: [tangent(weights, unit) for unit in units]) / once
        )
        costs["reverse mode"].append(shortest(lambda: reverse(weights)) / once)
    return costs


def plot_costs_by_size(
    sizes: Sequence[int], costs: dict[str, Sequence[float]]
) -> plt.Figure:
    """Draw what `measure_costs` found, log-log.

    Args:
        sizes: numbers of parameters.
        costs: for each way the costs, a dictionary of lists.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> sizes = (1, 3, 10, 30, 100)
    >>> plot_costs_by_size(sizes, {
    ...     "differences": [n + 1 for n in sizes], "forward mode": sizes,
    ...     "reverse mode": [1 for n in sizes]})
    <Figure size 560x400 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 4), layout="constrained")
    styles = ("C1s-", "C2^-", "C0o-")
    for (name, ratios), style in zip(costs.items(), styles):
        ax.loglog(sizes, ratios, style, label=name)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    ax.set(xlabel="parameters", ylabel="cost / one evaluation")
    ax.legend()
    return fig


__test__ = {
    "steps": """
graph-w1:

>>> draw_computation("tangent", w1="1", w2="0", square="10", scaled="30",
...                  product="3", doubled="6", z="36")
<Figure size 640x360 with 1 Axes>

graph-w2:

>>> draw_computation("tangent", w1="0", w2="1", square="0", scaled="0",
...                  product="5", doubled="10", z="10")
<Figure size 640x360 with 1 Axes>

graph-reverse:

>>> draw_computation()
<Figure size 640x360 with 1 Axes>

forward:

>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> with tf.autodiff.ForwardAccumulator(w1, tf.constant(1.)) as tangents:
...     z = f(w1, w2)
>>> tangents.jvp(z)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> with tf.autodiff.ForwardAccumulator(w2, tf.constant(1.)) as tangents:
...     z = f(w1, w2)
>>> tangents.jvp(z)
<tf.Tensor: shape=(), dtype=float32, numpy=10.0>

direction:

>>> with tf.autodiff.ForwardAccumulator(
...         [w1, w2], [tf.constant(1.), tf.constant(1.)]) as tangents:
...     z = f(w1, w2)
>>> tangents.jvp(z)
<tf.Tensor: shape=(), dtype=float32, numpy=46.0>

reverse:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>, <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

passes:

>>> def loss(weights):
...     return tf.reduce_sum(tf.sin(weights) * weights)
>>> weights = tf.linspace(0., 1., 100)
>>> for method in (by_differences, by_forward_mode, by_reverse_mode):
...     counted_loss = counted(loss)
...     gradient = method(counted_loss, weights)
...     print(method.__name__, counted_loss.calls)
by_differences 101
by_forward_mode 100
by_reverse_mode 1

agree:

>>> forward = by_forward_mode(loss, weights)
>>> reverse = by_reverse_mode(loss, weights)
>>> measured = by_differences(loss, weights)
>>> float(tf.reduce_max(tf.abs(forward - reverse))) < 1e-5
True
>>> float(tf.reduce_max(tf.abs(measured - reverse))) < 0.05
True

measure:

>>> sizes = (1, 3, 10, 30, 100)
>>> costs = measure_costs(sizes)
>>> list(costs)
['differences', 'forward mode', 'reverse mode']

plot:

>>> recorded = {
...     "differences": [2.4, 5.5, 14.2, 41.2, 133.6],
...     "forward mode": [2.0, 6.5, 15.2, 59.8, 199.3],
...     "reverse mode": [1.2, 1.3, 1.0, 1.2, 1.2]}
>>> plot_costs_by_size(sizes, recorded)
<Figure size 560x400 with 1 Axes>

truths:

>>> bool(costs["forward mode"][-1] > 5 * costs["reverse mode"][-1])
True
>>> bool(costs["differences"][-1] > 5 * costs["reverse mode"][-1])
True
>>> bool(costs["forward mode"][-1] > 5 * costs["forward mode"][0])
True

thousand:

A thousand slopes, first with eager operations, then as graphs.

>>> thousand = tf.linspace(0., 1., 1000)
>>> slow = shortest(lambda: by_differences(loss, thousand))
>>> fast = shortest(lambda: by_reverse_mode(loss, thousand))
>>> slow > 100 * fast
True
>>> graph = tf.function(loss)
>>> graph_back = tf.function(lambda w: by_reverse_mode(loss, w))
>>> slow = shortest(lambda: by_differences(graph, thousand))
>>> fast = shortest(lambda: graph_back(thousand))
>>> slow > 100 * fast
True

many-results:

>>> t = tf.Variable(2.)
>>> powers = tf.range(1., 6.)
>>> with tf.autodiff.ForwardAccumulator(t, tf.constant(1.)) as tangents:
...     curve = powers * t ** 2
>>> tangents.jvp(curve)
<tf.Tensor: shape=(5,), dtype=float32, numpy=array([ 4.,  8., 12., 16., 20.], dtype=float32)>

many-results-reverse:

The gradient of `seen` says when it is asked.

>>> passes = []
>>> @tf.custom_gradient
... def seen(t):
...     def gradient(upstream):
...         passes.append(upstream)
...         return upstream
...     return tf.identity(t), gradient
>>> with tf.GradientTape(persistent=True) as tape:
...     curve = powers * seen(t) ** 2
>>> tape.jacobian(curve, t, experimental_use_pfor=False)
<tf.Tensor: shape=(5,), dtype=float32, numpy=array([ 4.,  8., 12., 16., 20.], dtype=float32)>
>>> len(passes)
5

over-reverse:

>>> w = tf.Variable([5., 3.])
>>> direction = tf.constant([1., 2.])
>>> with tf.autodiff.ForwardAccumulator(w, direction) as tangents:
...     with tf.GradientTape() as tape:
...         z = f(w[0], w[1])
...     slopes = tape.gradient(z, w)
>>> tangents.jvp(slopes)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([10.,  2.], dtype=float32)>

exercise-1:

>>> with tf.autodiff.ForwardAccumulator(
...         [w1, w2], [tf.constant(0.6), tf.constant(-0.8)]) as tangents:
...     z = f(w1, w2)
>>> tangents.jvp(z)
<tf.Tensor: shape=(), dtype=float32, numpy=13.600000381469727>
>>> 36 * 0.6 + 10 * -0.8
13.599999999999998

exercise-2:

>>> counted_loss = counted(loss)
>>> gradient = by_forward_mode(counted_loss, tf.ones([7]))
>>> counted_loss.calls
7

exercise-3:

>>> def circle(angle):
...     return tf.stack([tf.cos(angle), tf.sin(angle)])
>>> angle = tf.constant(1.)
>>> with tf.autodiff.ForwardAccumulator(angle, tf.ones([])) as tangents:
...     place = circle(angle)
>>> place
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.5403023 , 0.84147096], dtype=float32)>
>>> tangents.jvp(place)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([-0.84147096,  0.5403023 ], dtype=float32)>
"""
}
