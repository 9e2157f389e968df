"""What a careless writer does: one clear message with file and line, never a traceback, never silence."""

import os
import re

import pytest

PAGE = "docs/en/basics/shapes.md"
OTHER = "---\ntitle: a\ndescription: b\n---\n# A {#a}\n"


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("title: Shapes", "title: N\x07", "2: the front matter is not YAML: unacceptable character"),
        ("title: Shapes", "title: 2024-99-99", "2: the front matter is not YAML: month must be in 1..12"),
        ("title: Shapes", "aliases: [a]\ntitle: Shapes", "2: front matter: the key 'aliases' is not a mapping"),
        ("---\n# Shapes", "# Shapes", "1: the front matter is not closed"),
        ("labels: {steps: strides}", "labels: {steps: [b]}", "the option 'labels' is not a mapping"),
        ("labels: {steps: strides}", "labels: [steps]", "the option 'labels' is not a mapping"),
        ('notes: {refuse: "Refused here."}', "notes: [a]", "the option 'notes' is not a mapping"),
        ("step: text", "step: 2020-99-01", "12: the options are not YAML"),
        ("step: text", "step: [text]", "12: the option 'step' is not a text"),
        ("\n# Shapes {#shapes}", "", "1: has no title of its own"),
    ],
)
def test_a_value_that_is_none(tiny, old, new, says):
    tiny.edit(PAGE, old, new)
    done = tiny.asrun("check")
    assert done.returncode == 1 and says in done.stderr and f"{PAGE}:" in done.stderr


@pytest.mark.parametrize(
    "text, says",
    [
        ('!!! tip "T"\n\n    /// glossary\n    ///', "'/// glossary' stands by itself"),
        ("/// lanes\n///\n\n/// lanes\n///", "'/// lanes' stands twice on the page"),
        ('!!! tip "T"\n\ntext', "the box 'tip' is empty"),
        ("!!! tip 'T'\n\n    text", "not understood: !!! tip 'T'"),
        ("/// session basics.shapes\n///", "not understood: /// session basics.shapes"),
        ("##Heading", "not understood: ##Heading"),
        ("```text\nabc", "the fenced code that begins here does not end"),
        ("[x][r]\n\n[r]: nope.md", "a link that is defined elsewhere: [r]:"),
        ('<a href="nope.md">x</a>', 'a link in HTML: <a href="nope.md">'),
        ("[x](nope.md 'title')", "broken link 'nope.md'"),
        ("[x [y]](nope.md)", "broken link 'nope.md'"),
        ("[![x](../index.md)](nope.md)", "broken link 'nope.md'"),
        ("````md\n```text\nx\n```\n````\n\n[x](nope.md)\n\n```text\ny\n```", "broken link 'nope.md'"),
    ],
)
def test_what_is_not_understood(tiny, text, says):
    line = tiny.edit(PAGE, "\n## 2 {#rest}", f"\n{text}\n\n## 2 {{#rest}}")
    done = tiny.asrun("check")
    told = [int(row.split(":")[1]) for row in done.stderr.splitlines() if says in row]
    assert done.returncode == 1 and told, done.stderr
    assert all(n == 1 or line < n <= line + 12 for n in told)


CODE = {
    "unnamed": "```\nnever = 1\n```",
    "tildes": "~~~\nnever = 1\n~~~",
    "python": "```python\nnever = 1\n```",
    "attributes": "```{.python .x}\nnever = 1\n```",
    "quoted": "> ```python\n> never = 1\n> ```",
    "in a list": "1. a\n\n    ```py\n    never = 1\n    ```",
    "in a box": '!!! tip "T"\n\n    > ```\n    > never = 1\n    > ```',
    "indented": "text\n\n    never = 1",
    "raw": "<pre>never = 1</pre>",
    "raw code": "<p><code>never = 1\nb = 2</code></p>",
    "sample": "<samp>never = 1</samp>",
    "typed output": "```text\n>>> never = 1\n```",
    "prompts": "```console\n>>> never = 1\n```",
    "jupyter": "```ipython\nnever = 1\n```",
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE)
def test_code_that_nothing_ran(tiny, text):
    line = tiny.edit(PAGE, "\n## 2 {#rest}", f"\n{text}\n\n## 2 {{#rest}}")
    done = tiny.asrun("check")
    at = line + 1 + [n for n, row in enumerate(text.split("\n")) if "never" in row][0]
    assert done.returncode == 1 and f"{PAGE}:{at}: code on a page that was not run" in done.stderr, done.stderr


