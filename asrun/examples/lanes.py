"""Run the examples on several lanes of TensorFlow, and tell which hold on which.

A lane is an interpreter with its own versions of TensorFlow and Keras.
"""

import json
import os
import subprocess
from dataclasses import replace

from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import import_path, judge, refresh
from asrun.examples.verified import Lane
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
        refresh(library, records, python=python)
        problems += [replace(p, says=f"{lane(records)}: {p.says}") for p in judge(library, records)]
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


def lane(records: Records) -> Lane:
    """The lane of some records."""
    return Lane(records.on["tensorflow"], records.on["keras"])
