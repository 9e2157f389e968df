"""What people ask, and where it is answered: ``docs/questions.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asrun.examples.find import Library
from asrun.pages import answers
from asrun.pages.answers import Answered, place, said
from asrun.pages.entries import entries
from asrun.pages.schema import LANGUAGES, Field, is_text, is_words
from asrun.problems import Problem

QUESTIONS = "docs/questions.yml"


def is_question(value: object) -> bool:
    """Whether a value is a question with other words for it.

    >>> is_question({"question": "Why?", "words": ["reason"]}), is_question({"question": "Because", "words": ["a"]})
    (True, False)
    """
    return (
        isinstance(value, dict)
        and value.keys() == {"question", "words"}
        and is_text(value["question"])
        and value["question"].endswith("?")
        and is_words(value["words"])
    )


def is_address(value: object) -> bool:
    """Whether a value is the address of a page of the web."""
    return isinstance(value, str) and bool(re.fullmatch(r"https://\S+", value))


FIELDS = {
    **answers.FIELDS,
    "error": Field("a text", is_text, optional=True),
    "found": Field("an address that begins with https://", is_address),
    **{
        language: Field("a 'question' that ends with a question mark, and 'words', a list", is_question)
        for language in LANGUAGES
    },
}


@dataclass(frozen=True)
class Question(Answered):
    """Something that people ask.

    Attributes:
        error: what TensorFlow or Keras says then, "" where they say nothing.
        found: where somebody asked it.
        question: one sentence, by language.
        words: what else people type, by language.
    """

    error: str
    found: str
    question: dict[str, str]
    words: dict[str, list[str]]

    def texts(self, language: str) -> str:
        """All that it says in a language."""
        return " ".join([self.question[language], *self.words[language]])

    def unshown(self, library: Library) -> Iterator[Problem]:
        """That what it names as the error is not in what its example gives."""
        name, _, step = self.shown.partition(":")
        examples = library.sessions[name].only(step) if name in library.sessions else ()
        gives = " ".join(" ".join(f"{example.want} {example.other}".split()) for example in examples)
        if self.error and " ".join(self.error.split()) not in gives:
            yield Problem(self.path, self.line, f"{self.id}: {self.shown} does not give '{self.error}'")


def load(root: Path) -> list[Question]:
    """The questions, in their order; none where there is no such file.

    Raises:
        Problems: whatever is wrong with their form, by line.
    """
    return [
        Question(
            **place(QUESTIONS, entry),
            error=entry.data.get("error", ""),
            found=entry.data["found"],
            question=said(entry, "question"),
            words=said(entry, "words"),
        )
        for entry in entries(root, QUESTIONS, FIELDS)
    ]
