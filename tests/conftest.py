"""What the tests share: the project, its records, and a miniature site to break."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from asrun.commands import main
from asrun.examples.find import Library
from asrun.examples.record import Records
from asrun.examples.run import refresh
from asrun.examples.verified import LOCK, Lane, lock
from asrun.files import write
from tests.project import FRESH, KEPT, LIBRARY, PROVED, ROOT
from tests.proof.kept import Kept
from tests.proof.programs import Programs
from tests.proof.reuse import Reuse


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Reuse(ROOT, KEPT / "passed.json", FRESH))


@pytest.fixture(scope="module", autouse=True)
def own_records(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let miniature projects keep their records themselves, whatever is named for those of this one."""
    with pytest.MonkeyPatch.context() as patch:
        if request.path.parent.name in ("examples", "pages", "site"):
            patch.delenv("DOCS_RECORDS", raising=False)
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    """The project's own snippets."""
    return LIBRARY


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """A function that fills a folder once for all processes that run tests, and gives its path."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def fill(name: str, make: Callable[[Path], None]) -> Path:
        done, folder = shared / f"{name}.done", shared / name
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def ran(once) -> set[str]:
    """The docstrings whose examples ran for these tests; what the others gave is known from before."""

    def run(folder: Path) -> None:
        records = Records(LIBRARY)
        stale = records.stale(everything=FRESH)
        refresh(LIBRARY, records, PROVED, everything=FRESH)
        (folder / "ran").write_text("\n".join(stale), encoding="utf-8")

    return set((once("records", run) / "ran").read_text(encoding="utf-8").split())


@pytest.fixture(scope="session")
def records(ran) -> Records:
    """What the snippets gave."""
    return Records(LIBRARY)


@pytest.fixture(scope="session")
def programs():
    """What runs programs as a reader would."""
    programs = Programs()
    yield programs
    programs.close()


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Answers from earlier runs of the tests."""
    return Kept(KEPT, FRESH)


@pytest.fixture
def tell(record_property):
    """A function that has a number told at the end: of what, how many, and whether it was found just now."""
    return lambda what, number, new=True: record_property("tell", [what, number, new])


@dataclass
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


RUN_IN_A_FORK = """
import os, sys
os.environ.clear()
os.environ.update({env!r})
sys.path.insert(0, {project!r})
import matplotlib
matplotlib.use("agg")
from asrun.examples.run import main
print("exit code", main(*{arguments!r}))
"""


@dataclass
class TinySite:
    """A copy of ``tests/tiny_site`` with the project's own theme and settings."""

    root: Path
    programs: Programs

    def fill(self) -> None:
        """Make the copy."""
        shutil.copytree(ROOT / "tests" / "tiny_site", self.root, dirs_exist_ok=True)
        shutil.copy(ROOT / "mkdocs.yml", self.root)
        for shared in ("theme", "entry", "new"):
            shutil.copytree(ROOT / "docs" / shared, self.root / "docs" / shared)
        (self.root / "asrun").symlink_to(ROOT / "asrun")
        for language in ("ko", "en"):
            config = (ROOT / "docs" / f"{language}.yml").read_text(encoding="utf-8")
            (self.root / "docs" / f"{language}.yml").write_text(config.split("\nnav:")[0] + "\n", encoding="utf-8")
        self.verify(Lane("2.21.0", "3.15.1"))
        self.twins()

    def verify(self, *lanes: Lane) -> None:
        """Lock that all holds, as it stands, on some lanes."""
        write(self.root / LOCK, lock(Library(self.root), lanes, "2026-01-02"))

    def asrun(self, *arguments: str, **env: str) -> Done:
        """Call the command line, in this process, and have its examples run in a fork of one that holds TensorFlow.

        (What other child processes print is not caught.)
        """
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            patch.chdir(self.root)
            patch.setattr("asrun.examples.run.subprocess", SimpleNamespace(run=self._run))
            for name, value in self._env(env).items():
                patch.setenv(name, value)
            code = 0
            try:
                main(["--root", str(self.root), *arguments], prog_name="asrun")
            except SystemExit as error:
                code = error.code
        return Done(code, out.getvalue(), err.getvalue())

    def twins(self) -> Done:
        """Mark every page as in step with its twin."""
        pages = self.root / "docs" / "en"
        return self.asrun(
            "twins",
            *(
                path.relative_to(pages).as_posix().removesuffix(".md")
                for path in pages.rglob("[!.]*.md")
                if path.is_file()
            ),
        )

    def _run(self, command: list[str], env: dict[str, str]) -> Done:
        """Run examples; in the place of ``subprocess.run`` in `asrun.examples.run`."""
        _, _, _, *arguments = command
        said = self.programs.printed(RUN_IN_A_FORK.format(env=env, project=str(ROOT), arguments=arguments))
        said, _, code = said.rpartition("exit code ")
        print(said)
        return Done(int(code), said, "")

    def shell(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        """Call the command line as a user would, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "asrun", "--root", str(self.root), *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self._env(env)},
        )

    def _env(self, env: dict[str, str]) -> dict[str, str]:
        return {"DOCS_RECORDS": str(self.root / ".records"), "SITE_DIR": "", "SITE_URL": "", "REPO_URL": "", **env}

    def edit(self, path: str, old: str, new: str) -> int:
        """Replace `old`, which must be there, and say on which line it was."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def forget(self) -> None:
        """Take the records away, as if nothing had run."""
        shutil.rmtree(self.root / ".records")


@pytest.fixture(scope="session")
def built(once, programs) -> TinySite:
    """A miniature site that is built once; not to be changed."""

    def make(folder: Path) -> None:
        tiny = TinySite(folder, programs)
        tiny.fill()
        done = tiny.shell("build")
        assert done.returncode == 0, done.stderr

    return TinySite(once("built", make), programs)


@pytest.fixture
def tiny(built: TinySite, programs: Programs, tmp_path: Path) -> TinySite:
    """A miniature site of one's own, whose examples have run, and which is not built."""
    shutil.copytree(
        built.root,
        tmp_path / "tiny",
        symlinks=True,
        ignore=lambda folder, _: {"site"} if Path(folder) == built.root else (),
    )
    return TinySite(tmp_path / "tiny", programs)
