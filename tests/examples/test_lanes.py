"""Several versions of TensorFlow: what holds where, and what a page may say of it."""

import csv
import re
import sys

import pytest

from asrun.examples import lanes
from asrun.examples.compare import expected
from asrun.examples.find import Library
from asrun.examples.outcome import Outcome
from asrun.examples.verified import COLUMNS, LOCK, Lane, Verified, lock
from asrun.files import write
from asrun.problems import Problems
from asrun.site import generated
from asrun.site.cells import beside
from asrun.site.templates import render

NEW, OLD = Lane("2.21.0", "3.15.1"), Lane("2.15.1", "2.15.0")
ON_OLD = {"tensorflow": OLD.tensorflow, "keras": OLD.keras}
PAGE, SHAPES = "site/en/basics/shapes/index.html", "basics.shapes"


@pytest.fixture
def locked(tiny):
    """The miniature site, as it was verified on two lanes."""
    tiny.verify(NEW, OLD)
    return tiny


def verified(site):
    return Verified(Library(site.root))


def test_an_example_may_differ_where_it_is_marked(library, tiny):
    example = next(e for e in Library(tiny.root)[SHAPES].sessions[SHAPES].examples if e.elsewhere)
    assert (example.want, example.other, example.why) == ("3", "2", "it is another generation")
    assert (example.on("3.15.1").want, example.on("2.15.0").want) == ("3", "2")
    assert expected(example.on("2.15.0")).printed == "2"


def test_what_was_verified_is_told_newest_first(locked):
    assert verified(locked).on(SHAPES) == [NEW, OLD] == verified(locked).lanes
    assert verified(locked).on("basics.shapes.no_such") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('warnings.warn("mind the gap")', 'warnings.warn("mind the gaps")'),  # what runs
        ("UserWarning: mind the gap", "UserWarning: mind the hole"),  # what is expected here
        ("generation):\n2\n", "generation):\n1\n"),  # and elsewhere
        ('"steps"', '"stairs"'),  # what it uses
    ],
)
def test_a_changed_docstring_is_not_verified_any_more(locked, old, new):
    locked.edit("snippets/basics/shapes.py", old, new)
    assert verified(locked).on(SHAPES) == []


def test_words_in_a_docstring_change_nothing(locked):
    locked.edit("snippets/basics/shapes.py", "one of everything", "some of everything")
    assert verified(locked).on(SHAPES) == [NEW, OLD]


def test_a_definition_was_verified_by_what_runs_it(locked):
    assert verified(locked).of_definition("basics.shapes.draw_line") == [NEW, OLD]
    locked.edit("snippets/basics/shapes.py", '"steps"', '"stairs"')
    assert verified(locked).of_definition("basics.shapes.draw_line") == []


def test_what_was_verified_before_keeps_its_date(locked):
    library = Library(locked.root)
    locked.edit("snippets/basics/shapes.py", "mind the gap", "mind the hole")
    rows = list(csv.DictReader(lock(Library(locked.root), iter([NEW]), "2026-02-03").splitlines()))
    dates = {row["docstring"]: row["date"] for row in rows}
    assert set(dates) == set(library.sessions) and dates.pop(SHAPES) == "2026-02-03" and dates
    assert set(dates.values()) == {"2026-01-02"} and {row["tensorflow"] for row in rows} == {"2.21.0"}


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("a,b\n", 1), (",".join(COLUMNS) + "\nbasics.shapes,1\n", 2), ("\0", 1)]
)
def test_a_damaged_lock_is_told_by_its_line(tiny, text, line):
    write(tiny.root / LOCK, text)
    with pytest.raises(Problems, match=f"{LOCK}:{line}: not the columns"):
        verified(tiny)


def test_without_a_lock_nothing_is_verified(tiny):
    (tiny.root / LOCK).unlink()
    assert verified(tiny).lanes == []


def test_the_table_counts_and_gives_the_reasons(locked):
    library = Library(locked.root)
    text = generated.table(library, Verified(library), "en")
    total = len([e for s in library.sessions.values() for e in s.examples])
    assert f"| **all** | {total} | {total} | {total} | " in text and "it is another generation" in text
    assert f"{NEW} | {OLD}" in text


