"""Put examples together as a script that runs as pasted and prints what the page shows."""

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from asrun.examples.find import DEFINES, Example, Library, Module, Session
from asrun.examples.names import free
from asrun.examples.outcome import Outcome
from asrun.examples.slice import backward, widened
from asrun.examples.text import indented, unlabelled

EXITS = ("SystemExit", "KeyboardInterrupt", "GeneratorExit")
PYPLOT = "import matplotlib.pyplot as plt"


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
        return (
            "\n\n".join(filter(None, ["\n".join(import_lines(self.imports)), spaced(self.definitions), self.body]))
            + "\n"
        )


def runnable(library: Library, name: str, step: str, outcomes: Sequence[Outcome], numbers: Sequence[int]) -> Script:
    """A whole script for a step of a docstring: imports, the definitions and examples that are needed, and its own.

    What Python's prompt would show of the step is printed; an error that is meant is caught
    and printed; a figure is shown.

    Args:
        outcomes: what all examples of the docstring gave.
        numbers: the examples that the step needs, its own included.
    """
    session = library.sessions[name]
    code, figures = [], False
    for number in numbers:
        example, outcome = session.examples[number], outcomes[number]
        if step in ("", example.step) or outcome.error is not None:
            code.append(printing(example.code, outcome))
            figures = figures or bool(outcome.figure)
        else:
            code.append(unlabelled(example.code)[0])
    imports, definitions, _ = parts(library, name, numbers)
    return script(library, imports | {PYPLOT} if figures else imports, definitions, spaced(code).strip("\n"))


def executed(library: Library, name: str, numbers: Sequence[int] | None = None) -> tuple[str, ...]:
    """What a worker executes of a docstring: imports and definitions, then each example (or those of these numbers)."""
    imports, definitions, examples = parts(library, name, numbers)
    return str(script(library, imports, definitions)), *(unlabelled(example.code)[0] for example in examples)


def parts(
    library: Library, name: str, numbers: Sequence[int] | None = None
) -> tuple[set[str], list[str], list[Example]]:
    """Examples of a docstring (all, or those of these numbers), and the imports and definitions that they need."""
    examples = library.sessions[name].examples
    chosen = [example for number, example in enumerate(examples) if numbers is None or number in numbers]
    return *needed(library, library.module_of(name), used(chosen)), chosen


def definition(library: Library, name: str) -> Script:
    """A whole script that defines `name`: its imports, what it needs, and itself with what it does in a line."""
    module = library.module_of(name)
    whole = ".".join(name.split(".")[: module.name.count(".") + 2])
    imports, definitions = needed(library, module, {whole.rpartition(".")[2]})
    found = script(library, imports, definitions)
    documented = unlabelled(library.definitions[whole].documented)[0]
    return replace(
        found,
        definitions=tuple(
            documented if name == whole else code for name, code in zip(definitions, found.definitions, strict=True)
        ),
    )


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


def import_lines(statements: Iterable[str]) -> list[str]:
    """Import statements in the order of style guides, those from one module in one.

    >>> import_lines(["import keras", "from os import path", "import os", "from os import environ"])
    ['from os import environ, path', 'import os', 'import keras']
    """
    made: dict[str, list[str]] = {}
    for statement in sorted(set(statements), key=import_order):
        module, separator, name = statement.partition(" import ")
        made.setdefault(module + separator, []).append(name)
    return [module + ", ".join(names) for module, names in made.items()]


def import_order(statement: str) -> tuple[bool, str]:
    """Standard library first, as style guides have it."""
    root = statement.split()[1].split(".")[0]
    return root not in sys.stdlib_module_names, statement


@cache
def printing(code: str, outcome: Outcome) -> str:
    """An example as a script needs it, so that what it shows is printed."""
    code = unlabelled(code)[0]
    if outcome.error is not None:
        tried, base = indented(code, 4), "BaseException" if outcome.error.startswith(EXITS) else "Exception"
        return f'try:\n{tried}\nexcept {base} as error:\n    print(f"{{type(error).__name__}}: {{error}}")'
    if outcome.value == "figure":
        return f"{code}\nplt.show()"
    if outcome.value == "value":
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


def slices(session: Session, step: str) -> list[list[int]]:
    """The examples to run for a step of a docstring, by number: some proposals, the smallest first."""
    codes = [example.code for example in session.examples]
    chosen = [number for number, example in enumerate(session.examples) if step in ("", example.step)]
    fails = {n for n, example in enumerate(session.examples) if example.error is not None and n not in chosen}
    silent = [
        n for n, e in enumerate(session.examples) if not e.want and isinstance(ast.parse(e.code).body[-1], ast.Expr)
    ]
    found = [backward(codes, chosen, silent, doubt) for doubt in range(3)]
    return list(widened(*([n for n in numbers if n not in fails] for numbers in found), range(chosen[-1] + 1)))
