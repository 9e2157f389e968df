"""Entries of data that a section of a page answers and an example there shows: errata, questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asrun.pages.entries import Entry
from asrun.pages.languages import Pages
from asrun.pages.page import Block, Page
from asrun.pages.schema import LANGUAGES, Field, is_anchor, is_text, is_words
from asrun.problems import Problem, nearest

FIELDS = {
    "id": Field("of the form words-like-these", is_anchor),
    "page": Field("a text", is_text),
    "anchor": Field("a text", is_text),
    "shown": Field("a text", is_text),
    "also": Field("a list of words: [page#anchor]", is_words, optional=True),
}


@dataclass(frozen=True)
class Answered:
    """What a section answers.

    Attributes:
        page, anchor: where the site teaches what is true.
        shown: the session (``name`` or ``name:step``) that shows it.
        also: where else something is about it (``page#anchor``).
    """

    path: str
    line: int
    id: str
    page: str
    anchor: str
    shown: str
    also: tuple[str, ...]

    @property
    def places(self) -> list[str]:
        """The sections that are about it."""
        return [f"{self.page}#{self.anchor}", *self.also]

    def block(self, page: Page) -> Block | None:
        """The block of a page that shows it: the very step, all of the session, or the definition."""
        name, _, step = self.shown.partition(":")
        found = {(b.kind, b.step): b for b in reversed(page.blocks) if b.name == name}
        return found.get(("session", step)) or found.get(("session", "")) or found.get(("code", ""))

    def lost(self, pages: Pages) -> Iterator[Problem]:
        """What it names that the pages of a language do not have."""
        for language, own in pages.of.items():
            for says, remedy in self._lost(own):
                yield Problem(self.path, self.line, f"{self.id} ({language}): {says}", remedy)

    def _lost(self, own: dict[str, Page]) -> Iterator[tuple[str, str]]:
        for name, _, anchor in (place.partition("#") for place in self.places):
            page = own.get(f"{name}.md")
            anchors = [heading.anchor for heading in page.headings] if page else []
            if page is None:
                yield f"no page {name}", nearest(name, [known.removesuffix(".md") for known in own])
            elif anchor not in anchors:
                yield f"{page.path} has no heading #{anchor}", nearest(anchor, anchors)
            elif name == self.page and self.block(page) is None:
                yield f"{page.path} does not show {self.shown}", ""


def place(path: str, entry: Entry) -> dict[str, Any]:
    """What an entry of a file says of its place, by the names of :class:`Answered`."""
    said = {key: entry.data[key] for key in ("id", "page", "anchor", "shown")}
    return {"path": path, "line": entry.line, **said, "also": tuple(entry.data.get("also", ()))}


def said(entry: Entry, part: str) -> dict[str, Any]:
    """A part of what an entry says, by language."""
    return {language: entry.data[language][part] for language in LANGUAGES}
