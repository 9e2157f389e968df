"""Pages that are made from data: mistakes of well-known sources, the glossary, the index of snippets, the lanes.

A page says where: ``/// errata``, ``/// glossary``, ``/// snippets`` or ``/// lanes``, closed by
``///``. What comes in its place is Markdown, so it may show sessions as any page
does. The boxes ``!!! erratum`` of the other pages get a link to their entry.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from markdown.preprocessors import Preprocessor

from asrun import data, glossary
from asrun.examples import lanes
from asrun.examples.find import DEFINES, STEP, Library, Module
from asrun.examples.record import Records
from asrun.pages import BOX, FENCE, FRONT, GENERATED, HEADING, Block, Page, Pages, digest, read_all
from asrun.problems import Problem, Problems, nearest

ERRATA = "docs/errata.yml"
KEYS = ("id", "page", "anchor", "shown")
PARTS = ("claim", "truth")
INSERT = re.compile(rf"/// ({'|'.join(GENERATED)})\s*")
PLACE = {"errata": "/reference/errata.md", "snippets": "/reference/snippets.md"}

WORDS = {
    "ko": {
        "errata": "정오표",
        "claim": "이런 말이 있습니다.",
        "truth": "사실은 이렇습니다.",
        "run": "실행해 확인하기",
        "shown": "보여 주는 페이지",
        "file": "파일로 내려받기",
        "doc": "독스트링",
        "methods": "메서드",
        "verified": "실행해 확인한 버전",
        "constant": "상수",
    },
    "en": {
        "errata": "Errata",
        "claim": "You may read:",
        "truth": "In fact:",
        "run": "See it run",
        "shown": "Shown on",
        "file": "Download as a file",
        "doc": "Docstring",
        "methods": "Methods",
        "verified": "Verified on",
        "constant": "constant",
    },
}


@dataclass(frozen=True)
class Erratum:
    """One mistake of a well-known source.

    Attributes:
        page, anchor: where the site teaches what is true.
        shown: the session (``name`` or ``name:step``) that shows it.
        claim, truth: both by language.
    """

    line: int
    id: str
    page: str
    anchor: str
    shown: str
    claim: dict[str, str]
    truth: dict[str, str]


def errata(root: Path) -> list[Erratum]:
    """The entries of ``docs/errata.yml``, in their order; none where there is no such file.

    Raises:
        Problems: whatever is wrong with its form, by line.
    """
    found = data.entries(root, ERRATA)
    problems = [problem for entry in found for problem in _lacks(entry)]
    ids = [entry.data.get("id") for entry in found]
    problems += [
        Problem(ERRATA, entry.line, f"two entries have the id '{entry.data['id']}'")
        for n, entry in enumerate(found)
        if ids[n] is not None and ids[n] in ids[:n]
    ]
    if problems:
        raise Problems(problems)
    return [
        Erratum(
            entry.line,
            *(entry.data[key] for key in KEYS),
            *({language: entry.data[language][part] for language in WORDS} for part in PARTS),
        )
        for entry in found
    ]


def _lacks(entry: data.Entry) -> Iterator[Problem]:
    """What an entry should have and has not."""
    name = entry.data.get("id", "the entry")
    for key in KEYS:
        if not isinstance(entry.data.get(key), str):
            yield Problem(ERRATA, entry.line, f"{name}: has no '{key}:'")
    for language in WORDS:
        said = entry.data.get(language)
        for part in PARTS:
            if not isinstance(said, dict) or not isinstance(said.get(part), str) or not said[part].strip():
                yield Problem(ERRATA, entry.line, f"{name}: has no '{part}:' in '{language}:'")


def astray(root: Path, pages: Pages) -> list[Problem]:
    """What is wrong with the errata: their form, or entries that do not lead where they say in either language."""
    try:
        entries = errata(root)
    except Problems as error:
        return error.problems
    problems = []
    for entry in entries:
        for language, own in pages.of.items():
            page = own.get(f"{entry.page}.md")
            if page is None:
                wrong = f"no page {entry.page}", nearest(entry.page, [n.removesuffix(".md") for n in own])
            elif entry.anchor not in (ids := [anchor or "" for _, _, anchor in page.headings]):
                wrong = f"{page.path.name} has no heading #{entry.anchor}", nearest(entry.anchor, ids)
            elif _block(page, entry.shown) is None:
                wrong = f"{page.path.name} does not show {entry.shown}", ""
            else:
                continue
            problems.append(Problem(ERRATA, entry.line, f"{entry.id} ({language}): {wrong[0]}", wrong[1]))
    return problems


def _block(page: Page, shown: str) -> Block | None:
    """The block of a page that shows a session or one of its steps; failing that, all of it or its definition."""
    name, _, step = shown.partition(":")
    found = {(b.kind, b.options.get("step", "")): b for b in reversed(page.blocks) if b.name == name}
    return found.get(("session", step)) or found.get(("session", "")) or found.get(("code", ""))


class Reference(Preprocessor):
    """Puts generated Markdown into pages, before anything else is read.

    Args:
        project: what :class:`asrun.render.Project` holds: ``root``, ``library``, ``verified``.
        language: of the pages.
    """

    def __init__(self, md, project, language: str):
        super().__init__(md)
        self.project, self.language = project, language
        self.words = WORDS[language]

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The pages of this language, by name."""
        return read_all(self.project.root, self.language)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each page, by the digest of its prose."""
        folder = self.project.root / "docs" / self.language
        return {
            digest(FRONT.sub("", path.read_text(encoding="utf-8"), 1)): path.relative_to(folder).as_posix()
            for path in folder.rglob("*.md")
        }

    @cached_property
    def errata(self) -> list[Erratum]:
        """The entries of the errata that lead where they say (of the others :func:`astray` tells)."""
        return [
            e for e in errata(self.project.root) if (page := self.pages.get(f"{e.page}.md")) and _block(page, e.shown)
        ]

    def run(self, lines: list[str]) -> list[str]:
        """What Python-Markdown calls with the lines of a page."""
        if any(INSERT.fullmatch(line) for line in lines):
            return list(self.inserted(lines))
        if any(line.startswith("!!! erratum") for line in lines):
            return self.linked(lines)
        return lines

    def inserted(self, lines: list[str]) -> Iterator[str]:
        """The lines of a page, generated Markdown in the place of its blocks."""
        skip = False
        for line in lines:
            if found := INSERT.fullmatch(line):
                yield from getattr(self, f"of_{found[1]}")()
                skip = True
            elif skip and line.strip() == "///":
                skip = False
            elif not skip:
                yield line

    def linked(self, lines: list[str]) -> list[str]:
        """The lines of a page, each erratum box ending with a link to its entry."""
        name = self.names.get(digest("\n".join(lines)), "").removesuffix(".md")
        waiting = [entry for entry in self.errata if entry.page == name]
        made, heading, fence, inside = [], "", False, ""
        for line in [*lines, "<end>"]:
            if inside and line.strip() and not line.startswith("    "):
                while not made[-1].strip():
                    made.pop()
                made += ["", f"    [{self.words['errata']}]({PLACE['errata']}#{inside}){{ .site-errata }}", ""]
                inside = ""
            if FENCE.match(line):
                fence = not fence
            elif not fence and (found := HEADING.fullmatch(line)):
                heading = found[3] or ""
            elif not fence and (box := BOX.fullmatch(line)) and box[1] == "erratum":
                entry = next((e for e in waiting if e.anchor == heading), None)
                if entry:
                    waiting.remove(entry)
                    inside = entry.id
            made.append(line)
        return made[:-1]

    # --- the errata ---------------------------------------------------------------

    def of_errata(self) -> Iterator[str]:
        """Every entry under the title of the page that teaches what is true."""
        by_page: dict[str, list[Erratum]] = {}
        for entry in self.errata:
            by_page.setdefault(entry.page, []).append(entry)
        order = list(self.pages)
        for name in sorted(by_page, key=lambda n: order.index(f"{n}.md")):
            page = self.pages[f"{name}.md"]
            yield from ["", f"## {page.title} {{#{name.replace('/', '-')}}}", ""]
            for entry in by_page[name]:
                yield from self._erratum(entry, page)

    def _erratum(self, entry: Erratum, page: Page) -> Iterator[str]:
        more = f"[{page.title}](/{entry.page}.md#{entry.anchor})"
        yield from [
            f"**{self.words['claim']}** {entry.claim[self.language]}",
            f"{{: #{entry.id} .site-claim }}",
            "",
            f"**{self.words['truth']}** {entry.truth[self.language]} ({more})",
            "",
        ]
        block = _block(page, entry.shown)
        source = page.text.splitlines()[block.line - 1 :]
        indent = len(source[0]) - len(source[0].lstrip())
        end = next(n for n, line in enumerate(source) if line.strip() == "///")
        yield f'??? run "{self.words["run"]}"'
        yield ""
        yield from (f"    {line[indent:]}" for line in source[: end + 1])
        yield ""

    # --- the glossary -------------------------------------------------------------

    def of_glossary(self) -> Iterator[str]:
        """Every term, in the order of the language's alphabet."""
        return glossary.page(glossary.sound(self.project.root), self.language)

    # --- the snippets -------------------------------------------------------------

    def of_snippets(self) -> Iterator[str]:
        """Every public definition, module by module."""
        library: Library = self.project.library
        for module in library.values():
            nodes = [n for n in module.tree.body if isinstance(n, DEFINES) and not n.name.startswith("_")]
            if not nodes:
                continue
            yield from ["", f"## {module.name} {{#{module.name.replace('.', '-')}}}", ""]
            if ran := self.project.verified(module.name):
                yield from [f"{self.words['verified']}: {', '.join(map(lanes.name, ran))}", ""]
            for node in nodes:
                yield from self._definition(module, node)

    def _definition(self, module: Module, node: ast.AST) -> Iterator[str]:
        full = f"{module.name}.{node.name}"
        yield from [f"### `{signature(node)}` {{#{full.replace('.', '-').lower()}}}", ""]
        text = described(ast.get_docstring(node) or "")
        summary, _, rest = text.partition("\n\n")
        yield from [f'<p lang="en">{in_code(" ".join(summary.split()))}</p>', ""]
        if rest.strip():
            yield from [
                f'<details class="site-doc"><summary>{self.words["doc"]}</summary>'
                f'<pre lang="en" tabindex="0">{escape(rest.strip())}</pre></details>',
                "",
            ]
        if isinstance(node, ast.ClassDef):
            methods = [
                m for m in node.body if isinstance(m, DEFINES) and (not m.name.startswith("_") or m.name == "__call__")
            ]
            if methods:
                yield from [f"{self.words['methods']}: " + ", ".join(f"`{signature(m)}`" for m in methods), ""]
        shown = [
            (name, page)
            for name, page in self.pages.items()
            if any(b.name == full or b.name.startswith(f"{full}.") for b in page.blocks)
        ]
        links = [f"[{page.title}](/{name})" for name, page in shown]
        place = f'<a href="{full}.py" download>{self.words["file"]}</a>'
        yield from [" · ".join([*([f"{self.words['shown']}: " + ", ".join(links)] if links else []), place]), ""]

    # --- the lanes ----------------------------------------------------------------

    def of_lanes(self) -> Iterator[str]:
        """The table of what held where; only lanes that have run."""
        ran: list[Records] = [
            r
            for r in self.project.lanes
            if any(lanes.holding(self.project.library, r, m) is not None for m in self.project.library)
        ]
        yield from ["", *lanes.table(self.project.library, ran, self.language).splitlines(), ""]


