"""Questions about the archive as a whole -> the lines that answer: headlines, datelines, SDG lines.

Each place or topic is shown once, by the first item that has it; the counts say how many items do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeqa.columns import Columns
from seeqa.types import Block, BlockKind, Document, Passage, Span

Facets = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
Numbers = NDArray[np.integer]
_SHOWN = 300  # lines


@dataclass(frozen=True, slots=True)
class Survey:
    """The lines that show what is asked about the archive, and the counts of all it holds.

    `items` have such a line, of `of` in all; of very many the first lines are shown.
    """

    spans: tuple[Span, ...]
    facets: Facets
    items: int
    of: int


def survey(facet: str, columns: Columns, documents: Mapping[str, Document]) -> Survey:
    """Return the lines for "items", "places", "topics", "dates", "latest" or "earliest"."""
    ordered = columns.in_order(columns.news)
    dated = ordered[columns.first[ordered] > 0]
    first, last = columns.first[dated], columns.last[dated]
    kind = _KINDS.get(facet, BlockKind.HEADLINE)
    if facet == "latest":
        chosen = dated[last == last.max(initial=0)]
    elif facet == "earliest":
        chosen = dated[first == first.min(initial=_NEVER)]
    elif facet == "dates":
        ends = [0, int(last.argmax())] if len(dated) else []
        chosen = dated[list(dict.fromkeys(ends))]
    elif facet == "places":
        chosen = _new(ordered, columns.town[ordered], columns.country[ordered])
    elif facet == "topics":
        chosen = _new(*_topics(columns, ordered))
    else:
        chosen = ordered
    shown = chosen[columns.has_line(kind)[chosen]]
    lines = (_line(documents[columns.ids[row]], kind) for row in shown[:_SHOWN].tolist())
    return Survey(tuple(lines), _facets(columns, ordered), len(shown), len(ordered))


_KINDS = {
    "dates": BlockKind.DATELINE,
    "places": BlockKind.DATELINE,
    "topics": BlockKind.TOPICS,
}
_NEVER = np.iinfo(np.int32).max


def _facets(columns: Columns, ordered: Numbers) -> Facets:
    """Return the places, countries and topics of the items with the number of items of each."""
    names = columns.tables.names
    topics = [f"SDG {topic.target or topic.goal}" for topic in columns.tables.topics]
    counted = {
        "places": _counted(names, columns.town[ordered]),
        "countries": _counted(names, columns.country[ordered]),
        "topics": _counted(topics, _topics(columns, ordered)[1]),
    }
    return tuple((name, found) for name, found in counted.items() if found)


def _topics(columns: Columns, ordered: Numbers) -> tuple[Numbers, Numbers]:
    """Return each topic of items in their order: the row and the number."""
    rows, topics = columns.topics_in(columns.news)
    place = np.zeros(len(columns), dtype=np.int64)
    place[ordered] = np.arange(len(ordered))
    order = np.argsort(place[rows], kind="stable")
    return rows[order], topics[order]


def _counted(names: Sequence[str], numbers: Numbers) -> tuple[tuple[str, int], ...]:
    """Count numbers that are not below zero, the most frequent first, else as they first come."""
    values, first, counts = np.unique(numbers[numbers >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    return tuple((names[values[i]], int(counts[i])) for i in order)


def _new(rows: Numbers, *columns: Numbers) -> Numbers:
    """Return the rows that have a value, of those not below zero, that none before them has."""
    values, places = np.concatenate(columns), np.tile(np.arange(len(rows)), len(columns))
    order = np.argsort(places[values >= 0], kind="stable")
    _, first = np.unique(values[values >= 0][order], return_index=True)
    return rows[np.unique(places[values >= 0][order][first])]


def _line(document: Document, kind: BlockKind) -> Span:
    """Return a line of a document as a span of a passage of its own, which no index holds."""
    block: Block = next(block for block in document.blocks if block.kind is kind)
    text = document.text[block.start : block.end]
    return Span(Passage(0, document.id, block.start, block.end, text, ""), 0, len(text), 0.0)
