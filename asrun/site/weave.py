"""A page as complete Markdown: what ran in the place of its blocks, tooltips, formulas and links in its prose."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from html import escape

import yaml
from math_core import LatexError

from asrun.pages.check import GENERATED, wrong
from asrun.pages.page import Block, Box, Page, Part, Prose
from asrun.pages.prose import Piece, rewritten
from asrun.site import formulas
from asrun.site.blocks import PageCell, foot, page_cell
from asrun.site.cells import cells
from asrun.site.generated import expanded
from asrun.site.links import between, has_downloads, place, stem, target
from asrun.site.program import come_from
from asrun.site.project import Project
from asrun.site.templates import raw, render, words


class Weaver:
    """Weaves one page.

    Args:
        source: what links to the source of snippets begin with, "" for the site's own copies.
        colab: the same for links to notebooks in Colab, "" for none.
    """

    def __init__(self, project: Project, page: Page, source: str = "", colab: str = ""):
        self.project, self.source, self.colab = project, source, colab
        self.page = expanded(project, page)
        self.cells: list[PageCell] = []
        self.explained_terms: set[str] = set()  # terms that have had their tooltip
        self.errata = [*project.errata]  # those that no box of the page was about
        self.of_errata = project.pages.holding(page.language, "errata")
        self.of_terms = project.pages.holding(page.language, "glossary")

    def markdown(self) -> str:
        """The whole page, front matter included."""
        meta = {key: value for key, value in self.page.meta.items() if key not in ("twin", "notebook", "aliases")}
        head = yaml.safe_dump(meta, allow_unicode=True, width=1000, sort_keys=False)
        return f"---\n{head}---\n\n{self.parts(self.page.parts)}\n{self.downloads()}"

    def parts(self, parts: list[Part]) -> str:
        """Some parts, one after the other."""
        return "\n\n".join(filter(None, map(self.part, parts)))

    def part(self, part: Part) -> str:
        """A part, indented as it was."""
        if isinstance(part, Prose):
            return self.prose(part.text)
        woven = self.box(part) if isinstance(part, Box) else self.block(part)
        return textwrap.indent(woven, " " * part.indent)

    def block(self, block: Block) -> str:
        """What ran, in the place of a block; where something is wrong with it, what is wrong."""
        found = wrong(block, self.project.library)
        if block.kind in GENERATED:  # one that is not in a box or list has been expanded
            found = found or [(f"'/// {block.kind}' stands by itself", "")]
        if found:
            problem = f'<pre class="asrun-problem">{escape(": ".join(filter(None, found[0])))}</pre>'
            return raw(problem, "div.asrun")
        if block.kind == "from":
            return f"{self.prose(come_from(self.project, self.page, block))}\n{{: .site-from }}"
        made = [page_cell(self.project, self.page, block, cell) for cell in cells(self.project, self.page, block)]
        made = [replace(cell, notes=[rewritten(note, self.note) for note in cell.notes]) for cell in made]
        opened, folded = ([cell for cell in made if bool(cell.folded) is folds] for folds in (False, True))
        self.cells += opened
        under = foot(self.project, self.page, block, self.source)
        return render("block.md", self.page.language, block=block, cells=opened, folded=folded, foot=under)

    def box(self, box: Box) -> str:
        """A box; one of kind erratum ends with a link to its entry."""
        inside = self.parts(box.parts)
        section = f"{self.page.name.removesuffix('.md')}#{self.page.section(box.line)}"
        about = [entry for entry in self.errata if section in entry.places] if box.kind == "erratum" else []
        if about and self.of_errata:
            self.errata.remove(about[0])
            title = words(self.page.language)["errata"]["box"]
            inside += f"\n\n[{title}]({self.to(self.of_errata)}#{about[0].id}){{ .site-errata }}"
        title = f' "{rewritten(box.title, self.note)}"' if box.title else ""
        return f"{box.mark} {box.kind}{title}\n\n{textwrap.indent(inside, '    ')}"

    # --- prose --------------------------------------------------------------------

    def prose(self, text: str) -> str:
        """Prose with its formulas drawn, its terms explained, and its links as the builder needs them."""
        woven = rewritten(text, self.piece)
        for old, new in self.page.aliases.items():
            if found := re.search(rf"\{{:? ?#{re.escape(new)}[ }}]", woven):
                paragraph = woven.rfind("\n\n", 0, found.start()) + 2 if "\n\n" in woven[: found.start()] else 0
                woven = f"{woven[:paragraph]}/// html | span#{old}\n///\n\n{woven[paragraph:]}"
        return woven

    def piece(self, piece: Piece) -> str:
        """A piece of prose, woven."""
        if piece.kind == "formula":
            try:
                html = formulas.mathml(piece.text)
            except LatexError:
                return piece.text  # the check tells
            if formulas.is_block(piece.text):  # on a narrow screen it scrolls
                return f'<div class="arithmatex" tabindex="0">{html}</div>'
            return f'<span class="arithmatex">{html}</span>'
        if piece.kind == "link":
            return self.link(piece)
        if piece.kind == "text" and piece.running and self.page.name != getattr(self.of_terms, "name", ""):
            return self.explained(piece.text)
        return piece.text.replace(r"\$", "&#36;") if piece.kind == "text" else piece.text

    def note(self, piece: Piece) -> str:
        """A piece of a note on a line of code: its terms are not explained."""
        return self.piece(replace(piece, running=False))

    def link(self, piece: Piece) -> str:
        """A link; to a notebook page by the file that the builder shows."""
        _, link, _ = piece.link
        there = self.project.pages.of[self.page.language].get(target(self.page.name, link)) if link else None
        if there is None:
            return piece.text
        words, mark, rest = piece.text.rpartition("](")
        return f"{words}{mark}{rest.replace(link, self.to(there), 1)}"

    def to(self, page: Page) -> str:
        """How this page links to another."""
        path = page.name.replace(".md", ".ipynb") if page.meta.get("notebook") else page.name
        depth = self.page.name.count("/")
        return "../" * depth + path

    def explained(self, text: str) -> str:
        """Text in which the first use of each term links to the glossary, its definition as tooltip."""
        if self.of_terms is None:
            return text
        made, end = "", 0
        for start, stop, term in self.project.finders[self.page.language].find(text):
            if term.id in self.explained_terms:
                continue
            self.explained_terms.add(term.id)
            said = tooltip(term.definition[self.page.language])
            link = f'[{text[start:stop]}]({self.to(self.of_terms)}#{term.id} "{said}"){{ .site-term }}'
            made += text[end:start] + link
            end = stop
        return made + text[end:]

    # --- the foot of the page -----------------------------------------------------

    def downloads(self) -> str:
        """Links to what the page can be taken away as; "" where it has no code."""
        page = self.page
        if not has_downloads(page):
            return ""
        here, section = place(page.name), page.name.partition("/")[0]
        links = render(
            "downloads.html",
            page.language,
            stem=stem(page.name),
            solutions=any(box.kind == "solution" for box in page.boxes),
            colab=self.colab and f"{self.colab}{here}{stem(page.name)}.ipynb",
            archive=between(page.name, f"{section}/{section}.zip") if "/" in page.name else "",
        )
        title = words(page.language)["take"]["title"]
        return "\n" + raw(links, f'nav.site-take[aria-label="{title}"][data-search-exclude]') + "\n"


def tooltip(definition: str) -> str:
    """A definition as the title of a link: its words, on one line.

    >>> tooltip("The `a` of [b](c.md), (d).")
    'The a of b, &#40;d&#41;.'
    """
    text = " ".join(rewritten(definition, lambda piece: piece.link[0] or piece.text.strip("`")).split())
    return escape(text).replace("(", "&#40;").replace(")", "&#41;")
