"""Addresses that were published are kept, or lead on."""

import pytest

LIST = "docs/addresses.txt"
PAGE = "basics/shapes.md"


@pytest.fixture
def listed(tiny):
    """The miniature site, its addresses listed."""
    assert "addresses added" in tiny.asrun("addresses").stdout
    assert tiny.asrun("check").returncode == 0
    return tiny


def both(tiny, old, new):
    for language in ("ko", "en"):
        tiny.edit(f"docs/{language}/{PAGE}", old, new)
    tiny.twins()


def test_the_list(listed):
    lines = (listed.root / LIST).read_text(encoding="utf-8").splitlines()[1:]
    assert {"./", "basics/shapes/", "basics/shapes/#text", "xor/laboratory/#second"} <= set(lines)
    assert lines == sorted(lines) and "0 addresses added" in listed.asrun("addresses").stdout


def test_an_anchor_that_has_gone_is_red_until_it_has_an_alias(listed):
    both(listed, "{#text}", "{#texts}")
    for path in (listed.root / "docs").rglob("laboratory.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("#text)", "#texts)"), encoding="utf-8")
    listed.twins()
    done = listed.asrun("check")
    assert done.returncode == 1 and "basics/shapes/#text was published, and is not there any more" in done.stderr
    assert "aliases: {text: new-anchor}" in done.stderr and "1 addresses are not listed" in done.stderr
    both(listed, "title:", "aliases: {text: texts}\ntitle:")
    listed.asrun("addresses")
    done = listed.asrun("build")
    assert done.returncode == 0, done.stderr
    page = (listed.root / "site/ko/basics/shapes/index.html").read_text(encoding="utf-8")
    assert page.index('id="text"') < page.index('id="texts"')


def test_a_page_that_has_gone_is_red_until_it_leads_on(listed):
    for language in ("ko", "en"):
        folder = listed.root / "docs" / language
        (folder / "basics/shapes.md").rename(folder / "basics/forms.md")
        for path in folder.rglob("*.md"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("basics/shapes.md", "basics/forms.md"), encoding="utf-8")
    listed.twins()
    done = listed.asrun("check")
    assert "basics/shapes/ was published, and is not there any more" in done.stderr
    assert "basics/shapes/ -> other/page/" in done.stderr
    listed.edit(LIST, "basics/shapes/\n", "basics/shapes/ -> basics/frms/\n")
    assert "leads to basics/frms/, which is not there\n    did you mean basics/forms/" in listed.asrun("check").stderr
    listed.edit(LIST, "-> basics/frms/", "-> basics/forms/")
    listed.asrun("addresses")
    done = listed.asrun("build")
    assert done.returncode == 0, done.stderr
    page = (listed.root / "site/ko/basics/shapes/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="../forms/">' in page
