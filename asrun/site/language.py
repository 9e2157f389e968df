"""One language of the site: staged, rendered by MkDocs, and with the files to take away.

What still stands of the site that was built last is taken from there. A page stands whose staged
text is older than it is, if nothing has changed that all pages share.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from asrun import files
from asrun.examples.run import import_path
from asrun.pages import glossary
from asrun.problems import Problem
from asrun.site import addresses, downloads, printable, stamp
from asrun.site.links import place
from asrun.site.project import Project
from asrun.site.stage import Urls, stage, staged
from asrun.site.templates import render

EPOCH = f"{datetime(*downloads.DAY, tzinfo=UTC).timestamp():.0f}"  # no page says when it was built
TAKEN = ("*.ipynb", "*.py", "*.md", "*.zip")


@dataclass(frozen=True)
class Built:
    """What building a language came to: its problems, and digests of what decides its `pages` and its `downloads`."""

    problems: list[Problem]
    pages: str
    downloads: str


def build(project: Project, language: str, new: Path, last: Path, before: dict[str, str], urls: Urls) -> Built:
    """Build a language into the folder `new`.

    Args:
        last: its folder in the site that was built last.
        before: what that site's stamp says, "" or nothing where it is not to be relied on.
        urls: the addresses of the site and of its repository.
    """
    own = project.pages.of[language]
    folder = stage(project, language, urls)
    shared, taken = _shared(project, language, urls), _taken(project, urls)
    dirty = before.get(f"{language} pages") == shared
    kept = dirty and before.get(f"{language} downloads") == taken
    waiting = list(own.values())
    if dirty:
        shutil.copytree(last, new, ignore=None if kept else shutil.ignore_patterns(*TAKEN))
    if kept:
        waiting = [page for page in waiting if not _stands(folder / staged(page), new / place(page.name))]
    problems = _render(project.root, language, new, urls, dirty)
    if problems and not (new / "index.html").is_file():
        return Built(problems, "", "")
    if dirty:
        _complete(new, last)
    downloads.publish(project, waiting, new, urls.site)
    downloads.archives(own.values(), new)
    downloads.definitions(project, language, new)
    aliases = json.dumps(glossary.aliases(project.terms, language), ensure_ascii=False)
    files.write(new / "assets" / "aliases.json", aliases)
    printable.write(new, own["index.md"].title, project.pages.ordered(language))
    for old, instead in addresses.redirects(project.root, language).items():
        link = os.path.relpath(f"/{instead}", f"/{old}") + "/"
        files.write(new / old / "index.html", render("redirect.html", language, link=link, title=own["index.md"].title))
    return Built(problems, shared, taken)


def _shared(project: Project, language: str, urls: Urls) -> str:
    """A digest of all that decides the pages of a language, but the texts of each below its front matter."""
    heads = [(staged(page), dict(page.meta, twin="")) for page in project.pages.of[language].values()]
    written = project.root / "docs" / language
    others = sorted(str(path.relative_to(written)) for path in written.rglob("[!.]*") if path.suffix != ".md")
    config = stamp.digest(project.root, ("mkdocs.yml", f"docs/{language}.yml", "docs/theme"))
    return _digest(stamp.environment(), urls, config, heads, others, sorted(project.library))


def _taken(project: Project, urls: Urls) -> str:
    """A digest of all that decides the files to take away, but the pages that they are made of."""
    read = stamp.digest(project.root, ("snippets", "docs/*.*", "docs/figures", "pyproject.toml"))
    return _digest(stamp.environment(), urls, read, stamp.digest(project.records.base, ["tensorflow-*"]))


def _digest(*data: object) -> str:
    return hashlib.sha256(repr(data).encode()).hexdigest()


def _stands(text: Path, page: Path) -> bool:
    """Whether a page was built after its text was staged: as MkDocs asks."""
    built = page / "index.html"
    return built.is_file() and built.stat().st_mtime >= text.stat().st_mtime


def _render(root: Path, language: str, new: Path, urls: Urls, dirty: bool) -> list[Problem]:
    """Run MkDocs. What it complains about is told as it says it: pages were checked."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]  # with --quiet, nothing would be strict
    command += ["-f", f"docs/{language}.yml", "-d", str(new.resolve()), "--dirty" if dirty else "--clean"]
    env = {**os.environ, **import_path(), "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH}
    env["SITE_URL"] = f"{urls.site}/{language}/" if urls.site else ""
    env |= {"REPO_URL": urls.repository, "EDIT_URI": urls.edit(language)}
    done = subprocess.run(
        command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    if not done.returncode:
        return []
    tail = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("INFO")][-15:]
    says = f"MkDocs could not build this language: {tail[-1] if tail else done.returncode}"
    return [Problem(f"docs/{language}.yml", 1, says, "\n".join(tail[:-1]))]


def _complete(new: Path, last: Path) -> None:
    """Add to the search index, which holds the pages that were rendered now, what it held of the others."""
    path = Path("search", "search_index.json")
    index = json.loads((new / path).read_text(encoding="utf-8"))
    before, now = (
        {page: list(entries) for page, entries in groupby(docs, _page)}
        for docs in (json.loads((last / path).read_text(encoding="utf-8"))["docs"], index["docs"])
    )
    index["docs"] = [entry for page in before for entry in now.get(page, before[page])]
    files.write(new / path, json.dumps(index, separators=(",", ":")))


def _page(entry: dict[str, Any]) -> str:
    return str(entry["location"]).partition("#")[0]
