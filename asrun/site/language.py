"""One language of the site: staged, rendered by MkDocs, and with the files to take away.

What still stands of the site that was built last is taken from there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from asrun import files
from asrun.examples.run import import_path
from asrun.pages import glossary
from asrun.problems import Problem
from asrun.site import addresses, downloads, printable, unscripted
from asrun.site.last import Last
from asrun.site.project import Project
from asrun.site.stage import Urls, stage
from asrun.site.templates import render

EPOCH = f"{datetime(*downloads.DAY, tzinfo=UTC).timestamp():.0f}"  # no page says when it was built
TAKEN = ("*.ipynb", "*.py", "*.md", "*.zip")


def build(project: Project, language: str, new: Path, last: Last, urls: Urls) -> list[Problem]:
    """Build a language into the folder `new`; what MkDocs complains about.

    Args:
        last: the site that was built last.
        urls: the addresses of the site and of its repository.
    """
    own = project.pages.of[language]
    stage(project, language, urls)
    dirty = last.holds(language)
    kept = last.due is not None
    waiting = [page for page in own.values() if not kept or page in project.due or not last.stands(page)]
    if dirty:
        shutil.copytree(last.site / language, new, ignore=None if kept else shutil.ignore_patterns(*TAKEN))
    problems = _render(project.root, language, new, urls, dirty)
    if problems and not (new / "index.html").is_file():
        return problems
    if dirty:
        _complete(new, last.site / language)
    downloads.publish(project, waiting, new, urls.site)
    if project.changed:
        downloads.definitions(project, language, new)
    downloads.archives(own.values(), new)
    aliases = json.dumps(glossary.aliases(project.terms, language), ensure_ascii=False)
    files.write(new / "assets" / "aliases.json", aliases)
    unscripted.write(new)
    printable.write(new, own["index.md"].title, project.pages.ordered(language))
    for old, instead in addresses.redirects(project.root, language).items():
        link = os.path.relpath(f"/{instead}", f"/{old}") + "/"
        files.write(new / old / "index.html", render("redirect.html", language, link=link, title=own["index.md"].title))
    return problems


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
