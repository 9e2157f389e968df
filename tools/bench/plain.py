"""Pages as an author without this engine would have them, and plain MkDocs to build them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from asrun.examples.text import unlabelled
from asrun.pages.page import Block, Page
from asrun.pages.schema import LANGUAGES
from asrun.site.cells import cells
from asrun.site.project import Project
from asrun.site.weave import Weaver
from tests.project import ROOT


class Pasted(Weaver):
    """A page with code and outputs typed in, and nothing else."""

    def prose(self, text: str) -> str:
        """The prose as it is."""
        return text

    def block(self, block: Block) -> str:
        """Code and outputs."""
        lines = []
        for cell in cells(self.project, self.page, block):
            lines += ["```python", unlabelled(cell.shown)[0], "```", ""]
            if cell.example:
                lines += [cell.outcome.figure or f"```text\n{cell.outcome.error or cell.outcome.printed}\n```", ""]
        return "\n".join(lines)

    def downloads(self) -> str:
        """Nothing is offered to take away."""
        return ""


def write(folder: Path, project: Project, pages: Iterable[Page], plugins: str = "") -> None:
    """Make a project of plain MkDocs from some pages.

    Args:
        plugins: those besides Material's search, as ``mkdocs.yml`` lists them.
    """
    shutil.copytree(ROOT / "docs" / "theme", folder / "docs" / "theme")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"(?s)hooks:.*?(?=plugins:)|  mkdocs-jupyter:.*?(?=\n\w)", "", config)
    config = config.replace("plugins:\n", f"plugins:\n{plugins}")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    pages = list(pages)
    for language in LANGUAGES:
        own = (ROOT / "docs" / f"{language}.yml").read_text(encoding="utf-8").replace(".ipynb", ".md")
        if len(pages) < len(list(project.pages)):
            own = own.split("\nnav:")[0]
        (folder / "docs" / f"{language}.yml").write_text(own.replace("../.build/", ""), encoding="utf-8")
    for page in pages:
        target = folder / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Pasted(project, page).markdown(), encoding="utf-8")


def build(folder: Path, python: str = sys.executable) -> float:
    """Build both languages with MkDocs, side by side; the seconds it takes."""
    start = time.perf_counter()
    command = [python, "-m", "mkdocs", "build", "-q"]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    running = [
        subprocess.Popen(
            [*command, "-f", f"docs/{language}.yml", "-d", str(folder / "site" / language)],
            cwd=folder,
            env=env,
            stderr=subprocess.DEVNULL,
        )
        for language in LANGUAGES
    ]
    codes = [process.wait() for process in running]  # of all: one that fails must not leave the other running
    assert not any(codes), folder
    return time.perf_counter() - start
