"""Run the examples whose records are out of date: one TensorFlow import, a fork for each docstring.

A docstring runs as the script that a page offers to copy: as ``__main__``, with that
script's imports and definitions, in a process that has only imported libraries. No
seed is set for it: a reader has none either.

`refresh` starts this module as a program of its own: who builds the site never holds
TensorFlow, and the environment of workers is set before Python starts.
"""

import gc
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from asrun.examples import evaluate, limits, script
from asrun.examples.compare import agree, complaint, complaints
from asrun.examples.find import Library, Session
from asrun.examples.outcome import Outcome
from asrun.examples.proved import Proved
from asrun.examples.record import PROJECT, Record, Records, key, versions
from asrun.examples.text import lines
from asrun.problems import Problem, Problems

TIMEOUT = 300  # seconds that one example may take
PATIENCE = 10  # seconds that a process may take to end after its last example
REMEDY = f"run it by itself to see what it does; it may take {TIMEOUT} seconds, {limits.SAYS}"


def refresh(
    library: Library,
    records: Records,
    proved: Proved | None = None,
    python: str = sys.executable,
    everything: bool = False,
) -> int:
    """Run every docstring whose record is missing or out of date (or `everything`), with the `python` of its lane.

    Args:
        proved: the slices of the docstrings, where they are copied from this lane: those that are not known are tried.

    Returns:
        How many examples ran. Zero means that TensorFlow was not imported.

    Raises:
        Problems: when a docstring could not be run to its end.
    """
    from filelock import FileLock

    records.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(records.base / "lock"):  # another command may be running what is to run here
        records.sweep()
        return _refresh(library, records, proved, python, everything)


def _refresh(library: Library, records: Records, proved: Proved | None, python: str, everything: bool) -> int:
    stale = records.stale(everything)
    untried = [name for name in library.sessions if proved and proved.untried(name)]
    if not stale and not untried:
        return 0
    command = [python, "-m", "asrun.examples.run", str(library.root), str(records.base)]
    needed = {part.name for name in {*stale, *untried} for part in library.closure(library.module_of(name))}
    command += [*map(",".join, (sorted(needed), stale, untried)), str(proved.folder) if proved else ""]
    with tempfile.TemporaryDirectory() as scratch:  # AutoGraph leaves its files there
        env = {**os.environ, **evaluate.SETTINGS, **import_path(), "TMPDIR": scratch}
        done = subprocess.run(command, env=env)
    if done.returncode == 130:
        raise KeyboardInterrupt
    if done.returncode < 0:
        print(flush=True)  # the line that its bar left open
    missing = [name for name in stale if records.get(name) is None]
    missing += [name for name in untried if proved and name not in missing and proved.untried(name)]
    if done.returncode or missing:
        remedy = "what stopped it is told above" if done.returncode >= 0 else limits.ended(done.returncode)
        stopped = [(name, library.sessions[name].line) for name in missing or stale or untried]
        raise Problems(library.problem(name, line, f"{name} did not run to its end", remedy) for name, line in stopped)
    return sum(len(library.sessions[name].examples) for name in stale)


def import_path() -> dict[str, str]:
    """Let the program that is started import this very package."""
    path = [str(PROJECT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(path))}


def judge(library: Library, records: Records) -> list[Problem]:
    """What is wrong with the examples, by their records."""
    remedy = "mend the example, or run `make update` to write down what it gives now"
    inside = "print() what is to be seen, or give it a line of its own: a script shows nothing by itself"
    several = [
        library.problem(name, example.line, f"{name}: {lines(example.code)[0]}  shows more than its last value", inside)
        for name, session in library.sessions.items()
        for example, outcome in zip(session.examples, records.outcomes(name), strict=True)
        if outcome.value == "several"
    ]
    return several + [
        library.problem(name, example.line, f"{name}: {lines(example.code)[0]}  {says}", remedy)
        for name, example, _, says in complaints(records, library.sessions.values())
    ]


# --- the program ------------------------------------------------------------------


class Worker:
    """A process that runs one docstring, or a slice of it that is to give what a step gave.

    Args:
        step: the step, None for the whole docstring.
        numbers: the examples of the slice; others are tried after it.

    Attributes:
        outcomes: what the examples that have ended gave.
        failure: why the others cannot run, "" while they can.
    """

    def __init__(self, session: Session, step: str | None = None, slices: Sequence[list[int]] = ()):
        self.session, self.step = session, step
        self.numbers, *self.others = slices or [list(range(len(session.examples)))]
        self.outcomes: list[Outcome] = []
        self.failure = ""

    def start(self, library: Library) -> None:
        """Start the process."""
        self.begun = self.since = time.monotonic()
        self.receiver, sender = multiprocessing.Pipe(duplex=False)
        code = script.executed(library, self.session.name, self.numbers)
        files = {path: library.root / path for path in self.session.reads}
        given = {"files": files, "root": library.root, "sender": sender}
        self.process = multiprocessing.Process(target=work, args=code, kwargs=given)
        self.process.start()
        sender.close()

    def gives(self, whole: list[Outcome], keras: str) -> bool:
        """Whether a slice gave, for its step, what the whole docstring gave, or is expected with this Keras."""
        if self.failure:
            return False
        for number, outcome in zip(self.numbers, self.outcomes, strict=True):
            example, there = self.session.examples[number], whole[number]
            if example.step != self.step:
                fits = outcome.error == there.error
            else:
                same = agree(there.printed, outcome.printed) and agree(there.error or "", outcome.error or "")
                expected = complaint(example.on(keras), outcome.printed, outcome.error) is None
                fits = (same or expected) and there.figure == outcome.figure
            if not fits:
                return False
        return True

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return bool(self.failure) or len(self.outcomes) == len(self.numbers)

    @property
    def line(self) -> int:
        """Where the example stands that is running."""
        return self.session.examples[self.numbers[min(len(self.outcomes), len(self.numbers) - 1)]].line

    def receive(self) -> None:
        """Take what the process sent: an outcome, a traceback, or no more."""
        try:
            sent = self.receiver.recv()
        except EOFError:
            self.process.join()
            self.failure = limits.ended(self.process.exitcode or 0)
            return
        if isinstance(sent, Outcome) and not (unfit := limits.unfit(sent)):
            self.outcomes.append(sent)
            self.since = time.monotonic()
        elif isinstance(sent, Outcome):
            self.failure = unfit
            self.process.kill()
        else:
            self.failure = sent

    def end(self) -> None:
        """Wait for the process to end; one that does not fails."""
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            self.failure = self.failure or "something that it started, such as a thread, does not end"

    def kill_when_overdue(self) -> None:
        """End the process when its example has run for too long."""
        if not self.ended and time.monotonic() - self.since > TIMEOUT:
            self.failure = f"the example took longer than {TIMEOUT} seconds"
            self.process.kill()


