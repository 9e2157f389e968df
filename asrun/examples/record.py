"""Keep what ran, under a key of everything that can change it.

One JSON file a docstring and lane. A record that is missing, damaged or of another
key is no record: its docstring runs again. So does one in which an example raised an
error that nobody expects: a full disk may have been the reason.
"""

import ast
import hashlib
import json
import platform
import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from asrun import files
from asrun.examples import script
from asrun.examples.find import DEFINES, Library
from asrun.examples.outcome import Outcome as Outcome

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Record:
    """What the examples of one docstring gave."""

    session: str
    key: str
    versions: dict[str, str]
    seconds: float = 0.0
    outcomes: list[Outcome] = field(default_factory=list)


@cache
def settings() -> dict[str, Any]:
    """What ``pyproject.toml`` says of the content, in ``[tool.asrun]``."""
    read = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = read["tool"]["asrun"]
    return found


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that decide what examples give, without importing them."""
    found = {"python": platform.python_version()}
    for name in settings()["libraries"]:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


@cache
def engine(project: Path = PROJECT) -> str:
    """A digest of what evaluates examples, and of what that imports here, without comments and docstrings."""
    finder = ModuleFinder([str(project)])  # it reads imports, and carries none of them out
    finder.load_file(str(project / "asrun/examples/evaluate.py"))
    code = []
    for path in sorted(filter(None, (getattr(module, "__file__", None) for module in finder.modules.values()))):
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, *DEFINES)) and ast.get_docstring(node) is not None:
                del node.body[0]
        code.append(ast.dump(tree))
    return digest(code)


def key(library: Library, name: str, on: dict[str, str] | None = None) -> str:
    """A digest of everything that can change what a docstring gives on a lane (this one)."""
    return digest([engine(), on or versions(), *runs(library, name)])


def runs(library: Library, name: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """What a docstring runs with what that imports, and a digest of each file that it reads."""
    reads = [(path, files.file_digest(library.root / path)) for path in library.sessions[name].reads]
    return script.executed(library, name), reads


def digest(data: object) -> str:
    """A short digest of some data."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16]


def _read(path: Path) -> Record | None:
    """The record in a file, None where there is none or it is damaged."""
    data = files.read_sealed(path)
    try:
        outcomes = [Outcome(**outcome) for outcome in data.pop("outcomes")]
        return Record(**data, outcomes=outcomes) if "tensorflow" in data["versions"] else None
    except (TypeError, KeyError):
        return None


class Records:
    """The records of one lane: of the versions `on` (those of this interpreter when not given).

    The `folder` of all lanes is that of :func:`asrun.files.records`, when not given.
    """

    def __init__(self, library: Library, folder: Path | None = None, on: dict[str, str] | None = None):
        self.library = library
        self.on = on or versions()
        self.base = folder or files.records(library.root)
        self.folder = self.base / f"tensorflow-{self.on['tensorflow']}"
        self._read: dict[str, Record] = {}

    def path(self, session: str) -> Path:
        """Where the record of a docstring lies."""
        return self.folder / f"{session}.json"

    def get(self, session: str) -> Record | None:
        """The record of a docstring as it stands now, or None when it has to run."""
        if session not in self._read:
            record, there = _read(self.path(session)), self.library.sessions[session]
            if record is None or record.key != key(self.library, session, self.on):
                return None
            if len(record.outcomes) != len(there.examples):
                return None
            self._read[session] = record
        return self._read[session]

    def outcomes(self, session: str) -> list[Outcome]:
        """What the examples of a docstring gave (LookupError when it has not run as it stands)."""
        record = self.get(session)
        if record is None:
            raise LookupError(f"{session} has not run as it stands (python -m asrun run)")
        return record.outcomes

    def stale(self, everything: bool = False) -> list[str]:
        """The docstrings that have to run (or `everything`), longest first."""
        waiting = [name for name in self.library.sessions if everything or not self._settled(name)]
        for name in waiting:
            self._read.pop(name, None)

        def cost(name: str) -> float:
            last = _read(self.path(name))
            return last.seconds if last else len(self.library.sessions[name].examples)

        return sorted(waiting, key=cost, reverse=True)

    def _settled(self, name: str) -> bool:
        """Whether a docstring has run as it stands, and only the errors were raised that are expected."""
        record = self.get(name)
        return record is not None and not any(
            outcome.error is not None and example.on(self.on["keras"]).error is None
            for example, outcome in zip(self.library.sessions[name].examples, record.outcomes, strict=True)
        )

    def save(self, record: Record) -> None:
        """Write a record."""
        files.write_sealed(self.path(record.session), asdict(record))

    def sweep(self) -> None:
        """Take away what writers left that were killed; nobody may be writing."""
        for left in self.folder.glob(files.beside(Path("*"), "*").name):
            left.unlink()
