"""Begin a page: its snippet, its test and both languages, in both navigations, green as they stand.

What they begin with lies in ``docs/new/``.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

from asrun.examples.text import lines
from asrun.files import write
from asrun.pages.languages import Pages, stamp
from asrun.pages.schema import LANGUAGES, is_anchor
from asrun.problems import Problem, Problems, nearest
from asrun.site import addresses
from asrun.site.project import Project

BEGINNINGS = "docs/new"


def make(root: Path, page: str) -> list[str]:
    """Make all that belongs to a page.

    Args:
        page: its section and name (``tensors/einsum``).

    Returns:
        The files that were written.

    Raises:
        Problems: where it is not such a name, exists, or its section does not. Nothing is written then.
    """
    section, _, name = page.rpartition("/")
    module = page.replace("/", ".")
    files = {
        f"snippets/{page}.py": "snippet.py",
        f"tests/snippets/{section}/test_{name}.py": "test.py",
        **{f"docs/{language}/{page}.md": f"{language}.md" for language in LANGUAGES},
    }
    sections = {path.parent.name for path in (root / "snippets").glob("*/__init__.py")}
    if not section or not is_anchor(name) or not name.isidentifier() or keyword.iskeyword(name):
        raise Problems([Problem("command line", 1, f"'{page}' is no page", "write section/name: tensors/einsum")])
    if section not in sections:
        raise Problems([Problem("command line", 1, f"there is no section '{section}'", nearest(section, sections))])
    if there := [file for file in files if (root / file).exists()]:
        raise Problems([Problem(file, 1, "exists already", "choose another name") for file in there])
    Project(root)  # what is there is in order, or nothing is written
    navigations = {f"docs/{language}.yml": _listed(root, language, page) for language in LANGUAGES}
    said = {"name": name, "module": module, "anchor": name, "title": name.capitalize()}
    for file, beginning in files.items():
        text = (root / BEGINNINGS / beginning).read_text(encoding="utf-8")
        write(root / file, Template(text).substitute(said))
    for file, text in navigations.items():
        write(root / file, text)
    stamp(Pages(root), [page])
    addresses.add(Project(root))
    return [*files, *navigations, addresses.ADDRESSES]


def _listed(root: Path, language: str, page: str) -> str:
    """The configuration of a language, the page listed after the last one of its section."""
    path = root / "docs" / f"{language}.yml"
    listed = lines(path.read_text(encoding="utf-8"))
    section = page.rpartition("/")[0]
    last = [number for number, line in enumerate(listed) if re.search(rf"\b{section}/[\w-]+\.(md|ipynb)\s*$", line)]
    if not last:
        raise Problems([Problem(f"docs/{language}.yml", 1, f"'nav:' lists no page of '{section}'", "list one first")])
    indent = re.match(r"\s*", listed[last[-1]])
    listed.insert(last[-1] + 1, f"{indent[0] if indent else ''}- {page}.md")
    return "\n".join(listed) + "\n"
