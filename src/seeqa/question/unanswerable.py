"""What is no question to an archive: another language, no word, small talk."""

from __future__ import annotations

import unicodedata

from seeqa.question.frame import Frame
from seeqa.terms import terms, words
from seeqa.types import Reason

_SMALL_TALK = frozenset(
    term
    for word in "hello hi hey thank thanks bye goodbye good morning evening ok okay great nice "
    "cool test yes please cheers welcome sorry there again day help helpful perfect lovely".split()
    for term in terms(word)
)


def unanswerable(text: str, frame: Frame, *, foreign: bool = False) -> Reason | None:
    """Return why a question cannot be asked of an archive in English; None where it can.

    One in Latin letters is `foreign` as its words are, which the frame does not tell.
    """
    letters = [c for c in text if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    if foreign or (letters and latin * 2 < len(letters)):
        return Reason.OTHER_LANGUAGE
    if not letters and not any(c.isdigit() for c in text):
        return Reason.NO_WORDS
    said = set(terms(text))
    addressed = not frame.wh or "you" in words(text)  # "Hello, who are you?"
    if addressed and said <= _SMALL_TALK and not frame.names:
        return Reason.SMALL_TALK
    return None
