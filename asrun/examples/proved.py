"""Which slices of docstrings were seen to hold: in ``docs/slices.csv``, which ``make lanes`` writes, or here.

A slice names the examples, by number, that give by themselves what a step gave. What is known speaks of a docstring
as it was then; once what that runs changes, its slices are tried again, and kept beside the records. ``make test``
runs each as the script that is copied.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from io import StringIO
from pathlib import Path

from asrun import files
from asrun.examples.find import Library
from asrun.examples.record import digest, runs
from asrun.files import csv_rows
from asrun.problems import Problem, Problems

LOCK = "docs/slices.csv"
COLUMNS = ["docstring", "digest", "step", "examples"]
Slices = dict[str, list[int]]  # by step


class Proved:
    """The slices of the docstrings of a library.

    Args:
        folder: where those are kept that were tried here (beside the records, when not given).

    Raises :class:`asrun.problems.Problems` where the lock is damaged; where there is none, all are tried here.
    """

    def __init__(self, library: Library, folder: Path | None = None):
        self.library, self.folder = library, folder or files.records(library.root) / "slices"
        self.digest = cache(self._digest)
        self._known = self._locked()

    def _digest(self, name: str) -> str:
        """A digest of what a docstring runs, step by step."""
        return digest([*runs(self.library, name), [example.step for example in self.library.sessions[name].examples]])

    def _locked(self) -> dict[str, Slices]:
        """What the lock says of docstrings as they stand."""
        found: dict[str, Slices] = {}
        rows = csv_rows(self.library.root, LOCK, COLUMNS) if (self.library.root / LOCK).is_file() else []
        for line, (name, of, step, text) in rows:
            if name in self.library.sessions and of == self.digest(name):
                found.setdefault(name, {})[step] = numbers = _numbers(text)
                if not self._may_be(name, step, numbers):
                    says = f"{text!r} are no examples of {name} that hold its step {step!r}"
                    raise Problems([Problem(LOCK, line, says, "have `make lanes` write this file anew")])
        return found

    def _may_be(self, name: str, step: str, numbers: list[int]) -> bool:
        """Whether some numbers are of examples of a docstring, and hold those of a step."""
        examples = self.library.sessions[name].examples
        own = {number for number, example in enumerate(examples) if example.step == step}
        return bool(own) and own <= set(numbers) <= set(range(len(examples)))

    def of(self, name: str) -> Slices | None:
        """The slices of a docstring as it stands, by step; None where they have to be tried."""
        if name not in self._known:
            kept = files.read_sealed(self._path(name))
            if kept.get("digest") != self.digest(name):
                return None
            self._known[name] = kept["slices"]
        found = self._known[name]
        return found if found.keys() == set(self.library.sessions[name].steps) else None

    def slice(self, name: str, step: str) -> list[int]:
        """The examples of a docstring, by number, that give by themselves what a step of it gave.

        Raises:
            LookupError: where they have not been tried.
        """
        found = self.of(name)
        if found is None:
            raise LookupError(f"{name} has not run as it stands (python -m asrun run)")
        return found[step]

    def keep(self, name: str, slices: Slices) -> None:
        """Keep what was seen to hold."""
        files.write_sealed(self._path(name), {"digest": self.digest(name), "slices": slices})

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def lock(self) -> str:
        """The text of the lock, where all are known."""
        rows = [COLUMNS]
        for name in sorted(self.library.sessions):
            steps = self.library.sessions[name].steps
            rows += [[name, self.digest(name), step, spans(self.slice(name, step))] for step in steps]
        written = StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        return written.getvalue()


def spans(numbers: list[int]) -> str:
    """Numbers that rise, those that follow one another by the first and the last.

    >>> spans([0, 1, 2, 5, 7, 8]), spans([])
    ('0-2 5 7-8', '')
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in found)


def _numbers(text: str) -> list[int]:
    """The other way round.

    >>> _numbers("0-2 5 7-8"), _numbers("one")
    ([0, 1, 2, 5, 7, 8], [])
    """
    pairs = (span.partition("-")[::2] for span in text.split() if re.fullmatch(r"\d+(-\d+)?", span))
    return [number for first, last in pairs for number in range(int(first), int(last or first) + 1)]
