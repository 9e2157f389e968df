"""Comparison: strict about text, lenient about the last digits."""

import pytest

from asrun.examples.compare import agree, complaint
from asrun.examples.find import Example


@pytest.mark.parametrize(
    "want, got",
    [
        ("array([1., 2.])", "array([1.,\n       2.])"),
        ("0.33333334", "0.3333333"),
        ("[ 1.5 -2. ]", "[1.5 -2.]"),
        ("1e-08", "0.0"),
        ("inf", "inf"),
        ("<f at 0x7f12345678>", "<f at 0x55aa345678>"),
        ("name '...' id ...", "name 'a' id 7"),
        ("a\n<BLANKLINE>\nb", "a\n\nb"),
    ],
)
def test_the_same(want, got):
    assert agree(want, got)


@pytest.mark.parametrize(
    "want, got",
    [
        ("1.0", "1.001"),
        ("shape=(2, 3)", "shape=(2, 4)"),
        ("float32", "float64"),
        ("1.5", "1.5 2.5"),
        ("values: ", "values: 3.7"),
        ("nan", "inf"),
        ("-1.0", "1.0"),
        ("True", "False"),
        ("info", "inf"),
    ],
)
def test_not_the_same(want, got):
    assert not agree(want, got)


FAILS = "Traceback (most recent call last):\n    ...\nValueError: no"


def example(want):
    return Example(code="f()", want=want, line=1, want_line=2)


@pytest.mark.parametrize(
    "want, printed, raised, says",
    [
        ("1", "2", None, "- 1\n+ 2"),
        ("", "2", None, "+ 2"),
        ("2", "", None, "- 2"),
        ("1", "", "ValueError: no", "not expected"),
        (FAILS, "1", None, "no longer does"),
        (FAILS, "", "ValueError: yes", "- ValueError: no"),
        (FAILS, "1", "ValueError: no", "printed before it failed"),
    ],
)
def test_complaints(want, printed, raised, says):
    assert says in complaint(example(want), printed, raised)


def test_no_complaint():
    assert complaint(example("1.0"), "1.0000001", None) is None
    assert complaint(example(f"{FAILS} ..."), "", "ValueError: no 17") is None
    assert complaint(example(""), "", None) is None
