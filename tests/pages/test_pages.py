"""The structure of a page, as the checks see it."""

from asrun.pages import read

TEXT = """---
title: T
twin: abc
---
# One {#one}

```text
# not a heading
/// session | not.a.block
```

/// session | a.b
    step: first
    notes:
      x: "y: z"
///

!!! tip "Title"

    ??? solution "Inside"

        /// code | a.b.c
        ///

## Two {#two .cls}
"""


def page(tmp_path, text=TEXT):
    path = tmp_path / "p.md"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_structure_with_lines(tmp_path):
    found = page(tmp_path)
    assert found.meta == {"title": "T", "twin": "abc"}
    assert found.headings == [(5, 1, "one"), (25, 2, "two")]
    assert [(b.line, b.kind, b.name, b.malformed) for b in found.blocks] == [
        (12, "session", "a.b", ""),
        (22, "code", "a.b.c", ""),
    ]
    assert found.blocks[0].options == {"step": "first", "notes": {"x": "y: z"}}
    assert found.boxes == [(18, "tip", True), (20, "solution", True)]
    assert found.fences == [(7, "text")]


def test_the_digest_is_of_words_not_of_white_space_or_front_matter(tmp_path):
    digest = page(tmp_path).digest
    assert page(tmp_path, TEXT.replace("twin: abc", "twin: xyz").replace("\n\n", "\n\n\n")).digest == digest
    assert page(tmp_path, TEXT.replace("One", "Won")).digest != digest


def test_half_a_block(tmp_path):
    [block, _] = page(tmp_path, TEXT.replace('      x: "y: z"\n///', '      x: "y: z')).blocks
    assert block.malformed


def test_a_digest_of_digits_only_is_text(tmp_path):
    page = tmp_path / "a.md"
    page.write_text("---\ntitle: T\ntwin: 685036253842\n---\n# One {#one}\n", encoding="utf-8")
    assert read(page).twin == "685036253842"
