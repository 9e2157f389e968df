"""Saving and loading models with custom parts.

A file holds names and numbers. The code behind a name has to be there when
the file is loaded.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Saving and Loading
Models That Contain Custom Components".
"""

import ast
import contextlib
import inspect
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from snippets.custom.data import make_housing
from snippets.custom.losses import HuberLoss, build_model, create_huber


@keras.saving.register_keras_serializable(package="ground")
class RegisteredHuber(HuberLoss):
    """A Huber loss that Keras finds by its registered name.

    Args:
        threshold: the size of error from which on the loss is linear.

    >>> keras.saving.get_registered_name(RegisteredHuber)
    'ground>RegisteredHuber'
    >>> written = keras.losses.serialize(RegisteredHuber(3.0))
    >>> keras.losses.deserialize(written).threshold
    3.0
    """


class Pinball(keras.losses.Loss):
    """The loss whose best constant is a quantile of the labels.

    Args:
        quantile: from 0 to 1; 0.5 gives half of the absolute error.

    errors:

    >>> loss = Pinball(0.9)
    >>> y_true, y_pred = tf.constant([[10.]]), tf.constant([[8.]])
    >>> print(f"{float(loss(y_true, y_pred)):.1f}",
    ...       f"{float(loss(y_pred, y_true)):.1f}")
    1.8 0.2
    """

    def __init__(self, quantile, **kwargs):
        super().__init__(**kwargs)
        self.quantile = quantile

    def call(self, y_true, y_pred):
        """Give one loss for each sample, of shape (n,)."""
        error = y_true - y_pred
        return tf.reduce_mean(
            tf.maximum(self.quantile * error, (self.quantile - 1) * error),
            axis=-1,
        )

    def get_config(self):
        """Give the arguments that make an equal loss, as a dict."""
        return {**super().get_config(), "quantile": self.quantile}


def build_echo(loss):
    """Make a network that predicts its own input, and compile it with a loss.

    Args:
        loss: whatever ``compile()`` takes as a loss.

    Returns:
        A compiled ``keras.Sequential`` with one input and one output.

    echo:

    >>> echo = build_echo("mean_squared_error")
    >>> echo(tf.constant([[3.0], [4.0]])).numpy().tolist()
    [[3.0], [4.0]]
    """
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.layers[0].set_weights([np.ones((1, 1)), np.zeros(1)])
    model.compile(loss=loss, optimizer="sgd")
    model.optimizer.build(model.trainable_variables)
    return model


def run_fresh(code: str, folder: str) -> str:
    """Run code in a Python that has just started.

    Args:
        code: Python source.
        folder: where it runs; relative file names start here, and modules
            that lie here can be imported.

    Returns:
        What it printed, or the last line of the traceback if it failed.

    knows-nothing:

    >>> secret = 42
    >>> print(run_fresh("print(1 + 1)", tempfile.gettempdir()))
    2
    >>> print(run_fresh("print(secret)", tempfile.gettempdir()))
    NameError: name 'secret' is not defined

    elsewhere:

    >>> shared = tempfile.mkdtemp()
    >>> build_echo(RegisteredHuber(2.0)).save(f"{shared}/registered.keras")
    >>> code = '''
    ... import keras
    ...
    ... try:
    ...     keras.models.load_model("registered.keras")
    ... except TypeError as error:
    ...     print(str(error).split(". ")[0])
    ... '''
    >>> print(run_fresh(code, shared))
    Could not ... class 'RegisteredHuber'...
    """
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return done.stdout.strip()


