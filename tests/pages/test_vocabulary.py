"""Terms of the glossary in twins: what one calls by a term, the other does too."""

from pathlib import Path

import pytest

from asrun.pages.glossary import load
from asrun.pages.page import read
from asrun.pages.rendered import Renderer
from asrun.pages.twins import apart
from asrun.pages.vocabulary import Vocabulary
from asrun.problems import Problems

RENDERER = Renderer(Path(__file__).resolve().parents[2])
GLOSSARY = """\
- id: gradient
  ko: 그레이디언트
  en: gradient
  avoid: [그래디언트]
  mistaken: [기울기, slope]
  twins: ko
  definition: {ko: 미분입니다., en: Derivatives.}
- id: variable
  ko: 변수
  en: variable
  twins: false
  definition: {ko: 바뀝니다., en: It changes.}
- id: constant
  ko: 상수
  en: constant
  twins: false
  definition: {ko: 그대로입니다., en: It stays.}
"""


@pytest.fixture
def vocabulary(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/glossary.yml").write_text(GLOSSARY, encoding="utf-8")
    return Vocabulary(load(tmp_path))


@pytest.mark.parametrize(
    "ko, en, says",
    [
        ("그레이디언트를 구합니다", "We get the gradients", ""),
        ("그레이디언트를 구합니다", "We get it", "not there is 'gradient' in en"),
        ("값을 구합니다", "We get the gradient", ""),
        ("그레이디언트 `gradient`를 구합니다", "We get `gradient`", ""),
        ("기울기를 구합니다", "We get the slope", ""),
        ("기울기를 구합니다", "We get the gradient", "'기울기' stands in ko for '그레이디언트'"),
        ("그레이디언트를 구합니다", "We get the slope", "'slope' stands in en for 'gradient'"),
        ("그래디언트를 구합니다", "We get it", "'그래디언트' is called '그레이디언트' here"),
        ("변수입니다", "It is this", ""),
        ("변수입니다", "It is a constant", "not there is '상수' in ko, not there is 'variable' in en"),
        ("상수입니다. <!-- alone: constant, variable: a play on words -->", "It is a variable", ""),
    ],
)
def test_terms_of_a_pair(vocabulary, ko, en, says):
    pages = (read(f"# A {{#a}}\n\n{text}\n", "a.md", language) for text, language in ((ko, "ko"), (en, "en")))
    assert [found.says for found in apart(*pages, RENDERER, vocabulary)] == [
        f"the twins differ in terms: {says}"
    ] * bool(says)


def test_what_is_avoided_belongs_to_one_term(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/glossary.yml").write_text(GLOSSARY.replace("[그래디언트]", "[변수]"), encoding="utf-8")
    with pytest.raises(Problems, match="'변수' belongs to gradient already"):
        load(tmp_path)


def test_terms_are_held_in_the_check(tiny):
    (tiny.root / "docs/glossary.yml").write_text(
        "- id: line\n  ko: 선\n  en: line\n  definition: {ko: 긋습니다., en: Drawn.}\n", encoding="utf-8"
    )
    assert tiny.asrun("check").returncode == 0
    line = tiny.edit("docs/en/basics/shapes.md", "A line going up", "A curve going up")
    tiny.twins()
    done = tiny.asrun("check")
    assert done.returncode == 1 and "the twins differ in terms: not there is 'line' in en" in done.stderr
    assert f"say the same in docs/en/basics/shapes.md:{line}" in done.stderr
