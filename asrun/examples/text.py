"""Text cut as Python cuts it: by lines that end where Python ends them, by strings, by comments."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache

LABEL = re.compile(r"#: ([a-z][a-z0-9-]*)\s*")
STRINGS = [getattr(tokenize, kind) for kind in ("STRING", "FSTRING_MIDDLE") if hasattr(tokenize, kind)]


def lines(text: str) -> list[str]:
    r"""The lines of a text as Python counts them; ``str.splitlines`` knows eight more ends of lines.

    >>> lines("a\u2028b\n\x0c\n")
    ['a\u2028b', '\x0c']
    """
    return text.removesuffix("\n").split("\n") if text else []


def tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of some Python."""
    return tokenize.generate_tokens(io.StringIO(code).readline)


def begun_in_strings(source: Source, tree: ast.AST) -> set[int]:
    r"""The numbers, from 1, of the lines of a source, with its syntax tree, whose beginning is part of a string.

    >>> code = "a = (1,\n     '2'\n     '3')\nb = '''c\nd'''"
    >>> begun_in_strings(Source(code), ast.parse(code))
    {5}
    """
    found: set[int] = set()
    for node in _literals(tree):
        if node.end_lineno != node.lineno:
            for token in tokens(f"({source.of(node)})"):
                if token.type in STRINGS:
                    first = node.lineno + token.start[0] - 1
                    found.update(range(first + 1, first + 1 + token.end[0] - token.start[0]))
    return found


def _literals(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The constants and f-strings of a tree, but those inside of an f-string, which are no text by themselves."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Constant, ast.JoinedStr)):
            yield child
        else:
            yield from _literals(child)


def indented(code: str, by: int) -> str:
    r"""Some Python with so many more spaces before each line that is no part of a string.

    >>> indented("a = '''b\nc'''\n\nd", 2)
    "  a = '''b\nc'''\n\n  d"
    """
    inside = begun_in_strings(Source(code), ast.parse(code))
    return "\n".join(" " * by + line if line and n not in inside else line for n, line in enumerate(lines(code), 1))


@cache
def unlabelled(code: str) -> tuple[str, dict[str, int]]:
    r"""Take the ``#: name`` labels off the lines of `code`, and say where they stood.

    >>> unlabelled("a = 1\nb = 2  #: second")
    ('a = 1\nb = 2', {'second': 2})
    """
    if "#: " not in code:
        return code, {}
    bare, labels = lines(code), {}
    for token in tokens(code):
        if token.type == tokenize.COMMENT and (found := LABEL.fullmatch(token.string)):
            line, column = token.start
            bare[line - 1] = bare[line - 1][:column].rstrip()
            labels[found[1]] = line
    return "\n".join(bare), labels


class Source:
    """The text of a module, by the positions of its syntax tree (lines from 1, columns in bytes)."""

    def __init__(self, text: str):
        self.text, self.lines = text, lines(text)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Where a position is in the text."""
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def start(self, node: ast.stmt | ast.expr) -> int:
        """Where a node begins in the text."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr) -> int:
        """Where a node ends in the text."""
        return self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def of(self, node: ast.stmt | ast.expr) -> str:
        """The text of a node."""
        return self.text[self.start(node) : self.end(node)]
