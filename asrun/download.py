"""Each page as files to take away: a notebook, a script, and plain Markdown.

A page becomes a list of cells: prose, and code with what it gave. Its code runs
from top to bottom as one program: what a cell needs, and no cell before it has
defined, is put in front of it.
"""

from __future__ import annotations

import os
import posixpath
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from itertools import count
from pathlib import Path

import jupytext
import nbformat

from asrun import render
from asrun.examples import script
from asrun.examples.find import Example, Library, Module, unlabelled
from asrun.examples.record import Outcome, Records
from asrun.pages import BOX, GENERATED, HEADING, OPTIONS, Block, Page, Pages, amiss, parse
from asrun.reference import Reference

LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:)([^)\s#]*)(#[^)\s]*)?\)")
Link = Callable[[str, str], str]  # the target and the #anchor of a link: its address, or ""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PACKAGES = {
    "keras": "tensorflow",
    "matplotlib": "matplotlib",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow",
    "tqdm": "tqdm",
}
NEEDS = {"ko": "실행하기 전에 `pip install {}`로 패키지를 설치하십시오.", "en": "Before you run this: `pip install {}`"}


@dataclass(frozen=True)
class Prose:
    """Some Markdown of a page.

    Attributes:
        text: plain Markdown; headings keep their ``{#id}``.
        box: the kind of box that it stands in ("" outside), and `title` its title
            where the box begins.
        number: counts the boxes of a page.
    """

    text: str
    box: str = ""
    title: str = ""
    number: int = 0


@dataclass(frozen=True)
class Code:
    """A piece of Python and what it gave.

    Attributes:
        text: as a notebook needs it.
        program: as a script needs it, which prints what a notebook shows by itself.
        again: whether this is only shown here, because it had to run before.
        labels: translations of a figure's labels; `alt` describes it.
        module: the snippet module that it comes from.
    """

    text: str
    program: str
    outcome: Outcome = Outcome()
    again: bool = False
    alt: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    module: str = ""
    box: str = ""
    number: int = 0


def cells(page: Page, library: Library, records: Records) -> list[Prose | Code]:
    """The cells of a page, in order; the first code cell holds every import."""
    program = _Program(library, records)
    found = list(_cells(page, program))
    first = next((i for i, cell in enumerate(found) if isinstance(cell, Code)), len(found))
    if program.imports:
        imports = "\n".join(sorted(program.imports, key=script.import_order))
        found.insert(first, Code(imports, imports))
    return found


def _cells(page: Page, program: _Program) -> Iterator[Prose | Code]:
    """Cut a page at its boxes and blocks."""
    blocks = {block.line: (block, crossing) for block, crossing in zip(page.blocks, crossings(page, program.library))}
    heads = {line for line, *_ in page.boxes}
    start = page.text.count("\n") - page.body.count("\n") + 1
    numbers = count(1)
    inside = [(0, "", 0)]  # the boxes that are open: how far their text is indented, their kind and number
    held: list[str] = []
    title = ""

    def prose() -> Iterator[Prose]:
        nonlocal title
        _, kind, number = inside[-1]
        text = textwrap.dedent("\n".join(held)).strip("\n")
        if (text or title) and kind != "run":
            yield Prose(text, kind, title, number)
        held.clear()
        title = ""

    lines = enumerate(page.body.splitlines(), start)
    for number, line in lines:
        while line.strip() and not line.startswith(" " * inside[-1][0]):
            yield from prose()
            inside.pop()
        if number in heads:
            yield from prose()
            head = BOX.fullmatch(line)
            title = (head[2] or "").strip('"')
            inside.append((len(line) - len(line.lstrip()) + 4, head[1], next(numbers)))
        elif number in blocks:
            yield from prose()
            next(line for _, line in lines if line.strip() == "///")
            block, crossing = blocks[number]
            _, kind, box = inside[-1]
            if kind == "run":  # the errata show runs of other pages
                continue
            module = program.library.module_of(block.name).name
            for cell in program.block(block, crossing):
                yield replace(cell, module=module, box=kind, number=box)
        else:
            held.append(line[inside[-1][0] :])
    yield from prose()


