"""How surely a span answers, from 0 to 1: a logistic regression, scaled to be as often right.

It weighs what speaks for the span, how the question begins and what it asks for, and the vector
with which the model looked at question and passage ([CLS]), in which there is more of whether a
passage answers than its one relevance logit says. `training/confidence.py` fits it on question
sets, for one adapter; any other reader has the plain one, of the first of these alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seeqa.read.rows import Logits
from seeqa.terms import fold

FILE = "confidence.json"  # beside the adapter that it is for
WORDS = tuple(
    "who what which when where why how many much long did was were is name exactly first only "
    "other else most best".split()
)


def frame(question: str) -> NDArray[np.float32]:
    """Return which words of a question's frame there are, and its length, in tens of words."""
    words = [word.strip('?.,!:;"') for word in fold(question).split()]
    told = [float(word in words) for word in WORDS]
    return np.array([*told, len(words) / 10], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights of a candidate's features, of its question's frame, and of the model's vector.

    `features` are those of score, relevance, fused score, likeness and length; the last two may be
    empty.
    """

    features: tuple[float, ...]
    intercept: float
    frame: tuple[float, ...] = ()
    vector: tuple[float, ...] = ()

    @classmethod
    def load(cls, folder: Path, adapter: str) -> Confidence:
        """Return the one in an adapter's folder, if it was fitted for it; else the plain one."""
        try:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return PLAIN
        if kept["adapter_sha256"] != adapter:
            return PLAIN
        weights = (tuple(map(float, kept[name])) for name in ("features", "frame", "vector"))
        features, framed, vector = weights
        return cls(features, float(kept["intercept"]), framed, vector)

    def of(self, features: Sequence[float], question: str, vector: Logits) -> float:
        """Return how surely a span with these features answers a question.

        `vector` is the model's, shape (dimension,); it is not looked at without weights for it.
        """
        score = self.intercept + _weighted(self.features, features)
        if self.frame:
            score += float(np.dot(self.frame, frame(question)))
        if self.vector:
            score += float(np.dot(self.vector, vector))
        return 1 / (1 + math.exp(-score))


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


# Fitted on dev and the first blind set for the distilled reader (docs/design.md).
PLAIN = Confidence((0.236, -0.063, 1.438, 0.0, 1.167), 0.771)
