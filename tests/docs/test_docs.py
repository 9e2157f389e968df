"""The pages are in order, and teach every item of the list in both languages."""

import importlib
import json
import re

import yaml

from asrun.commands import main
from asrun.examples import limits, run
from asrun.pages.data import KEPT, catalogues
from asrun.pages.items import items
from asrun.pages.languages import Pages
from asrun.site import figures, numbers
from asrun.site.project import Project
from tests.project import ROOT


def test_pages_twins_errata_and_glossary_are_in_order():
    main(["--root", str(ROOT), "check"], standalone_mode=False)


def test_figures_are_those_that_somebody_approved_with_what_pages_say_of_them(records):
    wrong = [str(problem) for problem in figures.problems(Project(ROOT))]
    assert not wrong, "\n".join(wrong)


def test_all_data_in_both_languages_was_read():
    """The check passes over what was never marked where nothing is kept at all."""
    kept = json.loads((ROOT / KEPT).read_text(encoding="utf-8"))
    assert kept.keys() == catalogues(Pages(ROOT)).keys() >= {"errata", "glossary", "navigation"}


def test_the_workflow_in_the_readme_is_yaml_and_calls_what_there_is():
    text = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[1]
    steps = yaml.safe_load(text)["jobs"]["snippets"]["steps"]
    [command] = [step["run"] for step in steps if "run" in step]
    given = dict(word.split("=") for word in command.split()[2:])
    parts = re.search(r"(?m)^PARTS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"))[1].split()
    assert command.startswith("make test ") and given["PART"] in parts
    assert given["JUNIT"] == steps[-1]["with"]["path"] and len(text.splitlines()) <= 10
    assert sorted(parts) == sorted(
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and list(path.rglob("test_*.py"))
    )


def test_what_an_example_may_take_is_what_writers_are_told():
    for name in ("CONTRIBUTING.md", "CONTRIBUTING.ko.md"):
        [line] = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "GiB" in line]
        told = [int(number) for number in re.findall(r"\d+", line)]
        assert told[:3] == [run.TIMEOUT, limits.MEMORY >> 30, limits.FILE >> 20]


def test_every_item_is_taught_in_both_languages():
    main(["--root", str(ROOT), "coverage"], standalone_mode=False)
    assert len(items(ROOT)) == 1019, "an item may be added, and is counted here; none may go"


def test_numbers_in_prose_stand_in_what_ran_or_say_where_they_come_from(records):
    assert not list(map(str, numbers.problems(Project(ROOT))))


def test_a_page_that_speaks_of_both_versions_is_held_to_it():
    """Its front matter says ``verified: [2, 3]``, and then `check` asks the lock of verification."""
    claims = re.compile(
        r"(?i)\b(on both|both versions)\b|두 버전"
        r"|\b(was|were|has|have|been)\b[^.|]{0,40}\b(run|ran|checked|tested|verified)\b"
        r"[^.|]{0,40}\b(both|two) (versions|generations)|\b(checked|tested|verified|run) (with|on) (TensorFlow )?2\.15"
        r"|(두 세대|2\.15(\.\d)?|Keras 2와 Keras 3)에서(도| 모두)? (실행|확인)했"
    )
    saying = [page for page in Pages(ROOT) if claims.search(" ".join(page.body.split()))]
    assert len(saying) >= 30
    assert [page.path for page in saying if page.meta.get("verified") != [2, 3]] == []


def test_errata_are_in_korean_for_korean_readers():
    for entry in yaml.safe_load((ROOT / "docs/errata.yml").read_text(encoding="utf-8")):
        assert re.search("[가-힣]", entry["ko"]["claim"] + entry["ko"]["truth"]), entry["id"]


NAME = re.compile(r"`((?:tf|keras|np)(?:\.[A-Za-z_]\w*)+)(?:\([^`]*\))?`")
ONLY_BEFORE = {  # with TensorFlow 2.15 and Keras 2
    "keras.backend.set_value",
    "keras.backend.square",
    "keras.experimental",
    "keras.losses.Reduction.SUM",
    "tf.estimator",
    "tf.keras.losses.mean_squared_error",
}
NOWHERE = {
    "keras.activations.sofrplus": "a typing error of lecture notes",
    "keras.constraints.nonneg": "a mistake of lecture notes",
    "keras.layer": "a mistake of lecture notes",
    "keras.layer.Dense": "a mistake of lecture notes",
    "np.reduce_mean": "a mistake of lecture notes",
    "tf.constraints": "a mistake of lecture notes",
    "tf.contrib": "it went with TensorFlow 1",
    "tf.global_variables_initializer": "it went with TensorFlow 1",
}


def there_is(name):
    """Whether there is such a thing in the library that its first word means."""
    root, *path = name.split(".")
    thing = importlib.import_module({"tf": "tensorflow", "np": "numpy"}.get(root, root))
    for part in path:
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def test_names_in_prose_exist():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    names = set(NAME.findall(texts))
    assert len(names) > 200
    unknown = {name for name in names if not there_is(name)}
    assert unknown == ONLY_BEFORE | NOWHERE.keys()