class _Program:
    """What a page's code has imported, defined and run so far."""

    def __init__(self, library: Library, records: Records):
        self.library, self.records = library, records
        self.imports: set[str] = set()
        self.defined: set[str] = set()
        self.ran: dict[str, int] = {}

    def block(self, block: Block, crossing: Crossing) -> Iterator[Code]:
        """The cells of one ``/// code`` or ``/// session``."""
        module = self.library.module_of(block.name)
        if block.kind == "code":
            first = block.name.removeprefix(f"{module.name}.").split(".")[0]
            new = list(self.needed(module, {first}))
            shown = unlabelled(self.library.definitions[block.name].code)[0]
            yield from new
            if not any(shown in cell.text for cell in new):
                yield Code(shown, shown, again=True)
            return
        session = self.library.sessions[block.name]
        outcomes = self.records.get(module.name).sessions[block.name]
        step = block.options.get("step") or None
        ran = self.ran.get(block.name, 0)
        last = len(session.upto(step))
        chosen = list(zip(session.examples, outcomes, strict=True))
        yield from self.needed(module, script.mentioned(session.examples[ran:last]))
        if crossing.back:
            code = f"{_list(crossing.back)} = {crossing.came}"
            yield Code(code, code)
        for examples, outcome in render.cells(chosen[ran:last]):
            pairs = [(e, o) for e, o in chosen if e in examples]
            if outcome.figure:
                self.imports.add("import matplotlib.pyplot as plt")
            yield Code(
                script.spaced(_typed(e, o) for e, o in pairs),
                script.spaced(script.printing(e.code, o.value, o.error is not None) for e, o in pairs),
                outcome,
                alt=block.options.get("alt", ""),
                labels=tuple(block.options.get("labels", {}).items()),
            )
        self.ran[block.name] = max(ran, last)
        if crossing.aside:
            code = f"{crossing.goes} = {_list(crossing.aside)}"
            yield Code(code, code)

    def needed(self, module: Module, names: set[str]) -> Iterator[Code]:
        """Definitions that are needed and not there yet; notes down the imports."""
        imports, definitions = script.needed(self.library, module, names)
        self.imports |= set(imports)
        if new := [code for code in definitions if code not in self.defined]:
            self.defined |= set(new)
            code = script.spaced(new)
            yield Code(code, code)


@dataclass
class Crossing:
    """Variables that a block puts aside, as `goes`, and takes back, from `came`.

    Each docstring has variables of its own; on a page the docstrings take turns,
    and where they use the same names, one has to step back for a while.
    """

    aside: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    goes: str = ""
    came: str = ""


def crossings(page: Page, library: Library) -> list[Crossing]:
    """What each block of a page has to put aside, and to take back."""
    found = [Crossing(goes=f"aside_{n}") for n in range(len(page.blocks))]
    owner: dict[str, str] = {}
    turns: dict[str, list[tuple[int, int]]] = {}
    for n, block in enumerate(page.blocks):
        if block.kind == "session":
            last = len(library.sessions[block.name].upto(block.options.get("step") or None))
            turns.setdefault(block.name, []).append((n, last))
    for n, block in enumerate(page.blocks):
        if block.kind != "session":
            continue
        examples = library.sessions[block.name].examples
        turn = [i for i, _ in turns[block.name]].index(n)
        begun = max((last for _, last in turns[block.name][:turn]), default=0)
        last = turns[block.name][turn][1]
        if turn:
            own = set().union(*(script.assigned(e.code) for e in examples[:begun]))
            later = set().union(*(script.mentions(e.code) for e in examples[begun:]))
            back = {name for name in own & later if owner.get(name) != block.name}
            before = found[turns[block.name][turn - 1][0]]
            before.aside |= back
            found[n].back, found[n].came = back, before.goes
            owner.update(dict.fromkeys(back, block.name))
        for example in examples[begun:last]:
            owner.update(dict.fromkeys(script.assigned(example.code), block.name))
    return found


def with_needs(found: list[Prose | Code], language: str) -> list[Prose | Code]:
    """Cells, and before their first code a sentence that names the packages to install."""
    first = next((cell for cell in found if isinstance(cell, Code)), None)
    imported = re.findall(r"(?m)^(?:import|from) (\w+)", first.text) if first else []
    packages = sorted({PACKAGES[name] for name in imported if name in PACKAGES})
    if not packages:
        return found
    place = found.index(first)
    return [*found[:place], Prose(NEEDS[language].format(" ".join(packages))), *found[place:]]


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) + ("," if len(names) == 1 else "")


def _typed(example: Example, outcome: Outcome) -> str:
    """An example as one types it into a notebook."""
    if outcome.error is not None:
        return script.printing(example.code, "", True)
    code = unlabelled(example.code)[0]
    return f"{code};" if outcome.value == "figure" else code


# --- files ------------------------------------------------------------------------


