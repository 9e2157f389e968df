"""Running: once, in order, and never more than is needed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from asrun.examples import evaluate, run
from asrun.examples.compare import ADDRESS
from asrun.examples.outcome import Outcome
from asrun.examples.proved import Proved
from asrun.examples.record import Record, Records, key, versions

ROOT = Path(__file__).resolve().parents[2]


def test_records_hold_what_ran(built):
    [folder] = (built.root / ".records").glob("tensorflow-*")
    record = json.loads((folder / "basics.shapes.json").read_text(encoding="utf-8"))
    assert record["versions"]["tensorflow"] in folder.name
    outcomes = record["outcomes"]
    printed = [o["printed"] for o in outcomes]
    assert "from C++ [1, 2]\n" in printed, "what C++ prints is caught"
    assert "UserWarning: mind the gap\n" in printed
    assert "a\n\nb\n" in printed
    [error] = [o["error"] for o in outcomes if o["error"]]
    assert error.startswith("InvalidArgumentError: cannot compute AddV2")
    [svg] = [o["figure"] for o in outcomes if o["figure"]]
    assert ">steps</text>" in svg and "currentColor" in svg and "#0a0b0c" not in svg
    assert "<table>" in next(o["html"] for o in outcomes if o["html"])


def test_a_second_run_runs_nothing_and_a_changed_expectation_neither(tiny):
    tiny.forget()
    done = tiny.asrun("run")
    assert "running:" in done.stdout and "(15 ran now)" in done.stdout
    assert "(0 ran now)" in tiny.asrun("run").stdout
    tiny.edit("snippets/basics/shapes.py", "3.0\n", "3.5\n")
    done = tiny.asrun("run")
    assert done.returncode == 1 and "running:" not in done.stdout


def test_a_change_runs_only_what_depends_on_it(tiny):
    (tiny.root / "snippets/basics/other.py").write_text('"""Other.\n\n>>> 1 + 1\n2\n"""\n')
    assert "(1 ran now)" in tiny.asrun("run").stdout
    tiny.edit("snippets/basics/helpers.py", "FACTOR = 3", "FACTOR = 1 + 2")
    assert "(15 ran now)" in tiny.asrun("run").stdout, "shapes imports helpers; other does not"


def test_a_damaged_record_is_a_missing_record(tiny):
    [path] = (tiny.root / ".records").glob("tensorflow-*/basics.shapes.json")
    path.write_text(path.read_text(encoding="utf-8")[:500], encoding="utf-8")
    assert "(13 ran now)" in tiny.asrun("run").stdout


def test_one_seed_one_result(tiny):
    (tiny.root / "snippets/basics/random.py").write_text(
        '"""Random.\n\n>>> tf.random.set_seed(1)\n>>> tf.random.normal([])\n1\n"""\n\nimport tensorflow as tf\n'
    )
    first = tiny.asrun("run", "basics.random").stderr
    second = tiny.asrun("run", "basics.random", DOCS_RECORDS=str(tiny.root / "again")).stderr
    assert first == second and "+ <tf.Tensor" in first


def test_a_docstring_runs_as_the_script_that_is_copied(tiny):
    """As the program itself, knowing only what its script knows, without a seed, and first in its process."""
    (tiny.root / "snippets/basics/script.py").write_text('''"""Script.

