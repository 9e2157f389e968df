"""Formulas as MathML, made when the site is built: a page needs no script for them."""

from __future__ import annotations

import re
from functools import cache

from math_core import LatexError, LatexToMathML


def is_block(text: str) -> bool:
    """Whether a formula with its dollars stands by itself."""
    return text.startswith("$$")


@cache
def mathml(text: str) -> str:
    """A formula with its dollars as MathML that no Markdown is found in.

    Raises:
        LatexError: where it is not TeX.

    >>> mathml("$a_1$").startswith("<math><msub><mi>a</mi>")
    True
    """
    converter = LatexToMathML(fancy_error=False)
    html = converter.convert_with_local_state(text.strip("$").strip(), displaystyle=is_block(text))
    return (
        re.sub(r"[*_`\\\[\]|~^](?=[^<>]*<)", lambda sign: f"&#{ord(sign[0])};", html)
        .replace("\n", " ")
        .replace('"', "'")
    )


def complaint(text: str) -> str:
    """What is wrong with a formula, "" where nothing is."""
    try:
        mathml(text)
    except LatexError as error:
        return f"formula {text}: {error}"
    return ""
