import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.layers import (
    CarefulDense,
    DenseBlock,
    MyDense,
    MyDropout,
    MyGaussianNoise,
    MyMultiLayer,
    MyScale,
    TwoDense,
    draw_dense,
    draw_ports,
    draw_repeats,
    plot_noise,
)

X = np.random.default_rng(42).normal(size=(6, 4)).astype("float32")


def test_dense_has_no_weights_before_it_is_called():
    assert MyDense(3).weights == []


@pytest.mark.parametrize("activation", [None, "relu", keras.activations.tanh])
def test_dense_equals_keras(activation):
    mine, theirs = MyDense(3, activation), keras.layers.Dense(3, activation)
    mine(X), theirs(X)
    theirs.set_weights(mine.get_weights())
    assert np.allclose(mine(X), theirs(X), atol=1e-6)


def test_dense_makes_its_weights_once():
    layer = MyDense(3)
    layer(X), layer(X)
    assert len(layer.weights) == 2


@pytest.mark.parametrize("shape", [(None, 8), tf.TensorShape([None, 8]), [None, 8]])
def test_dense_output_shape_takes_any_kind_of_shape(shape):
    assert MyDense(3).compute_output_shape(shape) == (None, 3)


def test_dense_takes_no_rows():
    assert MyDense(3)(tf.zeros([0, 4])).shape == (0, 3)


def test_dense_settings_survive():
    layer = MyDense(3, "tanh", keras.initializers.RandomUniform(-2, 2), name="one")
    twin = MyDense.from_config(layer.get_config())
    assert twin.name == "one" and twin.units == 3
    assert twin.activation is keras.activations.tanh
    assert twin.kernel_initializer.maxval == 2


def test_dense_takes_name_and_trainable():
    layer = MyDense(3, name="frozen", trainable=False)
    layer(X)
    assert layer.trainable_variables == [] and len(layer.weights) == 2


def test_block_survives_saving(tmp_path):
    model = keras.Sequential([keras.Input((4,)), DenseBlock(5), DenseBlock(5)])
    model.save(tmp_path / "block.keras")
    loaded = keras.models.load_model(tmp_path / "block.keras")
    assert np.allclose(loaded(X), model(X), atol=1e-6)


def test_subclassed_model_tracks_its_layers():
    model = TwoDense()
    model(X)
    assert len(model.trainable_variables) == 4


def test_multi_layer_in_both_kinds_of_container():
    layer = MyMultiLayer()
    for pair in ([X, X + 1], (X, X + 1)):
        total, product, quotient = layer(pair)
        assert np.allclose(total, 2 * X + 1)
        assert np.allclose(product, X * (X + 1))
        assert np.allclose(quotient, X / (X + 1))


def test_multi_layer_knows_what_broadcasts():
    layer = MyMultiLayer()
    assert layer.compute_output_shape([(None, 3), (None, 1)]) == [(None, 3)] * 3
    with pytest.raises(ValueError):
        layer.compute_output_shape([(None, 3), (None, 4)])


def test_multi_layer_symbolic_shapes_are_the_real_ones():
    inputs = [keras.Input((3, 1)), keras.Input((1, 4))]
    outputs = MyMultiLayer()(inputs)
    assert [tuple(y.shape) for y in outputs] == [(None, 3, 4)] * 3


def test_noise_only_in_training():
    layer = MyGaussianNoise(1.0)
    assert np.array_equal(layer(X), X) and np.array_equal(layer(X, training=False), X)
    assert not np.allclose(layer(X, training=True), X)
    assert MyGaussianNoise.from_config(layer.get_config()).stddev == 1.0


def test_noise_reaches_fit_but_not_predict():
    model = keras.Sequential([keras.Input((4,)), MyGaussianNoise(5.0), keras.layers.Dense(1)])
    assert np.array_equal(model.predict(X, verbose=0), model.predict(X, verbose=0))


def test_dropout_keeps_the_mean():
    keras.utils.set_random_seed(1)
    out = MyDropout(0.25)(tf.ones([200, 200]), training=True)
    assert abs(float(tf.reduce_mean(out)) - 1) < 0.02
    assert float(tf.reduce_max(MyDropout(0.0)(tf.ones([5, 5]), training=True))) == 1


def test_scale_starts_as_nothing():
    assert np.array_equal(MyScale()(X), X)


def test_careful_dense_names_what_it_expected():
    layer = CarefulDense(2)
    layer(X)
    with pytest.raises(ValueError, match="value 4"):
        layer(tf.ones([2, 5]))
    with pytest.raises(ValueError, match="min_ndim=2"):
        layer(tf.ones([4]))


