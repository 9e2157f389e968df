"""Know whether a built site is the one that a build would give now.

A build leaves a stamp: a digest of all that it read, and one of all that it wrote.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

from asrun.examples.record import Records, write


def digest(root: Path, places: Iterable[str]) -> str:
    """A digest of files and folders below `root`."""
    found = hashlib.sha256()
    files = {
        file for place in places for path in root.glob(place) for file in (path.rglob("*") if path.is_dir() else [path])
    }
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            found.update(f"\0{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def stamp(root: Path, site: Path, records: Records) -> dict[str, str]:
    """What a build of the project reads now, and what lies in `site`."""
    said = {name: os.environ.get(name, "") for name in ("SITE_URL", "REPO_URL")}
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    read = [
        digest(root, ("docs", "snippets", "mkdocs.yml", "pyproject.toml", ".git/config")),
        digest(Path(__file__).parents[1], ["*"]),
        digest(records.base, ["tensorflow-*"]),
        json.dumps([said, packages]),
    ]
    return {"read": hashlib.sha256("".join(read).encode()).hexdigest(), "wrote": digest(site, ["*"])}


def keep(root: Path, site: Path, records: Records) -> None:
    """Leave the stamp of a site that was just built."""
    write(_path(records), stamp(root, site, records))


def holds(root: Path, site: Path, records: Records) -> bool:
    """Whether `site` was built from what is there now, and is as the build left it."""
    try:
        return bool(json.loads(_path(records).read_text(encoding="utf-8")) == stamp(root, site, records))
    except (OSError, ValueError):
        return False


def _path(records: Records) -> Path:
    return records.base / "site.json"
