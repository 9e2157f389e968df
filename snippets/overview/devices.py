"""Devices and kernels: where TensorFlow computes.

One processor is split into two logical devices first, so that everything
below runs without a GPU too.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "A Quick Tour of
TensorFlow".
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.diagrams import _draw_arrow, _draw_box


def read_kernels(message: str) -> dict[str, list[str]]:
    """Read which kernels an op has out of TensorFlow's error message.

    TensorFlow has no public function that lists the kernels of an op, but
    it lists them when none of them fits.

    Args:
        message: the text of the ``NotFoundError``.

    Returns:
        A dict from device type to a sorted list of data types.

    >>> read_kernels("device='CPU'; T in [DT_FLOAT] "
    ...              "device='CPU'; T in [DT_HALF, DT_DOUBLE]")
    {'CPU': ['double', 'float', 'half']}
    """
    kernels = {}
    pattern = r"device='(\w+)'.*?\[([A-Z0-9_, ]+)\]"
    for device, types in re.findall(pattern, message):
        names = types.replace("DT_", "").lower().split(", ")
        kernels.setdefault(device, []).extend(names)
    return {device: sorted(names) for device, names in kernels.items()}


def run_time(elements, overhead, per_second):
    """Model the time of one op: a fixed cost, then so many a second.

    Args:
        elements: how many elements are computed, a number or an array.
        overhead: seconds before the first element is computed.
        per_second: elements computed in a second.

    Returns:
        Seconds, of the same shape as elements.

    >>> elements = np.array([0, 1000])
    >>> run_time(elements, overhead=1e-6, per_second=1e9).tolist()
    [1e-06, 2e-06]
    """
    return overhead + elements / per_second


def break_even(slow: tuple[float, float], fast: tuple[float, float]) -> float:
    """Find how much work two devices do in the same time.

    Args:
        slow: (overhead, per_second) of the device that starts sooner.
        fast: the same of the device that computes faster.

    Returns:
        The number of elements; with more of them the faster one wins.

    Raises:
        ValueError: when the second device does not compute faster.

    even:

    >>> cpu, gpu = (1e-6, 1e9), (2e-5, 1e11)
    >>> elements = break_even(cpu, gpu)
    >>> print(round(elements))
    19192
    >>> print(round(run_time(1000, *gpu) / run_time(1000, *cpu)))
    10
    >>> print(round(run_time(1e8, *cpu) / run_time(1e8, *gpu)))
    98
    """
    if fast[1] <= slow[1]:
        raise ValueError("the second device must compute faster")
    return (fast[0] - slow[0]) / (1 / slow[1] - 1 / fast[1])


def draw_times(
    slow: tuple[float, float], fast: tuple[float, float]
) -> plt.Figure:
    """Draw the modelled time of two devices against the amount of work.

    Args:
        slow: (overhead, per_second) of the device that starts sooner.
        fast: the same of the device that computes faster.

    Returns:
        A matplotlib figure.

    >>> draw_times(slow=(1e-6, 1e9), fast=(2e-5, 1e11))
    <Figure size 640x340 with 1 Axes>
    """
    elements = np.logspace(2, 8, 61)
    fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    ax.plot(elements, run_time(elements, *slow), color="C0")
    ax.plot(elements, run_time(elements, *fast), color="C1")
    ax.text(
        5e6,
        run_time(5e6, *slow),
        "starts sooner ",
        color="C0",
        ha="right",
        va="bottom",
    )
    ax.text(
        120,
        run_time(100, *fast) * 1.2,
        "computes faster",
        color="C1",
        va="bottom",
    )
    even = break_even(slow, fast)
    ax.axvline(even, color="C2", linestyle=":", linewidth=1.5)
    ax.text(even * 1.15, 2e-6, "break-even", color="C2", va="center")
    ax.set(xscale="log", yscale="log", xlabel="elements", ylabel="seconds")
    ticks = 10.0 ** np.arange(2, 9, 2)
    ax.set_xticks(ticks, ["100", "10,000", "1,000,000", "100,000,000"])
    ax.set_yticks([1e-6, 1e-4, 1e-2], ["0.000001", "0.0001", "0.01"])
    ax.minorticks_off()
    return fig


def draw_kernels() -> plt.Figure:
    """Draw one op with a kernel for each type of device.

    Returns:
        A matplotlib figure.

    >>> draw_kernels()
    <Figure size 640x320 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    _draw_box(ax, (5, 4), (2.8, 1.1), "C1", "MatMul", "op")
    for place, device, colour, hint in (
        (1.6, "CPU", "C0", "few fast cores"),
        (5, "GPU", "C2", "thousands of threads"),
        (8.4, "TPU", "C3", "matrix unit"),
    ):
        _draw_arrow(ax, (5, 3.45), (place, 2.75))
        _draw_box(ax, (place, 2.2), (2.8, 1.1), colour, "kernel", device)
        ax.text(place, 1.2, hint, size=11, ha="center", va="center")
    ax.set(xlim=(0, 10), ylim=(0.9, 4.7))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
