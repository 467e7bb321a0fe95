"""What both trainers weigh, and how their learning rate rises and falls."""

from __future__ import annotations

import math

PAIR_WEIGHT, RELEVANCE_WEIGHT = 0.3, 0.5
NEVER = -1e4  # the logit of a column in which no answer can be


def rate(done: float, warmup: float = 0.04, floor: float = 0.01) -> float:
    """Return the learning-rate factor: linear warm-up, then a cosine to a floor."""
    if done < warmup:
        return max(done / warmup, 0.01)
    share = min((done - warmup) / (1 - warmup), 1.0)
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * share))
