"""Keep what ran, under a key of everything that can change it.

One JSON file a module and lane. A record that is missing, damaged or of another
key is no record: its module runs again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import tempfile
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from asrun.examples.find import PACKAGE, Library, Module

LIBRARIES = ("tensorflow", "keras", "numpy", "matplotlib", "scikit-learn")
DECIDES = ("find.py", "compare.py", "record.py", "run.py", "script.py", "figure.py")


@dataclass(frozen=True)
class Outcome:
    """What one example gave.

    Attributes:
        printed: everything it printed, the repr of its value included.
        value: what the last expression was: "" (None or no expression), "value" or "figure".
        error: the exception as a reader would see its last lines, or None.
        html: the value's own HTML, where it has one.
        figure: the drawing as SVG, where the value is a figure.
    """

    printed: str = ""
    value: str = ""
    error: str | None = None
    html: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Record:
    """What the examples of one module gave, docstring by docstring."""

    module: str
    key: str
    versions: dict[str, str]
    seconds: float = 0.0
    sessions: dict[str, list[Outcome]] = field(default_factory=dict)


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that examples use, without importing them."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


@cache
def engine() -> str:
    """A digest of the parts of this package that can change an outcome."""
    here = Path(__file__).parent
    return _digest(*((here / name).read_text(encoding="utf-8") for name in DECIDES))


def key(library: Library, module: Module, on: dict[str, str] | None = None) -> str:
    """A digest of everything that can change the outcome of a module's examples on a lane (this one)."""
    sources = [m.executed for m in sorted(library.closure(module), key=lambda m: m.name)]
    packages = [
        init.read_text(encoding="utf-8")
        for parent in module.path.relative_to(library.root / PACKAGE).parents
        if (init := library.root / PACKAGE / parent / "__init__.py").exists()
    ]
    return _digest(engine(), json.dumps(on or versions()), *sources, *packages)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def write(path: Path, data: object) -> None:
    """Write data as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
    os.replace(file.name, path)


def _read(path: Path) -> Record | None:
    """The record in a file, None where there is none or it is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        sessions = {k: [Outcome(**o) for o in v] for k, v in data.pop("sessions").items()}
        return Record(**data, sessions=sessions) if "tensorflow" in data["versions"] else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


class Records:
    """The records of one lane, in a folder of their own.

    The folder is ``.records`` in the project, or the one that the environment
    variable DOCS_RECORDS names.

    Args:
        on: the versions of the lane; those of this interpreter when not given.
    """

    def __init__(self, library: Library, folder: Path | None = None, on: dict[str, str] | None = None):
        self.library = library
        self.on = on or versions()
        self.base = folder or Path(os.environ.get("DOCS_RECORDS") or library.root / ".records")
        self.folder = self.base / f"tensorflow-{self.on['tensorflow']}"
        self._read: dict[str, Record] = {}

    def lanes(self) -> list[Records]:
        """This lane, and every other one that has run, the newest TensorFlow first."""
        others = []
        for folder in self.base.glob("tensorflow-*"):
            ran = next(filter(None, map(_read, folder.glob("*.json"))), None)
            if folder != self.folder and ran:
                others.append(Records(self.library, self.base, ran.versions))
        return sorted(
            [self, *others], reverse=True, key=lambda r: [int(n) for n in re.findall(r"\d+", r.on["tensorflow"])]
        )

    def path(self, module: str) -> Path:
        """Where the record of `module` lies."""
        return self.folder / f"{module}.json"

    def last(self, module: str) -> Record | None:
        """The newest record of `module`, of whatever key."""
        return _read(self.path(module))

    def get(self, module: str) -> Record | None:
        """The record of `module` as it stands now, or None when it has to run."""
        if module not in self._read:
            record = self.last(module)
            if record is None or record.key != key(self.library, self.library[module], self.on):
                return None
            examples = {k: len(s.examples) for k, s in self.library[module].sessions.items()}
            if {k: len(v) for k, v in record.sessions.items()} != examples:
                return None
            self._read[module] = record
        return self._read[module]

    def outcomes(self, session: str) -> list[Outcome]:
        """What the examples of a docstring gave.

        Raises:
            LookupError: when they have not run as they stand.
        """
        module = self.library.module_of(session).name
        record = self.get(module)
        if record is None:
            raise LookupError(f"{module} has not run as it stands (python -m asrun run)")
        return record.sessions[session]

    def stale(self, everything: bool = False) -> list[Module]:
        """The modules that have to run (or `everything`), longest first."""
        waiting = [m for m in self.library.values() if m.sessions and (everything or self.get(m.name) is None)]

        def cost(module: Module) -> float:
            last = self.last(module.name)
            return last.seconds if last else sum(len(s.examples) for s in module.sessions.values())

        return sorted(waiting, key=cost, reverse=True)

    def save(self, record: Record) -> None:
        """Write a record."""
        write(self.path(record.module), asdict(record))
