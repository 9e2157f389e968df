"""Run the programs that a reader takes from the site as he would: as they are, with nothing of this project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from asrun.examples import script
from asrun.examples.compare import agree, expected
from asrun.examples.evaluate import LOGGED
from asrun.examples.lanes import versions_of
from asrun.examples.record import Records
from tests.project import LIBRARY, PROVED

RUNNER = Path(__file__).with_name("run_programs.py")
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def copied(records: Records, name: str, step: str) -> script.Script:
    """What a page offers to copy beside a step of a docstring."""
    return script.runnable(LIBRARY, name, step, records.outcomes(name), PROVED.slice(name, step))


def prints(here: Records, there: Records, name: str, step: str) -> str:
    """What a script that was made of what ran here is to print on the lane of `there`, as its docstring expects it.

    That is what its step prints; what the lines before it print in passing is free. An error that is caught here
    ends its own example alone; one that only the other lane raises ends the script.
    """
    made, gave, said = here.outcomes(name), there.outcomes(name), []
    for number in PROVED.slice(name, step):
        example = LIBRARY.sessions[name].examples[number].on(there.on["keras"])
        expects, own = expected(example), example.step == step
        if expects.error is not None:
            said.append(expects.error)
            if made[number].error is None:
                break
        elif own and made[number].value != "figure" and not (made[number].error and gave[number].value):
            said.append(expects.printed + "None" * (made[number].value == "value" and not gave[number].value))
    return "\n".join(text.strip("\n") for text in said if text)


def gives(wants: str, got: str) -> bool:
    """Whether what a script printed is what it should, after what lines before its step printed in passing.

    Where a page shows one after the other what a script writes over itself, each is there.
    """
    return any(agree(f"{before}{wants}", each) for before in ("", "...\n") for each in (got, got.replace("\r", "\n")))


class Programs:
    """Runs programs, each in a fork of an interpreter that has only imported TensorFlow.

    May be called from several threads: each waits for an interpreter of its own.

    Args:
        python: the interpreter.
        patience: seconds that a program may take.
    """

    def __init__(self, python: str = sys.executable, patience: int = 600):
        self.python, self.patience = python, patience
        self._idle: list[subprocess.Popen] = []

    @cached_property
    def decides(self) -> list[str]:
        """What decides, besides its text, what a program prints."""
        return [RUNNER.read_text(encoding="utf-8"), json.dumps(versions_of(self.python))]

    def printed(self, text: str) -> str:
        """Run a program, and say what it printed, a traceback included, without the lines around it that are empty."""
        runner = self._idle.pop() if self._idle else self._start()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "script.py"
            path.write_text(text, encoding="utf-8")
            if not self._ended(runner, path):
                raise RuntimeError(f"{self.python} cannot run programs: exit code {runner.wait()}")
            said = path.with_suffix(".out").read_bytes().decode(errors="replace")
        self._idle.append(runner)
        return LOGGED.sub("", said).strip("\n")

    @staticmethod
    def _ended(runner: subprocess.Popen, path: Path) -> bool:
        """Have a program run to its end; False where the interpreter is gone."""
        try:
            runner.stdin.write(f"{path}\n")
            runner.stdin.flush()
            return bool(runner.stdout.readline())
        except OSError:
            return False

    def close(self) -> None:
        """End the interpreters."""
        while self._idle:
            self._idle.pop().communicate()

    def _start(self) -> subprocess.Popen:
        return subprocess.Popen(
            [self.python, RUNNER, str(self.patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**ENVIRONMENT, "MPLBACKEND": "template"},
        )
