"""The default strategy is enough here; two devices are used by the examples."""

import keras
import numpy as np
import tensorflow as tf

from snippets.overview.distribution import create_train_step, draw_replicas, train_distributed

X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
Y = tf.constant([[0.0], [0.0]])


def test_a_step_is_gradient_descent_on_the_mean_squared_error():
    weights = tf.Variable([[1.0], [1.0]])
    step = create_train_step(tf.distribute.get_strategy(), weights, 0.1, 2)
    loss, share = step(X, Y)
    assert float(loss) == float(share) == (9 + 49) / 2
    gradient = np.array([[3 + 7 * 3], [3 * 2 + 7 * 4]])
    assert np.allclose(weights.numpy(), 1 - 0.1 * gradient)


def test_the_loss_is_scaled_by_the_global_batch_size():
    weights = tf.Variable([[1.0], [1.0]])
    step = create_train_step(tf.distribute.get_strategy(), weights, 0.0, 4)
    assert float(step(X, Y)[0]) == (9 + 49) / 4


def test_an_empty_part_gives_no_nan():
    weights = tf.Variable([[1.0], [1.0]])
    step = create_train_step(tf.distribute.get_strategy(), weights, 0.1, 2)
    loss, _ = step(tf.zeros([0, 2]), tf.zeros([0, 1]))
    assert float(loss) == 0 and weights.numpy().tolist() == [[1.0], [1.0]]


def test_training_a_keras_model_is_what_fit_does():
    x = np.arange(16, dtype="float32").reshape(8, 2) / 16
    y = x.sum(axis=1, keepdims=True)
    ours, theirs = (
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")]) for _ in range(2)
    )
    losses = train_distributed(tf.distribute.get_strategy(), ours, x, y + 1, epochs=2, batch_size=4)
    theirs.compile(loss="mse", optimizer=keras.optimizers.SGD(0.05))
    theirs.fit(x, y + 1, batch_size=4, epochs=2, shuffle=False, verbose=0)
    assert len(losses) == 2 and losses[1] < losses[0]
    assert all(np.allclose(a, b, atol=1e-5) for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True))


def test_drawing():
    assert "all-reduce" in {text.get_text() for text in draw_replicas().axes[0].texts}


def moved_by(optimizer, factor):
    value = tf.Variable(5.0)
    for _ in range(5):
        optimizer.apply_gradients([(factor * 2 * value, value)])
    return float(value)


def test_gradients_that_are_twice_as_large_move_sgd_twice_as_far_and_adam_no_further():
    assert np.isclose(moved_by(keras.optimizers.SGD(0.2), 1), moved_by(keras.optimizers.SGD(0.1), 2))
    assert np.isclose(moved_by(keras.optimizers.Adam(0.1), 1), moved_by(keras.optimizers.Adam(0.1), 2))


def test_a_strategy_reduces_by_sum_and_mean_only():
    assert {op.name for op in tf.distribute.ReduceOp} == {"SUM", "MEAN"}
