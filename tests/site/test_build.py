"""Building: whole or not at all, and one clear message for every mistake."""

import re
import socket
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from asrun.pages import errata
from asrun.pages.page import read
from asrun.problems import Problems
from asrun.site import build as site

PAGE = "docs/en/basics/shapes.md"
SNIPPET = "snippets/basics/shapes.py"
SLICE = "/// session | basics.shapes\n    step: printed"


def test_both_languages_and_a_root(built):
    site = built.root / "site"
    for path in (
        "index.html",
        "entry.js",
        "404.html",
        "404.js",
        "_headers",
        "ko/index.html",
        "en/basics/shapes/index.html",
        "ko/basics/shapes/index.md",
        "en/snippets/basics/shapes.py",
    ):
        assert (site / path).is_file(), path
    assert not list(site.rglob("__init__.py"))
    assert list(site.rglob("404.html")) == [site / "404.html"], "it knows no place, and fits each"


@pytest.mark.parametrize(
    "path, old, new, message, remedy",
    [
        (
            PAGE,
            SLICE,
            SLICE.replace("shapes", "shaeps"),
            "unknown session 'basics.shaeps'",
            "did you mean basics.shapes",
        ),
        (
            PAGE,
            "code | basics.shapes.draw_line",
            "code | basics.shapes.draw_lin",
            "unknown definition 'basics.shapes.draw_lin'",
            "did you mean basics.shapes.draw_line",
        ),
        (PAGE, SLICE, SLICE.replace("printed", "pritned"), "unknown step 'pritned'", "did you mean printed"),
        (PAGE, SLICE, SLICE + "\n    stpe: x", "unknown option 'stpe'", "did you mean step?"),
        (PAGE, SLICE, SLICE + "\n    mark: made", "unknown label 'made'", "there are: none"),
        (PAGE, SLICE + "\n///", SLICE, "not closed by a line '///'", ""),
        (
            PAGE,
            '/// session | basics.shapes\n    step: drawn\n    alt: "A line going up to the right"',
            "/// session | basics.shapes\n    step: drawn",
            "the step shows a figure",
            "alt",
        ),
        (
            PAGE,
            "/// session | basics.shapes\n    step: failing",
            "/// sesion | basics.shapes\n    step: failing",
            "unknown block '/// sesion'",
            "did you mean session?",
        ),
        (
            PAGE,
            "/// code | basics.helpers.Table",
            "/// code | basics.helpers.FACTOR",
            "'Table' is used before the page has shown it",
            "/// from | basics.helpers.Table",
        ),
        (
            "docs/en/xor/laboratory.md",
            "/// from | basics.helpers.triple",
            "/// from | basics.helpers.tripel",
            "unknown definition 'basics.helpers.tripel'",
            "did you mean basics.helpers.triple",
        ),
        (
            "docs/en/xor/laboratory.md",
            "/// from | basics.helpers.triple",
            "/// from | basics.helpers.triple, basics.shapes.draw_line, basics.helpers.Table",
            "'basics.helpers.Table' is named, and nothing below uses it",
            "take it out",
        ),
        (PAGE, "## 2 {#rest}", "## 2", "the heading has no ASCII id", "{#words-like-these}"),
        (PAGE, "!!! version", "!!! verison", "unknown box 'verison'", "did you mean version?"),
        (PAGE, "$x^2$", "```python\nprint(1)\n```", "code on a page that was not run", "snippets/"),
        (PAGE, "description: A", "description: here: A", "the front matter is not YAML: mapping values", "quotes"),
        (SNIPPET, ">>> t.shape\n", ">>> t.shapes\n", "raised an error that is not expected", "make update"),
        (SNIPPET, "1.5\n3.0\n", "1.5\n4.0\n", "gave something else", "make update"),
        (SNIPPET, ">>> t + tf.constant([1, 2])", ">>> t + tf.constant([1.0, 2])", "no longer does", "make update"),
        (SNIPPET, "    if n < 2:", "    if n < 2", "not Python", ""),
    ],
)
def test_a_mistake_is_told_by_file_and_line_and_the_old_site_stays(tiny, path, old, new, message, remedy):
    (tiny.root / "site" / "ko").mkdir(parents=True)
    (tiny.root / "site" / "en").mkdir()
    (tiny.root / "site" / "index.html").write_text("the old site")
    (tiny.root / "site" / "llms.txt").write_text("")
    line = tiny.edit(path, old, new)
    done = tiny.asrun("build")
    assert done.returncode == 1
    assert message in done.stderr and remedy in done.stderr, done.stderr
    assert "Traceback (most recent call last)" not in re.sub(r"(?m)^ .*|^- .*", "", done.stderr)
    told = [int(n) for n in re.findall(rf"^{path}:(\d+): .*", done.stderr, re.M)]
    assert any(line - 2 <= n <= line + 3 for n in told), done.stderr
    assert (tiny.root / "site" / "index.html").read_text() == "the old site"
    assert sorted(p.name for p in (tiny.root / "site").iterdir()) == ["en", "index.html", "ko", "llms.txt"]
    assert not list(tiny.root.glob(".site*"))


