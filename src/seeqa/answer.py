"""A Reading -> an Answer: one to three verbatim quotes, or an abstention with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from seeqa.cite import cite
from seeqa.extent import reaching
from seeqa.types import Abstention, Answer, Document, Hit, Ledger, Query, Reading, Reason, Span

MESSAGES = {
    Reason.EMPTY_ARCHIVE: "",  # `emptiness` says whether there was anything to read
    Reason.OTHER_SCRIPT: (
        "The archive is in English. Please ask in English, in the Latin alphabet."
    ),
    Reason.NO_WORDS: (
        "There is no word in this question to search for. Name a place, a person or a topic."
    ),
    Reason.SMALL_TALK: (
        "This is no question about the bulletins. Ask what they tell: who, where, when, how many, "
        "which activities."
    ),
    Reason.NOT_ANSWERED: "The archive does not answer this question.",
    Reason.NO_ITEM: "",  # `seeqa.facts` says which filter leaves no item
}


def compose(
    query: Query,
    reading: Reading,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    *,
    min_confidence: float,
    max_sentences: int,
    why: str = "",
) -> Answer:
    """Return the quotes of the best spans, or abstain below `min_confidence`.

    `why` explains an abstention: names in the question that the archive lacks, say.
    """
    if not reading.spans or reading.confidence < min_confidence:
        return abstain(query, Reason.NOT_ANSWERED, hits, reading.confidence, why=why)
    chosen = tuple(reaching(query.text, span) for span in choose(reading, max_sentences))
    return Answer(
        question=query.question,
        citations=cite(chosen, documents),
        hits=tuple(hits),
        confidence=reading.confidence,
        corrections=query.corrections,
        wants=query.wants,
        filters=query.filters,
        notes=query.notes,
    )


def abstain(
    query: Query,
    reason: Reason,
    hits: Sequence[Hit] = (),
    confidence: float = 0.0,
    *,
    why: str = "",
) -> Answer:
    """Return an answer that says why there is none; the hits are what came nearest.

    `why` is what is wrong with this very question, where that is known.
    """
    message = Abstention(reason, " ".join(filter(None, (MESSAGES[reason], why))))
    return Answer(
        question=query.question,
        citations=(),
        hits=tuple(hits),
        confidence=confidence,
        abstention=message,
        corrections=query.corrections,
        wants=query.wants,
        filters=query.filters,
        notes=query.notes,
    )


def emptiness(ledger: Ledger) -> str:
    """Say why an archive has no item: nothing in its folder, or nothing that could be read."""
    files = [PurePosixPath(file.file) for file in ledger.files if file.unread]
    if not files:
        return "The archive is empty. Put bulletins into the corpus folder and ask again."
    kinds = ", ".join(dict.fromkeys(file.suffix.lower() or file.name for file in files))
    count = len(files)
    read = "1 file was not read" if count == 1 else f"{count} files were not read"
    return f"The archive is empty: {read} ({kinds}). 'seeqa index --report' says why."


def lacking(missing: Sequence[str]) -> str:
    """Say which words of a question are not in the archive; empty if none is missing."""
    if not missing:
        return ""
    *names, last = (f"“{name}”" for name in missing)
    said = f"{', '.join(names)} and {last} are" if names else f"{last} is"
    return f"{said} not in the archive."


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
