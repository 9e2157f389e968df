"""Answers that take long to find, kept from one run of the tests to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from asrun.files import write_json

Answer = TypeVar("Answer")


def digest(*texts: str) -> str:
    """A digest of several texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


class Kept:
    """Answers by name, each good for as long as what decides it is the same.

    An answer is data for JSON, in a file of its own. One that is missing, damaged
    or was decided by something else is found again.

    Args:
        folder: where the files lie.
        fresh: whether every answer is found again.
    """

    def __init__(self, folder: Path, fresh: bool = False):
        self.folder, self.fresh = folder, fresh

    def __call__(self, name: str, decides: Iterable[str], find: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer called `name`, and whether it was found just now."""
        path, key = self.folder / f"{name}.json", digest(*decides)
        if not self.fresh and (old := self._read(path)).get("key") == key:
            return old["answer"], False
        answer = find()
        write_json(path, {"key": key, "answer": answer})
        return answer, True

    def forget(self, name: str) -> None:
        """Have an answer found again next time: what turned a test red may have been chance."""
        (self.folder / f"{name}.json").unlink(missing_ok=True)

    @staticmethod
    def _read(path: Path) -> dict:
        try:
            old = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return old if isinstance(old, dict) and set(old) == {"key", "answer"} else {}
