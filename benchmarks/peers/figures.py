"""Figures of what was measured: ratios with their intervals, percentiles, right answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from peers.work import Asked, Work
from seeqa.evaluation.statistics import Floats, figure
from seeqa.evaluation.words import exact_match, f1


def times(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in milliseconds."""
    median, high = 1000 * np.percentile(seconds, [50, 95])
    return {"p50": float(median), "p95": float(high)}


def ratio(own: Sequence[float], other: Sequence[float]) -> dict[str, float | None]:
    """Return the median of the questions' ratios, with its 95 % bootstrap interval."""
    found = figure(_median_ratio, np.asarray(own), np.asarray(other))
    return {"ratio": found.value, "low": found.low, "high": found.high}


def _median_ratio(own: Floats, other: Floats) -> float:
    return float(np.median(own / other))


def recall(work: Work, asked: Sequence[Asked], found: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return how many questions find their document first, and among five."""
    ranks = [work.rank(one, ids) for one, ids in zip(asked, found, strict=True)]
    return {
        f"recall@{k}": float(np.mean([rank is not None and rank <= k for rank in ranks]))
        for k in (1, 5)
    }


def words(asked: Sequence[Asked], answers: Sequence[str]) -> dict[str, float]:
    """Return exact match and F1 as the SQuAD scorer takes them, against the best gold answer."""
    pairs: list[tuple[Any, str]] = list(zip(asked, answers, strict=True))
    return {
        name: float(
            np.mean([max(measure(answer, gold) for gold in a.answers) for a, answer in pairs])
        )
        for name, measure in (("em", exact_match), ("f1", f1))
    }
