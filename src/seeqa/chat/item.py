"""The page of one quote: its item whole, the quote marked, without script."""

from __future__ import annotations

from importlib.resources import files

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.when import place_in_file, when_where
from seeqa.errors import SeeqaError
from seeqa.markup import escape, link
from seeqa.permalink import Kept, Place
from seeqa.types import Block, BlockKind, Document

GONE = SeeqaError(
    expected="an item of the archive with the quoted words",
    found="neither the words nor their item",
    mend="The item was taken out of the archive or rewritten; ask the question anew.",
)


def item_page(place: Place, say: Texts = ENGLISH) -> str:
    """Return the page of the place that an address leads to."""
    document = place.document
    told = "" if place.kept is Kept.SAME else escape(say(f"item.{place.kept}"))
    note = f'<p class="told" role="note">{told}</p>' if told else ""
    body = "".join(_lines(document, place.start, place.end))
    title = document.title
    head = f"<h1>{_marked(document, BlockKind.HEADLINE, place) or escape(title)}</h1>"
    return _page(title, f"{note}<article>{head}{_facts(place, say)}{body}</article>", say)


def error_page(error: SeeqaError, say: Texts = ENGLISH) -> str:
    """Return the page that says why an address leads nowhere."""
    sentence = f"{error.mend} (Expected {error.expected}; found {error.found}.)"
    title = say("item.none")
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(sentence)}</p>", say)


def _facts(place: Place, say: Texts) -> str:
    document = place.document
    where = escape(document.file)
    if place.kept is not Kept.CHANGED:
        lines = place_in_file(document.unit, *document.lines(place.start, place.end), say)
        where += f', <a href="#quote">{escape(lines)}</a>'
    told = escape(when_where(document, say) or say("when_where.none"))
    written, shown = escape(document.dateline), _dateline(place)
    if written and told.startswith(written):
        told = shown + told.removeprefix(written)
    elif "<mark" in shown:  # the quote is within it
        told = f"{shown}; {told}"
    links = "".join(f"<dd>{link(address)}</dd>" for address in document.links)
    linked = f"<dt>{escape(say('links'))}</dt>{links}" if links else ""
    return (
        f"<dl><dt>{escape(say('when_where'))}</dt><dd>{told}</dd>"
        f"<dt>{escape(say('source'))}</dt><dd>{where}</dd>{linked}</dl>"
    )


def _lines(document: Document, start: int, end: int) -> list[str]:
    """Return a paragraph of HTML for each line below headline and dateline."""
    return [
        f'<p class="{block.kind}">{_line(document.text, block, start, end)}</p>'
        for block in document.blocks
        if block.kind not in (BlockKind.HEADLINE, BlockKind.DATELINE)
    ]


def _line(text: str, block: Block, start: int, end: int) -> str:
    quoted = block.start < end and start < block.end
    if block.kind is BlockKind.LINK and not quoted:
        return link(text[block.start : block.end])
    return _shown(text, block.start, block.end, start, end)


def _dateline(place: Place) -> str:
    """Return the dateline as written, with what of the quote is in it marked."""
    text, lines = place.document.text, place.document.blocks
    return ", ".join(
        _shown(text, b.start, b.end, place.start, place.end)
        for b in lines
        if b.kind is BlockKind.DATELINE
    )


def _marked(document: Document, kind: BlockKind, place: Place) -> str:
    block = next((b for b in document.blocks if b.kind is kind), None)
    if block is None:
        return ""
    return _shown(document.text, block.start, block.end, place.start, place.end)


def _shown(text: str, first: int, last: int, start: int, end: int) -> str:
    """Return text[first:last] escaped, with what of text[start:end] is in it marked."""
    name = ' id="quote"' if first <= start < last else ""  # where it begins
    start, end = max(first, start), min(last, end)
    if start >= end:
        return escape(text[first:last])
    quote = f"<mark{name}>{escape(text[start:end])}</mark>"
    return f"{escape(text[first:start])}{quote}{escape(text[end:last])}"


def _page(title: str, body: str, say: Texts) -> str:
    style = files("seeqa.chat").joinpath("item.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – SEEQA</title><style>{style}</style></head>"
        f'<body><nav><a href="/">{escape(say("item.ask"))}</a></nav>'
        f"<main>{body}</main></body></html>"
    )
