"""What the page offers around an answer, in headless Chromium, as a person uses it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import axe_playwright_python
import gradio
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.texts import gradio_texts
from test_browser import IN_VIEW, ROOT, ask, browser, pytestmark

__all__ = ["browser", "pytestmark"]
REPORT = "Who funded the trafficking report?"
LISTED = "What happened in Belgrade?"
NAMED = r"seeqa-\d{4}-\d\d-\d\d-what-happened-in-belgrade\.(md|html|json)"
FOCUSED = "selector => document.activeElement && document.activeElement.matches(selector)"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def context(browser: Browser, chat: str) -> Iterator[BrowserContext]:
    made = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, chat: str) -> Page:
    return opened(context, chat)


def opened(context: BrowserContext, chat: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(chat)
    page.wait_for_selector("#question textarea")
    page.wait_for_selector("#examples button", timeout=180_000)  # the first wait for the models
    return page


def tab_to(page: Page, selector: str, presses: int = 80) -> None:
    """Press Tab until what the selector names has the focus."""
    for _ in range(presses):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def quote_of(page: Page, turn: int, number: int) -> str:
    quote = page.locator(f"#t{turn} .quote:has(#m{turn}-{number})")
    return quote.inner_text().split("“", 1)[1].split("”\n")[0].rsplit("”", 1)[0]


def test_marker_2_shows_its_item_at_the_highlighted_words(page: Page) -> None:
    ask(page, LISTED)
    page.click("#m1-2")
    page.wait_for_function(FOCUSED, arg="#s1-2")
    page.wait_for_function(IN_VIEW, arg="#s1-2 mark")
    assert page.inner_text("#s1-2 mark") == quote_of(page, 1, 2)
    assert page.locator(".card:visible").count() == 1
    assert page.locator("#s1-2 .item p").count() > 3  # the whole item is there
    page.click("#s1-2 .move a:text-is('Next')")
    page.wait_for_function(FOCUSED, arg="#s1-3")
    assert page.inner_text("#s1-3 mark") == quote_of(page, 1, 3)
    page.click("#s1-3 .move a:text-is('Previous')")
    page.wait_for_function(FOCUSED, arg="#s1-2")
    page.click("#s1-2 .back a")
    page.wait_for_function(FOCUSED, arg="#m1-2")


def test_why_a_passage_and_how_sure_are_told_on_demand(page: Page) -> None:
    ask(page, REPORT)
    assert not page.is_visible("#t1 .considered")
    page.click("#t1 .why summary")
    first = page.inner_text("#t1 .considered > li >> nth=0")
    for said in ("quoted as [1]", "shares with the question", "by meaning: place", "evidence"):
        assert said in first
    page.click("#t1 .sure summary")
    assert "Estimated chance" in page.inner_text("#t1 .sure")


def test_a_follow_up_is_asked_without_its_item_by_a_chip(page: Page) -> None:
    ask(page, REPORT)
    ask(page, "And how many experts contributed to it?", turn=2)
    chip = page.locator("#t2 .chip")
    assert "About: Exploitation and Abuse" in chip.inner_text()
    chip.locator("button").click()
    page.wait_for_selector("#t3 .quote, #t3 .abstained")
    assert page.inner_text("#t3 .question") == "And how many experts contributed to it?"
    assert page.locator("#t3 .chip").count() == 0


def test_which_item_is_meant_is_asked_back_chosen_and_kept(page: Page, chat: str) -> None:
    ask(page, LISTED)
    listed = page.locator("#t1 .listed .headline").all_inner_texts()
    page.click("#t1 .over:text-is('Newest first')")
    assert page.locator("#t1 .listed .headline").all_inner_texts() == listed[::-1]
    page.click("#t1 .over:text-is('Oldest first')")
    assert page.locator("#t1 .listed .headline").all_inner_texts() == listed
    ask(page, "Who organised it?", turn=2)
    assert "It is not clear which of the items listed is meant." in page.inner_text("#t2")
    choice = page.locator("#t2 [data-do=choose]").first
    item, name = choice.get_attribute("data-item"), choice.inner_text()
    assert name.split(" · ")[0] in listed
    choice.click()
    page.wait_for_selector("#t3 .chip:has-text('Only: ')")
    page.wait_for_selector("#t3 .quote, #t3 .abstained")
    assert page.inner_text("#t3 .question") == "Who organised it?"
    page.goto(f"{chat}/?about={item}")
    page.wait_for_selector(f"#filtered .chip:has-text({json.dumps(name.split(' · ')[0])})")
    page.click("#filtered .chip button")
    page.wait_for_selector("#filtered .chip", state="detached")
    page.goto(f"{chat}/?about={item}")
    page.wait_for_selector("#filtered .chip")
    page.click("[data-keep=new]")
    page.wait_for_selector("#filtered .chip", state="detached")


def test_an_understood_filter_is_removed_by_its_chip(page: Page) -> None:
    ask(page, "What happened in Ohrid in May 2022?")
    chips = page.locator("#t1 .chip > span").all_inner_texts()
    assert chips == ["1 May 2022 to 31 May 2022", "Ohrid"]
    page.click("#t1 .chip button[data-part=dates]")
    page.wait_for_selector("#t2 .quote, #t2 .abstained")
    assert page.locator("#t2 .chip > span").all_inner_texts() == ["Ohrid"]


def test_the_quote_is_in_sight_at_once_and_no_other_answers_beside_none(page: Page) -> None:
    ask(page, REPORT)
    page.wait_for_function(IN_VIEW, arg="#s1-1 mark")
    ask(page, "What is the capital of Peru?", turn=2)
    page.wait_for_selector("#sources .hint:has-text('quotes nothing')")
    assert page.locator(".card:visible").count() == 0
    page.click("#m1-1")
    page.wait_for_function(FOCUSED, arg="#s1-1")
    page.wait_for_function(IN_VIEW, arg="#s1-1 mark")
    assert page.locator("#sources .hint:visible").count() == 0


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_box_and_filters_stay_in_sight(browser: Browser, chat: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = opened(context, chat)
    ask(page, LISTED)
    ask(page, "Which activities did the European Union fund?", turn=2)
    page.wait_for_function(IN_VIEW, arg="#t2 .question")
    page.wait_for_function(IN_VIEW, arg="#asking")
    page.click("#filters button.label-wrap")
    page.wait_for_selector("#filter-clear")
    page.fill("#filter-first input, #filter-first textarea", "2022-05-30")
    page.press("#filter-first input, #filter-first textarea", "Enter")
    page.wait_for_selector("#filtered .chip:has-text('from 30 May 2022')")
    for part in ("#filter-first", "#filter-topic", "#filtered .chip", "#question"):
        page.wait_for_function(IN_VIEW, arg=part)
    context.close()


def test_nothing_jumps_when_why_is_opened_and_nothing_moves_for_who_wants_it_so(page: Page) -> None:
    ask(page, REPORT)
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    top = "document.querySelector('#t1 .why summary').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.click("#t1 .why summary")
    assert page.evaluate(top) == before
    page.fill("#question textarea", LISTED)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t2")
    assert page.evaluate("document.getAnimations().length") == 0
    page.wait_for_selector("#t2 .quote")


def test_nothing_else_is_asked_by_a_click_while_a_question_is_answered(page: Page) -> None:
    ask(page, "What happened in Ohrid?")
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    assert page.is_visible("#t1 .chip button")
    busy = "reply => reply.insertAdjacentHTML('beforeend', '<p class=busy>')"
    page.locator("#t1 .reply").evaluate(busy)
    for act in ("#t1 .chip button", "#examples button >> nth=0"):
        assert not page.is_visible(act)


def test_focus_is_at_the_answer_when_what_was_pressed_is_gone(page: Page) -> None:
    ask(page, REPORT)
    assert page.evaluate(FOCUSED, "#question textarea")  # who types can go on
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    page.focus("#examples button >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#t2 .quote")
    page.wait_for_function(FOCUSED, arg="#t2")
    page.keyboard.press("Tab")
    page.wait_for_function(FOCUSED, arg="#t2 .edit")
    page.keyboard.press("Tab")
    page.wait_for_function(FOCUSED, arg="#m2-1")


def test_the_archive_is_searched_narrowed_and_filters_the_chat(page: Page) -> None:
    page.click("button[role=tab]:has-text('Archive')")
    everything = page.inner_text(".found")
    page.fill("#find input", "belgr")
    page.wait_for_selector(f".found:has-text(' of {everything}')")
    assert page.evaluate(FOCUSED, "#find input")  # who types can go on
    page.click(".facets [data-place=Serbia]")
    page.wait_for_function(FOCUSED, arg="#archive .chips [data-part=place]")
    found = page.locator(".items > li").count()
    assert page.inner_text("#announce") == page.inner_text(".found") == f"{found} of {everything}"
    page.click("#archive .chips [data-part=text]")
    page.wait_for_function("document.querySelector('#find input').value === ''")
    page.wait_for_function(FOCUSED, arg=".found")
    page.click("[data-order=headline]")
    page.wait_for_selector("[data-order=headline][aria-pressed=true]")
    headlines = page.locator(".items h3").all_inner_texts()
    assert headlines == sorted(headlines)
    with page.expect_popup() as opened_page:
        page.click(".items h3 a >> nth=0")
    assert opened_page.value.inner_text("h1") == headlines[0]
    opened_page.value.close()
    page.click("[data-do=filter]")
    page.wait_for_selector("#filtered .chip:has-text('Serbia')")
    ask(page, "What happened in Serbia?")
    assert "Serbia" in page.inner_text("#t1 .chips")
    assert "Serbia" in page.inner_text("#t1 .quote >> nth=0")
    page.click("#filter-clear")
    page.wait_for_selector("#filtered .chip", state="detached")
    page.fill("#filter-first input, #filter-first textarea", "31 June")
    page.press("#filter-first input, #filter-first textarea", "Enter")
    page.wait_for_selector("#filtered .problem:has-text('31 June')")


def test_what_is_suggested_is_answered(page: Page) -> None:
    ask(page, REPORT)
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    suggested = page.locator("#examples button").first
    question = suggested.inner_text()
    suggested.click()
    page.wait_for_selector("#t2 .quote")
    assert page.inner_text("#t2 .question") == question
    assert page.text_content("#s2-1 h3") == page.text_content("#s1-1 h3")


def test_a_conversation_survives_a_reload_with_its_sources(page: Page) -> None:
    ask(page, "What is the capital of Peru?")
    ask(page, REPORT, turn=2)
    quote = quote_of(page, 2, 1)
    page.wait_for_function("Object.keys(localStorage).length === 1")
    page.reload()
    page.wait_for_selector("#t1 .abstained")
    assert quote_of(page, 2, 1) == quote
    page.click("#t2 .why summary")
    assert "quoted as [1]" in page.inner_text("#t2 .considered")
    page.click("#m2-1")
    page.wait_for_function(FOCUSED, arg="#s2-1")
    assert page.inner_text("#s2-1 mark") == quote
    ask(page, "And how many experts contributed to it?", turn=3)  # it can go on
    assert "About: Exploitation" in page.inner_text("#t3")


def test_the_newest_answer_is_not_hidden_by_the_box(page: Page) -> None:
    ask(page, LISTED)
    ask(page, "What is this bulletin about?", turn=2)
    ask(page, "What is the capital of Peru?", turn=3)
    page.wait_for_function(
        "document.querySelector('#t3 .abstained').getBoundingClientRect().bottom"
        " <= document.querySelector('#asking').getBoundingClientRect().top"
    )
    page.wait_for_function(IN_VIEW, arg="#t3 .question")
    told = page.inner_text("#t2 .whence >> nth=0")  # the quote is the headline already
    assert told == "9-10 May 2022, Belgrade, Serbia"


def test_conversations_are_begun_renamed_opened_and_deleted(page: Page) -> None:
    ask(page, REPORT)
    page.click("[data-keep=new]")
    page.wait_for_selector("#t1", state="detached")
    ask(page, "What is the capital of Peru?")
    titles = page.locator("#kept-list .title")
    assert titles.all_inner_texts() == ["What is the capital of Peru?", REPORT]
    page.once("dialog", lambda dialog: dialog.accept("<b>Report</b>"))
    page.locator("[data-keep=rename]").nth(1).click()
    page.wait_for_function("document.querySelector('#kept-list').innerText.includes('<b>Report')")
    page.locator("#kept-list .title", has_text="Report").click()
    page.wait_for_selector("#t1 .quote")
    assert page.inner_text("#t1 .question") == REPORT
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#kept-list li", has_text="Report").locator("[data-keep=delete]").click()
    page.wait_for_selector("#t1", state="detached")
    assert titles.all_inner_texts() == ["What is the capital of Peru?"]


def test_conversations_stand_beside_the_chat_and_are_searched(page: Page) -> None:
    """All three columns are readable at 1280 pixels; folding the first is remembered."""
    ask(page, REPORT)
    ask(page, "And how many experts contributed to it?", turn=2)
    page.click("[data-keep=new]")
    page.wait_for_selector("#t1", state="detached")
    ask(page, LISTED)
    boxes = [page.locator(f"#{name}").bounding_box() for name in ("keeper", "talking", "showing")]
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    widths = [end - start for start, end in edges]
    assert [width > least for width, least in zip(widths, (190, 460, 390), strict=True)] == [
        True
    ] * 3
    assert edges[0][1] <= edges[1][0] and edges[1][1] <= edges[2][0] and edges[2][1] <= 1280
    titles = page.locator("#kept-list .title")
    page.fill("#kept-search", "EXPERTS many")  # of a later question than the title's
    assert titles.all_inner_texts() == [REPORT]
    page.fill("#kept-search", "zebra")
    assert page.is_visible("#kept-none:text-is('No conversation has these words.')")
    page.fill("#kept-search", "")
    assert titles.all_inner_texts() == [LISTED, REPORT]
    page.click("#keeper .past summary")
    page.wait_for_function("document.querySelector('#talking').getBoundingClientRect().x < 60")
    page.reload()
    page.wait_for_selector("#t1 .quote")
    assert not page.is_visible("#kept-list")


def test_a_question_is_recalled_and_edited(page: Page) -> None:
    ask(page, REPORT)
    ask(page, LISTED, turn=2)
    box = "#question textarea"
    for key, shown in (
        ("ArrowUp", LISTED),
        ("ArrowUp", REPORT),
        ("ArrowUp", REPORT),
        ("ArrowDown", LISTED),
        ("ArrowDown", ""),
    ):
        page.press(box, key)
        assert page.input_value(box) == shown
    page.fill(box, "And")  # what is being written is left alone by the arrows, and not lost
    page.press(box, "ArrowUp")
    assert page.input_value(box) == "And"
    page.hover("#t1 .reply")
    page.click("#t1 .edit")
    page.wait_for_function(FOCUSED, arg=box)
    assert page.input_value(box) == REPORT
    page.press(box, "ArrowDown")
    page.press(box, "ArrowDown")
    assert page.input_value(box) == "And"
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    opacity = "() => getComputedStyle(document.querySelector('#t2 .edit')).opacity"
    assert page.evaluate(opacity) == "0"
    page.focus("#t2")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED, "#t2 .edit")
    assert page.evaluate(opacity) == "1"
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=box)
    assert page.input_value(box) == LISTED


def test_the_colours_are_chosen_and_remembered(page: Page) -> None:
    dark = "document.body.classList.contains('dark')"
    assert not page.evaluate(dark)
    page.select_option("#theme select", "dark")
    assert page.evaluate(dark)
    page.reload()
    page.wait_for_selector("body.dark #question textarea")
    assert page.input_value("#theme select") == "dark"
    page.select_option("#theme select", "system")
    assert not page.evaluate(dark)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("body.dark")
    page.select_option("#theme select", "light")
    assert not page.evaluate(dark)


def test_a_list_fits_a_screen_and_folds_only_what_is_cut(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, LISTED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    listed = page.locator("#t1 .listed")
    assert listed.evaluate("list => list.offsetHeight") < 844
    assert listed.locator("summary").count() == 5
    page.set_viewport_size({"width": 1900, "height": 900})
    page.wait_for_selector("#t1 .listed .whole")
    whole = "fold => fold.querySelector('summary').tabIndex === (fold.matches('.whole') ? -1 : 0)"
    folds = listed.locator("details")
    assert all(fold.evaluate(whole) for fold in folds.all())
    assert 0 < listed.locator(".whole").count() < 5
    listed.locator(".whole summary").first.click()
    assert listed.locator("details[open]").count() == 0
    listed.locator("details:not(.whole) summary").first.click()
    assert listed.locator("details[open]").count() == 1


def test_on_paper_are_questions_answers_and_whole_sources(page: Page, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    ask(page, REPORT)
    ask(page, "What is the capital of Peru?", turn=2)
    page.wait_for_selector("#feedback")
    paper = PdfDocument(page.pdf(path=tmp_path / "paper.pdf", format="A4"))
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in paper)
    said = " ".join(text.split())
    for shown in (REPORT, "Governments of France and Sweden", "31 May 2022, Vienna, Austria"):
        assert shown in said
    assert "Migrants on their way" in said  # how the whole item begins
    assert "/p/" in said and "http://127.0.0.1" in said
    for hidden in (
        "New conversation",
        "Your question",
        "Copy",
        "Edit",
        "Is this right?",
        "Archive",
    ):
        assert hidden not in said, hidden
    white = paper[0].render(scale=0.5).to_pil().convert("L")
    assert white.getpixel((2, 2)) == 255


def test_what_is_garbled_or_forged_in_the_store_is_told(page: Page) -> None:
    ask(page, REPORT)
    page.wait_for_function("Object.keys(localStorage).length === 1")
    page.evaluate(
        """() => {
        const key = Object.keys(localStorage)[0];
        const kept = JSON.parse(localStorage[key]);
        kept.turns[0].answer.citations[0].quote = '<img src=x onerror=window.pwned=1>';
        localStorage[key] = JSON.stringify(kept);
    }"""
    )
    page.reload()
    page.wait_for_selector("#t1 .problem")
    assert "do not stand in the archive any more" in page.inner_text("#t1")
    for garbled in ("[[[", '{"turns": 5}', '{"turns": [{"question": 1}]}'):
        page.evaluate("text => { localStorage[Object.keys(localStorage)[0]] = text; }", garbled)
        page.reload()
        page.wait_for_selector("#examples button")
        page.wait_for_selector("#keeper #said:has-text('cannot be opened')")
    assert page.evaluate("window.pwned") is None
    ask(page, REPORT)


def test_a_second_tab_keeps_its_own_conversation(context: BrowserContext, chat: str) -> None:
    first, second = opened(context, chat), opened(context, chat)
    ask(first, REPORT)
    assert second.locator(".turn").count() == 0
    ask(second, "What is the capital of Peru?")
    first.reload()
    first.wait_for_selector("#t1 .quote")
    assert first.locator(".turn").count() == 1
    first.locator("#kept-list .title", has_text="Peru").click()
    first.wait_for_selector("#t1 .abstained")
    ask(first, REPORT, turn=2)
    second.wait_for_selector("#said:has-text('went on in another tab')")
    ask(second, LISTED, turn=2)
    second.wait_for_selector("#said:has-text('this is one of its own now')")
    kept = "() => Object.values(localStorage).map(one => JSON.parse(one).turns.length).sort()"
    assert second.evaluate(kept) == [1, 2, 2]


def test_what_follows_belongs_to_the_conversation_that_is_open(page: Page) -> None:
    """After a new one, an opened one, a reload: its own suggestions, feedback and words."""
    ask(page, REPORT)
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    page.wait_for_selector("#feedback")
    page.click("[data-keep=new]")
    page.wait_for_selector("#t1", state="detached")
    page.wait_for_selector("#examples .note:text-is('Try')")
    page.wait_for_selector("#feedback", state="hidden")
    page.locator("#kept-list .title").click()
    page.wait_for_selector("#t1 .quote")
    page.wait_for_selector("#examples .note:text-is('Ask next')")
    page.wait_for_selector("#feedback")
    page.reload()
    page.wait_for_selector("#t1 .quote")
    page.wait_for_selector("#feedback")
    assert page.inner_text("#said") == ""


def test_the_box_is_the_visitors(page: Page) -> None:
    """Nothing asked leaves no turn; what is typed after Enter, while it is answered, stays."""
    page.press("#question textarea", "Enter")
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    page.fill("#question textarea", REPORT)
    page.press("#question textarea", "Enter")
    page.keyboard.type("And who")
    page.wait_for_selector("#t1 .quote")
    page.keyboard.type(" wrote it?")
    assert page.locator(".turn").count() == 1
    assert page.input_value("#question textarea") == "And who wrote it?"
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t2 .question:text-is('And who wrote it?')")
    assert page.input_value("#question textarea") == ""


def test_every_export_has_each_quote_at_its_place(page: Page) -> None:
    ask(page, LISTED)
    ask(page, "What is the capital of Peru?", turn=2)
    texts = {}
    for name in ("Markdown", "HTML", "JSON"):
        if not page.is_visible(".exports"):
            page.click("#keeper summary:text-is('Export')")
        with page.expect_download() as download:
            page.click(f"[data-format={name}]")
        assert re.fullmatch(NAMED, download.value.suggested_filename)
        texts[name] = Path(download.value.path()).read_text(encoding="utf-8")
    documents = {d.id: d for d in _corpus()}
    turns: list[dict[str, Any]] = json.loads(texts["JSON"])["turns"]
    assert [len(turn["citations"]) for turn in turns] == [5, 0]
    assert all("5 of 5 items" in texts[name] for name in ("Markdown", "HTML"))
    for number, citation in enumerate(turns[0]["citations"], 1):
        text = documents[citation["document_id"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] == quote_of(page, 1, number)
        for name in ("Markdown", "HTML"):
            assert citation["headline"] in unescape(texts[name])
            assert f"{citation['start']}–{citation['end']}" in texts[name]


def _corpus() -> Any:
    from seeqa.archive import read_corpus

    return read_corpus(ROOT / "corpus").documents


def test_an_answer_is_copied_with_its_citations(context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, REPORT)
    page.click("#t1 [data-copy]")
    page.wait_for_selector("#said:has-text('Copied.')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"“{quote_of(page, 1, 1)}” [1]" in copied
    assert "unodc-see-bulletin-2022-05.txt, line 18" in copied
    (address,) = [line for line in copied.splitlines() if "/p/" in line]
    assert address.startswith("http://127.0.0.1:")
    page.goto(address)
    assert page.inner_text("mark") in copied


def test_two_users_at_once_see_only_their_own(browser: Browser, chat: str) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    pages = [opened(one, chat) for one in contexts]
    questions = (REPORT, LISTED)
    for page, question in zip(pages, questions, strict=True):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
    for page, question, own in zip(pages, questions, ("France", "Belgrade"), strict=True):
        page.wait_for_selector("#t1 .quote")
        assert page.locator(".question").all_inner_texts() == [question]
        assert own in page.inner_text("#t1")
        assert page.locator("#kept-list .title").all_inner_texts() == [question]
    for one in contexts:
        one.close()


def test_all_of_it_from_the_keyboard(page: Page) -> None:
    tab_to(page, "#question textarea")
    page.keyboard.type(REPORT)
    page.keyboard.press("Enter")
    page.wait_for_selector("#t1 .quote")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "#m1-1")
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg="#s1-1")
    tab_to(page, "#s1-1 .back a")
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg="#m1-1")
    tab_to(page, "#t1 .why summary")
    page.keyboard.press("Enter")
    assert page.is_visible("#t1 .considered")
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    tab_to(page, "[data-keep=new]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#t1", state="detached")


def test_what_has_the_focus_is_seen_and_escape_closes_what_is_open(page: Page) -> None:
    ask(page, LISTED)
    page.wait_for_selector("#feedback")
    page.focus("#m1-1")
    clear = """() => {
        const at = document.activeElement.getBoundingClientRect();
        const asking = document.querySelector('#asking');
        return asking.contains(document.activeElement) || at.top >= 0
            && at.bottom <= asking.getBoundingClientRect().top
            && getComputedStyle(document.activeElement).outlineStyle !== 'none';
    }"""
    for _ in range(30):
        if page.evaluate(FOCUSED, "#question textarea"):
            break
        page.wait_for_function(clear, timeout=5_000)
        page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED, "#question textarea")
    page.set_viewport_size({"width": 1000, "height": 900})  # the conversations are a fold
    page.focus("#keeper .past summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept-list .title")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.is_visible("#kept-list")
    assert page.evaluate(FOCUSED, "#keeper .past summary")
    page.keyboard.press("Enter")
    page.click("#masthead p")
    assert not page.is_visible("#kept-list")


def test_the_page_speaks_the_browsers_language(browser: Browser, chat: str) -> None:
    context = browser.new_context(locale="de-DE")
    page = opened(context, chat)
    page.wait_for_selector("#keeper :text-is('Neues Gespräch')")
    assert page.locator("button[role=tab]:visible").all_inner_texts()[:2] == ["Fragen", "Archiv"]
    page.wait_for_selector("#masthead:has-text('im Archiv')")
    ask(page, REPORT)
    assert "Warum diese Stelle" in page.inner_text("#t1")
    assert "9. Mai 2022 bis 4. Juni 2022" in page.inner_text("#masthead")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_of_ours(
    browser: Browser, chat: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = opened(context, chat)
    ask(page, LISTED)
    ask(page, "And in Ohrid?", turn=2)
    ask(page, "What is the capital of Peru?", turn=3)
    page.wait_for_selector("#feedback")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = [*violations(page)]
    page.click("button[role=tab]:has-text('Archive')")
    page.wait_for_selector(".items")
    if width < 400:
        page.check("#narrow")
    page.click(".facets [data-place=Serbia]")
    page.wait_for_selector("#archive .chips [data-part=place]")
    found += violations(page)
    page.goto(f"{chat}/{page.get_attribute('.items h3 a', 'href')}")
    found += violations(page)
    context.close()
    assert found == []


def violations(page: Page) -> list[str]:
    """The serious findings, Gradio's own included, and ranks of headings left out."""
    page.evaluate(AXE)
    result = page.evaluate("axe.run()")
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in result["violations"]
        if rule["impact"] in ("serious", "critical") or rule["id"] == "heading-order"
        for node in rule["nodes"]
    ]


