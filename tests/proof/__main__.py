"""Run every script that a page offers to copy on other versions of TensorFlow and Keras.

usage: python -m tests.proof PYTHON ...

A script is what this Python's lane made of its docstring; on each of the others it must print what
the docstring expects there. What is known from before does not run again.
"""

from __future__ import annotations

import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

from asrun.examples import lanes
from asrun.examples.record import Records
from tests.project import FRESH, KEPT, LIBRARY
from tests.proof.kept import Kept
from tests.proof.programs import Programs, copied, gives, prints

ADVICE = re.compile(r"(?m)^(?:WARNING:absl:|DeprecationWarning:).*\n?")  # pages leave the log and such warnings out
TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ \n].*\n|\n)*(?:\w+\.)*")


def tried(here: Records, there: Records, programs: Programs, name: str, step: str) -> tuple[str, bool]:
    """What is wrong with the script of a step on a lane, "" where nothing is, and whether it ran just now."""
    text = str(copied(here, name, step))
    answers = Kept(KEPT / f"tensorflow-{there.on['tensorflow']}", FRESH)
    got, new = answers(f"{name}/{step or 'all'}", [text, *programs.decides], lambda: programs.printed(text))
    wants = prints(here, there, name, step)
    if gives(wants, TRACEBACK.sub("", ADVICE.sub("", got))):
        return "", new
    answers.forget(f"{name}/{step or 'all'}")
    says = f"what is copied from {name}{':' * bool(step)}{step} prints something else than expected"
    return f"{says} on {lanes.lane(there)}\n{text}\n--- expected\n{wants}\n--- printed\n{got}", new


def main(pythons: list[str]) -> int:
    """Try all scripts with each interpreter, tell what is wrong, and give the exit code."""
    here, problems = Records(LIBRARY), []
    steps = [(name, step) for name, session in LIBRARY.sessions.items() for step in session.steps]
    for python in pythons:
        there, programs = Records(LIBRARY, on=lanes.versions_of(python)), Programs(python)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            said = pool.map(lambda at, there=there, programs=programs: tried(here, there, programs, *at), steps)
            wrong = [says for says, _ in tqdm(said, total=len(steps), unit=" scripts", disable=None) if says]
        programs.close()
        problems += wrong
        print(f"{len(steps) - len(wrong)} of {len(steps)} scripts to copy hold on {lanes.lane(there)}")
    print(*problems, sep="\n\n", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
