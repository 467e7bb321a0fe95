"""What a question demands of its answer: a name, a payer, a sum, a date, a number of such things.

A reader finds the words that come nearest; whoever asks for a name is not answered by an office,
whoever asks who paid not by who organised, whoever asks how many vehicles not by a number of
officers. Such questions are recognised by their words, and what is demanded by the words of the
sentence.
"""

from __future__ import annotations

import calendar
import re

from seeqa import tense
from seeqa.activity import begins
from seeqa.counts import Counted, counted
from seeqa.demands.demand import Demand, Tokens, tells
from seeqa.demands.preferred import (
    acted,
    causal,
    defined,
    defining,
    done_by,
    done_to,
    explained,
    of_type,
    spoken_by,
    talk_of,
    taught,
    undergone_by,
)
from seeqa.demands.presumed import SPEAKING, body, presumed
from seeqa.demands.telling import (
    counted_apart,
    existing,
    fate,
    led_to,
    named_ones,
    one_of,
    origin,
    people,
    placed,
    series,
    stands_for,
    told_of,
    within,
)
from seeqa.extent import widened
from seeqa.intent import asks_name, relation, without_plans
from seeqa.names import persons
from seeqa.particulars import TIME, in_dateline
from seeqa.quantities import NUMBER, ORDINALS
from seeqa.terms import STOPWORDS, fold, surface, term_set, terms
from seeqa.types import Alike, Document, Span

__all__ = ["FUNDED", "Demand", "demanded", "of_party"]

FUNDED = re.compile(
    r"\b(?:co-?)?fund(?:ed|s|ing)?\b|\bfinanc(?:ed|es|ing)\b|\bfinancial (?:support|assistance)\b|"
    r"\bsponsor(?:ed|s|ship)?\b|\bdonat\w+|\bpaid for\b|\bsupported by\b|"
    r"\bmade possible by\b|\bcontributions? (?:of|from|by)\b"
)
_WHO = re.compile(
    r"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ )?(?:donors?|countr(?:y|ies)|governments?|states?|"
    r"organi[sz]ations?|institutions?|agenc(?:y|ies))\b"
)
_HOW_MANY_PAID = re.compile(
    r"\bhow many (?:\w+ )?(?:countries|donors|governments|states|organi[sz]ations|institutions|"
    r"bodies) (?:have |has |had |jointly )*(?:co-?)?(?:fund|paid|pay|financ|sponsor)\w*"
)
_WHETHER = re.compile(r"(?:and |so |but )?(?:is|are|was|were|did|does|do|has|have)\b")
_NEXT = re.compile(
    r"(?<!\bgo )(?<!\bwent )\b(?:next|upcoming|following|due|(?:second|third|new) edition)\b"
)
_WILL = re.compile(r"\bwill\b|\bgoing to\b")
_BY_WHEN = re.compile(
    r"\bby (?:when|(?:what|which) (?:date|day|month|year))\b|"
    r"\b(?:what|when|which)\b.*\bdeadline\b"
)
_TIME = re.compile(r"\b(?:when|(?:what|which) (?:day|date|month|year))\b")
_COST = re.compile(
    r"\b(?:budgets?|costs?|prices?|expensive|how much (?:money|funding)|worth|"
    r"(?:what|which) (?:is|was|were|are) the (?:\w+ )?(?:value|amount) of)\b|"
    r"\bhow much (?:did|does|do|has|have|is|are|was|were|will) [^?]*?"
    r"\b(?:g[ai]ve(?:n|s)?|giving|contribut\w+|pa(?:y|ys|id|ying)|donat\w+|spen[dt]\w*|invest\w*|"
    r"grant\w*|cost)\b"
)
_WHERE = re.compile(r"\bwhere\b|\b(?:which|what) (?:city|country|town|place)\b")
_WAS = re.compile(r"\b(?:took place|(?:was|were) (?:held|organi[sz]ed))\b[^,.;]{0,60}$")
_MONEY = re.compile(r"[€$£]|\b(?:euros?|dollars?|eur|usd|gbp|pounds|million|billion|thousand)\b")
_HOW_LONG = re.compile(r"\bhow long\b(?! ago)|\bwhat (?:is|was) the (?:duration|length)\b")
_SPAN = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|an?|half|multi|past|whole|"
    r"entire|full)[\s-]+(?:\d+\s+)?(?:minute|hour|day|week|month|year|decade)s?\b|"
    r"\b\d{1,2}\s?[-–]\s?\d{1,2}\b|\bsince\b|\bfrom\b.*\b(?:to|until)\b"
)
_HOW_LONG_SO_FAR = re.compile(r"\bhow long (?:has|have)\b|\bsince when\b")
_SO_FAR = re.compile(
    r"\bsince\b|\bago\b|"
    r"\b(?:for|over|in|spent) (?:the )?(?:(?:last|past|more than|over|almost|some) )?"
    r"(?:\w+ )?(?:weeks|months|years|decades)\b|\bfrom\b.*\b(?:on|onwards?)\b"
)
_WHO_DID = re.compile(r"(?:and |so )?who(?:m|ever)? ")
_NOTHING = re.compile(r"(?!)")
_NOBODY = re.compile(r"(?:[a-z]+(?:ly|ed|ing)\W*)+")
_MONTH = rf"(?:{'|'.join(calendar.month_name[1:]).lower()})"
_EXACT = re.compile(r"\b(?:which|what) (?:exact )?(?:day|date)\b|\bwhen (?:exactly|precisely)\b")
_DAY = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|\b{_MONTH}\s+\d{{1,2}}\b")
_WHICH_MONTH = re.compile(r"\b(?:which|what) month\b")
_NAMED_MONTH = re.compile(rf"\b{_MONTH}\b")
_OPEN = ("first", "last", "final")  # what comes first need not be called so
_ORDINAL = re.compile(
    rf"\b(?P<nth>{'|'.join(ORDINALS)}|last|final|\d+(?:st|nd|rd|th))\s+(?P<what>[^?.,;:]*)"
)
_OF_SEVERAL = re.compile(rf"of (?:the|these|those|all) {NUMBER}\b")
_ENDING = re.compile(
    r"\buntil (?:when|(?:which|what) (?:day|date|month|year))\b|"
    r"\b(?:when|(?:which|what) (?:day|date)\b.*) (?:do|does|will)\b.*"
    r"\b(?:end|start|begin|finish|expire|open|close|stop)\b"
)
_WHAT_IT_MEANS = re.compile(
    r"\b(?:what|who) (?:is|are|was|were)\b|"
    r"\b(?:stand|stands|mean|means|meaning|full name|in full|acronym|short)\b",
    re.IGNORECASE,
)
_MUCH = 0.5  # how alike two words are of which one may stand for the other
_VAGUE = frozenset(
    "topic subject issue matter problem thing role importance situation month season time period "
    "day week".split()
)
_SAID_OF = re.compile(
    r"\b(?:says?|said|tells?|told|mention\w*|knows?|known|written|anything|something|information)\b"
    r"[^?]*?\b(?:about|on|regarding|concerning)\s+"
    r"(?P<topic>[^?]+?)"
    r"(?=,| (?:that|which|who|where|when|and (?:how|why|what|when|where|who)|planned|coming up|"
    r"(?:for|after|before|during) the)\b|\W*$)"
)
_SAID_BY_NAME = re.compile(rf"{SPEAKING} (?:about|on|of)\b")  # that is presumed
_SHARE_ASKED = re.compile(r"\b(?:what|which) (?:share|percentage|proportion|fraction|per ?cent)\b")
_SHARE = re.compile(r"%|\bper ?cent|\bhalf\b|\bthirds?\b|\bquarters?\b|\bmajority\b|\bout of\b")


