"""Which slices of docstrings were seen to hold: in ``docs/slices.csv``, which ``make lanes`` writes, or here.

A slice names the examples, by number, that give by themselves what a step gave. What is known speaks of a docstring
as it was then, as far as the end of that step; once what runs until there has changed, the slice is tried again, and
kept beside the records. ``make test`` runs each as the script that is copied.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from asrun import files
from asrun.examples.find import Library
from asrun.examples.record import digest, runs
from asrun.files import csv_rows, csv_text

LOCK = "docs/slices.csv"
COLUMNS = ["docstring", "step", "digest", "examples"]


class Proved:
    """The slices of the docstrings of a library.

    Args:
        folder: where those are kept that were tried here (beside the records, when not given).

    Raises :class:`asrun.problems.Problems` where the lock is damaged; where there is none, all are tried here.
    """

    def __init__(self, library: Library, folder: Path | None = None):
        self.library, self.folder = library, folder or files.records(library.root) / "slices"
        self._ends = cache(self._digests)
        self._locked: dict[str, dict[str, list[str]]] = {}
        for _, (name, step, *known) in _rows(library.root):
            self._locked.setdefault(name, {})[step] = known
        self._known: dict[tuple[str, str], list[int]] = {}

    def _digests(self, name: str) -> dict[str, str]:
        """A digest, by step, of what a docstring runs as far as the end of that step."""
        (head, *examples), reads = runs(self.library, name)
        steps = [example.step for example in self.library.sessions[name].examples]
        last = {step: number for number, step in enumerate(steps, 1)}
        return {step: digest([head, examples[:end], steps[:end], reads]) for step, end in last.items()}

    def _may_be(self, name: str, step: str, numbers: list[int]) -> bool:
        """Whether some numbers are of examples of a docstring, and hold those of a step."""
        examples = self.library.sessions[name].examples
        own = {number for number, example in enumerate(examples) if example.step == step}
        return own <= set(numbers) <= set(range(len(examples)))

    def _find(self, name: str, step: str) -> list[int] | None:
        """The slice for a step of a docstring, None where it has to be tried."""
        if (name, step) not in self._known:
            for known in (self._locked.get(name, {}), files.read_sealed(self._path(name))):
                of, text = known.get(step, ("", ""))
                if of == self._ends(name)[step] and self._may_be(name, step, numbers := _numbers(text)):
                    self._known[name, step] = numbers
                    break
        return self._known.get((name, step))

    def untried(self, name: str) -> list[str]:
        """The steps of a docstring whose slices have to be tried."""
        return [step for step in self.library.sessions[name].steps if self._find(name, step) is None]

    def slice(self, name: str, step: str) -> list[int]:
        """The examples of a docstring, by number, that give by themselves what a step of it gave.

        Raises:
            LookupError: where they have not been tried.
        """
        found = self._find(name, step)
        if found is None:
            raise LookupError(f"{name} has not run as it stands (python -m asrun run)")
        return found

    def keep(self, name: str, slices: dict[str, list[int]]) -> None:
        """Keep what was seen to hold, by step."""
        held = {step: [self._ends(name)[step], spans(numbers)] for step, numbers in slices.items()}
        kept = files.read_sealed(self._path(name))
        files.write_sealed(self._path(name), {**kept, **held})

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def lock(self) -> str:
        """The text of the lock, where all are known."""
        rows = [COLUMNS]
        for name in sorted(self.library.sessions):
            steps = self.library.sessions[name].steps
            rows += [[name, step, self._ends(name)[step], spans(self.slice(name, step))] for step in steps]
        return csv_text(rows)


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


def _rows(root: Path) -> list[tuple[int, list[str]]]:
    return csv_rows(root, LOCK, COLUMNS) if (root / LOCK).is_file() else []
