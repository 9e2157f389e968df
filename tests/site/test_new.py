"""A page that is begun by `make new` is green as it stands."""

import subprocess
import sys

import pytest

from tests.project import ROOT


@pytest.fixture
def navigated(tiny):
    for language in ("ko", "en"):
        config = tiny.root / f"docs/{language}.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(
            f"{text}nav:\n  - Home: index.md\n  - Basics:\n      - basics/shapes.md\n  - xor/laboratory.ipynb\n"
        )
    tiny.asrun("addresses")
    return tiny


def test_all_that_belongs_to_a_page(navigated):
    done = navigated.asrun("new", "basics/slices")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        "snippets/basics/slices.py",
        "tests/snippets/basics/test_slices.py",
        "docs/ko/basics/slices.md",
        "docs/en/basics/slices.md",
        "docs/ko.yml",
        "docs/en.yml",
        "docs/addresses.txt",
    ]
    assert navigated.asrun("check").returncode == 0
    assert "examples hold" in navigated.asrun("run", "basics.slices").stdout
    config = (navigated.root / "docs/ko.yml").read_text(encoding="utf-8")
    assert "      - basics/shapes.md\n      - basics/slices.md\n" in config
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/snippets"]
    done = subprocess.run(test, cwd=navigated.root, capture_output=True, text=True, env={"PYTHONPATH": "."})
    assert done.returncode == 0, done.stdout
    for path in ("snippets/basics/slices.py", "tests/snippets/basics/test_slices.py"):
        done = subprocess.run([ROOT / ".venv/bin/ruff", "format", "--check", path], cwd=navigated.root)
        assert done.returncode == 0


@pytest.mark.parametrize(
    "page, says",
    [
        ("slices", "'slices' is no page\n    write section/name"),
        ("basics/Two-Words", "'basics/Two-Words' is no page"),
        ("basisc/slices", "there is no section 'basisc'\n    did you mean basics?"),
        ("basics/shapes", "snippets/basics/shapes.py:1: exists already"),
    ],
)
def test_what_cannot_be_begun(navigated, page, says):
    before = {path: path.read_bytes() for path in navigated.root.rglob("docs/**/*.*") if path.is_file()}
    done = navigated.asrun("new", page)
    assert done.returncode == 1 and says in done.stderr
    assert before == {path: path.read_bytes() for path in navigated.root.rglob("docs/**/*.*") if path.is_file()}
