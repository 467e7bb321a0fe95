"""How far the words that answer reach: to the whole number, name or series that they are part of.

A reader's words are often a part: "15" of "more than 15", "PCU" of "the Port Control Unit (PCU)",
"France" of "France, Sweden and Norway". Only what is emphasised changes by this, never the quote.
"""

from __future__ import annotations

import re

from seeqa.activity import activity
from seeqa.clauses import resolved, telling, undergone
from seeqa.definitions import said_to_be, spelt_out
from seeqa.intent import relation
from seeqa.item_question import ITEM
from seeqa.language.dates import leading
from seeqa.parties import AND, NAME, following, payers, whole
from seeqa.quantities import NUMBER
from seeqa.terms import terms
from seeqa.types import Span

_HEDGING = (
    r"(?:more than|less than|fewer than|at least|at most|up to|as many as|no fewer than|around|"
    r"about|approximately|roughly|nearly|almost|over|under|some)\s+"
)
_COUNTS = re.compile(rf"(?:{_HEDGING})?{NUMBER}\b", re.IGNORECASE)
_HEDGE = re.compile(rf"{_HEDGING}$", re.IGNORECASE)
_HYPHENATED = re.compile(r"-[a-z]+\b| (?:day|week|hour|month|year)s?\b")  # "four-day"
_NAME_BEFORE = re.compile(rf"{NAME} (?:of|for|on|against) (?:the )?$")
_ABBREVIATION = re.compile(r"\(?[A-Z]{2,}\b")
_SPELT_OUT = re.compile(rf"{NAME} \(?$")
_EARLIER = re.compile(rf"{NAME}(?:, {NAME})*{AND}$")
_EARLIER_STILL = re.compile(rf"{NAME}(?:, {NAME})*, $")
_THINGS = re.compile(r"(?:the )?(?:[\w-]+, )+(?:and|or) $")
_JOINED = re.compile(AND)
_SO_FAR_ASKED = re.compile(r"\bhow long (?:has|have)\b|\bsince when\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?P<when>since (?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4})\b")
_PARTIES = re.compile(r"\bwho(?:m|se)?\b|\bwhere\b.*\bfrom\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:which|what)(?: \w+){0,2}? (?!was\b|does\b|is\b|has\b)\w+s\b", re.IGNORECASE
)
_BODY = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:institution|agency|body|organi[sz]ation|ministry|"
    r"department|unit|office|programme|project|convention|treaty|government|ambassador|port)\b",
    re.IGNORECASE,
)
_TREATY_ASKED = re.compile(r"\b(?:which|what) (?:\w+ ){0,2}?(?:convention|treaty)\b", re.IGNORECASE)
_TREATY = re.compile(
    r"(?: (?:(?:of|for|against|in|on|and|to) (?:the )?)?[A-Z][\w’'-]*)+(?: \([A-Z][\w-]*\))?"
)
_THING_ASKED = re.compile(
    r"\b(?:which|what) (?:(?:type|kind|sort|form)s? of )?(?P<thing>\w+)(?: [a-z]+)?", re.IGNORECASE
)
_WORD_AFTER = re.compile(r" (?P<word>[a-z][\w-]+)")
_THING_BEFORE = re.compile(
    r"(?:the )?(?:[A-Z][\w’'-]* )*(?P<word>[A-Z][\w’'-]*) (?:(?:of|for|on|against) (?:the )?)?$"
)
_OTHERS_ASKED = re.compile(
    r"\bwith wh(?:om|ich)\b|\bwho(?:m)? else\b|\bwho\b.*\b(?:with|besides|beside)\b", re.IGNORECASE
)
_WITH_ASKED = re.compile(
    r"^(?:and |so )?(?:whom?|which \w+) (?:did|does|do|has|have|was|were) [^?]*\bwith\W*$|"
    r"^(?:and |so )?with whom\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:in (?:close )?(?:partnership|cooperation|collaboration|coordination) with|jointly with|"
    rf"together with) (?P<who>{NAME})"
)
_WHERE = re.compile(r"^(?:and |so )?where\b", re.IGNORECASE)
_WHEN_AND_WHERE = re.compile(
    r"\b(?:when|date|day)s?\b[^?]*\band\b[^?]*\b(?:where|place|city|town|country)\b|"
    r"\b(?:where|place|city|town|country)\b[^?]*\band\b[^?]*\b(?:when|date|day)s?\b",
    re.IGNORECASE,
)
_SPONSOR_ASKED = re.compile(r"\bsponsor", re.IGNORECASE)
_SPONSORED_BY = re.compile(rf"\bsponsored by (?P<who>{NAME})")
_TWO_NUMBERS = re.compile(r"\bhow many\b[^?]*?\band\b", re.IGNORECASE)
# "58 states and 23 bodies", "450 experts from 22 countries".
_NUMBERS = re.compile(
    rf"{NUMBER}(?: [^\W\d][\w-]*){{1,3}} (?:and|from) {NUMBER} [^\W\d][\w-]*", re.IGNORECASE
)
_NAME_ASKED = re.compile(
    r"\b(?:topics?|titles?|titled|themes?|names?|subjects?|called)\b", re.IGNORECASE
)
_TITLE_ASKED = re.compile(
    r"\b(?:titles?|titled|called|entitled|(?:project|report|talk|presentation|programme) name|"
    r"name of (?:the|its|their) (?:project|report|talk|presentation|programme))\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"“([^“”]{3,250})”")
_SPEAKER_ASKED = re.compile(
    r"^(?:and |so )?(?:who|whose words) (?:\w+ )?(?:said|says?|noted|notes|explain(?:ed|s)|"
    r"add(?:ed|s)|stress(?:ed|es)|highlight(?:ed|s)|told|tells|think|thinks|called|calls|warned)\b",
    re.IGNORECASE,
)
_SAYING = r"(?:said|says|noted|notes|explained|explains|added|adds|stressed|highlighted|told)"
_TITLED = rf"{NAME}(?: (?:of|for|against|in) {NAME})*"
_SAID_BY = re.compile(rf"[,”] {_SAYING} (?P<who>{_TITLED}(?:, [^,.“”]{{3,80}})?)")
_WHO_SAID = re.compile(rf"(?P<who>{_TITLED})(?:, [^,.“”]{{3,150}},)? {_SAYING}\b")
# "the relevant institutions, including the Ministry of …", "three routes (northern and southern)".
_SUCH_AS = re.compile(
    r"(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)*)?"
    r"(?:,? (?:including|such as|namely|like) |: |,? i\.e\., )"
    r"(?P<row>[^.;:()]{3,400}?(?:, | and | or )[^.;:()]{2,400}?)(?=[.;:(]|$)"
)
_LISTED_IN_BRACKETS = re.compile(r" \([^()]{3,150}(?:, | and )[^()]{2,150}\)")
_ACTIVITY_ASKED = re.compile(
    rf"^(?:and |so )?(?:in |at |during )?(?:which|what) (?:\w+ ){{0,2}}?{ITEM}\b", re.IGNORECASE
)
_BRACKETS = {")": "(", "”": "“", "»": "«"}
_FAR = 150  # characters to the other of two brackets
_REACH = 400  # characters that a number, name or series is looked for in


def reaching(question: str, span: Span) -> Span:
    """Return the span with its emphasis widened, within its own sentences."""
    told = telling(question, span.text)
    done = None if told else undergone(question, span.text) or resolved(question, span.text)
    if done or span.emphasis is None:
        return span.emphasising(done or told)
    start, end = (at - span.start for at in span.emphasis)
    if told and (end <= told[0] or told[1] <= start):
        return span.emphasising(told)
    return span.emphasising(widened(question, span.text, start, end))


def widened(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Return offsets of the whole of which text[start:end] is a part."""
    line, _ = leading(text)
    if start < line:
        start, end = (0, line) if _WHEN_AND_WHERE.search(question) else (start, min(end, line))
    if relation(question) == "fund":
        sponsor = _SPONSORED_BY.search(text) if _SPONSOR_ASKED.search(question) else None
        start, end = sponsor.span("who") if sponsor else _payer(question, text, start, end)
    if said := _spoken_or_met(question, text, start):
        return said
    start, end = _paired(text, start, end)
    if called := _called(question, text, start, end):
        return called
    if _COUNTS.match(text[start:end]):
        return _with_noun(question, text, *_counted(question, text, start, end))
    if _PARTIES.search(question) or _SEVERAL.search(question):
        start, end = _series(text, *_named(text, start, whole(text, start, end)))
        end = _told_singly(text, end) if _SEVERAL.search(question) else end
        start, end = _others(question, text, start, end)
    elif _BODY.search(question):
        start, end = _begun(_NAME_BEFORE, text, start), whole(text, start, end)
        on = _TREATY.match(text, end) if _TREATY_ASKED.search(question) else None
        end = on.end() if on else end
    elif _WHERE.search(question) and start >= line and re.match(NAME, text[start:end]):
        end = following(text, end)
    return _with_noun(question, text, start, end)


def _spoken_or_met(question: str, text: str, start: int) -> tuple[int, int] | None:
    """Return who says what a position is in, or with whom it was done, if that is asked."""
    if _SPEAKER_ASKED.search(question):
        return _speaker(text, start)
    partners = list(_WITH.finditer(text)) if _WITH_ASKED.search(question) else []
    if len(partners) != 1:
        return None
    return partners[0].start("who"), following(text, partners[0].end("who"))


def _with_noun(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the thing that is asked for, where it stands beside: "trawl" of "trawl nets".

    "Which nets were used?"; and before: "4" of "Article 4", "Fish" of "the Office for Fish".
    """
    asked = _THING_ASKED.search(question)
    thing = terms(asked["thing"]) if asked else []
    if not asked or not thing:
        return start, end
    after = _WORD_AFTER.match(text, end)
    if after and terms(after["word"]) == thing:
        return start, after.end()
    before = _THING_BEFORE.search(text[max(0, start - _FAR) : start])
    if before and set(terms(before["word"])) & set(terms(asked.group())):
        start -= len(before.group())
    return start, end


def _others(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out whom the question names, of the parties in a row, where others are asked for.

    "With whom did the council hold it?": "Oslo" of "the Council and Oslo".
    """
    asked = set(terms(question)) if _OTHERS_ASKED.search(question) else None
    joined = list(_JOINED.finditer(text, start, end))
    if not asked or not joined:
        return start, end
    parts = [(start, joined[-1].start()), (joined[-1].end(), end)]
    new = [(a, b) for a, b in parts if not _is_named(text[a:b], asked)]
    return new[0] if len(new) == 1 else (start, end)


def _is_named(party: str, asked: set[str]) -> bool:
    """Tell whether a third of the words of a party are among others."""
    words = terms(party)
    return len(asked & set(words)) * 3 >= len(words)


def _called(question: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the title or the activity that a question asks for, if the text names one."""
    if _NAME_ASKED.search(question) and (quoted := _quotation(text, start, end)):
        return quoted
    titles = list(_TITLES.finditer(text)) if _TITLE_ASKED.search(question) else []
    after = [title.span(1) for title in titles if title.start() >= end]
    if after or (len(titles) == 1 and titles[0].start()):
        return after[0] if after else titles[0].span(1)
    if _SO_FAR_ASKED.search(question) and (since := _SINCE.search(text)):
        return since.span("when")
    if meant := said_to_be(question, text) or spelt_out(question, text):
        return meant
    return activity(text) if _ACTIVITY_ASKED.search(question) else None


def _counted(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Take in what hedges a number or is joined to it, and the second number where two are asked.

    "450 experts from 22 countries", "more than 15", "four-day".
    """
    both = _NUMBERS.finditer(text) if _TWO_NUMBERS.search(question) else ()
    if two := next((m for m in both if m.start() < end and start < m.end()), None):
        return _begun(_HEDGE, text, two.start()), two.end()
    joined = _HYPHENATED.match(text, end)
    end = joined.end() if joined else end
    several = _SEVERAL.search(question)
    return _begun(_HEDGE, text, start), _told_singly(text, end) if several else end


def _payer(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Return those who are said to have paid: of several places that which is inside, if any.

    Where only some of them may be asked for ("Which ministries …?"), just that which is inside.
    """
    anybody = bool(_PARTIES.search(question))
    paid = payers(text, sponsors=anybody)
    inside = [(at, to) for at, to in paid if at < end and start < to]
    return next(iter(inside or (paid if anybody else ())), (start, end))


def _speaker(text: str, at: int) -> tuple[int, int] | None:
    """Return who says what a position is in, of several who speak the first after it, if any."""
    spoken = [*_SAID_BY.finditer(text), *_WHO_SAID.finditer(text)]
    places = sorted(found.span("who") for found in spoken)
    return next((place for place in places if place[1] > at), places[-1] if places else None)


def _quotation(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words between the quotation marks that others are between, if they are a name.

    Few, and no quotation with which a sentence begins.
    """
    opened, closed = text.rfind("“", max(0, start - _FAR), start), text.find("”", end, end + _FAR)
    if opened < 0 or closed < 0 or set("“”") & set(text[opened + 1 : closed]):
        return None
    before = text[:opened].rstrip()
    return (opened + 1, closed) if before and before[-1] not in ".:!?”" else None


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the other of two brackets or quotation marks of which one is inside."""
    for closing, opening in _BRACKETS.items():
        inside = text[start:end]
        if inside.count(closing) > inside.count(opening):
            at = text.rfind(opening, max(0, start - _FAR), start)
            start = at if at >= 0 else start
        elif inside.count(opening) > inside.count(closing):
            at = text.find(closing, end, end + _FAR)
            end = at + 1 if at >= 0 else end
    return start, end


def _named(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the words that an abbreviation in brackets stands for, and the brackets."""
    if not _ABBREVIATION.match(text[start:end]):
        return start, end
    begun = _begun(_SPELT_OUT, text, start)
    if "(" not in text[begun : start + 1]:
        return start, end
    return begun, max(end, text.find(")", start, start + _FAR) + 1)


def _series(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the names, or the things, that stand in a row with the one inside."""
    if not re.match(NAME, text[start:end]):
        return _begun(_THINGS, text, start), end
    if (to := following(text, end)) > end:
        end = to
        start = _begun(_NAME_BEFORE, text, start)
    joined = _JOINED.search(text[start:end])
    return _begun(_EARLIER_STILL if joined else _EARLIER, text, start), end


def _told_singly(text: str, end: int) -> int:
    """Return where the row ends that says singly which things they are, if one follows."""
    row = _SUCH_AS.match(text, end, end + _REACH) or _LISTED_IN_BRACKETS.match(text, end)
    return row.end() if row else end


def _begun(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where what ends at a position begins; the position where nothing does."""
    first = max(0, start - _REACH)
    found = pattern.search(text[first:start])
    return first + found.start() if found else start
