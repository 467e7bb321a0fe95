"""The measures equal ir-measures, the official SQuAD-2 scorer and values computed by hand."""

from __future__ import annotations

import collections
import math
import re
import string
from collections.abc import Hashable, Sequence

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.evaluation import confidence, ranking, statistics
from seeqa.evaluation.ranking import Unit
from seeqa.evaluation.words import exact_match, f1

NAMES = [f"d{i}" for i in range(25)]
orders = st.lists(st.sampled_from(NAMES), unique=True, max_size=25)
judgements = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4), min_size=1, max_size=12)
THEIRS = {
    "Success@5": "Success@5",
    "Recall@1": "R@1",
    "Recall@3": "R@3",
    "Recall@5": "R@5",
    "Recall@10": "R@10",
    "MRR@10": "RR@10",
    "nDCG@10": "nDCG@10",
    "MAP": "AP",
}


@law
@given(order=orders, grades=judgements)
def test_ranking_measures_equal_ir_measures(order: list[str], grades: dict[str, int]) -> None:
    ours = ranking.measures(order, [Unit(frozenset([d]), g) for d, g in grades.items()])
    qrels = [ir_measures.Qrel("q", name, grade) for name, grade in grades.items()]
    run = [ir_measures.ScoredDoc("q", name, -rank) for rank, name in enumerate(order)]
    for name, theirs in THEIRS.items():
        measure = ir_measures.parse_measure(theirs)
        expected = ir_measures.calc_aggregate([measure], qrels, run)[measure] if run else 0.0
        assert ours[name] == pytest.approx(expected, abs=1e-9), name


@pytest.mark.parametrize(
    ("order", "units", "expected"),
    [
        ("abc", ["ab"], {"Recall@1": 1, "MRR@10": 1, "MAP": 1, "nDCG@10": 1}),  # either answers
        ("xab", ["ab"], {"Recall@1": 0, "Recall@3": 1, "MRR@10": 1 / 2, "MAP": 1 / 2}),
        ("axb", ["a", "b"], {"Recall@1": 1 / 2, "Recall@3": 1, "MAP": (1 + 2 / 3) / 2}),
        ("axb", ["a", "b"], {"nDCG@10": (1 + 1 / 2) / (1 + 1 / math.log2(3))}),
        ("xa", ["a", "a"], {"Recall@3": 1, "MAP": 1 / 2, "nDCG@10": 1 / math.log2(3)}),
        ("a", ["a", ""], {"Recall@10": 1 / 2, "Success@1": 1, "MAP": 1 / 2}),  # one out of reach
        ("", ["a"], {"Recall@10": 0, "MRR@10": 0, "MAP": 0, "nDCG@10": 0}),
    ],
)
def test_units_by_hand(order: str, units: list[str], expected: dict[str, float]) -> None:
    measured = ranking.measures(order, [Unit(frozenset(unit)) for unit in units])
    assert {name: measured[name] for name in expected} == pytest.approx(expected)


@law
@given(
    order=st.lists(st.sampled_from("abcdefgh"), unique=True),
    units=st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=4), min_size=1, max_size=6),
)
def test_measures_lie_between_0_and_1(
    order: Sequence[Hashable], units: list[frozenset[Hashable]]
) -> None:
    measured = ranking.measures(order, [Unit(items) for items in units])
    assert all(0 <= value <= 1 + 1e-12 for value in measured.values())


# The published algorithm of SQuAD 2.0's evaluate-v2.0.py (Rajpurkar, Jia & Liang 2018).
def official_tokens(text: str) -> list[str]:
    text = "".join(ch for ch in text.lower() if ch not in set(string.punctuation))
    return " ".join(re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text).split()).split()


def official_exact(gold: str, answer: str) -> int:
    return int(" ".join(official_tokens(gold)) == " ".join(official_tokens(answer)))


def official_f1(gold: str, answer: str) -> float:
    gold_tokens, answer_tokens = official_tokens(gold), official_tokens(answer)
    common = collections.Counter(gold_tokens) & collections.Counter(answer_tokens)
    same = sum(common.values())
    if len(gold_tokens) == 0 or len(answer_tokens) == 0:
        return int(gold_tokens == answer_tokens)
    if same == 0:
        return 0
    precision, recall = 1.0 * same / len(answer_tokens), 1.0 * same / len(gold_tokens)
    return (2 * precision * recall) / (precision + recall)


