"""The blocks of a page as Markdown that any builder renders: fenced code, and HTML for its output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

from asrun.examples import lanes, script
from asrun.examples.compare import expected
from asrun.examples.terminal import terminal
from asrun.examples.text import lines, unlabelled
from asrun.pages.check import wrong
from asrun.pages.page import Block, Page
from asrun.site.cells import Cell, beside, fenced, missing_label, shortened, translated
from asrun.site.links import between
from asrun.site.project import Project
from asrun.site.templates import render


@dataclass(frozen=True)
class PageCell:
    """A cell on a page: code whose lines may be lit or noted, the HTML of its output, and what it folds under."""

    code: str
    lit: list[int]
    notes: list[str]
    output: str = ""
    folded: str = ""

    @property
    def fenced(self) -> str:
        """The code in a fence, with what is to be seen of it."""
        about = [".python"]
        if self.notes:
            about.append(".annotate")
        if self.lit:
            about.append(f'hl_lines="{" ".join(map(str, self.lit))}"')
        return fenced(self.code, f"{{{' '.join(about)}}}")


def page_cell(project: Project, page: Page, block: Block, cell: Cell) -> PageCell:
    """A cell, as the options of its block want it."""
    bare, labels = unlabelled(cell.shown)
    notes = {label: text for label, text in block.notes.items() if label in labels}
    cut = lines(bare)
    for number, label in enumerate(notes, 1):
        cut[labels[label] - 1] += f"  # ({number})!"
    lit = [labels[label] for label in block.marks if label in labels]
    return PageCell("\n".join(cut), lit, list(notes.values()), _output(project, page, block, cell), cell.folded)


def _output(project: Project, page: Page, block: Block, cell: Cell) -> str:
    """The output of a cell, as HTML; where it is something else on another lane, both under their names."""
    if cell.example is None:
        return ""
    example, here = cell.example, lanes.lane(project.records)
    there = [lane for lane in project.verified.on(block.name) if lane.generation == example.elsewhere][:1]
    beyond = [(lane, expected(example.on(lane.keras))) for lane in there]
    values = {
        "outcome": cell.outcome,
        "lanes": [(here, cell.outcome), *beyond] if beyond else [],
        "beside": beside,
        "terminal": terminal,
        "shortened": partial(shortened, page),
        "drawn": partial(drawn, block),
    }
    return render("output.html", page.language, **values)


def drawn(block: Block, svg: str, about: str = "") -> str:
    """A drawing, described and in the language of its page."""
    described = f'<svg {about}role="img" aria-label="{escape(str(block.options.get("alt", "")))}" '
    return translated(svg, block.labels).replace("<svg ", described, 1)


def foot(project: Project, page: Page, block: Block, source: str) -> str:
    """The line of links under a block.

    Args:
        source: what links to sources begin with, "" where the site's own copies are linked to.
    """
    library, module = project.library, project.library.module_of(block.name)
    if block.kind == "code":
        definition = library.definitions[block.name]
        whole, first, last = script.definition(library, block.name), definition.line, definition.end_line
    else:
        session = library.sessions[block.name]
        whole, chosen = project.copied(block.name, block.step), session.only(block.step)
        first, last = chosen[0].line, chosen[-1].line
    path = module.path.relative_to(project.root).as_posix()
    href = f"{source}{path}#L{first}-L{last}" if source else between(page.name, path)
    ran = project.verified.of_definition(block.name) if block.kind == "code" else project.verified.on(block.name)
    return render("foot.html", page.language, ran=ran, whole=str(whole), source=href)


def wrong_label(project: Project, block: Block) -> str:
    """What is wrong with the labels that a block translates, "" where nothing is."""
    if not block.labels or wrong(block, project.library):
        return ""
    return missing_label((outcome.figure for _, outcome in project.shown(block)), block.labels)