def signature(node: ast.AST) -> str:
    """A definition's first line, without ``def`` and ``self``.

    >>> signature(ast.parse("def f(self, a, *, b: int = 2) -> int: pass").body[0])
    'f(a, *, b: int=2) -> int'
    >>> signature(ast.parse("class C(Base):\\n    def __init__(self, n): pass").body[0])
    'C(n)'
    """
    if isinstance(node, ast.ClassDef):
        start = next((m for m in node.body if isinstance(m, DEFINES) and m.name == "__init__"), None)
        return re.sub(r"^__init__", node.name, signature(start)).removesuffix(" -> None") if start else node.name
    arguments = re.sub(r"^(self|cls)(, |$)", "", ast.unparse(node.args))
    return f"{node.name}({arguments})" + (f" -> {ast.unparse(node.returns)}" if node.returns else "")


def in_code(text: str) -> str:
    """A line of a docstring as HTML, what stands between backticks as code.

    >>> in_code("Count ``a`` and `b` where a < b.")
    'Count <code>a</code> and <code>b</code> where a &lt; b.'
    """
    return re.sub(r"(``?)(.+?)\1", r"<code>\2</code>", escape(text))


def described(docstring: str) -> str:
    """A docstring without its examples.

    >>> described("Add.\\n\\nArgs:\\n    a: one.\\n\\nsmall:\\n\\n>>> add(1)\\n2\\n\\nSource: x.")
    'Add.\\n\\nArgs:\\n    a: one.\\n\\nSource: x.'
    """
    parts = re.split(r"\n\s*\n", docstring)
    return "\n\n".join(p for p in parts if not p.lstrip().startswith(">>> ") and not STEP.fullmatch(p))
