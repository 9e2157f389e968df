"""Plant one fault after the other, and see the tests turn red.

``make mutants`` runs it, after a ``make test`` that passed: each fault is planted in a
copy of the project in which everything is known from before, and only the tests that
promise to notice it run. A fault that they let pass is named, and the exit code is 1.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "asrun",
    "docs",
    "snippets",
    "tests",
    "tools",
    "requirements",
    "Makefile",
    "README.md",
    "mkdocs.yml",
    "pyproject.toml",
    "CITATION.cff",
)


@dataclass(frozen=True)
class Fault:
    """One fault, and the tests that must notice it.

    Attributes:
        says: what is wrong then.
        path: the file; `old` in it becomes `new`.
        tests: what to run, as arguments of pytest.
        only: the sections of snippets/ that the copy keeps (all where it says none).
    """

    says: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]
    only: tuple[str, ...] = ()


SETS, STRINGS = "snippets/tensors/sets.py", "snippets/tensors/strings.py"
STYLE, COLOURS, CLICKS = (f"docs/theme/assets/{name}" for name in ("site.css", "asrun.css", "site.js"))
EXAMPLES, SCRIPTS = ("tests/snippets/test_examples.py",), ("tests/snippets/test_scripts.py",)
DOWNLOADS = ("tests/browser/test_downloads.py", "-k", "sets or offers")
TENSORS = ("tensors",)


def page(name: str) -> tuple[str, ...]:
    """The visits to a page in both languages."""
    return "tests/browser/test_pages.py", "-k", name


FAULTS = [
    Fault(
        "a training step drops sample weights",
        "snippets/custom/steps.py",
        "#: compute\n                x=X, y=y, y_pred=y_pred, sample_weight=weights\n",
        "#: compute\n                x=X, y=y, y_pred=y_pred\n",
        ("tests/contract", "-k", "custom.steps"),
    ),
    Fault(
        "a training step does not scale the loss",
        "snippets/custom/steps.py",
        "scaled = scale_loss(self.optimizer, loss)  #: scale",
        "scaled = loss",
        ("tests/contract", "-k", "custom.steps"),
    ),
    Fault(
        "a layer makes noise of one dtype only",
        "snippets/custom/layers.py",
        "dtype=X.dtype,  #: dtype",
        "dtype=tf.float32,",
        ("tests/contract", "-k", "custom.layers"),
    ),
    Fault(
        "a block cannot be loaded",
        "snippets/custom/layers.py",
        '"units": self.units}',
        "}",
        ("tests/contract", "-k", "custom.layers"),
    ),
    Fault(
        "a loop forgets the penalties of layers",
        "snippets/overview/distribution.py",
        "tf.add_n([tf.constant(0.0), *model.losses])",
        "tf.add_n([tf.constant(0.0)])",
        ("tests/contract", "-k", "distribution"),
    ),
    Fault(
        "a class is tried nowhere",
        "tests/contract/offers.py",
        '    "custom.steps.Bare": "shows a mistake",\n',
        "",
        ("tests/contract", "-k", "every_class"),
    ),
    Fault(
        "an example expects something else than it gives",
        SETS,
        "2,  3,  5,  7,  9, 10]]",
        "2,  3,  5,  7,  9, 11]]",
        EXAMPLES,
    ),
    Fault(
        "an example gives something else than it says",
        SETS,
        "tf.constant([[7, 9, 10]])",
        "tf.constant([[7, 9, 11]])",
        EXAMPLES,
        TENSORS,
    ),
    Fault(
        "an example draws without a seed",
        "snippets/tensors/queues.py",
        ">>> tf.random.set_seed(42)\n",
        "",
        EXAMPLES,
        TENSORS,
    ),
    Fault(
        "an example does not fail any more",
        "snippets/tensors/conversion.py",
        "Traceback (most",
        "<Traceback (most",
        EXAMPLES,
        TENSORS,
    ),
    Fault(
        "a public function has no example of its own",
        STRINGS,
        '>>> draw_encoding("café")',
        'draw_encoding("café")',
        EXAMPLES,
        TENSORS,
    ),
    Fault("a helper is wrong", STRINGS, "if not text:", "if text is None:", ("tests/snippets/tensors",), TENSORS),
    Fault(
        "a copied script does not print what its page shows",
        "asrun/examples/script.py",
        "print(repr({expression}))",
        "repr({expression})",
        SCRIPTS,
        TENSORS,
    ),
    Fault(
        "a copied script lacks an import",
        "asrun/examples/script.py",
        "    imports, definitions, _ = parts(library, name, numbers)\n    return",
        "    imports, definitions, _ = parts(library, name, numbers)\n    imports.pop()\n    return",
        SCRIPTS,
        TENSORS,
    ),
    Fault(
        "a copied script does something twice",
        "asrun/examples/script.py",
        "spaced(code).strip",
        "spaced(code[:1] + code).strip",
        SCRIPTS,
        TENSORS,
    ),
    Fault(
        "a copied script has nothing that its definitions need",
        "asrun/examples/script.py",
        "            waiting += [(found[meaning], inner) for inner in free(library.definitions[meaning].code)]\n",
        "",
        SCRIPTS,
        TENSORS,
    ),
    Fault(
        "programs are no forks: one sees what another left",
        "tests/proof/run_programs.py",
        "        if os.fork() == 0:\n            run(",
        "        if True:\n            os.wait = os._exit = lambda *_: 0\n            run(",
        ("tests/proof/test_programs.py",),
    ),
    Fault(
        "programs run with a seed",
        "tests/proof/run_programs.py",
        "    gc.freeze()\n",
        "    gc.freeze()\n    keras.utils.set_random_seed(0)\n",
        ("tests/proof/test_programs.py",),
    ),
    Fault(
        "examples run with a seed",
        "asrun/examples/evaluate.py",
        "    figure.use_style()\n",
        "    figure.use_style()\n    keras.utils.set_random_seed(0)\n",
        ("tests/examples/test_run.py",),
    ),
    Fault(
        "answers are kept whatever decides them",
        "tests/proof/kept.py",
        '.get("key") == key',
        '.get("key")',
        ("tests/proof/test_kept.py",),
    ),
    Fault(
        "passed tests are kept whatever decides them",
        "tests/proof/reuse.py",
        'if old.get("key") != self.keys[folder]:',
        "if not old:",
        ("tests/proof/test_reuse.py",),
    ),
    Fault(
        "a page may use what it has not shown",
        "asrun/pages/check.py",
        "*Program(library, page).problems]",
        "]",
        ("tests/site/test_build.py", "-k", "mistake_is_told"),
    ),
    Fault(
        "solutions stand open",
        "asrun/site/program.py",
        "        if not cell.solution:\n",
        "        if True:\n",
        ("tests/site/test_downloads.py",),
    ),
    Fault(
        "a slice leaves out what changes an object",
        "asrun/examples/slice.py",
        "            or changes & (shared | MODULES)\n",
        "",
        ("tests/examples/test_script.py",),
    ),
    Fault(
        "a download lacks what it needs",
        "asrun/site/cells.py",
        "    if setting.definitions:\n",
        "    if False:\n",
        DOWNLOADS,
    ),
    Fault(
        "a download leaves an example out",
        "asrun/site/cells.py",
        "groups(project.shown(block)):",
        "groups(project.shown(block)[1:]):",
        DOWNLOADS,
    ),
    Fault(
        "a page offers another script than the one that ran",
        "asrun/site/templates/foot.html",
        "{{ whole | attribute }}",
        "{{ whole[1:] | attribute }}",
        DOWNLOADS,
    ),
    Fault(
        "a page asks others for something",
        CLICKS,
        "// The language",
        'fetch("https://example.org/");\n// The language',
        page("tensors/sets/"),
    ),
    Fault(
        "a page has an error",
        CLICKS,
        "// The language",
        'setTimeout(() => { throw new Error("planted"); });\n// The language',
        page("tensors/sets/"),
    ),
    Fault(
        "a page is wider than a phone",
        STYLE,
        "[lang=",
        ".md-typeset h1 { width: 500px; }\n[lang=",
        page("tensors/sets/"),
    ),
    Fault(
        "words of code cannot be read in the dark",
        STYLE,
        "keyword-color: #8fb4ff",
        "keyword-color: #334",
        page("tensors/sets/"),
    ),
    Fault(
        "text of figures cannot be read",
        COLOURS,
        ".md-typeset .asrun-figure {",
        ".asrun-figure text { fill: var(--asrun-out) !important; }\n.md-typeset .asrun-figure {",
        page("tensors/strings/"),
    ),
    Fault(
        "a figure has no description",
        "asrun/site/blocks.py",
        'role="img" aria-label=',
        'role="img" data-label=',
        page("tensors/strings/"),
    ),
    Fault(
        "what axe knows is mended, and still listed",
        "tests/browser/known.yml",
        "en/tensors/sets/: [",
        "en/tensors/sets/: [blink, ",
        page("tensors/sets/"),
    ),
    Fault(
        "a page leads to the home page of the other language",
        "docs/theme/partials/alternate.html",
        '(page.url if page else "")',
        '""',
        page("tensors/sets/"),
    ),
    Fault(
        "a box leads to an erratum that is not there",
        "asrun/site/weave.py",
        "#{about[0].id})",
        "#{about[0].id}-)",
        page("custom/loops/"),
    ),
    Fault(
        "the switch loses the section",
        CLICKS,
        "link.hash = location.hash",
        'link.hash = ""',
        ("tests/browser/test_browser.py", "-k", "switch"),
    ),
    Fault(
        "copying copies nothing",
        "asrun/site/templates/foot.html",
        "data-clipboard-text",
        "data-text",
        ("tests/browser/test_browser.py", "-k", "runnable"),
    ),
    Fault(
        "the search knows no other names",
        "asrun/site/build.py",
        "glossary.aliases(project.terms, language)",
        "{}",
        ("tests/browser/test_search.py", "-k", "names"),
    ),
    Fault(
        "a site that was changed counts as the one that was built",
        "asrun/site/stamp.py",
        'digest(site, ["*"])',
        '""',
        ("tests/site/test_stamp.py",),
    ),
    Fault(
        "a mistake does not stop a build",
        "asrun/site/build.py",
        "    if problems and strict:",
        "    if False:",
        ("tests/site/test_build.py",),
    ),
    Fault(
        "a mistake is told by another line",
        "asrun/pages/page.py",
        "self._line(line[self.indent :], self.first + self.at)",
        "self._line(line[self.indent :], self.first + self.at - 1)",
        ("tests/pages/test_page.py",),
    ),
    Fault(
        "a record of another source counts",
        "asrun/examples/record.py",
        "record.key != key(",
        "not key(",
        ("tests/examples/test_record.py",),
    ),
    Fault(
        "a notebook page lacks what others have",
        "asrun/site/notebook_hook.py",
        "page.markdown, page.meta = ",
        "page.meta = ",
        ("tests/site/test_build.py", "-k", "notebook_page"),
    ),
    Fault(
        "a page is read twice",
        "asrun/site/project.py",
        "self.pages = Pages(root)",
        "self.pages = Pages(root) and Pages(root)",
        ("tests/site/test_build.py", "-k", "once"),
    ),
    Fault(
        "a link bears the title of another page",
        "docs/en/tensors/sets.md",
        "\n## ",
        "\n[Queues](arrays.md)\n\n## ",
        ("tests/docs",),
    ),
    Fault(
        "a published address has gone",
        "docs/addresses.txt",
        "tensors/sets/\n",
        "tensors/gone/\ntensors/sets/\n",
        ("tests/docs",),
    ),
    Fault(
        "a page has changed and its twin has not",
        "docs/en/tensors/sets.md",
        "After this page",
        "Before this page",
        ("tests/docs",),
    ),
    Fault(
        "an item is not taught",
        "docs/items.csv",
        ",overview/index#purpose",
        ",overview/index#porpoise",
        ("tests/docs",),
    ),
    Fault(
        "a record is taken whatever it says",
        "asrun/examples/record.py",
        'if data.pop("seal") != _digest(data):',
        'if not data.pop("seal"):',
        ("tests/examples/test_record.py", "-k", "letter"),
    ),
    Fault(
        "an error that nobody expects stays on record",
        "asrun/examples/record.py",
        "outcome.error is not None and example.on(",
        "False and example.on(",
        ("tests/examples/test_misbehaving.py", "-k", "chance"),
    ),
    Fault(
        "a tag of YAML is taken",
        "asrun/pages/schema.py",
        'elif tag := getattr(event, "tag", None):',
        'elif tag := "":',
        ("tests/site/test_nothing_is_executed.py", "-k", "tags"),
    ),
    Fault(
        "a page may hold a script",
        "asrun/pages/rendered.py",
        "if element.tag in ACTIVE:",
        "if not ACTIVE:",
        ("tests/site/test_nothing_is_executed.py", "-k", "browser"),
    ),
    Fault(
        "the site says on which day it was built",
        "docs/theme/sitemap.xml",
        "</loc></url>",
        "</loc><lastmod>{{ file.page.update_date }}</lastmod></url>",
        ("tests/site/test_build.py", "-k", "addresses"),
    ),
    Fault(
        "a letter of two columns is overwritten by half",
        "asrun/examples/terminal.py",
        "if wide and not followed:",
        "if wide and followed:",
        ("asrun/examples/terminal.py",),
    ),
    Fault(
        "a module imports what it does not use",
        "tests/project.py",
        "import os\n",
        "import os\nimport re\n",
        ("tests/habits", "-k", "ruff"),
    ),
    Fault(
        "a room of the engine asks one above it",
        "asrun/problems.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\n\ndef up():\n    from asrun import site\n",
        ("tests/habits", "-k", "lint"),
    ),
    Fault("an erratum leads nowhere", "docs/errata.yml", "page: custom/loops", "page: custom/loupes", ("tests/docs",)),
]


def notice(fault: Fault) -> str:
    """Plant a fault in a copy of the project; how its tests end.

    Raises:
        ValueError: when what the fault changes is not there.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in (*PARTS, ".records"):
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, copy / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / part)
        for section in (copy / "snippets").iterdir() if fault.only else ():
            if section.is_dir() and section.name not in fault.only:
                shutil.rmtree(section)
        text = (copy / fault.path).read_text(encoding="utf-8")
        if fault.old not in text:
            raise ValueError(f"{fault.path} does not hold {fault.old!r}")
        (copy / fault.path).write_text(text.replace(fault.old, fault.new, 1), encoding="utf-8")
        env = {name: value for name, value in os.environ.items() if name not in ("DOCS_RECORDS", "FRESH")}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *fault.tests],
            cwd=copy,
            capture_output=True,
            text=True,
            env=env,
        )
    return (
        re.findall(r"(?m)^(?=.*(?:passed|failed|error|reused)).* in [\d.]+s.*$", done.stdout) or [done.stderr[-300:]]
    )[-1].strip("= ")


def main(*words: str) -> int:
    """Plant the faults whose description holds one of `words` (all, where there is none)."""
    faults = [fault for fault in FAULTS if not words or any(word in fault.says for word in words)]
    passed = 0
    for fault in tqdm(faults, unit=" faults", file=sys.stdout):
        said = notice(fault)
        noticed = " failed" in said or " error" in said
        passed += not noticed
        tqdm.write(f"{'red ' if noticed else 'PASS'}  {fault.says}: {said}", file=sys.stdout)
    print(f"{len(faults) - passed} of {len(faults)} faults turned the tests red")
    return bool(passed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
