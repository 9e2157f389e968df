"""Queues.

A queue stores tensors now and hands them out later. TensorFlow has four:
first in first out, by priority, shuffled, and with padding.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".
"""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow, _draw_tile


def draw_queues() -> plt.Figure:
    """Draw what goes into each of the four queues and what comes out.

    Returns:
        The figure: a row for each queue, first in and first out on the
        left. A colour stands for one element.

    four:

    >>> draw_queues()
    <Figure size 680x480 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.8, 4.8), layout="constrained")

    def cell(x, y, label, colour):
        _draw_tile(axes, (x, y - 0.3), (0.9, 0.6), colour, label)

    def elements(x, y, labels, order):
        for place, i in enumerate(order):
            cell(x + place, y, labels[i], f"C{i}")

    rows = (
        ("FIFOQueue", "abcd", (0, 1, 2, 3)),
        ("PriorityQueue", ("3 a", "1 b", "4 c", "2 d"), (1, 3, 0, 2)),
        ("RandomShuffleQueue", "abcd", (2, 0, 3, 1)),
    )
    for row, (name, labels, order) in enumerate(rows):
        y = 1.5 * row + 0.6
        axes.text(0, y - 0.6, name, va="center", weight="bold")
        elements(0, y, labels, (0, 1, 2, 3))
        _draw_arrow(axes, (4.3, y), (5.3, y), "C4", linewidth=2)
        elements(5.6, y, labels, order)
    y = 5.1
    axes.text(0, y - 0.6, "PaddingFIFOQueue", va="center", weight="bold")
    for i, length in enumerate((1, 2, 3)):
        line = y + 0.7 * i
        for place in range(3):
            label = f"{i + 1}" if place < length else "0"
            if place < length:
                cell(place, line, label, f"C{i}")
                cell(5.6 + place, line, label, f"C{i}")
            else:
                axes.text(
                    6.05 + place, line, "0", ha="center", va="center", alpha=0.6
                )
    _draw_arrow(axes, (4.3, y + 0.7), (5.3, y + 0.7), "C4", linewidth=2)
    axes.set(xlim=(-0.1, 9.7), ylim=(6.9, -0.3), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return figure


__test__ = {
    "steps": """
fifo:

>>> queue = tf.queue.FIFOQueue(capacity=3, dtypes=[tf.int32, tf.string],
...                            shapes=[(), ()])
>>> queue.enqueue([10, "windy"])
>>> queue.enqueue([15, "sunny"])
>>> queue.size()
<tf.Tensor: shape=(), dtype=int32, numpy=2>
>>> queue.dequeue()
[<tf.Tensor: shape=(), dtype=int32, numpy=10>, <tf.Tensor: shape=(), dtype=string, numpy=b'windy'>]

many:

>>> queue.enqueue_many([[13, 16], ["cloudy", "rainy"]])
>>> queue.size()
<tf.Tensor: shape=(), dtype=int32, numpy=3>
>>> degrees, skies = queue.dequeue_many(3)
>>> degrees
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([15, 13, 16], dtype=int32)>
>>> skies
<tf.Tensor: shape=(3,), dtype=string, numpy=array([b'sunny', b'cloudy', b'rainy'], dtype=object)>

components:

>>> queue.enqueue([[1, 2], "foggy"])
Traceback (most recent call last):
    ...
ValueError: Shapes (2,) and () are incompatible
>>> queue.enqueue([1.5, "foggy"])
Traceback (most recent call last):
    ...
TypeError: Cannot convert 1.5 to EagerTensor of dtype int32
>>> queue.enqueue([np.array(1.5), "foggy"])
>>> queue.dequeue()[0]
<tf.Tensor: shape=(), dtype=int32, numpy=1>

no-shapes:

>>> loose = tf.queue.FIFOQueue(capacity=3, dtypes=[tf.int32])
>>> loose.enqueue([[1, 2, 3]])
>>> loose.enqueue([[4]])
>>> loose.dequeue()
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([1, 2, 3], dtype=int32)>
>>> loose.dequeue_many(1)
Traceback (most recent call last):
    ...
InvalidArgumentError: ...FIFOQueue's DequeueMany and DequeueUpTo require the components to have specified shapes. ...

priority:

>>> queue = tf.queue.PriorityQueue(capacity=10, types=[tf.string],
...                                shapes=[()])
>>> queue.enqueue([3, "wash up"])
>>> queue.enqueue([1, "boil water"])
>>> queue.enqueue([2, "pour"])
>>> queue.dequeue()
[<tf.Tensor: shape=(), dtype=int64, numpy=1>, <tf.Tensor: shape=(), dtype=string, numpy=b'boil water'>]
>>> priorities, tasks = queue.dequeue_many(2)
>>> priorities
<tf.Tensor: shape=(2,), dtype=int64, numpy=array([2, 3])>
>>> tasks
<tf.Tensor: shape=(2,), dtype=string, numpy=array([b'pour', b'wash up'], dtype=object)>

priority-ties:

>>> equal = tf.queue.PriorityQueue(capacity=10, types=[tf.string],
...                                shapes=[()])
>>> for letter in "abcd":
...     equal.enqueue([1, letter])
>>> equal.dequeue_many(4)[1]
<tf.Tensor: shape=(4,), dtype=string, numpy=array([b'a', b'c', b'b', b'd'], dtype=object)>

priority-int64:

>>> queue.enqueue([tf.constant(1), "grind beans"])
Traceback (most recent call last):
    ...
