"""Where the links of the pages lead."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator

from asrun.pages.check import GENERATED
from asrun.pages.glossary import GLOSSARY
from asrun.pages.page import Block, Page, Prose, walk
from asrun.pages.prose import Piece, pieces
from asrun.problems import Problem, nearest
from asrun.site import formulas
from asrun.site.generated import expanded
from asrun.site.project import Project

ID = re.compile(r"\{:? ?#([\w-]+)|\bid=\"([\w-]+)\"")


def place(name: str) -> str:
    """The folder of a page in the site of its language.

    >>> place("index.md"), place("tensors/index.md"), place("tensors/sets.md")
    ('', 'tensors/', 'tensors/sets/')
    """
    path = name.removesuffix(".md")
    return path.removesuffix("index") if path.split("/")[-1] == "index" else f"{path}/"


def stem(name: str) -> str:
    """What the files of a page are called: after the page, or the section that it opens.

    >>> stem("tensors/index.md"), stem("tensors/sets.md"), stem("index.md")
    ('tensors', 'sets', 'index')
    """
    return place(name).rstrip("/").rpartition("/")[2] or "index"


def has_downloads(page: Page) -> bool:
    """Whether a page's code can be taken away: it shows some, and does not forbid it."""
    return page.meta.get("downloads") is not False and any(block.kind not in GENERATED for block in page.blocks)


def leads_away(link: str) -> bool:
    """Whether a link is to no page or file of the site.

    >>> leads_away("https://example.org/a.md"), leads_away("?seed=1"), leads_away("sets.md")
    (True, True, False)
    """
    return bool(re.match(r"[a-zA-Z][\w+.-]*:|//|\?", link))


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
    found = {heading.anchor for heading in page.headings}
    for part, _ in walk(page.parts):
        if isinstance(part, Prose):
            found |= {one or another for one, another in ID.findall(part.text)}
    return found - {""}


def similar(one: str, another: str) -> bool:
    """Whether two titles are alike, but for a word or an ending."""
    return difflib.SequenceMatcher(None, one.lower(), another.lower()).ratio() > 0.75


def check(project: Project) -> Iterator[Problem]:
    """Links that lead nowhere or bear a wrong title, aliases of no heading, and formulas that are not TeX."""
    for page in project.due:
        there = anchors(expanded(project, page)) if page.aliases else set()
        for old, new in page.aliases.items():
            if new not in there:
                yield Problem(
                    page.path, 1, f"the alias '{old}' is for '{new}', which is not there", nearest(new, there)
                )
            elif old in there:
                yield Problem(page.path, 1, f"the alias '{old}' is the id of something else")
    for page, path, line, text in _texts(project):
        for piece in pieces(text):
            says, remedy = "", ""
            if piece.kind == "formula":
                says = formulas.complaint(piece.text)
            elif piece.kind == "link":
                says, remedy = _wrong(project, page, piece)
            elif piece.kind == "tag" and re.search(r"(?:href|src)=[\"']?[^\"':]*\.md\b", piece.text):
                says, remedy = f"a link in HTML: {piece.text}", "write [words](page.md): its address is found then"
            elif piece.kind == "text" and (found := re.search(r"(?m)^ {0,3}(\[[^\]^]+\]:) \S", piece.text)):
                says, remedy = (
                    f"a link that is defined elsewhere: {found[1]}",
                    "write it where it stands: [words](page.md)",
                )
            if says:
                yield Problem(path, line + piece.line, says, remedy)


def _texts(project: Project) -> Iterator[tuple[Page, str, int, str]]:
    """Everything that is written in Markdown: the page on which it is shown, its file and line."""
    for page in project.due:
        for part, _ in walk(page.parts):
            if isinstance(part, Block):
                yield from ((page, page.path, part.line, note) for note in part.notes.values())
            else:
                yield page, page.path, part.line, part.text if isinstance(part, Prose) else part.title
    for language in project.pages.of:
        for kind, answered in (("errata", project.errata), ("questions", project.questions)):
            if listing := project.pages.holding(language, kind):
                yield from ((listing, entry.path, entry.line, entry.texts(language)) for entry in answered)
        if glossary := project.pages.holding(language, "glossary"):
            for term in project.terms:
                yield glossary, GLOSSARY, term.line, term.definition[language]


def _wrong(project: Project, page: Page, piece: Piece) -> tuple[str, str]:
    """What is wrong with a link, and a remedy."""
    own = project.pages.of[page.language]
    text, link, anchor = piece.link
    if leads_away(link):
        return "", ""
    name = target(page.name, link) if link else page.name
    if not name.endswith(".md"):
        known_file = (project.root / "docs" / page.language / name).is_file()
        return (
            ("", "") if known_file else (f"broken link '{link}': there is no such file", "link to a page by its file")
        )
    if name not in own:
        return f"broken link '{link}': there is no such page", nearest(name, own)
    there = expanded(project, own[name])
    if anchor and anchor[1:] not in (known := anchors(there) | set(there.aliases)):
        return f"broken link '{link}{anchor}': {name} has no such id", nearest(anchor[1:], known)
    title = own[name].title
    titles = {other.title for other in own.values()} - {title}
    if not anchor and text.lower() != title.lower() and (text in titles or (piece.opens and similar(text, title))):
        return f"the link '{text}' leads to the page '{title}'", "call it by its title, or say something else"
    return "", ""
