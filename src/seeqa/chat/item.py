"""The page of an item: it whole, the quote that its address is of marked, without script."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from urllib.parse import quote, urlsplit

from seeqa import permalink
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


def item_page(place: Place, base: str = "/", say: Texts = ENGLISH) -> str:
    """Return the page of the place that an address leads to; the chat is served at `base`."""
    document, title, root = place.document, place.document.title, _root(base)
    told = "" if place.kept is Kept.SAME else escape(say(f"item.{place.kept}"))
    if _is_item(place):
        told = "" if place.kept is Kept.EDITED else told  # it says so of the quote alone
        place = replace(place, start=0, end=0)
    note = f'<p class="told" role="note">{told}</p>' if told else ""
    body = "".join(_lines(document, place.start, place.end))
    head = f"<h1>{_marked(document, BlockKind.HEADLINE, place) or escape(title)}</h1>"
    about = f"{root}/?about={quote(document.id, safe='')}"
    ask = f'<p><a class="about" href="{escape(about)}">{escape(say("item.about"))}</a></p>'
    article = f"<article>{head}{ask}{_facts(place, base, say)}{body}</article>"
    return _page(title, f"{note}{article}", root, say)


def lost_page(base: str = "/", say: Texts = ENGLISH) -> str:
    """Return the page for an address that leads to nothing of ours."""
    title = say("lost")
    body = f"<h1>{escape(title)}</h1><p>{escape(say('lost.mend'))}</p>"
    return _page(title, body, _root(base), say)


def error_page(error: SeeqaError, base: str = "/", say: Texts = ENGLISH) -> str:
    """Return the page that says why an address leads nowhere."""
    sentence = f"{error.mend} (Expected {error.expected}; found {error.found}.)"
    title = say("item.none")
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(sentence)}</p>", _root(base), say)


def _root(base: str) -> str:
    """Return the path of the chat without its last slash: "" or "/seeqa"."""
    return urlsplit(base).path.rstrip("/")


def _is_item(place: Place) -> bool:
    """Tell whether an address is of an item, not of a quote in it."""
    return (place.start, place.end) == permalink.own_place(place.document)


def _facts(place: Place, base: str, say: Texts) -> str:
    document = place.document
    quoted = place.start < place.end
    first, last = (place.start, place.end) if quoted else (0, len(document.text))
    lines = escape(place_in_file(document.unit, *document.lines(first, last), say))
    where = f"{escape(document.file)}, " + (f'<a href="#quote">{lines}</a>' if quoted else lines)
    path = permalink.of_quote(document, first, last) if quoted else permalink.of_item(document)
    address = escape(f"{base.rstrip('/')}{path}")
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
        f"<dt>{escape(say('source'))}</dt><dd>{where}</dd>{linked}"
        f"<dt>{escape(say('permalink'))}</dt>"
        f'<dd><a href="{escape(_root(base) + path)}">{address}</a></dd></dl>'
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


def _page(title: str, body: str, root: str, say: Texts) -> str:
    style = files("seeqa.chat").joinpath("item.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – SEEQA</title><style>{style}</style></head>"
        f'<body><nav><a href="{escape(root)}/">{escape(say("item.ask"))}</a></nav>'
        f"<main>{body}</main></body></html>"
    )
