"""Measures of one ranking, as TREC defines them; pure functions.

What is wanted are *units*, each the set of items (passages or documents) that satisfy it: a
relevant document is a unit that one item satisfies; a question with several right answers is one
unit that any of their passages satisfies; of a list, every answer is a unit. Where no item
satisfies two units and no unit has two items, all equal those of trec_eval and ir-measures.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to find: the items that satisfy it, and its grade (1 unless judged higher)."""

    items: frozenset[Hashable]
    grade: int = 1


def newly(ranking: Sequence[Hashable], units: Sequence[Unit]) -> list[list[Unit]]:
    """Return per rank the units that it is the first to satisfy."""
    left = list(units)
    found = []
    for item in ranking:
        found.append([unit for unit in left if item in unit.items])
        left = [unit for unit in left if item not in unit.items]
    return found


def recall(found: Sequence[Sequence[Unit]], wanted: int, k: int) -> float:
    """Return Recall@k: the share of the wanted units among the first k items; 0 if none."""
    return sum(map(len, found[:k])) / wanted if wanted else 0.0


def success(found: Sequence[Sequence[Unit]], k: int) -> float:
    """Return Success@k: 1.0 if any unit is among the first k items."""
    return float(any(found[:k]))


def reciprocal_rank(found: Sequence[Sequence[Unit]], k: int = 10) -> float:
    """Return 1/rank of the first of k items that satisfies a unit, else 0."""
    return next((1 / rank for rank, units in enumerate(found[:k], 1) if units), 0.0)


def average_precision(found: Sequence[Sequence[Unit]], wanted: int) -> float:
    """Return the mean, over the wanted units, of the precision at the rank that first has each.

    A unit never found counts zero. An item that satisfies nothing new is not relevant.
    """
    useful, total = 0, 0.0
    for rank, units in enumerate(found, 1):
        useful += bool(units)
        total += len(units) * useful / rank
    return total / wanted if wanted else 0.0


def ndcg(found: Sequence[Sequence[Unit]], units: Sequence[Unit], k: int = 10) -> float:
    """Return nDCG@k with linear gain and log2(rank + 1) discount (Järvelin & Kekäläinen 2002).

    The gain of an item is the sum of the grades of the units that it is the first to satisfy; the
    ideal ranking takes at each rank the item with the most gain (Clarke et al. 2008).
    """
    best = _discounted(_ideal(units)[:k])
    return _discounted([_gain(new) for new in found[:k]]) / best if best else 0.0


def _gain(units: Sequence[Unit]) -> int:
    return sum(unit.grade for unit in units)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _ideal(units: Sequence[Unit]) -> list[int]:
    """Return the gains of the ideal ranking; a unit without items is a gain out of reach."""
    gains = [unit.grade for unit in units if not unit.items]
    left = [unit for unit in units if unit.items]
    while left:
        items = {item for unit in left for item in unit.items}
        taken = max(([unit for unit in left if item in unit.items] for item in items), key=_gain)
        gains.append(_gain(taken))
        left = [unit for unit in left if unit not in taken]
    return sorted(gains, reverse=True)


def measures(
    ranking: Sequence[Hashable], units: Sequence[Unit], prefix: str = ""
) -> dict[str, float]:
    """Return every measure of a ranking by name; all are zero when nothing was found."""
    found, wanted = newly(ranking, units), len(units)
    return {
        **{f"{prefix}Success@{k}": success(found, k) for k in CUTOFFS},
        **{f"{prefix}Recall@{k}": recall(found, wanted, k) for k in CUTOFFS},
        f"{prefix}MRR@10": reciprocal_rank(found),
        f"{prefix}nDCG@10": ndcg(found, units),
        f"{prefix}MAP": average_precision(found, wanted),
    }
