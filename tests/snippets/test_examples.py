"""Every example of every snippet gives what its docstring says."""

import re
from pathlib import Path

import pytest

from asrun.compare import complaint
from asrun.find import Library

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