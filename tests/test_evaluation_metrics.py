"""The measures, by hand and by the SQuAD scorer's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.evaluation.metrics import exact_match, f1, normalise, recall_at, reciprocal_rank

rankings = st.lists(st.frozensets(st.integers(0, 3)), max_size=12)


def found(*golds: str) -> list[frozenset[int]]:
    """`found("", "02")`: the first hit has no gold span, the second has 0 and 2."""
    return [frozenset(int(digit) for digit in one) for one in golds]


@law
@given(rankings, st.booleans())
def test_recall_grows_with_k_within_its_bounds(ranking: list[frozenset[int]], every: bool) -> None:
    values = [recall_at(ranking, 4, k, every=every) for k in range(14)]
    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] <= 1.0
    assert recall_at(ranking, 4, 10, every=False) == float(reciprocal_rank(ranking) > 0)


@pytest.mark.parametrize(
    ("ranking", "wanted", "k", "every", "value"),
    [
        (found(), 1, 5, False, 0.0),
        (found("0"), 1, 1, False, 1.0),
        (found("", "0"), 1, 1, False, 0.0),
        (found("", "0"), 1, 2, False, 1.0),
        (found("", "1"), 3, 2, False, 1.0),
        (found("", "1"), 4, 2, True, 0.25),
        (found("0", "0", "1"), 4, 3, True, 0.5),
        (found("01", "23"), 4, 2, True, 1.0),
    ],
)
def test_recall_by_hand(
    ranking: list[frozenset[int]], wanted: int, k: int, every: bool, value: float
) -> None:
    assert recall_at(ranking, wanted, k, every=every) == value


@pytest.mark.parametrize(
    ("ranking", "k", "value"),
    [
        (found(), 10, 0.0),
        (found("", ""), 10, 0.0),
        (found("1"), 10, 1.0),
        (found("", "", "0", "1"), 10, 1 / 3),
        (found("", "", "0"), 2, 0.0),
    ],
)
def test_reciprocal_rank_by_hand(ranking: list[frozenset[int]], k: int, value: float) -> None:
    assert reciprocal_rank(ranking, k) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""),
        ("The  Officers, of a PCU!", "officers of pcu"),
        ("anti-corruption", "anticorruption"),
        ("another theatre", "another theatre"),
        ("U.S. an aid", "us aid"),
    ],
)
def test_normalising_by_hand(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("answer", "gold", "exact", "score"),
    [
        ("The Government of France.", "government of France", 1.0, 1.0),
        ("France and Sweden", "France", 0.0, 2 * (1 / 3) * 1 / (1 / 3 + 1)),
        ("the cat sat on mat", "a cat sat", 0.0, 2 * (2 / 4) * 1 / (2 / 4 + 1)),
        ("red red blue", "red", 0.0, 0.5),
        ("red red", "red red red", 0.0, 2 * 1 * (2 / 3) / (1 + 2 / 3)),
        ("Peru", "France", 0.0, 0.0),
        ("", "France", 0.0, 0.0),
        ("the", "a", 1.0, 1.0),
        ("", "", 1.0, 1.0),
    ],
)
def test_exact_match_and_f1_by_hand(answer: str, gold: str, exact: float, score: float) -> None:
    assert exact_match(answer, gold) == exact
    assert f1(answer, gold) == pytest.approx(score)


@law
@given(st.text("ab ,.", max_size=20), st.text("ab ,.", max_size=20))
def test_f1_is_symmetric_bounded_and_1_on_an_exact_match(one: str, other: str) -> None:
    assert f1(one, other) == pytest.approx(f1(other, one))
    assert 0 <= f1(one, other) <= 1
    assert f1(one, other) >= exact_match(one, other)
