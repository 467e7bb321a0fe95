"""What a question asks of an item as a whole: who paid, how long, for which SDG, what about.

Such a question describes the item ("the training in Oslo") and asks for one of the things that
items tell of themselves; which item is meant, and where it says so, is for others to find.
"""

from __future__ import annotations

import re

from seeqa import tense
from seeqa.terms import fold

# What an item may tell of, or be.
_EVENT = (
    r"trainings?|workshops?|conferences?|meetings?|visits?|courses?|seminars?|consultations?|"
    r"reports?|stud(?:y|ies)|exercises?|sessions?|round ?tables?|missions?|campaigns?|events?"
)
ITEM = rf"(?:{_EVENT}|projects?|platforms?|initiatives?|activit(?:y|ies)|programmes?)"
_KEYWORDS = 6  # words up to which a question without a question word is one for an SDG
_ASKS = re.compile(r"\b(?:who|whom|whose|when|where|why|how|which|what)\b")
_GOALS = r"(?:sustainable development (?:goal|target)s?|(?:sdg|target|goal)s?)"
_GOAL_ASKED = re.compile(rf"\b(?:which|what)(?: of the)?(?: un)? (?:\w+ )?{_GOALS}\b(?!.*\d)")
_GOAL_SERVED = re.compile(
    r"\b(?:contribut\w*|serv(?:es?|ed|ing)|relat\w+|link\w*|address\w*|support\w*|advanc\w+|fall|"
    r"fell|count\w*|align\w*|belong\w*|tied|correspond\w*|under|help\w*)\b"
)
_GOAL_KEYWORD = re.compile(r"^[^?]*\bsdgs?(?: (?:target|goal)s?)?\W*$(?<!\d)")
_GOAL_FRAME = re.compile(
    rf"\b(?:which|what|un|{_GOALS}|contribut\w*|serv(?:es?|ed|ing)|relat\w+|link\w*|address\w*|"
    r"supports?|supported|advanc\w+|falls?|fell|counts?|counted|align\w*|belongs?|tied|"
    r"correspond\w*|helps?|helped|achieve|meet|and|so|does|do|did|is|are|was|were|has|have|"
    r"particular|specific|exact|the un)\b",
    re.IGNORECASE,
)
_PREPOSITION = r"(?:\b(?:to|under|towards?|with|by|for|of|in)\b|\W)+"
_FRAME_ENDS = re.compile(rf"^{_PREPOSITION}|{_PREPOSITION}$", re.IGNORECASE)
_LASTING = re.compile(
    r"^(?:and |so )?(?:for )?how (?:long|many days) "
    r"(?:did|was|were|is|are|does|do|has|have) (?P<item>.*?)"
    r"(?: (?:last|lasted|take|taken|go on|gone on|run|held|been|long|in all))*\W*$",
    re.IGNORECASE,
)
_PARTY = (
    r"(?:and |so )?(?:who|(?:which|what) (?:[\w-]+ ){0,2}?(?:donors?|countr(?:y|ies)|governments?|"
    r"organi[sz]ations?|institutions?|states?|agenc(?:y|ies)|bod(?:y|ies)))"
)
_FUNDED = r"(?:fund(?:ed|s)?|financ(?:ed|es)|sponsor(?:ed|s)|paid(?: for)?)"
_RAN = r"(?:(?:co-)?organi[sz]e[ds]?|held|hosted|ran|convened|arranged|conducted|facilitated)"
_PARTY_OF = re.compile(
    rf"^{_PARTY} (?:has |have |had |also |jointly )*(?P<fund>{_FUNDED})?(?P<organise>{_RAN})?"
    r"(?: (?P<item>(?!which\b|what\b).+?))?\W*$",
    re.IGNORECASE,
)
_DONE_BY = re.compile(
    rf"^(?:and |so )?(?:by who|by whom|who) (?:was|were) (?P<item>.+?) "
    rf"(?:(?P<fund>{_FUNDED})|(?P<organise>{_RAN}))(?: by)?\W*$",
    re.IGNORECASE,
)
_CAME_TO = re.compile(
    r"^(?:and |so )?"
    r"(?:who|(?:which|what) (?:institutions|agencies|bodies|organi[sz]ations|authorities)"
    r"(?=(?: were| all)? \w+(?: part)?\W*$)) "
    r"(?:all )?(?:(?:took|take) part|participated|attended|joined|came|"
    r"(?:was|were|got) (?:trained|present|represented)|"
    r"(?:was|were) the (?:participants?|attendees))"
    r"(?: (?:in|at|to|of|during))?(?: (?!from\b)(?P<item>.+?))?\W*$",
    re.IGNORECASE,
)
_NUMBER_AT = re.compile(
    r"^(?:and |so )?how many (?:(?P<any>people|participants|persons|attendees|delegates) )?"
    r"(?:[\w-]+ ){0,4}?"
    r"(?:(?:took|take) part (?:in|at)|participated (?:in|at)|attended|joined|visited|"
    r"came to|went to|(?:were|got) (?:trained |present |represented )?(?:in|at|during)|"
    r"did (?=.* have\b)) ?"
    r"(?P<item>.+?)(?: have)?\W*$",
    re.IGNORECASE,
)
_LASTING_BARE = re.compile(r"^(?:and |so )?(?:for )?how (?:long|many days)\W*$", re.IGNORECASE)
_AND = r"^(?:and |so |but )?"
_IS = r"(?:is|was|were|are|had been|['’]s)"
_ENDS = r"\W*$"
_DESCRIBED = r"(?:the |this |that |its |their )?(?:(?!of |in |for |at |on |to )[^\s?]+ ){0,5}?"
_NOUN_FIRST = rf"{_DESCRIBED}{ITEM}\b"
_OCCASION = rf"(?:{_DESCRIBED}(?:{_EVENT})\b|it\b|this\b|that\b)"
_TITLE = (
    re.compile(
        rf"{_AND}what ?{_IS} (?:the )?(?:full |exact |official )?(?:title|name)s? of "
        rf"(?P<item>{_NOUN_FIRST}.*?){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}(?:what|how) ?{_IS} (?P<item>{_NOUN_FIRST}.*?) (?:called|titled|entitled|named)"
        rf"{_ENDS}",
        re.IGNORECASE,
    ),
)
_TOPIC = r"(?:topic|subject(?: matter)?|theme|gist)"
_ABOUT = (
    re.compile(rf"{_AND}what ?{_IS} (?P<item>{_OCCASION}.*?)(?: all)? about{_ENDS}", re.IGNORECASE),
    re.compile(
        rf"{_AND}what ?{_IS} the (?:main |overall |general )?{_TOPIC} of "
        rf"(?P<item>{_OCCASION}.*?){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}(?:what|which) {_TOPIC} (?:did|does|was|is) "
        rf"(?P<item>{_OCCASION}.*?) (?:cover(?:ed)?|deal with|about|address|treat|on){_ENDS}",
        re.IGNORECASE,
    ),
)
_PURPOSE = (
    re.compile(
        rf"{_AND}what ?{_IS} the (?:main |overall |stated )?(?:purpose|aim|objective|goal|point)s? "
        rf"(?:of|behind) (?P<item>{_OCCASION}.*?){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}(?:why|what for|for what (?:reason|purpose)) {_IS} (?P<item>{_OCCASION}.*?) "
        rf"(?:held|organi[sz]ed|convened|conducted|produced|written|carried out|launched|made|"
        rf"published|arranged|called|prepared){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}why did .+? (?:organi[sz]e|hold|convene|conduct|facilitate|arrange|"
        rf"host|write|produce|publish|prepare) (?P<item>{_OCCASION}.*?){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}why did (?P<met>.+?) (?:meet|get together|come together|gather|sit down)\b"
        rf"(?P<item>.*?){_ENDS}",
        re.IGNORECASE,
    ),
)
_DISCUSSED = (
    re.compile(
        rf"{_AND}(?:what|which (?:topics|issues|subjects|questions|themes|matters)|"
        r"what (?:topics|issues|subjects|questions|themes|matters)) (?:was|were|got) "
        rf"(?:discussed|talked about|debated|on the agenda)(?P<item>.*?){_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_AND}what did (?:the |all )?(?:participants|attendees|experts|delegates|they|officials|"
        rf"parties|sides) (?:discuss|talk about|debate)(?P<item>.*?){_ENDS}",
        re.IGNORECASE,
    ),
)
_TIME_OR_PLACE = (
    r"(?:(?:in|on|at) )?"
    r"(?:when|where|(?:what|which) (?:date|day|days|dates|town|city|country|place|venue))"
)
_HELD = (
    re.compile(
        rf"{_AND}{_TIME_OR_PLACE}(?: and {_TIME_OR_PLACE})? (?:{_IS}|did|does|will) "
        rf"(?P<item>{_OCCASION}.*?)"
        rf"(?: (?:held|take place|taken place|took place|happen|happening|organi[sz]ed|conducted|"
        rf"delivered|hosted|going on))?{_ENDS}",
        re.IGNORECASE,
    ),
)
_SAID_OF = (
    ("held", _HELD),
    ("title", _TITLE),
    ("about", _ABOUT),
    ("purpose", _PURPOSE),
    ("discuss", _DISCUSSED),
)
_AT = re.compile(r"^(?:at|during|in the course of|by) (?=the |this |that |it\b)", re.IGNORECASE)
_ITEM = re.compile(rf"\b{ITEM}\b", re.IGNORECASE)
_SOMEBODY = re.compile(r"(?:he|she|they|we|you)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:it|that|this|there|they|them)\b", re.IGNORECASE)
_IN = re.compile(r"(?:in|on|at|with|between|by|during)\b", re.IGNORECASE)


