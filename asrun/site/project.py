"""All that a site is woven from: what ran, what is written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from asrun.examples import lanes
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.pages import check, errata, glossary
from asrun.pages.errata import Erratum
from asrun.pages.glossary import Finder, Term
from asrun.pages.languages import Pages
from asrun.pages.page import Block, Page, read
from asrun.problems import Problem, Problems
from asrun.site import generated, links


class Project:
    """A project, read once.

    Raises :class:`asrun.problems.Problems` for snippets that cannot be tested, or without front pages.
    """

    def __init__(self, root: Path):
        self.root = root
        self.library = Library(root)
        self.records = Records(self.library)
        self.pages = Pages(root)
        self.verified = cache(self._verified)
        self.expanded = cache(self._expanded)

    @cached_property
    def lanes(self) -> list[Records]:
        """The lanes that have run, this one among them, the newest TensorFlow first."""
        return self.records.lanes()

    def _verified(self, module: str) -> list[Records]:
        """The lanes on which every example of a module ran and holds."""
        return [records for records in self.lanes if lanes.verified(self.library, records, module)]

    @cached_property
    def data(self) -> tuple[list[Erratum], list[Term], list[Problem]]:
        """The errata that lead where they say, the glossary, and what is wrong with the rest."""
        found: tuple[list[Erratum], list[Term], list[Problem]] = ([], [], [])
        try:
            entries = errata.load(self.root)
            found[2].extend(errata.broken_references(entries, self.pages))
            found[0].extend(entry for entry in entries if not errata.broken_references([entry], self.pages))
        except Problems as error:
            found[2].extend(error.problems)
        try:
            found[1].extend(glossary.load(self.root))
        except Problems as error:
            found[2].extend(error.problems)
        return found

    @property
    def errata(self) -> list[Erratum]:
        """The errata that lead where they say."""
        return self.data[0]

    @property
    def terms(self) -> list[Term]:
        """The glossary; empty where something is wrong with it."""
        return self.data[1]

    @cached_property
    def finders(self) -> dict[str, Finder]:
        """What finds the terms of each language in a text."""
        return {language: Finder(self.terms, language) for language in self.pages.of}

    def _expanded(self, page: Page) -> Page:
        """A page with Markdown in the place of the blocks that are made from data."""
        parts, headings = [], [*page.headings]
        for part in page.parts:
            if isinstance(part, Block) and part.kind in check.GENERATED:
                found = read(generated.GENERATORS[part.kind](self, page))
                parts += found.parts
                headings += found.headings
            else:
                parts.append(part)
        return replace(page, parts=parts, headings=headings)

    def check(self) -> list[Problem]:
        """Everything that is wrong with what is written."""
        written = check.check(self.pages, self.library)
        return [*self.library.unexpected(), *written, *self.data[2], *links.check(self)]
