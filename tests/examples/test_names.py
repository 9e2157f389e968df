"""Names of code are found once, and known from run to run while what finds them is the same."""

import pytest

from asrun.examples import names

CODE = "kept = given + 1"


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    def forget():
        monkeypatch.setattr(names, "_kept", {})
        monkeypatch.setattr(names, "_asked", {})
        names._names.cache_clear()

    forget()
    yield forget
    names._names.cache_clear()


def test_what_was_found_is_known_in_the_next_run(tmp_path, monkeypatch, nothing_known):
    path = tmp_path / "names.json"
    with names.remembered(path):
        assert names.free(CODE) == {"given"}
    nothing_known()
    monkeypatch.setattr(names, "_found", lambda code: pytest.fail("it is known"))
    with names.remembered(path):
        assert names.free(CODE) == {"given"} and names.bound(CODE) == {"kept"}


@pytest.mark.parametrize("change", ["text", "version"])
def test_it_is_found_again_where_the_file_is_damaged_or_another_pyflakes_looks(
    tmp_path, monkeypatch, nothing_known, change
):
    path = tmp_path / "names.json"
    with names.remembered(path):
        names.free(CODE)
    nothing_known()
    if change == "text":
        path.write_text(path.read_text(encoding="utf-8").replace("given", "taken"), encoding="utf-8")
    else:
        monkeypatch.setattr(names.pyflakes, "__version__", "0")
    with names.remembered(path):
        assert not names._kept and names.free(CODE) == {"given"}


def test_a_command_ends_as_it_would_where_nothing_can_be_kept(tmp_path):
    (tmp_path / "file").touch()
    with names.remembered(tmp_path / "file" / "names.json"):
        assert names.free(CODE) == {"given"}
