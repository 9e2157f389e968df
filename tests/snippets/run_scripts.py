"""Run scripts one by one, each as the only thing that its interpreter ever did.

usage: python run_scripts.py FOLDER

TensorFlow is imported once, and every script runs in a fork of that process;
what it prints goes into a file of its name with the ending ``.out``. None of the
engine's settings (seeds, determinism, threads) is in force here: a reader has
none of them either.
"""

import os
import runpy
import sys
import traceback
import warnings
from pathlib import Path

import keras  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import tensorflow  # noqa: F401


def run(script: Path) -> None:
    """Begin to run one script in a fork."""
    if os.fork():
        return
    out = os.open(script.with_suffix(".out"), os.O_CREAT | os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False)
    sys.stderr = open(2, "w", buffering=1, closefd=False)
    warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}")
    try:
        runpy.run_path(str(script), run_name="__main__")
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    scripts = sorted(Path(sys.argv[1]).glob("*.py"))
    for number, path in enumerate(scripts):
        if number >= (os.cpu_count() or 1):
            os.wait()
        run(path)
    for _ in scripts[-(os.cpu_count() or 1):]:
        os.wait()
