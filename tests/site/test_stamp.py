"""Whether the site that stands is the one that a build would give."""

import shutil

import pytest

from asrun.site import stamp as stamps


@pytest.fixture
def stands(built, tmp_path, monkeypatch):
    """A copy of a built miniature site, and whether it is known as one."""
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.setenv("REPO_URL", "")
    root = tmp_path / "copy"
    shutil.copytree(built.root, root, symlinks=True)
    return root, lambda: stamps.holds(root, root / "site")


def test_a_site_is_known_wherever_it_lies(stands):
    _, holds = stands
    assert holds()


@pytest.mark.parametrize(
    "path",
    [
        "docs/en/index.md",
        "docs/theme/assets/site.css",
        "mkdocs.yml",
        "snippets/basics/shapes.py",
        "site/en/index.html",
        "site/new.html",
    ],
)
def test_a_change_of_what_it_was_made_from_or_of_itself_is_noticed(stands, path):
    root, holds = stands
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(" ")
    assert not holds()


@pytest.mark.parametrize("path", ["site/ko/basics/shapes/index.html", ".records/sites.json"])
def test_what_is_missing_is_noticed(stands, path):
    root, holds = stands
    (root / path).unlink()
    assert not holds()


def test_damaged_records_and_stamps_are_noticed(stands):
    root, holds = stands
    for path in (next((root / ".records").glob("tensorflow-*/basics.shapes.json")), root / ".records/sites.json"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[:50], encoding="utf-8")
        assert not holds()
        path.write_text(text, encoding="utf-8")
        assert holds()


def test_a_file_that_examples_read_counts(stands):
    root, holds = stands
    (root / "points.csv").write_text("1,2")
    assert holds()
    with (root / "snippets/basics/shapes.py").open("a", encoding="utf-8") as file:
        file.write('def f():\n    """F.\n\n    Reads: points.csv\n    """\n')
    before = stamps.read(root)
    (root / "points.csv").write_text("1,3")
    assert stamps.read(root) != before
    with (root / "snippets/basics/shapes.py").open("a", encoding="utf-8") as file:
        file.write('def g():\n    """G.\n\n    Reads: /etc/[passwd\n    """\n')
    assert stamps.read(root) and not holds(), "what is no file of the project is told by a build"


def test_another_address_is_another_site(stands, monkeypatch):
    _, holds = stands
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert not holds()
