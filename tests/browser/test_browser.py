"""What readers click on, on a handful of pages: languages, colours, copying, links."""

from __future__ import annotations

import html
import re

import pytest

from tests.browser.axe import complaints

OTHER = {"ko": "en", "en": "ko"}


@pytest.mark.parametrize("language", OTHER)
@pytest.mark.parametrize("place", ["", "autodiff/", "xor/laboratory/"])
def test_language_switch_stays_on_the_page_and_in_the_section(open_page, address, place, language):
    tab = open_page(f"{language}/{place}")
    anchor = tab.locator("h2[id]").first.get_attribute("id")
    tab.goto(f"{address}{language}/{place}#{anchor}")
    tab.click("a.site-language")
    tab.wait_for_url(f"{address}{OTHER[language]}/{place}#{anchor}")
    assert tab.locator("html").get_attribute("lang") == OTHER[language]
    tab.click("a.site-language")
    tab.wait_for_url(f"{address}{language}/{place}#{anchor}")


@pytest.mark.parametrize("locale, language", [("ko-KR", "ko"), ("en-US", "en"), ("fr-FR", "en")])
def test_root_takes_a_reader_to_their_language(open_page, address, locale, language):
    tab = open_page("", locale=locale)
    tab.wait_for_url(f"{address}{language}/")


def test_root_without_script_has_links(open_page):
    tab = open_page("", java_script_enabled=False)
    assert [a.get_attribute("href") for a in tab.locator("main a").all()] == ["ko/", "en/"]


@pytest.mark.parametrize(
    "missing, words, first",
    [("nowhere", "nowhere", "ko"), ("ko/tensors/setz/", "tensors setz", "ko"), ("en/a/b_c/d.html", "a b c d", "en")],
)
def test_a_missing_page_searches_for_its_words_and_leads_home(open_page, address, missing, words, first):
    tab = open_page(missing)
    forms = {form.get_attribute("lang"): form for form in tab.locator("form").all()}
    for language, form in forms.items():
        assert form.evaluate("form => form.action") == f"{address}{language}/"
        assert form.locator("a").evaluate("a => a.href") == f"{address}{language}/"
        assert form.locator("input").input_value() == words
    assert min(forms, key=lambda language: forms[language].bounding_box()["y"]) == first
    assert complaints(tab, address) == []
    forms["en"].locator("button").click()
    tab.wait_for_url(f"{address}en/?q={words.replace(' ', '+')}")
    assert tab.locator(".md-search__input").input_value() == words


def test_colours_automatic_light_and_dark(open_page):
    tab = open_page("ko/tensors/indexing/", color_scheme="dark")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    assert tab.evaluate(scheme) == "slate", "automatic follows the system"
    seen = []
    for _ in range(3):
        tab.locator("form[data-md-component=palette] label:not([hidden])").click()
        seen.append(tab.evaluate(scheme))
    assert seen == ["default", "slate", "slate"]
    tab.locator("form[data-md-component=palette] label:not([hidden])").click()
    tab.reload()
    assert tab.evaluate(scheme) == "default", "the choice is kept"


@pytest.mark.parametrize("wanted, light", [("dark", False), ("light", True)])
def test_without_script_the_system_chooses_the_colours_and_nothing_is_dead(open_page, wanted, light):
    tab = open_page("en/tensors/indexing/", color_scheme=wanted, java_script_enabled=False)
    colours = {
        name: re.findall(r"\d+", tab.locator(name).first.evaluate(f"e => getComputedStyle(e).{part}"))[:3]
        for name, part in {"body": "backgroundColor", "article": "color", ".md-header": "backgroundColor"}.items()
    }
    assert [min(map(int, colours["body"])) > 200, max(map(int, colours["article"])) < 100] == [light, light]
    assert colours[".md-header"] == ["23", "50", "77"]
    for dead in ("form[data-md-component=palette]", ".md-search", "label[for=__search]", ".asrun-copy"):
        assert not any(found.is_visible() for found in tab.locator(dead).all()), dead


