"""Addresses of quotes that outlive the index: made from a place in a document, and found again.

An address carries all that is needed, the server keeps nothing: hashes of the document's id and
text, the offsets, and what the W3C calls a text quote selector (Web Annotation Data Model, 4.2.4),
shortened: the quote's hash with its first and last characters, and hashes of what stands around it.

    id = base64url( checksum 3 | version 1 | document 5 | text 5 | quote 6 | before 2 | after 2 |
                    start, length (varints) | bytes of the head 1 | head | tail )

A quote is found where the document is as it was; where it or the archive was edited around the
quote; and in another document, if the words moved there. If the words themselves were changed,
there is no quote any more, only the item that had it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from seeqa.errors import PermalinkError
from seeqa.types import BlockKind, Document

PATH = "/p/"
_VERSION = 1
_SUM, _DOCUMENT, _TEXT, _QUOTE, _AROUND = 3, 5, 5, 6, 2  # bytes of each hash
_HASHES = _DOCUMENT + _TEXT + _QUOTE + 2 * _AROUND
_ENDS = 12  # characters of the quote's head and of its tail
_CONTEXT = 24  # characters before and after it that are hashed
# A made-up address must not keep the server busy: what is spent, in characters compared, on
# places that begin like the quote, and what a place costs besides its length.
_BUDGET, _TRY = 20_000_000, 500


class Kept(StrEnum):
    """What became of a quote since its address was made."""

    SAME = "same"  # the item is as it was
    EDITED = "edited"  # the item was edited around the quote
    MOVED = "moved"  # the words stand in another item, or in one of another name
    CHANGED = "changed"  # the words were changed; the item that had them is left


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: `document.text[start:end]` is the quote, unless it was CHANGED.

    Then `start` and `end` are 0.
    """

    document: Document
    kept: Kept
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What an id says."""

    document: bytes
    text: bytes
    quote: bytes
    before: bytes
    after: bytes
    start: int
    length: int
    head: str
    tail: str


def make(document: Document, start: int, end: int) -> str:
    """Return the id of the quote `document.text[start:end]`: about 70 characters, fit for a URL."""
    text = document.text
    quote = text[start:end]
    head, tail = quote[:_ENDS].encode(), quote[-_ENDS:].encode()
    before, after = _around(text, start, end)
    hashes = _hash(document.id, _DOCUMENT) + _hash(text, _TEXT) + _hash(quote, _QUOTE)
    place = _varint(start) + _varint(len(quote))
    body = bytes([_VERSION]) + hashes + before + after + place + bytes([len(head)]) + head + tail
    return base64.urlsafe_b64encode(_checksum(body) + body).rstrip(b"=").decode()


def own_place(document: Document) -> tuple[int, int]:
    """Return the offsets that stand for an item as a whole: of its headline, or its first line."""
    first = next((b for b in document.blocks if b.kind is BlockKind.HEADLINE), None)
    first = first or next(iter(document.blocks), None)
    return (first.start, first.end) if first else (0, len(document.text))


def of_item(document: Document) -> str:
    """Return the path of an item's page; it leads there as long as its headline stands."""
    return of_quote(document, *own_place(document))


def of_quote(document: Document, start: int, end: int) -> str:
    """Return the path of the page of the quote `document.text[start:end]`."""
    return PATH + make(document, start, end)


def find(name: str, documents: Mapping[str, Document]) -> Place | None:
    """Return where the quote of an id stands now, or None when the archive has nothing of it.

    Other documents than its own are looked at only where it does not stand there as it did.

    Of several places with its words, that of the same document, then of the same surroundings,
    then the nearest to the old one is taken. Raises PermalinkError when the id is none of ours.
    """
    anchor = _read(name)
    of = next((one for one in documents if _hash(one, _DOCUMENT) == anchor.document), None)
    named = None if of is None else documents[of]
    if named and _hash(named.text, _TEXT) == anchor.text and _stands(anchor, named, anchor.start):
        return _place(anchor, named, anchor.start, Kept.SAME)
    found = _best(anchor, documents.values(), named)
    if found is not None:
        document, start = found
        return _place(anchor, document, start, Kept.EDITED if document is named else Kept.MOVED)
    nearest = named or _alike(anchor, documents.values())
    return Place(nearest, Kept.CHANGED) if nearest else None