def demanded(question: str, alike: Alike, names: Tokens) -> tuple[Demand, ...]:
    """Return what a question demands of an answer.

    `alike` compares two nouns, `names` gives the words of a text with one form for each name.
    Mostly just that it be more than words of the question.
    """
    some = (
        _of_its_kind(question, alike),
        _OTHER_DATE if _ENDING.search(fold(question)) or _BY_WHEN.search(fold(question)) else None,
        *presumed(question, alike, names),
        fate(question),
        origin(question),
        series(question),
        named_ones(question),
        counted_apart(question),
        existing(question),
        within(question),
        placed(question),
        stands_for(question),
        one_of(question),
        people(question),
        *told_of(question),
        done_to(question),
        undergone_by(question),
        of_type(question),
        defining(question),
        defined(question),
        explained(question),
        causal(question),
        _more_than(question, names),
        acted(question),
        done_by(question),
        taught(question),
        talk_of(question, names),
        spoken_by(question),
        led_to(question),
    )
    return tuple(filter(None, some))


def of_party(question: str, names: Tokens) -> Demand | None:
    """Return what a question demands of who is said to have paid, organised or come; None if not.

    They are told by an item that is known, of which nothing else need be demanded.
    """
    return body(question, names) or counted_apart(question)


def _of_its_kind(question: str, alike: Alike) -> Demand | None:
    asked = fold(without_plans(question))
    if asks_name(question):
        return _NAME
    if relation(question) == "fund" and (_WHO.search(asked) or _WHETHER.match(asked)):
        return _FUNDING
    if _COST.search(asked) and not _WHO.search(asked):
        return _SUM
    if number := counted(question):
        return _number_of(number, alike, paid=bool(_HOW_MANY_PAID.search(asked)))
    will = _WILL.search(asked) and not _EXACT.search(asked)
    if _NEXT.search(asked) or will:
        if _TIME.search(asked):
            return _OTHER_DATE
        if _WHERE.search(asked):
            return _OTHER_PLACE
    if not _SAID_BY_NAME.search(question) and (topic := _SAID_OF.search(asked)):
        return _of_topic(topic["topic"], alike)
    if (nth := _ORDINAL.search(asked)) and " or " not in asked:
        return _the(nth, whether=bool(_WHETHER.match(asked)))
    return next((demand for asks, demand in _TOLD if asks.search(asked)), None)


