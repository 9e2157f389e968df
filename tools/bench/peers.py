"""Eight pages of this site as other tools would make them, each set up as its documentation says.

Pages, examples and outputs are the same; this engine has to check, compare and offer them besides, which no
other one does. Both languages are built, since that is what a reader gets. In markdown-exec AutoGraph finds no
source of what it is to convert, and loops over data sets are unrolled for ever: two pages have their outputs
pasted in there.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import nbformat
from tqdm import tqdm

from asrun.pages.page import Page
from asrun.pages.schema import LANGUAGES
from asrun.site.cells import Cell, fenced
from asrun.site.downloads import notebook
from asrun.site.generated import expanded
from asrun.site.program import Text, program
from asrun.site.project import Project
from tests.project import ROOT
from tools.bench import plain
from tools.bench.ours import Ours

PAGES = (
    "tensors/indexing",
    "tensors/variables",
    "autodiff/tapes",
    "autodiff/stability",
    "custom/losses",
    "custom/metrics",
    "graphs/polymorphism",
    "graphs/rules",
)
PYTHON = str(ROOT / ".venv-peers/bin/python")
ROUNDS = {"cold": 2, "unchanged": 2, "one edited": 2}
EXECUTE = "  mkdocs-jupyter:\n    execute: true\n    allow_errors: true\n    execute_ignore: []\n    ignore: ['*.md']\n"
RENDER = "  mkdocs-jupyter:\n    execute: false\n    ignore: ['*.md']\n"
CACHED = """
import sys
from pathlib import Path
import nbformat
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
cache = get_cache("cache")
for path in sorted(Path("docs").rglob("*.ipynb")):
    cache.add_nb_to_project(str(path.absolute()))
load_executor("local-parallel", cache).run_and_cache(allow_errors=True, timeout=600)
for record in cache.list_project_records():
    _, merged = cache.merge_match_into_file(record.uri)
    nbformat.write(merged, record.uri)
"""


class Peer:
    """Another tool, with the pages as it wants them."""

    suffix = ".ipynb"
    unfit: tuple[str, ...] = ()  # what the names of pages begin with that it cannot execute

    def __init__(self, folder: Path, project: Project, pages: list[Page], plugins: str):
        self.folder, self.plugins = folder, plugins
        plain.write(folder, project, pages, plugins)
        for page in pages:
            path = folder / page.path
            if page.name.startswith(self.unfit):
                continue
            path.unlink()
            path.with_suffix(self.suffix).write_text(
                self.page(program(project, expanded(project, page))), encoding="utf-8"
            )

    def page(self, found: list[Text | Cell]) -> str:
        """The text of a page: a notebook without outputs."""
        book = notebook(found, lambda *_: "")
        for cell in book.cells:
            cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
        return str(nbformat.writes(book))

    def forget(self) -> None:
        """Know nothing from before."""

    def build(self) -> float:
        """Build; the seconds it takes."""
        return plain.build(self.folder, PYTHON)

    def edit(self, number: int) -> None:
        """Change the code of a cell near the end of a page, in both languages."""
        for language in LANGUAGES:
            path = (self.folder / "docs" / language / PAGES[0]).with_suffix(self.suffix)
            self.change(path, number)

    def change(self, path: Path, number: int) -> None:
        """Change the last cell of a page."""
        book = nbformat.read(path, 4)
        [*_, last] = (cell for cell in book.cells if cell.cell_type == "code")
        last.source = f"_ = {number}\n{last.source}"
        nbformat.write(book, path)


class JupyterCache(Peer):
    """Notebooks that jupyter-cache executes, one kernel a processor, and mkdocs-jupyter shows."""

    def forget(self) -> None:
        """Take its cache away."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def build(self) -> float:
        """Execute what is not in the cache, and build."""
        start = time.perf_counter()
        subprocess.run([PYTHON, "-c", CACHED], cwd=self.folder, check=True, capture_output=True)
        return time.perf_counter() - start + plain.build(self.folder, PYTHON)


class MarkdownExec(Peer):
    """Markdown whose fences markdown-exec runs while MkDocs renders, a session a page."""

    suffix = ".md"
    unfit = ("graphs/",)

    def page(self, found: list[Text | Cell]) -> str:
        """The text of a page: a fence a cell, which prints what the page shows."""
        parts = []
        for cell in found:
            if isinstance(cell, Text):
                parts.append(cell.text)
            else:
                attributes = 'python exec="on" source="above" result="text" session="page"'
                parts.append(fenced(cell.program, attributes))
        return "\n\n".join(parts)

    def change(self, path: Path, number: int) -> None:
        """Change the last fence of a page."""
        before, fence, last = path.read_text(encoding="utf-8").rpartition('session="page"\n')
        path.write_text(f"{before}{fence}_ = {number}\n{last}", encoding="utf-8")


def main() -> None:
    """Print a table."""
    project = Project(ROOT)
    names = [f"{page}.md" for page in PAGES]
    pages = [project.pages.of[language][name] for language in LANGUAGES for name in names]
    shown = {
        project.library.module_of(block.name) for page in pages for block in page.blocks if block.kind == "session"
    }
    modules = {needed.name for module in shown for needed in project.library.closure(module)}
    with tempfile.TemporaryDirectory() as scratch:
        floor, kept = Path(scratch, "plain"), Path(scratch, "records")
        plain.write(floor, project, pages)
        ours = Ours(Path(scratch, "ours"), kept, names, modules)
        others = {
            "mkdocs-jupyter, executing": Peer(Path(scratch, "jupyter"), project, pages, EXECUTE),
            "jupyter-cache, mkdocs-jupyter": JupyterCache(Path(scratch, "cache"), project, pages, RENDER),
            "markdown-exec": MarkdownExec(Path(scratch, "exec"), project, pages, "  markdown-exec: {}\n"),
        }
        made = {"this engine": (ours.forget, lambda _: ours.edit_example(), partial(ours.build, strict=False))}
        made |= {name: (peer.forget, peer.edit, peer.build) for name, peer in others.items()}
        floors, took = [], {name: {row: [] for row in ROUNDS} for name in made}
        with tqdm(total=sum(ROUNDS.values()) * len(made), unit=" builds", file=sys.stdout) as bar:
            for row, rounds in ROUNDS.items():
                for number in range(rounds):
                    floors.append(plain.build(floor))
                    for name, (forget, edit, build) in made.items():
                        if row == "cold":
                            forget()
                        elif row == "one edited":
                            edit(number)
                        took[name][row].append(build())
                        bar.update()
    medians = {name: {row: statistics.median(times) for row, times in rows.items()} for name, rows in took.items()}
    examples = sum(len(s.examples) for module in shown for s in module.sessions.values())
    print(f"{len(pages)} pages ({len(PAGES)} in two languages), {examples} examples; seconds, and this engine = 1")
    print(f"| | {' | '.join(ROUNDS)} |\n|---|{'---|' * len(ROUNDS)}")
    print(f"| plain MkDocs, outputs pasted in | {statistics.median(floors):.1f} |" + " |" * (len(ROUNDS) - 1))
    for name, rows in medians.items():
        cells = (f"{rows[row]:.1f} ({rows[row] / medians['this engine'][row]:.1f} x)" for row in ROUNDS)
        print(f"| {name} | {' | '.join(cells)} |")