def notebook(found: list[Prose | Code], link: Link) -> nbformat.NotebookNode:
    """Cells as a notebook, outputs included.

    Args:
        link: gives the address for a link to another page.
    """
    made: list[dict] = []
    ran = 0
    for cell in found:
        tags = {"tags": [f"{cell.box}-{cell.number}"]} if cell.box else {}
        shared = {"id": f"cell-{len(made)}", "metadata": tags}
        if isinstance(cell, Prose) or cell.again:
            text = _rich(cell, link) if isinstance(cell, Prose) else f"```python\n{cell.text}\n```"
            made.append({"cell_type": "markdown", **shared, "source": text})
        else:
            ran += 1
            shared["metadata"] = {**tags, **({"asrun": cell.module} if cell.module else {})}
            made.append(
                {"cell_type": "code", **shared, "source": cell.text, "outputs": _outputs(cell), "execution_count": ran}
            )
    return _book(made)


def program(found: list[Prose | Code], link: Link) -> str:
    """Cells as a script in the percent format, which prints what the page shows."""
    made = []
    for n, cell in enumerate(found):
        shared = {"id": str(n), "metadata": {}}
        if isinstance(cell, Prose):
            made.append({"cell_type": "markdown", **shared, "source": _plain(cell, link)})
        elif not cell.again:
            made.append({"cell_type": "code", **shared, "source": cell.program, "outputs": [], "execution_count": None})
    return jupytext.writes(_book(made, jupytext={"notebook_metadata_filter": "-all"}), fmt="py:percent")


def _book(made: list[dict], **metadata) -> nbformat.NotebookNode:
    return nbformat.from_dict({"cells": made, "metadata": {**METADATA, **metadata}, "nbformat": 4, "nbformat_minor": 5})


def markdown(found: list[Prose | Code], link: Link) -> str:
    """Cells as Markdown that needs nothing else: code and outputs in fences."""
    parts = []
    for cell in found:
        if isinstance(cell, Prose):
            parts.append(_plain(cell, link))
            continue
        parts.append(f"```python\n{cell.text.removesuffix(';')}\n```")
        if said := _said(cell.outcome):
            parts.append(f"```text\n{said}\n```")
        if cell.outcome.figure:
            parts.append(f"*{cell.alt}*")
    return "\n\n".join(parts) + "\n"


