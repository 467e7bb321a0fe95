"""The corpus changes while the chat is open: the page follows, in headless Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from conftest import free_port, wait_for
from fakes import SMALL, write_corpus, write_weights
from test_browser import ask, browser, pytestmark
from test_browser_page import violations

__all__ = ["browser", "pytestmark"]
BOATS = "Boats searched in Split\n4 June 2022, Split, Croatia: Divers searched nine boats.\n"
SOON = 10_000  # milliseconds within which a change is seen
NEWS = "#masthead .news:has-text('%s')"


class Chat:
    """A chat over a folder of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.corpus = write_corpus(folder / "corpus", small=SMALL)
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        weights = write_weights(folder)
        given = {
            "CORPUS": self.corpus,
            "INDEX": folder / "index",
            "PORT": port,
            "WEIGHTS": weights,
        }
        environ = {**os.environ, **{f"SEEQA_{name}": str(is_) for name, is_ in given.items()}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "seeqa", "serve", *options], env=environ
        )
        wait_for(self.address, self.process)

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Chat]]:
    chats = []

    def started(*options: str) -> Chat:
        chats.append(Chat(tmp_path_factory.mktemp("fresh"), *options))
        return chats[-1]

    yield started
    assert [chat.end() for chat in chats] == [0] * len(chats)


@pytest.fixture(scope="module")
def chat(start: Callable[..., Chat]) -> Chat:
    return start("--upload")


@pytest.fixture
def page(browser: Browser, chat: Chat) -> Iterator[Page]:
    """A page over the small corpus as it is at first."""
    for path in chat.corpus.iterdir():
        path.unlink()
    write_corpus(chat.corpus, small=SMALL)
    shown = opened(browser, chat)
    shown.wait_for_selector("#masthead:has-text('2 items in the archive')")
    yield shown
    shown.context.close()


def opened(browser: Browser, chat: Chat, **options: Any) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
    page.set_default_timeout(60_000)
    page.goto(chat.address)
    page.wait_for_selector("#examples button", timeout=180_000)
    return page


def write(chat: Chat, **files: str) -> None:
    write_corpus(chat.corpus, **files)


def test_edits_additions_and_removals_are_seen_within_ten_seconds(page: Page, chat: Chat) -> None:
    ask(page, "Who funded the workshop in Tirana?")
    assert "Austria" in page.inner_text("#t1 .quote")
    write(chat, small=SMALL.replace("Austria", "Denmark"))
    page.wait_for_selector(NEWS % "1 item changed", timeout=SOON)
    ask(page, "Who funded the workshop in Tirana?", turn=2)
    assert "Denmark" in page.inner_text("#t2 .quote")
    assert "Austria" in page.inner_text("#t1 .quote")  # what was said stays
    page.click("#m1-1")
    assert "changed or taken out" in page.inner_text("#s1-1")  # and marks nothing wrong
    assert page.locator("#s1-1 mark").count() == 0
    write(chat, boats=BOATS)
    page.wait_for_selector(NEWS % "1 item added", timeout=SOON)
    ask(page, "Who searched the boats in Split?", turn=3)
    assert "Divers" in page.inner_text("#t3 .quote")
    (chat.corpus / "boats.txt").unlink()
    page.wait_for_selector(NEWS % "1 item removed", timeout=SOON)
    assert "2 items in the archive" in page.inner_text("#masthead .holds")
    assert re.search(r"read again at \d\d:\d\d: 1 item removed\.", page.inner_text("#announce"))
    assert page.locator(".turn").count() == 3


def test_what_is_being_typed_and_where_one_is_stays(page: Page, chat: Chat) -> None:
    page.click("#filters button")
    page.click("#filter-place input")
    page.get_by_role("option", name="Tirana", exact=True).click()
    page.wait_for_selector("#filtered .chip")
    page.fill("#question textarea", "Who searched")
    page.evaluate("document.querySelector('#conversation .turns').dataset.same = 'yes'")
    write(chat, boats=BOATS)
    page.wait_for_selector(NEWS % "1 item added", timeout=SOON)
    assert page.input_value("#question textarea") == "Who searched"
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    assert page.get_attribute("#conversation .turns", "data-same") == "yes"  # not drawn anew
    assert page.input_value("#filter-place input") == "Tirana"
    page.click("#filter-place input")
    page.get_by_role("option", name="Split", exact=True).wait_for()