>>> import numpy
>>> __name__, float(numpy.random.rand())
\'\'
>>> sorted(name for name in globals() if not name.startswith("__"))
\'\'
"""

UNUSED = 1


def kind():
    """Kind.

    >>> class Local:
    ...     size = 2
    >>> import inspect
    >>> kind(), Local.__module__, inspect.getsource(Local), inspect.getsource(kind)
    \'\'
    >>> "UNUSED" in globals()
    \'\'
    """
    return 3
''')
    gave = []
    for folder in ("one", "two"):
        tiny.asrun("run", "basics.script", DOCS_RECORDS=str(tiny.root / folder))
        paths = [
            next((tiny.root / folder).glob(f"tensorflow-*/{name}.json"))
            for name in ("basics.script", "basics.script.kind")
        ]
        outcomes = [outcome for path in paths for outcome in json.loads(path.read_text(encoding="utf-8"))["outcomes"]]
        gave.append([outcome["printed"].strip() for outcome in outcomes])
    (_, first, names, _, _, kind, unused), (_, second, *_) = gave
    assert first.startswith("('__main__', 0.") and first != second, "no seed is set"
    assert names == "['numpy']" and unused == "False"
    assert kind == repr((3, "__main__", "class Local:\n    size = 2\n", "def kind():\n    return 3\n"))


def test_what_tensorflow_s_logger_says_is_caught(tiny):
    (tiny.root / "snippets/basics/logged.py").write_text(
        '"""Logged.\n\n>>> tf.get_logger().warning("mind the log")\nWARNING:tensorflow:mind the log\n"""\n\n'
        "import tensorflow as tf\n"
    )
    done = tiny.shell("run", "basics.logged")
    assert "1 examples hold (1 ran now)" in done.stdout, done.stderr


def test_spawned_workers_give_the_same(tiny, built):
    tiny.forget()
    done = tiny.shell("run", DOCS_START="spawn")
    assert "(15 ran now)" in done.stdout, done.stderr
    mine, theirs = (
        json.loads(ADDRESS.sub("", next((t.root / ".records").glob("tensorflow-*/basics.shapes.json")).read_text()))[
            "outcomes"
        ]
        for t in (tiny, built)
    )
    assert mine == theirs


def test_an_interrupted_run_leaves_nothing_half_written(tiny):
    (tiny.root / "snippets/basics/slow.py").write_text('"""Slow.\n\n>>> import time\n>>> time.sleep(60)\n"""\n')
    for language in ("ko", "en"):
        page = tiny.root / "docs" / language / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n/// session | basics.slow\n///\n", encoding="utf-8")
    tiny.twins()
    tiny.forget()
    (tiny.root / "site").mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "asrun", "build"],
        cwd=tiny.root,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job ignores it
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DOCS_RECORDS": "", "SITE_DIR": ""},
    ) as process:
        deadline = time.monotonic() + 300
        while (
            not list((tiny.root / ".records").glob("tensorflow-*/basics.shapes.json")) and time.monotonic() < deadline
        ):
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130 and "interrupted" in said
    assert list((tiny.root / "site").iterdir()) == [] and not list(tiny.root.glob(".site*"))
    assert [p.name for p in (tiny.root / ".records").glob("tensorflow-*/*.half")] == []
    assert not [p.name for p in (tiny.root / ".records").glob("tensorflow-*/basics.slow*")]


def test_an_example_that_ends_its_process_is_told_by_line(tiny):
    (tiny.root / "snippets/basics/crash.py").write_text('"""Crash.\n\n>>> import os\n>>> os._exit(3)\n"""\n')
    tiny.forget()
    done = tiny.asrun("run")
    assert done.returncode == 1
    assert "snippets/basics/crash.py:4: the example ended its process (exit code 3)" in done.stdout
    assert "(0 ran now)" in tiny.asrun("run", "basics.shapes").stdout, "the others are recorded"


def test_an_example_that_takes_too_long_is_ended_and_told_by_line(library, monkeypatch):
    monkeypatch.setattr(evaluate, "run", lambda *code, **_: time.sleep(60))
    monkeypatch.setattr(run, "TIMEOUT", 0.5)
    session = library.sessions["tensors.indexing"]
    worker = run.Worker(session)
    worker.start(library)
    worker.kill_when_overdue()
    assert not worker.ended
    time.sleep(0.6)
    worker.kill_when_overdue()
    worker.process.join(10)
    assert worker.failure == "the example took longer than 0.5 seconds" and worker.process.exitcode == -signal.SIGKILL
    assert worker.line == session.examples[0].line


def test_a_slice_holds_only_where_its_step_gives_what_the_whole_gave(library):
    session = library.sessions["tensors.indexing"]
    whole = [Outcome(example.want) for example in session.examples]
    [step, *_] = session.steps
    own = [number for number, example in enumerate(session.examples) if example.step == step]
    worker = run.Worker(session, step, [own])
    worker.outcomes = [whole[number] for number in own]
    assert worker.gives(whole, "3.0.0")
    worker.outcomes[-1] = Outcome("something else")
    assert not worker.gives(whole, "3.0.0")
    worker.outcomes[-1] = Outcome(error="NameError: name 'x' is not defined")
    assert not worker.gives(whole, "3.0.0")
    worker.failure = "the example ended its process (exit code 1)"
    assert not worker.gives(whole, "3.0.0")


def test_what_a_slice_does_not_hold_is_tried_more_carefully(library, tmp_path):
    """The whole beginning comes last; it has run already, and is not run again."""
    session = library.sessions["tensors.indexing"]
    name, step = session.name, session.steps[-1]
    records, proved = Records(library, tmp_path), Proved(library, tmp_path / "slices")
    outcomes = [Outcome(example.want) for example in session.examples]
    records.save(Record(name, key(library, name), versions(), 0.0, outcomes))
    runs = run.Runs(records, proved, [name], [name])
    last = list(range(len(session.examples)))
    worker = run.Worker(session, step, [last[-1:], last[-2:], last])
    worker.failure = "it needs more"
    runs.waiting.clear()
    runs.take(worker)
    [careful] = runs.waiting
    assert careful.numbers == last[-2:] and not runs.slices[name]
    careful.failure = "still more"
    runs.take(careful)
    assert runs.slices[name] == {step: last}


def test_update_writes_what_the_run_gave_and_then_all_is_well(tiny):
    before = (tiny.root / "snippets/basics/shapes.py").read_text(encoding="utf-8")
    tiny.edit("snippets/basics/shapes.py", "3.0\n", "3.5\n")
    tiny.edit("snippets/basics/shapes.py", "array([[1.5, 2. ],\n       [3. , 4. ]], dtype=float32)>\n", "")
    tiny.edit("snippets/basics/shapes.py", "a\n<BLANKLINE>\nb", "wrong")
    done = tiny.asrun("update")
    assert done.returncode == 0 and "3 expectations rewritten" in done.stdout, done.stderr
    assert (tiny.root / "snippets/basics/shapes.py").read_text(encoding="utf-8") == before
    assert "(0 ran now)" in tiny.asrun("run").stdout


def test_update_leaves_it_to_the_author_whether_an_error_is_meant(tiny):
    line = tiny.edit("snippets/basics/shapes.py", ">>> t.shape", ">>> t.shap")
    done = tiny.asrun("update")
    assert done.returncode == 1
    assert f"snippets/basics/shapes.py:{line}: " in done.stderr
    assert "only you can say whether this is meant" in done.stderr


STATES = {  # what one docstring changes, and what the next one sees all the same
    "options": ("np.set_printoptions(precision=2)", "np.get_printoptions()['precision']", "8"),
    "environment": ("os.environ['MARK'] = '1'", "os.environ.get('MARK', 'none')", "'none'"),
    "warnings": ("warnings.simplefilter('error')", "warnings.warn('again')", "UserWarning: again"),
    "policy": ("keras.config.set_dtype_policy('mixed_float16')", "keras.config.dtype_policy().name", "'float32'"),
    "names": ("_ = keras.layers.Dense(1)", "keras.layers.Dense(1).name", "'dense'"),
    "eager": ("tf.config.run_functions_eagerly(True)", "tf.config.functions_run_eagerly()", "False"),
    "seed": ("_ = np.random.seed(1)", "int(np.random.get_state()[1][0]) == 1", "False"),
    "style": ("plt.rcParams['lines.linewidth'] = 9", "plt.rcParams['lines.linewidth']", "2.0"),
    "module": ("np.pi = 3", "round(np.pi, 2)", "3.14"),
    "folder": ("os.chdir('/')", "os.getcwd() == '/'", "False"),
    "hook": ("sys.displayhook = lambda value: None", "1", "1"),
    "file": ("_ = open('left.txt', 'w').write('x')", "os.path.exists('left.txt')", "False"),
}


def test_a_docstring_sees_nothing_of_the_one_before(tiny):
    """Each finds a process as fresh as a reader's, whatever another docstring of its module has changed."""
    docstrings = [
        f'def {name}{number}():\n    """One.\n\n    >>> {code}\n{f"    {want}" if want else ""}\n    """\n'
        for name, (change, ask, expected) in STATES.items()
        for number, code, want in ((1, change, ""), (2, ask, expected))
    ]
    for text in docstrings:
        assert text.count(">>>") == 1
    imports = (
        "import os\nimport sys\nimport warnings\n\nimport keras\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
    )
    text = '"""States."""\n\n' + imports + "import tensorflow as tf\n\n\n" + "\n\n".join(docstrings)
    (tiny.root / "snippets/basics/states.py").write_text(text, encoding="utf-8")
    done = tiny.asrun("run", "basics.states")
    assert f"{2 * len(STATES)} examples hold" in done.stdout, done.stdout + done.stderr
