"""The glossary: which words of a page are terms, what the search is told, mistakes by line."""

import re

import pytest
from markdown import Markdown

from asrun import glossary
from asrun.glossary import PAGE, Terms, Tooltips, aliases, check, load, page
from asrun.problems import Problem

GOOD = """\
# a comment
- id: tensor
  ko: 텐서
  en: tensor
  variants: [텐써]
  definition:
    ko: 배열입니다. 크기는 `()`입니다.
    en: An array.
- id: ragged-tensor
  ko: 래그드 텐서
  en: ragged tensor
  definition: {ko: 들쭉날쭉합니다., en: Rows differ.}
- id: tape
  ko: 테이프
  en: tape
  also: [그레이디언트 테이프, gradient tape]
  definition: {ko: 기록입니다., en: A record.}
- id: value
  ko: 값
  en: value
  tooltip: false
  definition: {ko: 수입니다., en: A number.}
- id: shape
  ko: 크기
  en: shape
  tooltip: en
  definition: {ko: 원소의 수입니다., en: How many.}
"""


@pytest.fixture
def write(tmp_path):
    """A function that writes a glossary, and gives the folder of its project."""

    def writer(text: str = GOOD):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / glossary.GLOSSARY).write_text(text, encoding="utf-8")
        return tmp_path

    return writer


def found(root, language: str, text: str) -> list[tuple[str, str]]:
    return [(entry.id, text[start:end]) for start, end, entry in Terms(load(root), language).find(text)]


@pytest.mark.parametrize(
    "text, terms",
    [
        ("텐서를 만듭니다", [("tensor", "텐서")]),
        ("텐서의, 텐서에서는, 텐서들이, 텐서입니다.", [("tensor", "텐서")] * 4),
        ("텐서플로는 다른 말입니다", []),
        ("초텐서도 다른 말입니다", []),
        ("텐서보드, tf텐서, 텐서x", []),
        ("래그드 텐서의 행", [("ragged-tensor", "래그드 텐서")]),
        ("래그드\n텐서의 행", [("ragged-tensor", "래그드\n텐서")]),
        ("그레이디언트 테이프가 테이프와", [("tape", "그레이디언트 테이프"), ("tape", "테이프")]),
        ("테이프하면 테이프되는", [("tape", "테이프")] * 2),
        ("(텐서)·텐서/텐서", [("tensor", "텐서")] * 3),
        ("값과 크기", []),
        ("tensor", []),
    ],
)
def test_korean_terms_with_their_particles(write, text, terms):
    assert found(write(), "ko", text) == terms


@pytest.mark.parametrize(
    "text, terms",
    [
        ("Tensors and a tensor's", [("tensor", "Tensors"), ("tensor", "tensor")]),
        ("TensorFlow, tensorial, sub-tensor, tensor_a, tensor-like", []),
        ("a Ragged  Tensor", [("ragged-tensor", "Ragged  Tensor")]),
        ("gradient tapes", [("tape", "gradient tapes")]),
        ("values of this shape", [("shape", "shape")]),
        ("텐서", []),
    ],
)
def test_english_terms_with_their_plurals(write, text, terms):
    assert found(write(), "en", text) == terms


def html(root, text: str, language: str = "en") -> str:
    md = Markdown(extensions=["admonition", "attr_list", "tables", "pymdownx.details", "md_in_html"])
    md.treeprocessors.register(Tooltips(md, Terms(load(root), language)), "terms", 0.5)
    md.convert("A tensor on the page before.")
    return md.convert(text)


def test_the_first_use_on_a_page_is_a_link_with_the_definition(write):
    made = html(write(), "A **tensor**, then a tensor.\n\nMore tensors, one tape.")
    link = f'<a class="site-term" href="{PAGE}#tensor" title="An array.">tensor</a>'
    assert f"<p>A <strong>{link}</strong>, then a tensor.</p>" in made
    assert f'one <a class="site-term" href="{PAGE}#tape" title="A record.">tape</a>.' in made
    assert made.count("site-term") == 2


def test_several_terms_of_one_text_keep_their_order_and_what_is_between(write):
    made = html(write(), "a tensor b *x* c tape d shape e")
    bare = re.sub("<[^>]+>", "", made)
    assert bare == "a tensor b x c tape d shape e" and made.count("site-term") == 3


