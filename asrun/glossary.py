"""The glossary: ``docs/glossary.yml``, where every term of the site is defined once, in both languages.

Three things come from it: the page ``/// glossary`` (:mod:`asrun.reference`), a
link with a tooltip where a page first uses a term (:class:`Tooltips`), and the
words by which the search widens what a reader types (:func:`aliases`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from asrun import data
from asrun.pages import ASCII_ID, LANGUAGES
from asrun.problems import Problem, Problems, nearest

GLOSSARY = "docs/glossary.yml"
PAGE = "/reference/glossary.md"
KEYS = ("id", "ko", "en", "also", "variants", "tooltip", "definition")
OTHER = dict(zip(LANGUAGES, LANGUAGES[::-1]))
WORDS = {"ko": "이런 말로도 찾습니다", "en": "Also found under"}

# What may follow a Korean term that is still the same term: particles, and the verbs made of it.
PARTICLES = (
    "(?:들)?(?:으로부터|에서부터|이라고|에서는|에서도|으로는|으로도|에게는|까지는|이지만|이므로|입니다|인지|이란|이라는|라는|라고|란|처럼|마다|보다|부터|까지|조차"
    "|만큼|대로|하고|이나|이며|이고|이면|에는|에도|에서|으로|로는|로도|와는|과는|와의|과의|을|를|이|가|은|는|의|에|로|와|과|도|만|나|인|별)?"
)
VERBS = "(?:하|되|할|한|합|해|될|된|됩|돼|시키|시킨)[가-힣]*"
PLURAL = "(?:e?s)?"
HANGUL = re.compile("[가-힣]")

# Elements whose words are not running prose.
SKIP = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "a", "abbr", "button", "code", "figure", "math", "pre", "script", "style", "summary", "svg", "table"])
SKIP_CLASSES = frozenset(("admonition-title", "arithmatex", "asrun", "highlight", "site-claim"))
PROSE = frozenset(("p", "li", "dd"))


@dataclass(frozen=True)
class Entry:
    """One term.

    Attributes:
        id: ASCII, the anchor of its row.
        term: what the pages of each language call it.
        also: further forms that the pages use, `variants` those that only readers type.
        linked: the languages in which its first use on a page gets a tooltip.
        definition: one or two sentences in each language.
    """

    line: int
    id: str
    term: dict[str, str]
    also: tuple[str, ...]
    variants: tuple[str, ...]
    linked: tuple[str, ...]
    definition: dict[str, str]

    def forms(self, language: str) -> list[str]:
        """What the pages of a language call it."""
        korean = language == "ko"
        return [self.term[language], *(a for a in self.also if bool(HANGUL.search(a)) == korean)]


def flat(words: str) -> str:
    """`words` as the search compares them: without spaces, hyphens and capitals.

    >>> flat("Mini-batch size"), flat("자동 미분")
    ('minibatchsize', '자동미분')
    """
    return re.sub(r"[\s-]+", "", words).lower()


def load(root: Path) -> list[Entry]:
    """The entries of the glossary, in their order; none where there is no glossary.

    Raises:
        Problems: whatever is wrong with it, by line.
    """
    found, problems = [], []
    for entry in data.entries(root, GLOSSARY):
        if wrong := list(_wrong(entry)):
            problems += wrong
            continue
        said = entry.data
        tooltip = said.get("tooltip", "true")
        linked = {"true": LANGUAGES, "false": ()}.get(tooltip, (tooltip,))
        found.append(
            Entry(
                entry.line,
                said["id"],
                {lang: said[lang] for lang in LANGUAGES},
                tuple(said.get("also", ())),
                tuple(said.get("variants", ())),
                linked,
                said["definition"],
            )
        )
    if problems := problems + list(_twice(found)):
        raise Problems(problems)
    return found


def sound(root: Path) -> list[Entry]:
    """The entries; none where something is wrong with them (:func:`check` tells)."""
    return [] if check(root) else load(root)


def _wrong(entry: data.Entry) -> Iterator[Problem]:
    """What is wrong with one entry by itself."""
    line, at, said = entry.line, entry.at, entry.data
    name = said.get("id", "the entry")
    for key in said:
        if key not in KEYS:
            yield Problem(GLOSSARY, at[key], f"{name}: unknown key '{key}'", nearest(key, KEYS))
    for key in ("id", *LANGUAGES):
        if not isinstance(said.get(key), str) or not said[key].strip():
            yield Problem(GLOSSARY, at.get(key, line), f"{name}: has no '{key}:'")
    if isinstance(said.get("id"), str) and not ASCII_ID.fullmatch(said["id"]):
        yield Problem(GLOSSARY, at["id"], f"the id '{said['id']}' is not of the form words-like-these")
    for key in ("also", "variants"):
        listed = said.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed):
            yield Problem(GLOSSARY, at[key], f"{name}: '{key}:' is not a list of words", "write [one, another]")
    definition = said.get("definition")
    for language in LANGUAGES:
        text = definition.get(language) if isinstance(definition, dict) else None
        if not isinstance(text, str) or not text.strip():
            yield Problem(GLOSSARY, at.get("definition", line), f"{name}: has no definition in '{language}'")
    if said.get("tooltip", "true") not in ("true", "false", *LANGUAGES):
        yield Problem(
            GLOSSARY,
            at["tooltip"],
            f"{name}: 'tooltip:' is neither true nor false",
            f"or name the one language that has it: {' or '.join(LANGUAGES)}",
        )


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    """Ids and words that two entries claim."""
    ids: dict[str, Entry] = {}
    claimed: dict[str, Entry] = {}
    for entry in entries:
        if (first := ids.setdefault(entry.id, entry)) is not entry:
            yield Problem(
                GLOSSARY, entry.line, f"two entries have the id '{entry.id}'", f"the first is on line {first.line}"
            )
        for word in (*entry.term.values(), *entry.also, *entry.variants):
            if (first := claimed.setdefault(flat(word), entry)) is not entry:
                yield Problem(
                    GLOSSARY,
                    entry.line,
                    f"{entry.id}: '{word}' belongs to {first.id} already",
                    f"take it away here, or on line {first.line}",
                )


def check(root: Path) -> list[Problem]:
    """What is wrong with the glossary."""
    try:
        load(root)
    except Problems as error:
        return error.problems
    return []


# --- the page ---------------------------------------------------------------------

INITIALS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"))
LETTERS = dict(
    zip(
        "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
        ["giyeok", "nieun", "digeut", "rieul", "mieum", "bieup", "siot", "ieung", "jieut", "chieut", "kieuk", "tieut", "pieup", "hieut"],
    )
)


def initial(term: str) -> str:
    """The letter under which a term stands.

    >>> initial("그래프"), initial("뿔"), initial("shape"), initial("XLA")
    ('ㄱ', 'ㅂ', 'S', 'X')
    """
    first = term[0].upper()
    return list(INITIALS.values())[(ord(first) - ord("가")) // 588] if HANGUL.match(first) else first


def page(entries: list[Entry], language: str) -> Iterator[str]:
    """The whole glossary as Markdown, in the order of the language's alphabet."""
    letter, other = "", OTHER[language]

    def alphabet(entry: Entry) -> tuple[bool, str]:
        term = entry.term[language]
        return language == "ko" and not HANGUL.match(term), term.casefold()

    for entry in sorted(entries, key=alphabet):
        if (now := initial(entry.term[language])) != letter:
            letter = now
            yield from ["", f"### {letter} {{#letter-{LETTERS.get(letter, letter.lower())}}}", ""]
        yield from [
            f'#### {entry.term[language]} <span lang="{other}">{entry.term[other]}</span> {{#{entry.id}}}',
            "",
            entry.definition[language],
            "",
        ]
        if words := (*entry.also, *entry.variants):
            yield from [f'<p class="site-variants">{WORDS[language]}: {escape(", ".join(words))}</p>', ""]


