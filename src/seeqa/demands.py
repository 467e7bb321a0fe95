"""What a question demands of its answer: a name, a payer, a sum, a date, a number of such things.

A reader finds the words that come nearest; whoever asks for a name is not answered by an office,
whoever asks who paid not by who organised, whoever asks how many vehicles not by a number of
officers. Such questions are recognised by their words, and what is demanded by the words of the
sentence.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass

from seeqa.counts import Alike, Counted, counted
from seeqa.extent import widened
from seeqa.intent import asks_name, relation, without_plans
from seeqa.names import persons
from seeqa.particulars import in_dateline
from seeqa.parties import whole
from seeqa.terms import STOPWORDS, fold, surface, term_set, terms
from seeqa.types import Document, Span

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
_HOW_LONG = re.compile(r"\bhow long\b(?! ago)|\bwhat (?:is|was) the (?:duration|length)\b")
_SPAN = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|an?|half|multi|past|whole|"
    r"entire|full)[\s-]+(?:\d+\s+)?(?:minute|hour|day|week|month|year|decade)s?\b|"
    r"\b\d{1,2}\s?[-–]\s?\d{1,2}\b|\bsince\b|\bfrom\b.*\b(?:to|until)\b"
)
_MONTH = rf"(?:{'|'.join(calendar.month_name[1:]).lower()})"
_EXACT = re.compile(r"\b(?:which|what) (?:exact )?(?:day|date)\b|\bwhen (?:exactly|precisely)\b")
_DAY = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|\b{_MONTH}\s+\d{{1,2}}\b")
_WHICH_MONTH = re.compile(r"\b(?:which|what) month\b")
_NAMED_MONTH = re.compile(rf"\b{_MONTH}\b")
_COMING = re.compile(r"\b(?:next|upcoming|forthcoming|will|going to|planned|scheduled)\b")
_TO_COME = re.compile(
    r"\b(?:next|upcoming|forthcoming|will|going to|planned?|plans|scheduled|to be|future|foreseen|"
    r"expected|aims?|intends?|continue|later|should|needs?)\b"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth last final".split()
_OPEN = ("first", "last", "final")  # what comes first need not be called so
_ORDINAL = re.compile(rf"\b(?P<nth>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\s+(?P<what>[^?.,;:]*)")
_DONE_TO = re.compile(
    r"\b(?:when|where|(?:which|what) (?:town|city|country|place|year|month|day|date))\b.*"
    r"\b(?:was|were|been)\b.*"
    r"\b(?P<done>(?!held|organi|conduct|deliver|host|taught|train|carried|done|based|located|led|put|"
    r"set)\w{3,}(?:ed|en|wn|pt|lt|nt|ld|ught))\W*$"
)
# What is done at one moment, by somebody, and has no other common name.
_ACT = re.compile(
    r"\b(?:who|when|where|why|which|what)\b.*?\b(?P<act>sign(?:ed|s)?|invent(?:ed|s)?|chair(?:ed|s)?|"
    r"arrest(?:ed|s)?|convict(?:ed|s)?|elect(?:ed|s)?|appoint(?:ed|s)?|resign(?:ed|s)?|"
    r"translat(?:ed|es)|print(?:ed|s)|vot(?:e|ed|es)|cancel(?:led|ed|s)?|postpone[ds]?|"
    r"refus(?:e|ed|es)|withdr(?:ew|aw|awn)|(?:pull|drop|walk)(?:ed|ped)? out|call(?:ed)? off|"
    r"boycott(?:ed|s)?|reject(?:ed|s)?|oppos(?:e|ed|es)|quit|den(?:y|ied))\b"
)
_SO = re.compile(r"\bwhy (?:was|is|were|are)\b.*? so (?P<how>[a-z]+)\W*$")
_ENDING = re.compile(
    r"\buntil when\b|\b(?:when|(?:which|what) (?:day|date)\b.*) (?:do|does|will)\b.*"
    r"\b(?:end|start|begin|finish|expire|open|close|stop)\b"
)
_FROM = re.compile(
    r"\b(?i:how many) (?:[\w-]+ ){1,4}from (?:the )?(?P<whence>[A-Z][\w’'-]*(?: [A-Z]\w+)*)"
)
_WHAT_IT_MEANS = re.compile(
    r"\b(?:what|who) (?:is|are|was|were)\b|"
    r"\b(?:stand|stands|mean|means|meaning|full name|in full|acronym|short)\b",
    re.IGNORECASE,
)
_SAYS = (
    r"(?:say|says|said|tell|told|explain(?:ed)?|note[ds]?|stress(?:ed)?|add(?:ed)?|"
    r"highlight(?:ed)?|emphasi[sz]ed?|mention(?:ed)?|warn(?:ed)?|announced?|claim(?:ed)?|"
    r"suggest(?:ed)?|call(?:ed)? for)"
)
_SPEAKER = re.compile(
    rf"\bwhat (?:did|does|do|has|had|was) (?P<who>the [^?]+?|[a-z]+['’]s [^?]+?) {_SAYS}\b"
)
_MUCH = 0.5  # how alike two words are of which one may stand for the other
_WHICH_BODY = re.compile(
    r"\b(?:which|what) (?:(?!(?:did|does?|is|was|were|are|has|have)\b)\w+ ){0,2}?"
    r"(?P<kind>ministr(?:y|ies)|conventions?|articles?|chapters?|fund|programme)\b"
)
_JUST_BEFORE = re.compile(r"(?:[\w’-]+ ){1,3}$")  # "the Ministry of " before "Europe"
_WHAT_IS = re.compile(
    r"(?:and |so )?what(?:['’]s| is| are) (?:the |an? )?(?P<what>[^?,]{2,60}?)\W*$", re.IGNORECASE
)
_RELATED = re.compile(r"\b(?:of|for|in|at|to|about|called|doing|being|by|on|with|name)\b")
_OF = re.compile(r"\b(?:of|in|at|from|for|on)\b")
_DEFINES = 0.65  # how sure a sentence is that says what something is
_SAME = 0.6  # how alike two words are for one who speaks
_HEADS = frozenset("head chief director leader boss chair".split())
_VAGUE = frozenset("topic subject issue matter problem thing role importance situation".split())
_SAID_OF = re.compile(
    r"\b(?:says?|said|tells?|told|mention\w*|knows?|known|written|anything|something|information)\b"
    r"[^?]*?\b(?:about|on|regarding|concerning)\s+"
    r"(?P<topic>[^?]+?)"
    r"(?=,| (?:that|which|who|where|when|and (?:how|why|what|when|where|who))\b|\W*$)"
)
_SHARE_ASKED = re.compile(r"\b(?:what|which) (?:share|percentage|proportion|fraction|per ?cent)\b")
_SHARE = re.compile(r"%|\bper ?cent|\bhalf\b|\bthirds?\b|\bquarters?\b|\bmajority\b|\bout of\b")


Tokens = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence must have to answer; `unmet` says it to the user where none has.

    `of_best`: another sentence than the one that comes nearest would tell of something else;
    `waived`: where no sentence has it, the one that comes nearest answers all the same; `sure`: how
    sure at least is what has it.
    """

    met: Callable[[Span, Document], bool]
    unmet: str
    of_best: bool = False
    waived: bool = False
    sure: float = 0.0


