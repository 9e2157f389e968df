"""Each page as files to take away: a notebook, a script, and plain Markdown; and what lists them."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from asrun import files
from asrun.examples import script
from asrun.examples.record import settings
from asrun.examples.terminal import terminal
from asrun.examples.text import lines
from asrun.pages.check import wrong
from asrun.pages.page import HEADING, Page
from asrun.pages.prose import Piece, rewritten
from asrun.site.blocks import drawn
from asrun.site.cells import Cell, beside, fenced
from asrun.site.generated import expanded
from asrun.site.links import between, has_downloads, leads_away, place, stem, target
from asrun.site.program import Text, program, solutions, without_solutions
from asrun.site.project import Project
from asrun.site.templates import words

ENDINGS, SUFFIXES = ("", "-solutions"), (".ipynb", ".py")
DAY = 2026, 1, 1  # on which everything was made, whenever it is
Link = Callable[[str, str], str]  # the file and the #anchor of a link: its address, or ""
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(found: list[Text | Cell], link: Link) -> nbformat.NotebookNode:
    """Cells as a notebook, outputs included.

    Args:
        link: gives the address for a link to another page.
    """
    made: list[dict[str, Any]] = []
    for cell in found:
        shared: dict[str, Any] = {"id": f"cell-{len(made)}", "metadata": {}}
        if isinstance(cell, Text):
            made.append({"cell_type": "markdown", **shared, "source": _rich(cell, link)})
        else:
            ran = 1 + sum(before["cell_type"] == "code" for before in made)
            code = {"cell_type": "code", "source": cell.typed, "outputs": _outputs(cell), "execution_count": ran}
            made.append({**shared, **code})
            if cell.folded:
                made[-1]["metadata"] = {"jupyter": {"source_hidden": True}, "cellView": "form"}
                made[-1]["source"] = f"# @title {cell.folded}\n{cell.typed}"
    return book(made)


def book(cells: list[dict[str, Any]], **metadata: Any) -> nbformat.NotebookNode:
    """A notebook of these cells."""
    whole = {"cells": cells, "metadata": {**KERNEL, **metadata}, "nbformat": 4, "nbformat_minor": 5}
    made: nbformat.NotebookNode = nbformat.from_dict(whole)
    return made


def as_script(found: list[Text | Cell], link: Link) -> str:
    """Cells as a script in the percent format, which prints what the page shows."""
    made: list[dict[str, Any]] = []
    for number, cell in enumerate(found):
        shared: dict[str, Any] = {"id": str(number), "metadata": {}}
        if isinstance(cell, Text):
            made.append({"cell_type": "markdown", **shared, "source": _plain(cell, link)})
        else:
            made.append({"cell_type": "code", **shared, "source": cell.program, "outputs": [], "execution_count": None})
    text: str = jupytext.writes(book(made, jupytext={"notebook_metadata_filter": "-all"}), fmt="py:percent")
    return text


def as_markdown(found: list[Text | Cell], link: Link) -> str:
    """Cells as Markdown that needs nothing else: code and outputs in fences."""
    parts = []
    for cell in found:
        if isinstance(cell, Text):
            parts.append(_plain(cell, link))
            continue
        parts.append(fenced(cell.typed.removesuffix(";"), "python"))
        if said := _said(cell):
            parts.append(fenced(terminal(said), "text"))
        if cell.outcome.figure and cell.block:
            parts.append(f"*{cell.block.options['alt']}*")
    return "\n\n".join(parts) + "\n"


def _outputs(cell: Cell) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = []
    if said := _said(cell):
        outputs.append({"output_type": "stream", "name": "stdout", "text": f"{said}\n"})
    if cell.outcome.figure and cell.block:
        alt = cell.block.options["alt"]
        svg = drawn(cell.block, cell.outcome.figure, 'xmlns="http://www.w3.org/2000/svg" ')
        data = {"image/svg+xml": svg, "text/plain": alt}
        outputs.append({"output_type": "display_data", "metadata": {}, "data": data})
    return outputs


def _said(cell: Cell) -> str:
    """What was printed, an error as its last line, a figure without its repr."""
    said = beside(cell.outcome) if cell.outcome.figure else cell.outcome.printed.strip("\n")
    return "\n".join(filter(None, [said, cell.outcome.error]))


def _plain(cell: Text, link: Link) -> str:
    """Prose as any Markdown reader understands it: boxes are quotations."""
    text = _linked(cell.text, link)
    cut = [f"{'#' * len(h[1])} {h[2]}" if (h := HEADING.fullmatch(line)) else line for line in lines(text)]
    if cell.title:
        cut = [f"**{cell.title}**", *(["", *cut] if cut else [])]
    if cell.box and cell.box != "solution":
        cut = [f"> {line}".rstrip() for line in cut]
    return "\n".join(cut)


def _rich(cell: Text, link: Link) -> str:
    """Prose for a notebook: headings can be linked to."""
    text = re.sub(r"(?m)^(#+ .*?) *\{#([\w-]+)[^}]*\} *$", r'\1 <a id="\2"></a>', cell.text)
    return _plain(replace(cell, text=text), link)


def _linked(text: str, link: Link) -> str:
    """Send links where they lead for this kind of file; without an address, their text stays."""

    def to(piece: Piece) -> str:
        words, file, anchor = piece.link
        if piece.kind != "link" or leads_away(file):
            return piece.text
        address = link(file, anchor)
        mark = "!" if piece.text.startswith("!") else ""
        return f"{mark}[{words}]({address})" if address else words

    return rewritten(text, to)


# --- the files of a site ----------------------------------------------------------


def is_valid(project: Project, page: Page) -> bool:
    """Whether every block of a page is in order (in a live preview it may not be)."""
    return not any(wrong(block, project.library) for block in page.blocks)


def publish(project: Project, pages: Iterable[Page], folder: Path, url: str) -> None:
    """Write Markdown beside pages of a built site, and notebooks and scripts of those with code.

    Args:
        pages: pages of one language.
        folder: where that language lies.
        url: the address of the site, "" where that is not known.
    """
    for page in pages:
        whole = expanded(project, page)
        if not is_valid(project, whole):
            continue
        found, at = program(project, whole), folder / place(page.name)
        files.write(at / "index.md", as_markdown(found, _beside(page.name)))
        if has_downloads(page):
            _files(project, page, found, at / stem(page.name), _whole_link(url, page))


def archives(pages: Iterable[Page], folder: Path) -> None:
    """Write the archive of each section: all notebooks and scripts of its pages."""
    sections: dict[str, list[Path]] = {}
    for page in pages:
        if "/" in page.name and has_downloads(page):
            at = folder / place(page.name) / stem(page.name)
            names = [f"{at.name}{ending}{suffix}" for ending in ENDINGS for suffix in SUFFIXES]
            there = [path for path in map(at.with_name, names) if path.is_file()]
            sections.setdefault(page.name.partition("/")[0], []).extend(there)
    for section, paths in sections.items():
        _archive(folder / section / f"{section}.zip", section, paths)


def definitions(project: Project, language: str, folder: Path) -> None:
    """Write every definition as a script, beside the page that lists them."""
    if index := project.pages.holding(language, "snippets"):
        for name in project.library.definitions:
            files.write(folder / place(index.name) / f"{name}.py", str(script.definition(project.library, name)))


def _files(project: Project, page: Page, found: list[Text | Cell], path: Path, link: Link) -> None:
    """Write a page's notebook and script, and those of its solutions."""
    said = words(page.language)["solutions"]
    answers = solutions(project, page, found)
    name = f"{path.name}-solutions.ipynb"
    where = said["where"].format(f"[{name}]({name})")
    for ending, cells in zip(ENDINGS, (without_solutions(found, where), answers), strict=True):
        if cells:
            whole = with_install_note(cells, page.language, settings()["packages"])
            texts = f"{nbformat.writes(notebook(whole, link))}\n", as_script(whole, link)
            for suffix, text in zip(SUFFIXES, texts, strict=True):
                files.write(path.with_name(f"{path.name}{ending}{suffix}"), text)


