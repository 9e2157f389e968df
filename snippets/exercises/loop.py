"""A training loop for small pictures.

Five kinds of 8 x 8 pictures, made here, are told apart by a model that is
trained without ``fit()``: first with one optimizer, then with two.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Exercises", 13. The
book uses Fashion MNIST; nothing is downloaded here.
"""

from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

KINDS = ("row", "column", "cross", "frame", "diagonal")


def make_pictures(n: int, seed: int, noise: float = 0.25):
    """Draw noisy pictures of five kinds at places that vary.

    Args:
        n: how many pictures.
        seed: the same seed draws the same pictures.
        noise: standard deviation of what is added to every pixel.

    Returns:
        X, float32 of shape (n, 8, 8), and y, int64 of shape (n,), numbers
        of ``KINDS``.

    shapes:

    >>> X, y = make_pictures(3, seed=0, noise=0.0)
    >>> [KINDS[kind] for kind in y]
    ['diagonal', 'frame', 'cross']
    >>> print(X[0].astype(int))
    [[0 0 0 0 0 0 0 0]
     [1 0 0 0 0 0 0 0]
     [0 1 0 0 0 0 0 0]
     [0 0 1 0 0 0 0 0]
     [0 0 0 1 0 0 0 0]
     [0 0 0 0 1 0 0 0]
     [0 0 0 0 0 1 0 0]
     [0 0 0 0 0 0 1 0]]
    """
    rng = np.random.default_rng(seed)
    y = rng.integers(len(KINDS), size=n)
    X = np.zeros([n, 8, 8])
    for picture, kind in zip(X, y):
        i, j = rng.integers(1, 6, size=2)
        if kind in (0, 2):
            picture[i + 1, :] = 1.0
        if kind in (1, 2):
            picture[:, j + 1] = 1.0
        if kind == 3:
            picture[i - 1 : i + 3, j - 1 : j + 3] = 1.0
            picture[i : i + 2, j : j + 2] = 0.0
        if kind == 4:
            picture[...] = np.eye(8, k=i - 3)
    X += noise * rng.normal(size=X.shape)
    return X.astype("float32"), y.astype("int64")


def draw_pictures(X, y) -> plt.Figure:
    """Draw pictures side by side, each with the name of its kind.

    Args:
        X: pictures of shape (n, 8, 8).
        y: their kinds, of shape (n,).

    Returns:
        The figure.

    drawn:

    >>> X, y = make_pictures(40, seed=42)
    >>> first = [list(y).index(kind) for kind in range(5)]
    >>> draw_pictures(X[first], y[first])
    <Figure size 680x170 with 5 Axes>
    """
    figure, axes = plt.subplots(
        1, len(X), figsize=(6.8, 1.7), layout="constrained", squeeze=False
    )
    for one, picture, kind in zip(axes[0], X, y):
        for (row, column), value in np.ndenumerate(picture):
            one.add_patch(
                plt.Rectangle(
                    (column, row),
                    1,
                    1,
                    facecolor="C0",
                    linewidth=0,
                    alpha=float(np.clip(value, 0.03, 1.0)),
                )
            )
        one.text(4, 8.4, KINDS[kind], ha="center", va="top")
        one.set(
            xlim=(0, 8), ylim=(9.8, 0), aspect="equal", xticks=[], yticks=[]
        )
        one.spines[:].set_visible(False)
    return figure


def make_picture_classifier(seed=42):
    """A network for the pictures, with starting weights from NumPy.

    The weights are He initialization by hand: drawn by NumPy, they are the
    same on every version of Keras.

    Args:
        seed: the same seed gives the same weights.

    Returns:
        A ``keras.Sequential`` from (n, 8, 8) to probabilities (n, 5).

    layers:

    >>> [layer.count_params() for layer in make_picture_classifier().layers]
    [0, 2080, 1056, 165]
    """
    model = keras.Sequential(
        [
            keras.Input((8, 8)),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(len(KINDS), activation="softmax"),
        ]
    )
    rng = np.random.default_rng(seed)
    for layer in model.layers[1:]:
        kernel, bias = layer.get_weights()
        scale = np.sqrt(2 / len(kernel))
        layer.set_weights([scale * rng.normal(size=kernel.shape), bias])
    return model


