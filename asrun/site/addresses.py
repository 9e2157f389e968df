"""Addresses are promises: ``docs/addresses.txt`` lists every page and anchor that was published.

An address that is the same in both languages stands there once, another after its
language (``ko:``). A page that has gone is followed by ``->`` and the page that its
readers are sent to; an anchor that was renamed is an alias in the front matter of its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asrun.files import read_text, write
from asrun.pages.page import Page
from asrun.pages.schema import LANGUAGES
from asrun.problems import Problem, nearest
from asrun.site.generated import expanded
from asrun.site.links import anchors, place
from asrun.site.project import Project

ADDRESSES = "docs/addresses.txt"
HEAD = "# Every page and anchor that was published (make addresses adds to it; nothing is ever taken away).\n"
PAGE = r"(?:\./|(?:[\w-]+/)+)"
LINE = re.compile(rf"((?:(?:{'|'.join(LANGUAGES)}):)?{PAGE}(?:#[\w-]+)?)(?: *-> *({PAGE}))? *")


@dataclass(frozen=True)
class Listed:
    """A line of the list: an address, and the page that its readers are sent to ("" for none)."""

    line: int
    address: str
    instead: str


def published(project: Project) -> set[str]:
    """Every address that a build publishes now; one that only one language has begins with it (``ko:``)."""
    of = {language: set[str]() for language in project.pages.of}
    for page in project.pages:
        of[page.language].update(_of(project, page))
    both = set.intersection(*of.values())
    return both | {f"{language}:{address}" for language, own in of.items() for address in own - both}


def _of(project: Project, page: Page) -> Iterator[str]:
    """The addresses of a page, from the folder of its language."""
    yield place(page.name) or "./"
    for anchor in anchors(expanded(project, page)) | set(page.aliases):
        yield f"{place(page.name) or './'}#{anchor}"


def check(project: Project) -> Iterator[Problem]:
    """Addresses that have gone, such as are not listed yet, and lines that are none."""
    if not (project.root / ADDRESSES).is_file():
        return
    there, listed = published(project), _listed(project.root)
    for number, line in enumerate(read_text(project.root / ADDRESSES, project.root).splitlines(), 1):
        if line.strip() and not line.startswith("#") and not LINE.fullmatch(line):
            yield Problem(ADDRESSES, number, f"not an address: {line}", "write section/page/ or section/page/#anchor")
    moved = {entry.address for entry in listed if entry.instead}
    for entry in listed:
        if wrong := _wrong(entry, there, moved):
            yield Problem(ADDRESSES, entry.line, *wrong)
    if new := sorted(there - {entry.address for entry in listed}):
        says = f"{len(new)} addresses are not listed: {', '.join(new[:3])}{', …' if new[3:] else ''}"
        yield Problem(ADDRESSES, 1, says, "list them: make addresses")


def _wrong(entry: Listed, there: set[str], moved: set[str]) -> tuple[str, str] | None:
    """What is wrong with a line, and the remedy."""
    page, _, anchor = entry.address.partition("#")
    if entry.instead and anchor:
        return f"{entry.address}: an anchor cannot lead on", "give it an alias in the front matter of its page"
    if entry.instead and entry.address in there:
        return f"{entry.address} is there, and leads on", f"take '-> {entry.instead}' away"
    if entry.instead and entry.instead not in there:
        return f"{entry.address} leads to {entry.instead}, which is not there", nearest(entry.instead, there)
    if entry.instead or entry.address in there or page in moved:
        return None
    says = f"{entry.address} was published, and is not there any more"
    if anchor:
        return says, f"write into the front matter of its page, in both languages: aliases: {{{anchor}: new-anchor}}"
    return says, f"write where its readers are sent: {page} -> other/page/"


def _listed(root: Path) -> list[Listed]:
    lines = read_text(root / ADDRESSES, root).splitlines() if (root / ADDRESSES).is_file() else []
    found = map(LINE.fullmatch, lines)
    return [Listed(number, line[1], line[2] or "") for number, line in enumerate(found, 1) if line]


def add(project: Project) -> list[str]:
    """List the addresses that are new; the list stays sorted, its notes at its top.

    Returns:
        What was added.
    """
    path = project.root / ADDRESSES
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else [HEAD]
    new = sorted(published(project) - {entry.address for entry in _listed(project.root)})
    notes = [line for line in lines if line.startswith("#")]
    rest = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    write(path, "".join(notes) + "".join(f"{line}\n" for line in sorted([*rest, *new])))
    return new


def redirects(root: Path, language: str) -> dict[str, str]:
    """Where the pages of a language that have gone send their readers."""
    found = {}
    for entry in _listed(root):
        only, _, page = entry.address.rpartition(":")
        if entry.instead and only in ("", language):
            found[page] = entry.instead
    return found
