"""Starting and stopping `seeqa serve`, as a process."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser

from conftest import ROOT, free_port, wait_for
from fakes import copied_index, write_weights
from seeqa.auth import set_password
from seeqa.chat.server import check_port
from test_auth import basic
from test_browser import browser, pytestmark

__all__ = ["browser", "pytestmark"]


class Served:
    """A chat in a process of its own, whose temporary files lie in a folder of their own."""

    def __init__(
        self, folder: Path, options: Sequence[str] = (), *, built: bool = False, **environ: str
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.index = folder / "index"
        if built:
            copied_index(self.index)
        self.weights = write_weights(folder)
        settings = {
            "SEEQA_CORPUS": str(ROOT / "corpus"),
            "SEEQA_INDEX": str(self.index),
            "SEEQA_FEEDBACK": str(folder / "feedback.sqlite3"),
            "SEEQA_PORT": str(self.port),
            "SEEQA_WEIGHTS": self.weights,
            "TMPDIR": str(self.temporary),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "seeqa", "serve", *options],
            env={**os.environ, **settings, **environ},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def opened(self) -> None:
        """Wait until it says that it is open."""
        assert self.process.stdout is not None
        assert b"SEEQA is open" in self.process.stdout.readline()

    def ready(self) -> None:
        """Wait until a question would be answered at once."""
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.address}/api/ready", timeout=5).close()
                return
            time.sleep(0.2)
        raise AssertionError("not ready in a minute")

    def end(self) -> None:
        """End it, however far it is."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit status and standard error."""
        self.process.send_signal(how)
        _, error = self.process.communicate(timeout=60)
        return self.process.returncode, error.decode()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    started = Served(tmp_path)
    yield started
    started.end()


def test_the_page_is_up_before_the_archive_and_the_first_question_waits(tmp_path: Path) -> None:
    slow = tmp_path / "slow.json"
    os.mkfifo(slow)  # a file that lets nobody read on until it is written
    served = Served(tmp_path, built=True, SEEQA_WEIGHTS=str(slow))
    try:
        wait_for(served.address, served.process)
        client = Client(served.address, verbose=False, analytics_enabled=False)
        asked = client.submit("Who funded the trafficking report?", api_name="/ask")
        assert not asked.done()
        slow.write_text(Path(write_weights(tmp_path)).read_text())
        assert "France and Sweden" in asked.result(timeout=120)["answer"]
    finally:
        served.end()


def test_the_page_says_that_the_models_load_and_then_what_there_is(
    served: Served, browser: Browser
) -> None:
    wait_for(served.address, served.process)
    page = browser.new_page()
    page.goto(served.address)
    page.wait_for_selector("text=The models are loading")
    page.fill("#question textarea", "Who funded the trafficking report?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t1 .quote", timeout=120_000)
    assert "France and Sweden" in page.inner_text("#t1")
    page.wait_for_selector("text=15 items in the archive")
    page.close()


def test_browser_and_client_of_a_user_come_in(tmp_path: Path, browser: Browser) -> None:
    set_password(tmp_path / "users", "anna", "correct horse")
    served = Served(tmp_path, built=True, SEEQA_AUTH=str(tmp_path / "users"))
    try:
        served.opened()
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(served.address)
        known = {"username": "anna", "password": "correct horse"}
        context = browser.new_context(http_credentials=known)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(served.address)
        page.fill("#question textarea", "Who funded the trafficking report?")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#t1 .quote", timeout=120_000)
        page.wait_for_selector("text=15 items in the archive")
        context.close()
        headers = basic("anna", "correct horse")
        client = Client(served.address, headers=headers, verbose=False, analytics_enabled=False)
        hits = client.predict("border", 2, api_name="/search")
        assert len(hits) == 2
    finally:
        served.end()


