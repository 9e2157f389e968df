import operator

import numpy as np
import pytest
import tensorflow as tf


@pytest.mark.parametrize(
    "operate",
    [
        operator.add,
        operator.sub,
        operator.mul,
        operator.truediv,
        operator.floordiv,
        operator.mod,
        operator.pow,
        operator.lt,
        operator.eq,
        operator.iadd,
    ],
)
@pytest.mark.parametrize("other", [np.ones(2), np.float64(1), np.ones(2, "float32")])
def test_an_operator_between_an_array_and_a_tensor_gives_a_tensor(operate, other):
    assert tf.is_tensor(operate(other, tf.ones([2])))
    assert tf.is_tensor(operate(tf.ones([2]), other))


@pytest.mark.parametrize("make", [tf.constant, tf.convert_to_tensor, tf.Variable])
def test_even_a_large_aligned_array_is_copied(make):
    room = np.zeros(4_000_064, np.uint8)
    array = room[-room.ctypes.data % 64 :][:4_000_000].view("float32")
    made = make(array)
    array[0] = 9
    assert float(made[0]) == 0


def test_an_array_taken_out_of_a_variable_does_not_follow_it():
    variable = tf.Variable([1.0, 2.0])
    taken, window = variable.numpy(), np.asarray(variable)
    variable.scatter_nd_update([[0]], [9.0])
    assert taken.tolist() == window.tolist() == [1.0, 2.0]