def test_figures_show_the_shapes():
    layer = MyDense(3)
    layer(X)
    texts = [t.get_text() for t in draw_dense(layer, 2).axes[0].texts]
    assert {"2 × 4", "4 × 3", "2 × 3"} <= set(texts)
    inputs = [keras.Input((3,)), keras.Input((3,))]
    texts = [t.get_text() for t in draw_ports(keras.Model(inputs, MyMultiLayer()(inputs))).axes[0].texts]
    assert "MyMultiLayer" in texts and sum(t.startswith("Y") for t in texts) == 3
    flat = keras.Sequential(
        [keras.Input((2,))] + [la for _ in range(2) for la in (keras.layers.Dense(2), keras.layers.ReLU())]
    )
    texts = [
        t.get_text()
        for t in draw_repeats(flat, keras.Sequential([keras.Input((2,)), DenseBlock(2), DenseBlock(2)])).axes[0].texts
    ]
    assert texts.count("A") == texts.count("B") == texts.count("D") == 2
    assert len(plot_noise(MyGaussianNoise(0.1)).axes) == 2
    plt.close("all")


def test_several_inputs_may_be_arguments_of_their_own():
    class Sum(keras.layers.Layer):
        def call(self, first, second):
            return first + second

    inputs = [keras.Input((4,)), keras.Input((4,))]
    model = keras.Model(inputs, Sum()(*inputs))
    assert np.allclose(model.predict([X, X], verbose=0), 2 * X)
    assert np.allclose(Sum()(X, X), 2 * X)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 does not ask for the shape")
def test_as_list_stops_a_sequential_and_a_functional_model_but_no_subclassed_one():
    class AsList(MyDense):
        def compute_output_shape(self, batch_input_shape):
            return tf.TensorShape(batch_input_shape.as_list()[:-1] + [self.units])

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = AsList(1)

        def call(self, inputs):
            return self.out(inputs)

    with pytest.raises(AttributeError, match="as_list"):
        keras.Sequential([keras.Input((4,)), AsList(1)])
    with pytest.raises(AttributeError, match="as_list"):
        AsList(1)(keras.Input((4,)))
    model = Subclassed()
    model.compile(loss="mse")
    model.fit(X, X[:, :1], verbose=0)
    assert AsList(1)(X).shape == (6, 1)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 traces the layer")
def test_a_functional_model_believes_a_wrong_shape():
    class First(MyMultiLayer):
        def compute_output_shape(self, input_shape):
            return [input_shape[0]] * 3

    class NoShape(keras.layers.Layer):
        def call(self, inputs):
            return [inputs[0] + inputs[1]]

    inputs = [keras.Input((3, 1)), keras.Input((1, 4))]
    assert First()(inputs)[0].shape == (None, 3, 1)
    assert NoShape()(inputs)[0].shape == (None, 3, 4)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 leaves name and trainable out")
def test_a_layer_without_kwargs_is_saved_but_not_rebuilt():
    class NoKwargs(keras.layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units

    config = NoKwargs(3).get_config()
    assert config["units"] == 3
    with pytest.raises(TypeError):
        NoKwargs.from_config(config)


def test_defaults_of_training_in_a_direct_call():
    class Tells(keras.layers.Layer):
        def call(self, inputs, training=True):
            seen.append(training)
            return inputs

    seen = []
    Tells()(X)
    model = keras.Sequential([keras.Input((4,)), Tells()])
    model.compile(loss="mse", run_eagerly=True)
    seen.clear()
    model.predict(X, verbose=0), model.evaluate(X, X, verbose=0)
    assert seen and not any(seen)


def test_a_direct_call_hands_training_on_where_fit_of_keras_3_does_not():
    class Silent(keras.Model):
        def __init__(self):
            super().__init__()
            self.norm = keras.layers.BatchNormalization()

        def call(self, inputs):
            return self.norm(inputs)

    model = Silent()
    model(X, training=True)
    assert np.any(model.norm.moving_mean)


def test_a_block_that_is_built_has_its_weights_and_one_without_build_has_not():
    class Unbuilt(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(3)

        def call(self, inputs):
            return self.dense(inputs)

    for layer, before in ((DenseBlock(3), 4), (Unbuilt(), 0)):
        layer.build((None, 4))
        assert layer.built and len(layer.weights) == before
        layer(X)
        assert len(layer.weights) > 0
