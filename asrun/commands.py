"""What ``python -m asrun`` can be told to do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from asrun import files
from asrun.examples import lanes as versions
from asrun.examples import proved, verified
from asrun.examples import update as expectations
from asrun.examples.find import Library
from asrun.examples.names import remembered
from asrun.examples.record import Records
from asrun.examples.run import judge, refresh
from asrun.pages import data, items
from asrun.pages.languages import Pages, stamp
from asrun.problems import Problem, Problems, display_path, nearest
from asrun.site import addresses, build, figures, generated
from asrun.site.check import check as everything_wrong
from asrun.site.new import make
from asrun.site.project import Project
from asrun.site.stage import STAGE
from asrun.site.stamp import site_folder


@dataclass(frozen=True)
class Given:
    """What was said before the command."""

    root: Path

    @property
    def site(self) -> Path:
        """Where the site is put."""
        return site_folder(self.root)


class Commands(click.Group):
    """Tells what is wrong by file and line, and ends with 1, or with 130 when interrupted."""

    def invoke(self, context: click.Context) -> Any:
        """Carry out a command."""
        try:
            return super().invoke(context)
        except Problems as error:
            number = len(error.problems)
            click.echo(f"{error}\n\n{number} problem{'s' * (number != 1)}", err=True)
            sys.exit(1)
        except OSError as error:  # a disk that is full, a folder that may not be written
            told = ": ".join(filter(None, [error.filename and str(error.filename), error.strerror or str(error)]))
            click.echo(f"{told}\n    mend that, and call this once more: what stands is as it was", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("\ninterrupted; records of finished docstrings are kept", err=True)
            sys.exit(130)


@click.group(cls=Commands)
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=".", help="The project's folder.")
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """What you read is what ran."""
    context.obj = Given(root.resolve())
    context.with_resource(remembered(files.records(context.obj.root) / "names.json"))


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function; it is called with what was given."""
    return lambda function: main.command(name)(click.pass_obj(function))


@command("check")
def check(given: Given) -> None:
    """Check pages, twins, links, data and snippets without running anything."""
    project = Project(given.root)
    if problems := everything_wrong(project):
        raise Problems(problems)
    click.echo(f"{len(list(project.pages))} pages and {len(project.library)} modules are in order")


@command("run")
@click.argument("modules", nargs=-1)
def run(given: Given, modules: tuple[str, ...]) -> None:
    """Run what changed, and compare; MODULES (tensors.indexing) alone, where they are named."""
    library = Library(given.root)
    if modules:
        _keep(library, modules)
    records = Records(library)
    ran = refresh(library, records, proved.Proved(library))
    if problems := judge(library, records):
        raise Problems(problems)
    total = sum(len(session.examples) for session in library.sessions.values())
    click.echo(f"{total} examples hold ({ran} ran now)")


def _keep(library: Library, names: tuple[str, ...]) -> None:
    """Leave in the library only the named modules and what they need."""
    wrong = [name for name in names if name not in library]
    if wrong:
        raise Problems(Problem("command line", 1, f"unknown module '{n}'", nearest(n, library)) for n in wrong)
    needed = {module.name for name in names for module in library.closure(library[name])}
    for name in set(library) - needed:
        del library[name]


@command("lanes")
@click.argument("pythons", nargs=-1, required=True)
def lanes(given: Given, pythons: tuple[str, ...]) -> None:
    """Run on several versions of TensorFlow (PYTHONS), and hold them against each other."""
    library = Library(given.root)
    ran = versions.run(library, list(pythons))
    refresh(library, Records(library), proved.Proved(library))
    held = sum(len(module.examples) for module in library.values())
    click.echo(f"{held} examples hold on {' and on '.join(str(versions.lane(records)) for records in ran)}")


@command("verified")
@click.argument("pythons", nargs=-1, required=True)
def lock(given: Given, pythons: tuple[str, ...]) -> None:
    """Lock that all holds on several versions of TensorFlow (PYTHONS): the end of `make lanes`."""
    library = Library(given.root)
    ran, known = versions.run(library, list(pythons)), proved.Proved(library)
    refresh(library, Records(library), known)
    files.write(library.root / verified.LOCK, verified.lock(library, map(versions.lane, ran), date.today().isoformat()))
    files.write(library.root / proved.LOCK, known.lock())
    table = generated.table(library, verified.Verified(library), "en")
    click.echo(f"{table}\nwritten to {verified.LOCK}; what scripts to copy hold, to {proved.LOCK}")


@command("update")
def update(given: Given) -> None:
    """Rewrite the expected outputs that no longer hold."""
    library = Library(given.root)
    records = Records(library)
    refresh(library, records)
    lines = expectations.update(library, records)
    click.echo("\n".join([*lines, f"{len(lines)} expectations rewritten"]))


@command("coverage")
def coverage(given: Given) -> None:
    """Hold the pages against docs/items.csv, the list of what they must teach."""
    if problems := items.untaught(given.root, Library(given.root), Pages(given.root)):
        raise Problems(problems)
    click.echo(items.table(given.root))


@command("twins")
@click.argument("names", nargs=-1, required=True)
def twins(given: Given, names: tuple[str, ...]) -> None:
    """Write down that NAMES, pages (tensors/sets) or data (glossary), were read in both languages and say the same."""
    pages = Pages(given.root)
    of_data = [name for name in names if name in data.catalogues(pages)]
    changed = stamp(pages, [name for name in names if name not in of_data])
    entries = data.keep(pages, of_data) if of_data else []
    said = f"{len(changed)} pages marked as in step with their twins" + f", {len(entries)} entries" * bool(of_data)
    click.echo("\n".join([*changed, *entries, said]))


@command("figures")
@click.argument("names", nargs=-1)
def approve(given: Given, names: tuple[str, ...]) -> None:
    """Show the figures that changed, old beside new; keep those of NAMES, which somebody has looked at."""
    project = Project(given.root)
    project.run()
    if names:
        figures.accept(project, list(names))
    page, waiting = figures.compared(project)
    path = given.root / STAGE / "figures.html"
    files.write(path, page)
    click.echo("\n".join([*waiting, f"{len(waiting)} figures to approve"]))
    if waiting:
        click.echo(f"look at them in {display_path(path, given.root)}")


@command("new")
@click.argument("page")
def new(given: Given, page: str) -> None:
    """Make the snippet, the test and both pages of PAGE (tensors/einsum), green as they stand."""
    click.echo("\n".join(make(given.root, page)))


@command("addresses")
def list_addresses(given: Given) -> None:
    """Add what is published now to docs/addresses.txt."""
    added = addresses.add(Project(given.root))
    click.echo("\n".join([*added, f"{len(added)} addresses added"]))


@command("build")
def build_site(given: Given) -> None:
    """Check, run what changed, and build the site."""
    ran = build.build(given.root, given.site)
    what = f"{ran} examples ran" if ran else "no example had to run"
    click.echo(f"{display_path(given.site, given.root)}/ is built; {what}")


@command("serve")
@click.option("--port", default=8000, help="Where to serve it on this machine.")
def serve(given: Given, port: int) -> None:
    """Show a live preview of both languages."""
    build.serve(given.root, given.root / ".preview", port)
