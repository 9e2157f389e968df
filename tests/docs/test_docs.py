"""The pages are in order, and teach every item of the list in both languages."""

import re

import yaml

from asrun.__main__ import main
from asrun.coverage import items
from tests.project import ROOT


def test_pages_twins_errata_and_glossary_are_in_order(capsys):
    assert main(["--root", str(ROOT), "check"]) == 0, capsys.readouterr().err


def test_every_item_is_taught_in_both_languages(capsys):
    assert main(["--root", str(ROOT), "coverage"]) == 0, capsys.readouterr().err
    assert len(items(ROOT)) > 100


def test_errata_are_in_korean_for_korean_readers():
    for entry in yaml.safe_load((ROOT / "docs/errata.yml").read_text(encoding="utf-8")):
        assert re.search("[가-힣]", entry["ko"]["claim"] + entry["ko"]["truth"]), entry["id"]
