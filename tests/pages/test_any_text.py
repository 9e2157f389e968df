"""Whatever somebody writes on a page: parts of it, or a mistake that is told by line; never another exception."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from asrun.examples.text import lines
from asrun.pages.page import BLOCK, BOX, Block, Box, Page, Prose, read, walk
from asrun.pages.schema import load

ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # of lines, as YAML counts them
quick = settings(max_examples=150, deadline=None, derandomize=True, database=None)

WORDS = ["a", "텐서", "tensors.indexing", "step", "1", "''", '"', "`", "\\", "\t", "\u202e", "\u2028", "\x0c", "\0"]
PIECES = [
    "---", "title: T", "twin: 0e1", "twin:", "# T {#t}", "## 2 {#rest .c}", "##x", "###### {#}",
    "/// session | a.b", "/// code |", "/// from | a, b", "/// lanes", "///", "////", "/// html | b",
    "    step: text", "    notes: {a: [b]}", "    alt: !!bool x", "    - a", "    &a [*a]", "    ? [a]", "    {: }",
    '!!! tip "T"', "!!! tip", '??? solution "S"', "!!!", "???+ x", "```text", "~~~", "````", "    ```", "> ## q",
    "- a", "1. a", "| a | b |", "|---|---|", "<b>", "</samp>", "<!-- alone: 3: x -->", "<!--", "<script>", "$$",
    r"\frac{x", "[a](b.md#c)", "[a](", "![", "{{ x }}", "{% x %}", "{: .c}",
]  # fmt: skip
sentence = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
piece = st.one_of(st.sampled_from(PIECES), sentence, st.text(max_size=12))
line = st.tuples(st.sampled_from(["", "", "", "    ", "        ", "  "]), piece).map("".join)
text = st.lists(line, max_size=14).map("\n".join)
yaml_text = st.one_of(st.text(max_size=40), text, st.sampled_from("[{-").map(lambda opens: opens * 100_000))


def put_back(page: Page) -> set[int]:
    """The lines of a page, by number, that its parts account for."""
    found = set()
    cut = lines((page.head + page.body).expandtabs(4))
    for part, within in walk(page.parts):
        indent = sum(box.indent + 4 for box in within)
        if isinstance(part, Prose):
            for at, line in enumerate(part.text.split("\n"), part.line):
                assert (
                    cut[at - 1].rstrip() == (" " * indent + line if line.strip() else "").rstrip() or not line.strip()
                )
                found.add(at)
        elif isinstance(part, Box):
            assert BOX.fullmatch(cut[part.line - 1][indent:])
            found.add(part.line)
        else:
            assert BLOCK.fullmatch(cut[part.line - 1][indent:])
            found.add(part.line)
            margin = " " * (indent + part.indent)
            at = part.line + 1
            while at <= len(cut) and (not cut[at - 1].strip() or cut[at - 1].startswith(f"{margin}    ")):
                found.add(at)
                at += 1
            if at <= len(cut) and cut[at - 1] == f"{margin}///":
                found.add(at)
            elif not part.malformed:
                raise AssertionError(f"the block of line {part.line} is closed by nothing")
    return found


@quick
@given(text)
@example('!!! tip "T"\n\n    /// session | a\n        step: b\n    ///\n\n    1. c\n\nd')
@example("---\ntitle: &a [*a]\n---\n# T {#t}")
@example("---\n" + "[" * 100_000 + "\n---\n")
@example("/// session | a\n    " + "{a: " * 2000 + "\n///")
def test_any_text_gives_parts_that_lose_nothing(written):
    page = read(written, "a.md", "en")
    number = (page.head + page.body).count("\n") + 1
    assert page.head + page.body == written
    kept = put_back(page)
    for at, line in enumerate(lines((page.head + page.body).expandtabs(4)), 1):
        assert at in kept or at <= page.head.count("\n") or not line.strip(), (at, line)
    for at, says, _ in page.mistakes:
        assert 1 <= at <= number and says and "\n" not in says
    assert page.title and isinstance(page.digest, str) and isinstance(page.twin, str)
    for block in page.blocks:
        again = [part for part in read(block.source).parts if isinstance(part, Block)]
        if not block.malformed and block.name and "\n" not in block.name:
            assert [(b.kind, b.name, b.options) for b in again] == [(block.kind, block.name, block.options)]


@quick
@given(yaml_text)
def test_any_yaml_is_data_or_one_clear_line(written):
    data, wrong = load(written)
    if wrong:
        at, says = wrong
        assert data is None and 0 <= at <= len(ENDS.findall(written)) + 1 and says.strip() and "\n" not in says


@pytest.mark.parametrize(
    "written",
    ["!!python/object/apply:os.system ['exit 3']", "!!bool x", "!!int ''", "&a [*a]", "a: &b c\nd: *b", "[" * 50],
)
def test_tags_aliases_and_deep_nesting_are_refused(written):
    data, wrong = load(written)
    assert data is None and ("the tag" in wrong[1] or "in the place" in wrong[1] or "too deeply" in wrong[1])