def test_links_and_formulas_are_told_by_line(tiny):
    tiny.edit(PAGE, "(../index.md)", "(../indx.md) [b](../index.md#nowhere)")
    formula = tiny.edit(PAGE, "$x^2$", r"$\frac{x$")
    link = tiny.edit("docs/ko/basics/shapes.md", "(../index.md)", "(../index.md#nowhere)")
    line = tiny.edit(PAGE, "../indx.md", "../indx.md")
    tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 1 and not (tiny.root / "site").exists()
    for where, says in [
        (f"{PAGE}:{line}", "broken link '../indx.md'"),
        (f"{PAGE}:{line}", "broken link '../index.md#nowhere'"),
        (f"docs/ko/basics/shapes.md:{link}", "broken link '../index.md#nowhere'"),
        (f"{PAGE}:{formula}", r"formula $\frac{x$"),
    ]:
        assert re.search(rf"^{where}: .*{re.escape(says)}", done.stderr, re.M), done.stderr


def test_a_label_that_the_figure_does_not_have(tiny):
    line = tiny.edit(PAGE, "labels: {steps: strides}", "labels: {stesp: strides}")
    tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 1
    assert "the figure has no label 'stesp'; it has: steps" in done.stderr
    assert re.search(rf"^{PAGE}:{line - 3}: ", done.stderr, re.M)


GOOD = """\
- id: one
  page: basics/shapes
  anchor: text
  shown: basics.shapes:text
  ko: {claim: a, truth: b}
  en: {claim: a, truth: b}
"""


@pytest.mark.parametrize(
    "old, new, line, message",
    [
        ("", "", 1, ""),
        ("  page: basics/shapes\n", "", 1, "one: has no 'page'"),
        ("en: {claim: a, truth: b}", "en: {claim: a}", 6, "one: the key 'en' is not the two texts 'claim' and 'truth'"),
        ("  en: {claim: a, truth: b}\n", "", 1, "one: has no 'en'"),
        ("claim: a, truth", "claim: [a, truth", 5, "not YAML: "),
        ("  ko:", "  kind: x\n  ko:", 5, "one: unknown key 'kind'"),
        (
            "  ko:",
            "  also: [basics/shapes#texts]\n  ko:",
            1,
            "one (ko): docs/ko/basics/shapes.md has no heading #texts",
        ),
        ("  ko:", "  also: texts\n  ko:", 5, "one: the key 'also' is not a list of words"),
        ("anchor: text", "anchor: texts", 1, "one (ko): docs/ko/basics/shapes.md has no heading #texts"),
        (GOOD, "errata\n", 1, "not a list of entries"),
        (GOOD, "- errata\n", 1, "not an entry"),
        (GOOD, GOOD + GOOD, 7, "two entries have the id 'one'"),
        ("en: {claim: a, truth: b}", "en: {claim: ' ', truth: b}", 6, "one: the key 'en' is not the two texts"),
    ],
)
def test_mistakes_in_the_errata(tmp_path, old, new, line, message):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/errata.yml").write_text(GOOD.replace(old, new, 1))
    page = read("# T {#text}\n\n/// session | basics.shapes\n    step: text\n///\n", "basics/shapes.md", "ko")
    try:
        told = [p for entry in errata.load(tmp_path) for p in entry.lost(SimpleNamespace(of={"ko": {page.name: page}}))]
    except Problems as error:
        told = error.problems
    assert [p.line for p in told[:1]] == [line] * bool(message) and message in "".join(map(str, told))


def test_a_page_of_the_navigation_that_is_not_there(tiny):
    config = tiny.root / "docs/en.yml"
    config.write_text(
        config.read_text(encoding="utf-8") + "nav:\n  - index.md\n  - basics/shaeps.md\n", encoding="utf-8"
    )
    line = config.read_text(encoding="utf-8").count("\n")
    done = tiny.asrun("build")
    assert done.returncode == 1
    assert f"docs/en.yml:{line}: the navigation names basics/shaeps.md, which is not there" in done.stderr
    assert "did you mean basics/shapes.md?" in done.stderr


def test_a_front_page_that_is_not_there(tiny):
    (tiny.root / "docs/en/index.md").unlink()
    done = tiny.asrun("build")
    assert done.returncode == 1 and "docs/en/index.md:1: there is no such page" in done.stderr


