"""Hold the pages against the list of what they must teach.

``docs/items.csv`` has one row an item: the section of the book, the item's name,
the snippet that shows it (a definition, or ``session`` or ``session:step``; empty
for a concept that is told in words) and the page, with ``#heading`` where only a
part of it is meant.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from asrun.examples.find import Library
from asrun.pages import LANGUAGES, Page, Pages
from asrun.problems import Problem, Problems, nearest

ITEMS = "docs/items.csv"
COLUMNS = ("section", "item", "snippet", "page")


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
    if not (root / ITEMS).is_file():
        raise Problems([Problem(ITEMS, 1, "there is no such list", "one row an item: " + ",".join(COLUMNS))])
    with open(root / ITEMS, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    wrong = [n for n, row in enumerate(rows, 1) if len(row) != len(COLUMNS)]
    if rows[:1] != [list(COLUMNS)] or wrong:
        raise Problems([Problem(ITEMS, (wrong or [1])[0], "not the columns " + ",".join(COLUMNS))])
    return [Item(n, *map(str.strip, row)) for n, row in enumerate(rows[1:], 2)]


def untaught(root: Path, library: Library, pages: Pages) -> list[Problem]:
    """The items that a page does not teach, in either language."""
    problems = []
    for item in items(root):
        name, _, heading = item.page.partition("#")
        for language in LANGUAGES:
            there = pages.of[language]
            page = there.get(f"{name}.md") or there.get(f"{name}/index.md")
            if missing := _missing(item, heading, page, library):
                problems.append(
                    Problem(
                        ITEMS,
                        item.line,
                        f"{item.section} {item.item}: not taught in {language} ({missing})",
                        nearest(name, [n.removesuffix(".md") for n in there]) if page is None else "",
                    )
                )
    return problems


def _missing(item: Item, heading: str, page: Page | None, library: Library) -> str:
    """What keeps a page from teaching an item, "" when nothing does."""
    if page is None:
        return f"no page {item.page}"
    if heading and heading not in [anchor for _, _, anchor in page.headings]:
        return f"{page.path.name} has no heading #{heading}"
    if not item.snippet:
        return ""
    name, _, step = item.snippet.partition(":")
    for block in page.blocks:
        if block.name == name and (not step or block.options.get("step", step) == step):
            return ""
    known = name in library.definitions or name in library.sessions
    return f"{page.path.name} does not show {item.snippet}" if known else f"unknown snippet {name}"


def table(root: Path) -> str:
    """How many items each section has."""
    counts = Counter(item.section for item in items(root))
    rows = [f"{section:<10}{number:>5}" for section, number in counts.items()]
    return "\n".join([*rows, f"{'all':<10}{sum(counts.values()):>5}  items, taught in {' and '.join(LANGUAGES)}"])
