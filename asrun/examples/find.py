"""Find the definitions and examples of the snippet modules, without importing them.

A module's text is all that is read, so finding is quick and needs no TensorFlow.
The examples are those that the standard library's :mod:`doctest` would find.
"""

import ast
import doctest
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from asrun.examples.names import free, unfollowed
from asrun.examples.text import Source, begun_in_strings, lines
from asrun.files import read_text
from asrun.problems import Problem, Problems, display_path, nearest

PACKAGE = "snippets"
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
STEP = re.compile(r"\s*([a-z][a-z0-9-]*):\s*")
PROMPT = re.compile(r"""\s*(?:\#\s*)?(?:[rRbBfFuU]{0,2}(?:\"{3}|'{3}|\"|'))?>>>(?:\s|$)""")
READS = re.compile(r"\s*Reads: (\S+)\s*")
WITHIN = re.compile(r"\s*Figures: within (\d+(?:\.\d+)?) points\s*")
ELSEWHERE = re.compile(r"(?m)^Keras (\d+) \((.+)\):\n?")
MAY_BE_NONE = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.IfExp, ast.BoolOp)
PARSER = doctest.DocTestParser()


@dataclass(frozen=True)
class Example:
    """One prompt of a docstring: the code, and what its author expects of it.

    Where Keras of another generation gives something else, a line
    ``Keras 2 (why they differ):`` ends the expectation, and what that one gives
    follows: `elsewhere` is "2", `why` the reason, `other` that expectation.
    """

    code: str
    want: str
    line: int
    want_line: int
    indent: int = 0
    step: str = ""
    elsewhere: str = ""
    why: str = ""
    other: str = ""

    def on(self, keras: str) -> Self:
        """The example with what is expected of the Keras of version `keras`."""
        if not self.elsewhere or keras.split(".")[0] != self.elsewhere:
            return self
        return replace(self, want=self.other)

    @cached_property
    def error(self) -> str | None:
        """The error that is expected, None where none is."""
        [example] = PARSER.get_examples(f">>> _\n{self.want}")
        return None if example.exc_msg is None else example.exc_msg.strip()

    @property
    def draws(self) -> bool:
        """Whether the expected value is a matplotlib figure."""
        return self.want.startswith("<Figure size ")


@dataclass(frozen=True)
class Session:
    """The examples of one docstring: they share their variables, from top to bottom.

    Attributes:
        reads: the files of the project that they may read: those that lines ``Reads: path`` of the docstring name.
        within: how many points its figures may be off their drawings; a line ``Figures: within 5 points`` of the
            docstring says so where training decides what is drawn.
    """

    name: str
    line: int
    examples: tuple[Example, ...]
    reads: tuple[str, ...] = ()
    within: float = 0.5  # processors differ in the last digits of what is drawn

    @property
    def steps(self) -> list[str]:
        """Names of the steps in order; unnamed examples make the step ``""``."""
        return list(dict.fromkeys(example.step for example in self.examples))

    def only(self, step: str | None) -> tuple[Example, ...]:
        """The examples of `step` (None or "": all)."""
        return tuple(example for example in self.examples if not step or example.step == step)


@dataclass(frozen=True)
class Definition:
    """A function, class, method or constant, its docstrings taken out; `documented` begins with a line of its own."""

    name: str
    code: str
    documented: str
    line: int
    end_line: int

    @cached_property
    def draws(self) -> bool:
        """Whether it is a function that returns a matplotlib figure."""
        [node] = ast.parse(self.code).body
        returns = getattr(node, "returns", None)
        return returns is not None and ast.unparse(returns).endswith("Figure")


@dataclass(frozen=True)
class Import:
    """One name that a module imports at its top.

    Attributes:
        name: what the module calls it.
        statement: the import of this name alone.
        module: the snippet module that it comes from; "" for anything else.
    """

    name: str
    statement: str
    module: str
    line: int


