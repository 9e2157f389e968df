"""Which names a piece of code takes from elsewhere, and to which it gives a meaning."""

from __future__ import annotations

import ast
import contextlib
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyflakes
from pyflakes.checker import Builtin, Checker, ModuleScope
from pyflakes.messages import UndefinedName

from asrun import files


def free(code: str) -> frozenset[str]:
    r"""The names that some code uses before it has given them a meaning itself; those of Python are none.

    >>> sorted(free("a = b + len(c)\nprint(a, [d for d in e])\ndef f(g): return a + g + h\ni += 1"))
    ['b', 'c', 'e', 'h', 'i']
    """
    return _names(code)[0]


def bound(code: str) -> frozenset[str]:
    r"""The names to which some code gives a meaning: variables, functions, classes, imports.

    >>> sorted(bound("import os.path\na, b = 1, [c for c in range(2)]\nfor i in range(3):\n    def f(): d = 1"))
    ['a', 'b', 'f', 'i', 'os']
    """
    return _names(code)[1]


def unfollowed(code: str) -> bool:
    """Whether some code looks names up that only running it would tell.

    >>> unfollowed("eval('a')"), unfollowed("exec(code, {})"), unfollowed("eval(code)"), unfollowed("globals()[name]")
    (False, False, True, True)
    """
    return None in _looked_up(ast.parse(code))


def _looked_up(tree: ast.AST) -> Iterator[str | None]:
    """Code that is evaluated among the module's own names, and names looked up there; None for unknown ones."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("eval" | "exec"), args=[given], keywords=[]):
                pass
            case ast.Subscript(value=ast.Call(func=ast.Name("globals" | "vars" | "locals"), args=[]), slice=given):
                pass
            case _:
                continue
        yield given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


Names = tuple[frozenset[str], frozenset[str]]
_kept: dict[str, list[list[str]]] = {}  # what is known from before, by a digest of the code
_asked: dict[str, list[list[str]]] = {}


@contextlib.contextmanager
def remembered(path: Path) -> Iterator[None]:
    """Know, from one run of a program to the next, what was found in which code; in a file."""
    decides = files.digest(Path(__file__).read_text(encoding="utf-8"), pyflakes.__version__, sys.version)
    _kept.update(files.read_sealed(path).get(decides, {}))
    try:
        yield
    finally:
        if _asked.keys() - _kept.keys():
            _kept.update(_asked)
            with contextlib.suppress(OSError):  # on a full disk, say: it is found again
                files.write_sealed(path, {decides: _kept})


@cache
def _names(code: str) -> Names:
    digest = files.digest(code)
    if digest not in _asked:
        _asked[digest] = _kept.get(digest) or [sorted(names) for names in _found(code)]
    uses, binds = map(frozenset, _asked[digest])
    return uses, binds


def _found(code: str) -> Names:
    tree = ast.parse(code)
    checked = Checker(tree)
    module = next(scope for scope in checked.deadScopes if isinstance(scope, ModuleScope))
    binds = frozenset(name.split(".")[0] for name, binding in module.items() if not isinstance(binding, Builtin))
    uses = {found.message_args[0] for found in checked.messages if isinstance(found, UndefinedName)}
    for text in filter(None, _looked_up(tree)):
        with contextlib.suppress(SyntaxError):  # an example may show one
            uses |= free(textwrap.dedent(text).strip()) - binds
    return frozenset(uses), binds
