"""Programs run as a reader would run them: fresh, alone, and with nothing of this project."""

import pytest

from tests.proof.programs import Programs


@pytest.fixture(scope="module")
def printed(programs):
    return programs.printed


def test_each_program_is_the_first_of_its_interpreter(printed):
    assert printed("import keras\nkeras.x = 1\nprint(__name__, keras.layers.Dense(1).name)") == "__main__ dense"
    assert printed("import keras\nprint(hasattr(keras, 'x'), keras.layers.Dense(1).name)") == "False dense"


def test_an_error_is_printed_and_the_next_program_runs(printed):
    assert printed("print(1)\n1 / 0").endswith("ZeroDivisionError: division by zero")
    assert printed("import os\nprint(1, flush=True)\nos._exit(3)") == "1"
    assert printed("print(2)") == "2"


def test_what_python_and_tensorflow_print_comes_in_order(printed):
    assert (
        printed("import tensorflow as tf\nprint(1)\ntf.print(2)\nimport warnings\nwarnings.warn('3')")
        == "1\n2\nUserWarning: 3"
    )


def test_no_seed_is_set(printed):
    numbers = "random.random(), numpy.random.rand(), float(tf.random.uniform([]))"
    draw = f"import random, numpy, tensorflow as tf\nprint({numbers})"
    mine, others = set(printed(draw).split()), set(printed(draw).split())
    assert len(mine) == 3 and not mine & others


def test_it_knows_nothing_of_this_project_and_has_a_folder_of_its_own(printed):
    assert printed("import os, sys\nprint(sys.stdin.read(), sorted(os.listdir()))") == " ['script.out', 'script.py']"
    assert "ModuleNotFoundError: No module named 'snippets'" in printed("import snippets")


def test_a_python_that_cannot_run_programs_is_told():
    with pytest.raises(RuntimeError, match="cannot run programs: exit code"):
        Programs("false").printed("print(1)")
