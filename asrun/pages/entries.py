"""Lists of entries in YAML. Each entry keeps its line, so that a mistake can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from asrun.files import read_text
from asrun.pages.schema import LANGUAGES, LOADER, Data, Field, faults, simple, told
from asrun.problems import Problem, Problems

Said = dict[str, dict[str, "Text"]]  # texts by what they are, and by language


@dataclass(frozen=True)
class Text:
    """A text, with its file and line."""

    path: str
    line: int
    text: str


@dataclass(frozen=True)
class Entry:
    """One entry as it is written; `true` and `1` stay the words that they are.

    Attributes:
        line: where it begins, and `at` where the value of each of its keys does.
        said: its texts by language, each under the keys that lead to it (``definition``); a list that stands in one
            language is of its own words, and says nothing that the other has to say.
    """

    line: int
    at: dict[str, int]
    data: Data
    said: Said


def entries(root: Path, name: str, fields: Mapping[str, Field]) -> list[Entry]:
    """The entries of a file, in their order; none where there is no such file.

    Args:
        fields: what each entry holds, an ``id`` among them.

    Raises:
        Problems: all that is wrong with the form of the file, by line.
    """
    if not (root / name).is_file():
        return []
    found = read(root, name)
    problems = []
    first: dict[str, Entry] = {}
    for entry in found:
        called = entry.data.get("id", "the entry")
        for key, says, remedy in faults(entry.data, fields):
            problems.append(Problem(name, entry.at.get(key, entry.line), f"{called}: {says}", remedy))
        if "id" in entry.data and (before := first.setdefault(str(called), entry)) is not entry:
            says = f"two entries have the id '{called}'"
            problems.append(Problem(name, entry.line, says, f"the first is on line {before.line}"))
    if problems:
        raise Problems(problems)
    return found


def read(root: Path, name: str) -> list[Entry]:
    """The entries of a file, whatever they hold.

    Raises:
        Problems: where it is no list of entries.
    """
    try:
        document = yaml.compose(simple(read_text(root / name, root)), Loader=LOADER)
    except (yaml.YAMLError, ValueError) as error:
        line, says = told(error)
        remedy = "put a text that holds a colon, or begins with a sign, into quotes"
        raise Problems([Problem(name, line + 1, f"not YAML: {says}", remedy)]) from None
    remedy = "begin each with '- id: ascii-words'"
    if not isinstance(document, yaml.SequenceNode):
        raise Problems([Problem(name, 1, "not a list of entries", remedy)])
    if wrong := [node for node in document.value if not isinstance(node, yaml.MappingNode)]:
        raise Problems([Problem(name, _line(node), "not an entry", remedy) for node in wrong])
    return [
        Entry(_line(node), {str(key.value): _line(value) for key, value in node.value}, _plain(node), _said(node, name))
        for node in document.value
    ]


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value


def _said(node: yaml.Node, name: str) -> Said:
    said: Said = {}

    def walk(node: yaml.Node, keys: tuple[str, ...], language: str) -> None:
        if isinstance(node, yaml.ScalarNode):
            if language:
                said.setdefault(" ".join(keys), {})[language] = Text(name, _line(node), str(node.value))
            return
        numbered = isinstance(node, yaml.SequenceNode)
        if language and numbered:  # words of that language alone
            return
        for key, value in enumerate(node.value, 1) if numbered else ((key.value, value) for key, value in node.value):
            if key in LANGUAGES and not language:
                walk(value, keys, key)
            else:
                walk(value, (*keys, str(key)), language)

    walk(node, (), "")
    return said