def work(*code: str, **given: Any) -> None:
    """What a worker's process does."""
    limits.keep()
    evaluate.run(*code, **given)


class Runs:
    """What has to run: docstrings, whole, and slices of those of which none are known.

    Args:
        whole: the docstrings to run.
        untried: the docstrings whose slices are to be tried.
    """

    def __init__(self, records: Records, proved: Proved, whole: Sequence[str], untried: Sequence[str]):
        self.records, self.proved, self.sessions = records, proved, records.library.sessions
        self.slices: dict[str, dict[str, list[int]]] = {name: {} for name in untried}
        self.waiting = [Worker(self.sessions[name]) for name in whole]
        for name in untried:
            if name not in whole:
                self._slice(name)

    def take(self, worker: Worker) -> None:
        """Take in what a worker gave; slices of a docstring are tried right after it."""
        name, step = worker.session.name, worker.step
        if step is None:
            seconds = worker.since - worker.begun
            self.records.save(Record(name, key(self.records.library, name), versions(), seconds, worker.outcomes))
            if name in self.slices:
                self._slice(name)
        elif worker.gives(self.records.outcomes(name), versions()["keras"]):
            self._keep(name, step, worker.numbers)
        else:
            self._try(name, step, worker.others)

    def _slice(self, name: str) -> None:
        for step in reversed(self.proved.untried(name)):
            self._try(name, step, script.slices(self.sessions[name], step))

    def _try(self, name: str, step: str, slices: Sequence[list[int]]) -> None:
        """Try the first of some slices; one that leaves out only what comes after it has run already."""
        if slices[0] == list(range(len(slices[0]))):
            self._keep(name, step, slices[0])
        else:
            self.waiting.insert(0, Worker(self.sessions[name], step, slices))

    def _keep(self, name: str, step: str, numbers: list[int]) -> None:
        self.slices[name][step] = numbers
        if self.slices[name].keys() == set(self.proved.untried(name)):
            self.proved.keep(name, self.slices[name])


def main(root: str, folder: str, modules: str, whole: str, untried: str, kept: str) -> int:
    """Import TensorFlow once, fork a worker for each docstring and each slice, and keep what they give."""
    from tqdm import tqdm

    os.environ.pop("PYTHONPATH", None)  # it was for this program; readers' Pythons do not see this project
    library = Library(Path(root), modules.split(","))
    names, sliced = (list(filter(None, given.split(","))) for given in (whole, untried))
    runs = Runs(Records(library, Path(folder)), Proved(library, Path(kept)), names, sliced)
    total, interval = sum(len(library.sessions[name].examples) for name in names), 0.1 if sys.stdout.isatty() else 5
    bar = tqdm(total=total, unit=" examples", desc="running", file=sys.stdout, mininterval=interval)
    multiprocessing.set_start_method(start_method(), force=True)
    if start_method() == "fork":
        evaluate.import_libraries()
        gc.collect()
        gc.freeze()  # else the collector of each worker would copy the memory that it shares with the others
    running: list[Worker] = []
    failed, master = False, os.getppid()
    try:
        while (runs.waiting or running) and os.getppid() == master:  # who started this may have been killed
            while runs.waiting and len(running) < cores():
                running.append(runs.waiting.pop(0))
                running[-1].start(library)
            ready = wait([worker.receiver for worker in running], timeout=1)
            for worker in list(running):
                if worker.receiver in ready:
                    worker.receive()
                    bar.update(worker.step is None)
                worker.kill_when_overdue()
                if not worker.ended:
                    continue
                running.remove(worker)
                worker.end()
                if worker.failure and worker.step is None:
                    failed = True
                    problem = library.problem(worker.session.name, worker.line, worker.failure, REMEDY)
                    bar.write(str(problem), file=sys.stderr)
                else:
                    runs.take(worker)
    finally:
        for worker in running:
            worker.process.kill()
        bar.close()
    return int(failed)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_method() -> str:
    """How workers start: as DOCS_START says, else forked where that is safe, else spawned (macOS, Windows)."""
    forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return os.environ.get("DOCS_START") or ("fork" if forks else "spawn")


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # a disk that is full, say
        sys.exit(str(error))
