"""Run the examples whose records are out of date: one TensorFlow import, a fork for each docstring.

A docstring runs as the script that a page offers to copy: as ``__main__``, with that
script's imports and definitions, in a process that has only imported libraries. No
seed is set for it: a reader has none either.

`refresh` is what others call. It starts this module as a program of its own, so
that the process that builds the site never holds TensorFlow, and so that the
settings of `SETTINGS` are in force before Python starts.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
import types
import warnings
from multiprocessing.connection import Connection, wait
from pathlib import Path

from asrun.examples import figure, script
from asrun.examples.compare import complaint, normalise
from asrun.examples.find import Library, Module, unlabelled
from asrun.examples.record import Outcome, Record, Records, key, versions
from asrun.problems import Problem, Problems, shown

SETTINGS = {
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "agg",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_COLOR": "1",
}
Ran = tuple[list[Outcome], float]  # what the examples of a docstring gave, and the seconds they took
PATIENCE = 300  # seconds that one example may take
NOISE = re.compile(
    r"^(?:WARNING: All log messages before absl|[IWEF]\d{4} \d\d:|"
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] ).*\n?",
    re.M,
)


def refresh(library: Library, records: Records, python: str = sys.executable, everything: bool = False) -> int:
    """Run every module whose record is missing or out of date.

    Args:
        python: the interpreter of the lane that `records` belongs to.
        everything: whether the others run again, too.

    Returns:
        How many examples ran. Zero means that TensorFlow was not imported.

    Raises:
        Problems: when a module could not be run to its end.
    """
    stale = records.stale(everything)
    if not stale:
        return 0
    command = [python, "-m", "asrun.examples.run", str(library.root), str(records.base)]
    with tempfile.TemporaryDirectory() as scratch:  # AutoGraph leaves its files there
        done = subprocess.run(
            [*command, *(m.name for m in stale)], env={**os.environ, **SETTINGS, **import_path(), "TMPDIR": scratch}
        )
    if done.returncode == 130:
        raise KeyboardInterrupt
    missing = [m for m in stale if records.get(m.name) is None]
    if done.returncode or missing:
        raise Problems(
            Problem(shown(m.path, library.root), 1, f"{m.name} did not run to its end", "what stopped it is told above")
            for m in missing or stale
        )
    return sum(len(s.examples) for m in stale for s in m.sessions.values())


def import_path() -> dict[str, str]:
    """Let the program that is started import this very package."""
    here = str(Path(__file__).resolve().parents[2])
    path = [here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(path))}


def judge(library: Library, records: Records) -> list[Problem]:
    """What is wrong with the examples, by their records."""
    problems = []
    for name, session in library.sessions.items():
        module = library.module_of(name)
        record = records.get(module.name)
        keras, outcomes = record.versions["keras"], record.sessions[name]
        for example, outcome in zip(session.examples, outcomes, strict=True):
            if wrong := complaint(example.on(keras), outcome.printed, outcome.error):
                problems.append(
                    Problem(
                        shown(module.path, library.root),
                        example.line,
                        f"{name}: {example.code.splitlines()[0]}  {wrong}",
                        "mend the example, or run `make update` to write down what it gives now",
                    )
                )
    return problems


# --- the program ------------------------------------------------------------------


def main(root: str, folder: str, *names: str) -> int:
    """Import TensorFlow once, fork a worker for each docstring, and save the records of each module."""
    from tqdm import tqdm

    os.environ.pop("PYTHONPATH", None)  # it was for this program; readers' Pythons do not see this project
    library = Library(Path(root))
    records = Records(library, Path(folder))
    waiting = [session for name in names for session in library[name].sessions]
    gave: dict[str, dict[str, Ran]] = {name: {} for name in names}
    total = sum(len(library.sessions[session].examples) for session in waiting)
    context = multiprocessing.get_context(start_method())
    bar = tqdm(
        total=total, unit=" examples", desc="running", file=sys.stdout, mininterval=0.1 if sys.stdout.isatty() else 5
    )
    if context.get_start_method() == "fork":
        _import_libraries()
    whole = True
    running: dict[Connection, Worker] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                worker = Worker(context, library, waiting.pop(0))
                running[worker.ear] = worker
            for ear in wait(list(running), timeout=1):
                worker = running[ear]
                said = worker.hear()
                if isinstance(said, int):
                    bar.update()
                    continue
                del running[ear]
                module = library.module_of(worker.name)
                if isinstance(said, tuple):
                    gave[module.name][worker.name] = said
                    if len(gave[module.name]) == len(module.sessions):
                        records.save(_record(library, module, gave[module.name]))
                else:
                    whole = False
                    bar.write(str(Problem(shown(module.path, library.root), worker.line, said)), file=sys.stderr)
            for worker in running.values():
                worker.lose_patience()
    finally:
        for worker in running.values():
            worker.process.kill()
        bar.close()
    return 0 if whole else 1


def _record(library: Library, module: Module, gave: dict[str, Ran]) -> Record:
    """The record of a module, when all of its docstrings have run."""
    seconds = sum(seconds for _, seconds in gave.values())
    return Record(
        module.name,
        key(library, module),
        versions(),
        round(seconds, 2),
        {name: gave[name][0] for name in module.sessions},
    )


def start_method() -> str:
    """How workers start: forked where that is safe, else spawned (macOS, Windows).

    The environment variable DOCS_START overrides it.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return os.environ.get("DOCS_START") or ("fork" if forks else "spawn")


