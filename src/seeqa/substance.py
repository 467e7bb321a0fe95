"""What an item is called, was about and was for, and what was discussed: as a sentence says it."""

from __future__ import annotations

import re

from seeqa.activity import activity
from seeqa.item_question import ITEM

_CAPITAL = r"[A-ZÀ-ÞĀ-Ž][\w’'-]*"
_NAME = rf"{_CAPITAL},? (?:(?:the|of|and|on|for|in|against) ){{0,3}}{_CAPITAL}[^.;“”\n]{{0,200}}?"
_TITLE_ENDS = (
    r"(?=\s(?:for (?:\d+|the)|was|were|is|are|has|have|had|in cooperation|to [a-z]|by|with|which|"
    r"that|from|took|took place|attended|funded)\b|,\s|\s[-–—]\s|[.;]|$)"
)
_CALLED = r",? (?:(?:is |was )?(?:called|titled|entitled|named)|on|about):? (?:the )?"
_WORK = r"(?i:reports?|stud(?:y|ies)|projects?|programmes?|initiatives?)"  # "the report Fish"
_PURPOSE = (
    re.compile(
        r"\b(?:objective|aim|purpose|goal)s? of [^.;]{3,80}? (?:is|was|are|were) (?P<what>[^.;]+)"
    ),
    re.compile(
        r"\b(?:(?:aim(?:s|ed)?|intended|designed|serve[sd]?|meant|seeks|sought)(?: \w+ly)?|"
        r"with the (?:aim|objective|purpose|goal|intention)) (?P<what>(?:to|at|of) [^.;]+)|"
        r"\b(?P<order>in order to [^.;]+)"
    ),
    re.compile(
        r"[\w)”’]{2,},? (?P<what>to (?:better |further |jointly )?(?:support|discuss|assess|help|"
        r"raise|identify|review|strengthen|improve|share|explore|address|build|enhance|promote|ensure|"
        r"exchange|examine|prevent|combat|provide|present|launch|agree|draft|train|equip)\b[^.;]+)"
    ),
)
_SAYS = re.compile(r" (?:on|of|to|about|for) ")  # "the international conference" says nothing
_DISCUSSED = re.compile(
    r"\b(?:discuss(?:ed|es|ing)?|debated?|examined|considered|deliberated|talked about)\b"
    r"(?! (?:in|at|during) the)",
    re.IGNORECASE,
)
_LONGEST = 600  # characters of a sentence that are looked at
KINDS = ("title", "about", "purpose", "discuss")


def title(text: str, item: str) -> tuple[int, int] | None:
    """Return the place of the name that a sentence gives what an item is: a report, a training.

    title("the report Fish and Nets: A Study was funded", "the Oslo report") -> that of "Fish and
    Nets: A Study". Else of the words that say which activity it was.
    """
    nouns = re.findall(rf"\b{ITEM}\b", item, re.IGNORECASE)
    if not nouns:
        return None
    noun = nouns[0].lower().removesuffix("s")
    noun = rf"\b(?i:{re.escape(noun)}s?)"
    named = re.search(
        rf"{noun}(?:{_CALLED}| )“(?P<quoted>[^“”]{{3,200}})[“”]"
        rf"|(?:{noun}{_CALLED}|(?=\b{_WORK} ){noun} )(?P<written>{_NAME}){_TITLE_ENDS}"
        rf"|“(?P<before>[^“”]{{3,200}})[“”] (?:\([\w-]+\) )?{noun}",
        text[:_LONGEST],
    )
    if named is None:
        return None
    return named.span(named.lastgroup or 0)


def purpose(text: str) -> tuple[int, tuple[int, int]] | None:
    """Return how plainly a sentence says what something was for, 0 the plainest, and where."""
    for rank, said in enumerate(_PURPOSE):
        found = said.search(text[:_LONGEST])
        place = found.span(found.lastgroup or 0) if found else None
        if place and not _is_quoted(text, place[0]):
            return rank, place
    return None


def in_lead(kind: str) -> int:
    """Return how plainly a sentence after an item's lead must at least not say it: 0, 1 or 2.

    What is said that way or less plainly there, of an activity, may be another one.
    """
    return {"title": 1, "about": 0, "purpose": 2, "discuss": 1}[kind]


def _is_quoted(text: str, at: int) -> bool:
    """Tell whether a position is between quotation marks."""
    opened, closed = text.rfind("“", 0, at), text.find("”", at)
    return opened > text.rfind("”", 0, at) and closed >= 0 and "“" not in text[at:closed]


def said(kind: str, item: str, text: str) -> tuple[int, tuple[int, int] | None] | None:
    """Return how plainly a sentence says what is asked of an item, 0 the plainest, and where.

    No place: the whole sentence says it. None where it does not.
    """
    if kind == "title" and (place := title(text, item)):
        return 0, place
    if kind in ("title", "about") and (place := activity(text)) and _SAYS.search(text, *place):
        return 1, place
    if kind == "purpose":
        return purpose(text)
    return (0, None) if kind == "discuss" and _DISCUSSED.search(text) else None
