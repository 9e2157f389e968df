"""The search: it knows other names, and finds what explains an error."""

from __future__ import annotations

import re

import pytest

from tests.browser.patience import until
from tests.project import ROOT

READY = {"ko": "검색어를 입력하세요", "en": "Type to start searching"}
QUERIES = {
    "ko": {
        "그래디언트": "autodiff/",
        "그라디언트를": "autodiff/",
        "gradient": "autodiff/",
        "자동미분": "autodiff/",
        "오토디프": "autodiff/",
        "손실함수": "custom/losses/",
        "로스": "custom/losses/",
        "커스텀 학습 루프": "custom/loops/",
        "래기드텐서": "tensors/ragged/",
        "리트레이싱": "reference/glossary/#retracing",
        "자코비안": "autodiff/jacobians/",
        "헤시안의": "autodiff/jacobians/",
        "형변환": "tensors/conversion/",
        "과적합": "reference/glossary/#overfitting",
        "메트릭": "custom/metrics/",
        "러닝레이트": "reference/glossary/#learning-rate",
        "휴버": "reference/glossary/#huber-loss",
        "스파스 텐서": "tensors/sparse/",
        "심볼릭": "reference/glossary/#symbolic-tensor",
        "TensorArray": "tensors/arrays/",
        "에폭": "reference/glossary/#epoch",
        "드랍아웃": "reference/glossary/#dropout",
        "슬라이싱": "tensors/indexing/",
        "tf.stop_gradient": "autodiff/control/",
        "그레이디언트를": "autodiff/",
        "래그드 텐서의": "tensors/ragged/",
    },
    "en": {
        "autodiff": "autodiff/",
        "그레이디언트": "autodiff/",
        "cost function": "custom/losses/",
        "jacobian matrix": "autodiff/jacobians/",
        "casting": "tensors/conversion/",
        "역전파": "reference/glossary/#backpropagation",
        "GradientTape": "autodiff/tapes/",
        "fully connected layer": "reference/glossary/#dense-layer",
        "shortcut": "reference/glossary/#skip-connection",
        "ragged": "tensors/ragged/",
        "scatter_nd_update": "tensors/variables/",
        "PaddingFIFOQueue": "tensors/queues/",
    },
}
ERRORS = [  # the message a reader pastes, and the section that explains it
    (message, f"reference/keras3/#{section}")
    for section, cell in re.findall(
        r"(?m)^\| \[.*\]\(#([\w-]+)\) \| (.*) \| .* \|$",
        (ROOT / "docs/en/reference/keras3.md").read_text(encoding="utf-8"),
    )
    for message in re.findall(r"`(\w*Error: .*?)`(?= |,|$)", cell)
]


def first_three(open_page, language, queries):
    """Links of the first three results of each query, section by section."""
    tab = open_page(f"{language}/", searching=True)
    tab.click(".md-search__input")
    empty = f"document.querySelector('.md-search-result__meta').textContent.includes('{READY[language]}')"
    found = "document.querySelector('.md-search-result__item, .md-search-result__list:empty')"
    for query in queries:
        for typed in ("", query):
            tab.fill(".md-search__input", typed)
            tab.press(".md-search__input", "End")  # Material looks when a key comes up
            until(tab, f"!{empty} && {found}" if typed else empty)
        assert tab.input_value(".md-search__input") == query, "what the reader typed stays"
        yield tab.evaluate(
            "[...document.querySelectorAll('.md-search-result__item')].slice(0, 3).flatMap((item) =>"
            " [...item.querySelectorAll('a')].map((a) => { const u = new URL(a.href); return u.pathname + u.hash; }))"
        )
    assert tab.away == [] and tab.errors == []


@pytest.mark.parametrize("language", QUERIES)
def test_other_names_find_the_page_or_the_row_among_the_first_three(open_page, language):
    wanted = QUERIES[language]
    found = dict(zip(wanted, first_three(open_page, language, wanted), strict=True))
    assert not {
        query: links
        for query, links in found.items()
        if not any(link.endswith(f"/{language}/{wanted[query]}") for link in links)
    }


@pytest.mark.parametrize("language", QUERIES)
def test_an_error_message_finds_the_section_that_explains_it(open_page, language):
    found = first_three(open_page, language, [message for message, _ in ERRORS])
    missed = {
        message: links
        for (message, section), links in zip(ERRORS, found, strict=True)
        if not any(link.endswith(f"/{language}/{section}") for link in links)
    }
    assert len(ERRORS) > 35 and not missed


def test_the_search_is_told_only_when_it_is_used(open_page):
    asked = []
    tab = open_page("ko/", searching=True)
    tab.on("request", lambda r: asked.append(r.url) if "aliases" in r.url else None)
    tab.reload()
    tab.wait_for_load_state("networkidle")
    assert asked == []
    tab.click(".md-search__input")
    tab.fill(".md-search__input", "층")
    tab.press(".md-search__input", "End")
    tab.wait_for_selector(".md-search-result__item a")
    assert len(asked) == 1
