"""Run programs one after the other, each as the only thing that its interpreter ever did.

TensorFlow is imported once, and every program runs in a fork of that process, in
the folder in which it lies; what it prints goes into a file of its name with the
ending ``.out``. The paths of programs come line by line on standard input, and a
line on standard output says that one has ended. None of the engine's settings
(seeds, determinism, threads) is in force here: a reader has none of them either.
"""

import gc
import os
import runpy
import signal
import sys
import traceback
import warnings
from pathlib import Path

import keras  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import numpy
import tensorflow  # noqa: F401

PATIENCE = int(sys.argv[1])  # seconds that a program may take


def run(program: Path) -> None:
    """Become the process of one program, and end with it."""
    signal.alarm(PATIENCE)
    numpy.random.seed()  # a new process has a state of its own; Python's random sees to that itself
    os.chdir(program.parent)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out = os.open(program.with_suffix(".out"), os.O_CREAT | os.O_WRONLY)
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(out, descriptor)
        setattr(sys, name, os.fdopen(descriptor, "w", 1, encoding="utf-8", closefd=False))
    warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}")
    try:
        runpy.run_path(program.name, run_name="__main__")
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    gc.freeze()
    for line in sys.stdin:
        if os.fork() == 0:
            run(Path(line.rstrip("\n")))
        os.wait()
        print("ended", flush=True)
