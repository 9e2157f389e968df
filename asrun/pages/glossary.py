"""The glossary: ``docs/glossary.yml``, where every term of the site is defined once, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from asrun.pages.entries import entries
from asrun.pages.languages import other_language
from asrun.pages.schema import LANGUAGES, Field, has_texts, is_anchor, is_text, is_words
from asrun.problems import Problem, Problems

GLOSSARY = "docs/glossary.yml"
FIELDS = {
    "id": Field("of the form words-like-these", is_anchor),
    **{language: Field("a text", is_text) for language in LANGUAGES},
    "also": Field("a list of words: [one, another]", is_words, optional=True),
    "variants": Field("a list of words: [one, another]", is_words, optional=True),
    "avoid": Field("a list of words: [one, another]", is_words, optional=True),
    "mistaken": Field("a list of words: [one, another]", is_words, optional=True),
    **dict.fromkeys(
        ("tooltip", "twins"),
        Field("true, false or one language", lambda said: said in ("true", "false", *LANGUAGES), optional=True),
    ),
    "definition": Field("a text in each language", has_texts(*LANGUAGES)),
}

# What may follow a Korean term that is still the same term: particles, and the verbs made of it.
PARTICLES = (
    "(?:들)?(?:으로부터|에서부터|이라고|에서는|에서도|으로는|으로도|에게는|까지는|이지만|이므로|입니다|인지|이란|이라는"
    "|라는|라고|란|처럼|마다|보다|부터|까지|조차|만큼|대로|하고|이나|이며|이고|이면|에는|에도|에서|으로|로는|로도|와는"
    "|과는|와의|과의|을|를|이|가|은|는|의|에|로|와|과|도|만|나|인|별)?"
)
VERBS = "(?:하|되|할|한|합|해|될|된|됩|돼|시키|시킨)[가-힣]*"
PLURAL = "(?:e?s)?"
HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Term:
    """One term.

    Attributes:
        id: ASCII, the anchor of its row.
        name: what the pages of each language call it.
        also: further forms that the pages use, `variants` those that only readers type.
        avoid: what readers type as well, and no page may call it; `mistaken` are words that mean other things.
        linked: the languages in which its first use on a page gets a tooltip.
        held: those in which a page says it only where its twin does.
        definition: one or two sentences in each language.
    """

    line: int
    id: str
    name: dict[str, str]
    also: tuple[str, ...]
    variants: tuple[str, ...]
    avoid: tuple[str, ...]
    mistaken: tuple[str, ...]
    linked: tuple[str, ...]
    held: tuple[str, ...]
    definition: dict[str, str]

    def forms(self, language: str) -> list[str]:
        """What the pages of a language call it."""
        return [self.name[language], *of_language(self.also, language)]


def of_language(words: Iterable[str], language: str) -> list[str]:
    """The words of a language."""
    return [word for word in words if bool(HANGUL.search(word)) == (language == "ko")]


def flat(words: str) -> str:
    """`words` as the search compares them: without spaces, hyphens and capitals.

    >>> flat("Mini-batch size"), flat("자동 미분")
    ('minibatchsize', '자동미분')
    """
    return re.sub(r"[\s-]+", "", words).lower()


def load(root: Path) -> list[Term]:
    """The terms, in their order; none where there is no glossary.

    Raises:
        Problems: whatever is wrong with it, by line.
    """
    terms = []
    for entry in entries(root, GLOSSARY, FIELDS):
        said = entry.data
        names = {language: said[language] for language in LANGUAGES}
        also, variants, avoid, mistaken = (
            tuple(said.get(key, ())) for key in ("also", "variants", "avoid", "mistaken")
        )
        linked, held = (_where(said.get(key, "true")) for key in ("tooltip", "twins"))
        definition = said["definition"]
        terms.append(Term(entry.line, said["id"], names, also, variants, avoid, mistaken, linked, held, definition))
    if problems := list(_claimed_twice(terms)):
        raise Problems(problems)
    return terms


def _where(said: str) -> tuple[str, ...]:
    """The languages that `true`, `false` or the name of one mean."""
    return {"true": LANGUAGES, "false": ()}.get(said, (said,))


def _claimed_twice(terms: list[Term]) -> Iterator[Problem]:
    """Words that two terms claim."""
    claimed: dict[str, Term] = {}
    for term in terms:
        for word in (*term.name.values(), *term.also, *term.variants, *term.avoid):
            if (first := claimed.setdefault(flat(word), term)) is not term:
                remedy = f"take it away here, or on line {first.line}"
                yield Problem(GLOSSARY, term.line, f"{term.id}: '{word}' belongs to {first.id} already", remedy)


def aliases(terms: list[Term], language: str) -> dict[str, object]:
    """What the search needs: the words that lead to each term of a language, and what may follow them."""
    found = {}
    for term in terms:
        name = term.name[language]
        words = map(flat, [term.name[other_language(language)], *term.also, *term.variants, *term.avoid])
        found[name] = sorted(set(words) - {flat(name)})
    return {"endings": PARTICLES if language == "ko" else PLURAL, "terms": found}


class Words:
    """Finds words of one language, each of which stands for a term, in a text."""

    def __init__(self, words: Mapping[str, Term], language: str):
        self.language = language
        self.terms = {" ".join(word.lower().split()): term for word, term in words.items()}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Every word, the longest first, as a word of its own."""
        longest = sorted(self.terms, key=len, reverse=True)
        forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
        end = f"(?=(?:{PARTICLES}|{VERBS})(?![가-힣]))" if self.language == "ko" else PLURAL
        return re.compile(rf"(?<![\w-])({forms}){end}(?![A-Za-z0-9_-])", re.I)

    def find(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Where in `text` a term stands, without its particles but with its plural s."""
        if self.terms:
            for found in self.pattern.finditer(text):
                yield found.start(), found.end(), self.terms[" ".join(found[1].lower().split())]

    def words(self, text: str) -> Iterator[tuple[str, Term]]:
        """The words that stand in `text`, and their terms."""
        return ((text[start:end], term) for start, end, term in self.find(text))


class Finder(Words):
    """Finds the terms that get a tooltip in one language."""

    def __init__(self, terms: list[Term], language: str):
        linked = [term for term in terms if language in term.linked]
        super().__init__({form: term for term in linked for form in term.forms(language)}, language)
