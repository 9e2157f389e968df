"""What was built, read as files: every link leads somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

LOADS = "//@src | //link[not(@rel = 'canonical' or @rel = 'prev' or @rel = 'next')]/@href"


class Read(NamedTuple):
    """Links, what is loaded, and ids of one HTML file."""

    links: list[str]
    loads: list[str]
    ids: list[str]


@cache
def read(path: Path) -> Read:
    tree = etree.parse(path, etree.HTMLParser())
    return Read(*(tree.xpath(places, smart_strings=False) for places in ("//a/@href", LOADS, "//@id")))


def html(site: Path) -> list[Path]:
    return [p for p in sorted(site.rglob("*.html")) if p.name != "404.html"]


def test_every_link_inside_the_site_leads_somewhere(site):
    broken, checked = [], 0
    for path in html(site):
        for link in read(path).links + read(path).loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            checked += 1
            if not target.is_relative_to(site.resolve()) or not target.is_file():
                broken.append(f"{path.relative_to(site)}: {link}")
            elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in read(target).ids:
                broken.append(f"{path.relative_to(site)}: {link} (no such id)")
    assert not broken and checked > 1000, "\n".join(broken)


def test_nothing_is_loaded_from_elsewhere(site):
    away = [
        f"{path.relative_to(site)}: {load}" for path in html(site) for load in read(path).loads if urlsplit(load).netloc
    ]
    styles = [
        f"{path.relative_to(site)}"
        for path in site.rglob("*.css")
        if re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", path.read_text(encoding="utf-8"))
    ]
    assert not away + styles


def test_no_script_stands_in_a_page(site):
    """A policy that runs scripts from files alone, as in ``_headers``, breaks nothing."""
    inline = "//script[not(@src or @type = 'application/json')] | //@*[starts-with(name(), 'on')]"
    pages = sorted(site.rglob("*.html"))
    assert [path for path in pages if etree.parse(path, etree.HTMLParser()).xpath(inline)] == []
    assert "script-src 'self';" in (site / "_headers").read_text(encoding="utf-8") and len(pages) > 100


def test_ids_are_unique_and_the_same_in_both_languages(site):
    for path in html(site / "ko"):
        ids = read(path).ids
        assert len(ids) == len(set(ids)), f"{path}: {[i for i in ids if ids.count(i) > 1]}"
        twin = site / "en" / path.relative_to(site / "ko")
        headings = [re.findall(r'<h[1-6] id="([^"]+)"', p.read_text(encoding="utf-8")) for p in (path, twin)]
        if {"glossary", "print"} & {*path.parts}:  # each language has its own alphabet
            headings = [sorted(i for i in found if not re.search(r"(^|-)letter-", i)) for found in headings]
        assert headings[0] == headings[1] != []


def test_every_page_is_marked_with_its_language_and_described(site):
    for path in html(site / "ko") + html(site / "en"):
        language = path.relative_to(site).parts[0]
        text = path.read_text(encoding="utf-8")
        assert f'<html lang="{language}"' in text
        description = re.search(r'<meta name="description" content="([^"]+)"', text)[1]
        assert bool(re.search("[가-힣]", description)) == (language == "ko"), path


def test_no_machine_path_and_no_problem_was_published(site):
    for path in site.rglob("*"):
        if path.suffix in (".html", ".md", ".json", ".xml"):
            text = path.read_text(encoding="utf-8")
            assert "asrun-problem" not in text and str(Path.home()) not in text and str(site.parent) not in text, path


def test_what_a_page_shows_is_the_same_in_both_languages(site):
    """Code, outputs and scripts are equal, byte for byte; notes and labels are not code."""
    for path in html(site / "ko"):
        twin = site / "en" / path.relative_to(site / "ko")
        shown = [
            re.findall(
                r'<pre><span></span><code>(.*?)</code>|<samp>(.*?)</samp>|data-clipboard-text="(.*?)"',
                p.read_text(encoding="utf-8"),
                re.S,
            )
            for p in (path, twin)
        ]
        assert shown[0] == shown[1], path
