"""What "copy as runnable script" copies runs as pasted, and prints what the page shows.

Each script is a slice of its docstring. That its text is that slice, with prints where the page
shows something, is read from it; then it runs, as text, in a fresh process.
"""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pyflakes
import pytest
from pyflakes.checker import Checker
from pyflakes.messages import UndefinedName

from asrun.examples import script
from asrun.examples.record import Outcome  # noqa: F401 - for a doctest
from asrun.examples.text import unlabelled
from tests.project import LIBRARY, PROVED
from tests.proof.__main__ import tried as try_script
from tests.proof.programs import ENVIRONMENT, copied, gives, prints

pytestmark = pytest.mark.always
CATCH = ast.parse('try: pass\nexcept Exception as error:\n    print(f"{type(error).__name__}: {error}")').body[0]
SOURCE = Path(__file__).read_text(encoding="utf-8")
NAME_ERROR = re.compile(r"NameError: name '(\w+)' is not defined")


def undefined(text):
    """Names that a program uses and nothing in it defines.

    >>> undefined("import os\\nos.getcwd()\\ndef f(): return later\\nlater = 1")
    []
    >>> undefined("def f(): return never")
    ['never']
    """
    found = Checker(ast.parse(text)).messages
    return sorted({message.message_args[0] for message in found if isinstance(message, UndefinedName)})


def expected(code, outcome):
    """What a script has to do for an example, as a syntax tree.

    >>> ast.unparse(expected("x = 1\\nx, x  # two", Outcome("(1, 1)", "value")))
    'x = 1\\nprint(repr((x, x)))'
    """
    tree = ast.parse(unlabelled(code)[0])
    if outcome.error is not None:
        return ast.Module([ast.Try(tree.body, CATCH.handlers, [], [])], [])
    if outcome.value == "figure":
        tree.body += ast.parse("plt.show()").body
    elif outcome.value == "value":
        tree.body[-1].value = ast.parse("print(repr(x))").body[0].value
        tree.body[-1].value.args[0].args[0] = ast.parse(unlabelled(code)[0]).body[-1].value
    return tree


def differs(payload, name, step, records):
    """Where a script is not the slice that ran."""
    session, outcomes, numbers = LIBRARY.sessions[name], records.outcomes(name), PROVED.slice(name, step)
    own = [number for number, example in enumerate(session.examples) if example.step == step]
    if not set(own) <= set(numbers):
        return ["not all of its examples ran"]
    figures = {"import matplotlib.pyplot as plt"} if any(outcomes[number].figure for number in own) else set()
    imports, definitions, _ = script.parts(LIBRARY, name, numbers)
    ran = script.script(LIBRARY, imports, definitions)
    if set(payload.imports) != {*imports, *figures} or payload.definitions != ran.definitions:
        return ["other imports or definitions than those that ran"]
    does = [ast.dump(node) for node in ast.parse(payload.body).body]
    wants = [
        ast.dump(node)
        for number in numbers
        for node in (
            expected(session.examples[number].code, outcomes[number])
            if number in own or outcomes[number].error is not None
            else ast.parse(session.examples[number].code)
        ).body
    ]
    return [] if does == wants else [f"does something else than its examples:\n{payload.body}"]


@pytest.mark.parametrize("name", LIBRARY.sessions)
def test_scripts_of_a_docstring_do_what_ran(name, records, kept, tell):
    session, outcomes = LIBRARY.sessions[name], records.outcomes(name)
    payloads = {step: copied(records, name, step) for step in session.steps}
    found, new = kept(
        f"copied/{name}",
        [*map(str, payloads.values()), pyflakes.__version__, SOURCE],
        lambda: {step: undefined(str(payload)) for step, payload in payloads.items()},
    )
    taught = set(NAME_ERROR.findall("\n".join(outcome.error or "" for outcome in outcomes)))
    wrong = [
        f"{name}:{step}: {says}" for step, payload in payloads.items() for says in differs(payload, name, step, records)
    ]
    wrong += [
        f"{name}:{step}: nothing defines {', '.join(lacks)}\n{payloads[step]}"
        for step, names in found.items()
        if (lacks := sorted(set(names) - taught))
    ]
    wrong += [
        f"{name}:{step}: knows something of this project\n{payload}"
        for step, payload in payloads.items()
        if re.search("snippets|asrun|#:", str(payload))
    ]
    tell("scripts are, as copied, slices of what ran", len(payloads), new)
    if wrong:
        kept.forget(f"copied/{name}")
    assert not wrong, "\n\n".join(wrong)


STEPS = [(name, step) for name, session in LIBRARY.sessions.items() for step in session.steps]


def test_scripts_hold_little_more_than_what_they_need(records, tell):
    lines, shown, examples = [], [], 0
    for name, step in STEPS:
        lines.append(len(str(copied(records, name, step)).splitlines()))
        shown.append(sum(len(example.code.splitlines()) for example in LIBRARY.sessions[name].only(step)))
        examples += len(PROVED.slice(name, step))
    assert examples <= 3 * sum(len(session.examples) for session in LIBRARY.sessions.values())
    assert statistics.median(a / b for a, b in zip(lines, shown, strict=True)) <= 5
    assert sum(count > 100 for count in lines) <= 0.05 * len(lines)
    tell("examples in the scripts to copy", examples, 0)


@pytest.mark.parametrize("name", LIBRARY.sessions)
def test_scripts_run_as_text(name, records, programs, tell):
    """Each in a fresh process, as it is pasted."""
    tried = {step: try_script(records, records, programs, name, step) for step in LIBRARY.sessions[name].steps}
    for new in (False, True):
        tell("scripts print, as pasted, what the page shows", sum(is_new is new for _, is_new in tried.values()), new)
    wrong = [says for says, _ in tried.values() if says]
    assert not wrong, "\n\n".join(wrong)


def test_script_in_a_new_interpreter(records, kept, programs):
    """The same without any trick: a new Python, standard input, nothing else."""
    name = "xor.keras.SmallMLP"
    *_, step = LIBRARY.sessions[name].steps
    text = str(copied(records, name, step))

    def run():
        done = subprocess.run(
            [sys.executable, "-"],
            input=text,
            capture_output=True,
            text=True,
            env={**ENVIRONMENT, "MPLBACKEND": "template"},
        )
        return done.stdout if done.returncode == 0 else done.stderr

    got, _ = kept("new-interpreter", [text, *programs.decides], run)
    wants = prints(records, records, name, step)
    if not gives(wants, got):
        kept.forget("new-interpreter")
        pytest.fail(got)


@pytest.mark.parametrize("module", LIBRARY)
def test_definitions_as_copied_define_all_that_they_name(module, kept, tell):
    texts = {name: str(script.definition(LIBRARY, name)) for name in LIBRARY[module].definitions}
    lacking, new = kept(
        f"definitions/{module}",
        [*texts.values(), pyflakes.__version__, SOURCE],
        lambda: {name: names for name, text in texts.items() if (names := undefined(text))},
    )
    tell("definitions as copied are whole", len(texts) - len(lacking), new)
    if lacking:
        kept.forget(f"definitions/{module}")
    assert not lacking
