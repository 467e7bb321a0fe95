"""Whether a question wants every item that fits, by a small classifier: for what no pattern knows.

A logistic regression on the question's embedding and on words of its frame, trained on our own
question sets (`training/list_questions.py`); it speaks for the encoder alone that it was trained
with. `intent` has the patterns, which go first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from seeqa.terms import fold

WORDS = tuple(
    "which what where who all any anything anybody everything list many events activities "
    "trainings items other both each every were are and or not no".split()
)
SCALE = 3.0  # of the embedding, whose parts are small beside the words'
_SURE = 0.55  # from this probability on


# Forms in which a list is seldom asked for, and those in which it is are among the patterns.
_ONE_FACT = re.compile(
    r"(?:and |so )?(?:how|why|when|who(?! all)|what(?:['’]s| is| are| was| were)|"
    r"where (?:can|could|should|is|was)|"
    r"(?:did|does|do|has|have|was|were|is|are) (?:any|some)(?:body|one)?)\b"
)


def frame(question: str) -> list[float]:
    """Return what the words of a question's frame tell: which there are, plurals, its length."""
    words = [word.strip("?.,!:;") for word in fold(question).split()]
    has = [float(word in words) for word in WORDS]
    first = [float(words[:1] == [word]) for word in ("which", "where", "who", "how")]
    plurals = sum(len(word) > 3 and word.endswith("s") for word in words)
    return [*has, *first, plurals / 5, len(words) / 10]


@lru_cache(maxsize=1)
def _weights() -> tuple[str, float, tuple[float, ...]]:
    text = resources.files(__name__).joinpath("weights.json").read_text(encoding="utf-8")
    kept = json.loads(text)
    return str(kept["encoder"]), float(kept["bias"]), tuple(map(float, kept["weights"]))


def wants_list(
    question: str, digest: str, encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> bool:
    """Tell whether a question wants a list; false with another encoder than that of `digest`.

    `encode` gives the unit vector of each text.
    """
    encoder, bias, weights = _weights()
    if encoder != digest or _ONE_FACT.match(fold(question)):
        return False
    features = [*(SCALE * float(x) for x in encode([question])[0]), *frame(question)]
    score = bias + sum(w * x for w, x in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-score)) >= _SURE
