"""Run the examples on several lanes of TensorFlow, and tell which hold on which.

A lane is an interpreter with its own versions of TensorFlow and Keras. What ran
on it is kept in the same folder as what ran here, so that pages can show it.
"""

import json
import os
import subprocess
from dataclasses import replace

from asrun.examples.compare import complaints
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import import_path, judge, refresh
from asrun.problems import Problem, Problems


def run(library: Library, pythons: list[str]) -> list[Records]:
    """Run what is out of date on each of the interpreters `pythons`, and give the records of each lane.

    Raises:
        Problems: when an interpreter is no lane of its own, or an example does not hold on its lane.
    """
    lanes: dict[str, tuple[str, Records]] = {}
    for python in dict.fromkeys(pythons):
        records = Records(library, on=versions_of(python))
        version = records.on["tensorflow"]
        if version in lanes:
            says = f"{python} has the TensorFlow of {lanes[version][0]}: {version}"
            raise Problems([Problem("command line", 1, says, "name one interpreter for each version of TensorFlow")])
        lanes[version] = python, records
    problems: list[Problem] = []
    for python, records in lanes.values():
        refresh(library, records, python)
        problems += [replace(p, says=f"{name(records)}: {p.says}") for p in judge(library, records)]
    if problems:
        raise Problems(problems)
    return [records for _, records in lanes.values()]


def versions_of(python: str) -> dict[str, str]:
    """The versions that an interpreter would import."""
    ask = "import json; from asrun.examples.record import versions; print(json.dumps(versions()))"
    env = {**os.environ, **import_path()}
    try:
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True, env=env).stdout
        found: dict[str, str] = json.loads(answer)
        if found["tensorflow"] == "-":
            raise ValueError("it has no TensorFlow")
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        says = f"{python} is no Python of a lane: {error}"
        raise Problems([Problem("command line", 1, says, "make lanes sets the lanes up")]) from None
    return found


def name(records: Records) -> str:
    """What a lane is called, after its versions.

    >>> from types import SimpleNamespace
    >>> name(SimpleNamespace(on={"tensorflow": "2.15.1", "keras": "2.15.0"}))
    'TensorFlow 2.15.1, Keras 2.15.0'
    """
    return f"TensorFlow {records.on['tensorflow']}, Keras {records.on['keras']}"


def holding(library: Library, records: Records, module: str) -> int | None:
    """How many examples of `module` hold on a lane; None when they have not run on it as they stand."""
    if records.get(module) is None:
        return None
    wrong = list(complaints(records, library[module].sessions.values()))
    return len(library[module].examples) - len(wrong)


def verified(library: Library, records: Records, module: str) -> bool:
    """Whether every example of `module` has run on a lane, and holds."""
    return holding(library, records, module) == len(library[module].examples)
