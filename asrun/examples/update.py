"""Write down in the docstrings what their examples give now."""

from __future__ import annotations

from pathlib import Path

from asrun.examples.compare import complaint, normalise
from asrun.examples.find import Example, Library
from asrun.examples.record import Outcome, Records
from asrun.problems import Problem, Problems, shown


def update(library: Library, records: Records) -> list[str]:
    """Rewrite, in place, the expected outputs that no longer hold.

    An example that begins or stops to fail is left to its author.

    Returns:
        A line for each expectation that was rewritten.

    Raises:
        Problems: for examples that begin or stop to fail. Nothing is written then.
    """
    problems, changes = [], []
    for name, session in library.sessions.items():
        module = library.module_of(name)
        where = shown(module.path, library.root)
        for example, outcome in zip(session.examples, records.get(module.name).sessions[name]):
            wrong = complaint(example, outcome.printed, outcome.error)
            if wrong is None:
                continue
            if (example.error is None) != (outcome.error is None):
                problems.append(
                    Problem(where, example.line, f"{name}: {wrong}", "only you can say whether this is meant")
                )
            else:
                changes.append((module.path, example, outcome))
    if problems:
        raise Problems(problems)
    for path, example, outcome in sorted(changes, key=lambda c: (c[0], -c[1].line)):
        _rewrite(path, example, outcome)
    return sorted(
        f"{shown(path, library.root)}:{example.line}: {example.code.splitlines()[0]}" for path, example, _ in changes
    )


def _rewrite(path: Path, example: Example, outcome: Outcome) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    first = example.want_line - 1
    last = first + len(example.want.splitlines())
    indent = " " * example.indent
    lines[first:last] = [(indent + line).rstrip() for line in expectation(outcome)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def expectation(outcome: Outcome) -> list[str]:
    """The lines that a docstring needs to expect `outcome`.

    >>> expectation(Outcome(printed="1\\n\\n2"))
    ['1', '<BLANKLINE>', '2']
    >>> expectation(Outcome(error="ValueError: no"))
    ['Traceback (most recent call last):', '    ...', 'ValueError: no']
    """
    if outcome.error is not None:
        head, *rest = normalise(outcome.error).splitlines()
        return ["Traceback (most recent call last):", "    ...", head, *rest]
    return [line or "<BLANKLINE>" for line in normalise(outcome.printed).splitlines()]
