"""Scripts: only what is needed, in an order that runs."""

import contextlib
import io

from asrun.examples import script
from asrun.examples.find import Library
from asrun.examples.record import Outcome


def project(tmp_path, **modules):
    (tmp_path / "snippets").mkdir()
    for name, text in modules.items():
        (tmp_path / "snippets" / f"{name}.py").write_text(text, encoding="utf-8")
    return Library(tmp_path)


def run(source):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "script", "exec"), {"__name__": "__main__"})
    return out.getvalue()


A = '"""A."""\nimport math\nimport json\n\nBASE = 2\n\n\ndef power(x):\n    return math.pow(BASE, x)\n'
B = '"""B."""\nfrom snippets.a import power\n\n\nclass Root:\n    size = power(3)\n\n\ndef unused():\n    return 0\n'
C = (
    'r"""C.\n\n>>> Child().size\n8.0\n>>> y = (1 +\n...      1)\n>>> y  # two\n2\n>>> y, (y), y\n(2, 2, 2)\n>>> y / 0\n'
    "Traceback (most recent call last):\n    ...\nZeroDivisionError: division by zero\n"
    '>>> for i in range(2):\n...     print(i)\n0\n1\n"""\nfrom snippets.b import Root\n\n\n'
    'class Child(Root):\n    """A child."""\n'
)


def outcomes():
    return [
        Outcome("8.0", "value"),
        Outcome(),
        Outcome("2", "value"),
        Outcome("(2, 2, 2)", "value"),
        Outcome(error="ZeroDivisionError: division by zero"),
        Outcome("0\n1"),
    ]


def copied(library, name, outcomes, step="", numbers=None):
    return str(script.runnable(library, name, step, outcomes, numbers or range(len(outcomes))))


def test_definitions_of_other_modules_come_along_in_order(tmp_path):
    library = project(tmp_path, a=A, b=B, c=C)
    source = copied(library, "c", outcomes())
    assert run(source) == "8.0\n2\n(2, 2, 2)\nZeroDivisionError: division by zero\n0\n1\n"
    assert "import math" in source and "json" not in source and "unused" not in source
    assert source.index("BASE") < source.index("def power") < source.index("class Root") < source.index("class Child")
    assert "print(repr(y))  # two" in source


STEPS = '''"""C.

one:

>>> x = [1]
>>> y = 5
>>> x.append(2)
>>> y + 1
6

two:

>>> len(x) + 1
3

three:

>>> y
5
"""
'''


def test_a_step_comes_with_what_it_needs_of_what_went_before(tmp_path):
    library = project(tmp_path, c=STEPS)
    session = library.sessions["c"]
    assert [script.slices(session, step)[0] for step in session.steps] == [[0, 1, 2, 3], [0, 2, 4], [1, 5]]
    assert all(script.slices(session, step)[-1] == list(range(n)) for step, n in [("one", 4), ("two", 5), ("three", 6)])
    gave = [Outcome(), Outcome(), Outcome(), Outcome("6", "value"), Outcome("3", "value"), Outcome("5", "value")]
    assert copied(library, "c", gave, "two", [0, 2, 4]) == "x = [1]\nx.append(2)\nprint(repr(len(x) + 1))\n"


def test_figures_are_shown(tmp_path):
    library = project(
        tmp_path, c='"""C.\n\n>>> plt.figure()\n<Figure size 1x1 with 0 Axes>\n"""\nimport matplotlib.pyplot as plt\n'
    )
    source = copied(library, "c", [Outcome("<Figure...", "figure", figure="<svg/>")])
    assert source == "import matplotlib.pyplot as plt\n\nplt.figure()\nplt.show()\n"
