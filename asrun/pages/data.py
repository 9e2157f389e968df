"""What stands in data in both languages, and how much of it was read: entries of ``docs/*.yml``, the navigation.

``docs/twins.json`` keeps for each entry a digest of what either language said when somebody last read both
(``make twins PAGE="glossary"``). A project without this file keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from asrun.files import write
from asrun.pages.entries import Said, Text, read
from asrun.pages.languages import Pages
from asrun.pages.rendered import Renderer
from asrun.pages.sayings import Saying
from asrun.pages.schema import LANGUAGES
from asrun.pages.twins import differences
from asrun.pages.vocabulary import Vocabulary
from asrun.problems import Problem, Problems

KEPT = "docs/twins.json"
NAVIGATION = "navigation"
Catalogue = dict[str, Said]  # what the entries of some data say, by their ids


def catalogues(pages: Pages) -> dict[str, Catalogue]:
    """All data with texts in both languages, by the name of its file."""
    found = {NAVIGATION: _navigation(pages)}
    for path in sorted((pages.root / "docs").glob("*.yml")):
        try:
            entries = read(pages.root, f"docs/{path.name}")
        except Problems:  # a configuration; what should be a list is told where it is used
            continue
        found[path.stem] = {str(entry.data.get("id")): entry.said for entry in entries if entry.said}
    return found


def _navigation(pages: Pages) -> Catalogue:
    """The titles of sections, each under its first page, and those of pages; none where a language lists nothing."""
    found: Catalogue = {}
    for language, listed in pages.navigation.items() if all(pages.navigation.values()) else ():
        seen: set[Text] = set()
        for entry in listed:
            titles = [*entry.within, Text(f"docs/{language}.yml", entry.line, entry.title)]
            for depth, title in enumerate(titles):
                if title.text and title not in seen:
                    seen.add(title)
                    found.setdefault(entry.name, {}).setdefault(f"title {depth}", {})[language] = title
    return found


def problems(pages: Pages, renderer: Renderer, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Where the two languages of some data part, and what was not read since it changed."""
    kept = _kept(pages.root)
    for name, catalogue in catalogues(pages).items():
        for id, said in catalogue.items():
            for what, texts in said.items():
                yield from _apart(f"{id} {what}".strip(), texts, renderer, vocabulary)
            if kept is not None:
                yield from _unread(name, id, said, kept.get(name, {}).get(id))
        for id in kept.get(name, {}).keys() - catalogue.keys() if kept else ():
            yield Problem(KEPT, 1, f"{id} is not in {name} any more", _remedy(name))


def _apart(place: str, texts: dict[str, Text], renderer: Renderer, vocabulary: Vocabulary) -> Iterator[Problem]:
    if missing := [language for language in LANGUAGES if language not in texts]:
        [text] = texts.values()
        yield Problem(text.path, text.line, f"{place} is not there in {missing[0]}", "say it in both languages")
        return
    one, other = (
        Saying(language, text.path, renderer.rendered(text.text), lambda line=text.line: line)  # type: ignore[misc]
        for language, text in ((language, texts[language]) for language in LANGUAGES)
    )
    for problem in differences(one, other, vocabulary):
        yield Problem(problem.path, problem.line, f"{place}: {problem.says}", problem.remedy)


def _unread(name: str, id: str, said: Said, kept: dict[str, str] | None) -> Iterator[Problem]:
    digests = _digests(said)
    if kept != digests:
        changed = [language for language in LANGUAGES if not kept or kept.get(language) != digests[language]]
        text = next(text for texts in said.values() for language, text in texts.items() if language in changed)
        says = f"{id}: {' and '.join(changed)} changed since both languages were last read"
        yield Problem(text.path, text.line, says, _remedy(name))


def _remedy(name: str) -> str:
    return f"bring the meaning of both languages together, then run `make twins PAGE={name}`"


def _digests(said: Said) -> dict[str, str]:
    """A digest of what each language says, the same however it is wrapped."""
    words = {
        language: [[what, *texts[language].text.split()] for what, texts in sorted(said.items()) if language in texts]
        for language in LANGUAGES
    }
    return {language: hashlib.sha256(json.dumps(of).encode()).hexdigest()[:12] for language, of in words.items()}


def _kept(root: Path) -> dict[str, dict[str, dict[str, str]]] | None:
    """The digests that were kept, by data, entry and language; none where they cannot be read."""
    if not (root / KEPT).is_file():
        return None
    try:
        found = json.loads((root / KEPT).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except ValueError:
        return {}


def keep(pages: Pages, names: list[str]) -> list[str]:
    """Write down that both languages of some data were read.

    Returns:
        The entries that changed.
    """
    kept, found = _kept(pages.root) or {}, catalogues(pages)
    changed = []
    for name in names:
        digests = {id: _digests(said) for id, said in found[name].items()}
        before = kept.get(name, {})
        changed += [f"{name}: {id}" for id in digests | before if digests.get(id) != before.get(id)]
        kept[name] = dict(sorted(digests.items()))
    write(pages.root / KEPT, json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
    return changed