@pytest.mark.parametrize("text", ["Never\n=====", "Never\n-----", "<h2>Never</h2>", "> ## Never", "- ### Never"])
def test_headings_without_an_id_of_their_own(tiny, text):
    line = tiny.edit(PAGE, "\n## 2 {#rest}", f"\n{text}\n\n## 2 {{#rest}}")
    done = tiny.asrun("check")
    assert done.returncode == 1
    assert f"{PAGE}:{line + 1}: the heading 'Never' has no ASCII id" in done.stderr, done.stderr


@pytest.mark.parametrize("language", ["bash", "console", "json", "sh", "text", "toml", "yaml"])
def test_code_of_other_languages_is_welcome(tiny, language):
    for tree in ("ko", "en"):
        tiny.edit(f"docs/{tree}/basics/shapes.md", "{#rest}", f"{{#rest}}\n\n```{language}\na\n```\n")
    tiny.twins()
    done = tiny.asrun("check")
    assert done.returncode == 0, done.stderr


def test_files_that_are_no_pages(tiny):
    os.symlink("nowhere", tiny.root / "docs/en/.#index.md")
    (tiny.root / "docs/en/v1.0").mkdir()
    (tiny.root / "docs/en/x.md").mkdir()
    (tiny.root / "docs/en/LICENSE").write_text("mine")
    (tiny.root / "docs/ko/LICENSE").write_text("mine")
    for tree in ("ko", "en"):
        tiny.edit(f"docs/{tree}/basics/shapes.md", "{#rest}\n", "{#rest}\n\n[LICENSE](../LICENSE)\n")
    tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 0, done.stderr
    assert (tiny.root / "site/en/LICENSE").read_text() == "mine"


@pytest.mark.parametrize(
    "path, content, says",
    [
        ("docs/en/basics/x.md", b"\xff\xfe", "docs/en/basics/x.md:1: cannot be read: it is not UTF-8"),
        ("docs/en/basics/Up Per.md", OTHER.encode(), "docs/en/basics/Up Per.md:1: its name is no address"),
        ("docs/en/print.md", OTHER.encode(), "docs/en/print.md:1: its name is no address"),
        ("docs/en/basics/shapes/index.md", OTHER.encode(), "has the address of docs/en/basics/shapes"),
        ("docs/en.yml", b"theme: [", "docs/en.yml:1: not YAML"),
        ("docs/errata.yml", b"- ? [a]\n  : b\n", "docs/errata.yml:1: the entry: has no 'id'"),
        ("docs/addresses.txt", b"./#x -> index/\n", "docs/addresses.txt:1: ./#x: an anchor cannot lead on"),
        ("docs/addresses.txt", b"#\n./ -> basics/shapes/\n", "docs/addresses.txt:2: ./ is there, and leads on"),
        ("docs/addresses.txt", b"../../up/ -> ./\n", "docs/addresses.txt:1: not an address: ../../up/ -> ./"),
        ("docs/addresses.txt", b"", "addresses are not listed"),
    ],
)
def test_a_file_that_is_wrong(tiny, path, content, says):
    (tiny.root / path).parent.mkdir(exist_ok=True)
    (tiny.root / path).write_bytes(content)
    done = tiny.asrun("check")
    assert done.returncode == 1 and says in done.stderr


def test_a_navigation_may_lead_away(tiny):
    config = tiny.root / "docs/en.yml"
    nav = "nav:\n  - index.md\n  - Blog: https://example.org\n  - basics/shapes.md\n  - xor/laboratory.ipynb\n"
    config.write_text(config.read_text(encoding="utf-8") + nav, encoding="utf-8")
    assert tiny.asrun("check").returncode == 0


