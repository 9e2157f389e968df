"""Know whether a built site, or a part of it, is what a build would give now.

A build leaves a stamp: digests of what it read, by what that decides, and one of all that it wrote.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from asrun import files

ENGINE = Path(__file__).resolve().parents[1]


def site_folder(root: Path) -> Path:
    """Where the site of a project is put: what SITE_DIR names, or ``site``."""
    return Path(os.environ.get("SITE_DIR") or root / "site").resolve()


def digest(root: Path, places: Iterable[str]) -> str:
    """A digest of files and folders below `root`."""
    found = hashlib.sha256()
    paths = {
        file for place in places for path in root.glob(place) for file in (path.rglob("*") if path.is_dir() else [path])
    }
    for file in sorted(paths):
        if file.is_file() and "__pycache__" not in file.parts:
            found.update(f"\0{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def environment() -> str:
    """A digest of the engine, of the packages that build a site, and of the addresses that pages may name."""
    locked = (ENGINE.parent / "requirements" / "site.txt").read_text(encoding="utf-8")
    named = {_normalized(name) for name in re.findall(r"(?m)^([\w.-]+)==", locked)}
    there = sorted(path.stem for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    packages = [package for package in there if _normalized(package.partition("-")[0]) in named]
    said = [os.environ.get(name, "") for name in ("SITE_URL", "REPO_URL")]
    return files.digest(sys.version, packages, said, digest(ENGINE, ["*"]))


def _normalized(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def sources(root: Path) -> list[str]:
    """The snippets, and the files that their examples read."""
    modules = (path for path in root.glob("snippets/**/*.py") if path.is_file())
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in modules)
    named = [name for text in texts for name in re.findall(r"(?m)^\s*Reads: (\S+)\s*$", text)]
    return ["snippets", *(glob.escape(name) for name in named if not Path(name).is_absolute())]


def read(root: Path) -> dict[str, str]:
    """Digests of what a build of the project reads, apart from records."""
    return {
        "environment": environment(),
        "project": digest(root, (*sources(root), "docs", "mkdocs.yml", "pyproject.toml", ".git/config")),
    }


def recorded(root: Path) -> str:
    """A digest of all records."""
    return digest(files.records(root), ["tensorflow-*", "slices"])


def keep(root: Path, site: Path, parts: dict[str, str]) -> None:
    """Leave the stamp of a site that was just built: digests of what was read, also by parts of the site."""
    others = {name: stamps for name, stamps in _read(root).items() if (root / name).is_dir()}
    own = {**parts, "records": recorded(root), "site": digest(site, ["*"])}
    files.write(_path(root), json.dumps({**others, _name(root, site): own}, indent=1))


def kept(root: Path, site: Path) -> dict[str, str]:
    """The stamp that was left with `site`; nothing where there is none, or it is damaged."""
    return _read(root).get(_name(root, site), {})


def unharmed(root: Path, site: Path) -> bool:
    """Whether `site` is as the build left it."""
    return kept(root, site).get("site") == digest(site, ["*"])


def holds(root: Path, site: Path) -> bool:
    """Whether `site` was built from what is there now, and is as the build left it."""
    if not (before := kept(root, site)):
        return False
    try:
        now = {**read(root), "records": recorded(root)}
        return now.items() <= before.items() and unharmed(root, site)
    except OSError:  # something cannot be read: a build will say what
        return False


def _name(root: Path, site: Path) -> str:
    return os.path.relpath(site, root)


def _path(root: Path) -> Path:
    return files.records(root) / "sites.json"


def _read(root: Path) -> dict[str, dict[str, str]]:
    try:
        read = json.loads(_path(root).read_text(encoding="utf-8"))
        return {name: dict(stamps) for name, stamps in read.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
