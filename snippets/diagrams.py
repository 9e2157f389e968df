"""Boxes, tiles and arrows, of which the diagrams of several pages are made."""

import matplotlib.pyplot as plt


def _draw_box(
    ax,
    middle: tuple[float, float],
    size: tuple[float, float],
    colour: str,
    name: str,
    inside: str = "",
):
    """Draw a filled box with a name and, below it, a few words.

    Args:
        ax: matplotlib axes.
        middle: x and y of its middle.
        size: extents along x and y.
        colour: fill.
        name: first line, in bold.
        inside: second line; without it the name is in the middle.
    """
    x, y = middle
    width, height = size
    corner = x - width / 2, y - height / 2
    ax.add_patch(
        plt.Rectangle(
            corner, width, height, facecolor=colour, edgecolor="none", alpha=0.2
        )
    )
    ax.add_patch(plt.Rectangle(corner, width, height, fill=False, linewidth=1))
    shift = 0.22 if inside else 0
    ax.text(
        x, y + shift, name, size=12, weight="bold", ha="center", va="center"
    )
    if inside:
        ax.text(x, y - shift, inside, size=11, ha="center", va="center")


def _draw_tile(
    ax,
    corner: tuple[float, float],
    size: tuple[float, float],
    colour: str,
    text: str = "",
    alpha: float = 0.25,
):
    """Draw a pale rectangle with a text in its middle.

    Args:
        ax: matplotlib axes.
        corner: smallest x and y.
        size: extents along x and y.
        colour: of fill and edge.
        text: what stands in it.
        alpha: how strong the colour is.
    """
    (x, y), (width, height) = corner, size
    ax.add_patch(
        plt.Rectangle(corner, width, height, color=colour, alpha=alpha)
    )
    ax.text(x + width / 2, y + height / 2, text, ha="center", va="center")


def _draw_values(
    ax,
    nodes: dict[str, tuple[float, float, str, str]],
    edges: list[tuple[str, str]],
    half: float = 0.42,
):
    """Draw boxes with values and, below each of them, a second number.

    Args:
        ax: matplotlib axes.
        nodes: by name, x and y of the middle, what stands inside, and below.
        edges: pairs of names, from which and to which an arrow leads.
        half: half the width of a box.
    """
    for start, end in edges:
        (x, y), (to_x, to_y) = nodes[start][:2], nodes[end][:2]
        _draw_arrow(ax, (x + half, y), (to_x - half, to_y), "C0")
    for x, y, value, below in nodes.values():
        _draw_tile(ax, (x - half, y - 0.22), (2 * half, 0.44), "C0", value)
        ax.text(
            x,
            y - 0.42,
            below,
            ha="center",
            va="center",
            color="C1",
            weight="bold",
        )


def _draw_arrow(
    ax,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str = "C1",
    **look,
):
    """Draw an arrow between two points.

    Args:
        ax: matplotlib axes.
        start: x and y of its tail.
        end: x and y of its tip.
        colour: of the line.
        look: what else matplotlib's ``arrowprops`` say, such as ``linestyle``.
    """
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={
            "arrowstyle": "->",
            "linewidth": 1.5,
            "color": colour,
            "shrinkA": 0,
            "shrinkB": 0,
            **look,
        },
    )
