"""Every example of every snippet gives what its docstring says."""

import ast
import re
from pathlib import Path

import pytest

from asrun.compare import complaint
from asrun.find import DEFINES, Library

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [
    pytest.param(name, i, id=f"{name}:{example.line}")
    for name, session in Library(ROOT).sessions.items()
    for i, example in enumerate(session.examples)
]


@pytest.mark.parametrize("name, i", EXAMPLES)
def test_example(name, i, library, records):
    example = library.sessions[name].examples[i]
    outcome = records.get(library.module_of(name).name).sessions[name][i]
    wrong = complaint(example, outcome.printed, outcome.error)
    assert wrong is None, f"{library.module_of(name).path.name}:{example.line}: {wrong}"


def test_every_prompt_was_run(library, records):
    """Count the prompts with grep's eyes: as many must have run."""
    prompts = sum(
        len(re.findall(r"^\s*>>> ", path.read_text(encoding="utf-8"), re.M))
        for path in (ROOT / "snippets").rglob("*.py"))
    ran = sum(len(outcomes) for module in library.values() if module.sessions
              for outcomes in records.get(module.name).sessions.values())
    assert ran == prompts == len(EXAMPLES) > 0

PUBLIC = [
    (module.name, node) for module in Library(ROOT).values() for node in module.tree.body
    if isinstance(node, DEFINES) and not node.name.startswith("_")
]


@pytest.mark.parametrize("module, node", PUBLIC, ids=[f"{m}.{n.name}" for m, n in PUBLIC])
def test_every_definition_teaches_in_its_own_docstring(module, node, library):
    """A docstring that says what it is for, and an example of its own (a class: of it or a method)."""
    name = f"{module}.{node.name}"
    assert ast.get_docstring(node)
    assert any(s == name or s.startswith(f"{name}.") for s in library[module].sessions), "no example of its own"
    for method in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(method, DEFINES) and method.name != "__init__":
            assert ast.get_docstring(method), f"{method.name} has no docstring"
