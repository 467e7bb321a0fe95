"""Measures of confidence: whether it tells right from wrong and is as often right as it says.

Pure functions over one confidence and one truth per question.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 10
Floats = NDArray[np.float64]


def auroc(confidence: Floats, positive: Floats) -> float:
    """Return the chance that a positive has more confidence than a negative, ties half.

    The Mann-Whitney statistic; NaN when there are no positives or no negatives.
    """
    values, place, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives = positive.sum()
    negatives = len(positive) - positives
    if not positives or not negatives:
        return float("nan")
    above = (ranks * positive).sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def risk_coverage(confidence: Floats, right: Floats) -> list[tuple[float, float]]:
    """Return (coverage, risk) for every threshold, most confident first.

    Coverage is the share of the questions answered, risk the share of those that are wrong
    (El-Yaniv & Wiener 2010). Questions of equal confidence are answered together.
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    risks = np.cumsum(1 - right[order]) / answered
    last = np.append(confidence[order][1:] != confidence[order][:-1], True)
    return (
        [
            (float(coverage), float(risk))
            for coverage, risk in zip(answered[last] / len(order), risks[last], strict=True)
        ]
        if len(order)
        else []
    )


def area_under_risk(confidence: Floats, right: Floats) -> float:
    """Return the mean risk over all coverages (AURC, Geifman & El-Yaniv 2017); less is better."""
    curve = risk_coverage(confidence, right)
    widths = np.diff([0.0, *(coverage for coverage, _ in curve)])
    return float(sum(width * risk for width, (_, risk) in zip(widths, curve, strict=True)))


def calibration(confidence: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Return (mean confidence, accuracy, count) of ten bins of equal mass, least sure first."""
    order = np.argsort(confidence, kind="stable")
    return [
        (float(confidence[part].mean()), float(right[part].mean()), len(part))
        for part in np.array_split(order, BINS)
        if len(part)
    ]


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Return the expected calibration error over ten bins of equal mass (Nixon et al. 2019)."""
    bins = calibration(confidence, right)
    total = sum(count for _, _, count in bins)
    return sum(abs(mean - share) * count for mean, share, count in bins) / total if total else 0.0


def thresholded(confidence: Floats, gained: Floats, lacking: Floats, threshold: float) -> float:
    """Return SQuAD-2's score when all below the threshold is refused.

    `gained` is the F1 (or EM) that the answer gets if given; a refusal gains 1 where `lacking` is
    1, the archive having no answer, and 0 elsewhere.
    """
    given = confidence >= threshold
    return float(np.where(given, gained, lacking).mean()) if len(given) else 0.0


def best_threshold(confidence: Floats, gained: Floats, lacking: Floats) -> float:
    """Return the threshold of the best score; of several the lowest, above 1 to refuse all."""
    candidates: Sequence[float] = [0.0, *np.unique(confidence).tolist(), 1.1]
    scores = [thresholded(confidence, gained, lacking, value) for value in candidates]
    return float(candidates[int(np.argmax(scores))])
