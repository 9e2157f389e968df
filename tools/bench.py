"""Times as ratios: absolute ones would say nothing on another machine.

``make bench`` runs all parts, ``make bench PART=proof`` (or ``build``, ``copied``) one:

- proof: ``make test`` when the site was built for the first time, and once more with
  nothing changed; a cold run of all examples is 1.
- build: builds of the site; plain MkDocs on the same pages with outputs pasted in
  is 1. All of a round runs side by side, and medians of the rounds are compared.
- copied: lines of some scripts to copy; the smallest that do the same are 1 (``smallest.py``).
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from asrun.examples.run import refresh  # noqa: E402
from asrun.examples.text import unlabelled  # noqa: E402
from asrun.pages.page import Block  # noqa: E402
from asrun.pages.schema import LANGUAGES  # noqa: E402
from asrun.site.cells import cells  # noqa: E402
from asrun.site.project import Project  # noqa: E402
from asrun.site.weave import Weaver  # noqa: E402
from tools import smallest  # noqa: E402

ROUNDS = {"cold": 2, "unchanged": 5, "one example edited": 3}


class Pasted(Weaver):
    """A page as an author without this engine would have it: code and outputs typed in, and nothing else."""

    def prose(self, text: str) -> str:
        """The prose as it is."""
        return text

    def block(self, block: Block) -> str:
        """Code and outputs."""
        lines = []
        for cell in cells(self.project, self.page, block):
            lines += ["```python", unlabelled(cell.shown)[0], "```", ""]
            if cell.example:
                lines += [cell.outcome.figure or f"```text\n{cell.outcome.error or cell.outcome.printed}\n```", ""]
        return "\n".join(lines)

    def downloads(self) -> str:
        """Nothing is offered to take away."""
        return ""


def plain(folder: Path, project: Project) -> None:
    """Make the plain MkDocs project."""
    shutil.copytree(ROOT / "docs" / "theme", folder / "docs" / "theme")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"(?s)hooks:.*?(?=plugins:)|  mkdocs-jupyter:.*?(?=\n\w)", "", config)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    for language in LANGUAGES:
        own = (ROOT / "docs" / f"{language}.yml").read_text(encoding="utf-8").replace(".ipynb", ".md")
        (folder / "docs" / f"{language}.yml").write_text(own.replace("../.build/", ""), encoding="utf-8")
    for page in project.pages:
        target = folder / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Pasted(project, page).markdown(), encoding="utf-8")


def build_plain(folder: Path) -> float:
    """Build both languages of the plain project; the seconds it takes."""
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "-q",
                "-f",
                f"docs/{language}.yml",
                "-d",
                str(folder / "site" / language),
            ],
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        for language in LANGUAGES
    ]
    codes = [process.wait() for process in running]  # of all: one that fails must not leave the other running
    assert not any(codes)
    return time.perf_counter() - start


def build_ours(folder: Path, records: Path) -> float:
    """Build the site with this engine; the seconds it takes."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "asrun", "build"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DOCS_RECORDS": str(records), "SITE_DIR": str(folder / "site")},
    )
    return time.perf_counter() - start


def timed(command: list[str], **env: str) -> float:
    """Seconds that a command takes. What was said to the make that runs this, PART=proof say, is not for it."""
    start = time.perf_counter()
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PART", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS")
    }
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env={**own, **env})
    return time.perf_counter() - start


def proof() -> None:
    """Print how long ``make test`` takes, as ratios to a cold run of all examples."""
    with tempfile.TemporaryDirectory() as records:
        own = {"DOCS_RECORDS": records, "FRESH": "0", "CI": "true"}
        cold = timed([sys.executable, "-m", "asrun", "run"], **own)
        print(f"cold run of all examples = 1 ({cold:.0f} s here)")
        timed(["make", "site"], **own)
        for name in ("make test, first", "make test, second"):
            print(f"  {name:<20}{timed(['make', 'test'], **own) / cold:6.2f}")


def build() -> None:
    """Print how long builds take, as ratios to plain MkDocs."""
    project = Project(ROOT)
    refresh(project.library, project.records)
    times: dict[str, list[float]] = {name: [] for name in ("plain", *ROUNDS)}
    with tempfile.TemporaryDirectory() as scratch:
        ours, floor, kept = (Path(scratch) / name for name in ("ours", "plain", "records"))
        ours.mkdir()
        for part in ("docs", "snippets"):
            shutil.copytree(ROOT / part, ours / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "mkdocs.yml", ours)
        (ours / "asrun").symlink_to(ROOT / "asrun")
        plain(floor, project)
        with tqdm(total=sum(ROUNDS.values()), unit=" rounds", desc="building", file=sys.stdout) as bar:
            for name, rounds in ROUNDS.items():
                for number in range(rounds):
                    times["plain"].append(build_plain(floor))
                    if name == "cold":
                        shutil.rmtree(kept, ignore_errors=True)
                    elif name == "one example edited":
                        edited = ours / "snippets" / "tensors" / "indexing.py"
                        edited.write_text(edited.read_text(encoding="utf-8") + f"\n# {number}\n", encoding="utf-8")
                    times[name].append(build_ours(ours, kept))
                    bar.update()
    floor_time = statistics.median(times["plain"])
    pages = len(list(project.pages))
    examples = sum(len(s.examples) for s in project.library.sessions.values())
    print(f"{pages} pages, {examples} examples; plain MkDocs, outputs pasted in = 1 (median of {len(times['plain'])})")
    for name, rounds in ROUNDS.items():
        print(f"  {name:<20}{statistics.median(times[name]) / floor_time:6.2f}  (median of {rounds})")


PARTS = {"proof": proof, "build": build, "copied": smallest.main}

if __name__ == "__main__":
    names = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    for name in names:
        PARTS[name]()
