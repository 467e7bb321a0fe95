"""The span reader: finds the words that answer, in all passages at once, and weighs passages.

A span's score is its start and end logits less those of "no answer" ([CLS]), so that spans of
different passages compare without a softmax per passage (Clark & Gardner 2018). Only tokens of
the passage proper can be in a span; a long passage is read in overlapping windows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

from seeqa.read.model import ReaderModel
from seeqa.read.rows import Logits, Row, Tokens, best_spans
from seeqa.sentences import sentence_offsets
from seeqa.types import Hit, Passage, Query, Reading, Span

_SPANS = 3  # of a window
_LONG = 100  # characters of a span that counts as long
_WANTS_NUMBER = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b", re.IGNORECASE)
_OF_A_NUMBER = 0.2  # "12" is as long as such an answer needs to be
_PASSAGES = 4096  # whose tokens are remembered
# Questions that a few words cannot answer: the whole sentence is the answer. What somebody "says
# needs to be done" is a few of their words.
_WANTS_SENTENCE = re.compile(
    r"\bwhy\b|\bhow (?:does|do|did|is|are|was|were|can|will)\b"
    r"|\bwhat\b.*\b(?:(?:tell|told)\b|(?:say|said|says)\b"
    r"(?! (?!about|on|of|regarding|concerning|at|in|during|to|when|after|before|the)[a-z]+ \w))"
    r"|\bwhat (?:happen|is being done|was done)|\btell me about\b|\bdescribe\b|\bexplain\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a hit's passage, the number of its sentence there, and what speaks for it.

    Offsets are characters of the passage. `score` is the span's over "no answer", `relevance`
    the passage's logit, `vector` the model's with it, `likeness` how well the sentence fits the
    question, `length` that of the words, from 0 to 1 at 100 characters; a number that was asked for
    counts as .2.
    """

    hit: Hit
    start: int
    end: int
    sentence: int
    score: float
    relevance: float
    vector: Logits = field(compare=False, repr=False)
    likeness: float = 0.0
    length: float = 0.0

    @property
    def features(self) -> tuple[float, float, float, float, float]:
        """What ranking and confidence weigh: score, relevance, fused score, likeness, length."""
        return self.score, self.relevance, self.hit.score, self.likeness, self.length


@dataclass(frozen=True, slots=True)
class _Laid:
    """A passage's tokens and those that go before it."""

    context: list[int]
    tokens: Tokens


class Likeness(Protocol):
    """Tells how well sentences fit a question, by meaning and shared words."""

    def scores(self, query: Query, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        """Return a score from about 0 to 1 for each: a hit, and the number of its sentence."""
        ...


class SpanReader:
    """Reads passages with a model; the weights below were fitted on dev (see docs/design.md)."""

    # Of a candidate: span score, relevance logit, fused retrieval score, likeness, length.
    WEIGHTS = (1.0, 0.0, 30.0, 10.0, 0.0)
    MARGIN = 0.2

    def __init__(self, model: ReaderModel, likeness: Likeness) -> None:
        """Take a loaded model and what compares sentences with the question."""
        self._model = model
        self._likeness = likeness
        self._laid = lru_cache(maxsize=_PASSAGES)(self._lay)

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Return spans, best first, widened to their sentences, with the words emphasised."""
        candidates = self.candidates(query, hits)
        if not candidates:
            return Reading()
        candidates.sort(key=lambda found: -self._evidence(found))
        whole = bool(_WANTS_SENTENCE.search(query.text))
        spans = [self._span(found, query.text, whole) for found in candidates]
        evidence: dict[int, float] = {}
        for span in spans:
            evidence.setdefault(span.passage.id, span.score)
        return Reading(tuple(spans), self.MARGIN, evidence)

    def candidates(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Return the best few spans of every window of every hit."""
        longest = self._model.rows.layout.max_answer
        rows = self.rows(query, hits)
        found = []
        for (hit, row), scores in zip(rows, self._model.score([r for _, r in rows]), strict=True):
            tokens = self._laid(hit.passage).tokens
            for score, a, b in best_spans(row, scores.start, scores.end, longest, _SPANS):
                start, end = row.characters(tokens, a, b)
                sentence = _sentence(hit.passage.text, start)
                length = _length(query.text, hit.passage.text[start:end])
                given = score, scores.relevance, scores.vector
                found.append(Candidate(hit, start, end, sentence, *given, length=length))
        likeness = self._likeness.scores(query, [(c.hit, c.sentence) for c in found])
        return [replace(c, likeness=like) for c, like in zip(found, likeness, strict=True)]

    def rows(self, query: Query, hits: Sequence[Hit]) -> list[tuple[Hit, Row]]:
        """Return the rows that the model reads, each with its hit."""
        question = self._model.rows.tokens(query.text).ids
        rows = []
        for hit in hits:
            laid = self._laid(hit.passage)
            windows = self._model.rows.windows(question, laid.context, laid.tokens.ids)
            rows += [(hit, row) for row in windows]
        return rows

    def _lay(self, passage: Passage) -> _Laid:
        maker = self._model.rows
        return _Laid(maker.context(passage.context), maker.tokens(passage.text))

    def _span(self, found: Candidate, question: str, whole: bool) -> Span:
        """Widen a candidate to its sentence; what runs over into the next sentence is cut off."""
        passage = found.hit.passage
        start, end = sentence_offsets(passage.text)[found.sentence]
        emphasis = None if whole else (max(found.start, start), min(found.end, end))
        confidence = self.confidence(found, question)
        return Span(passage, start, end, self._evidence(found), emphasis, confidence)

    def _evidence(self, found: Candidate) -> float:
        return sum(w * x for w, x in zip(self.WEIGHTS, found.features, strict=True))

    def confidence(self, found: Candidate, question: str) -> float:
        """Return how surely a candidate answers a question."""
        return self._model.confidence.of(found.features, question, found.vector)


def _length(question: str, words: str) -> float:
    if _WANTS_NUMBER.search(question) and any(char.isdigit() for char in words):
        return _OF_A_NUMBER
    return min(len(words), _LONG) / _LONG


def _sentence(text: str, start: int) -> int:
    """Return the number of the sentence that holds text[start], or else of the one after it."""
    sentences = sentence_offsets(text)
    number = bisect_right(sentences, start, key=lambda place: place[1])
    return min(number, len(sentences) - 1)
