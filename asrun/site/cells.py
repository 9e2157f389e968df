"""Examples as cells: code, and what it gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from asrun.examples.find import Example
from asrun.examples.record import Outcome

LABELS = re.compile(r"(<text[^>]*>)([^<]*)(</text>)")


@dataclass(frozen=True)
class Cell:
    """Examples of which the last shows something, with what each of them gave."""

    pairs: tuple[tuple[Example, Outcome], ...]

    @property
    def outcome(self) -> Outcome:
        """What the cell shows."""
        return self.pairs[-1][1]

    @property
    def last(self) -> Example:
        """The example that shows it."""
        return self.pairs[-1][0]


def cells(pairs: Iterable[tuple[Example, Outcome]]) -> Iterator[Cell]:
    """Join the examples that show nothing to the next one that does."""
    waiting: list[tuple[Example, Outcome]] = []
    for example, outcome in pairs:
        waiting.append((example, outcome))
        if outcome.printed or outcome.error is not None or example.elsewhere:
            yield Cell(tuple(waiting))
            waiting = []
    if waiting:
        yield Cell(tuple(waiting))


def printed(outcome: Outcome) -> str:
    """What was printed, without the repr of a value that is shown by itself."""
    lines = outcome.printed.splitlines()
    if outcome.figure:
        lines = lines[:-1]
    elif outcome.html:
        lines = []
    return "\n".join(lines)


def missing_label(svgs: Iterable[str], labels: Iterable[str]) -> str:
    """What is wrong with the labels that a page translates, "" where nothing is."""
    there = {unescape(label[1]) for svg in svgs for label in LABELS.findall(svg)}
    for label in labels:
        if label not in there:
            words = sorted(text for text in there if re.search("[A-Za-z]{2}", text))
            return f"the figure has no label '{label}'; it has: {', '.join(words)}"
    return ""


def translated(svg: str, labels: dict[str, str]) -> str:
    """Put the page's language in place of a figure's labels.

    >>> translated("<text x='1'>steps</text><text>1</text>", {"steps": "걸음"})
    "<text x='1'>걸음</text><text>1</text>"
    """

    def translate(found: re.Match[str]) -> str:
        label = unescape(found[2])
        return found[1] + escape(labels.get(label, label)) + found[3]

    return LABELS.sub(translate, svg)
