"""What a question demands of the sentence that answers it: a name, a payer, a sum, a date.

A reader finds the words that come nearest; whoever asks for a name is not answered by an office,
whoever asks who paid not by who organised. Such questions are recognised by their words, and what
is demanded by the words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from seeqa.intent import asks_name, relation
from seeqa.names import persons
from seeqa.terms import fold
from seeqa.types import BlockKind, Document, Span

FUNDED = re.compile(
    r"\b(?:co-?)?fund(?:ed|s|ing)?\b|\bfinanc(?:ed|es|ing)\b|\bfinancial (?:support|assistance)\b|"
    r"\bsponsor(?:ed|s|ship)?\b|\bdonat\w+|\bpaid for\b|\bsupported by\b|"
    r"\bcontributions? (?:of|from|by)\b"
)
_WHO = re.compile(
    r"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ )?(?:donors?|countr(?:y|ies)|governments?|states?|"
    r"organi[sz]ations?|institutions?|agenc(?:y|ies))\b"
)
_NEXT = re.compile(r"\b(?:next|upcoming|following|due|(?:second|third|new) edition)\b")
_TIME = re.compile(r"\b(?:when|(?:what|which) (?:day|date|month|year))\b")
_COST = re.compile(r"\b(?:budgets?|costs?|prices?|expensive|how much (?:money|funding))\b")
_MONEY = re.compile(r"[€$£]|\b(?:euros?|dollars?|eur|usd|gbp|pounds|million|billion|thousand)\b")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence must have to answer; `unmet` says it to the user where none has.

    `of_best`: another sentence than the one that comes nearest would tell of something else.
    """

    met: Callable[[Span, Document], bool]
    unmet: str
    of_best: bool = False


def demanded(question: str) -> Demand | None:
    """Return what a question demands of a sentence, None if nothing that can be told."""
    asked = fold(question)
    if asks_name(question):
        return _NAME
    if relation(question) == "fund" and _WHO.search(asked):
        return _FUNDING
    if _COST.search(asked) and not _WHO.search(asked):
        return _SUM
    if _TIME.search(asked) and _NEXT.search(asked):
        return _OTHER_DATE
    return None


def _states_funding(span: Span, document: Document) -> bool:
    return bool(FUNDED.search(" ".join(fold(span.text).split())))


def _states_a_sum(span: Span, document: Document) -> bool:
    return bool(_MONEY.search(span.text.lower()))


def _names_somebody(span: Span, document: Document) -> bool:
    return bool(persons(span.text))


def _is_not_the_dateline(span: Span, document: Document) -> bool:
    if span.emphasis is None:
        return True
    end = span.passage.start + span.emphasis[1]
    lines = [block for block in document.blocks if block.kind is BlockKind.DATELINE]
    return not any(block.start < end <= block.end for block in lines)


_NAME = Demand(_names_somebody, "Where it comes nearest, no name is given.", of_best=True)
_FUNDING = Demand(_states_funding, "Where it comes nearest, it is not said who paid.")
_SUM = Demand(_states_a_sum, "Where it comes nearest, no sum of money is given.")
_OTHER_DATE = Demand(
    _is_not_the_dateline,
    "Where it comes nearest, only the item’s own date is given.",
    of_best=True,
)
