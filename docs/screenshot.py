"""Refresh the pictures of the README: `python docs/screenshot.py http://127.0.0.1:7860`.

Needs a running chat, Debian's chromium and the development packages.
"""

import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

QUESTIONS = (
    "How many officers were trained on vehicle searches in Istanbul?",
    "Who paid for the trafficking report?",
    "What is the capital of Peru?",
)
VIEWS: tuple[tuple[str, int, int], ...] = (
    ("desktop-light", 1280, 1130),
    ("phone-dark", 390, 844),
)
FOLDER = Path(__file__).parent / "images"


def main(address: str) -> None:
    """Take every view."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=arguments
        )
        for name, width, height in VIEWS:
            _take(browser, address, name, width, height)
        browser.close()


def _take(browser: Browser, address: str, name: str, width: int, height: int) -> None:
    scheme: Literal["dark", "light"] = "dark" if name.endswith("dark") else "light"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    for turn, question in enumerate(QUESTIONS, 1):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f"#t{turn} .quote, #t{turn} .abstained")
    page.click("#m2-1")
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1])