@pytest.mark.parametrize("place", ["ko/custom/losses/", "en/xor/laboratory/", "ko/graphs/rules/", "en/print/tensors/"])
def test_on_paper_all_is_dark_on_white_and_nothing_is_cut(open_page, place):
    tab = open_page(place, color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    tab.set_viewport_size({"width": 720, "height": 1000})
    tab.wait_for_timeout(500)  # links take a moment to change colours
    found = tab.evaluate("""() => {
      const shown = [...document.querySelectorAll('article *')].filter((e) => e.checkVisibility() && !e.closest('svg'));
      const light = (colour) => Math.min(...colour.match(/[\\d.]+/g).slice(0, 3));
      const said = (e) => e.outerHTML.slice(0, 80);
      const text = (e) => [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const scrolls = 'pre, pre > code, samp, table, .arithmatex, .asrun-figure';
      return {
        pale: shown.filter((e) => text(e) && light(getComputedStyle(e).color) > 130).map(said),
        cut: shown.filter((e) => e.matches(scrolls) && e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(said),
        idle: shown.filter((e) => e.matches('.asrun-foot, .asrun-copy, .site-take, .headerlink')).map(said),
        closed: [...document.querySelectorAll('details.solution > *')].filter((e) => !e.checkVisibility()).map(said),
        ground: getComputedStyle(document.body).backgroundColor,
        pictures: shown.filter((e) => e.matches('.asrun-figure')).length,
      };
    }""")
    assert found.pop("pictures") > 0 or "custom" not in place
    assert found == {"pale": [], "cut": [], "idle": [], "closed": [], "ground": "rgb(255, 255, 255)"}


def unfold(tab) -> None:
    """Open the solutions."""
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def clipboard(tab) -> str:
    return tab.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("language", OTHER)
def test_copy_button_copies_code_alone(open_page, language):
    tab = open_page(f"{language}/tensors/indexing/")
    unfold(tab)
    tab.wait_for_selector(".asrun-cell .md-code__button[data-md-type=copy]")
    cells = tab.locator(".asrun-cell").all()
    for cell in cells if language == "en" else cells[:5]:  # the code is the same
        cell.locator(".md-code__button[data-md-type=copy]").click()
        copied = clipboard(tab)
        assert copied.strip() == cell.locator("code").inner_text().strip()
        assert ">>>" not in copied and "<tf.Tensor" not in copied
        compile(copied, "copied", "exec")


def test_copy_runnable_copies_a_whole_script(open_page):
    tab = open_page("en/autodiff/tapes/")
    unfold(tab)
    for button in tab.locator("button.asrun-copy").all():
        button.click()
        copied = clipboard(tab)
        assert copied.strip() == html.unescape(button.get_attribute("data-clipboard-text")).strip()
        compile(copied, "copied", "exec")
        assert ("tf." in copied) == ("import tensorflow as tf\n" in copied)
    assert tab.locator(".md-dialog").inner_text() != "", "the reader is told that it was copied"


def test_contents_and_permalinks(open_page):
    tab = open_page("ko/tensors/variables/")
    links = [a.get_attribute("href") for a in tab.locator(".md-sidebar--secondary a.md-nav__link").all()]
    ids = [h.get_attribute("id") for h in tab.locator("h2[id]").all()]
    assert [f"#{i}" for i in ids] == [link for link in links if link[1:] in ids] != []


def test_meant_to_fail_wears_a_badge_in_the_language_of_the_page(open_page):
    assert "실패하도록 만든 예" in open_page("ko/tensors/conversion/").locator(".asrun-badge").first.inner_text()
    assert "meant to fail" in open_page("en/tensors/conversion/").locator(".asrun-badge").first.inner_text()


def test_source_of_snippet_and_page(open_page, address, site):
    tab = open_page("en/tensors/indexing/")
    source = tab.locator("a.asrun-source").first.get_attribute("href")
    tab.goto(tab.evaluate(f"new URL({source!r}, location.href).href"))
    assert "Indexing" in tab.locator("body").inner_text()
    assert (site / "en/tensors/indexing/index.md").read_text(encoding="utf-8").startswith("# Indexing")


def test_formulas_are_drawn_by_the_browser_itself(open_page):
    tab = open_page("ko/autodiff/")
    box = tab.locator("math mfrac").first.bounding_box()
    assert box["height"] > 20, "a fraction is taller than a line of text"


def test_figure_has_a_description_and_real_text(open_page):
    tab = open_page("ko/autodiff/differences/")
    figure = tab.locator(".asrun-figure svg").first
    assert re.search("[가-힣]", figure.get_attribute("aria-label"))
    assert figure.locator("text").count() > 3
