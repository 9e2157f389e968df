"""Several versions of TensorFlow: what holds where, and what a page may say of it."""

import re
import sys
from dataclasses import replace

import pytest

from asrun.examples import lanes
from asrun.examples.find import Library
from asrun.examples.record import Records, key
from asrun.problems import Problems
from asrun.site import generated

OLD = {
    "python": "3.11.0",
    "tensorflow": "2.15.1",
    "keras": "2.15.0",
    "numpy": "1.26.4",
    "matplotlib": "3.8.0",
    "scikit-learn": "1.5.2",
}
PAGE = "site/en/basics/shapes/index.html"


@pytest.fixture
def two(tiny):
    """The miniature site, and a function that writes what an older lane would have given."""
    library = Library(tiny.root)

    def old_lane(module="basics.shapes", given="2"):
        base = tiny.root / ".records"
        here = Records(library, base).get(module)
        pairs = zip(library[module].sessions[module].examples, here.sessions[module], strict=True)
        gave = [replace(outcome, printed=given) if example.elsewhere else outcome for example, outcome in pairs]
        there = {
            "key": key(library, library[module], OLD),
            "versions": OLD,
            "sessions": {**here.sessions, module: gave},
        }
        Records(library, base, OLD).save(replace(here, **there))
        return Records(library, base).lanes()

    return tiny, library, old_lane


def test_an_example_may_differ_where_it_is_marked(two):
    _, library, old_lane = two
    example = next(e for e in library["basics.shapes"].sessions["basics.shapes"].examples if e.elsewhere)
    assert (example.want, example.other, example.why) == ("3", "2", "it is another generation")
    assert (example.on("3.15.1").want, example.on("2.15.0").want) == ("3", "2")
    new, old = old_lane()
    assert lanes.verified(library, new, "basics.shapes") and lanes.verified(library, old, "basics.shapes")
    new, old = old_lane(given="3")
    assert not lanes.verified(library, old, "basics.shapes")


def test_a_changed_source_has_not_run_on_the_other_lane(two):
    tiny, _, old_lane = two
    old_lane()
    tiny.edit("snippets/basics/shapes.py", 'mind the gap")', 'mind the gaps")')
    changed = Library(tiny.root)
    old = Records(changed, tiny.root / ".records").lanes()[1]
    assert lanes.holding(changed, old, "basics.shapes") is None


def test_the_table_counts_and_gives_the_reasons(two):
    _, library, old_lane = two
    text = generated.table(library, old_lane(), "en")
    total = len([e for s in library.sessions.values() for e in s.examples])
    assert f"| **all** | {total} | {total} | " in text and "it is another generation" in text
    assert "TensorFlow 2.15.1, Keras 2.15.0" in text


def test_a_page_names_only_lanes_that_ran(two, built):
    page = (built.root / PAGE).read_text(encoding="utf-8")
    assert "asrun-verified" in page and "2.15.1" not in page
    tiny, _, old_lane = two
    old_lane()
    done = tiny.asrun("build")
    assert done.returncode == 0, done.stderr
    page = (tiny.root / PAGE).read_text(encoding="utf-8")
    badges = re.findall(r'asrun-verified"[^>]*>([^<]*)<', page)
    assert badges and all("TF 2.15.1/Keras 2.15.0" in badge for badge in badges)
    sides = re.search(r'<div class="asrun-lanes">(.*?)</div></div>', page, re.S)[1]
    assert re.findall(r"<samp>(\d)</samp>", sides) == ["3", "2"] and "Keras 2.15.0" in sides


def test_the_lanes_command_runs_interpreters_and_writes_the_table(built):
    done = built.asrun("lanes", sys.executable)
    assert done.returncode == 0, done.stderr
    assert "| basics.shapes |" in (built.root / ".records/lanes.md").read_text(encoding="utf-8")


def test_two_interpreters_of_one_tensorflow_are_told(library, monkeypatch):
    ran = []
    monkeypatch.setattr(lanes, "versions_of", lambda python: OLD)
    monkeypatch.setattr(lanes, "refresh", lambda library, records, python: ran.append(python))
    monkeypatch.setattr(lanes, "judge", lambda library, records: [])
    assert [records.on for records in lanes.run(library, ["a/python", "a/python"])] == [OLD]
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
