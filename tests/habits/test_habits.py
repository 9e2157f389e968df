"""Code is written as `pyproject.toml` says; `.pre-commit-config.yaml` asks for the same before a commit."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.project import KEPT, ROOT
from tools.mutants import load

BIN = Path(sys.executable).parent
HABITS = ["ruff check --no-cache .", "ruff format --no-cache --check .", "mypy", "lint-imports --no-cache"]


@pytest.mark.parametrize("habit", HABITS)
def test_habit_is_kept(habit):
    command, *arguments = habit.split()
    done = subprocess.run(
        [BIN / command, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "MYPY_CACHE_DIR": str(KEPT / "mypy")},
    )
    assert done.returncode == 0, f"{habit}\n{done.stdout}"


def test_the_version_to_cite_is_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], " AND ".join(cited["license"])) == (project["version"], project["license"])


def test_every_fault_of_the_catalogue_can_be_planted():
    faults = load()
    lost = [
        f"{fault.says}: {path} does not hold {old!r}"
        for fault in faults
        for path, old, _ in fault.edits
        if old not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert not lost and len(faults) >= 233, "\n".join(lost)


def test_what_builds_a_site_is_locked_as_what_tests_it():
    pins = [
        set(re.findall(r"(?m)^[\w.-]+==[^\\]+", (ROOT / f"requirements/{lane}.txt").read_text(encoding="utf-8")))
        for lane in ("site", "tests")
    ]
    assert pins[0] < pins[1]
