"""The playground as its readers meet it, and its numbers against Keras."""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
import yaml

from snippets.xor.playground import EXPERIMENTS, INPUTS, play
from tests.browser.axe import complaints
from tests.browser.patience import until
from tests.project import ROOT

LECTURE = {
    "seed": 1,
    "hidden": [4],
    "activation": "sigmoid",
    "loss": "mse",
    "optimizer": "sgd",
    "learning_rate": 0.1,
    "batch_size": 1,
    "order": "fixed",
    "epochs": 1500,
}
# Relative. Both compute in float32 and add in another order; measured: below 1e-5.
TOLERANCE = 1e-4
PARITY = [
    {},
    {"seed": 2, "order": "shuffled"},
    {"activation": "tanh", "loss": "binary_crossentropy"},
    {"activation": "relu", "hidden": [8], "epochs": 1000},
    {"optimizer": "adam", "learning_rate": 0.01, "order": "shuffled", "epochs": 1000},
    {"optimizer": "momentum", "batch_size": 2},
    {"hidden": [4, 3], "activation": "tanh", "optimizer": "adam", "batch_size": 4, "epochs": 600},
    {"hidden": [], "loss": "binary_crossentropy", "seed": 2**32 - 1, "epochs": 500},
    {"activation": "linear", "loss": "binary_crossentropy", "learning_rate": 10, "epochs": 12},
]
PAGE = {language: f"{language}/xor/playground/" for language in ("ko", "en")}


def to(language: str = "en", **settings) -> str:
    settings = {name: "-".join(map(str, v)) or "0" if isinstance(v, list) else v for name, v in settings.items()}
    return f"{PAGE[language]}?{urlencode(settings)}"


def figures(tab) -> list[str]:
    """Epoch, loss and right answers, as they are shown."""
    return tab.locator(".playground-figures b").all_inner_texts()


def press(tab, name: str) -> None:
    tab.locator("#playground").get_by_role("button", name=name, exact=True).click()


def field(tab, name: str):
    inside = tab.locator("#playground")
    return inside.get_by_role("combobox", name=name, exact=True).or_(
        inside.get_by_role("textbox", name=name, exact=True)
    )


def weights(tab) -> list[str]:
    return tab.locator(".playground-network line").evaluate_all(
        "lines => lines.map(l => l.getAttribute('stroke-width'))"
    )


# --- the same numbers as Keras ------------------------------------------------------


@pytest.mark.parametrize("change", PARITY, ids=str)
def test_loss_curve_follows_keras(open_page, change):
    settings = {**LECTURE, **change}
    got = open_page(PAGE["en"]).evaluate("settings => playground.train(settings)", settings)
    model, losses = play(**settings)
    np.testing.assert_allclose(np.array(got["losses"], float), losses, rtol=TOLERANCE)
    np.testing.assert_allclose(np.array(got["outputs"], float), np.ravel(model(np.float32(INPUTS))), rtol=TOLERANCE)
    for mine, theirs in zip(got["weights"], model.get_weights(), strict=True) if np.isfinite(losses[-1]) else ():
        np.testing.assert_allclose(np.array(mine, float), theirs.ravel(), rtol=1e-3, atol=1e-4)


def test_every_choice_is_compared_with_keras(open_page):
    tab = open_page(PAGE["en"])
    for name, label in {
        "activation": "Activation",
        "loss": "Loss",
        "optimizer": "Optimizer",
        "batch_size": "Batch size",
        "order": "Order of points",
    }.items():
        offered = field(tab, label).locator("option").evaluate_all("all => all.map(o => o.value)")
        assert set(offered) == {str({**LECTURE, **change}[name]) for change in PARITY}


def test_recorded_experiments_are_what_the_page_shows(open_page, records):
    """What the page prints of its Keras runs is what the playground says in their place."""
    printed = records.outcomes("xor.playground.report")[-1].printed.splitlines()
    for line, (name, change) in zip(printed, EXPERIMENTS.items(), strict=True):
        loss, right = re.fullmatch(rf"{name}: loss (\S+), (\d) of 4 right", line).groups()
        _, shown, correct = figures(open_page(to(**{"epochs": 1500, **change})))
        if math.isnan(float(loss)):
            assert (shown, correct) == ("NaN", "–")
        else:
            assert float(shown) == pytest.approx(float(loss), abs=6e-5) and correct == f"{right} of 4"


