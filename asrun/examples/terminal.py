"""Output as a terminal shows it."""

from __future__ import annotations

import re
from functools import cache

import pyte

from asrun.examples.text import lines

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")

UNKNOWN = re.compile(r"\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|[\u2028\u2029]")  # links, and what pyte stumbles over


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
