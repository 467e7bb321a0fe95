"""Query -> Hits: search by meaning, by words, or both fused by evidence.

Fusion is a convex combination of two scores that mean something on their own: nearness
(cosines), and the share of the best possible BM25 score (Bruch, Gai & Ingber 2023, "An Analysis
of Fusion Functions for Hybrid Retrieval"). Words that the archive lacks lower the lexical score
of every passage, so a paraphrase is decided by meaning and a name by its spelling. Ranks are not
fused: a passage that is first among poor matches is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.terms import surface, terms
from seeqa.types import Hit, Passage, Query, Searcher, Standing

CANDIDATES = 100  # passages that each searcher proposes; all of them get both scores


class Searchable(Protocol):
    """An index that can be searched by meaning and by words."""

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Set[str] | None = None
    ) -> list[tuple[Passage, float]]:
        """Return the k passages nearest in meaning, with scores in [-1, 1].

        `among` are the ids of the documents that count; None: all.
        """
        ...

    def nearness(self, vector: NDArray[np.float32], passage: Passage) -> float:
        """Return the score of `nearest` for one passage."""
        ...

    def match(
        self, terms: Sequence[str], k: int, among: Set[str] | None = None
    ) -> list[tuple[Passage, float]]:
        """Return up to k passages that share terms, with scores in [0, 1]."""
        ...

    def match_score(self, terms: Sequence[str], passages: Sequence[Passage]) -> list[float]:
        """Return the score of `match` for the given passages."""
        ...


def retrieve(
    query: Query,
    vector: NDArray[np.float32],
    index: Searchable,
    *,
    k: int,
    searcher: Searcher = Searcher.HYBRID,
    lexical_weight: float,
    among: Set[str] | None = None,
) -> tuple[Hit, ...]:
    """Return the k best passages, best first, with their standing in each searcher.

    `vector` is the query's unit vector, shape (dimension,). `lexical_weight` in [0, 1] is the
    share of the lexical score; "dense" and "lexical" are the two ends of that scale. `among` are
    the ids of the only documents that count, where filters leave out others.
    """
    weight = {Searcher.DENSE: 0.0, Searcher.LEXICAL: 1.0}.get(searcher, lexical_weight)
    words = terms(query.text)
    deep = max(k, CANDIDATES)
    dense = _standings(index.nearest(vector, deep, among)) if weight < 1 else {}
    lexical = _standings(index.match(words, deep, among)) if weight > 0 else {}
    passages = list({p.id: p for p, _ in [*dense.values(), *lexical.values()]}.values())
    shares = index.match_score(words, passages) if weight > 0 else [0.0] * len(passages)
    scored = []
    for passage, share in zip(passages, shares, strict=True):
        near = index.nearness(vector, passage) if weight < 1 else 0.0
        scored.append(((1 - weight) * near + weight * share, passage))
    scored.sort(key=lambda pair: (-pair[0], pair[1].document_id, pair[1].start))
    return tuple(
        Hit(
            passage=passage,
            rank=rank,
            score=score,
            dense=dense[passage.id][1] if passage.id in dense else None,
            lexical=lexical[passage.id][1] if passage.id in lexical else None,
            terms=shared_words(query.text, passage.searchable),
        )
        for rank, (score, passage) in enumerate(scored[:k], 1)
    )


def rerank(hits: Sequence[Hit], evidence: Mapping[int, float]) -> tuple[Hit, ...]:
    """Order the hits that were read by the reader's evidence, before those that were not.

    Each keeps the rank that retrieval gave it as `retrieved`. No evidence leaves the order.
    """
    unread = -float("inf")
    ordered = sorted(hits, key=lambda hit: -evidence.get(hit.passage.id, unread))
    return tuple(
        replace(hit, rank=rank, retrieved=hit.rank, evidence=evidence.get(hit.passage.id))
        for rank, hit in enumerate(ordered, 1)
    )


def shared_words(question: str, text: str) -> tuple[str, ...]:
    """Return the question's words, as written there, whose terms the text has."""
    has = set(terms(text))
    return tuple(word for term, word in surface(question).items() if term in has)


def _standings(found: list[tuple[Passage, float]]) -> dict[int, tuple[Passage, Standing]]:
    return {
        passage.id: (passage, Standing(rank, score))
        for rank, (passage, score) in enumerate(found, 1)
    }
