"""The report as one HTML file: escaped, complete, and shown without any network."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright

from fakes import law
from seeqa.chat.evaluate_cards import cards
from seeqa.evaluation.html import STAGES, fragment, render
from seeqa.markup import escape

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("SEEQA_TEST_BROWSER") == "required"
HOSTILE = (
    "<img src=http://evil.example/x onerror=alert(1)> ${alert(2)} {{value}} $x^2$ "
    "</style></script><script>window.pwned=1</script> \" ' & ` \u202e"
)


def outcome(number: int, lost_at: str | None, text: str = "Who?", **fields: Any) -> dict[str, Any]:
    hit = {
        "rank": 1,
        "score": 0.5,
        "document_id": f"d/{text}",
        "passage_id": "1",
        "start": 0,
        "end": 40,
        "text": f"passage {text}",
        "context": f"headline {text}\n1 May 2022",
        "dense": {"rank": 2, "score": 0.61},
        "lexical": None,
        "terms": [],
    }
    return {
        "id": f"q{number}",
        "question": f"question {number} {text}",
        "split": "dev",
        "tags": ["who", text],
        "history": [f"before {text}"],
        "gold": [{"document": f"d/{text}", "text": f"gold {text}", "start": 3, "end": 9}],
        "answer": {
            "confidence": 0.4,
            "citations": [{"quote": f"quote {text}", "headline": f"head {text}"}],
            "abstention": None,
            "hits": [hit],
        },
        "golds_at": [{"rank": 1, "dense_rank": 2, "lexical_rank": None}],
        "measures": {"f1": 0.0},
        "abstained": False,
        "lost_at": lost_at,
        **fields,
    }


def report(text: str = "plain", outcomes: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    figure = {"value": 0.875, "low": 0.81, "high": 0.93, "n": 40}
    count = {"value": 7, "low": None, "high": None, "n": 40}
    figures = {"Recall@5": figure, "F1": figure, f"odd {text}": figure, "answerable": count}
    return {
        "settings": {"encoder": text},
        "set": {"path": text, "questions": 40, "answerable": 30, "unanswerable": 10},
        "figures": {"all": figures, "dev": figures, "test": figures},
        "by_tag": {text: {"n": 3, "recall@5": 0.5, text: 0.25}, "absent": {"n": 2}},
        "curves": {
            "risk_coverage": {"all": [[i / 10, i / 20] for i in range(1, 11)]},
            "calibration": {"all": [[0.1, 0.0, 4], [0.9, 0.8, 9]]},
            "recall_by_k": {"all": [[1, 0.4], [5, 0.8]]},
        },
        "latency": {text: {"p50": 0.01, "p95": 0.05}, "read": {"p50": 0.02, "p95": 0.04}},
        "outcomes": outcomes
        if outcomes is not None
        else [outcome(i, stage, text) for i, stage in enumerate(STAGES)],
    }


def test_every_failure_is_present_with_its_stage_and_no_success() -> None:
    some = [outcome(i, stage) for i, stage in enumerate([*STAGES, None, *STAGES])]
    page = render(report(outcomes=some))
    for number, one in enumerate(some):
        assert (f"question {number} Who?" in page) == (one["lost_at"] is not None)
    for stage in STAGES:
        assert page.count(f'class="failure" data-stage="{stage}"') == 2


def test_a_failure_shows_what_was_wanted_answered_and_retrieved() -> None:
    page = render(report(outcomes=[outcome(1, "wrong_span")]))
    for said in (
        "gold Who?",
        "at rank 1 (by meaning 2, by words –)",
        "quote Who?",
        "headline Who?",
        "passage Who?",
        "before Who?",
        '2 <span class="soft">0.61</span>',
    ):
        assert said in page


def test_what_has_no_answer_no_gold_or_no_curve_is_shown_too() -> None:
    refused = outcome(1, "wrongly_abstained", answer=None, abstained=True, golds_at=[None])
    answered = outcome(2, "wrongly_answered", gold=[], golds_at=[])
    form = {**report(outcomes=[refused, answered]), "curves": {}, "latency": {}, "by_tag": {}}
    page = render(form)
    assert "the question was refused" in page
    assert "not among the passages" in page
    assert "To say that the archive does not answer." in page
    assert "<svg" not in page
    assert "None of 0 questions failed" in render(report(outcomes=[]))


def test_every_plot_is_drawn_in_colours_of_the_page() -> None:
    page = render(report())
    drawn = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawn) == 5
    assert all("currentColor" in svg and "var(--s1)" in svg for svg in drawn)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_it_is_the_same_twice() -> None:
    assert render(report()) == render(report())


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = render(report(HOSTILE))
    assert "default-src 'none'" in page
    assert not re.search(
        r"""<\w[^<>]*\s(src|href|action|data|poster)\s*=\s*["']?\s*(\w+:)?//""", page
    )
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page
    assert "<script" not in page
    assert "<img" not in page


@law
@given(text=st.text(max_size=60))
def test_no_text_becomes_markup_or_template(text: str) -> None:
    hostile = f"<zz {text}> ${{ {{{{"
    shown = fragment(report(hostile, [outcome(1, "wrong_span", hostile)]) | {"latency": {}})
    assert "<zz" not in shown
    assert "${" not in shown
    assert "{{" not in shown


def test_for_the_chat_each_failure_has_its_question() -> None:
    some = [outcome(0, None), outcome(1, "wrong_span"), outcome(2, "not_retrieved")]
    shown = fragment(report(outcomes=some), inside="<p>In short</p>")
    wanted = [one["question"] for one in some[1:]]
    assert sorted(re.findall(r'data-question="([^"]*)"', shown)) == sorted(map(escape, wanted))
    assert shown.count('data-history="') == 2
    assert "data-question" not in fragment(report(outcomes=some))


def test_the_cards_tell_the_main_figures_of_the_test_split_in_words() -> None:
    figure = {"value": 0.875, "low": 0.81, "high": 0.93, "n": 40}
    names = ("right sentence", "Success@1", "Recall@5", "wrongly answered", "wrongly abstained")
    test = {name: {**figure, "value": 0.1 * i} for i, name in enumerate([*names, "AUROC"], 1)}
    shown = cards({"all": {"Recall@5": figure}, "test": test})
    assert re.findall(r"<b>(.*?)</b>", shown) == ["10%", "20%", "30%", "40%", "50%", "60%"]
    assert "False answers</h3><b>40%" in shown
    assert "the archive does not answer were answered all the same" in shown
    assert shown.count("95 % interval 81% to 93%; 40 questions") == 6
    assert cards({"dev": {"odd": figure}}) == cards({}) == ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("no chromium; install Debian's package chromium")
    with sync_playwright() as playwright:
        assert CHROMIUM, "SEEQA_TEST_BROWSER=required, but there is no chromium"
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_in_a_browser_with_the_network_off(
    browser: Browser, tmp_path: Path, scheme: Any, width: int
) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(report(HOSTILE)), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert "0.875" in page.inner_text(".tiles")
    assert page.locator("figure svg").count() == 5
    box = page.locator("figure svg").first.bounding_box()
    assert box is not None
    assert box["height"] > 100
    page.locator("#ev-stage-wrong_span").check(force=True)
    assert page.locator(".failure:visible").count() == 1
    page.locator(".failure:visible summary").click()
    assert HOSTILE.split("$x")[0] in page.inner_text(".failure[open] blockquote >> nth=0")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.pwned") is None
    assert (asked, said) == ([file.as_uri()], [])
    context.close()
