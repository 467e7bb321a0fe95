"""Postings: BM25 by hand, the best of many, and which rows count."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.postings import Postings, PostingsWriter

texts = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=12)


def opened(folder: Path, rows: list[list[str]]) -> Postings:
    writer = PostingsWriter()
    for row in rows:
        writer.add(row)
    writer.write(folder / "postings")
    return Postings.open(folder / "postings", len(rows))


def by_hand(rows: list[list[str]], asked: list[str]) -> list[float]:
    """BM25 of each row over the most that the terms could give."""
    mean = sum(map(len, rows)) / max(len(rows), 1)

    def idf(term: str) -> float:
        having = sum(term in row for row in rows)
        return math.log(1 + (len(rows) - having + 0.5) / (having + 0.5))

    def weight(term: str, row: list[str]) -> float:
        count = row.count(term)
        return count / (count + 1.2 * (0.25 + 0.75 * len(row) / mean)) if count else 0.0

    unique = set(asked)
    most = sum(map(idf, unique)) or 1.0
    return [sum(idf(t) * weight(t, row) for t in unique) / most for row in rows]


@law
@given(texts, st.lists(st.sampled_from("abcxyz"), max_size=4), st.integers(1, 14), st.data())
def test_the_best_are_those_of_bm25_by_hand(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    asked: list[str],
    k: int,
    data: st.DataObject,
) -> None:
    postings = opened(tmp_path_factory.mktemp("postings"), rows)
    every = by_hand(rows, asked)
    assert postings.shares(asked, np.arange(len(rows))) == pytest.approx(every, rel=1e-5)
    counted = np.array([data.draw(st.booleans()) for _ in rows], dtype=np.bool_)
    for chosen in (None, counted):
        best, shares = postings.best(asked, k, chosen)
        left = [s for i, s in enumerate(every) if s > 0 and (chosen is None or chosen[i])]
        assert shares.tolist() == pytest.approx(sorted(left, reverse=True)[:k], rel=1e-5)
        assert postings.shares(asked, best).tolist() == shares.tolist()
        assert chosen is None or all(chosen[best])


def test_of_equal_rows_the_earlier_comes_first(tmp_path: Path) -> None:
    postings = opened(tmp_path, [["b"], ["a"], ["b"], ["a", "a"], ["a"], ["a"]])
    assert postings.best(["a"], 3)[0].tolist() == [3, 1, 4]
    assert postings.best(["a", "b"], 1)[0].tolist() == [0]
    assert (postings.frequency("a"), postings.frequency("none")) == (4, 0)