def test_an_open_host_without_users_is_warned_of(tmp_path: Path) -> None:
    served = Served(tmp_path, ["--host", "0.0.0.0"])
    served.opened()
    _, said = served.stop(signal.SIGINT)
    assert "whoever reaches 0.0.0.0" in said
    assert "--auth FILE" in said


@pytest.mark.parametrize(
    ("later", "how"),
    [(0.0, signal.SIGINT), (2.0, signal.SIGINT), (None, signal.SIGINT), (None, signal.SIGTERM)],
)
def test_stopping_leaves_nothing_behind(
    tmp_path: Path, later: float | None, how: signal.Signals
) -> None:
    """While the page comes up, while an index is built, and when all is open (None)."""
    served = Served(tmp_path, built=later is None)
    wait_for(served.address, served.process)
    stream = urllib.request.urlopen(f"{served.address}/gradio_api/heartbeat/someone", timeout=30)
    assert stream.read(4) == b"data"
    if later is None:
        served.ready()
    else:
        time.sleep(later)
    status, said = served.stop(how)
    assert (status, said) == (0, said)
    assert "Traceback" not in said
    assert "Error" not in said
    check_port("127.0.0.1", served.port)
    assert list(served.temporary.rglob("*")) == []
    assert list(served.index.glob(".building-*")) == []


def test_a_background_job_that_ignored_ctrl_c_ends_by_it_too(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does; a child inherits it
    try:
        served = Served(tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    wait_for(served.address, served.process)
    assert served.stop(signal.SIGINT) == (0, "")


def test_an_archive_that_cannot_be_opened_ends_the_chat(tmp_path: Path) -> None:
    served = Served(tmp_path, SEEQA_CORPUS=str(tmp_path / "none"))
    _, error = served.process.communicate(timeout=120)
    said = error.decode().splitlines()
    assert served.process.returncode == 1
    assert len(said) == 1
    assert "SEEQA_CORPUS" in said[0]


def test_all_of_the_page_is_under_the_path_of_its_host(tmp_path: Path, browser: Browser) -> None:
    served = Served(tmp_path, ["--root-path", "/bulletins"], built=True)
    try:
        served.opened()
        base = f"{served.address}/bulletins/"
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        asked_for: list[str] = []
        context.on("request", lambda request: asked_for.append(request.url))
        page.goto(base)
        page.fill("#question textarea", "Who funded the trafficking report?")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#t1 .quote", timeout=120_000)
        page.click("#t1 .marker")
        page.click("#t1 [data-copy]")
        page.wait_for_function("document.querySelector('#said').textContent")
        copied = str(page.evaluate("navigator.clipboard.readText()"))
        with context.expect_page() as opened:
            page.click(".card.shown .facts a[target=_blank]")
        item = opened.value
        item.wait_for_selector("mark")
        assert item.url.startswith(f"{base}p/")
        assert item.url in copied
        page.evaluate("document.querySelectorAll('#keeper details').forEach(d => d.open = true)")
        with page.expect_download() as kept:
            page.click("[data-format=Markdown]")
        assert f"<{item.url}>" in kept.value.path().read_text(encoding="utf-8")
        item.click("nav a")
        item.wait_for_selector("#question textarea")
        assert item.url == base
        page.reload()  # kept apart from the archives under other paths of the host
        page.wait_for_selector("#t1 .quote", timeout=60_000)
        keys = page.evaluate("Object.keys(localStorage)")
        assert keys and all(key.startswith("seeqa/bulletins.conversation.") for key in keys)
        assert f"{base}api/ready" in asked_for
        web = [url for url in asked_for if url.startswith("http") and "favicon" not in url]
        assert all(url.startswith(base) for url in web), web
        context.close()
    finally:
        served.end()


def test_an_empty_folder_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    served = Served(tmp_path, SEEQA_CORPUS=str(tmp_path / "empty"))
    served.opened()
    _, said = served.stop(signal.SIGINT)
    assert f"nothing to read in {tmp_path}/empty yet" in said
    assert "--corpus, SEEQA_CORPUS" in said
