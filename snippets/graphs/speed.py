"""Speed: when a graph pays, and when not.

Times depend on the machine, so only ratios are kept, each of two things
measured side by side.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "TensorFlow functions
and graphs" and "TF function rules".
"""

import time
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

REPEATS = 15


def shortest(function: Callable[[], object]) -> float:
    """The shortest of a few runs of a function, in seconds.

    It runs once more beforehand, so that tracing is not counted.

    >>> calls = []
    >>> seconds = shortest(lambda: calls.append("called"))
    >>> len(calls)
    16
    """
    function()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def make_chain(length: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """A function that applies tanh `length` times.

    >>> make_chain(2)(tf.constant(0.0))
    <tf.Tensor: shape=(), dtype=float32, numpy=0.0>
    """

    def chain(x):
        for _ in range(length):
            x = tf.tanh(x)
        return x

    return chain


def chain_speedups(lengths: Sequence[int]) -> list[float]:
    """How many times faster chains of small operations are as graphs.

    Args:
        lengths: numbers of operations.

    Returns:
        For each length the eager time over the time of the TF function.

    >>> one, many = chain_speedups((1, 500))
    >>> one < 1
    True
    >>> many > 2
    True
    """
    x = tf.constant(0.5)
    speedups = []
    for length in lengths:
        eager = make_chain(length)
        graph = tf.function(eager)
        calls = max(1, 100 // length)
        speedups.append(
            shortest(lambda: [eager(x) for _ in range(calls)])
            / shortest(lambda: [graph(x) for _ in range(calls)])
        )
    return speedups


def plot_speedups(
    lengths: Sequence[int], speedups: Sequence[float]
) -> plt.Figure:
    """Draw what `chain_speedups` found, log-log.

    Args:
        lengths: numbers of operations.
        speedups: eager time over graph time for each.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> lengths = (1, 3, 10, 30, 100, 500)
    >>> plot_speedups(lengths, [0.04, 0.12, 0.57, 1.59, 6.54, 13.33])
    <Figure size 560x360 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 3.6), layout="constrained")
    ax.loglog(lengths, speedups, "C0o-")
    ax.axhline(1, color="C1", linestyle="--")
    ax.text(lengths[-1], 1.1, "equally fast", color="C1", ha="right")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    ax.set(xlabel="operations", ylabel="eager time / graph time")
    return fig


def loop_sum(values):
    """The sum of the squares, one element after the other.

    Args:
        values: a float vector.

    >>> loop_sum(tf.constant([1.0, 2.0, 3.0]))
    <tf.Tensor: shape=(), dtype=float32, numpy=14.0>
    """
    total = tf.constant(0.0)
    for value in values:
        total += value * value
    return total


def vectorized_sum(values):
    """The sum of the squares, all elements at once.

    >>> vectorized_sum(tf.constant([1.0, 2.0, 3.0]))
    <tf.Tensor: shape=(), dtype=float32, numpy=14.0>
    """
    return tf.reduce_sum(values * values)


def loop_costs(values: tf.Tensor) -> dict[str, float]:
    """Time the forms of one sum side by side.

    Args:
        values: a float vector.

    Returns:
        For each form its time as a multiple of the shortest one.

    >>> costs = loop_costs(tf.random.uniform([500]))
    >>> costs["eager loop"] > 3 * costs["graph loop"]
    True
    >>> costs["graph loop"] > 5 * costs["vectorized"]
    True
    """
    forms = {
        "eager loop": loop_sum,
        "graph loop": tf.function(loop_sum),
        "vectorized": vectorized_sum,
    }
    times = {
        name: shortest(lambda: form(values)) for name, form in forms.items()
    }
    return {name: t / min(times.values()) for name, t in times.items()}


def plot_costs(costs: dict[str, float]) -> plt.Figure:
    """Draw the costs that `loop_costs` found, on a logarithmic axis.

    Args:
        costs: a dictionary of multiples.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> plot_costs({"eager loop": 946.8, "graph loop": 17.6, "vectorized": 1.0})
    <Figure size 560x220 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.6, 2.2), layout="constrained")
    names = list(costs)[::-1]
    ax.barh(names, [costs[name] for name in names], color="C0", alpha=0.6)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set(xlabel="cost / shortest", xlim=(0.8, None))
    return fig


def unrolling_costs(n: int) -> tuple[float, float]:
    """Time an unrolled loop and a recorded one, and divide.

    Args:
        n: how often the loops run.

    Returns:
        Two ratios, each the time over ``range`` divided by the time over
        ``tf.range``: of the first call, and of a later one.

    >>> _ = unrolling_costs(1)  # what is loaded only once does not count
    >>> first, later = unrolling_costs(1000)
    >>> first > 2
    True
    >>> later < 0.5
    True
    """

    @tf.function
    def unrolled(x):
        for _ in range(n):
            x = tf.tanh(x)
        return x

    @tf.function
    def looped(x):
        for _ in tf.range(n):
            x = tf.tanh(x)
        return x

    x = tf.constant(0.5)
    first, later = [], []
    for function in (unrolled, looped):
        start = time.perf_counter()
        function(x)
        first.append(time.perf_counter() - start)
        later.append(shortest(lambda: function(x)))
    return first[0] / first[1], later[0] / later[1]


