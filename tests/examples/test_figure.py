"""Figures: one element, themed, the same every time, at home beside others."""

import re

from matplotlib import pyplot as plt

from asrun.examples import figure


def draw():
    with plt.rc_context():
        figure.use_style()
        fig, ax = plt.subplots(figsize=(4, 2), layout="constrained")
        ax.plot([1, 2], color="C1", label="cost")
        ax.scatter([0, 1], [1, 2])
        ax.legend()
        svg = figure.to_svg(fig)
        plt.close(fig)
        return svg


def test_colours_follow_the_page():
    svg = draw()
    assert "currentColor" in svg and "var(--figure-1, #d9480f)" in svg
    assert figure.INK not in svg and figure.GRID not in svg
    assert not re.search(r"(?:fill|stroke): ?#(?:fff|000)", svg), "no paper, no black ink"


def test_text_is_text_in_the_page_s_font():
    svg = draw()
    assert ">cost</text>" in svg and "DejaVu" not in svg and "font-family" not in svg


def test_the_same_drawing_is_the_same_bytes():
    assert draw() == draw()


def test_nothing_leaks_into_the_page():
    svg = draw()
    assert svg.startswith("<svg") and "<style" not in svg and "<metadata" not in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) and all(i.startswith(ids[0][:9]) for i in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) == set(ids)
    assert 'height="' not in svg.split(">")[0], "it scales with the column"
