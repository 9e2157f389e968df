"""Where the links of the pages lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asrun.pages.check import similar
from asrun.pages.page import Box, Page, Prose, walk
from asrun.pages.prose import Piece, pieces
from asrun.problems import Problem, nearest
from asrun.site import formulas

if TYPE_CHECKING:
    from asrun.site.project import Project

ID = re.compile(r"\{:? ?#([\w-]+)|\bid=\"([\w-]+)\"")


def place(name: str) -> str:
    """The folder of a page in the site of its language.

    >>> place("index.md"), place("tensors/index.md"), place("tensors/sets.md")
    ('', 'tensors/', 'tensors/sets/')
    """
    path = name.removesuffix(".md")
    return path.removesuffix("index") if path.split("/")[-1] == "index" else f"{path}/"


def target(name: str, link: str) -> str:
    """The page or file that a link on a page is to.

    >>> target("tensors/sets.md", "../index.md"), target("tensors/sets.md", "/index.md")
    ('index.md', 'index.md')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), link)).lstrip("/")


def between(name: str, path: str) -> str:
    """The address of a file of the site, as the page of a name links to it.

    >>> between("tensors/sets.md", "snippets/a.py")
    '../../snippets/a.py'
    """
    return posixpath.relpath(f"/{path}", f"/{place(name)}") + ("/" if path.endswith("/") else "")


def anchors(page: Page) -> set[str]:
    """Every id of a page that can be linked to."""
    found = {heading.anchor for heading in page.headings} | set(page.meta.get("aliases", {}))
    for part, _ in walk(page.parts):
        if isinstance(part, Prose):
            found |= {one or another for one, another in ID.findall(part.text)}
    return found - {""}


def check(project: Project) -> Iterator[Problem]:
    """Links that lead nowhere or bear a wrong title, and formulas that are not TeX."""
    for page in project.pages:
        headings = [heading.anchor for heading in project.expanded(page).headings]
        for old, new in page.meta.get("aliases", {}).items():
            if new not in headings:
                yield Problem(
                    page.path, 1, f"the alias '{old}' is for '{new}', which no heading is", nearest(new, headings)
                )
        for part, _ in walk(page.parts):
            if not isinstance(part, Prose | Box):
                continue
            for piece in pieces(part.text if isinstance(part, Prose) else part.title):
                problem = ""
                remedy = ""
                if piece.kind == "formula":
                    problem = formulas.complaint(piece.text)
                elif piece.kind == "link":
                    problem, remedy = _wrong(project, page, piece)
                if problem:
                    yield Problem(page.path, part.line + piece.line, problem, remedy)


def _wrong(project: Project, page: Page, piece: Piece) -> tuple[str, str]:
    """What is wrong with a link, and a remedy."""
    own = project.pages.of[page.language]
    text, link, anchor = piece.link
    if re.match(r"\w+:|//|\?", link):
        return "", ""
    name = target(page.name, link) if link else page.name
    if not name.endswith(".md"):
        known_file = (project.root / "docs" / page.language / name).is_file()
        return (
            ("", "") if known_file else (f"broken link '{link}': there is no such file", "link to a page by its file")
        )
    if name not in own:
        return f"broken link '{link}': there is no such page", nearest(name, own)
    there = project.expanded(own[name])
    if anchor and anchor[1:] not in (known := anchors(there)):
        return f"broken link '{link}{anchor}': {name} has no such id", nearest(anchor[1:], known)
    title = own[name].title
    titles = {other.title for other in own.values()} - {title}
    if not anchor and text.lower() != title.lower() and (text in titles or (piece.opens and similar(text, title))):
        return f"the link '{text}' leads to the page '{title}'", "call it by its title, or say something else"
    return "", ""
