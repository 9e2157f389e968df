"""Build the site: check, run, render both languages, and put the result in place.

Until everything is right, the site that is there stays as it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from asrun import built, download, glossary, reference, whole
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import import_path, judge, refresh
from asrun.pages import LANGUAGES, Pages, amiss, read_all
from asrun.problems import Problem, Problems, nearest, shown
from asrun.render import Project, check_labels

WARNING = re.compile(r"^(?:WARNING|ERROR) +-  ?(.*(?:\n(?!\w+ +- ).*)*)", re.M)
DOC_FILE = re.compile(r"Doc file '([^']+)' contains an? (?:[\w-]+ )*link '([^']+)',? ?(.*)", re.S)
NAVIGATION = re.compile(r"A reference to '([^']+)' is included in the 'nav'.*not found", re.S)
FORMULA = re.compile(r"formula \$(.*)\$: ", re.S)


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
    project, pages = Project(root), Pages(root)
    library, records = project.library, project.records
    _tell(pages.check(library) + reference.astray(root, pages) + glossary.check(root), strict)
    ran = refresh(library, records)
    _tell(judge(library, records) + _labels(pages, library, records), strict)
    for own in pages.of.values():
        download.write_notebooks(own, library, records)
    new = site.parent / f".{site.name}-new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        problems = _render(root, new, records)
        _tell(problems, strict or not all((new / language / "index.html").is_file() for language in LANGUAGES))
        shutil.copytree(root / "docs" / "entry", new, dirs_exist_ok=True)
        _publish(project, pages, new)
        _swap(new, site)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    built.keep(root, site, records)
    return ran


def _tell(problems: list[Problem], strict: bool) -> None:
    if problems and strict:
        raise Problems(problems)
    for problem in sorted(problems):
        print(problem, file=sys.stderr)


def _may_replace(site: Path, root: Path) -> None:
    """Refuse to replace a folder that this program did not make."""
    ours = all((site / language).is_dir() for language in LANGUAGES)
    if site.exists() and not ours and (not site.is_dir() or any(site.iterdir())):
        raise Problems(
            [
                Problem(
                    shown(site, root),
                    1,
                    "is not a site that was built here",
                    "name another folder in SITE_DIR, or take this one away yourself",
                )
            ]
        )


def _labels(pages: Pages, library: Library, records: Records) -> list[Problem]:
    """Labels that a page translates and that its figure does not have."""
    problems = []
    for page in (page for own in pages.of.values() for page in own.values()):
        for block in page.blocks:
            session = library.sessions.get(block.name)
            if not block.options.get("labels") or amiss(block, library) or session is None:
                continue
            outcomes = records.get(library.module_of(block.name).name).sessions[block.name]
            step = block.options.get("step") or None
            drawn = "".join(o.figure for e, o in zip(session.examples, outcomes) if step is None or e.step == step)
            try:
                check_labels(drawn, block.options["labels"])
            except LookupError as error:
                problems.append(Problem(shown(page.path, pages.root), block.line, str(error)))
    return problems


def _render(root: Path, new: Path, records: Records) -> list[Problem]:
    """Run MkDocs for every language at once, and say what it complains about."""
    running = {}
    for language in LANGUAGES:
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-f",
            f"docs/{language}.yml",
            "-d",
            str((new / language).resolve()),
        ]
        running[language] = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, **settings(root, language, records)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
    problems = []
    for language, process in running.items():
        said, _ = process.communicate()
        warnings = WARNING.findall(said.partition("\nAborted with")[0])
        found = [_located(root, language, text.strip()) for text in warnings]
        if process.returncode and not found:
            tail = "\n".join(said.splitlines()[-15:])
            found = [Problem(f"docs/{language}.yml", 1, "MkDocs could not build this language", tail)]
        problems += found
    return problems


def _publish(project: Project, pages: Pages, new: Path) -> None:
    """Write what is made of the pages besides what MkDocs makes: files to take away, and what finds them."""
    url = os.environ.get("SITE_URL", "")
    publisher, words = download.Publisher(new, project, url), glossary.sound(project.root)
    for language, own in pages.of.items():
        publisher.publish(language, own)
        (new / language / "assets" / "aliases.json").write_text(
            json.dumps(glossary.aliases(words, language), ensure_ascii=False), encoding="utf-8"
        )
        names = whole.order(project.root / "docs" / f"{language}.yml", own)
        whole.write(new / language, language, names, own, own["index.md"].title)
    titles = {language: own["index.md"].title for language, own in pages.of.items()}
    (new / "llms.txt").write_text(download.overview(pages, titles, publisher.url), encoding="utf-8")
    if url:
        (new / "sitemap.xml").write_text(sitemap(pages, url), encoding="utf-8")


def settings(root: Path, language: str, records: Records) -> dict[str, str]:
    """What ``mkdocs.yml`` reads from the environment."""
    url = os.environ.get("SITE_URL", "")
    env = {
        **import_path(),
        "DOCS_RECORDS": str(records.base.resolve()),
        "SITE_URL": f"{url.rstrip('/')}/{language}/" if url else "",
        "NO_MKDOCS_2_WARNING": "1",
    }
    if repository := os.environ.get("REPO_URL") or _origin(root):
        dash = "-/" if "gitlab" in repository else ""
        if owner := re.fullmatch(r"https://github\.com/(.+)", repository):
            env["COLAB_URL"] = f"https://colab.research.google.com/github/{owner[1]}/blob/gh-pages/{language}/"
        env |= {
            "REPO_URL": repository,
            "EDIT_URI": f"{dash}edit/main/docs/{language}/",
            "SOURCE_URL": f"{repository}/{dash}blob/main/",
        }
    return env


def _origin(root: Path) -> str:
    """The web address of the repository's origin, "" where it has none."""
    if not shutil.which("git"):
        return ""
    said = subprocess.run(
        ["git", "config", "--get", "remote.origin.url"], cwd=root, capture_output=True, text=True
    ).stdout.strip()
    address = re.fullmatch(r"(?:https://(?:[^@/]+@)?|git@|ssh://git@)([\w.-]+)[:/](.+?)(?:\.git)?/?", said)
    return f"https://{address[1]}/{address[2]}" if address else ""


