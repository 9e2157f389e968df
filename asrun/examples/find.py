"""Find the definitions and examples of the snippet modules, without importing them.

A module's text is all that is read, so finding is quick and needs no TensorFlow.
The examples are those that the standard library's :mod:`doctest` would find.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from asrun.problems import Problem, Problems, nearest, shown

PACKAGE = "snippets"
STEP = re.compile(r"\s*([a-z][a-z0-9-]*):\s*")
LABEL = re.compile(r"  #: ([a-z][a-z0-9-]*)\s*$")
ELSEWHERE = re.compile(r"(?m)^Keras (\d+) \((.+)\):\n?")


@dataclass(frozen=True)
class Example:
    """One prompt of a docstring: the code, and what its author expects of it.

    Where Keras of another generation gives something else, a line
    ``Keras 2 (why they differ):`` ends the expectation, and what that one gives
    follows: `elsewhere` is "2", `why` the reason, `other` that expectation.
    """

    code: str
    want: str
    error: str | None
    line: int
    want_line: int
    indent: int
    step: str
    length: int = 0
    elsewhere: str = ""
    why: str = ""
    other: str = ""

    def on(self, keras: str) -> Example:
        """The example with what is expected of the Keras of version `keras`."""
        if not self.elsewhere or keras.split(".")[0] != self.elsewhere:
            return self
        return replace(self, want=self.other, error=_error(self.other))

    @property
    def draws(self) -> bool:
        """Whether the expected value is a matplotlib figure."""
        return self.want.startswith("<Figure size ")


@dataclass(frozen=True)
class Session:
    """The examples of one docstring: they share their variables, from top to bottom."""

    name: str
    line: int
    examples: tuple[Example, ...]

    @property
    def steps(self) -> list[str]:
        """Names of the steps in order; unnamed examples make the step ``""``."""
        return list(dict.fromkeys(example.step for example in self.examples))

    def upto(self, step: str | None = "") -> tuple[Example, ...]:
        """The examples from the first to the last one of `step` (None: all)."""
        if not step:
            return self.examples
        last = max(i for i, example in enumerate(self.examples) if example.step == step)
        return self.examples[: last + 1]

    def only(self, step: str | None = "") -> tuple[Example, ...]:
        """The examples of `step` (None: all)."""
        return tuple(e for e in self.examples if not step or e.step == step)


@dataclass(frozen=True)
class Definition:
    """A function, class, method or constant, its docstrings taken out."""

    name: str
    code: str
    line: int
    end_line: int


@dataclass(frozen=True)
class Module:
    """One file of the snippets package, read but not imported."""

    name: str
    path: Path
    source: str
    tree: ast.Module = field(repr=False, compare=False)
    sessions: dict[str, Session] = field(repr=False)
    definitions: dict[str, Definition] = field(repr=False)

    @cached_property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        """The import statements at the top of the module."""
        return [n for n in self.tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]

    @cached_property
    def requires(self) -> list[str]:
        """Names of the snippet modules that this one imports from."""
        return [
            node.module.removeprefix(f"{PACKAGE}.")
            for node in self.imports
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}.")
        ]

    @cached_property
    def executed(self) -> str:
        """The source without the expected outputs: what decides the outcome."""
        expected = {
            line
            for session in self.sessions.values()
            for example in session.examples
            for line in range(example.want_line, example.want_line + example.length)
        }
        lines = self.source.splitlines()
        return "\n".join(line for n, line in enumerate(lines, 1) if n not in expected)


class Library(dict[str, Module]):
    """Every snippet module of a project, by dotted name.

    Raises :class:`asrun.problems.Problems` on whatever cannot be shown or tested.
    """

    def __init__(self, root: Path):
        self.root = root
        super().__init__()
        problems: list[Problem] = []
        if not (root / PACKAGE).is_dir():
            raise Problems([Problem(PACKAGE, 1, "there is no such folder", "run this in the project's folder")])
        for path in sorted((root / PACKAGE).rglob("*.py")):
            parts = path.relative_to(root / PACKAGE).with_suffix("").parts
            if parts[-1] == "__init__":
                continue
            name = ".".join(parts)
            try:
                self[name] = read(name, path, root)
            except Problems as found:
                problems += found.problems
        for module in self.values():
            problems += self._unknown_imports(module)
        if problems:
            raise Problems(problems)

    def _unknown_imports(self, module: Module) -> Iterator[Problem]:
        for node in module.imports:
            where = shown(module.path, self.root), node.lineno
            if isinstance(node, ast.Import):
                if any(alias.name.split(".")[0] == PACKAGE for alias in node.names):
                    yield Problem(
                        *where, f"imports {PACKAGE} as a module", f"write: from {PACKAGE}.<module> import <name>"
                    )
                continue
            if node.level or not (node.module or "").startswith(f"{PACKAGE}."):
                continue
            name = node.module.removeprefix(f"{PACKAGE}.")
            if name not in self:
                yield Problem(*where, f"unknown snippet module '{name}'", nearest(name, self))
                continue
            for alias in node.names:
                full = f"{name}.{alias.name}"
                if full not in self[name].definitions or alias.asname:
                    yield Problem(
                        *where,
                        f"cannot import '{alias.name}' from '{name}'",
                        nearest(full, self[name].definitions) + " (and no 'as')",
                    )

    @cached_property
    def sessions(self) -> dict[str, Session]:
        """Every docstring with examples, by dotted name."""
        return {k: v for module in self.values() for k, v in module.sessions.items()}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Every definition, by dotted name."""
        return {k: v for module in self.values() for k, v in module.definitions.items()}

    def module_of(self, name: str) -> Module:
        """The module in which the docstring or definition `name` stands."""
        while name and name not in self:
            name = name.rpartition(".")[0]
        return self[name]

    def closure(self, module: Module) -> list[Module]:
        """Every snippet module that `module` needs, what is needed first; itself last."""
        found: dict[str, Module] = {}

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name not in found and name not in path:
                for other in self[name].requires:
                    visit(other, (*path, name))
                found[name] = self[name]

        visit(module.name, ())
        return list(found.values())