words = st.lists(
    st.sampled_from(["the", "A", "an", "Tirana", "tirana.", "12", "U.S.", "–", "police", "ÖSD"])
).map(" ".join)


@law
@given(gold=words | st.text(max_size=20), answer=words | st.text(max_size=20))
def test_words_equal_the_official_squad_scorer(gold: str, answer: str) -> None:
    assert exact_match(answer, gold) == official_exact(gold, answer)
    assert f1(answer, gold) == pytest.approx(official_f1(gold, answer), abs=1e-9)


def official_best(scores: list[tuple[float, float, bool]]) -> float:
    """The best score over thresholds, as find_best_thresh does, of (sureness, F1, has answer)."""
    current = best = float(sum(not has for _, _, has in scores))
    for _, gained, has in sorted(scores, key=lambda row: -row[0]):
        current += gained if has else -1
        best = max(best, current)
    return best / len(scores)


@law
@given(
    scores=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0]), st.booleans()),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[0],
    )
)
def test_best_threshold_equals_the_official_one(scores: list[tuple[float, float, bool]]) -> None:
    sure = np.array([row[0] for row in scores])
    gained = np.array([gain if has else 0.0 for _, gain, has in scores])
    lacking = np.array([float(not has) for _, _, has in scores])
    best = confidence.best_threshold(sure, gained, lacking)
    assert confidence.thresholded(sure, gained, lacking, best) == pytest.approx(
        official_best(scores), abs=1e-9
    )


@pytest.mark.parametrize(
    ("sure", "positive", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0.0),
        ([0.9, 0.8, 0.2, 0.1], [1, 0, 1, 0], 0.75),
        ([0.5, 0.5], [1, 0], 0.5),
    ],
)
def test_auroc_by_hand(sure: list[float], positive: list[int], expected: float) -> None:
    assert confidence.auroc(np.array(sure), np.array(positive)) == pytest.approx(expected)


def test_auroc_without_negatives_is_undefined() -> None:
    assert math.isnan(confidence.auroc(np.array([0.5, 0.4]), np.array([1, 1])))


def test_risk_coverage_by_hand() -> None:
    sure, right = np.array([0.9, 0.7, 0.7, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    coverages, risks = zip(*confidence.risk_coverage(sure, right), strict=True)
    assert coverages == pytest.approx((0.25, 0.75, 1.0))  # the two alike are answered together
    assert risks == pytest.approx((0.0, 1 / 3, 0.5))
    assert confidence.area_under_risk(sure, right) == pytest.approx(0.5 / 3 + 0.25 * 0.5)


def test_calibration_by_hand() -> None:
    sure = np.repeat([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 2)
    right = np.tile([1.0, 0.0], 10)  # each bin is right half the time
    expected = sum(abs(c - 0.5) for c in np.linspace(0.1, 1.0, 10)) / 10
    assert confidence.calibration_error(sure, right) == pytest.approx(expected)
    assert [count for *_, count in confidence.calibration(sure, right)] == [2] * 10


def test_interval_holds_the_mean_and_is_repeatable() -> None:
    values = [0.0] * 30 + [1.0] * 70
    figure = statistics.mean_figure(values)
    assert figure == statistics.mean_figure(values)
    assert figure.low is not None
    assert figure.high is not None
    # The normal approximation: 0.7 ± 1.96 · sqrt(0.7 · 0.3 / 100) = 0.7 ± 0.09.
    assert figure.value == pytest.approx(0.7)
    assert figure.n == 100
    assert figure.low == pytest.approx(0.61, abs=0.02)
    assert figure.high == pytest.approx(0.79, abs=0.02)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ([1.0] * 20, [1.0] * 20, 1.0, 1.0),  # alike
        ([1.0] * 20, [0.0] * 20, 0.0, 0.001),  # 2 of 2**20 sign patterns are as extreme
        ([0.0, 1.0] * 10, [1.0, 0.0] * 10, 1.0, 1.0),  # as many gained as lost
        ([1.0] * 4, [0.0] * 4, 0.11, 0.14),  # 2 of 16 sign patterns
    ],
)
def test_randomisation_by_hand(
    first: list[float], second: list[float], low: float, high: float
) -> None:
    assert low <= statistics.randomisation(first, second) <= high
    assert statistics.randomisation(first, second) == statistics.randomisation(second, first)
