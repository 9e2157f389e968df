"""What "copy as runnable script" copies runs as pasted, and prints what the page shows.

Each docstring has run as the script of its last step (see asrun/examples/run.py), and the
scripts of the other steps begin like that one. Both is read from their texts, and
that none needs what only a longer one defines. A script for which this proves
nothing, because its beginning is another, runs by itself.
"""

import ast
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyflakes
import pytest
from pyflakes.checker import Checker
from pyflakes.messages import UndefinedName

from asrun.examples import script
from asrun.examples.compare import agree
from asrun.examples.find import DEFINES, unlabelled
from asrun.examples.record import Outcome  # noqa: F401 - for a doctest
from tests.project import LIBRARY
from tests.proof.programs import ENVIRONMENT, copied

pytestmark = pytest.mark.always
END = "--- a step ends here ---"
WRAPS = {
    "contextlib.contextmanager",
    "functools.cache",
    "property",
    "staticmethod",
    "tf.custom_gradient",
    "tf.function",
}
CATCH = ast.parse('try: pass\nexcept Exception as error:\n    print(f"{type(error).__name__}: {error}")').body[0]
SOURCE = Path(__file__).read_text(encoding="utf-8")
NAME_ERROR = re.compile(r"NameError: name '(\w+)' is not defined")


def shown(records, name, step):
    """What the page shows of a step, as text."""
    outcomes = records.outcomes(name)
    return "\n".join(
        filter(
            None,
            (
                o.error or ("" if o.value == "figure" else o.printed)
                for example, o in zip(LIBRARY.sessions[name].examples, outcomes, strict=True)
                if example.step == step
            ),
        )
    )


def begins(part, whole):
    """Whether a run of `whole` shows, up to where `part` ends, what a run of `part` would.

    >>> definitions = ("def f(): pass", "@a.register\\ndef g(): pass")
    >>> whole = script.Script(("import a", "import b"), definitions, "x = 1\\ny = 2")
    >>> begins(script.Script(("import a",), whole.definitions[1:], "x = 1"), whole)
    True
    >>> begins(script.Script((), whole.definitions, "y = 2"), whole)  # it begins otherwise
    False
    >>> begins(script.Script((), whole.definitions[:1], "x = 1"), whole)  # it lacks what registers g
    False
    >>> begins(script.Script((), ("def f(): return 1", whole.definitions[1]), "x = 1"), whole)  # another f
    False
    """
    more = [code for code in whole.definitions if code not in part.definitions]
    return (
        (whole.body + "\n").startswith(part.body + "\n")
        and set(part.imports) <= set(whole.imports)
        and [code for code in whole.definitions if code in part.definitions] == list(part.definitions)
        and all(map(only_defines, more))
    )


def only_defines(code):
    """Whether a definition does nothing else, so that one can do without it where its name is not used.

    >>> only_defines("def f(x=1): return x"), only_defines("SIZE = (2, 3)"), only_defines("class A(B):\\n  x = 1")
    (True, True, True)
    >>> only_defines("@register\\nclass A: pass"), only_defines("rng = make(42)"), only_defines("def f(x=make()): pass")
    (False, False, False)
    """
    [node] = ast.parse(code).body
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return node.value is None or _literal(node.value)
    if not isinstance(node, DEFINES) or any(ast.unparse(decorator) not in WRAPS for decorator in node.decorator_list):
        return False
    if isinstance(node, ast.ClassDef):
        return (
            all(map(_literal, node.bases))
            and not node.keywords
            and all(only_defines(ast.unparse(inner)) for inner in node.body)
        )
    return all(map(_literal, filter(None, [*node.args.defaults, *node.args.kw_defaults])))


def _literal(node):
    """Whether an expression is a name or a constant: to evaluate it changes nothing."""
    try:
        ast.literal_eval(node)
    except (TypeError, ValueError):
        return isinstance(node, (ast.Name, ast.Attribute))
    return True


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