class Module:
    """One file of the snippets package, or a `text` that is to be its content, read but not imported.

    Raises:
        Problems: when the file cannot be read or is not Python, when a docstring is malformed,
            or when the module does anything on being imported.
    """

    def __init__(self, name: str, path: Path, root: Path, text: str | None = None):
        self.name, self.path, self.where, self._root = name, path, display_path(path, root), root
        self.source = read_text(path, root) if text is None else text
        self.sessions: dict[str, Session] = {}
        self.definitions: dict[str, Definition] = {}
        self._problems: list[Problem] = []
        try:
            self.tree = ast.parse(self.source)
        except (SyntaxError, ValueError, RecursionError) as error:
            line, says = getattr(error, "lineno", None) or 1, getattr(error, "msg", None) or str(error)
            raise Problems([Problem(self.where, line, f"not Python: {says}")]) from None
        self._source = Source(self.source)
        self._in_strings = begun_in_strings(self._source, self.tree)
        bare = ast.walk(_bare(ast.parse(self.source)))
        self._bare = {(node.lineno, node.col_offset): node for node in bare if isinstance(node, ast.stmt)}
        self._docstrings: set[int] = set()
        self._read()
        self._unread_prompts()
        if self._problems:
            raise Problems(self._problems)

    @property
    def examples(self) -> list[Example]:
        """The examples of all docstrings."""
        return [example for session in self.sessions.values() for example in session.examples]

    @cached_property
    def imports(self) -> list[Import]:
        """What the module imports, name by name (but for what comes from ``__future__``)."""
        found = []
        for node in self.tree.body:
            module = getattr(node, "module", "")
            if not isinstance(node, (ast.Import, ast.ImportFrom)) or module == "__future__":
                continue
            for alias in node.names:
                name = (alias.asname or alias.name).split(".")[0]
                statement = ast.unparse(type(node)(**{**vars(node), "names": [alias]}))
                package, _, inner = (module or "").partition(".")
                found.append(Import(name, statement, inner if package == PACKAGE else "", node.lineno))
        return found

    def _wrong(self, line: int, says: str, remedy: str = "") -> None:
        self._problems.append(Problem(self.where, line, says, remedy))

    def _read(self) -> None:
        """Read the docstring of the module, or the examples below its code, and its definitions."""
        text = _docstring(self.tree)
        self._session(self.name, next(filter(None, map(_examples_below, self.tree.body)), text))
        for node in self.tree.body:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    self._documented(f"{self.name}.{node.name}", node)
                case ast.Assign() if _examples_below(node):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    self._definition(f"{self.name}.{name}", node)
                case ast.Assign() | ast.AnnAssign():
                    self._wrong(node.lineno, "a constant needs one plain name")
                case ast.Expr(value=value) if value is text:
                    pass
                case ast.Import() | ast.ImportFrom():
                    pass
                case _:
                    remedy = "put the statement into an example (>>>) or into a function"
                    self._wrong(node.lineno, "a snippet module must do nothing when it is imported", remedy)

    def _documented(self, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """Read a function, or a class and its methods."""
        self._definition(name, node)
        self._session(name, _docstring(node))
        for method in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(method, DEFINES):
                self._documented(f"{name}.{method.name}", method)

    def _definition(self, name: str, node: ast.stmt) -> None:
        """Keep the text of a definition without docstrings, and with a line of its own; both dedented."""
        first, last = _first_line(node), node.end_lineno or node.lineno
        if name in self.definitions:
            if name.count(".") == self.name.count(".") + 1:
                says = f"{name} is defined twice"
                self._wrong(first, says, f"the first is in line {self.definitions[name].line}; rename one of them")
            return  # of a property, the first that is defined is what one reads
        code, documented = self._cut(node, ""), self._cut(node, _summary(node))
        bare = ast.dump(self._bare[node.lineno, node.col_offset])
        if any(
            [ast.dump(only) for only in tree.body] != [bare] for tree in (_parsed(code), _bare(_parsed(documented)))
        ):
            remedy = "give each statement lines of its own"
            self._wrong(first, f"{name} cannot be cut out of its module", remedy)
            return
        self.definitions[name] = Definition(name, code, documented, first, last)

    def _cut(self, node: ast.stmt, summary: str) -> str:
        """The text of a definition, dedented, its own docstring replaced by a `summary` ("" for none), others gone."""
        source, first, last = self._source, _first_line(node), node.end_lineno or node.lineno
        changes = []
        for inner in ast.walk(node):
            if text := _docstring(inner):
                body: list[ast.stmt] = getattr(inner, "body", [])
                start, end, new = source.start(body[0]), source.end(body[0]), summary if inner is node else ""
                if len(body) == 1:
                    new = new or "pass"
                elif body[1].lineno == text.end_lineno:
                    end, new = source.start(body[1]), new and f"{new}; "
                elif not new:
                    after = body[0].end_lineno or 0
                    start = source.offset(body[0].lineno, 0)
                    end = source.offset(after + 1 + (not source.lines[after].strip()), 0)
                changes.append((start, end, new))
        for line in set(range(first, last + 1)) - self._in_strings:
            spaces = len(source.lines[line - 1]) - len(source.lines[line - 1].lstrip(" \t"))
            start = source.offset(line, 0)
            changes.append((start, start + min(node.col_offset, spaces), ""))
        at, kept = source.offset(first, 0), []
        for start, end, new in sorted(changes, key=lambda change: (change[0], -change[1])):
            if start >= at:
                kept += [source.text[at:start], new]
                at = end
        return "".join([*kept, source.text[at : source.offset(last, 0) + len(source.lines[last - 1])]])

    def _session(self, name: str, text: ast.Constant | None) -> None:
        """Keep the examples of a docstring, if it has any."""
        if text is None:
            return
        value, first, last = str(text.value), text.lineno, text.end_lineno or text.lineno
        self._docstrings.update(range(first, last + 1))
        written = self._source.of(text)
        if "\\" in written and not written.startswith(("r", "R")):
            self._wrong(first, f"the docstring of {name} has a backslash", 'begin it with r"""')
            return
        if value.count("\n") != last - first:
            self._wrong(first, f"the docstring of {name} is made of several strings", "make it one")
            return
        try:
            parsed = PARSER.get_examples(value, name)
        except ValueError as error:
            words = str(error).split(" ", 7)  # line 3 of the docstring for tensors.indexing lacks ...
            self._wrong(first + int(words[1]) - 1, f"malformed example: {words[-1]}")
            return
        prose = dict(enumerate(value.split("\n")))
        for example in parsed:
            for n in range((example.source + example.want).count("\n")):
                del prose[example.lineno + n]
        steps = {n: found[1] for n, line in prose.items() if (found := STEP.fullmatch(line))}
        examples = []
        for example in parsed:
            step = next((steps[n] for n in reversed(steps) if n < example.lineno), "")
            examples.append(self._example(example, first + example.lineno, step))
        for n, line in prose.items():
            if PROMPT.match(line):
                self._wrong(first + n, f"nothing runs this: {line.strip()}", "begin the line with >>> and a space")
            if ELSEWHERE.fullmatch(line.strip()):
                remedy = "take out the blank line before it: what an example gives elsewhere ends its expectation"
                self._wrong(first + n, f"'{line.strip()}' belongs to no example", remedy)
        names = list(steps.values())
        for twice in {step for step in names if names.count(step) > 1}:
            self._wrong(first, f"{name} has two steps named '{twice}'")
        if steps and not all(example.step for example in examples):
            self._wrong(first, f"{name} has examples before its first step", "begin them with a line 'name:'")
        if examples and name in self.sessions:
            self._wrong(first, f"a second docstring of {name} has examples", "move them to the first")
        elif examples:
            reads = {found[1]: first + n for n, line in prose.items() if (found := READS.fullmatch(line))}
            for path, line_number in reads.items():
                if not (self._root / path).is_file() or Path(path).is_absolute() or ".." in Path(path).parts:
                    self._wrong(line_number, f"reads {path}, which is no file of the project")
            within = [float(found[1]) for line in prose.values() if (found := WITHIN.fullmatch(line))]
            self.sessions[name] = Session(name, first, tuple(examples), tuple(reads), *within[:1])

    def _unread_prompts(self) -> None:
        """Prompts outside of the docstrings that doctest reads."""
        for number, line in enumerate(self._source.lines, 1):
            if number not in self._docstrings and PROMPT.match(line):
                remedy = "move it into the docstring of a module, function, class or method"
                self._wrong(number, f"nothing runs this: {line.strip()}", remedy)

    def _example(self, parsed: doctest.Example, line: int, step: str) -> Example:
        """An example that doctest found, and what is expected of it elsewhere."""
        expected = "\n".join(text.rstrip() for text in lines(parsed.want))
        want, *elsewhere = (part.rstrip("\n") for part in ELSEWHERE.split(expected, 1))
        if "doctest:" in parsed.source:
            remedy = "'...' and folded white space are always on; nothing is skipped"
            self._wrong(line, "doctest directives are not used here", remedy)
        if any(re.fullmatch(r"(?:\.|\s|<BLANKLINE>)+", text) for text in (want, *elsewhere)):
            remedy = "write what the example gives (make update does it for you)"
            self._wrong(line, "an expectation of only '...' always passes", remedy)
        code, want_line = parsed.source.rstrip("\n"), line + parsed.source.count("\n")
        return Example(code, want, line, want_line, parsed.indent, step, *elsewhere)


def _first_line(node: ast.stmt) -> int:
    """The first line of a definition, its decorators included."""
    parts: list[ast.stmt | ast.expr] = [node, *getattr(node, "decorator_list", [])]
    return min(part.lineno for part in parts)


def _summary(node: ast.stmt) -> str:
    """The first paragraph of a definition's docstring, as a docstring; "" where it has none."""
    text = _docstring(node)
    said = str(text.value).strip().partition("\n\n")[0] if text else ""
    mark = 'r"""' if "\\" in said else '"""'
    return f'{mark}{said}"""' if said else ""


def _parsed(code: str) -> ast.Module:
    """A syntax tree, an empty one for what is not Python."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def _bare(tree: ast.Module) -> ast.Module:
    """A syntax tree that has lost the docstrings of its functions and classes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module) and _docstring(node):
            first, *rest = node.body  # type: ignore[attr-defined]
            node.body = rest or [ast.copy_location(ast.Pass(), first)]  # type: ignore[attr-defined]
    return tree


