"""How long all examples take when nothing is known; all docstrings in one process, one after the other, are 1.

Both run on all processors of this machine. The cold run does more: every step of a docstring is tried
once more by itself, as the script that is offered to copy. Without that is a row of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from asrun.examples import script
from asrun.examples.record import Records
from asrun.examples.run import import_path
from asrun.site.project import Project
from tests.project import ROOT

ROUNDS = 2
RUN = ["-m", "asrun.examples.run", str(ROOT)]


def main() -> None:
    """Print both ratios, and the docstrings that take longest."""
    project = Project(ROOT)
    names = list(project.library.sessions)
    sliced: list[float] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        one = seconds(in_one_process(project, names))
        for ratios, slices in ((alone, ""), (sliced, "sliced")):
            with tempfile.TemporaryDirectory() as folder:
                start = time.perf_counter()
                command = [sys.executable, *RUN, folder, slices, *sorted(names, key=_length(project), reverse=True)]
                env = {**os.environ, **import_path()}
                subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
                ratios.append((time.perf_counter() - start) / one)
                took = {name: record.seconds for name in names if (record := _record(project, folder, name))}
    print(f"all docstrings in one process, one after the other = 1 ({one:.0f} s here; medians of {ROUNDS})")
    print(f"  a cold run, each docstring as fresh as a new process  {statistics.median(alone):6.2f}")
    print(f"  and every slice of it tried by itself                 {statistics.median(sliced):6.2f}")
    longest = sorted(took, key=lambda name: took[name], reverse=True)[:5]
    print("the longest, slices included: " + ", ".join(f"{name} {took[name]:.0f} s" for name in longest))


def _length(project: Project):
    return lambda name: len(project.library.sessions[name].examples)


def _record(project: Project, folder: str, name: str):
    return Records(project.library, Path(folder)).get(name)


def in_one_process(project: Project, names: Iterable[str]) -> str:
    """A program of docstrings, each with names of its own; what fails in company is passed over."""
    executed = [script.executed(project.library, name) for name in names]
    return f"""
import contextlib, io, linecache
for number, (head, *examples) in enumerate({executed!r}):
    names = {{"__name__": "__main__"}}
    for at, code in enumerate([head, *examples]):
        file = f"<{{number}}.{{at}}>"
        linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, file, "exec"), names)
"""


def seconds(program: str) -> float:
    """The seconds that a program takes in a new Python."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "program.py")
        path.write_text(program, encoding="utf-8")
        env = {**os.environ, "MPLBACKEND": "agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
        start = time.perf_counter()
        subprocess.run([sys.executable, str(path)], cwd=scratch, env=env, capture_output=True)
        return time.perf_counter() - start
