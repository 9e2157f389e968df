"""All that a site is woven from: what ran, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from asrun.examples import script
from asrun.examples.compare import declared
from asrun.examples.find import Example, Library
from asrun.examples.proved import Proved
from asrun.examples.record import Outcome, Records
from asrun.examples.run import refresh
from asrun.examples.script import Script
from asrun.examples.verified import Verified
from asrun.pages import errata, glossary, questions
from asrun.pages.errata import Erratum
from asrun.pages.glossary import Finder, Term
from asrun.pages.languages import Pages
from asrun.pages.page import Block, Page
from asrun.pages.program import Program
from asrun.pages.questions import Question
from asrun.problems import Problem, Problems

Entries = TypeVar("Entries")


@dataclass
class Data:
    """What lists of entries hold, and what is wrong with them."""

    errata: list[Erratum] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, load: Callable[[Path], list[Entries]], root: Path) -> list[Entries]:
        """A list, empty where something is wrong with its form."""
        try:
            return load(root)
        except Problems as error:
            self.problems += error.problems
            return []

    def in_order(self, problems: Iterable[Problem]) -> bool:
        """Whether there are none of these problems."""
        wrong = list(problems)
        self.problems += wrong
        return not wrong


class Project:
    """A project, read once.

    Raises :class:`asrun.problems.Problems` for snippets that cannot be tested, a damaged lock, or without front pages.
    """

    def __init__(self, root: Path):
        self.root = root
        self.library = Library(root)
        self.records, self.proved = Records(self.library), Proved(self.library)
        self.pages = Pages(root)
        self.verified = Verified(self.library)
        self.program = cache(self._program)
        self.expansions: dict[Page, Page] = {}  # kept by asrun.site.generated
        self.due = list(self.pages)  # the pages that have to be looked at, and the modules
        self.changed = list(self.library.values())

    @property
    def everything(self) -> bool:
        """Whether all pages have to be looked at."""
        return len(self.due) == len(list(self.pages))

    def run(self) -> int:
        """Run the examples that are out of date, and ask the records anew.

        Returns:
            How many examples ran.
        """
        ran = refresh(self.library, self.records, self.proved)
        self.expansions.clear()
        return ran

    def _program(self, page: Page) -> Program:
        """A page, read as one program."""
        return Program(self.library, page)

    def shown(self, block: Block) -> list[tuple[Example, Outcome]]:
        """The examples that a ``/// session`` shows, with what they gave, as far as it is not of one process alone.

        Raises:
            LookupError: where they have not run as they stand.
        """
        pairs = zip(self.library.sessions[block.name].examples, self.records.outcomes(block.name), strict=True)
        return [(example, declared(example, gave)) for example, gave in pairs if block.step in ("", example.step)]

    def slice(self, name: str, step: str) -> Sequence[int]:
        """The examples of a docstring, by number, that a step of it needs, its own included ("" for all steps)."""
        session = self.library.sessions[name]
        return self.proved.slice(name, step) if step in session.steps else range(len(session.examples))

    def copied(self, name: str, step: str) -> Script:
        """The script that is offered beside a step of a docstring.

        Raises:
            LookupError: where it has not run as it stands.
        """
        return script.runnable(self.library, name, step, self.records.outcomes(name), self.slice(name, step))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with errata, questions and glossary."""
        return self._data.problems

    @property
    def errata(self) -> list[Erratum]:
        """The errata that lead where they say."""
        return self._data.errata

    @property
    def questions(self) -> list[Question]:
        """The questions that are answered where they say."""
        return self._data.questions

    @property
    def terms(self) -> list[Term]:
        """The glossary; empty where something is wrong with it."""
        return self._data.terms

    @cached_property
    def _data(self) -> Data:
        found = Data()
        found.terms = found.read(glossary.load, self.root)
        for entry in found.read(errata.load, self.root):
            found.errata += [entry] if found.in_order(entry.lost(self.pages)) else []
        for asked in found.read(questions.load, self.root):
            wrong = (*asked.lost(self.pages), *asked.unshown(self.library))
            found.questions += [asked] if found.in_order(wrong) else []
        return found

    @cached_property
    def finders(self) -> dict[str, Finder]:
        """What finds the terms of each language in a text."""
        return {language: Finder(self.terms, language) for language in self.pages.of}
