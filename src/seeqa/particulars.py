"""What an item tells of itself: when and where it was, how long, for which SDG, by and for whom.

"23-27 May 2022, Istanbul, Türkiye: UNODC organised …": asked in which country the training was, a
reader may well find "Kosovo" further on in the sentence. So it is asked which item is meant, and
the item's dateline or SDG line is the answer where the words found are no time, place or goal; its
first sentence that says who paid or organised, where they say no such thing.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from seeqa import tense
from seeqa.item_question import ITEM
from seeqa.parties import says, stated
from seeqa.sentences import sentence_offsets
from seeqa.substance import KINDS as SUBSTANCE
from seeqa.substance import in_lead, said
from seeqa.types import Block, BlockKind, Document, Passage, Reading, Span, Wants

TIME = re.compile(
    rf"\b(?:{'|'.join(calendar.month_name[1:])})\b|\b(?:19|20)\d\d\b|"
    r"\b\d{1,2}(?::\d\d|[./]\d|\s?[-–]\s?\d|st\b|nd\b|rd\b|th\b)|"
    rf"\b(?:{'|'.join(calendar.day_name)})s?\b|"
    r"\b(?:spring|summer|autumn|winter|today|yesterday|tomorrow|weekends?|mornings?|afternoons?|"
    r"evenings?|nights?|weeks?|months?|years?|ago|soon|currently|now|before|after|during|"
    r"following|since|until|once|upon)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:in|at|near|to|on|of|into|through|across|around|within|outside|between|towards?|via|"
    r"visit(?:ed|ing)?|hosted by)\s+(?:the\s+|both\s+)?$",
    re.IGNORECASE,
)
_STANDS_IN = re.compile(r"(?:in|at|near|on|across|outside|within)\s", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z]{3,}$")
_AT = re.compile(r"\b(?:at|in)\s+(?:the\s+)?$", re.IGNORECASE)
_TOWN_OR_COUNTRY = re.compile(
    r"\b(?:which|what) (?:city|town|country|venue)\b|"
    rf"\b(?:held|takes? place|took place|happen(?:ed)?)\W*$|(?:{ITEM}|\b(?:was|is) it)\W*$",
    re.IGNORECASE,
)
_MEETINGS = re.compile(r"\b(?:meetings|trainings|workshops|conferences|visits|sessions)\b")
WIDER = re.compile(r"\b(?:Europe|Asia|Africa|America|Balkans|region|world|East|West)\b")
_GOAL = re.compile(
    r"\bSDGs? \d+(?:\.\w+)?(?:, (?:particularly|especially|specifically|in particular)"
    r"(?: SDGs?)?(?: Targets?)? \d+\.\w+)?",
    re.IGNORECASE,
)
# From these confidences on an item is taken for the one that is meant: more likely than not, and
# where its description has a word that the archive lacks ("the football match in Tirana").
KNOWN, WELL_KNOWN = 0.5, 0.76
_OF_ONE_DAY = 0.3  # how sure a duration must be where the dateline gives the first day alone
_UNIT = r"(?:minute|hour|day|week|month|year)s?\b"
_DURATION = re.compile(_UNIT, re.IGNORECASE)
_OF_TIME = re.compile(rf"[\s-]+{_UNIT}", re.IGNORECASE)  # after "four"
_ELSEWHERE = re.compile(  # "where did they come from?", no "officers from Serbia"
    r"\b(?:from(?! (?:the )?[A-Z])|(?i:whence|read|find|found|written|published))\b"
)


def told_by_lines(
    wants: Wants,
    question: str,
    reading: Reading,
    documents: Mapping[str, Document],
    passages: Callable[[str, int], Passage | None],
) -> Reading:
    """Return the reading, its best span replaced by a line of its item where it is no answer.

    Only for a question that asks when, where or for which SDG; where the item lacks an SDG line, or
    no place is told of what is to come, nothing is left. `passages` gives the passage that holds a
    character of a document.
    """
    if wants not in (Wants.WHEN, Wants.WHERE, Wants.TOPIC) or not reading.spans:
        return reading
    best = reading.spans[0]
    document = documents[best.passage.document_id]
    if wants is Wants.TOPIC:
        told = _goal_line(best, document, passages)
        return replace(reading, spans=(told,) if told else ())
    if _tells(wants, question, best, document) or _MEETINGS.search(question):
        return reading
    if tense.ASKED.search(question):
        return replace(reading, spans=()) if wants is Wants.WHERE else reading
    told = _dateline(wants, best, document, passages)
    return replace(reading, spans=(told, *reading.spans[1:])) if told else reading


def surely_in_dateline(
    question: str, reading: Reading, documents: Mapping[str, Document]
) -> Reading:
    """Return the reading, well known where its best span stands in the dateline of its item.

    Not of a question where somebody comes from.
    """
    if not reading.spans or _ELSEWHERE.search(question):
        return reading
    best = reading.spans[0]
    if not in_dateline(best, documents[best.passage.document_id]):
        return reading
    sure = replace(best, confidence=max(best.confidence, WELL_KNOWN))
    return replace(reading, spans=(sure, *reading.spans[1:]))


def told_by_item(
    kind: str,
    described: str,
    reading: Reading,
    known: Reading,
    documents: Mapping[str, Document],
    of_document: Callable[[str], Iterable[Passage]],
) -> Reading:
    """Return what the item says of the kind that is asked, else the reading as it is.

    `known` is the reading of which item is meant, which is `described` as "the training in Oslo":
    its confidence is that of the answer, of a number, which the reader chose, the mean of both.
    `of_document` gives a document's passages.
    """
    item = known.spans[0]
    document = documents[item.passage.document_id]
    if kind == "people" and (told := _stated(kind, item, of_document(document.id))):
        return replace(reading, spans=(told,))
    if kind in ("people", "number"):
        own = [span for span in reading.spans if span.passage.document_id == document.id]
        sure = [replace(span, confidence=_of_both(span, item)) for span in own]
        return replace(reading, spans=tuple(sure)) if sure else reading
    surer = known.confidence > reading.confidence
    if kind == "lasting":
        return _lasting(reading, known, document)
    if kind in SUBSTANCE:
        return _told_of_substance(kind, described, reading, item, of_document(document.id))
    if reading.spans and says(kind, reading.spans[0].text) and not surer:
        return _with_all(kind, reading)
    told = _stated(kind, item, of_document(document.id))
    return replace(reading, spans=(told,)) if told else reading


def _lasting(reading: Reading, known: Reading, document: Document) -> Reading:
    """Return a duration that the item tells, else its dateline's days, else the reading.

    A dateline of one day may give the first day alone; a duration need not be as sure there.
    """
    item, days = known.spans[0], document.dates
    enough = _OF_ONE_DAY if days and days.first == days.last else KNOWN
    best = reading.spans[0] if reading.spans and reading.confidence >= KNOWN else None
    if best and best.passage.document_id != document.id and _lasts(best):
        return reading
    own = [s for s in reading.spans if s.passage.document_id == document.id]
    tried = own if enough < KNOWN else own[:1]
    for span in tried:
        if span.confidence >= enough and _lasts(span):
            return replace(reading, spans=(replace(span, confidence=_of_both(span, item)),))
    surer = known.confidence > reading.confidence
    return known if surer and in_dateline(item, document) else reading


def _of_both(span: Span, item: Span) -> float:
    """Return how sure a span is of an item that another span is sure of: at least their mean."""
    return max(span.confidence, (span.confidence + item.confidence) / 2)


def _with_all(kind: str, reading: Reading) -> Reading:
    """Return a reading whose best sentence has all emphasised that it says of a kind."""
    best = reading.spans[0]
    place = stated(kind, best.text)
    if place is None:
        return reading
    emphasis = (best.start + place[0], best.start + place[1])
    return replace(reading, spans=(replace(best, emphasis=emphasis), *reading.spans[1:]))


def _stated(kind: str, item: Span, passages: Iterable[Passage]) -> Span | None:
    """Return the first sentence of an item that says who paid, organised or took part."""
    for passage in passages:
        for start, end in sentence_offsets(passage.text):
            if place := stated(kind, passage.text[start:end]):
                emphasis = (start + place[0], start + place[1])
                return replace(item, passage=passage, start=start, end=end, emphasis=emphasis)
    return None


def _told_of_substance(
    kind: str, described: str, reading: Reading, item: Span, passages: Iterable[Passage]
) -> Reading:
    """Return the sentence of an item that says most plainly what is asked, else the reading.

    The reader's own stands where it says it as plainly.
    """
    found = []
    for number, passage in enumerate(passages):
        for start, end in sentence_offsets(passage.text):
            says_it = said(kind, described, passage.text[start:end])
            if says_it and (number == 0 or says_it[0] < in_lead(kind)):
                found.append((*says_it, passage, start, end))
    if not found:
        return reading
    rank, place, passage, start, end = min(found, key=lambda one: one[0])
    best = reading.spans[0] if reading.spans else None
    if best and best.passage.document_id == passage.document_id:
        own = said(kind, described, best.text)
        if own and own[0] <= rank and (best.passage.id == passage.id or kind == "discuss"):
            start, end = own[1] or (0, 0)
            words = (best.start + start, best.start + end) if own[1] else None
            if kind == "purpose" and _overlap(words, best.emphasis):
                words = best.emphasis
            sure = max(best.confidence, item.confidence)
            kept = replace(best, emphasis=words, confidence=sure)
            return replace(reading, spans=(kept, *reading.spans[1:]))
    emphasis = (start + place[0], start + place[1]) if place else None
    told = replace(item, passage=passage, start=start, end=end, emphasis=emphasis)
    return replace(reading, spans=(told,))


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return bool(one and other and one[0] < other[1] and other[0] < one[1])


def _lasts(span: Span) -> bool:
    """Tell whether what is emphasised is a duration."""
    if span.emphasis is None:
        return False
    start, end = span.emphasis
    text = span.passage.text
    return bool(_DURATION.search(text[start:end]) or _OF_TIME.match(text, end))


def in_dateline(span: Span, document: Document) -> bool:
    """Tell whether what is emphasised begins in the item's dateline."""
    if span.emphasis is None:
        return False
    start = span.passage.start + span.emphasis[0]
    lines = [block for block in document.blocks if block.kind is BlockKind.DATELINE]
    return any(block.start <= start < block.end for block in lines)


