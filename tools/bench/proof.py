"""How long ``make test`` takes; a cold run of all examples is 1."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.project import ROOT

TOLD = 20_000  # letters of what failed


def timed(command: list[str], **env: str) -> float:
    """Seconds that a command takes. What was said to the make that runs this, PART=proof say, is not for it."""
    start = time.perf_counter()
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PART", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS")
    }
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**own, **env})
    if done.returncode:
        sys.exit(f"{done.stdout[-TOLD:]}\n{' '.join(command)} failed: its last words are above")
    return time.perf_counter() - start


def main() -> None:
    """Print the first ``make test`` after a build, and one more with nothing changed."""
    with tempfile.TemporaryDirectory() as records:
        own = {"DOCS_RECORDS": records, "FRESH": "0", "CI": "true"}
        cold = timed([sys.executable, "-m", "asrun", "run"], **own)
        print(f"cold run of all examples = 1 ({cold:.0f} s here)")
        timed(["make", "site"], **own)
        for name in ("make test, first", "make test, second"):
            print(f"  {name:<20}{timed(['make', 'test'], **own) / cold:6.2f}")
