import numpy as np
import tensorflow as tf

from snippets.autodiff.overview import draw_computation, f


def test_f_takes_numbers_arrays_and_tensors():
    assert f(5, 3) == 105
    assert f(np.array([5.0, 0.0]), 3.0).tolist() == [105.0, 0.0]
    assert f(tf.constant(5.0), tf.constant(3.0)).dtype == tf.float32


def test_the_gradient_of_f_is_that_of_the_chapter():
    w1, w2 = tf.Variable(5.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = f(w1, w2)
    assert [float(g) for g in tape.gradient(z, [w1, w2])] == [36.0, 10.0]


def test_the_graph_shows_values_and_gradients():
    words = {text.get_text() for text in draw_computation().axes[0].texts}
    assert {
        "w1 = 5",
        "w2 = 3",
        "w1² = 25",
        "w1·w2 = 15",
        "×3 = 75",
        "×2 = 30",
        "z = 105",
        "36",
        "10",
        "3",
        "2",
        "1",
    } <= words


def test_the_second_numbers_of_the_graph_can_be_replaced():
    words = [t.get_text() for t in draw_computation("tangent", z="46").axes[0].texts]
    assert "tangent" in words and "46" in words and "gradient" not in words


def test_the_prediction_of_a_drop_gets_better_until_rounding_gets_in_the_way():
    def error(step):
        w1, w2 = tf.constant(5.0), tf.constant(3.0)
        drop = float(f(w1, w2) - f(w1 - 36.0 * step, w2 - 10.0 * step))
        return abs(drop / (step * (36**2 + 10**2)) - 1)

    assert error(1e-2) > error(1e-3) > error(1e-4)
    assert error(1e-8) > error(1e-4)
