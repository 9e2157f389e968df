"""Evaluate the examples of one docstring, and capture what they give.

This runs inside a worker. A change of the code here, or in what it imports of this
project, runs every example again (:func:`asrun.examples.record.engine`).
"""

import ast
import contextlib
import linecache
import os
import re
import shutil
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from asrun.examples import figure
from asrun.examples.outcome import Outcome

LOGGED = re.compile(  # what the libraries' C++ logs; it names the line of its source
    r"^(?:WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    r"|[IWEF]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ [\w./]+\.(?:cc|h):\d+\] .*"
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] [\w./]+\.(?:cc|h):\d+\] .*)\n?",
    re.M,
)
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


class Unfit(Exception):
    """An example that cannot be shown or go on, and why."""


def run(head: str, *examples: str, files: Mapping[str, Path], root: Path, sender: Connection) -> None:
    """Run imports and definitions, then examples, as the program that this process is.

    The outcome of each example is sent as it ends; a text where they cannot go on.

    Args:
        files: what the examples may read of the project at `root`, by its path from there.
    """
    try:
        if "tensorflow" not in sys.modules:
            import_libraries()
        warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}")
        with captured() as take, workplace(files, root):
            main = MainModule()
            try:
                main.execute(head, "exec")
            except BaseException as raised:
                raise Unfit(f"its imports and definitions raised {_told(raised)}") from None
            for code in examples:
                sender.send(_evaluate(main, code, take))
    except Unfit as unfit:
        sender.send(str(unfit))
    except BaseException:
        sender.send(traceback.format_exc().strip())


@contextlib.contextmanager
def workplace(files: Mapping[str, Path], root: Path) -> Iterator[None]:
    """A folder of its own to run in, with the files that are declared; others of the project cannot be opened."""

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path = Path(os.path.abspath(os.fsdecode(arguments[0])))
            if path.is_relative_to(root) and not any(map(path.is_relative_to, allowed)):
                inner = path.relative_to(root).as_posix()
                raise PermissionError(f"an example may not open {inner}: declare it in its docstring, Reads: {inner}")

    kept = os.getcwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        allowed = [Path(sys.prefix), Path(sys.base_prefix), Path(folder)]
        if not root.is_relative_to(tempfile.gettempdir()):
            allowed.append(Path(tempfile.gettempdir()))
        for name, path in files.items():
            place = Path(folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        os.chdir(folder)
        sys.addaudithook(guard)
        try:
            yield
        finally:
            os.chdir(kept)


class MainModule:
    """The module ``__main__``, executed bit by bit. Its file holds what has run: examples may look for their source."""

    def __init__(self) -> None:
        self.path, self.lines = Path("script.py").absolute(), 0
        self.module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.module.__file__ = str(self.path)

    def execute(self, code: str, mode: str = "single") -> None:
        """Execute a statement as Python's prompt would ("single"), or any number of them ("exec")."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{code}\n")
        text = self.path.read_text(encoding="utf-8")
        linecache.cache[self.path.name] = len(text), None, [*StringIO(text)], str(self.path)
        tree: Any = ast.increment_lineno(ast.parse(f"{code}\n", mode=mode), self.lines)
        self.lines += code.count("\n") + 1
        exec(compile(tree, self.path.name, mode, dont_inherit=True), vars(self.module))


def _evaluate(main: MainModule, code: str, take: Callable[[], str]) -> Outcome:
    """Evaluate one example as Python's prompt would."""
    shown: list[object] = []

    def displayhook(value: object) -> None:
        if value is not None:
            print(repr(value))
            shown.append(value)

    sys.displayhook = displayhook
    error = None
    try:
        main.execute(code)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:
        error = _told(raised)
    printed = take()
    value = shown[-1] if shown else None
    drawn, html = _figure(value), _html(value)
    if len(shown) > 1 or shown and not isinstance(ast.parse(code).body[-1], ast.Expr):
        kind = "several"
    else:
        kind = "figure" if drawn else "value" if shown else ""
    return Outcome(printed, kind, error, html, drawn, repr(value) if html or drawn else "")


def _told(raised: BaseException) -> str:
    """An error as a notebook tells it: its class without the module."""
    return re.sub(r"\A(?:\w+\.)+(?=\w)", "", "".join(traceback.format_exception_only(raised))).strip()


def _figure(value: object) -> str:
    """The SVG of a figure, "" for anything else; no figure outlives its example."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    try:
        return figure.to_svg(value) if isinstance(value, Figure) else ""
    except Exception as raised:
        raise Unfit(f"its figure cannot be drawn: {_told(raised)}") from None
    finally:
        pyplot.close("all")


def _html(value: object) -> str:
    """The HTML or SVG that a value has for notebooks, "" where it has none."""
    for method in ("_repr_html_", "_repr_svg_"):
        if callable(getattr(type(value), method, None)):
            try:
                return getattr(value, method)() or ""
            except Exception as raised:
                raise Unfit(f"{method}() of its value raised {_told(raised)}") from None
    return ""


@contextlib.contextmanager
def captured() -> Iterator[Callable[[], str]]:
    """Catch all that is printed, and yield a function that takes it, without the log of C++.

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
        stack.callback(lambda: None if stream.closed else stream.flush())
        stack.enter_context(contextlib.redirect_stdout(stream))
        stack.enter_context(contextlib.redirect_stderr(stream))

        def take() -> str:
            if stream.closed:
                raise Unfit("it closed sys.stdout")
            stream.flush()
            file.seek(0)
            text = file.read()
            file.seek(0)
            file.truncate()
            return LOGGED.sub("", text.decode("utf-8", "replace"))

        yield take
