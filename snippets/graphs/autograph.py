"""AutoGraph and tracing.

AutoGraph rewrites the control flow of a Python function; tracing calls what
it wrote with symbolic tensors and records the operations.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "AutoGraph and
tracing".
"""

import keras
import matplotlib.pyplot as plt
import tensorflow as tf


def op_types(concrete):
    """The types of the operations in the graph of a concrete function.

    Args:
        concrete: a concrete function, as `get_concrete_function` returns.

    Returns:
        A list of strings, one for each operation.

    >>> op_types(tf.function(tf.sin).get_concrete_function(tf.zeros([])))
    ['Placeholder', 'Sin', 'Identity']
    """
    return [operation.type for operation in concrete.graph.get_operations()]


def collatz_length(n, limit):
    """Steps until 1 is reached: halve even numbers, else take 3n + 1.

    Args:
        n: where to start, an integer or an integer tensor.
        limit: give up after so many steps.

    Returns:
        The number of steps, or -1 when the limit was reached.

    >>> collatz_length(6, limit=8), collatz_length(6, limit=7)
    (8, -1)
    """
    steps = 0
    while n != 1:
        if steps >= limit:
            steps = -1
            break
        steps += 1
        if n % 2 == 0:
            n = n // 2
            continue
        n = 3 * n + 1
    return steps


def add_range(x, n):
    """Add 1 to x, n times, in a loop over Python's range.

    >>> add_range(5, 3)
    8
    """
    for _ in range(n):
        x += 1
    return x


def add_tf_range(x, n):
    """Add 1 to x, n times, in a loop over a tensor.

    >>> add_tf_range(5, 3)
    8
    """
    for _ in tf.range(n):
        x += 1
    return x


def plot_sizes(numbers) -> plt.Figure:
    """Draw the number of operations in the graphs of both loops.

    Args:
        numbers: how often the loops run.

    Returns:
        A ``matplotlib.figure.Figure``.

    >>> plot_sizes((1, 5, 10, 20, 50, 100))
    <Figure size 540x340 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(5.4, 3.4), layout="constrained")
    for loop, style, label in (
        (add_range, "C1o-", "range"),
        (add_tf_range, "C0s-", "tf.range"),
    ):
        function = tf.function(loop)
        ax.plot(
            numbers,
            [
                len(op_types(function.get_concrete_function(tf.constant(0), n)))
                for n in numbers
            ],
            style,
            label=label,
        )
    ax.set(xlabel="n", ylabel="operations", ylim=(0, None))
    ax.legend()
    return fig


class Countdown(keras.Model):
    """A model whose training step loops over a tensor.

    Args:
        network: the model that it wraps.

    >>> Countdown(keras.Sequential()).train_step(None)
    {'total': <tf.Tensor: shape=(), dtype=int32, numpy=3>}
    """

    def __init__(self, network):
        super().__init__()
        self.network = network

    def call(self, inputs):
        """Give what the network gives."""
        return self.network(inputs)

    def train_step(self, data):
        """Add up 0, 1 and 2 in a loop; train nothing."""
        total = 0
        for i in tf.range(3):
            total += i
        return {"total": total}


class Upright(keras.layers.Layer):
    """Passes inputs on with the sign that makes their sum positive.

    >>> Upright()(tf.constant([[1., -3.]]))
    <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[-1.,  3.]], dtype=float32)>
    """

    @tf.function
    def call(self, inputs):
        """Give inputs, or -inputs, of the same shape."""
        if tf.reduce_sum(inputs) >= 0:
            return inputs
        return -inputs


__test__ = {
    "steps": """
eager:

>>> def sum_squares(n):
...     s = 0
...     for i in tf.range(n + 1):
...         s += i ** 2
...     return s
>>> sum_squares(5)
<tf.Tensor: shape=(), dtype=int32, numpy=55>

as-graph:

>>> tf_sum_squares = tf.function(sum_squares)
>>> tf_sum_squares(tf.constant(5))
<tf.Tensor: shape=(), dtype=int32, numpy=55>
>>> concrete = tf_sum_squares.get_concrete_function(tf.constant(5))
>>> "StatelessWhile" in op_types(concrete)
True