def asks_goal(asked: str) -> bool:
    """Tell whether a folded question asks which SDG an item contributes to."""
    short = len(asked.split()) <= _KEYWORDS and not _ASKS.search(asked)
    named = "sdg" in asked or "sustainable" in asked or _GOAL_SERVED.search(asked)
    return bool(_GOAL_ASKED.search(asked) and named) or bool(short and _GOAL_KEYWORD.match(asked))


def item_asked(question: str) -> tuple[str, str] | None:
    """Return what a question asks of an item as a whole, and the item; None if nothing such.

    "topic", "lasting", "fund", "organise", "attend", "people" or "number" (how many), "held" (when
    or where), or of what it is: "title", "about", "purpose", "discuss".
    "Which SDG does the training in Oslo serve?" -> ("topic", "the training in Oslo").
    """
    if tense.ASKED.search(question):
        return None
    if asks_goal(fold(question)):
        item = _FRAME_ENDS.sub("", " ".join(_GOAL_FRAME.sub(" ", question).split()))
        return "topic", item or "it"
    if _LASTING_BARE.match(question):
        return "lasting", "it"
    if lasting := _LASTING.match(question):
        return None if _SOMEBODY.match(lasting["item"]) else ("lasting", lasting["item"])
    if party := _PARTY_OF.match(question) or _DONE_BY.match(question):
        kind = "fund" if party["fund"] else "organise" if party["organise"] else None
        return (kind, party["item"] or "it") if kind else None
    if came := _CAME_TO.match(question):
        return "attend", came["item"] or "it"
    if number := _NUMBER_AT.match(question):
        return "people" if number["any"] else "number", number["item"]
    found = (
        (kind, match) for kind, asked in _SAID_OF for p in asked if (match := p.match(question))
    )
    kind, asked = next(found, ("", None))
    if asked is None or (kind == "held" and _of_several(asked["item"])):
        return None
    return kind, _described(asked)


def _of_several(item: str) -> bool:
    """Tell whether several are described rather than one: "the five expert meetings"."""
    noun = _ITEM.search(item)
    return noun is not None and noun.group().endswith("s")


def when_asked(item: str) -> str:
    """Return the question when an item was: of "Oslo" when the event in Oslo was."""
    named = _ITEM.search(item) or _PRONOUN.match(item) or not item
    return f"When was {item}?" if named else f"When was the event in {_IN.sub('', item).strip()}?"


def _described(asked: re.Match[str]) -> str:
    """Return what describes an item as one: "at the meeting" -> "the meeting"."""
    item = _AT.sub("", asked["item"].strip())
    if met := asked.groupdict().get("met"):
        return f"the meeting of {met} {item}".rstrip()
    return f"the event {item}" if _IN.match(item) else item or "it"
