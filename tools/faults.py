"""Break builds in every way, and see that the last good site stands and that the next build is right.

``make faults`` does it to the miniature site of the tests, ``make faults PROJECT=folder``
to a project, and prints a table: the fault, what the build said (exit code and first
line), whether the site that stood before stands as it was, and whether the next build,
with the fault taken away and all that it left behind still there, gives the same bytes
as a build that nothing disturbed. ``WORDS="disk killed"`` plants only those faults whose
name holds one of the words. The exit code is 1 when a row is wrong.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from asrun.examples.terminal import terminal  # noqa: E402
from asrun.pages.schema import LANGUAGES  # noqa: E402
from tools.copies import Copy, Ended, fill  # noqa: E402

KILLED, SEED = 20, 7
ROW = "{:<44}  {:<74}  {:<6}  {}"


@dataclass
class Fault:
    """A fault.

    Attributes:
        build: plants it in a copy, and builds.
        codes: how the build may end.
        shows: what the front page must show then in the place of the old one, "" where the old site must stand.
        free: kilobytes that are left on the disk.
    """

    says: str
    build: Callable[[Copy], Ended]
    codes: tuple[int, ...] = (1,)
    shows: str = ""
    free: int | None = None


# --- faults -----------------------------------------------------------------------


def due(copy: Copy, cold: bool = False) -> None:
    """Have the next build make the whole site, and run all examples if it is to be `cold`."""
    if cold:
        copy.forget()
    else:
        (copy.root / ".records/sites.json").unlink()


def killed(copy: Copy, after: float, cold: bool) -> Ended:
    """Kill a build and all that it started."""
    due(copy, cold)
    process = copy.start()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return copy.ended(process)


def half_way(copy: Copy) -> Ended:
    """Be where a build was killed that moves the old site away, and fail."""
    (copy.root / "site").rename(copy.root / ".site-old")
    return snippet(copy, "1 / 0")


def damaged(copy: Copy, pattern: str, change: Callable[[str], str]) -> Ended:
    """Damage files."""
    for path in list(copy.root.glob(pattern)):
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy.build()


def another(text: str) -> str:
    """A text with one letter changed, in what a record says was printed or drawn."""
    at = text.index('"printed": "') + len('"printed": "')
    return f"{text[:at]}{'8' if text[at] != '8' else '9'}{text[at + 1 :]}"


def at_once(copy: Copy) -> Ended:
    """Two builds, cold, at the same time."""
    copy.forget()
    both = [copy.start(), copy.start()]
    first, second = [copy.ended(process) for process in both]
    return Ended(max(first.code, second.code), f"{first.said.splitlines()[-1]} | {second.said.splitlines()[-1]}")


def full(copy: Copy, cold: bool) -> Ended:
    """Build where the disk is full."""
    due(copy, cold)
    return copy.build()


def unwritable(copy: Copy, most: int) -> Ended:
    """Build where no file can grow beyond so many bytes."""
    import resource

    due(copy)
    return copy.ended(copy.start(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))))


def snippet(copy: Copy, *code: str, gives: str = "") -> Ended:
    """Have both front pages show a snippet, and build."""
    typed = "".join(f">>> {line}\n" for line in code)
    (copy.root / "snippets" / "planted.py").write_text(f'r"""Planted.\n\n{typed}{gives}"""\n', encoding="utf-8")
    for language in LANGUAGES:
        page = copy.root / "docs" / language / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n/// session | planted\n///\n", encoding="utf-8")
    marked = copy.ended(copy.start("twins", "index"))
    return copy.build() if marked.code == 0 else marked


def prints(text: str) -> Callable[[Copy], Ended]:
    """A snippet that prints a text."""
    return lambda copy: snippet(copy, f"print({f'begin {text}'!a})", gives="begin ...\n")


STOPPING = {  # what a snippet does that cannot run to its end: its lines
    "waits for ever": ["import threading", "lock = threading.Lock()", "_ = lock.acquire(), lock.acquire()"],
    "leaves a thread that never ends": [
        "import threading, time",
        "threading.Thread(target=time.sleep, args=(3600,)).start()",
    ],
    "ends the interpreter": ["import os", "os._exit(0)"],
    "crashes the interpreter": ["import ctypes", "_ = ctypes.string_at(0)"],
    "kills the program that runs it": ["import os, signal", "os.kill(os.getppid(), signal.SIGKILL)"],
    "exhausts memory": ["kept = []", "while True: kept.append(bytearray(10_000_000))"],
    "exhausts memory in TensorFlow": [
        "import tensorflow as tf",
        "kept = []",
        "while True: kept.append(tf.ones([10_000_000]))",
    ],
    "prints without end": ["while True: print('x' * 1000)"],
    "prints five megabytes": ["print('x' * 5_000_000)"],
    "raises half a letter": [r"raise ValueError('\ud800')"],
    "closes what it prints to": ["import sys", "sys.stdout.close()"],
}
SHOWN = {  # what a snippet prints that a page must show as it is
    "half a megabyte": "x" * 70 + "\n" + "y" * 500_000,
    "markup": "<b>bold</b> <img src=x onerror=alert(1)> &amp; <!-- --> `code` **strong** [a](b.md) {.c} $x$",
    "the end of a script": "</samp></pre></script><script>alert(1)</script>",
    "templates": "{{ 7*7 }} {% raw %} {# comment #} ${HOME} $(id) %(x)s /// html | b",
    "control characters": "a\x00b\x07c\x08d\x0be\x1b[31mred\x1b[0m\x7f\x9b1mx",
    "marks from right to left": "\u202eabc\u202c \u2067def\u2069 \u200f\u05d0\u200e",
    "fences and lines": "```\n~~~\n\n\n    indented\n\ttab\u2028line\u2029paragraph\x85next",
}


def faults(cold: float, warm: float) -> Iterator[Fault]:
    """Every fault; a build takes so many seconds, `cold` and where no example has to run."""
    yield Fault("a snippet waits for ever", lambda copy: snippet(copy, *STOPPING["waits for ever"]))
    points = random.Random(SEED)
    for number in range(KILLED):
        seconds = cold if number % 2 == 0 else warm
        after = points.uniform(0, seconds)
        name = f"killed after {after:.1f} s of {seconds:.0f}{' (cold)' if number % 2 == 0 else ''}"
        yield Fault(name, partial(killed, after=after, cold=number % 2 == 0), (-signal.SIGKILL, 0))
    yield Fault("killed between the renames of both sites", half_way)
    yield Fault("two builds at once (cold)", at_once, (0,))
    for free, is_cold in ((0, True), (0, False), (300, True), (300, False), (3000, False), (6000, False)):
        name = f"disk full: {free} KiB left{' (cold)' if is_cold else ''}"
        yield Fault(name, partial(full, cold=is_cold), (0, 1), free=free)
    for most in (1 << 12, 1 << 17):
        yield Fault(f"no file can grow beyond {most >> 10} KiB", partial(unwritable, most=most))
    for name, pattern, change in (
        ("record is truncated", ".records/tensorflow-*/*.json", lambda text: text[: len(text) // 2]),
        ("record is empty", ".records/tensorflow-*/*.json", lambda text: ""),
        ("record has one letter changed", ".records/tensorflow-*/*.json", another),
        ("record is nested without end", ".records/tensorflow-*/*.json", lambda text: "[" * 100_000),
        ("manifest is truncated", ".records/sites.json", lambda text: text[:20]),
        ("manifest is something else", ".records/sites.json", lambda text: "[[1], null]"),
        ("staged pages are truncated", ".build/*/*.md", lambda text: text[:40]),
    ):
        yield Fault(f"damaged: {name}", partial(damaged, pattern=pattern, change=change), (0,))
    for name, code in STOPPING.items():
        if name != "waits for ever":
            yield Fault(f"a snippet {name}", lambda copy, code=code: snippet(copy, *code))
    for name, text in SHOWN.items():
        yield Fault(f"a snippet prints {name}", prints(text), (0,), f"begin {text}")


# --- the table --------------------------------------------------------------------


@contextlib.contextmanager
def place(fault: Fault, good: Path) -> Iterator[Copy | None]:
    """A copy to plant a fault in; None where this machine cannot give one."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        if fault.free is not None:
            size = sum(path.lstat().st_size + 4096 for path in good.rglob("*")) * 3 + (32 << 20)
            mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", name]
            if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
                yield None
                return
            stack.callback(subprocess.run, ["umount", "--lazy", name])
        copy = Copy(good, folder)
        if fault.free is not None:
            copy.env["TMPDIR"] = str(folder / "tmp")
            (folder / "tmp").mkdir()
            with (folder / "full").open("wb") as file:
                file.write(bytes(max(0, shutil.disk_usage(folder).free - fault.free * 1024)))
        yield copy


