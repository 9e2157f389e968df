"""Pages as files to take away: notebooks, scripts, Markdown, and the notebook that MkDocs shows."""

import re
import sys
import zipfile
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup

from asrun.examples.find import Library
from asrun.examples.record import Outcome, settings
from asrun.pages.page import read
from asrun.pages.program import Program
from asrun.site import downloads
from asrun.site.program import Text, program, solutions, without_solutions
from asrun.site.project import Project

MODULE = '''"""A.

one:

>>> x = 1

two:

>>> x + 1
2
"""


def f():
    """F.

    >>> x = 5
    >>> x
    5
    """
'''


@pytest.fixture(scope="module")
def files(built):
    return built.root / "site" / "en" / "basics" / "shapes"


def test_a_notebook_is_valid_and_holds_the_outputs(files):
    book = nbformat.read(files / "shapes.ipynb", as_version=4)
    nbformat.validate(book)
    said = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert any("TensorShape([2, 2])" in o.get("text", "") for o in said)
    drawn = next(o.data for o in said if o.output_type == "display_data")
    assert drawn["image/svg+xml"].startswith("<svg xmlns=") and "strides" in drawn["image/svg+xml"]
    assert drawn["text/plain"] == "A line going up to the right"
    counts = [c.execution_count for c in book.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_a_script_runs_and_prints_what_the_page_shows(files, programs):
    text = (files / "shapes.py").read_text(encoding="utf-8")
    assert "snippets" not in text and "#:" not in text
    printed = programs.printed(text)
    assert "Traceback" not in printed
    assert "TensorShape([2, 2])" in printed and "InvalidArgumentError: cannot" in printed


def test_a_file_says_what_to_install(files):
    assert "# Before you run this: `pip install matplotlib tensorflow`\n" in (files / "shapes.py").read_text(
        encoding="utf-8"
    )
    korean = str(files / "shapes.ipynb").replace("/en/", "/ko/")
    assert any("`pip install matplotlib tensorflow`로" in c.source for c in nbformat.read(korean, 4).cells)
    assert "pip install" not in (files / "index.md").read_text(encoding="utf-8")


def test_every_package_of_the_snippets_is_named_and_in_the_environment_of_a_reader(library):
    imported = {one.statement.split()[1].split(".")[0] for module in library.values() for one in module.imports}
    others = imported - set(sys.stdlib_module_names) - {"snippets", "numpy"}  # TensorFlow brings NumPy
    packages = settings()["packages"]
    environment = (library.root / "requirements/reader.in").read_text(encoding="utf-8").split()
    assert {packages.get(name, name) for name in others} <= set(environment)
    assert {name for name in packages if name in others | {"numpy"}} == set(packages)


def test_the_markdown_needs_nothing_else(files):
    text = (files / "index.md").read_text(encoding="utf-8")
    assert "///" not in text and "{#" not in text and "!!!" not in text and "> **Versions**" in text
    assert "```python\nt.shape\n```\n\n```text\nTensorShape([2, 2])\n```" in text
    assert "[Home](../../index.md)" in text
    assert "\n*A line going up to the right*\n" in text, "a figure is told by its description"


def test_both_languages_have_the_same_code(built):
    code = [
        [
            c.source
            for c in nbformat.read(built.root / f"site/{language}/basics/shapes/shapes.ipynb", 4).cells
            if c.cell_type == "code"
        ]
        for language in ("ko", "en")
    ]
    assert code[0] == code[1]


def test_an_archive_holds_the_section(built):
    with zipfile.ZipFile(built.root / "site/ko/basics/basics.zip") as archive:
        assert archive.namelist() == [
            f"basics/shapes{part}.{ending}" for part in ("", "-solutions") for ending in ("ipynb", "py")
        ]


def test_llms_txt_lists_every_page(built):
    text = (built.root / "site/llms.txt").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (built.root / "site" / link).is_file(), link
    assert "en/basics/shapes/index.md" in text and "ko/basics/shapes/index.md" in text


@pytest.fixture
def project(tmp_path):
    """A project of one module, without pages."""
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets/a.py").write_text(MODULE)
    outcomes = {"a": [Outcome(), Outcome("2", "value")], "a.f": [Outcome(), Outcome("5", "value")]}
    made = SimpleNamespace(
        library=Library(tmp_path), records=SimpleNamespace(outcomes=outcomes.get, slice=lambda name, step: [0, 1])
    )
    made.slice = lambda name, step: [0, 1]
    made.program = lambda page: Program(made.library, page)
    made.shown = lambda block: Project.shown(made, block)
    return made


@pytest.fixture
def cut(project):
    """A function from the text of a page to its cells: kind, text, box, and title."""

    def cells(text):
        return [
            ("Text", c.text, c.box, c.title) if isinstance(c, Text) else ("Code", c.typed, "", "")
            for c in program(project, read(text))
        ]

    return cells


def test_a_box_within_a_box_or_a_list_is_no_indented_code(cut):
    inner = '    ??? solution "S"\n\n        inner\n\n        /// session | a\n            step: one\n        ///\n\n'
    assert cut(f'!!! tip "T"\n\n    before\n\n{inner}    after\n\nout\n') == [
        ("Text", "before", "tip", "T"),
        ("Text", "inner", "solution", "S"),
        ("Code", "x = 1", "", ""),
        ("Text", "after", "tip", ""),
        ("Text", "out", "", ""),
    ]
    assert cut(f"1. one\n\n{inner}2. two\n") == [
        ("Text", "1. one", "", ""),
        ("Text", "inner", "solution", "S"),
        ("Code", "x = 1", "", ""),
        ("Text", "2. two", "", ""),
    ]


def test_the_title_of_a_run_that_is_left_out_is_left_out_too(cut):
    assert cut('one\n\n??? run "R"\n\n    /// session | a\n        step: one\n    ///\n\ntwo\n') == [
        ("Text", "one", "", ""),
        ("Text", "two", "", ""),
    ]


def test_boxes_and_blocks_at_the_edges(cut):
    assert cut('!!! tip "T"\n/// session | a\n    step: one\n///') == [
        ("Text", "", "tip", "T"),
        ("Code", "x = 1", "", ""),
    ]
    fence = "````text\n```text\n/// session | a\n///\n!!! tip\n````"
    assert cut(fence) == [("Text", fence, "", "")] and cut("") == []
    assert cut('!!! tip "T"\n\n    ```text\n    /// session | a\n    ```\n')[0][1] == "```text\n/// session | a\n```"


def test_links_of_files_that_leave_the_site_are_whole_or_none():
    page = read("", "reference/errata.md", "en")
    link = downloads._whole_link("https://x.org", page)
    assert link("/tensors/sets.md", "#a") == "https://x.org/en/tensors/sets/#a"
    assert link("", "#a") == "#a" and downloads._whole_link("", page)("/tensors/sets.md", "") == ""


SOLVED = """# P {#p}

/// session | a
    step: one
///

## Other {#other}

/// code | a.f
///

## Exercises {#exercises}

Add.

??? solution "S"

    Two.

    /// session | a
        step: two
    ///
"""


def test_solutions_are_cells_of_their_own_with_what_they_need(project):
    page = read(SOLVED, "p.md", "en")
    found = program(project, page)
    kept = [cell.text if isinstance(cell, Text) else cell.typed for cell in without_solutions(found, "elsewhere")]
    assert kept[0] == "# P {#p}" and kept[-2:] == ["## Exercises {#exercises}\n\nAdd.", "elsewhere"]
    answers = [cell.text if isinstance(cell, Text) else cell.typed for cell in solutions(project, page, found)]
    assert answers == ["# p.md: solutions", "x = 1", "## Exercises {#exercises}\n\nAdd.", "Two.", "x + 1"]
    nothing = read("# P {#p}\n", "p.md", "en")
    assert solutions(project, nothing, program(project, nothing)) == []


def test_each_section_is_a_cell(cut):
    assert [text for _, text, _, _ in cut("# A {#a}\n\none\n\n## B {#b}\n\ntwo\n\n### C {#c}")] == [
        "# A {#a}\n\none",
        "## B {#b}\n\ntwo\n\n### C {#c}",
    ]


def test_a_notebook_page_looks_like_the_others(built):
    page = BeautifulSoup((built.root / "site/en/xor/laboratory/index.html").read_text(encoding="utf-8"), "html.parser")
    article = page.select_one("article")
    assert [h["id"] for h in article.select("h1, h2")] == ["laboratory", "first", "second"]
    assert {a["href"] for a in page.select(".md-nav--secondary a.md-nav__link")} >= {"#first", "#second"}
    assert page.find("meta", attrs={"name": "description"})["content"] == "A notebook of the miniature site"
    assert article.select_one("math") and article.find("a", href="../../basics/shapes/#text")
    solution = article.select_one("details.solution")
    assert solution.summary.get_text() == "Solution" and solution.select_one(".asrun-output")
    assert "1 + 1 = 2" in solution.get_text() and solution.find_all("p")[-1].get_text() == "3"
    assert article.select_one("div.admonition.tip p.admonition-title").get_text() == "Solution"
    assert article.select_one("figure.asrun-figure > svg text") and not article.find("img"), (
        "a figure, not a picture of one"
    )
    assert all(samp.get_text() for samp in article.select(".asrun-output"))
    assert not article.select("script, .jp-Cell") and article.select_one(".asrun-verified")
    assert not list((built.root / "site").rglob("laboratory.md"))
