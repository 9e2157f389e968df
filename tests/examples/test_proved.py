"""Slices that were seen to hold are not tried again, as long as what they speak of stands."""

import re

import pytest

from asrun import files
from asrun.examples.find import Library
from asrun.examples.proved import LOCK, Proved
from asrun.problems import Problems

NAMES = ("one", "two")
STEPS = """Steps.

one:

>>> a = 1
>>> b = 2
>>> a
1

two:

>>> b
2
"""


def found(site):
    """The slices that are known, by step."""
    proved = Proved(Library(site.root))
    steps = set(NAMES) - set(proved.untried("basics.stepped"))
    return {step: proved.slice("basics.stepped", step) for step in steps}


@pytest.fixture
def stepped(tiny):
    """The miniature site with a docstring of two steps that has run, and a function that reads what is known of it."""
    write = (tiny.root / "snippets/basics/stepped.py").write_text
    write(f'"""{STEPS}"""\n')
    assert "examples hold (4 ran now)" in tiny.asrun("run", "basics.stepped").stdout

    def known(old="", new=""):
        write(f'"""{STEPS.replace(old, new)}"""\n')
        return found(tiny)

    return tiny, known


def locked(site):
    """Lock what is known, and forget what was tried here."""
    files.write(site.root / LOCK, Proved(Library(site.root)).lock())
    for path in (site.root / ".records/slices").iterdir():
        path.unlink()


def test_slices_are_tried_once(stepped):
    site, known = stepped
    assert known() == {"one": [0, 1, 2], "two": [1, 3]}
    assert "running:" not in site.asrun("run", "basics.stepped").stdout


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        ("a\n1", "a\n3", {"one", "two"}),  # what is expected
        ("Steps.", "Some steps.", {"one", "two"}),
        ("b = 2", "b = 3", set()),
        ("b\n2", "b + 0\n2", {"one"}),  # what runs after the end of a step
        (">>> a\n1\n\ntwo:\n", "\ntwo:\n\n>>> a\n1\n", set()),  # where a step begins
    ],
)
def test_what_is_known_stands_while_the_same_runs_until_the_end_of_its_step(stepped, lock, old, new, stands):
    site, known = stepped
    if lock:
        site.asrun("run")
        locked(site)
    assert known(old, new).keys() == stands


def test_what_is_locked_is_not_tried_again(stepped):
    site, known = stepped
    site.asrun("run")
    locked(site)
    site.forget()
    assert "examples hold (19 ran now)" in site.asrun("run").stdout
    assert known() == {"one": [0, 1, 2], "two": [1, 3]} and not (site.root / ".records/slices").exists()


def test_moved_steps_run_nothing_but_their_slices(stepped):
    site, known = stepped
    known(">>> a\n1\n\ntwo:\n", "\ntwo:\n\n>>> a\n1\n")
    done = site.asrun("run", "basics.stepped")
    assert "examples hold (0 ran now)" in done.stdout and "running:" in done.stdout
    assert found(site) == {"one": [0, 1], "two": [0, 1, 2, 3]}


def test_a_step_that_begins_later_holds_no_more_than_it_needs(stepped):
    site, known = stepped
    known(">>> a\n1\n\ntwo:\n", "\ntwo:\n\n>>> a\n1\n")
    site.asrun("run", "basics.stepped")
    known("\ntwo:\n\n>>> a\n1\n", ">>> a\n1\n\ntwo:\n")
    site.asrun("run", "basics.stepped")
    assert found(site) == {"one": [0, 1, 2], "two": [1, 3]}


@pytest.mark.parametrize("numbers", ["1-2", "0-2 7", "one", "", "0-", "2-0"])
def test_what_cannot_be_a_slice_of_its_step_is_tried_anew(stepped, numbers):
    site, _ = stepped
    site.asrun("run")
    locked(site)
    text = (site.root / LOCK).read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^(basics.stepped,one,\w+,).*$", rf"\g<1>{numbers}", text)
    assert changed != text
    (site.root / LOCK).write_text(changed, encoding="utf-8")
    assert found(site).keys() == {"two"}


def test_a_damaged_lock_is_told(stepped):
    site, _ = stepped
    (site.root / LOCK).write_text("docstring,step\n", encoding="utf-8")
    with pytest.raises(Problems, match=re.escape(f"{LOCK}:1: not the columns")):
        Proved(Library(site.root))


def test_kept_slices_that_are_damaged_are_tried_again(stepped):
    site, known = stepped
    path = site.root / ".records/slices/basics.stepped.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2", "3"), encoding="utf-8")
    assert known() == {}