def shown(copy: Copy) -> list[str]:
    """The outputs on the front pages of a built site."""
    pages = [copy.root / "site" / language / "index.html" for language in LANGUAGES]
    soups = [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser") for page in pages]
    return [samp.get_text() for soup in soups for samp in soup.select(".asrun-session samp")[-1:]]


def judged(fault: Fault, good: Path) -> tuple[bool, str]:
    """Plant a fault, take it away; whether all is as it must be, and a row of the table."""
    with place(fault, good) as copy:
        if copy is None:
            return True, ROW.format(fault.says, "not tried: only root can make a small disk here", "-", "-")
        ended = fault.build(copy)
        if fault.shows:
            told = shown(copy)
            wanted = terminal(fault.shows)
            stands = (
                ended.code == 0 and len(told) == len(LANGUAGES) and all(wanted.startswith(t[:40_000]) for t in told)
            )
        else:
            stands = copy.is_good()
        (copy.root.parent / "full").unlink(missing_ok=True)
        copy.mend()
        again = copy.build()
        right = again.code == 0 and copy.is_good()
        left = copy.left()
    traceless = "Traceback (most recent call last)" not in ended.said.partition("MkDocs could not build")[0]
    good_row = ended.code in fault.codes and stands and right and not left and traceless
    said = f"{ended.code}: {ended.first}" if traceless else f"{ended.code}: a traceback"
    marks = ["no", "yes"]
    after = marks[right] if right else f"no: {again.code}: {again.first}"
    row = ROW.format(fault.says, said[:74], ("shown" if stands else "no") if fault.shows else marks[stands], after)
    return good_row, row + (f" (left behind: {', '.join(left)})" if left else "") + ("" if good_row else "   <-- WRONG")


def main(*words: str) -> int:
    """Plant the faults whose name holds one of `words` (all, where there is none)."""
    with tempfile.TemporaryDirectory() as scratch:
        first = Path(scratch) / "good"
        first.mkdir()
        fill(first, os.environ.get("PROJECT") or "tiny")
        copy, times = Copy(first, Path(scratch)), []
        for known in (False, True):
            if known:
                due(copy)
            begun = time.monotonic()
            ended = copy.build()
            times.append(time.monotonic() - begun)
            if ended.code:
                sys.exit(f"there is no good site to break:\n{ended.said}")
        chosen = [f for f in faults(*times) if not words or any(word in f.says for word in words)]
        print(ROW.format("fault", "what the build said", "stands", "next build right"), flush=True)
        wrong = 0
        with ThreadPoolExecutor(2) as pool:
            for good, row in pool.map(partial(judged, good=copy.root), chosen):
                wrong += not good
                print(row, flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} faults left the last good site standing and the next build right")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