def test_a_notebook_that_was_not_made_here(tiny):
    (tiny.root / "docs/en/basics/shapes.ipynb").write_text("{}")
    done = tiny.asrun("check")
    assert done.returncode == 1 and "docs/en/basics/shapes.ipynb:1: Python that was not run" in done.stderr


def test_a_preview_goes_on_where_a_page_is_wrong(tiny, monkeypatch, capsys):
    monkeypatch.setenv("DOCS_RECORDS", str(tiny.root / ".records"))
    for old, new in (
        (SLICE, SLICE.replace("printed", "pritned")),
        ("{steps: strides}", "{stesp: strides}"),
        ("description: A", "summary: A"),
    ):
        tiny.edit(PAGE, old, new)
    tiny.edit("docs/en/xor/laboratory.md", "session | basics.shapes.draw_line", "session | basics.shapes.draw")
    site.build(tiny.root, tiny.root / ".preview", strict=False)
    told = capsys.readouterr().err
    for message in ("unknown step 'pritned'", "no label 'stesp'", "has no 'description'"):
        assert message in told
    assert "asrun-problem" in (tiny.root / ".preview/en/basics/shapes/index.html").read_text(encoding="utf-8")
    assert (tiny.root / ".preview/ko/basics/shapes/shapes.ipynb").is_file()


