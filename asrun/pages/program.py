"""A page is a program: reading order is running order, and a name is met before it is used.

A definition is met where ``/// code`` shows it, or where ``/// from | custom.losses.create_huber``
says in which page it is found. Functions that draw need not be met: their code folds
under the first figure that they draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from asrun.examples.find import Example, Library
from asrun.examples.names import bound, free
from asrun.pages.page import Block, Page, walk
from asrun.problems import Problem

Meaning = str | tuple[str, int]  # a definition or import statement; or a docstring, and its example that made it


@dataclass
class Setting:
    """What stands before the code of a block.

    Attributes:
        imports: statements that the shown code is the first of its page to need.
        definitions: what comes along, by name: that of a ``/// from``, or functions that draw.
    """

    imports: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)


class Program:
    """A page, read as one program.

    Attributes:
        problems: why it is none.
    """

    def __init__(self, library: Library, page: Page):
        self.library, self.page = library, page
        self.problems: list[Problem] = []
        self._settings: dict[int, Setting] = {}
        self._means: dict[str, Meaning] = {}  # what each name means by now
        self._unmet: set[str] = set()  # names of which no reader has been told
        self._named: dict[str, Block] = {}  # what a /// from names and nothing has used yet
        self._solved: set[str] = set()  # names that only a solution has given a meaning
        self._reached: dict[str, tuple[int, str]] = {}  # how far each docstring has been shown
        for part, boxes in walk(page.parts):
            kinds = [box.kind for box in boxes]
            if isinstance(part, Block) and "run" not in kinds:  # the errata show runs of other pages
                self._block(part, "solution" in kinds)
        for name, block in self._named.items():
            self._wrong(block, f"'{name}' is named, and nothing below uses it", "take it out of the line")

    def setting(self, block: Block) -> Setting:
        """What stands before the code of a block."""
        return self._settings.get(id(block), Setting())

    def _wrong(self, block: Block, says: str, remedy: str) -> None:
        problem = Problem(self.page.path, block.line, says, remedy)
        if problem not in self.problems:
            self.problems.append(problem)

    def _block(self, block: Block, solution: bool) -> None:
        self.block, self.solution = block, solution
        self.now = self._settings[id(block)] = Setting()
        if block.kind == "from":
            for name in filter(self.library.definitions.__contains__, block.names):
                self._named[name] = block
                self._bring(name)
                self._unmet.discard(_last(name))
        elif block.kind == "code" and block.name in self.library.definitions:
            self._code(block.name)
        elif block.kind == "session" and block.name in self.library.sessions:
            self._session(block.name)

    def _code(self, name: str) -> None:
        """A definition is shown."""
        module = self.library.module_of(name)
        for inner in sorted(free(self.library.definitions[name].code) - {_last(name)}):
            self._use(inner, self.library.meaning(module, inner))
        if (whole := name.rpartition(".")[0]) != module.name:  # a method
            self._use(_last(whole), whole)
            return
        if self._means.get(_last(name)) == name:
            remedy = "show it there, or take this block away"
            self._wrong(self.block, f"'{_last(name)}' is shown here, and a block above has needed it", remedy)
        self._give(_last(name), name)

    def _session(self, name: str) -> None:
        """Examples of a docstring are shown."""
        module, session, step = self.library.module_of(name), self.library.sessions[name], self.block.step
        own: dict[str, Meaning] = {}  # what the names mean in the docstring
        for number, example in enumerate(session.examples):
            shown = step in ("", example.step)
            if shown:
                self._in_order(name, number, example)
                for used in sorted(free(example.code)):
                    self._use(used, own.get(used) or self.library.meaning(module, used))
            for made in bound(example.code):
                own[made] = name, number
                if shown:
                    self._give(made, own[made])

    def _in_order(self, name: str, number: int, example: Example) -> None:
        """The steps of a docstring stand on a page as they ran."""
        reached, step = self._reached.get(name, (-1, ""))
        if number < reached:
            says = f"the step '{example.step}' of {name} ran before '{step}', which stands above"
            self._wrong(self.block, says, "bring the steps of the docstring into the order of the page")
        else:
            self._reached[name] = number, example.step

    def _give(self, name: str, meaning: Meaning) -> None:
        self._means[name] = meaning
        self._unmet.discard(name)
        (self._solved.add if self.solution else self._solved.discard)(name)

    def _use(self, name: str, meaning: Meaning) -> None:
        """The shown code uses a name, and means something by it."""
        if not meaning:
            return  # a name that the example teaches to be unknown
        there = self._means.get(name)
        if isinstance(meaning, str) and meaning not in self.library.definitions:
            if there != meaning or name in self._unmet or (name in self._solved and not self.solution):
                self.now.imports.append(meaning)
                self._give(name, meaning)
            return
        self._named.pop(meaning if isinstance(meaning, str) else "", None)
        before = len(self.problems)
        if there is None and isinstance(meaning, str) and self.library.definitions[meaning].draws:
            self._bring(meaning)
            self._unmet.discard(name)
        elif there is None or (there == meaning and name in self._unmet):
            remedy = "show the step that makes it above"
            if isinstance(meaning, str):
                remedy = f"show it above, or begin the section with a line '/// from | {meaning}', closed by '///'"
            self._wrong(self.block, f"'{name}' is used before the page has shown it", remedy)
        elif there != meaning:
            says = f"'{name}' means {_told(meaning)}, and on this page by now {_told(there)}"
            self._wrong(self.block, says, "give one of the two another name")
        elif name in self._solved and not self.solution:
            self._wrong(self.block, f"'{name}' is made in a solution, which may stay closed", "make it outside")
        elif isinstance(meaning, str):
            self._bring(meaning)
        if len(self.problems) > before:
            self._give(name, meaning)  # it is told once

    def _bring(self, name: str) -> None:
        """A definition comes along, with what it needs; where that is there, it must not mean anything else."""
        for needed in self._needs(name, set()):
            last = _last(needed)
            there = self._means.get(last)
            if there is None:
                self.now.definitions.append(needed)
                self._give(last, needed)
                self._unmet.add(last)
            elif there != needed:
                says = f"{name} needs '{last}' of {needed.rpartition('.')[0]}, which by now is {_told(there)}"
                self._wrong(self.block, says, "give one of the two another name")

    def _needs(self, name: str, seen: set[str]) -> Iterator[str]:
        """A definition and all that it needs, what is needed first."""
        seen.add(name)
        module = self.library.module_of(name)
        for inner in sorted(free(self.library.definitions[name].code)):
            meaning = self.library.meaning(module, inner)
            if meaning in self.library.definitions and meaning not in seen:
                yield from self._needs(meaning, seen)
        yield name


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _told(meaning: Meaning) -> str:
    return f"what {meaning[0]} made of it" if isinstance(meaning, tuple) else meaning
