"""Read the pages as a translator would, and hold the two languages against each other.

One small function for each kind of structure. Fenced code is not looked into.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

import yaml
from pymdownx.blocks.block import type_string

from asrun.data import LOADER
from asrun.examples.find import Library, Session, unlabelled
from asrun.problems import Problem, Problems, nearest, shown

LANGUAGES = ("ko", "en")
BOXES = ("version", "erratum", "tip", "warning", "solution")


def strings(value: object) -> list[str]:
    """Check that a block's option is a list of words (or one word)."""
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError("not a list of words")
    return value


def texts(value: object) -> dict[str, str]:
    """Check that a block's option maps words to texts."""
    if not isinstance(value, dict):
        raise ValueError("not a mapping of words to texts")
    return {str(k): str(v) for k, v in value.items()}


OPTIONS = {
    "code": {"mark": [[], strings], "notes": [{}, texts]},
    "session": {
        "mark": [[], strings],
        "notes": [{}, texts],
        "step": ["", type_string],
        "alt": ["", type_string],
        "labels": [{}, texts],
    },
}

GENERATED = ("errata", "glossary", "snippets", "lanes")

FRONT = re.compile(r"---\n(.*?\n)---\n", re.S)
FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(\S*)")
HEADING = re.compile(r"(#{1,6}) +(.*?)\s*(?:\{#([^}\s]*)[^}]*\})?\s*")
BLOCK = re.compile(r"(\s*)/{3,} *([a-z-]+) *(?:\| *(.*?))?\s*")
BOX = re.compile(r"\s*(?:!!!|\?\?\?\+?) +(\w+)(?: +(\".*\"))?\s*")
ASCII_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Block:
    """One ``/// code`` or ``/// session`` of a page."""

    line: int
    kind: str
    name: str
    options: dict
    malformed: str = ""

    @property
    def shows(self) -> tuple:
        """What must be the same in both languages."""
        return (
            self.kind,
            self.name,
            self.options.get("step", ""),
            tuple(self.options.get("mark", ())),
            tuple(self.options.get("notes", ())),
        )


