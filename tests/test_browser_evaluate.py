"""The Evaluate tab in headless Chromium: run, cancel, and ask a failure in the chat."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio
import pytest
from playwright.sync_api import Browser, Page

from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.chat.evaluate_tab import Progress, default_set, question_sets
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.texts import gradio_texts
from seeqa.errors import QuestionSetError
from test_browser import ROOT, browser
from test_browser import pytestmark as marks
from test_evaluation_html import HOSTILE, outcome, report

__all__ = ["browser"]
pytestmark = [mark for mark in marks if mark.name != "model"]
QUESTION = "Who hosted the course?"


def measure(assistant: Assistant, path: Path, progress: Progress) -> Mapping[str, Any]:
    """A quick, a slow and a failing run, by the set's name."""
    if path.name == "failing.jsonl":
        raise QuestionSetError(expected="a set", found="another", mend="Mend <b>it</b>.")
    for done in range(1, 101):
        time.sleep(0.2 if path.name == "slow.jsonl" else 0.01)
        progress(done, 100)
    lost = outcome(1, "wrong_span", HOSTILE, question=QUESTION, history=["What was in Istanbul?"])
    return report("plain", [outcome(0, None), lost])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("evaluate")
    for name in ("quick", "slow", "failing"):
        (folder / "questions").mkdir(exist_ok=True)
        shutil.copy(ROOT / "questions" / "bulletin.jsonl", folder / "questions" / f"{name}.jsonl")
    config = replace(
        small_config(folder),
        questions=folder / "questions",
        evaluate=True,
        feedback=folder / "feedback.sqlite3",
    )
    page = build_page(Opening.of(Assistant.open(config, encoder=HashEncoder())), using=measure)
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, i18n=gradio_texts(gradio)
    )
    yield url
    page.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    shown = context.new_page()
    shown.goto(address)
    shown.click("button[role=tab]:has-text('Evaluate')")
    shown.wait_for_selector("#run")
    yield shown
    context.close()


def choose(page: Page, name: str) -> None:
    page.click("#set input")
    page.click(f"[role=option]:has-text('{name}')")


def test_the_sets_of_the_folder_are_offered(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "notes.txt"):
        (tmp_path / name).touch()
    assert question_sets(tmp_path) == ["a.jsonl", "b.jsonl"]
    assert question_sets(tmp_path / "absent") == []
    assert default_set(["a.jsonl", "bulletin.jsonl"]) == "bulletin.jsonl"
    assert (default_set(["a.jsonl", "b.jsonl"]), default_set([])) == ("a.jsonl", None)


def test_a_run_shows_the_report_and_a_failure_is_asked_in_the_chat(page: Page) -> None:
    choose(page, "quick.jsonl")
    page.click("#run")
    page.wait_for_selector("#progress progress")
    page.wait_for_selector(".seeqa-report")
    assert "Done: 100 questions." in page.inner_text("#progress")
    assert page.inner_text(".tiles h3") == "Found among five"
    assert "88%" in page.inner_text(".tiles")
    assert page.locator(".seeqa-report figure svg").count() == 5
    assert page.evaluate("window.pwned") is None
    assert page.locator(".seeqa-report img, .seeqa-report script").count() == 0
    page.click(".failure summary")
    page.click(".failure .ask")
    page.wait_for_selector("#t1 .quote, #t1 .abstained")
    assert page.is_visible("#conversation")
    assert page.inner_text("#t1 .question") == QUESTION
    page.wait_for_selector("#feedback")


def test_a_run_can_be_cancelled_and_started_again(page: Page) -> None:
    choose(page, "slow.jsonl")
    page.click("#run")
    page.wait_for_function("document.querySelector('#progress').innerText.includes(' of 100')")
    page.click("#stop")
    page.wait_for_function("document.querySelector('#progress').innerText.includes('Cancelled')")
    assert page.locator(".seeqa-report").count() == 0
    assert page.is_enabled("#run")
    choose(page, "failing.jsonl")
    page.click("#run")
    page.wait_for_function("document.querySelector('#progress').innerText.includes('<b>it</b>')")


def test_it_speaks_the_browsers_language(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="sr-RS")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#conversation:has-text('Pitajte o biltenima')")
    assert page.get_attribute("html", "lang") == "sr"
    page.click("button[role=tab]:has-text('Procena')")
    page.wait_for_selector("#progress:has-text('Postavlja svako pitanje')")
    assert "Skup pitanja" in page.inner_text("#measure")
    choose(page, "quick.jsonl")
    page.click("#run:has-text('Pokreni')")
    page.wait_for_selector("#progress:has-text('Gotovo: 100 pitanja.')")
    page.click("button[role=tab]:has-text('Arhiva')")
    page.click("button[role=tab]:has-text('Procena')")
    assert "Gotovo" in page.inner_text("#progress")
    page.click(".failure summary")
    page.click(".failure .ask")
    page.wait_for_selector("#feedback:has-text('Da li je ovo tačno?')")
    page.click("#feedback button:text-is('Netačno')")
    page.wait_for_selector("#noted:has-text('Zabeleženo: ovo je netačno')")
    assert "Ništa u arhivi ne odgovara" in page.inner_text("#sentence")
    page.click("#keep:has-text('Sačuvaj')")
    page.wait_for_selector("#noted:has-text('Najpre izaberite')")
    context.close()
