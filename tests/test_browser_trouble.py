"""The chat in headless Chromium when the server is too busy, gone, or back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import gradio
import pytest
from playwright.sync_api import Browser, Page

from conftest import free_port, wait_for
from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.texts import gradio_texts
from test_browser import ROOT, ask, browser, pytestmark

__all__ = ["browser", "pytestmark"]
REPORT = "Who funded the trafficking report?"
PERU = "What is the capital of Peru?"
CSS = (ROOT / "src" / "seeqa" / "chat" / "style.css").read_text(encoding="utf-8")
COURSE, WORKSHOP = "Who hosted the course?", "Who funded the workshop?"
BOX = "#question textarea"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[str, Opening]]:
    """A page that takes one question at a time and lets one wait, while the models load."""
    config = small_config(tmp_path)
    Assistant.open(config, encoder=HashEncoder())
    opening = Opening(config)
    page = build_page(opening)
    page.queue(default_concurrency_limit=1, max_size=1)
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, i18n=gradio_texts(gradio), css=CSS
    )
    yield url, opening
    opening.stop()
    page.close()


def enter(page: Page, question: str) -> None:
    page.fill(BOX, question)
    page.press(BOX, "Enter")


def until_taken(page: Page) -> None:
    """Send what is in the box until the queue, which empties after an answer, takes it."""
    status = 0
    for _ in range(20):
        with page.expect_response("**/queue/join?*") as joined:
            page.press(BOX, "Enter")
        if (status := joined.value.status) == 200:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the queue still answers {status}")


def test_a_full_queue_is_told_and_the_question_stays(
    browser: Browser, busy: tuple[str, Opening]
) -> None:
    url, opening = busy
    contexts = [browser.new_context(locale=locale) for locale in ("en", "en", "de")]
    answered, waiting, refused = pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(url)
        page.wait_for_selector(BOX)
    refused.wait_for_selector("#conversation:has-text('Fragen Sie auf Englisch')")
    enter(answered, COURSE)
    answered.wait_for_selector("#t1 .busy")
    with waiting.expect_response("**/queue/join?*") as joined:
        enter(waiting, COURSE)
    assert joined.value.status == 200
    with refused.expect_response("**/queue/join?*") as joined:
        enter(refused, COURSE)
    assert joined.value.status == 503
    refused.wait_for_selector("#trouble :text('Gerade warten viele Fragen')")
    refused.wait_for_timeout(500)
    assert refused.input_value(BOX) == COURSE
    assert refused.locator(".toast-wrap:visible").count() == 0
    answered.click("#t1 [data-do=stop]")  # stopping works although the queue is full
    answered.wait_for_selector("#t1 .problem:has-text('Stopped before')")
    opening.start()
    waiting.wait_for_selector("#t1 .quote", timeout=60_000)
    until_taken(refused)
    refused.wait_for_selector("#t1 .quote", timeout=60_000)
    refused.wait_for_function("document.querySelector('#trouble p').textContent === ''")
    assert refused.input_value(BOX) == ""
    for context in contexts:
        context.close()


def test_a_conversation_that_the_server_forgot_is_kept(browser: Browser, chat: str) -> None:
    context = browser.new_context()
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.set_default_timeout(60_000)
        page.goto(chat)
        page.wait_for_selector("#examples button")
    ask(first, REPORT)
    first.wait_for_function("sessionStorage['seeqa.open']")
    opened = first.evaluate("sessionStorage['seeqa.open']")
    second.evaluate("id => { sessionStorage['seeqa.open'] = id; }", opened)
    ask(second, PERU)
    second.wait_for_selector("#said:has-text('this is one of its own now')")
    assert second.locator("#kept-list .title").all_inner_texts() == [PERU, REPORT]
    second.locator("#kept-list .title", has_text="report").click()
    second.wait_for_selector("#t1 .quote")
    context.close()


def test_a_question_of_a_hundred_kilobytes_is_told_at_once(browser: Browser, chat: str) -> None:
    page = browser.new_page()
    page.goto(chat)
    page.wait_for_selector(BOX)
    ask(page, "zebra " * 17_000)
    assert "at most 1000 characters" in page.inner_text("#t1 .problem")
    shown = page.locator("#t1 .question").bounding_box()
    assert shown is not None
    assert shown["height"] < 400
    assert page.input_value(BOX) == ""
    page.locator("#t1 .edit").click()  # what was asked is not lost
    assert page.input_value(BOX).startswith("zebra zebra")
    assert len(page.input_value(BOX)) > 15_000
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.parametrize("name", ["unknown", "1-2-3", "%F0%9F%98%80", "x" * 5000])
def test_an_unknown_permalink_gives_its_sentence(browser: Browser, chat: str, name: str) -> None:
    page = browser.new_page()
    answer = page.goto(f"{chat}/p/{name}", timeout=180_000)  # the first waits for the models
    assert answer is not None
    assert answer.status == 404
    assert "Copy the whole address again" in page.inner_text("body")
    page.close()


def test_a_question_that_a_reload_cuts_off_can_be_asked_again(
    browser: Browser, busy: tuple[str, Opening]
) -> None:
    url, opening = busy
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    enter(page, COURSE)
    page.wait_for_selector("#t1 .busy")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    page.reload()
    opening.start()
    page.wait_for_selector("#t1 .problem:has-text('Stopped before')")
    page.wait_for_selector("#examples button")  # the queue holds one: these are out of it
    page.click("#t1 [data-do=retry]")
    page.wait_for_selector("#t1 .quote")
    assert page.locator(".turn").count() == 1
    page.close()


CUTTING = """() => {
    const plain = window.fetch;
    window.fetch = async (...request) => {
        const response = await plain(...request);
        if (!String(request[0].url || request[0]).includes('/queue/data')) return response;
        const reader = response.body.getReader();
        const start = async (controller) => {
            window.cut = () => { controller.close(); };
            for (let part; !(part = await reader.read()).done;) {
                try { controller.enqueue(part.value); } catch { return; }
            }
            window.cut();
        };
        return new Response(new ReadableStream({start}), response);
    };
}"""


def test_an_answer_whose_stream_ends_early_keeps_nobody_waiting(
    browser: Browser, busy: tuple[str, Opening]
) -> None:
    url, opening = busy
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(f"({CUTTING})()")
    page.goto(url)
    enter(page, COURSE)
    page.wait_for_selector("#t1 .busy")
    enter(page, WORKSHOP)  # waits in the box for the answer before it
    page.route("**/app_id", lambda route: route.abort())  # for a while the server is not there
    page.evaluate("window.cut()")
    page.wait_for_selector("#trouble :text('does not answer at the moment')")
    with page.expect_navigation():
        page.unroute("**/app_id")
    opening.start()
    page.wait_for_selector("#t1 .problem:has-text('Stopped before')")
    assert page.input_value(BOX) == WORKSHOP
    until_taken(page)
    page.wait_for_selector("#t2 .quote")
    page.close()


SERVER = """
import sys
from pathlib import Path
import uvicorn
folder, tests, port = sys.argv[1:]
sys.path.insert(0, tests)
from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.chat.opening import Opening
from seeqa.chat.server import build_app
opening = Opening.of(Assistant.open(small_config(Path(folder)), encoder=HashEncoder()))
app = build_app(opening)
uvicorn.run(app, port=int(port), log_level="error", timeout_graceful_shutdown=1)
"""


class Server:
    """The chat over two items, at an address that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._port = str(free_port())
        self._folder = folder
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        tests = str(Path(__file__).parent)
        command = [sys.executable, "-c", SERVER, str(self._folder), tests, self._port]
        self._process = subprocess.Popen(command)
        wait_for(self.address, self._process)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_lost_server_is_told_and_all_is_there_when_it_is_back(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(server.address)
    page.wait_for_selector("#masthead:has-text('2 items')")
    ask(page, COURSE)
    quote = page.inner_text("#t1 .quote")

    server.stop()
    enter(page, WORKSHOP)
    page.wait_for_selector("#trouble :text('does not answer at the moment')")
    page.wait_for_function(f"document.querySelector('{BOX}').value === '{WORKSHOP}'")
    assert page.locator(".toast-wrap:visible").count() == 0
    with page.expect_navigation():
        server.start()
    page.wait_for_selector("#t1 .quote")
    assert page.inner_text("#t1 .quote") == quote
    assert page.input_value(BOX) == WORKSHOP
    page.press(BOX, "Enter")
    page.wait_for_selector("#t2 .quote")
    assert page.locator("#kept-list .title").all_inner_texts() == [COURSE]

    server.stop()  # and it is back before anybody asks
    server.start()
    with page.expect_navigation():
        enter(page, COURSE)
    page.wait_for_selector("#said:has-text('The server was restarted')")
    page.wait_for_selector("#t2 .quote")
    assert page.input_value(BOX) == COURSE
    page.press(BOX, "Enter")
    page.wait_for_selector("#t3 .quote")
    context.close()
