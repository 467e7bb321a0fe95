"""What an abbreviation stands for, and what something named is said to be."""

from __future__ import annotations

import re

from seeqa.names import long_form

_SHORT = r"([\w-]{2,12})"
_STANDS_FOR = re.compile(
    rf"\bwhat (?:does|do|did) (?:the )?(?:\w+ )?{_SHORT} (?:stand for|mean)\b|"
    rf"^\W*{_SHORT} (?:stands for|full name|in full|spelt out|meaning)\b|"
    rf"\b(?:full (?:name|form|title)|meaning|long form) of (?:the )?(?:\w+ )?{_SHORT}\W*$|"
    rf"^(?:and |so )?what(?:['’]s| is) (?:an? |the )?{_SHORT}\W*$|"
    rf"\bwhat(?:['’]s| is) {_SHORT} (?:short|an? (?:abbreviation|acronym)) (?:for|of)\b",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(  # of these only what plainly asks for the words
    rf"\bwhat (?:does|do|did) (?:the )?(?:\w+ )?{_SHORT} stand for\b|"
    rf"^\W*{_SHORT} (?:stands for|full name|in full|spelt out)\b|"
    rf"\b(?:full (?:name|form)|long form) of (?:the )?(?:\w+ )?{_SHORT}\W*$|"
    rf"\bwhat(?:['’]s| is) {_SHORT} (?:short|an? (?:abbreviation|acronym)) (?:for|of)\b",
    re.IGNORECASE,
)
_LOWER = r"(?:of|for|and|the|against|on|in|to|für|de|et|&)"
_CAPITALISED = r"[A-ZÀ-ÞĀ-Ž][\w’'-]*"
# The longest run of capitalised words before a bracket, joined by commas and small words.
_RUN = re.compile(rf"{_CAPITALISED}(?:,? (?:{_LOWER} ){{0,3}}{_CAPITALISED})* $")
_IS_ASKED = re.compile(
    r"^(?:and |also,? |so,? )?(?:what|who) (?:exactly )?(?:is|are|was|were) (?:the |an? )?"
    r"(?P<name>[^?,]{2,80}?)\W*$",
    re.IGNORECASE,
)
# "is a pact of states, old and new": to the sentence's end; "…, a pact, said": to the comma.
_SAID_TO_BE = (
    r"(?: \([\w-]+\))?(?:,? (?:which |who )?(?:is|are|was|were) (?P<is>(?:an?|the) [^.;:“”]+)|"
    r", (?P<called>(?:an?|the) [^.;:“”,]+))"
)
_REACH = 300  # characters before a bracket that are looked at


def abbreviation(question: str) -> str | None:
    """Return the abbreviation whose full name a question asks for; None for another question."""
    asked = _FULL_NAME.search(question)
    return next(filter(None, asked.groups()), None) if asked else None


def spelt_out(question: str, text: str) -> tuple[int, int] | None:
    """Return the place of the full name of an abbreviation that a question asks for.

    For "What does PCU stand for?" that of "Port Control Unit" in "the Port Control Unit (PCU)".
    Its letters are looked for within the capitalised words before the bracket; where they are not
    all there, it is all those words.
    """
    asked = _STANDS_FOR.search(question)
    short = next(filter(None, asked.groups()), "") if asked else ""
    bracket = re.search(rf"\({re.escape(short)}\b", text, re.IGNORECASE) if short else None
    if bracket is None or not re.match(r"\(\w*?[A-Z]\w*?[A-Z]", bracket.group()):
        return None
    first = max(0, bracket.start() - _REACH)
    run = _RUN.search(text[first : bracket.start()])
    if run is None:
        return None
    name = run.group().rstrip()
    name = long_form(name, short) or name
    end = first + run.end() - 1
    return end - len(name), end


def said_to_be(question: str, text: str) -> tuple[int, int] | None:
    """Return the place of what a sentence says that something is, up to the sentence's end.

    For "What is the Fish Pact?" that of "a coalition of 58 states" in "The Fish Pact (FP) is a
    coalition of 58 states."
    """
    asked = _IS_ASKED.search(question)
    if asked is None:
        return None
    name = r"\W+".join(map(re.escape, re.findall(r"\w+", asked["name"])))
    said = re.search(rf"\b{name}{_SAID_TO_BE}", text, re.IGNORECASE) if name else None
    return said.span(said.lastgroup or 0) if said else None
