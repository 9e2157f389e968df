"""Which pieces of a program some of its pieces need: a backward slice.

Nothing here is sure, since Python can hide any effect. So a slice is a proposal:
:mod:`asrun.examples.run` tries it, wider ones next, and the whole beginning last.
A change of the code here runs every example of the lane that is copied again.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from asrun.examples.names import bound, free

READS = frozenset(  # methods that change nothing
    re.findall(
        r"\w+",
        """as_list as_numpy_iterator astype copy count count_params decode encode endswith evaluate
        experimental_distribute_dataset experimental_local_results format get get_concrete_function get_config
        get_weights index item items join keys lower numpy predict read_value reduce replace result scope shape
        split startswith strip summary to_json tolist upper values""",
    )
)
CHANGES_ARGUMENTS = frozenset(["apply", "apply_gradients", "minimize", "save", "save_weights", "write", "export"])
SEEDS = frozenset(["set_random_seed", "set_seed", "seed"])
PURE = frozenset(dir(builtins)) - {"next", "setattr", "delattr", "exec", "eval", "open"}
MODULES = frozenset(["keras", "np", "os", "random", "shutil", "sys", "tf"])


@dataclass(frozen=True)
class Effects:
    """What running a piece of code may do.

    Attributes:
        changed: names whose objects it may change.
        called: names of objects that it calls, which may make what they are made of (a layer its weights).
        doubtful: further ones that it changes only where it does something unusual.
        handed: names that are the first that it hands to something.
        rebound: names that mean something wholly new afterwards.
        alias: pairs of names that may share an object afterwards.
        random: whether it may draw from the random state that all share, `seeds` whether it sets that.
        registers: whether a definition in it may leave itself somewhere.
        acts: whether it only calls something of a module, for what that does.
    """

    changed: frozenset[str]
    called: frozenset[str]
    doubtful: frozenset[str]
    handed: frozenset[str]
    rebound: frozenset[str]
    alias: frozenset[tuple[str, str]]
    random: bool
    seeds: bool
    registers: bool
    acts: bool


@cache
def effects(code: str) -> Effects:
    r"""What running a piece of code may do, as far as its text tells.

    >>> found = effects("a.append(b)\nc = a\nd[0] = len(c)")
    >>> sorted(found.changed), sorted(found.rebound), found.alias
    (['a', 'd'], ['c'], frozenset({('c', 'a')}))
    """
    tree = ast.parse(code)
    changed: set[str] = set()
    called: set[str] = set()
    doubtful: set[str] = set()
    handed: set[str] = set()
    random = seeds = registers = False
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            changed |= _roots(node)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            registers = registers or any(isinstance(decorator, ast.Call) for decorator in node.decorator_list)
        if not isinstance(node, ast.Call):
            continue
        path = ast.unparse(node.func).split("(")[0].split(".")
        root, last = path[0], path[-1]
        arguments = set().union(*map(_roots, [*node.args, *(word.value for word in node.keywords)])) - MODULES
        handed |= set().union(*map(_roots, node.args[:1]))
        seeds = seeds or last in SEEDS
        if isinstance(node.func, ast.Name):
            if root not in PURE:
                called.add(root)
                doubtful |= arguments
                random = True
        elif last not in READS and root not in ("np", "math"):
            module = root in ("tf", "keras")
            changed |= set() if module else _roots(node.func)
            if last in CHANGES_ARGUMENTS:
                changed |= arguments | texts(ast.unparse(node))
            else:
                doubtful |= arguments
            random = random or root != "tf" or "random" in path or last[:1].isupper()
        random = random or path[:2] == ["np", "random"]
    return Effects(
        frozenset(changed),
        frozenset(called),
        frozenset(doubtful),
        frozenset(handed),
        frozenset(_rebound(tree.body)) - free(code),
        frozenset(_aliases(tree)),
        random,
        seeds,
        registers,
        all(
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _of_module(node.value)
            for node in tree.body
        ),
    )


def _of_module(call: ast.Call) -> bool:
    """Whether something of a module is called, for what it does: its name has dots, and does not print."""
    path = ast.unparse(call.func).split(".")
    return path[0] in MODULES and path[-1] != "print"


def _roots(node: ast.AST) -> set[str]:
    """The names in an expression whose objects it hands on."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        return _roots(node.value)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return set().union(*map(_roots, node.elts))
    if isinstance(node, ast.Call):
        return _roots(node.func)
    return set()


