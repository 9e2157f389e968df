"""What "copy as runnable script" copies runs as pasted, and prints what the page shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from asrun import script
from asrun.compare import agree, normalise
from asrun.find import Library
from asrun.run import NOISE

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library(ROOT)
STEPS = [(name, step) for name, session in LIBRARY.sessions.items() for step in session.steps]
ENVIRONMENT = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1",
               "MPLBACKEND": "template", "PYTHONPATH": ""}


def text(records, name, step):
    """The script of a step, and what the page shows of it."""
    module, session = LIBRARY.module_of(name), LIBRARY.sessions[name]
    examples = session.upto(step)
    outcomes = records.get(module.name).sessions[name][: len(examples)]
    shown = [o.error or ("" if o.value == "figure" else o.printed) for o in outcomes]
    return script.runnable(LIBRARY, module, list(examples), outcomes), "\n".join(filter(None, shown))


@pytest.fixture(scope="module")
def printed(tmp_path_factory, records):
    """What every script printed, by session and step."""
    folder = tmp_path_factory.mktemp("scripts")
    for name, step in STEPS:
        (folder / f"{name}:{step}.py").write_text(text(records, name, step)[0], encoding="utf-8")
    runner = Path(__file__).with_name("run_scripts.py")
    subprocess.run([sys.executable, runner, folder], cwd=folder, env=ENVIRONMENT,
                   stderr=subprocess.DEVNULL, check=True)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.out")}


@pytest.mark.parametrize("name, step", STEPS, ids=[f"{n}:{s}" for n, s in STEPS])
def test_script_prints_what_the_page_shows(name, step, printed, records):
    source, shown = text(records, name, step)
    got = normalise(NOISE.sub("", printed[f"{name}:{step}"]))
    assert agree(shown, got), f"{source}\n--- page shows\n{shown}\n--- script printed\n{got}"


def test_every_step_has_its_script(printed):
    assert len(printed) == len(STEPS) > 0


@pytest.mark.parametrize("section", sorted({name.split(".")[0] for name in LIBRARY}))
def test_script_in_a_fresh_interpreter(section, records):
    """The same without any trick: a new Python, standard input, nothing else."""
    name = next(n for n in LIBRARY.sessions if n.startswith(f"{section}."))
    source, shown = text(records, name, LIBRARY.sessions[name].steps[0])
    done = subprocess.run([sys.executable, "-"], input=source, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert agree(shown, done.stdout)


def test_scripts_know_nothing_of_this_project(records):
    for name, step in STEPS:
        source = text(records, name, step)[0]
        assert "snippets" not in source and "asrun" not in source and "#:" not in source


@pytest.mark.parametrize("name", sorted(LIBRARY.definitions))
def test_definition_as_copied_compiles(name):
    compile(script.definition(LIBRARY, name), name, "exec")
