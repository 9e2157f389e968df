"""Hold what an example gave against what its author expects.

Text is compared after white space is folded, ``...`` standing for anything.
Apart from that, floating-point numbers may differ by `RTOL` (relative) and
`ATOL` (absolute): processors differ in the last digits of a float32. Whole
numbers are text: they must agree to the digit.
"""

from __future__ import annotations

import difflib
import doctest
import math
import re

from asrun.examples.find import Example

RTOL, ATOL = 1e-5, 1e-7
FLOAT = re.compile(
    r"(?<![\w.])[-+]?(?:(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)(?![\w.]\w)"
    r"|(?<![\w.])[-+]?(?:nan|inf)\b"
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
matches = doctest.OutputChecker().check_output

NEVER_THE_SAME = (
    (re.compile(r"\b0x[0-9a-fA-F]{6,}"), "0x..."),
    (re.compile(r"\x1b\[[\d;]*m"), ""),
    (re.compile(r"\b(__\w*?(?:inference|forward|backward)_\w+?)_\d+\b"), r"\1_N"),
    (re.compile(r"\bsnippets(?:\.[a-z]\w*)+\.(?=\w)"), "__main__."),
    (re.compile(r"(?<=shared_object_id': )\d+|(?<=config_proto=)\d+"), "N"),
    (re.compile(r'File "[^"]+", line \d+'), 'File "...", line ...'),
    (
        re.compile(r"(?<=\{)(?:'[^']*'|None)(?:, (?:'[^']*'|None))+(?=\})"),
        lambda words: ", ".join(sorted(words[0].split(", "))),
    ),
)


def normalise(text: str) -> str:
    """Replace what no two runs share: addresses, counters, the place of files, the order of a set of words.

    >>> normalise("<function cube at 0x7f53c1a2b4c0>")
    '<function cube at 0x...>'
    >>> normalise("ConcreteFunction __inference_cube_42")
    'ConcreteFunction __inference_cube_N'
    >>> normalise("one of {'sum', None, 'mean'}")
    "one of {'mean', 'sum', None}"
    """
    for pattern, same in NEVER_THE_SAME:
        text = pattern.sub(same, text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def agree(want: str, got: str) -> bool:
    """Whether two outputs say the same.

    >>> agree("array([36.000003, 10.])", "array([36.000004,  10.])")
    True
    >>> agree("36.01", "36.02"), agree("numpy=42", "numpy=43"), agree("1.0", "1")
    (False, False, False)
    >>> agree("nan", "nan"), agree("nan", "1.0"), agree("<f at ...>", "<f at 0x1>")
    (True, False, True)
    """
    want, got = (normalise(text) + "\n" for text in (want.replace("<BLANKLINE>", ""), got))
    if matches(want, got, FLAGS):
        return True
    wanted, given = FLOAT.findall(want), FLOAT.findall(got)
    return (
        len(wanted) == len(given)
        and matches(_skeleton(want), _skeleton(got), FLAGS)
        and all(map(_close, map(float, wanted), map(float, given)))
    )


def _skeleton(text: str) -> str:
    """The text with its numbers and the padding around them taken out."""
    return re.sub(r"\s+", "", FLOAT.sub("#", text)) + "\n"


def _close(want: float, got: float) -> bool:
    if math.isnan(want) or math.isnan(got):
        return math.isnan(want) and math.isnan(got)
    return math.isclose(want, got, rel_tol=RTOL, abs_tol=ATOL)


def complaint(example: Example, printed: str, error: str | None) -> str | None:
    """What is wrong with an example that printed `printed` and raised `error`.

    Returns:
        None when it did what its author expects.
    """
    if error is not None and example.error is None:
        return f"raised an error that is not expected:\n{error}"
    if error is None and example.error is not None:
        return f"was meant to fail, and no longer does; it gave:\n{printed or '(nothing)'}"
    want, got = (example.want, printed) if error is None else (example.error, error)
    if error is not None and printed:
        return f"printed before it failed:\n{printed}"
    if bool(want.strip()) == bool(got.strip()) and agree(want, got):
        return None
    diff = difflib.ndiff(want.splitlines(), normalise(got).splitlines())
    lines = [line for line in diff if not line.startswith("?")]
    return "gave something else (- expected, + given):\n" + "\n".join(lines)