def demanded(question: str, alike: Alike, names: Tokens) -> tuple[Demand, ...]:
    """Return what a question demands of an answer.

    `alike` compares two nouns, `names` gives the words of a text with one form for each name.
    Mostly just that it be more than words of the question.
    """
    some = (
        _of_its_kind(question, alike),
        _OTHER_DATE if _ENDING.search(fold(question)) else None,
        _said_by(question, alike),
        _so(question, alike),
        _act(question),
        _from(question, names),
        _done_to(question),
        _of_type(question),
        _defining(question),
        _more_than(question, names),
    )
    return tuple(filter(None, some))


def _of_its_kind(question: str, alike: Alike) -> Demand | None:
    asked = fold(without_plans(question))
    if asks_name(question):
        return _NAME
    if relation(question) == "fund" and _WHO.search(asked):
        return _FUNDING
    if _COST.search(asked) and not _WHO.search(asked):
        return _SUM
    if number := counted(question):
        return _number_of(number, alike)
    if _TIME.search(asked) and _NEXT.search(asked):
        return _OTHER_DATE
    if topic := _SAID_OF.search(asked):
        return _of_topic(topic["topic"], alike)
    if (nth := _ORDINAL.search(asked)) and " or " not in asked:
        return _the(nth)
    return next((demand for asks, demand in _TOLD if asks.search(asked)), None)