def test_particles_stay_outside_and_marks_of_code_do_not_show(write):
    made = html(write(), "텐서의 크기", "ko")
    assert (
        made == f'<p><a class="site-term" href="{PAGE}#tensor" title="배열입니다. 크기는 ()입니다.">텐서</a>의 크기</p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "# A tensor",
        "`tensor`",
        "    tensor",
        "[a tensor](x.md)",
        '!!! tip "A tensor"\n\n    text',
        '??? tip "A tensor"\n\n    text',
        "| tensor |\n|---|\n| tensor |",
        "The tensor is on its own page.\n\n#### tensor {#tensor}",
        "A tensor-like thing",
        "## A tensor\n\n> ## tensor",
    ],
)
def test_what_is_not_running_prose(write, text):
    assert "site-term" not in html(write(), text)


def test_list_items_and_boxes_are_prose(write):
    assert "site-term" in html(write(), "- a tensor")
    assert "site-term" in html(write(), '!!! tip "A tensor"\n\n    a tensor')


def test_the_page_is_in_the_order_of_the_alphabet(write):
    entries = load(write())
    rows = {language: [line for line in page(entries, language) if line.startswith("###")] for language in ("ko", "en")}
    assert rows["ko"] == [
        "### ㄱ {#letter-giyeok}",
        '#### 값 <span lang="en">value</span> {#value}',
        "### ㄹ {#letter-rieul}",
        '#### 래그드 텐서 <span lang="en">ragged tensor</span> {#ragged-tensor}',
        "### ㅋ {#letter-kieuk}",
        '#### 크기 <span lang="en">shape</span> {#shape}',
        "### ㅌ {#letter-tieut}",
        '#### 테이프 <span lang="en">tape</span> {#tape}',
        '#### 텐서 <span lang="en">tensor</span> {#tensor}',
    ]
    assert [row.split()[1] for row in rows["en"]] == ["R", "ragged", "S", "shape", "T", "tape", "tensor", "V", "value"]


def test_the_search_is_told_every_other_word_for_a_term(write):
    told = aliases(load(write()), "ko")
    assert told["terms"]["텐서"] == ["tensor", "텐써"]
    assert told["terms"]["테이프"] == ["gradienttape", "tape", "그레이디언트테이프"]
    assert aliases(load(write()), "en")["terms"]["tensor"] == ["텐서", "텐써"]


def test_no_glossary_is_no_mistake(tmp_path):
    assert load(tmp_path) == [] and check(tmp_path) == []
    assert list(Terms([], "ko").find("텐서")) == []


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("  variants: [텐써]", "  varaints: [텐써]", 5, "tensor: unknown key 'varaints'"),
        ("id: tape", "id: tensor", 13, "two entries have the id 'tensor'"),
        ("id: tape", "id: 테이프", 13, "the id '테이프' is not of the form words-like-these"),
        ("[텐써]", "[Ragged-Tensor]", 9, "ragged-tensor: 'ragged tensor' belongs to tensor already"),
        ("  ko: 테이프\n", "", 13, "tape: has no 'ko:'"),
        ("    en: An array.\n", "", 7, "tensor: has no definition in 'en'"),
        ("definition: {ko: 수입니다., en: A number.}", "definition: a number", 22, "value: has no definition in 'ko'"),
        ("tooltip: false", "tooltip: no", 21, "value: 'tooltip:' is neither true nor false"),
        ("[텐써]", "텐써", 5, "tensor: 'variants:' is not a list of words"),
        ("en: An array.", "en: `An` array.", 8, "not YAML: found character that cannot start any token"),
        ("- id: tape", "- tape\n- id: tape", 13, "not an entry"),
    ],
)
def test_mistakes_are_told_by_line(write, old, new, line, says):
    assert old in GOOD
    problems = check(write(GOOD.replace(old, new, 1)))
    assert (glossary.GLOSSARY, line, says) in [(p.path, p.line, p.says) for p in problems], problems
    assert all(isinstance(p, Problem) for p in problems)


def test_a_mistake_stops_the_check(tiny):
    (tiny.root / glossary.GLOSSARY).write_text(GOOD.replace("id: tape", "id: tensor"), encoding="utf-8")
    done = tiny.asrun("check")
    assert done.returncode == 1 and "docs/glossary.yml:13: two entries have the id 'tensor'" in done.stderr
