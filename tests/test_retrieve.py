"""Query -> Hits: fusion by hand over an index whose scores are a table."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes import law
from seeqa import Hit, Passage, Query
from seeqa.retrieve import Among, Places, Scores, retrieve
from seeqa.types import Searcher, Standing

VECTOR = np.ones(1, dtype=np.float32)


class TableIndex:
    """An index in which passage i has nearness dense[i] and lexical share lexical[i]."""

    def __init__(self, dense: Sequence[float], lexical: Sequence[float], limit: int = 100) -> None:
        self.passages = [Passage(i, f"d{i}", 0, 4, "text", "") for i in range(len(dense))]
        self.dense = dense
        self.lexical = lexical
        self.limit = limit  # how many each searcher proposes

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Among | None = None
    ) -> tuple[Places, Scores]:
        return self._best(self.dense, k, among)

    def nearness(self, vector: NDArray[np.float32], places: Places) -> Scores:
        return np.array(self.dense, dtype=float)[places]

    def match(
        self, terms: Sequence[str], k: int, among: Among | None = None
    ) -> tuple[Places, Scores]:
        rows, scores = self._best(self.lexical, k, among)
        return rows[scores > 0], scores[scores > 0]

    def match_score(self, terms: Sequence[str], places: Places) -> Scores:
        return np.array(self.lexical, dtype=float)[places]

    def having(self, terms: Sequence[str], places: Places) -> NDArray[np.bool_]:
        return np.array([[place % 2 == 0] * len(terms) for place in places], dtype=np.bool_)

    def _best(self, scores: Sequence[float], k: int, among: Among | None) -> tuple[Places, Scores]:
        counted = [p.id for p in self.passages if among is None or p.document_id in among]
        ranked = sorted(counted, key=lambda row: -scores[row])[: min(k, self.limit)]
        rows = np.array(ranked, dtype=np.int64)
        return rows, np.array(scores, dtype=float)[rows]


def find(
    index: TableIndex,
    *,
    k: int = 10,
    searcher: Searcher = Searcher.HYBRID,
    weight: float = 0.5,
    among: Set[str] | None = None,
) -> tuple[Hit, ...]:
    return retrieve(
        Query("q", "text"),
        VECTOR,
        index,
        k=k,
        searcher=searcher,
        lexical_weight=weight,
        among=among,
    )


scores = st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), max_size=8)


@law
@given(scores, st.floats(0, 1), st.integers(1, 10))
def test_hits_are_the_k_best_of_the_convex_combination(
    table: list[tuple[float, float]], weight: float, k: int
) -> None:
    found = find(TableIndex([d for d, _ in table], [x for _, x in table]), weight=weight, k=k)
    fused = [(1 - weight) * dense + weight * share for dense, share in table]
    if weight == 1:  # only what shares a word
        fused = [score for score in fused if score > 0]
    assert [hit.score for hit in found] == pytest.approx(sorted(fused, reverse=True)[:k])
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert len({hit.passage.id for hit in found}) == len(found)


@pytest.mark.parametrize(
    ("weight", "order", "best"),
    [
        (0.0, [0, 1, 2], 0.8),
        (0.25, [0, 1, 2], 0.75 * 0.8),
        (0.5, [1, 0, 2], 0.5 * 0.6 + 0.5 * 0.5),
        (0.9, [2, 1, 0], 0.1 * 0.1 + 0.9 * 0.6),
    ],
)
def test_fusion_by_hand(weight: float, order: list[int], best: float) -> None:
    found = find(TableIndex([0.8, 0.6, 0.1], [0.0, 0.5, 0.6]), weight=weight)
    if weight == 0.25:  # 0.6, 0.575, 0.225
        assert [hit.score for hit in found] == pytest.approx([0.6, 0.575, 0.225])
    assert [hit.passage.id for hit in found] == order
    assert found[0].score == pytest.approx(best)


def test_a_hit_tells_its_standing_in_each_searcher() -> None:
    found = find(TableIndex([0.8, 0.6, 0.1], [0.0, 0.5, 0.6]))
    standing = {hit.passage.id: (hit.dense, hit.lexical) for hit in found}
    assert standing == {
        0: (Standing(1, 0.8), None),
        1: (Standing(2, 0.6), Standing(2, 0.5)),
        2: (Standing(3, 0.1), Standing(1, 0.6)),
    }


def test_a_hit_tells_the_words_that_it_shares() -> None:
    found = find(TableIndex([0.8, 0.6, 0.1], [0.0, 0.5, 0.6]))
    assert {hit.passage.id: hit.terms for hit in found} == {0: ("text",), 1: (), 2: ("text",)}


def test_a_passage_that_one_searcher_proposed_gets_both_scores() -> None:
    found = find(TableIndex([0.8, 0.6], [0.2, 0.5], limit=1))
    assert [hit.passage.id for hit in found] == [1, 0]
    assert [hit.score for hit in found] == pytest.approx([0.55, 0.5])
    assert found[0].dense is None
    assert found[1].lexical is None


@pytest.mark.parametrize(
    ("searcher", "order"), [(Searcher.DENSE, [0, 1, 2]), (Searcher.LEXICAL, [2, 1])]
)
def test_one_searcher_alone_ignores_the_other(searcher: Searcher, order: list[int]) -> None:
    found = find(TableIndex([0.8, 0.6, 0.1], [0.0, 0.5, 0.6]), searcher=searcher, weight=0.5)
    assert [hit.passage.id for hit in found] == order
    other = "lexical" if searcher is Searcher.DENSE else "dense"
    assert all(getattr(hit, other) is None for hit in found)


def test_equal_scores_keep_reading_order() -> None:
    index = TableIndex([0.5, 0.5], [0.5, 0.5])
    index.passages = [Passage(0, "d", 9, 13, "text", ""), Passage(1, "d", 0, 4, "text", "")]
    assert [hit.passage.start for hit in find(index)] == [0, 9]


def test_only_the_documents_that_satisfy_filters_are_searched() -> None:
    index = TableIndex(dense=[0.9, 0.8, 0.1], lexical=[1.0, 0.0, 0.2], limit=1)
    hits = find(index, k=2, among={"d1", "d2"})
    assert [hit.passage.document_id for hit in hits] == ["d1", "d2"]
    assert find(index, among=frozenset()) == ()
