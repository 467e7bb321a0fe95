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
from itertools import compress
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.terms import surface, terms
from seeqa.types import Hit, Passage, Query, Searcher, Standing

Places = NDArray[np.int64]
Scores = NDArray[np.float64]
Among = Set[str] | NDArray[np.bool_]  # documents: their ids, or for each row whether it counts

CANDIDATES = 100  # passages that each searcher proposes; all of them get both scores
_NONE: tuple[Places, Scores] = (np.zeros(0, dtype=np.int64), np.zeros(0))


class Searchable(Protocol):
    """An index that can be searched by meaning and by words; it tells passages by their rows."""

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by row."""
        ...

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Among | None = None
    ) -> tuple[Places, Scores]:
        """Return the rows of the k passages nearest in meaning, with scores in [-1, 1].

        `among` tells the documents that count; None: all.
        """
        ...

    def nearness(self, vector: NDArray[np.float32], places: Places) -> Scores:
        """Return the score of `nearest` for each row."""
        ...

    def match(
        self, terms: Sequence[str], k: int, among: Among | None = None
    ) -> tuple[Places, Scores]:
        """Return the rows of up to k passages that share terms, with scores in [0, 1]."""
        ...

    def match_score(self, terms: Sequence[str], places: Places) -> Scores:
        """Return the score of `match` for each row."""
        ...

    def having(self, terms: Sequence[str], places: Places) -> NDArray[np.bool_]:
        """Return for each row which of the terms its passage has, shape (rows, terms)."""
        ...


def retrieve(
    query: Query,
    vector: NDArray[np.float32],
    index: Searchable,
    *,
    k: int,
    searcher: Searcher = Searcher.HYBRID,
    lexical_weight: float,
    among: Among | None = None,
) -> tuple[Hit, ...]:
    """Return the k best passages, best first, with their standing in each searcher.

    `vector` is the query's unit vector, shape (dimension,). `lexical_weight` in [0, 1] is the
    share of the lexical score; "dense" and "lexical" are the two ends of that scale. `among` tells
    the only documents that count, by their ids or by their rows, where filters leave out others.
    """
    weight = {Searcher.DENSE: 0.0, Searcher.LEXICAL: 1.0}.get(searcher, lexical_weight)
    words = terms(query.text)
    deep = max(k, CANDIDATES)
    dense = index.nearest(vector, deep, among) if weight < 1 else _NONE
    lexical = index.match(words, deep, among) if weight > 0 else _NONE
    rows = np.union1d(dense[0], lexical[0])
    scores = np.zeros(len(rows))
    if weight < 1:
        scores += (1 - weight) * index.nearness(vector, rows)
    if weight > 0:
        scores += weight * index.match_score(words, rows)
    near, matching = _standings(*dense), _standings(*lexical)
    best = _best(index.passages, rows, scores, k)
    written = surface(query.text)
    having = index.having(list(written), np.array([row for _, row, _ in best], dtype=np.int64))
    return tuple(
        Hit(
            passage=passage,
            rank=rank,
            score=score,
            dense=near.get(row),
            lexical=matching.get(row),
            terms=tuple(compress(written.values(), has)),
        )
        for rank, ((score, row, passage), has) in enumerate(zip(best, having, strict=True), 1)
    )


def _best(
    passages: Sequence[Passage], rows: Places, scores: Scores, k: int
) -> list[tuple[float, int, Passage]]:
    """Return the k best with their scores and rows; equal ones by document and place."""
    if k < len(scores):
        reached = scores >= np.partition(scores, -k)[-k]
        rows, scores = rows[reached], scores[reached]
    found = zip(
        scores.tolist(), rows.tolist(), map(passages.__getitem__, rows.tolist()), strict=True
    )
    return sorted(found, key=lambda one: (-one[0], one[2].document_id, one[2].start))[:k]


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


def _standings(rows: Places, scores: Scores) -> dict[int, Standing]:
    ranked = zip(rows.tolist(), scores.tolist(), strict=True)
    return {row: Standing(rank, score) for rank, (row, score) in enumerate(ranked, 1)}
