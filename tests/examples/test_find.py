"""Finding definitions, steps and examples in the text of a module."""

import pytest

from asrun.examples.find import Library, Module
from asrun.problems import Problems

GOOD = '''"""Title.

first:

>>> double(2)
4

second:

>>> x = [1,
...      2]
>>> x
[1, 2]
"""

import math

LIMIT = 3


def double(x):
    """Twice.

    >>> double(1)
    2
    """
    return 2 * x  #: twice


class Thing:
    """A thing."""

    def method(self):
        """Only a docstring."""
'''


def module(tmp_path, text):
    path = tmp_path / "snippets" / "a.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Module("a", path, tmp_path)


def test_steps_lines_and_names(tmp_path):
    found = module(tmp_path, GOOD)
    session = found.sessions["a"]
    assert session.steps == ["first", "second"]
    assert [(e.line, e.step) for e in session.examples] == [(5, "first"), (10, "second"), (12, "second")]
    assert [e.want for e in session.only("first")] == ["4"] and [e.line for e in session.only("second")] == [10, 12]
    assert session.only("") == session.only(None) == session.examples
    assert list(found.sessions) == ["a", "a.double"]
    assert list(found.definitions) == ["a.LIMIT", "a.double", "a.Thing", "a.Thing.method"]


def test_definitions_come_without_docstrings(tmp_path):
    found = module(tmp_path, GOOD).definitions
    assert found["a.double"].code == "def double(x):\n    return 2 * x  #: twice"
    assert found["a.Thing"].code == "class Thing:\n    def method(self):\n        pass"
    assert found["a.Thing.method"].code == "def method(self):\n    pass"


def test_the_steps_of_a_module_may_stand_below_its_code(tmp_path):
    head, _, rest = GOOD.partition("first:")
    steps, _, code = rest.partition('"""\n')
    found = module(tmp_path, f'{head}"""\n{code}\n__test__ = {{\n    "steps": r"""\nfirst:{steps}"""\n}}\n')
    assert found.sessions["a"].steps == ["first", "second"]
    assert [found.source.splitlines()[e.line - 1].strip() for e in found.sessions["a"].examples] == [
        ">>> double(2)",
        ">>> x = [1,",
        ">>> x",
    ]
    assert list(found.definitions) == ["a.LIMIT", "a.double", "a.Thing", "a.Thing.method"]


def test_an_output_that_looks_like_a_step_is_none(tmp_path):
    assert module(tmp_path, GOOD.replace("[1, 2]\n", "third:\n")).sessions["a"].steps == ["first", "second"]


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("import math", "import math\nprint('hi')", 17, "must do nothing when it is imported"),
        (">>> x\n", ">>>x\n", 12, "lacks blank after >>>"),
        (">>> x\n", ">>> x  # doctest: +SKIP\n", 12, "directives are not used"),
        ("[1, 2]\n", "<BLANKLINE>\n...\n", 12, "always passes"),
        ("second:", "first:", 1, "two steps named 'first'"),
        ("first:\n", "\n", 1, "examples before its first step"),
        ("4\n", "'\\n'\n", 1, "has a backslash"),
        ("4\n", "4\n\nKeras 2 (why):\n5\n", 8, "'Keras 2 (why):' belongs to no example"),
        ("return 2 * x", "return 2 *", 27, "not Python"),
    ],
)
def test_what_cannot_be_tested_is_refused(tmp_path, old, new, line, says):
    with pytest.raises(Problems) as error:
        module(tmp_path, GOOD.replace(old, new, 1))
    [problem] = error.value.problems
    assert problem.path == "snippets/a.py" and says in problem.says, problem
    assert problem.line == line


def test_an_import_from_a_snippet_that_is_not_there(tmp_path):
    module(tmp_path, GOOD)
    (tmp_path / "snippets" / "b.py").write_text("from snippets.a import duble\n")
    with pytest.raises(Problems, match="cannot import 'duble' from 'a'") as error:
        Library(tmp_path)
    assert "did you mean a.double?" in str(error.value)


@pytest.mark.parametrize(
    "code", ["x", "x[0]", "x.y", "x + 1", "x < 1", "'text'", "f'{x}'", "[x]", "x = 1; x", "lambda: 1"]
)
def test_an_example_that_plainly_shows_a_value_and_expects_none_is_found(tmp_path, code):
    module(tmp_path, f'"""A.\n\n>>> x = 1\n>>> {code}\n"""\n')
    [problem] = Library(tmp_path).unexpected()
    assert (problem.path, problem.line, problem.remedy) == ("snippets/a.py", 4, "run `make update`")


@pytest.mark.parametrize("code", ["x()", "(y := x())", "x() if x else y", "x and y", "None", "x = 1", "import os"])
def test_an_example_that_may_show_nothing_is_left_alone(tmp_path, code):
    module(tmp_path, f'"""A.\n\n>>> {code}\n"""\n')
    assert Library(tmp_path).unexpected() == []
