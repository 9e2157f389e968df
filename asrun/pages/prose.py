"""Markdown between boxes and blocks, piece by piece: running text, code, formulas, links and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FENCED = re.compile(r"(^ *(?:```.*?^ *```|~~~.*?^ *~~~)[`~]* *$)", re.M | re.S)
PARAGRAPHS = re.compile(r"(\n\s*\n)")
OPENS = re.compile(r"(?:^|[\n|]) *(?:[-*] |\d+\. )?\**$")
PIECE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<formula>\$\$(?:\\.|[^\\$])+\$\$|(?<!\\)\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$)"
    r"|(?P<link>!?\[(?:`[^`]*`|[^\]`])*\]\([^)\s]*(?: \"[^\"]*\")?\))"
    r"|(?P<tag></?[a-zA-Z][^<>]*>|\{[:#.][^}]*\})",
    re.S,
)
LINK = re.compile(r"(!?)\[(.*)\]\(([^)\s#]*)(#[^)\s]*)?(?: \"[^\"]*\")?\)", re.S)
STANDING = re.compile(r"\s*(?:#{1,6} |\||<|\$\$)|.*\n\{:[^}]*\}$", re.S)  # headings, tables, HTML, marked paragraphs


@dataclass(frozen=True)
class Piece:
    """A piece of some prose.

    Attributes:
        kind: "text", "code", "formula", "link" or "tag".
        running: whether it is part of a paragraph or list.
        line: the line of the prose that it begins on, counted from 0.
        opens: whether it is the first of a line, list item or cell of a table.
    """

    kind: str
    text: str
    running: bool = True
    line: int = 0
    opens: bool = False

    @property
    def link(self) -> tuple[str, str, str]:
        """The words of a link, the page or file that it leads to, and the #anchor; all "" for anything else."""
        found = LINK.fullmatch(self.text) if self.kind == "link" else None
        return (found[2], found[3], found[4] or "") if found else ("", "", "")


def pieces(text: str) -> Iterator[Piece]:
    """All pieces of some prose, in order; fenced code is one piece of code.

    >>> [(piece.kind, piece.text) for piece in pieces("so `a` is $a$, see [a](b.md#c)")][1::2]
    [('code', '`a`'), ('formula', '$a$'), ('link', '[a](b.md#c)')]
    """
    line = 0
    for n, chunk in enumerate(FENCED.split(text)):
        for paragraph in PARAGRAPHS.split(chunk) if n % 2 == 0 else ():
            yield from _of_paragraph(paragraph, line)
            line += paragraph.count("\n")
        if n % 2 == 1:
            yield Piece("code", chunk, False, line)
            line += chunk.count("\n")


def _of_paragraph(paragraph: str, line: int) -> Iterator[Piece]:
    running = not STANDING.match(paragraph)
    end = 0
    for found in [*PIECE.finditer(paragraph), None]:
        start = found.start() if found else len(paragraph)
        if start > end:
            yield Piece("text", paragraph[end:start], running, line + paragraph.count("\n", 0, end))
        if found:
            opens = bool(OPENS.search(paragraph[:start]))
            yield Piece(found.lastgroup or "", found[0], running, line + paragraph.count("\n", 0, start), opens)
            end = found.end()


def rewritten(text: str, change: Callable[[Piece], str]) -> str:
    """Some prose with each of its pieces changed."""
    return "".join(map(change, pieces(text)))
