"""Try all that the pages recommend on one or more versions of TensorFlow and Keras.

usage: python -m tests.contract PYTHON ...

Every promise is tried with each of the interpreters, and what is broken is printed.
What keeps which promise on which of them is written to .records/contract.md. The
exit code is 1 if anything is broken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = Path(".records", "contract.md")


def tried(folder: str) -> dict[str, dict[str, str]]:
    """By offer and promise: what became of it on this interpreter. Models are saved in `folder`."""
    from tests.contract.offers import LOOPS, OFFERS
    from tests.contract.promises import LOOPED, OFFERED, Trial, outcome, save

    os.makedirs(folder)
    found = {
        name: {promise: outcome(loop, promise, keep, loop) for promise, keep in LOOPED.items()}
        for name, loop in LOOPS.items()
    }
    for name, offer in OFFERS.items():
        trial = Trial(offer)
        found[name] = {promise: outcome(offer, promise, keep, trial) for promise, keep in OFFERED.items()}
        found[name]["save"] = outcome(offer, "save", save, trial, Path(folder, name))
    return found


def loaded(folder: str) -> dict[str, dict[str, str]]:
    """By offer: what became of what another process has saved in `folder` when this one loaded it."""
    from tests.contract.offers import OFFERS
    from tests.contract.promises import SAVED, load, outcome

    return {name: {SAVED: outcome(offer, SAVED, load, offer, Path(folder, name))} for name, offer in OFFERS.items()}


def started(python: str, task: str, folder: str) -> subprocess.Popen:
    """One of the two in a new process."""
    return subprocess.Popen(
        [python, "-m", "tests.contract", task, folder],
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )


def answers(pythons: list[str]) -> dict[str, dict[str, dict[str, str]]]:
    """What both find, by version."""
    with tempfile.TemporaryDirectory() as base:
        folders = {python: os.path.join(base, str(i)) for i, python in enumerate(pythons)}
        lanes: dict[str, dict[str, dict[str, str]]] = {}
        for task in (tried, loaded):
            processes = [started(python, task.__name__, folder) for python, folder in folders.items()]
            for process in processes:
                said, _ = process.communicate()
                lane, found = json.loads(said.splitlines()[-1])
                for name, promises in found.items():
                    lanes.setdefault(lane, {}).setdefault(name, {}).update(promises)
    return lanes


def table(lanes: dict[str, dict[str, dict[str, str]]]) -> str:
    """What keeps which promise, as Markdown: a table for each set of promises."""
    lines = [f"In each cell: {', '.join(lanes)}. ✓ kept, – refused with an error that the page shows, ✗ broken."]
    things = next(iter(lanes.values()))
    for promises in dict.fromkeys(map(tuple, things.values())):
        lines += ["", "| | " + " | ".join(promises) + " |", "|---" * (len(promises) + 1) + "|"]
        lines += [
            f"| `{name}` | "
            + " | ".join(
                " ".join({"kept": "✓", "refused": "–"}.get(found[name][promise], "✗") for found in lanes.values())
                for promise in promises
            )
            + " |"
            for name in things
            if tuple(things[name]) == promises
        ]
    return "\n".join(lines) + "\n"


def main(pythons: list[str]) -> int:
    """Try all, tell what is broken, and give the exit code."""
    lanes = answers(pythons)
    said = [
        (lane, name, promise, text)
        for lane, found in lanes.items()
        for name, promises in found.items()
        for promise, text in promises.items()
    ]
    problems = [
        f"{name} on {lane} breaks its promise: {promise}\n    {text.splitlines()[0]}"
        for lane, name, promise, text in said
        if text not in ("kept", "refused")
    ]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(lanes), encoding="utf-8")
    print(
        *problems,
        f"{len(said)} promises of {len({name for _, name, _, _ in said})} things tried on "
        f"{' and '.join(lanes)}, {len(problems)} broken",
        f"written to {TABLE}",
        sep="\n",
    )
    return bool(problems)


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    if task in ("tried", "loaded"):
        found = globals()[task](*arguments)
        from tests.contract.promises import LANE

        print(json.dumps([LANE, found]))
    else:
        sys.exit(main([task, *arguments]))
