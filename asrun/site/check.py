"""Everything that is wrong with what is written, found without running anything."""

from __future__ import annotations

from asrun import files
from asrun.known import Known
from asrun.pages import check as pages
from asrun.problems import Problem
from asrun.site import addresses, links, stamp
from asrun.site.project import Project


def check(project: Project) -> list[Problem]:
    """What is wrong with snippets, pages, data, links and published addresses.

    Of what follows from more than the pages that are due, and the modules, only if all are.
    """
    decides = stamp.environment() + stamp.digest(project.root, ["mkdocs.yml"])
    known = Known(files.records(project.root) / "in-order.json", decides)
    due = None if project.everything else project.due
    problems = [
        *pages.check(project.pages, project.library, project.verified, project.terms, known, due),
        *links.check(project),
        *project.library.unexpected(),
    ]
    if project.everything:
        problems += [*project.problems, *addresses.check(project)]
        known.keep()
    return problems
