"""What a page and an example cost this engine when there are ten times as many.

The page and the module of the miniature site of the tests, copied under other names. All examples
have run, and nothing else is known: what is timed is a whole build, apart from MkDocs.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import TinySite
from tests.project import ROOT

COPIES, ROUNDS = (12, 120), 3
TIMED = """
import time
from pathlib import Path
from asrun.site import build, language
render, mkdocs = language._render, []
def timed(*arguments):
    begun = time.perf_counter()
    found = render(*arguments)
    mkdocs.append(time.perf_counter() - begun)
    return found
language._render = timed
build.side_by_side = lambda tasks: {name: task() for name, task in tasks.items()}
start = time.perf_counter()
build.build(Path.cwd(), Path("site").resolve(), strict=False)
print(time.perf_counter() - start - sum(mkdocs))
"""


def grown(root: Path, copies: int) -> None:
    """Make the miniature site, its page and its module `copies` times."""
    tiny = TinySite(root, programs=None)
    tiny.fill()
    source = (root / "snippets/basics/shapes.py").read_text(encoding="utf-8")
    for number in range(copies):
        (root / f"snippets/basics/shapes{number}.py").write_text(source, encoding="utf-8")
        for language in ("ko", "en"):
            page = root / f"docs/{language}/basics/shapes.md"
            text = re.sub(r"basics\.shapes\b", f"basics.shapes{number}", page.read_text(encoding="utf-8"))
            page.with_stem(f"shapes{number}").write_text(text, encoding="utf-8")
    tiny.twins()


def build(root: Path) -> float:
    """The seconds of a whole build, apart from MkDocs."""
    for made in ("site", ".build", ".records/sites.json", ".records/in-order.json"):
        path = root / made
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    env = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", TIMED], cwd=root, env=env, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Print what a page costs in the small project and in the large one."""
    with tempfile.TemporaryDirectory() as scratch:
        roots = {copies: Path(scratch, str(copies)) for copies in COPIES}
        took: dict[int, list[float]] = {}
        for copies, root in roots.items():
            grown(root, copies)
            build(root)  # its examples run
        for _ in range(ROUNDS):
            for copies, root in roots.items():
                took.setdefault(copies, []).append(build(root))
    few, many = COPIES
    each = {copies: 1000 * statistics.median(times) / copies for copies, times in took.items()}
    print("a page pair and its module of 13 examples, apart from MkDocs:")
    print(f"  {each[few]:.0f} ms where there are {few}, {each[many]:.0f} ms where there are {many}")
    print(f"  {each[many] / each[few]:.2f} times as much (medians of {ROUNDS})")
