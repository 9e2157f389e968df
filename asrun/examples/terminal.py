"""Output as a terminal shows it."""

from __future__ import annotations

import re
from functools import cache

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

from asrun.examples.text import lines

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")

UNKNOWN = re.compile(r"\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|[\u2028\u2029]")  # links, and what pyte stumbles over


@cache
def terminal(text: str) -> str:
    r"""Some output as a terminal leaves it: overwritten, erased, without colours; empty lines around it are gone.

    >>> terminal("10 %\r20 %\n\x1b[31mred\x1b[0m\x1b[2K\n\x1b]8;;https://a.b\x1b\\link\x1b]8;;\x1b\\\n")
    '20 %\n\nlink'
    >>> terminal("한글\rab"), terminal("한글\rabc"), terminal("ab\r한")
    ('ab글', 'abc', '한')
    """
    if CONTROLS.search(text):
        columns, rows = max(map(len, re.split(r"[\n\r]", text))), len(re.findall(r"[\n\x0b\x0c\x1b]", text))
        screen = pyte.Screen(2 * columns + 1, rows + 1)  # a wide letter takes two columns
        pyte.Stream(screen).feed(UNKNOWN.sub("", text).replace("\n", "\r\n"))
        text = "\n".join(map(_row, (screen.buffer[number] for number in range(screen.lines))))
    return "\n".join(line.rstrip() for line in lines(text)).strip("\n")


def _row(cells: dict[int, Char]) -> str:
    """The letters of a row; a blank where one that takes two columns has lost one of them to another letter."""
    row = [cells[column].data if column in cells else " " for column in range(max(cells, default=-1) + 2)]
    for column in range(len(row) - 1):
        wide, followed = wcwidth(row[column][:1]) == 2, row[column + 1] == ""
        if wide and not followed:
            row[column] = " "
        elif followed and not wide:
            row[column + 1] = " "
    return "".join(row)
