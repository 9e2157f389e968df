"""Code is written as `pyproject.toml` says; `.pre-commit-config.yaml` asks for the same before a commit."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.project import KEPT, ROOT

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
