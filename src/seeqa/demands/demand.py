"""A demand on the sentence that answers, and what it is met with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from seeqa.terms import fold
from seeqa.types import Document, Span

# Gives the words of a text with one form for each name.
Tokens = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence must have to answer; `unmet` says it to the user where none has.

    `of_best`: another sentence than the one that comes nearest would tell of something else;
    `waived`: where no sentence has it, the one that comes nearest answers all the same; `sure`: how
    sure at least is what has it; `as_sure`: up to this,
    as sure as what comes nearest in the same item, and at least as the mean of both.
    """

    met: Callable[[Span, Document], bool]
    unmet: str
    of_best: bool = False
    waived: bool = False
    sure: float = 0.0
    as_sure: float = 0.0


def tells(shows: re.Pattern[str], unmet: str, *, of_best: bool = False) -> Demand:
    """Demand a sentence that shows a pattern, in small letters without accents."""
    return Demand(lambda span, _: bool(shows.search(fold(span.text))), unmet, of_best)
