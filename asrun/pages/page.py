"""Read a page, once, into parts: prose, boxes and blocks, each with its line.

::

    /// session | tensors.indexing
        step: slicing
    ///

is a block: in its place comes the step ``slicing`` of the docstring of
``snippets/tensors/indexing.py``, and in that of ``/// code | autodiff.stability.my_softplus``
a definition. ``!!! tip "Title"`` begins a box, which holds parts of its own. All
else is prose. Fenced code is not looked into.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import yaml

from asrun.examples.text import lines
from asrun.pages.schema import Data, load

FRONT = re.compile(r"---\n(.*?\n)---\n", re.S)
FENCE = re.compile(r" *(`{3,}|~{3,}) *([^`]*)")
HEADING = re.compile(r"(#{1,6}) +(.*?)\s*(?:\{#([^}\s]*)[^}]*\})?\s*")
BLOCK = re.compile(r"( *)/{3,} *([a-z-]+) *(?:\| *(.*?))?\s*")
BOX = re.compile(r"( *)(!!!|\?\?\?\+?) +(\w+)(?: +\"(.*)\")?\s*")
MISTAKES = {  # lines that are nothing of the above, and meant to be
    re.compile(r" *(?:!!!|\?\?\?|/{3,}).*"): 'write /// kind | name, or !!! kind "Title"',
    re.compile(r"#{1,6}[^#\s].*"): "a heading has a space after its #",
}


class Fences:
    """Follows fenced code, line by line; one grammar for all who read Markdown."""

    def __init__(self) -> None:
        self.mark = ""

    def hold(self, line: str) -> bool:
        """Whether the next line belongs to fenced code, its fences included."""
        found = FENCE.fullmatch(line)
        if self.mark:
            if found and found[1].startswith(self.mark) and not found[2].strip():
                self.mark = ""
            return True
        self.mark = found[1] if found else ""
        return bool(found)


def texts(value: object) -> dict[str, str]:
    """A mapping of words to texts; an empty one for anything else."""
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Heading:
    """A heading; its `anchor` is "" where it has no id of its own."""

    line: int
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Prose:
    """Markdown between boxes and blocks, without the indentation of the box that it stands in."""

    line: int
    text: str


@dataclass(frozen=True)
class Block:
    """A ``/// kind | name`` and its options, indented by `indent` spaces; `malformed` tells what is wrong with it."""

    line: int
    indent: int
    kind: str
    name: str
    options: Data
    malformed: str = ""

    @property
    def step(self) -> str:
        """The step that it shows, "" for all of them."""
        return str(self.options.get("step", ""))

    @property
    def names(self) -> list[str]:
        """The names of a block that may have several."""
        return [name.strip() for name in self.name.split(",")]

    @property
    def source(self) -> str:
        """The block as one writes it."""
        options = yaml.safe_dump(self.options, allow_unicode=True, width=1000) if self.options else ""
        return f"/// {self.kind} | {self.name}\n{textwrap.indent(options, '    ')}///"

    @property
    def shows(self) -> tuple[object, ...]:
        """What must be the same in both languages."""
        return self.kind, self.name, self.step, *self.marks, *self.notes

    @property
    def marks(self) -> list[str]:
        """The labels of the lines that it marks."""
        marked = self.options.get("mark", [])
        return list(map(str, marked)) if isinstance(marked, list) else [str(marked)]

    @property
    def labels(self) -> dict[str, str]:
        """Translations of the labels of its figures."""
        return texts(self.options.get("labels"))

    @property
    def notes(self) -> dict[str, str]:
        """Its notes by the labels of their lines; none where they are not of that form (the check tells)."""
        return texts(self.options.get("notes"))


@dataclass(frozen=True)
class Box:
    """A box and what is in it; its `mark` says whether it folds, its `title` is "" where it has none."""

    line: int
    indent: int
    mark: str
    kind: str
    title: str
    parts: list[Part] = field(default_factory=list)


Part = Prose | Block | Box


@dataclass(frozen=True, eq=False)
class Page:
    """One Markdown file, read.

    Attributes:
        name: where it lies in the tree of its language (``tensors/indexing.md``).
        head: the text of its front matter, and `body` the rest.
        mistakes: the line of each mistake in its form, what is wrong, and a remedy.
        fences: line and language of each piece of fenced code.
    """

    language: str
    name: str
    head: str
    body: str
    meta: Data
    mistakes: list[tuple[int, str, str]]
    parts: list[Part]
    headings: list[Heading]
    fences: list[tuple[int, str]]

    @property
    def path(self) -> str:
        """Its file, from the folder of the project."""
        return f"docs/{self.language}/{self.name}"

    @property
    def text(self) -> str:
        """All that its file holds."""
        return self.head + self.body

    @property
    def front(self) -> Data:
        """Its front matter, apart from what is known of its twin."""
        return {key: value for key, value in self.meta.items() if key != "twin"}

    @property
    def outline(self) -> object:
        """All of it that other pages are made with: it has everything but the prose."""
        headings = [(heading.level, heading.text, heading.anchor) for heading in self.headings]
        blocks = [(block.kind, block.name, block.options, self.section(block.line)) for block in self.blocks]
        return self.front, headings, blocks, [(box.kind, box.title) for box in self.boxes]

    @property
    def slug(self) -> str:
        """Its name as an id: ``tensors-sets`` for ``tensors/sets.md``."""
        return self.name.removesuffix(".md").replace("/", "-")

    @property
    def title(self) -> str:
        """The title in the front matter; the file's name where there is none."""
        return str(self.meta.get("title") or self.name)

    @property
    def aliases(self) -> dict[str, str]:
        """Former anchors, and those that stand for them now."""
        return texts(self.meta.get("aliases"))

    @property
    def description(self) -> str:
        """The description in the front matter."""
        return str(self.meta.get("description") or "")

    @cached_property
    def twin(self) -> str:
        """The digest in the front matter, as text (YAML takes one of digits only for a number)."""
        found = re.search(r"(?m)^twin: (\S+)$", self.head)
        return found[1] if found else ""

    @cached_property
    def digest(self) -> str:
        """A digest of title, description and prose, the same however they are wrapped."""
        said = [self.title, self.description, " ".join(self.body.split())]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]

    @cached_property
    def blocks(self) -> list[Block]:
        """Its blocks, in order."""
        return [part for part, _ in walk(self.parts) if isinstance(part, Block)]

    @cached_property
    def boxes(self) -> list[Box]:
        """Its boxes, in order."""
        return [part for part, _ in walk(self.parts) if isinstance(part, Box)]

    def section(self, line: int) -> str:
        """The anchor of the heading under which a line stands."""
        return next((heading.anchor for heading in reversed(self.headings) if heading.line <= line), "")


