"""Figures are held against drawings that a person approved, and so is what pages say of them."""

import pytest

from asrun.examples.approved import difference

NAME, SNIPPET, PAGE = "basics.shapes.drawn", "snippets/basics/shapes.py", "docs/en/basics/shapes.md"
DRAWING = """<svg viewBox="0 0 100 50"><g><path d="M 0 0 L 10 20 z" style="fill: red"/><rect x="1" y="2" width="30"/>
<use href="#f01234567-a" x="5"/><path id="f01234567-a" d="M 1 1"/><text x="3" y="4">steps 1.5</text></g></svg>"""


@pytest.mark.parametrize(
    "old, new",
    [
        ("<rect", "<circle"),
        (' width="30"', ""),
        ('width="30"', 'width="31"'),
        ("10 20", "20 10"),
        ("L 10 20 z", "L 10 20 L 1 1 z"),
        ("L 10", "M 10"),
        ("fill: red", "fill: blue"),
        ("steps 1.5", "steps 1.6"),
        ("steps", "step"),
        ('<path id="f01234567-a" d="M 1 1"/>', ""),
        ("0 0 100 50", "0 0 100 60"),
    ],
)
def test_what_a_reader_would_see_is_a_difference(old, new):
    assert old in DRAWING and difference(DRAWING, DRAWING.replace(old, new, 1), 0.5)


@pytest.mark.parametrize(
    "old, new", [("10 20", "10.0002 20"), ("f01234567", "fabcdef01"), ("#f01234567", "#f01234567")]
)
def test_what_differs_between_processors_is_none(old, new):
    assert difference(DRAWING, DRAWING.replace(old, new), 0.5) == ""


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("ax.plot(range(n))", "ax.plot(range(n)[::-1])", "stands elsewhere"),
        ("    ax.plot(range(n))\n", "", "elements instead of"),
        ('ax.set_xlabel("steps")', 'ax.set_xlabel("step")', "the text 'steps' is 'step' now"),
    ],
)
def test_a_figure_that_changed_is_red_until_somebody_has_looked(tiny, old, new, says):
    tiny.edit(SNIPPET, old, new)
    if "labels" in old or "step" in new:
        for page in tiny.root.glob("docs/*/**/*.md"):
            text = page.read_text(encoding="utf-8")
            page.write_text(text.replace("labels: {steps:", "labels: {step:"), encoding="utf-8")
        tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 1 and f"{SNIPPET}:" in done.stderr and f"the figure {NAME}: " in done.stderr
    assert says in done.stderr and f"make figures ACCEPT={NAME}" in done.stderr
    shown = tiny.asrun("figures").stdout
    assert NAME in shown and "1 figures to approve" in shown
    page = (tiny.root / ".build/figures.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2 and "docs/ko/basics/shapes.md:39: " in page
    assert "0 figures to approve" in tiny.asrun("figures", NAME).stdout
    assert tiny.asrun("build").returncode == 0


def test_a_docstring_says_how_far_training_may_move_what_it_draws(tiny):
    tiny.edit(SNIPPET, "ax.plot(range(n))", "ax.plot([0, 1.05, 2, 3][:n])")
    done = tiny.asrun("build")
    assert done.returncode == 1 and "stands elsewhere" in done.stderr
    tiny.edit(SNIPPET, "drawn:", "Figures: within 5 points\n\ndrawn:")
    assert tiny.asrun("build").returncode == 0


def test_another_description_is_read_beside_its_figure(tiny):
    for tree in ("ko", "en"):
        page = tiny.root / f"docs/{tree}/basics/shapes.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace('alt: "', 'alt: "2 ', 1), encoding="utf-8")
    tiny.twins()
    done = tiny.asrun("build")
    assert done.returncode == 1
    for tree in ("ko", "en"):
        assert f"nobody has looked at what docs/{tree}/basics/shapes.md:39 says of the figure {NAME}" in done.stderr
    assert "0 figures to approve" in tiny.asrun("figures", NAME).stdout


def test_names_and_files_of_no_figure(tiny):
    done = tiny.asrun("figures", "basics.shapes.drwan")
    assert done.returncode == 1 and f"did you mean {NAME}?" in done.stderr
    (tiny.root / "docs/figures/gone.svg").write_text("<svg/>")
    assert "docs/figures/gone.svg:1: no example draws this figure" in tiny.asrun("build").stderr
    (tiny.root / f"docs/figures/{NAME}.svg").write_text("<svg")
    assert f"{NAME}: the approved drawing is damaged" in tiny.asrun("build").stderr