physical:

>>> tf.config.list_physical_devices("CPU")
[PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]
>>> tf.config.list_physical_devices("GPU")
[]

split:

>>> cpu = tf.config.list_physical_devices("CPU")[0]
>>> tf.config.set_logical_device_configuration(
...     cpu, [tf.config.LogicalDeviceConfiguration(),
...           tf.config.LogicalDeviceConfiguration()])
>>> tf.config.list_logical_devices("CPU")
[LogicalDevice(name='/device:CPU:0', device_type='CPU'), LogicalDevice(name='/device:CPU:1', device_type='CPU')]

too-late:

>>> tf.config.set_logical_device_configuration(
...     cpu, [tf.config.LogicalDeviceConfiguration()])
Traceback (most recent call last):
    ...
RuntimeError: Virtual devices cannot be modified after being initialized

where:

>>> t = tf.constant([1.0, 2.0])
>>> t.device
'/job:localhost/replica:0/task:0/device:CPU:0'

choose:

>>> with tf.device("CPU:1"):
...     doubled = 2 * t
>>> doubled.device
'/job:localhost/replica:0/task:0/device:CPU:1'

outside:

>>> total = doubled + t
>>> total.device
'/job:localhost/replica:0/task:0/device:CPU:0'
>>> total
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 6.], dtype=float32)>

variable:

>>> with tf.device("CPU:1"):
...     weights = tf.Variable([3.0, 4.0])
>>> weights.device
'/job:localhost/replica:0/task:0/device:CPU:1'
>>> weights.assign_add([1.0, 1.0]).device
'/job:localhost/replica:0/task:0/device:CPU:1'
>>> (weights + 1.0).device
'/job:localhost/replica:0/task:0/device:CPU:0'

copy:

>>> with tf.device("CPU:0"):
...     moved = tf.identity(doubled)
>>> doubled.device[-5:], moved.device[-5:]
('CPU:1', 'CPU:0')
>>> doubled.numpy()
array([2., 4.], dtype=float32)

copy-memory:

>>> np.shares_memory(np.asarray(doubled), np.asarray(moved))
True

in-graph:

>>> @tf.function
... def two_places(x):
...     with tf.device("CPU:1"):
...         y = 2 * x
...     return y + 1
>>> graph = two_places.get_concrete_function(tf.TensorSpec([2])).graph
>>> for op in graph.get_operations():
...     print(f"{op.type:12}{op.device}")
Placeholder
Const       /device:CPU:1
Mul         /device:CPU:1
Const
AddV2
Identity

no-kernel:

>>> small = tf.constant([[1, 2], [3, 4]], dtype=tf.uint8)
>>> tf.matmul(small, small)
Traceback (most recent call last):
    ...
NotFoundError: Could not find device for node: {{node MatMul}} = MatMul[T=DT_UINT8...

kernels:

>>> try:
...     tf.matmul(small, small)
... except tf.errors.NotFoundError as error:
...     found = read_kernels(str(error))
>>> found["CPU"]
['bfloat16', 'complex128', 'complex64', 'double', 'float', 'half', 'int16', 'int32', 'int64']
>>> found.get("GPU", "this build has no GPU kernels")
['bfloat16', 'complex128', 'complex64', 'double', 'float', 'half']

cast:

>>> wide = tf.cast(small, tf.int32)
>>> tf.matmul(wide, wide)
<tf.Tensor: shape=(2, 2), dtype=int32, numpy=
array([[ 7, 10],
       [15, 22]], dtype=int32)>

soft:

>>> tf.config.get_soft_device_placement()
True
>>> with tf.device("GPU:7"):
...     y = 2 * t
>>> y.device
'/job:localhost/replica:0/task:0/device:CPU:0'

strict:

>>> tf.config.set_soft_device_placement(False)
>>> with tf.device("GPU:7"):
...     y = 2 * t
Traceback (most recent call last):
    ...
InvalidArgumentError: Could not satisfy device specification ...GPU:7'. enable_soft_placement=0. ...

soft-again:

>>> tf.config.set_soft_device_placement(True)

exercise-1:

>>> with tf.device("CPU:1"):
...     a = tf.ones([2, 2])
>>> with tf.device("CPU:0"):
...     b = tf.ones([2, 2])
>>> (a @ b).device[-5:]
'CPU:0'
>>> with tf.device("CPU:1"):
...     print((a @ b).device[-5:])
CPU:1

exercise-2:

>>> half = tf.constant([[1.0]], dtype=tf.float16)
>>> try:
...     tf.linalg.cholesky(half)
... except tf.errors.NotFoundError as error:
...     print(read_kernels(str(error))["CPU"])
['complex128', 'complex64', 'double', 'float']
"""
}
