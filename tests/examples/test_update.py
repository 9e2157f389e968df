"""Writing down what examples give: read back before it is written, or not written at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asrun.examples import update
from asrun.examples.find import Module
from asrun.examples.outcome import Outcome

TEXT = '''"""A.

one:

>>> a
>>> b
old

two:

>>> c
old

Prose.
"""
'''


def module(tmp_path, text=TEXT):
    return Module("a", tmp_path / "snippets" / "a.py", tmp_path, text)


def change(found, number, printed):
    return "a", found.examples[number], Outcome(printed, "value")


HELD = ["1", "1\n\n2", "  x\n y", "made:", "a\u2028b", "\x85", "a\x0cb", "a\n...x", "한글", "1  \n2"]
REFUSED = ['"""', "\0", "C:\\new", ">>> x", "x\n>>> x", "...", "<BLANKLINE>", "Keras 2 (x):"]
REFUSED += ["Traceback (most recent call last):\nValueError: x", "...x"]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("printed", HELD)
def test_what_a_docstring_can_hold_is_written(tmp_path, number, printed):
    found = module(tmp_path)
    changes = [change(found, number, printed)]
    assert update.holds(found, changes, tmp_path, "3.0")
    again = module(tmp_path, update.rewritten(found, changes))
    assert [e.code for e in again.examples] == ["a", "b", "c"]
    assert update.rewritten(again, [change(again, number, printed)]) == again.source, "twice is the same"


@pytest.mark.parametrize("printed", REFUSED)
@pytest.mark.parametrize("number", range(3))
def test_what_it_cannot_hold_is_refused(tmp_path, number, printed):
    found = module(tmp_path)
    assert not update.holds(found, [change(found, number, printed)], tmp_path, "3.0")


def test_a_backslash_may_stand_in_a_raw_docstring(tmp_path):
    found = module(tmp_path, f"r{TEXT}")
    assert update.holds(found, [change(found, 1, r"C:\new")], tmp_path, "3.0")


@pytest.mark.parametrize(
    "old, new", [("float(row[0])", "float(row[9])"), ("t + tf.constant([1, 2])", "t + tf.constant([1.0, 2.0])")]
)
def test_an_example_that_begins_or_stops_to_fail_is_for_its_author(tiny, old, new):
    path = "snippets/basics/shapes.py"
    tiny.edit(path, old, new)
    before = (tiny.root / path).read_text(encoding="utf-8")
    done = tiny.asrun("update")
    assert done.returncode == 1 and "only you can say whether this is meant" in done.stderr
    assert (tiny.root / path).read_text(encoding="utf-8") == before


@settings(max_examples=200, deadline=None)
@given(printed=st.text(max_size=40), number=st.integers(0, 2))
def test_whatever_is_held_is_read_back(tmp_path_factory, printed, number):
    folder = tmp_path_factory.getbasetemp()
    found = module(folder)
    changes = [change(found, number, printed)]
    if update.holds(found, changes, folder, "3.0"):
        again = module(folder, update.rewritten(found, changes).replace("\r\n", "\n").replace("\r", "\n"))
        assert [(e.code, e.step) for e in again.examples] == [(e.code, e.step) for e in found.examples]