def _located(root: Path, language: str, warning: str) -> Problem:
    """A warning of MkDocs, with the line it is about."""
    if link := DOC_FILE.match(warning):
        path = root / "docs" / language / link[1]
        lines = path.read_text(encoding="utf-8").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if link[2] in text), 1)
        says, _, remedy = link[3].removeprefix("but ").partition(" Did you mean ")
        return Problem(
            shown(path, root),
            line,
            f"broken link '{link[2]}': {says}",
            f"did you mean {remedy}" if remedy else "mend the link, or write what it leads to",
        )
    if page := re.search(r"pages exist in the docs directory.*?:\s*- (\S+)", warning, re.S):
        return Problem(f"docs/{language}.yml", 1, f"{page[1]} is not in the navigation", "add it to 'nav:'")
    if lost := NAVIGATION.match(warning):
        lines = (root / "docs" / f"{language}.yml").read_text(encoding="utf-8").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if text.endswith(lost[1])), 1)
        pages = read_all(root, language)
        names = [Path(n).with_suffix(".ipynb").as_posix() if p.meta.get("notebook") else n for n, p in pages.items()]
        return Problem(
            f"docs/{language}.yml", line, f"the navigation names {lost[1]}, which is not there", nearest(lost[1], names)
        )
    if formula := FORMULA.match(warning):
        for path in sorted((root / "docs" / language).rglob("*.md")):
            head, found, _ = path.read_text(encoding="utf-8").partition(formula[1])
            if found:
                return Problem(shown(path, root), head.count("\n") + 1, warning)
    return Problem(f"docs/{language}.yml", 1, warning)


def sitemap(pages: Pages, url: str) -> str:
    """One sitemap of both languages, each page with its twin."""
    rows = []
    for name in pages.of[LANGUAGES[0]]:
        path = download.place(name)
        links = {language: f"{url.rstrip('/')}/{language}/{path}" for language in LANGUAGES}
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(link)}"/>'
            for language, link in links.items()
        )
        rows += [f"<url><loc>{escape(link)}</loc>{twins}</url>" for link in links.values()]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(rows) + "\n</urlset>\n"
    )


def _swap(new: Path, site: Path) -> None:
    """Put the finished folder where the old one is, by renaming."""
    old = site.parent / f".{site.name}-old"
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def serve(root: Path, site: Path, port: int) -> None:
    """Build, show the site on this machine, and build again whenever a file changes."""
    from mkdocs.livereload import LiveReloadServer

    os.environ["SITE_URL"] = f"http://127.0.0.1:{port}/"

    def rebuild(*_: object) -> None:
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
        raise Problems(
            [
                Problem(
                    "command line",
                    1,
                    f"cannot serve at port {port}: {error.strerror}",
                    "choose another: make serve PORT=8001",
                )
            ]
        ) from None
    finally:
        server.shutdown()