def differs(whole, name, outcomes):
    """Where the last script of a docstring is not what ran."""
    head = script.head(LIBRARY, name)
    figures = {"import matplotlib.pyplot as plt"} if any(outcome.figure for outcome in outcomes) else set()
    if set(whole.imports) != {*head.imports} | figures or whole.definitions != head.definitions:
        return ["other imports or definitions than those that ran"]
    does = [ast.dump(node) for node in ast.parse(whole.body).body]
    wants = [
        ast.dump(node)
        for example, outcome in zip(LIBRARY.sessions[name].examples, outcomes, strict=True)
        for node in expected(example.code, outcome).body
    ]
    return [] if does == wants else [f"does something else than its examples:\n{whole.body}"]


def alone(payloads, programs):
    """Run the scripts that do not begin like the last one: of those that begin alike, the longest, up to each end.

    Args:
        payloads: the scripts of a docstring by step, each longer than the one before.

    Returns:
        For each run what each step of it printed.
    """
    *_, whole = payloads.values()
    rest, runs = {step: s for step, s in payloads.items() if not begins(s, whole)}, []
    while rest:
        *_, longest = rest.values()
        alike = {step: s for step, s in rest.items() if begins(s, longest)}
        ends = [len(s.body) for s in alike.values()]
        pieces = [longest.body[start:end] for start, end in pairwise([0, *ends])]
        text = str(replace(longest, body=f"\nprint({END!r})".join(pieces)))
        runs.append(dict(zip(alike, programs.printed(text).split(END), strict=False)))
        rest = {step: s for step, s in rest.items() if step not in alike}
    return runs


@pytest.mark.parametrize("name", LIBRARY.sessions)
def test_scripts_of_a_docstring_do_what_ran(name, records, programs, kept, tell):
    session, outcomes = LIBRARY.sessions[name], records.outcomes(name)
    payloads = {step: copied(records, name, step) for step in session.steps}
    found, new = kept(
        f"copied/{name}",
        [*map(str, payloads.values()), *programs.decides, pyflakes.__version__, SOURCE],
        lambda: {
            "runs": alone(payloads, programs),
            "undefined": {step: undefined(str(s)) for step, s in payloads.items()},
        },
    )
    *_, whole = payloads.values()
    wrong = [f"{name}: {says}" for says in differs(whole, name, outcomes)]
    shows = {step: shown(records, name, step) for step in session.steps}
    for run in found["runs"]:
        wants = ""
        for step in session.steps:
            wants = "\n".join(filter(None, [wants, shows[step]]))
            if step in run and not agree(wants, run[step]):
                wrong.append(
                    f"{name}:{step}\n{payloads[step]}\n--- page shows\n{wants}\n--- script printed\n{run[step]}"
                )
            wants = "" if step in run else wants
    proven = {step for run in found["runs"] for step in run} | {
        step for step, s in payloads.items() if begins(s, whole)
    }
    wrong += [f"{name}:{step}: the run did not get there" for step in payloads if step not in proven]
    taught = set(NAME_ERROR.findall("\n".join(shows.values())))
    wrong += [
        f"{name}:{step}: nothing defines {', '.join(lacks)}\n{payloads[step]}"
        for step, names in found["undefined"].items()
        if (lacks := sorted(set(names) - taught))
    ]
    wrong += [
        f"{name}:{step}: knows something of this project\n{payload}"
        for step, payload in payloads.items()
        if re.search("snippets|asrun|#:", str(payload))
    ]
    tell("scripts do, as copied, what the page shows", len(payloads), new)
    tell(
        "examples ran once more for that, in scripts that begin otherwise",
        sum(len(session.upto(list(run)[-1])) for run in found["runs"]),
        new,
    )
    if wrong:
        kept.forget(f"copied/{name}")
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
    wants = "\n".join(filter(None, (shown(records, name, step) for step in LIBRARY.sessions[name].steps)))
    if not agree(wants, got):
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
