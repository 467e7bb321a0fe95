"""How sure a figure is: bootstrap intervals, and a paired randomisation test. Fixed seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
PERMUTATIONS = 10_000
SEED = 20220531
LEVEL = 0.05
_CHUNK = 1_000_000  # values drawn at a time: 8 MB
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval, None where there is none, and its denominator."""

    value: float
    low: float | None
    high: float | None
    n: int


def mean_figure(values: Sequence[float]) -> Figure:
    """Return the mean with its percentile bootstrap interval (Efron & Tibshirani 1993)."""
    sample = np.asarray(values, dtype=np.float64)
    if len(sample) < 2:
        return Figure(float(sample.mean()) if len(sample) else 0.0, None, None, len(sample))
    means = [sample[rows].mean(axis=1) for rows in _draws(len(sample), RESAMPLES)]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def figure(measure: Callable[..., float], *columns: Floats) -> Figure:
    """Return `measure(*columns)` with its interval over resampled questions.

    Resamples on which the measure is not defined (NaN) are left out of the interval.
    """
    size = len(columns[0])
    drawn = [
        measure(*(column[row] for column in columns))
        for rows in (_draws(size, RESAMPLES) if size > 1 else ())
        for row in rows
    ]
    defined = [value for value in drawn if not np.isnan(value)]
    low, high = np.percentile(defined, [2.5, 97.5]) if defined else (None, None)
    return Figure(
        value=measure(*columns),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        n=size,
    )


def randomisation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p of "both runs are alike", each question's pair swapped at random.

    Paired randomisation over 10,000 permutations (Smucker, Allan & Carterette 2007), with the
    observed one counted among them, so that p is never 0.
    """
    differences = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    differences = differences[differences != 0]
    observed = abs(differences.sum())
    if not len(differences):
        return 1.0
    rng, extreme = np.random.default_rng(SEED), 0
    step = max(1, _CHUNK // len(differences))
    for start in range(0, PERMUTATIONS, step):
        count = min(step, PERMUTATIONS - start)
        signs = rng.integers(0, 2, size=(count, len(differences))) * 2 - 1
        extreme += int((np.abs(signs @ differences) >= observed - 1e-12).sum())
    return (extreme + 1) / (PERMUTATIONS + 1)


def _draws(size: int, count: int) -> list[NDArray[np.int64]]:
    """Return row numbers of `count` resamples, shape (some, size) each, always the same ones."""
    rng = np.random.default_rng(SEED)
    step = max(1, _CHUNK // size)
    return [
        rng.integers(0, size, size=(min(step, count - start), size))
        for start in range(0, count, step)
    ]
