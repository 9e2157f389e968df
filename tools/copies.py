"""Copies of a project, and builds of them as programs of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asrun.site.stamp import digest
from tests.conftest import TinySite
from tests.project import ROOT

SOURCES = ("docs", "snippets", "mkdocs.yml")
LEFT = (".site-new", ".site-old", "**/*.half", "**/*.tmp")  # what no build may leave behind


@dataclass
class Ended:
    """How a build ended."""

    code: int
    said: str

    @property
    def first(self) -> str:
        """The first line that says something."""
        told = (line.strip() for line in self.said.replace("\r", "\n").splitlines())
        return next((line for line in told if line and not line.startswith("running:")), "")

    @property
    def last(self) -> str:
        """The last line."""
        return next(iter(reversed(self.said.splitlines())), "")


class Copy:
    """A copy of a project, to build and to break; its builds are programs of their own."""

    def __init__(self, good: Path, folder: Path):
        self.good, self.root = good, folder / "project"
        shutil.copytree(good, self.root, symlinks=True)
        self.env = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "REPO_URL")}
        self.env |= {"DOCS_RECORDS": "", "SITE_DIR": "", "PYTHONPATH": str(ROOT)}

    def start(self, *command: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Start a command of the engine, in a group of processes of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "asrun", *(command or ["build"])],
            cwd=self.root,
            env=self.env,
            start_new_session=True,
            preexec_fn=before,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def ended(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for a command."""
        said, _ = process.communicate()
        return Ended(process.returncode, said.replace(f"{self.root}/", ""))

    def build(self) -> Ended:
        """Build the site."""
        return self.ended(self.start())

    def forget(self) -> None:
        """Take away what ran and what is staged: the next build is cold."""
        for part in (".records", ".build"):
            shutil.rmtree(self.root / part, ignore_errors=True)

    def mend(self) -> None:
        """Put the sources back; all else stays as the fault left it."""
        for part in SOURCES:
            if (self.good / part).is_dir():
                shutil.rmtree(self.root / part)
                shutil.copytree(self.good / part, self.root / part, symlinks=True)
            else:
                shutil.copy(self.good / part, self.root / part)

    def is_good(self) -> bool:
        """Whether the site is, byte by byte, the one that nothing disturbed."""
        return digest(self.root / "site", ["*"]) == digest(self.good / "site", ["*"])

    def left(self) -> list[str]:
        """What lies about that no build may leave behind."""
        return [path.name for pattern in LEFT for path in self.root.glob(pattern)]


def fill(folder: Path, given: str) -> None:
    """Put a project into a folder: the miniature site of the tests ("tiny"), or a copy of the one in a folder."""
    if given == "tiny":
        TinySite(folder, None).fill()
        return
    for part in (*SOURCES, ".records"):
        source = Path(given).resolve() / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        elif source.exists():
            shutil.copy(source, folder / part)
    (folder / "asrun").symlink_to(ROOT / "asrun")
