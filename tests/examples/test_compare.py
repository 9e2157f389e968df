"""Comparison: strict about text, lenient about the last digits."""

import pytest

from asrun.examples.compare import agree, complaint, normalise
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


def test_names_of_the_snippets_package_are_what_a_pasted_script_has():
    assert normalise("<class 'snippets.custom.losses.Huber'>") == "<class '__main__.Huber'>"


def example(want, error=None):
    return Example(code="f()", want=want, error=error, line=1, want_line=2, indent=0, step="")


@pytest.mark.parametrize(
    "want, error, printed, raised, says",
    [
        ("1", None, "2", None, "- 1\n+ 2"),
        ("", None, "2", None, "+ 2"),
        ("2", None, "", None, "- 2"),
        ("1", None, "", "ValueError: no", "not expected"),
        ("Traceback...", "ValueError: no", "1", None, "no longer does"),
        ("Traceback...", "ValueError: no", "", "ValueError: yes", "- ValueError: no"),
        ("Traceback...", "ValueError: no", "1", "ValueError: no", "printed before it failed"),
    ],
)
def test_complaints(want, error, printed, raised, says):
    assert says in complaint(example(want, error), printed, raised)


def test_no_complaint():
    assert complaint(example("1.0"), "1.0000001", None) is None
    assert complaint(example("T", "ValueError: no ..."), "", "ValueError: no 17") is None
    assert complaint(example(""), "", None) is None