def links(tab) -> list[str]:
    """Links of the page to states of the playground."""
    return tab.locator("a[href^='?']").evaluate_all("links => links.map(a => a.getAttribute('href'))")


def test_every_experiment_has_its_link(open_page):
    tab = open_page(PAGE["en"])
    there = links(tab)
    queries = [{k: v[0] for k, v in parse_qs(link[1:]).items()} for link in there]
    for change in EXPERIMENTS.values():
        assert {
            k: "-".join(map(str, v)) or "0" if k == "hidden" else str(v) for k, v in (change or {"seed": 1}).items()
        } in queries
    for link in there:
        tab.locator(f"a[href={link!r}]").first.click()
        assert tab.locator(".playground-note").inner_text() == "" and tab.url.endswith(link)
    tab.go_back()
    assert tab.url.endswith(there[-2]), "going back is going back to the state before"
    assert links(open_page(PAGE["ko"])) == there


# --- play, pause, step, rewind ------------------------------------------------------


def test_play_pause_step_and_rewind_to_the_same_start(open_page):
    tab = open_page(PAGE["en"])
    before = figures(tab), weights(tab)
    assert before[0][:2] == ["0", "0.2556"]
    press(tab, "+1 epoch")
    assert figures(tab)[0] == "1" and weights(tab) != before[1]
    press(tab, "+100 epochs")
    assert figures(tab)[0] == "101"
    press(tab, "Play")
    until(tab, "+document.querySelector('.playground-figures b').textContent > 150")
    press(tab, "Pause")
    epoch, loss, _ = figures(tab)
    tab.wait_for_timeout(200)
    assert figures(tab)[0] == epoch, "it stands still"
    curve = tab.evaluate("settings => playground.train(settings).losses", {**LECTURE, "epochs": int(epoch)})
    assert f"{curve[-1]:.4f}" == loss, "played or computed at once, it is the same"
    press(tab, "Rewind")
    assert (figures(tab), weights(tab)) == before
    press(tab, "Next seed")
    assert field(tab, "Seed").input_value() == "2" and weights(tab) != before[1]
    assert tab.errors == []


def test_reduced_motion_still_plays(open_page):
    tab = open_page(PAGE["en"], reduced_motion="reduce")
    press(tab, "Play")
    tab.wait_for_timeout(1300)
    press(tab, "Pause")
    assert int(figures(tab)[0]) in (300, 450, 600), "few pictures, with many epochs between them"


def test_the_end_is_told(open_page):
    tab = open_page(to(epochs=19950))
    press(tab, "+100 epochs")
    assert figures(tab)[0] == "20000"
    assert "20000" in tab.locator(".playground-note").inner_text()


# --- the state in the address -------------------------------------------------------


def test_state_goes_into_the_address_and_comes_back(open_page, address):
    tab = open_page(PAGE["en"])
    assert urlsplit(tab.url).query == "", "a page that was only opened keeps its address"
    chosen = {
        "Hidden layer 1": "3",
        "Hidden layer 2": "2",
        "Activation": "tanh",
        "Loss": "binary_crossentropy",
        "Optimizer": "adam",
        "Batch size": "2",
        "Order of points": "shuffled",
    }
    for name, value in chosen.items():
        field(tab, name).select_option(value)
    for name, value in {"Learning rate": "0.05", "Seed": "42"}.items():
        field(tab, name).fill(value)
        field(tab, name).press("Enter")
    press(tab, "+100 epochs")
    press(tab, "+1 epoch")
    shown = figures(tab)
    assert shown[0] == "101" and "epochs=101" in tab.url
    press(tab, "Copy link to this state")
    assert tab.evaluate("navigator.clipboard.readText()") == tab.url
    other = open_page(tab.url.removeprefix(address))
    assert figures(other) == shown
    assert {name: field(other, name).input_value() for name in chosen} == chosen
    other.click("a.site-language")
    other.wait_for_url(re.compile("/ko/xor/playground/"))
    assert figures(other)[:2] == shown[:2], "the other language shows the same state"


