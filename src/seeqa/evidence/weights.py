"""Learned weights: a logistic regression, kept as JSON, over features that have names.

Fitted by `training/weigh.py`; of several archives each counts alike, and every figure that is told
is of an archive that the weights have not seen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeqa.errors import ConfigError
from seeqa.evidence.features import NAMES, STANDING

PACKAGED = "packaged"
FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Regression:
    """The weight of each feature, and an intercept."""

    weights: NDArray[np.float64]
    intercept: float

    def chances(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each row, shape (rows,), of features (rows, features)."""
        scores = features @ self.weights + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: which words answer, how surely the best do, which items a list has.

    And what wants a list at all.

    `embedded` tells that the last looks at the question's embedding, and not at its frame alone.
    """

    answer: Regression
    sure: Regression
    item: Regression
    scope: Regression
    embedded: bool = True

    @classmethod
    def load(cls, name: str = PACKAGED, *, encoder: str = "", reader: str = "") -> Weights:
        """Return the weights of the package, or of a file.

        `encoder` and `reader` are the digests of those that serve: another one than was learned
        with gets plain weights, which look at less of it. Raises ConfigError.
        """
        if name == PACKAGED:
            text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
            return cls.of(json.loads(text), encoder=encoder, reader=reader)
        try:
            form = json.loads(Path(name).read_text(encoding="utf-8"))
            return cls.of(form, encoder=encoder, reader=reader)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                expected=f"weights in {name}, as training/weigh.py writes them",
                found=f"{type(error).__name__}: {error}",
                mend=f"Set SEEQA_WEIGHTS to '{PACKAGED}' or to such a file.",
            ) from error

    @classmethod
    def of(cls, form: dict[str, Any], *, encoder: str, reader: str) -> Weights:
        """Return the weights of their JSON form for an encoder and a reader."""
        read = form if reader == form["reader"] else form["plain"]
        embedded = encoder == form["encoder"]
        asked = form if embedded else form["plain"]
        return cls(
            answer=_regression(read["answer"], len(NAMES)),
            sure=_regression(read["sure"], len(STANDING) + len(NAMES)),
            item=_regression(read["item"]),
            scope=_regression(asked["scope"]),
            embedded=embedded,
        )


def _regression(form: dict[str, Any], count: int | None = None) -> Regression:
    """Return a regression; ValueError where its weights are not of `count` features."""
    weights: Sequence[float] = form["weights"]
    if count is not None and len(weights) != count:
        raise ValueError(f"{len(weights)} weights of {count} features")
    return Regression(np.array(weights, dtype=np.float64), float(form["intercept"]))
