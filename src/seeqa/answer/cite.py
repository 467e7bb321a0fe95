"""Spans -> Citations: the only place that makes one, and it verifies every quote first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeqa import permalink
from seeqa.errors import CitationError
from seeqa.types import Citation, Document, Span


def cite(
    spans: Sequence[Span], documents: Mapping[str, Document], *, first: int = 1
) -> tuple[Citation, ...]:
    """Return citations for the spans, in their order, numbered from `first`.

    Raises CitationError unless each span's words stand, letter for letter, at its place.
    """
    return tuple(_cite(number, span, documents) for number, span in enumerate(spans, first))


def verify(citation: Citation, document: Document) -> None:
    """Raise CitationError unless the quote stands at its place in the document."""
    found = document.text[citation.start : citation.end]
    if found != citation.quote or not citation.quote or citation.document_id != document.id:
        raise CitationError(
            expected=f"the quote {citation.quote[:60]!r} in {citation.document_id}",
            found=f"{found[:60]!r} at {citation.start}-{citation.end} of {document.id}",
            mend="Rebuild the index: seeqa index --rebuild. If it comes again, report it.",
        )


def _cite(number: int, span: Span, documents: Mapping[str, Document]) -> Citation:
    document = documents.get(span.passage.document_id)
    if document is None:
        raise CitationError(
            expected=f"document {span.passage.document_id}",
            found="no such document in the index",
            mend="Rebuild the index: seeqa index --rebuild.",
        )
    base = span.passage.start
    start, end = base + span.start, base + span.end
    first_line, last_line = document.lines(start, end)
    citation = Citation(
        number=number,
        document_id=document.id,
        headline=document.headline,
        dateline=document.dateline,
        dates=document.dates,
        place=document.place,
        country=document.country,
        file=document.file,
        first_line=first_line,
        last_line=last_line,
        start=start,
        end=end,
        quote=span.text,
        emphasis=(base + span.emphasis[0], base + span.emphasis[1]) if span.emphasis else None,
        topics=document.topics,
        links=document.links,
        permalink=f"{permalink.PATH}{permalink.make(document, start, end)}",
        unit=document.unit,
        placed=document.placed,
        more_dates=document.more_dates,
        more_places=document.more_places,
    )
    verify(citation, document)
    return citation
