"""Run the examples on several lanes of TensorFlow, and tell which hold on which.

A lane is an interpreter with its own versions of TensorFlow and Keras. What ran
on it is kept in the same folder as what ran here, so that pages can show it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

from asrun.examples.compare import complaint
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import import_path, judge, refresh
from asrun.problems import Problem, Problems

TABLE = "lanes.md"


def run(library: Library, pythons: list[str]) -> list[Records]:
    """Run what is out of date on each of the interpreters `pythons`.

    Returns:
        The records of each lane.

    Raises:
        Problems: when an interpreter is no lane of its own, or an example does not hold on its lane.
    """
    lanes, problems = [], []
    for python, on in _told_apart(pythons).items():
        records = Records(library, on=on)
        refresh(library, records, python)
        named = name(records)
        problems += [Problem(p.path, p.line, f"{named}: {p.says}", p.remedy) for p in judge(library, records)]
        lanes.append(records)
    if problems:
        raise Problems(problems)
    return lanes


def _told_apart(pythons: list[str]) -> dict[str, dict[str, str]]:
    """The versions of each interpreter; no two may have the same TensorFlow, after which records are filed."""
    found: dict[str, dict[str, str]] = {}
    for python in dict.fromkeys(pythons):
        on = versions_of(python)
        twin = next((other for other, versions in found.items() if versions["tensorflow"] == on["tensorflow"]), None)
        if twin:
            raise Problems(
                [
                    Problem(
                        "command line",
                        1,
                        f"{python} has the TensorFlow of {twin}: {on['tensorflow']}",
                        "name one interpreter for each version of TensorFlow",
                    )
                ]
            )
        found[python] = on
    return found


def versions_of(python: str) -> dict[str, str]:
    """The versions that an interpreter would import."""
    ask = "import json; from asrun.examples.record import versions; print(json.dumps(versions()))"
    try:
        said = subprocess.run(
            [python, "-c", ask], capture_output=True, text=True, check=True, env={**os.environ, **import_path()}
        )
        found = json.loads(said.stdout)
        if found["tensorflow"] == "-":
            raise ValueError("it has no TensorFlow")
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise Problems(
            [Problem("command line", 1, f"{python} is no Python of a lane: {error}", "make lanes sets the lanes up")]
        ) from None
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
    record = records.get(module)
    if record is None:
        return None
    return sum(
        complaint(example.on(records.on["keras"]), outcome.printed, outcome.error) is None
        for session, outcomes in record.sessions.items()
        for example, outcome in zip(library.sessions[session].examples, outcomes, strict=True)
    )


def verified(library: Library, records: Records, module: str) -> bool:
    """Whether every example of `module` has run on a lane, and holds."""
    return holding(library, records, module) == sum(len(s.examples) for s in library[module].sessions.values())


WORDS = {
    "ko": ("모듈", "예제", "갈라진다고 표시한 예제", "실행 안 함", "전체", "갈라진다고 표시한 예제와 그 이유:"),
    "en": ("module", "examples", "differ, as marked", "not run", "all", "Marked as different, and why:"),
}


def table(library: Library, lanes: list[Records], language: str = "en") -> str:
    """How many examples of each module hold on each lane, as a Markdown table."""
    title, examples, marked, not_run, everything, reasons = WORDS[language]
    rows = [[title, examples, *map(name, lanes), marked], ["---", *["--:"] * (2 + len(lanes))]]
    total = Counter()
    for module in library.values():
        found = [e for s in module.sessions.values() for e in s.examples]
        if not found:
            continue
        counts = {"examples": len(found), "marked": sum(bool(e.elsewhere) for e in found)}
        held = [holding(library, records, module.name) for records in lanes]
        total.update(counts, **{str(i): h or 0 for i, h in enumerate(held)})
        rows.append([module.name, counts["examples"], *(not_run if h is None else h for h in held), counts["marked"]])
    rows.append([f"**{everything}**", total["examples"], *(total[str(i)] for i in range(len(lanes))), total["marked"]])
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    differ = [f"- `{s}`: {e.why}" for s, session in library.sessions.items() for e in session.examples if e.elsewhere]
    return "\n".join([*lines, *(["", reasons, "", *differ] if differ else [])]) + "\n"


def write(library: Library, lanes: list[Records]) -> Path:
    """Write the table beside the records."""
    path = lanes[0].base / TABLE
    path.write_text(table(library, lanes), encoding="utf-8")
    return path
