"""Mistakes of well-known sources: ``docs/errata.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from asrun.pages.entries import entries
from asrun.pages.languages import Pages
from asrun.pages.page import Block, Page
from asrun.pages.schema import LANGUAGES, Field, has_texts, is_anchor, is_text
from asrun.problems import Problem, nearest

ERRATA = "docs/errata.yml"
FIELDS = {
    "id": Field("of the form words-like-these", is_anchor),
    "page": Field("a text", is_text),
    "anchor": Field("a text", is_text),
    "shown": Field("a text", is_text),
    **{language: Field("the two texts 'claim' and 'truth'", has_texts("claim", "truth")) for language in LANGUAGES},
}


@dataclass(frozen=True)
class Erratum:
    """One mistake of a well-known source.

    Attributes:
        page, anchor: where the site teaches what is true.
        shown: the session (``name`` or ``name:step``) that shows it.
        claim, truth: both by language.
    """

    line: int
    id: str
    page: str
    anchor: str
    shown: str
    claim: dict[str, str]
    truth: dict[str, str]

    def block(self, page: Page) -> Block | None:
        """The block of a page that shows it: the very step, all of the session, or the definition."""
        name, _, step = self.shown.partition(":")
        found = {(b.kind, b.step): b for b in reversed(page.blocks) if b.name == name}
        return found.get(("session", step)) or found.get(("session", "")) or found.get(("code", ""))


def load(root: Path) -> list[Erratum]:
    """The errata, in their order; none where there is no such file.

    Raises:
        Problems: whatever is wrong with their form, by line.
    """
    return [
        Erratum(
            entry.line,
            *(entry.data[key] for key in ("id", "page", "anchor", "shown")),
            *({language: entry.data[language][part] for language in LANGUAGES} for part in ("claim", "truth")),
        )
        for entry in entries(root, ERRATA, FIELDS)
    ]


def broken_references(errata: list[Erratum], pages: Pages) -> list[Problem]:
    """The errata that do not lead where they say in either language."""
    problems = []
    for entry in errata:
        for language, own in pages.of.items():
            page = own.get(f"{entry.page}.md")
            anchors = [heading.anchor for heading in page.headings] if page else []
            if page is None:
                wrong = f"no page {entry.page}", nearest(entry.page, [name.removesuffix(".md") for name in own])
            elif entry.anchor not in anchors:
                wrong = f"{page.path} has no heading #{entry.anchor}", nearest(entry.anchor, anchors)
            elif entry.block(page) is None:
                wrong = f"{page.path} does not show {entry.shown}", ""
            else:
                continue
            problems.append(Problem(ERRATA, entry.line, f"{entry.id} ({language}): {wrong[0]}", wrong[1]))
    return problems
