import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import kernels

from snippets.overview.devices import break_even, draw_kernels, draw_times, read_kernels, run_time


def test_kernels_are_gathered_by_device():
    message = (
        "All kernels registered for op Cholesky:\n"
        "  device='GPU'; T in [DT_FLOAT]\n"
        "  device='XLA_CPU_JIT'; T in [DT_FLOAT, DT_HALF]\n"
        "  device='CPU'; T in [DT_DOUBLE]\n"
        "  device='CPU'; T in [DT_COMPLEX64]\n"
    )
    assert read_kernels(message) == {"GPU": ["float"], "XLA_CPU_JIT": ["float", "half"], "CPU": ["complex64", "double"]}


def test_a_message_without_kernels_gives_none():
    assert read_kernels("something else went wrong") == {}


def test_tensorflow_still_lists_kernels_in_its_message():
    small = tf.constant([[1]], dtype=tf.uint8)
    with pytest.raises(tf.errors.NotFoundError) as caught:
        tf.matmul(small, small)
    assert {"float", "int32"} <= set(read_kernels(str(caught.value))["CPU"])


def test_both_devices_take_the_same_time_at_break_even():
    slow, fast = (1e-6, 1e9), (2e-5, 1e11)
    even = break_even(slow, fast)
    assert np.isclose(run_time(even, *slow), run_time(even, *fast))
    assert run_time(even / 2, *slow) < run_time(even / 2, *fast)
    assert run_time(even * 2, *slow) > run_time(even * 2, *fast)


def test_time_of_many_amounts_at_once():
    assert run_time(np.array([0.0, 10.0]), 1.0, 10.0).tolist() == [1.0, 2.0]


def test_a_second_device_that_is_not_faster_is_refused():
    with pytest.raises(ValueError, match="faster"):
        break_even((1e-6, 1e9), (2e-5, 1e9))


def test_drawings():
    assert len(draw_times((1e-6, 1e9), (2e-5, 1e11)).axes[0].lines) == 3
    assert "TPU" in {text.get_text() for text in draw_kernels().axes[0].texts}


def gpu_kernels(op):
    found = kernels.get_registered_kernels_for_op(op).kernel
    return [kernel for kernel in found if kernel.device_type in ("GPU", "DEFAULT")]


@pytest.mark.skipif(not gpu_kernels("MatMul"), reason="this build has no kernels for GPUs")
def test_most_kernels_of_gpus_for_int32_keep_it_in_the_memory_of_the_cpu():
    of_int32 = [
        kernel
        for kernel in kernels.get_all_registered_kernels().kernel
        if kernel.device_type in ("GPU", "DEFAULT")
        and any(
            rule.name == "T" and list(rule.allowed_values.list.type) == [tf.int32.as_datatype_enum]
            for rule in kernel.constraint
        )
    ]
    on_the_host = [kernel for kernel in of_int32 if kernel.host_memory_arg]
    assert {"AddV2", "Mul", "Sub", "Sum"} <= {kernel.op for kernel in on_the_host}
    assert len(on_the_host) > 0.8 * len(of_int32)


@pytest.mark.parametrize("op", ["StringUpper", "StringLength", "StringSplitV2", "AsString"])
def test_ops_on_strings_have_kernels_for_the_cpu_only(op):
    assert kernels.get_registered_kernels_for_op(op).kernel and not gpu_kernels(op)


@pytest.mark.parametrize("make", [lambda: tf.constant(1.0), lambda: tf.Variable(1.0), lambda: tf.zeros([2])])
def test_soft_placement_holds_for_constants_and_variables_too(make):
    with tf.device("GPU:7"):
        assert make().device.endswith("CPU:0")
