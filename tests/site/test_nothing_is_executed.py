"""What a page says is shown or refused: neither the builder nor a template, a shell or YAML carries it out."""

import pytest
from bs4 import BeautifulSoup

PAGE = "docs/{}/basics/shapes.md"
SHOWN = [
    "{{ 7*7 }} {% set x = 'a' %}{{ x }} {# gone #}",
    "{{ config.site_name }} {{ page.file.abs_src_path }} {{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${HOME} $(touch {made}) `touch {made}` %(x)s %s {0.__class__}",
    "`__import__('os').system('touch {made}')` !ENV [HOME] !!python/name:os.system",
    '--8<-- "mkdocs.yml"',
]
REFUSED = [  # in the place of "title: Shapes"
    "title: !!python/object/apply:os.system ['touch {made}']",
    "title: !!python/name:os.system",
    "title: !ENV HOME",
    "title: Shapes\nextra: !!python/object/new:os.system ['touch {made}']",
]


@pytest.fixture
def made(tiny):
    """A file that whatever is carried out makes."""
    return tiny.root / "made"


def test_templates_shells_and_imports_are_words(tiny, made):
    said = [text.replace("{made}", str(made)) for text in SHOWN]
    words = "\n\n".join(said)
    for language in ("ko", "en"):
        tiny.edit(PAGE.format(language), "\n## 2 {#rest}", f"\n{words}\n\n## 2 {{#rest}}")
        tiny.edit(PAGE.format(language), "description: ", "description: '{{ 7*7 }} ' # ")
    tiny.twins()
    done = tiny.asrun("build", HOME="/carried/out")
    assert done.returncode == 0, done.stderr
    assert not made.exists()
    for file in (tiny.root / "site").rglob("*"):
        if file.is_file() and file.suffix in (".html", ".md", ".json", ".xml", ".ipynb", ".py", ".txt"):
            text = file.read_text(encoding="utf-8")
            assert "/carried/out" not in text and "<class 'type'>" not in text, file
    page = BeautifulSoup((tiny.root / "site/en/basics/shapes/index.html").read_text(encoding="utf-8"), "html.parser")
    shown = " ".join(page.select_one("article").get_text().split())
    for text in ("{{ 7*7 }} {% set x = 'a' %}{{ x }}", "{{ config.site_name }}", "$(touch ", "__import__(", "--8<--"):
        assert text in shown, text
    assert page.select_one("meta[name=description]")["content"].strip() == "{{ 7*7 }}"


@pytest.mark.parametrize("title", REFUSED)
def test_tags_of_yaml_are_refused(tiny, made, title):
    tiny.edit(PAGE.format("en"), "title: Shapes", title.replace("{made}", str(made)))
    done = tiny.asrun("check")
    assert done.returncode == 1 and f"{PAGE.format('en')}:" in done.stderr and "the tag '" in done.stderr, done.stderr
    assert not made.exists()


@pytest.mark.parametrize("path", ["docs/errata.yml", "docs/glossary.yml", "docs/questions.yml"])
def test_tags_of_yaml_are_refused_in_data(tiny, made, path):
    (tiny.root / path).write_text(f"- !!python/object/apply:os.system ['touch {made}']\n", encoding="utf-8")
    done = tiny.asrun("check")
    assert done.returncode == 1 and f"{path}:1: not YAML: the tag '" in done.stderr, done.stderr
    assert not made.exists()


def test_options_of_a_block_are_data(tiny, made):
    tiny.edit(PAGE.format("en"), 'alt: "A line', f"alt: !!python/object/apply:os.system ['touch {made}'] # \"A line")
    done = tiny.asrun("check")
    assert done.returncode == 1 and "the options are not YAML: the tag '" in done.stderr, done.stderr
    assert not made.exists()


SCRIPTS = [
    "<script>alert(1)</script>",
    "<sCRIPT src=x></sCRIPT>",
    "text <b onclick='alert(1)'>b</b>",
    "<a href=' JavaScript:alert(1)'>b</a>",
    "[b](javascript:alert(1))",
    "<iframe src='x'></iframe>",
    '!!! tip "T"\n\n    <svg onload=alert(1)></svg>',
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_would_run_in_the_browser_of_a_reader_is_refused(tiny, script):
    line = tiny.edit(PAGE.format("en"), "\n## 2 {#rest}", f"\n{script}\n\n## 2 {{#rest}}")
    done = tiny.asrun("check")
    at = 1 if "sCRIPT" in script else line + 1 + script.count("\n")
    told = [row for row in done.stderr.splitlines() if row.endswith(" would run in the reader's browser")]
    assert done.returncode == 1 and told and told[0].startswith(f"{PAGE.format('en')}:{at}: "), done.stderr