def _docstring(node: ast.AST) -> ast.Constant | None:
    """The docstring of a module, function or class, as it stands in the tree; None for anything else."""
    if isinstance(node, (ast.Module, *DEFINES)):
        match node.body:
            case [ast.Expr(value=ast.Constant(value=str()) as text), *_]:
                return text
    return None


def _examples_below(node: ast.stmt) -> ast.Constant | None:
    """The examples of a module that stand below its code, in the ``__test__`` that doctest looks at."""
    match node:
        case ast.Assign(targets=[ast.Name(id="__test__")], value=ast.Dict(values=[ast.Constant(value=str()) as text])):
            return text
    return None


class Library(dict[str, Module]):
    """Every snippet module of a project, by dotted name; or those of some names alone, which need no others.

    Raises:
        Problems: whatever cannot be shown or tested.
    """

    def __init__(self, root: Path, names: Collection[str] | None = None):
        super().__init__()
        self.root, folder = root, root / PACKAGE
        if not folder.is_dir():
            raise Problems([Problem(PACKAGE, 1, "there is no such folder", "run this in the project's folder")])
        problems: list[Problem] = []
        for path in sorted(folder.rglob("*.py")):
            if path.stem != "__init__":
                name = ".".join(path.relative_to(folder).with_suffix("").parts)
                if names is not None and name not in names:
                    continue
                try:
                    self[name] = Module(name, path, root)
                except Problems as found:
                    problems += found.problems
        for module in self.values():
            problems += [*self._unknown_imports(module), *self._unfollowed(module)]
        if problems:
            raise Problems(problems)

    def _unknown_imports(self, module: Module) -> Iterator[Problem]:
        for one in module.imports:
            where, full = (module.where, one.line), f"{one.module}.{one.name}"
            if one.name == "*":
                yield Problem(*where, "imports everything that there is", "name what is used")
            elif not one.module:
                if re.match(rf"(import|from) {PACKAGE}\b", one.statement):
                    remedy = f"write: from {PACKAGE}.<module> import <name>"
                    yield Problem(*where, f"imports {PACKAGE} as a module", remedy)
            elif one.module not in self:
                yield Problem(*where, f"unknown snippet module '{one.module}'", nearest(one.module, self))
            elif full not in self[one.module].definitions or " as " in one.statement:
                remedy = nearest(full, self[one.module].definitions) + " (and no 'as')"
                yield Problem(*where, f"cannot import '{one.name}' from '{one.module}'", remedy)

    def _unfollowed(self, module: Module) -> Iterator[Problem]:
        codes = [(one.line, one.code) for one in module.definitions.values()]
        for line, code in codes + [(example.line, example.code) for example in module.examples]:
            if re.search(r"eval|exec|globals|vars|locals", code) and unfollowed(code):
                remedy = "write the names out, so that a copied script holds what they mean"
                yield Problem(module.where, line, "looks names up in a way that cannot be followed", remedy)

    def unexpected(self) -> list[Problem]:
        """Examples without an expectation that plainly show a value: they end with an expression that is no call."""
        problems = []
        for name, session in self.sessions.items():
            for example in session.examples:
                last = ast.parse(example.code).body[-1]
                shows = isinstance(last, ast.Expr) and not isinstance(last.value, MAY_BE_NONE)
                if shows and not example.want and example.code != "None":
                    says = f"{name}: {lines(example.code)[0]}  shows a value, and nothing is expected"
                    problems.append(self.problem(name, example.line, says, "run `make update`"))
        return problems

    def problem(self, name: str, line: int, says: str, remedy: str = "") -> Problem:
        """A problem in the module in which `name` stands."""
        return Problem(self.module_of(name).where, line, says, remedy)

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

    def meaning(self, module: Module, name: str) -> str:
        """What a module means by a name: a definition (by its dotted name), or an import (its statement); else ""."""
        if f"{module.name}.{name}" in module.definitions:
            return f"{module.name}.{name}"
        found = next((one for one in module.imports if one.name == name), None)
        return "" if found is None else f"{found.module}.{name}" if found.module else found.statement

    def imports_of(self, name: str) -> set[str]:
        """The import statements that a definition by itself needs."""
        module = self.module_of(name)
        return {self.meaning(module, inner) for inner in free(self.definitions[name].code)} - {"", *self.definitions}

    def closure(self, module: Module) -> list[Module]:
        """Every snippet module that `module` needs, what is needed first; itself last."""
        seen = {""}
        found: list[Module] = []

        def visit(name: str) -> None:
            if name not in seen:
                seen.add(name)
                for one in self[name].imports:
                    visit(one.module)
                found.append(self[name])

        visit(module.name)
        return found
