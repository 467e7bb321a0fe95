"""When and where an item's event was: told by its dateline, where the words found tell neither.

"23-27 May 2022, Istanbul, Türkiye: UNODC organised …": asked in which country the training was, a
reader may well find "Kosovo" further on in the sentence.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import replace

from seeqa.sentences import sentence_offsets
from seeqa.types import BlockKind, Document, Passage, Query, Reading, Span, Wants

_TIME = re.compile(
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
_TOWN_OR_COUNTRY = re.compile(r"\b(?:which|what) (?:city|town|country|venue)\b", re.IGNORECASE)
_WIDER = re.compile(r"\b(?:Europe|Asia|Africa|America|Balkans|region|world|East|West)\b")
_ELSEWHERE = re.compile(r"\b(?:from|whence|read|find|found|written|published)\b", re.IGNORECASE)


def told_by_dateline(
    query: Query,
    reading: Reading,
    leads: Mapping[str, Passage],
    documents: Mapping[str, Document],
) -> Reading:
    """Return the reading, its best span replaced by its item's dateline where it is no answer.

    Only for a question that asks when or where. `leads` are the first passages of the documents.
    """
    if query.wants not in (Wants.WHEN, Wants.WHERE) or not reading.spans:
        return reading
    best = reading.spans[0]
    document = documents[best.passage.document_id]
    if _tells(query, best, document):
        return reading
    told = _dateline(query.wants, best, leads.get(document.id), document)
    return replace(reading, spans=(told, *reading.spans[1:])) if told else reading


def in_dateline(span: Span, document: Document) -> bool:
    """Tell whether what is emphasised begins in the item's dateline."""
    if span.emphasis is None:
        return False
    start = span.passage.start + span.emphasis[0]
    lines = [block for block in document.blocks if block.kind is BlockKind.DATELINE]
    return any(block.start <= start < block.end for block in lines)


def _tells(query: Query, span: Span, document: Document) -> bool:
    """Tell whether what is emphasised is a time, or stands where places do."""
    if span.emphasis is None:
        return True
    start, end = span.emphasis
    text = span.passage.text
    if query.wants is Wants.WHEN:
        return bool(_TIME.search(text[start:end]))
    words = text[start:end]
    if in_dateline(span, document) or _ELSEWHERE.search(query.text):
        return True
    if _TOWN_OR_COUNTRY.search(query.text) and _WIDER.search(words):
        return False
    placed = _AT if _ACRONYM.match(words) else _PLACED
    return bool(placed.search(text[:start]) or _STANDS_IN.match(words))


def _dateline(wants: Wants, span: Span, lead: Passage | None, document: Document) -> Span | None:
    """Return the sentence that begins with the dateline, its days or its place emphasised."""
    line, place = document.dateline, document.place
    if lead is None or not line or not lead.text.startswith(line) or not place:
        return None
    at = line.find(place)
    days = line[: max(at, 0)].rstrip(" ,")
    if not days:
        return None
    emphasis = (0, len(days)) if wants is Wants.WHEN else (at, len(line))
    end = next((e for s, e in sentence_offsets(lead.text) if e >= len(line)), len(lead.text))
    return replace(span, passage=lead, start=0, end=end, emphasis=emphasis)
