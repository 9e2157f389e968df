"""Data in both languages has twins as pages do: entries of docs/*.yml, and the navigation."""

import json

import pytest

from asrun.pages.data import KEPT

PUZZLES = """\
- id: shapes
  page: basics/shapes
  ask:
    ko: 크기가 3인 텐서는 몇 개입니까?
    en: How many tensors have the size 3?
  choices:
    - {ko: 하나도 없습니다., en: Not one.}
    - {ko: "`tf.add`입니다.", en: "It is `tf.add`."}
- id: plain
  page: basics/shapes
"""
PATH = "docs/puzzles.yml"


@pytest.fixture
def asked(tiny):
    """A tiny site with puzzles that were read."""
    (tiny.root / PATH).write_text(PUZZLES, encoding="utf-8")
    done = tiny.asrun("twins", "puzzles", "navigation")
    assert "puzzles: shapes\n0 pages marked as in step with their twins, 1 entries" in done.stdout
    assert tiny.asrun("check").returncode == 0
    return tiny


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        (
            "크기가 3인",
            "크기가 4인",
            4,
            "shapes ask: the twins differ in numbers: not there is 3 in ko, not there is 4 in en",
        ),
        ("Not one.", "One.", 7, "shapes choices 1: the twins differ in negation: '없' is said in ko"),
        (
            "It is `tf.add`.",
            "It is `tf.sub`.",
            8,
            "shapes choices 2: the twins differ in code: not there is tf.sub in ko",
        ),
        ("    en: How many tensors have the size 3?\n", "", 4, "shapes ask is not there in en"),
        (", en: Not one.", "", 7, "shapes choices 1 is not there in en"),
    ],
)
def test_entries_are_compared_like_paragraphs(asked, old, new, line, says):
    asked.edit(PATH, old, new)
    assert f"{PATH}:{line}: {says}" in asked.asrun("check").stderr
    asked.asrun("twins", "puzzles")
    done = asked.asrun("check")
    assert done.returncode == 1 and f"{PATH}:{line}: {says}" in done.stderr, "also after it was marked as read"


@pytest.mark.parametrize(
    "old, new, line, languages",
    [("몇 개입니까", "얼마나 됩니까", 4, "ko"), ("How many", "How often", 5, "en"), ("3?\n", "three?\n", 5, "en")],
)
def test_a_change_waits_until_both_languages_were_read(asked, old, new, line, languages):
    asked.edit(PATH, old, new)
    done = asked.asrun("check")
    assert f"{PATH}:{line}: shapes: {languages} changed since both languages were last read" in done.stderr
    assert "run `make twins PAGE=puzzles`" in done.stderr
    assert "puzzles: shapes" in asked.asrun("twins", "puzzles").stdout
    assert asked.asrun("check").returncode == 0


def test_entries_that_come_and_go(asked):
    asked.edit(PATH, "- id: shapes", "- id: sizes")
    done = asked.asrun("check")
    assert f"{PATH}:4: sizes: ko and en changed since both languages were last read" in done.stderr
    assert f"{KEPT}:1: shapes is not in puzzles any more" in done.stderr
    asked.asrun("twins", "puzzles")
    assert list(json.loads((asked.root / KEPT).read_text(encoding="utf-8"))["puzzles"]) == ["sizes"]


def test_wrapping_is_no_change(asked):
    asked.edit(PATH, "en: How many tensors", "en: How many\n      tensors")
    assert asked.asrun("check").returncode == 0


def test_titles_of_sections(tiny):
    for language, title in (("ko", "기초"), ("en", "Basics")):
        config = tiny.root / f"docs/{language}.yml"
        pages = "nav:\n  - index.md\n  - xor/laboratory.ipynb\n"
        text = f"{config.read_text(encoding='utf-8')}{pages}  - {title}:\n      - basics/shapes.md\n"
        config.write_text(text, encoding="utf-8")
    tiny.asrun("twins", "navigation")
    assert tiny.asrun("check").returncode == 0
    line = tiny.edit("docs/en.yml", "  - Basics:", "  - 3 basics:")
    done = tiny.asrun("check")
    assert f"docs/en.yml:{line}: basics/shapes.md: en changed since both languages were last read" in done.stderr
    assert "basics/shapes.md title 0: the twins differ in numbers: not there is 3 in ko" in done.stderr


def test_navigations_in_another_order(tiny):
    for language, pages in (("ko", ("index.md", "basics/shapes.md")), ("en", ("basics/shapes.md", "index.md"))):
        config = tiny.root / f"docs/{language}.yml"
        listed = "".join(f"  - {page}\n" for page in (*pages, "xor/laboratory.ipynb"))
        config.write_text(f"{config.read_text(encoding='utf-8')}nav:\n{listed}", encoding="utf-8")
    done = tiny.asrun("check")
    assert "index.md stands here, and basics/shapes.md in docs/en.yml:" in done.stderr


def test_unknown_names(tiny):
    done = tiny.asrun("twins", "glosary")
    assert done.returncode == 1 and "no page 'glosary'" in done.stderr
