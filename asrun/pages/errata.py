"""Mistakes of well-known sources: ``docs/errata.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from asrun.pages import answers
from asrun.pages.answers import Answered, place, said
from asrun.pages.entries import entries
from asrun.pages.schema import LANGUAGES, Field, has_texts

ERRATA = "docs/errata.yml"
FIELDS = {
    **answers.FIELDS,
    **{language: Field("the two texts 'claim' and 'truth'", has_texts("claim", "truth")) for language in LANGUAGES},
}


@dataclass(frozen=True)
class Erratum(Answered):
    """One mistake of a well-known source: the claim, and what is true, both by language."""

    claim: dict[str, str]
    truth: dict[str, str]

    def texts(self, language: str) -> str:
        """All that it says in a language."""
        return f"{self.claim[language]} {self.truth[language]}"


def load(root: Path) -> list[Erratum]:
    """The errata, in their order; none where there is no such file.

    Raises:
        Problems: whatever is wrong with their form, by line.
    """
    return [
        Erratum(**place(ERRATA, entry), claim=said(entry, "claim"), truth=said(entry, "truth"))
        for entry in entries(root, ERRATA, FIELDS)
    ]
