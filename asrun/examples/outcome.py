"""What an example gave, and that text without what no two runs share."""

import re
from dataclasses import dataclass

from asrun.examples.text import lines


@dataclass(frozen=True)
class Outcome:
    """What one example gave.

    Attributes:
        printed: everything it printed, the repr of its value included.
        value: what the last expression was: "" (None or no expression), "value" or "figure".
        error: the exception as a reader would see its last lines, or None.
        html: the value's own HTML, where it has one.
        figure: the drawing as SVG, where the value is a figure.
    """

    printed: str = ""
    value: str = ""
    error: str | None = None
    html: str = ""
    figure: str = ""


LOGGED = re.compile(
    r"^(?:WARNING: All log messages before absl|[IWEF]\d{4} \d\d:|"
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] ).*\n?",
    re.M,
)
SET_OF_WORDS = re.compile(r"(?<=\{)(?:'[^']*'|None)(?:, (?:'[^']*'|None))+(?=\})")
NEVER_THE_SAME = (
    (LOGGED, ""),
    (re.compile(r"\b0x[0-9a-fA-F]{6,}"), "0x..."),
    (re.compile(r"\x1b\[[\d;]*m"), ""),
    (re.compile(r"\b(__\w*?(?:inference|forward|backward)_\w+?)_\d+\b"), r"\1_N"),
    (re.compile(r"(?<=shared_object_id': )\d+|(?<=config_proto=)\d+"), "N"),
    (re.compile(r'File "[^"]+", line \d+'), 'File "...", line ...'),
)


def normalise(text: str) -> str:
    """Take out what no two runs share: the log of C++, addresses, counters, places of files, the order of a set.

    >>> normalise("<function cube at 0x7f53c1a2b4c0>")
    '<function cube at 0x...>'
    >>> normalise("ConcreteFunction __inference_cube_42")
    'ConcreteFunction __inference_cube_N'
    >>> normalise("one of {'sum', None, 'mean'}")
    "one of {'mean', 'sum', None}"
    """
    for pattern, same in NEVER_THE_SAME:
        text = pattern.sub(same, text)
    text = SET_OF_WORDS.sub(lambda words: ", ".join(sorted(words[0].split(", "))), text)
    return "\n".join(line.rstrip() for line in lines(text)).strip("\n")
