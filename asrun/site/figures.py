"""Show what changed in figures, old beside new with their descriptions, and keep what a person approves.

With a drawing the digest of its descriptions is kept: where one of these changes, all are looked at again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from asrun.examples import approved
from asrun.files import write
from asrun.problems import Problem, Problems, nearest
from asrun.site.blocks import wrong_label
from asrun.site.project import Project
from asrun.site.templates import render

SEEN = f"{approved.FOLDER}/described.json"


def problems(project: Project) -> Iterator[Problem]:
    """Figures to be approved, approved drawings that no example draws, and labels that no figure has."""
    for drawn, says in waiting(project):
        remedy = f"look at it (make figures), then approve it: make figures ACCEPT={drawn.name}"
        yield project.library.problem(drawn.session, drawn.line, says, remedy)
    known = {drawn.name for drawn in approved.figures(project.library, project.records)}
    for path in sorted((project.root / approved.FOLDER).glob("*.svg")):
        if path.stem not in known:
            where = f"{approved.FOLDER}/{path.name}"
            yield Problem(where, 1, "no example draws this figure", nearest(path.stem, known))
    for page in project.pages:
        for block in page.blocks:
            if says := wrong_label(project, block):
                yield Problem(page.path, block.line, says)


def waiting(project: Project) -> Iterator[tuple[approved.Drawn, str]]:
    """The figures that nobody has approved as they are, or not with what pages say of them; and why."""
    seen = _seen(project.root)
    for drawn in approved.figures(project.library, project.records):
        if project.library.module_of(drawn.session) not in project.changed:
            continue
        if says := approved.unlike(project.root, drawn):
            yield drawn, says
            continue
        for path, line, words in descriptions(project, drawn):
            if _digest(path, words) not in seen.get(drawn.name, []):
                yield drawn, f"nobody has looked at what {path}:{line} says of the figure {drawn.name}"


def descriptions(project: Project, drawn: approved.Drawn) -> list[tuple[str, int, str]]:
    """What pages say of a figure: file, line and words."""
    return [
        (page.path, block.line, str(block.options.get("alt", "")))
        for page in project.pages
        for block in page.blocks
        if block.kind == "session" and block.name == drawn.session and block.step in ("", drawn.step)
    ]


def _digest(path: str, words: str) -> str:
    """A digest of a description, in the language of its page."""
    return hashlib.sha256(json.dumps([path.split("/")[1], words]).encode()).hexdigest()[:12]


def _seen(root: Path) -> dict[str, list[str]]:
    """The digests of the descriptions that were read beside each figure; none where the file is damaged."""
    try:
        return dict(json.loads((root / SEEN).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def accept(project: Project, names: list[str]) -> None:
    """Keep the drawings of some figures, and that their descriptions were read with them.

    Raises:
        Problems: where there is no such figure.
    """
    figures = {drawn.name: drawn for drawn in approved.figures(project.library, project.records)}
    if wrong := [name for name in names if name not in figures]:
        raise Problems(Problem("command line", 1, f"no figure '{name}'", nearest(name, figures)) for name in wrong)
    seen = _seen(project.root)
    for name in names:
        write(approved.path(project.root, name), approved.rounded(figures[name].svg))
        seen[name] = sorted({_digest(path, words) for path, _, words in descriptions(project, figures[name])})
    kept = {name: seen[name] for name in sorted(seen) if name in figures}
    write(project.root / SEEN, json.dumps(kept, indent=1) + "\n")
    for path in (project.root / approved.FOLDER).glob("*.svg"):
        if path.stem not in figures:
            path.unlink()


def compared(project: Project) -> tuple[str, list[str]]:
    """A page that shows what is to be approved, old beside new, and the names of the figures on it."""
    figures = {drawn.name: drawn for drawn, _ in waiting(project)}
    shown = []
    for drawn in figures.values():
        kept = approved.path(project.root, drawn.name)
        old = kept.read_text(encoding="utf-8") if kept.is_file() else ""
        shown.append({"drawn": drawn, "old": old, "told": descriptions(project, drawn)})
    return render("figures.html", "en", shown=shown), list(figures)
