"""What an example gave, and how a terminal shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyte

from asrun.examples.text import lines

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")

UNKNOWN = re.compile(r"\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|[\u2028\u2029]")  # links, and what pyte stumbles over


@dataclass(frozen=True)
class Outcome:
    """What one example gave, letter by letter.

    Attributes:
        printed: everything it printed, the repr of its value included.
        value: what its last expression was: "" (None or no expression), "value", "figure", or
            "several" where values were shown that are not that of the last expression alone.
        error: the exception as a reader would see its last lines, or None.
        html: the value's own HTML, where it has one.
        figure: the drawing as SVG, where the value is a figure.
        repr: of the value, where it has HTML or is a figure.
    """

    printed: str = ""
    value: str = ""
    error: str | None = None
    html: str = ""
    figure: str = ""
    repr: str = ""

    @property
    def beside(self) -> str:
        """What it printed besides the repr of a value that is shown by itself, as a terminal shows it."""
        return terminal(self.printed.removesuffix(f"{self.repr}\n") if self.repr else self.printed)


@cache
def terminal(text: str) -> str:
    r"""Some output as a terminal leaves it: overwritten, erased, without colours; empty lines around it are gone.

    >>> terminal("10 %\r20 %\n\x1b[31mred\x1b[0m\x1b[2K\n\x1b]8;;https://a.b\x1b\\link\x1b]8;;\x1b\\\n")
    '20 %\n\nlink'
    """
    if CONTROLS.search(text):
        columns, rows = max(map(len, re.split(r"[\n\r]", text))), len(re.findall(r"[\n\x0b\x0c\x1b]", text))
        screen = pyte.Screen(2 * columns + 1, rows + 1)  # a wide letter takes two columns
        pyte.Stream(screen).feed(UNKNOWN.sub("", text).replace("\n", "\r\n"))
        text = "\n".join(screen.display)
    return "\n".join(line.rstrip() for line in lines(text)).strip("\n")
