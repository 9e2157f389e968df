"""Evaluate the examples of one docstring, and capture what they give.

This runs inside a worker. A change of the code here, or in what it imports of this
project, runs every example again (:func:`asrun.examples.record.engine`).
"""

import ast
import contextlib
import linecache
import os
import re
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from asrun.examples import figure
from asrun.examples.outcome import Outcome, normalise

SETTINGS = {  # the environment in which a worker's Python starts
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "agg",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_COLOR": "1",
}


def import_libraries() -> None:
    """Import what examples use. Nothing here may start TensorFlow's threads."""
    with captured():
        import keras  # noqa: F401
        import matplotlib.pyplot  # noqa: F401
        import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    figure.use_style()


def run(head: str, *examples: str, sender: Connection) -> None:
    """Run imports and definitions, then examples, as the program that this process is.

    The outcome of each example is sent as it ends; a traceback where they cannot be run.
    """
    try:
        if "tensorflow" not in sys.modules:
            import_libraries()
        warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}")
        with captured() as take, tempfile.TemporaryDirectory() as folder:
            main = MainModule(Path(folder) / "script.py")
            main.execute(head, "exec")
            for code in examples:
                sender.send(_evaluate(main, code, take))
    except BaseException:
        sender.send(traceback.format_exc().strip())


class MainModule:
    """The module ``__main__``, executed bit by bit. Its file holds what has run: examples may look for their source."""

    def __init__(self, path: Path):
        self.path, self.lines = path, 0
        self.module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.module.__file__ = str(path)

    def execute(self, code: str, mode: str = "single") -> None:
        """Execute a statement as Python's prompt would ("single"), or any number of them ("exec")."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{code}\n")
        linecache.checkcache(str(self.path))
        tree: Any = ast.increment_lineno(ast.parse(f"{code}\n", mode=mode), self.lines)
        self.lines += code.count("\n") + 1
        exec(compile(tree, self.path, mode, dont_inherit=True), vars(self.module))


def _evaluate(main: MainModule, code: str, take: Callable[[], str]) -> Outcome:
    """Evaluate one example as Python's prompt would."""
    value: object = None

    def displayhook(shown: object) -> None:
        nonlocal value
        if shown is not None:
            value = shown
            print(repr(shown))

    sys.displayhook = displayhook
    error = None
    try:
        main.execute(code)
    except Exception as raised:
        last = "".join(traceback.format_exception_only(raised))
        error = normalise(re.sub(r"\A(?:\w+\.)+(?=\w)", "", last))  # the class without its module, as in a notebook
    printed = normalise(take())
    drawn = _figure(value)
    kind = "figure" if drawn else "value" if value is not None else ""
    return Outcome(printed, kind, error, _html(value), drawn)


def _figure(value: object) -> str:
    """The SVG of a figure, "" for anything else; no figure outlives its example."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    svg = figure.to_svg(value) if isinstance(value, Figure) else ""
    pyplot.close("all")
    return svg


def _html(value: object) -> str:
    """The HTML or SVG that a value has for notebooks, "" where it has none."""
    for method in ("_repr_html_", "_repr_svg_"):
        if callable(getattr(type(value), method, None)):
            return getattr(value, method)() or ""
    return ""


@contextlib.contextmanager
def captured() -> Iterator[Callable[[], str]]:
    """Catch all that is printed, and yield a function that takes it.

    TensorFlow prints past ``sys.stdout``, so the process's own file descriptors are led into a file.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with tempfile.TemporaryFile(buffering=0) as file, contextlib.ExitStack() as stack:
        for descriptor in (1, 2):
            kept = os.dup(descriptor)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, descriptor)
            os.dup2(file.fileno(), descriptor)
        # It is left open: TensorFlow's logger keeps the one that it finds when it is imported.
        stream = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        stack.callback(stream.flush)
        stack.enter_context(contextlib.redirect_stdout(stream))
        stack.enter_context(contextlib.redirect_stderr(stream))

        def take() -> str:
            stream.flush()
            file.seek(0)
            text = file.read()
            file.seek(0)
            file.truncate()
            return text.decode("utf-8", "replace")

        yield take
