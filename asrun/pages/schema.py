"""One way to say what data must look like: front matter, options of blocks, entries of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from asrun.problems import nearest

LANGUAGES = ("ko", "en")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20  # levels
Data = dict[str, Any]


def load(text: str) -> tuple[Any, tuple[int, str] | None]:
    r"""Some YAML, and the line (counted from 0) and what is wrong, where it is none.

    >>> load("a: [1, 2]"), load("a: b: c")
    (({'a': [1, 2]}, None), (None, (0, 'mapping values are not allowed in this context')))
    >>> load("a: 1\nb: {c: 2, c: 3}")
    (None, (1, "two values for 'c'"))
    """
    try:
        return yaml.load(simple(text), LOADER), None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return None, told(error)


def simple(text: str) -> str:
    """Some YAML, as it is: made of words, lists and mappings alone.

    Raises:
        yaml.YAMLError: where it is none, or has tags, or refers to itself, or gives one key two values, or is nested
            deeper than any page needs.
    """
    event: Any
    depth = 0
    for event in yaml.parse(text, LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        says = "nested too deeply" if depth > DEEPEST else ""
        if isinstance(event, yaml.AliasEvent):
            says = f"'*{event.anchor}' in the place of a value"
        elif tag := getattr(event, "tag", None):
            says = f"the tag '{tag}' before a value"
        if says:
            raise yaml.MarkedYAMLError(problem=says, problem_mark=event.start_mark)
    for key in _repeated(yaml.compose(text, LOADER)):
        raise yaml.MarkedYAMLError(problem=f"two values for '{key.value}'", problem_mark=key.start_mark)
    return text


def _repeated(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The keys that stand in a mapping for a second time, wherever it is."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    keys = [key.value for key, _ in pairs]
    for number, (key, value) in enumerate(pairs):
        if key.value in keys[:number]:
            yield key
        yield from _repeated(value)
    for item in node.value if isinstance(node, yaml.SequenceNode) else []:
        yield from _repeated(item)


def told(error: Exception) -> tuple[int, str]:
    """The line (counted from 0) and what is wrong, of an error of YAML."""
    mark = getattr(error, "problem_mark", None)
    says = str(getattr(error, "problem", None) or error) or type(error).__name__
    return (mark.line if mark else 0), says.splitlines()[0]


@dataclass(frozen=True)
class Field:
    """What the value of a key must be.

    Attributes:
        says: completes the sentence "'key' is not …".
        holds: whether a value is that.
        optional: whether the key may be missing.
    """

    says: str
    holds: Callable[[Any], bool]
    optional: bool = False


def is_text(value: object) -> bool:
    """Whether a value is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def is_anchor(value: object) -> bool:
    """Whether a value can be the id of a heading in every language.

    >>> is_anchor("words-like-these"), is_anchor("텐서"), is_anchor("")
    (True, False, False)
    """
    return isinstance(value, str) and bool(re.fullmatch("[a-z][a-z0-9-]*", value))


def is_words(value: object) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(map(is_text, value))


def is_texts(value: object) -> bool:
    """Whether a value maps words to texts (or numbers), none of them blank."""
    parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else [None]
    return all(isinstance(part, str | int | float) and bool(str(part).strip()) for part in parts)


def has_texts(*keys: str) -> Callable[[Any], bool]:
    """Whether a value is a text for each of some keys, and nothing else."""
    return lambda value: is_texts(value) and set(value) == set(keys)


def faults(data: Mapping[str, Any], fields: Mapping[str, Field], what: str = "key") -> Iterator[tuple[str, str, str]]:
    """What is wrong with some data: the key, what to say of it, and a remedy.

    >>> fields = {"step": Field("a text", is_text, optional=True), "id": Field("a text", is_text)}
    >>> list(faults({"stpe": "a", "id": 3}, fields, "option"))
    [('stpe', "unknown option 'stpe'", 'did you mean step?'), ('id', "the option 'id' is not a text", '')]
    >>> list(faults({}, fields))
    [('id', "has no 'id'", 'write a text')]
    """
    for key in data:
        if key not in fields:
            yield key, f"unknown {what} '{key}'", nearest(str(key), fields)
    for key, field in fields.items():
        if key in data and not field.holds(data[key]):
            yield key, f"the {what} '{key}' is not {field.says}", ""
        elif key not in data and not field.optional:
            yield key, f"has no '{key}'", f"write {field.says}"
