"""A passed test is not run again; whatever decides it brings it back."""

import os
import subprocess
import sys

import pytest

from tests.project import ROOT

pytestmark = pytest.mark.always  # what is wrong with the reuse of tests must not hide behind it

CONFTEST = """
from pathlib import Path
import pytest
from tests.proof.reuse import Reuse

ROOT = Path(__file__).parent

def pytest_configure(config):
    config.pluginmanager.register(Reuse(ROOT, ROOT / ".records/passed.json", {fresh}))

@pytest.fixture
def tell(record_property):
    return lambda *told: record_property("tell", list(told))
"""
TEST = """
import pytest
from pathlib import Path

def test_one(tell):
    tell("eggs were counted", 3, True)
    assert (Path(__file__).parents[2] / "snippets/a.py").read_text() != "broken"

@pytest.mark.always
def test_always():
    pass

@pytest.mark.parametrize("n", [1, 2])
def test_skips(n):
    pytest.skip("no")
"""


@pytest.fixture
def run(tmp_path):
    """A function that tests a small project, and gives the last lines that are printed."""
    for path, text in {
        "asrun/a.py": "",
        "snippets/a.py": "good",
        "tests/snippets/test_a.py": TEST,
        "pyproject.toml": "[tool.pytest.ini_options]\nmarkers = ['always: so']\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def runner(*arguments, fresh=False):
        (tmp_path / "conftest.py").write_text(CONFTEST.format(fresh=fresh))
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "--import-mode=importlib",
                "tests",
                *arguments,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "PYTEST_XDIST_WORKER": ""},
        )
        return done.stdout + done.stderr

    return runner


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "workers"])
def test_a_second_run_reuses_and_says_so(run, workers):
    first, second = run(*workers), run(*workers)
    assert "2 passed, 2 skipped" in first and "3 eggs were counted (3 ran now, 0 known from before)" in first
    assert (
        "1 passed, 2 skipped, 1 reused" in second and "3 eggs were counted (0 ran now, 3 known from before)" in second
    )


def test_what_was_set_up_for_a_reused_test_is_torn_down(run, tmp_path):
    for path in ("tests/snippets/test_b.py", "tests/zoo/test_c.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("def test_passes():\n    pass\n")
    first, second = run(), run()
    assert "4 passed, 2 skipped" in first and "2 passed, 2 skipped, 2 reused" in second


@pytest.mark.parametrize(
    "path",
    [
        "snippets/a.py",
        "asrun/a.py",
        "tests/snippets/test_a.py",
        "tests/helper.py",
        "tests/proof/new.py",
        "requirements/tests.txt",
        "pyproject.toml",
    ],
)
def test_whatever_decides_a_test_brings_it_back(run, tmp_path, path):
    run()
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    with (tmp_path / path).open("a") as file:
        file.write("\n# changed\n")
    assert "2 passed, 2 skipped" in run()


def test_a_planted_fault_turns_the_next_run_red_and_stays_red(run, tmp_path):
    run()
    (tmp_path / "snippets/a.py").write_text("broken")
    for _ in range(2):
        assert "1 failed, 1 passed" in run()
    (tmp_path / "snippets/a.py").write_text("good")
    assert "2 passed" in run() and "1 reused" in run()


def test_fresh_runs_all_and_damaged_notes_are_none(run, tmp_path):
    run()
    assert "2 passed" in run(fresh=True)
    (tmp_path / ".records/passed.json").write_text("{")
    assert "2 passed" in run() and "1 reused" in run()