class Worker:
    """A process that runs one docstring and tells how far it is."""

    def __init__(self, context, library: Library, name: str):
        self.name, self.line, self.since = name, library.sessions[name].line, time.monotonic()
        self.slow = False
        self.ear, mouth = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(library, name, mouth))
        self.process.start()
        mouth.close()

    def hear(self) -> int | Ran | str:
        """The line of the example that begins, what all of them gave, or what went wrong."""
        try:
            said = self.ear.recv()
        except EOFError:
            said = None
        if isinstance(said, int):
            self.line, self.since = said, time.monotonic()
            return said
        self.process.join()
        if said is not None:
            return said
        if self.slow:
            return f"the example took longer than {PATIENCE} seconds"
        return f"the example ended its process (exit code {self.process.exitcode})"

    def lose_patience(self) -> None:
        """End the process when its example has run for too long."""
        if time.monotonic() - self.since > PATIENCE:
            self.slow = True
            self.process.kill()


def _import_libraries() -> None:
    """Import what examples use. Nothing here may start TensorFlow's threads."""
    with _captured():
        import keras  # noqa: F401
        import matplotlib.pyplot  # noqa: F401
        import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    figure.use_style()


def _work(library: Library, name: str, parent: Connection) -> None:
    """Run one docstring and send what it gave: line numbers on the way, what all of it gave at the end."""
    try:
        if "tensorflow" not in sys.modules:
            _import_libraries()
        start = time.monotonic()
        with _captured() as sink, tempfile.TemporaryDirectory() as folder:
            program = Program(Path(folder) / "script.py")
            program.run(str(script.head(library, name)), "exec")
            outcomes = []
            for example in library.sessions[name].examples:
                parent.send(example.line)
                outcomes.append(_evaluate(program, example.code, sink))
        parent.send((outcomes, time.monotonic() - start))
    except BaseException:
        parent.send(traceback.format_exc().strip())


class Program:
    """A script that is written and run bit by bit, as the program that its process is.

    Its file holds what has run so far, since examples may look for their own source.

    Args:
        path: the file.
    """

    def __init__(self, path: Path):
        self.path, self.lines = path, 0
        self.module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.module.__file__ = str(path)

    def run(self, code: str, mode: str = "single") -> None:
        """Run more of the script: a statement as Python's prompt would ("single"), or any number of them ("exec")."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{code}\n")
        linecache.checkcache(str(self.path))
        tree = ast.increment_lineno(ast.parse(f"{code}\n", mode=mode), self.lines)
        self.lines += code.count("\n") + 1
        exec(compile(tree, self.path, mode, dont_inherit=True), vars(self.module))


def _evaluate(program: Program, code: str, sink) -> Outcome:
    """Evaluate one example as Python's prompt would."""
    values: list[object] = []

    def displayhook(value: object) -> None:
        if value is not None:
            values.append(value)
            print(repr(value))

    sys.displayhook = displayhook
    error = None
    try:
        program.run(unlabelled(code)[0])
    except Exception as raised:  # noqa: BLE001 - whatever a reader would meet
        last = traceback.format_exception_only(raised)
        error = normalise(_short("".join(last)))
    printed = normalise(NOISE.sub("", sink()))
    value = values[-1] if values else None
    drawn = _figure(value)
    return Outcome(
        printed=printed,
        error=error,
        figure=drawn,
        value="figure" if drawn else "value" if value is not None else "",
        html=_html(value),
    )


def _short(error: str) -> str:
    """An error as a notebook shows it: the class without its module."""
    return re.sub(r"\A(?:\w+\.)+(?=\w)", "", error)


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
def _captured():
    """Catch all that Python and TensorFlow's C++ print; yield a function that takes it.

    TensorFlow prints (``tf.print``) past ``sys.stdout``, so the process's own
    file descriptors are led into a file.
    """
    with tempfile.TemporaryFile("w+b") as file, contextlib.ExitStack() as stack:
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            kept = os.dup(descriptor)
            getattr(sys, name).flush()
            stack.callback(lambda kept=kept, descriptor=descriptor: (os.dup2(kept, descriptor), os.close(kept)))
            os.dup2(file.fileno(), descriptor)
            stream = open(descriptor, "w", encoding="utf-8", buffering=1, closefd=False)
            stack.callback(setattr, sys, name, getattr(sys, name))
            setattr(sys, name, stream)

        def showwarning(message, category, *_, **__):
            print(f"{category.__name__}: {message}")

        stack.callback(setattr, warnings, "showwarning", warnings.showwarning)
        warnings.showwarning = showwarning

        def take() -> str:
            sys.stdout.flush()
            sys.stderr.flush()
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            file.seek(0)
            file.truncate()
            return text

        yield take


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
