"""How much longer the scripts to copy are than they must be.

For some steps that draw no figure, picked at random but the same every time, lines are deleted from
the script for as long as it prints the same; the lines that the page shows stay. Each trial is a
process of its own, so this takes a while; a script that trains for long is passed over, and counted.
"""

from __future__ import annotations

import ast
import os
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from tqdm import tqdm

from asrun.examples.compare import agree
from asrun.examples.record import Records
from tests.project import LIBRARY, PROVED
from tests.proof.programs import Programs, copied

DRAWN = 50
LONG = 5.0  # seconds: each of some hundred trials of a script takes as long as it does


def smallest(lines: list[str], kept: set[int], same: Callable[[str], bool]) -> list[str]:
    """The lines that are left when each that is not needed has gone, first whole statements, then single lines.

    Args:
        kept: lines, counted from 0, that stay.
        same: whether a text still does the same.
    """
    alive = set(range(len(lines)))

    def drop(chunk: set[int]) -> None:
        chunk = (chunk & alive) - kept
        text = "\n".join(lines[n] for n in sorted(alive - chunk))
        if chunk and _is_python(text) and same(text):
            alive.difference_update(chunk)

    statements = [node for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.stmt)]
    for node in sorted(statements, key=lambda node: (-node.lineno, -(node.end_lineno or 0))):
        drop(set(range(node.lineno - 1, node.end_lineno or node.lineno)))
    for number in reversed(range(len(lines))):
        drop({number})
    return [lines[n] for n in sorted(alive)]


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def measured(records: Records, programs: Programs, name: str, step: str) -> tuple[list[str], list[str], int] | None:
    """A script that is copied, the smallest that does the same, and how many lines are shown; none where it runs long.

    Lines are counted without empty ones.
    """
    payload = copied(records, name, step)
    lines = [line for line in str(payload).splitlines() if line.strip()]
    numbers = PROVED.slice(name, step)
    own = [number for number in numbers if LIBRARY.sessions[name].examples[number].step == step]
    body = [line for line in payload.body.splitlines() if line.strip()]
    earlier = sum(
        len([line for line in LIBRARY.sessions[name].examples[number].code.splitlines() if line.strip()])
        for number in numbers
        if number not in own and number < own[0]
    )
    first = len(lines) - len(body) + earlier
    programs.printed("")  # so that an interpreter is there
    begun = time.monotonic()
    wanted = programs.printed("\n".join(lines))
    if time.monotonic() - begun > LONG:
        return None
    left = smallest(lines, set(range(first, len(lines))), lambda text: agree(wanted, programs.printed(text)))
    return lines, left, len(lines) - first


def main() -> None:
    """Print the ratios."""
    records, programs = Records(LIBRARY), Programs(patience=4 * int(LONG))
    steps = [
        (name, step)
        for name, session in LIBRARY.sessions.items()
        for step in session.steps
        if not any(example.draws for example in session.only(step))
    ]
    random.Random(1).shuffle(steps)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tried = pool.map(lambda at: (at, measured(records, programs, *at)), steps[: 2 * DRAWN])
        kept = ((at, found) for at, found in tried if found)
        drawn = list(islice(tqdm(kept, total=DRAWN, unit=" scripts"), DRAWN))
        pool.shutdown(cancel_futures=True)
    programs.close()
    long = [at for at in steps[: steps.index(drawn[-1][0])] if at not in dict(drawn)]
    for (name, step), (whole, left, _) in sorted(drawn, key=lambda at: len(at[1][1]) - len(at[1][0])):
        if len(whole) > len(left):
            print(f"  {name}:{step}: {len(whole)} lines, {len(left)} would do")
    print(f"passed over, since they run longer than {LONG:g} s: {len(long)}")
    wholes, lefts = (sum(len(found[n]) for _, found in drawn) for n in (0, 1))
    ratios = [len(whole) / len(left) for _, (whole, left, _) in drawn]
    print(f"{DRAWN} scripts to copy: {wholes} lines, {lefts} would do ({wholes / lefts:.2f} times)")
    near = sum(ratio <= 1.2 for ratio in ratios)
    print(
        f"  each to its smallest: median {statistics.median(ratios):.2f}, worst {max(ratios):.2f}, {near} at most 1.2"
    )


if __name__ == "__main__":
    main()