def test_nothing_is_drawn_or_asked_of_gradio_while_nothing_changes(page: Page) -> None:
    page.wait_for_timeout(1_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.querySelector('#masthead h1').dataset.same = 'yes'")
    page.wait_for_timeout(7_000)
    assert {url.rsplit("/", 1)[-1] for url in asked} == {"ready"}
    assert len(asked) <= 4
    assert page.get_attribute("#masthead h1", "data-same") == "yes"


def test_the_open_archive_follows_and_is_read_again_by_a_button(page: Page, chat: Chat) -> None:
    page.click("button[role=tab]:has-text('Archive')")
    page.wait_for_selector(".timeline")
    write(chat, boats=BOATS)
    page.wait_for_selector(".timeline :text('Boats searched in Split')", timeout=SOON)
    page.click("[data-do=again]")
    page.wait_for_selector("#again [role=status]:has-text('nothing changed')")
    assert page.is_enabled("[data-do=again]")


def test_a_folder_that_is_gone_is_told_and_the_old_archive_answers(page: Page, chat: Chat) -> None:
    away = chat.corpus.rename(chat.corpus.with_name("away"))
    page.wait_for_selector("#masthead :text('could not be read again')", timeout=SOON)
    ask(page, "Who funded the workshop in Tirana?")
    assert "Austria" in page.inner_text("#t1 .quote")
    away.rename(chat.corpus)
    page.wait_for_selector(NEWS % "nothing changed", timeout=SOON)


def test_it_is_told_in_the_visitors_language_and_time(
    browser: Browser, page: Page, chat: Chat
) -> None:
    german = opened(browser, chat, locale="de-DE", timezone_id="Asia/Tokyo")
    now = german.evaluate("new Date().toTimeString().slice(0, 2)")
    write(chat, boats=BOATS)
    german.wait_for_selector(NEWS % "1 Meldung neu", timeout=SOON)
    told = german.inner_text("#masthead .news")
    assert re.search(r"Das Archiv wurde um \d\d:\d\d neu gelesen: 1 Meldung neu\.", told)
    assert f"um {now}:" in told or now != german.evaluate("new Date().toTimeString().slice(0, 2)")
    german.context.close()


def test_files_are_added_shown_and_taken_back(page: Page, chat: Chat, tmp_path: Path) -> None:
    name = "boats ${1} {{value}} 'n' news.txt"
    files = [tmp_path / name, tmp_path / "picture.png"]
    files[0].write_text(BOATS, encoding="utf-8")
    files[1].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    page.click("button[role=tab]:has-text('Archive')")
    page.set_input_files("#drop input[type=file]", [str(file) for file in files])
    page.wait_for_selector("#received ul.received")
    told = page.inner_text("#received")
    for said in ("Added: 2 files.", "boats", "news.txt", "1 item", "Boats searched in Split"):
        assert said in told
    assert "picture.png" in told
    assert "not read" in told
    page.wait_for_selector(".timeline :text('Boats searched in Split')", timeout=SOON)
    assert len(list(chat.corpus.iterdir())) == 3
    page.click("[data-do=undo]")
    page.wait_for_selector("#received:has-text('Removed again: 2 files.')")
    assert [path.name for path in chat.corpus.iterdir()] == ["small.txt"]
    page.wait_for_selector(".timeline :text('Boats searched in Split')", state="detached")
    assert page.evaluate("window.pwned") is None


def test_without_the_setting_there_is_no_box(browser: Browser, start: Callable[..., Chat]) -> None:
    chat = start("--no-watch")
    page = opened(browser, chat)
    page.click("button[role=tab]:has-text('Archive')")
    page.wait_for_selector(".timeline")
    assert page.locator("#drop").count() == 0
    write(chat, boats=BOATS)
    page.wait_for_timeout(7_000)
    assert page.inner_text("#masthead .news") == ""  # not watched either
    page.click("[data-do=again]")
    page.wait_for_selector("#again [role=status]:has-text('1 item added')")
    page.wait_for_selector(".timeline :text('Boats searched in Split')", timeout=SOON)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser, page: Page, chat: Chat, tmp_path: Path, scheme: Any
) -> None:
    shown = opened(browser, chat, color_scheme=scheme, reduced_motion="reduce")
    write(chat, boats=BOATS)
    shown.wait_for_selector(NEWS % "1 item added", timeout=SOON)
    shown.click("button[role=tab]:has-text('Archive')")
    sent = tmp_path / "sent.txt"
    sent.write_text("Parcels opened in Bar\n5 June 2022, Bar, Montenegro: Ten were opened.\n")
    shown.set_input_files("#drop input[type=file]", str(sent))
    shown.wait_for_selector("#received ul.received")
    assert violations(shown) == []
    shown.context.close()
