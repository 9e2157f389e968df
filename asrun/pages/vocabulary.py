"""The words of the glossary in two sayings that are twins: what one calls by a term, the other does too.

A term that is *held* must have its twin. One that is not may be left out, but nothing else may stand in its place:
neither another term that the twin does not have, nor a word that the glossary names as `mistaken` for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from asrun.pages.glossary import Term, Words, of_language
from asrun.pages.kinds import Difference
from asrun.pages.sayings import Saying
from asrun.pages.schema import LANGUAGES


class Vocabulary:
    """What the glossary says of words."""

    def __init__(self, terms: Sequence[Term]):
        def finders(words: Mapping[str, Term]) -> dict[str, Words]:
            return {
                language: Words({word: words[word] for word in of_language(words, language)}, language)
                for language in LANGUAGES
            }

        self.said = {
            language: Words({form: term for term in terms for form in term.forms(language)}, language)
            for language in LANGUAGES
        }
        self.avoided = finders({word: term for term in terms for word in term.avoid})
        self.mistaken = {term.id: finders(dict.fromkeys(term.mistaken, term)) for term in terms}
        self.anyhow = {term.id: _anyhow(term) for term in terms}

    def compare(self, one: Saying, other: Saying) -> Iterator[Difference]:
        """The terms that one of two sayings lacks, and words that should be others."""
        pairs = ((one, other), (other, one))
        lacks = {here.language: self._lacks(here, there) for here, there in pairs}
        exchanged = all(any(there.language in term.linked for term in lacks[here.language]) for here, there in pairs)
        for here, there in pairs:
            for word, term in self.avoided[here.language].words(here.words):
                yield word, f"'{word}' is called '{term.name[here.language]}' here"
            for term in lacks[here.language]:
                name = term.name[here.language]
                if instead := [word for word, _ in self.mistaken[term.id][here.language].words(here.words)]:
                    yield term.id, f"'{instead[0]}' stands in {here.language} for '{name}'"
                elif there.language in term.held or (exchanged and there.language in term.linked):
                    yield term.id, f"not there is '{name}' in {here.language}"

    def _lacks(self, here: Saying, there: Saying) -> list[Term]:
        """The terms that the twin of a saying has, and it does not."""
        said = {term.id: term for _, term in self.said[there.language].words(there.words)}
        return [term for term in said.values() if not self.anyhow[term.id].search(here.text)]


def _anyhow(term: Term) -> re.Pattern[str]:
    """A term in whatever form and language, as part of a longer word as well."""
    words = {*term.name.values(), *term.also, *term.variants} - {*term.avoid, *term.mistaken}
    return re.compile("|".join(map(_loosely, sorted(words))), re.I)


def _loosely(word: str) -> str:
    return r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", word)))
