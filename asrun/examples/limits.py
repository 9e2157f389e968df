"""What an example may take of the machine, so that none can bring it down, and what it may give.

A process that would take more memory gets a MemoryError where the system keeps such
limits (Linux does); one that writes a file without end is ended.
"""

import re
import signal
import sys
from dataclasses import astuple

from asrun.examples.outcome import Outcome

MEMORY = 8 << 30  # bytes; a process that has imported the libraries holds a twentieth of it
FILE = 1 << 28  # bytes of a file, and of all that is printed
LETTERS = 1_000_000  # of what one example gives
SAYS = f"{MEMORY >> 30} GiB of memory, files of {FILE >> 20} MiB, and {LETTERS:,} letters to show"
HALF = re.compile("[\ud800-\udfff]")


def keep() -> None:
    """Hold this process, and all that it will start, to what it may take."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_FSIZE, FILE), (resource.RLIMIT_CORE, 0)):
        given, allowed = resource.getrlimit(what)
        resource.setrlimit(what, (most if given == resource.RLIM_INFINITY else min(most, given), allowed))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # else it would fail at each further line that it prints


def ended(code: int) -> str:
    """What happened to a process that ended before its examples.

    >>> ended(3), ended(-11)
    ('the example ended its process (exit code 3)', 'the example ended its process (exit code -11): Segmentation fault')
    """
    why = f": {signal.strsignal(-code)}" if code < 0 else ""
    return f"the example ended its process (exit code {code}){why}"


def unfit(outcome: Outcome) -> str:
    r"""Why what an example gave cannot be kept and shown, "" where it can.

    >>> unfit(Outcome("a" * 2_000_000)), unfit(Outcome(error="ValueError: \ud800")), unfit(Outcome("1"))
    ('the example gave 2,000,000 letters', 'the example gave half a letter (a surrogate), which no file can hold', '')
    """
    text = "".join(filter(None, astuple(outcome)))
    if len(text) > LETTERS:
        return f"the example gave {len(text):,} letters"
    return "the example gave half a letter (a surrogate), which no file can hold" if HALF.search(text) else ""
