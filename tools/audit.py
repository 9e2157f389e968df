"""Ask what is known of weaknesses in the locked packages, lane by lane.

``make audit`` runs pip-audit, in an environment that uv makes for it, over every lock.
Green means that each package was looked up and nothing is known of it: one that
nobody could be asked about makes the audit red, as a weakness does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AUDITOR = "pip-audit==2.10.1"


def ask(lock: Path) -> tuple[dict[str, Any], str]:
    """What is known of the packages of a lock, and why nothing is, where nothing is."""
    command = [str(ROOT / ".uv/bin/uv"), "tool", "run", AUDITOR, "--requirement", str(lock)]
    command += ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        return {}, (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]


def verdict(known: dict[str, Any], why: str) -> tuple[list[str], str]:
    """What is wrong, a line each, and a line that sums it up; nothing is wrong where all was looked up and is sound.

    >>> verdict({"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}]}, "")
    (['b: could not be looked up: ?'], '1 of 2 packages looked up, 0 weaknesses known')
    >>> verdict({}, "no network")
    (['nothing could be looked up: no network'], '0 of 0 packages looked up, 0 weaknesses known')
    """
    packages = known.get("dependencies", [])
    skipped = [package for package in packages if "skip_reason" in package]
    told = [f"{package['name']}: could not be looked up: {package['skip_reason']}" for package in skipped]
    weak = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {weakness['fix_versions'] or 'none'}"
        for package in packages
        for weakness in package.get("vulns", [])
    ]
    sums = f"{len(packages) - len(skipped)} of {len(packages)} packages looked up, {len(weak)} weaknesses known"
    return [*([] if packages else [f"nothing could be looked up: {why or 'no package was named'}"]), *told, *weak], sums


def main() -> int:
    """Audit every lock."""
    wrong = []
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        told, sums = verdict(*ask(lock))
        wrong += told
        shown = told if len(told) <= 10 else [*told[:9], f"… and {len(told) - 9} more"]
        print("\n    ".join([f"requirements/{lock.name}: {sums}", *shown]), flush=True)
    print("the locked packages are sound, as far as is known" if not wrong else "not green: see above")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
