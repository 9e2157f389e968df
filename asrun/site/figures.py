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
from asrun.site.project import Project
from asrun.site.templates import render

SEEN = f"{approved.FOLDER}/described.json"


def problems(project: Project) -> Iterator[Problem]:
    """Figures that are not approved, and descriptions that were not looked at together with their figure."""
    wrong = list(approved.problems(project.library, project.records))
    yield from wrong
    told, seen = descriptions(project), _seen(project.root)
    for name, session, number, _ in approved.figures(project.library, project.records):
        line = project.library.sessions[session].examples[number].line
        for path, at, words in told.get(name, []):
            if approved.path(project.root, name).is_file() and _digest(path, words) not in seen.get(name, []):
                remedy = f"read it beside the figure (make figures), then approve it: make figures ACCEPT={name}"
                says = f"nobody has looked at what {path}:{at} says of the figure {name}"
                yield project.library.problem(session, line, says, remedy)


def descriptions(project: Project) -> dict[str, list[tuple[str, int, str]]]:
    """By the name of a figure, what pages say of it: file, line and words."""
    names: dict[tuple[str, int], str] = {}
    for name, session, number, _ in approved.figures(project.library, project.records):
        names[session, number] = name
    found: dict[str, list[tuple[str, int, str]]] = {}
    for page in project.pages:
        for block in page.blocks:
            if block.kind == "session" and block.name in project.library.sessions:
                for number, example in enumerate(project.library.sessions[block.name].examples):
                    if block.step in ("", example.step) and (block.name, number) in names:
                        told = (page.path, block.line, str(block.options.get("alt", "")))
                        found.setdefault(names[block.name, number], []).append(told)
    return found


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
    drawn = {name: outcome.figure for name, _, _, outcome in approved.figures(project.library, project.records)}
    if wrong := [name for name in names if name not in drawn]:
        raise Problems(Problem("command line", 1, f"no figure '{name}'", nearest(name, drawn)) for name in wrong)
    told, seen = descriptions(project), _seen(project.root)
    for name in names:
        write(approved.path(project.root, name), approved.rounded(drawn[name]))
        seen[name] = sorted({_digest(path, words) for path, _, words in told.get(name, [])})
    kept = {name: seen[name] for name in sorted(seen) if name in drawn}
    write(project.root / SEEN, json.dumps(kept, indent=1) + "\n")
    for path in (project.root / approved.FOLDER).glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()


def compared(project: Project) -> tuple[str, list[str]]:
    """A page that shows what is to be approved, old beside new, and the names of the figures on it."""
    wanted = {problem.remedy.rpartition("ACCEPT=")[2] for problem in problems(project)}
    told = descriptions(project)
    shown = []
    for name, _, _, outcome in approved.figures(project.library, project.records):
        if name in wanted:
            kept = approved.path(project.root, name)
            old = kept.read_text(encoding="utf-8") if kept.is_file() else ""
            shown.append({"name": name, "old": old, "new": outcome.figure, "told": told.get(name, [])})
    return render("figures.html", "en", shown=shown), [str(one["name"]) for one in shown]
