"""Refresh the pictures of the README: `python docs/screenshot.py http://127.0.0.1:7860`.

Needs a running chat, Debian's chromium and the development packages.
"""

import shutil
import sys
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

QUESTIONS = (
    "Who funded the trafficking report?",
    "And how many experts contributed to it?",
    "Which activities did the UK fund?",
)
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
FOLDER = Path(__file__).parent / "images"
Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def main(address: str) -> None:
    """Take every view: the chat on desktop and phone, light and dark, and the archive."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=arguments
        )
        for size, scheme in product(SIZES, SCHEMES):
            _take(browser, address, size, scheme)
        browser.close()


def _take(browser: Browser, address: str, size: str, scheme: Scheme) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("#examples button")
    for turn, question in enumerate(QUESTIONS, 1):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f"#t{turn} .quote, #t{turn} .abstained")
    page.click("#m3-2")
    page.wait_for_timeout(2000)
    page.screenshot(path=FOLDER / f"{size}-{scheme}.png")
    page.click("button[role=tab]:has-text('Archive')")
    page.wait_for_selector(".items")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"archive-{size}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1])
