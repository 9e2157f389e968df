"""The command line: ``python -m asrun {build,serve,run,lanes,check,coverage,update,twins}``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from asrun import coverage, glossary, reference, site
from asrun.examples import lanes, update
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import judge, refresh
from asrun.pages import Pages
from asrun.problems import Problem, Problems, nearest, shown


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command.

    Returns:
        The exit code: 0 when all is well, 1 when something is wrong (told on
        standard error, by file and line), 130 when interrupted.
    """
    parser = argparse.ArgumentParser(prog="asrun", description="What you read is what ran.")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="check, run what changed, and build the site")
    commands.add_parser("serve", help="live preview").add_argument("--port", type=int, default=8000)
    run = commands.add_parser("run", help="run what changed, and compare")
    run.add_argument("modules", nargs="*", help="only these (tensors.indexing)")
    lane = commands.add_parser("lanes", help="run on several versions of TensorFlow, and hold them against each other")
    lane.add_argument("pythons", nargs="+", metavar="python", help="the interpreter of a lane")
    commands.add_parser("check", help="check pages, twins and snippets without running anything")
    commands.add_parser("coverage", help="hold the pages against docs/items.csv")
    commands.add_parser("update", help="rewrite the expected outputs that no longer hold")
    commands.add_parser("twins", help="write down that every page is in step with its twin")
    given = parser.parse_args(arguments)
    root = given.root.resolve()
    place = Path(os.environ.get("SITE_DIR") or root / "site").resolve()
    try:
        return COMMANDS[given.command](root, place, given)
    except Problems as error:
        number = len(error.problems)
        print(f"{error}\n\n{number} problem{'s' * (number != 1)}; nothing was changed.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; nothing was changed but records of finished modules.", file=sys.stderr)
        return 130


def _build(root: Path, place: Path, given: argparse.Namespace) -> int:
    ran = site.build(root, place)
    print(f"{shown(place, root)}/ is built; " + (f"{ran} examples ran" if ran else "no example had to run"))
    return 0


def _serve(root: Path, place: Path, given: argparse.Namespace) -> int:
    site.serve(root, root / ".preview", given.port)
    return 0


def _run(root: Path, place: Path, given: argparse.Namespace) -> int:
    library = Library(root)
    if given.modules:
        _keep(library, given.modules)
    records = Records(library)
    ran = refresh(library, records)
    if problems := judge(library, records):
        raise Problems(problems)
    total = sum(len(s.examples) for s in library.sessions.values())
    print(f"{total} examples hold ({ran} ran now)")
    return 0


def _lanes(root: Path, place: Path, given: argparse.Namespace) -> int:
    library = Library(root)
    ran = lanes.run(library, given.pythons)
    path = lanes.write(library, ran)
    print(f"{path.read_text(encoding='utf-8')}\nwritten to {shown(path, root)}")
    return 0


def _keep(library: Library, names: list[str]) -> None:
    """Leave in the library only the named modules and what they need."""
    wrong = [
        Problem("command line", 1, f"unknown module '{n}'", nearest(n, library)) for n in names if n not in library
    ]
    if wrong:
        raise Problems(wrong)
    needed = {m.name for name in names for m in library.closure(library[name])}
    for name in set(library) - needed:
        del library[name]


def _check(root: Path, place: Path, given: argparse.Namespace) -> int:
    library, pages = Library(root), Pages(root)
    if problems := library.unexpected() + pages.check(library) + reference.astray(root, pages) + glossary.check(root):
        raise Problems(problems)
    print(f"{sum(map(len, pages.of.values()))} pages and {len(library)} modules are in order")
    return 0


def _coverage(root: Path, place: Path, given: argparse.Namespace) -> int:
    if problems := coverage.untaught(root, Library(root), Pages(root)):
        raise Problems(problems)
    print(coverage.table(root))
    return 0


def _update(root: Path, place: Path, given: argparse.Namespace) -> int:
    library = Library(root)
    records = Records(library)
    refresh(library, records)
    lines = update.update(library, records)
    print("\n".join([*lines, f"{len(lines)} expectations rewritten"]))
    return 0


def _twins(root: Path, place: Path, given: argparse.Namespace) -> int:
    for path in (changed := Pages(root).stamp()):
        print(shown(path, root))
    print(f"{len(changed)} pages marked as in step with their twins")
    return 0


COMMANDS = {
    "build": _build,
    "serve": _serve,
    "run": _run,
    "lanes": _lanes,
    "check": _check,
    "coverage": _coverage,
    "update": _update,
    "twins": _twins,
}

if __name__ == "__main__":
    sys.exit(main())
