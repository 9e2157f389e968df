"""Hold the pages against the list of what they must teach.

``docs/items.csv`` has one row an item: the section of the book, the item's name,
the snippet that shows it (a definition, or ``session`` or ``session:step``; empty
for a concept that is told in words) and the page, with ``#heading`` where only a
part of it is meant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from asrun.examples.find import Library
from asrun.files import csv_rows
from asrun.pages.languages import Pages
from asrun.pages.page import Page
from asrun.problems import Problem, nearest

ITEMS = "docs/items.csv"
COLUMNS = ["section", "item", "snippet", "page"]


@dataclass(frozen=True)
class Item:
    """One thing that the pages must teach."""

    line: int
    section: str
    item: str
    snippet: str
    page: str


def items(root: Path) -> list[Item]:
    """The list, in its order.

    Raises:
        Problems: when there is no list, or not of this form.
    """
    return [Item(line, *row) for line, row in csv_rows(root, ITEMS, COLUMNS)]


def untaught(root: Path, library: Library, pages: Pages) -> list[Problem]:
    """The items that a page does not teach, in either language."""
    problems = []
    for item in items(root):
        name, _, anchor = item.page.partition("#")
        for language, own in pages.of.items():
            page = own.get(f"{name}.md") or own.get(f"{name}/index.md")
            if missing := _missing(item, anchor, page, library):
                says = f"{item.section} {item.item}: not taught in {language} ({missing})"
                remedy = "" if page else nearest(name, [known.removesuffix(".md") for known in own])
                problems.append(Problem(ITEMS, item.line, says, remedy))
    return problems


def _missing(item: Item, anchor: str, page: Page | None, library: Library) -> str:
    """What keeps a page from teaching an item, "" when nothing does."""
    if page is None:
        return f"no page {item.page}"
    if anchor and anchor not in [heading.anchor for heading in page.headings]:
        return f"{page.name} has no heading #{anchor}"
    name, _, step = item.snippet.partition(":")
    if not name or any(block.name == name and (not step or block.step in ("", step)) for block in page.blocks):
        return ""
    known = name in library.definitions or name in library.sessions
    return f"{page.name} does not show {item.snippet}" if known else f"unknown snippet {name}"


def table(root: Path) -> str:
    """How many items each section has."""
    counts = Counter(item.section for item in items(root))
    rows = [f"{section:<10}{number:>5}" for section, number in counts.items()]
    return "\n".join([*rows, f"{'all':<10}{sum(counts.values()):>5}  items"])
