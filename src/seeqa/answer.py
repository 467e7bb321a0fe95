"""A Reading -> an Answer: one to three verbatim quotes, or an abstention with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeqa.cite import cite
from seeqa.types import Abstention, Answer, Document, Hit, Query, Reading, Reason, Span

MESSAGES = {
    Reason.EMPTY_ARCHIVE: (
        "The archive is empty. Put bulletins (.txt or .md) into the corpus folder and ask again."
    ),
    Reason.OTHER_SCRIPT: (
        "The archive is in English. Please ask in English, in the Latin alphabet."
    ),
    Reason.NO_WORDS: (
        "There is no word in this question to search for. Name a place, a person or a topic."
    ),
    Reason.NOT_ANSWERED: "The archive does not answer this question.",
}


def compose(
    query: Query,
    reading: Reading,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    *,
    min_confidence: float,
    max_sentences: int,
) -> Answer:
    """Return the quotes of the best spans, or abstain below `min_confidence`."""
    if not reading.spans or reading.confidence < min_confidence:
        return abstain(query, Reason.NOT_ANSWERED, hits, reading.confidence)
    chosen = choose(reading, max_sentences)
    return Answer(
        question=query.question,
        citations=cite(chosen, documents),
        hits=tuple(hits),
        confidence=reading.confidence,
        corrections=query.corrections,
    )


def abstain(
    query: Query, reason: Reason, hits: Sequence[Hit] = (), confidence: float = 0.0
) -> Answer:
    """Return an answer that says why there is none; the hits are what came nearest."""
    message = Abstention(reason, MESSAGES[reason])
    return Answer(
        question=query.question,
        citations=(),
        hits=tuple(hits),
        confidence=confidence,
        abstention=message,
        corrections=query.corrections,
    )


def choose(reading: Reading, limit: int) -> tuple[Span, ...]:
    """Return the best span and those nearly as good, without repeats, best first."""
    chosen: list[Span] = []
    for span in reading.spans:
        near = span.score >= reading.spans[0].score - reading.margin
        if len(chosen) < limit and near and not any(_repeats(span, other) for other in chosen):
            chosen.append(span)
    return tuple(chosen)


def _repeats(span: Span, other: Span) -> bool:
    same_place = span.passage.id == other.passage.id
    overlap = span.start < other.end and other.start < span.end
    return (same_place and overlap) or span.text == other.text
