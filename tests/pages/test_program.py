"""A page is a program: what is refused, and what comes along."""

import pytest

from asrun.examples.find import Library
from asrun.pages.page import read
from asrun.pages.program import Program

A = '''"""A.

one:

>>> x = np.ones(2)
>>> show(x)
2

two:

>>> x = x + 1

three:

>>> drawn(x)
<Figure size 1x1 with 0 Axes>
"""

import matplotlib.pyplot as plt
import numpy as np

from snippets.b import show

SIZE = 2


def _frame():
    return SIZE


def drawn(x) -> plt.Figure:
    """Draw.

    >>> x = 5
    >>> x + twice(SIZE)
    9
    """
    return plt.figure(figsize=(_frame(), 1))


def twice(x):
    return 2 * x
'''
B = '"""B."""\nimport math\n\n\ndef inner(x):\n    return math.floor(len(x))\n\n\ndef show(x):\n    return inner(x)\n'
SHOW = "/// code | b.show\n///\n\n"
FROM = "/// from | b.show\n///\n\n"


@pytest.fixture
def library(tmp_path):
    (tmp_path / "snippets").mkdir()
    for name, text in {"a": A, "b": B}.items():
        (tmp_path / "snippets" / f"{name}.py").write_text(text)
    return Library(tmp_path)


def session(name, step=""):
    return f"/// session | {name}\n" + (f"    step: {step}\n" if step else "") + "///\n\n"


def told(library, text):
    """What is wrong with a page, by line."""
    return [(problem.line, problem.says) for problem in Program(library, read(text, "p.md", "en")).problems]


ONE, TWO, THREE = (session("a", step) for step in ("one", "two", "three"))
INNER = "/// code | b.inner\n///\n\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ONE, 1, "'show' is used before the page has shown it"),
        (ONE + SHOW, 1, "'show' is used before the page has shown it"),
        (FROM + TWO, 4, "'x' is used before the page has shown it"),
        (FROM + TWO + ONE, 8, "the step 'one' of a ran before 'two', which stands above"),
        (SHOW, 1, "'inner' is used before the page has shown it"),
        (FROM + ONE + INNER, 8, "'inner' is shown here, and a block above has needed it"),
        (FROM + FROM + session("a.drawn"), 7, "'twice' is used before the page has shown it"),
        (
            FROM + ONE + '??? solution "S"\n\n    /// session | a\n        step: two\n    ///\n\n' + THREE,
            14,
            "'x' is made in a",
        ),
        (FROM + "text", 1, "'b.show' is named, and nothing below uses it"),
    ],
)
def test_what_is_refused(library, text, line, says):
    assert any(at == line and there.startswith(says) for at, there in told(library, text)), told(library, text)


def test_docstrings_that_take_turns_may_not_mean_two_things_by_one_name(library):
    helpers = "".join(f"/// code | a.{name}\n///\n\n" for name in ("SIZE", "twice"))
    page = FROM + helpers + ONE + session("a.drawn") + TWO
    [(line, says)] = told(library, page)
    assert line == page[: page.index(TWO)].count("\n") + 1
    assert says == "'x' means what a made of it, and on this page by now what a.drawn made of it"
    assert not told(library, FROM + helpers + session("a.drawn") + ONE + TWO)


def test_a_name_is_told_once(library):
    assert len(told(library, ONE + TWO + session("a.drawn"))) == len(["show", "twice", "SIZE"])


def test_imports_come_with_the_first_block_that_needs_them(library):
    page = read(INNER + SHOW + ONE + TWO, "p.md", "en")
    program = Program(library, page)
    assert not program.problems
    assert [program.setting(block).imports for block in page.blocks] == [
        ["import math"],
        [],
        ["import numpy as np"],
        [],
    ]


def test_functions_that_draw_come_along_with_all_that_they_need(library):
    page = read(FROM + ONE + TWO + THREE, "p.md", "en")
    program = Program(library, page)
    assert not program.problems
    come = [program.setting(block).definitions for block in page.blocks]
    assert come == [["b.inner", "b.show"], [], [], ["a.SIZE", "a._frame", "a.drawn"]]


def test_runs_of_other_pages_are_not_part_of_a_page(library):
    assert not told(library, '??? run "R"\n\n    /// session | a\n        step: two\n    ///\n')


def test_a_name_that_is_taught_to_be_unknown_is_no_problem(tmp_path):
    (tmp_path / "snippets").mkdir()
    code = (
        '"""C.\n\n>>> lost\nTraceback (most recent call last):\n    ...\nNameError: name \'lost\' is not defined\n"""\n'
    )
    (tmp_path / "snippets/c.py").write_text(code)
    assert not told(Library(tmp_path), session("c"))
