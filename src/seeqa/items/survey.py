"""Questions about the archive as a whole -> the lines that answer: headlines, datelines, SDG lines.

Each place or topic is shown once, by the first item that has it; the counts say how many items do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from seeqa.types import Block, BlockKind, Document, Passage, Span

Facets = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The lines that show what is asked about the archive, and the counts of all it holds."""

    spans: tuple[Span, ...]
    facets: Facets


def survey(facet: str, documents: Iterable[Document]) -> Survey:
    """Return the lines for "items", "places", "topics", "dates", "latest" or "earliest"."""
    ordered = sorted(documents, key=_days)
    dated = [document for document in ordered if document.dates]
    if facet == "latest":
        last = max((_days(document)[1] for document in dated), default="")
        chosen = [document for document in dated if _days(document)[1] == last]
        spans = _lines(chosen, BlockKind.HEADLINE)
    elif facet == "earliest":
        first = min((_days(document)[0] for document in dated), default="")
        chosen = [document for document in dated if _days(document)[0] == first]
        spans = _lines(chosen, BlockKind.HEADLINE)
    elif facet == "dates":
        ends = [dated[0], max(dated, key=lambda document: _days(document)[1])] if dated else []
        spans = _lines(list(dict.fromkeys(ends)), BlockKind.DATELINE)
    elif facet == "places":
        spans = _lines(_new(ordered, _places), BlockKind.DATELINE)
    elif facet == "topics":
        spans = _lines(_new(ordered, _targets), BlockKind.TOPICS)
    else:
        spans = _lines(ordered, BlockKind.HEADLINE)
    return Survey(spans, facets(ordered))


def facets(documents: Sequence[Document]) -> Facets:
    """Return the places, countries and topics of the items with the number of items of each."""
    counted = {
        "places": Counter(d.place for d in documents if d.place),
        "countries": Counter(d.country for d in documents if d.country),
        "topics": Counter(f"SDG {name}" for d in documents for name in set(_targets(d))),
    }
    return tuple((name, tuple(found.most_common())) for name, found in counted.items() if found)


def _new(documents: Sequence[Document], of: Callable[[Document], Sequence[str]]) -> list[Document]:
    """Return the documents that have a value that none before them has."""
    seen: set[str] = set()
    chosen = []
    for document in documents:
        values = set(of(document))
        if values - seen:
            chosen.append(document)
        seen |= values
    return chosen


def _places(document: Document) -> list[str]:
    return [place for place in (document.place, document.country) if place]


def _targets(document: Document) -> list[str]:
    return [topic.target or str(topic.goal) for topic in document.topics]


def _lines(documents: Sequence[Document], kind: BlockKind) -> tuple[Span, ...]:
    return tuple(
        _line(document, block)
        for document in documents
        for block in [b for b in document.blocks if b.kind is kind][:1]
    )


def _line(document: Document, block: Block) -> Span:
    """Return a line of a document as a span of a passage of its own, which no index holds."""
    text = document.text[block.start : block.end]
    return Span(Passage(0, document.id, block.start, block.end, text, ""), 0, len(text), 0.0)


def _days(document: Document) -> tuple[str, str, str]:
    dates = document.dates
    return (str(dates.first), str(dates.last), document.id) if dates else ("~", "~", document.id)
