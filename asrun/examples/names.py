"""Which names a piece of code takes from elsewhere, and to which it gives a meaning."""

from __future__ import annotations

import ast
from functools import cache

from pyflakes.checker import Builtin, Checker, ModuleScope
from pyflakes.messages import UndefinedName


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


@cache
def _names(code: str) -> tuple[frozenset[str], frozenset[str]]:
    checked = Checker(ast.parse(code))
    module = next(scope for scope in checked.deadScopes if isinstance(scope, ModuleScope))
    return (
        frozenset(found.message_args[0] for found in checked.messages if isinstance(found, UndefinedName)),
        frozenset(name.split(".")[0] for name, binding in module.items() if not isinstance(binding, Builtin)),
    )
