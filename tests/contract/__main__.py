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

from tests.contract.offers import LOOPS, OFFERS
from tests.contract.promises import LANE, LOOPED, OFFERED, SAVED, Trial, broken, load, save

TABLE = Path(".records", "contract.md")


def tried(folder: str) -> dict[str, dict[str, str]]:
    """By offer and promise: how it is broken on this interpreter, nothing if it is not. Models are saved in `folder`."""
    found = {name: {promise: broken(loop, promise, lambda: keep(loop)) for promise, keep in LOOPED.items()}
             for name, loop in LOOPS.items()}
    for name, offer in OFFERS.items():
        trial = Trial(offer)
        found[name] = {promise: broken(offer, promise, lambda: keep(trial)) for promise, keep in OFFERED.items()}
        found[name]["save"] = broken(offer, "save", lambda: save(trial, Path(folder, name)))
    return found


def loaded(folder: str) -> dict[str, dict[str, str]]:
    """By offer: how what another process has saved in `folder` fails to load in this one."""
    return {name: {SAVED: broken(offer, SAVED, lambda: load(offer, Path(folder, name)))}
            for name, offer in OFFERS.items()}


def started(python: str, task: str, folder: str) -> subprocess.Popen:
    """One of the two in a new process."""
    return subprocess.Popen([python, "-m", "tests.contract", task, folder], stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.DEVNULL, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})


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
    """What keeps which promise, as Markdown."""
    lines = [f"In each cell: {', '.join(lanes)}. ✓ kept, ✗ broken, – refused with an error that the page shows."]
    for offers, promises in ((OFFERS, [*OFFERED, SAVED]), (LOOPS, [*LOOPED])):
        lines += ["", "| | " + " | ".join(promises) + " |", "|---" * (len(promises) + 1) + "|"]
        for name, offer in offers.items():
            refused = getattr(offer, "refuses", {})
            cells = [" ".join("✗" if found[name][p] else "–" if p in refused else "✓" for found in lanes.values())
                     for p in promises]
            lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main(pythons: list[str]) -> int:
    """Try all, tell what is broken, and give the exit code."""
    lanes = answers(pythons)
    problems = [f"{name} on {lane} breaks its promise: {promise}\n    {said.splitlines()[0]}"
                for lane, found in lanes.items() for name, promises in found.items()
                for promise, said in promises.items() if said]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(lanes), encoding="utf-8")
    number = sum(len(promises) for found in lanes.values() for promises in found.values())
    print(*problems, f"{number} promises of {len(OFFERS) + len(LOOPS)} things tried on {' and '.join(lanes)}, "
                     f"{len(problems)} broken", f"written to {TABLE}", sep="\n")
    return bool(problems)


if __name__ == "__main__":
    if sys.argv[1:2] == ["tried"] or sys.argv[1:2] == ["loaded"]:
        os.makedirs(sys.argv[2], exist_ok=True)
        print(json.dumps([LANE, globals()[sys.argv[1]](sys.argv[2])]))
    else:
        sys.exit(main(sys.argv[1:]))