def retracing_costs(calls: int = 20) -> tuple[float, float]:
    """The time of calls with new Python numbers, and with new tensors.

    Args:
        calls: how many numbers.

    Returns:
        A pair of times in seconds.

    >>> numbers, tensors = retracing_costs()
    >>> numbers > 3 * tensors
    True
    """

    @tf.function
    def scaled(x, factor):
        return x * factor

    x = tf.constant(1.0)
    scaled(x, tf.constant(1.5))
    numbers = tensors = 0.0
    for i in range(calls):
        start = time.perf_counter()
        scaled(x, float(i))
        middle = time.perf_counter()
        for j in range(4):
            scaled(x, tf.constant(i + j / 4))
        end = time.perf_counter()
        numbers += middle - start
        tensors += (end - middle) / 4
    return numbers, tensors


def compiling_costs(lengths: Sequence[int]) -> tuple[float, float, int]:
    """Call a compiled function with new shapes, and with the same again.

    Args:
        lengths: lengths of vectors, no two alike.

    Returns:
        The shortest time with a new shape, the shortest with one that has
        been compiled, and the number of traces.

    >>> new, again, traces = compiling_costs(range(10, 15))
    >>> new > 3 * again
    True
    >>> traces
    1
    """

    @tf.function(
        jit_compile=True, input_signature=[tf.TensorSpec([None], tf.float32)]
    )
    def compiled(x):
        return tf.reduce_sum(tf.sin(x) * tf.cos(x))

    new, again = [], []
    for length in lengths:
        x = tf.ones([length])
        start = time.perf_counter()
        compiled(x)
        new.append(time.perf_counter() - start)
        again.append(shortest(lambda: compiled(x)))
    return min(new), min(again), compiled.experimental_get_tracing_count()


__test__ = {
    "steps": """
chain:

>>> eager = make_chain(3)
>>> graph = tf.function(eager)
>>> x = tf.constant(0.5)
>>> bool(np.allclose(eager(x), graph(x)))
True

big:

>>> matrix = tf.random.normal([800, 800])
>>> graph = tf.function(tf.matmul)
>>> once = shortest(lambda: tf.matmul(matrix, matrix))
>>> as_graph = shortest(lambda: graph(matrix, matrix))
>>> once / as_graph < 3
True

loops:

>>> values = tf.random.uniform([500])
>>> forms = loop_sum, tf.function(loop_sum), vectorized_sum
>>> results = [float(form(values)) for form in forms]
>>> bool(np.allclose(results, results[0]))
True

compiled:

>>> @tf.function(jit_compile=True)
... def compiled(x):
...     return tf.reduce_sum(tf.sin(x) ** 2 + tf.cos(x) ** 2)
>>> abs(float(compiled(tf.ones([1000]))) - 1000) < 0.01
True

compiled-print:

>>> @tf.function(jit_compile=True)
... def talkative(x):
...     tf.print("x is", x)
...     return x + 1.0
>>> try:
...     talkative(tf.constant(1.0))
... except tf.errors.InvalidArgumentError as error:
...     print(error.message.split(" graph")[0])
Detected unsupported operations when trying to compile

exercise-1:

>>> batches = [tf.random.normal([32, 8]) for _ in range(10)]
>>> weights = tf.random.normal([8, 1])
>>> def predict(batch):
...     return tf.tanh(batch @ weights)
>>> one_by_one = tf.concat([predict(batch) for batch in batches], axis=0)
>>> together = predict(tf.concat(batches, axis=0))
>>> bool(np.allclose(one_by_one, together, atol=1e-5))
True

exercise-2:

>>> traces = []
>>> @tf.function
... def decayed(w, rate):
...     traces.append(rate)
...     return w * (1.0 - rate)
>>> rate = tf.Variable(0.1, trainable=False)
>>> for epoch in range(5):
...     _ = decayed(tf.constant(1.0), rate)
...     _ = rate.assign(rate * 0.5)
>>> len(traces)
1

exercise-3:

>>> @tf.function
... def pairwise(points):
...     differences = points[:, tf.newaxis] - points
...     return tf.sqrt(tf.reduce_sum(differences ** 2, axis=2))
>>> pairwise(tf.constant([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
<tf.Tensor: shape=(3, 3), dtype=float32, numpy=
array([[ 0.,  5., 10.],
       [ 5.,  0.,  5.],
       [10.,  5.,  0.]], dtype=float32)>
"""
}
