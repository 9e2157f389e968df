"""Write complete Markdown into ``.build/``, page by page, only where something changed; any builder renders it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

from asrun.files import write
from asrun.pages.page import Page
from asrun.site.downloads import book
from asrun.site.project import Project
from asrun.site.weave import Weaver

STAGE = ".build"


@dataclass(frozen=True)
class Urls:
    """The addresses of the site and of its repository, "" where they are not known."""

    site: str = ""
    repository: str = ""

    @property
    def _tree(self) -> str:
        return f"{self.repository}/-" if "gitlab" in self.repository else self.repository

    @property
    def source(self) -> str:
        """What links to sources begin with."""
        return f"{self._tree}/blob/main/" if self.repository else ""

    def edit(self, language: str) -> str:
        """What links to edit a page of a language begin with."""
        return f"{self._tree}/edit/main/docs/{language}/" if self.repository else ""

    def colab(self, language: str) -> str:
        """What links to the notebooks of a language in Colab begin with, which takes them from a branch on GitHub."""
        at, mine, owner = self.repository.partition("https://github.com/")
        return f"https://colab.research.google.com/github/{owner}/blob/gh-pages/{language}/" if mine and not at else ""


def stage(project: Project, language: str, urls: Urls) -> Path:
    """Bring the files of a language in ``.build/`` up to date.

    Returns:
        Their folder.
    """
    folder, written = project.root / STAGE / language, project.root / "docs" / language
    own = project.pages.of[language].values()
    files = dict(woven(project, page, urls) for page in own if page in project.due)
    for path in written.rglob("[!.]*"):
        if path.is_file() and path.suffix != ".md":
            files[path.relative_to(written).as_posix()] = path.read_bytes()
    for module in project.library.values():  # "View source" leads there
        files[module.path.relative_to(project.root).as_posix()] = module.source.encode()
    for name, content in files.items():
        write(folder / name, content)
    names = {*files, *map(staged, own)}
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()
    return folder


def staged(page: Page) -> str:
    """The name of the file that a page is staged in."""
    return page.name.replace(".md", ".ipynb") if page.meta.get("notebook") else page.name


def woven(project: Project, page: Page, urls: Urls) -> tuple[str, bytes]:
    """The name of a page's file, and its text: Markdown, or a notebook that carries it."""
    weaver = Weaver(project, page, urls.source, urls.colab(page.language))
    text = weaver.markdown()
    if not page.meta.get("notebook"):
        return staged(page), text.encode()
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": cell.code,
            "execution_count": number,
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": cell.output}}]
            if cell.output
            else [],
        }
        for number, cell in enumerate(weaver.cells, 1)
    ]
    return staged(page), f"{nbformat.writes(book(cells, markdown=text))}\n".encode()
