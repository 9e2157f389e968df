"""Links, navigation and front matter: what leads nowhere, or bears another name, is told by file and line."""

import pytest

PAGE = "docs/en/basics/shapes.md"
NAVIGATION = "nav:\n  - Home: index.md\n  - basics/shapes.md\n  - xor/laboratory.ipynb\n"


@pytest.mark.parametrize(
    "link, says, remedy",
    [
        ("[x](../indx.md)", "broken link '../indx.md': there is no such page", "did you mean index.md?"),
        ("[x](/basics/shapes.md#txet)", "broken link '/basics/shapes.md#txet'", "did you mean text?"),
        ("[x](#nowhere)", "broken link '#nowhere'", ""),
        ("[x](figure.png)", "broken link 'figure.png': there is no such file", ""),
        ("[Laboratory](../index.md)", "the link 'Laboratory' leads to the page 'Home'", "call it by its title"),
        ("- [Homes](../index.md): a menu", "the link 'Homes' leads to the page 'Home'", "call it by its title"),
    ],
)
def test_a_link_that_is_wrong(tiny, link, says, remedy):
    line = tiny.edit(PAGE, "## 1 {#text}", f"{link}\n\n## 1 {{#text}}")
    done = tiny.asrun("check")
    assert done.returncode == 1
    assert f"{PAGE}:{line}: {says}" in done.stderr and remedy in done.stderr


@pytest.mark.parametrize(
    "link",
    [
        "[Home](../index.md)",
        "to [go home](../index.md)",
        "[Homes](../index.md#home)",
        "`[x](nowhere.md)`",
        "[x](https://example.org/nowhere.md)",
        "[x](../xor/laboratory.md#second)",
        "```text\n[x](nowhere.md)\n```",
    ],
)
def test_a_link_that_is_right(tiny, link):
    tiny.edit(PAGE, "## 1 {#text}", f"{link}\n\n## 1 {{#text}}")
    assert "link" not in tiny.asrun("check").stderr


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("  - basics/shapes.md\n", "", "docs/en.yml:1: basics/shapes.md is not in the navigation"),
        ("basics/shapes.md", "basics/shaeps.md", "the navigation names basics/shaeps.md, which is not there"),
        ("- basics/shapes.md", "- Forms: basics/shapes.md", "calls basics/shapes.md 'Forms', its page 'Shapes'"),
        ("- basics", "- Shapes: basics", ""),
    ],
)
def test_the_navigation(tiny, old, new, says):
    config = tiny.root / "docs/en.yml"
    config.write_text(config.read_text(encoding="utf-8") + NAVIGATION.replace(old, new, 1), encoding="utf-8")
    done = tiny.asrun("check")
    assert done.returncode == bool(says) and says in done.stderr


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("title: Shapes", "titel: Shapes", "2: front matter: unknown key 'titel'\n    did you mean title?"),
        ("title: Shapes\n", "", "1: front matter: has no 'title'"),
        ("title: Shapes", "title: [Shapes]", "2: front matter: the key 'title' is not a text"),
        ("title: Shapes", "notebook: 3\ntitle: Shapes", "2: front matter: the key 'notebook' is not true or false"),
        (
            "title: Shapes",
            "aliases: {old: txet}\ntitle: Shapes",
            "1: the alias 'old' is for 'txet', which is not there",
        ),
    ],
)
def test_front_matter(tiny, old, new, says):
    tiny.edit(PAGE, old, new)
    done = tiny.asrun("check")
    assert done.returncode == 1 and f"{PAGE}:{says}" in done.stderr