def read(name: str, path: Path, root: Path) -> Module:
    """Read one module.

    Raises:
        Problems: when the file is not Python, when a docstring is malformed,
            or when the module does anything on being imported.
    """
    where = shown(path, root)
    source = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise Problems([Problem(where, error.lineno or 1, f"not Python: {error.msg}")]) from None
    problems: list[Problem] = []
    sessions, definitions = {}, {}
    for full, node in _documented(name, tree, where, problems):
        if not isinstance(node, ast.Module):
            definitions[full] = _definition(full, node, source)
        session = _session(full, node, source, where, problems)
        if session and session.examples:
            sessions[full] = session
    if problems:
        raise Problems(problems)
    return Module(name, path, source, tree, sessions, definitions)


DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _documented(name, tree, where, problems):
    """Yield (dotted name, node) of the module, its definitions and their methods."""
    yield name, tree
    for i, node in enumerate(tree.body):
        if isinstance(node, DEFINES):
            yield f"{name}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, DEFINES):
                        yield f"{name}.{node.name}.{method.name}", method
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if _below(node):
                continue
            if isinstance(target, ast.Name):
                yield f"{name}.{target.id}", node
            else:
                problems.append(Problem(where, node.lineno, "a constant needs one plain name"))
        elif not isinstance(node, (ast.Import, ast.ImportFrom)) and not (i == 0 and isinstance(node, ast.Expr)):
            problems.append(
                Problem(
                    where,
                    node.lineno,
                    "a snippet module must do nothing when it is imported",
                    "put the statement into an example (>>>) or into a function",
                )
            )


