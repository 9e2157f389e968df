"""Every item of the list is taught, in both languages."""

from pathlib import Path

import yaml

from asrun.coverage import items, untaught
from asrun.find import Library
from asrun.pages import LANGUAGES, Pages

ROOT = Path(__file__).resolve().parents[2]


def test_every_item_is_taught_in_both_languages():
    problems = untaught(ROOT, Library(ROOT), Pages(ROOT))
    assert not problems, "\n".join(map(str, problems))
    assert len(items(ROOT)) > 100


def test_pages_are_in_order():
    problems = Pages(ROOT).check(Library(ROOT))
    assert not problems, "\n".join(map(str, problems))


def test_every_erratum_points_to_where_it_is_shown():
    """The entries of docs/errata.yml: mistakes of well-known sources, and what is true."""
    pages, entries = Pages(ROOT), yaml.safe_load((ROOT / "docs/errata.yml").read_text(encoding="utf-8"))
    assert len({e["id"] for e in entries}) == len(entries)
    for entry in entries:
        name, _, step = entry["shown"].partition(":")
        for language in LANGUAGES:
            page = pages.of[language][f"{entry['page']}.md"]
            assert entry["anchor"] in [anchor for _, _, anchor in page.headings], entry["id"]
            assert any(b.name == name and b.options.get("step", "") in (step, "") for b in page.blocks), entry["id"]
            assert all(entry[language][part].strip() for part in ("claim", "truth")), entry["id"]
        assert any("가" <= c <= "힣" for c in entry["ko"]["claim"] + entry["ko"]["truth"]), entry["id"]
