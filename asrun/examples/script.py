"""Put examples together as a script that runs as pasted and prints what the page shows."""

import ast
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from asrun.examples.find import DEFINES, Example, Library, Module, unlabelled
from asrun.examples.outcome import Outcome

SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


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
    imports, definitions = needed(library, module, mentioned(examples))
    if any(outcome.figure for outcome in outcomes):
        imports.add("import matplotlib.pyplot as plt")
    return _script(imports, definitions, spaced(code).strip("\n"))


def executed(library: Library, name: str) -> tuple[str, ...]:
    """What a worker executes of a docstring: imports and definitions, then each example."""
    return str(head(library, name)), *(unlabelled(example.code)[0] for example in library.sessions[name].examples)


def head(library: Library, name: str) -> Script:
    """What the examples of a docstring need: imports and definitions."""
    return _script(*needed(library, library.module_of(name), mentioned(library.sessions[name].examples)))


def definition(library: Library, name: str) -> Script:
    """A whole script that defines `name`: its imports, what it needs, and itself."""
    module = library.module_of(name)
    return _script(*needed(library, module, {name.removeprefix(f"{module.name}.").split(".")[0]}))


def _script(imports: set[str], definitions: list[str], body: str = "") -> Script:
    return Script(tuple(sorted(imports, key=import_order)), tuple(definitions), body)


def needed(library: Library, module: Module, names: Iterable[str]) -> tuple[set[str], list[str]]:
    """Import statements, and definitions in their order, that `names` of `module` need."""
    imports: set[str] = set()
    found: dict[str, Module] = {}
    waiting = [(module, name) for name in names]
    while waiting:
        here, name = waiting.pop()
        full = f"{here.name}.{name}"
        if full in found:
            continue
        if full in here.definitions:
            found[full] = here
            waiting += [(here, inner) for inner in mentions(here.definitions[full].code)]
            continue
        for one in here.imports:
            if one.name == name and one.module:
                waiting.append((library[one.module], name))
            elif one.name == name:
                imports.add(one.statement)
    order = [there.name for there in library.closure(module)]
    chosen = sorted(found, key=lambda full: (order.index(found[full].name), library.definitions[full].line))
    return imports, [unlabelled(library.definitions[full].code)[0] for full in chosen]


def direct_imports(module: Module, examples: Iterable[Example]) -> str:
    """The import statements of a module that examples use by themselves."""
    names = mentioned(examples)
    found = {one.statement for one in module.imports if one.name in names and not one.module}
    return "\n".join(sorted(found, key=import_order))


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


def mentioned(examples: Iterable[Example]) -> set[str]:
    """Every name that examples mention."""
    return set().union(*(mentions(example.code) for example in examples))


@cache
def mentions(code: str) -> frozenset[str]:
    """Every name that a piece of code mentions."""
    return frozenset(node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name))


@cache
def assigned(code: str) -> frozenset[str]:
    r"""The names that an example gives a value.

    >>> sorted(assigned("a, b = 1, 2\nfor i in range(3):\n    def f(): c = 1"))
    ['a', 'b', 'f', 'i']
    """
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, DEFINES):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif not isinstance(node, SCOPES):
                waiting.append(node)
    return frozenset(found)
