"""Rows of tokens and spans of logits, against the plain way of finding them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import WordTokenizer, law
from seeqa.read.rows import Format, Row, RowMaker, best_spans, pad

LAYOUT = Format(max_length=24, max_question=4, max_context=3, overlap=5)


def maker() -> RowMaker:
    return RowMaker(WordTokenizer(), LAYOUT)


def test_a_row_by_hand() -> None:
    rows = maker()
    separator, question = rows.tokens("—").ids, rows.tokens("a b").ids
    context = rows.context("Head\nline here again")
    assert context == rows.tokens("Head ,").ids + separator
    row = rows.row(question, context, [7, 8, 9], at=2)
    assert row.ids == [1, *question, 2, *context, 7, 8, 9, 2]
    assert (row.types_from, row.first, row.stop, row.at) == (4, 7, 10, 2)
    passage = rows.tokens("x y one two three")
    assert row.characters(passage, 7, 8) == (4, 11)


@law
@given(st.integers(0, 6), st.integers(0, 5), st.integers(0, 80))
def test_windows_cover_a_passage_and_fit(asked: int, before: int, length: int) -> None:
    context = maker().context("c " * before)
    rows = maker().windows([5] * asked, context, list(range(100, 100 + length)))
    seen = set()
    for row in rows:
        assert len(row.ids) <= LAYOUT.max_length
        window = row.ids[row.first : row.stop]
        assert window == list(range(100 + row.at, 100 + row.at + len(window)))
        seen |= set(window)
    assert seen == set(range(100, 100 + length))


def test_padding_by_hand() -> None:
    batch = pad([Row([1, 5, 2, 7, 2], 3, 3), Row([1, 2, 2], 2, 2)], multiple=4)
    assert batch.ids.tolist() == [[1, 5, 2, 7, 2, 0, 0, 0], [1, 2, 2, 0, 0, 0, 0, 0]]
    assert batch.mask.tolist() == [[1] * 5 + [0] * 3, [1] * 3 + [0] * 5]
    assert batch.types.tolist() == [[0, 0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0]]


def plainly(
    row: Row, start: np.ndarray, end: np.ndarray, longest: int, count: int
) -> list[tuple[int, int]]:
    """Find the best spans one after the other among all that there are."""
    spans = [
        (a, b) for a in range(row.first, row.stop) for b in range(a, min(a + longest, row.stop))
    ]
    found: list[tuple[int, int]] = []
    while spans and len(found) < count:
        best = max(spans, key=lambda span: start[span[0]] + end[span[1]])
        found.append(best)
        spans = [(a, b) for a, b in spans if b < best[0] or a > best[1]]
    return found


@law
@given(
    st.integers(0, 12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.randoms(use_true_random=False).map(lambda random: random.random()),
)
def test_best_spans_are_those_found_plainly(
    width: int, longest: int, count: int, seed: float
) -> None:
    row = Row([1, 3, 2, *[9] * width, 2], 3, 3)
    rng = np.random.default_rng(int(seed * 1e9))
    start, end = rng.normal(size=(2, len(row.ids) + 3)).astype(np.float32)  # padded columns too
    found = best_spans(row, start, end, longest, count)
    assert [(a, b) for _, a, b in found] == plainly(row, start, end, longest, count)
    for score, a, b in found:
        assert score == pytest.approx(start[a] + end[b] - start[0] - end[0], abs=1e-5)
