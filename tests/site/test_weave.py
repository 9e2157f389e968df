"""A page as complete Markdown: with stock extensions, blocks become cells, terms tooltips, formulas MathML."""

import html
import re

import markdown
import pytest
import yaml
from bs4 import BeautifulSoup

from asrun.pages.page import Prose, read
from asrun.site.project import Project
from asrun.site.weave import Weaver
from tests.project import ROOT

GLOSSARY = """\
- id: tensor
  ko: 텐서
  en: tensor
  variants: [텐써]
  definition:
    ko: 배열입니다. 크기는 `()`입니다.
    en: An array, "really".
- id: tape
  ko: 테이프
  en: tape
  definition: {ko: 기록입니다., en: A record.}
"""


class Loader(yaml.SafeLoader):
    """Reads a configuration of MkDocs without its environment."""


Loader.add_multi_constructor("!", lambda *_: "")
EXTENSIONS = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["markdown_extensions"]


@pytest.fixture(scope="module")
def project(built):
    """The miniature site, with a glossary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCS_RECORDS", str(built.root / ".records"))
        project = Project(built.root)
        (built.root / "terms.yml").write_text(GLOSSARY, encoding="utf-8")
        patch.setattr("asrun.pages.glossary.GLOSSARY", "terms.yml")
        assert [term.id for term in project.terms] == ["tensor", "tape"]
    for language, own in project.pages.of.items():
        own["words.md"] = read("/// glossary\n///", "words.md", language)
    return project


@pytest.fixture
def weave(project):
    """A function from the text of a page to its complete Markdown."""

    def weave(text: str, language: str = "en", name: str = "basics/new.md", **options: str) -> str:
        weaver = Weaver(project, read(text, name, language), **options)
        return weaver.parts(weaver.page.parts)

    return weave


@pytest.fixture
def render(weave):
    """A function from the text of a page to HTML."""

    def render(text: str, language: str = "en", **options: str) -> str:
        configs = {name: config for name, config in EXTENSIONS.items() if config}
        woven = weave(text, language, **options)
        return markdown.markdown(woven, extensions=list(EXTENSIONS), extension_configs=configs)

    return render


def session(step: str, *options: str) -> str:
    return "\n".join([f"/// session | basics.shapes\n    step: {step}", *(f"    {o}" for o in options), "///"])


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_cells_have_code_without_prompts_and_outputs_beside(render):
    page = render(session("text"))
    assert page.count('class="asrun-cell"') == 2 and "///" not in page
    assert "&gt;&gt;&gt;" not in page.split("data-clipboard-text")[0] and "#:" not in page
    assert re.findall(r"<samp>(.*?)</samp>", page, re.S)[1] == "TensorShape([2, 2])"


def test_blank_lines_of_an_output_stay(render):
    assert "<samp>a\n&#10;b</samp>" in render(session("printed"))


def test_the_first_cell_that_needs_an_import_brings_it(render):
    first = text(render(session("text"))).strip()
    assert first.startswith("import tensorflow as tf\n\nt = ")
    assert text(render(session("text") + "\n\n" + session("printed"))).count("import tensorflow") == 1


def test_marked_lines_and_notes(render):
    page = render(session("text", "mark: made", 'notes: {made: "a *note*"}'))
    assert page.count('class="hll"') == 1
    assert "# (1)!" in text(page) and "<li>a <em>note</em></li>" in page
    assert re.search(r'class="[^"]*annotate[^"]*".*?</div>\s*<ol>', page, re.S), "Material looks for the list there"


@pytest.mark.parametrize(
    "lang, fails, whole",
    [("ko", "실패하도록 만든 예", "실행 가능한 전체 코드 복사"), ("en", "meant to fail", "Copy as runnable script")],
)
def test_words_are_in_the_language_of_the_page(render, lang, fails, whole):
    page = render(session("failing"), lang)
    assert fails in page and whole in page
    assert "InvalidArgumentError: cannot compute AddV2" in page


def test_figures_are_inline_svg_with_words_of_the_page(render):
    page = render(session("drawn", 'alt: "a <line>"', "labels: {steps: 걸음}"))
    assert 'role="img" aria-label="a &lt;line&gt;"' in page
    assert ">걸음</text>" in page and ">steps</text>" not in page
    assert "&lt;Figure" not in page, "the drawing stands for its repr"


def test_a_value_with_html_of_its_own(render):
    assert '<div class="asrun-rich"><table><tr><td>one</td></tr></table></div>' in render(session("rich"))


@pytest.mark.parametrize("around", ['??? solution "S"\n\n', '!!! tip "T"\n\n    ??? solution "S"\n\n', "1. one\n\n"])
def test_blocks_inside_boxes_and_lists(render, around):
    depth = "    " * around.count("\n\n")
    page = render(f"{around}{depth}/// session | basics.shapes.draw_line\n{depth}///\n")
    assert "ValueError: a line needs two points</samp>" in page and "///" not in page and "```" not in page
    assert page.index('class="asrun asrun-session"') < page.rindex("</details>" if "???" in around else "</li>")


def test_links_to_the_source(render):
    assert 'href="../../snippets/basics/shapes.py"' in render(session("text"))
    page = render(session("text"), source="https://git.example/you/tf/blob/main/")
    assert re.search(r'href="https://git.example/you/tf/blob/main/snippets/basics/shapes.py#L\d+-L\d+"', page)


def test_formulas_become_mathml(render):
    page = render("so $a_1 * b_1$ | c\n\n$$\n\\frac{a}{b}\n$$\n\n| $|x|$ |\n|---|\n| `$y$` |")
    assert "<msub><mi>a</mi><mn>1</mn></msub>" in page and "<math display='block'><mfrac>" in page
    assert page.count("<math") == 3 and "<em>" not in page and "$y$" in page
    assert page.count("<td>") == 1


def test_a_mistake_is_shown_in_a_preview(render):
    assert 'class="asrun-problem">unknown step &#x27;txet&#x27; of basics.shapes: did you mean text' in render(
        session("txet")
    )


def test_links_lead_to_the_files_of_the_builder(weave):
    made = weave("[a](../index.md#b) [c](/xor/laboratory.md) [d](https://x.org/e.md) `[f](g.md)`")
    assert made == "[a](../index.md#b) [c](../xor/laboratory.ipynb) [d](https://x.org/e.md) `[f](g.md)`"


def test_an_alias_is_an_anchor_before_its_heading(project, render):
    page = read("---\naliases: {old: new}\n---\n## New {#new}\n\ntext", "basics/new.md", "en")
    woven = Weaver(project, page).parts(page.parts)
    assert woven == "/// html | span#old\n///\n\n## New {#new}\n\ntext" and isinstance(page.parts[0], Prose)


# --- tooltips ---------------------------------------------------------------------


def test_the_first_use_on_a_page_is_a_link_with_the_definition(render):
    made = render("A **tensor**, then a tensor.\n\nMore tensors, one tape.")
    link = '<a class="site-term" href="../words.md#tensor" title="An array, &quot;really&quot;.">tensor</a>'
    assert f"<p>A <strong>{link}</strong>, then a tensor.</p>" in made
    assert 'one <a class="site-term" href="../words.md#tape" title="A record.">tape</a>.' in made
    assert made.count("site-term") == 2


def test_several_terms_of_one_text_keep_their_order_and_what_is_between(render):
    made = render("a tensor b *x* c tape d shape e")
    assert text(made) == "a tensor b x c tape d shape e" and made.count("site-term") == 2


def test_particles_stay_outside_and_marks_of_code_do_not_show(render):
    made = render("텐서의 크기", "ko")
    link = '<a class="site-term" href="../words.md#tensor" title="배열입니다. 크기는 ()입니다.">텐서</a>'
    assert html.unescape(made) == f"<p>{link}의 크기</p>"


@pytest.mark.parametrize(
    "words",
    [
        "# A tensor {#a}",
        "`tensor`",
        "```text\na tensor\n```",
        "[a tensor](../index.md)",
        '!!! tip "A tensor"\n\n    text',
        '??? tip "A tensor"\n\n    text',
        "| tensor |\n|---|\n| tensor |",
        "**You may read:** a tensor\n{: #a .site-claim }",
        '<p class="tensor">a tensor</p>',
        "A tensor-like thing",
        "$tensor$",
    ],
)
def test_what_is_not_running_prose(weave, words):
    assert "site-term" not in weave(words)


def test_the_glossary_explains_nothing_by_itself(weave):
    assert "site-term" not in weave("a tensor", name="words.md")


def test_list_items_and_boxes_are_prose(weave):
    assert "site-term" in weave("- a tensor")
    assert "site-term" in weave('!!! tip "A tensor"\n\n    a tensor')


def test_the_glossary_is_in_the_order_of_the_alphabet(project):
    rows = {
        language: re.findall("(?m)^#+ .*", Weaver(project, own["words.md"]).markdown())
        for language, own in project.pages.of.items()
    }
    assert rows["ko"] == [
        "### ㅌ {#letter-tieut}",
        '#### 테이프 <span lang="en">tape</span> {#tape}',
        '#### 텐서 <span lang="en">tensor</span> {#tensor}',
    ]
    assert [row.split()[1] for row in rows["en"]] == ["T", "tape", "tensor"]


def test_a_line_says_where_names_come_from(built):
    """With the title of the page, in the language of the reader, and links to the sections."""
    for language, says in {"en": "From Shapes: triple", "ko": "크기 페이지에서: triple"}.items():
        page = (built.root / f"site/{language}/xor/laboratory/index.html").read_text(encoding="utf-8")
        line = BeautifulSoup(page, "html.parser").select_one("p.site-from")
        assert line.get_text() == says and line.a["href"] == "../../basics/shapes/#rest"


def test_the_code_of_a_figure_folds_under_it(built):
    page = BeautifulSoup((built.root / "site/en/xor/laboratory/index.html").read_text(encoding="utf-8"), "html.parser")
    [folded] = page.select(".asrun > details.asrun-folded")
    assert folded.summary.get_text() == "Code of this figure" and "def draw_line" in folded.get_text()
