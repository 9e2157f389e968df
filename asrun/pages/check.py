"""What is wrong with the pages: each by itself, against its twin, and against the navigation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from asrun.examples.find import Library
from asrun.examples.text import lines, unlabelled
from asrun.examples.verified import Verified
from asrun.known import Known
from asrun.pages import data
from asrun.pages.glossary import Term
from asrun.pages.languages import Pages, other_language
from asrun.pages.page import Block, Page
from asrun.pages.program import Program
from asrun.pages.rendered import Renderer
from asrun.pages.schema import Field, faults, is_anchor, is_text, is_texts, is_words
from asrun.pages.twins import apart
from asrun.pages.vocabulary import Vocabulary
from asrun.problems import Problem, display_path, nearest

GENERATED = ("errata", "questions", "glossary", "snippets", "lanes")  # made from data: they take nothing
BOXES = ("version", "erratum", "tip", "warning", "solution")
LISTED = ("bash", "console", "json", "sh", "text", "toml", "yaml")  # languages in which nothing has to run
FRONT_MATTER = {
    "title": Field("a text", is_text),
    "description": Field("a text", is_text),
    "twin": Field("a digest", lambda value: True, optional=True),
    "verified": Field(
        "a list of generations of Keras: [2, 3]",
        lambda value: isinstance(value, list) and set(map(str, value)) <= {"2", "3"},
        optional=True,
    ),
    "notebook": Field("true or false", lambda value: isinstance(value, bool), optional=True),
    "downloads": Field("true or false", lambda value: isinstance(value, bool), optional=True),
    "aliases": Field("a mapping of old anchors to new ones", is_texts, optional=True),
    "template": Field("a text", is_text, optional=True),
    "words": Field("a mapping", lambda value: isinstance(value, dict), optional=True),
    "search": Field("a mapping", lambda value: isinstance(value, dict), optional=True),
}


def _is_word_or_words(value: object) -> bool:
    return is_text(value) or is_words(value)


MARKS = {
    "mark": Field("a list of words", _is_word_or_words, optional=True),
    "notes": Field("a mapping of words to texts", is_texts, optional=True),
}
STEP = {
    "step": Field("a text", is_text, optional=True),
    "alt": Field("a text", is_text, optional=True),
    "labels": Field("a mapping of words to texts", is_texts, optional=True),
}
OPTIONS: dict[str, dict[str, Field]] = {
    "code": MARKS,
    "session": {**MARKS, **STEP},
    "from": {},
    **dict.fromkeys(GENERATED, {}),
}


def check(
    pages: Pages,
    library: Library,
    verified: Verified,
    terms: Sequence[Term] = (),
    known: Known | None = None,
    due: Collection[Page] | None = None,
) -> list[Problem]:
    """Everything that is wrong with the pages, apart from their links.

    Args:
        verified: the lock of verification.
        terms: those of the glossary.
        known: which pages, and which twins, are known to be in order as they stand.
        due: the pages to look at (all, where None); nothing but the prose of others may have changed.
    """
    vocabulary, known = Vocabulary(terms), known or Known()
    problems = [*unshown(pages, library), *navigation(pages), *names(pages), *foreign_files(pages)]
    renderer = Renderer(pages.root)
    for page in pages if due is None else due:
        for of_one in (front_matter, headings, boxes):
            problems += of_one(page)
        problems += known.problems([page.path, page.text], partial(as_rendered, page, renderer))
        problems += [*blocks(page, library), *unfound(pages, page, library), *Program(library, page).problems]
        problems += claims(page, library, verified)
        twin = pages.twin(page)
        if twin is None:
            remedy = "write it, or take this page away"
            path = f"docs/{other_language(page.language)}/{page.name}"
            problems.append(Problem(page.path, 1, f"has no twin {path}", remedy))
            continue
        if page.twin != twin.digest:
            says = f"{twin.path} has changed since the two were last in step"
            remedy = f"bring the meaning of both together, then run `make twins PAGE={page.name.removesuffix('.md')}`"
            problems.append(Problem(page.path, 1, says, remedy))
        if page.language == "ko":
            given = [page.path, page.text, twin.text, terms]
            problems += structure_differences(page, twin)
            problems += known.problems(given, partial(apart, page, twin, renderer, vocabulary))
    return [
        *problems,
        *(data.problems(pages, renderer, vocabulary) if due is None or len(due) == len(list(pages)) else ()),
    ]


# --- a page by itself -------------------------------------------------------------


def front_matter(page: Page) -> Iterator[Problem]:
    """What is wrong with the form of a page, and with its front matter."""
    for line, says, remedy in page.mistakes:
        yield Problem(page.path, line, says, remedy)
    if not page.meta and page.mistakes:
        return
    cut = lines(page.head)
    for key, says, remedy in faults(page.meta, FRONT_MATTER):
        line = next((n for n, text in enumerate(cut, 1) if text.startswith(f"{key}:")), 1)
        yield Problem(page.path, line, f"front matter: {says}", remedy)


def claims(page: Page, library: Library, verified: Verified) -> Iterator[Problem]:
    """Docstrings of a page that says they ran on some generations of Keras, and that are not known to have."""
    shown = {block.name: block.line for block in reversed(page.blocks) if block.name in library.sessions}
    for name, line in shown.items():
        ran = {lane.generation for lane in verified.on(name)}
        if missing := sorted(set(map(str, page.meta.get("verified", ()))) - ran):
            says = f"the page says that {name} ran on Keras {' and '.join(missing)}; as it stands, it has not"
            yield Problem(page.path, line, says, "run it there: make lanes")


def headings(page: Page) -> Iterator[Problem]:
    """Headings without an id of their own."""
    seen: set[str] = set()
    for heading in page.headings:
        if not is_anchor(heading.anchor):
            remedy = "end it with {#words-like-these}, the same in both languages"
            yield Problem(page.path, heading.line, "the heading has no ASCII id", remedy)
        elif heading.anchor in seen:
            yield Problem(page.path, heading.line, f"two headings have the id '{heading.anchor}'")
        seen.add(heading.anchor)
    if not any(heading.level == 1 for heading in page.headings):
        yield Problem(page.path, 1, "has no title of its own", "begin it with: # Title {#words-like-these}")


def as_rendered(page: Page, renderer: Renderer) -> Iterator[Problem]:
    """Headings without an id, code that did not run, and scripts, in whatever way they are written."""
    told = {line for line, _, _ in page.mistakes} | {heading.line for heading in page.headings}
    anchors = {heading.anchor for heading in page.headings}
    for line, words, anchor in renderer.headings(page):
        if line not in told and anchor not in anchors:
            remedy = "write it as: ## Words {#words-like-these}"
            yield Problem(page.path, line, f"the heading '{words}' has no ASCII id", remedy)
    for line, name in renderer.active(page):
        yield Problem(page.path, line, f"{name} would run in the reader's browser", "take it out: a page is words")
    for code in renderer.code(page):
        if code.language not in LISTED or re.search(r"(?m)^\s*>>>( |$)", code.text):
            remedy = "put it into snippets/ and show it with /// session or /// code"
            if not code.language:
                remedy += f"; what is no Python goes into a fence with its language: {', '.join(LISTED)}"
            yield Problem(page.path, code.line, "code on a page that was not run", remedy)


def boxes(page: Page) -> Iterator[Problem]:
    """Boxes of a kind that there is not, or without a title."""
    for box in page.boxes:
        if box.kind not in BOXES:
            yield Problem(page.path, box.line, f"unknown box '{box.kind}'", nearest(box.kind, BOXES))
        elif not box.title:
            remedy = "write one in double quotes, in the language of the page"
            yield Problem(page.path, box.line, f"the box '{box.kind}' has no title", remedy)
        elif not box.parts:
            yield Problem(page.path, box.line, f"the box '{box.kind}' is empty", "indent its text by four spaces")


def blocks(page: Page, library: Library) -> Iterator[Problem]:
    """What is wrong with the blocks."""
    for block in page.blocks:
        for says, remedy in wrong(block, library):
            yield Problem(page.path, block.line, says, remedy)
        if block.kind in GENERATED and (block not in page.parts or block.indent):
            yield Problem(
                page.path, block.line, f"'/// {block.kind}' stands by itself", "take it out of its box or list"
            )
    kinds = [block.kind for block in page.blocks if block.kind in GENERATED]
    for kind in {kind for kind in kinds if kinds.count(kind) > 1}:
        yield Problem(page.path, 1, f"'/// {kind}' stands twice on the page")


def unfound(pages: Pages, page: Page, library: Library) -> Iterator[Problem]:
    """Names of which a page says that another one shows them, and none does."""
    for block in page.blocks:
        for name in block.names if block.kind == "from" else ():
            found = pages.defining(page.language, name)
            if name in library.definitions and (found is None or found[0] is page):
                says = f"no other page in docs/{page.language}/ shows {name}"
                yield Problem(page.path, block.line, says, f"show it with: /// code | {name}")


def wrong(block: Block, library: Library) -> list[tuple[str, str]]:
    """What is wrong with a block by itself, each with its remedy."""
    if block.kind not in OPTIONS:
        return [(f"unknown block '/// {block.kind}'", nearest(block.kind, OPTIONS))]
    if block.malformed:
        return [(block.malformed, "")]
    if found := [(says, remedy) for _, says, remedy in faults(block.options, OPTIONS[block.kind], "option")]:
        return found
    if block.kind in GENERATED:
        return [(f"'/// {block.kind}' takes nothing", "it is made from data")] if block.name else []
    if block.kind == "from":
        unknown = [name for name in block.names if name not in library.definitions]
        return [(f"unknown definition '{name}'", nearest(name, library.definitions)) for name in unknown]
    there = library.definitions if block.kind == "code" else library.sessions
    what = "definition" if block.kind == "code" else "session"
    if block.name not in there:
        return [(f"unknown {what} '{block.name}'", nearest(block.name, there))]
    if block.kind == "code":
        return _wrong_labels(block, [library.definitions[block.name].code])
    session = library.sessions[block.name]
    if block.step and block.step not in session.steps:
        return [(f"unknown step '{block.step}' of {block.name}", nearest(block.step, session.steps))]
    chosen = session.only(block.step)
    found = _wrong_labels(block, [example.code for example in chosen])
    if any(example.draws for example in chosen) and not block.options.get("alt"):
        found.append(("the step shows a figure", "describe it in an option 'alt: \"...\"'"))
    return found


def _wrong_labels(block: Block, codes: list[str]) -> list[tuple[str, str]]:
    labels = {label for code in codes for label in unlabelled(code)[1]}
    used = [*block.marks, *block.notes]
    return [(f"unknown label '{label}'", nearest(label, labels)) for label in used if label not in labels]


# --- twins ------------------------------------------------------------------------

STRUCTURES: dict[str, Callable[[Page], list[tuple[int, Any]]]] = {
    "headings": lambda page: [(h.line, (h.level, h.anchor)) for h in page.headings],
    "blocks": lambda page: [(b.line, b.shows) for b in page.blocks],
    "boxes": lambda page: [(b.line, (b.kind,)) for b in page.boxes],
    "claims": lambda page: [(1, tuple(map(str, page.meta.get("verified", ()))))],
    "fences": lambda page: [(line, (language,)) for line, language in page.fences],
}


def structure_differences(page: Page, twin: Page) -> Iterator[Problem]:
    """Where the structures of two twins part, by position."""
    for kind, of in STRUCTURES.items():
        mine, theirs = of(page), of(twin)
        for here, there in zip_longest(mine, theirs):
            if here is None or there is None or here[1] != there[1]:
                line = here[0] if here else 1
                says = f"{kind} differ from the twin's ({len(mine)} here, {len(theirs)} there)"
                yield Problem(page.path, line, says, f"{page.path}:{_told(here)}\n{twin.path}:{_told(there)}")
                break


def _told(structure: tuple[int, tuple[Any, ...]] | None) -> str:
    if structure is None:
        return " nothing"
    line, parts = structure
    return f"{line}: " + " ".join(str(part) for part in parts if part not in ("", ()))


# --- all pages --------------------------------------------------------------------


def unshown(pages: Pages, library: Library) -> Iterator[Problem]:
    """Examples that no page shows."""
    for language, own in pages.of.items():
        seen = {(b.name, b.step) for page in own.values() for b in page.blocks if b.kind == "session"}
        for name, session in library.sessions.items():
            for step in session.steps:
                if not {(name, ""), (name, step)} & seen:
                    path, line = display_path(library.module_of(name).path, library.root), session.only(step)[0].line
                    what = f"the step '{step}' of {name}" if step else name
                    says = f"no page in docs/{language}/ shows {what}"
                    yield Problem(path, line, says, f"show it with: /// session | {name}")


def names(pages: Pages) -> Iterator[Problem]:
    """Pages that could not have an address of their own."""
    for language, own in pages.of.items():
        folders: dict[str, str] = {}
        for name, page in own.items():
            path = name.removesuffix(".md").removesuffix("/index")
            if not all(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", part) for part in path.split("/")) or path == "print":
                yield Problem(page.path, 1, "its name is no address", "use small letters, digits, - and _")
            if folders.setdefault(path, name) != name:
                yield Problem(page.path, 1, f"has the address of docs/{language}/{folders[path]}", "rename one of them")


def foreign_files(pages: Pages) -> Iterator[Problem]:
    """Notebooks and scripts among the pages: nothing of this project ran them."""
    for language in pages.of:
        for path in sorted((pages.root / "docs" / language).rglob("*")):
            if path.suffix in (".ipynb", ".py"):
                remedy = "take it away; a page with 'notebook: true' is made into a notebook"
                yield Problem(display_path(path, pages.root), 1, "Python that was not run", remedy)


def navigation(pages: Pages) -> Iterator[Problem]:
    """Entries that lead nowhere or have another title than their page, and pages that no entry names."""
    for language, listed in pages.navigation.items():
        config, own = f"docs/{language}.yml", pages.of[language]
        for entry in listed:
            page = own.get(entry.name)
            if page is None:
                says = f"the navigation names {entry.name}, which is not there"
                yield Problem(config, entry.line, says, nearest(entry.name, own))
            elif entry.title and entry.title != page.title and entry.name != "index.md":
                says = f"the navigation calls {entry.name} '{entry.title}', its page '{page.title}'"
                yield Problem(config, entry.line, says, "leave the title out, and the page's own is taken")
        for name in own.keys() - {entry.name for entry in listed} if listed else ():
            yield Problem(config, 1, f"{name} is not in the navigation", f"add it to 'nav:': - {name}")
    for ko, en in zip(*pages.navigation.values(), strict=False):
        if ko.name != en.name:
            says = f"{ko.name} stands here, and {en.name} in docs/en.yml:{en.line}"
            yield Problem("docs/ko.yml", ko.line, says, "list the pages of both languages in one order")
            break
