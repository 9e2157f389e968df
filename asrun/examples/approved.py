"""Hold figures against drawings that a person approved: elements and texts to the letter, places nearly.

An approved drawing is one SVG in ``docs/figures/``, named after the docstring and the step that draws it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.etree

from asrun.examples.find import Library
from asrun.examples.record import Records

FOLDER = "docs/figures"
PLACES = {"cx", "cy", "d", "height", "points", "r", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True)
class Drawn:
    """A figure that an example drew: the name of its drawing, its docstring, step and line, and the SVG.

    Its places may be `within` so many points of those of its drawing.
    """

    name: str
    session: str
    step: str
    line: int
    svg: str
    within: float


def figures(library: Library, records: Records) -> Iterator[Drawn]:
    """Every figure, in the order of the docstrings."""
    for session in library.sessions.values():
        seen: Counter[str] = Counter()
        for example, outcome in zip(session.examples, records.outcomes(session.name), strict=True):
            if outcome.figure:
                step = example.step
                seen[step] += 1
                name = ".".join(filter(None, [session.name, step])) + (f"-{seen[step]}" if seen[step] > 1 else "")
                yield Drawn(name, session.name, step, example.line, outcome.figure, session.within)


def path(root: Path, name: str) -> Path:
    """Where the approved drawing of a figure lies."""
    return root / FOLDER / f"{name}.svg"


def rounded(svg: str) -> str:
    """A drawing as it is kept: places with one digit after the point, ids by their order, no ids of the day.

    >>> rounded('<svg><path id="f0a1b2c3d-m1" d="M 0.123 4.56"/><use href="#f0a1b2c3d-m1" x="7"/></svg>')
    '<svg><path id="i1" d="M 0.1 4.6"/><use href="#i1" x="7"/></svg>'
    """
    ids: dict[str, str] = {}
    svg = re.sub(r"\bf[0-9a-f]{8}-[\w-]+", lambda found: ids.setdefault(found[0], f"i{len(ids) + 1}"), svg)

    def attribute(found: re.Match[str]) -> str:
        return found[1] + NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), found[2]) + '"'

    return re.sub(rf'( (?:{"|".join(sorted(PLACES))})=")([^"]*)"', attribute, svg)


def difference(approved: str, drawn: str, within: float) -> str:
    """In what a drawing differs from the approved one by more than some points, "" where it does not.

    >>> one = '<svg><path d="M 0 1"/><text x="1">a 1</text></svg>'
    >>> [difference(one, one.replace("M 0 1", "M 2 1"), within) for within in (0.5, 5)]
    ['a path stands elsewhere', '']
    >>> difference(one, one.replace("a 1", "a 2"), 5), difference(one, "<svg/>", 5)
    ("the text 'a 1' is 'a 2' now", '0 elements instead of 2')
    """
    try:
        trees = [list(lxml.etree.fromstring(rounded(svg)).iter()) for svg in (approved, drawn)]
    except lxml.etree.XMLSyntaxError:
        return "the approved drawing is damaged"
    if len(trees[0]) != len(trees[1]):
        return f"{len(trees[1]) - 1} elements instead of {len(trees[0]) - 1}"
    for old, new in zip(*trees, strict=True):
        if old.tag != new.tag or old.attrib.keys() != new.attrib.keys():
            return f"a {old.tag} is another one now"
        if (old.text or "").strip() != (new.text or "").strip():
            return f"the text '{(old.text or '').strip()}' is '{(new.text or '').strip()}' now"
        for key, value in old.attrib.items():
            if key not in PLACES:
                if value != new.get(key):
                    return f"a {old.tag} has another {key}: {new.get(key)}"
            elif NUMBER.sub("#", value).split() != NUMBER.sub("#", new.get(key)).split():
                return f"a {old.tag} has another shape"
            elif any(
                abs(float(a) - float(b)) > within
                for a, b in zip(NUMBER.findall(value), NUMBER.findall(new.get(key)), strict=True)
            ):
                return f"a {old.tag} stands elsewhere"
    return ""


def unlike(root: Path, drawn: Drawn) -> str:
    """In what a figure differs from what was approved, "" where it does not."""
    kept = path(root, drawn.name)
    if not kept.is_file():
        return f"the figure {drawn.name}: nobody has approved it"
    says = difference(kept.read_text(encoding="utf-8"), drawn.svg, drawn.within)
    return says and f"the figure {drawn.name}: {says}"
