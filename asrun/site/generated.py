"""Markdown that is made from data: errata, questions, the glossary, the index of snippets, the table of lanes.

A page says where: ``/// errata``, ``/// questions``, ``/// glossary``, ``/// snippets``, ``/// lanes``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import TypeVar

from asrun.examples.find import DEFINES, STEP, Library, Module
from asrun.examples.verified import Lane, Verified
from asrun.pages.answers import Answered
from asrun.pages.glossary import HANGUL, Term
from asrun.pages.languages import other_language
from asrun.pages.page import Block, Page, Part, read
from asrun.site.project import Project
from asrun.site.templates import render

Entry = TypeVar("Entry", bound=Answered)
INITIALS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ", strict=True))
ROMAN = ["giyeok", "nieun", "digeut", "rieul", "mieum", "bieup", "siot", "ieung", "jieut", "chieut", "kieuk"]
LETTERS = dict(zip("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", [*ROMAN, "tieut", "pieup", "hieut"], strict=True))


def errata(project: Project, page: Page) -> str:
    """Every entry under the title of the page that teaches what is true, in the order of the navigation."""
    found = [
        (there, [(entry, entry.block(there)) for entry in entries])
        for there, entries in by_page(project, page, project.errata)
    ]
    return render("errata.md", page.language, errata=found)


def questions(project: Project, page: Page) -> str:
    """Every question under the title of the page that answers it, in the order of its sections."""
    found = []
    for there, entries in by_page(project, page, project.questions):
        order = [heading.anchor for heading in there.headings]
        found.append((there, sorted(entries, key=lambda entry: order.index(entry.anchor))))
    return render("questions.md", page.language, questions=found)


def by_page(project: Project, page: Page, entries: Sequence[Entry]) -> list[tuple[Page, list[Entry]]]:
    """Entries by the page that answers them, in the order of the navigation of a page's language."""
    pages = project.pages.ordered(page.language)
    found = [(there, [entry for entry in entries if f"{entry.page}.md" == there.name]) for there in pages]
    return [(there, own) for there, own in found if own]