def _best(
    anchor: _Anchor, documents: Collection[Document], named: Document | None
) -> tuple[Document, int] | None:
    """Return the best place that has exactly the words of the quote."""

    def likeness(place: tuple[Document, int]) -> tuple[bool, int, int]:
        document, start = place
        before, after = _around(document.text, start, start + anchor.length)
        same = (before == anchor.before) + (after == anchor.after)
        return document is named, same, -abs(start - anchor.start)

    return max(_places(anchor, documents, named), key=likeness, default=None)


def _places(
    anchor: _Anchor, documents: Collection[Document], named: Document | None
) -> Iterator[tuple[Document, int]]:
    """Yield the places that have the words, those of the named document first."""
    left = _BUDGET
    for document in sorted(documents, key=lambda one: one is not named):
        start = document.text.find(anchor.head)
        while start >= 0 and left > 0:
            left -= anchor.length + _TRY
            if _stands(anchor, document, start):
                yield document, start
            start = document.text.find(anchor.head, start + 1)


def _stands(anchor: _Anchor, document: Document, start: int) -> bool:
    quote = document.text[start : start + anchor.length]
    return len(quote) == anchor.length and _hash(quote, _QUOTE) == anchor.quote


def _alike(anchor: _Anchor, documents: Collection[Document]) -> Document | None:
    """Return the only document that has the quote's head and tail, in this order."""
    alike = []
    for document in documents:
        start = document.text.find(anchor.head)
        if start >= 0 and document.text.find(anchor.tail, start) >= 0:
            alike.append(document)
    return alike[0] if len(alike) == 1 else None


def _place(anchor: _Anchor, document: Document, start: int, kept: Kept) -> Place:
    return Place(document, kept, start, start + anchor.length)


def _read(name: str) -> _Anchor:
    """Take an id apart; raises PermalinkError unless it is one that `make` could have made."""
    try:
        data = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True)
        body = data[_SUM:]
        if _checksum(body) != data[:_SUM] or body[0] != _VERSION:
            raise _unreadable(name)
        hashes, rest = body[1 : 1 + _HASHES], body[1 + _HASHES :]
        start, rest = _number(rest)
        length, rest = _number(rest)
        head, tail = rest[1 : 1 + rest[0]].decode(), rest[1 + rest[0] :].decode()
    except (ValueError, IndexError, binascii.Error) as error:
        raise _unreadable(name) from error
    if not length or not len(head) == len(tail) == min(length, _ENDS):
        raise _unreadable(name)
    ends = accumulate((_DOCUMENT, _TEXT, _QUOTE, _AROUND, _AROUND), initial=0)
    document, text, quote, before, after = (hashes[i:j] for i, j in pairwise(ends))
    return _Anchor(document, text, quote, before, after, start, length, head, tail)


def _around(text: str, start: int, end: int) -> tuple[bytes, bytes]:
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return _hash(before, _AROUND), _hash(after, _AROUND)


def _hash(text: str, size: int) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:size]


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_SUM]


def _varint(number: int) -> bytes:
    """Return seven bits a byte, the low ones first; the high bit says that more follow."""
    low, high = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(high) if high else bytes([low])


def _number(data: bytes) -> tuple[int, bytes]:
    """Return the number at the beginning, and the rest."""
    value = 0
    for place, byte in enumerate(data[:9]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, data[place + 1 :]
    raise ValueError("a number without an end")


def _unreadable(name: str) -> PermalinkError:
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    return PermalinkError(
        expected="the address of a quote as SEEQA made it",
        found=repr(shown),
        mend="Copy the whole address again, or ask the question anew.",
    )