to-code:

>>> print(tf.autograph.to_code(sum_squares))
def tf__sum_squares(n):
    with ag__.FunctionScope('sum_squares', 'fscope', ag__.ConversionOptions(recursive=True, user_requested=True, optional_features=(), internal_convert_user_code=True)) as fscope:
        do_return = False
        retval_ = ag__.UndefinedReturnValue()
        s = 0
<BLANKLINE>
        def get_state():
            return (s,)
<BLANKLINE>
        def set_state(vars_):
            nonlocal s
            s, = vars_
<BLANKLINE>
        def loop_body(itr):
            nonlocal s
            i = itr
            s = ag__.ld(s)
            s += i ** 2
        i = ag__.Undefined('i')
        ag__.for_stmt(ag__.converted_call(ag__.ld(tf).range, (ag__.ld(n) + 1,), None, fscope), None, loop_body, get_state, set_state, ('s',), {'iterate_names': 'i'})
        try:
            do_return = True
            retval_ = ag__.ld(s)
        except:
            do_return = False
            raise
        return fscope.ret(retval_, do_return)

and:

>>> @tf.function
... def inside(x):
...     return x > 0.0 and x < 1.0
>>> op_types(inside.get_concrete_function(tf.constant(0.5)))
['Placeholder', 'Const', 'Greater', 'StatelessIf', 'Identity', 'Identity']

symbolic:

>>> @tf.function
... def double(x):
...     print("x is", x)
...     y = 2 * x
...     print("y is", y)
...     return y
>>> double(tf.constant([1.0, 2.0]))
x is Tensor("x:0", shape=(2,), dtype=float32)
y is Tensor("mul:0", shape=(2,), dtype=float32)
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>

symbolic-parts:

>>> @tf.function
... def look(x):
...     print(repr(x))
...     print(x.name, x.shape, x.dtype.name, type(x).__name__)
...     return x
>>> result = look(tf.constant([1.0, 2.0]))
<tf.Tensor 'x:0' shape=(2,) dtype=float32>
x:0 (2,) float32 SymbolicTensor
>>> type(result).__name__
'EagerTensor'

no-value:

>>> @tf.function
... def peek(x):
...     return x.numpy()
>>> peek(tf.constant(1.0))
Traceback (most recent call last):
    ...
AttributeError: ...'SymbolicTensor' object has no attribute 'numpy'...

if:

