"""The pages of a project: two trees that mirror each other, and the navigation of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import yaml

from asrun.files import read_text, write
from asrun.pages.entries import Text
from asrun.pages.page import Page, read
from asrun.pages.schema import LANGUAGES, told
from asrun.problems import Problem, Problems, nearest


@dataclass(frozen=True)
class NavigationEntry:
    """An entry of a navigation: the page that it names, and the title that it gives it ("" for the page's own).

    Attributes:
        within: the titles of the sections that it stands in, the outermost first.
    """

    line: int
    name: str
    title: str
    within: tuple[Text, ...] = ()


class Pages:
    """The pages of a project, by language and name (``tensors/indexing.md``).

    Raises :class:`asrun.problems.Problems` where a language has no front page.
    """

    def __init__(self, root: Path):
        self.root = root
        self.of = {language: self._read(language) for language in LANGUAGES}
        if missing := [language for language, own in self.of.items() if "index.md" not in own]:
            remedy = "write it: it is the front page of its language"
            raise Problems(
                Problem(f"docs/{language}/index.md", 1, "there is no such page", remedy) for language in missing
            )

    def _read(self, language: str) -> dict[str, Page]:
        folder = self.root / "docs" / language
        paths = sorted(path for path in folder.rglob("[!.]*.md") if path.is_file())
        names = {path.relative_to(folder).as_posix(): path for path in paths}
        return {name: read(read_text(path, self.root), name, language) for name, path in names.items()}

    def __iter__(self) -> Iterator[Page]:
        for own in self.of.values():
            yield from own.values()

    def twin(self, page: Page) -> Page | None:
        """The same page in the other language."""
        return self.of[other_language(page.language)].get(page.name)

    def holding(self, language: str, kind: str) -> Page | None:
        """The first page of a language that holds a block of a kind."""
        return next((page for page in self.of[language].values() if any(b.kind == kind for b in page.blocks)), None)

    def showing(self, language: str, name: str) -> list[Page]:
        """The pages of a language that show a definition or something in it, in the order of the navigation."""
        return list(self._showing[language].get(name, ()))

    @cached_property
    def _showing(self) -> dict[str, dict[str, dict[Page, None]]]:
        found: dict[str, dict[str, dict[Page, None]]] = {language: {} for language in LANGUAGES}
        for language, shown in found.items():
            for page in self.ordered(language):
                for name in (block.name for block in page.blocks if block.kind != "from"):
                    for around in accumulate(name.split("."), "{}.{}".format):
                        shown.setdefault(around, {})[page] = None
        return found

    def defining(self, language: str, name: str) -> tuple[Page, str] | None:
        """The first page of a language that shows the code of a definition, and the anchor of that section."""
        for page in self.ordered(language):
            for block in page.blocks:
                if block.kind == "code" and block.name == name:
                    return page, page.section(block.line)
        return None

    @cached_property
    def navigation(self) -> dict[str, list[NavigationEntry]]:
        """What the configuration of each language lists, in its order."""
        return {language: list(navigation_entries(self.root, f"docs/{language}.yml")) for language in LANGUAGES}

    def ordered(self, language: str) -> list[Page]:
        """The pages of a language in the order of its navigation; of the alphabet where it has none."""
        own = self.of[language]
        return [own[entry.name] for entry in self.navigation[language] if entry.name in own] or list(own.values())


def other_language(language: str) -> str:
    """The other language."""
    first, second = LANGUAGES
    return first if language == second else second


def navigation_entries(root: Path, config: str) -> Iterator[NavigationEntry]:
    """The pages that the ``nav:`` of a configuration of MkDocs lists.

    Raises:
        Problems: where the configuration cannot be read.
    """

    def walk(node: yaml.Node, within: tuple[Text, ...] = (), title: str = "") -> Iterator[NavigationEntry]:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode) and not re.match(r"\w+:|//|$", node.value):
            name = re.sub(r"\.ipynb$", ".md", node.value)  # the builder is given the notebook of a page
            yield NavigationEntry(line, name, title, within)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from walk(item, within)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(value, yaml.ScalarNode):
                    yield from walk(value, within, key.value)
                else:
                    yield from walk(value, (*within, Text(config, key.start_mark.line + 1, key.value)))

    try:
        document = yaml.compose(read_text(root / config, root))
    except (yaml.YAMLError, RecursionError) as error:
        line, says = told(error)
        raise Problems([Problem(config, line + 1, f"not YAML: {says}")]) from None
    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        if key.value == "nav":
            yield from walk(value)


def stamp(pages: Pages, names: list[str]) -> list[str]:
    """Write into the front matter of some pages that they are in step with their twins.

    Args:
        names: pages without their ending (``tensors/sets``).

    Returns:
        The files that changed.

    Raises:
        Problems: where there is no such page.
    """
    known = {name.removesuffix(".md") for own in pages.of.values() for name in own}
    if wrong := [name for name in names if name not in known]:
        raise Problems(Problem("command line", 1, f"no page '{name}'", nearest(name, known)) for name in wrong)
    changed = []
    for page in pages:
        twin = pages.twin(page)
        if page.name.removesuffix(".md") in names and page.meta and twin and page.twin != twin.digest:
            head = re.sub(r"(?m)^twin: .*\n", "", page.head).removesuffix("---\n")
            write(pages.root / page.path, f"{head}twin: {twin.digest}\n---\n{page.body}")
            changed.append(page.path)
    return changed