def test_a_port_that_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "build", lambda *_, **__: 0)
    monkeypatch.setenv("SITE_URL", "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problems, match=f"cannot serve at port {port}"):
            site.serve(tmp_path, tmp_path / "site", port)


def test_a_missing_twin(tiny):
    (tiny.root / "docs/ko/basics/shapes.md").unlink()
    done = tiny.asrun("check")
    assert done.returncode == 1
    assert f"{PAGE}:1: has no twin docs/ko/basics/shapes.md" in done.stderr


def test_a_stale_twin_and_its_remedy(tiny):
    tiny.edit(PAGE, "\n# Shapes", "\n# Shapes and sizes")
    done = tiny.asrun("check")
    assert done.returncode == 1
    assert f"docs/ko/basics/shapes.md:1: {PAGE} has changed since" in done.stderr
    assert "make twins PAGE=basics/shapes" in done.stderr
    assert "1 pages marked" in tiny.asrun("twins", "basics/shapes").stdout
    assert tiny.asrun("check").returncode == 0


def test_twins_that_part_are_told_with_both_lines(tiny):
    tiny.edit(PAGE, "## 2 {#rest}", "## 2 {#others}")
    tiny.twins()
    done = tiny.asrun("check")
    assert "docs/ko/basics/shapes.md:21: headings differ" in done.stderr
    assert "docs/en/basics/shapes.md:21: 2 others" in done.stderr


def test_an_example_that_no_page_shows(tiny):
    tiny.edit("snippets/basics/shapes.py", "rich:\n", "hidden:\n\n>>> 1 + 1\n2\n\nrich:\n")
    done = tiny.asrun("check")
    assert "no page in docs/ko/ shows the step 'hidden' of basics.shapes" in done.stderr
    assert "no page in docs/en/ shows the step 'hidden' of basics.shapes" in done.stderr


def test_a_folder_of_somebody_else_is_not_replaced(tiny):
    mine = tiny.root / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    done = tiny.asrun("build", SITE_DIR=str(mine))
    assert done.returncode == 1 and "is not a site that was built here" in done.stderr
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_a_site_that_was_moved_away_is_put_back(tiny):
    """A build was killed between the renames by which a system that cannot exchange folders replaces a site."""
    old = tiny.root / ".site-old"
    (old / "ko").mkdir(parents=True)
    (old / "index.html").write_text("the old site")
    tiny.edit(PAGE, SLICE, SLICE.replace("shapes", "shaeps"))
    assert tiny.asrun("build").returncode == 1
    assert (tiny.root / "site/index.html").read_text() == "the old site" and not old.exists()


@pytest.mark.parametrize("can", [True, False])
def test_a_site_takes_the_place_of_another(tmp_path, monkeypatch, can):
    if not can:
        monkeypatch.setattr(site, "_exchange", lambda *_: False)
    for name in ("new", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    site._swap(tmp_path / "new", tmp_path / "site")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["new"]
    site._swap(tmp_path / "site", tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["new"]


def test_a_folder_that_cannot_be_made_is_told(tiny):
    (tiny.root / "file").touch()
    done = tiny.asrun("build", SITE_DIR=str(tiny.root / "file" / "site"))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{tiny.root}/file" in done.stderr and "what stands is as it was" in done.stderr


def test_addresses(tiny):
    done = tiny.asrun("build", SITE_URL="https://docs.example.org/tf", REPO_URL="https://github.com/you/tf")
    assert done.returncode == 0, done.stderr
    page = (tiny.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/you/tf/edit/main/docs/en/basics/shapes.md"' in page
    assert re.search(r'href="https://github.com/you/tf/blob/main/snippets/basics/shapes.py#L\d+-L\d+"', page)
    assert '<link rel="canonical" href="https://docs.example.org/tf/en/basics/shapes/">' in page
    for language, to in {"ko": "ko/basics/shapes/", "en": "en/basics/shapes/", "x-default": ""}.items():
        assert f'hreflang="{language}" href="https://docs.example.org/tf/{to}">' in page
    sitemap = (tiny.root / "site/sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://docs.example.org/tf/ko/basics/shapes/</loc>" in sitemap
    assert sitemap.count("hreflang=") == 12
    for language in ("ko", "en"):  # it says nothing of the day on which it was made
        own = (tiny.root / f"site/{language}/sitemap.xml").read_text(encoding="utf-8")
        assert own.count("<loc>") == 3 and "lastmod" not in own
    colab = "https://colab.research.google.com/github/you/tf/blob/gh-pages/en/basics/shapes/shapes.ipynb"
    assert f'href="{colab}"' in page, "the notebook lies there when the site is on the branch gh-pages"
    assert (tiny.root / "site/en/basics/shapes/shapes.ipynb").is_file()
    assert "(https://docs.example.org/tf/en/basics/shapes/index.md)" in (tiny.root / "site/llms.txt").read_text(
        encoding="utf-8"
    )
    book = (tiny.root / "site/en/xor/laboratory/laboratory.ipynb").read_text(encoding="utf-8")
    assert "(https://docs.example.org/tf/en/basics/shapes/#text)" in book


def test_unknown_words_on_the_command_line(tiny):
    assert tiny.asrun("biuld").returncode == 2
    done = tiny.asrun("run", "basics.shaeps")
    assert done.returncode == 1 and "did you mean basics.shapes" in done.stderr


def test_a_page_is_read_once_in_a_build(tiny, monkeypatch):
    from asrun.pages import languages

    names = []
    once = languages.read
    monkeypatch.setattr(
        languages, "read", lambda text, name, language: names.append(name) or once(text, name, language)
    )
    assert tiny.asrun("build").returncode == 0
    assert sorted(names) == sorted(2 * ["index.md", "basics/shapes.md", "xor/laboratory.md"])


def test_only_what_changed_is_staged_again(tiny):
    assert tiny.asrun("build").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (tiny.root / ".build").rglob("*.*")}
    tiny.edit(PAGE, "2.15", "2.15.1")
    tiny.twins()
    assert tiny.asrun("build").returncode == 0
    after = {path: path.stat().st_mtime_ns for path in (tiny.root / ".build").rglob("*.*")}
    assert [path.name for path in after if after[path] != before[path]] == ["shapes.md"]


def test_a_notebook_page_has_all_that_other_pages_have(tiny):
    """The same text, once shown by mkdocs-jupyter and once not: the same page."""
    for language in ("ko", "en"):
        source = tiny.root / f"docs/{language}/basics/shapes.md"
        text = source.read_text(encoding="utf-8")
        marked = text.replace("description:", "notebook: true\ndescription:", 1)
        (source.parent / "book.md").write_text(marked, encoding="utf-8")
    tiny.twins()
    done = tiny.shell("build")
    assert done.returncode == 0, done.stderr

    def shown(page):
        html = (tiny.root / f"site/en/basics/{page}/index.html").read_text(encoding="utf-8").replace("book", "shapes")
        article = BeautifulSoup(html, "html.parser").select_one("article")
        for word in article.select("code span"):
            word.unwrap()
        return [(tag.name, tag.attrs, tag.get_text().split()) for tag in article.find_all(True)]

    assert "mkdocs-jupyter" in (tiny.root / "mkdocs.yml").read_text(encoding="utf-8")
    assert (tiny.root / ".build/en/basics/book.ipynb").is_file()
    book = shown("book")
    assert book == shown("shapes")
    assert {"asrun-copy", "asrun-source", "asrun-verified", "asrun-badge"} <= {
        name for _, attributes, _ in book for name in attributes.get("class", [])
    }


def test_the_first_build_names_the_versions_of_the_lock(tiny):
    tiny.forget()
    done = tiny.asrun("build")
    assert done.returncode == 0 and "examples ran" in done.stdout, done.stderr
    page = (tiny.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'asrun-verified"[^>]*>([^<]*)<', page)) == {"TF 2.21.0/Keras 3.15.1"}
