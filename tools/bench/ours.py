"""Builds with this engine, to be timed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from asrun.pages.languages import Pages, stamp
from tests.project import ROOT

PROSE = {"ko": "tensors/indexing.md", "en": "tensors/indexing.md"}
EXAMPLE = "tensors/indexing.py"


class Ours:
    """A copy of the project, or of some of its pages and modules, that is built over and over.

    Args:
        records: where what ran is kept.
        pages: names of pages (all, where None).
        modules: dotted names of modules (all, where None).
    """

    def __init__(
        self, folder: Path, records: Path, pages: Iterable[str] | None = None, modules: Iterable[str] | None = None
    ):
        self.folder, self.records, self.edits = folder, records, 0
        for part in ("docs", "snippets"):
            shutil.copytree(ROOT / part, folder / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("mkdocs.yml", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        (folder / "asrun").symlink_to(ROOT / "asrun")
        if pages is not None:
            kept = {*pages, "index.md"}
            for language in PROSE:
                own = folder / "docs" / language
                for path in own.rglob("*.md"):
                    if path.relative_to(own).as_posix() not in kept:
                        path.unlink()
                config = folder / "docs" / f"{language}.yml"
                config.write_text(config.read_text(encoding="utf-8").split("\nnav:")[0] + "\n", encoding="utf-8")
        if modules is not None:
            kept = {f"{name.replace('.', '/')}.py" for name in modules}
            for path in (folder / "snippets").rglob("*.py"):
                if path.stem != "__init__" and path.relative_to(folder / "snippets").as_posix() not in kept:
                    path.unlink()

    @property
    def env(self) -> dict[str, str]:
        """The environment of its commands."""
        own = {"PYTHONPATH": str(ROOT), "DOCS_RECORDS": str(self.records), "SITE_DIR": str(self.folder / "site")}
        return {**os.environ, **own}

    def build(self, strict: bool = True) -> float:
        """Build; the seconds it takes. Links of some pages alone lead nowhere: they are not built in strict mode."""
        command = [sys.executable, "-m", "asrun", "build"]
        if not strict:
            call = "build(Path.cwd(), Path('site').resolve(), strict=False)"
            command = [sys.executable, "-c", f"from pathlib import Path; from asrun.site.build import build; {call}"]
        start = time.perf_counter()
        subprocess.run(
            command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env
        )
        return time.perf_counter() - start

    def forget(self) -> None:
        """Know nothing from before."""
        shutil.rmtree(self.records, ignore_errors=True)

    def edit_prose(self) -> None:
        """Change a word of a page in both languages, and mark them as in step."""
        self.edits += 1
        for language, name in PROSE.items():
            page = self.folder / "docs" / language / name
            head, mark, body = page.read_text(encoding="utf-8").partition("\n# ")
            title, _, rest = body.partition("\n")
            page.write_text(f"{head}{mark}{title}\n\n{'A' * self.edits}.\n{rest}", encoding="utf-8")
        stamp(Pages(self.folder), [PROSE["en"].removesuffix(".md")])

    def edit_example(self) -> None:
        """Change what the last docstring of a module runs, and nothing that it gives."""
        self.edits += 1
        path = self.folder / "snippets" / EXAMPLE
        before, prompt, last = path.read_text(encoding="utf-8").rpartition(">>> ")
        indent = before[before.rindex("\n") + 1 :]
        path.write_text(f"{before}{prompt}_ = {self.edits}\n{indent}{prompt}{last}", encoding="utf-8")
