"""Examples that hang, end their process, or cannot be shown: one message each, with file, line and remedy."""

import json
import re

from asrun.examples import limits
from asrun.examples.run import TIMEOUT
from asrun.site.cells import MOST_LINES, shortened

STOPS = {  # the code of a module, the line and the text of the message
    "thread": (
        ">>> import threading, time\n>>> threading.Thread(target=time.sleep, args=(600,)).start()\n",
        4,
        "something that it started, such as a thread, does not end",
    ),
    "html": (
        ">>> class Bad:\n...     def _repr_html_(self):\n...         return 1 / 0\n>>> Bad()\n",
        6,
        "_repr_html_() of its value raised ZeroDivisionError: division by zero",
    ),
    "closed": (">>> import sys\n>>> sys.stdout.close()\n>>> 1\n1\n", 4, "it closed sys.stdout"),
    "mathtext": (
        ">>> import matplotlib.pyplot as plt\n>>> figure = plt.figure()\n"
        '>>> _ = figure.suptitle("$x_$")\n>>> figure\n<Figure size 640x480 with 0 Axes>\n',
        6,
        "its figure cannot be drawn: ValueError:",
    ),
    "broken": (">>> f(1)\n1\n", 3, "its imports and definitions raised ZeroDivisionError: division by zero"),
    "crash": (">>> import os\n>>> os.abort()\n", 4, "the example ended its process (exit code -6)"),
    "segment": (">>> import ctypes\n>>> _ = ctypes.string_at(0)\n", 4, "the example ended its process (exit code -11)"),
    "much": (">>> print('x' * 5_000_000)\n", 3, "the example gave 5,000,001 letters"),
    "endless": (
        ">>> while True:\n...     print('x' * 100_000)\n",
        3,
        "the example ended its process (exit code -25): File size limit exceeded",
    ),
    "half": (">>> raise ValueError(chr(0xd800))\n", 3, "the example gave half a letter (a surrogate)"),
}
WRONG = {
    "exits": (">>> import sys\n>>> sys.exit(3)\n", 4, "raised an error that is not expected:\nSystemExit: 3"),
    "memory": (
        ">>> kept = []\n>>> while True:\n...     kept.append(bytearray(10_000_000))\n",
        4,
        "raised an error that is not expected:\nMemoryError",
    ),
    "silent": (">>> import sys\n>>> sys.stdout = None\n>>> 1\n1\n", 5, "gave something else"),
    "loop": (">>> for i in range(2):\n...     i\n0\n1\n", 3, "shows more than its last value"),
    "two": (">>> 1; 2\n1\n2\n", 3, "shows more than its last value"),
    "reads": (
        '>>> open("docs/ko.yml").read(3)\n',
        3,
        "FileNotFoundError: [Errno 2] No such file or directory: 'docs/ko.yml'",
    ),
    "sneaks": (
        '>>> open("{root}/docs/ko.yml").read(3)\n',
        3,
        "PermissionError: an example may not open docs/ko.yml: declare it in its docstring, Reads: docs/ko.yml",
    ),
    "imports": (">>> from snippets.basics import helpers\n", 3, "ModuleNotFoundError"),
}
DEFINED = "\n\nA = 1 / 0\n\n\ndef f(x):\n    return A\n"


def write(tiny, modules):
    for name, (code, _, _) in modules.items():
        text = f'r"""{name}.\n\n{code}"""\n{DEFINED if name == "broken" else ""}'
        (tiny.root / f"snippets/basics/{name}.py").write_text(text.replace("{root}", str(tiny.root)), encoding="utf-8")


def test_what_cannot_run_to_its_end_is_told_in_one_message(tiny):
    write(tiny, STOPS)
    done = tiny.asrun("run")
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    for name, (_, line, says) in STOPS.items():
        assert f"snippets/basics/{name}.py:{line}: {says}" in done.stdout, done.stdout
    assert done.stdout.count(f"it may take {TIMEOUT} seconds, {limits.SAYS}") == len(STOPS), "each has a remedy"


def test_what_does_something_else_than_it_shows_is_told_in_one_message(tiny):
    write(tiny, WRONG)
    done = tiny.asrun("run")
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    for name, (_, line, says) in WRONG.items():
        told = [part for part in done.stderr.split("snippets/basics/") if part.startswith(f"{name}.py:{line}: ")]
        assert any(says.replace("{root}", str(tiny.root)) in part for part in told), done.stderr


def test_an_error_that_nobody_expects_may_have_been_chance(tiny, tmp_path):
    """A full disk, say: the example runs again, though nothing of it has changed."""
    (tiny.root / "snippets/basics/chance.py").write_text(
        f'"""Chance.\n\n>>> open("{tmp_path}/there").read()\n\'yes\'\n"""\n', encoding="utf-8"
    )
    assert "FileNotFoundError" in tiny.asrun("run").stderr
    (tmp_path / "there").write_text("yes", encoding="utf-8")
    assert "(1 ran now)" in tiny.asrun("run").stdout
    assert "(0 ran now)" in tiny.asrun("run").stdout


def test_a_declared_file_can_be_read_and_its_change_runs_the_example_again(tiny):
    (tiny.root / "points.csv").write_text("1,2", encoding="utf-8")
    (tiny.root / "snippets/basics/reading.py").write_text(
        '"""Reading.\n\nReads: points.csv\n\n>>> open("points.csv").read()\n\'1,2\'\n"""\n', encoding="utf-8"
    )
    assert "(1 ran now)" in tiny.asrun("run").stdout
    assert "(0 ran now)" in tiny.asrun("run").stdout
    (tiny.root / "points.csv").write_text("3,4", encoding="utf-8")
    assert "+ '3,4'" in tiny.asrun("run").stderr
    (tiny.root / "points.csv").unlink()
    assert "snippets/basics/reading.py:3: reads points.csv, which is no file of the project" in tiny.asrun("run").stderr


def test_the_record_holds_what_python_gave_letter_by_letter(tiny):
    (tiny.root / "snippets/basics/letters.py").write_text(
        "r\"\"\"Letters.\n\n>>> hex(255 ** 3)\n'0xfd02ff'\n>>> print(\"{'b', 'a'}\")\n{'b', 'a'}\n"
        '>>> print("10 %\\r20 %\\x1b[1m!\\x1b[0m  ")\n20 %!\n>>> object()\n<object object at 0x...>\n"""\n',
        encoding="utf-8",
    )
    assert "4 examples hold" in tiny.asrun("run", "basics.letters").stdout
    [path] = (tiny.root / ".records").glob("tensorflow-*/basics.letters.json")
    gave = [o["printed"] for o in json.loads(path.read_text(encoding="utf-8"))["outcomes"]]
    assert gave[:3] == ["'0xfd02ff'\n", "{'b', 'a'}\n", "10 %\r20 %\x1b[1m!\x1b[0m  \n"]
    assert re.fullmatch(r"<object object at 0x[0-9a-f]{6,}>\n", gave[3])


def test_a_page_shows_so_many_lines_and_says_how_many_it_leaves_out():
    class page:
        language = "en"

    text = "\n".join(map(str, range(60_000)))
    more = f"… {60_000 - MOST_LINES} more lines; the script prints them all."
    assert shortened(page, text).endswith(f"\n{MOST_LINES - 1}\n{more}")
    assert shortened(page, "1\n2") == "1\n2" and len(shortened(page, "x" * 1_000_000)) < 60_000
