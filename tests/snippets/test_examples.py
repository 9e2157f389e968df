"""Every example of every snippet gives what its docstring says."""

import ast
import importlib
import re

import pytest

from asrun.examples.compare import complaint
from asrun.examples.find import DEFINES, PACKAGE
from tests.project import LIBRARY, ROOT

pytestmark = pytest.mark.always


@pytest.mark.parametrize("name", LIBRARY.sessions)
def test_examples_of_a_docstring_give_what_it_says(name, records, ran, tell):
    module, examples = LIBRARY.module_of(name), LIBRARY.sessions[name].examples
    outcomes = records.outcomes(name)
    wrong = [
        f"{module.path.name}:{example.line}: {says}"
        for example, outcome in zip(examples, outcomes, strict=True)
        if (says := complaint(example, outcome.printed, outcome.error))
    ]
    tell("examples gave what their docstrings say", len(examples) - len(wrong), name in ran)
    assert not wrong, "\n\n".join(wrong)


def test_every_prompt_was_run(records):
    """Count the prompts with grep's eyes: as many must have run."""
    prompts = sum(
        len(re.findall(r"^\s*>>> ", path.read_text(encoding="utf-8"), re.M))
        for path in (ROOT / "snippets").rglob("*.py")
    )
    run = sum(len(records.outcomes(name)) for name in LIBRARY.sessions)
    assert run == prompts == sum(len(session.examples) for session in LIBRARY.sessions.values()) > 0


@pytest.mark.parametrize("module", LIBRARY)
def test_every_module_can_be_imported(module):
    imported = importlib.import_module(f"{PACKAGE}.{module}")
    missing = [
        name
        for name in LIBRARY[module].definitions
        if not hasattr(imported, name.removeprefix(f"{module}.").split(".")[0])
    ]
    assert not missing


@pytest.mark.parametrize("module", LIBRARY)
def test_every_definition_teaches_in_its_own_docstring(module):
    """A docstring that says what it is for, and an example of its own (a class: of it or a method)."""
    wrong = []
    for node in LIBRARY[module].tree.body:
        if not isinstance(node, DEFINES) or node.name.startswith("_"):
            continue
        name = f"{module}.{node.name}"
        if not ast.get_docstring(node):
            wrong.append(f"{name} has no docstring")
        if not any(s == name or s.startswith(f"{name}.") for s in LIBRARY[module].sessions):
            wrong.append(f"{name} has no example of its own")
        wrong += [
            f"{name}.{method.name} has no docstring"
            for method in node.body
            if isinstance(node, ast.ClassDef)
            and isinstance(method, DEFINES)
            and method.name != "__init__"
            and not ast.get_docstring(method)
        ]
    assert not wrong, "\n".join(wrong)