def batches(X, y, batch_size, rng):
    """Deal out the data in random order, every sample once.

    Args:
        X: samples, first axis n.
        y: labels of shape (n,).
        batch_size: samples per batch; the last batch may be smaller.
        rng: a NumPy generator.

    Yields:
        One batch of X and of y after the other.

    every-one-once:

    >>> X, y = np.arange(10.0), np.arange(10)
    >>> dealt = list(batches(X, y, 4, np.random.default_rng(0)))
    >>> [len(one) for one, _ in dealt]
    [4, 4, 2]
    >>> np.sort(np.concatenate([one for one, _ in dealt])).tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    """
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        chosen = order[i : i + batch_size]
        yield X[chosen], y[chosen]


def status_bar(iteration, iterations, metrics, width=16):
    """Show how far an epoch is, and the metrics so far.

    Args:
        iteration: how many batches are done.
        iterations: how many batches the epoch has.
        metrics: Keras metrics.
        width: characters of the bar.

    Returns:
        The line as a string.

    half-way:

    >>> loss = keras.metrics.Mean(name="loss")
    >>> _ = loss.update_state([1.0, 2.0])
    >>> print(status_bar(3, 6, [loss]))
    [========........] 3/6 - loss: 1.50
    """
    done = width * iteration // iterations
    line = f"[{'=' * done}{'.' * (width - done)}] {iteration}/{iterations}"
    for metric in metrics:
        line += f" - {metric.name}: {float(metric.result()):.2f}"
    return line


def one_step(model: keras.Model, optimizer) -> Callable:
    """Make the function that trains on one batch.

    Args:
        model: gives probabilities of shape (n, classes).
        optimizer: moves all weights.

    Returns:
        A TF function of X and y that returns the batch's loss and the
        predictions, both as they were before the step.

    uniform:

    With weights of zero all five kinds are equally likely: log 5.

    >>> zeroed = make_picture_classifier()
    >>> zeroed.set_weights([0 * w for w in zeroed.get_weights()])
    >>> step = one_step(zeroed, keras.optimizers.SGD())
    >>> loss, _ = step(*make_pictures(32, seed=0))
    >>> print(f"{float(loss):.4f} {np.log(5):.4f}")
    1.6094 1.6094
    """
    loss_fn = keras.losses.SparseCategoricalCrossentropy()

    @tf.function
    def step(X, y):
        with tf.GradientTape() as tape:
            y_pred = model(X, training=True)
            loss = tf.add_n([loss_fn(y, y_pred)] + model.losses)
        variables = model.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
        return loss, y_pred

    return step


def two_steps(
    model: keras.Model,
    lower_optimizer: keras.optimizers.Optimizer,
    upper_optimizer: keras.optimizers.Optimizer,
) -> Callable:
    """Make the same function for two optimizers.

    Args:
        model: gives probabilities; its last layer counts as the upper part.
        lower_optimizer: moves the weights of all other layers.
        upper_optimizer: moves the weights of the last layer.

    Returns:
        A TF function of X and y, as ``one_step`` returns.

    lower-at-rest:

    >>> model = make_picture_classifier()
    >>> step = two_steps(model, keras.optimizers.SGD(learning_rate=0.0),
    ...                  keras.optimizers.SGD(learning_rate=0.1))
    >>> before = model.get_weights()
    >>> loss, _ = step(*make_pictures(32, seed=0))
    >>> [np.array_equal(a, b) for a, b in zip(before, model.get_weights())]
    [True, True, True, True, False, False]
    """
    loss_fn = keras.losses.SparseCategoricalCrossentropy()
    upper = model.layers[-1].trainable_variables
    lower = [
        variable
        for layer in model.layers[:-1]
        for variable in layer.trainable_variables
    ]

    @tf.function
    def step(X, y):
        with tf.GradientTape() as tape:
            y_pred = model(X, training=True)
            loss = tf.add_n([loss_fn(y, y_pred)] + model.losses)
        for_lower, for_upper = tape.gradient(loss, [lower, upper])  #: nested
        lower_optimizer.apply_gradients(zip(for_lower, lower))
        upper_optimizer.apply_gradients(zip(for_upper, upper))
        return loss, y_pred

    return step


