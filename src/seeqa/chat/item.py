"""The page of one quote: its item whole, the quote marked, without script."""

from __future__ import annotations

from importlib.resources import files

from seeqa.errors import SeeqaError
from seeqa.markup import escape, link
from seeqa.permalink import Kept, Place
from seeqa.types import BlockKind, Document

_TOLD = {
    Kept.SAME: "",
    Kept.EDITED: "The item was edited since this address was made; the quote is as it was.",
    Kept.MOVED: "The quote stands in another item, or the item has another name, since this "
    "address was made; the words are as they were.",
    Kept.CHANGED: "The quoted words were changed since this address was made. This is the item "
    "that had them, as it is now; nothing in it is marked.",
}
GONE = SeeqaError(
    expected="an item of the archive with the quoted words",
    found="neither the words nor their item",
    mend="The item was taken out of the archive or rewritten; ask the question anew.",
)


def item_page(place: Place) -> str:
    """Return the page of the place that an address leads to."""
    document = place.document
    told = _TOLD[place.kept]
    note = f'<p class="told" role="note">{escape(told)}</p>' if told else ""
    body = "".join(_lines(document, place.start, place.end))
    title = document.headline or document.id
    head = f"<h1>{_marked(document, BlockKind.HEADLINE, place) or escape(title)}</h1>"
    return _page(title, f"{note}<article>{head}{_facts(place)}{body}</article>")


def error_page(error: SeeqaError) -> str:
    """Return the page that says why an address leads nowhere."""
    sentence = f"{error.mend} (Expected {error.expected}; found {error.found}.)"
    return _page("No such quote", f"<h1>No such quote</h1><p>{escape(sentence)}</p>")


def _facts(place: Place) -> str:
    document = place.document
    where = escape(document.file)
    if place.kept is not Kept.CHANGED:
        first, last = document.lines(place.start, place.end)
        lines = f"line {first}" if first == last else f"lines {first}–{last}"
        where += f', <a href="#quote">{lines}</a>'
    dateline = _marked(document, BlockKind.DATELINE, place) or "not stated"
    links = "".join(f"<dd>{link(address)}</dd>" for address in document.links)
    return (
        f"<dl><dt>When, where</dt><dd>{dateline}</dd><dt>Source</dt><dd>{where}</dd>"
        f"{'<dt>Links</dt>' + links if links else ''}</dl>"
    )


def _lines(document: Document, start: int, end: int) -> list[str]:
    """Return a paragraph of HTML for each line below headline and dateline."""
    return [
        f'<p class="{block.kind}">{_shown(document.text, block.start, block.end, start, end)}</p>'
        for block in document.blocks
        if block.kind not in (BlockKind.HEADLINE, BlockKind.DATELINE)
    ]


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


def _page(title: str, body: str) -> str:
    style = files("seeqa.chat").joinpath("item.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – SEEQA</title><style>{style}</style></head>"
        f'<body><nav><a href="/">Ask the archive</a></nav><main>{body}</main></body></html>'
    )
