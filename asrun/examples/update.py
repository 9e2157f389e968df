"""Write down in the docstrings what their examples give now."""

from asrun.examples.compare import complaints
from asrun.examples.find import Library
from asrun.examples.outcome import Outcome, normalise
from asrun.examples.record import Records
from asrun.problems import Problems, display_path


def update(library: Library, records: Records) -> list[str]:
    """Rewrite, in place, the expected outputs that no longer hold, and give a line for each.

    Raises:
        Problems: for examples that begin or stop to fail: their author decides. Nothing is written then.
    """
    problems, changes = [], []
    for name, example, outcome, says in complaints(records, library.sessions.values()):
        if (example.error is None) != (outcome.error is None):
            remedy = "only you can say whether this is meant"
            problems.append(library.problem(name, example.line, f"{name}: {says}", remedy))
        else:
            changes.append((library.module_of(name).path, example, outcome))
    if problems:
        raise Problems(problems)
    for path, example, outcome in sorted(changes, key=lambda change: change[1].line, reverse=True):
        lines = path.read_text(encoding="utf-8").splitlines()
        first = example.want_line - 1
        new = [(" " * example.indent + line).rstrip() for line in expectation(outcome)]
        lines[first : first + len(example.want.splitlines())] = new
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sorted(f"{display_path(path, library.root)}:{e.line}: {e.code.splitlines()[0]}" for path, e, _ in changes)


def expectation(outcome: Outcome) -> list[str]:
    r"""The lines that a docstring needs to expect `outcome`.

    >>> expectation(Outcome(printed="1\n\n2"))
    ['1', '<BLANKLINE>', '2']
    >>> expectation(Outcome(error="ValueError: no"))
    ['Traceback (most recent call last):', '    ...', 'ValueError: no']
    """
    if outcome.error is not None:
        return ["Traceback (most recent call last):", "    ...", *normalise(outcome.error).splitlines()]
    return [line or "<BLANKLINE>" for line in normalise(outcome.printed).splitlines()]
