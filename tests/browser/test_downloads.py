"""What can be taken from the site runs as it is, and is the same in both languages."""

import ast
import html
import re
import zipfile

import nbformat
import pytest

from asrun.examples import script
from asrun.examples.compare import agree
from asrun.site.downloads import stem
from asrun.site.links import place
from tests.project import LIBRARY, ROOT
from tests.proof.programs import copied
from tools.downloads import plain, said

NAMES = sorted(
    path.relative_to(ROOT / "docs/en").as_posix()
    for path in (ROOT / "docs/en").rglob("*.md")
    if re.search(r"(?m)^ */// (?:session|code)", text := path.read_text(encoding="utf-8"))
    and "downloads: false" not in text
)


def taken(site, language, name, ending):
    return site / language / place(name) / f"{stem(name)}{ending}"


@pytest.mark.parametrize("name", NAMES)
def test_the_script_of_a_page_runs_from_top_to_bottom(name, site, programs, kept, tell):
    text = taken(site, "en", name, ".py").read_text(encoding="utf-8")
    printed, new = kept(f"downloads/{name}", [text, *programs.decides], lambda: programs.printed(text))
    carries, gave = said(nbformat.read(taken(site, "en", name, ".ipynb"), 4)), plain(printed)
    tell("downloaded scripts ran and gave what their notebooks carry", 1, new)
    if not agree(carries, gave):
        kept.forget(f"downloads/{name}")
        pytest.fail(f"--- the notebook carries\n{carries}\n--- the script printed\n{gave}")


@pytest.mark.parametrize("name", NAMES)
def test_the_code_is_the_same_in_both_languages(name, site):
    books = [nbformat.read(taken(site, language, name, ".ipynb"), 4) for language in ("ko", "en")]
    for book in books:
        nbformat.validate(book)
    assert len({tuple(c.source for c in b.cells if c.cell_type == "code") for b in books}) == 1
    assert (
        len(
            {
                ast.dump(ast.parse(taken(site, language, name, ".py").read_text(encoding="utf-8")))
                for language in ("ko", "en")
            }
        )
        == 1
    )


def test_what_a_page_offers_to_copy_is_what_ran(site, records):
    """Every "copy as runnable script" of the site is one of those that tests/snippets runs."""
    ran = {str(copied(records, name, step)) for name, session in LIBRARY.sessions.items() for step in session.steps}
    whole = {str(script.definition(LIBRARY, name)) for name in LIBRARY.definitions}
    offered = {
        html.unescape(text)
        for path in site.rglob("index.html")
        for text in re.findall(r'data-clipboard-text="([^"]*)"', path.read_text(encoding="utf-8"))
    }
    assert len(offered) > 1000 and offered <= ran | whole | {""}


def test_every_section_has_its_archive(site):
    for language in ("ko", "en"):
        found = {path.parent.name: path for path in (site / language).glob("*/*.zip")}
        assert set(found) == {name.split("/")[0] for name in NAMES if "/" in name}
        inside = [name for path in found.values() for name in zipfile.ZipFile(path).namelist()]
        assert len(inside) == len(set(inside)) == 2 * sum("/" in name for name in NAMES)


def test_the_markdown_of_every_page_needs_nothing_else(site):
    for path in (site / "en").rglob("index.md"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?m)^\s*///|\{#[\w-]+\}|^(?:!!!|\?\?\?)", text), path


def test_the_whole_in_one_page_holds_every_page(site):
    for language in ("ko", "en"):
        text = (site / language / "print/index.html").read_text(encoding="utf-8")
        pages = {p.parent for p in (site / language).rglob("index.html")} - {site / language / "print"}
        assert len(re.findall(r'<article id="', text)) == len(pages)
