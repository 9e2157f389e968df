"""Whatever a page says is data: it is checked and woven without an exception, and nothing of it is carried out."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asrun.problems import Problem, Problems
from asrun.site.check import check
from asrun.site.project import Project
from asrun.site.stage import Urls, woven

PAGE = "docs/{}/basics/shapes.md"
FRONT = "---\ntitle: T\ndescription: D\n---\n# T {#t}\n\n"
BLOCKS = [
    "/// session | basics.shapes\n    step: text\n///",
    "/// code | basics.shapes.draw_line\n    notes: {refuse: x}\n///", "/// session | basics.shapes.draw_line\n///",
    "/// from | basics.helpers.triple\n///", "/// errata\n///",
    "/// session | basics.shapes\n    step: drawn\n    alt: [a]\n///", "/// lanes\n///", "/// glossary\n///",
    "/// snippets\n///",
    "/// session | basics.shapes\n    step: drawn\n    labels: {steps: '<b>'}\n    alt: '\"<b>'\n///",
    "/// html | b\nx\n///", '!!! tip "T `a` $x$"\n\n    in it',
    '??? solution "S"\n\n    !!! erratum "E"\n\n        deep', "!!! version\n\n    x",
]  # fmt: skip
PROSE = [
    "## 2 {#rest}", "## 3", "$x^2$", r"$\frac{x$", "$$\na\n$$", "[a](../index.md#x)", "[a](b.md)", "![a](b.png)",
    "<b>", "</b>", "```text\na\n```", "```python\na\n```", "```", "| a | b |\n|---|---|\n| `c` | d |", "- a\n    - b",
    "1. a\n\n    b", "> c", "<pre><code>a\nb</code></pre>", "<script>alert(1)</script>", "<!-- alone: 3: x -->",
    "{{ 7*7 }} {% raw %}", "{: .c}", "<samp>", "&amp; &#0; &nope;", "\x00\x07", "\u202eabc", "a\u2028b", "[r]: x",
    "[x][r]", "*a **b* c**", "<![CDATA[ x", "<!DOCTYPE x", "<?php x ?>",
]  # fmt: skip
some = st.one_of(st.sampled_from(BLOCKS), st.sampled_from(PROSE), st.text(max_size=20))
body = st.lists(some, max_size=7).map("\n\n".join)


@pytest.fixture(scope="module")
def copy(built, tmp_path_factory):
    """A copy of the miniature site, whose examples have run."""
    root = tmp_path_factory.mktemp("any") / "tiny"
    shutil.copytree(built.root, root, symlinks=True)
    return root


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(ko=body, en=body)
def test_any_page_is_checked_and_woven_without_an_exception(copy, ko, en):
    for language, said in (("ko", ko), ("en", en)):
        (copy / PAGE.format(language)).write_text(FRONT + said, encoding="utf-8")
    try:
        project = Project(copy)
        told = check(project)
    except Problems as error:
        told, project = error.problems, None
    assert all(isinstance(problem, Problem) and problem.path and problem.line >= 1 for problem in told)
    for page in project.pages if project else ():
        name, text = woven(project, page, Urls())
        assert name and text
