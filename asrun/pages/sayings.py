"""What a page says, piece by piece as Markdown renders it: its paragraphs, and the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from asrun.examples.text import lines
from asrun.pages.page import Page
from asrun.pages.rendered import Renderer, line_of

LEAVES = ("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "summary")
ALONE = re.compile(r"\s*alone: (.+?): +\S.*", re.S)
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")


@dataclass(frozen=True)
class Saying:
    """Some words of one language.

    Attributes:
        find: gives the line of `path` on which they stand.
    """

    language: str
    path: str
    element: HtmlElement
    find: Callable[[], int]

    @cached_property
    def text(self) -> str:
        """All that is read."""
        return text_of(self.element)

    @cached_property
    def words(self) -> str:
        """What is said in a language: the text without code and formulas."""
        return FORMULA.sub("", "".join(self.element.xpath(".//text()[not(ancestor::code)]"))).removesuffix("¶")

    @cached_property
    def marked(self) -> str:
        """What stands in code and formulas."""
        return " ".join([*self.element.xpath(".//code//text()"), *FORMULA.findall(self.text)])

    @cached_property
    def alone(self) -> set[str]:
        """What this language needs for itself, as a comment declares it."""
        found = (ALONE.fullmatch(comment.text or "") for comment in self.element.iter(etree.Comment))
        return {item.strip() for one in found if one for item in one[1].split(", ")}


def text_of(element: HtmlElement) -> str:
    """What one reads of an element."""
    return "".join(element.itertext(tag=etree.Element)).removesuffix("¶")


def longest(element: HtmlElement) -> str:
    """The longest piece of an element's text, which stands like this in its source."""
    return max(element.itertext(tag=etree.Element), key=len, default="")


def paragraphs(page: Page, renderer: Renderer) -> list[Saying]:
    """The innermost elements that hold the words of a page, in order."""

    def saying(leaf: HtmlElement) -> Saying:
        return Saying(page.language, page.path, leaf, lambda: line_of(page, longest(leaf)))

    leaves = renderer.tree(page).iter(*LEAVES)
    return [saying(leaf) for leaf in leaves if next(leaf.iterdescendants(*LEAVES), None) is None]


def labels(page: Page, renderer: Renderer) -> dict[str, Saying]:
    """The words around the paragraphs by their place: title, description, and those in the options of blocks."""
    head = [line.partition(":")[0] for line in lines(page.head)]
    front = {"title": page.title, "description": page.description}
    words = {key: (head.index(key) + 1 if key in head else 1, text) for key, text in front.items()}
    for number, block in enumerate(page.blocks):
        options = {"alt": block.options.get("alt"), **block.notes, **block.labels}
        words |= {f"{number} {key}": (block.line, text) for key, text in options.items() if isinstance(text, str)}

    def saying(line: int, text: str) -> Saying:
        return Saying(page.language, page.path, renderer.rendered(text), lambda: line_of(page, text, line))

    return {place: saying(line, text) for place, (line, text) in words.items()}