@pytest.mark.parametrize("language, known", [("ko", "모르는 값"), ("en", "Not a value")])
def test_tampered_address_falls_back_and_says_so(open_page, language, known):
    bad = {
        "hidden": "999",
        "activation": "<img src=x>",
        "learning_rate": "abc",
        "seed": "-1",
        "epochs": "1e9",
        "loss": "toString",
        "optimizer": "__proto__",
        "batch_size": "3",
        "order": "",
    }
    tab = open_page(to(language, **bad))
    note = tab.locator(".playground-note").inner_text()
    assert known in note and all(name in note for name in bad)
    assert figures(tab)[0] == "0" and tab.errors == []
    assert figures(tab) == figures(open_page(PAGE[language]))


def test_a_wrong_entry_is_not_taken(open_page):
    tab = open_page(PAGE["en"])
    field(tab, "Learning rate").fill("fast")
    field(tab, "Learning rate").press("Enter")
    assert field(tab, "Learning rate").input_value() == "0.1"
    assert "learning_rate" in tab.locator(".playground-note").inner_text()


# --- divergence, Keras code ---------------------------------------------------------


@pytest.mark.parametrize(
    "language, play_, advice", [("ko", "재생", "학습률을 낮추"), ("en", "Play", "smaller learning rate")]
)
def test_divergence_is_told_kindly(open_page, language, play_, advice):
    tab = open_page(to(language, activation="linear", loss="binary_crossentropy", learning_rate=10))
    before = figures(tab)
    press(tab, play_)
    until(tab, "document.querySelector('.playground-note').textContent")
    assert advice in tab.locator(".playground-note").inner_text()
    assert figures(tab)[1:] == ["NaN", "–"] and tab.errors == []
    tab.keyboard.press("Home")
    assert figures(tab) == before and tab.locator(".playground-note").inner_text() == ""


@pytest.mark.parametrize(
    "change",
    [
        {},
        {
            "seed": 42,
            "hidden": [3, 2],
            "activation": "tanh",
            "loss": "binary_crossentropy",
            "optimizer": "adam",
            "learning_rate": 0.05,
            "batch_size": 2,
            "order": "shuffled",
            "epochs": 101,
        },
        {"hidden": [], "epochs": 7},
    ],
    ids=str,
)
def test_copied_keras_code_runs_and_gives_the_loss_shown(open_page, programs, change):
    settings = {**LECTURE, "epochs": 50, **change}
    tab = open_page(to(**settings))
    press(tab, "Copy as Keras code")
    printed = programs.printed(tab.evaluate("navigator.clipboard.readText()"))
    loss = re.search(r"loss (\S+),", printed)
    assert loss and "Traceback" not in printed, printed
    exact = tab.evaluate("settings => playground.train(settings).losses.at(-1)", settings)
    assert float(loss[1]) == pytest.approx(exact, rel=TOLERANCE)
    epoch, shown, correct = figures(tab)
    assert (epoch, shown) == (str(settings["epochs"]), f"{exact:.4f}") and f"{correct} right" in printed


# --- keyboard, screen readers, colours, weight --------------------------------------


def test_keyboard(open_page):
    tab = open_page(PAGE["en"])
    tab.keyboard.press("ArrowRight")
    assert figures(tab)[0] == "0", "outside the playground the keys are the browser's"
    tab.locator(".playground-network").focus()
    for key, epoch in [("ArrowRight", "1"), ("Shift+ArrowRight", "101"), ("Home", "0")]:
        tab.keyboard.press(key)
        assert figures(tab)[0] == epoch
    tab.keyboard.press("Space")
    until(tab, "+document.querySelector('.playground-figures b').textContent > 10")
    tab.keyboard.press("Space")
    assert tab.get_by_role("button", name="Play", exact=True).is_visible()
    about = tab.locator(".playground-about")
    seen = []
    for _ in range(8):
        tab.keyboard.press("ArrowDown")
        seen.append(about.inner_text())
    assert (
        seen[:2] == ["x1", "x2"]
        and seen[2].startswith("neuron 1 of hidden 1 = sigmoid(")
        and seen[6].startswith("output =")
    )
    assert seen[7] == "x1", "after the last comes the first"
    tab.keyboard.press("ArrowUp")
    assert tab.locator(".playground-network line.faint").count() == 8, "the weights into the output stand out"
    field(tab, "Seed").focus()
    assert tab.locator(".playground-network line.faint").count() == 0
    epoch = figures(tab)[0]
    tab.keyboard.press("ArrowRight")
    assert figures(tab)[0] == epoch, "a field keeps its own keys"


