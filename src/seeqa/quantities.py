"""How many people and how many days: asked of items ("50 or more participants"), and told.

Reads bounds in questions and counts of people in sentences. What is no count of people or days
("450 kg", "24 countries") it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeqa.terms import fold

_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
ORDINALS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth".split())
NUMBER = rf"(?:\d[\d,]*|{'|'.join(_WORDS)})"
PEOPLE = (
    r"(?:participants?|people|persons?|attendees|experts?|officers?|officials?|members?|judges?|"
    r"prosecutors?|representatives?|psychologists?|pedagogues?|teachers?|delegates?|trainers?|"
    r"trainees?|practitioners?|specialists?|staff|students?|journalists?|guests?)"
)
_LESS = r"(?:fewer|less|shorter) than|under|below"
_MORE = r"(?:more|longer) than|over|above"
_LEAST = r"at least|a minimum of|no fewer than"
_MOST = r"at most|up to|no more than"
_BOUND = (
    rf"(?:(?P<how>{_LEAST}|{_MOST}|{_LESS}|{_MORE}|exactly)\s+)?(?P<number>{NUMBER})"
    rf"(?:\s+(?:or|to)\s+(?P<upto>{NUMBER}))?"
    r"(?P<after>\s+(?:or|and) (?:more|fewer|less)|\+)?"
)
_ASKED_PEOPLE = re.compile(rf"\b{_BOUND}\s*(?:[\w-]+\s+){{0,2}}?{PEOPLE}\b")
_ENDS_OF = re.compile(r"\b(?:first|last|final|past|next)\s*$")  # "the last two days" are a time
_ASKED_DAYS = re.compile(
    rf"\b(?:for|of|lasted|lasting|took|within)?\s*{_BOUND}"
    r"(?:[\s-]+(?P<unit>day|week)s?)\b(?:\s+long\b)?"
    r"(?P<later>\s+or\s+(?:more|longer|shorter|less))?"
)
_TOLD_PEOPLE = re.compile(rf"\b(?P<number>{NUMBER})\s+(?:[\w-]+\s+){{0,5}}?{PEOPLE}\b")
_TOLD_DAYS = re.compile(
    rf"\b(?P<number>{NUMBER})[- ]day\b|"
    rf"\b(?:during|over|for|lasted) (?:the |these )?(?P<days>{NUMBER}) days\b"
)
_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most that a number may be, and the words of the question that say so."""

    least: int
    most: int | None
    words: str

    def holds(self, number: int) -> bool:
        """Tell whether a number is within the bound."""
        return self.least <= number and (self.most is None or number <= self.most)


def people_asked(question: str) -> Bound | None:
    """Return the bound on people that a question sets: "more than 30 officers"."""
    found = _ASKED_PEOPLE.search(fold(question))
    # A bare number is a name for the people ("the 24 experts"), not a condition.
    return _bound(found) if found and (found["how"] or found["after"]) else None


def days_asked(question: str) -> Bound | None:
    """Return the bound on days that a question sets: "for five days", "three-day events"."""
    text = fold(question)
    found = next(
        (m for m in _ASKED_DAYS.finditer(text) if not _ENDS_OF.search(text[: m.start()])), None
    )
    return _bound(found) if found else None


def people_told(sentence: str) -> Iterator[int]:
    """Yield the counts of people in a sentence: "a total of 24 experts" -> 24."""
    for found in _TOLD_PEOPLE.finditer(fold(sentence)):
        number = _value(found["number"])
        if number not in _YEARS:
            yield number


def days_told(text: str) -> Iterator[int]:
    """Yield how many days a text says that something took: "a four-day course" -> 4."""
    found = _TOLD_DAYS.finditer(fold(text))
    yield from (_value(match["number"] or match["days"]) for match in found)


def _bound(found: re.Match[str]) -> Bound:
    groups = found.groupdict()
    number, how = _value(found["number"]), found["how"] or ""
    number *= 7 if groups.get("unit") == "week" else 1
    if found["upto"]:
        return Bound(number, _value(found["upto"]), found.group())
    after = found["after"] or groups.get("later") or ""
    if re.fullmatch(_LESS, how):
        return Bound(0, number - 1, found.group())
    if re.fullmatch(_MOST, how) or re.search("fewer|less|shorter", after):
        return Bound(0, number, found.group())
    if re.fullmatch(_MORE, how):
        return Bound(number + 1, None, found.group())
    if re.fullmatch(_LEAST, how) or after:
        return Bound(number, None, found.group())
    return Bound(number, number, found.group())


def _value(written: str) -> int:
    return _WORDS.get(written) or int(written.replace(",", ""))
