"""Records: their key holds what can change them, and nothing else does."""

import pytest

from asrun.examples import record
from asrun.examples.find import Library
from asrun.examples.record import Outcome, Record, Records, key


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "snippets"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "a.py").write_text('"""A.\n\n>>> 1\n1\n"""\n\n\ndef one():\n    """One."""\n')
    (folder / "b.py").write_text('"""B."""\nfrom snippets.a import one\n')
    return Library(tmp_path)


def after(library, path, text):
    (library.root / "snippets" / path).write_text(text)
    return Library(library.root)


def test_a_module_that_is_imported_counts(library):
    before = key(library, library["b"])
    changed = after(library, "a.py", '"""A."""\n\n\ndef one():\n    return 1\n')
    assert key(changed, changed["b"]) != before


def test_a_module_that_is_not_imported_does_not(library):
    before = key(library, library["a"])
    changed = after(library, "b.py", '"""B."""\n')
    assert key(changed, changed["a"]) == before


@pytest.mark.parametrize("what", ["python", "tensorflow", "keras", "numpy", "matplotlib"])
def test_versions_count(library, monkeypatch, what):
    given = {**record.versions(), what: "0"}
    before = key(library, library["a"])
    monkeypatch.setattr(record, "versions", lambda: given)
    assert key(library, library["a"]) != before


def test_the_engine_counts(library, monkeypatch):
    before = key(library, library["a"])
    monkeypatch.setattr(record, "engine", lambda: "another")
    assert key(library, library["a"]) != before


def saved(library, folder, **change):
    records = Records(library, folder)
    given = {
        "module": "a",
        "key": key(library, library["a"]),
        "versions": record.versions(),
        "sessions": {"a": [Outcome("1", "value")]},
        **change,
    }
    records.save(Record(**given))
    return Records(library, folder)


def test_what_was_saved_comes_back(library, tmp_path):
    assert saved(library, tmp_path / "r").get("a").sessions == {"a": [Outcome("1", "value")]}


@pytest.mark.parametrize("change", [{"key": "other"}, {"sessions": {}}, {"sessions": {"a": []}}])
def test_a_record_that_does_not_fit_is_none(library, tmp_path, change):
    assert saved(library, tmp_path / "r", **change).get("a") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"module": "a"}',
        '{"sessions": 3}',
        '{"module": "a", "key": "k", "versions": {}, "sessions": {}}',
    ],
)
def test_a_damaged_record_is_none(library, tmp_path, text):
    records = saved(library, tmp_path / "r")
    records.path("a").write_text(text)
    assert records.get("a") is None and records.stale() == [library["a"]]


def test_nothing_half_written_is_left(library, tmp_path):
    records = saved(library, tmp_path / "r")
    assert [p.name for p in records.folder.iterdir()] == ["a.json"]
