"""Write down in the docstrings what their examples give now."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from asrun.examples.compare import comparable, complaint, complaints
from asrun.examples.find import Example, Library, Module
from asrun.examples.outcome import Outcome
from asrun.examples.record import Records
from asrun.examples.text import lines
from asrun.files import write
from asrun.problems import Problem, Problems

Change = tuple[str, Example, Outcome]  # the docstring, the example, and what it gave


def update(library: Library, records: Records) -> list[str]:
    """Rewrite, in place, the expected outputs that no longer hold, and give a line for each.

    Raises:
        Problems: for examples that begin or stop to fail (their author decides), and for
            outputs that a docstring cannot hold. Nothing is written then.
    """
    problems: list[Problem] = []
    changes: dict[Module, list[Change]] = defaultdict(list)
    for name, example, outcome, says in complaints(records, library.sessions.values()):
        if (example.error is None) != (outcome.error is None):
            remedy = "only you can say whether this is meant"
            problems.append(library.problem(name, example.line, f"{name}: {says}", remedy))
        else:
            changes[library.module_of(name)].append((name, example, outcome))
    for module, made in changes.items():
        for change in made:
            if not holds(module, [change], library.root, records.on["keras"]):
                name, example, _ = change
                remedy = "print it in another form, or expect '...' in the place of what cannot be written"
                says = f"{name}: {lines(example.code)[0]}  gives what a docstring cannot hold"
                problems.append(library.problem(name, example.line, says, remedy))
    if problems:
        raise Problems(problems)
    for module, made in changes.items():
        ends = "\r\n" if b"\r\n" in module.path.read_bytes() else "\n"
        write(module.path, rewritten(module, made).replace("\n", ends))
    return sorted(
        f"{module.where}:{example.line}: {lines(example.code)[0]}"
        for module, made in changes.items()
        for _, example, _ in made
    )


def rewritten(module: Module, changes: list[Change]) -> str:
    """The text of a module with other expectations."""
    text = module.source.split("\n")
    for _, example, outcome in sorted(changes, key=lambda change: change[1].line, reverse=True):
        first = example.want_line - 1
        new = [(" " * example.indent + line).rstrip() for line in expectation(outcome)]
        text[first : first + len(lines(example.want))] = new
    return "\n".join(text)


def holds(module: Module, changes: list[Change], root: Path, keras: str) -> bool:
    """Whether a module with other expectations, read back, has the same examples, and expects what they gave."""
    try:
        text = rewritten(module, changes).replace("\r\n", "\n").replace("\r", "\n")  # as it will be read
        again = Module(module.name, module.path, root, text)
    except Problems:
        return False
    gave = {(name, example.line): outcome for name, example, outcome in changes}
    for name, session in module.sessions.items():
        examples = again.sessions[name].examples if name in again.sessions else ()
        if [(e.code, e.step) for e in examples] != [(e.code, e.step) for e in session.examples]:
            return False
        for old, new in zip(session.examples, examples, strict=True):
            outcome = gave.get((name, old.line))
            same = (new.want, new.other) == (old.want, old.other)
            if not same if outcome is None else complaint(new.on(keras), outcome.printed, outcome.error):
                return False
    return again.sessions.keys() == module.sessions.keys()


def expectation(outcome: Outcome) -> list[str]:
    r"""The lines that a docstring needs to expect `outcome`.

    >>> expectation(Outcome(printed="1\n\n2"))
    ['1', '<BLANKLINE>', '2']
    >>> expectation(Outcome(error="ValueError: no"))
    ['Traceback (most recent call last):', '    ...', 'ValueError: no']
    """
    if outcome.error is not None:
        return ["Traceback (most recent call last):", "    ...", *lines(comparable(outcome.error))]
    return [line or "<BLANKLINE>" for line in lines(comparable(outcome.printed))]
