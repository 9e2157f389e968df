"""What still stands of the site that was built last.

Digests of what decides it, part by part, lie in its stamp. A page stands whose staged text is older than it
is, if nothing has changed that all pages of its language share, nor a module that it is made with.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path

from asrun.examples.find import Module
from asrun.files import digest, file_digest
from asrun.pages.page import Page
from asrun.site import stamp
from asrun.site.links import place
from asrun.site.numbers import sources
from asrun.site.project import Project
from asrun.site.stage import STAGE, Urls, staged

OF_ALL = ("snippets", "lanes")  # blocks that are made from all modules


class Last:
    """The site that a build replaces; nothing stands of one that is not as it was left.

    Args:
        urls: the addresses of the site and of its repository.
    """

    def __init__(self, project: Project, site: Path, urls: Urls):
        self.project, self.site, self.urls = project, site, urls
        self._before = stamp.kept(project.root, site) if stamp.unharmed(project.root, site) else {}
        self._texts = {module.where: self._text(module) for module in project.library.values()}
        self.now = {**self._parts(), **self._modules()}

    def _parts(self) -> dict[str, str]:
        """Digests of what decides the site as it stands now, by what that decides."""
        root, pages = self.project.root, self.project.pages
        always = stamp.environment(), self.urls
        return {
            **{language: digest(always, self._shared(language)) for language in pages.of},
            "data": digest(always, stamp.digest(root, ("docs/*.*", "docs/figures", "pyproject.toml"))),
            "outlines": digest(sorted((page.path, page.outline) for page in pages)),
            **{page.path: digest(page.text) for page in pages},
        }

    def _text(self, module: Module) -> str:
        """A digest of what a module says, and of the files that its examples read."""
        reads = [path for session in module.sessions.values() for path in session.reads]
        return digest(module.source, [file_digest(self.project.root / path) for path in reads])

    def _modules(self) -> dict[str, str]:
        """Digests of what the modules say and read, and of what they gave."""
        base, modules = self.project.records.base, self.project.library.values()
        return {
            module.where: digest(
                self._texts[module.where], stamp.digest(base, (f"*/{name}.json" for name in module.sessions))
            )
            for module in modules
        }

    def take_in_what_ran(self) -> None:
        """Look once more at what the modules gave."""
        self.now |= self._modules()

    def now_without(self, wrong: set[str]) -> dict[str, str]:
        """Digests of what decides the site, but of parts in which something is wrong; none if it is elsewhere."""
        parts = self.now.items() if wrong <= self.now.keys() else ()
        return {part: decides for part, decides in parts if part not in wrong}

    def _shared(self, language: str) -> object:
        """All that the pages of a language share: configuration, theme, files, front matter, names of definitions."""
        root, written = self.project.root, self.project.root / "docs" / language
        heads = [(staged(page), page.front) for page in self.project.pages.of[language].values()]
        others = sorted(str(path.relative_to(written)) for path in written.rglob("[!.]*") if path.suffix != ".md")
        config = stamp.digest(root, ("mkdocs.yml", f"docs/{language}.yml", "docs/theme"))
        return config, heads, others, sorted([*self.project.library, *self.project.library.definitions])

    def holds(self, *parts: str) -> bool:
        """Whether what decides some parts is as it was."""
        return all(self._before.get(part, "") == self.now[part] for part in parts)

    def stands(self, page: Page) -> bool:
        """Whether a page was built after its text was staged: as MkDocs asks."""
        built = self.site / page.language / place(page.name) / "index.html"
        text = self.project.root / STAGE / page.language / staged(page)
        return built.is_file() and text.is_file() and built.stat().st_mtime >= text.stat().st_mtime

    @cached_property
    def changed(self) -> list[Module]:
        """The modules that are not as they were."""
        return [module for module in self.project.library.values() if not self.holds(module.where)]

    @cached_property
    def due(self) -> list[Page] | None:
        """The pages whose prose or modules have changed, with their twins, where nothing else has; else None."""
        if not self.holds(*self.project.pages.of, "data", "outlines"):
            return None
        pages, changed = self.project.pages, {module.name for module in self.changed}
        due = {
            page.name
            for page in pages
            if not self.holds(page.path) or not self.stands(page) or (changed and changed & self._made_with(page))
        }
        return [page for page in pages if page.name in due]

    def _made_with(self, page: Page) -> set[str]:
        """The modules that decide what a page shows or says."""
        library = self.project.library
        if any(block.kind in OF_ALL for block in page.blocks):
            return set(library)
        known = {*library.sessions, *library.definitions}
        named = {name for block in page.blocks for name in block.names} | self._numbered[page.name]
        shown = {library.module_of(name).name for name in named & known}
        code = {block.name for block in page.blocks if block.kind == "code"}
        defined = {library.module_of(name).name for name in code & known}
        return {
            name
            for name, needs in self._needs.items()
            if name in shown or defined & needs or any(name in self._needs[other] for other in shown)
        }

    @cached_property
    def _needs(self) -> dict[str, set[str]]:
        """The modules that each module needs, itself included."""
        library = self.project.library
        return {name: {needed.name for needed in library.closure(module)} for name, module in library.items()}

    @cached_property
    def _numbered(self) -> dict[str, set[str]]:
        """The docstrings and definitions that numbers of a page come from, by its name."""
        found: dict[str, set[str]] = defaultdict(set)
        for source in sources(self.project.root):
            found[f"{source.page}.md"].add(source.source.partition(":")[0])
        return found
