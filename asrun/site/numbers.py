"""Numbers in prose that look measured: each stands in what its page ran, or says where it comes from.

A number is looked for in the code, outputs and figures of its section: a decimal fraction or a percentage in
the nearest run above and the nearest below, any other from ten on in all of them. A section without runs, and
a description, may speak of the whole page. Each of the others has a row in ``docs/numbers.csv``: page, number,
and where it comes from, for both languages: the docstring or definition that gives it (``xor.sweep:step``,
``xor.sweep.agree``), a sum (``= 7.5 * 5 / 4``), or words that say why nothing here gives it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from simpleeval import InvalidExpression, simple_eval

from asrun.files import csv_rows
from asrun.pages.check import wrong
from asrun.pages.page import Block, Box, Page, Prose, walk
from asrun.pages.prose import pieces
from asrun.problems import Problem, Problems
from asrun.site.project import Project

NUMBERS = "docs/numbers.csv"
COLUMNS = ["page", "number", "from"]
GIVEN = re.compile(r"\d[\d,_]*(?:\.\d*)?(?:[eE][+-]?\d+)?")
SAID = re.compile(r"(?<![\w.#§/])(?<!\w-)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d]|\.\d)( ?(?:%|percent\b|퍼센트))?")
PRODUCTS = "TensorFlow|Keras|Python|NumPy|TF|CUDA|Colab|텐서플로|케라스|파이썬|넘파이"
VERSION = r"\d{1,2}(?:\.\d{1,2}){0,2}(?!\.?\d)"
VERSIONS = re.compile(rf"(?:{PRODUCTS}) {VERSION}(?:(?: and | or | to |~|[와과] |까지 |부터 ){VERSION})*")
ORDINAL = re.compile(r"(?m)^#+ \d+\.")
YEAR = re.compile(r"19\d\d|20\d\d")


@dataclass(frozen=True)
class Number:
    """A number as some words say it, and the line that they stand on."""

    line: int
    text: str
    percent: bool

    @property
    def value(self) -> float:
        """What it says."""
        return float(self.text.replace(",", ""))

    @property
    def fraction(self) -> bool:
        """Whether it is a decimal fraction or a percentage."""
        return "." in self.text or self.percent

    @property
    def measured(self) -> bool:
        """Whether it looks measured: a fraction, or a number from ten on that is no year."""
        return self.fraction or (self.value >= 10 and not YEAR.fullmatch(self.text))

    def rounds(self, values: Iterable[float]) -> bool:
        """Whether it is one of some values, rounded to the two digits or more that it says.

        >>> Number(1, "9.5", False).rounds([9.4987]), Number(1, "9.6", False).rounds([9.4987])
        (True, False)
        >>> Number(1, "37", True).rounds([0.3677]), Number(1, "0.4", False).rounds([0.3677])
        (True, False)

        Where it has decimals, a whole number is none of them.

        >>> Number(1, "5.0", False).rounds([5]), Number(1, "5.0", False).rounds([5.0])
        (False, True)
        """
        digits, places = re.sub(r"\D", "", self.text).lstrip("0"), len(self.text.partition(".")[2])
        about = 0.5000001 * 10**-places if self.fraction and len(digits) > 1 else 1e-9 * self.value
        near = (abs(value) for value in values if isinstance(value, float) or "." not in self.text or self.percent)
        return any(
            abs(value - self.value) <= about or (self.percent and abs(value * 100 - self.value) <= about)
            for value in near
        )


def numbers(text: str, line: int = 1) -> Iterator[Number]:
    """The numbers in some Markdown that look measured; versions, links, code and ordinals of headings do not.

    >>> [number.text for number in numbers("In Keras 3.15, `x[42]` is 0.25, about 9 % of 1,500.")]
    ['0.25', '9', '1,500']
    """
    for piece in pieces(text):
        words = piece.link[0] if piece.kind == "link" else piece.text
        if piece.kind in ("text", "link") or (piece.kind == "code" and GIVEN.fullmatch(words.strip("`-"))):
            words = ORDINAL.sub("", VERSIONS.sub("", words))
            for found in SAID.finditer(words):
                at = line + piece.line + words.count("\n", 0, found.start())
                number = Number(at, found[1] + (found[2] or ""), bool(found[3]))
                if number.measured:
                    yield number


def values(text: str) -> list[float]:
    """Every number in some code or output: whole ones as int.

    >>> values("x = 10_000 * 0.5 - 1e-3")
    [10000, 0.5, 0.001]
    """
    found = (re.sub("[,_]", "", number) for number in GIVEN.findall(text))
    return [int(number) if number.isdigit() else float(number) for number in found]


class _Given:
    """The numbers that the runs of a page give."""

    def __init__(self, project: Project, page: Page):
        self.starts = [heading.line for heading in page.headings if heading.level == 2]
        self.begins = page.head.count("\n")
        self.runs = [(block.line, found) for block in page.blocks if (found := _values(project, block))]

    def has(self, number: Number) -> bool:
        """Whether a run that a number can speak of gives it."""
        return number.rounds(chain.from_iterable(self.near(number)))

    def near(self, number: Number) -> list[list[float]]:
        """What each of the runs gives that a number can speak of."""
        here = [run for run in self.runs if self._section(run[0]) == self._section(number.line)]
        if number.line <= self.begins or not here:
            return [found for _, found in self.runs]
        above, below = ([found for line, found in here if (line > number.line) == after] for after in (False, True))
        return above[-1:] + below[:1] if number.fraction else above + below

    def _section(self, line: int) -> int:
        """The number of the section that a line stands in; 0 before the first."""
        return bisect_right(self.starts, line)


def _values(project: Project, block: Block) -> list[float]:
    """Every number in what a block shows."""
    if wrong(block, project.library):
        return []
    if block.kind == "code":
        return values(project.library.definitions[block.name].code)
    return _outputs(project, block.name, block.step) if block.kind == "session" else []


def _outputs(project: Project, name: str, step: str = "") -> list[float]:
    """Every number in the code and outputs of a docstring, also in what another lane gives."""
    shown = project.shown(Block(1, 0, "session", name, {"step": step} if step else {}))
    texts = (
        (example.code, example.other, gave.printed, gave.error or "", _words(gave.html), _words(gave.figure))
        for example, gave in shown
    )
    return values(" ".join(text for group in texts for text in group))


def _words(markup: str) -> str:
    return re.sub(r"<[^>]*>", " ", markup)


def said(page: Page) -> Iterator[Number]:
    """Every number that looks measured in a page's prose, titles, notes and descriptions."""
    yield from numbers(f"{page.title}. {page.description}")
    for part, _ in walk(page.parts):
        if isinstance(part, Prose):
            yield from numbers(part.text, part.line)
        elif isinstance(part, Box):
            yield from numbers(part.title, part.line)
        else:
            for text in (str(part.options.get("alt", "")), *part.notes.values()):
                yield from numbers(" ".join(text.split()), part.line)


