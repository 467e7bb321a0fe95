"""The clause that gives a reason, the words that somebody is quoted with, what was done by whom."""

from __future__ import annotations

import re

from seeqa.language.dates import leading
from seeqa.speech import SAYS
from seeqa.substance import purpose
from seeqa.terms import terms

_WHY = re.compile(r"\bwhy\b|\bhow come\b|\bwhat for\b|\bfor (?:what|which) (?:reason|purpose)\b")
_SPOKEN_ASKED = re.compile(
    rf"\bwhat\b(?! the archive).*\b(?:did|does|do|has|have|was|is)\b.*\b{SAYS}\b|"
    rf"\bwhat (?:else )?(?:he|she|they) {SAYS}\b"
)
# A reason that begins a sentence ends with its first comma, another where the sentence does.
_GIVEN = (
    r"(?:because(?: of)?|since(?! (?:\d|then\b|the (?:start|beginning|launch)\b))|due to|owing to|"
    r"thanks to|given that|considering that|"
    r"as(?= (?:\w+ ){1,4}?(?:is|are|was|were|has|have|had|takes?|remains?)\b))"
)
_FIRST = re.compile(rf"{_GIVEN} [^,.;]+", re.IGNORECASE)
_LATER = re.compile(rf"(?<=[\w,)] ){_GIVEN} [^.;”]+?(?=,?[”.;]|$)")
_QUOTED = re.compile(r"“([^“”]{12,}?)[,.]?[”“]")
_REPORTED = re.compile(rf"\b{SAYS}(?: [^,.;“”]{{1,60}}?)? that (?P<what>[^.;“”]{{12,}})")
_RESOLVED_ASKED = re.compile(
    r"^(?:and |so |but )?what (?:else )?(?:did|does|do|has|have) [^?]*?\b"
    r"(?P<act>agree|decide|pledge|promise|commit|undertake)[ds]?\b"
)
_RESOLVED = re.compile(
    r"\b(?P<act>agreed|decided|pledged|promised|committed|undertook) (?:themselves )?"
    r"(?P<what>(?:(?:on|upon|to|that) )[^.;“”]{8,400})"
)
# "What did the judges present in Oslo?"
DEED_ASKED = re.compile(
    r"^(?:and |so )?what (?:else )?(?:did|does|do|has|have) (?P<who>[^?]+?) (?P<did>[a-z]{4,})"
    r"(?: (?:in|at|on|during|to|for|about) [^?]*)?\W*$"
)
_UNDERGONE = re.compile(
    r"(?P<what>[^,.;:“”]{3,250}?) (?:was|were|is|are|has been|have been) (?:also )?(?P<did>\w+) by "
    r"(?P<who>(?:[\w’'-]+ ?){1,6})"
)


def telling(question: str, text: str) -> tuple[int, int] | None:
    """Return the part of a sentence that answers why, or what somebody said; else None."""
    asked = question.lower()
    if _WHY.search(asked):
        return reason(text)
    return spoken(text) if _SPOKEN_ASKED.search(asked) else None


def resolved(question: str, text: str) -> tuple[int, int] | None:
    """Return the place of what a sentence says was agreed or decided, where that is asked for.

    For "What did they agree on?" that of "to mend nets" in "They agreed to mend nets."
    """
    asked = _RESOLVED_ASKED.search(question.lower())
    told = _RESOLVED.search(text) if asked else None
    if asked is None or told is None or terms(told["act"]) != terms(asked["act"]):
        return None
    return told.span("what")


def undergone(question: str, text: str) -> tuple[int, int] | None:
    """Return the place of what was done by whom it is asked of: "nets were shown by the judge".

    For "What did the judge show in Oslo?"; None for another question or sentence.
    """
    asked = DEED_ASKED.match(question.lower())
    who = terms(asked["who"]) if asked else []
    if not asked or not who:
        return None
    for found in _UNDERGONE.finditer(text, leading(text)[1]):
        same = set(terms(found["did"])) & set(terms(asked["did"]))
        if same and who[-1] in terms(found["who"]):
            first = found.start("what")
            return first + len(found["what"]) - len(found["what"].lstrip()), found.end("what")
    return None


def reason(text: str) -> tuple[int, int] | None:
    """Return the place of the clause that says why, else of what something was for."""
    found = _FIRST.match(text) or _LATER.search(text)
    if found:
        return found.span()
    stated = purpose(text)
    return stated[1] if stated else None


def spoken(text: str) -> tuple[int, int] | None:
    """Return the place of what a sentence quotes, word for word or after "that"; of one quote."""
    quoted = list(_QUOTED.finditer(text))
    if quoted:
        return quoted[0].span(1) if len(quoted) == 1 else None
    reported = _REPORTED.search(text)
    return reported.span("what") if reported else None
