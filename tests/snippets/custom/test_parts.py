import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.parts import (
    MyGlorotInitializer,
    MyL1Regularizer,
    MyMaxNorm,
    draw_functions_in_step,
    draw_initializers,
    my_glorot_initializer,
    my_l1_regularizer,
    my_positive_weights,
    my_softplus,
    note_calls,
)


def test_initializers_give_shape_and_dtype():
    for make in (my_glorot_initializer, MyGlorotInitializer()):
        assert make((3, 5)).shape == (3, 5)
        assert make((3, 5)).dtype == tf.float32
        assert make((3, 5), dtype="float64").dtype == tf.float64


def test_initializer_needs_two_axes():
    for make in (my_glorot_initializer, MyGlorotInitializer()):
        with pytest.raises(IndexError):
            make((3,))


def test_truncated_initializer_keeps_its_deviation_and_its_limit():
    keras.utils.set_random_seed(0)
    weights = MyGlorotInitializer(gain=3.0)((500, 300))
    sigma = 3 * (2 / 800) ** 0.5
    assert np.std(weights) == pytest.approx(sigma, rel=0.01)
    assert np.abs(weights).max() <= 2 * sigma / 0.8796 + 1e-6


def test_l1_is_a_scalar_and_has_a_gradient():
    weights = tf.Variable([[2.0, -3.0], [0.0, 1.0]])
    with tf.GradientTape() as tape:
        loss = my_l1_regularizer(weights)
    assert loss.shape == ()
    np.testing.assert_allclose(tape.gradient(loss, weights), [[0.01, -0.01], [0.0, 0.01]])


def test_l1_of_nothing_is_zero():
    assert float(my_l1_regularizer(tf.zeros([0]))) == 0
    assert float(MyL1Regularizer(2.0)(tf.zeros([0]))) == 0


def test_classes_come_back_from_their_config():
    for part in (MyL1Regularizer(0.3), MyGlorotInitializer(0.5), MyMaxNorm(4.0)):
        again = type(part).from_config(part.get_config())
        assert again.get_config() == part.get_config() and vars(again) == vars(part)


def test_positive_weights_keep_what_is_positive():
    weights = tf.constant([-1.0, -0.0, 0.0, 2.0])
    np.testing.assert_array_equal(my_positive_weights(weights), [0.0, 0.0, 0.0, 2.0])


def test_max_norm_works_on_a_variable():
    variable = keras.layers.Dense(2)
    variable.build((None, 3))
    kernel = variable.kernel
    kernel.assign(tf.fill([3, 2], 5.0))
    np.testing.assert_allclose(tf.norm(MyMaxNorm(1.0)(kernel), axis=0), [1.0, 1.0], rtol=1e-5)


def test_calls_of_graphs_are_not_noted():
    calls = []
    noted = note_calls("f", lambda x: x + 1, calls)
    assert int(noted(tf.constant(1))) == 2
    assert int(tf.function(noted)(tf.constant(1))) == 2
    assert calls == ["f"]


@pytest.mark.filterwarnings("ignore:The `keras")
def test_plain_functions_load_by_custom_objects(tmp_path):
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(
                2,
                activation=my_softplus,
                kernel_initializer=my_glorot_initializer,
                kernel_regularizer=my_l1_regularizer,
                kernel_constraint=my_positive_weights,
            ),
        ]
    )
    path = str(tmp_path / "model.keras")
    model.save(path)
    loaded = keras.models.load_model(
        path,
        custom_objects={
            f.__name__: f for f in (my_softplus, my_glorot_initializer, my_l1_regularizer, my_positive_weights)
        },
    )
    X = np.ones((4, 3), "float32")
    np.testing.assert_allclose(loaded(X), model(X))
    assert len(loaded.losses) == 1


def test_drawings():
    for draw in (lambda: draw_initializers(20), draw_functions_in_step):
        figure = draw()
        assert isinstance(figure, plt.Figure)
        plt.close(figure)


def test_softplus_overflows_sooner_in_float16():
    z = tf.constant([11.0, 12.0], tf.float16)
    assert np.isinf(my_softplus(z)).tolist() == [False, True]
    assert not np.isinf(tf.nn.softplus(z)).any()


def test_an_activation_may_be_a_layer_with_weights(tmp_path):
    X = np.random.default_rng(42).normal(size=(20, 8)).astype("float32")
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation=keras.layers.PReLU())])
    model.compile(loss="mse", optimizer="sgd")
    model.fit(X, X[:, :3], verbose=0)
    assert len(model.trainable_weights) == 3
    assert np.any(model.layers[0].activation.get_weights()[0])
    model.save(tmp_path / "prelu.keras")
    assert np.allclose(keras.models.load_model(tmp_path / "prelu.keras")(X), model(X), atol=1e-6)


def test_functions_for_the_kernel_leave_the_bias_alone():
    layer = keras.layers.Dense(
        3, kernel_initializer="ones", kernel_regularizer=my_l1_regularizer, kernel_constraint=my_positive_weights
    )
    layer.build((None, 2))
    layer.bias.assign([-1.0, -1.0, -1.0])
    keras.optimizers.SGD(0.5).apply_gradients([(tf.fill([2, 3], 4.0), layer.kernel), (tf.ones([3]), layer.bias)])
    assert not np.any(layer.kernel) and np.allclose(layer.bias, -1.5)
    assert len(layer.losses) == 1 and float(layer.losses[0]) == 0


def test_an_initializer_gets_its_dtype_by_keyword():
    def ones(shape, kind=None):
        return tf.ones(shape, kind)

    with pytest.raises(TypeError, match="dtype"):
        keras.layers.Dense(1, kernel_initializer=ones).build((None, 2))


def test_a_class_without_get_config_is_not_saved(tmp_path):
    class Nothing(keras.regularizers.Regularizer):
        def __call__(self, weights):
            return 0.0 * tf.reduce_sum(weights)

    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, kernel_regularizer=Nothing())])
    with pytest.raises(NotImplementedError):
        model.save(tmp_path / "model.keras")
