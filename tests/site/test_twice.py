"""Two cold builds in different folders and on different cores give the same bytes."""

import os

from tools.copies import Copy
from tools.twice import WAYS, contents, difference


def test_two_cold_builds_are_the_same_byte_by_byte(built, tmp_path):
    copy = Copy(built.root, tmp_path / "deep" / "er")
    copy.env |= WAYS["another/and/deeper"]
    copy.forget()
    one = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    ended = copy.ended(copy.start(before=None if one is None else lambda: os.sched_setaffinity(0, {one})))
    assert ended.code == 0 and "15 examples ran" in ended.said, ended.said
    assert difference(contents(built.root / "site"), contents(copy.root / "site")) == ""


def test_the_first_difference_is_told():
    assert difference({"a": b"1", "b": b"12"}, {"a": b"1", "b": b"13"}) == "b differs at byte 1: b'12' and b'13'"
    assert difference({"a": b"1"}, {"a": b"1", "c": b""}) == "c is in one of them only"
