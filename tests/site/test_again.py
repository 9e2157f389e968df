"""A build that takes up what still stands gives the site that a build from nothing gives."""

import os
import shutil
import subprocess
import sys

import pytest

from asrun.site import stamp
from asrun.site.build import build, find_urls
from asrun.site.language import _render
from asrun.site.last import Last
from asrun.site.project import Project
from tests.conftest import TinySite
from tests.project import ROOT
from tools.twice import contents, difference

SHAPES = "docs/{}/basics/shapes.md"
SNIPPET = "snippets/basics/shapes.py"


@pytest.fixture
def again(built, programs, tmp_path) -> TinySite:
    """A copy of a site that was built."""
    shutil.copytree(built.root, tmp_path / "tiny", symlinks=True)
    return TinySite(tmp_path / "tiny", programs)


def in_both(path, old, new):
    return [(path.format(language), old, new) for language in ("ko", "en")]


@pytest.mark.parametrize(
    "edits, kept",
    [
        (in_both(SHAPES, "TF 2.15", "TF 2.16"), {"index.html", "xor/laboratory/index.html"}),
        (in_both(SHAPES, "## 2 {#rest}", "## 2 {#other}"), {"index.html"}),
        (in_both(SHAPES, "title: ", "title: New "), set()),
        (in_both(SHAPES, "---\n#", "notebook: true\n---\n#"), set()),
        ([(SNIPPET, "tf.constant([[1.5, 2.0]", "tf.constant([[1.5, 4 / 2]")], {"index.html"}),
        ([(SNIPPET, '"a\\n\\nb"', '"a\\n" "\\nb"')], {"index.html"}),
        ([("snippets/basics/helpers.py", "FACTOR = 3", "FACTOR = 1 + 2")], {"index.html"}),
        ([("docs/theme/assets/site.css", "{", "{ ")], set()),
        ([("mkdocs.yml", "content.tooltips", "content.code.select")], set()),
        ([("site/en/basics/shapes/index.html", "</body>", "<p>by hand</p></body>")], set()),
        ([("site/en/basics/shapes/shapes.py", "tf", "ft")], set()),
    ],
)
def test_whatever_is_edited_the_site_is_the_same_as_from_nothing(again, edits, kept):
    before = {path: path.stat().st_mtime_ns for path in (again.root / "site/en").rglob("*.html")}
    for path, old, new in edits:
        again.edit(path, old, new)
    again.twins()
    done = again.asrun("build")
    assert done.returncode == 0, done.stderr
    there = {path for path in before if path.is_file() and path.stat().st_mtime_ns == before[path]}
    assert {again.root / "site/en" / name for name in kept} <= there, "pages are taken up"
    assert kept or not there, "what all pages share has changed"
    now = contents(again.root / "site")
    for made in ("site", ".build", ".records/sites.json", ".records/in-order.json"):
        path = again.root / made
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert again.asrun("build").returncode == 0
    assert not difference(now, contents(again.root / "site"))


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("(../index.md)", "(../indx.md)", "broken link"),
        ("$x^2$", "$x^{2$", "formula"),
        ("TF 2.15", "TF 2.15, 77 times", "no run of its section gives the number 77"),
        ("    TF 2.15", "    TF 2.15\n\n```python\nprint(1)\n```", "was not run"),
        ("{#text}", "{#texts}", "no such id"),
        ("step: printed", "step: printd", "unknown step"),
    ],
)
def test_a_page_alone_is_checked_as_all_are(again, old, new, says):
    before = contents(again.root / "site")
    for path, *edit in in_both(SHAPES, old, new):
        again.edit(path, *edit)
    again.twins()
    done = again.asrun("build")
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert not difference(before, contents(again.root / "site"))


