"""The plain reader: scores whole sentences by meaning and shared words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.read.protocol import Places
from seeqa.sentences import sentence_offsets
from seeqa.terms import terms
from seeqa.types import Candidate, Hit, Passage

_SENTENCES = 20_000  # whose terms are remembered


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


class SentenceReader:
    """Scores the sentences of the hits with the encoder and the words they share.

    Likeness cannot tell a near miss (right names, unstated fact) from an answer: measured AUROC
    on those about 0.5.
    """

    digest = ""  # whatever the encoder is: its scores are weighed plainly

    def __init__(self, encoder: Encoder, archive: Archive) -> None:
        """Take what encodes the question, and the archive that the hits are of."""
        self._encoder = encoder
        self._archive = archive

    def candidates(
        self, question: str, hits: Sequence[Hit], places: Places | None = None
    ) -> list[Candidate]:
        """Return every sentence of the hits; they have no other score than their likeness."""
        sentences = [
            (hit, number)
            for hit in hits
            for number, _ in enumerate(sentence_offsets(hit.passage.text))
        ]
        scores = self.scores(question, sentences)
        return [
            Candidate(hit, *sentence_offsets(hit.passage.text)[n], n, score, score, score)
            for (hit, n), score in zip(sentences, scores, strict=True)
        ]

    def scores(self, question: str, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        """Return how well each sentence, the n-th of a hit, seems to answer, from about 0 to 1."""
        if not sentences:
            return []
        vector = self._encoder.encode([question])[0]
        passages = {hit.passage.id: hit.passage for hit, _ in sentences}
        cosines = {key: self._vectors(passage) @ vector for key, passage in passages.items()}
        weights = self._weights(question)
        return [
            0.5 * hit.score
            + 0.2 * float(cosines[hit.passage.id][number])
            + 0.3 * share(weights, _sentence_terms(hit.passage, number))
            for hit, number in sentences
        ]

    def _vectors(self, passage: Passage) -> NDArray[np.float32]:
        """Return the vectors of a passage's sentences; a dateline's, which no index holds, anew."""
        if passage.id >= 0:
            return self._archive.sentence_vectors(passage)
        places = sentence_offsets(passage.text)
        return self._encoder.encode([passage.text[a:b] for a, b in places])

    def _weights(self, question: str) -> dict[str, float]:
        """Return the weight of each term of the question."""
        return {term: self._archive.idf(term) for term in terms(question)}


def share(weights: Mapping[str, float], has: Set[str]) -> float:
    """Return the share, by weight, of the terms that a text has."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in has) / total if total else 0.0


def _text(passage: Passage, number: int) -> str:
    start, end = sentence_offsets(passage.text)[number]
    return passage.text[start:end]


@lru_cache(maxsize=_SENTENCES)
def _sentence_terms(passage: Passage, number: int) -> frozenset[str]:
    """Return the terms of a sentence and of its passage's context."""
    return frozenset(terms(f"{passage.context} {_text(passage, number)}"))
