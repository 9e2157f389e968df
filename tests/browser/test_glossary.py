"""The glossary as readers meet it: tooltips, and its page."""

from __future__ import annotations

import pytest

from tests.browser.axe import complaints


@pytest.mark.parametrize(
    "language, term, says", [("ko", "그레이디언트", "편도함수"), ("en", "gradient", "partial derivatives")]
)
def test_the_first_use_of_a_term_leads_to_its_row(open_page, address, language, term, says):
    tab = open_page(f"{language}/autodiff/")
    links = tab.locator("a.site-term[href$='#gradient']")
    assert links.count() == 1 and links.inner_text().lower().startswith(term)
    assert says in links.get_attribute("title")
    links.click()
    tab.wait_for_url(f"{address}{language}/reference/glossary/#gradient")
    assert tab.locator("h4#gradient").inner_text().lower().startswith(term)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_term_is_linked_twice_on_a_page(open_page, language):
    tab = open_page(f"{language}/custom/losses/")
    links = [a.get_attribute("href") for a in tab.locator("a.site-term").all()]
    assert len(links) == len(set(links)) > 3
    assert tab.locator(":is(h1, h2, h3, code, pre, th, .admonition-title, summary, .asrun) a.site-term").count() == 0


def test_a_tooltip_opens_for_the_keyboard(open_page):
    tab = open_page("ko/autodiff/")
    tab.wait_for_load_state("networkidle")
    link = tab.locator("a.site-term").first
    says = link.get_attribute("title")
    link.focus()
    tip = tab.locator(".md-tooltip2--active[role=tooltip]")
    tip.wait_for()
    assert tip.inner_text().strip() == says
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    assert tab.away == []


def test_the_glossary_does_not_link_to_itself(open_page):
    tab = open_page("ko/reference/glossary/")
    assert tab.locator("a.site-term").count() == 0
    assert tab.locator("h4[id]").count() > 100


@pytest.mark.parametrize("language, scheme", [("ko", "light"), ("ko", "dark"), ("en", "light"), ("en", "dark")])
def test_an_open_tooltip_is_accessible(open_page, address, language, scheme):
    """(The page without it is looked at in test_pages.py.)"""
    tab = open_page(f"{language}/autodiff/", color_scheme=scheme)
    tab.wait_for_load_state("networkidle")
    tab.locator("a.site-term").first.focus()
    tab.wait_for_selector(".md-tooltip2--active[role=tooltip]")
    found = complaints(tab, address, "a.site-term", ".md-tooltip2")
    assert not found, "\n".join(found)
