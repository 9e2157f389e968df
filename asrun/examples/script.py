"""Put examples together as a script that runs as pasted and prints what the page shows."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from asrun.examples.find import DEFINES, PACKAGE, Example, Library, Module, unlabelled
from asrun.examples.record import Outcome


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


def spaced(pieces: Iterable[str]) -> str:
    """Join pieces of code, definitions set off by a blank line."""
    text = ""
    for piece in pieces:
        defines = _defines(piece)
        gap = "\n" if text and (defines or text.endswith("\n\n")) else ""
        text = text.rstrip("\n") + "\n" * bool(text) + gap + piece + ("\n\n" if defines else "\n")
    return text.rstrip("\n")


@cache
def _defines(piece: str) -> bool:
    """Whether a piece of code is a function or a class."""
    return bool(piece.strip()) and isinstance(ast.parse(piece).body[0], DEFINES)


def direct_imports(module: Module, examples: Iterable[Example]) -> str:
    """The import statements of a module that examples use by themselves."""
    names = mentioned(examples)
    found = {
        ast.unparse(_only(node, alias))
        for node in module.imports
        for alias in node.names
        if (alias.asname or alias.name.split(".")[0]) in names
        and not getattr(node, "module", "").startswith(f"{PACKAGE}.")
    }
    return "\n".join(sorted(found, key=import_order))


def runnable(library: Library, module: Module, examples: list[Example], outcomes: list[Outcome]) -> Script:
    """A whole script: imports, the definitions that are needed, and the examples.

    What Python's prompt would show is printed; an error that is meant is caught
    and printed; a figure is shown.
    """
    code = [printing(e.code, o.value, o.error is not None) for e, o in zip(examples, outcomes, strict=True)]
    imports, definitions = needed(library, module, mentioned(examples))
    if any(outcome.figure for outcome in outcomes):
        imports["import matplotlib.pyplot as plt"] = None
    return _script(imports, definitions, spaced(code).strip("\n"))


def head(library: Library, name: str) -> Script:
    """What the examples of a docstring need: imports and definitions."""
    return _script(*needed(library, library.module_of(name), mentioned(library.sessions[name].examples)))


def definition(library: Library, name: str) -> Script:
    """A whole script that defines `name`: its imports, what it needs, and itself."""
    module = library.module_of(name)
    first = name.removeprefix(f"{module.name}.").split(".")[0]
    imports, definitions = needed(library, module, {first})
    return _script(imports, definitions)


def _script(imports: Iterable[str], definitions: list[str], body: str = "") -> Script:
    return Script(tuple(sorted(imports, key=import_order)), tuple(definitions), body)


@cache
def printing(code: str, value: str, fails: bool) -> str:
    """An example as a script needs it, so that what it shows is printed."""
    code = unlabelled(code)[0]
    if fails:
        return (
            f"try:\n{textwrap.indent(code, '    ')}\nexcept Exception as error:\n"
            '    print(f"{type(error).__name__}: {error}")'
        )
    if value == "figure":
        return f"{code}\nplt.show()"
    if value == "value":
        last = ast.parse(code).body[-1]
        lines = code.splitlines()
        before, after = lines[: last.lineno - 1], lines[last.end_lineno :]
        head = lines[last.lineno - 1].encode()[: last.col_offset].decode()
        tail = lines[last.end_lineno - 1].encode()[last.end_col_offset :].decode()
        expression = ast.get_source_segment(code, last)
        if len(ast.parse(f"f({expression})").body[0].value.args) > 1:
            expression = f"({expression})"  # a tuple without its parentheses
        return "\n".join([*before, f"{head}print(repr({expression})){tail}", *after])
    return code


def needed(library: Library, module: Module, names: set[str]) -> tuple[dict[str, None], list[str]]:
    """Import statements and definitions that `names` of `module` need, in order."""
    imports: dict[str, None] = {}
    found: dict[str, tuple[Module, str]] = {}
    waiting = [(module, name) for name in sorted(names)]
    while waiting:
        here, name = waiting.pop()
        full = f"{here.name}.{name}"
        if full in found:
            continue
        if full in here.definitions:
            found[full] = here, name
            code = here.definitions[full].code
            waiting += [(here, inner) for inner in sorted(mentions(code))]
            continue
        for node in here.imports:
            for alias in node.names:
                if (alias.asname or alias.name.split(".")[0]) != name:
                    continue
                if isinstance(node, ast.ImportFrom) and node.module.startswith(f"{PACKAGE}."):
                    there = library[node.module.removeprefix(f"{PACKAGE}.")]
                    waiting.append((there, alias.name))
                elif not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
                    imports[ast.unparse(_only(node, alias))] = None
    order = [there.name for there in library.closure(module)]
    chosen = sorted(found, key=lambda full: (order.index(found[full][0].name), found[full][0].definitions[full].line))
    return imports, [unlabelled(library.definitions[full].code)[0] for full in chosen]


def _only(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(node, ast.ImportFrom):
        return ast.ImportFrom(node.module, [alias], node.level)
    return ast.Import([alias])


def mentioned(examples: Iterable[Example]) -> set[str]:
    """Every name that examples mention."""
    return set().union(*(mentions(example.code) for example in examples))


@cache
def mentions(code: str) -> frozenset[str]:
    """Every name that a piece of code mentions."""
    return frozenset(node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name))


@cache
def assigned(code: str) -> frozenset[str]:
    """The names that an example gives a value.

    >>> sorted(assigned("a, b = 1, 2\\nfor i in range(3):\\n    def f(): c = 1"))
    ['a', 'b', 'f', 'i']
    """
    found, waiting = set(), [ast.parse(code)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, DEFINES):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
                waiting.append(node)
    return frozenset(found)


def import_order(statement: str) -> tuple[bool, str]:
    """Standard library first, as style guides have it."""
    root = statement.split()[1].split(".")[0]
    return root not in sys.stdlib_module_names, statement