# --- the search -------------------------------------------------------------------


def aliases(entries: list[Entry], language: str) -> dict:
    """What ``assets/search.js`` needs: the words that lead to each term of a language."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        term = entry.term[language]
        words = [entry.term[OTHER[language]], *entry.also, *entry.variants]
        found[term] = list(dict.fromkeys(map(flat, words)).keys() - {flat(term)})
    return {
        "endings": PARTICLES if language == "ko" else PLURAL,
        "terms": {term: sorted(words) for term, words in found.items()},
    }


# --- the tooltips -----------------------------------------------------------------


class Terms:
    """Finds the terms of one language in a text."""

    def __init__(self, entries: list[Entry], language: str):
        self.entries = {
            " ".join(form.lower().split()): entry
            for entry in entries
            if language in entry.linked
            for form in entry.forms(language)
        }
        self.ids = {entry.id for entry in entries}
        self.language = language

    @cached_property
    def pattern(self) -> re.Pattern:
        """Every form, the longest first, as a word of its own."""
        forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(self.entries, key=len, reverse=True))
        end = f"(?=(?:{PARTICLES}|{VERBS})(?![가-힣]))" if self.language == "ko" else PLURAL
        return re.compile(rf"(?<![\w-])({forms}){end}(?![A-Za-z0-9_-])", re.I)

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Where in `text` a term stands, without its particles but with its plural s."""
        if self.entries:
            for found in self.pattern.finditer(text):
                yield found.start(), found.end(), self.entries[" ".join(found[1].lower().split())]


@cache
def terms(root: Path, language: str) -> Terms:
    """The terms of a project, read once; none where the glossary is not in order (the check tells)."""
    return Terms(sound(root), language)


class Tooltips(Treeprocessor):
    """Links the first use of each term on a page to its row, the definition as tooltip."""

    def __init__(self, md: Markdown, found: Terms):
        super().__init__(md)
        self.terms = found
        self.done: set[str] = set()

    def run(self, root: etree.Element) -> None:
        """What Python-Markdown calls with the tree of a page; the glossary itself is left alone."""
        if not any(e.tag == "h4" and e.get("id") in self.terms.ids for e in root.iter()):
            self.done = set()
            self.walk(root, False)

    def walk(self, element: etree.Element, prose: bool) -> None:
        """Link what stands in an element, in the order in which it is read."""
        if element.tag in SKIP or SKIP_CLASSES & set((element.get("class") or "").split()):
            return
        prose = prose or element.tag in PROSE
        children = list(element)
        if prose and element.text:
            element.text, links = self.cut(element.text)
            element[:0] = links
        for child in children:
            if isinstance(child.tag, str):
                self.walk(child, prose)
            if prose and child.tail:
                place = list(element).index(child) + 1
                child.tail, links = self.cut(child.tail)
                element[place:place] = links

    def cut(self, text: str) -> tuple[str, list[etree.Element]]:
        """A text up to its first link, and the links, each with the text that follows."""
        head, links, end = text, [], 0
        for start, stop, entry in self.terms.find(text):
            if entry.id in self.done:
                continue
            self.done.add(entry.id)
            said = entry.definition[self.terms.language].replace("`", "")
            link = etree.Element("a", {"class": "site-term", "href": f"{PAGE}#{entry.id}", "title": said})
            link.text = text[start:stop]
            if links:
                links[-1].tail = text[end:start]
            else:
                head = text[:start]
            links.append(link)
            end = stop
        if links:
            links[-1].tail = text[end:]
        return head, links
