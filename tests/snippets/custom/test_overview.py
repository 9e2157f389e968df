import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.losses import build_model
from snippets.custom.overview import (
    CosineSchedule,
    HalvingSchedule,
    build_log,
    draw_housing,
    draw_step,
    noted,
    record_step,
)


def test_a_noted_function_still_works():
    log = []
    assert noted("plus", log, lambda a, b=1: a + b)(2, b=3) == 5
    assert log == ["plus"]


def test_every_part_is_called_once_in_a_step():
    log = record_step()
    assert len(log) == len(set(log)) == 7


def test_the_constraint_comes_after_the_loss_and_before_the_metric():
    log = record_step()
    assert log.index("loss") < log.index("constraint") < log.index("metric")


def test_a_cosine_falls_to_zero_and_stays_there():
    schedule = CosineSchedule(0.4, steps=10)
    assert np.allclose([schedule(step) for step in (0, 5, 10, 15)], [0.4, 0.2, 0, 0], atol=1e-7)


def test_an_initializer_is_called_once():
    assert build_log() == (1, 1)


def test_schedule_halves_and_describes_itself():
    schedule = HalvingSchedule(1.0, 2)
    assert [float(schedule(s)) for s in range(6)] == [1, 1, 0.5, 0.5, 0.25, 0.25]
    again = HalvingSchedule.from_config(schedule.get_config())
    assert again.start == 1.0 and again.every == 2


def test_an_optimizer_follows_the_schedule():
    optimizer = keras.optimizers.SGD(HalvingSchedule(1.0, 2))
    assert float(optimizer.learning_rate) == 1.0


def test_the_map_names_every_part():
    figure = draw_step()
    texts = {t.get_text() for t in figure.axes[0].texts}
    assert {
        "loss",
        "layer",
        "activation",
        "metric",
        "initializer",
        "regularizer",
        "constraint",
        "schedule",
        "call()",
        "__call__()",
    } <= texts
    plt.close(figure)


def test_housing_is_plotted_twice():
    figure = draw_housing()
    assert len(figure.axes) == 2
    plt.close(figure)


def test_a_learning_rate_may_be_a_function_without_arguments():
    weight = tf.Variable([1.0])
    optimizer = keras.optimizers.SGD(learning_rate=lambda: 0.25)
    optimizer.apply_gradients([(tf.constant([1.0]), weight)])
    assert weight.numpy() == [0.75]


def test_a_callback_may_be_made_of_functions():
    epochs = []
    X, y = make_housing(40)
    build_model("mse").fit(
        X,
        y,
        epochs=2,
        verbose=0,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))],
    )
    assert epochs == [0, 1]


def test_a_subclassed_model_of_keras_3_calls_an_initializer_once_more_to_learn_shapes():
    values = []

    def ones(shape, dtype=None):
        values.append(tf.executing_eagerly())
        return tf.ones(shape, dtype)

    class Line(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = keras.layers.Dense(1, kernel_initializer=ones)

        def call(self, inputs):
            return self.out(inputs)

    line = Line()
    line(tf.ones([2, 3])), line(tf.ones([2, 3]))
    assert values == ([True] if keras.__version__ < "3" else [False, True])


def test_outliers_is_a_probability():
    clean, noisy = make_housing(1000)[1], make_housing(1000, outliers=0.1)[1]
    assert 0 < abs(np.mean(clean != noisy) - 0.1) < 0.03
    assert 9 < np.abs(clean - noisy).max() < 10
