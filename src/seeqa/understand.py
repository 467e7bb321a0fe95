"""Question -> Query: clean the question, refuse what cannot be asked.

Reads neither dates nor places out of the question, and carries nothing over from earlier ones.
"""

from __future__ import annotations

import re
import unicodedata

from seeqa.errors import QuestionError
from seeqa.terms import terms
from seeqa.types import Query, Reason

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def understand(question: str, *, limit: int) -> Query:
    """Return the query for a question.

    Raises QuestionError when the question is empty or longer than `limit` characters.
    """
    text = " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", question)).split())
    if not text:
        raise QuestionError(
            expected="a question", found="nothing", mend="Type a question about the bulletins."
        )
    if len(text) > limit:
        raise QuestionError(
            expected=f"a question of at most {limit} characters",
            found=f"{len(text):,} characters",
            mend="Ask one short question; a pasted text cannot be searched for.",
        )
    return Query(question=text, text=text)


def unanswerable(query: Query) -> Reason | None:
    """Tell whether no archive in the Latin alphabet could answer, and why."""
    letters = [char for char in query.text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin < len(letters) / 2:
        return Reason.OTHER_SCRIPT
    return None if terms(query.text) else Reason.NO_WORDS
