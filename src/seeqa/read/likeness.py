"""The plain reader: scores whole sentences by meaning and shared words."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.sentences import sentence_offsets
from seeqa.terms import terms
from seeqa.types import Hit, Query, Reading, Span

_CACHE_LIMIT = 50_000
MARGIN = 0.02


class Encoder(Protocol):
    """Turns texts into unit vectors of one dimension."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
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

    def __init__(self, encoder: Encoder, weigh: Callable[[str], float]) -> None:
        """Take the encoder and the weight of a term (its idf in the archive)."""
        self._encoder = encoder
        self._weigh = weigh
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Return every sentence of the hits as a span, best first."""
        places = [
            (hit, start, end) for hit in hits for start, end in sentence_offsets(hit.passage.text)
        ]
        if not places:
            return Reading((), 0.0)
        sentences = [(hit, hit.passage.text[start:end]) for hit, start, end in places]
        scores = self.scores(query, sentences)
        spans = [
            Span(hit.passage, start, end, score)
            for (hit, start, end), score in zip(places, scores, strict=True)
        ]
        spans.sort(key=lambda span: -span.score)
        return Reading(tuple(spans), self._confidence(spans[0].score), MARGIN)

    def scores(self, query: Query, sentences: Sequence[tuple[Hit, str]]) -> list[float]:
        """Return how well each sentence of a hit seems to answer, from about 0 to 1."""
        if not sentences:
            return []
        question = self._encoder.encode([query.text])[0]
        cosines = self._encode([sentence for _, sentence in sentences]) @ question
        return [
            self._score(query, hit, sentence, float(cosine))
            for (hit, sentence), cosine in zip(sentences, cosines, strict=True)
        ]

    def _score(self, query: Query, hit: Hit, sentence: str, cosine: float) -> float:
        overlap = self.overlap(query.text, f"{hit.passage.context} {sentence}")
        return 0.5 * hit.score + 0.16 * cosine + 0.22 * overlap + 0.12 * _cue(query.text, sentence)

    @staticmethod
    def _confidence(score: float) -> float:
        return 1 / (1 + math.exp(3.2 - 7.28 * score))

    def overlap(self, question: str, text: str) -> float:
        """Return the share, by weight, of the question's terms that the text has."""
        wanted = set(terms(question))
        total = sum(self._weigh(term) for term in wanted)
        shared = sum(self._weigh(term) for term in wanted & set(terms(text)))
        return shared / total if total else 0.0

    def _encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Return the sentences' vectors, shape (len(sentences), dimension); remembers them."""
        fresh = [s for s in dict.fromkeys(sentences) if s not in self._vectors]
        if fresh:
            if len(self._vectors) > _CACHE_LIMIT:
                self._vectors = {}
                fresh = list(dict.fromkeys(sentences))
            self._vectors |= dict(zip(fresh, self._encoder.encode(fresh), strict=True))
        return np.stack([self._vectors[sentence] for sentence in sentences])


def _cue(question: str, sentence: str) -> float:
    """Return 1.0 if the sentence shows the kind of words that the question asks for."""
    return float(any(ask.search(question) and show.search(sentence) for ask, show in _CUES))
