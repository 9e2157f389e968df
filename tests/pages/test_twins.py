"""What a hurried translator does to one of two twins is refused, by file and line."""

from pathlib import Path

import pytest

from asrun.pages.page import read
from asrun.pages.rendered import Renderer
from asrun.pages.twins import apart

RENDERER = Renderer(Path(__file__).resolve().parents[2])
KO = """---
title: 층
---
# 층 {#layers}

`tf.add()`는 두 텐서를 더합니다. 값은 0.5이고 백만 번, 곧 100만 번 더합니다.

첫째 문단입니다. $x^2$을 미분하면 $2x$입니다. [층](layers.md#build)을 보세요.

1. 하나를 고릅니다.
2. 둘을 고릅니다.
3. 셋을 고릅니다.

| 이름 | 값 |
|---|---|
| `a` | 3 |
| `b` | 10 |

!!! solution "풀이"

    답은 7입니다.

    `relu`를 씁니다.
"""
EN = """---
title: Layers
---
# Layers {#layers}

`tf.add` adds two tensors. The value is 0.5, added a million times: 1,000,000.

This is the first paragraph. Differentiating $x^2$ gives $2x$. See [layers](layers.md#build).

1. Choose one.
2. Choose two.
3. Choose three.

| name | value |
|---|---|
| `a` | three |
| `b` | 10 |

!!! solution "Solution"

    The answer is 7.

    Use `relu`.
"""


def problems(ko, en):
    return list(apart(read(ko, "a.md", "ko"), read(en, "a.md", "en"), RENDERER))


def test_twins_that_say_the_same():
    assert problems(KO, EN) == []


@pytest.mark.parametrize(
    "old, new, line",
    [
        ("값은 0.5이고", "값은 0.6이고", 6),
        ("100만 번", "10만 번", 6),
        ("답은 7입니다", "답은 8입니다", 21),
        ("| 3 |", "| 4 |", 16),
        ("`tf.add()`", "`tf.sub()`", 6),
        ("`relu`", "`elu`", 23),
        ("$2x$", "$3x$", 8),
        ("layers.md#build", "layers.md#call", 8),
        ("    답은 7입니다.\n\n", "", 21),
        ("3. 셋을 고릅니다.\n", "", 10),
        ("| `b` | 10 |\n", "", 20),
        ("| 이름 | 값 |\n|---|---|\n| `a` | 3 |\n| `b` | 10 |\n", "", 15),
        ("첫째 문단입니다. ", "첫째 문단입니다.\n\n", 10),
    ],
)
def test_what_was_changed_in_one_of_them_is_found(old, new, line):
    assert old in KO
    found = problems(KO.replace(old, new, 1), EN)
    assert found and found[0].path == "docs/ko/a.md"
    assert abs(found[0].line - line) <= 3 or found[0].line == 1, found


def test_a_difference_that_language_needs_is_declared_with_its_reason():
    ko = KO.replace("답은 7입니다.", "답은 7입니다. 곧 30초입니다.")
    assert len(problems(ko, EN)) == 1
    assert problems(ko.replace("30초입니다.", "30초입니다. <!-- alone: 30: counted in seconds -->"), EN) == []
    assert len(problems(ko.replace("30초입니다.", "30초입니다. <!-- alone: 30 -->"), EN)) == 1


@pytest.mark.parametrize(
    "ko, en",
    [
        ("세 번", "3 times"),
        ("3번", "three times"),
        ("5월", "May"),
        ("0으로", "with zeros"),
        ("1,000", "1000"),
        ("4조", "four trillion"),
    ],
)
def test_numbers_in_words(ko, en):
    assert problems(f"# A {{#a}}\n\n{ko}\n", f"# A {{#a}}\n\n{en}\n") == []


def test_a_paragraph_without_numbers_and_names_is_missed_too():
    assert problems(KO, f"{EN}\n    That is all.\n")


