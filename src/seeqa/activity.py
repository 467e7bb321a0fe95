"""The words of a sentence that name what an item tells of: "a training on vehicle search".

In a list of activities they are the answer proper, and are emphasised; the quote stays whole.
"""

from __future__ import annotations

import re

from seeqa.item_question import ITEM
from seeqa.language.dates import leading
from seeqa.quantities import NUMBER
from seeqa.types import Span

_BODY = re.compile(r"projects?|programmes?|initiatives?|platforms?")  # "the Airport Project" acts
_FUNCTION = r"(?:of|for|on|in|to|and|or|that|which|who|the|a|an|was|were|by|with|at|from|as)"
_FOR_PEOPLE = rf"for (?:(?:another|additional|over|about|some) )?{NUMBER}"
_NAMED = re.compile(
    r"\b(?P<article>an?|the|its|their|two|three|several|another)\s+"
    rf"(?P<kind>(?:(?!{_FUNCTION}\b)[\w’'“”-]+\s+){{0,5}}?{ITEM}(?:\s+{ITEM})?"
    r"(?:(?-i: in (?:South|North|East|West|Central)\w*(?:[- ][A-Z]\w+)*))?)(?!\w)"
    r"(?P<about>(?:\s+(?:from|by) (?:the )?[A-Z]+)?"
    rf"\s+(?:on|of|to|about|for the|{_FOR_PEOPLE})\s+"
    r"(?:“[^”]{1,200}”|[^.;:“”]{1,200}))?",
    re.IGNORECASE,
)
# Where what it is about ends, at the latest.
_ENDS = re.compile(
    r"\s(?:for|with|that|which|who|where|was|were|has|have|had|is|are|took|from|organi[sz]ed|held|"
    r"hosted|by|at|as|within|conducted|carried|brought|gathered|joined|aimed|focused|covered|served|"
    r"attended|will|in(?! South))\b|[,.;:](?!\w)|\s[-–—]\s"
)
_ROW = re.compile(r"(?:, [a-z]+(?: [a-z]+)?)* and [a-z]+\b")
# "UNODC met with the Agency": told by a verb, with who did it where that is short.
_ENCOUNTER = re.compile(
    r"(?:(?<![\w,“] )(?P<who>[A-Z][^,.;:“”]{1,60}?) |(?<=, ))"
    r"(?:met (?:with|to)|visited|signed|launched|published|opened|handed over) (?P<what>[^.;:]+)"
)
_ENCOUNTER_ENDS = re.compile(
    r",? (?:in (?:light|order|view|the framework)|with the (?:aim|view|purpose)|where|which|within|"
    r"during|as part|on \d)\b|, "
)
_INTRODUCES = re.compile(r"(?:Following|Building|After|As a result|Based|Given|Since)\b[^,]*, ")
_OTHERS = re.compile(
    r"\b(?:who|whom|whose|where|when|said|says?|quot\w+|mention\w*|(?:all |the )?donors?|"
    r"funders?|sponsors|"
    r"(?:which|what) (?:(?!took|take)\w+ )?"
    r"(?:countr|cit|place|town|donor|government|institution|organi[sz]ation|agenc|bod|minist|unit|"
    r"partner|people|person|expert|topic|target|goal|sdg|date|day|number|speaker|official)\w*)\b",
    re.IGNORECASE,
)


def asks_which(question: str) -> bool:
    """Tell whether a question for several items asks which they are, and not something of them."""
    return not _OTHERS.search(question)


def naming(span: Span) -> Span:
    """Return the span with the activity that it names emphasised, if it names one."""
    return span.emphasising(activity(span.text) or _encounter(span.text))


def activity(sentence: str) -> tuple[int, int] | None:
    """Return offsets of the first words that name an activity and say which; None without any."""
    for found in _NAMED.finditer(sentence, begins(sentence)):
        end = _about_ends(sentence, found)
        words = found["kind"].lower().split()
        of_any = found["article"].lower() in ("a", "an")
        says = len(words) > 1 if of_any else len(words) > 2 and not _BODY.match(words[-1])
        if says or end > found.end("kind"):
            return found.start(), end
    return None


def _encounter(sentence: str) -> tuple[int, int] | None:
    """Return offsets of the words that tell what somebody did; None where no such verb does."""
    found = _ENCOUNTER.search(sentence, begins(sentence))
    if found is None:
        return None
    ends = _ENCOUNTER_ENDS.search(sentence, found.start("what"), found.end())
    return found.start(), ends.start() if ends else found.end()


def begins(sentence: str) -> int:
    """Return where a sentence begins after its dateline and after what only leads to it."""
    _, at = leading(sentence)
    return led.end() if (led := _INTRODUCES.match(sentence, at)) else at


def _about_ends(sentence: str, found: re.Match[str]) -> int:
    """Return where an activity's name ends, with what it is about."""
    if not found["about"]:
        return found.end("kind")
    if "“" in found["about"]:
        return found.end("about")
    start = found.start("about") + 4  # after its preposition
    ends = _ENDS.search(sentence, start)
    end = min(ends.start() if ends else found.end("about"), found.end("about"))
    if row := _ROW.match(sentence, end):
        more = _ENDS.search(sentence, row.end())
        end = more.start() if more else row.end()
    return end
