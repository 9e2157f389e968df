"""Where two twins do not say the same, as far as a machine can tell without forcing word for word.

Paragraphs, lists and tables stand in the same order. What is said in each pair of paragraphs, and in each pair
of titles, descriptions of figures, notes and texts of data, has the same names, formulas, links, numbers and terms.
What a language needs for itself is declared where it stands: ``<!-- alone: 30, tf.add: counted in seconds here -->``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from lxml.html import HtmlElement

from asrun.pages.kinds import KINDS
from asrun.pages.page import Page
from asrun.pages.rendered import Renderer, line_of
from asrun.pages.sayings import Saying, labels, longest, paragraphs
from asrun.pages.vocabulary import Vocabulary
from asrun.problems import Problem

SHAPES = ("p", "ul", "ol", "li", "table", "tr", "img", "pre", "blockquote", "details", "dl", "dt", "dd")
NO_TERMS = Vocabulary([])


def apart(page: Page, twin: Page, renderer: Renderer, vocabulary: Vocabulary = NO_TERMS) -> Iterator[Problem]:
    """Where a page and its twin part: the first difference of their shapes, else each of what they say."""
    shapes = [list(renderer.tree(one).iter(*SHAPES)) for one in (page, twin)]
    for here, there in zip_longest(*shapes):
        if here is None or there is None or _shape(here) != _shape(there):
            line = 1 if here is None else line_of(page, longest(here))
            says = f"{_told(here)} stands here, and {_told(there)} in the twin"
            yield Problem(page.path, line, says, f"bring the order of paragraphs of {twin.path} and this page together")
            return
    for one, other in zip(paragraphs(page, renderer), paragraphs(twin, renderer), strict=False):
        yield from differences(one, other, vocabulary)
    around = labels(page, renderer), labels(twin, renderer)
    for place in around[0].keys() & around[1].keys():
        yield from differences(around[0][place], around[1][place], vocabulary)


def differences(one: Saying, other: Saying, vocabulary: Vocabulary = NO_TERMS) -> Iterator[Problem]:
    """What two sayings do not have in common."""
    alone = one.alone | other.alone
    for what, compare in {**KINDS, "terms": vocabulary.compare}.items():
        if told := [says for item, says in compare(one, other) if item not in alone]:
            says = f"the twins differ in {what}: {', '.join(told)}"
            remedy = f"say the same in {other.path}:{other.find()}"
            yield Problem(one.path, one.find(), says, f"{remedy}, or declare it: <!-- alone: ITEM: the reason -->")


def _shape(element: HtmlElement) -> tuple[str, int]:
    """The tag of an element, and how many it holds where that counts."""
    return element.tag, len(element) if element.tag in ("ul", "ol", "tr", "dl") else 0


def _told(element: HtmlElement | None) -> str:
    if element is None:
        return "nothing"
    tag, holds = _shape(element)
    return f"<{tag}>" + f" of {holds}" * bool(holds)
