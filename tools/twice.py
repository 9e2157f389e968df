"""Build a project twice, cold, as differently as this machine can, and compare the sites byte by byte.

``make twice`` does it to the whole project, ``make twice PROJECT=tiny`` to the miniature
site of the tests; with ``RECORDS=kept`` what the examples gave is not found again. The
builds have other folders, numbers of cores, hash seeds, time zones and languages. The
exit code is 1 where the sites differ; what the records say is compared, too.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from asrun.examples.compare import OF_ONE_PROCESS  # noqa: E402
from tools.copies import Copy, fill  # noqa: E402

WAYS = {  # the folder, and the environment
    "first": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    "another/and/deeper": {"PYTHONHASHSEED": "2", "TZ": "KST-9", "LC_ALL": "C"},
}


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(one: dict[str, bytes], other: dict[str, bytes]) -> str:
    """The first difference of two folders, "" where there is none.

    >>> difference({"a": b"same", "b": b"said: 1"}, {"a": b"same", "b": b"said: 2"})
    "b differs at byte 6: b'said: 1' and b'said: 2'"
    """
    for name in sorted({*one, *other}):
        a, b = one.get(name), other.get(name)
        if a is None or b is None:
            return f"{name} is in one of them only"
        if a != b:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            near = slice(max(0, at - 30), at + 30)
            return f"{name} differs at byte {at}: {a[near]!r} and {b[near]!r}"
    return ""


def outcomes(record: bytes) -> dict[str, Any]:
    """What a record says, apart from how long it took, and from what is of one process alone."""
    said: dict[str, Any] = json.loads(OF_ONE_PROCESS.sub("...", record.decode()))
    return {name: part for name, part in said.items() if name not in ("seconds", "seal")}


def main() -> int:
    """Build twice, and compare."""
    every = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    cores = [every[:1], every]
    sites, records = [], []
    with tempfile.TemporaryDirectory() as scratch:
        good = Path(scratch) / "good"
        good.mkdir()
        fill(good, os.environ.get("PROJECT") or str(ROOT))
        for (name, env), own in zip(WAYS.items(), cores, strict=True):
            copy = Copy(good, Path(scratch) / name)
            copy.env |= {**env, "SITE_URL": "https://example.org"}
            if os.environ.get("RECORDS") != "kept":
                copy.forget()
            few = (lambda own=own: os.sched_setaffinity(0, own)) if len(every) > 1 else None
            ended = copy.ended(copy.start(before=few))
            print(f"{name} ({len(own)} core{'s' * (len(own) > 1)}): {ended.code}: {ended.last}", flush=True)
            if ended.code:
                sys.exit(ended.said)
            sites.append(contents(copy.root / "site"))
            found = contents(copy.root / ".records")
            records.append({name: outcomes(text) for name, text in found.items() if name.startswith("tensorflow-")})
    others = [Path(name).stem for name, said in records[1].items() if records[0].get(name) != said]
    but = f", all but {', '.join(others)}" if others else ""
    print(f"{len(records[1]) - len(others)} of {len(records[1])} records say the same{but}")
    first = difference(*sites)
    print(f"{len(sites[0])} files: {first or 'the same, byte by byte'}")
    return bool(first)


if __name__ == "__main__":
    sys.exit(main())
