"""Everything that is wrong with what is written, found without running anything."""

from __future__ import annotations

from asrun.pages import check as pages
from asrun.problems import Problem
from asrun.site import addresses, links
from asrun.site.project import Project


def check(project: Project) -> list[Problem]:
    """What is wrong with snippets, pages, data, links and published addresses."""
    return [
        *project.library.unexpected(),
        *pages.check(project.pages, project.library, project.verified, project.terms),
        *project.problems,
        *links.check(project),
        *addresses.check(project),
    ]
