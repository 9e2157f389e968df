"""Markdown between boxes and blocks, piece by piece: running text, code, formulas, links and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from asrun.pages.page import Fences

OPENS = re.compile(r"(?:^|[\n|]) *(?:[-*] |\d+\. )?\**$")
PIECE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<formula>\$\$(?:\\.|[^\\$])+\$\$|(?<!\\)\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$(?!\d))"
    r"|(?P<link>!?\[(?P<words>(?:`[^`]*`|!?\[[^\]]*\](?:\([^)]*\))?|[^\[\]`])*)\]"
    r"\(\s*<?(?P<file>[^)\s>#]*)(?P<anchor>#[^)\s>]*)?>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\))"
    r"|(?P<tag><!--.*?-->|</?[a-zA-Z][^<>]*>|\{[:#.][^}]*\})",
    re.S,
)
STANDING = re.compile(r"\s*(?:#{1,6} |\||<|\$\$)|.*\n\{:[^}]*\}$", re.S)  # headings, tables, HTML, marked paragraphs
PARAGRAPHS = re.compile(r"(\n\s*\n|^#{1,6} [^\n]*\n)", re.M)
LISTED = re.compile(r"(?m)^ *(?:[-*+]|\d+\.) ")


@dataclass(frozen=True)
class Piece:
    """A piece of some prose.

    Attributes:
        kind: "text", "code", "formula", "link" or "tag".
        running: whether it is part of a paragraph or list.
        line: the line of the prose that it begins on, counted from 0.
        opens: whether it is the first of a line, list item or cell of a table.
        link: the words of a link, the page or file that it leads to, and the #anchor; "" for anything else.
    """

    kind: str
    text: str
    running: bool = True
    line: int = 0
    opens: bool = False
    link: tuple[str, str, str] = ("", "", "")


def pieces(text: str) -> Iterator[Piece]:
    """All pieces of some prose, in order; fenced or indented code is one piece.

    >>> [(piece.kind, piece.text) for piece in pieces("so `a` is $a$, see [a](b.md#c)")][1::2]
    [('code', '`a`'), ('formula', '$a$'), ('link', '[a](b.md#c)')]
    """
    fences, number = Fences(), 0
    for code, group in groupby(StringIO(text), fences.hold):
        chunk = "".join(group)
        if code:
            yield Piece("code", chunk, False, number)
        else:
            line, before = number, ""
            for paragraph in PARAGRAPHS.split(chunk):
                if paragraph.startswith("    ") and not LISTED.search(before):
                    yield Piece("code", paragraph, False, line)
                else:
                    yield from _of_paragraph(paragraph, line)
                line += paragraph.count("\n")
                before += paragraph
        number += chunk.count("\n")


def _of_paragraph(paragraph: str, line: int) -> Iterator[Piece]:
    running = not STANDING.match(paragraph)
    end = 0
    for found in [*PIECE.finditer(paragraph), None]:
        start = found.start() if found else len(paragraph)
        if start > end:
            yield Piece("text", paragraph[end:start], running, line + paragraph.count("\n", 0, end))
        if found:
            opens = bool(OPENS.search(paragraph[:start]))
            at = line + paragraph.count("\n", 0, start)
            link = (found["words"] or "", found["file"] or "", found["anchor"] or "")
            yield Piece(found.lastgroup or "", found[0], running, at, opens, link)
            end = found.end()


def rewritten(text: str, change: Callable[[Piece], str]) -> str:
    """Some prose with each of its pieces changed."""
    return "".join(map(change, pieces(text)))