@pytest.fixture
def unopened(tmp_path: Path) -> Iterator[tuple[str, Opening]]:
    """A page whose archive is not open yet, and what opens it."""
    config = small_config(tmp_path)
    Assistant.open(config, encoder=HashEncoder())
    opening = Opening(config)
    page = build_page(opening)
    page.queue(default_concurrency_limit=4)  # as the server does
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, i18n=gradio_texts(gradio)
    )
    yield url, opening
    opening.stop()
    page.close()


def test_a_question_is_stopped_and_asked_again(
    browser: Browser, unopened: tuple[str, Opening]
) -> None:
    url, opening = unopened
    page = browser.new_page()
    page.goto(url)
    page.fill("#question textarea", "Who hosted the course?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t1 .busy:has-text('models are loading')")
    page.click("#t1 [data-do=stop]")
    page.wait_for_selector("#t1 .problem:has-text('Stopped before')")
    opened = threading.Event()
    opening.start(opened.set)
    assert opened.wait(120)
    page.click("#t1 [data-do=retry]")
    page.wait_for_selector("#t1 .quote", timeout=60_000)
    assert page.locator(".turn").count() == 1
    page.close()


def test_a_question_asked_while_another_is_answered_follows_it(
    browser: Browser, unopened: tuple[str, Opening]
) -> None:
    url, opening = unopened
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    questions = ["Who hosted the course?", "Who funded the workshop?"]
    for question in questions:
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#t1 .busy")
    opening.start()
    page.wait_for_selector("#t2 .quote")
    assert page.locator(".question").all_inner_texts() == questions
    page.wait_for_function("document.querySelector('#question textarea').value === ''")
    page.close()


