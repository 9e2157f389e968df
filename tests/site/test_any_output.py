"""Whatever an example gives comes through: record, page, notebook and Markdown."""

import shutil
from dataclasses import replace

import markdown
import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mkdocs.utils.yaml import yaml_load

from asrun.examples import limits
from asrun.examples.outcome import Outcome
from asrun.examples.terminal import terminal
from asrun.pages.page import Fences
from asrun.site.downloads import as_markdown, notebook
from asrun.site.program import program
from asrun.site.project import Project
from asrun.site.stage import Urls, woven

NAME, STEP = "basics.shapes", "printed"
AWKWARD = [
    "</samp>", "</script><script>alert(1)</script>", "<b>&amp;&lt;</b>", "<!--", "]]>", "```", "~~~", "///", "    in",
    "\t", "\n", "\n\n\n", "{{ 7*7 }}", "{% raw %}", "{#", "{: .c}", "[a](b)", "$x$", "`", "\\", "%s", "\x00", "\x07",
    "\x08", "\x0b", "\x0c", "\r", "\r\n", "\x1b[31m", "\x1b[2J", "\x1b[5;5H", "\x1b]8;;x\x07", "\x7f", "\x85",
    "\x9b1m", "\u2028", "\u202e", "\u2067", "\u200f", "\ufeff", "\ufffe", "한글", "e\u0301", "👩‍👧",
    "Traceback (most recent call last):", "...", ">>> ", "<BLANKLINE>", "Keras 2 (x):",
]  # fmt: skip
printed = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8)), max_size=8).map("".join)


@pytest.fixture(scope="module")
def tiny_project(built, tmp_path_factory):
    """The miniature site, whose examples have run, and what renders its Markdown."""
    root = tmp_path_factory.mktemp("any") / "tiny"
    shutil.copytree(built.root, root, symlinks=True)
    with (root / "mkdocs.yml").open(encoding="utf-8") as file:
        extensions = yaml_load(file)["markdown_extensions"]
    project = Project(root)
    project.records.base = root / ".records"
    project.records.folder = root / ".records" / project.records.folder.name
    return project, markdown.Markdown(extensions=list(extensions), extension_configs=extensions)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=printed, fails=st.booleans())
@example(text="a\x00b\x1b[31mc\x1b[0m</samp></script>\u202e{{ 7*7 }}```\n~~~\n\n    d\ta\x85b\u2028c", fails=False)
@example(text="a\x00b\x1b[31mc\x1b[0m</samp></script>\u202e{{ 7*7 }}```\n~~~\n\n    d\ta\x85b\u2028c", fails=True)
def test_any_output_comes_through(tiny_project, text, fails):
    project, renderer = tiny_project
    outcome = Outcome(error=f"ValueError: {text}".strip()) if fails else Outcome(f"{text}\n")
    assert not limits.unfit(outcome)
    gave = outcome.error or outcome.printed

    record = project.records.get(NAME)
    number = [e.step for e in project.library.sessions[NAME].examples].index(STEP)
    changed = [*record.outcomes]
    changed[number] = outcome
    project.records.save(replace(record, outcomes=changed))
    project.records._read.clear()
    assert project.records.outcomes(NAME) == changed, "a record gives back what was kept"

    page = project.pages.of["en"]["basics/shapes.md"]
    _, staged = woven(project, page, Urls())
    html = renderer.reset().convert(staged.decode().split("---\n", 2)[2])
    for tree in (BeautifulSoup(html, "html.parser"), BeautifulSoup(html, "lxml")):
        shown = [samp.get_text() for samp in tree.select(".asrun-session samp")]
        wanted = terminal(gave)
        assert not wanted or wanted in shown, (wanted, shown)
        assert not tree.select("script, b, img"), "nothing of it is markup"
    whole = program(project, page)
    book = nbformat.reads(nbformat.writes(notebook(whole, lambda *_: "")), 4)
    nbformat.validate(book)
    told = [output.text for cell in book.cells for output in cell.get("outputs", []) if "text" in output]
    assert not gave.strip("\n") or any(gave.strip("\n") in one for one in told)
    fences, inside = Fences(), ""
    for line in as_markdown(whole, lambda *_: "").split("\n"):
        inside += f"{line}\n" if fences.hold(line) else ""
    assert not fences.mark and terminal(gave) in inside
    project.records.save(record)
    project.records._read.clear()
