"""The structure of a page, as the checks see it."""

from asrun.pages.page import Block, Box, Prose, read, walk

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


def test_structure_with_lines():
    found = read(TEXT)
    assert found.meta == {"title": "T", "twin": "abc"}
    assert [(h.line, h.level, h.anchor) for h in found.headings] == [(5, 1, "one"), (25, 2, "two")]
    assert [(b.line, b.kind, b.name, b.malformed) for b in found.blocks] == [
        (12, "session", "a.b", ""),
        (22, "code", "a.b.c", ""),
    ]
    assert found.blocks[0].options == {"step": "first", "notes": {"x": "y: z"}}
    assert [(b.line, b.kind, b.title) for b in found.boxes] == [(18, "tip", "Title"), (20, "solution", "Inside")]
    assert found.fences == [(7, "text")]


def test_parts_in_their_order_without_the_indentation_of_their_box():
    parts = [(type(part), part.line, [box.kind for box in within]) for part, within in walk(read(TEXT).parts)]
    assert parts == [
        (Prose, 5, []),
        (Block, 12, []),
        (Box, 18, []),
        (Box, 20, ["tip"]),
        (Block, 22, ["tip", "solution"]),
        (Prose, 25, []),
    ]
    inside = read('!!! tip "T"\n\n    one\n\n        two\n\nout')
    assert [part.text for part, _ in walk(inside.parts) if isinstance(part, Prose)] == ["one\n\n    two", "out"]


def test_a_block_in_a_list_keeps_its_indentation():
    listed = read("1. one\n\n    /// session | a\n        step: b\n    ///\n\n2. two")
    assert [getattr(part, "indent", part) for part in listed.parts[1:2]] == [4]
    assert listed.parts[1].step == "b" and listed.parts[2].text == "2. two"


def test_a_block_as_one_writes_it():
    text = "/// session | a.b\n    alt: 그림\n    step: first\n///"
    assert read(text).blocks[0].source == text


def test_the_digest_is_of_words_not_of_white_space_or_other_front_matter():
    digest = read(TEXT).digest
    assert read(TEXT.replace("twin: abc", "twin: xyz").replace("\n\n", "\n\n\n")).digest == digest
    assert read(TEXT.replace("One", "Won")).digest != digest
    assert read(TEXT.replace("title: T", "title: U")).digest != digest
    assert read(TEXT.replace("title: T", "title: T\ndescription: D")).digest != digest


def test_half_a_block():
    [block, _] = read(TEXT.replace('      x: "y: z"\n///', '      x: "y: z')).blocks
    assert block.malformed


def test_a_digest_of_digits_only_is_text():
    assert read("---\ntitle: T\ntwin: 685036253842\n---\n# One {#one}\n").twin == "685036253842"
