"""Try all that the pages recommend, on one version of TensorFlow and Keras or on several.

usage: python -m tests.contract [PYTHON ...]

With interpreters, all is tried on each of them, side by side, and a table of what
keeps which promise is printed and written to .records/contract.md. Without, it is
tried on this one, and what is broken is printed as JSON. The exit code is 1 if
anything is broken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent.parent / ".records" / "contract.md"


def here(folder: Path) -> dict[str, dict[str, str]]:
    """By offer and promise: how it is broken, nothing if it is not."""
    from tests.contract.offers import LOOPS, OFFERS
    from tests.contract.promises import LOOPED, OFFERED, SAVED, Trial, broken, save

    found = {name: {promise: broken(loop, promise, lambda: keep(loop)) for promise, keep in LOOPED.items()}
             for name, loop in LOOPS.items()}
    for name, offer in OFFERS.items():
        trial = Trial(offer)
        found[name] = {promise: broken(offer, promise, lambda: keep(trial)) for promise, keep in OFFERED.items()}
        found[name][SAVED] = broken(offer, "save", lambda: save(trial, folder / name))
    return found


def loaded(folder: Path) -> dict[str, str]:
    """By offer: how what another process has saved fails to load in this one."""
    from tests.contract.offers import OFFERS
    from tests.contract.promises import SAVED, broken, load

    return {name: broken(offer, SAVED, lambda: load(offer, folder / name)) for name, offer in OFFERS.items()}


def started(python: str, *arguments: str) -> subprocess.Popen:
    """This program in a new process."""
    return subprocess.Popen([python, "-m", "tests.contract", *arguments], stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.DEVNULL, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})


def answer(process: subprocess.Popen) -> dict:
    """What it has found."""
    said, _ = process.communicate()
    return json.loads(said.splitlines()[-1])


def table(lanes: dict[str, dict[str, dict[str, str]]]) -> str:
    """What keeps which promise on each lane, as Markdown."""
    from tests.contract.promises import LOOPED, OFFERED, SAVED

    lines = []
    for promises in ([*OFFERED, SAVED], [*LOOPED]):
        lines += ["", "| | " + " | ".join(promises) + " |", "|---" * (len(promises) + 1) + "|"]
        for name in next(iter(lanes.values())):
            if set(next(iter(lanes.values()))[name]) == set(promises):
                cells = [" ".join("✗" if found[name][promise] else "✓" for found in lanes.values())
                         for promise in promises]
                lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(["Lanes, from left to right: " + ", ".join(lanes) + ".", *lines]) + "\n"
