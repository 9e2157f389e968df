"""Read files with one clear message where that fails; write them whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from asrun.problems import Problem, Problems, display_path


def records(root: Path) -> Path:
    """Where what ran in a project is kept: what DOCS_RECORDS names, or ``.records``."""
    return Path(os.environ.get("DOCS_RECORDS") or root / ".records")


def digest(*data: object) -> str:
    """A digest of data, by its repr."""
    return hashlib.sha256(repr(data).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """A digest of what is in a file, "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def read_text(path: Path, root: Path) -> str:
    """The text of a file.

    Raises:
        Problems: where it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        says = f"cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        raise Problems([Problem(display_path(path, root), 1, says)]) from None


def csv_rows(root: Path, name: str, columns: list[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file below its columns, each with its line.

    Raises:
        Problems: where there is no such file, or a row is not of this form.
    """
    form = ",".join(columns)
    if not (root / name).is_file():
        raise Problems([Problem(name, 1, "there is no such list", f"one row an item: {form}")])
    reader = csv.reader(StringIO(read_text(root / name, root)))
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    wrong = [line for at, (line, row) in enumerate(rows) if len(row) != len(columns) or (row == columns) != (at == 0)]
    if wrong or not rows:
        raise Problems([Problem(name, min(wrong, default=1), f"not the columns {form}")])
    return rows[1:]


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    r"""Rows as the text of a CSV file.

    >>> csv_text([["page", "number"], ["a, b", "1"]])
    'page,number\n"a, b",1\n'
    """
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def write(path: Path, content: str | bytes) -> bool:
    """Write a file, whole, if it changes.

    Returns:
        Whether it did.
    """
    new = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == new:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    half = beside(path, str(os.getpid()))
    try:
        half.write_bytes(new)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return True


def write_json(path: Path, data: object) -> None:
    """Write data as JSON, whole or not at all."""
    write(path, json.dumps(data, ensure_ascii=False, indent=1))


def write_sealed(path: Path, data: dict[str, Any]) -> None:
    """Write data as JSON, with a digest of what it says."""
    write_json(path, {**data, "seal": digest(json.dumps(data))})


def read_sealed(path: Path) -> dict[str, Any]:
    """The data in a sealed file; none where there is no such file, or it is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return data if data.pop("seal") == digest(json.dumps(data)) else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def beside(path: Path, writer: str) -> Path:
    """The file that a process writes before it takes the place of `path`; builders pass over it.

    >>> beside(Path("docs/a.md"), "123").as_posix()
    'docs/.a.md.123.half'
    """
    return path.with_name(f".{path.name}.{writer}.half")
