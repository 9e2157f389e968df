"""Each page as files to take away: a notebook, a script, and plain Markdown.

A page becomes a list of cells: prose, and code with what it gave. Its code runs
from top to bottom as one program: what a cell needs, and no cell before it has
defined, is put in front of it.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field, replace
from typing import Callable, Iterator

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from asrun import render, script
from asrun.find import Example, Library, Module, unlabelled
from asrun.pages import BLOCK, BOX, FENCE, HEADING, Block, Page
from asrun.record import Outcome, Records

LINK = re.compile(r"(?<=\]\()(?!\w+:)([^)\s#]*?\.md)(#[^)\s]*)?(?=[)\s])")
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}


@dataclass(frozen=True)
class Prose:
    """Some Markdown of a page.

    Attributes:
        text: plain Markdown; headings keep their ``{#id}``.
        box: the kind of box that it stands in ("" outside), and `title` its title
            where the box begins.
        number: counts the boxes of a page.
    """

    text: str
    box: str = ""
    title: str = ""
    number: int = 0


@dataclass(frozen=True)
class Code:
    """A piece of Python and what it gave.

    Attributes:
        text: as a notebook needs it.
        program: as a script needs it, which prints what a notebook shows by itself.
        again: whether this is only shown here, because it had to run before.
        labels: translations of a figure's labels; `alt` describes it.
    """

    text: str
    program: str
    outcome: Outcome = Outcome()
    again: bool = False
    alt: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    box: str = ""
    number: int = 0


def cells(page: Page, library: Library, records: Records) -> list[Prose | Code]:
    """The cells of a page, in order; the first code cell holds every import."""
    program = _Program(library, records)
    found = list(_cells(page, program))
    first = next((i for i, cell in enumerate(found) if isinstance(cell, Code)), len(found))
    if program.imports:
        imports = "\n".join(sorted(program.imports, key=script.import_order))
        found.insert(first, Code(imports, imports))
    return found


def _cells(page: Page, program: _Program) -> Iterator[Prose | Code]:
    """Cut a page at its boxes and blocks."""
    blocks = zip(page.blocks, _crossings(page, program.library))
    lines, held = page.body.splitlines(), []
    kind = title = fence = ""
    number = i = 0

    def prose() -> Iterator[Prose]:
        nonlocal title
        text = "\n".join(held).strip("\n")
        held.clear()
        if text or title:
            yield Prose(text, kind, title, number)
            title = ""

    while i < len(lines):
        line = lines[i]
        if kind and line.strip() and not line.startswith("    "):
            yield from prose()
            kind = ""
        inner = line[4:] if kind else line
        i += 1
        if mark := FENCE.match(inner):
            fence = "" if fence and inner.strip().startswith(fence) else fence or mark[1]
        elif not fence and (box := BOX.fullmatch(line)):
            yield from prose()
            kind, title, number = box[1], (box[2] or "").strip('"'), number + 1
            continue
        elif not fence and BLOCK.fullmatch(inner):
            yield from prose()
            while lines[i].strip() != "///":
                i += 1
            i += 1
            for cell in program.block(*next(blocks)):
                yield replace(cell, box=kind, number=number)
            continue
        held.append(inner)
    yield from prose()


class _Program:
    """What a page's code has imported, defined and run so far."""

    def __init__(self, library: Library, records: Records):
        self.library, self.records = library, records
        self.imports: set[str] = set()
        self.defined: set[str] = set()
        self.ran: dict[str, int] = {}

    def block(self, block: Block, crossing: Crossing) -> Iterator[Code]:
        """The cells of one ``/// code`` or ``/// session``."""
        module = self.library.module_of(block.name)
        if block.kind == "code":
            first = block.name.removeprefix(f"{module.name}.").split(".")[0]
            new = list(self.needed(module, {first}))
            shown = unlabelled(self.library.definitions[block.name].code)[0]
            yield from new
            if not any(shown in cell.text for cell in new):
                yield Code(shown, shown, again=True)
            return
        session = self.library.sessions[block.name]
        outcomes = self.records.get(module.name).sessions[block.name]
        step = block.options.get("step") or None
        ran = self.ran.get(block.name, 0)
        last = len(session.upto(step))
        chosen = list(zip(session.examples, outcomes, strict=True))
        yield from self.needed(module, script.mentioned(session.examples[ran:last]))
        if crossing.back:
            code = f"{_list(crossing.back)} = {crossing.came}"
            yield Code(code, code)
        for examples, outcome in render.cells(chosen[ran:last]):
            pairs = [(e, o) for e, o in chosen if e in examples]
            if outcome.figure:
                self.imports.add("import matplotlib.pyplot as plt")
            yield Code(script.spaced(_typed(e, o) for e, o in pairs),
                       script.spaced(script.printing(e.code, o.value, o.error is not None) for e, o in pairs),
                       outcome, alt=block.options.get("alt", ""),
                       labels=tuple(block.options.get("labels", {}).items()))
        self.ran[block.name] = max(ran, last)
        if crossing.aside:
            code = f"{crossing.goes} = {_list(crossing.aside)}"
            yield Code(code, code)

    def needed(self, module: Module, names: set[str]) -> Iterator[Code]:
        """Definitions that are needed and not there yet; notes down the imports."""
        imports, definitions = script.needed(self.library, module, names)
        self.imports |= set(imports)
        if new := [code for code in definitions if code not in self.defined]:
            self.defined |= set(new)
            code = script.spaced(new)
            yield Code(code, code)


@dataclass
class Crossing:
    """Variables that a block puts aside, as `goes`, and takes back, from `came`.

    Each docstring has variables of its own; on a page the docstrings take turns,
    and where they use the same names, one has to step back for a while.
    """

    aside: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    goes: str = ""
    came: str = ""


def _crossings(page: Page, library: Library) -> list[Crossing]:
    """What each block of a page has to put aside, and to take back."""
    found = [Crossing(goes=f"aside_{n}") for n in range(len(page.blocks))]
    owner: dict[str, str] = {}
    turns: dict[str, list[tuple[int, int]]] = {}
    for n, block in enumerate(page.blocks):
        if block.kind == "session":
            last = len(library.sessions[block.name].upto(block.options.get("step") or None))
            turns.setdefault(block.name, []).append((n, last))
    for n, block in enumerate(page.blocks):
        if block.kind != "session":
            continue
        examples = library.sessions[block.name].examples
        turn = [i for i, _ in turns[block.name]].index(n)
        begun = max((last for _, last in turns[block.name][:turn]), default=0)
        last = turns[block.name][turn][1]
        if turn:
            own = set().union(*(script.assigned(e.code) for e in examples[:begun]))
            later = set().union(*(script.mentions(e.code) for e in examples[begun:]))
            back = {name for name in own & later if owner.get(name) != block.name}
            before = found[turns[block.name][turn - 1][0]]
            before.aside |= back
            found[n].back, found[n].came = back, before.goes
            owner.update(dict.fromkeys(back, block.name))
        for example in examples[begun:last]:
            owner.update(dict.fromkeys(script.assigned(example.code), block.name))
    return found


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) + ("," if len(names) == 1 else "")


