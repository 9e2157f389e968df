"""Examples as cells: code, and what it gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape

from asrun.examples import script
from asrun.examples.find import Example
from asrun.examples.record import Outcome
from asrun.examples.terminal import terminal
from asrun.examples.text import lines, unlabelled
from asrun.pages.page import Block, Page
from asrun.site.project import Project
from asrun.site.templates import words

MOST_LINES, MOST_LETTERS = 500, 50_000  # of one output
LABELS = re.compile(r"(<text[^>]*>)([^<]*)(</text>)")


@dataclass(frozen=True)
class Cell:
    """Code of a page, and what it gave.

    Attributes:
        shown: the code as the page shows it, its lines still labelled.
        typed: as one types it into a notebook; "" for a method, which is there with its class.
        program: as a script needs it, which prints what a notebook shows by itself.
        example: the example that gave what is shown, None for definitions.
        block: the block that it comes from, with the words of its figures.
        folded: what it folds under, "" where it stays open.
        solution: whether it is part of one.
    """

    shown: str
    typed: str
    program: str
    outcome: Outcome = Outcome()
    example: Example | None = None
    block: Block | None = None
    folded: str = ""
    solution: bool = False


def defining(code: str, block: Block, folded: str = "") -> Cell:
    """A cell that only defines."""
    bare = unlabelled(code)[0]
    return Cell(code, bare, bare, block=block, folded=folded)


def cells(project: Project, page: Page, block: Block) -> list[Cell]:
    """The cells of a block; its first one imports what no code above it on the page has imported."""
    setting, library = project.program(page).setting(block), project.library
    imports = "".join(f"{line}\n" for line in script.import_lines(setting.imports))
    imports += "\n" if imports else ""
    if block.kind == "from":
        return [coming_along(project, setting.definitions, block)] if setting.definitions else []
    if block.kind == "code":
        cell = defining(f"{imports}{library.definitions[block.name].code}", block)
        whole = block.name.rpartition(".")[0] == library.module_of(block.name).name
        return [cell if whole else replace(cell, typed="", program="")]
    found = []
    if setting.definitions:
        found.append(coming_along(project, setting.definitions, block, words(page.language)["drawing"]))
    for group in groups(project.shown(block)):
        shown, typed, program = (
            imports + script.spaced(map(of, group))
            for of in (lambda pair: pair[0].code, _typed, lambda pair: script.printing(pair[0].code, pair[1]))
        )
        example, outcome = group[-1]
        found.append(Cell(shown, typed, program, outcome, example, block))
        imports = ""
    return found


def coming_along(project: Project, names: list[str], block: Block, folded: str = "") -> Cell:
    """A cell of definitions that come along."""
    imports = set().union(*(project.library.imports_of(name) for name in names))
    return defining(str(script.script(project.library, imports, names)).rstrip("\n"), block, folded)


def _typed(pair: tuple[Example, Outcome]) -> str:
    """An example as one types it into a notebook."""
    example, outcome = pair
    if outcome.error is not None:
        return script.printing(example.code, outcome)
    code = unlabelled(example.code)[0]
    return f"{code};" if outcome.value == "figure" else code


def groups(pairs: Iterable[tuple[Example, Outcome]]) -> Iterator[list[tuple[Example, Outcome]]]:
    """Join the examples that show nothing to the next one that does."""
    waiting: list[tuple[Example, Outcome]] = []
    for example, outcome in pairs:
        waiting.append((example, outcome))
        if outcome.printed or outcome.error is not None or example.elsewhere:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def beside(outcome: Outcome) -> str:
    """What was printed besides the repr of a value that is shown by itself, as a terminal shows it."""
    return terminal(outcome.printed.removesuffix(f"{outcome.repr}\n") if outcome.repr else outcome.printed)


def fenced(text: str, about: str) -> str:
    r"""Some text in a fence that nothing in it ends.

    >>> fenced("```", "text")
    '````text\n```\n````'
    """
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{ticks}{about}\n{text}\n{ticks}"


def shortened(page: Page, text: str) -> str:
    """What a page shows of some output: so many lines and letters, and how many lines it leaves out."""
    cut = lines(text)
    kept = lines(text[:MOST_LETTERS])[:MOST_LINES]
    if kept == cut:
        return text
    return "\n".join([*kept, words(page.language)["cut"].format(len(cut) - len(kept) or 1)])


def missing_label(svgs: Iterable[str], labels: Iterable[str]) -> str:
    """What is wrong with the labels that a page translates, "" where nothing is."""
    there = {unescape(label[1]) for svg in svgs for label in LABELS.findall(svg)}
    for label in labels:
        if label not in there:
            words = sorted(text for text in there if re.search("[A-Za-z]{2}", text))
            return f"the figure has no label '{label}'; it has: {', '.join(words)}"
    return ""


def translated(svg: str, labels: dict[str, str]) -> str:
    """Put the page's language in place of a figure's labels.

    >>> translated("<text x='1'>steps</text><text>1</text>", {"steps": "걸음"})
    "<text x='1'>걸음</text><text>1</text>"
    """

    def translate(found: re.Match[str]) -> str:
        label = unescape(found[2])
        return found[1] + escape(labels.get(label, label)) + found[3]

    return LABELS.sub(translate, svg)
