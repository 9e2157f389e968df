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
