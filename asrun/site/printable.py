"""A language to print, or to read without a network: a page for each section, and one that leads to them.

Made from the pages as they were built: their articles in the order of the navigation, solutions unfolded, links to
pages of the same section turned into links within the one page. No script, and nothing to click.
"""

from __future__ import annotations

import posixpath
from itertools import groupby
from pathlib import Path

from lxml import html

from asrun import files
from asrun.pages.page import Page
from asrun.site.links import leads_away, place
from asrun.site.templates import render

PLACE = "print/"
IDLE = {"md-content__button", "headerlink", "site-take", "asrun-foot", "asrun-folded", "run"}  # no use on paper


def write(folder: Path, title: str, pages: list[Page]) -> None:
    """Write ``print/index.html``, with the front page, and ``print/SECTION/index.html`` into the built site."""
    pages = [page for page in pages if (folder / place(page.name) / "index.html").is_file()]  # a preview may lack some
    parts = {part: list(own) for part, own in groupby(pages, _part)}
    at = {place(page.name): f"{part}#{page.slug}" for part, own in parts.items() for page in own}
    styles = html.parse(str(folder / "index.html")).xpath("//link[@rel='stylesheet']/@href")
    for part, own in parts.items():
        text = render(
            "print.html",
            own[0].language,
            title=title if part == PLACE else f"{own[0].title} - {title}",
            styles=styles,
            up=posixpath.relpath(".", part),
            contents=[
                [(_from(part, at[place(page.name)]), page.title) for page in listed]
                for there, listed in parts.items()
                if part in (PLACE, there)
            ],
            articles={page: article(folder, place(page.name), part, at) for page in own},
        )
        files.write(folder / part / "index.html", text)


def _part(page: Page) -> str:
    """Where a page is printed."""
    section, _, inside = page.name.partition("/")
    return f"{PLACE}{section}/" if inside else PLACE


def article(folder: Path, where: str, part: str, at: dict[str, str]) -> str:
    """The article of the page at `where`, its ids and links made for the page `part`.

    Args:
        at: where each page is printed.
    """
    page = html.fromstring((folder / where / "index.html").read_text(encoding="utf-8"))
    found = page.xpath("//article[contains(@class, 'md-content__inner')]")[0]
    for tag in list(found.iter("*")):
        if IDLE & set(tag.classes) or tag.tag in ("script", "noscript"):
            tag.drop_tree()
    own = at[where].partition("#")[2]
    for tag in found.iter("*"):
        for name, value in tag.items():
            if name == "id":
                tag.set(name, f"{own}--{value}")
            elif name in ("href", "src"):
                tag.set(name, _lead(value, where, part, at))
            elif "url(#" in value:
                tag.set(name, value.replace("url(#", f"url(#{own}--"))
        if tag.tag == "details":
            tag.set("open", "")
    return "".join(html.tostring(inner, encoding="unicode") for inner in found)


def _lead(link: str, where: str, part: str, at: dict[str, str]) -> str:
    """Where a link of the page at `where` leads from the page `part`."""
    if leads_away(link):
        return link
    path, mark, anchor = link.partition("#")
    there = posixpath.normpath(posixpath.join(where or ".", path)).removeprefix(".") if path else where
    there += "/" if path.endswith("/") and there and not there.endswith("/") else ""
    if there in at:
        return _from(part, f"{at[there]}--{anchor}" if anchor else at[there])
    return _from(part, there + mark + anchor)


def _from(part: str, to: str) -> str:
    """A link from the page `part`; both are places in the site of one language."""
    there, mark, anchor = to.partition("#")
    if there == part and mark:
        return mark + anchor
    return posixpath.relpath(f"/{there}", f"/{part}") + ("/" if there.endswith("/") else "") + mark + anchor
