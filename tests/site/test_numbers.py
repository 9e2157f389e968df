"""Numbers in prose that look measured stand in what ran beside them, or have a row that says where they come from."""

import pytest

from asrun.pages.page import read
from asrun.site import numbers
from asrun.site.project import Project

PAGE = "basics/shapes"


@pytest.fixture
def found(tiny, monkeypatch):
    """A function that says what is wrong with the numbers of the miniature site, "docs/ab/page.md:line: says"."""
    monkeypatch.setenv("DOCS_RECORDS", str(tiny.root / ".records"))

    def found(*rows: str) -> list[str]:
        if rows:
            (tiny.root / "docs/numbers.csv").write_text("\n".join(["page,number,from", *rows]), encoding="utf-8")
        return [str(problem).splitlines()[0] for problem in numbers.problems(Project(tiny.root))]

    return found


def say(tiny, words: str, *languages: str, under: str = "text") -> int:
    """Write a paragraph under a heading of a page, and say on which line."""
    for language in languages or ("en", "ko"):
        path = tiny.root / f"docs/{language}/{PAGE}.md"
        lines = path.read_text(encoding="utf-8").splitlines()
        at = next(i for i, line in enumerate(lines) if line.endswith(f"{{#{under}}}")) + 2
        path.write_text("\n".join([*lines[:at], words, "", *lines[at:]]) + "\n", encoding="utf-8")
    return at + 1


def test_the_miniature_site_is_in_order(found):
    assert found() == []


@pytest.mark.parametrize(
    "words",
    [
        "It is 1.5.",
        "It is −1.5, or `2.0`.",
        "It is 150 %.",
        "150퍼센트입니다.",
        "It is 1.50.",
        "With Keras 3.15, Keras 2.15 or NumPy 1.26 to 2.4, and since 2024, 9 of them.",
        "TensorFlow 2.15와 2.21, 텐서플로 2.15부터 2.21까지.",
        "$x = 7.7$, `x[77]`, [x](../index.md#home) and #7777.",
        "### 77. A heading {#x}",
        "```text\n77.7\n```",
    ],
)
def test_what_stands_in_what_ran_or_does_not_look_measured(tiny, found, words):
    say(tiny, words)
    assert found() == []


@pytest.mark.parametrize(
    "words, number",
    [
        ("It is 1.6.", "1.6"),
        ("It is -1.6.", "1.6"),
        ("It is `1.6`.", "1.6"),
        ("It is 1.51.", "1.51"),
        ("It is 140 %.", "140"),
        ("140퍼센트입니다.", "140"),
        ("It is 1,600.", "1,600"),
        ("Keras 3 gives 1.6.", "1.6"),
        ("Keras 3은 16.118, 텐서플로에서는 16.118부터.", "16.118"),
        ("[It is 1.6](../index.md#home).", "1.6"),
        ("| it | is |\n|---|---|\n| 1.6 | 77 |", "1.6"),
    ],
)
def test_what_stands_in_no_run_is_told_in_both_languages(tiny, found, words, number):
    line = say(tiny, words) + words.split(number)[0].count("\n")
    told = [problem for problem in found() if problem.endswith(f" gives the number {number}")]
    assert {f"docs/{tree}/{PAGE}.md:{line}" for tree in ("ko", "en")} == {row.split(": ")[0] for row in told}


def test_a_fraction_is_of_the_nearest_runs_and_any_other_number_of_its_section(tiny, found):
    tiny.edit("snippets/basics/shapes.py", '>>> print("a', '>>> [0.125, 77]\n[0.125, 77]\n>>> print("a')
    assert tiny.asrun("run").returncode == 0
    assert found() == []
    line = say(tiny, "It is 0.125, and 77.", under="text")
    assert found() == [
        f"docs/{tree}/{PAGE}.md:{line}: no run {where} gives the number {number}"
        for tree in ("ko", "en")
        for number, where in (("0.125", "next to it"), ("77", "of its section"))
    ]


def test_what_has_no_runs_around_it_speaks_of_the_page(tiny, found):
    say(tiny, "## 3 {#three}\n\nIt is 1.5.\n\n## 4 {#four}", under="text")
    assert found() == []


