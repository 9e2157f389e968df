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
PROGRAMS = ("evaluate", "slice")  # what decides outcomes, and what decides slices


@dataclass
class Record:
    """What the examples of one docstring gave.

    Attributes:
        slices: the examples, by number, that give by themselves what each step gave; of the lane that is copied only.
    """

    session: str
    key: str
    versions: dict[str, str]
    seconds: float = 0.0
    outcomes: list[Outcome] = field(default_factory=list)
    slices: dict[str, list[int]] = field(default_factory=dict)


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
def engine(project: Path = PROJECT, programs: tuple[str, ...] = PROGRAMS) -> str:
    """A digest of some programs of this folder and of what they import here, without comments and docstrings."""
    finder = ModuleFinder([str(project)])  # it reads imports, and carries none of them out
    for name in programs:
        finder.load_file(str(project / f"asrun/examples/{name}.py"))
    code = []
    for path in sorted(filter(None, (getattr(module, "__file__", None) for module in finder.modules.values()))):
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, *DEFINES)) and ast.get_docstring(node) is not None:
                del node.body[0]
        code.append(ast.dump(tree))
    return digest(code)


def key(library: Library, name: str, on: dict[str, str] | None = None, sliced: bool | None = None) -> str:
    """A digest of everything that can change what a docstring gives on a lane (this one), and its slices."""
    lane, session = on or versions(), library.sessions[name]
    copied = lane == versions() if sliced is None else sliced
    read = [(path, file_digest(library.root / path)) for path in session.reads]
    data = [engine(PROJECT, PROGRAMS if copied else PROGRAMS[:1]), lane, script.executed(library, name), read]
    return digest([*data, [example.step for example in session.examples]] if copied else data)


def file_digest(path: Path) -> str:
    """A digest of what is in a file, "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def digest(data: object) -> str:
    """A short digest of some data."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16]


def write(path: Path, data: object) -> None:
    """Write data as JSON, whole or not at all."""
    files.write(path, json.dumps(data, ensure_ascii=False, indent=1))


def _read(path: Path) -> Record | None:
    """The record in a file, None where there is none or it is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("seal") != digest(data):
            return None
        outcomes = [Outcome(**outcome) for outcome in data.pop("outcomes")]
        return Record(**data, outcomes=outcomes) if "tensorflow" in data["versions"] else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
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

    @property
    def sliced(self) -> bool:
        """Whether slices are kept: scripts are copied from the pages of this interpreter's lane."""
        return self.on == versions()

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
            if self.sliced and record.slices.keys() != set(there.steps):
                return None
            self._read[session] = record
        return self._read[session]

    def outcomes(self, session: str) -> list[Outcome]:
        """What the examples of a docstring gave (LookupError when it has not run as it stands)."""
        record = self.get(session)
        if record is None:
            raise LookupError(f"{session} has not run as it stands (python -m asrun run)")
        return record.outcomes

    def slice(self, session: str, step: str) -> list[int]:
        """The examples of a docstring, by number, that give by themselves what a step gave (LookupError as above)."""
        self.outcomes(session)
        return self._read[session].slices[step]

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
        """Write a record, sealed with a digest of what it says."""
        data = asdict(record)
        write(self.path(record.session), {**data, "seal": digest(data)})

    def sweep(self) -> None:
        """Take away what writers left that were killed; nobody may be writing."""
        for left in self.folder.glob(files.beside(Path("*"), "*").name):
            left.unlink()