@cache
def texts(code: str) -> frozenset[str]:
    """The texts in some code, as it writes them: what is saved to one is there for who reads it from the same."""
    strings = (node for node in ast.walk(ast.parse(code)) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    return frozenset(ast.unparse(node) for node in strings if isinstance(getattr(node, "value", ""), str))


def _rebound(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                pass
            case ast.With(items=items):
                targets = [item.optional_vars for item in items if item.optional_vars]
                yield from _rebound(node.body)
            case ast.For(target=target):  # which goes round at least once
                targets = [target]
                yield from _rebound(node.body)
            case ast.FunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
                yield from bound(ast.unparse(node))
                continue
            case _:
                continue
        for target in targets:
            yield from (part.id for part in getattr(target, "elts", [target]) if isinstance(part, ast.Name))


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.For(target=target, iter=value) | ast.NamedExpr(target=target, value=value):
                targets = [target]
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                targets = [target]
            case _:
                continue
        shared = _roots(value) if not isinstance(value, ast.Call) else _kept_by(value)
        for target in targets:
            yield from ((name, other) for name in _roots(target) for other in shared - MODULES if name != other)


def _kept_by(call: ast.Call) -> set[str]:
    """The names whose objects a made object may keep: a class is called, by its capital letter."""
    last = ast.unparse(call.func).split(".")[-1]
    return set().union(*map(_roots, [*call.args, *(k.value for k in call.keywords)])) if last[:1].isupper() else set()


def backward(pieces: Sequence[str], chosen: Collection[int], silent: Collection[int] = (), doubt: int = 0) -> list[int]:
    """The pieces of a program that some of them need, these included, in order.

    Args:
        pieces: the code of each piece.
        chosen: the pieces that are wanted.
        silent: expressions without a value, which are there for what they do.
        doubt: 0 to keep what plainly changes something, 1 also what calls an object, 2 whatever might.
    """
    last = max(chosen)
    groups = list(_groups(pieces[: last + 1]))
    changeable = MODULES.union(
        *(bound(piece) | texts(piece) for piece in pieces if not piece.startswith(("def ", "class ")))
    )
    needed: set[str] = set()
    random = False
    kept = []
    for number in range(last, -1, -1):
        piece, does = pieces[number], effects(pieces[number])
        shared = set().union(*(groups[number].get(name, {name}) for name in needed))
        changes = does.changed.union(*[does.called, does.doubtful][:doubt]) & changeable
        if not (
            number in chosen
            or bound(piece) & needed
            or changes & (shared | MODULES)
            or (number in silent and (does.acts or does.handed & shared))
            or (random and does.seeds)
            or (doubt > 1 and (does.registers or (random and does.random)))
        ):
            continue
        kept.append(number)
        random = (random or does.random) and not does.seeds
        needed = (needed - does.rebound) | free(piece) | texts(piece)
    return kept[::-1]


def widened(slice_: Iterable[int], *wider: Iterable[int]) -> Iterator[list[int]]:
    """A slice and wider ones, and on the way to each of them some that add 1, 2, 4 … of its pieces.

    What is nearest to the end is added first: what a slice lacks is mostly there.

    >>> list(widened([9], [2, 4, 6, 8, 9]))
    [[9], [8, 9], [6, 8, 9], [2, 4, 6, 8, 9]]
    """
    held = {*slice_}
    yield sorted(held)
    for numbers in wider:
        more = sorted({*numbers} - held)
        for power in range((len(more) - 1).bit_length() + 1 if more else 0):
            yield sorted(held | {*more[-(2**power) :]})
        held |= {*more}


def _groups(pieces: Sequence[str]) -> Iterator[dict[str, set[str]]]:
    """The names that may share an object after each of some pieces, by each of them."""
    groups: dict[str, set[str]] = {}
    for piece in pieces:
        does = effects(piece)
        groups = {name: group - does.rebound for name, group in groups.items() if name not in does.rebound}
        for name, other in does.alias:
            joined = groups.get(name, {name}) | groups.get(other, {other})
            groups |= dict.fromkeys(joined, joined)
        yield groups