def test_titles_notes_and_descriptions_are_held_too():
    page = read(
        '---\ntitle: Of 1.1\ndescription: Of 2.2\n---\n# Of 3.3\n\n!!! tip "Of 4.4"\n\n    Of 5.5\n\n'
        '/// session | a.b\n    alt: "Of 6.6"\n    notes: {here: "Of 7.7"}\n///\n'
    )
    assert [(number.text, number.line) for number in numbers.said(page)] == [
        *[("1.1", 1), ("2.2", 1), ("3.3", 5), ("4.4", 7), ("5.5", 9), ("6.6", 11), ("7.7", 11)]
    ]


@pytest.mark.parametrize(
    "number, source",
    [
        ("2.5", "basics.shapes"),
        ("2.5", "basics.shapes:drawn"),
        ("2.5", "basics.shapes.draw_line"),
        ("75", "= 15 * 5"),
        ("7.5", "= -(1 - 2 ** 4) / 2"),
        ("7.5", "measured by hand"),
    ],
)
def test_a_row_says_where_a_number_comes_from(tiny, found, number, source):
    say(tiny, f"It is {number}.")
    assert len(found()) == 2
    assert found(f"{PAGE},{number},{source}") == []


@pytest.mark.parametrize(
    "source, says",
    [
        ("basics.shapes:text", "basics.shapes:text does not give 7.5"),
        ("basics.shapes.draw_line", "basics.shapes.draw_line does not give 7.5"),
        ("= 1.5 * 4", "1.5 * 4 is 6, not 7.5"),
        ("= 1.5 *", "this is no sum of numbers: = 1.5 *"),
        ("= 1 / 0", "this is no sum of numbers: = 1 / 0"),
        ("= (-1) ** 0.5", "this is no sum of numbers: = (-1) ** 0.5"),
        ("= open(1.5)", "this is no sum of numbers: = open(1.5)"),
        ("basics.shapes:txet", "neither a docstring, a definition nor a sum, and no reason: basics.shapes:txet"),
        ("by hand", "neither a docstring, a definition nor a sum, and no reason: by hand"),
    ],
)
def test_a_row_that_does_not_hold(tiny, found, source, says):
    say(tiny, "It is 7.5.", "en")
    assert found(f"{PAGE},7.5,{source}") == [f"docs/numbers.csv:2: {says}"]


@pytest.mark.parametrize("row", [f"{PAGE},1.5,basics.shapes", f"{PAGE},8.5,by some hand", "nowhere,7.5,by some hand"])
def test_a_row_that_nothing_needs(tiny, found, row):
    say(tiny, "It is 1.5, or 7.5.")
    page, number, _ = row.split(",")
    says = f"docs/numbers.csv:3: no page needs a source for {number} of {page}"
    assert found(f"{PAGE},7.5,by some hand", row) == [says]


@pytest.mark.parametrize(
    "text, line",
    [
        ("", 1),
        ("number,page,from\n", 1),
        ("page,number,from\na,1.5\n", 2),
        ("page,number,from\na,1.5,b\na,b,c,d\n", 3),
        ("page,number,from\n\n", 2),
        ("page,number,from\npage,number,from\n", 2),
        (b"\xff", 1),
    ],
)
def test_a_list_of_another_form(tiny, found, text, line):
    (tiny.root / "docs/numbers.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    [problem] = found()
    says = "cannot be read: it is not UTF-8" if isinstance(text, bytes) else "not the columns page,number,from"
    assert problem == f"docs/numbers.csv:{line}: {says}"


def test_a_build_is_red_until_a_number_has_a_place(tiny):
    line = say(tiny, "It is 7.5.")
    tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 1 and not (tiny.root / "site").exists()
    for tree in ("ko", "en"):
        assert f"docs/{tree}/{PAGE}.md:{line}: no run next to it gives the number 7.5" in done.stderr
    (tiny.root / "docs/numbers.csv").write_text(f"page,number,from\n{PAGE},7.5,= 5 * 1.5\n", encoding="utf-8")
    assert tiny.asrun("build").returncode == 0
