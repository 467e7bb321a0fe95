"""Turns <-> what the browser keeps of a conversation; the server keeps nothing.

What comes back from a browser is untrusted: its form is checked, every quote is verified against
the archive and cited anew, and every passage is taken from the index.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from seeqa import schema
from seeqa.answer.cite import cite
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.index import Index
from seeqa.types import Answer, Citation, Document, Passage, Span

_HITS = 8  # passages kept of an answer, for "why this passage"
_LONGEST = 4_000_000  # characters of a kept conversation
_TURNS = 500


def kept(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return what a browser keeps of the turns, as plain JSON values."""
    return [_form(turn) for turn in turns]


def restored(text: str, index: Index, say: Texts = ENGLISH) -> list[Turn]:
    """Read kept turns back, each quote verified against the archive as it is now.

    A quote that moved is found again; a turn whose quotes are gone says so in place of them.
    Raises ValueError when the text is no kept conversation.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"{len(text)} characters")
    turns = _turns_adapter().validate_json(text)
    if len(turns) > _TURNS:
        raise ValueError(f"{len(turns)} turns")
    return [_verified(turn, index, say) for turn in turns]


@cache
def _turns_adapter() -> TypeAdapter[list[Turn]]:
    return TypeAdapter(list[Turn])


def _form(turn: Turn) -> dict[str, Any]:
    form: dict[str, Any] = schema.to_json(_without_passages(turn))
    for hit in form["answer"]["hits"] if form["answer"] else ():
        hit["passage"]["id"] = str(hit["passage"]["id"])  # JavaScript cannot hold 63 bits
    return form


def _without_passages(turn: Turn) -> Turn:
    """Drop what the index can give back: the texts of the passages considered."""
    if turn.answer is None:
        return turn
    hits = tuple(
        dataclasses.replace(hit, passage=dataclasses.replace(hit.passage, text="", context=""))
        for hit in turn.answer.hits[:_HITS]
    )
    return dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, hits=hits))


def _verified(turn: Turn, index: Index, say: Texts) -> Turn:
    turn = dataclasses.replace(turn, busy=None, remarks=())
    if turn.answer is None:
        return turn if turn.problem else dataclasses.replace(turn, problem=say("stopped"))
    answer, remarks = _answer(turn.answer, index, say)
    if answer is None:
        return dataclasses.replace(turn, answer=None, problem=" ".join(remarks))
    return dataclasses.replace(turn, answer=answer, remarks=tuple(remarks))


def _answer(answer: Answer, index: Index, say: Texts) -> tuple[Answer | None, list[str]]:
    documents = index.documents
    if answer.abstention:
        answer = dataclasses.replace(answer, citations=())
    citations, remarks = _citations(answer.citations, documents, say)
    if not citations and not answer.abstention:
        return None, remarks or [say("kept.broken")]
    perhaps, lost = _citations(answer.perhaps if answer.abstention else (), documents, say)
    listing = answer.listing
    if listing:
        margin, _ = _citations(listing.margin, documents, say)
        listing = dataclasses.replace(listing, margin=margin)
    hits = tuple(
        dataclasses.replace(hit, passage=passage)
        for hit in answer.hits
        if (passage := index.by_id.get(hit.passage.id))
    )
    again = dataclasses.replace(
        answer, citations=citations, perhaps=perhaps, hits=hits, listing=listing
    )
    return again, [*remarks, *lost]


def _citations(
    citations: Sequence[Citation], documents: Mapping[str, Document], say: Texts
) -> tuple[tuple[Citation, ...], list[str]]:
    """Cite anew what still stands; return that, and a sentence for each kind of change."""
    spans, remarks = [], []
    for citation in citations:
        document = documents.get(citation.document_id)
        start = _place(citation, document.text) if document else None
        if document is None or start is None:
            where = document.headline if document else citation.headline
            remarks.append(say("kept.changed", where=where))
            continue
        if start != citation.start:
            remarks.append(say("kept.moved"))
        spans.append(_span(citation, document, start))
    return cite(spans, documents), list(dict.fromkeys(remarks))


def _place(citation: Citation, text: str) -> int | None:
    """Return where the quote stands: at its place, else at the nearest other one."""
    quote = citation.quote
    if not quote:
        return None
    if citation.start >= 0 and text[citation.start : citation.start + len(quote)] == quote:
        return citation.start
    places = []
    place = text.find(quote)
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    return min(places, key=lambda place: abs(place - citation.start), default=None)


def _span(citation: Citation, document: Document, start: int) -> Span:
    item = Passage(0, document.id, 0, len(document.text), document.text, "")
    end = start + len(citation.quote)
    first, last = citation.emphasis or (0, 0)
    shift = start - citation.start
    inside = start <= first + shift < last + shift <= end
    return Span(item, start, end, 0.0, (first + shift, last + shift) if inside else None)
