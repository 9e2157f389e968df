"""A page's own words as Markdown renders them, however they are written; in the place of a block stands its kind."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.html
import markdown
from lxml.html import HtmlElement
from mkdocs.utils.yaml import yaml_load

from asrun.examples.text import lines
from asrun.pages.page import Box, Page, Part, Prose

UNNAMED = "unnamed"
ACTIVE = ("script", "iframe", "object", "embed", "base", "meta")
LED = re.compile(r"\s*(?:javascript:|vbscript:|data:text/html)", re.I)
RAW = ("samp", "textarea", "xmp", "listing", "plaintext")


@dataclass(frozen=True)
class Code:
    """A block of code on a page, with its language: "" where it has none, or is not written in a fence."""

    line: int
    text: str
    language: str


class Renderer:
    """Renders pages with the extensions that ``mkdocs.yml`` of a project names."""

    def __init__(self, root: Path):
        with (root / "mkdocs.yml").open(encoding="utf-8") as file:
            extensions = yaml_load(file)["markdown_extensions"]
        extensions["pymdownx.highlight"] = {"use_pygments": False, "default_lang": UNNAMED}
        self._markdown = markdown.Markdown(extensions=list(extensions), extension_configs=extensions)
        self.tree = cache(self._tree)

    def _tree(self, page: Page) -> HtmlElement:
        """The elements of a page."""
        return self.rendered(written(page.parts))

    def rendered(self, text: str) -> HtmlElement:
        """Some Markdown as elements."""
        return lxml.html.fragment_fromstring(self._markdown.reset().convert(text), create_parent="article")

    def headings(self, page: Page) -> Iterator[tuple[int, str, str]]:
        """The line, words and id of each heading."""
        for element in self.tree(page).iter("h1", "h2", "h3", "h4", "h5", "h6"):
            words = "".join(element.itertext()).removesuffix("¶")
            yield line_of(page, words), words, element.get("id", "")

    def code(self, page: Page) -> Iterator[Code]:
        """The blocks of code, whatever makes them."""
        for element in self.tree(page).iter("pre", "code", *RAW):
            text = "".join(element.itertext())
            if element.tag == "pre":
                [inner] = element if len(element) == 1 else [element]
                language = inner.get("class", "").removeprefix("language-").removesuffix(UNNAMED)
            elif element.tag == "code" and ("\n" not in text or element.getparent().tag == "pre"):
                continue
            else:
                language = ""
            yield Code(line_of(page, text), text, language)

    def active(self, page: Page) -> Iterator[tuple[int, str]]:
        """The line and the name of all that a reader's browser would carry out."""
        for element in self.tree(page).iter("*"):
            if element.tag in ACTIVE:
                yield line_of(page, f"<{element.tag}"), f"<{element.tag}>"
            for name, value in element.items():
                if name.startswith("on") or LED.match(value):
                    yield line_of(page, value), f'{name}="{value}"'


def written(parts: list[Part], indent: int = 0) -> str:
    """Parts of a page as Markdown again."""
    made = []
    for part in parts:
        if isinstance(part, Prose):
            made.append(textwrap.indent(part.text, " " * indent))
        elif isinstance(part, Box):
            pad, title = " " * (indent + part.indent), f' "{part.title}"' if part.title else ""
            made.append(f"{pad}{part.mark} {part.kind}{title}\n\n{written(part.parts, indent + part.indent + 4)}")
        else:
            made.append(f"{' ' * (indent + part.indent)}[{part.kind}]")
    return "\n\n".join(made)


def line_of(page: Page, text: str, otherwise: int = 1) -> int:
    """The line of a page on which some rendered text begins, as well as one can tell."""
    wanted = next((line.strip() for line in lines(text) if line.strip()), "")
    for number, line in enumerate(lines(page.head + page.body), 1):
        if number > page.head.count("\n") and wanted and wanted in line:
            return number
    return otherwise