def _number_of(number: Counted, alike: Alike) -> Demand:
    """Demand a number of what is counted."""

    def met(span: Span, document: Document) -> bool:
        start, end = span.emphasis or (span.start, span.end)
        return number.is_counted(span.text, start - span.start, end - span.start, alike)

    what = f"how many {number.noun}" if number.noun else "how many"
    return Demand(met, f"Where it comes nearest, it is not said {what}.")


def _of_topic(topic: str, alike: Alike) -> Demand:
    """Demand that a passage have every word of a topic, or the sentence one much like it."""
    wanted = {term: word for term, word in surface(topic).items() if word not in _VAGUE}

    def met(span: Span, document: Document) -> bool:
        lacking = wanted.keys() - term_set(span.passage.searchable)
        said = surface(span.text).values() if lacking else ()
        return all(any(alike(wanted[t], word) >= _MUCH for word in said) for t in lacking)

    return Demand(met, f"Where it comes nearest, nothing is said of {topic.strip()}.")


def _the(nth: re.Match[str]) -> Demand:
    """Demand that a sentence not tell of another one in a row: of the second, not the first."""
    asked, wanted = nth["nth"], set(terms(nth["what"]))

    def met(span: Span, document: Document) -> bool:
        told = [
            found["nth"]
            for found in _ORDINAL.finditer(fold(span.text))
            if wanted & set(terms(" ".join(found["what"].split()[:3])))
        ]
        if told or asked in _OPEN:
            return not told or asked in told
        return asked in fold(span.passage.text).split()

    return Demand(met, f"Where it comes nearest, it tells of another than the {asked}.")


def _act(question: str) -> Demand | None:
    """Demand that a sentence speak of the act that is asked about: signing, arresting."""
    asked = _ACT.search(fold(question))
    act = set(terms(asked["act"])) if asked else None
    if not act:
        return None
    return Demand(
        lambda span, _: act <= term_set(span.text), "Where it comes nearest, it does not say so."
    )


