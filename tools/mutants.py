"""Plant one fault after the other, and see the tests turn red.

``make mutants`` runs it, after a ``make test`` that passed: each fault of ``tools/mutants.yml``
is planted in a copy of the project in which everything is known from before, and the tests
that depend on what it changes run, up to the first that is red. That one must be green in a
copy without a fault. One table says what noticed each fault; a fault that nothing noticed is
a test that is missing, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from tqdm import tqdm

from tests.proof.programs import Programs

ROOT = Path(__file__).resolve().parents[1]
FAULTS, TABLE = ROOT / "tools/mutants.yml", ROOT / ".records/mutants.md"
LINKED = (".records", "site")  # a copy shares their files: they are replaced, and never written into
LEFT = ("__pycache__", ".git", ".uv", ".venv*", ".build*", ".preview", ".site-*", ".*_cache")
TESTS = {  # what depends on a file: the first that its path begins with
    "docs/theme/playground": ["tests/browser/test_playground.py"],
    "docs/theme": ["tests/browser/test_pages.py", "tests/browser/test_browser.py", "-k", "tensors/sets/ or browser"],
    "docs/entry": ["tests/browser/test_browser.py"],
    "docs": ["tests/docs"],
    "asrun/site": ["tests/site", "asrun/site"],
    "asrun/pages": ["tests/pages", "asrun/pages", "tests/site"],
    "asrun/examples": ["tests/examples", "asrun/examples"],
    "tests/contract": ["tests/contract"],
    "tests/proof": ["tests/proof"],
}
PLANTED = "tests/habits/test_habits.py::test_every_fault_of_the_catalogue_can_be_planted"
TOGETHER = ("-n", "0", "-p", "no:cacheprovider")  # in one process
PROGRAMS = Programs(patience=1200)
IN_A_COPY = """
import os, sys
import matplotlib
matplotlib.use("agg")
os.chdir({root!r})
sys.path.insert(0, {root!r})
for name in ("DOCS_RECORDS", "FRESH"):
    os.environ.pop(name, None)
{code}
"""


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        kind: what it is planted in.
        says: what is wrong then.
        edits: the first `old` in the file of a path becomes `new`.
        stamp: whether the pages that it changes are marked as in step with their twins, as one in a hurry would.
        tests: what has to notice it, as arguments of pytest; nothing where that follows from the paths.
        only: the sections of snippets/ that the copy keeps (all where it says none).
    """

    kind: str
    says: str
    edits: tuple[tuple[str, str, str], ...]
    stamp: bool = False
    tests: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def plant(self, root: Path) -> None:
        """Plant it in a copy of the project.

        Raises:
            ValueError: when what it changes is not there.
        """
        for path, old, new in self.edits:
            text = (root / path).read_text(encoding="utf-8")
            if old not in text or old == new:
                raise ValueError(f"{self.says}: {path} does not hold {old!r}")
            (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def depending(self, root: Path) -> list[str]:
        """The tests that depend on what it changes, as arguments of pytest; those that take long come last."""
        if self.tests:
            return list(self.tests)
        paths = [path for path, _, _ in self.edits]
        snippets = [path for path in paths if path.startswith("snippets/")]
        return of_snippet(root, snippets[0]) if snippets else list(dict.fromkeys(sum(map(of_file, paths), [])))


@dataclass
class Outcome:
    """How the tests took a fault: the first that was red ("" where none was), what it said, and the seconds."""

    fault: Fault
    test: str
    said: str
    seconds: float
    also_without: bool = field(default=False)  # red in a copy without the fault

    @property
    def survived(self) -> bool:
        """Whether nothing noticed the fault."""
        return not self.test or self.also_without


def load() -> list[Fault]:
    """The catalogue."""
    found = []
    for kind, faults in yaml.safe_load(FAULTS.read_text(encoding="utf-8")).items():
        for says, told in faults.items():
            options = {key: told.pop(key) for key in ("stamp", "tests", "only") if key in told}
            options |= {key: tuple(options[key].split(" | ")) for key in ("tests", "only") if key in options}
            edits = [
                (path, *pair) for path, texts in told.items() for pair in zip(texts[::2], texts[1::2], strict=True)
            ]
            found.append(Fault(kind, says, tuple(edits), **options))
    return found


def of_file(path: str) -> list[str]:
    """The tests that depend on a file."""
    return next((tests for beginning, tests in TESTS.items() if path.startswith(beginning)), ["tests"])


def of_snippet(root: Path, path: str) -> list[str]:
    """The tests of a module, and what its examples and those of the modules that use it give, draw and promise."""
    name, used = path.removeprefix("snippets/").removesuffix(".py").replace("/", "."), set()
    waiting = [name]
    while waiting:
        used.add(of := waiting.pop())
        for user in (root / "snippets").rglob("*.py"):
            if re.search(rf"(?m)^from snippets\.{re.escape(of)} import ", user.read_text(encoding="utf-8")):
                waiting += {user.relative_to(root / "snippets").as_posix()[:-3].replace("/", ".")} - used
    section, _, module = name.rpartition(".")
    own = Path("tests/snippets", section, f"test_{module}.py")
    tests = [str(own)] if (root / own).is_file() else []
    tests += ["tests/contract", "tests/snippets/test_examples.py", "tests/snippets/test_scripts.py", "tests/docs"]
    return [*tests, "-k", " or ".join([own.name, "figures", "in_order", *sorted(used)])]


@contextmanager
def copied(only: tuple[str, ...] = ()) -> Iterator[Path]:
    """A copy of the project that shares its records, and what was built."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "project")
        copy.mkdir()
        for path in ROOT.iterdir():
            if path.is_dir() and not any(path.match(left) for left in (*LEFT, *LINKED)):
                shutil.copytree(path, copy / path.name, symlinks=True, ignore=shutil.ignore_patterns(*LEFT))
            elif path.is_file():
                shutil.copy2(path, copy)
        for shared in LINKED:
            if (ROOT / shared).is_dir():
                shutil.copytree(ROOT / shared, copy / shared, copy_function=_link)
        for venv in ROOT.glob(".venv*"):
            (copy / venv.name).symlink_to(venv.resolve())
        for section in (copy / "snippets").iterdir() if only else ():
            if section.is_dir() and section.name not in only:
                shutil.rmtree(section)
        yield copy


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


def within(root: Path, code: str) -> str:
    """What a program prints that runs in a copy of the project, in a fork of an interpreter that holds TensorFlow."""
    return PROGRAMS.printed(IN_A_COPY.format(root=str(root), code=code))


def pytest(root: Path, *arguments: str) -> tuple[str, bool]:
    """What tests in a copy of the project say, and whether they passed."""
    said = within(root, f"import pytest\nprint('exit code', int(pytest.main({[*TOGETHER, *arguments]!r})))")
    said, ended, code = said.rpartition("exit code ")
    if not ended:  # killed
        return f"{code}\nFAILED {arguments[-1]} - took more than {PROGRAMS.patience} seconds", False
    if code == "5":
        raise ValueError(f"no test: {' '.join(arguments)}")
    return said, code == "0"


def make_test(root: Path) -> tuple[str, bool]:
    """What ``make test`` says in a copy of the project, and whether it passed.

    Whether every fault can be planted is not asked: where one is, it cannot be planted again.
    """
    env = {name: value for name, value in os.environ.items() if name not in ("DOCS_RECORDS", "FRESH")}
    env["PYTEST_ADDOPTS"] = f"--deselect {PLANTED}"
    done = subprocess.run(["make", "test"], cwd=root, env=env, capture_output=True, text=True)
    return done.stdout + done.stderr, done.returncode == 0


def notice(fault: Fault, whole: bool = False) -> Outcome:
    """Plant a fault, and run the tests that depend on it, or the `whole` of ``make test``."""
    begun = time.monotonic()
    with copied(fault.only) as copy:
        tests = fault.depending(copy)
        fault.plant(copy)
        if fault.stamp:
            pages = {re.sub(r"docs/\w+/|\.md$", "", path) for path, _, _ in fault.edits if path.endswith(".md")}
            within(copy, f"from asrun.commands import main\nmain(['twins', *{sorted(pages)}])")
        said, passed = make_test(copy) if whole else pytest(copy, "-x", *tests)
    test, says = ("", "") if passed else first_red(said)
    return Outcome(fault, test, says, time.monotonic() - begun)


def first_red(said: str) -> tuple[str, str]:
    """The first test of a report that is red, and what it says."""
    found = re.search(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - (.*))?$", said)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if not found:
        return "collection", next((line for line in reversed(lines) if "rror" in line), lines[-1])
    test, says = found[1], found[2] or ""
    told = re.search(r"(?m)^(?:-+ Captured stderr call -+|E +AssertionError: +)\n?(.*\S.*)$", said)
    return test, told[1].strip() if told and says.startswith(("SystemExit", "AssertionError", "")) else says


def also_without(outcomes: list[Outcome]) -> None:
    """Mark those whose red test is red in a copy without a fault as well."""
    tests = sorted({outcome.test for outcome in outcomes if "::" in outcome.test and not outcome.fault.only})
    if tests:
        with copied() as copy:
            said, _ = pytest(copy, *tests)
        red = set(re.findall(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$", said))
        for outcome in outcomes:
            outcome.also_without = outcome.test in red


def table(outcomes: list[Outcome]) -> str:
    """All faults with what noticed them, the survivors first; and how many of each kind."""
    rows = ["| Fault | Where | Noticed by | Seconds |", "|---|---|---|---|"]
    for outcome in sorted(outcomes, key=lambda outcome: not outcome.survived):
        where = ", ".join(dict.fromkeys(path for path, _, _ in outcome.fault.edits))
        test = "**nothing**" if not outcome.test else f"{outcome.test}: {outcome.said}"[:200]
        if outcome.also_without:
            test = f"**nothing** (red without it: {outcome.test})"
        cells = (outcome.fault.says, where, test, f"{outcome.seconds:.0f}")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    rows += ["", "| Kind | Planted | Noticed |", "|---|---|---|"]
    for kind in dict.fromkeys(outcome.fault.kind for outcome in outcomes):
        of = [outcome for outcome in outcomes if outcome.fault.kind == kind]
        rows.append(f"| {kind} | {len(of)} | {sum(not outcome.survived for outcome in of)} |")
    noticed = sum(not outcome.survived for outcome in outcomes)
    return "\n".join([*rows, f"| all | {len(outcomes)} | {noticed} |"])


def main() -> int:
    """Plant the faults that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="a kind, a path or words of a description (all, where none is given)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time")
    parser.add_argument("--full", type=int, default=0, help="draw so many, and run the whole make test on each")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="what they are drawn with")
    given = parser.parse_args()
    faults = [
        fault
        for fault in load()
        if not given.words
        or any(
            word == fault.kind or word in fault.says or any(word in path for path, _, _ in fault.edits)
            for word in given.words
        )
    ]
    with copied() as copy:
        for fault in faults:
            fault.plant(copy)
            for path, _, _ in fault.edits:
                shutil.copy2(ROOT / path, copy / path)
    if given.full:
        print(f"drawn with seed {given.seed}", flush=True)
        faults = random.Random(given.seed).sample(faults, min(given.full, len(faults)))
    begun, outcomes = time.monotonic(), []
    with ThreadPoolExecutor(1 if given.full else given.jobs) as pool:
        running = [pool.submit(notice, fault, bool(given.full)) for fault in faults]
        for ended in tqdm(as_completed(running), total=len(running), unit=" faults", file=sys.stdout):
            outcomes.append(outcome := ended.result())
            said = f"red   {outcome.fault.says}: {outcome.test}" if outcome.test else f"PASS  {outcome.fault.says}"
            tqdm.write(f"{said} ({outcome.seconds:.0f} s)", file=sys.stdout)
    also_without(outcomes)
    told = table(outcomes)
    if not given.words and not given.full:
        TABLE.write_text(f"{told}\n", encoding="utf-8")
    print(f"{told}\n\n{(time.monotonic() - begun) / 60:.1f} minutes")
    return int(any(outcome.survived for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
