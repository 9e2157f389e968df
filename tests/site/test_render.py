"""Rendering: blocks of a page become cells, with words in the page's language."""

import re

import markdown
import pytest


@pytest.fixture
def render(built, monkeypatch):
    """A function from Markdown to HTML, over the miniature site's snippets."""
    from asrun import render

    monkeypatch.setenv("DOCS_RECORDS", str(built.root / ".records"))
    render.project.cache_clear()

    def convert(text: str, lang: str = "en", source: str = "/") -> str:
        return markdown.markdown(
            text,
            extensions=[
                "admonition",
                "pymdownx.details",
                "pymdownx.arithmatex",
                "asrun.render",
            ],
            extension_configs={
                "asrun.render": {"root": str(built.root), "lang": lang, "source": source},
                "pymdownx.arithmatex": {"generic": True},
            },
        )

    yield convert
    render.project.cache_clear()


def session(step: str, *options: str) -> str:
    return "\n".join([f"/// session | basics.shapes\n    step: {step}", *(f"    {o}" for o in options), "///"])


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_cells_have_code_without_prompts_and_outputs_beside(render):
    html = render(session("text"))
    assert html.count('class="asrun-cell"') == 2
    assert "&gt;&gt;&gt;" not in html.split("data-clipboard-text")[0] and "#:" not in html
    assert re.findall(r"<samp>(.*?)</samp>", html, re.S)[1] == "TensorShape([2, 2])"


def test_the_first_cell_of_a_module_brings_its_imports(render):
    assert (
        text(render(session("text")))
        .strip()
        .startswith("import warnings\nimport keras\nimport tensorflow as tf\n\nt = ")
    )
    assert "import" not in text(render(session("printed")))


def test_marked_lines_and_notes(render):
    html = render(session("text", "mark: made", 'notes: {made: "a *note*"}'))
    assert html.count('class="hll"') == 1
    assert "# (1)!" in text(html) and "<li>a <em>note</em></li>" in html
    assert re.search(r'class="[^"]*annotate[^"]*".*?</div>\s*<ol>', html, re.S), "Material looks for the list there"


@pytest.mark.parametrize(
    "lang, fails, whole",
    [("ko", "실패하도록 만든 예", "실행 가능한 전체 코드 복사"), ("en", "meant to fail", "Copy as runnable script")],
)
def test_words_are_in_the_language_of_the_page(render, lang, fails, whole):
    html = render(session("failing"), lang)
    assert fails in html and whole in html
    assert "InvalidArgumentError: cannot compute AddV2" in html


def test_figures_are_inline_svg_with_words_of_the_page(render):
    html = render(session("drawn", 'alt: "a <line>"', "labels: {steps: 걸음}"))
    assert 'role="img" aria-label="a &lt;line&gt;"' in html
    assert ">걸음</text>" in html and ">steps</text>" not in html
    assert "&lt;Figure" not in html, "the drawing stands for its repr"


def test_a_value_with_html_of_its_own(render):
    assert '<div class="asrun-rich"><table><tr><td>one</td></tr></table></div>' in render(session("rich"))


def test_blocks_inside_a_folded_solution(render):
    html = render('??? solution "S"\n\n    /// session | basics.shapes.draw_line\n    ///\n')
    assert re.search(r'<details class="solution">.*ValueError: a line needs two points.*</details>', html, re.S)


def test_links_to_the_source(render):
    assert 'href="/snippets/basics/shapes.py"' in render(session("text"))
    html = render(session("text"), source="https://git.example/you/tf/blob/main/")
    assert re.search(r'href="https://git.example/you/tf/blob/main/snippets/basics/shapes.py#L5-L\d+"', html)


def test_formulas_become_mathml(render):
    html = render("so $x^2$\n\n$$\n\\frac{a}{b}\n$$")
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html and '<math display="block"><mfrac>' in html


def test_a_mistake_is_shown_in_a_preview_and_logged(render, caplog):
    html = render(session("txet"))
    assert "class=\"asrun-problem\">unknown step 'txet' of basics.shapes; did you mean text" in html
    assert caplog.records[0].levelname == "WARNING", "mkdocs build --strict stops at it"