def train_and_validate(
    model,
    step,
    training,
    validation,
    epochs,
    batch_size=32,
    live=False,
    seed=42,
):
    """Train, with a status bar, and validate after every epoch.

    Args:
        model: the model that ``step`` trains.
        step: a function of X and y that returns loss and predictions.
        training: X and y to train on.
        validation: X and y to validate on.
        epochs: how often to go through the training set.
        batch_size: samples per step.
        live: also show the bar after every batch, on one line.
        seed: decides the order of the samples.

    Returns:
        A dict of lists, one number per epoch: loss, accuracy, val_loss,
        val_accuracy.

    one-epoch:

    >>> def idle(X, y):
    ...     return tf.constant(1.0), tf.one_hot(y, 5)
    >>> X, y = make_pictures(70, seed=0)
    >>> untrained = make_picture_classifier()
    >>> history = train_and_validate(
    ...     untrained, idle, (X, y), (X, y), epochs=1)
    epoch 1/1
    [================] 3/3 - loss: 1.00 - accuracy: 1.00
      val_loss: 1.73 - val_accuracy: 0.23
    >>> sorted(history)
    ['accuracy', 'loss', 'val_accuracy', 'val_loss']
    """
    rng = np.random.default_rng(seed)
    iterations = -(-len(training[0]) // batch_size)
    loss_fn = keras.losses.SparseCategoricalCrossentropy()
    loss = keras.metrics.Mean(name="loss")
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(1, epochs + 1):
        print(f"epoch {epoch}/{epochs}")
        dealt = batches(*training, batch_size, rng)
        for iteration, (X, y) in enumerate(dealt, start=1):
            batch_loss, y_pred = step(X, y)
            loss.update_state(batch_loss, sample_weight=len(X))  #: weight
            accuracy.update_state(y, y_pred)
            bar = status_bar(iteration, iterations, [loss, accuracy])
            if live:
                print(bar, end="\r")  #: live
        X, y = validation
        y_pred = model(X, training=False)  #: inference
        valid = float(tf.add_n([loss_fn(y, y_pred)] + model.losses))
        right = float(np.mean(np.argmax(y_pred, axis=1) == y))
        print(f"{bar}\n  val_loss: {valid:.2f} - val_accuracy: {right:.2f}")
        results = loss.result(), accuracy.result(), valid, right
        for name, value in zip(history, results):
            history[name].append(float(value))
        loss.reset_state()  #: reset
        accuracy.reset_state()
    return history


def plot_losses(one, two) -> plt.Figure:
    """Plot the losses of two trainings by epoch.

    Args:
        one: what ``train_and_validate`` returned for one optimizer.
        two: what it returned for two optimizers.

    Returns:
        The figure.

    >>> good = {"loss": [1.0, 0.6, 0.4, 0.3], "val_loss": [1.1, 0.7, 0.5, 0.4]}
    >>> bad = {"loss": [1.0, 0.5, 0.2, 0.1], "val_loss": [1.1, 0.8, 0.9, 1.2]}
    >>> plot_losses(good, bad)
    <Figure size 640x300 with 1 Axes>
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
    for colour, name, history in (("C0", "one", one), ("C1", "two", two)):
        epochs = range(1, len(history["loss"]) + 1)
        axes.plot(
            epochs,
            history["loss"],
            color=colour,
            marker="o",
            label=f"{name}: training",
        )
        axes.plot(
            epochs,
            history["val_loss"],
            color=colour,
            marker="s",
            linestyle="--",
            label=f"{name}: validation",
        )
    axes.set(xlabel="epoch", ylabel="loss", xticks=epochs, ylim=(0, None))
    axes.legend()
    return figure


__test__ = {
    "steps": """
pictures:

>>> X_train, y_train = make_pictures(1000, seed=42)
>>> X_valid, y_valid = make_pictures(200, seed=43)
>>> X_train.shape, X_train.dtype.name, y_train.shape
((1000, 8, 8), 'float32', (1000,))
>>> np.bincount(y_train).tolist()
[213, 163, 220, 208, 196]
>>> print(X_valid[0].round().astype(int))
[[0 0 0 1 0 0 0 0]
 [0 0 0 1 0 0 0 0]
 [0 0 0 1 0 0 0 0]
 [0 0 0 1 0 0 0 0]
 [0 0 0 1 0 0 0 0]
 [0 0 0 1 0 0 0 0]
 [2 1 1 1 1 1 1 1]
 [0 0 0 1 0 0 0 0]]

model:

>>> model = make_picture_classifier()
>>> model.count_params()
3301
>>> model(X_valid[:1]).shape
TensorShape([1, 5])

one-optimizer:

>>> adam = keras.optimizers.Adam(learning_rate=0.01)
>>> history = train_and_validate(
...     model, one_step(model, adam), (X_train, y_train),
...     (X_valid, y_valid), epochs=5)
epoch 1/5
[================] 32/32 - loss: 1.10 - accuracy: 0.59
  val_loss: 0.51 - val_accuracy: 0.84
epoch 2/5
[================] 32/32 - loss: 0.25 - accuracy: 0.93
  val_loss: 0.14 - val_accuracy: 0.97
epoch 3/5
[================] 32/32 - loss: 0.07 - accuracy: 0.98
  val_loss: 0.08 - val_accuracy: 0.97
epoch 4/5
[================] 32/32 - loss: 0.02 - accuracy: 1.00
  val_loss: 0.04 - val_accuracy: 0.99
epoch 5/5
[================] 32/32 - loss: 0.01 - accuracy: 1.00
  val_loss: 0.02 - val_accuracy: 0.99

good-enough:

>>> history["val_accuracy"][-1] > 0.9
True
>>> history["loss"][-1] < history["loss"][0]
True

two-optimizers:

>>> model = make_picture_classifier()
>>> sgd = keras.optimizers.SGD(learning_rate=0.02, momentum=0.9)
>>> adam = keras.optimizers.Adam(learning_rate=0.01)
>>> step = two_steps(model, sgd, adam)
>>> history_of_two = train_and_validate(
...     model, step, (X_train, y_train), (X_valid, y_valid), epochs=5)
epoch 1/5
[================] 32/32 - loss: 1.45 - accuracy: 0.39
  val_loss: 1.08 - val_accuracy: 0.67
epoch 2/5
[================] 32/32 - loss: 0.86 - accuracy: 0.70
  val_loss: 0.58 - val_accuracy: 0.83
epoch 3/5
[================] 32/32 - loss: 0.41 - accuracy: 0.88
  val_loss: 0.34 - val_accuracy: 0.91
epoch 4/5
[================] 32/32 - loss: 0.20 - accuracy: 0.96
  val_loss: 0.17 - val_accuracy: 0.95
epoch 5/5
[================] 32/32 - loss: 0.09 - accuracy: 0.98
  val_loss: 0.12 - val_accuracy: 0.97
>>> history_of_two["val_accuracy"][-1] > 0.9
True

rates:

>>> start = make_picture_classifier()
>>> for now, then in zip(model.weights, start.weights):
...     change = tf.reduce_mean(tf.abs(now - then))
...     print(tuple(now.shape), f"{float(change):.3f}")
(64, 32) 0.066
(32,) 0.134
(32, 32) 0.055
(32,) 0.123
(32, 5) 0.258
(5,) 0.189

curves:

>>> plot_losses(history, history_of_two)
<Figure size 640x300 with 1 Axes>

same-as-fit:

>>> by_fit, by_hand = make_picture_classifier(), make_picture_classifier()
>>> by_fit.compile(loss="sparse_categorical_crossentropy",
...                optimizer=keras.optimizers.Adam(learning_rate=0.01))
>>> _ = by_fit.fit(X_train, y_train, batch_size=32, epochs=1,
...                shuffle=False, verbose=0)
>>> step = one_step(by_hand, keras.optimizers.Adam(learning_rate=0.01))
>>> for i in range(0, 1000, 32):
...     loss, _ = step(X_train[i:i + 32], y_train[i:i + 32])
>>> [np.allclose(a, b, atol=1e-3)
...  for a, b in zip(by_fit.get_weights(), by_hand.get_weights())]
[True, True, True, True, True, True]
"""
}