def _docstring(node) -> ast.Constant | None:
    """The docstring of a node, as it stands in the tree."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value
    return None


def _below(node) -> ast.Constant | None:
    """The examples of a module that stand below its code, in the ``__test__`` that doctest looks at."""
    match node:
        case ast.Assign(targets=[ast.Name(id="__test__")], value=ast.Dict(values=[ast.Constant(value=str()) as text])):
            return text
    return None


def _session(name, node, source, where, problems) -> Session | None:
    text = _docstring(node)
    if isinstance(node, ast.Module):
        text = next(filter(None, map(_below, node.body)), text)
    if text is None:
        return None
    lines = source.splitlines()[text.lineno - 1 : text.end_lineno]
    written = "\n".join(lines)[text.col_offset :]
    if "\\" in written and not written.startswith(("r", "R")):
        problems.append(Problem(where, text.lineno, f"the docstring of {name} has a backslash", 'begin it with r"""'))
        return None
    try:
        parsed = doctest.DocTestParser().get_examples(text.value, name)
    except ValueError as error:
        inner = re.match(r"line (\d+) of the docstring for \S+ (.*)", str(error), re.S)
        line = text.lineno + int(inner[1]) - 1 if inner else text.lineno
        problems.append(Problem(where, line, f"malformed example: {inner[2] if inner else error}"))
        return None
    steps = _steps(text.value)
    examples = []
    for example in parsed:
        line = text.lineno + example.lineno
        step = next((s for n, s in reversed(steps) if n < example.lineno), "")
        whole = "\n".join(x.rstrip() for x in example.want.splitlines())
        want, elsewhere, why, other = (*ELSEWHERE.split(whole, 1), "", "", "")[:4]
        want, other = want.rstrip("\n"), other.rstrip("\n")
        examples.append(
            Example(
                code=example.source.rstrip("\n"),
                want=want,
                error=_error(want),
                line=line,
                want_line=line + example.source.count("\n"),
                indent=example.indent,
                step=step,
                length=len(whole.splitlines()),
                elsewhere=elsewhere,
                why=why,
                other=other,
            )
        )
        if "doctest:" in example.source:
            problems.append(
                Problem(
                    where,
                    line,
                    "doctest directives are not used here",
                    "'...' and folded white space are always on; nothing is skipped",
                )
            )
        if any(re.fullmatch(r"(?:\.|\s|<BLANKLINE>)+", text) for text in (want, other)):
            problems.append(
                Problem(
                    where,
                    line,
                    "an expectation of only '...' always passes",
                    "write what the example gives (make update does it for you)",
                )
            )
    names = [s for _, s in steps]
    for twice in sorted({s for s in names if names.count(s) > 1}):
        problems.append(Problem(where, text.lineno, f"{name} has two steps named '{twice}'"))
    if steps and any(e.step == "" for e in examples):
        problems.append(
            Problem(where, text.lineno, f"{name} has examples before its first step", "begin them with a line 'name:'")
        )
    return Session(name, text.lineno, tuple(examples))


def _error(want: str) -> str | None:
    """The error that an expectation asks for, None where it asks for none."""
    found = doctest.DocTestParser._EXCEPTION_RE.match(want + "\n")
    return found["msg"].strip() if found else None


def _steps(docstring: str) -> list[tuple[int, str]]:
    """(line, name) of the lines that begin a step."""
    lines = enumerate(docstring.splitlines())
    return [(n, m[1]) for n, line in lines if (m := STEP.fullmatch(line))]


def _definition(name, node, source) -> Definition:
    """The text of a definition without docstrings, dedented."""
    lines = source.splitlines()
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno] + [d.lineno for d in decorators])
    drop: set[int] = set()
    keep = {n: lines[n - 1] for n in range(first, node.end_lineno + 1)}
    for inner in ast.walk(node):
        if isinstance(inner, DEFINES) and (text := _docstring(inner)):
            drop |= set(range(text.lineno, text.end_lineno + 1))
            if len(inner.body) == 1:
                keep[text.lineno] = " " * text.col_offset + "pass"
                drop.discard(text.lineno)
            elif text.end_lineno < len(lines) and not lines[text.end_lineno].strip():
                drop.add(text.end_lineno + 1)
    body = [line[node.col_offset :] for n, line in keep.items() if n not in drop]
    return Definition(name, "\n".join(body), first, node.end_lineno)


def unlabelled(code: str) -> tuple[str, dict[str, int]]:
    """Take the ``#: name`` labels off the lines of `code`, and say where they stood.

    >>> unlabelled("a = 1\\nb = 2  #: second")
    ('a = 1\\nb = 2', {'second': 2})
    """
    labels = {m[1]: n for n, line in enumerate(code.splitlines(), 1) if (m := LABEL.search(line))}
    return "\n".join(LABEL.sub("", line) for line in code.splitlines()), labels
