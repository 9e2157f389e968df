"""What the pages recommend keeps what everything in Keras promises; a class that promises less says so."""

import ast

import pytest

from tests.contract.offers import LOOPS, NOT_OFFERED, OFFERS
from tests.contract.promises import KEPT, LOOPED, OFFERED, REFUSED, SAVED, Trial, outcome, save
from tests.project import LIBRARY, ROOT

LOAD = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.contract.offers import OFFERS
from tests.contract.promises import SAVED, load, outcome
for name in {names!r}:
    print("loaded", name, repr(outcome(OFFERS[name], SAVED, load, OFFERS[name], Path({folder!r}, name))))
"""
MODULES = {name.rpartition(".")[0] for name in OFFERS}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_what_a_page_recommends_keeps_the_promises_of_keras(module, tmp_path, programs, tell):
    names = [name for name in OFFERS if name.rpartition(".")[0] == module]
    found = {}
    for name in names:
        trial = Trial(OFFERS[name])
        for promise, keep in OFFERED.items():
            found[name, promise] = outcome(OFFERS[name], promise, keep, trial)
        found[name, "save"] = outcome(OFFERS[name], "save", save, trial, tmp_path / name)
    said = programs.printed(LOAD.format(root=str(ROOT), names=names, folder=str(tmp_path)))
    answers = dict(line.split(" ", 2)[1:] for line in said.splitlines() if line.startswith("loaded "))
    found |= {(name, SAVED): ast.literal_eval(answers.get(name, repr(said))) for name in names}
    hold(found, tell)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_that_a_page_recommends_trains_as_fit_does(name, tell):
    hold({(name, promise): outcome(LOOPS[name], promise, keep, LOOPS[name]) for promise, keep in LOOPED.items()}, tell)


def hold(found, tell):
    """Tell how many promises were kept or refused as said, and fail with the others."""
    wrong = [f"{name}: {promise}: {said}" for (name, promise), said in found.items() if said not in (KEPT, REFUSED)]
    tell("promises of what the pages recommend were kept", len(found) - len(wrong))
    assert not wrong, "\n".join(wrong)


def test_every_class_of_the_snippets_is_tried_or_said_not_to_be_recommended():
    classes = {
        f"{module.name}.{node.name}"
        for module in LIBRARY.values()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    assert classes - set(OFFERS) == set(NOT_OFFERED)


@pytest.mark.parametrize("name", [name for name, offer in OFFERS.items() if offer.refuses])
def test_what_is_refused_is_shown_with_its_error_where_the_class_is_taught(name):
    shown = "".join(
        example.want
        for session in LIBRARY.sessions
        if session == name or session.startswith(f"{name}.")
        for example in LIBRARY.sessions[session].examples
    )
    assert all(said in shown for said in OFFERS[name].refuses.values())
