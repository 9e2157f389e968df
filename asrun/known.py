"""Know from run to run what was found to be in order."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from asrun import files
from asrun.problems import Problem


class Known:
    """Digests of all that decides whether something is wrong, where nothing was; in a file.

    Args:
        path: the file; None to know nothing.
        code: what stands for the programs that look.
    """

    def __init__(self, path: Path | None = None, code: str = ""):
        self.path, self.code = path, code
        self.before: frozenset[str] = frozenset()
        self.now: set[str] = set()
        if path:
            with contextlib.suppress(OSError, ValueError, TypeError):  # missing or damaged: nothing is known
                self.before = frozenset(map(str, json.loads(path.read_text(encoding="utf-8"))))

    def problems(self, given: Iterable[object], find: Callable[[], Iterable[Problem]]) -> list[Problem]:
        """What is wrong with something that follows from `given` alone; nothing is looked for where it is known.

        >>> known, good, bad = Known(), lambda: [], lambda: [Problem("a.md", 1, "bad")]
        >>> len(known.problems(["a text"], bad)), known.problems(["another"], good), len(known.now)
        (1, [], 1)
        """
        digest = files.digest(self.code, *given)
        found = [] if digest in self.before else list(find())
        self.now |= set() if found else {digest}
        return found

    def keep(self) -> None:
        """Write down what is known now; what was not asked for is forgotten."""
        if self.path and self.now != self.before:
            files.write(self.path, json.dumps(sorted(self.now)))
