"""Items that satisfy a question -> an answer that lists them all, each with its own quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeqa.answer.cite import cite
from seeqa.items.select import Selection, Weighed
from seeqa.items.survey import Survey
from seeqa.types import Answer, Document, Hit, Listing, Passage, Query, Span

_SHOWN = 3  # passages of an item that is asked for as a whole
_QUOTED = 40  # sentences of somebody
_SAID = 0.9  # confidence that a sentence told so is a quotation
CERTAIN = 1.0  # an overview quotes what the archive holds


def answer_list(query: Query, selection: Selection, documents: Mapping[str, Document]) -> Answer:
    """Return the items that were selected, in date order, and what was left out by little."""
    kept = sorted(selection.kept, key=_in_date_order)
    spans = [one.span for one in kept]
    margin = cite([one.span for one in selection.margin], documents, first=len(spans) + 1)
    items, of = (len(some) + selection.unseen for some in (kept, selection.weighed))
    listing = Listing(items=items, of=of, margin=margin)
    sure = sum(one.chance for one in kept) / len(kept)
    return _answer(query, spans, _found_first(spans, selection.hits), documents, sure, listing)


def _in_date_order(one: Weighed) -> tuple[str, str]:
    return _day(one.document)


def _day(document: Document) -> tuple[str, str]:
    return (str(document.dates.first) if document.dates else "9", document.id)


def answer_overview(
    query: Query, found: Survey, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Answer:
    """Return the lines that show what the archive holds, and its places and topics counted.

    `hits` are the passages that the lines stand in or lead.
    """
    listing = Listing(items=found.items, of=found.of, facets=found.facets)
    return _answer(query, found.spans, hits, documents, CERTAIN, listing)


def answer_quotations(
    query: Query, spans: Sequence[Span], documents: Mapping[str, Document], of: int
) -> Answer:
    """Return what somebody said in an archive `of` so many items; of very much, the first of it.

    It is in date order.
    """
    spans = sorted(spans, key=lambda span: _day(documents[span.passage.document_id]))[:_QUOTED]
    items = {span.passage.document_id for span in spans}
    listing = Listing(len(items), of)
    hits = [Hit(passage, rank, 0.0) for rank, passage in enumerate(_passages(spans), 1)]
    return _answer(query, spans, hits, documents, _SAID, listing)


def _passages(spans: Sequence[Span]) -> list[Passage]:
    return list({span.passage.id: span.passage for span in spans}.values())


def answer_item(
    query: Query, passages: Sequence[Passage], documents: Mapping[str, Document]
) -> Answer:
    """Return the first passages of an item, whole."""
    shown = passages[:_SHOWN]
    hits = [Hit(passage, rank, 0.0) for rank, passage in enumerate(shown, 1)]
    spans = [Span(passage, 0, len(passage.text), CERTAIN) for passage in shown]
    return replace(
        _answer(query, spans, hits, documents, CERTAIN),
        about=documents[passages[0].document_id].headline,
    )


def _answer(
    query: Query,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    confidence: float,
    listing: Listing | None = None,
) -> Answer:
    shown, more = len({span.passage.document_id for span in spans}), []
    if listing and shown < listing.items:
        more = [f"The first {shown:,} of {listing.items:,} items are shown."]
    return Answer(
        question=query.question,
        citations=cite(spans, documents),
        hits=tuple(hits),
        confidence=confidence,
        corrections=query.corrections,
        wants=query.wants,
        filters=query.filters,
        notes=(*query.notes, *more),
        listing=listing,
    )


def _found_first(spans: Sequence[Span], hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Order the hits so that the passages that were listed come first."""
    known = {hit.passage.id: hit for hit in hits}
    listed = {span.passage.id: span.passage for span in spans}
    first = [known.get(i) or Hit(passage, 0, 0.0) for i, passage in listed.items()]
    rest = [hit for hit in hits if hit.passage.id not in listed]
    return tuple(
        replace(hit, rank=rank, retrieved=hit.rank or None)
        for rank, hit in enumerate([*first, *rest], 1)
    )
