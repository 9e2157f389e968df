import numpy as np
import pytest
import tensorflow as tf

from snippets.autodiff.jacobians import hessian, hessian_vector_product
from snippets.autodiff.overview import f


def f_of_vector(w):
    return f(w[0], w[1])


def quartic(w):
    return tf.reduce_sum(w**4) + w[0] * w[-1]


def test_the_hessian_of_f_is_the_same_everywhere():
    for point in ([5.0, 3.0], [0.0, 0.0], [-1.0, 7.0]):
        assert hessian(f_of_vector, tf.constant(point)).numpy().tolist() == [[6, 2], [2, 0]]


def test_a_hessian_is_symmetric():
    result = hessian(quartic, tf.constant([1.0, 2.0, 3.0])).numpy()
    np.testing.assert_allclose(result, result.T)
    np.testing.assert_allclose(result, [[12, 0, 1], [0, 48, 0], [1, 0, 108]])


def test_a_linear_function_has_zeros():
    assert not hessian(tf.reduce_sum, tf.ones([3])).numpy().any()
    assert not hessian_vector_product(tf.reduce_sum, tf.ones([3]), tf.ones([3])).numpy().any()


@pytest.mark.parametrize("dtype", [tf.float32, tf.float64])
def test_the_product_is_that_with_the_hessian(dtype):
    point = tf.constant([1.0, -2.0, 0.5], dtype)
    vector = tf.constant([3.0, 1.0, -1.0], dtype)
    product = hessian_vector_product(quartic, point, vector)
    assert product.dtype == dtype
    np.testing.assert_allclose(product, tf.linalg.matvec(hessian(quartic, point), vector), rtol=1e-5)


def test_one_parameter():
    assert hessian(lambda w: w[0] ** 3, tf.constant([2.0])).numpy().tolist() == [[12.0]]
