"""Answers are kept for as long as what decides them is the same, and never longer."""

import pytest

from tests.proof.kept import Kept


@pytest.fixture
def ask(tmp_path):
    """A function that asks for an answer, and says whether it had to be found."""

    def asker(*decides, fresh=False, answer=1):
        return Kept(tmp_path, fresh)("a/b", decides, lambda: answer)

    return asker


def test_an_answer_is_found_once(ask):
    assert ask("text", answer={"printed": "가"}) == ({"printed": "가"}, True)
    assert ask("text", answer=2) == ({"printed": "가"}, False)


@pytest.mark.parametrize("decides", [("other",), ("text", "more"), (), ("te", "xt")])
def test_another_text_another_answer(ask, decides):
    ask("text")
    assert ask(*decides, answer=2) == (2, True)


def test_fresh_finds_everything_again_and_keeps_it(ask):
    ask("text")
    assert ask("text", fresh=True, answer=2) == (2, True)
    assert ask("text") == (2, False)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "k"}', "\0"])
def test_a_damaged_answer_is_none(ask, tmp_path, damage):
    ask("text")
    [path] = tmp_path.rglob("*.json")
    path.write_text(damage)
    assert ask("text", answer=2) == (2, True)


def test_what_turned_a_test_red_is_forgotten(ask, tmp_path):
    ask("text")
    Kept(tmp_path).forget("a/b")
    Kept(tmp_path).forget("never/there")
    assert ask("text", answer=2) == (2, True)


def test_an_answer_that_could_not_be_found_is_not_kept(ask, tmp_path):
    with pytest.raises(ZeroDivisionError):
        Kept(tmp_path)("a/b", ["text"], lambda: 1 / 0)
    assert ask("text") == (1, True) and [path.name for path in (tmp_path / "a").iterdir()] == ["b.json"]
