"""Hold what an example gave against what its author expects.

Text is compared as a terminal shows it, after white space is folded, ``...`` standing
for anything. Apart from that, floating-point numbers may differ by `RTOL` (relative)
and `ATOL` (absolute): processors differ in the last digits of a float32. Whole
numbers are text: they must agree to the digit. Only here are addresses alike, and
what Python from 3.12 on adds to an error, a guess at what was meant, is passed over.
"""

import difflib
import doctest
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from asrun.examples.find import Example, Session
from asrun.examples.outcome import Outcome
from asrun.examples.record import Records
from asrun.examples.terminal import terminal
from asrun.examples.text import lines

RTOL, ATOL = 1e-5, 1e-7
FLOAT = re.compile(
    r"(?<![\w.])[-+]?(?:(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)(?![\w.]\w)"
    r"|(?<![\w.])[-+]?(?:nan|inf)\b"
)
NUMBER = "\0"  # what stands for a float in a pattern
ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]+")
GUESS = re.compile(r"\. Did you (?:mean: '[^']+'|forget to import '[^']+')\?\s*\Z")
OF_ONE_PROCESS = re.compile(rf'{ADDRESS.pattern}|(?<=File ")/[^"]+|(?<![\d.])\d{{15,}}\b|\b\d+[mu]?s(?:/step)?\b')
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
matches = doctest.OutputChecker().check_output


def agree(want: str, got: str) -> bool:
    """Whether two outputs say the same; addresses are the same.

    >>> agree("array([36.000003, 10.])", "array([36.000004,  10.])")
    True
    >>> agree("36.01", "36.02"), agree("numpy=42", "numpy=43"), agree("1.0", "1")
    (False, False, False)
    >>> agree("nan", "nan"), agree("nan", "1.0"), agree("<f at ...>", "<f at 0x1>")
    (True, False, True)
    >>> agree("... 0.33333334", "1.5 0.3333333"), agree("... 0.5", "1.5 0.3333333")
    (True, False)
    """
    want, got = (f"{comparable(text)}\n" for text in (want.replace("<BLANKLINE>", ""), got))
    return matches(want, got, FLAGS) or _nearly(want, got)


def comparable(text: str) -> str:
    """Some output as a terminal shows it, without addresses, and without a guess of Python's at its end.

    >>> comparable("<function cube at 0x7f53c1a2b4c0>")
    '<function cube at 0x...>'
    >>> comparable("AttributeError: 'Mean' object has no attribute 'reset_states'. Did you mean: 'reset_state'?")
    "AttributeError: 'Mean' object has no attribute 'reset_states'"
    """
    return GUESS.sub("", ADDRESS.sub("0x...", terminal(text)))


def _nearly(want: str, got: str) -> bool:
    """Whether two texts are the same but for white space, the last digits of floats, and what stands for ``...``."""
    words = re.split(r"(\.\.\.)", FLOAT.sub(NUMBER, want))
    pattern = "".join("(.*?)" if word == "..." else re.escape("".join(word.split())) for word in words)
    found = re.fullmatch(pattern, "".join(FLOAT.sub(NUMBER, got).split()))
    if not found:
        return False
    given, skipped = iter(FLOAT.findall(got)), iter(found.groups())
    pairs = []
    wanted = iter(FLOAT.findall(want))
    for word in words:
        if word == "...":
            for _ in range(next(skipped).count(NUMBER)):
                next(given)
        else:
            pairs += [(next(wanted), next(given)) for _ in range(word.count(NUMBER))]
    return all(_close(float(a), float(b)) for a, b in pairs)


def _close(want: float, got: float) -> bool:
    return math.isclose(want, got, rel_tol=RTOL, abs_tol=ATOL) or (math.isnan(want) and math.isnan(got))


def elided(want: str, got: str) -> str:
    """Some output, with ``...`` where its author wrote it and no two processes give the same.

    That is an address, a path of this machine, the id of an object, a time. All else is shown, whatever ``...`` stands
    for.

    >>> elided("<f at 0x...> and ...", "<f at 0x7f53c1a2b4c0> and more")
    '<f at 0x...> and more'
    >>> elided("13/13 - ... - loss: 0.8...", "13/13 - 0s - 5ms/step - loss: 0.8249")
    '13/13 - ... - loss: 0.8249'
    """
    if "..." not in want or not OF_ONE_PROCESS.search(got):
        return got
    pattern = "".join(map(_pattern, re.split(rf"(\.\.\.|\s+|{FLOAT.pattern})", want)))
    found = re.fullmatch(rf"\s*{pattern}\s*", got, re.S)
    for start, end in reversed([found.span(n + 1) for n in range(len(found.groups()))] if found else []):
        if any(one.start() < end and one.end() > start for one in OF_ONE_PROCESS.finditer(got)):
            got = f"{got[:start]}...{got[end:]}"
    return got


def _pattern(word: str) -> str:
    if word == "...":
        return "(.*?)"
    return r"\s+" if word.isspace() else f"(?:{FLOAT.pattern})" if FLOAT.fullmatch(word) else re.escape(word)


def declared(example: Example, outcome: Outcome) -> Outcome:
    """What an example gave, `elided` as its author declares it."""
    error = outcome.error and elided(example.error or "", outcome.error)
    return replace(outcome, printed=elided(example.want, outcome.printed), error=error)


def expected(example: Example) -> Outcome:
    """What an example's author expects it to give."""
    return Outcome(printed="" if example.error is not None else example.want, error=example.error)


def complaint(example: Example, printed: str, error: str | None) -> str | None:
    """What is wrong with an example that printed `printed` and raised `error`; None if that is expected."""
    if error is None:
        if example.error is not None:
            return f"was meant to fail, and no longer does; it gave:\n{printed or '(nothing)'}"
        want, got = example.want, printed
    else:
        if example.error is None:
            return f"raised an error that is not expected:\n{error}"
        if printed:
            return f"printed before it failed:\n{printed}"
        want, got = example.error, error
    if bool(want.strip()) == bool(got.strip()) and agree(want, got):
        return None
    diff = difflib.ndiff(lines(want), lines(comparable(got)))
    told = [line for line in diff if not line.startswith("?")]
    return "gave something else (- expected, + given):\n" + "\n".join(told)


def complaints(records: Records, sessions: Iterable[Session]) -> Iterator[tuple[str, Example, Outcome, str]]:
    """Each example that did not do what is expected on its lane: its docstring, itself, what it gave, what is wrong."""
    for session in sessions:
        for example, outcome in zip(session.examples, records.outcomes(session.name), strict=True):
            says = complaint(example.on(records.on["keras"]), outcome.printed, outcome.error)
            if says is not None:
                yield session.name, example, outcome, says