def test_a_question_does_not_come_into_another_conversation(
    browser: Browser, unopened: tuple[str, Opening]
) -> None:
    """A new conversation stops what was asked in the one before."""
    url, opening = unopened
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    for question in ("Who hosted the course?", "Who funded the workshop?"):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#t1 .busy")
        page.click("[data-keep=new]")
        page.wait_for_selector("#t1", state="detached")
    opening.start()
    page.fill("#question textarea", "Who hosted the course?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t1 .quote")
    assert page.locator(".question").all_inner_texts() == ["Who hosted the course?"]
    page.close()


def test_a_stopped_question_ends_no_other(
    browser: Browser, unopened: tuple[str, Opening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes late of a stopped one does not let a third go before the second."""
    url, opening = unopened
    opened = threading.Event()
    opening.start(opened.set)
    assert opened.wait(120)
    asking = {
        "Who hosted the course?": 2.0,
        "Who funded the workshop?": 6.0,
        "What is planned?": 0.0,
    }
    really = Assistant.ask

    def slowly(self: Assistant, question: str, **settings: Any) -> Any:
        time.sleep(asking[question])
        return really(self, question, **settings)

    monkeypatch.setattr(Assistant, "ask", slowly)
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    page.wait_for_selector("#examples button")
    first, second, third = asking
    for turn, question in enumerate((first, second), 1):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f"#t{turn} .busy")
        if question == first:
            page.click("#t1 [data-do=stop]")
            page.wait_for_selector("#t1 .problem")
    page.wait_for_timeout(3000)  # the first has ended meanwhile
    assert page.is_visible("#t2 .busy")
    page.fill("#question textarea", third)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#t3 .quote, #t3 .abstained")
    assert page.locator(".question").all_inner_texts() == [first, second, third]
    assert page.is_visible("#t2 .quote")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.close()
