"""From a click on “Wrong” to a question that `seeqa eval` reads, in headless Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from seeqa.evaluation import read_questions
from seeqa.feedback import State, Store, Verdict
from test_browser import ROOT, ask, browser, pytestmark

__all__ = ["browser", "pytestmark"]
SENTENCE = "The production of the report"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite3"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], kept: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEEQA_FEEDBACK", str(kept))
        yield serve(ROOT / "corpus")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    shown = context.new_page()
    shown.goto(address)
    shown.wait_for_selector("#question textarea")
    yield shown
    context.close()


def noted(page: Page, text: str) -> None:
    page.wait_for_function(
        "text => document.querySelector('#noted [role=status]').textContent.includes(text)",
        arg=text,
    )


def test_wrong_corrected_reviewed_and_evaluated(page: Page, kept: Path, tmp_path: Path) -> None:
    assert not page.is_visible("#feedback")
    ask(page, "How many experts contributed to the report?")
    page.wait_for_selector("#feedback")
    page.click("#feedback button:text-is('Wrong')")
    noted(page, "this is wrong")
    page.click(f"#sentence label:has-text('{SENTENCE}')")
    page.click("#keep")
    noted(page, "your correction")
    (said,) = Store(kept).all()
    assert said.verdict is Verdict.WRONG
    assert said.correction is not None
    assert said.correction.text.startswith(SENTENCE)

    into = tmp_path / "mine.jsonl"
    environ = {**os.environ, "SEEQA_FEEDBACK": str(kept), "SEEQA_INDEX": str(tmp_path / "index")}

    def seeqa(*arguments: str) -> str:
        command = [sys.executable, "-m", "seeqa", *arguments]
        return subprocess.run(
            command, env=environ, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

    assert "Added." in seeqa("feedback", "review", "--yes", "--into", str(into))
    (question,) = read_questions(into)
    assert question.answers[0].text == said.correction.text
    assert Store(kept).all()[0].state is State.TAKEN
    figures = seeqa("eval", "--questions", str(into)).splitlines()
    assert figures[1].split() == ["questions", "1"]


def test_an_abstention_can_be_right_from_the_keyboard(page: Page, kept: Path) -> None:
    ask(page, "What is the capital of Peru?")
    page.wait_for_selector("#feedback")
    assert page.locator("#feedback button:text-is('Right passage, wrong words')").count() == 0
    page.focus("#feedback button:text-is('Right')")
    page.keyboard.press("Enter")
    noted(page, "this is right")
    said = Store(kept).all()[-1]
    assert (said.verdict, said.quotes) == (Verdict.RIGHT, ())
    ask(page, "Who funded the trafficking report?", turn=2)
    page.wait_for_function("document.querySelector('#noted [role=status]').textContent === ''")
    page.wait_for_selector("#feedback button:text-is('Right passage, wrong words')")
