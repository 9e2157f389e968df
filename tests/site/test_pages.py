"""Every page as its readers meet it: one visit a page and language, on desk and phone, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from tests.proof.kept import digest
from tests.project import ROOT
from tests.site.chromium import version

PAGES = sorted(
    re.sub(r"(index)?\.md$", "", p.relative_to(ROOT / "docs" / "ko").as_posix())
    for p in (ROOT / "docs" / "ko").rglob("*.md"))
PAGES = [page if page == "" or page.endswith("/") else f"{page}/" for page in PAGES]
ERRATA = {entry["id"] for entry in yaml.safe_load((ROOT / "docs/errata.yml").read_text(encoding="utf-8"))}
OTHER = {"ko": "en", "en": "ko"}
SCHEMES = {"ko": ("light", "dark"), "en": ("dark", "light")}  # the first for everything, the second for contrast
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = ["scrollable-region-focusable", "meta-viewport", "css-orientation-lock"]  # what axe knows of scroll and reflow
KNOWN = Path(__file__).with_name("known.yml")

# Contrast of every text in a figure against the figure's own background.
FAINT = """() => {
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  return [...document.querySelectorAll('.asrun-figure')].flatMap(figure => {
    const back = light(getComputedStyle(figure).backgroundColor);
    return [...figure.querySelectorAll('text')].map(text => {
      const fore = light(getComputedStyle(text).fill);
      const ratio = (Math.max(fore, back) + .05) / (Math.min(fore, back) + .05);
      return ratio < 3 ? `figure-contrast: ${text.textContent}: ${ratio.toFixed(2)}` : null;
    }).filter(Boolean);
  });
}"""


# Marks, of all text in an article that looks alike, the first: it is measured for the others.
LOOKS = """() => {
  const seen = new Set();
  for (const element of document.querySelectorAll('article *')) {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    const style = getComputedStyle(element);
    const look = [style.color, style.fontSize, style.fontWeight, style.opacity];
    for (let e = element; e.localName !== 'article'; e = e.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
      look.push(backgroundColor, backgroundImage, opacity);
    }
    const known = [...new Set(look)].join();
    element.toggleAttribute('data-look', !seen.has(known));
    seen.add(known);
  }
}"""
MEASURED = [".md-header", ".md-sidebar", ".md-footer", "[data-look]"]


def complaints(tab, rules: dict, parts: list[str] | None = None) -> list[str]:
    """What axe says against a page as it stands, or parts of it: rule and element."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(Axe().axe_script)
    found = tab.evaluate("([parts, rules]) => axe.run(parts ?? document, rules)", [parts, {"reporter": "no-passes", **rules}])
    return [f"{v['id']}: {n['html'][:200]}" for v in found["violations"] for n in v["nodes"]]


def contrast(tab) -> list[str]:
    """What cannot be read in the colours that a page has now: text of figures, and what axe finds."""
    tab.evaluate(LOOKS)
    return tab.evaluate(FAINT) + complaints(tab, {"runOnly": ["color-contrast"]}, MEASURED)


def scheme(tab, wanted: str) -> None:
    """Turn a page light or dark, as the reader's system would."""
    tab.emulate_media(color_scheme=wanted)
    tab.wait_for_function(f"document.body.dataset.mdColorScheme === '{'slate' if wanted == 'dark' else 'default'}'")


def visit(open_page, address: str, language: str, page: str) -> dict:
    """All that is looked at on a page."""
    links = "[...document.querySelectorAll(%r)].map(a => a.href)"
    first, second = SCHEMES[language]
    tab = open_page(f"{language}/{page}", viewport=DESK, color_scheme=first)
    scheme(tab, first)
    found = {
        "headings": tab.locator("h1").count(),
        "switch": [link.removeprefix(address) for link in tab.evaluate(links % "a.site-language")],
        "errata": [link.removeprefix(address) for link in tab.evaluate(links % "a.site-errata")],
        "too wide": _wider(tab, DESK),
    }
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found["axe"] = complaints(tab, {"rules": {"color-contrast": {"enabled": False}}})
    found["axe"] += contrast(tab)
    scheme(tab, second)
    found["axe"] += contrast(tab)
    tab.set_viewport_size(PHONE)
    found["too wide"] += _wider(tab, PHONE)
    found["axe"] += complaints(tab, {"runOnly": NARROW})
    return {**found, "away": tab.away, "errors": tab.errors}


def _wider(tab, size: dict[str, int]) -> list[str]:
    width = tab.evaluate("document.documentElement.scrollWidth")
    return [f"{width} of {size['width']} pixels"] if width > size["width"] else []


@pytest.fixture(scope="session")
def look(site) -> str:
    """A digest of what all pages of the site load."""
    files = sorted(path for path in site.rglob("*") if path.suffix in (".css", ".js", ".svg", ".woff2"))
    return digest(*(path.read_bytes().hex() for path in files))


@pytest.mark.parametrize("language", OTHER)
@pytest.mark.parametrize("page", PAGES)
def test_page_in_every_size_and_scheme(request, site, address, look, kept, tell, page, language):
    """A page asks nobody else for anything, has no error, fits the screen, and can be read by everybody."""
    name = f"visits/{language}/{page}index"
    decides = [(site / language / page / "index.html").read_text(encoding="utf-8"), look, version(),
               Path(__file__).read_text(encoding="utf-8")]
    found, new = kept(name, decides, lambda: visit(request.getfixturevalue("open_page"), address, language, page))
    tell("pages were looked at in a browser, on desk and phone, light and dark", 1, new)
    known = set(yaml.safe_load(KNOWN.read_text(encoding="utf-8")).get(f"{language}/{page}", ()))
    axe = {complaint.partition(":")[0] for complaint in found["axe"]}
    errata = {f"{language}/reference/errata/#{entry}" for entry in ERRATA}
    wrong = {
        "does not lead to its twin": set(found["switch"]) ^ {f"{OTHER[language]}/{page}"},
        "does not lead to an erratum": [link for link in found["errata"] if link not in errata],
        "asks others": found["away"], "errors": found["errors"], "wider than the screen": found["too wide"],
        "axe": [complaint for complaint in found["axe"] if complaint.partition(":")[0] not in known],
        f"mended, take it off {KNOWN.name}": known - axe,
    }
    wrong = {what: said for what, said in wrong.items() if said}
    if wrong:
        kept.forget(name)
    assert not wrong, "\n".join(f"{what}: {line}" for what, said in wrong.items() for line in said)
    assert found["headings"] == 1
