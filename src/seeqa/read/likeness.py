"""The plain reader: scores whole sentences by meaning and shared words."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.sentences import sentence_offsets
from seeqa.terms import terms
from seeqa.types import Hit, Passage, Query, Reading, Span

_SENTENCES = 20_000  # whose terms are remembered
MARGIN = 0.02


class Encoder(Protocol):
    """Turns texts into unit vectors of one dimension."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...


class Archive(Protocol):
    """Knows the vectors of its passages' sentences and the weights of terms."""

    def sentence_vectors(self, passage: Passage) -> NDArray[np.float32]:
        """Return the unit vectors of a passage's sentences, shape (sentences, dimension)."""
        ...

    def idf(self, term: str) -> float:
        """Return the weight of a term."""
        ...


_NUMBERS = r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|several)\b"
_MONTHS = "|".join(calendar.month_name[1:])
# What kind of words a question asks for, and what shows that a sentence has them.
_CUES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(shown, re.IGNORECASE))
    for asked, shown in (
        (r"\bhow (?:many|much)\b|\bnumber of\b", _NUMBERS),
        (r"\bwhen\b|\bwhat (?:date|day|month|year)\b", rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS})\b"),
        (
            r"\bfund|\bfinanc|\bsponsor|\bdonor|\bpaid\b|\bpays?\b|\bmoney\b",
            r"\bfund(?:ed|ing)\b|\bfinancial support\b|\bsponsored\b",
        ),
    )
)


class SentenceReader:
    """Scores the sentences of the hits with the encoder and the words they share.

    The weights, rounded, are a pairwise logistic regression's on the dev split of
    `questions/bulletin.jsonl`; the confidence is a logistic regression of "the best sentence is
    right" on its score, on dev too. Likeness cannot tell a near miss (right names, unstated
    fact) from an answer: measured AUROC on those about 0.5.
    """

    def __init__(self, encoder: Encoder, archive: Archive) -> None:
        """Take what encodes the question, and the archive that the hits are of."""
        self._encoder = encoder
        self._archive = archive

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Return every sentence of the hits as a span, best first."""
        places = [
            (hit, number)
            for hit in hits
            for number, _ in enumerate(sentence_offsets(hit.passage.text))
        ]
        if not places:
            return Reading()
        scores = self.scores(query, places)
        spans = [
            _whole(hit.passage, number, score, self._confidence(score))
            for (hit, number), score in zip(places, scores, strict=True)
        ]
        spans.sort(key=lambda span: -span.score)
        return Reading(tuple(spans), MARGIN)

    def scores(self, query: Query, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        """Return how well each sentence, the n-th of a hit, seems to answer, from about 0 to 1."""
        if not sentences:
            return []
        question = self._encoder.encode([query.text])[0]
        passages = {hit.passage.id: hit.passage for hit, _ in sentences}
        cosines = {
            key: self._archive.sentence_vectors(passage) @ question
            for key, passage in passages.items()
        }
        weights = self._weights(query.text)
        return [
            0.5 * hit.score
            + 0.16 * float(cosines[hit.passage.id][number])
            + 0.22 * share(weights, _sentence_terms(hit.passage, number))
            + 0.12 * _cue(query.text, _text(hit.passage, number))
            for hit, number in sentences
        ]

    def _weights(self, question: str) -> dict[str, float]:
        """Return the weight of each term of the question."""
        return {term: self._archive.idf(term) for term in terms(question)}

    @staticmethod
    def _confidence(score: float) -> float:
        return 1 / (1 + math.exp(3.2 - 7.28 * score))


def share(weights: Mapping[str, float], has: Set[str]) -> float:
    """Return the share, by weight, of the terms that a text has."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in has) / total if total else 0.0


def _whole(passage: Passage, number: int, score: float, confidence: float) -> Span:
    start, end = sentence_offsets(passage.text)[number]
    return Span(passage, start, end, score, confidence=confidence)


def _text(passage: Passage, number: int) -> str:
    start, end = sentence_offsets(passage.text)[number]
    return passage.text[start:end]


@lru_cache(maxsize=_SENTENCES)
def _sentence_terms(passage: Passage, number: int) -> frozenset[str]:
    """Return the terms of a sentence and of its passage's context."""
    return frozenset(terms(f"{passage.context} {_text(passage, number)}"))


def _cue(question: str, sentence: str) -> float:
    """Return 1.0 if the sentence shows the kind of words that the question asks for."""
    return float(any(ask.search(question) and show.search(sentence) for ask, show in _CUES))
