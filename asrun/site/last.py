"""What still stands of the site that was built last.

Digests of what decides it, part by part, lie in its stamp. A page stands whose staged text is older than it
is, if nothing has changed that all pages of its language share.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from asrun.files import digest
from asrun.pages.page import Page
from asrun.site import stamp
from asrun.site.links import place
from asrun.site.project import Project
from asrun.site.stage import STAGE, Urls, staged


class Last:
    """The site that a build replaces; nothing stands of one that is not as it was left.

    Args:
        urls: the addresses of the site and of its repository.
    """

    def __init__(self, project: Project, site: Path, urls: Urls):
        self.project, self.site, self.urls = project, site, urls
        self._before = stamp.kept(project.root, site) if stamp.unharmed(project.root, site) else {}
        self.now = self._parts()

    def _parts(self) -> dict[str, str]:
        """Digests of what decides the site as it stands now, by what that decides."""
        root, pages = self.project.root, self.project.pages
        taken = stamp.digest(root, (*stamp.sources(root), "docs/*.*", "docs/figures", "pyproject.toml"))
        always = stamp.environment(), self.urls
        return {
            **{language: digest(always, self._shared(language)) for language in pages.of},
            "downloads": digest(always, taken),
            "outlines": digest(sorted((page.path, page.outline) for page in pages)),
            "records": stamp.recorded(root),
            **{page.path: digest(page.text) for page in pages},
        }

    def now_without(self, wrong: set[str]) -> dict[str, str]:
        """Digests of what decides the site, but of pages in which something is wrong; none if it is elsewhere."""
        parts = self.now.items() if wrong <= self.now.keys() else ()
        return {part: decides for part, decides in parts if part not in wrong}

    def _shared(self, language: str) -> object:
        """All that the pages of a language share: configuration, theme, files, front matter."""
        root, written = self.project.root, self.project.root / "docs" / language
        heads = [(staged(page), page.front) for page in self.project.pages.of[language].values()]
        others = sorted(str(path.relative_to(written)) for path in written.rglob("[!.]*") if path.suffix != ".md")
        config = stamp.digest(root, ("mkdocs.yml", f"docs/{language}.yml", "docs/theme"))
        return config, heads, others, sorted(self.project.library)

    def holds(self, *parts: str) -> bool:
        """Whether what decides some parts is as it was."""
        return all(self._before.get(part, "") == self.now[part] for part in parts)

    def stands(self, page: Page) -> bool:
        """Whether a page was built after its text was staged: as MkDocs asks."""
        built = self.site / page.language / place(page.name) / "index.html"
        text = self.project.root / STAGE / page.language / staged(page)
        return built.is_file() and text.is_file() and built.stat().st_mtime >= text.stat().st_mtime

    @cached_property
    def due(self) -> list[Page] | None:
        """The pages whose prose has changed, with their twins, where nothing else has; None where something has."""
        if not self.holds(*self.project.pages.of, "downloads", "outlines", "records"):
            return None
        pages = self.project.pages
        changed = {page.name for page in pages if not self.holds(page.path) or not self.stands(page)}
        return [page for page in pages if page.name in changed]