@dataclass(frozen=True)
class Source:
    """A row of the list: where a number of a page comes from."""

    line: int
    page: str
    number: str
    source: str


def sources(root: Path) -> list[Source]:
    """The list; empty where there is none.

    Raises:
        Problems: when it is not of its form.
    """
    return [Source(line, *row) for line, row in csv_rows(root, NUMBERS, COLUMNS)] if (root / NUMBERS).is_file() else []


def problems(project: Project) -> Iterator[Problem]:
    """Numbers that come from nowhere, and rows of the list that do not hold or that nothing needs."""
    try:
        listed = sources(project.root)
    except Problems as error:
        yield from error.problems
        return
    by_place = {(source.page, source.number): source for source in listed}
    needed = set()
    for page in project.due:
        given, name = _Given(project, page), page.name.removesuffix(".md")
        for number in said(page):
            if given.has(number):
                continue
            if (source := by_place.get((name, number.text))) is None:
                says = f"no run {'next to it' if number.fraction else 'of its section'} gives the number {number.text}"
                remedy = f"say what was run, show the run, or say where it comes from, as a row of {NUMBERS}"
                yield Problem(page.path, number.line, says, remedy)
            else:
                needed.add(source)
                if says := _unfounded(project, number, source.source):
                    yield Problem(NUMBERS, source.line, says)
    standing = {page.name.removesuffix(".md") for page in project.pages if page not in project.due}
    for source in listed:
        if source not in needed and source.page not in standing:
            says = f"no page needs a source for {source.number} of {source.page}"
            yield Problem(NUMBERS, source.line, says, "take the row away")


def _unfounded(project: Project, number: Number, source: str) -> str:
    """What is wrong with where a number is said to come from, "" where nothing is."""
    if source.startswith("="):
        try:
            result = float(simple_eval(source[1:].strip(), functions={}, names={}))
        except (InvalidExpression, SyntaxError, ValueError, TypeError, ArithmeticError):
            return f"this is no sum of numbers: {source}"
        return "" if number.rounds([result]) else f"{source[1:].strip()} is {result:g}, not {number.text}"
    if found := _named(project, source):
        return "" if number.rounds(chain.from_iterable(found)) else f"{source} does not give {number.text}"
    return "" if len(source.split()) >= 3 else f"neither a docstring, a definition nor a sum, and no reason: {source}"


def _named(project: Project, source: str) -> list[list[float]]:
    """What a docstring, or a step of it, and a definition of some name give, as far as there are such."""
    name, _, step = source.partition(":")
    session, definition = project.library.sessions.get(name), project.library.definitions.get(source)
    found = [_outputs(project, name, step)] if session and step in ("", *session.steps) else []
    return [*found, values(definition.code)] if definition else found