def _typed(example: Example, outcome: Outcome) -> str:
    """An example as one types it into a notebook."""
    if outcome.error is not None:
        return script.printing(example.code, "", True)
    code = unlabelled(example.code)[0]
    return f"{code};" if outcome.value == "figure" else code


# --- files ------------------------------------------------------------------------


def notebook(found: list[Prose | Code], link: Callable[[str], str]) -> nbformat.NotebookNode:
    """Cells as a notebook, outputs included.

    Args:
        link: gives the address for a link to another page.
    """
    made = []
    for cell in found:
        tags = {"tags": [f"{cell.box}-{cell.number}"]} if cell.box else {}
        if isinstance(cell, Prose):
            made.append(new_markdown_cell(_rich(cell, link), metadata=tags))
        elif cell.again:
            made.append(new_markdown_cell(f"```python\n{cell.text}\n```", metadata=tags))
        else:
            made.append(new_code_cell(cell.text, metadata=tags, outputs=_outputs(cell),
                                      execution_count=1 + sum(c.cell_type == "code" for c in made)))
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=made, metadata=METADATA)


def program(found: list[Prose | Code], link: Callable[[str], str]) -> str:
    """Cells as a script in the percent format, which prints what the page shows."""
    made = []
    for cell in found:
        if isinstance(cell, Prose):
            made.append(new_markdown_cell(_plain(cell, link)))
        elif not cell.again:
            made.append(new_code_cell(cell.program))
    book = new_notebook(cells=made, metadata={"jupytext": {"notebook_metadata_filter": "-all"}})
    return jupytext.writes(book, fmt="py:percent")


def markdown(found: list[Prose | Code], link: Callable[[str], str]) -> str:
    """Cells as Markdown that needs nothing else: code and outputs in fences."""
    parts = []
    for cell in found:
        if isinstance(cell, Prose):
            parts.append(_plain(cell, link))
            continue
        parts.append(f"```python\n{cell.text.removesuffix(';')}\n```")
        if said := _said(cell.outcome):
            parts.append(f"```text\n{said}\n```")
        if cell.outcome.figure:
            parts.append(f"*{cell.alt}*")
    return "\n\n".join(parts) + "\n"


def _outputs(cell: Code) -> list[nbformat.NotebookNode]:
    outcome, outputs = cell.outcome, []
    if said := _said(outcome):
        outputs.append(new_output("stream", name="stdout", text=f"{said}\n"))
    if outcome.figure:
        drawn = render.translated(outcome.figure, dict(cell.labels))
        drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
                              f'aria-label="{render.escape(cell.alt)}" ', 1)
        outputs.append(new_output("display_data", {"image/svg+xml": drawn, "text/plain": cell.alt}))
    return outputs


def _said(outcome: Outcome) -> str:
    """What was printed, an error as its last line, a figure without its repr."""
    printed = outcome.printed
    if outcome.figure:
        printed = "\n".join(printed.splitlines()[:-1])
    return "\n".join(filter(None, [printed, outcome.error]))


def _plain(cell: Prose, link: Callable[[str], str]) -> str:
    """Prose as any Markdown reader understands it: boxes are quotations."""
    text = _linked(cell.text, link)
    text = "\n".join(re.sub(r"\s*\{#[\w-]+\}\s*$", "", line) if HEADING.fullmatch(line) else line
                     for line in text.splitlines())
    if cell.title:
        text = f"**{cell.title}**\n\n{text}".strip("\n")
    if cell.box and cell.box != "solution":
        text = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return text


def _rich(cell: Prose, link: Callable[[str], str]) -> str:
    """Prose for a notebook: solutions fold, headings can be linked to."""
    text = re.sub(r"(?m)^(#+ .*?)\s*\{#([\w-]+)\}\s*$", r'\1 <a id="\2"></a>', cell.text)
    if cell.box == "solution" and cell.title and text:
        return f"<details><summary>{cell.title}</summary>\n\n{_linked(text, link)}\n\n</details>"
    return _plain(Prose(text, cell.box, cell.title), link)


def _linked(text: str, link: Callable[[str], str]) -> str:
    return LINK.sub(lambda m: link(m[1]) + (m[2] or ""), text)
