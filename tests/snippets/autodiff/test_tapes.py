import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf


def test_an_embedding_and_a_watched_tensor_give_slices_too():
    layer = keras.layers.Embedding(3, 2)
    layer(tf.constant([0]))
    table = tf.ones([3, 2])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(table)
        embedded = tf.reduce_sum(layer(tf.constant([2, 0, 2])))
        gathered = tf.reduce_sum(tf.gather(table, [1]))
    assert isinstance(tape.gradient(gathered, table), tf.IndexedSlices)
    (gradient,) = tape.gradient(embedded, layer.trainable_variables)
    assert isinstance(gradient, tf.IndexedSlices)
    assert tf.convert_to_tensor(gradient)[:, 0].numpy().tolist() == [1, 0, 2]


def test_a_dense_path_beside_the_slices_makes_a_tensor():
    table = tf.Variable(tf.ones([3, 2]))
    with tf.GradientTape() as tape:
        z = tf.reduce_sum(tf.gather(table, [1])) + tf.reduce_sum(table)
    assert tape.gradient(z, table)[:, 0].numpy().tolist() == [1, 2, 1]


def test_optimizers_take_slices_as_they_are():
    table = tf.Variable(tf.ones([3, 2]))
    with tf.GradientTape() as tape:
        z = tf.reduce_sum(tf.gather(table, [2, 2]))
    keras.optimizers.SGD(0.5).apply_gradients([(tape.gradient(z, table), table)])
    assert table[:, 0].numpy().tolist() == [1, 1, 0]


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16, tf.float64, tf.complex64])
def test_floating_point_and_complex_variables_are_watched(dtype):
    variable = tf.Variable(tf.cast(2.0, dtype))
    with tf.GradientTape() as tape:
        z = variable * variable
    assert tf.cast(tape.gradient(z, variable), tf.complex64) == 4


def test_numpy_may_stand_in_a_function_with_a_gradient_of_its_own():
    @tf.custom_gradient
    def square(x):
        return tf.constant(np.square(x)), lambda upstream: upstream * 2.0 * x

    variable = tf.Variable(5.0)
    with tf.GradientTape() as tape:
        z = square(variable) + 3.0 * variable
    assert tape.gradient(z, variable) == 13


def loss_of(model, through=tf.identity):
    x = tf.constant([[0.0], [1.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(through(model(x)) ** 2)
    return tape.gradient(loss, model.trainable_variables)


@pytest.mark.parametrize(
    "step", [tf.round, lambda y: tf.constant(y.numpy()), lambda y: tf.cast(tf.argmax(y, axis=-1), y.dtype)]
)
def test_an_optimizer_without_any_gradient_refuses(step):
    model = keras.Sequential([keras.Input(shape=[1]), keras.layers.Dense(1)])
    gradients = loss_of(model, step)
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        keras.optimizers.SGD().apply_gradients(zip(gradients, model.trainable_variables, strict=True))


def test_gradients_of_zero_are_neither_refused_nor_warned_of():
    model = keras.Sequential([keras.Input(shape=[1]), keras.layers.Dense(1)])
    before = model.get_weights()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        gradients = loss_of(model, tf.sign)
        keras.optimizers.SGD().apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


def test_pairs_without_a_gradient_may_be_dropped_without_a_warning():
    used, unused = tf.Variable(1.0), tf.Variable(2.0)
    optimizer = keras.optimizers.SGD(0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        optimizer.apply_gradients([(tf.constant(1.0), used)])
    with pytest.warns(UserWarning, match="Gradients do not exist for variables"):
        keras.optimizers.SGD(0.5).apply_gradients([(tf.constant(1.0), used), (None, unused)])
    assert used == 0 and unused == 2
