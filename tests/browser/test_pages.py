"""Every page as its readers meet it: one visit a page and language, on desk and phone, light and dark."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import TimeoutError

from tests.browser.axe import complaints, load
from tests.browser.chromium import version
from tests.browser.patience import until
from tests.browser.server import Server
from tests.project import ROOT
from tests.proof.kept import digest

PAGES = sorted(
    re.sub(r"(index)?\.md$", "", p.relative_to(ROOT / "docs" / "ko").as_posix())
    for p in (ROOT / "docs" / "ko").rglob("*.md")
)
PAGES = [page if page == "" or page.endswith("/") else f"{page}/" for page in PAGES]
ERRATA = {entry["id"] for entry in yaml.safe_load((ROOT / "docs/errata.yml").read_text(encoding="utf-8"))}
OTHER = {"ko": "en", "en": "ko"}
SCHEMES = {"ko": ("light", "dark"), "en": ("dark", "light")}  # the first for everything, the second for contrast
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = ["scrollable-region-focusable", "meta-viewport", "css-orientation-lock"]  # what axe knows of scroll and reflow
LOOKER = digest(
    Server.axe.decode(),
    *(
        Path(__file__).with_name(name).read_text(encoding="utf-8")
        for name in ("test_pages.py", "axe.py", "patience.py", "server.py", "conftest.py")
    ),
)

# Contrast of every text in a figure against the figure's own background.
FAINT = """() => {
  const light = c => {
    const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => linear(v / 255));
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


# Marks, of all text that looks alike, the first: it is measured for the others. (The classes are for the other
# scheme, in which they may part.) Words of code that are not marked are joined: they are text, and slow to walk.
LOOKS = """() => {
  const seen = new Set(), grounds = new Map([[document.documentElement, '']]);
  const ground = (e) => {
    if (!grounds.has(e)) {
      const { backgroundColor: colour, backgroundImage: image, opacity } = getComputedStyle(e);
      const clear = colour === 'rgba(0, 0, 0, 0)' && image === 'none' && opacity === '1';
      grounds.set(e, (clear ? '' : [colour, image, opacity].join()) + ground(e.parentElement));
    }
    return grounds.get(e);
  };
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const look = [color, fontSize, fontWeight, element.getAttribute('class'), ground(element)].join();
    element.toggleAttribute('data-look', !seen.has(look));
    seen.add(look);
  }
  for (const code of document.querySelectorAll('pre code')) {
    const words = [...code.querySelectorAll('span[class]:not([data-look])')].filter((e) => !e.childElementCount);
    for (const word of words) word.replaceWith(...word.childNodes);
    code.normalize();
  }
}"""
MEASURED = "axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-look]' }] })"


def scheme(tab, wanted: str) -> None:
    """Turn a page light or dark, as the reader's system would."""
    tab.emulate_media(color_scheme=wanted)
    until(tab, f"document.body.dataset.mdColorScheme === '{'slate' if wanted == 'dark' else 'default'}'")


def visit(tab, address: str, language: str, place: str) -> dict:
    """All that is looked at on a page."""
    first, second = SCHEMES[language]
    tab.set_viewport_size(DESK)
    tab.emulate_media(color_scheme=first)
    tab.goto(f"{address}{language}/{place}")
    scheme(tab, first)
    links = "[...document.querySelectorAll(%r)].map((a) => a.href)"
    found = {
        "headings": tab.locator("h1").count(),
        "switch": [link.removeprefix(address) for link in tab.evaluate(links % "a.site-language")],
        "errata": [link.removeprefix(address) for link in tab.evaluate(links % "a.site-errata")],
        "too wide": _wider(tab, DESK),
    }
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    tab.evaluate(LOOKS)
    load(tab, address)
    tab.evaluate(MEASURED)
    found["axe"] = tab.evaluate(FAINT) + complaints(tab, address)
    scheme(tab, second)
    found["axe"] += tab.evaluate(FAINT) + complaints(tab, address, runOnly=["color-contrast"])
    tab.set_viewport_size(PHONE)
    found["too wide"] += _wider(tab, PHONE)
    _reachable(tab)
    found["axe"] += complaints(tab, address, runOnly=NARROW)
    return {**found, "away": [*tab.away], "errors": [*tab.errors]}


def _reachable(tab) -> None:
    """Give the theme, which sees a new width a little later, time to let readers reach code that scrolls now."""
    scrolls = "(code) => code.scrollWidth > code.clientWidth && code.tabIndex < 0"
    with contextlib.suppress(TimeoutError):  # axe tells what it leaves out
        until(tab, f"![...document.querySelectorAll('pre > code')].some({scrolls})", seconds=5)


def _wider(tab, size: dict[str, int]) -> list[str]:
    width = tab.evaluate("document.documentElement.scrollWidth")
    return [f"{width} of {size['width']} pixels"] if width > size["width"] else []


@pytest.fixture(scope="session")
def look(site) -> str:
    """A digest of what all pages of the site load."""
    files = sorted(
        path for path in site.rglob("*") if path.suffix in (".css", ".js", ".svg", ".woff2") or path.name == "_headers"
    )
    return digest(*(path.read_bytes().hex() for path in files))


@pytest.mark.parametrize("language", OTHER)
@pytest.mark.parametrize("place", PAGES)
def test_page_in_every_size_and_scheme(request, site, address, look, kept, tell, place, language):
    """A page asks nobody else for anything, has no error, fits the screen, and can be read by everybody."""
    name = f"visits/{language}/{place}index"
    decides = [(site / language / place / "index.html").read_text(encoding="utf-8"), look, version(), LOOKER]
    found, new = kept(name, decides, lambda: visit(request.getfixturevalue("visitor"), address, language, place))
    tell("pages were looked at in a browser, on desk and phone, light and dark", 1, new)
    errata = {f"{language}/reference/errata/#{entry}" for entry in ERRATA}
    wrong = {
        "does not lead to its twin": set(found["switch"]) ^ {f"{OTHER[language]}/{place}"},
        "does not lead to an erratum": [link for link in found["errata"] if link not in errata],
        "asks others": found["away"],
        "errors": found["errors"],
        "wider than the screen": found["too wide"],
        "axe": found["axe"],
    }
    wrong = {what: said for what, said in wrong.items() if said}
    if wrong:
        kept.forget(name)
    assert not wrong, "\n".join(f"{what}: {line}" for what, said in wrong.items() for line in said)
    assert found["headings"] == 1
