"""What the pages recommend keeps what everything in Keras promises; a class that promises less says so."""

import ast

import pytest

from tests.contract.offers import LOOPS, NOT_OFFERED, OFFERS
from tests.contract.promises import LOOPED, OFFERED, SAVED, Trial, broken, save
from tests.project import LIBRARY, ROOT

LOAD = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.contract.offers import OFFERS
from tests.contract.promises import SAVED, broken, load
offer = OFFERS[{name!r}]
print("broken:", broken(offer, SAVED, lambda: load(offer, Path({path!r}))))
"""


@pytest.mark.parametrize("name", OFFERS)
def test_what_a_page_recommends_keeps_the_promises_of_keras(name, tmp_path, programs, tell):
    offer, trial = OFFERS[name], Trial(OFFERS[name])
    found = {promise: broken(offer, promise, lambda: keep(trial)) for promise, keep in OFFERED.items()}
    found["save"] = broken(offer, "save", lambda: save(trial, tmp_path / "model"))
    said = programs.printed(LOAD.format(root=str(ROOT), name=name, path=str(tmp_path / "model")))
    found[SAVED] = said.rpartition("broken:")[2].strip() if "broken:" in said else said
    tell("promises of what the pages recommend were kept", list(found.values()).count(""))
    assert not any(found.values()), "\n".join(f"{promise}: {said}" for promise, said in found.items() if said)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_that_a_page_recommends_trains_as_fit_does(name, tell):
    found = {promise: broken(LOOPS[name], promise, lambda: keep(LOOPS[name])) for promise, keep in LOOPED.items()}
    tell("promises of what the pages recommend were kept", list(found.values()).count(""))
    assert not any(found.values()), "\n".join(f"{promise}: {said}" for promise, said in found.items() if said)


def test_every_class_of_the_snippets_is_tried_or_said_not_to_be_recommended():
    classes = {f"{module.name}.{node.name}" for module in LIBRARY.values() for node in module.tree.body
               if isinstance(node, ast.ClassDef) and not node.name.startswith("_")}
    assert classes - set(OFFERS) == set(NOT_OFFERED)


@pytest.mark.parametrize("name", [name for name, offer in OFFERS.items() if offer.refuses])
def test_what_is_refused_is_shown_with_its_error_where_the_class_is_taught(name):
    shown = "".join(example.want for session in LIBRARY.sessions if session == name or session.startswith(f"{name}.")
                    for example in LIBRARY.sessions[session].examples)
    assert all(said in shown for said in OFFERS[name].refuses.values())
