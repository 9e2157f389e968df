"""A page as one program: prose, and code that runs from top to bottom.

What a cell needs, and no cell before it has defined, is put in front of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from asrun.examples import script
from asrun.examples.find import Example, Module, unlabelled
from asrun.examples.record import Outcome
from asrun.pages.page import Block, Box, Page, Part, Prose
from asrun.site.cells import cells
from asrun.site.project import Project


@dataclass(frozen=True)
class Text:
    """Some Markdown of a page.

    Attributes:
        text: plain Markdown; headings keep their ``{#id}``.
        box: the kind of box that it stands in ("" outside), and `title` its title where the box begins.
    """

    text: str
    box: str = ""
    title: str = ""


@dataclass(frozen=True)
class Code:
    """A piece of Python and what it gave.

    Attributes:
        text: as a notebook needs it.
        program: as a script needs it, which prints what a notebook shows by itself.
        again: whether this is only shown here, because it had to run before.
        block: the block that it comes from, with the words of its figures.
    """

    text: str
    program: str
    outcome: Outcome = Outcome()
    again: bool = False
    block: Block | None = None


def program(project: Project, page: Page) -> list[Text | Code]:
    """The cells of a page, in order; the first code cell holds every import."""
    state = _State(project, page)
    found = list(_cells(page.parts, state))
    if state.imports:
        imports = "\n".join(sorted(state.imports, key=script.import_order))
        first = next(n for n, cell in enumerate(found) if isinstance(cell, Code))
        found.insert(first, Code(imports, imports))
    return found


def _cells(parts: list[Part], state: _State, box: Box | None = None) -> Iterator[Text | Code]:
    """The cells of some parts; a box shows its title with its first text, or before what it begins with."""
    kind, title = (box.kind, box.title) if box else ("", "")
    for part in parts:
        if isinstance(part, Prose):
            yield Text(textwrap.dedent(part.text), kind, title)
        elif title:
            yield Text("", kind, title)
        title = ""
        if isinstance(part, Block):
            yield from state.block(part)
        elif isinstance(part, Box) and part.kind != "run":  # the errata show runs of other pages
            yield from _cells(part.parts, state, part)
    if title:
        yield Text("", kind, title)


class _State:
    """What the code of a page has imported, defined and run so far."""

    def __init__(self, project: Project, page: Page):
        self.project, self.library = project, project.library
        self.swaps = dict(zip(map(id, page.blocks), swaps(project, page), strict=True))
        self.imports: set[str] = set()
        self.defined: set[str] = set()
        self.ran: dict[str, int] = {}

    def block(self, block: Block) -> Iterator[Code]:
        """The cells of one ``/// code`` or ``/// session``."""
        swap = self.swaps[id(block)]
        module = self.library.module_of(block.name)
        if block.kind == "code":
            first = block.name.removeprefix(f"{module.name}.").split(".")[0]
            new = list(self.needed(module, {first}))
            shown = unlabelled(self.library.definitions[block.name].code)[0]
            yield from new
            if not any(shown in cell.text for cell in new):
                yield Code(shown, shown, again=True)
            return
        session, outcomes = self.library.sessions[block.name], self.project.records.outcomes(block.name)
        begun, end = self.ran.get(block.name, 0), len(session.upto(block.step))
        yield from self.needed(module, script.mentioned(session.examples[begun:end]))
        yield from swap.restoring
        for cell in cells(list(zip(session.examples, outcomes, strict=True))[begun:end]):
            if cell.outcome.figure:
                self.imports.add("import matplotlib.pyplot as plt")
            typed = script.spaced(_typed(e, o) for e, o in cell.pairs)
            printing = (script.printing(e.code, o.value, o.error is not None) for e, o in cell.pairs)
            yield Code(typed, script.spaced(printing), cell.outcome, block=block)
        self.ran[block.name] = max(begun, end)
        yield from swap.saving

    def needed(self, module: Module, names: set[str]) -> Iterator[Code]:
        """Definitions that are needed and not there yet; notes down the imports."""
        imports, definitions = script.needed(self.library, module, names)
        self.imports |= set(imports)
        if new := [code for code in definitions if code not in self.defined]:
            self.defined |= set(new)
            code = script.spaced(new)
            yield Code(code, code)


def _typed(example: Example, outcome: Outcome) -> str:
    """An example as one types it into a notebook."""
    if outcome.error is not None:
        return script.printing(example.code, "", True)
    code = unlabelled(example.code)[0]
    return f"{code};" if outcome.value == "figure" else code


@dataclass
class Swap:
    """Variables that a block saves, as `name`, and restores, from `origin`.

    Each docstring has variables of its own; on a page the docstrings take turns,
    and where they use the same names, one has to step back for a while.
    """

    name: str
    saved: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)
    origin: str = ""

    @property
    def restoring(self) -> list[Code]:
        """The cell that restores them, if there are any."""
        code = f"{_listed(self.restored)} = {self.origin}"
        return [Code(code, code)] if self.restored else []

    @property
    def saving(self) -> list[Code]:
        """The cell that saves them, if there are any."""
        code = f"{self.name} = {_listed(self.saved)}"
        return [Code(code, code)] if self.saved else []


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) + ("," if len(names) == 1 else "")


def swaps(project: Project, page: Page) -> list[Swap]:
    """What each block of a page has to save, and to restore."""
    found = [Swap(f"aside_{number}") for number in range(len(page.blocks))]
    owner: dict[str, str] = {}
    last: dict[str, tuple[Swap, int]] = {}  # the last swap of each docstring, and how far it came
    for block, swap in zip(page.blocks, found, strict=True):
        if block.kind != "session":
            continue
        session = project.library.sessions[block.name]
        before, begun = last.get(block.name, (None, 0))
        end = len(session.upto(block.step))
        if before:
            own = set().union(*(script.assigned(example.code) for example in session.examples[:begun]))
            later = set().union(*(script.mentions(example.code) for example in session.examples[begun:]))
            swap.restored = {name for name in own & later if owner.get(name) != block.name}
            swap.origin = before.name
            before.saved |= swap.restored
            owner.update(dict.fromkeys(swap.restored, block.name))
        for example in session.examples[begun:end]:
            owner.update(dict.fromkeys(script.assigned(example.code), block.name))
        last[block.name] = swap, max(begun, end)
    return found
