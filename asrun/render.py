"""Show code and sessions in Markdown pages: a Python-Markdown extension.

::

    /// session | tensors.indexing
        step: slicing
    ///

shows the examples of the step ``slicing`` in the docstring of
``snippets/tensors/indexing.py`` as cells of code and output, and ::

    /// code | autodiff.stability.my_softplus
    ///

shows a definition. It works wherever Python-Markdown does; all that it needs of
a project is its root.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree as etree

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from math_core import LatexError, LatexToMathML
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block
from pymdownx.highlight import Highlight

from asrun import glossary, reference
from asrun.examples import lanes, script
from asrun.examples.find import Example, Library, Module, unlabelled
from asrun.examples.record import Outcome, Records
from asrun.pages import OPTIONS, unknown
from asrun.problems import Problems

log = logging.getLogger("mkdocs.asrun")

WORDS = {
    "ko": {
        "fails": "실패하도록 만든 예",
        "whole": "실행 가능한 전체 코드 복사",
        "source": "소스 보기",
        "output": "실행 결과",
        "verified": "이 버전에서 실행해 확인했습니다",
    },
    "en": {
        "fails": "meant to fail",
        "whole": "Copy as runnable script",
        "source": "View source",
        "output": "Output",
        "verified": "Verified by running it on these versions",
    },
}


class Project:
    """The snippets of a project, what they gave, and on which lanes they hold."""

    def __init__(self, root: Path):
        self.root = root
        self.library = Library(root)
        self.records = Records(self.library)
        self.lanes = self.records.lanes()
        self.verified = cache(self.verified)

    def verified(self, module: str) -> list[Records]:
        """The lanes on which every example of `module` ran and holds."""
        return [records for records in self.lanes if lanes.verified(self.library, records, module)]


project = cache(Project)


def named(ran: list[Records]) -> str:
    """The versions of several lanes, for the badge under a block."""
    return " · ".join(f"TF {lane.on['tensorflow']}/Keras {lane.on['keras']}" for lane in ran)


def badge(ran: list[Records], title: str) -> str:
    """The versions on which a block was verified."""
    return f'<span class="asrun-verified" title="{escape(title)}">{escape(named(ran))}</span>'


def said(text: str, label: str) -> str:
    """What was printed, or said by an error."""
    return f'<pre class="asrun-output" aria-label="{escape(label)}" tabindex="0"><samp>{escape(text)}</samp></pre>'


def figure(svg: str) -> str:
    """A drawing in its frame."""
    return f'<figure class="asrun-figure" data-search-exclude>{svg}</figure>'


class Shown(Block):
    """What the two blocks have in common."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        config = self.config
        self.words = WORDS[config["lang"]]
        box = etree.SubElement(parent, "div", {"class": f"asrun asrun-{self.NAME}"})
        try:
            self.project = project(Path(config["root"]).resolve())
            library = self.project.library
            options = {k: v for k, v in self.options.items() if k != "attrs"}
            if wrong := unknown(self.NAME, self.argument.strip(), options, library):
                raise LookupError("\n".join(wrong))
            self.show(box, library)
        except (LookupError, Problems) as error:
            log.warning("/// %s | %s: %s", self.NAME, self.argument, error)
            etree.SubElement(box, "pre", {"class": "asrun-problem"}).text = str(error)
        return box

    def on_markdown(self) -> str:
        return "block"

    def raw(self, box: etree.Element, html: str) -> None:
        """Put finished HTML into the page, after what `box` holds already."""
        place = self.md.htmlStash.store(html)
        if len(box):
            box[-1].tail = (box[-1].tail or "") + place
        else:
            box.text = (box.text or "") + place

    def code(self, box: etree.Element, code: str, labels: dict[str, int]) -> None:
        """A highlighted block of Python, its marked lines lit, its notes beneath."""
        notes = {k: v for k, v in self.options["notes"].items() if k in labels}
        lines = code.splitlines()
        for number, label in enumerate(notes, 1):
            lines[labels[label] - 1] += f"  # ({number})!"
        lit = [labels[label] for label in self.options["mark"] if label in labels]
        html = Highlight(self.md, pygments_lang_class=True).highlight(
            "\n".join(lines), "python", hl_lines=lit, classes=["annotate"] if notes else None
        )
        self.raw(box, html)
        if notes:
            items = etree.SubElement(box, "ol")
            for text in notes.values():
                etree.SubElement(items, "li").text = text

    def foot(self, box: etree.Element, whole: script.Script, module: Module, first: int, last: int) -> None:
        """The line of links under a block."""
        foot = etree.SubElement(box, "div", {"class": "asrun-foot"})
        if ran := self.project.verified(module.name):
            self.raw(foot, badge(ran, self.words["verified"]))
        self.raw(
            foot,
            f'<button type="button" class="asrun-copy" data-clipboard-text="{escape(str(whole))}">'
            f"{escape(self.words['whole'])}</button>",
        )
        path = module.path.relative_to(self.project.root).as_posix()
        base = self.config["source"]
        link = f"{base}{path}#L{first}-L{last}" if "://" in base else f"{base}{path}"
        etree.SubElement(foot, "a", {"class": "asrun-source", "href": link}).text = self.words["source"]


