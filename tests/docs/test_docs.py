"""Every item of the list is taught, in both languages."""

from pathlib import Path

from asrun.coverage import items, untaught
from asrun.find import Library
from asrun.pages import Pages

ROOT = Path(__file__).resolve().parents[2]


def test_every_item_is_taught_in_both_languages():
    problems = untaught(ROOT, Library(ROOT), Pages(ROOT))
    assert not problems, "\n".join(map(str, problems))
    assert len(items(ROOT)) > 100


def test_pages_are_in_order():
    problems = Pages(ROOT).check(Library(ROOT))
    assert not problems, "\n".join(map(str, problems))
