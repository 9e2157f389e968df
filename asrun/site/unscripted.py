"""Dark colours for who reads without script: the rules of the dark scheme, where the system asks for it."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

from asrun import files

PLACE = "assets/dark.css"
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
SLATE = re.compile(r'\[data-md-color-scheme="?slate"?\]')


def write(folder: Path) -> None:
    """Write the style sheet of one language, from those that its pages load."""
    loaded = html.parse(str(folder / "index.html")).xpath("//link[@rel='stylesheet']/@href")
    sheets = [folder / path for path in loaded if path != PLACE]
    rules = "\n".join(dark(path.read_text(encoding="utf-8")) for path in sheets)
    files.write(folder / PLACE, f"@media screen and (prefers-color-scheme: dark) {{\n{rules}\n}}\n")


def dark(sheet: str) -> str:
    """What a style sheet says of the dark scheme, said of whichever scheme a page has.

    >>> dark('@media screen { [data-md-color-scheme=slate], a { color: red } } b { margin: 0 }')
    '[data-md-color-scheme] { color: red }'
    """
    found = []
    for selectors, declarations in RULE.findall(sheet):
        own = [SLATE.sub("[data-md-color-scheme]", one.strip()) for one in selectors.split(",") if SLATE.search(one)]
        own = [one for one in own if ":not" not in one]
        if own:
            found.append(f"{', '.join(own)} {{{declarations}}}")
    return "\n".join(found)
