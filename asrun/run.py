"""Run the examples whose records are out of date: one TensorFlow import, many forks.

`refresh` is what others call. It starts this module as a program of its own, so
that the process that builds the site never holds TensorFlow, and so that the
settings of `SETTINGS` are in force before Python starts.
"""

from __future__ import annotations

import contextlib
import importlib
import linecache
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from multiprocessing.connection import Connection, wait
from pathlib import Path

from asrun import figure
from asrun.compare import complaint, normalise
from asrun.find import PACKAGE, Library, Module, Session, unlabelled
from asrun.problems import Problem, Problems, shown
from asrun.record import Outcome, Record, Records, key, versions

SEED = 0
SETTINGS = {
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "agg",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_COLOR": "1",
}
PATIENCE = 300  # seconds that one example may take
NOISE = re.compile(
    r"^(?:WARNING: All log messages before absl|[IWEF]\d{4} \d\d:|"
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] ).*\n?", re.M)


def refresh(library: Library, records: Records, python: str = sys.executable) -> int:
    """Run every module whose record is missing or out of date.

    Args:
        python: the interpreter of the lane that `records` belongs to.

    Returns:
        How many examples ran. Zero means that TensorFlow was not imported.

    Raises:
        Problems: when a module could not be run to its end.
    """
    stale = records.stale()
    if not stale:
        return 0
    command = [python, "-m", "asrun.run", str(library.root), str(records.base)]
    with tempfile.TemporaryDirectory() as scratch:  # AutoGraph leaves its files there
        done = subprocess.run(
            [*command, *(m.name for m in stale)],
            env={**os.environ, **SETTINGS, **import_path(), "TMPDIR": scratch})
    if done.returncode == 130:
        raise KeyboardInterrupt
    missing = [m for m in stale if records.get(m.name) is None]
    if done.returncode or missing:
        raise Problems(
            Problem(shown(m.path, library.root), 1, f"{m.name} did not run to its end",
                    "what stopped it is told above") for m in missing or stale)
    return sum(len(s.examples) for m in stale for s in m.sessions.values())


def import_path() -> dict[str, str]:
    """Let the program that is started import this very package."""
    here = str(Path(__file__).resolve().parent.parent)
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
                problems.append(Problem(
                    shown(module.path, library.root), example.line,
                    f"{name}: {example.code.splitlines()[0]}  {wrong}",
                    "mend the example, or run `make update` to write down what it gives now"))
    return problems


# --- the program ------------------------------------------------------------------


def main(root: str, folder: str, *names: str) -> int:
    """Import TensorFlow once, fork a worker for each module, and save their records."""
    from tqdm import tqdm

    os.environ.pop("PYTHONPATH", None)  # it was for this program; readers' Pythons do not see this project
    library = Library(Path(root))
    records = Records(library, Path(folder))
    waiting = [library[name] for name in names]
    total = sum(len(s.examples) for m in waiting for s in m.sessions.values())
    sys.path.insert(0, root)
    context = multiprocessing.get_context(start_method())
    bar = tqdm(total=total, unit=" examples", desc="running", file=sys.stdout,
               mininterval=0.1 if sys.stdout.isatty() else 5)
    if context.get_start_method() == "fork":
        _import_libraries()
    whole = True
    running: dict[Connection, Worker] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                worker = Worker(context, root, waiting.pop(0))
                running[worker.ear] = worker
            for ear in wait(list(running), timeout=1):
                worker = running[ear]
                said = worker.hear()
                if isinstance(said, int):
                    bar.update()
                    continue
                del running[ear]
                if isinstance(said, Record):
                    records.save(said)
                else:
                    whole = False
                    where = shown(worker.module.path, library.root), worker.line
                    bar.write(str(Problem(*where, said)), file=sys.stderr)
            for worker in running.values():
                worker.lose_patience()
    finally:
        for worker in running.values():
            worker.process.kill()
        bar.close()
    return 0 if whole else 1


def start_method() -> str:
    """How workers start: forked where that is safe, else spawned (macOS, Windows).

    The environment variable DOCS_START overrides it.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return os.environ.get("DOCS_START") or ("fork" if forks else "spawn")


class Worker:
    """A process that runs one module and tells how far it is."""

    def __init__(self, context, root: str, module: Module):
        self.module, self.line, self.since = module, 1, time.monotonic()
        self.slow = False
        self.ear, mouth = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(root, module.name, mouth))
        self.process.start()
        mouth.close()

    def hear(self) -> int | Record | str:
        """The line of the example that begins, the finished record, or what went wrong."""
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

    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    figure.use_style()


def _work(root: str, name: str, parent: Connection) -> None:
    """Run one module and send what it gave: line numbers on the way, a Record at the end."""
    try:
        if "tensorflow" not in sys.modules:
            sys.path.insert(0, root)
            _import_libraries()
        library = Library(Path(root))
        module = library[name]
        start = time.monotonic()
        imported = importlib.import_module(f"{PACKAGE}.{name}")
        with _captured() as sink:
            sessions = {
                full: _run(session, vars(imported), sink, parent)
                for full, session in module.sessions.items()
            }
        parent.send(Record(name, key(library, module), versions(),
                           round(time.monotonic() - start, 2), sessions))
    except BaseException:
        parent.send(traceback.format_exc().strip())


def _run(session: Session, namespace: dict, sink, parent: Connection) -> list[Outcome]:
    """Run the examples of one docstring in a fresh copy of its module's names."""
    import keras

    _forget_names(keras)
    keras.utils.set_random_seed(SEED)
    names = {**namespace, "__name__": "__main__"}
    outcomes = []
    for i, example in enumerate(session.examples):
        parent.send(example.line)
        outcomes.append(_evaluate(example.code, f"<{session.name}[{i}]>", names, sink))
    return outcomes


def _forget_names(keras) -> None:
    """Let Keras number the names that it gives from the beginning, as in a new process."""
    if hasattr(keras.utils, "clear_session"):
        keras.utils.clear_session(free_memory=False)
    else:  # Keras 2
        keras.backend.clear_session()


def _evaluate(code: str, filename: str, names: dict, sink) -> Outcome:
    """Evaluate one example as Python's prompt would."""
    code = unlabelled(code)[0] + "\n"
    linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)
    values: list[object] = []

    def displayhook(value: object) -> None:
        if value is not None:
            values.append(value)
            print(repr(value))

    sys.displayhook = displayhook
    error = None
    try:
        exec(compile(code, filename, "single", dont_inherit=True), names)
    except Exception as raised:  # noqa: BLE001 - whatever a reader would meet
        last = traceback.format_exception_only(raised)
        error = normalise(_short("".join(last)))
    printed = normalise(NOISE.sub("", sink()))
    value = values[-1] if values else None
    drawn = _figure(value)
    return Outcome(
        printed=printed, error=error, figure=drawn,
        value="figure" if drawn else "value" if value is not None else "",
        html=_html(value))


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
            stack.callback(lambda kept=kept, descriptor=descriptor: (
                os.dup2(kept, descriptor), os.close(kept)))
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