def _number_of(number: Counted, alike: Alike, *, paid: bool) -> Demand:
    """Demand a number of what is counted; of who `paid`, where that is said."""

    def met(span: Span, document: Document) -> bool:
        if paid and not _states_funding(span, document):
            return False
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


def _the(nth: re.Match[str], *, whether: bool = False) -> Demand:
    """Demand that a sentence not tell of another one in a row: of the second, not the first.

    Of a question `whether` it was the first, that it tell which it was.
    """
    asked, wanted = nth["nth"], set(terms(nth["what"]))
    of_several = bool(_OF_SEVERAL.match(nth["what"]))

    def told(text: str) -> list[str]:
        return [
            found["nth"]
            for found in _ORDINAL.finditer(fold(text))
            if wanted & set(terms(" ".join(found["what"].split()[:3])))
        ]

    def met(span: Span, document: Document) -> bool:
        # The dateline is of what the sentence tells after "Following the first training, …";
        # elsewhere of several the one last told before is meant.
        own = in_dateline(span, document)
        here = told(span.text[begins(span.text) :] if own else span.text)
        if whether:
            return bool(here)
        if not own and span.emphasis and len(set(here)) > 1:
            here = told(span.text[: span.emphasis[1] - span.start])[-1:] or here
        if here or of_several or asked not in _OPEN:
            return asked in here if here else asked in fold(span.passage.text).split()
        everywhere = told(document.text)
        return not everywhere or asked in everywhere

    return Demand(met, f"Where it comes nearest, it tells of another than the {asked}.")


def _more_than(question: str, names: Tokens) -> Demand:
    """Demand that what is emphasised be more than words of the question, or a name in it.

    Nor, where it is asked who, a word like "specially" that names nobody.
    """
    nobody = _NOBODY if _WHO_DID.match(fold(question)) else _NOTHING
    asked = set(terms(question))
    named = set() if _WHAT_IT_MEANS.search(question) else _named(question, names)

    def met(span: Span, document: Document) -> bool:
        if span.emphasis is None:
            return True
        emphasised = span.words
        if nobody.fullmatch(emphasised):
            return False
        words = terms(emphasised)
        start, end = (at - span.start for at in span.emphasis)
        told = set(names(span.text[slice(*widened(question, span.text, start, end))])) - STOPWORDS
        return not words or not (asked.issuperset(words) or (told and told <= named))

    return Demand(met, "Where it comes nearest, it says no more than the question.")


def _named(question: str, names: Tokens) -> set[str]:
    """Return the names in a question that have several forms."""
    return {token for token in names(question) if token.startswith("@")}


def _states_funding(span: Span, document: Document) -> bool:
    return bool(FUNDED.search(" ".join(fold(span.text).split())))


def _states_a_sum(span: Span, document: Document) -> bool:
    return bool(_MONEY.search(span.text.lower()))


def _names_somebody(span: Span, document: Document) -> bool:
    return bool(persons(span.text))


def _is_to_come(span: Span, document: Document) -> bool:
    """Tell whether a sentence tells of what is to come, and not of the item's own date."""
    before = span.text[: span.emphasis[0] - span.start] if span.emphasis else ""
    if not tense.TOLD.search(span.text) or _WAS.search(before.lower()):
        return False
    return not in_dateline(span, document)


def _states_a_time(span: Span, document: Document) -> bool:
    return bool(TIME.search(span.text[begins(span.text) :]))


_NAME = Demand(_names_somebody, "Where it comes nearest, no name is given.", of_best=True)
_FUNDING = Demand(_states_funding, "Where it comes nearest, it is not said who paid.")
_SUM = Demand(_states_a_sum, "Where it comes nearest, no sum of money is given.")
_OTHER_DATE = Demand(
    lambda span, document: _is_to_come(span, document) and _states_a_time(span, document),
    "Where it comes nearest, no date to come is given.",
    of_best=True,
)
_OTHER_PLACE = Demand(
    _is_to_come,
    "Where it comes nearest, no place of what is to come is given.",
    of_best=True,
)
_TOLD = (
    (_HOW_LONG_SO_FAR, tells(_SO_FAR, "Where it comes nearest, it is not said since when.")),
    (_HOW_LONG, tells(_SPAN, "Where it comes nearest, it is not said how long.", of_best=True)),
    (_EXACT, tells(_DAY, "Where it comes nearest, the day is not given.", of_best=True)),
    (
        _WHICH_MONTH,
        tells(_NAMED_MONTH, "Where it comes nearest, the month is not given.", of_best=True),
    ),
    (tense.ASKED, tells(tense.TOLD, "Where it comes nearest, it tells of what has been.")),
    (_SHARE_ASKED, tells(_SHARE, "Where it comes nearest, no share is given.", of_best=True)),
)
