"""The glossary: which words of a page are terms, what the search is told, mistakes by line."""

import pytest

from asrun.pages.glossary import GLOSSARY, Finder, aliases, load
from asrun.problems import Problems

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
        (tmp_path / GLOSSARY).write_text(text, encoding="utf-8")
        return tmp_path

    return writer


def found(root, language: str, text: str) -> list[tuple[str, str]]:
    return [(entry.id, text[start:end]) for start, end, entry in Finder(load(root), language).find(text)]


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


def test_the_search_is_told_every_other_word_for_a_term(write):
    told = aliases(load(write()), "ko")
    assert told["terms"]["텐서"] == ["tensor", "텐써"]
    assert told["terms"]["테이프"] == ["gradienttape", "tape", "그레이디언트테이프"]
    assert aliases(load(write()), "en")["terms"]["tensor"] == ["텐서", "텐써"]


def test_no_glossary_is_no_mistake(tmp_path):
    assert load(tmp_path) == []
    assert list(Finder([], "ko").find("텐서")) == []


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("  variants: [텐써]", "  varaints: [텐써]", 5, "tensor: unknown key 'varaints'"),
        ("id: tape", "id: tensor", 13, "two entries have the id 'tensor'"),
        ("id: tape", "id: 테이프", 13, "테이프: the key 'id' is not of the form words-like-these"),
        ("[텐써]", "[Ragged-Tensor]", 9, "ragged-tensor: 'ragged tensor' belongs to tensor already"),
        ("  ko: 테이프\n", "", 13, "tape: has no 'ko'"),
        ("    en: An array.\n", "", 7, "tensor: the key 'definition' is not a text in each language"),
        (
            "definition: {ko: 수입니다., en: A number.}",
            "definition: a number",
            22,
            "the key 'definition' is not a text in",
        ),
        ("tooltip: false", "tooltip: no", 21, "value: the key 'tooltip' is not true, false or one language"),
        ("[텐써]", "텐써", 5, "tensor: the key 'variants' is not a list of words"),
        ("en: An array.", "en: `An` array.", 8, "not YAML: found character that cannot start any token"),
        ("- id: tape", "- tape\n- id: tape", 13, "not an entry"),
    ],
)
def test_mistakes_are_told_by_line(write, old, new, line, says):
    assert old in GOOD
    with pytest.raises(Problems) as told:
        load(write(GOOD.replace(old, new, 1)))
    assert any(p.path == GLOSSARY and p.line == line and says in p.says for p in told.value.problems), told.value


def test_a_mistake_stops_the_check(tiny):
    (tiny.root / GLOSSARY).write_text(GOOD.replace("id: tape", "id: tensor"), encoding="utf-8")
    done = tiny.asrun("check")
    assert done.returncode == 1 and "docs/glossary.yml:13: two entries have the id 'tensor'" in done.stderr
