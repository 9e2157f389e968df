"""Finding definitions, steps and examples in the text of a module."""

import doctest
import types

import pytest

from asrun.examples.find import Library, Module
from asrun.examples.script import needed
from asrun.examples.text import unlabelled
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


CUT = {
    'class E(Exception): """Doc."""': "class E(Exception): pass",
    'class E: """Doc."""; x = 1': "class E: x = 1",
    'class E:\n    """Doc."""; x = 1': "class E:\n    x = 1",
    'class E:\n    """Doc."""  # why\n': "class E:\n    pass  # why",
    'def f():\n    """Doc.\n\n    More.\n    """\n\n    return 1': "def f():\n    return 1",
    'def f():\n    """Doc."""\n    # why\n    return 1': "def f():\n    # why\n    return 1",
    'def f():\n    ("""Doc.""")\n    return 1': "def f():\n    return 1",
    'def f():\n    "Doc" " in two"\n    return 1': "def f():\n    return 1",
    'def f():\n    """Doc."""\n    return """\ntop\n    in\n"""': 'def f():\n    return """\ntop\n    in\n"""',
    'def f():\n    """Doc.\x0c"""\n    return "\u2028\x85"': 'def f():\n    return "\u2028\x85"',
    'def f():\n    """Doc."""\n    def g():\n        """Doc."""\n    return g': (
        "def f():\n    def g():\n        pass\n    return g"
    ),
    '@property\ndef f():\n    """한글 문서."""; return "값"': '@property\ndef f():\n    return "값"',
    "async def f():\n    '''Doc.'''\n    await g()": "async def f():\n    await g()",
}


@pytest.mark.parametrize("written", CUT)
def test_definitions_are_cut_by_syntax(tmp_path, written):
    assert next(iter(module(tmp_path, f"{written}\n").definitions.values())).code == CUT[written]


def test_methods_keep_strings_and_comments_that_stand_further_left(tmp_path):
    text = 'class E:\n    def f(self):\n        """Doc."""\n# left\n        return """\nno\n    yes"""\n'
    assert module(tmp_path, text).definitions["a.E.f"].code == 'def f(self):\n# left\n    return """\nno\n    yes"""'


def test_what_follows_a_strange_end_of_line_keeps_its_line(tmp_path):
    strange = 'A = "\u2028\u2029\x85\x0b\x1c"\n\n\n'
    found = module(tmp_path, GOOD.replace("LIMIT = 3\n", f"{strange}LIMIT = 3\n"))
    assert found.definitions["a.double"].code == "def double(x):\n    return 2 * x  #: twice"
    text = module(tmp_path, '"""A.\n\n>>> print("a\u2028b")\na\u2028b\n>>> 1\n1\n"""\n')
    assert [(e.want, e.line) for e in text.examples] == [("a\u2028b", 3), ("1", 5)]


def test_windows_and_byte_order_marks(tmp_path):
    found = module(tmp_path, "")
    found.path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert Module("a", found.path, tmp_path).definitions["a.double"].code.endswith("return 2 * x  #: twice")


def test_labels_are_comments(tmp_path):
    code = 'x = """\na  #: no\n"""\ny = 1  #: yes'
    assert unlabelled(code) == ('x = """\na  #: no\n"""\ny = 1', {"yes": 4})


def test_whatever_doctest_finds_runs(tmp_path):
    """Held against the standard library's own finder."""
    text = '''class A:
    class B:
        def f(self):
            """Deep.

            >>> 1 + 1
            2
            """

    @property
    def p(self):
        """Read.

        >>> 2 + 2
        4
        """

    @p.setter
    def p(self, value):
        self.value = value

    @staticmethod
    def s():
        """Static: >>> is no prompt here.

        >>> 3 + 3
        6
        """
'''
    found = module(tmp_path, text)
    scope = types.ModuleType("a")
    exec(text, vars(scope))
    by_doctest = {test.name: [e.source for e in test.examples] for test in doctest.DocTestFinder().find(scope)}
    assert {name: codes for name, codes in by_doctest.items() if codes} == {
        name: [f"{e.code}\n" for e in session.examples] for name, session in found.sessions.items()
    }


@pytest.mark.parametrize(
    "written, line",
    [
        ('def f(x):\n    f"""Not a docstring {x}.\n\n    >>> 1\n    2\n    """\n', 4),
        ("def f(x):\n    # >>> 1\n    # 2\n    return x\n", 2),
        ('def f(x):\n    def g():\n        """Inner.\n\n        >>> 1\n        2\n        """\n    return g\n', 5),
        ('TEXT = """\n>>> 1\n2\n"""\n', 2),
        ('def f(x):\n    y = 1\n    """>>> 1\n    2\n    """\n', 3),
        ('"""A.\n\n# >>> 1\n# 2\n"""\n', 3),
    ],
)
def test_a_prompt_that_nothing_runs_is_refused(tmp_path, written, line):
    with pytest.raises(Problems, match="nothing runs this: ") as error:
        module(tmp_path, written)
    assert [problem.line for problem in error.value.problems] == [line]


@pytest.mark.parametrize(
    "written, line, says",
    [
        (b"A = B = 1\n", 1, "a constant needs one plain name"),
        (b"A = 1; B = 2\n", 1, "cannot be cut out of its module"),
        (b"def f(): pass\n\n\ndef f(): pass\n", 4, "a.f is defined twice"),
        ("# 한글\n".encode("euc-kr"), 1, "cannot be read: it is not UTF-8"),
        (b"A = 1\0\n", 1, "not Python"),
        (b'class A:\n    """\n    >>> 1\n    1\n    """\n    """\n    >>> 2\n    """\n', 7, "nothing runs this"),
        (b'def f():\n    "a " "\n>>> 1"', 2, "not Python"),
        (b'def f():\n    ("A.\\n"\n     ">>> 1")\n', 2, "has a backslash"),
    ],
)
def test_what_cannot_be_found_whole_is_refused(tmp_path, written, line, says):
    found = module(tmp_path, "")
    found.path.write_bytes(written)
    with pytest.raises(Problems) as error:
        Module("a", found.path, tmp_path)
    assert any((p.path, p.line) == ("snippets/a.py", line) and says in p.says for p in error.value.problems), str(
        error.value
    )


def test_importing_everything_is_refused(tmp_path):
    module(tmp_path, "from math import *\n")
    with pytest.raises(Problems, match=r"snippets/a.py:1: imports everything that there is"):
        Library(tmp_path)


@pytest.mark.parametrize("code", ["eval(text)", "exec(text)", "globals()[text]", "vars()[text]"])
def test_names_that_cannot_be_followed_are_refused(tmp_path, code):
    module(tmp_path, f'"""A.\n\n>>> text = "B"\n>>> _ = {code}\n"""\n\n\ndef f(text):\n    return {code}\n')
    with pytest.raises(Problems) as error:
        Library(tmp_path)
    assert [(p.path, p.line) for p in error.value.problems] == [("snippets/a.py", 4), ("snippets/a.py", 8)]


@pytest.mark.parametrize("code", ['eval("B + 1")', 'globals()["B"]', 'exec("print(B)")', "B"])
def test_names_in_texts_are_followed(tmp_path, code):
    found = module(tmp_path, f'"""A.\n\n>>> f()\n"""\n\nB = 1\n\n\ndef f():\n    return {code}\n')
    library = Library(tmp_path)
    imports, names = needed(library, found, ["f"])
    assert (imports, names) == (set(), ["a.B", "a.f"])