class Code(Shown):
    """``/// code | module.name``: a definition, its docstrings taken out."""

    NAME = "code"
    OPTIONS = OPTIONS["code"]

    def show(self, box: etree.Element, library: Library) -> None:
        name = self.argument.strip()
        definition = library.definitions[name]
        module = library.module_of(name)
        self.code(box, *unlabelled(definition.code))
        self.foot(box, script.definition(library, name), module, definition.line, definition.end_line)


class Session(Shown):
    """``/// session | module[.name]``: examples and what they gave, as cells."""

    NAME = "session"
    OPTIONS = OPTIONS["session"]

    def show(self, box: etree.Element, library: Library) -> None:
        name = self.argument.strip()
        step = self.options["step"] or None
        module, session = library.module_of(name), library.sessions[name]
        record = self.project.records.get(module.name)
        if record is None:
            raise LookupError(f"{module.name} has not run as it stands (python -m asrun run)")
        outcomes = record.sessions[name]
        chosen = [(e, o) for e, o in zip(session.examples, outcomes, strict=True) if step is None or e.step == step]
        check_labels("".join(o.figure for _, o in chosen), self.options["labels"])
        elsewhere = self.elsewhere(module, name) if any(e.elsewhere for e, _ in chosen) else {}
        for examples, outcome in cells(chosen):
            cell = etree.SubElement(box, "div", {"class": "asrun-cell"})
            code = script.spaced(e.code for e in examples)
            if name == module.name and examples[0] is session.examples[0]:
                code = "\n\n".join(filter(None, [script.direct_imports(module, session.examples), code]))
            self.code(cell, *unlabelled(code))
            if (last := examples[-1]).elsewhere:
                html = self.side_by_side(outcome, elsewhere.get((last.elsewhere, last.line)))
            else:
                html = self.output(outcome)
            if html:
                self.raw(cell, html)
        before = session.upto(step)
        whole = script.runnable(library, module, list(before), outcomes[: len(before)])
        self.foot(box, whole, module, chosen[0][0].line, chosen[-1][0].line)

    def elsewhere(self, module: Module, name: str) -> dict[tuple[str, int], tuple[Records, Outcome]]:
        """What the examples of a session gave on other lanes, by generation of Keras and line."""
        return {
            (lane.on["keras"].split(".")[0], example.line): (lane, outcome)
            for lane in self.project.verified(module.name)
            if lane is not self.project.records
            for example, outcome in zip(
                self.project.library.sessions[name].examples, lane.get(module.name).sessions[name], strict=True
            )
        }

    def side_by_side(self, here: Outcome, there: tuple[Records, Outcome] | None) -> str:
        """What two lanes gave, each under its name; only what has run is shown."""
        ran = [(self.project.records, here), *([there] if there else [])]
        return (
            '<div class="asrun-lanes">'
            + "".join(
                f'<div><span class="asrun-badge asrun-lane">{escape(lanes.name(lane))}</span>{self.output(outcome)}</div>'
                for lane, outcome in ran
            )
            + "</div>"
        )

    def output(self, outcome: Outcome) -> str:
        """What a cell gave, as HTML."""
        parts = []
        printed = outcome.printed
        if outcome.figure or outcome.html:
            *lines, _ = printed.splitlines() or [""]
            printed = "\n".join(lines) if outcome.figure else ""
        if printed:
            parts.append(said(printed, self.words["output"]))
        if outcome.error is not None:
            parts.append(
                f'<div class="asrun-error"><span class="asrun-badge">{escape(self.words["fails"])}</span>'
                f"{said(outcome.error, self.words['output'])}</div>"
            )
        if outcome.figure:
            svg = translated(outcome.figure, self.options["labels"])
            alt = escape(self.options["alt"] or "")
            svg = svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
            parts.append(figure(svg))
        elif outcome.html:
            parts.append(f'<div class="asrun-rich">{outcome.html}</div>')
        return "".join(parts)