def test_a_page_names_only_lanes_that_were_verified(tiny, built, locked):
    page = (built.root / PAGE).read_text(encoding="utf-8")
    assert "asrun-verified" in page and "2.15.1" not in page
    done = locked.asrun("build")
    assert done.returncode == 0, done.stderr
    page = (locked.root / PAGE).read_text(encoding="utf-8")
    badges = re.findall(r'asrun-verified"[^>]*>([^<]*)<', page)
    assert badges and set(badges) == {"TF 2.21.0/Keras 3.15.1 · TF 2.15.1/Keras 2.15.0"}
    sides = re.search(r'<div class="asrun-lanes">(.*?)</div></div>', page, re.S)[1]
    assert re.findall(r"<samp>(\d)</samp>", sides) == ["3", "2"] and "Keras 2.15.0" in sides


@pytest.mark.parametrize("gave, silent", [(Outcome(), True), (Outcome("2\n"), False), (Outcome(error="E"), False)])
def test_a_lane_on_which_nothing_came_out_says_so(gave, silent):
    page = render("output.html", "en", lanes=[(NEW, gave)], beside=beside, terminal=str, shortened=str, drawn=str)
    assert ("no output, no error" in page) is silent


def test_a_page_that_says_so_needs_what_it_shows_to_be_verified(locked):
    for language in ("ko", "en"):
        locked.edit(f"docs/{language}/basics/shapes.md", "---\ntitle", "---\nverified: [2, 3]\ntitle")
    assert locked.asrun("check").returncode == 0
    locked.verify(NEW)
    done = locked.asrun("check")
    assert done.returncode == 1 and "the page says that basics.shapes ran on Keras 2; as it stands" in done.stderr
    locked.edit("docs/en/basics/shapes.md", "verified: [2, 3]\n", "verified: [3]\n")
    assert "claims differ from the twin's" in locked.asrun("check").stderr
    locked.edit("docs/ko/basics/shapes.md", "verified: [2, 3]\n", "verified: [3]\n")
    assert locked.asrun("check").returncode == 0


def test_the_lanes_are_run_and_then_locked(tiny):
    (tiny.root / LOCK).unlink()
    done = tiny.asrun("lanes", sys.executable)
    assert done.returncode == 0 and not (tiny.root / LOCK).exists(), done.stderr
    assert re.fullmatch(r"\d+ examples hold on TensorFlow [\d.]+, Keras [\d.]+\n", done.stdout)
    done = tiny.asrun("verified", sys.executable)
    assert done.returncode == 0 and "| basics.shapes |" in done.stdout, done.stderr
    assert len(verified(tiny).lanes) == 1


def test_what_does_not_hold_is_not_locked(locked):
    before = (locked.root / LOCK).read_text(encoding="utf-8")
    locked.edit("snippets/basics/shapes.py", "UserWarning: mind the gap", "UserWarning: mind the hole")
    assert locked.asrun("verified", sys.executable).returncode == 1
    assert (locked.root / LOCK).read_text(encoding="utf-8") == before


def test_two_interpreters_of_one_tensorflow_are_told(library, monkeypatch):
    ran = []
    monkeypatch.setattr(lanes, "versions_of", lambda python: ON_OLD)
    monkeypatch.setattr(lanes, "refresh", lambda library, records, python: ran.append(python))
    monkeypatch.setattr(lanes, "judge", lambda library, records: [])
    assert [records.on for records in lanes.run(library, ["a/python", "a/python"])] == [ON_OLD]
    assert ran == ["a/python"]
    with pytest.raises(Problems, match="b/python has the TensorFlow of a/python: 2.15.1"):
        lanes.run(library, ["a/python", "b/python"])
    assert ran == ["a/python"], "it is told before anything runs"


def test_a_program_that_is_no_python_is_told(built):
    done = built.asrun("lanes", "true")
    assert done.returncode == 1 and "true is no Python of a lane" in done.stderr and "Traceback" not in done.stderr


def test_an_interpreter_that_is_none_is_told(built):
    done = built.asrun("lanes", "/no/such/python")
    assert done.returncode == 1 and "is no Python of a lane" in done.stderr