def write_parts(path: str):
    """Write the custom parts into a module of their own.

    In a project of your own they would stand in such a file to begin with.

    Args:
        path: the file to write, ``parts.py`` for a module ``parts``.

    parts:

    >>> project = tempfile.mkdtemp()
    >>> write_parts(f"{project}/parts.py")
    >>> X, y = make_housing(200)
    >>> registered = build_model(RegisteredHuber(2.0))
    >>> registered.save(f"{project}/registered.keras")
    >>> registered.save_weights(f"{project}/model.weights.h5")
    >>> build_echo(create_huber(2.0)).save(f"{project}/function.keras")
    >>> np.save(f"{project}/X.npy", X)
    >>> np.save(f"{project}/predictions.npy", registered(X))

    in-a-new-process:

    >>> code = '''
    ... import keras
    ... import numpy as np
    ... from parts import build_model, create_huber
    ...
    ... X, expected = np.load("X.npy"), np.load("predictions.npy")
    ... model = keras.models.load_model("registered.keras")
    ... print("class", model.loss.threshold, np.allclose(model(X), expected))
    ...
    ... echo = keras.models.load_model(
    ...     "function.keras", custom_objects={"huber_fn": create_huber(2.0)})
    ... print("function", echo.loss.__name__)
    ...
    ... model = build_model("mean_squared_error")
    ... model.load_weights("model.weights.h5")
    ... print("weights", np.allclose(model(X), expected))
    ... '''
    >>> print(run_fresh(code, project))
    class 2.0 True
    function huber_fn
    weights True

    legacy:

    >>> code = '''
    ... import keras
    ... import numpy as np
    ... from parts import build_model, create_huber
    ...
    ... X = np.load("X.npy")
    ... model = build_model(create_huber(2.0))
    ... model.save("legacy.h5")
    ... loaded = keras.models.load_model(
    ...     "legacy.h5", custom_objects={"huber_fn": create_huber(2.0)})
    ... print("same predictions", np.allclose(loaded(X), model(X)))
    ... loaded.compile(loss=create_huber(2.0), optimizer="nadam")
    ... loaded.fit(X, X[:, :1], epochs=1, verbose=0)
    ... print("trained on", int(loaded.optimizer.iterations), "batches")
    ... '''
    >>> print(run_fresh(code, project))
    same predictions True
    trained on 7 batches
    """
    code = ["import keras", "import tensorflow as tf"]
    code += map(source_of, (create_huber, HuberLoss, build_model))
    code.append(
        '@keras.saving.register_keras_serializable(package="ground")\n'
        "class RegisteredHuber(HuberLoss):\n    pass"
    )
    pathlib.Path(path).write_text("\n\n\n".join(code), encoding="utf-8")


def source_of(definition: Callable | type) -> str:
    r"""Source text of a function or class, also where it stands in a notebook.

    ``inspect.getsource()`` looks for the file of a class, and a notebook has
    none; the code of a function knows its cell.

    Args:
        definition: a function, or a class with at least one method.

    Returns:
        Its source without comments.

    source:

    >>> print(source_of(build_echo).splitlines()[0])
    def build_echo(loss):
    >>> print(source_of(HuberLoss).splitlines()[0])
    class HuberLoss(keras.losses.Loss):
    """
    code = definition
    if inspect.isclass(definition):
        code = next(filter(inspect.isfunction, vars(definition).values()))
    lines, _ = inspect.findsource(code)
    tree = ast.parse("".join(lines))
    named = [
        node
        for node in tree.body
        if getattr(node, "name", "") == definition.__name__
    ]
    return ast.unparse(named[0])


def export_quietly(model, folder):
    """Export a model without the report that ``export()`` prints.

    Args:
        model: a Keras model whose input shape is known.
        folder: where the SavedModel goes.

    export:

    >>> target = tempfile.mkdtemp()
    >>> model = build_model(HuberLoss(2.0))
    >>> export_quietly(model, f"{target}/exported")
    >>> sorted(os.listdir(f"{target}/exported"))
    ['assets', 'fingerprint.pb', 'saved_model.pb', 'variables']

    here:

    >>> X, y = make_housing(200)
    >>> restored = tf.saved_model.load(f"{target}/exported")
    >>> np.allclose(restored.serve(X), model(X), atol=1e-6)
    True

    kept:

    >>> tf.saved_model.load(f"{target}/exported").serve(X)
    Traceback (most recent call last):
        ...
    AssertionError: Called a function referencing variables which have been deleted. ...

    serve:

    >>> np.save(f"{target}/X.npy", X)
    >>> np.save(f"{target}/predictions.npy", model(X))
    >>> code = '''
    ... import numpy as np
    ... import tensorflow as tf
    ...
    ... X, expected = np.load("X.npy"), np.load("predictions.npy")
    ... restored = tf.saved_model.load("exported")
    ... print(np.allclose(restored.serve(X), expected, atol=1e-6))
    ... '''
    >>> print(run_fresh(code, target))
    True
    """
    with contextlib.redirect_stdout(io.StringIO()):
        model.export(folder)


def draw_formats() -> plt.Figure:
    """Draw which pieces of a model each kind of file holds.

    Returns:
        The figure.

    formats:

    >>> draw_formats()
    <Figure size 680x300 with 1 Axes>
    """
    pieces = ("architecture", "weights", "optimizer", "loss", "graph")
    holds = {
        "model.keras": (1, 1, 1, 1, 0),
        "model.weights.h5": (0, 1, 1, 0, 0),
        "model.h5": (1, 1, 1, 1, 0),
        "export()": (0, 1, 0, 0, 1),
    }
    figure, axes = plt.subplots(figsize=(6.8, 3), layout="constrained")
    for row, held in enumerate(holds.values()):
        for column, there in enumerate(held):
            axes.add_patch(
                plt.Rectangle(
                    (column - 0.46, row - 0.42),
                    0.92,
                    0.84,
                    edgecolor="C0",
                    facecolor="C0",
                    alpha=0.3 if there else 0.05,
                )
            )
            axes.text(
                column,
                row,
                "●" if there else "",
                ha="center",
                va="center",
                color="C0",
            )
    axes.set(
        xlim=(-0.5, 4.5),
        ylim=(3.5, -0.5),
        xticks=range(5),
        xticklabels=pieces,
        yticks=range(4),
        yticklabels=holds,
    )
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