def walk(parts: list[Part], within: tuple[Box, ...] = ()) -> Iterator[tuple[Part, tuple[Box, ...]]]:
    """Every part in reading order, with the boxes that it stands in, outermost first."""
    for part in parts:
        yield part, within
        if isinstance(part, Box):
            yield from walk(part.parts, (*within, part))


def read(text: str, name: str = "", language: str = "") -> Page:
    """Read the text of a page."""
    head, body, meta = "", text, None
    reader = _Reader()
    if front := FRONT.match(text):
        head, body = front[0], text[front.end() :]
        meta, wrong = load(front[1])
        if wrong:
            remedy = "put a text that holds a colon into quotes"
            reader.mistakes.append((wrong[0] + 2, f"the front matter is not YAML: {wrong[1]}", remedy))
    elif text.startswith("---"):
        reader.mistakes.append((1, "the front matter is not closed", "end it with a line '---'"))
    reader.read(lines(body.expandtabs(4)), head.count("\n") + 1)
    known = meta if isinstance(meta, dict) else {}
    return Page(language, name, head, body, known, reader.mistakes, reader.parts, reader.headings, reader.fences)


class _Reader:
    """Goes through the lines of a page, and notes its parts."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.headings: list[Heading] = []
        self.fences: list[tuple[int, str]] = []
        self.mistakes: list[tuple[int, str, str]] = []
        self.open = [(0, self.parts)]  # the boxes that are open: how far their text is indented, and their parts
        self.held: list[str] = []
        self.fence = Fences()

    def read(self, lines: list[str], first: int) -> None:
        self.lines, self.first, self.at = lines, first, 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            while line.strip() and not line.startswith(" " * self.indent):
                self._close()
            self._line(line[self.indent :], self.first + self.at)
            self.at += 1
        while self.open:
            self._close()

    @property
    def indent(self) -> int:
        return self.open[-1][0]

    def _close(self) -> None:
        """End the innermost box, or the page."""
        if self.fence.mark:
            line, _ = self.fences[-1]
            self.mistakes.append((line, "the fenced code that begins here does not end", "end it with the same fence"))
            self.fence = Fences()
        self._flush()
        self.open.pop()

    def _line(self, line: str, number: int) -> None:
        """Take a line for what it is; `at` stays at its end."""
        fenced = bool(self.fence.mark)
        if self.fence.hold(line):
            if not fenced and (opens := FENCE.fullmatch(line)):
                self.fences.append((number, opens[2].strip()))
        elif heading := HEADING.fullmatch(line):
            self.headings.append(Heading(number, len(heading[1]), heading[2], heading[3] or ""))
        elif block := BLOCK.fullmatch(line):
            self._flush()
            self.open[-1][1].append(self._block(number, len(block[1]), block[2], block[3] or ""))
            return
        elif found := BOX.fullmatch(line):
            self._flush()
            box = Box(number, len(found[1]), found[2], found[3], found[4] or "")
            self.open[-1][1].append(box)
            self.open.append((self.indent + box.indent + 4, box.parts))
            return
        else:
            for mistake, remedy in MISTAKES.items():
                if mistake.fullmatch(line):
                    self.mistakes.append((number, f"not understood: {line.strip()}", remedy))
        self.held.append(line)

    def _flush(self) -> None:
        """What was held is prose."""
        text = "\n".join(self.held).lstrip("\n")
        if text.strip():
            line = self.first + self.at - 1 - text.count("\n")
            self.open[-1][1].append(Prose(line, text.rstrip()))
        self.held = []

    def _block(self, number: int, indent: int, kind: str, name: str) -> Block:
        """The block that begins here, its options read."""
        margin = " " * (self.indent + indent)
        written = []
        while self.at + 1 < len(self.lines) and (
            not self.lines[self.at + 1].strip() or self.lines[self.at + 1].startswith(margin + "    ")
        ):
            self.at += 1
            written.append(self.lines[self.at][len(margin) + 4 :])
        malformed = ""
        if self.lines[self.at + 1 : self.at + 2] == [margin + "///"]:
            self.at += 1
        else:
            malformed = "the block is not closed by a line '///'"
        options, wrong = load("\n".join(written))
        if wrong:
            malformed = f"the options are not YAML: {wrong[1]}"
        elif options is not None and not isinstance(options, dict):
            malformed = "the options are not YAML of the form 'name: value'"
        return Block(number, indent, kind, name, options if isinstance(options, dict) else {}, malformed)