AROUND = {
    "ko": """---
title: 그레이디언트
description: 그레이디언트 3개를 구합니다.
---
# 그레이디언트 {#gradients}

/// code | a.b
    notes: {one: "`tf.add`를 두 번 부릅니다."}
///

/// session | a.b
    alt: "점 4개가 있는 그림"
///

??? solution "2로 나누기"

    나눕니다.
""",
    "en": """---
title: Gradients
description: Getting 3 gradients.
---
# Gradients {#gradients}

/// code | a.b
    notes: {one: "Calls `tf.add` twice."}
///

/// session | a.b
    alt: "A figure with 4 points"
///

??? solution "Dividing by 2"

    Divide.
""",
}


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("그레이디언트 3개", "그레이디언트 5개", 3, "numbers: not there is 3 in ko, not there is 5 in en"),
        ("점 4개", "점 5개", 12, "numbers: not there is 4 in ko, not there is 5 in en"),
        ("`tf.add`를", "`tf.sub`를", 8, "code: not there is tf.add in ko, not there is tf.sub in en"),
        ("2로 나누기", "3으로 나누기", 15, "numbers: not there is 2 in ko, not there is 3 in en"),
    ],
)
def test_what_stands_around_paragraphs_is_compared_like_them(old, new, line, says):
    assert problems(AROUND["ko"], AROUND["en"]) == []
    [found] = problems(AROUND["ko"].replace(old, new, 1), AROUND["en"])
    assert (found.line, found.says) == (line, f"the twins differ in {says}")
    assert found.remedy.startswith("say the same in docs/en/a.md:")


def paragraph(ko, en, vocabulary=None):
    """What is told of a pair of paragraphs."""
    pages = (read(f"# A {{#a}}\n\n{text}\n", "a.md", language) for text, language in ((ko, "ko"), (en, "en")))
    return [found.says.removeprefix("the twins differ in ") for found in apart(*pages, RENDERER, *vocabulary or ())]


LONG = {
    "ko": "변수는 값을 바꿀 수 있는 텐서입니다. 층의 가중치가 모두 변수이고, 훈련은 이 값을 조금씩 바꾸는 일입니다.",
    "en": "A variable is a tensor whose value can change. All weights of a layer are variables, and training is"
    " a matter of changing their values a little at a time.",
}


def test_a_length_that_is_absurd():
    assert paragraph(LONG["ko"], LONG["en"]) == []
    [found] = paragraph(LONG["ko"].split(". ")[0], LONG["en"])
    assert found == "length: 15 letters in ko stand beside 122 in en"
    [found] = paragraph(LONG["ko"], LONG["en"].split(", and")[0].split(". ")[0])
    assert found == "length: 43 letters in ko stand beside 37 in en"
    assert paragraph("짧게 <!-- alone: length: an idiom -->", LONG["en"]) == []


@pytest.mark.parametrize(
    "ko, en",
    [
        ("값이 바뀝니다.", "The value does not change."),
        ("값이 바뀌지 않습니다.", "The value changes."),
        ("문제가 없습니다.", "There is a problem."),
    ],
)
def test_a_denial_in_one_language_alone(ko, en):
    [found] = paragraph(ko, en)
    assert found.startswith("negation: '")


@pytest.mark.parametrize(
    "ko, en",
    [
        ("값이 바뀌지 않습니다.", "The value never changes."),
        ("값이 바뀌지 않습니다.", "The value stays."),
        ("아무도 모릅니다.", "Nobody knows."),
        ("잘못입니다.", "It is a mistake."),
        ("`None`이 나옵니다.", "The answer is `None`."),
    ],
)
def test_a_denial_may_be_said_in_other_words(ko, en):
    assert paragraph(ko, en) == []


@pytest.mark.parametrize(
    "ko, en, says",
    [
        ("세 번 부릅니다.", "It is called three times.", ""),
        ("3번 부릅니다.", "It is called three times.", ""),
        ("네 번 부릅니다.", "It is called three times.", "not there is 3 in ko, not there is 4 in en"),
        ("번호는 3, 3입니다.", "The numbers are 3 and 3.", ""),
        ("번호는 3, 4입니다.", "The numbers are 3, 4 and 4.", "not there is 4 in ko"),
    ],
)
def test_numbers_are_counted_and_read_in_words(ko, en, says):
    found = paragraph(ko, en)
    assert [one.split(": ")[1] for one in found] in ([], [says]) and bool(found) == bool(says), found