def initial(term: str) -> str:
    """The letter under which a term stands.

    >>> initial("그래프"), initial("뿔"), initial("shape"), initial("XLA")
    ('ㄱ', 'ㅂ', 'S', 'X')
    """
    first = term[0].upper()
    return list(INITIALS.values())[(ord(first) - ord("가")) // 588] if HANGUL.match(first) else first


def glossary(project: Project, page: Page) -> str:
    """Every term, in the order of the language's alphabet."""
    language = page.language

    def alphabet(term: Term) -> tuple[bool, str]:
        name = term.name[language]
        return language == "ko" and not HANGUL.match(name), name.casefold()

    def letter(term: Term) -> tuple[str, str]:
        first = initial(term.name[language])
        return first, LETTERS.get(first, first.lower())

    letters = [(first, list(terms)) for first, terms in groupby(sorted(project.terms, key=alphabet), letter)]
    return render("glossary.md", language, letters=letters, other=other_language(language))


def snippets(project: Project, page: Page) -> str:
    """Every public definition, module by module."""
    modules = []
    for module in project.library.values():
        nodes = [node for node in module.tree.body if isinstance(node, DEFINES) and not node.name.startswith("_")]
        found = [_definition(project, page, f"{module.name}.{node.name}", node) for node in nodes]
        modules += [(module, found, _whole(project, module))] if found else []
    return render("snippets.md", page.language, modules=modules)


def _whole(project: Project, module: Module) -> list[Lane]:
    """The lanes on which every docstring of a module was verified."""
    return [
        lane for lane in project.verified.lanes if all(lane in project.verified.on(name) for name in module.sessions)
    ]


def _definition(project: Project, page: Page, name: str, node: ast.stmt) -> dict[str, object]:
    """What the index says of a definition."""
    assert isinstance(node, DEFINES)
    summary, _, more = described(ast.get_docstring(node) or "").partition("\n\n")
    body = node.body if isinstance(node, ast.ClassDef) else []
    methods = [m for m in body if isinstance(m, DEFINES) and (not m.name.startswith("_") or m.name == "__call__")]
    return {
        "name": name,
        "label": node.name,
        "signature": signature(node),
        "summary": in_code(" ".join(summary.split())),
        "more": escape(more.strip()).replace("\n\n", "\n&#10;"),
        "methods": list(map(signature, methods)),
        "pages": project.pages.showing(page.language, name),
    }


def signature(node: ast.stmt) -> str:
    r"""A definition's first line, without ``def`` and ``self``.

    >>> signature(ast.parse("def f(self, a, *, b: int = 2) -> int: pass").body[0])
    'f(a, *, b: int=2) -> int'
    >>> signature(ast.parse("class C(Base):\n    def __init__(self, n): pass").body[0])
    'C(n)'
    """
    assert isinstance(node, DEFINES)
    if isinstance(node, ast.ClassDef):
        start = next((m for m in node.body if isinstance(m, DEFINES) and m.name == "__init__"), None)
        return re.sub(r"^__init__", node.name, signature(start)).removesuffix(" -> None") if start else node.name
    arguments = re.sub(r"^(self|cls)(, |$)", "", ast.unparse(node.args))
    return f"{node.name}({arguments})" + (f" -> {ast.unparse(node.returns)}" if node.returns else "")


def in_code(text: str) -> str:
    """A line of a docstring as HTML, what stands between backticks as code.

    >>> in_code("Count ``a`` and `b` where a < b.")
    'Count <code>a</code> and <code>b</code> where a &lt; b.'
    """
    return re.sub(r"(``?)(.+?)\1", r"<code>\2</code>", escape(text))


def described(docstring: str) -> str:
    r"""A docstring without its examples.

    >>> described("Add.\n\nArgs:\n    a: one.\n\nsmall:\n\n>>> add(1)\n2\n\nSource: x.")
    'Add.\n\nArgs:\n    a: one.\n\nSource: x.'
    """
    parts = re.split(r"\n\s*\n", docstring)
    return "\n\n".join(part for part in parts if not part.lstrip().startswith(">>> ") and not STEP.fullmatch(part))


def ran_on(project: Project, page: Page) -> str:
    """What holds where."""
    return table(project.library, project.verified, page.language)


def table(library: Library, verified: Verified, language: str) -> str:
    """How many examples of each module were verified on each lane, and which of them differ and why."""
    rows = []
    differing = []
    for module in library.values():
        sessions = module.sessions.values()
        differ = [
            (session.name, example.why) for session in sessions for example in session.examples if example.elsewhere
        ]
        held = [sum(len(s.examples) for s in sessions if lane in verified.on(s.name)) for lane in verified.lanes]
        if module.examples:
            rows.append({"name": module.name, "examples": len(module.examples), "held": held, "marked": len(differ)})
        differing += differ
    sums = [sum(counts) for counts in zip(*(row["held"] for row in rows), strict=True)]
    return render("lanes.md", language, lanes=verified.lanes, rows=rows, sums=sums, differing=differing)


GENERATORS: dict[str, Callable[[Project, Page], str]] = {
    "errata": errata,
    "questions": questions,
    "glossary": glossary,
    "snippets": snippets,
    "lanes": ran_on,
}


def expanded(project: Project, page: Page) -> Page:
    """A page with Markdown in the place of the blocks that are made from data."""
    if page not in project.expansions:
        parts: list[Part] = []
        headings = [*page.headings]
        for part in page.parts:
            if isinstance(part, Block) and part.kind in GENERATORS:
                found = read(GENERATORS[part.kind](project, page))
                parts += found.parts
                headings += found.headings
            else:
                parts.append(part)
        project.expansions[page] = replace(page, parts=parts, headings=headings)
    return project.expansions[page]