def _outputs(cell: Code) -> list[dict]:
    outcome, outputs = cell.outcome, []
    if said := _said(outcome):
        outputs.append({"output_type": "stream", "name": "stdout", "text": f"{said}\n"})
    if outcome.figure:
        drawn = render.translated(outcome.figure, dict(cell.labels))
        drawn = drawn.replace(
            "<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(cell.alt)}" ', 1
        )
        outputs.append(
            {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": drawn, "text/plain": cell.alt}}
        )
    return outputs


def _said(outcome: Outcome) -> str:
    """What was printed, an error as its last line, a figure without its repr."""
    printed = outcome.printed
    if outcome.figure:
        printed = "\n".join(printed.splitlines()[:-1])
    return "\n".join(filter(None, [printed, outcome.error]))


def _plain(cell: Prose, link: Link) -> str:
    """Prose as any Markdown reader understands it: boxes are quotations."""
    text = _linked(cell.text, link)
    text = "\n".join(
        re.sub(r"\s*\{#[\w-]+\}\s*$", "", line) if HEADING.fullmatch(line) else line for line in text.splitlines()
    )
    if cell.title:
        text = f"**{cell.title}**\n\n{text}".strip("\n")
    if cell.box and cell.box != "solution":
        text = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return text


def _rich(cell: Prose, link: Link) -> str:
    """Prose for a notebook: solutions fold, headings can be linked to."""
    text = re.sub(r"(?m)^(#+ .*?)\s*\{#([\w-]+)\}\s*$", r'\1 <a id="\2"></a>', cell.text)
    if cell.box == "solution" and cell.title and text:
        return f"<details><summary>{cell.title}</summary>\n\n{_linked(text, link)}\n\n</details>"
    return _plain(Prose(text, cell.box, cell.title), link)


def _linked(text: str, link: Link) -> str:
    """Send links where they lead for this kind of file; without an address, their text stays."""

    def to(found: re.Match) -> str:
        address = link(found[2], found[3] or "")
        return f"[{found[1]}]({address})" if address else found[1]

    return LINK.sub(to, text)


# --- the site ---------------------------------------------------------------------


def ready(page: Page, library: Library) -> bool:
    """Whether every block of a page is in order (in a live preview it may not be)."""
    return all(block.kind in OPTIONS and not amiss(block, library) for block in page.blocks)


def write_notebooks(own: dict[str, Page], library: Library, records: Records) -> None:
    """Write, beside each page that says ``notebook: true``, the notebook that MkDocs shows in its place."""
    for page in own.values():
        if page.meta.get("notebook") and ready(page, library):
            path = page.path.with_suffix(".ipynb")
            made = notebook(cells(page, library, records), lambda target, anchor: target + anchor)
            text = nbformat.writes(made) + "\n"
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                new = path.with_name(f".{path.name}")  # MkDocs passes over what begins with a dot
                new.write_text(text, encoding="utf-8")
                os.replace(new, path)


class Publisher:
    """Writes the files of every page into the built site.

    Args:
        site: the folder of the site; `url` its address, "" where that is not known.
    """

    def __init__(self, site: Path, project: render.Project, url: str):
        self.site, self.project, self.url = site, project, url.rstrip("/")
        self.library, self.records = project.library, project.records

    def publish(self, language: str, pages: dict[str, Page]) -> None:
        """Write Markdown for every page of a language, and notebooks, scripts and archives for those with code."""
        sections: dict[str, list[Path]] = {}
        made = Reference(None, self.project, language)
        for name, page in pages.items():
            if any(block.kind in GENERATED for block in page.blocks):
                page = parse(page.path, "\n".join(made.inserted(page.text.splitlines())))
            if not ready(page, self.library):
                continue
            found = cells(page, self.library, self.records)
            folder = self.site / language / place(name)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.md").write_text(markdown(found, self.beside(name)), encoding="utf-8")
            if not page.blocks or page.meta.get("downloads") is False:
                continue
            written = [folder / f"{stem(name)}.ipynb", folder / f"{stem(name)}.py"]
            link, found = self.absolute(language, name), with_needs(found, language)
            written[0].write_text(nbformat.writes(notebook(found, link)) + "\n", encoding="utf-8")
            written[1].write_text(program(found, link), encoding="utf-8")
            if "/" in name:
                sections.setdefault(name.partition("/")[0], []).extend(written)
        for section, files in sections.items():
            path = self.site / language / section / f"{section}.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in files:
                    entry = zipfile.ZipInfo(f"{section}/{file.name}", (2026, 1, 1, 0, 0, 0))
                    archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
        if (folder := self.site / language / "reference/snippets").is_dir():
            for name in self.library.definitions:
                (folder / f"{name}.py").write_text(str(script.definition(self.library, name)), encoding="utf-8")

    def absolute(self, language: str, name: str) -> Link:
        """Links for files that leave the site: whole addresses, or none."""

        def link(target: str, anchor: str) -> str:
            if not target:
                return anchor
            there = place(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).lstrip("/"))
            return f"{self.url}/{language}/{there}{anchor}" if self.url else ""

        return link

    def beside(self, name: str) -> Link:
        """Links from the Markdown of one page to that of another."""

        def link(target: str, anchor: str) -> str:
            if not target.endswith(".md"):
                return ""
            there = place(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
            return posixpath.relpath(f"/{there}index.md", f"/{place(name)}")

        return link


def place(name: str) -> str:
    """The folder of a page in the site.

    >>> place("index.md"), place("tensors/index.md"), place("tensors/sets.md")
    ('', 'tensors/', 'tensors/sets/')
    """
    return re.sub(r"(?:(?<=/)|^)index\.md$|(?<=\w)\.md$", lambda m: "" if "index" in m[0] else "/", name)


def stem(name: str) -> str:
    """What the files of a page are called: after the page, or the section that it opens.

    >>> stem("tensors/index.md"), stem("tensors/sets.md"), stem("index.md")
    ('tensors', 'sets', 'index')
    """
    parts = name.removesuffix(".md").split("/")
    return parts[-2] if parts[-1] == "index" and len(parts) > 1 else parts[-1]


def overview(pages: Pages, titles: dict[str, str], url: str) -> str:
    """``llms.txt``: what the site is, and where the Markdown of each page lies."""
    lines = [f"# {' · '.join(titles.values())}", ""]
    for language, own in pages.of.items():
        lines += [f"## {titles[language]} ({language})", "", f"> {own['index.md'].description}", ""]
        lines += [
            f"- [{page.title}]({url.rstrip('/')}{'/' if url else ''}{language}/{place(name)}index.md): "
            f"{page.description}"
            for name, page in own.items()
        ]
        lines.append("")
    return "\n".join(lines)
