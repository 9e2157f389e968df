"""Lists of entries in YAML: the glossary and the errata. Each entry keeps its line, so that a mistake can be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from asrun.problems import Problem, Problems

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """One entry as it is written, nothing about it checked yet.

    Attributes:
        line: where it begins, and `at` where the value of each of its keys does.
        data: its keys and values; `true` and `1` stay the words that they are.
    """

    line: int
    at: dict[str, int]
    data: dict[str, object]


def entries(root: Path, name: str) -> list[Entry]:
    """The entries of a file, in their order; none where there is no such file.

    Raises:
        Problems: where it is no list of dictionaries.
    """
    path = root / name
    if not path.is_file():
        return []
    try:
        document = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Problems(
            [
                Problem(
                    name,
                    mark.line + 1 if mark else 1,
                    f"not YAML: {getattr(error, 'problem', error)}",
                    "put a text that holds a colon, or begins with a sign, into quotes",
                )
            ]
        ) from None
    remedy = "begin each with '- id: ascii-words'"
    if not isinstance(document, yaml.SequenceNode):
        raise Problems([Problem(name, 1, "not a list of entries", remedy)])
    if wrong := [node for node in document.value if not isinstance(node, yaml.MappingNode)]:
        raise Problems([Problem(name, _line(node), "not an entry", remedy) for node in wrong])
    return [
        Entry(_line(node), {key.value: _line(value) for key, value in node.value}, _plain(node))
        for node in document.value
    ]


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value