def test_what_was_staged_for_a_build_that_failed_is_not_shown(again, monkeypatch):
    """A page is edited, its build fails after staging, and the edit is taken back."""
    before = contents(again.root / "site")
    texts = {path: (again.root / path).read_text(encoding="utf-8") for path, _, _ in in_both(SHAPES, "", "")}
    for path, old, new in in_both(SHAPES, "TF 2.15", "TF 2.16"):
        again.edit(path, old, new)
    again.twins()
    with monkeypatch.context() as patch:
        patch.setattr("asrun.site.build._publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            again.asrun("build")
    for path, text in texts.items():
        (again.root / path).write_text(text, encoding="utf-8")
    assert again.asrun("build").returncode == 0
    assert not difference(before, contents(again.root / "site"))


def test_a_page_that_is_taken_away_is_gone(again):
    for language in ("ko", "en"):
        (again.root / f"docs/{language}/xor/laboratory.md").unlink()
    done = again.asrun("build")
    if done.returncode:  # something leads there: take it away as well
        pytest.fail(done.stderr)
    assert not list((again.root / "site").rglob("laboratory*"))


def test_nothing_changed_means_nothing_done(again):
    before = {path: path.stat().st_mtime_ns for path in (again.root / "site").rglob("*")}
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DOCS_RECORDS": "", "SITE_DIR": "", "SITE_URL": "", "REPO_URL": ""}
    command = [sys.executable, "-m", "asrun", "build"]
    done = subprocess.run(command, cwd=again.root, env=env, capture_output=True, text=True)
    assert done.stdout == "site/ is what a build would give; nothing to do\n"
    assert {path: path.stat().st_mtime_ns for path in (again.root / "site").rglob("*")} == before


def test_what_is_wrong_with_a_page_is_told_until_it_is_mended(again, monkeypatch, capsys):
    """While a page is written, its twin lags behind: a preview says so each time, and looks at nothing else."""
    monkeypatch.chdir(again.root)
    for name in ("DOCS_RECORDS", "SITE_DIR", "SITE_URL", "REPO_URL"):
        monkeypatch.setenv(name, "")
    told = []
    for old, new in (("TF 2.15", "TF 2.16"), ("TF 2.16", "TF 2.17")):
        again.edit(SHAPES.format("en"), old, new)
        build(again.root, again.root / "site", strict=False)
        told.append(capsys.readouterr().err)
        assert new in (again.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8")
    assert all("docs/ko/basics/shapes.md:1: docs/en/basics/shapes.md has changed" in said for said in told)
    last = Last(Project(again.root), again.root / "site", find_urls(again.root))
    assert {page.name for page in last.due} == {"basics/shapes.md"}


def test_what_is_written_while_a_build_goes_on_is_in_the_next_one(again, monkeypatch):
    """A page is edited after it was read: the site that is built must not count as one of the new text."""

    def edited(*arguments):
        page = again.root / SHAPES.format("en")
        page.write_text(page.read_text(encoding="utf-8").replace("TF 2.16", "TF 2.17"), encoding="utf-8")
        return _render(*arguments)

    for path, old, new in in_both(SHAPES, "TF 2.15", "TF 2.16"):
        again.edit(path, old, new)
    again.twins()
    with monkeypatch.context() as patch:
        patch.setattr("asrun.site.language._render", edited)
        assert again.asrun("build").returncode == 0
    assert "TF 2.16" in (again.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8")
    assert not stamp.holds(again.root, again.root / "site")
    again.edit(SHAPES.format("ko"), "TF 2.16", "TF 2.17")
    again.twins()
    assert again.asrun("build").returncode == 0
    assert "TF 2.17" in (again.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8")


ALONE = '"""Alone.\n\n>>> 6 * 7\n42\n"""\n'
USER = '"""User.\n\n>>> triple(2)\n6\n"""\n\nfrom snippets.basics.helpers import triple\n'
BOTH = {"basics/shapes.md", "xor/laboratory.md"}


@pytest.mark.parametrize(
    "path, old, new, due",
    [
        ("snippets/basics/alone.py", "6 * 7", "7 * 6", {"index.md", "xor/laboratory.md"}),  # a number comes from it
        ("snippets/basics/user.py", "triple(2)", "triple(1 + 1)", {"basics/shapes.md"}),  # of what it runs, the badge
        ("snippets/basics/shapes.py", "mind the gap", "mind it", BOTH),
        ("snippets/basics/helpers.py", "FACTOR = 3", "FACTOR = 2", BOTH),  # both import it
        ("snippets/basics/helpers.py", "FACTOR = 3", "FACTOR = 3\nMORE = 4", None),  # a name more
        (".records/slices/basics.shapes.draw_line.json", "[", " [", BOTH),
        ("docs/numbers.csv", "42", "43", None),
    ],
)
def test_of_a_changed_module_the_pages_are_due_that_it_decides(again, path, old, new, due):
    (again.root / "snippets/basics/alone.py").write_text(ALONE)
    (again.root / "snippets/basics/user.py").write_text(USER)
    (again.root / "docs/numbers.csv").write_text("page,number,from\nxor/laboratory,42,basics.alone\n")
    for language in ("ko", "en"):
        with (again.root / f"docs/{language}/index.md").open("a") as page:
            page.write("\n/// session | basics.alone\n///\n")
    site = again.root / "site"
    stamp.keep(again.root, site, Last(Project(again.root), site, find_urls(again.root)).now)
    again.edit(path, old, new)
    found = Last(Project(again.root), site, find_urls(again.root)).due
    assert (found and {page.name for page in found}) == due
