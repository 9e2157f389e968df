"""Where two twins do not say the same, as far as a machine can tell without forcing word for word.

Paragraphs, lists and tables stand in the same order; in each pair of paragraphs the same names
in code, formulas, links and numbers. A number may be written out in words. What a language needs
for itself is declared where it stands: ``<!-- alone: 30, tf.add: counted in seconds here -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from lxml import etree
from lxml.html import HtmlElement

from asrun.pages.page import Page
from asrun.pages.rendered import Renderer, line_of
from asrun.problems import Problem

SHAPES = ("p", "ul", "ol", "li", "table", "tr", "img", "pre", "blockquote", "details", "dl", "dt", "dd")
LEAVES = ("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4")
ALONE = re.compile(r"\s*alone: (.+?): +\S.*", re.S)
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
NUMBER = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)"
    r" ?((?:(?<=10)|(?<=100)|(?<=1000))만(?!큼)|만(?= ?[개번배])|억|조|million|billion|trillion)?"  # 만 is also "only"
)
UNITS = {"만": 10**4, "억": 10**8, "조": 10**12, "million": 10**6, "billion": 10**9, "trillion": 10**12}
IN_WORDS = {  # how a language may write a number
    "en": {
        0: "zeros?|no|none|nothing",
        1: "one|once|single|first|an?|each|January",
        2: "two|twice|second|doubles?|both|pair|half|halves|February",
        3: "three|third|March",
        4: "four|fourth|quarters?|April",
        5: "five|fifth|May",
        6: "six|sixth|June",
        7: "seven|July",
        8: "eight|eighth|August",
        9: "nine|September",
        10: "tens?|tenths?|October",
        11: "eleven|November",
        12: "twelve|December",
        15: "fifteen",
        16: "sixteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        60: "sixty",
        100: "hundred",
        200: "two-hundredth",
        1000: "thousand",
        10**6: "million",
        10**9: "billion",
        4 * 10**12: "four trillion",
        0.5: "half",
    },
    "ko": {
        0: "영|없",
        1: "한|하나|첫|일|번",
        2: "두|둘|이|배|반",
        3: "세|셋|석|삼",
        4: "네|넷|사",
        5: "다섯|오",
        6: "여섯",
        7: "일곱",
        8: "여덟",
        9: "아홉",
        10: "열|십",
        12: "열두",
        15: "열다섯",
        16: "열여섯",
        20: "스무|스물",
        30: "서른",
        40: "마흔",
        60: "예순",
        100: "백",
        1000: "천",
        0.5: "반",
    },
}


def apart(page: Page, twin: Page, renderer: Renderer) -> Iterator[Problem]:
    """Where a page and its twin part: the first difference of their shapes, else each of their paragraphs."""
    shapes = [list(renderer.tree(one).iter(*SHAPES)) for one in (page, twin)]
    for here, there in zip_longest(*shapes):
        if here is None or there is None or _shape(here) != _shape(there):
            line = 1 if here is None else line_of(page, _line(here))
            says = f"{_told(here)} stands here, and {_told(there)} in the twin"
            yield Problem(page.path, line, says, f"bring the order of paragraphs of {twin.path} and this page together")
            return
    leaves = [
        [leaf for leaf in renderer.tree(one).iter(*LEAVES) if next(leaf.iterdescendants(*LEAVES), None) is None]
        for one in (page, twin)
    ]
    for here, there in zip(*leaves, strict=False):
        alone = {item for leaf in (here, there) for item in _alone(leaf)}
        for what, of in KINDS.items():
            mine, theirs = of(here), of(there)
            lacks = sorted(
                f"{item} in {one.language}"
                for one, own, leaf, other in ((page, theirs - mine, here, there), (twin, mine - theirs, there, here))
                for item in own - alone
                if not (what == "numbers" and _in_words(item, leaf, one.language))
            )
            if lacks:
                says = f"the twins differ in {what}: not there is {', '.join(lacks)}"
                remedy = "say the same in both, or declare what one needs for itself: <!-- alone: ITEM: the reason -->"
                yield Problem(page.path, line_of(page, _line(here)), says, remedy)


def _shape(element: HtmlElement) -> tuple[str, int]:
    """The tag of an element, and how many it holds where that counts."""
    return element.tag, len(element) if element.tag in ("ul", "ol", "tr", "dl") else 0


def _told(element: HtmlElement | None) -> str:
    if element is None:
        return "nothing"
    tag, holds = _shape(element)
    return f"<{tag}>" + f" of {holds}" * bool(holds)


def _text(element: HtmlElement) -> str:
    return "".join(element.itertext(tag=etree.Element)).removesuffix("¶")


def _line(element: HtmlElement) -> str:
    """The longest piece of an element's text, which stands like this in its source."""
    return max(element.itertext(tag=etree.Element), key=len, default="")


def _alone(element: HtmlElement) -> Iterator[str]:
    for comment in element.iter(etree.Comment):
        if found := ALONE.fullmatch(comment.text or ""):
            yield from (item.strip() for item in found[1].split(", "))


def _codes(element: HtmlElement) -> set[str]:
    """Names in code, without the parentheses of calls; what holds words of a language does not count."""
    codes = {_text(code).replace("()", "") for code in element.iter("code")}
    return {code for code in codes if re.fullmatch(r"@?[\w.]+(?:=[\w.]+)?", code) and code.isascii()}


def _formulas(element: HtmlElement) -> set[str]:
    return {re.sub(r"\\text\{[^}]*\}", "", formula) for formula in FORMULA.findall(_text(element))}


def _links(element: HtmlElement) -> set[str]:
    return {str(link.get("href")) for link in element.iter("a") if "headerlink" not in link.get("class", "")}


def _numbers(element: HtmlElement) -> set[str]:
    """The numbers in the words of an element, their thousands not set off."""
    words = FORMULA.sub("", "".join(part for part in element.itertext(tag=etree.Element) if part))
    for code in element.iter("code"):
        words = words.replace(_text(code), "", 1)
    found = ((float(number.replace(",", "")), UNITS.get(unit, 1)) for number, unit in NUMBER.findall(words))
    return {f"{number * unit:g}" if number * unit < 10**5 else f"{number * unit:.0f}" for number, unit in found}


def _in_words(number: str, element: HtmlElement, language: str) -> bool:
    """Whether an element has a number in words, in code, or in a formula."""
    text = _text(element)
    words = IN_WORDS[language].get(float(number), "")
    edge = r"\b" if language == "en" else ""
    return number in text or bool(words and re.search(rf"{edge}(?:{words}){edge}", text, re.I))


KINDS: dict[str, Callable[[HtmlElement], set[str]]] = {
    "code": _codes,
    "formulas": _formulas,
    "links": _links,
    "numbers": _numbers,
}