__test__ = {
    "steps": """
plain:

>>> keras.utils.set_random_seed(42)
>>> X, y = make_housing(200)
>>> model = build_model("mean_squared_error")
>>> history = model.fit(X, y, epochs=2, verbose=0)
>>> folder = tempfile.mkdtemp()
>>> model.save(f"{folder}/plain.keras")
>>> loaded = keras.models.load_model(f"{folder}/plain.keras")
>>> np.allclose(loaded(X), model(X))
True

inside:

>>> with zipfile.ZipFile(f"{folder}/plain.keras") as file:
...     print(sorted(file.namelist()))
['config.json', 'metadata.json', 'model.weights.h5']

go-on:

>>> int(model.optimizer.iterations), int(loaded.optimizer.iterations)
(14, 14)
>>> history = loaded.fit(X, y, epochs=1, verbose=0)
>>> int(loaded.optimizer.iterations)
21

forgotten:

>>> keras.utils.set_random_seed(42)
>>> model = build_model(create_huber(2.0))
>>> history = model.fit(X, y, epochs=1, verbose=0)
>>> model.save(f"{folder}/function.keras")
>>> keras.models.load_model(f"{folder}/function.keras")
Traceback (most recent call last):
    ...
TypeError: Could not locate function 'huber_fn'. ...

what-is-written:

>>> with zipfile.ZipFile(f"{folder}/function.keras") as file:
...     config = json.loads(file.read("config.json"))
>>> config["compile_config"]["loss"]["config"]
'huber_fn'

custom-objects:

>>> loaded = keras.models.load_model(
...     f"{folder}/function.keras",
...     custom_objects={"huber_fn": create_huber(2.0)})
>>> np.allclose(loaded(X), model(X))
True

wrong-key:

>>> keras.models.load_model(
...     f"{folder}/function.keras",
...     custom_objects={"create_huber": create_huber(2.0)})
Traceback (most recent call last):
    ...
TypeError: Could not locate function 'huber_fn'. ...

without-compiling:

>>> only_predicts = keras.models.load_model(
...     f"{folder}/function.keras", compile=False)
>>> np.allclose(only_predicts(X), model(X))
True

threshold-lost:

>>> guesses = np.array([[1.0], [2.0], [3.0], [4.0]])
>>> build_echo(create_huber(2.0)).save(f"{folder}/echo.keras")
>>> for threshold in (2.0, 0.1):
...     loaded = keras.models.load_model(
...         f"{folder}/echo.keras",
...         custom_objects={"huber_fn": create_huber(threshold)})
...     loss = loaded.evaluate(guesses, np.zeros((4, 1)), verbose=0)
...     print(threshold, round(loss, 4))
2.0 3.125
0.1 0.245

class:

>>> build_echo(HuberLoss(2.0)).save(f"{folder}/class.keras")
>>> loaded = keras.models.load_model(
...     f"{folder}/class.keras", custom_objects={"HuberLoss": HuberLoss})
>>> loaded.loss.threshold
2.0

scope:

>>> with keras.saving.custom_object_scope({"HuberLoss": HuberLoss}):
...     loaded = keras.models.load_model(f"{folder}/class.keras")
...     copy = keras.losses.deserialize(
...         keras.losses.serialize(HuberLoss(3.0)))
>>> loaded.loss.threshold, copy.threshold
(2.0, 3.0)

registered:

>>> build_echo(RegisteredHuber(2.0)).save(f"{folder}/registered.keras")
>>> loaded = keras.models.load_model(f"{folder}/registered.keras")
>>> type(loaded.loss).__name__, loaded.loss.threshold
('RegisteredHuber', 2.0)

weights:

>>> X, y = make_housing(200)
>>> model.save_weights(f"{folder}/model.weights.h5")
>>> other = keras.models.load_model(f"{folder}/plain.keras",
...                                 compile=False)
>>> np.allclose(other(X), model(X))
False
>>> other.load_weights(f"{folder}/model.weights.h5")
>>> np.allclose(other(X), model(X))
True

exercise-1:

>>> build_echo(Pinball(0.9)).save(f"{folder}/pinball.keras")
>>> loaded = keras.models.load_model(
...     f"{folder}/pinball.keras", custom_objects={"Pinball": Pinball})
>>> loaded.loss.quantile
0.9

exercise-2:

>>> class Forgetful(HuberLoss):
...     get_config = keras.losses.Loss.get_config
>>> build_echo(Forgetful(2.0)).save(f"{folder}/forgetful.keras")
>>> loaded = keras.models.load_model(
...     f"{folder}/forgetful.keras",
...     custom_objects={"Forgetful": Forgetful})
>>> loaded.loss.threshold
1.0
"""
}