def _so(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question why something was so short, that a passage speak of that."""
    asked = _SO.search(fold(question))
    if not asked:
        return None
    how = asked["how"]

    def met(span: Span, document: Document) -> bool:
        said = surface(span.passage.text)
        return bool(said.keys() & set(terms(how))) or any(
            alike(how, other) >= _SAME for other in said.values()
        )

    return Demand(met, f"Where it comes nearest, nothing is said of its being {how}.")


def _from(question: str, names: Tokens) -> Demand | None:
    """Demand, of a number of people from somewhere, that a sentence name that place."""
    asked = _FROM.search(question)
    if not asked:
        return None
    whence = set(names(asked["whence"]))
    return Demand(
        lambda span, _: whence <= set(names(span.text)),
        f"Where it comes nearest, nobody is said to be from {asked['whence']}.",
    )


def _said_by(question: str, alike: Alike) -> Demand | None:
    """Demand that somebody speak in a passage who is much like the speaker that is asked about."""
    asked = _SPEAKER.search(fold(question))
    if not asked:
        return None
    who = surface(_OF.split(asked["who"], maxsplit=1)[0])
    if not who:
        return None
    speaker, word = list(who.items())[-1]

    def met(span: Span, document: Document) -> bool:
        said = surface(span.passage.text)
        heads = _HEADS if word in _HEADS else frozenset({word})
        folded = {fold(other) for other in said.values()}
        return (
            speaker in said
            or bool(heads & folded)
            or any(alike(word, other) >= _SAME for other in folded)
        )

    return Demand(met, f"Where it comes nearest, nothing is quoted of the {word}.")


def _done_to(question: str) -> Demand | None:
    """Prefer a sentence that says what was done, of a question where or when it was."""
    asked = _DONE_TO.search(fold(question))
    done = set(terms(asked["done"])) if asked else None
    if not done:
        return None
    return Demand(lambda span, _: done <= term_set(span.text), "", waived=True)


def _of_type(question: str) -> Demand | None:
    """Prefer, of a question which ministry did it, words that name a ministry."""
    asked = _WHICH_BODY.search(fold(question))
    if not asked:
        return None
    kind = set(terms(asked["kind"]))

    def met(span: Span, document: Document) -> bool:
        if span.emphasis is None:
            return True
        start, end = (at - span.start for at in span.emphasis)
        begun = _JUST_BEFORE.search(span.text[:start])
        start = begun.start() if begun else start
        words = span.text[start : whole(span.text, start, end)].split()
        return any(word[0].isupper() and kind & set(terms(word)) for word in words)

    return Demand(met, "", waived=True)


def _defining(question: str) -> Demand | None:
    """Prefer a sentence that says what something is, of a question for just that."""
    asked = _WHAT_IS.match(question)
    if not asked or _RELATED.search(asked["what"]):
        return None
    words = re.findall(r"[^\W_]+", asked["what"])
    capital = [word[0] for word in words if word[0].isupper()]
    short = {"".join(capital[:end]) for end in (len(capital), len(capital) - 1) if end > 1}
    names = "|".join([r"\W+".join(map(re.escape, words)), *sorted(short)])
    says = re.compile(
        rf"\b(?i:{names})(?: \w+)?(?: \([^)]*\))?,?(?: which)? "
        r"(?:is|are|means|occurs|(?:was|were) (?:an?|the))\b"
    )
    return Demand(lambda span, _: bool(says.search(span.text)), "", waived=True, sure=_DEFINES)


def _more_than(question: str, names: Tokens) -> Demand:
    """Demand that what is emphasised be more than words of the question, or a name in it."""
    asked = set(terms(question))
    named = set() if _WHAT_IT_MEANS.search(question) else _named(question, names)

    def met(span: Span, document: Document) -> bool:
        if span.emphasis is None:
            return True
        words = terms(span.passage.text[slice(*span.emphasis)])
        start, end = (at - span.start for at in span.emphasis)
        told = set(names(span.text[slice(*widened(question, span.text, start, end))])) - STOPWORDS
        return not words or not (asked.issuperset(words) or (told and told <= named))

    return Demand(met, "Where it comes nearest, it says no more than the question.")


def _named(question: str, names: Tokens) -> set[str]:
    """Return the names in a question that have several forms."""
    return {token for token in names(question) if token.startswith("@")}


def _tells(shows: re.Pattern[str], unmet: str, of_best: bool = True) -> Demand:
    """Demand a sentence that shows a pattern."""

    def met(span: Span, document: Document) -> bool:
        return bool(shows.search(span.text.lower()))

    return Demand(met, unmet, of_best)


def _states_funding(span: Span, document: Document) -> bool:
    return bool(FUNDED.search(" ".join(fold(span.text).split())))


def _states_a_sum(span: Span, document: Document) -> bool:
    return bool(_MONEY.search(span.text.lower()))


def _names_somebody(span: Span, document: Document) -> bool:
    return bool(persons(span.text))


def _is_to_come(span: Span, document: Document) -> bool:
    """Tell whether a sentence tells of what is to come, and not of the item's own date."""
    if not _TO_COME.search(span.text.lower()):
        return False
    return not in_dateline(span, document)


_NAME = Demand(_names_somebody, "Where it comes nearest, no name is given.", of_best=True)
_FUNDING = Demand(_states_funding, "Where it comes nearest, it is not said who paid.")
_SUM = Demand(_states_a_sum, "Where it comes nearest, no sum of money is given.")
_OTHER_DATE = Demand(
    _is_to_come,
    "Where it comes nearest, no date to come is given.",
    of_best=True,
)
_TOLD = (
    (_HOW_LONG, _tells(_SPAN, "Where it comes nearest, it is not said how long.")),
    (_EXACT, _tells(_DAY, "Where it comes nearest, the day is not given.")),
    (_WHICH_MONTH, _tells(_NAMED_MONTH, "Where it comes nearest, the month is not given.")),
    (_COMING, _tells(_TO_COME, "Where it comes nearest, it tells of what has been.", False)),
    (_SHARE_ASKED, _tells(_SHARE, "Where it comes nearest, no share is given.")),
)
