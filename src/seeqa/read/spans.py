"""The span reader: finds the words that answer, in all passages at once, and weighs passages.

A span's score is its start and end logits less those of "no answer" ([CLS]), so that spans of
different passages compare without a softmax per passage (Clark & Gardner 2018). Only tokens of
the passage proper can be in a span; a long passage is read in overlapping windows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from seeqa.bert import Tokens
from seeqa.read.model import ReaderModel, Scores
from seeqa.read.protocol import Places
from seeqa.read.rows import Row, best_spans
from seeqa.sentences import sentence_offsets
from seeqa.types import Candidate, Hit, Passage

_SPANS = 4  # of a window
_PASSAGES = 4096  # whose tokens are remembered


@dataclass(frozen=True, slots=True)
class _Laid:
    """A passage's tokens and those that go before it."""

    context: list[int]
    tokens: Tokens


class Likeness(Protocol):
    """Tells how well sentences fit a question, by meaning and shared words."""

    def scores(self, question: str, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        """Return a score from about 0 to 1 for each: a hit, and the number of its sentence."""
        ...


class SpanReader:
    """Reads passages with a model."""

    def __init__(self, model: ReaderModel, likeness: Likeness) -> None:
        """Take a loaded model and what compares sentences with the question."""
        self._model = model
        self._likeness = likeness
        self._laid = lru_cache(maxsize=_PASSAGES)(self._lay)
        self.digest = model.digest

    def candidates(
        self, question: str, hits: Sequence[Hit], places: Places | None = None
    ) -> list[Candidate]:
        """Return the best few spans of every window of every hit, and the given places."""
        rows = self.rows(question, hits)
        found: list[Candidate] = []
        for (hit, row), scores in zip(rows, self._model.score([r for _, r in rows]), strict=True):
            found += self._spans(hit, row, scores, (places or {}).get(hit.passage.id, ()))
        likeness = self._likeness.scores(question, [(c.hit, c.sentence) for c in found])
        return [replace(c, likeness=like) for c, like in zip(found, likeness, strict=True)]

    def rows(self, question: str, hits: Sequence[Hit]) -> list[tuple[Hit, Row]]:
        """Return the rows that the model reads, each with its hit."""
        asked = self._model.rows.tokens(question).ids
        rows = []
        for hit in hits:
            laid = self._laid(hit.passage)
            windows = self._model.rows.windows(asked, laid.context, laid.tokens.ids)
            rows += [(hit, row) for row in windows]
        return rows

    def _spans(
        self, hit: Hit, row: Row, scores: Scores, places: Sequence[tuple[int, int]]
    ) -> Iterator[Candidate]:
        """Yield a window's best spans, and those at places that it holds and they do not."""
        tokens = self._laid(hit.passage).tokens
        longest = self._model.rows.layout.max_answer
        taken = set()
        for score, a, b in best_spans(row, scores.start, scores.end, longest, _SPANS):
            start, end = row.characters(tokens, a, b)
            taken.add((start, end))
            yield _candidate(hit, start, end, score, scores.relevance)
        null = float(scores.start[0] + scores.end[0])
        for start, end in places:
            columns = _columns(row, tokens, start, end)
            if columns is None or (start, end) in taken:
                continue
            score = float(scores.start[columns[0]] + scores.end[columns[1]]) - null
            yield _candidate(hit, start, end, score, scores.relevance)

    def _lay(self, passage: Passage) -> _Laid:
        maker = self._model.rows
        return _Laid(maker.context(passage.context), maker.tokens(passage.text))


def _columns(row: Row, tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """Return the columns that hold a stretch of the passage; None if the window lacks some."""
    first = bisect_right(tokens.offsets, start, key=lambda place: place[1])
    last = bisect_left(tokens.offsets, end, key=lambda place: place[1])
    shift = row.first - row.at
    a, b = first + shift, last + shift
    return (a, b) if row.first <= a <= b < row.stop else None


def _candidate(hit: Hit, start: int, end: int, score: float, relevance: float) -> Candidate:
    """Return a candidate; what runs over into the next sentence is cut off."""
    sentences = sentence_offsets(hit.passage.text)
    number = min(bisect_right(sentences, start, key=lambda place: place[1]), len(sentences) - 1)
    first, last = sentences[number]
    return Candidate(hit, max(start, first), min(end, last), number, score, relevance)
