"""Weighed spans -> an Answer: one to three verbatim quotes, or an abstention with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from seeqa.answer.cite import cite
from seeqa.types import Abstention, Answer, Document, Hit, Ledger, Query, Reason, Span

_NEARLY = 0.9  # of the best span's confidence: so sure a further one is quoted too
_EACH = 0.5  # the same, where each of several items is to tell its own
# So sure a sentence is quoted as what may answer: one in four of those between this and the
# threshold does, and of the right answers under the threshold that came first, seven in ten are.
_PERHAPS = 0.15
EMPTY = (
    "The archive is empty. Put files into the corpus folder, or name another folder (--corpus, "
    "SEEQA_CORPUS)."
)
_OF_ITEM = "The item asked about does not answer this question."
_UNSURE = "It is not sure that the archive answers this question."
MESSAGES = {
    Reason.EMPTY_ARCHIVE: "",  # `emptiness` says whether there was anything to read
    Reason.OTHER_LANGUAGE: "The archive is in English. Please ask in English.",
    Reason.NO_WORDS: (
        "There is no word in this question to search for. Name a place, a person or a topic."
    ),
    Reason.SMALL_TALK: (
        "This is no question about the bulletins. Ask what they tell: who, where, when, how many, "
        "which activities."
    ),
    Reason.NOT_ANSWERED: "The archive does not answer this question.",
    Reason.NO_ITEM: "",  # `seeqa.question.facts` says which filter leaves no item
    Reason.UNCLEAR: "",  # `seeqa.conversation` says what is
}


def compose(
    query: Query,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    *,
    min_confidence: float,
    max_sentences: int,
    why: str = "",
    each: bool = False,
) -> Answer:
    """Return the quotes of the best spans, which come first, or abstain below `min_confidence`.

    Not far below it, the best is quoted as what may answer.

    `why` explains an abstention: names in the question that the archive lacks, say. `each` wants
    one quote from every item that tells it.
    """
    sure = spans[0].confidence if spans else 0.0
    if not spans or sure < min_confidence:
        none = abstain(query, Reason.NOT_ANSWERED, hits, sure, why=why)
        if not spans or sure < _PERHAPS:
            return none
        unsure = Abstention(Reason.NOT_ANSWERED, " ".join(filter(None, (_UNSURE, why))))
        return replace(none, abstention=unsure, perhaps=cite(spans[:1], documents))
    return Answer(
        question=query.question,
        citations=cite(
            choose(spans, max_sentences, each=min_confidence if each else None), documents
        ),
        hits=tuple(hits),
        confidence=sure,
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
    of_item = reason is Reason.NOT_ANSWERED and len(query.filters.items) == 1
    said = _OF_ITEM if of_item else MESSAGES[reason]
    message = Abstention(reason, " ".join(filter(None, (said, why))))
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
        return EMPTY
    kinds = ", ".join(dict.fromkeys(file.suffix.lower() or file.name for file in files))
    count = len(files)
    read = "1 file was not read" if count == 1 else f"{count} files were not read"
    return f"The archive is empty: {read} ({kinds}). 'seeqa index --report' says why."


def choose(spans: Sequence[Span], limit: int, *, each: float | None = None) -> tuple[Span, ...]:
    """Return the best span and those nearly as sure, without repeats, best first.

    With `each`, a confidence, the best of every item that is half as sure and at least that.
    """
    every = each is not None
    chosen: list[Span] = []
    for span in spans:
        near = span.confidence >= (_EACH if every else _NEARLY) * spans[0].confidence
        room = span.confidence >= each if each is not None else len(chosen) < limit
        if room and near and not any(_repeats(span, other, each=every) for other in chosen):
            chosen.append(span)
    return tuple(chosen)


def together(answers: Sequence[Answer], question: str) -> Answer:
    """Return one answer to a message of several questions: all their quotes, numbered anew.

    What is not answered is told in a note; where nothing is, the first abstention that quotes what
    may answer stands, else the first.
    """
    if len(answers) == 1:
        return answers[0]
    told = [answer for answer in answers if answer.abstention is None]
    if not told:
        unsure = (answer for answer in answers if answer.perhaps)
        return replace(next(unsure, answers[0]), question=question)
    every = [citation for answer in told for citation in answer.citations]
    cited = list({(c.document_id, c.start, c.end): c for c in every}.values())
    silent = [f"Not answered: “{a.question}”" for a in answers if a.abstention is not None]
    hits = {hit.passage.id: hit for answer in (*told, *answers) for hit in answer.hits}
    return replace(
        told[0],
        question=question,
        citations=tuple(replace(c, number=n) for n, c in enumerate(cited, 1)),
        hits=tuple(replace(hit, rank=n) for n, hit in enumerate(hits.values(), 1)),
        confidence=min(answer.confidence for answer in told),
        notes=tuple(dict.fromkeys([n for answer in answers for n in answer.notes] + silent)),
    )


def _repeats(span: Span, other: Span, *, each: bool) -> bool:
    if each and span.passage.document_id == other.passage.document_id:
        return True
    same_place = span.passage.id == other.passage.id
    overlap = span.start < other.end and other.start < span.end
    return (same_place and overlap) or span.text == other.text
