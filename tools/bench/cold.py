"""How long all examples take when nothing is known; all docstrings in one process, one after the other, are 1.

Both run on all processors of this machine. What scripts to copy hold is known, from ``docs/slices.csv``. Modules
that divide the processor into devices are left out of both.
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
from asrun.examples.find import Library
from asrun.examples.proved import Proved
from asrun.examples.record import Records
from asrun.examples.run import refresh
from tests.project import ROOT

ROUNDS, LONGEST = 2, 5
CONFIGURES = "set_logical_device_configuration"  # which has to come first: in company, such docstrings wait for ever


def main() -> None:
    """Print the ratio, and the docstrings that take longest."""
    library = Library(ROOT)
    for module in [module for module in library.values() if CONFIGURES in module.source]:
        del library[module.name]
    ones, ratios, took = [], [], {}
    for _ in range(ROUNDS):
        ones.append(seconds(in_one_process(library, library.sessions)))
        with tempfile.TemporaryDirectory() as folder:
            records = Records(library, Path(folder))
            start = time.perf_counter()
            refresh(library, records, Proved(library, Path(folder, "slices")))
            ratios.append((time.perf_counter() - start) / ones[-1])
            took = {name: record.seconds for name in library.sessions if (record := records.get(name))}
    longest = sorted(took, key=lambda name: took[name], reverse=True)[:LONGEST]
    print(f"all docstrings in one process, one after the other = 1 ({statistics.median(ones):.0f} s here)")
    print(
        f"  a cold run, each docstring as fresh as a new process{statistics.median(ratios):6.2f}  (median of {ROUNDS})"
    )
    print(f"the longest of {sum(took.values()):.0f} s: " + ", ".join(f"{name} {took[name]:.0f} s" for name in longest))


def in_one_process(library: Library, names: Iterable[str]) -> str:
    """A program of docstrings, each with names of its own; what fails in company is passed over."""
    executed = [script.executed(library, name) for name in names]
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
