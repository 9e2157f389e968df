"""Addresses are promises: ``docs/addresses.txt`` lists every page and anchor that was published.

An address that is the same in both languages stands there once, another with its
language. One that has gone is followed by ``->`` and the page that readers are sent
to; an anchor that was renamed is an alias in the front matter of its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from asrun.problems import Problem, nearest
from asrun.site.links import anchors, place
from asrun.site.project import Project

ADDRESSES = "docs/addresses.txt"


def published(project: Project) -> set[str]:
    """Every address that a build publishes now; one that only one language has begins with it (``ko:``)."""
    of = {
        language: {
            f"{place(page.name) or './'}{anchor}"
            for page in own.values()
            for anchor in ["", *(f"#{name}" for name in anchors(project.expanded(page)))]
        }
        for language, own in project.pages.of.items()
    }
    both = set.intersection(*of.values())
    return both | {f"{language}:{address}" for language, own in of.items() for address in own - both}


def listed(root: Path) -> dict[str, tuple[int, str]]:
    """The addresses of the list: the line of each, and the page that it leads to instead ("" for none)."""
    path = root / ADDRESSES
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = {}
    for number, line in enumerate(lines, 1):
        address, _, instead = line.partition("->")
        if address.strip() and not line.startswith("#"):
            found[address.strip()] = number, instead.strip()
    return found


def check(project: Project) -> Iterator[Problem]:
    """Addresses that have gone, and such as are not listed yet."""
    there, known = published(project), listed(project.root)
    gone = {address.partition("#")[0]: instead for address, (_, instead) in known.items() if instead}
    for address, (line, instead) in known.items():
        if instead and instead not in there:
            yield Problem(ADDRESSES, line, f"{address} leads to {instead}, which is not there", nearest(instead, there))
        if not instead and address not in there and address.partition("#")[0] not in gone:
            page, anchor = re.fullmatch(r"([^#]*)#?(.*)", address).groups()  # type: ignore[union-attr]
            alias = f"give its heading's page the front matter 'aliases: {{{anchor}: new-anchor}}'"
            remedy = alias if anchor else f"write where its readers are sent: {page} -> other/page/"
            yield Problem(ADDRESSES, line, f"{address} was published, and is not there any more", remedy)
    if known and (new := sorted(there - set(known))):
        says = f"{len(new)} addresses are not listed: {', '.join(new[:3])}{', …' if new[3:] else ''}"
        yield Problem(ADDRESSES, 1, says, "list them: make addresses")


def write(project: Project) -> list[str]:
    """List the addresses that are new; the list stays sorted.

    Returns:
        What was added.
    """
    known = listed(project.root)
    new = sorted(published(project) - set(known))
    head = "# Every page and anchor that was published (make addresses adds to it; nothing is ever taken away).\n"
    lines = [f"{address} -> {instead}" if instead else address for address, (_, instead) in known.items()]
    text = head + "".join(f"{line}\n" for line in sorted([*lines, *new]))
    (project.root / ADDRESSES).write_text(text, encoding="utf-8")
    return new


def redirects(project: Project) -> dict[str, str]:
    """Where the pages that have gone send their readers."""
    known = listed(project.root).items()
    return {address: instead for address, (_, instead) in known if instead and "#" not in address}
