"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake of a writer, told by file, line and remedy.

    >>> print(Problem("docs/ko/a.md", 3, "unknown snippet 'tensors.indxing'",
    ...               "did you mean tensors.indexing?"))
    docs/ko/a.md:3: unknown snippet 'tensors.indxing'
        did you mean tensors.indexing?
    """

    path: str
    line: int
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: {self.says}"
        return where + "".join(f"\n    {line}" for line in self.remedy.splitlines())


class Problems(Exception):
    """Raised with every problem found, so that one run tells all of them.

    >>> raise Problems([Problem("b.md", 2, "broken"), Problem("a.md", 1, "lost")])
    Traceback (most recent call last):
        ...
    asrun.problems.Problems: a.md:1: lost
    b.md:2: broken
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Problems], tuple[list[Problem]]]:
        return Problems, (self.problems,)  # a process may send them to another


def display_path(path: Path, root: Path) -> str:
    """`path` as a reader of the repository would write it.

    >>> display_path(Path("/home/you/site/docs/ko/a.md"), Path("/home/you/site"))
    'docs/ko/a.md'
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def nearest(name: str, names: Iterable[str]) -> str:
    """The names that a mistyped `name` may have meant, as a remedy.

    >>> nearest("tensors.indxing", ["tensors.indexing", "autodiff.tapes"])
    'did you mean tensors.indexing?'
    >>> nearest("zzz", ["b", "a"])
    'there are: a, b'
    """
    names = sorted(names)
    if close := get_close_matches(name, names, cutoff=0.8) or get_close_matches(name, names):
        return f"did you mean {' or '.join(close)}?"
    return f"there are: {', '.join(names) or 'none'}"
