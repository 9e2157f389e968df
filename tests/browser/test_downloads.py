"""What can be taken from the site runs as it is, and is the same in both languages."""

import ast
import html
import re
import zipfile

import nbformat
import pytest

from asrun.examples import script
from asrun.examples.compare import agree
from asrun.site.cells import Cell
from asrun.site.links import place, stem
from asrun.site.program import program
from asrun.site.project import Project
from tests.project import LIBRARY, ROOT
from tests.proof.programs import copied
from tools.downloads import plain, said

NAMES = sorted(
    path.relative_to(ROOT / "docs/en").as_posix()
    for path in (ROOT / "docs/en").rglob("*.md")
    if re.search(r"(?m)^ */// (?:session|code)", text := path.read_text(encoding="utf-8"))
    and "downloads: false" not in text
)

SOLVED = [name for name in NAMES if "??? solution" in (ROOT / "docs/en" / name).read_text(encoding="utf-8")]
FILES = [*((name, "") for name in NAMES), *((name, "-solutions") for name in SOLVED)]


def taken(site, language, name, ending):
    return site / language / place(name) / f"{stem(name)}{ending}"


@pytest.fixture(scope="module")
def project(site):
    return Project(ROOT)


def code(book):
    """The code of a notebook; titles of folded cells are in the language of the page."""
    return tuple(re.sub(r"\A# @title .*\n", "", cell.source) for cell in book.cells if cell.cell_type == "code")


@pytest.mark.parametrize(("name", "part"), FILES)
def test_the_script_of_a_page_runs_from_top_to_bottom(name, part, site, programs, kept, tell):
    text = taken(site, "en", name, f"{part}.py").read_text(encoding="utf-8")
    printed, new = kept(f"downloads/{name}{part}", [text, *programs.decides], lambda: programs.printed(text))
    carries, gave = said(nbformat.read(taken(site, "en", name, f"{part}.ipynb"), 4)), plain(printed)
    tell("downloaded scripts ran and gave what their notebooks carry", 1, new)
    if not agree(carries, gave):
        kept.forget(f"downloads/{name}{part}")
        pytest.fail(f"--- the notebook carries\n{carries}\n--- the script printed\n{gave}")


@pytest.mark.parametrize(("name", "part"), FILES)
def test_the_code_is_the_same_in_both_languages(name, part, site):
    books = [nbformat.read(taken(site, language, name, f"{part}.ipynb"), 4) for language in ("ko", "en")]
    for book in books:
        nbformat.validate(book)
    assert len(set(map(code, books))) == 1
    scripts = [taken(site, language, name, f"{part}.py").read_text(encoding="utf-8") for language in ("ko", "en")]
    assert len({ast.dump(ast.parse(text)) for text in scripts}) == 1


@pytest.mark.parametrize("name", SOLVED)
def test_solutions_stay_closed(name, site, project):
    """The notebook of a page shows no code and no text of a solution; that of its solutions shows all of them."""
    for language in ("ko", "en"):
        page = project.pages.of[language][name]
        open_book, answers = (
            nbformat.read(taken(site, language, name, f"{part}.ipynb"), 4) for part in ("", "-solutions")
        )
        cells = program(project, page)
        for cell in (cell for cell in cells if cell.solution):
            if isinstance(cell, Cell):
                opened = [other for other in cells if not other.solution and getattr(other, "typed", "") == cell.typed]
                assert code(open_book).count(cell.typed) == len(opened) and cell.typed in code(answers)
            else:
                assert not cell.text or cell.text not in {shown.source for shown in open_book.cells}


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_its_page_in_its_order(name, site, project):
    """Headings and code of a page's notebook, script and Markdown stand in the order of the page, and nothing else."""
    page = project.pages.of["en"][name]
    cells = [cell for cell in program(project, page) if isinstance(cell, Cell) and not cell.solution]
    assert code(nbformat.read(taken(site, "en", name, ".ipynb"), 4)) == tuple(cell.typed for cell in cells)
    shown = [block.name for block in page.blocks if block.kind == "code"]
    assert len(shown) == len(set(shown)), "no definition twice"
    text = (site / "en" / place(name) / "index.md").read_text(encoding="utf-8")
    at = -1
    for cell in program(project, page):
        mark = (
            cell.typed.removesuffix(";") if isinstance(cell, Cell) else cell.text.partition("\n")[0].partition(" {#")[0]
        )
        found = text.find(mark, at + 1)
        assert found > at or not mark or "](" in mark, mark
        at = max(at, found)


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
        assert len(inside) == len(set(inside)) == 2 * sum("/" in name for name, _ in FILES)


def test_the_markdown_of_every_page_needs_nothing_else(site):
    for path in (site / "en").rglob("index.md"):
        prose = re.sub(r"(?ms)^( *)```.*?^\1```$", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"(?m)^\s*///|\{#[\w-]+\}|^(?:!!!|\?\?\?)", prose), path


def test_the_pages_to_print_hold_every_page_once_and_lead_to_all(site):
    for language in ("ko", "en"):
        parts = sorted((site / language / "print").rglob("index.html"))
        pages = {p.parent for p in (site / language).rglob("index.html")} - {part.parent for part in parts}
        ids = re.findall(r'<article id="([^"]+)"', "".join(part.read_text(encoding="utf-8") for part in parts))
        contents = (site / language / "print/index.html").read_text(encoding="utf-8").partition("</nav>")[0]
        assert len(ids) == len(set(ids)) == len(pages) == len(re.findall(r'<a href="[^"]*#', contents))
