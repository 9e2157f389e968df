"""Put examples together as a script that runs as pasted and prints what the page shows."""

import ast
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from asrun.examples.find import DEFINES, Example, Library, Module, unlabelled
from asrun.examples.names import free
from asrun.examples.outcome import Outcome


@dataclass(frozen=True)
class Script:
    """A program in three parts; ``str()`` of it is its text.

    Attributes:
        imports: import statements, in the order of style guides.
        definitions: functions, classes and constants, what is needed first.
        body: what the program does; "" where it only defines.
    """

    imports: tuple[str, ...]
    definitions: tuple[str, ...]
    body: str = ""

    def __str__(self) -> str:
        return "\n\n".join(filter(None, ["\n".join(self.imports), *self.definitions, self.body])) + "\n"


def runnable(library: Library, module: Module, examples: list[Example], outcomes: list[Outcome]) -> Script:
    """A whole script: imports, the definitions that are needed, and the examples.

    What Python's prompt would show is printed; an error that is meant is caught
    and printed; a figure is shown.
    """
    code = [printing(e.code, o.value, o.error is not None) for e, o in zip(examples, outcomes, strict=True)]
    imports, definitions = needed(library, module, used(examples))
    if any(outcome.figure for outcome in outcomes):
        imports.add("import matplotlib.pyplot as plt")
    return script(library, imports, definitions, spaced(code).strip("\n"))


def executed(library: Library, name: str) -> tuple[str, ...]:
    """What a worker executes of a docstring: imports and definitions, then each example."""
    return str(head(library, name)), *(unlabelled(example.code)[0] for example in library.sessions[name].examples)


def head(library: Library, name: str) -> Script:
    """What the examples of a docstring need: imports and definitions."""
    return script(library, *needed(library, library.module_of(name), used(library.sessions[name].examples)))


def definition(library: Library, name: str) -> Script:
    """A whole script that defines `name`: its imports, what it needs, and itself."""
    module = library.module_of(name)
    return script(library, *needed(library, module, {name.removeprefix(f"{module.name}.").split(".")[0]}))


def script(library: Library, imports: Iterable[str], definitions: Iterable[str], body: str = "") -> Script:
    """A script of import statements, of definitions by their names, and of what it does."""
    code = (unlabelled(library.definitions[name].code)[0] for name in definitions)
    return Script(tuple(sorted(imports, key=import_order)), tuple(code), body)


def needed(library: Library, module: Module, names: Iterable[str]) -> tuple[set[str], list[str]]:
    """Import statements, and the definitions in their order, that `names` of `module` need."""
    imports: set[str] = set()
    found: dict[str, Module] = {}
    waiting = [(module, name) for name in names]
    while waiting:
        meaning = library.meaning(*waiting.pop())
        if meaning not in library.definitions:
            imports.add(meaning)
        elif meaning not in found:
            found[meaning] = library.module_of(meaning)
            waiting += [(found[meaning], inner) for inner in free(library.definitions[meaning].code)]
    order = [there.name for there in library.closure(module)]
    chosen = sorted(found, key=lambda name: (order.index(found[name].name), library.definitions[name].line))
    return imports - {""}, chosen


def import_order(statement: str) -> tuple[bool, str]:
    """Standard library first, as style guides have it."""
    root = statement.split()[1].split(".")[0]
    return root not in sys.stdlib_module_names, statement


@cache
def printing(code: str, value: str, fails: bool) -> str:
    """An example as a script needs it, so that what it shows is printed."""
    code = unlabelled(code)[0]
    if fails:
        tried = textwrap.indent(code, "    ")
        return f'try:\n{tried}\nexcept Exception as error:\n    print(f"{{type(error).__name__}}: {{error}}")'
    if value == "figure":
        return f"{code}\nplt.show()"
    if value == "value":
        last = ast.parse(code).body[-1]
        expression = ast.get_source_segment(code, last) or ""
        lines = code.encode().splitlines(keepends=True)  # columns of a syntax tree count bytes
        start = sum(map(len, lines[: last.lineno - 1])) + last.col_offset
        before, after = code.encode()[:start].decode(), code.encode()[start:].decode().removeprefix(expression)
        call = ast.parse(f"f({expression})", mode="eval").body
        if isinstance(call, ast.Call) and len(call.args) > 1:
            expression = f"({expression})"  # a tuple without its parentheses
        return f"{before}print(repr({expression})){after}"
    return code


def spaced(pieces: Iterable[str]) -> str:
    """Join pieces of code, definitions set off by a blank line."""
    pieces = list(pieces)
    text = "".join(pieces[:1])
    for before, piece in pairwise(pieces):
        text += ("\n\n" if _defines(before) or _defines(piece) else "\n") + piece
    return text.rstrip("\n")


@cache
def _defines(piece: str) -> bool:
    """Whether a piece of code is a function or a class."""
    return bool(piece.strip()) and isinstance(ast.parse(piece).body[0], DEFINES)


def used(examples: Iterable[Example]) -> set[str]:
    """Every name that examples take from elsewhere."""
    return set().union(*(free(example.code) for example in examples))
