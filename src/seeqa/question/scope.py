"""Whether a question wants one fact or every item that fits: what a small classifier looks at.

The question's embedding and what its frame tells; the weights are learned (`training/weigh.py`)
and speak for the encoder that they were trained with.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seeqa.question.frame import Frame, Kind
from seeqa.question.phrase import EVENTS
from seeqa.terms import fold, terms

_WORDS = (
    "which what where who all any anything anybody everything list many events activities items "
    "other both each every were are and or not no show give news happened has have been far first"
).split()
_FIRST = "which where who how what list show any all".split()
_SCALE = 3.0  # of the embedding, whose parts are small beside the words'


@lru_cache(maxsize=1)
def _events() -> frozenset[str]:
    return frozenset(terms(" ".join(EVENTS)))


def features(frame: Frame, vector: NDArray[np.float32] | None) -> NDArray[np.float64]:
    """Return the features of a question with its unit vector, shape (features,).

    Without a vector, what the frame tells alone.
    """
    words = [word.strip("?.,!:;") for word in fold(frame.text).split()]
    return np.array(
        [
            *(() if vector is None else _SCALE * vector),
            *(float(word in words) for word in _WORDS),
            *(float(words[:1] == [word]) for word in _FIRST),
            *(float(frame.kind is kind) for kind in Kind),
            float(frame.plural),
            float(frame.head in _events()),
            float(not _events().isdisjoint((frame.agent, frame.thing))),
            float(not frame.act),
            len(frame.words) / 10,
            len(frame.names) / 5,
            sum(len(word) > 3 and word.endswith("s") for word in words) / 5,
        ],
        dtype=np.float64,
    )
