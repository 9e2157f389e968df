"""Coverage: an item that no page teaches is told by line, language and reason."""

import pytest

HEAD = "section,item,snippet,page\n"


@pytest.mark.parametrize(
    "row",
    [
        "1,a step,basics.shapes:printed,basics/shapes",
        "1,a definition,basics.shapes.draw_line,basics/shapes",
        "1,a whole session,basics.shapes.draw_line,basics/shapes",
        "1,a concept,,basics/shapes#rest",
        "1,a concept on the first page,,index",
    ],
)
def test_taught(tiny, row):
    (tiny.root / "docs/items.csv").write_text(HEAD + row + "\n")
    done = tiny.asrun("coverage")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["1", "1"]


@pytest.mark.parametrize(
    "row, reason",
    [
        ("1,x,basics.shapes:printed,basics/shaeps", "no page basics/shaeps)\n    did you mean basics/shapes?"),
        ("1,x,,basics/shapes#nowhere", "shapes.md has no heading #nowhere"),
        ("1,x,basics.shapes:printed,index", "index.md does not show basics.shapes:printed"),
        ("1,x,basics.shapes:pritned,basics/shapes", "shapes.md does not show basics.shapes:pritned"),
        ("1,x,basics.shaeps,basics/shapes", "unknown snippet basics.shaeps"),
    ],
)
def test_not_taught(tiny, row, reason):
    (tiny.root / "docs/items.csv").write_text(HEAD + "1,first,,index\n" + row + "\n")
    done = tiny.asrun("coverage")
    assert done.returncode == 1
    for language in ("ko", "en"):
        assert f"docs/items.csv:3: 1 x: not taught in {language} (" in done.stderr
    assert reason in done.stderr


def test_a_block_taken_off_one_page_is_missed(tiny):
    (tiny.root / "docs/items.csv").write_text(HEAD + "1,x,basics.shapes:rich,basics/shapes\n")
    tiny.edit("docs/ko/basics/shapes.md", "/// session | basics.shapes\n    step: rich\n///\n", "")
    done = tiny.asrun("coverage")
    assert done.returncode == 1 and "in ko" in done.stderr and "in en" not in done.stderr


@pytest.mark.parametrize("text, line", [(None, 1), ("a,b\n", 1), (HEAD + "1,x,,index\n1,x,index\n", 3)])
def test_a_list_that_is_not_one(tiny, text, line):
    if text is not None:
        (tiny.root / "docs/items.csv").write_text(text)
    done = tiny.asrun("coverage")
    assert done.returncode == 1 and done.stderr.startswith(f"docs/items.csv:{line}: ")
