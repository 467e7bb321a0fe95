"""Items that satisfy a question -> an answer that lists them all, each with its own quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeqa.activity import asks_which, naming
from seeqa.cite import cite
from seeqa.collect import Collection, Finding
from seeqa.intent import relation
from seeqa.parties import stated
from seeqa.survey import Survey
from seeqa.types import Answer, Document, Hit, Listing, Query, Span

# Set by hand: decided by names, dates or places, and by words alone. Of the listings of the dev
# split, 60 of 62 cite a gold.
STRICT, BY_WORDS = 0.9, 0.6
CERTAIN = 1.0  # an overview quotes what the archive holds


def answer_list(
    query: Query,
    collection: Collection,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
) -> Answer:
    """Return the items found, in date order, and what was left out by little on the margin.

    Where it is asked which activities they are, each is named, and then shown to belong.
    """
    which = asks_which(query.text)
    show = _named if which else _paid if relation(query.text) == "fund" else _shown
    shown = [show(finding) for finding in collection.found]
    spans = [span for of_item in shown for span in of_item]
    # Of the passages, one of each item comes before the second ones.
    ordered = [of_item[0] for of_item in shown] + [s for of_item in shown for s in of_item[1:]]
    margin = [finding.spans[0] for finding in collection.margin]
    margin = [naming(span) for span in margin] if which else margin
    listing = Listing(
        items=len(collection.found),
        of=collection.considered,
        margin=cite(margin, documents, first=len(spans) + 1),
    )
    confidence = STRICT if collection.strict else BY_WORDS
    return _answer(query, spans, _found_first(ordered, hits), documents, confidence, listing)


def _shown(finding: Finding) -> Sequence[Span]:
    return finding.spans


def _paid(finding: Finding) -> Sequence[Span]:
    """Return the sentences with those emphasised who are said to have paid."""
    return [span.emphasising(stated("fund", span.text)) for span in finding.spans]


def _named(finding: Finding) -> Sequence[Span]:
    """Return the sentences of an item with the activity emphasised; before them, what names it.

    "This activity is implemented with the support of …" says of itself not which it is.
    """
    shown = [naming(span) for span in finding.spans]
    name = finding.name
    if name is None or any(_place(span) == _place(name) for span in shown):
        return shown
    return [name, *shown]


def _place(span: Span) -> tuple[int, int]:
    return span.passage.id, span.start


def answer_overview(
    query: Query, found: Survey, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Answer:
    """Return the lines that show what the archive holds, and its places and topics counted.

    `hits` are the passages that the lines stand in or lead.
    """
    listing = Listing(
        items=len({span.passage.document_id for span in found.spans}),
        of=sum(not document.about for document in documents.values()),
        facets=found.facets,
    )
    return _answer(query, found.spans, hits, documents, CERTAIN, listing)


def _answer(
    query: Query,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    confidence: float,
    listing: Listing,
) -> Answer:
    return Answer(
        question=query.question,
        citations=cite(spans, documents),
        hits=tuple(hits),
        confidence=confidence,
        corrections=query.corrections,
        wants=query.wants,
        filters=query.filters,
        notes=query.notes,
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
