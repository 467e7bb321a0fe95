"""All that an archive quotes of somebody: "What did the mayor of Ayr say?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from seeqa.columns import Mask
from seeqa.index import Index
from seeqa.language.record import Record
from seeqa.language.signs import signs
from seeqa.question.frame import Frame
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold, terms
from seeqa.types import Passage, Span

_SPEAKER = "speaker"


def asks_for_quotations(frame: Frame) -> bool:
    """Tell whether nothing is asked but what somebody named said."""
    others = [word for word in frame.words if word.term != frame.act and not word.named]
    named = frame.agent in {word.term for word in frame.names}
    return frame.wh == "what" and frame.act in _saying() and named and not others


def quotations(frame: Frame, index: Index, among: Mask) -> tuple[Span, ...]:
    """Return the sentences of some documents in which the one named says something.

    The item has the name as it is asked, where something is said perhaps only its last word.
    """
    name = fold(" ".join(word.text for word in frame.names))
    speaker = [word.text for word in frame.names if word.term == frame.agent]
    having = _passages(index, [word.text for word in frame.names], among)
    named = {p.document_id for p in having if name in fold(p.searchable)}
    return tuple(
        span
        for passage in _passages(index, speaker, among)
        if passage.document_id in named
        for span in _said(frame.agent, passage, index.records.get(passage.id, Record()))
    )


def _passages(index: Index, words: Sequence[str], among: Mask) -> Iterator[Passage]:
    return (index.passages[row] for row in index.holding(words, among).tolist())


def _said(speaker: str, passage: Passage, record: Record) -> Iterator[Span]:
    places = [
        slot.start
        for slot in record.slots
        if slot.sign == _SPEAKER and speaker in terms(passage.text[slot.start : slot.end])
    ]
    for start, end in sentence_offsets(passage.text):
        if any(start <= place < end for place in places):
            yield Span(passage, start, end, 1.0)


@lru_cache(maxsize=1)
def _saying() -> frozenset[str]:
    (sign,) = (one for one in signs() if one.name == _SPEAKER)
    return frozenset(term for word in sign.asks for term in terms(word))