def test_tab_reaches_every_control(open_page):
    tab = open_page(PAGE["en"])
    tab.locator(".playground-play").focus()
    reached = 1
    while tab.evaluate("document.querySelector('#playground').contains(document.activeElement)"):
        outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert reached == 1 or outline != "none", "the focus is seen"
        tab.keyboard.press("Tab")
        reached += 1
    assert reached > 18


@pytest.mark.parametrize(
    "language, play_, said",
    [("ko", "+1에포크", "1에포크, 손실 0.2552, 정답"), ("en", "+1 epoch", "Epoch 1, loss 0.2552,")],
)
def test_what_happens_is_said(open_page, language, play_, said):
    tab = open_page(PAGE[language])
    press(tab, play_)
    assert said in tab.locator(".playground-hidden[role=status]").inner_text()
    assert re.search("[가-힣]", tab.locator(".playground-chart").get_attribute("aria-label")) or language == "en"
    tab.locator("#playground summary").click()
    assert tab.locator(".playground-tables table").count() == 3


@pytest.mark.parametrize("language, scheme", [("ko", "dark"), ("en", "light")])
def test_accessible_in_every_state(open_page, address, language, scheme):
    tab = open_page(
        to(language, activation="linear", loss="binary_crossentropy", learning_rate=10, epochs=9), color_scheme=scheme
    )
    tab.locator("#playground summary").click()
    tab.locator(".playground-node").last.click()
    found = complaints(tab, address, "#playground")
    assert not found, "\n".join(found)


def test_pictures_change_with_the_palette(open_page):
    tab = open_page(to(epochs=1500), color_scheme="light")
    pixels = "document.querySelector('.playground-output canvas').toDataURL()"
    before = tab.evaluate(pixels)
    tab.emulate_media(color_scheme="dark")
    until(tab, "document.body.dataset.mdColorScheme === 'slate'")
    tab.wait_for_timeout(100)
    assert tab.evaluate(pixels) != before


@pytest.mark.parametrize("hidden", [[8, 8], [1], []], ids=str)
def test_fits_a_phone(open_page, hidden):
    tab = open_page(to("ko", hidden=hidden), viewport={"width": 390, "height": 844})
    tab.locator("#playground summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [box.bounding_box() for box in tab.locator(".playground-node").all()]
    assert all(
        a["y"] + a["height"] <= b["y"]
        or b["y"] + b["height"] <= a["y"]
        or a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        for i, a in enumerate(boxes)
        for b in boxes[:i]
    ), "no neuron hides another"


def test_it_is_small_and_only_its_page_loads_it(site):
    sizes = {name: (site / "en/assets" / name).stat().st_size / 1024 for name in ("playground.js", "playground.css")}
    assert sum(sizes.values()) < 50, sizes
    loading = [p for p in site.rglob("index.html") if "playground.js" in p.read_text(encoding="utf-8")]
    assert {p.relative_to(site).as_posix() for p in loading} == {f"{page}index.html" for page in PAGE.values()}


def test_without_script_a_sentence_stands_in_its_place(open_page):
    assert "자바스크립트" in open_page(PAGE["ko"], java_script_enabled=False).locator("#playground").inner_text()


def test_words_of_both_languages_have_the_same_names_and_places():
    def shape(value):
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return sorted(re.findall(r"\{\w+\}", value))

    ko, en = (
        yaml.safe_load((ROOT / "docs" / language / "xor/playground.md").read_text(encoding="utf-8").split("---\n")[1])
        for language in PAGE
    )
    assert shape(ko["words"]) == shape(en["words"])