def cells(chosen: list[tuple[Example, Outcome]]) -> Iterator[tuple[list[Example], Outcome]]:
    """Join the examples that show nothing to the next one that does."""
    waiting: list[Example] = []
    for example, outcome in chosen:
        waiting.append(example)
        if outcome.printed or outcome.error is not None or example.elsewhere:
            yield waiting, outcome
            waiting = []
    if waiting:
        yield waiting, Outcome()


def check_labels(svg: str, labels: dict[str, str]) -> None:
    """Raise LookupError for a label that none of the figures in `svg` has."""
    there = {unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)}
    for label in labels:
        if label not in there:
            words = sorted(t for t in there if re.search(r"[A-Za-z]{2}", t))
            raise LookupError(f"the figure has no label '{label}'; it has: {', '.join(words)}")


def translated(svg: str, labels: dict[str, str]) -> str:
    """Put the page's language in place of a figure's labels.

    >>> translated("<text x='1'>steps</text><text>1</text>", {"steps": "걸음"})
    "<text x='1'>걸음</text><text>1</text>"
    """
    return re.sub(
        r"(<text[^>]*>)([^<]*)(</text>)",
        lambda m: m[1] + escape(labels.get(unescape(m[2]), unescape(m[2]))) + m[3],
        svg,
    )


def mathml(tex: str, block: bool) -> str:
    """A formula as MathML; "" and a warning in the log where it is not TeX."""
    try:
        return LatexToMathML(fancy_error=False).convert_with_local_state(tex, displaystyle=block)
    except LatexError as error:
        log.warning("formula $%s$: %s", tex, error)
        return ""


class MathML(Treeprocessor):
    """Turn what pymdownx.arithmatex (generic) found into MathML, at build time."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if "arithmatex" not in (element.get("class") or "") or not element.text:
                continue
            block = element.text.strip().startswith(r"\[")
            tex = element.text.strip()[2:-2].strip()
            if html := mathml(tex, block):
                element.text = self.md.htmlStash.store(html)


class AsRunExtension(BlocksExtension):
    """Registers the two blocks and the formulas.

    Options: `root`, the project's folder; `lang`, the language of buttons and
    badges; `source`, what links to the source begin with.
    """

    def __init__(self, **kwargs):
        self.config = {
            "root": [".", "Folder in which snippets/ lies"],
            "lang": ["en", "Language of the words around code: " + ", ".join(WORDS)],
            "source": ["/", "What links to the source of a snippet begin with"],
        }
        Extension.__init__(self, **kwargs)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        block_mgr.register(Code, self.getConfigs())
        block_mgr.register(Session, self.getConfigs())
        md.treeprocessors.register(MathML(md), "asrun-math", 1)
        root, lang = Path(self.getConfig("root")).resolve(), self.getConfig("lang")
        # After the contents (5) and the formulas (1), before MkDocs resolves links (0).
        md.treeprocessors.register(glossary.Tooltips(md, glossary.terms(root, lang)), "asrun-glossary", 0.5)
        made = reference.Reference(md, project(root), lang)
        md.preprocessors.register(made, "asrun-reference", 40)


def makeExtension(**kwargs) -> AsRunExtension:
    """What Python-Markdown calls: ``markdown_extensions: [asrun.render]``."""
    return AsRunExtension(**kwargs)
