"""Turn matplotlib figures into SVG that lives in a page: themed, text as text.

Colours of the style below are stand-ins. In the SVG they become ``currentColor``
and the variables ``--figure-0`` and following of the site's style sheet, so that
one drawing suits light and dark.
"""

import hashlib
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, GRID = "#0a0b0c", "#0a0b0d"
COLOURS = ("#3367d6", "#d9480f", "#2b8a3e", "#9c36b5", "#c92a2a", "#0b7285")

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "asrun",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": f"cycler(color={COLOURS})",
    "lines.linewidth": 2,
    "grid.color": GRID,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "patch.edgecolor": INK,
    "boxplot.flierprops.color": INK,
}


def use_style() -> None:
    """Make every figure drawn from now on one that :func:`to_svg` can theme."""
    from matplotlib import style

    style.use(STYLE)


def to_svg(figure: "Figure") -> str:
    """Draw a figure of the style above as one themed ``<svg>`` element, the same bytes for the same drawing."""
    sink = io.StringIO()
    figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    svg = sink.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r' height="[\d.]+pt"', "", svg, count=1)
    svg = re.sub(r' width="([\d.]+)pt"', lambda m: f' style="max-width: {float(m[1]) * 4 / 3:.0f}px"', svg, count=1)
    svg = re.sub(r"font-family: [^;\"]*; ?", "", svg)
    svg = re.sub(r"font: ([^;\"]*?[\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r"<style.*?</style>|xmlns(:xlink)?=\S+ |transform=\"rotate\(-0 [^\"]*\"", "", svg, flags=re.S)
    svg = re.sub(r"(?m)^\s+", "", svg).replace("<defs>\n</defs>\n", "").replace("xlink:href", "href")
    svg = svg.replace(INK, "currentColor").replace(GRID, "currentColor")
    for i, colour in enumerate(COLOURS):
        svg = svg.replace(colour, f"var(--figure-{i}, {colour})")
    return _own_ids(svg)


def _own_ids(svg: str) -> str:
    """Drop the ids that nothing refers to; make the others this drawing's own."""
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    mark = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{mark}-{m[1]}"' if m[1] in used else "", svg)
    return re.sub(r'(href="#|url\(#)([^")]+)', rf"\g<1>{mark}-\2", svg)