ValueError: component_0: Tensor conversion requested dtype int64 for Tensor with dtype int32: ...
>>> queue.enqueue([tf.constant(1, dtype=tf.int64), "grind beans"])
>>> queue.size()
<tf.Tensor: shape=(), dtype=int32, numpy=1>

shuffle:

>>> tf.random.set_seed(42)
>>> queue = tf.queue.RandomShuffleQueue(
...     capacity=10, min_after_dequeue=0, dtypes=[tf.int32],
...     shapes=[()], seed=42)
>>> queue.enqueue_many([tf.range(6)])
>>> drawn = queue.dequeue_many(6)
>>> tf.sort(drawn)
<tf.Tensor: shape=(6,), dtype=int32, numpy=array([0, 1, 2, 3, 4, 5], dtype=int32)>

shuffle-order:

>>> drawn
<tf.Tensor: shape=(6,), dtype=int32, numpy=array([3, 5, 2, 4, 0, 1], dtype=int32)>

min-after:

>>> tf.random.set_seed(42)
>>> queue = tf.queue.RandomShuffleQueue(
...     capacity=10, min_after_dequeue=4, dtypes=[tf.int32],
...     shapes=[()], seed=42)
>>> queue.enqueue_many([tf.range(6)])
>>> first = queue.dequeue_many(2)
>>> queue.size()
<tf.Tensor: shape=(), dtype=int32, numpy=4>
>>> queue.close()
>>> rest = queue.dequeue_many(4)
>>> tf.sort(tf.concat([first, rest], axis=0))
<tf.Tensor: shape=(6,), dtype=int32, numpy=array([0, 1, 2, 3, 4, 5], dtype=int32)>

padding:

>>> queue = tf.queue.PaddingFIFOQueue(capacity=10, dtypes=[tf.int32],
...                                   shapes=[[None]])
>>> queue.enqueue([[1]])
>>> queue.enqueue([[2, 3]])
>>> queue.enqueue([[4, 5, 6]])
>>> queue.dequeue_many(2)
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[1, 0],
       [2, 3]], dtype=int32)>
>>> queue.dequeue()
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([4, 5, 6], dtype=int32)>

close:

>>> queue = tf.queue.FIFOQueue(capacity=5, dtypes=[tf.int32],
...                            shapes=[()])
>>> queue.enqueue_many([[1, 2, 3]])
>>> queue.close()
>>> queue.is_closed()
<tf.Tensor: shape=(), dtype=bool, numpy=True>
>>> queue.dequeue_up_to(2)
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>
>>> queue.dequeue()
<tf.Tensor: shape=(), dtype=int32, numpy=3>

after-close:

>>> queue.dequeue()
Traceback (most recent call last):
    ...
OutOfRangeError: ...FIFOQueue '...' is closed and has insufficient elements (requested 1, current size 0) ...

enqueue-closed:

>>> queue.enqueue([4])
Traceback (most recent call last):
    ...
CancelledError: ...FIFOQueue '...' is closed. ...

room:

>>> queue = tf.queue.FIFOQueue(capacity=2, dtypes=[tf.int32],
...                            shapes=[()])
>>> for number in [1, 2, 3]:
...     if queue.size() < 2:
...         queue.enqueue([number])
...     else:
...         print("full, not waiting:", number)
full, not waiting: 3

dataset:

>>> lengths = tf.ragged.constant([[1], [2, 3], [4, 5, 6]])
>>> dataset = tf.data.Dataset.from_tensor_slices(lengths)
>>> dataset = dataset.map(lambda row: row)
>>> for batch in dataset.padded_batch(2):
...     print(batch)
tf.Tensor(
[[1 0]
 [2 3]], shape=(2, 2), dtype=int32)
tf.Tensor([[4 5 6]], shape=(1, 3), dtype=int32)

dataset-order:

>>> numbers = tf.data.Dataset.range(6)
>>> [int(n) for n in numbers]
[0, 1, 2, 3, 4, 5]
>>> shuffled = numbers.shuffle(buffer_size=6, seed=42)
>>> sorted(int(n) for n in shuffled)
[0, 1, 2, 3, 4, 5]
>>> [int(n) for n in numbers.shuffle(buffer_size=1)]
[0, 1, 2, 3, 4, 5]

exercise-1:

>>> last = tf.queue.PriorityQueue(10, types=[tf.string], shapes=[()])
>>> for score, name in [(70, "Min"), (95, "Ana"), (80, "Joon")]:
...     last.enqueue([-score, name])
>>> last.dequeue_many(3)[1]
<tf.Tensor: shape=(3,), dtype=string, numpy=array([b'Ana', b'Joon', b'Min'], dtype=object)>

exercise-2:

>>> words = tf.queue.PaddingFIFOQueue(10, [tf.int32], shapes=[[None]])
>>> for word in ["tea", "coffee"]:
...     words.enqueue([[ord(c) for c in word]])
>>> words.dequeue_many(2)
<tf.Tensor: shape=(2, 6), dtype=int32, numpy=
array([[116, 101,  97,   0,   0,   0],
       [ 99, 111, 102, 102, 101, 101]], dtype=int32)>

exercise-3:

>>> def numbers():
...     yield [1]
...     yield [2, 3]
...     yield [4, 5, 6]
>>> signature = tf.TensorSpec([None], tf.int32)
>>> made = tf.data.Dataset.from_generator(
...     numbers, output_signature=signature)
>>> for batch in made.padded_batch(3, padding_values=-1):
...     print(batch)
tf.Tensor(
[[ 1 -1 -1]
 [ 2  3 -1]
 [ 4  5  6]], shape=(3, 3), dtype=int32)
"""
}
