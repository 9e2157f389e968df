"""Which docstrings held on which versions: ``docs/verified.csv``, which ``make lanes`` alone writes.

A row says that every example of a docstring held on versions of TensorFlow and Keras, and on which
day that was first seen. It speaks of the docstring as it was then: of what it runs, expects and reads.
Once that changes, the row says nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from asrun.examples import script
from asrun.examples.find import Library
from asrun.examples.record import digest, runs
from asrun.files import csv_rows, csv_text

LOCK = "docs/verified.csv"
COLUMNS = ["docstring", "digest", "tensorflow", "keras", "date"]


@dataclass(frozen=True)
class Lane:
    """Versions that examples run on.

    >>> lanes = [Lane("2.9.0", "2.9.0"), Lane("2.21.0", "3.15.1")]
    >>> print(*sorted(lanes, reverse=True), sep="; ")
    TensorFlow 2.21.0, Keras 3.15.1; TensorFlow 2.9.0, Keras 2.9.0
    """

    tensorflow: str
    keras: str

    def __str__(self) -> str:
        return f"TensorFlow {self.tensorflow}, Keras {self.keras}"

    def __lt__(self, other: Lane) -> bool:
        return self._numbers < other._numbers

    @property
    def _numbers(self) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", f"{self.tensorflow} {self.keras}")]

    @property
    def generation(self) -> str:
        """The generation of its Keras: "2" or "3"."""
        return self.keras.split(".")[0]


@dataclass(frozen=True)
class Row:
    """A row of the lock."""

    docstring: str
    digest: str
    tensorflow: str
    keras: str
    date: str

    @property
    def lane(self) -> Lane:
        """The versions it speaks of."""
        return Lane(self.tensorflow, self.keras)


class Verified:
    """What the lock says of docstrings as they stand now.

    Raises :class:`asrun.problems.Problems` where the lock is damaged; where there is none, nothing is verified.
    """

    def __init__(self, library: Library):
        self.library = library
        self.on = cache(self._on)
        self._rows: dict[str, list[Row]] = {}
        for row in _rows(library.root):
            if row.docstring in library.sessions:
                self._rows.setdefault(row.docstring, []).append(row)

    @cached_property
    def _running(self) -> dict[str, list[str]]:
        """The docstrings that run a definition, by its name."""
        found: dict[str, list[str]] = {}
        for name in self.library.sessions:
            for definition in script.parts(self.library, name)[1]:
                found.setdefault(definition, []).append(name)
        return found

    @cached_property
    def lanes(self) -> list[Lane]:
        """Every lane that anything was verified on, the newest first."""
        return sorted({lane for name in self.library.sessions for lane in self.on(name)}, reverse=True)

    def _on(self, name: str) -> list[Lane]:
        """The lanes on which a docstring was verified as it stands, the newest first."""
        now = stands(self.library, name) if name in self._rows else ""
        return sorted((row.lane for row in self._rows.get(name, []) if row.digest == now), reverse=True)

    def of_definition(self, definition: str) -> list[Lane]:
        """The lanes on which a docstring that runs a definition (of a method: its class) was verified."""
        whole = ".".join(definition.split(".")[: self.library.module_of(definition).name.count(".") + 2])
        running = self._running.get(whole, [])
        return [lane for lane in self.lanes if any(lane in self.on(name) for name in running)]


def stands(library: Library, name: str) -> str:
    """A digest of a docstring as it stands: of what it runs with what that imports, what it expects and reads."""
    expects = [(example.want, example.other) for example in library.sessions[name].examples]
    executed, read = runs(library, name)
    return digest([executed, expects, read])


def _rows(root: Path) -> Iterator[Row]:
    if (root / LOCK).is_file():
        yield from (Row(*row) for _, row in csv_rows(root, LOCK, COLUMNS))


def lock(library: Library, lanes: Iterable[Lane], date: str) -> str:
    """The lock's text after every docstring held on some lanes at a date; what stood there before keeps its own."""
    before = {(row.docstring, row.digest, row.lane): row.date for row in _rows(library.root)}
    rows, ordered = [COLUMNS], sorted(lanes)
    for name in sorted(library.sessions):
        now = stands(library, name)
        for lane in ordered:
            rows.append([name, now, lane.tensorflow, lane.keras, before.get((name, now, lane), date)])
    return csv_text(rows)
