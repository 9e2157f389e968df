"""Ecosystem and portability: what leaves Python, and what grew around it.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "A Quick Tour of
TensorFlow".
"""

import os
import tempfile

import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.custom.saving import run_fresh
from snippets.diagrams import _draw_arrow, _draw_box


class ScaleModule(tf.Module):
    """Multiply by a factor that is a variable.

    Args:
        factor: its first value, a float.

    >>> float(ScaleModule(3.0)(tf.constant([2.0]))[0])
    6.0
    """

    def __init__(self, factor):
        super().__init__()
        self.factor = tf.Variable(factor)

    @tf.function(input_signature=[tf.TensorSpec([None])])  #: signature
    def __call__(self, x):
        """Scale x, a float32 tensor of shape (n,)."""
        return self.factor * x


class PlainScale(tf.Module):
    """The same without a TF function, so that no graph is saved.

    Args:
        factor: its first value, a float.

    >>> PlainScale(3.0)(tf.constant([1.0, 2.0]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 6.], dtype=float32)>
    """

    def __init__(self, factor):
        super().__init__()
        self.factor = tf.Variable(factor)

    def __call__(self, x):
        """Scale x, a float32 tensor of shape (n,)."""
        return self.factor * x


def write_losses(folder, losses):
    """Write one event per loss into a log that TensorBoard can read.

    Args:
        folder: where the log goes.
        losses: floats, one per step.

    >>> logs = tempfile.mkdtemp()
    >>> write_losses(logs, [1.0, 0.5])
    >>> write_losses(logs, [0.8, 0.4])
    >>> len(os.listdir(logs))
    2
    """
    writer = tf.summary.create_file_writer(folder)
    with writer.as_default():
        for step, loss in enumerate(losses):
            tf.summary.write("loss", loss, step=step)
    writer.close()


def read_events(folder: str) -> list[tuple[int, str, float]]:
    """Read the values of a log back.

    Args:
        folder: where the log is.

    Returns:
        A list of (step, name, value) in the order of writing.

    events:

    >>> logs = tempfile.mkdtemp()
    >>> write_losses(logs, [1.0, 0.5, 0.25])
    >>> len(os.listdir(logs))
    1
    >>> read_events(logs)
    [(0, 'loss', 1.0), (1, 'loss', 0.5), (2, 'loss', 0.25)]
    """
    events = []
    files = tf.io.gfile.glob(os.path.join(folder, "events.out*"))
    for record in tf.data.TFRecordDataset(files):
        event = tf.compat.v1.Event.FromString(record.numpy())
        for value in event.summary.value:
            number = float(tf.make_ndarray(value.tensor))
            events.append((event.step, value.tag, number))
    return events


def draw_routes() -> plt.Figure:
    """Draw the ways from a Python program to where a model can run.

    Returns:
        A matplotlib figure.

    >>> draw_routes()
    <Figure size 680x360 with 1 Axes>
    """
    fig, ax = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
    _draw_box(ax, (1.3, 2.1), (2.5, 0.96), "C0", "Python", "tf.function, Keras")
    _draw_box(ax, (4.7, 2.1), (2.1, 0.96), "C1", "SavedModel", "graph, weights")
    for row, name, inside in (
        (3.9, "TensorFlow Serving", "servers"),
        (2.7, "TensorFlow", "Python, C++, Java"),
        (1.5, "LiteRT", "Android, iOS, embedded"),
        (0.3, "TensorFlow.js", "browsers, Node.js"),
    ):
        _draw_box(ax, (8.5, row), (3.3, 0.96), "C2", name, inside)
        _draw_arrow(ax, (5.8, 2.1), (6.8, row))
    _draw_arrow(ax, (2.6, 2.1), (3.6, 2.1))
    ax.set(xlim=(0, 10.2), ylim=(-0.25, 4.45))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
graph:

>>> scale = ScaleModule(3.0)
>>> scale(tf.constant([1.0, 2.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 6.], dtype=float32)>
>>> graph = scale.__call__.get_concrete_function().graph
>>> [op.type for op in graph.get_operations()]
['Placeholder', 'Placeholder', 'ReadVariableOp', 'Mul', 'Identity', 'NoOp']

save:

>>> folder = tempfile.mkdtemp()
>>> tf.saved_model.save(scale, folder)
>>> sorted(os.listdir(folder))
['assets', 'fingerprint.pb', 'saved_model.pb', 'variables']

load:

>>> loaded = tf.saved_model.load(folder)
>>> loaded(tf.constant([1.0, 2.0, 100.0]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([  3.,   6., 300.], dtype=float32)>
>>> isinstance(loaded, ScaleModule)
False

loaded-variable:

>>> _ = loaded.factor.assign(10.0)
>>> loaded(tf.constant([1.0, 2.0]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([10., 20.], dtype=float32)>

fresh:

>>> code = '''
... import tensorflow as tf
...
... model = tf.saved_model.load(".")
... print(model(tf.constant([1.0, 2.0])).numpy().tolist())
... '''
>>> print(run_fresh(code, folder))
[3.0, 6.0]

lite:

>>> code = '''
... import tensorflow as tf
...
... converter = tf.lite.TFLiteConverter.from_saved_model(".")
... model = tf.lite.Interpreter(model_content=converter.convert())
... scale = model.get_signature_runner()
... outputs = scale(x=tf.constant([1.0, 2.0]))
... print(outputs["output_0"].tolist())
... '''
>>> print(run_fresh(code, folder))
[3.0, 6.0]

exercise-1:

>>> folder = tempfile.mkdtemp()
>>> tf.saved_model.save(PlainScale(3.0), folder)
>>> loaded = tf.saved_model.load(folder)
>>> float(loaded.factor)
3.0
>>> loaded(tf.constant([1.0, 2.0]))
Traceback (most recent call last):
    ...
TypeError: '_UserObject' object is not callable

exercise-2:

>>> logs = tempfile.mkdtemp()
>>> write_losses(logs, [4.0, 2.0, 1.0, 0.5])
>>> values = [value for step, name, value in read_events(logs)]
>>> all(after < before for before, after in zip(values, values[1:]))
True
"""
}
