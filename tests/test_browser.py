"""The chat in headless Chromium, as a person uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("SEEQA_TEST_BROWSER") == "required"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.skipif(
        CHROMIUM is None and not REQUIRED,
        reason="no chromium; install Debian's package chromium to run the browser tests",
    ),
]
IN_VIEW = """selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
}"""
DONE = ".quote, .abstained, .problem"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        assert CHROMIUM, "SEEQA_TEST_BROWSER=required, but there is no chromium"
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, chat: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    shown = context.new_page()
    outside: list[str] = []
    shown.on("request", lambda r: outside.append(r.url) if _is_outside(r.url, chat) else None)
    shown.goto(chat)
    shown.wait_for_selector("#question textarea")
    yield shown
    assert outside == []
    context.close()


def _is_outside(url: str, chat: str) -> bool:
    return not url.startswith((chat, "data:", "blob:"))


def ask(page: Page, question: str, turn: int = 1) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(", ".join(f"#t{turn} {one}" for one in DONE.split(", ")), timeout=60_000)


def test_a_marker_opens_the_right_quote(page: Page) -> None:
    ask(page, "Who funded the trafficking report?")
    quote = page.inner_text("#t1 .quote").split("”")[0].removeprefix("“")
    assert "Governments of France and Sweden" in quote
    page.click("#m1-1")
    page.wait_for_function("document.activeElement && document.activeElement.id === 's1-1'")
    assert page.inner_text("#s1-1 mark") == quote
    assert page.is_visible("#s1-1 mark")
    card = page.inner_text("#s1-1")
    assert "31 May 2022, Vienna, Austria" in card
    assert "unodc-see-bulletin-2022-05.txt, line 18" in card


def test_markers_work_from_the_keyboard_and_back(page: Page) -> None:
    ask(page, "Who funded the trafficking report?")
    page.focus("#m1-1")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement && document.activeElement.id === 's1-1'")
    page.focus("#s1-1 .back a")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement && document.activeElement.id === 'm1-1'")


def test_cards_of_two_turns_do_not_mix(page: Page) -> None:
    ask(page, "Who funded the trafficking report?")
    ask(page, "And how many experts contributed to it?", turn=2)
    assert "About: Exploitation and Abuse" in page.inner_text("#t2")
    page.click("#m2-1")
    page.wait_for_function("document.activeElement && document.activeElement.id === 's2-1'")
    assert page.inner_text("#s2-1 mark") in page.inner_text("#t2")


def test_an_example_is_asked_by_a_click(page: Page) -> None:
    page.wait_for_selector("#examples button", timeout=60_000)
    assert 3 <= page.locator("#examples button").count() <= 6
    example = page.locator("#examples button").nth(1).inner_text()
    page.locator("#examples button").nth(1).click()
    page.wait_for_selector("#t1 .quote", timeout=60_000)
    assert page.inner_text("#t1 .question") == example


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the capital of Peru?", "The archive does not answer"),
        ("why " * 3000, "at most 1000 characters"),
        ("Кој го финансираше извештајот?", "ask in English"),
    ],
)
def test_useful_words_where_there_is_no_answer(page: Page, question: str, said: str) -> None:
    ask(page, question)
    assert said in page.inner_text("#t1")
    assert page.locator("#sources .card").count() == 0


def test_nothing_of_a_question_becomes_markup(page: Page) -> None:
    question = "<img src=x onerror=window.pwned=7> ${window.pwned=8} [x](javascript:alert(1))"
    ask(page, question)
    assert page.inner_text("#t1 .question") == question
    assert page.locator("#conversation img, #sources img").count() == 0
    assert page.evaluate("window.pwned") is None


def test_nothing_of_a_document_becomes_markup(page: Page) -> None:
    ask(page, "What happened in Skopje in June 2022?")
    page.click("#m1-1")
    shown = page.inner_text("#s1-1")
    assert '<img src=x onerror="window.pwned=1"> and ${window.pwned=2}' in shown
    assert "[x](javascript:window.pwned=3)" in shown
    assert "{{window.pwned=5}}" in shown
    assert "Hostile <img src=x onerror=alert(1)> ${alert(2)} {{value}} headline" in shown
    assert page.locator("#sources img, #sources script, #conversation img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.pwned") is None


def test_a_line_of_two_megabytes_is_cut_for_show(page: Page) -> None:
    ask(page, "When did the giraffe committee meet?")
    assert "giraffe committee" in page.inner_text("#t1")
    page.click("#m1-1")
    assert "giraffe committee met" in page.inner_text("#s1-1")
    assert len(page.content()) < 1_000_000


def test_it_fits_a_phone(browser: Browser, chat: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(chat)
    page.wait_for_selector("#question textarea")
    ask(page, "Who funded the trafficking report?")
    page.click("#m1-1")
    page.wait_for_function("document.activeElement && document.activeElement.id === 's1-1'")
    page.wait_for_function(IN_VIEW, arg="#s1-1 mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_an_empty_archive_says_what_to_do(
    browser: Browser, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(serve(tmp_path))
    page.wait_for_selector("#question textarea")
    page.wait_for_selector("#masthead:has-text('The archive is empty')", timeout=60_000)
    ask(page, "Who paid for the report?")
    assert "Put files into the corpus folder" in page.inner_text("#t1")
    page.close()
