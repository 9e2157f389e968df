"""How long builds take; plain MkDocs on the same pages, with outputs pasted in, is 1.

All of a round runs side by side with a plain build, and medians of the ratios are told.
"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tqdm import tqdm

from asrun.examples.run import cores
from asrun.site.project import Project
from tests.project import ROOT
from tools.bench import plain
from tools.bench.cold import in_one_process, seconds
from tools.bench.ours import EXAMPLE, Ours

ROWS, ROUNDS = ("nothing changed", "one page of prose edited", "one example edited"), 5
PORTS = {"ours": 8765, "plain": 8766}
SERVED, PATIENCE = 3, 600


def main() -> None:
    """Print a table."""
    project = Project(ROOT)
    project.run()
    with tempfile.TemporaryDirectory() as scratch:
        floor, kept = Path(scratch, "plain"), Path(scratch, "records")
        shutil.copytree(project.records.folder, kept / project.records.folder.name)
        plain.write(floor, project, project.pages)
        ours = Ours(Path(scratch, "ours"), kept)
        plain.build(floor)
        ours.build()  # once, to have what the first rounds find
        edits = {"one page of prose edited": ours.edit_prose, "one example edited": ours.edit_example}
        floors: list[float] = []
        ratios: dict[str, list[float]] = {name: [] for name in ROWS}
        for number in tqdm(range(ROUNDS * len(ROWS)), unit=" rounds", desc="building", file=sys.stdout):
            name = ROWS[number % len(ROWS)]
            floors.append(plain.build(floor))
            if name in edits:
                edits[name]()
            ratios[name].append(ours.build() / floors[-1])
        sessions = project.library[EXAMPLE.removesuffix(".py").replace("/", ".")].sessions.values()
        last = max(sessions, key=lambda session: session.line).name
        example = seconds(in_one_process(project.library, [last]))
        serving = _serving(ours, floor)
    floor_time = statistics.median(floors)
    examples = sum(len(session.examples) for session in project.library.sessions.values())
    print(f"{len(list(project.pages))} pages, {examples} examples, {cores()} processors")
    print(f"plain MkDocs, outputs pasted in = 1 (median of {len(floors)}; {floor_time:.0f} s here)")
    for name in ROWS:
        print(f"  {name:<28}{statistics.median(ratios[name]):6.3f}  (median of {ROUNDS})")
    print(f"  {'  (at most)':<28}{1 + 1.3 * example / floor_time:6.3f}  (with 1.3 x its docstring in a new Python)")
    print(f"a page edited while it is served; MkDocs' server of one language = 1:{serving:6.2f}  (median of {SERVED})")


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
