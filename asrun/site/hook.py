"""What MkDocs does for this site besides what it is configured to: a hook.

A page that is a notebook is shown as the pages around it. mkdocs-jupyter renders its cells;
the notebook carries the Markdown of its page, which is rendered as that of any other page,
and each cell takes its place in it.

With ``--dirty``, MkDocs reads only the pages that have changed. The titles of the others,
which stand in the navigation, are read from their front matter.
"""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

EMPTY_HEADER = re.compile(r"<th([^>]*)></th>")


def on_startup(command: str, dirty: bool) -> None:
    """Take the warning away that what has not changed is not built again: `asrun.site.language` knows when it may."""
    logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in record.getMessage())


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Give every page its title, read or not."""
    for page in nav.pages:
        if title := page.title or _written(page)[1].get("title"):  # a preview shows pages without one, too
            page.title = title


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What MkDocs calls with the HTML of every page. An empty corner of a table heads nothing: it is a cell."""
    if page.file.src_uri.endswith(".ipynb"):
        html = _notebook(html, page, config, files)
    return EMPTY_HEADER.sub(r"<td\1></td>", html)


def _notebook(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The Markdown of a page that is a notebook, with the cells that mkdocs-jupyter rendered."""
    page.markdown, page.meta = _written(page)
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


def _written(page: Page) -> tuple[str, dict[str, Any]]:
    """The Markdown of a page, and its front matter."""
    text = Path(str(page.file.abs_src_path)).read_text(encoding="utf-8")
    return get_data(json.loads(text)["metadata"]["markdown"] if page.file.src_uri.endswith(".ipynb") else text)