def test_an_erratum_that_one_language_does_not_show(tiny):
    entry = "{claim: a, truth: b}"
    (tiny.root / "docs/errata.yml").write_text(
        f"- id: one\n  page: basics/shapes\n  anchor: rest\n  shown: basics.shapes:rich\n  ko: {entry}\n  en: {entry}\n"
    )
    for language in ("ko", "en"):
        page = tiny.root / f"docs/{language}/index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n/// errata\n///\n", encoding="utf-8")
    tiny.edit(PAGE, "/// session | basics.shapes\n    step: rich\n///\n", "")
    done = tiny.asrun("check")
    assert done.returncode == 1 and "docs/errata.yml:1: one (en): docs/en/basics/shapes.md does not show" in done.stderr


QUESTION = """\
- id: one
  page: basics/shapes
  anchor: rest
  shown: basics.shapes:failing
  error: "cannot compute AddV2"
  found: https://example.org/1
  ko: {question: "왜 더해지지 않나요?", words: [덧셈]}
  en: {question: "Why can it not be added?", words: [addition]}
"""


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("", "", ""),
        ('  error: "cannot compute AddV2"\n', "", ""),
        ("AddV2", "AddV3", "docs/questions.yml:1: one: basics.shapes:failing does not give 'cannot compute AddV3'"),
        (
            "shapes:failing",
            "shapes:fialing",
            "1: one (ko): docs/ko/basics/shapes.md does not show basics.shapes:fialing",
        ),
        ("anchor: rest", "anchor: rset", "one (en): docs/en/basics/shapes.md has no heading #rset"),
        ("https://example.org/1", "somewhere", "6: one: the key 'found' is not an address"),
        ("added?", "added", "8: one: the key 'en' is not a 'question' that ends with a question mark"),
        (", words: [addition]", "", "8: one: the key 'en' is not a 'question'"),
        ("[덧셈]", "[덧셈, 합]", ""),
        (
            "  ko:",
            "  ko: {question: 무엇인가요?, words: [합]}\n  ko:",
            "docs/questions.yml:8: not YAML: two values for 'ko'",
        ),
        ("Why can it not be", "Why is it", "one question: the twins differ in negation"),
    ],
)
def test_questions_are_answered_by_a_run(tiny, old, new, says):
    ask(tiny, QUESTION.replace(old, new, 1))
    done = tiny.asrun("check")
    assert (done.returncode == 1 and says in done.stderr) if says else done.returncode == 0, done.stderr


def test_a_question_leads_to_its_answer(tiny):
    ask(tiny, QUESTION)
    assert tiny.asrun("build").returncode == 0
    page = (tiny.root / "site/en/index.html").read_text(encoding="utf-8")
    assert '<a href="basics/shapes/#rest">Why can it not be added?</a>' in page
    assert (
        re.search('id="one".*?<code[^>]*>cannot compute AddV2</code>', page, re.S) and "https://example.org/1" in page
    )


def ask(tiny, questions):
    """Put some questions into a site, and a list of them on its front pages."""
    (tiny.root / "docs/questions.yml").write_text(questions, encoding="utf-8")
    for language in ("ko", "en"):
        page = tiny.root / f"docs/{language}/index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n/// questions\n///\n", encoding="utf-8")
    tiny.twins()


def test_the_sources_are_not_replaced_by_a_site(tiny):
    done = tiny.asrun("build", SITE_DIR=str(tiny.root / "docs"))
    assert done.returncode == 1 and "is not a site that was built here" in done.stderr
    assert (tiny.root / PAGE).is_file()


def test_what_only_the_builder_finds_stops_the_build(tiny):
    """MkDocs is strict: what it warns of, and the check does not know, is told."""
    theme = tiny.root / "mkdocs.yml"
    theme.write_text(theme.read_text(encoding="utf-8") + "extra_css_typo: [nowhere.css]\n", encoding="utf-8")
    done = tiny.asrun("build")
    assert done.returncode == 1 and "MkDocs could not build this language" in done.stderr
    assert "extra_css_typo" in done.stderr and not (tiny.root / "site").exists()
