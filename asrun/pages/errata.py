"""Mistakes of well-known sources: ``docs/errata.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asrun.pages.entries import entries
from asrun.pages.languages import Pages
from asrun.pages.page import Block, Page
from asrun.pages.schema import LANGUAGES, Field, has_texts, is_anchor, is_text, is_words
from asrun.problems import Problem, nearest

ERRATA = "docs/errata.yml"
FIELDS = {
    "id": Field("of the form words-like-these", is_anchor),
    "page": Field("a text", is_text),
    "anchor": Field("a text", is_text),
    "shown": Field("a text", is_text),
    "also": Field("a list of words: [page#anchor]", is_words, optional=True),
    **{language: Field("the two texts 'claim' and 'truth'", has_texts("claim", "truth")) for language in LANGUAGES},
}


@dataclass(frozen=True)
class Erratum:
    """One mistake of a well-known source.

    Attributes:
        page, anchor: where the site teaches what is true.
        shown: the session (``name`` or ``name:step``) that shows it.
        also: where else a box is about it (``page#anchor``).
        claim, truth: both by language.
    """

    line: int
    id: str
    page: str
    anchor: str
    shown: str
    also: tuple[str, ...]
    claim: dict[str, str]
    truth: dict[str, str]

    @property
    def places(self) -> list[str]:
        """The sections that are about it."""
        return [f"{self.page}#{self.anchor}", *self.also]

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
    found = []
    for entry in entries(root, ERRATA, FIELDS):
        said = entry.data
        claim, truth = ({language: said[language][part] for language in LANGUAGES} for part in ("claim", "truth"))
        also = tuple(said.get("also", ()))
        found.append(Erratum(entry.line, said["id"], said["page"], said["anchor"], said["shown"], also, claim, truth))
    return found


def broken_references(errata: list[Erratum], pages: Pages) -> list[Problem]:
    """The errata that do not lead where they say in either language."""
    return [
        Problem(ERRATA, entry.line, f"{entry.id} ({language}): {says}", remedy)
        for entry in errata
        for language, own in pages.of.items()
        for says, remedy in _broken(entry, own)
    ]


def _broken(entry: Erratum, own: dict[str, Page]) -> Iterator[tuple[str, str]]:
    """What an entry names that the pages of a language do not have, and remedies."""
    for name, _, anchor in (place.partition("#") for place in entry.places):
        page = own.get(f"{name}.md")
        anchors = [heading.anchor for heading in page.headings] if page else []
        if page is None:
            yield f"no page {name}", nearest(name, [known.removesuffix(".md") for known in own])
        elif anchor not in anchors:
            yield f"{page.path} has no heading #{anchor}", nearest(anchor, anchors)
        elif name == entry.page and entry.block(page) is None:
            yield f"{page.path} does not show {entry.shown}", ""
