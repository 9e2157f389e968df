"""The whole site of a language as one page, to print or to read without a network.

Made from the pages as they were built: their articles in the order of the
navigation, solutions unfolded, links between pages turned into links within the
one page. No script, and nothing to click.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import Path

import yaml

from asrun.download import place
from asrun.pages import Page

PLACE = "print/"
ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*)</article>', re.S)
IDLE = re.compile(  # what is of no use on paper
    r'<a [^>]*class="md-content__button.*?</a>|<a class="headerlink".*?</a>|<nav class="site-take".*?</nav>'
    r'|<div class="asrun-foot">.*?</div>|<details class="run">.*?</details>'
    r"|<script.*?</script>|<noscript.*?</noscript>",
    re.S,
)
ID = re.compile(r'(?<=\sid=")([^"]+)(?=")')
LINK = re.compile(r'(?<=\shref=")([^"]*)(?=")')
STYLE = """
.print { box-sizing: border-box; width: 100%; max-width: 46rem; margin: auto; padding: 1rem; }
.print > article { break-before: page; padding-top: 1rem; }
.print table { display: block; overflow-x: auto; }
.print pre, .print figure { break-inside: avoid; }
.print pre > code, .print samp { white-space: pre-wrap !important; overflow-wrap: anywhere; }
"""


def order(config: Path, pages: dict[str, Page]) -> list[str]:
    """The names of all pages in the order of a configuration's navigation."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda *_: None)
    found: list[str] = []

    def walk(item: object) -> None:
        if isinstance(item, str):
            found.append(re.sub(r"\.ipynb$", ".md", item))
        for inner in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
            walk(inner)

    walk(yaml.load(config.read_text(encoding="utf-8"), Loader).get("nav") or [])
    return list(dict.fromkeys([name for name in found if name in pages] or sorted(pages)))


def write(folder: Path, language: str, names: list[str], pages: dict[str, Page], title: str) -> None:
    """Write ``print/index.html`` into the built site of one language."""
    names = [name for name in names if (folder / place(name) / "index.html").is_file()]  # a preview may lack some
    slugs = {place(name): slug(name) for name in names}
    first = (folder / "index.html").read_text(encoding="utf-8")
    head = re.findall(r'<link rel="stylesheet" href="([^"]+)"', first)
    styles = "".join(f'<link rel="stylesheet" href="../{address}">' for address in head)
    contents = "".join(f'<li><a href="#{slug(name)}">{escape(pages[name].title)}</a></li>' for name in names)
    articles = "".join(f'<article id="{slug(name)}">{article(folder, place(name), slugs)}</article>' for name in names)
    target = folder / PLACE / "index.html"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="description" content="{escape(pages[names[0]].description)}">'
        f'{styles}<link rel="icon" href="../assets/favicon.svg"><style>{STYLE}</style></head>'
        '<body dir="ltr" data-md-color-scheme="default"><main class="print md-typeset">'
        f'<p class="print-title">{escape(title)}</p>'
        f"<nav><ol>{contents}</ol></nav>{articles}</main></body></html>\n",
        encoding="utf-8",
    )


def slug(name: str) -> str:
    """What the ids of a page begin with in the one page.

    >>> slug("tensors/index.md"), slug("tensors/sets.md")
    ('tensors-index', 'tensors-sets')
    """
    return name.removesuffix(".md").replace("/", "-")


def article(folder: Path, where: str, slugs: dict[str, str]) -> str:
    """The article of the page at `where`, its ids and links made for the one page."""
    own = slugs[where]
    text = ARTICLE.search((folder / where / "index.html").read_text(encoding="utf-8"))[1]
    text = IDLE.sub("", text).replace("<details ", "<details open ")
    text = ID.sub(lambda m: f"{own}--{m[1]}", text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{own}--\1)", text)

    def lead(found: re.Match) -> str:
        path, mark, anchor = found[1].partition("#")
        if "://" in path or path.startswith(("data:", "mailto:")):
            return found[1]
        there = posixpath.normpath(posixpath.join(where or ".", path)) if path else where
        there = "" if there == "." else there.rstrip("/") + ("/" if path.endswith("/") or not path else "")
        if path and path.endswith("/") and not there.endswith("/"):
            there = ""
        if there in slugs:
            return f"#{slugs[there]}" + (f"--{anchor}" if anchor else "")
        return posixpath.relpath(f"/{there}", f"/{PLACE}") + mark + anchor

    return LINK.sub(lead, text)
