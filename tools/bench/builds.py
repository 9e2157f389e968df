"""How long builds take; plain MkDocs on the same pages, with outputs pasted in, is 1.

All of a round runs side by side with a plain build, and medians of the ratios are told.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tqdm import tqdm

from asrun.examples import script
from asrun.examples.run import cores, refresh
from asrun.site.project import Project
from tests.project import ROOT
from tools.bench import plain
from tools.bench.ours import EXAMPLE, Ours

ROUNDS = {"nothing changed": 5, "one page of prose edited": 5, "one example edited": 5, "cold": 2}
PORTS = {"ours": 8765, "plain": 8766}
SERVED, PATIENCE = 3, 600


def main() -> None:
    """Print a table."""
    project = Project(ROOT)
    refresh(project.library, project.records)
    with tempfile.TemporaryDirectory() as scratch:
        floor, kept = Path(scratch, "plain"), Path(scratch, "records")
        plain.write(floor, project, project.pages)
        ours = Ours(Path(scratch, "ours"), kept)
        ours.build()  # once, to have what the first rounds find
        edits = {"one page of prose edited": ours.edit_prose, "one example edited": ours.edit_example}
        floors, ratios = [], {name: [] for name in ROUNDS}
        with tqdm(total=sum(ROUNDS.values()), unit=" rounds", desc="building", file=sys.stdout) as bar:
            for number in range(max(ROUNDS.values())):
                for name, rounds in ROUNDS.items():
                    if number >= rounds or name == "cold":
                        continue
                    floors.append(plain.build(floor))
                    edits.get(name, lambda: None)()
                    ratios[name].append(ours.build() / floors[-1])
                    bar.update()
            for _ in range(ROUNDS["cold"]):
                cold, one = _cold(ours), one_process(project)
                ratios["cold"].append(cold / one)
                bar.update()
        last = list(project.library[EXAMPLE.removesuffix(".py").replace("/", ".")].sessions)[-1]
        example = _seconds(_program(script.executed(project.library, last)))
        serving = _serving(ours, floor)
    floor_time = statistics.median(floors)
    examples = sum(len(session.examples) for session in project.library.sessions.values())
    print(f"{len(list(project.pages))} pages, {examples} examples, {cores()} processors")
    print(f"plain MkDocs, outputs pasted in = 1 (median of {len(floors)}; {floor_time:.0f} s here)")
    for name in ("nothing changed", "one page of prose edited", "one example edited"):
        print(f"  {name:<28}{statistics.median(ratios[name]):6.3f}  (median of {len(ratios[name])})")
    print(f"  {'  plain + 1.3 x its docstring':<28}{1 + 1.3 * example / floor_time:6.3f}")
    print(
        f"a page edited while it is served, MkDocs' own server on one language = 1:{serving:6.2f}  (median of {SERVED})"
    )
    told = statistics.median(ratios["cold"])
    print(f"a cold run, each docstring in one process after the other = 1:{told:6.2f}  (median of {ROUNDS['cold']})")


def _cold(ours: Ours) -> float:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as empty:
        env = {**ours.env, "DOCS_RECORDS": empty}
        command = [sys.executable, "-m", "asrun", "run"]
        subprocess.run(command, cwd=ours.folder, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _program(*executed: tuple[str, ...]) -> str:
    """Docstrings one after the other in one process, each with names of its own; what fails there is passed over."""
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


def one_process(project: Project) -> float:
    """The seconds that all docstrings take in one process."""
    return _seconds(_program(*(script.executed(project.library, name) for name in project.library.sessions)))


def _seconds(program: str) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "program.py")
        path.write_text(program, encoding="utf-8")
        env = {**os.environ, "MPLBACKEND": "agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
        start = time.perf_counter()
        subprocess.run([sys.executable, str(path)], cwd=scratch, env=env, capture_output=True)
        return time.perf_counter() - start


def _serving(ours: Ours, floor: Path) -> float:
    """How long an edited page takes to be seen, with this engine and with MkDocs' own server; their ratio."""
    asrun = ["-m", "asrun", "serve", "--port", str(PORTS["ours"])]
    mkdocs = ["-m", "mkdocs", "serve", "-q", "-f", "docs/en.yml", "-a", f"127.0.0.1:{PORTS['plain']}"]
    places = {"ours": (asrun, ours.folder, "/en/"), "plain": (mkdocs, floor, "/")}
    started, ratios = [], []
    try:
        for command, folder, _ in places.values():
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen([sys.executable, *command], cwd=folder, env=ours.env, **silent))
        for name, (_, _, base) in places.items():
            _until_shown(name, base, "</html>")
        for number in range(SERVED):
            took = {}
            for name, (_, folder, base) in places.items():
                page = folder / "docs/en/tensors/indexing.md"
                page.write_text(f"{page.read_text(encoding='utf-8')}\n\nserved{number}\n", encoding="utf-8")
                took[name] = _until_shown(name, base, f"served{number}")
            ratios.append(took["ours"] / took["plain"])
    finally:
        for process in started:
            process.terminate()
            process.wait()
    return statistics.median(ratios)


def _until_shown(name: str, base: str, word: str) -> float:
    """Wait until a page that is served holds a word; the seconds it takes."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{PORTS[name]}{base}tensors/indexing/"
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                if word in answer.read().decode():
                    return time.perf_counter() - start
        time.sleep(0.1)
    raise TimeoutError(f"{name} does not show {word}")