@dataclass(frozen=True)
class Page:
    """The structure of one Markdown file."""

    path: Path
    text: str
    meta: dict
    body: str
    malformed: tuple[int, str] | None = None
    headings: list[tuple[int, int, str | None]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    boxes: list[tuple[int, str, bool]] = field(default_factory=list)
    fences: list[tuple[int, str]] = field(default_factory=list)

    @cached_property
    def twin(self) -> str:
        """The digest in the front matter, as text (YAML takes one of digits only for a number)."""
        found = re.search(r"(?m)^twin: (\S+)$", self.text[: len(self.text) - len(self.body)])
        return found[1] if found else ""

    @property
    def title(self) -> str:
        """The title in the front matter; the file's name where there is none."""
        return str(self.meta.get("title") or self.path.stem)

    @property
    def description(self) -> str:
        """The description in the front matter."""
        return str(self.meta.get("description") or "")

    @cached_property
    def digest(self) -> str:
        """A digest of the prose, the same however it is wrapped."""
        return digest(self.body)


def digest(body: str) -> str:
    """A digest of some prose, the same however it is wrapped."""
    return hashlib.sha256(" ".join(body.split()).encode()).hexdigest()[:12]


def read(path: Path) -> Page:
    """Read one page."""
    return parse(path, path.read_text(encoding="utf-8"))


def parse(path: Path, text: str) -> Page:
    """The structure of a page with this text."""
    meta, body, start, malformed = {}, text, 0, None
    if front := FRONT.match(text):
        body, start = text[front.end() :], front[0].count("\n")
        try:
            meta = yaml.load(front[1], LOADER) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            malformed = 2 + (mark.line if mark else 0), getattr(error, "problem", None) or str(error)
    page = Page(path, text, meta if isinstance(meta, dict) else {}, body, malformed)
    lines = body.splitlines()
    fence = ""
    for i, line in enumerate(lines):
        number = start + i + 1
        if mark := FENCE.match(line):
            if not fence:
                fence = mark[1]
                page.fences.append((number, mark[2]))
            elif line.strip().startswith(fence) and not mark[2]:
                fence = ""
            continue
        if fence:
            continue
        if heading := HEADING.fullmatch(line):
            page.headings.append((number, len(heading[1]), heading[3]))
        elif block := BLOCK.fullmatch(line):
            page.blocks.append(_block(lines[i + 1 :], number, *block.groups()))
        elif box := BOX.fullmatch(line):
            page.boxes.append((number, box[1], box[2] is not None))
    return page


def _block(lines: list[str], number: int, indent: str, kind: str, name: str | None) -> Block:
    options = []
    for line in lines:
        if line.strip() and not line.startswith(indent + "    "):
            break
        options.append(line[len(indent) + 4 :])
    closed = any(line == indent + "///" for line in lines[len(options) : len(options) + 1])
    malformed = "" if closed else "the block is not closed by a line '///'"
    try:
        read_options = (yaml.load("\n".join(options), LOADER) if options else {}) or {}
    except yaml.YAMLError as error:
        read_options, malformed = {}, f"the options are not YAML: {getattr(error, 'problem', error)}"
    if not isinstance(read_options, dict):
        read_options, malformed = {}, "the options are not YAML of the form 'name: value'"
    for option, (_, check) in OPTIONS.get(kind, {}).items():
        try:
            check(read_options.get(option, OPTIONS[kind][option][0]))
        except ValueError as error:
            malformed = f"option '{option}': {error}"
            del read_options[option]
    return Block(number, kind, name or "", read_options, malformed)


def unknown(kind: str, name: str, options: dict, library: Library) -> list[str]:
    """What a block names that is not there, in words, nearest names included."""
    there = library.definitions if kind == "code" else library.sessions
    if name not in there:
        return [f"unknown {'definition' if kind == 'code' else 'session'} '{name}'; " + nearest(name, there)]
    wrong = [
        f"unknown option '{option}'; {nearest(option, OPTIONS[kind])}"
        for option in options
        if option not in OPTIONS[kind]
    ]
    if wrong:
        return wrong
    step = options.get("step") or None
    if kind == "code":
        codes = [library.definitions[name].code]
    else:
        session: Session = library.sessions[name]
        if step and step not in session.steps:
            return [f"unknown step '{step}' of {name}; {nearest(step, session.steps)}"]
        codes = [e.code for e in session.only(step)]
        if any(e.draws for e in session.only(step)) and not options.get("alt"):
            wrong.append("the step shows a figure: describe it in an option 'alt: \"...\"'")
    labels = {label for code in codes for label in unlabelled(code)[1]}
    for label in [*strings(options.get("mark", [])), *options.get("notes", {})]:
        if label not in labels:
            wrong.append(f"unknown label '{label}'; {nearest(label, labels)}")
    return wrong


def amiss(block: Block, library: Library) -> list[tuple[str, str]]:
    """What is wrong with a block by itself, each with its remedy."""
    if block.kind in GENERATED:
        return [(f"'/// {block.kind}' takes nothing", "it is made from data")] if block.name or block.options else []
    if block.kind not in OPTIONS:
        return [(f"unknown block '/// {block.kind}'", nearest(block.kind, [*OPTIONS, *GENERATED]))]
    if block.malformed:
        return [(block.malformed, "")]
    parts = (wrong.partition("; ") for wrong in unknown(block.kind, block.name, block.options, library))
    return [(says, remedy) for says, _, remedy in parts]


def read_all(root: Path, language: str) -> dict[str, Page]:
    """Every page of one language, by name."""
    folder = root / "docs" / language
    return {path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*.md"))}


class Pages:
    """The pages of a project, by language and name (``tensors/indexing.md``).

    Raises :class:`asrun.problems.Problems` where a language has no front page.
    """

    def __init__(self, root: Path):
        self.root = root
        self.of = {language: read_all(root, language) for language in LANGUAGES}
        if missing := [language for language, own in self.of.items() if "index.md" not in own]:
            raise Problems(
                Problem(
                    f"docs/{language}/index.md",
                    1,
                    "there is no such page",
                    "write it: it is the front page of its language",
                )
                for language in missing
            )

    def check(self, library: Library) -> list[Problem]:
        """Everything that is wrong with the pages, apart from their links."""
        problems = [*self._unshown(library), *self._left_over()]
        for language, other in (LANGUAGES, LANGUAGES[::-1]):
            for name, page in self.of[language].items():
                problems += self._alone(page, library)
                twin = self.of[other].get(name)
                if twin is None:
                    problems.append(
                        Problem(
                            shown(page.path, self.root),
                            1,
                            f"has no twin docs/{other}/{name}",
                            "write it, or take this page away",
                        )
                    )
                else:
                    problems += self._stale(page, twin)
                    if language == LANGUAGES[0]:
                        problems += self._apart(page, twin)
        return problems

    def _alone(self, page: Page, library: Library) -> Iterator[Problem]:
        """What is wrong with a page by itself."""
        where = shown(page.path, self.root)
        if page.malformed:
            yield Problem(
                where,
                page.malformed[0],
                f"the front matter is not YAML: {page.malformed[1]}",
                "put a text that holds a colon into quotes",
            )
        for option in ("title", "description"):
            if not page.meta.get(option) and not page.malformed:
                yield Problem(where, 1, f"has no '{option}:' between two lines '---' at its top")
        seen: set[str] = set()
        for line, _, anchor in page.headings:
            if not anchor or not ASCII_ID.fullmatch(anchor):
                yield Problem(
                    where,
                    line,
                    "the heading has no ASCII id",
                    "end it with {#words-like-these}, the same in both languages",
                )
            elif anchor in seen:
                yield Problem(where, line, f"two headings have the id '{anchor}'")
            seen.add(anchor or "")
        for block in page.blocks:
            for says, remedy in amiss(block, library):
                yield Problem(where, block.line, says, remedy)
            if block.kind in GENERATED and page.meta.get("notebook"):
                yield Problem(
                    where,
                    block.line,
                    f"a notebook cannot hold '/// {block.kind}'",
                    "move it to another page, or take 'notebook: true' away",
                )
        for line, language in page.fences:
            if re.search(r"py", language):
                yield Problem(
                    where,
                    line,
                    "Python on a page that was not run",
                    "put it into snippets/ and show it with /// session or /// code",
                )
        for line, kind, titled in page.boxes:
            if kind not in BOXES:
                yield Problem(where, line, f"unknown box '{kind}'", nearest(kind, BOXES))
            elif not titled:
                yield Problem(
                    where,
                    line,
                    f"the box '{kind}' has no title",
                    "write one in double quotes, in the language of the page",
                )

    def _apart(self, page: Page, twin: Page) -> Iterator[Problem]:
        """Where the structures of two twins part, by position."""
        kinds = {
            "heading": ([(n, (level, i)) for n, level, i in p.headings] for p in (page, twin)),
            "block": ([(b.line, b.shows) for b in p.blocks] for p in (page, twin)),
            "box": ([(n, kind) for n, kind, _ in p.boxes] for p in (page, twin)),
            "fence": (p.fences for p in (page, twin)),
        }
        other = shown(twin.path, self.root)
        for kind, (mine, theirs) in kinds.items():
            for a, b in zip_longest(mine, theirs):
                if a is None or b is None or a[1] != b[1]:
                    yield Problem(
                        shown(page.path, self.root),
                        a[0] if a else page.text.count("\n"),
                        f"{kind}s differ from the twin's ({len(mine)} here, {len(theirs)} there)",
                        f"here: {_words(a)}\n{other}:{b[0] if b else '-'}: {_words(b)}",
                    )
                    break

    def _stale(self, page: Page, twin: Page) -> Iterator[Problem]:
        """Whether a page was last read against its twin as the twin stands."""
        if page.twin != twin.digest:
            yield Problem(
                shown(page.path, self.root),
                1,
                f"{shown(twin.path, self.root)} has changed since the two were last in step",
                "bring the meaning of both together, then run `make twins`",
            )

    def _left_over(self) -> Iterator[Problem]:
        """Notebooks whose page is no notebook any more, or gone."""
        for language, own in self.of.items():
            folder = self.root / "docs" / language
            for path in sorted(folder.rglob("[!.]*.ipynb")):
                page = own.get(path.relative_to(folder).with_suffix(".md").as_posix())
                if page is None or not page.meta.get("notebook"):
                    yield Problem(
                        shown(path, self.root),
                        1,
                        "no page with 'notebook: true' lies beside it",
                        "take it away; a build makes it of such a page",
                    )

    def _unshown(self, library: Library) -> Iterator[Problem]:
        """Examples that no page shows."""
        for language, pages in self.of.items():
            blocks = [b for page in pages.values() for b in page.blocks if b.kind == "session"]
            seen = {(b.name, b.options.get("step") or None) for b in blocks}
            for name, session in library.sessions.items():
                for step in session.steps:
                    if (name, None) not in seen and (name, step) not in seen:
                        example = session.only(step)[0]
                        yield Problem(
                            shown(library.module_of(name).path, library.root),
                            example.line,
                            f"no page in docs/{language}/ shows " + (f"the step '{step}' of {name}" if step else name),
                            f"show it with: /// session | {name}",
                        )

    def stamp(self) -> list[Path]:
        """Write into every page's front matter that it is in step with its twin.

        Returns:
            The pages that changed.
        """
        changed = []
        for language, other in (LANGUAGES, LANGUAGES[::-1]):
            for name, page in self.of[language].items():
                twin = self.of[other].get(name)
                if twin and page.meta and page.twin != twin.digest:
                    head, body = page.text[: len(page.text) - len(page.body)], page.body
                    head = re.sub(r"(?m)^twin: .*\n", "", head)
                    head = head.removesuffix("---\n") + f"twin: {twin.digest}\n---\n"
                    page.path.write_text(head + body, encoding="utf-8")
                    changed.append(page.path)
        return changed


def _words(structure: tuple | None) -> str:
    if structure is None:
        return "nothing"
    parts = structure[1] if isinstance(structure[1], tuple) else (structure[1],)
    return " ".join(str(part) for part in parts if part not in ("", ()))
