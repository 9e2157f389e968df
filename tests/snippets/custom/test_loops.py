import keras
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.loops import (
    bar_batches,
    draw_clipping,
    draw_counts,
    draw_double_loop,
    make_penalized_model,
    ordered_batches,
    print_status_bar,
    random_batch,
    shuffled_batches,
    train,
)


def linear():
    return keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, kernel_initializer="zeros")])


def test_random_batch_keeps_rows_and_labels_together():
    X, y = make_housing(50)
    X_batch, y_batch = random_batch(X, y, 200)
    assert X_batch.shape == (200, 8) and y_batch.shape == (200, 1)
    where = {tuple(row): i for i, row in enumerate(X.tolist())}
    assert all(y[where[tuple(row)]] == label for row, label in zip(X_batch.tolist(), y_batch, strict=True))


@pytest.mark.parametrize("batches", [shuffled_batches, ordered_batches])
@pytest.mark.parametrize("n, sizes", [(0, []), (2, [2]), (4, [4]), (9, [4, 4, 1])])
def test_batches_give_each_row_once(batches, n, sizes):
    rows = np.arange(n)
    given = list(batches(rows, 10 * rows, 4))
    assert [len(X) for X, _ in given] == sizes
    assert sorted(x for X, _ in given for x in X.tolist()) == list(range(n))
    assert all((y == 10 * X).all() for X, y in given)


def test_shuffled_batches_change_their_order():
    np.random.seed(0)
    rows = np.arange(100)
    first, second = (next(shuffled_batches(rows, rows, 100))[0] for _ in "ab")
    assert first.tolist() != second.tolist()


def test_status_bar_ends_the_line_only_at_the_end(capsys):
    mean = keras.metrics.Mean(name="loss")
    mean.update_state(2.0)
    print_status_bar(1, 2, mean)
    assert capsys.readouterr().out == "1/2 - loss: 2.000\r"
    print_status_bar(2, 2, mean)
    assert capsys.readouterr().out == "2/2 - loss: 2.000\n"


def test_bar_gives_the_batches():
    rows = np.arange(10)
    bar = bar_batches(rows, rows, 4, disable=True)
    assert bar.total == 3
    assert sorted(x for X, _ in bar for x in X.tolist()) == list(range(10))


@pytest.mark.parametrize(
    "loss_fn",
    [keras.losses.MeanSquaredError(), keras.losses.MeanSquaredError(reduction="none"), lambda y, p: tf.square(y - p)],
)
def test_train_takes_one_loss_or_one_for_each_sample(loss_fn):
    X, y = make_housing(64)
    losses = train(
        linear(), keras.optimizers.SGD(learning_rate=0.05), loss_fn, X, y, n_epochs=2, batches=ordered_batches
    )
    expected = train(
        linear(),
        keras.optimizers.SGD(learning_rate=0.05),
        keras.losses.MeanSquaredError(),
        X,
        y,
        n_epochs=2,
        batches=ordered_batches,
    )
    assert losses == pytest.approx(expected, rel=1e-4)
    assert losses[1] < losses[0]


def test_train_adds_regularization_and_resets_metrics(capsys):
    X, y = make_housing(40)
    model = make_penalized_model()
    mae = keras.metrics.MeanAbsoluteError(name="mae")
    optimizer = keras.optimizers.SGD(learning_rate=0.0)
    (loss,) = train(model, optimizer, keras.losses.MeanSquaredError(), X, y, n_epochs=1, metrics=[mae], verbose=True)
    plain = float(tf.reduce_mean(tf.square(y - model(X))))
    assert loss == pytest.approx(plain + float(sum(model.losses)), rel=1e-4)
    assert float(mae.result()) == 0.0
    assert capsys.readouterr().out.startswith("Epoch 1/1\n40/40 - loss: ")


def test_figures():
    assert draw_counts(np.array([0, 2]), np.array([1, 1])).axes
    assert draw_clipping().axes and draw_double_loop().axes


def test_fit_passes_training_to_a_normalization_layer():
    X, y = make_housing(1000)
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.BatchNormalization(), keras.layers.Dense(1, kernel_initializer="zeros")]
    )
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.05))
    history = model.fit(X / 100, y, epochs=3, shuffle=False, verbose=0).history
    assert history["loss"][-1] == pytest.approx(0.204, abs=1e-3)


def test_a_forgotten_penalty_need_not_be_small():
    keras.utils.set_random_seed(42)
    assert float(sum(make_penalized_model().losses)) > 1


def test_clipping_by_value_keeps_the_direction_of_equal_entries():
    weights = tf.Variable([0.0, 0.0])
    optimizer = keras.optimizers.SGD(learning_rate=1.0, clipvalue=1.0)
    optimizer.apply_gradients([(tf.constant([3.0, 3.0]), weights)])
    assert weights.numpy().tolist() == [-1, -1]


@pytest.mark.parametrize("layers, same", [([], True), ([keras.layers.BatchNormalization], False)])
def test_gradients_of_parts_add_up_if_rows_do_not_depend_on_each_other(layers, same):
    X, y = make_housing(64)
    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(8, "elu"), *(layer() for layer in layers), keras.layers.Dense(1)]
    )

    def gradient(rows):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(y[rows] - model(X[rows], training=True)))
        return tape.gradient(loss, model.trainable_variables)[0]

    parts = (gradient(slice(0, 32)) + gradient(slice(32, 64))) / 2
    assert np.allclose(parts, gradient(slice(0, 64)), atol=1e-5) == same


def test_labels_of_float64_mix_as_an_array_and_not_as_a_tensor():
    labels, predictions = np.ones([4, 1]), tf.zeros([4, 1])
    assert (labels - predictions).dtype == tf.float32
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.constant(labels) - predictions
