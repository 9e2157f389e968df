"""A page as one program: prose, and code that runs from top to bottom."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from asrun.examples.slice import backward
from asrun.pages.page import Block, Box, Fences, Page, Part, Prose
from asrun.site.cells import Cell, cells, only, statements
from asrun.site.project import Project
from asrun.site.templates import words


@dataclass(frozen=True)
class Text:
    """Some Markdown of a page.

    Attributes:
        text: plain Markdown; headings keep their ``{#id}``.
        box: the kind of box that it stands in ("" outside), and `title` its title where the box begins.
        solution: whether it is part of one.
    """

    text: str
    box: str = ""
    title: str = ""
    solution: bool = False

    @property
    def begins_section(self) -> bool:
        """Whether it begins with a heading of a page or section."""
        return bool(re.match("##? ", self.text))


def program(project: Project, page: Page) -> list[Text | Cell]:
    """The cells of a page, in order."""
    return list(_cells(project, page, page.parts))


def _cells(
    project: Project, page: Page, parts: list[Part], box: Box | None = None, solution: bool = False
) -> Iterator[Text | Cell]:
    """The cells of some parts; a box shows its title with its first text, or before what it begins with."""
    kind, title = (box.kind, box.title) if box else ("", "")
    for part in parts:
        if isinstance(part, Prose):
            for text in sections(textwrap.dedent(part.text)):
                yield Text(text, kind, title, solution)
                title = ""
        elif title:
            yield Text("", kind, title, solution)
        title = ""
        if isinstance(part, Box) and part.kind != "run":  # the errata show runs of other pages
            yield from _cells(project, page, part.parts, part, solution or part.kind == "solution")
        elif isinstance(part, Block):
            if part.kind == "from":
                yield Text(come_from(project, page, part), kind, solution=solution)
            yield from (replace(cell, solution=solution) for cell in cells(project, page, part) if cell.typed)
    if title:
        yield Text("", kind, title, solution)


def sections(text: str) -> Iterator[str]:
    r"""Some Markdown, cut before each heading of a section.

    >>> list(sections("a\n\n## B\n\n```text\n## c\n```\n\n### D"))
    ['a', '## B\n\n```text\n## c\n```\n\n### D']
    """
    fences, lines = Fences(), text.split("\n")
    number = accumulate(not fences.hold(line) and line.startswith("## ") for line in lines)
    for _, section in groupby(zip(number, lines, strict=True), lambda numbered: numbered[0]):
        if cut := "\n".join(line for _, line in section).strip("\n"):
            yield cut


def come_from(project: Project, page: Page, block: Block) -> str:
    """The line that says in which pages definitions are found, as Markdown."""
    found: dict[Page, list[str]] = {}
    for name in block.names:
        there, anchor = project.pages.defining(page.language, name) or (page, "")
        link = f"[`{name.rpartition('.')[2]}`](/{there.name}{anchor and '#'}{anchor})"
        found.setdefault(there, []).append(link)
    said = words(page.language)["from"]
    return " · ".join(said.format(there.title, ", ".join(links)) for there, links in found.items())


def without_solutions(found: list[Text | Cell], says: str) -> list[Text | Cell]:
    """Cells without solutions; in the place of the first of each section `says` where they are."""
    made: list[Text | Cell] = []
    said = False
    for cell in found:
        if isinstance(cell, Text) and cell.begins_section:
            said = False
        if not cell.solution:
            made.append(cell)
        elif not said:
            made.append(Text(says))
            said = True
    return made


def solutions(found: list[Text | Cell], title: str, needs: str) -> list[Text | Cell]:
    """The sections that hold solutions, and before them the code that these need; nothing where there are none.

    Args:
        needs: what that code folds under.
    """
    section = list(accumulate(isinstance(cell, Text) and cell.begins_section for cell in found))
    wanted = {at for at, cell in zip(section, found, strict=True) if cell.solution}
    if not wanted:
        return []
    pieces: list[str] = []
    of: list[tuple[int, int]] = []  # the cell of each piece, and which of its statements it is
    silent: list[int] = []
    for number, cell in enumerate(found):
        if not isinstance(cell, Cell):
            continue
        code = statements(cell.typed)
        for place, (node, text) in enumerate(code):
            if isinstance(node, ast.Expr) and (place < len(code) - 1 or not cell.outcome.printed):
                silent.append(len(pieces))
            pieces.append(text)
            of.append((number, place))
    chosen = [piece for piece, (number, _) in enumerate(of) if section[number] in wanted]
    needed: dict[int, list[int]] = {}
    for piece in backward(pieces, chosen, silent) if chosen else ():
        number, place = of[piece]
        needed.setdefault(number, []).append(place)
    made: list[Text | Cell] = [Text(f"# {title}")]
    for number, cell in enumerate(found):
        if section[number] in wanted:
            made.append(replace(cell, solution=False))
        elif number in needed and isinstance(cell, Cell):
            made.append(replace(only(cell, needed[number]), folded=needs))
    return made
