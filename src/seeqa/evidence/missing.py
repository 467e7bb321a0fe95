"""Why a question is not answered: what the best evidence lacks, in a sentence true of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from seeqa.evidence.features import Archive
from seeqa.question.frame import Frame, Word, table
from seeqa.question.lean import of_any_event
from seeqa.terms import terms
from seeqa.types import Hit

_SHOWN = 3  # words that are named at most


def missing(frame: Frame, hits: Sequence[Hit], archive: Archive) -> str:
    """Say what is missing: words that the archive lacks, else those that the nearest item lacks.

    What only stands beside the news ("The bulletin is funded by …") is told so. Empty where all of
    them are there: that a slot was not found is no fact about a text. Nor is the verb told, nor
    what may be asked of any event, for texts have other words ("paid": "with the support of").
    """
    common = of_any_event() | _measures() | {frame.act}
    words = [word for word in frame.words if word.term not in common]
    absent = [word for word in words if not archive.has(word.term) and not word.number]
    absent = [word for word in absent if word.named] or absent
    if absent:
        printed = [word for word in absent if word.term in archive.beside]
        return _beside(printed) if printed else _lacking(absent)
    if not hits:
        return ""
    best = archive.item(hits[0].passage.document_id)
    apart = [word for word in words if word.term not in best]
    return f"The nearest item does not mention {_named(apart)}." if apart else ""


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    """Return the terms of what is asked with "how": "high", "old", "few"."""
    words = {word for row in table().values() for word in row["adjectives"]}
    return frozenset(term for word in (*words, "few", "little") for term in terms(word))


def _beside(words: Sequence[Word]) -> str:
    return f"Only what is printed beside the news has {_named(words)}."


def _lacking(words: Sequence[Word]) -> str:
    verb = "are" if len(_distinct(words)) > 1 else "is"
    return f"{_named(words)} {verb} in no item of the archive."


def _named(words: Sequence[Word]) -> str:
    *first, last = (f"“{word}”" for word in _distinct(words)[:_SHOWN])
    return f"{', '.join(first)} and {last}" if first else last


def _distinct(words: Sequence[Word]) -> list[str]:
    return list(dict.fromkeys(word.text for word in words))
