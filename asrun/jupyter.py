"""Dress what mkdocs-jupyter makes of a notebook as the pages around it: a MkDocs hook.

A page whose front matter says ``notebook: true`` is turned into a notebook before
MkDocs runs (:mod:`asrun.download`), and mkdocs-jupyter renders that. What it makes
brings half a megabyte of styles, ids out of translated headings and no links to
other pages; here its cells get the classes, ids, boxes and links that the other
pages have.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from mkdocs.structure.toc import get_toc

from asrun import pages, render

log = logging.getLogger("mkdocs.asrun")
FORMULA = re.compile(r"(\$\$?)(?=\S)([^$]+?)(?<=\S)\1")


def on_page_content(html, page, config, files):
    """What MkDocs calls with the HTML of every page."""
    if not page.file.src_uri.endswith(".ipynb"):
        return html
    path = Path(page.file.abs_src_path)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    page.meta = pages.read(path.with_suffix(".md")).meta
    options = config.mdx_configs["asrun.render"]
    dress = Dress(render.WORDS[options["lang"]], config.mdx_configs["toc"].get("permalink_title", ""))
    rendered = BeautifulSoup(html, "html.parser").select('.jp-Cell[id^="cell-id="]')
    body = dress.whole(cells, rendered)
    page.toc = get_toc(dress.contents)
    for link in body.select("a[href]"):
        _resolve(link, page, files)
    return str(body)


class Dress:
    """Puts the cells of a notebook into the classes of the site."""

    def __init__(self, words: dict[str, str], permalink: str):
        self.words, self.permalink = words, permalink
        self.soup = BeautifulSoup("", "html.parser")
        self.project = render.project(Path().resolve())
        self.titles: dict[str, str] = {}
        self.contents: list[dict] = []

    def whole(self, cells: list[dict], rendered: list[Tag]) -> BeautifulSoup:
        """The whole page; cells of one box come into one box."""
        place, inside = self.soup, ""
        for cell, found in zip(cells, rendered, strict=True):
            tag = next(iter(cell["metadata"].get("tags", [])), "")
            parts = self.code(cell, found) if cell["cell_type"] == "code" else self.prose(found, tag)
            if tag != inside:
                place = self.box(tag, parts) if tag else self.soup
                inside = tag
            place.extend(parts)
        return self.soup

    def box(self, tag: str, parts: list[Tag]) -> Tag:
        """A box, its title taken out of its first cell; one that goes on after a box within it bears it again."""
        kind = tag.rpartition("-")[0]
        folds = kind == "solution"
        box = self.new("details" if folds else "div", kind if folds else f"admonition {kind}")
        head = self.new("summary" if folds else "p", "" if folds else "admonition-title")
        first = parts[0] if parts else head
        title = first if first.name == "summary" else first.find("strong")
        if tag in self.titles:
            head.string = self.titles[tag]
        elif title:
            head.string = self.titles[tag] = title.get_text()
            if first is title or first.get_text() == title.get_text():
                del parts[0]
            else:
                title.extract()
        box.append(head)
        self.soup.append(box)
        return box

    def prose(self, found: Tag, tag: str) -> list[Tag]:
        """The Markdown of a cell, with ids, permanent links and formulas."""
        inner = found.select_one(".jp-RenderedMarkdown")
        for heading in inner.find_all(re.compile(r"h[1-6]")):
            anchor = heading.find("a", id=True)
            for link in heading.find_all("a"):
                link.extract()
            if anchor:
                heading["id"] = anchor["id"]
                self.note(heading)
                link = self.new("a", "headerlink", href=f"#{anchor['id']}", title=self.permalink)
                link.string = "¶"
                heading.append(link)
        for text in inner.find_all(string=FORMULA):
            if not text.find_parent(["code", "pre"]):
                text.replace_with(BeautifulSoup(formulas(text), "html.parser"))
        if tag and (quotation := inner.find("blockquote", recursive=False)):
            quotation.unwrap()
        if tag and (folded := inner.find("details", recursive=False)):
            folded.unwrap()
        return [child for child in list(inner.children) if isinstance(child, Tag)]

    def note(self, heading: Tag) -> None:
        """Note a heading down for the table of contents."""
        level = int(heading.name[1])
        entry = {
            "level": level,
            "id": heading["id"],
            "name": heading.get_text().strip(),
            "html": "",
            "data-toc-label": "",
            "children": [],
        }
        place = self.contents
        while place and place[-1]["level"] < level:
            place = place[-1]["children"]
        place.append(entry)

    def code(self, cell: dict, found: Tag) -> list[Tag]:
        """A cell of code with what it gave."""
        box = self.new("div", "asrun asrun-session")
        inside = self.new("div", "asrun-cell")
        box.append(inside)
        code = self.new("code", "")
        code.extend(list(found.select_one(".highlight-ipynb pre").children))
        wrap, pre = self.new("div", "language-python highlight"), self.new("pre", "")
        pre.append(code)
        wrap.append(pre)
        inside.append(wrap)
        for output in cell["outputs"]:
            svg = "".join(output.get("data", {}).get("image/svg+xml", ""))
            text = "".join(output.get("text", "")).strip("\n")
            made = render.figure(svg) if svg else render.said(text, self.words["output"])
            inside.append(BeautifulSoup(made, "html.parser"))
        module = cell["metadata"].get("asrun", "")
        if module and (ran := self.project.verified(module)):
            foot = self.new("div", "asrun-foot")
            foot.append(BeautifulSoup(render.badge(ran, self.words["verified"]), "html.parser"))
            box.append(foot)
        return [box]

    def new(self, name: str, classes: str, **attributes: str) -> Tag:
        """An element that belongs to nothing yet."""
        return self.soup.new_tag(name, attrs={**({"class": classes} if classes else {}), **attributes})


def formulas(text: str) -> str:
    """Some text as HTML, its formulas as MathML.

    >>> formulas("a < b and no formula for $5")
    'a &lt; b and no formula for $5'
    """
    made, end = "", 0
    for found in FORMULA.finditer(text):
        made += escape(text[end : found.start()], quote=False)
        made += render.mathml(found[2], found[1] == "$$") or escape(found[0], quote=False)
        end = found.end()
    return made + escape(text[end:], quote=False)


def _resolve(link: Tag, page, files) -> None:
    """Lead a link to a Markdown file to the page that is made of it."""
    target, mark, anchor = link["href"].partition("#")
    if not target.endswith(".md") or "://" in target:
        return
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), target))
    there = files.get_file_from_path(name)
    if there is None:
        log.warning(
            "Doc file '%s' contains a link '%s', but the target '%s' is not found among documentation files.",
            page.file.src_uri.replace(".ipynb", ".md"),
            link["href"],
            name,
        )
        return
    link["href"] = there.url_relative_to(page.file) + mark + anchor
