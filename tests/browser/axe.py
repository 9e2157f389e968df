"""What axe-core says against a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.server import TOOL


def complaints(tab: Page, address: str, *parts: str, **options) -> list[str]:
    """Rule and element of all that axe finds in a page as it stands, or in the parts that selectors name."""
    load(tab, address)
    found = tab.evaluate(
        "([parts, options]) => axe.run(parts.length ? parts : document, options)",
        [parts, {"reporter": "no-passes", **options}],
    )
    return [f"{v['id']}: {n['html'][:200]}" for v in found["violations"] for n in v["nodes"]]


def load(tab: Page, address: str) -> None:
    """Bring axe into a page, once."""
    if not tab.evaluate("'axe' in window"):
        tab.add_script_tag(url=address + TOOL)
