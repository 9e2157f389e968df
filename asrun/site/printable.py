"""The whole site of a language as one page, to print or to read without a network.

Made from the pages as they were built: their articles in the order of the
navigation, solutions unfolded, links between pages turned into links within the
one page. No script, and nothing to click.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from lxml import html

from asrun import files
from asrun.pages.page import Page
from asrun.site.links import leads_away, place
from asrun.site.templates import render

PLACE = "print/"
IDLE = {"md-content__button", "headerlink", "site-take", "asrun-foot", "run"}  # classes of what is no use on paper


def write(folder: Path, title: str, pages: list[Page]) -> None:
    """Write ``print/index.html`` into the built site of one language."""
    pages = [page for page in pages if (folder / place(page.name) / "index.html").is_file()]  # a preview may lack some
    slugs = {place(page.name): page.slug for page in pages}
    styles = html.parse(str(folder / "index.html")).xpath("//link[@rel='stylesheet']/@href")
    articles = {page: article(folder, place(page.name), slugs) for page in pages}
    text = render("print.html", pages[0].language, title=title, styles=styles, articles=articles)
    files.write(folder / PLACE / "index.html", text)


def article(folder: Path, where: str, slugs: dict[str, str]) -> str:
    """The article of the page at `where`, its ids and links made for the one page."""
    page = html.fromstring((folder / where / "index.html").read_text(encoding="utf-8"))
    found = page.xpath("//article[contains(@class, 'md-content__inner')]")[0]
    for tag in list(found.iter("*")):
        if IDLE & set(tag.classes) or tag.tag in ("script", "noscript"):
            tag.drop_tree()
    own = slugs[where]
    for tag in found.iter("*"):
        for name, value in tag.items():
            if name == "id":
                tag.set(name, f"{own}--{value}")
            elif name in ("href", "src"):
                tag.set(name, _lead(value, where, slugs))
            elif "url(#" in value:
                tag.set(name, value.replace("url(#", f"url(#{own}--"))
        if tag.tag == "details":
            tag.set("open", "")
    return "".join(html.tostring(inner, encoding="unicode") for inner in found)


def _lead(link: str, where: str, slugs: dict[str, str]) -> str:
    """Where a link of the page at `where` leads from the one page."""
    if leads_away(link):
        return link
    path, mark, anchor = link.partition("#")
    there = posixpath.normpath(posixpath.join(where or ".", path)).removeprefix(".") if path else where
    there += "/" if path.endswith("/") and there and not there.endswith("/") else ""
    if there in slugs:
        return f"#{slugs[there]}" + (f"--{anchor}" if anchor else "")
    return posixpath.relpath(f"/{there}", f"/{PLACE}") + mark + anchor
