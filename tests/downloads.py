"""Run everything that can be taken from the site, as a reader would, and compare.

usage: python tests/downloads.py SITE PYTHON

PYTHON is an interpreter with TensorFlow and what the pages name, and nothing of
this project. Every script and every notebook of SITE runs with it; notebooks in
a kernel of their own. What they print is held against the outputs that the
notebooks carry.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from asrun.compare import agree, normalise  # noqa: E402
from asrun.run import NOISE  # noqa: E402

ENVIRONMENT = {**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
               "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
LOGGED = re.compile(r"\w*Warning:|(?:INFO|WARNING):tensorflow:")
COUNTED = re.compile(r"(layer '[a-z_]+?|\b(?:input_layer|keras_tensor|lambda|sequential))(?:_\d+)?\b")  # by Keras
RUN_SCRIPTS = ROOT / "tests" / "snippets" / "run_scripts.py"
RUN_NOTEBOOK = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], 4)
client = NotebookClient(book, timeout=900, kernel_name="python3")
client.extra_arguments = ["--PlainTextFormatter.pprint=False"]  # values as repr() gives them
client.execute()
nbformat.write(book, sys.argv[2])
"""


def said(book: nbformat.NotebookNode) -> str:
    """What a notebook's cells gave, as text; what went to standard error is left out."""
    text = ""
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stdout":
                text += output.text  # one line may come in several pieces
            elif output.output_type == "execute_result" and "image/png" not in output.data:
                text += output.data["text/plain"] + "\n"
        text += "\n"
    return plain(text)


def plain(text: str) -> str:
    """Text without log lines and warnings, which go elsewhere in a notebook, and without what counts on in a process."""
    lines = normalise(COUNTED.sub(r"\1", NOISE.sub("", text))).splitlines()
    return "\n".join(line for line in lines if line.strip() and not LOGGED.match(line))


def scripts(site: Path, python: str) -> dict[Path, str]:
    """Run every script of the site; what each printed."""
    found = [path for path in sorted(site.rglob("*.py")) if path.with_suffix(".ipynb").exists()]
    with tempfile.TemporaryDirectory() as folder:
        for n, path in enumerate(found):
            (Path(folder) / f"{n:04}.py").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        subprocess.run([python, RUN_SCRIPTS, folder], cwd=folder, env={**ENVIRONMENT, "MPLBACKEND": "template"},
                       stderr=subprocess.DEVNULL, check=True)
        return {path: (Path(folder) / f"{n:04}.out").read_text(encoding="utf-8") for n, path in enumerate(found)}


def notebook(path: Path, python: str) -> tuple[Path, str]:
    """Run one notebook in a kernel; what its cells gave, or why it stopped."""
    with tempfile.TemporaryDirectory() as folder:
        ran = Path(folder) / path.name
        done = subprocess.run([python, "-c", RUN_NOTEBOOK, path, ran], cwd=folder, env=ENVIRONMENT,
                              capture_output=True, text=True)
        return path, said(nbformat.read(ran, 4)) if ran.exists() else done.stderr[-2000:]


def main(place: str, python: str) -> int:
    """Run all, and tell how many agree."""
    site, python = Path(place).resolve(), str(Path(python).absolute())
    books = sorted(site.rglob("*.ipynb"))
    expected = {path: said(nbformat.read(path, 4)) for path in books}
    got = {path: plain(text) for path, text in scripts(site, python).items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        got |= dict(tqdm(pool.map(notebook, books, [python] * len(books)), total=len(books), unit=" notebooks"))
    wrong = [path for path, text in got.items() if not agree(expected[path.with_suffix(".ipynb")], text)]
    for path in wrong:
        print(f"\n{path.relative_to(site)}\n--- carries\n{expected[path.with_suffix('.ipynb')]}\n--- gave\n{got[path]}")
    print(f"{len(got) - len(wrong)} of {len(got)} downloads ran as downloaded and gave what they carry "
          f"({sum(p.suffix == '.py' for p in got)} scripts, {len(books)} notebooks)")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
