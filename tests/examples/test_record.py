"""Records: their key holds what can change them, and nothing else does."""

import shutil

import pytest

from asrun import files
from asrun.examples import record
from asrun.examples.find import Library
from asrun.examples.record import Outcome, Record, Records, key


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "snippets"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "a.py").write_text('"""A.\n\n>>> 1\n1\n"""\n\n\ndef one():\n    """One."""\n')
    (folder / "b.py").write_text('"""B.\n\n>>> one()\n"""\nfrom snippets.a import one\n')
    return Library(tmp_path)


def after(library, path, text):
    (library.root / "snippets" / path).write_text(text)
    return Library(library.root)


def test_a_module_that_is_imported_counts(library):
    before = key(library, "b")
    changed = after(library, "a.py", '"""A."""\n\n\ndef one():\n    return 1\n')
    assert key(changed, "b") != before


def test_a_module_that_is_not_imported_does_not(library):
    before = key(library, "a")
    changed = after(library, "b.py", '"""B."""\n')
    assert key(changed, "a") == before


@pytest.mark.parametrize(
    "text, counts",
    [
        ('"""A.\n\n>>> 1\n2\n"""\n\n\ndef one():\n    """One."""\n', False),
        ('"""Another A.\n\n>>> 1  #: label\n1\n"""\n\n\ndef one():\n    """One."""\n', False),
        ('"""A.\n\n>>> 2\n1\n"""\n\n\ndef one():\n    """One."""\n', True),
        ('"""A.\n\n>>> 1\n1\n>>> 1\n1\n"""\n\n\ndef one():\n    """One."""\n', True),
    ],
)
def test_code_counts_and_expected_outputs_and_prose_do_not(library, text, counts):
    before = key(library, "a")
    changed = after(library, "a.py", text)
    assert (key(changed, "a") != before) is counts


def test_a_docstring_does_not_run_again_for_another_one_of_its_module(library):
    two = '"""A.\n\n>>> 1\n1\n"""\n\n\ndef one():\n    """One.\n\n    >>> one()\n    """\n'
    both = after(library, "a.py", two)
    before = [key(both, name) for name in ("a", "a.one")]
    changed = after(library, "a.py", two.replace(">>> 1\n1", ">>> 2\n2"))
    now = [key(changed, name) for name in ("a", "a.one")]
    assert now[0] != before[0] and now[1] == before[1]


def test_what_examples_need_counts(library):
    before = key(library, "b")
    changed = after(library, "b.py", '"""B.\n\n>>> one()\n"""\nfrom snippets.a import one\n\nUNUSED = 1\n')
    assert key(changed, "b") == before
    changed = after(library, "b.py", '"""B.\n\n>>> one()\n"""\n\n\ndef one():\n    return 2\n')
    assert key(changed, "b") != before


@pytest.mark.parametrize("what", ["python", "tensorflow", "keras", "numpy", "matplotlib"])
def test_versions_count(library, monkeypatch, what):
    given = {**record.versions(), what: "0"}
    before = key(library, "a")
    monkeypatch.setattr(record, "versions", lambda: given)
    assert key(library, "a") != before


def test_the_engine_counts(library, monkeypatch):
    before = key(library, "a")
    monkeypatch.setattr(record, "engine", lambda *_: "another")
    assert key(library, "a") != before


@pytest.mark.parametrize(
    "path, old, new, counts",
    [
        ("evaluate.py", "import ast\n", "# a comment\n\nimport ast\n", False),
        ("evaluate.py", '"""Evaluate one example', '"""Evaluate just one example', False),
        ("evaluate.py", "print(repr(value))", "print(str(value))", True),
        ("evaluate.py", '"PYTHONHASHSEED": "0"', '"PYTHONHASHSEED": "1"', True),
        ("outcome.py", 'value: str = ""', 'value: str = "none"', True),
        ("figure.py", '"font.size": 11', '"font.size": 12', True),
        ("__init__.py", "", "import os\n", True),
        ("run.py", "TIMEOUT = 300", "TIMEOUT = 200", False),
        ("terminal.py", "rows + 1", "rows + 2", False),
        ("compare.py", "RTOL, ATOL = 1e-5", "RTOL, ATOL = 1e-4", False),
        ("find.py", "STEP = ", "STOP = ", False),
        ("slice.py", "SEEDS = ", "STARTS = ", False),
        ("names.py", "yield given.value", "yield None", False),
        ("record.py", "import ast\n", "import ast\nimport this\n", False),
    ],
)
def test_of_the_engine_counts_the_code_that_evaluates_examples(tmp_path, path, old, new, counts):
    shutil.copytree(record.PROJECT / "asrun", tmp_path / "asrun")
    file = tmp_path / "asrun/examples" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (record.engine(tmp_path) != record.engine()) is counts


def saved(library, folder, **change):
    records = Records(library, folder)
    given = {
        "session": "a",
        "key": key(library, "a"),
        "versions": record.versions(),
        "outcomes": [Outcome("1", "value")],
        **change,
    }
    records.save(Record(**given))
    return Records(library, folder)


def test_what_was_saved_comes_back(library, tmp_path):
    records = saved(library, tmp_path / "r")
    assert records.outcomes("a") == [Outcome("1", "value")]


def test_outcomes_of_what_has_not_run_are_refused(library, tmp_path):
    with pytest.raises(LookupError, match="b has not run as it stands"):
        saved(library, tmp_path / "r").outcomes("b")


@pytest.mark.parametrize("change", [{"key": "other"}, {"outcomes": []}])
def test_a_record_that_does_not_fit_is_none(library, tmp_path, change):
    assert saved(library, tmp_path / "r", **change).get("a") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"session": "a"}',
        '{"outcomes": 3}',
        '{"session": "a", "key": "k", "versions": {}, "outcomes": []}',
        "[" * 100_000,
    ],
)
def test_a_damaged_record_is_none(library, tmp_path, text):
    records = saved(library, tmp_path / "r")
    records.path("a").write_text(text)
    assert records.get("a") is None and records.stale() == ["a", "b"]


@pytest.mark.parametrize(
    "old, new", [('"printed": "1"', '"printed": "7"'), ('"html": ""', '"html": " "'), ('"seal"', '"s"')]
)
def test_a_record_in_which_a_letter_has_changed_is_none(library, tmp_path, old, new):
    records = saved(library, tmp_path / "r")
    text = records.path("a").read_text(encoding="utf-8")
    assert records.get("a") and old in text
    records.path("a").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert Records(library, tmp_path / "r").get("a") is None


def test_what_a_killed_writer_left_is_swept_away(library, tmp_path):
    records = saved(library, tmp_path / "r")
    files.beside(records.path("a"), "123").write_text("{", encoding="utf-8")
    records.sweep()
    assert [p.name for p in records.folder.iterdir()] == ["a.json"]


def test_what_cannot_be_written_leaves_nothing(library, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    records = saved(library, tmp_path / "r")
    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_json(records.path("b"), {})
    assert [p.name for p in records.folder.iterdir()] == ["a.json"]


def test_nothing_half_written_is_left(library, tmp_path):
    records = saved(library, tmp_path / "r")
    assert [p.name for p in records.folder.iterdir()] == ["a.json"]
