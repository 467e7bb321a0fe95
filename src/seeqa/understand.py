"""Question (+ the questions before it) -> Query: clean it, correct it, see whether it follows on.

Which dates, places and topics it asks for, it leaves to what knows the archive's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from seeqa.errors import QuestionError
from seeqa.intent import wants
from seeqa.terms import terms
from seeqa.types import Filters, Query, Reason

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|"
    r"same|ones?|both|others?|another|else)\b",
    re.IGNORECASE,
)
_CARRIES_ON = re.compile(
    r"(?:and|but|so|also|or|(?:what|how) about|since when|until when|(?:for|by|with|to) whom|"
    r"from where)\b",
    re.IGNORECASE,
)


class Speller(Protocol):
    """Corrects misspelt words."""

    def correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the corrected text and the (written, meant) pairs."""
        ...


class Facts(Protocol):
    """Knows the dates, places and topics of an archive."""

    def read(self, question: str, today: date) -> tuple[Filters, tuple[str, ...]]:
        """Return the filters that a question asks for, and notes for the user."""
        ...

    def carry(self, question: str, read: Filters, earlier: Filters) -> Filters:
        """Return a follow-up's filters, with those of the earlier question where it has none."""
        ...

    def combine(self, given: Filters, read: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Return both together, the given one where they contradict, and notes on that."""
        ...


def understand(
    question: str,
    history: Sequence[str] = (),
    *,
    limit: int,
    speller: Speller | None = None,
    facts: Facts | None = None,
    today: date | None = None,
    filters: Filters | None = None,
    read_filters: bool = True,
) -> Query:
    """Return the query for a question; `history` are the questions before it, oldest first.

    `filters` are given by hand; those that `facts` reads in the question, or in the one that it
    follows, are added to them, unless `read_filters` is false. Relative dates count from `today`.

    Raises QuestionError when the question is empty or longer than `limit` characters.
    """
    cleaned = clean(question)
    if not cleaned:
        raise QuestionError(
            expected="a question", found="nothing", mend="Type a question about the bulletins."
        )
    if len(cleaned) > limit:
        raise QuestionError(
            expected=f"a question of at most {limit} characters",
            found=f"{len(cleaned):,} characters",
            mend="Ask one short question; a pasted text cannot be searched for.",
        )
    text, corrections = speller.correct(cleaned) if speller else (cleaned, ())
    follows = anchor(history) if follows_on(cleaned) else None
    asked = filters or Filters()
    notes: tuple[str, ...] = ()
    if facts:
        read = Filters()
        if read_filters:
            today = today or date.today()
            read, notes = facts.read(text, today)
            if follows:
                read = facts.carry(text, read, facts.read(follows, today)[0])
        asked, contradictions = facts.combine(asked, read)
        notes += contradictions
    return Query(
        question=cleaned,
        text=text,
        corrections=corrections,
        follows=follows,
        wants=wants(text, asked),
        filters=asked,
        notes=notes,
    )


def clean(question: str) -> str:
    """Return the question without control characters and superfluous white space, in NFC."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", question)).split())


def follows_on(question: str) -> bool:
    """Tell whether a question leans on the one before: it points back, carries on, or is bare."""
    pointing = _CARRIES_ON.match(question) or _POINTS_BACK.search(question)
    return bool(pointing) or len(set(terms(question))) <= 1


def anchor(history: Sequence[str]) -> str | None:
    """Return the latest question of a conversation that stands alone, or its first."""
    asked = [cleaned for question in history if (cleaned := clean(question))]
    alone = [question for question in asked if not follows_on(question)]
    best = alone or asked[:1]
    return best[-1] if best else None


def unanswerable(query: Query) -> Reason | None:
    """Tell whether no archive in the Latin alphabet could answer, and why."""
    letters = [char for char in query.text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin < len(letters) / 2:
        return Reason.OTHER_SCRIPT
    return None if terms(query.text) or query.follows else Reason.NO_WORDS
