"""Run everything that can be taken from the site, as a reader would, and compare.

usage: python tests/downloads.py SITE PYTHON

PYTHON is an interpreter with TensorFlow and what the pages name, and nothing of
this project. Every script and every notebook of SITE runs with it; notebooks in
a kernel of their own. What they print is held against the outputs that the
notebooks carry. What one of them gave is kept: it runs again when its text, the
versions or what runs it have changed (or with FRESH=1).
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from asrun.examples.compare import agree  # noqa: E402
from asrun.examples.terminal import terminal  # noqa: E402
from tests.project import FRESH, KEPT  # noqa: E402
from tests.proof.kept import Kept  # noqa: E402
from tests.proof.programs import ENVIRONMENT, Programs  # noqa: E402

LOGGED = re.compile(r"\w*Warning:|(?:INFO|WARNING):tensorflow:")
COUNTED = re.compile(  # by Keras and TensorFlow
    r"(layer '[a-z_]+?|\b(?:input_layer|keras_tensor|lambda|sequential))(?:_\d+)?\b|(Queue )'\d+'"
)
PLACE = re.compile(r'File "[^"]+", line \d+')  # a page's program has other lines than its docstrings
WORDS = re.compile(
    r"(?<=\{)(?:'[^']*'|None)(?:, (?:'[^']*'|None))+(?=\})"
)  # of a set, whose order another seed changes
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
    """Text without log lines and warnings, which go elsewhere in a notebook, and without what a process counts up."""
    text = PLACE.sub('File "..."', COUNTED.sub(r"\1\2", text.replace("\r", "\n")))
    text = WORDS.sub(lambda words: ", ".join(sorted(words[0].split(", "))), text)
    lines = terminal(text).splitlines()
    return "\n".join(line for line in lines if line.strip() and not LOGGED.match(line))


def in_a_kernel(text: str, python: str) -> str:
    """Run a notebook; what its cells gave, or why it stopped."""
    with tempfile.TemporaryDirectory() as folder:
        book, ran = Path(folder) / "book.ipynb", Path(folder) / "ran.ipynb"
        book.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [python, "-c", RUN_NOTEBOOK, book, ran], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True
        )
        return said(nbformat.read(ran, 4)) if ran.exists() else done.stderr[-2000:]


def main(place: str, python: str) -> int:
    """Run all, and tell how many agree."""
    site, python = Path(place).resolve(), str(Path(python).absolute())
    kept, programs = Kept(KEPT / "reader", FRESH), Programs(python)
    books = sorted(site.rglob("*.ipynb"))
    files = [file for book in books for file in (book.with_suffix(".py"), book) if file.exists()]

    def gave(file: Path) -> tuple[str, bool]:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            return kept(str(file.relative_to(site)), [text, *programs.decides], lambda: plain(programs.printed(text)))
        return kept(
            str(file.relative_to(site)), [text, RUN_NOTEBOOK, *programs.decides], lambda: in_a_kernel(text, python)
        )

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        got = dict(zip(files, tqdm(pool.map(gave, files), total=len(files), unit=" downloads"), strict=True))
    programs.close()
    wrong = 0
    for file, (text, _) in got.items():
        carries = said(nbformat.read(file.with_suffix(".ipynb"), 4))
        if not agree(carries, text):
            wrong += 1
            kept.forget(str(file.relative_to(site)))
            print(f"\n{file.relative_to(site)}\n--- carries\n{carries}\n--- gave\n{text}")
    print(
        f"{len(got) - wrong} of {len(got)} downloads ran as downloaded and gave what they carry "
        f"({len(got) - len(books)} scripts, {len(books)} notebooks; "
        f"{sum(new for _, new in got.values())} ran now, the others are known from before)"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
