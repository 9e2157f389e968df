"""Show the pages that are notebooks as the pages around them: a hook of MkDocs.

mkdocs-jupyter renders the cells of a notebook. The notebook carries the Markdown
of its page, which is rendered as that of any other page, and each cell takes its
place in it.
"""

from __future__ import annotations

import json
from pathlib import Path

from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What MkDocs calls with the HTML of every page."""
    if not page.file.src_uri.endswith(".ipynb"):
        return html
    notebook = json.loads(Path(str(page.file.abs_src_path)).read_text(encoding="utf-8"))
    page.markdown, page.meta = get_data(notebook["metadata"]["markdown"])
    Page.render(page, config, files)  # its own `render` is the one of mkdocs-jupyter
    body = BeautifulSoup(page.content or "", "html.parser")
    cells = BeautifulSoup(html, "html.parser").select('[id^="cell-id="]')
    for place, cell in zip(body.select(".asrun-cell"), cells, strict=True):
        code, output = cell.select_one(".highlight-ipynb pre"), cell.select_one(".jp-RenderedHTMLCommon")
        shown = place.select_one(".highlight:not(.annotate) code:not(:has(.hll))")
        if code and shown:
            shown.clear()
            shown.extend(list(code.children))
        if output and (gave := place.select_one(".asrun-gave")):
            gave.clear()
            gave.extend(list(output.children))
    return str(body)
