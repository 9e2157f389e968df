"""Build the site: check, run, stage, render both languages, and put the result in place.

Until everything is right, the site that is there stays as it is.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from filelock import FileLock

from asrun import files
from asrun.examples.run import judge
from asrun.pages.schema import LANGUAGES
from asrun.problems import Problem, Problems, display_path
from asrun.site import figures, numbers, stamp
from asrun.site.check import check
from asrun.site.language import build as build_language
from asrun.site.last import Last
from asrun.site.links import place
from asrun.site.project import Project
from asrun.site.stage import Urls
from asrun.site.templates import render


def build(root: Path, site: Path, strict: bool = True) -> int:
    """Build both languages into `site`.

    Args:
        root: the project.
        site: the folder that the site replaces, whole, when it is finished.
        strict: whether a problem of a page or an example stops the build. Live
            preview goes on, and shows the problem in the page.

    Returns:
        How many examples ran.

    Raises:
        Problems: all that were found, in `strict` mode; otherwise only those
            that leave nothing to show.
    """
    _may_replace(site, root)
    with FileLock(root / ".build.lock"):  # a preview may be running, or another build
        if _old(site).exists() and not site.exists():  # who was to replace it was killed
            _old(site).rename(site)
        return _build(root, site, strict)


def _build(root: Path, site: Path, strict: bool) -> int:
    urls, found = find_urls(root), stamp.read(root)
    project = Project(root)
    last = Last(project, site, urls)
    if stamp.read(root) != found:  # somebody is writing
        return _build(root, site, strict)
    if last.due is not None:
        project.due, project.changed = last.due, last.changed
    written = check(project)
    _report(written, strict)
    ran, gave = 0, []
    if project.changed:
        ran = project.run()
        last.take_in_what_ran()
        gave = [*judge(project.library, project.records), *figures.problems(project)]
    gave += numbers.problems(project)
    _report(gave, strict)
    new = site.parent / f".{site.name}-new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        built = side_by_side(
            {language: partial(build_language, project, language, new / language, last, urls) for language in LANGUAGES}
        )
        rendering = [problem for of_one in built.values() for problem in of_one]
        _report(rendering, strict or not all((new / language / "index.html").is_file() for language in LANGUAGES))
        _publish(project, new, urls.site)
        _swap(new, site)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    stands = last.now_without({problem.path for problem in [*written, *gave, *rendering]})
    stamp.keep(root, site, {**stands, **found})
    return ran


def side_by_side(tasks: dict[str, Callable[[], list[Problem]]]) -> dict[str, list[Problem]]:
    """Do each task in a process of its own, forked from this one: what it needs is there."""
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(len(tasks), fork, _hold, (tasks,)) as pool:
        return dict(zip(tasks, pool.map(_do, tasks), strict=True))


_TASKS: dict[str, Callable[[], list[Problem]]] = {}


def _hold(tasks: dict[str, Callable[[], list[Problem]]]) -> None:
    _TASKS.update(tasks)


def _do(task: str) -> list[Problem]:
    return _TASKS[task]()


def _report(problems: list[Problem], strict: bool) -> None:
    if problems and strict:
        raise Problems(problems)
    for problem in sorted(problems):
        print(problem, file=sys.stderr)


def _may_replace(site: Path, root: Path) -> None:
    """Refuse to replace a folder that this program did not make."""
    ours = (site / "llms.txt").is_file() and all((site / language).is_dir() for language in LANGUAGES)
    if site.exists() and not ours and (not site.is_dir() or any(site.iterdir())):
        remedy = "name another folder in SITE_DIR, or take this one away yourself"
        raise Problems([Problem(display_path(site, root), 1, "is not a site that was built here", remedy)])


def _publish(project: Project, new: Path, url: str) -> None:
    """Write what both languages share: the way in, and what finds the pages."""
    pages = project.pages
    for language in LANGUAGES:
        (new / language / "404.html").unlink(missing_ok=True)  # MkDocs' own knows one place; that of the entry any
    shutil.copytree(project.root / "docs" / "entry", new, dirs_exist_ok=True)
    titles = {language: own["index.md"].title for language, own in pages.of.items()}
    base = f"{url}/" if url else ""
    files.write(new / "llms.txt", render("llms.txt", of=pages.of, titles=titles, base=base, place=place))
    if url:
        text = render("sitemap.xml", url=url, languages=LANGUAGES, places=map(place, pages.of[LANGUAGES[0]]))
        files.write(new / "sitemap.xml", text)


def find_urls(root: Path) -> Urls:
    """Where the site and its sources are, by SITE_URL, REPO_URL and the repository's origin."""
    return Urls(os.environ.get("SITE_URL", "").rstrip("/"), os.environ.get("REPO_URL", "").rstrip("/") or _origin(root))


def _origin(root: Path) -> str:
    """The web address of the repository's origin, "" where it has none."""
    if not shutil.which("git"):
        return ""
    command = ["git", "config", "--get", "remote.origin.url"]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True).stdout.strip()
    address = re.fullmatch(r"(?:https://(?:[^@/]+@)?|git@|ssh://git@)([\w.-]+)[:/](.+?)(?:\.git)?/?", said)
    return f"https://{address[1]}/{address[2]}" if address else ""


def _swap(new: Path, site: Path) -> None:
    """Put the finished folder where the old one is: at once where the system can, else by renaming both."""
    old = _old(site)
    shutil.rmtree(old, ignore_errors=True)
    if site.exists() and not _exchange(new, site):
        site.rename(old)
    if not site.exists():
        new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _old(site: Path) -> Path:
    """Where a site waits while another one takes its place."""
    return site.parent / f".{site.name}-old"


def _exchange(one: Path, other: Path) -> bool:
    """Have two folders change places in one step, if the system can; whether it could."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, as Linux calls them
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def serve(root: Path, site: Path, port: int) -> None:
    """Build, show the site on this machine, and build again whenever a file changes."""
    from mkdocs.livereload import LiveReloadServer

    os.environ["SITE_URL"] = f"http://127.0.0.1:{port}/"

    def rebuild() -> None:
        try:
            ran = build(root, site, strict=False)
            print(f"built; {ran} examples ran" if ran else "built; no example had to run", flush=True)
        except Problems as error:
            print(error, file=sys.stderr, flush=True)

    rebuild()
    server = LiveReloadServer(rebuild, "127.0.0.1", port, str(site), mount_path="/")
    for watched in ("docs", "snippets", "mkdocs.yml"):
        server.watch(str(root / watched))
    print(f"http://127.0.0.1:{port}/ (Ctrl+C ends it)", flush=True)
    try:
        server.serve()
    except OSError as error:
        remedy = "choose another: make serve PORT=8001"
        raise Problems([Problem("command line", 1, f"cannot serve at port {port}: {error.strerror}", remedy)]) from None
    finally:
        server.shutdown()
