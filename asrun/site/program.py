"""A page as one program: prose, and code that runs from top to bottom."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from asrun.examples import script
from asrun.examples.slice import effects
from asrun.examples.text import unlabelled
from asrun.pages.page import Block, Box, Fences, Page, Part, Prose
from asrun.site.cells import Cell, cells
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


def solutions(project: Project, page: Page, found: list[Text | Cell]) -> list[Text | Cell]:
    """The sections that hold solutions, and before them, folded, what these need; nothing where there are none."""
    section = list(accumulate(isinstance(cell, Text) and cell.begins_section for cell in found))
    wanted = {at for at, cell in zip(section, found, strict=True) if cell.solution}
    if not wanted:
        return []
    said = words(page.language)["solutions"]
    kept = [replace(cell, solution=False) for at, cell in zip(section, found, strict=True) if at in wanted]
    before = needed(project, page, [cell.block for cell in kept if isinstance(cell, Cell) and cell.block])
    folded = [Cell(before, before, before, folded=said["needs"])] if before else []
    return [Text(f"# {said['title'].format(page.title)}"), *folded, *kept]


def needed(project: Project, page: Page, blocks: list[Block]) -> str:
    """What some blocks need of a page, as a script: of its definitions and examples those that the slices hold."""
    library, own = project.library, {id(block) for block in blocks}
    there = {name for block in blocks for name in (block.name, *project.program(page).setting(block).definitions)}
    numbers: dict[str, set[int]] = {}
    for block in blocks:
        if block.kind == "session":
            numbers.setdefault(block.name, set()).update(project.slice(block.name, block.step))
    imports: set[str] = set()
    definitions: dict[str, None] = {}
    for name, chosen in numbers.items():
        more, names, _ = script.parts(library, name, sorted(chosen))
        imports |= more
        definitions |= dict.fromkeys(name for name in names if name not in there)
    examples = [
        quiet(unlabelled(example.code)[0])
        for block in page.blocks
        if block.kind == "session" and id(block) not in own
        for number, example in enumerate(library.sessions[block.name].examples)
        if block.step in ("", example.step) and number in numbers.get(block.name, ()) and example.error is None
    ]
    body = script.spaced(filter(None, examples))
    return str(script.script(library, imports, definitions, body)).strip("\n")


def quiet(code: str) -> str:
    r"""Some code without the statements that only print; "" where there are no others.

    >>> quiet("for i in range(2):\n    print(i)"), quiet("for i in range(2):\n    x = i\n    print(i)")
    ('', 'for i in range(2):\n    x = i')
    """
    tree = ast.parse(code)
    return ast.unparse(_Quiet().visit(tree)) if "print(" in code else code


class _Quiet(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        if not isinstance(node.value, ast.Call) or ast.unparse(node.value.func) not in ("print", "tf.print"):
            return node
        values = ", ".join(map(ast.unparse, node.value.args))
        does = effects(values)
        return ast.parse(f"_ = {values}").body[0] if does.changed | does.doubtful else None

    def visit_For(self, node: ast.For | ast.With) -> ast.stmt | None:
        self.generic_visit(node)
        return node if node.body else None

    visit_With = visit_For

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node  # what it prints, it prints for whoever calls it
