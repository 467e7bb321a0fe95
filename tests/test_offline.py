"""Nothing goes out: all outside traffic of page and server is blocked and counted, and is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, Page, Request, Route, WebSocket

from test_browser import ask, browser, pytestmark
from test_start import Served

__all__ = ["browser", "pytestmark"]
LISTED = "What happened in Belgrade?"
# Python runs it before anything else; what it refuses is a line of the file.
SITE = """
import os, sys

LOCAL = ("127.", "::1", "localhost")
WATCHED = ("socket.connect", "socket.sendto", "socket.sendmsg")
ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")

def watch(event, arguments):
    if event in WATCHED:
        address = arguments[-1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a local socket
    elif event in ASKED:
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host and not str(host).startswith(LOCAL):
        with open(os.environ["SEEQA_TEST_OUTSIDE"], "a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError(f"outside: {host}")

sys.addaudithook(watch)
"""


class Outside:
    """What blocks and counts a server's outside traffic."""

    def __init__(self, folder: Path) -> None:
        site = folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(SITE, encoding="utf-8")
        self._counted = folder / "outside.txt"
        paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.environ = {
            "PYTHONPATH": os.pathsep.join(paths),
            "SEEQA_TEST_OUTSIDE": str(self._counted),
            **dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"), "0"),
        }

    @property
    def tried(self) -> list[str]:
        return self._counted.read_text().splitlines() if self._counted.exists() else []


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path)


@pytest.fixture
def served(tmp_path: Path, outside: Outside) -> Iterator[Served]:
    started = Served(tmp_path, built=True, SEEQA_EVALUATE="yes", **outside.environ)
    started.opened()
    yield started
    started.end()


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)",
        "import urllib.request; urllib.request.urlopen('https://huggingface.co', timeout=2)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_what_goes_out_is_blocked_and_counted(outside: Outside, code: str) -> None:
    environ = {**os.environ, **outside.environ}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, check=False
    )
    assert ran.returncode == 1
    assert b"outside: " in ran.stderr
    assert outside.tried


def test_neither_page_nor_server_asks_another_host(
    served: Served, outside: Outside, browser: Browser
) -> None:
    context = browser.new_context(accept_downloads=True)
    tried: list[str] = []

    def only_here(route: Route, request: Request) -> None:
        if request.url.startswith((f"{served.address}/", "data:", "blob:")):
            route.continue_()
        else:
            tried.append(request.url)
            route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.on("websocket", lambda socket: tried.append(_url(socket)))
    page.goto(served.address)
    use(page)
    quote = page.get_attribute("#s1-1 .facts a[href^='p/']", "href")
    page.goto(f"{served.address}/{quote}")
    page.wait_for_selector("mark")
    client = Client(served.address, verbose=False, analytics_enabled=False)
    assert client.predict(LISTED, api_name="/ask")["answered"]
    assert tried == []
    assert outside.tried == []
    # The page could not, had it tried: its policy forbids it.
    page.goto(served.address)
    sent = "fetch('http://192.0.2.1/').then(() => 'sent', () => 'refused')"
    assert page.evaluate(sent) == "refused"
    assert tried == []
    context.close()


def _url(socket: WebSocket) -> str:
    return socket.url


def use(page: Page) -> None:
    """Do what there is to do on the page."""
    page.wait_for_selector("#examples button")
    ask(page, LISTED)
    page.click("#m1-2")
    page.click("#t1 .why summary")
    ask(page, "And in Ohrid?", turn=2)
    page.locator("#feedback button").first.click()
    page.click("#keeper summary:text-is('Export')")
    with page.expect_download():
        page.click("[data-format=HTML]")
    page.click("button[role=tab]:has-text('Archive')")
    page.wait_for_selector(".timeline")
    page.click("button[role=tab]:has-text('Evaluate')")
    page.wait_for_selector("#run")
    page.click("button[role=tab]:has-text('Ask')")
    page.reload()
    page.wait_for_selector("#t1 .quote")
