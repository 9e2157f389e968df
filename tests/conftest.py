"""What the tests share: the project, its records, and a miniature site to break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asrun.find import Library
from asrun.record import Records
from asrun.run import refresh

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def library() -> Library:
    """The project's own snippets."""
    return Library(ROOT)


@pytest.fixture(scope="session")
def records(library: Library) -> Records:
    """What they gave: what the last build ran is used again, the rest runs now."""
    records = Records(library)
    refresh(library, records)
    return records


class TinySite:
    """A copy of ``tests/tiny_site`` with the project's own theme and settings."""

    def __init__(self, root: Path):
        self.root = root
        shutil.copytree(ROOT / "tests" / "tiny_site", root)
        shutil.copy(ROOT / "mkdocs.yml", root)
        for shared in ("theme", "entry"):
            shutil.copytree(ROOT / "docs" / shared, root / "docs" / shared)
        (root / "asrun").symlink_to(ROOT / "asrun")
        for language in ("ko", "en"):
            config = (ROOT / "docs" / f"{language}.yml").read_text(encoding="utf-8")
            (root / "docs" / f"{language}.yml").write_text(config.split("\nnav:")[0] + "\n", encoding="utf-8")
            (root / "docs" / language / "snippets").symlink_to("../../snippets")
        self.asrun("twins")

    def asrun(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        """Call the command line as a user would."""
        import os

        env = {"PYTHONPATH": str(ROOT), "DOCS_RECORDS": str(self.root / ".records"), **env}
        return subprocess.run(
            [sys.executable, "-m", "asrun", "--root", str(self.root), *arguments],
            cwd=self.root, capture_output=True, text=True, env={**os.environ, "SITE_DIR": "", **env})

    def edit(self, path: str, old: str, new: str) -> int:
        """Replace `old`, which must be there, and say on which line it was."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def tiny(tmp_path: Path) -> TinySite:
    """A miniature site of one's own."""
    return TinySite(tmp_path / "tiny")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> TinySite:
    """A miniature site that is built once; not to be changed."""
    tiny = TinySite(tmp_path_factory.mktemp("built") / "tiny")
    done = tiny.asrun("build")
    assert done.returncode == 0, done.stderr
    return tiny


KINDS = {
    "tests/snippets/test_examples.py::test_example[": "examples gave what their docstrings say",
    "tests/snippets/test_scripts.py::test_script_prints": "scripts ran as copied and printed what the page shows",
    "tests/site/test_downloads.py::test_the_script": "downloaded scripts ran and gave what their notebooks carry",
    "tests/site/test_browser.py": "checks in a browser passed",
}


def pytest_terminal_summary(terminalreporter):
    """Say how many of what ran."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", ())]
    for prefix, what in KINDS.items():
        if number := sum(n.startswith(prefix) for n in passed):
            terminalreporter.write_line(f"{number} {what}")
