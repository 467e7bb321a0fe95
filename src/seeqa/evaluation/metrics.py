"""The measures: of a ranking, of an answer's words. Pure functions."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = set(string.punctuation)


def recall_at(found: Sequence[frozenset[int]], wanted: int, k: int, *, every: bool) -> float:
    """Return Recall@k of one question.

    `found[i]` holds which of the `wanted` gold spans the i-th hit contains. With `every`, the
    share of gold spans in the first k hits; otherwise 1.0 if any of them is there.
    """
    covered: set[int] = set().union(*found[:k])
    return len(covered) / wanted if every else float(bool(covered))


def reciprocal_rank(found: Sequence[frozenset[int]], k: int = 10) -> float:
    """Return 1/rank of the first of k hits that contains a gold span, else 0."""
    return next((1 / rank for rank, golds in enumerate(found[:k], 1) if golds), 0.0)


def normalise(text: str) -> str:
    """Return text as the SQuAD scorer compares it: lower case, no articles, no punctuation."""
    text = "".join(char for char in text.lower() if char not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", text).split())


def exact_match(answer: str, gold: str) -> float:
    """Return 1.0 if the two are equal after `normalise`."""
    return float(normalise(answer) == normalise(gold))


def f1(answer: str, gold: str) -> float:
    """Return the harmonic mean of word precision and recall after `normalise` (SQuAD)."""
    got, want = normalise(answer).split(), normalise(gold).split()
    if not got or not want:
        return float(got == want)
    common = sum((Counter(got) & Counter(want)).values())
    if not common:
        return 0.0
    precision, recall = common / len(got), common / len(want)
    return 2 * precision * recall / (precision + recall)
