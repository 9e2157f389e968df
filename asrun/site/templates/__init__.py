"""Markdown and HTML that is made from a template each, and the words in them: ``words.yml``."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

FOLDER = Path(__file__).parent


@cache
def words(language: str) -> dict[str, Any]:
    """What the engine says on a page, in a language."""
    said: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))
    return said[language]


def render(template: str, language: str = "", **values: Any) -> str:
    """Fill in a template; those of a page know the words of its language."""
    said = words(language) if language else {}
    return _templates().get_template(template).render(language=language, words=said, **values)


def raw(html: str, selector: str) -> str:
    """HTML in an element of its own, as Markdown that no builder changes."""
    kept = re.sub(r"(?m)^( *)\n", lambda blank: "&#32;" * len(blank[1]) + "&#10;", html.replace("\t", "&#9;"))
    indented = "\n".join(f"    {line}" for line in kept.split("\n"))
    return f"/// html | {selector}\n    markdown: html\n\n{indented}\n///"


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html", "xml"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="<#",  # in Markdown {# begins an id
        comment_end_string="#>",
    )
    found.filters["raw"] = raw
    found.filters["samp"] = lambda text: Markup(escape(text).replace("`", "&#96;"))
    found.filters["attribute"] = lambda text: Markup(escape(text).replace("\n", "&#10;").replace("\t", "&#9;"))
    return found
