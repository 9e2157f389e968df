"""A test that has passed is not run again while all that decides it is the same.

What passed is kept by name, each test under a digest of its inputs: files of the
project, Python and the browser. Tests marked `always` are not: they look at records
that have keys of their own.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from pathlib import Path

import pytest

from asrun.files import write_json
from asrun.site.stamp import digest
from tests.browser.chromium import version
from tests.proof import kept

TINY = ("tests/tiny_site", "docs/theme", "docs/entry", "docs/new", "docs/ko.yml", "docs/en.yml", "mkdocs.yml")
INPUTS = {  # what decides the tests in a folder, besides the folder itself
    "asrun": (),
    "tests/contract": ("snippets",),
    "tests/examples": TINY,
    "tests/pages": TINY,
    "tests/site": (*TINY, "tools"),
    "tests/habits": ("tests", "tools", "snippets", "CITATION.cff"),
    "tests/proof": (),
    "tests/docs": ("docs", "snippets", "mkdocs.yml", "README.md", "Makefile"),
    "tests/browser": ("docs", "snippets", "tools", "mkdocs.yml"),
    "tests/snippets": ("snippets",),
}
ALL = ("asrun", "tests/*.py", "tests/proof", "requirements", "pyproject.toml")  # what decides every test


class Reuse:
    """The pytest plugin.

    Args:
        root: the project.
        path: the file in which passed tests are kept.
        fresh: whether every test runs.
    """

    def __init__(self, root: Path, path: Path, fresh: bool):
        self.root, self.path, self.fresh = root, path, fresh
        self.kept = {} if fresh else self._read()
        self.now: dict[str, dict] = {}
        self.told: dict[str, Counter] = {}
        self.keys = {folder: self.decides(*ALL, folder, *more) for folder, more in INPUTS.items()}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        """Report a test that has passed already, without running it."""
        folder = next((f for f in INPUTS if Path(item.path).is_relative_to(self.root / f)), None)
        if folder is None or item.get_closest_marker("always"):
            return None
        old = self.kept.get(item.nodeid, {})
        if old.get("key") != self.keys[folder]:
            item.user_properties.append(("key", self.keys[folder]))
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        item.ihook.pytest_runtest_logreport(
            report=pytest.TestReport(
                item.nodeid,
                item.location,
                {},
                "passed",
                None,
                "call",
                user_properties=[
                    ("reused", True),
                    *(("tell", [what, number, False]) for what, number, _ in old["told"]),
                ],
            )
        )
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        item.session._setupstate.teardown_exact(nextitem)  # what the last test that ran had left for this one
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report):
        """Tell reused tests apart from those that ran."""
        return ("reused", "r", "REUSED") if dict(getattr(report, "user_properties", ())).get("reused") else None

    def pytest_runtest_logreport(self, report):
        """Note what passed and what it tells. (With several workers, this is the process that they report to.)"""
        told = [value for name, value in report.user_properties if name == "tell"]
        if report.when == "call" and report.passed:
            for what, number, new in told:
                self.told.setdefault(what, Counter())[bool(new)] += number
        key = dict(report.user_properties).get("key")
        if key and report.when == "call" and report.passed:
            self.now[report.nodeid] = {"key": key, "told": told}
        elif key and not report.passed:
            self.now[report.nodeid] = {}

    def pytest_sessionfinish(self, session):
        """Keep what passed."""
        if self.now and not hasattr(session.config, "workerinput"):
            write_json(self.path, {name: test for name, test in {**self._read(), **self.now}.items() if test})

    def pytest_terminal_summary(self, terminalreporter):
        """Say how many of what were looked at, and how many are known from before."""
        for what, number in self.told.items():
            terminalreporter.write_line(
                f"{number.total()} {what} ({number[True]} ran now, {number[False]} known from before)"
            )

    def decides(self, *places: str) -> str:
        """What decides tests: files and folders, Python and the browser."""
        return kept.digest(platform.python_version(), version(), digest(self.root, places))

    def _read(self) -> dict[str, dict]:
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
