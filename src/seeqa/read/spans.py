"""The span reader: finds the words that answer, in all passages at once, and weighs passages.

A span's score is its start and end logits less those of "no answer" ([CLS]), so that spans of
different passages compare without a softmax per passage (Clark & Gardner 2018). Only tokens of
the passage proper can be in a span; a long passage is read in overlapping windows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.read.model import Logits, ReaderModel
from seeqa.sentences import sentence_offsets
from seeqa.types import Hit, Passage, Query, Reading, Span

_SPANS_PER_WINDOW = 3
_NEVER = np.float32(-1e4)
# Questions that a few words cannot answer: the whole sentence is the answer.
_WANTS_SENTENCE = re.compile(
    r"\bwhy\b|\bhow (?:does|do|did|is|are|was|were|can|will)\b"
    r"|\bwhat\b.*\b(?:say|said|says|tell|told)\b"
    r"|\bwhat (?:happen|is being done|was done)|\btell me about\b|\bdescribe\b|\bexplain\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a hit's passage, the sentence that it stands in, and what speaks for it.

    Offsets are characters of the passage. `score` is the span's over "no answer", `relevance`
    the passage's logit, `likeness` how well the sentence fits the question.
    """

    hit: Hit
    start: int
    end: int
    sentence: tuple[int, int]
    score: float
    relevance: float
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A window of a passage laid out for the model; `first` is its first passage column."""

    hit: int
    ids: list[int]
    types_from: int
    first: int
    offsets: list[tuple[int, int]]


class Likeness(Protocol):
    """Tells how well sentences fit a question, by meaning and shared words."""

    def scores(self, query: Query, sentences: Sequence[tuple[Hit, str]]) -> list[float]:
        """Return a score from about 0 to 1 for each sentence of a hit."""
        ...


class SpanReader:
    """Reads passages with a model; the weights below are fitted on dev (see docs/design.md)."""

    # Of a candidate: span score, relevance logit, fused retrieval score, likeness.
    WEIGHTS = (1.0, 2.0, 10.0, 40.0)
    MARGIN = 0.2
    # Logistic regression of "the best sentence is right" on its evidence: intercept, slope.
    CONFIDENCE = (-1.332, 0.082)

    def __init__(self, model: ReaderModel, likeness: Likeness) -> None:
        """Take a loaded model and what compares sentences with the question."""
        self._model = model
        self._likeness = likeness

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Return spans, best first, widened to their sentences, with the words emphasised."""
        candidates = self.candidates(query, hits)
        if not candidates:
            return Reading((), 0.0)
        candidates.sort(key=lambda found: -self._evidence(found))
        whole = bool(_WANTS_SENTENCE.search(query.text))
        spans = [_span(found, self._evidence(found), whole) for found in candidates]
        evidence: dict[int, float] = {}
        for found in candidates:
            evidence.setdefault(found.hit.passage.id, self._evidence(found))
        return Reading(tuple(spans), self._confidence(candidates[0]), self.MARGIN, evidence)

    def candidates(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Return the best few spans of every window of every hit."""
        rows = [row for i, hit in enumerate(hits) for row in self._rows(query.text, i, hit.passage)]
        if not rows:
            return []
        ids, mask, types, allowed = _batch(rows)
        start, end, relevance = self._model.score(ids, mask, types)
        found = []
        for i, row in enumerate(rows):
            null = float(start[i, 0] + end[i, 0])
            for score, a, b in _best_spans(
                start[i], end[i], allowed[i], self._model.layout.max_answer
            ):
                hit = hits[row.hit]
                first, last = row.offsets[a - row.first][0], row.offsets[b - row.first][1]
                sentence = _sentence(hit.passage.text, first, last)
                found.append(
                    Candidate(hit, first, last, sentence, score - null, float(relevance[i]))
                )
        texts = [(c.hit, c.hit.passage.text[slice(*c.sentence)]) for c in found]
        likeness = self._likeness.scores(query, texts)
        return [replace(c, likeness=like) for c, like in zip(found, likeness, strict=True)]

    def _rows(self, question: str, number: int, passage: Passage) -> list[_Row]:
        """Lay out a passage for the model, in windows when it is long."""
        layout, tokenizer = self._model.layout, self._model.tokenizer
        asked = self._tokens(question)[0][: layout.max_question]
        context: list[int] = []
        if passage.context:
            lead = ", ".join(passage.context.split("\n"))
            context = self._tokens(lead)[0][: layout.max_context - 1]
            context += self._tokens(layout.separator)[0]
        ids, offsets = self._tokens(passage.text)
        head = [tokenizer.cls_token_id, *asked, tokenizer.sep_token_id]
        room = layout.max_length - len(head) - len(context) - 1
        rows = []
        for at in _window_starts(len(ids), room, layout.overlap):
            window = ids[at : at + room]
            row = [*head, *context, *window, tokenizer.sep_token_id]
            first = len(head) + len(context)
            rows.append(_Row(number, row, len(head), first, offsets[at : at + room]))
        return rows

    def _tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return found["input_ids"], [(int(a), int(b)) for a, b in found["offset_mapping"]]

    def _evidence(self, found: Candidate) -> float:
        given = (found.score, found.relevance, found.hit.score, found.likeness)
        return sum(weight * value for weight, value in zip(self.WEIGHTS, given, strict=True))

    def _confidence(self, best: Candidate) -> float:
        intercept, slope = self.CONFIDENCE
        return 1 / (1 + math.exp(-(intercept + slope * self._evidence(best))))


def _window_starts(length: int, room: int, overlap: int) -> list[int]:
    step = max(room - overlap, 1)
    count = 1 if length <= room else 1 + math.ceil((length - room) / step)
    return [i * step for i in range(count)]


def _batch(
    rows: Sequence[_Row],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Pad the rows to one length: ids, attention mask, token types, columns of the passage."""
    shape = (len(rows), max(len(row.ids) for row in rows))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    allowed = np.zeros(shape, dtype=np.bool_)
    for i, row in enumerate(rows):
        size = len(row.ids)
        ids[i, :size] = row.ids
        mask[i, :size] = 1
        types[i, row.types_from : size] = 1
        allowed[i, row.first : size - 1] = True
    return ids, mask, types, allowed


def _best_spans(
    start: Logits, end: Logits, allowed: NDArray[np.bool_], longest: int
) -> list[tuple[float, int, int]]:
    """Return the best spans of a row that do not overlap: (score, first, last column)."""
    width = len(start)
    scores = np.where(allowed, start, _NEVER)[:, None] + np.where(allowed, end, _NEVER)[None, :]
    band = np.triu(np.ones((width, width), dtype=bool)) & ~np.triu(
        np.ones((width, width), dtype=bool), longest
    )
    scores = np.where(band, scores, 2 * _NEVER)
    found = []
    for _ in range(_SPANS_PER_WINDOW):
        a, b = np.unravel_index(int(scores.argmax()), scores.shape)
        if scores[a, b] <= _NEVER / 2:
            break
        found.append((float(scores[a, b]), int(a), int(b)))
        scores[: int(b) + 1, int(a) :] = 2 * _NEVER  # everything that overlaps it
    return found


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the first sentence that text[start:end] touches."""
    touched = (place for place in sentence_offsets(text) if place[0] < end and place[1] > start)
    return next(touched, (start, end))


def _span(found: Candidate, score: float, whole: bool) -> Span:
    """Widen a candidate to its sentence; what runs over into the next sentence is cut off."""
    start, end = found.sentence
    emphasis = None if whole else (max(found.start, start), min(found.end, end))
    return Span(found.hit.passage, start, end, score, emphasis)