def _tells(wants: Wants, question: str, span: Span, document: Document) -> bool:
    """Tell whether what is emphasised is a time, or stands where places do."""
    if span.emphasis is None:
        return True
    start, end = span.emphasis
    text = span.passage.text
    if wants is Wants.WHEN:
        return bool(TIME.search(text[start:end]))
    words = text[start:end]
    if words[:1].isdigit():
        return False
    if in_dateline(span, document) or _ELSEWHERE.search(question):
        return True
    if _TOWN_OR_COUNTRY.search(question) and WIDER.search(words):
        return False
    placed = _AT if _ACRONYM.match(words) else _PLACED
    return bool(placed.search(text[:start]) or _STANDS_IN.match(words))


def _dateline(
    wants: Wants,
    span: Span,
    document: Document,
    passages: Callable[[str, int], Passage | None],
) -> Span | None:
    """Return the sentence that begins with the dateline, its days or its place emphasised."""
    line = next((b for b in document.blocks if b.kind is BlockKind.DATELINE), None)
    lead = passages(document.id, line.start) if line else None
    if line is None or lead is None or not _holds(lead, line) or not document.place:
        return None
    start, end = line.start - lead.start, line.end - lead.start
    at = lead.text.find(document.place, start, end)
    days = lead.text[start:at].rstrip(" ,") if at >= 0 else ""
    if not days:
        return None
    emphasis = (start, start + len(days)) if wants is Wants.WHEN else (at, end)
    return _in_sentence(span, lead, emphasis)


def _goal_line(
    span: Span, document: Document, passages: Callable[[str, int], Passage | None]
) -> Span | None:
    """Return the sentence that tells an item's SDG, with the goal and its target emphasised."""
    line = next((b for b in document.blocks if b.kind is BlockKind.TOPICS), None)
    passage = passages(document.id, line.start) if line else None
    if line is None or passage is None or not _holds(passage, line):
        return None
    start = line.start - passage.start
    goal = _GOAL.search(passage.text, start, line.end - passage.start)
    return _in_sentence(span, passage, goal.span()) if goal else None


def _holds(passage: Passage, line: Block) -> bool:
    return passage.start <= line.start and line.end <= passage.end


def _in_sentence(span: Span, passage: Passage, emphasis: tuple[int, int]) -> Span:
    """Return a span like another whose answer stands elsewhere: the sentence around it."""
    around = [
        place
        for place in sentence_offsets(passage.text)
        if place[0] < emphasis[1] and emphasis[0] < place[1]
    ]
    start, end = around[0][0], around[-1][1]
    return replace(span, passage=passage, start=start, end=end, emphasis=emphasis)