def _archive(path: Path, section: str, paths: Iterable[Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in paths:
            entry = zipfile.ZipInfo(f"{section}/{file.name}", (*DAY, 0, 0, 0))
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


def _whole_link(url: str, page: Page) -> Link:
    """Links for files that leave the site: whole addresses, or none."""

    def link(file: str, anchor: str) -> str:
        path = target(page.name, file)
        path = place(path) if path.endswith(".md") else path
        address = f"{url.rstrip('/')}/{page.language}/{path}{anchor}" if url else ""
        return address if file else anchor

    return link


def _beside(name: str) -> Link:
    """Links from the Markdown of one page to that of another."""

    def link(file: str, anchor: str) -> str:
        return between(name, f"{place(target(name, file))}index.md") if file.endswith(".md") else ""

    return link


def with_install_note(found: list[Text | Cell], language: str, packages: dict[str, str]) -> list[Text | Cell]:
    """Cells, and before their first code a sentence that names the packages to install."""
    at = next((number for number, cell in enumerate(found) if isinstance(cell, Cell)), None)
    if at is None:
        return found
    code = "\n".join(cell.typed for cell in found if isinstance(cell, Cell))
    imported = set(re.findall(r"(?m)^(?:import|from) (\w+)", code)) - sys.stdlib_module_names
    names = sorted({packages.get(name, name) for name in imported})
    return [*found[:at], Text(words(language)["install"].format(" ".join(names))), *found[at:]] if names else found