>>> @tf.function
... def absolute(x):
...     if x >= 0:
...         print("tracing the first branch")
...         return x
...     else:
...         print("tracing the second branch")
...         return -x
>>> absolute(tf.constant(-3.0))
tracing the first branch
tracing the second branch
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>
>>> absolute(tf.constant(3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

if-ops:

>>> op_types(absolute.get_concrete_function(tf.constant(3.0)))
['Placeholder', 'Const', 'GreaterEqual', 'StatelessIf', 'Identity', 'Identity', 'Identity']

if-python:

>>> absolute(3.0)
tracing the first branch
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

if-undefined:

>>> @tf.function
... def positive_part(x):
...     if x > 0:
...         y = x
...     return y
>>> positive_part(tf.constant(1.0))
Traceback (most recent call last):
    ...
ValueError: in user code:...'y' must also be initialized in the else branch

else-return:

>>> @tf.function
... def clip(x, low, high):
...     if x < low:
...         return low
...     elif x > high:
...         return high
...     return x
>>> low, high = tf.constant(0.0), tf.constant(1.0)
>>> clip(tf.constant(0.25), low, high)
Traceback (most recent call last):
    ...
ValueError: in user code:...the else branch must also have a return statement.

while:

>>> collatz = tf.function(collatz_length)
>>> collatz(tf.constant(27), limit=tf.constant(1000))
<tf.Tensor: shape=(), dtype=int32, numpy=111>
>>> collatz(tf.constant(27), limit=tf.constant(50))
<tf.Tensor: shape=(), dtype=int32, numpy=-1>
>>> collatz_length(27, limit=1000)
111

while-ops:

>>> concrete = collatz.get_concrete_function(
...     tf.constant(27), limit=tf.constant(1000))
>>> [kind for kind in op_types(concrete) if "While" in kind]
['StatelessWhile']

loop-return:

>>> @tf.function
... def first_above(values, limit):
...     for value in values:
...         if value > limit:
...             return value
...     return limit
>>> first_above(tf.constant([1.0, 5.0, 9.0]), tf.constant(3.0))
Traceback (most recent call last):
    ...
NotImplementedError: in user code:...a return statement cannot be placed inside this TensorFlow loop...

loop-return-mended:

>>> @tf.function
... def first_above(values, limit):
...     found = limit
...     for value in values:
...         if value > limit:
...             found = value
...             break
...     return found
>>> first_above(tf.constant([1.0, 5.0, 9.0]), tf.constant(3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=5.0>

while-true:

>>> @tf.function
... def halvings(x):
...     n = 0
...     while True:
...         if x < 1.0:
...             break
...         x = x / 2.0
...         n += 1
...     return n
>>> halvings(tf.constant(10.0))
Traceback (most recent call last):
    ...
NotImplementedError: in user code:...The condition of while loop started as non-Tensor, then changed to Tensor....

while-mended:

>>> @tf.function
... def halvings(x):
...     n = 0
...     while x >= 1.0:
...         x = x / 2.0
...         n += 1
...     return n
>>> halvings(tf.constant(10.0))
<tf.Tensor: shape=(), dtype=int32, numpy=4>

unrolled:

>>> unrolled, looped = tf.function(add_range), tf.function(add_tf_range)
>>> start = tf.constant(0)
>>> for n in (10, 100):
...     print(n, len(op_types(unrolled.get_concrete_function(start, n))),
...           len(op_types(looped.get_concrete_function(start, n))))
10 22 18
100 202 18

unrolled-ops:

>>> op_types(unrolled.get_concrete_function(start, 3))
['Placeholder', 'Const', 'AddV2', 'Const', 'AddV2', 'Const', 'AddV2', 'Identity']
>>> op_types(looped.get_concrete_function(start, 3))
['Placeholder', 'Const', 'Const', 'Const', 'Range', 'Sub', 'FloorDiv', 'FloorMod', 'Const', 'NotEqual', 'Cast', 'AddV2', 'Const', 'Maximum', 'Const', 'Const', 'StatelessWhile', 'Identity']

range-tensor:

>>> for n in (10, 100):
...     concrete = unrolled.get_concrete_function(start, tf.constant(n))
...     print(n, len(op_types(concrete)))
10 20
100 20
>>> "StatelessWhile" in op_types(concrete)
True
>>> unrolled(start, tf.constant(10))
<tf.Tensor: shape=(), dtype=int32, numpy=10>

growing:

>>> @tf.function
... def ones(n):
...     x = tf.zeros([0])
...     for _ in tf.range(n):
...         x = tf.concat([x, [1.0]], axis=0)
...     return x
>>> ones(tf.constant(3))
Traceback (most recent call last):
    ...
ValueError: in user code:...'x' has shape (0,) before the loop, but shape (1,) after one iteration. Use tf.autograph.experimental.set_loop_options to set shape invariants.

growing-mended:

>>> @tf.function
... def ones(n):
...     x = tf.zeros([0])
...     for _ in tf.range(n):
...         tf.autograph.experimental.set_loop_options(
...             shape_invariants=[(x, tf.TensorShape([None]))])
...         x = tf.concat([x, [1.0]], axis=0)
...     return x
>>> ones(tf.constant(3))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 1., 1.], dtype=float32)>

list:

>>> @tf.function
... def squares(n):
...     items = []
...     for i in tf.range(n):
...         items.append(i * i)
...     return tf.stack(items)
>>> try:
...     squares(tf.constant(4))
... except ValueError as error:
...     print(*[line.strip() for line in str(error).splitlines()
...             if "InaccessibleTensorError" in line])
InaccessibleTensorError: <tf.Tensor 'while/mul:0' shape=() dtype=int32> is out of scope and cannot be used here. Use return values, explicit Python locals or TensorFlow collections to access it.

list-array:

>>> @tf.function
... def squares(n):
...     items = tf.TensorArray(tf.int32, size=n)
...     for i in tf.range(n):
...         items = items.write(i, i * i)
...     return items.stack()
>>> squares(tf.constant(4))
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([0, 1, 4, 9], dtype=int32)>

list-forgotten:

>>> @tf.function
... def forgetful(n):
...     items = tf.TensorArray(tf.int32, size=n)
...     for i in tf.range(n):
...         items.write(i, i * i)
...     return items.stack()
>>> forgetful(tf.constant(4))
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([0, 0, 0, 0], dtype=int32)>

list-others:

>>> @tf.function
... def unrolled_squares(n):
...     return tf.stack([i * i for i in range(n)])
>>> @tf.function
... def mapped_squares(n):
...     return tf.map_fn(lambda i: i * i, tf.range(n))
>>> unrolled_squares(4), mapped_squares(tf.constant(4))
(<tf.Tensor: shape=(4,), dtype=int32, numpy=array([0, 1, 4, 9], dtype=int32)>, <tf.Tensor: shape=(4,), dtype=int32, numpy=array([0, 1, 4, 9], dtype=int32)>)

switched-off:

>>> @tf.function(autograph=False)
... def absolute_off(x):
...     return x if x >= 0 else -x
>>> absolute_off(tf.constant(-3.0))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: Using a symbolic `tf.Tensor` as a Python `bool` is not allowed. You can attempt the following resolutions to the problem: If you are running in Graph mode, use Eager execution mode or decorate this function with @tf.function. If you are using AutoGraph, you can try decorating this function with @tf.function. If that does not work, then you may be using an unsupported feature or your source code may not be visible to AutoGraph. See https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/autograph/g3doc/reference/limitations.md#access-to-source-code for more information.

off-cond:

>>> @tf.function(autograph=False)
... def absolute_cond(x):
...     return tf.cond(x >= 0, lambda: x, lambda: -x)
>>> absolute_cond(tf.constant(-3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

do-not-convert:

>>> @tf.autograph.experimental.do_not_convert
... def untouched(x):
...     return x if x >= 0 else -x
>>> tf.function(lambda x: untouched(x))(tf.constant(-3.0))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: ...Using a symbolic `tf.Tensor` as a Python `bool` is not allowed...

keras:

>>> X, y = tf.ones([8, 2]), tf.ones([8, 1])
>>> model = Countdown(keras.Sequential([keras.layers.Dense(1)]))
>>> model.compile()
>>> model.fit(X, y, verbose=0)
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: ...Iterating over a symbolic `tf.Tensor` is not allowed...

keras-mended:

>>> layer = Upright()
>>> model = keras.Sequential([keras.Input((2,)), layer,
...                           keras.layers.Dense(1)])
>>> model.compile(optimizer="sgd", loss="mse")
>>> history = model.fit(-X, y, verbose=0)
>>> layer(-X[:1])
<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 1.]], dtype=float32)>

exercise-1:

>>> @tf.function
... def clip(x, low, high):
...     if x < low:
...         return low
...     elif x > high:
...         return high
...     else:
...         return x
>>> [float(clip(tf.constant(x), low, high)) for x in (-5.0, 0.25, 9.0)]
[0.0, 0.25, 1.0]

exercise-2:

>>> @tf.function
... def fibonacci(n):
...     a, b = 0, 1
...     for _ in tf.range(n):
...         a, b = b, a + b
...     return a
>>> [int(fibonacci(tf.constant(n))) for n in (1, 2, 10, 40)]
[1, 1, 55, 102334155]
>>> fibonacci.experimental_get_tracing_count()
1

exercise-3:

>>> @tf.function
... def positives(values):
...     count = 0
...     for value in values:
...         if value > 0:
...             count += 1
...     return count
>>> positives(tf.constant([-1.0, 2.0, 3.0]))
<tf.Tensor: shape=(), dtype=int32, numpy=2>
>>> as_tensor = positives.get_concrete_function(tf.zeros([3]))
>>> as_list = positives.get_concrete_function(
...     [tf.zeros([]), tf.zeros([]), tf.zeros([])])
>>> for concrete in (as_tensor, as_list):
...     kinds = op_types(concrete)
...     print(kinds.count("StatelessWhile"), kinds.count("StatelessIf"))
1 0
0 3
"""
}
