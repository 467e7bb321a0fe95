"""A little archive made by hand: three items, their passages, and what each tells."""

from __future__ import annotations

from datetime import date

from plain import archive_of
from seeqa.evidence.features import Archive
from seeqa.language.parse import Entity
from seeqa.language.record import Record, Statement
from seeqa.language.signs import Slot
from seeqa.question.frame import Frame, Kind, Word
from seeqa.sentences import sentence_offsets
from seeqa.terms import terms
from seeqa.types import Block, BlockKind, Candidate, DateRange, Document, Hit, Passage

AYR, OSLO, ROME = "ayr", "oslo", "rome"
LINES = {
    AYR: (
        "Fair in Ayr",
        "3 May 2022, Ayr",
        "The museum opened a fair. Norway funded forty nurses.",
    ),
    OSLO: (
        "Course in Oslo",
        "4 May 2022, Oslo",
        "Twelve nurses joined a course. It was not cancelled.",
    ),
    ROME: ("Talk in Rome", "", "Nurses talked of snow."),
}
DAYS = {AYR: date(2022, 5, 3), OSLO: date(2022, 5, 4)}
_KINDS = (BlockKind.HEADLINE, BlockKind.DATELINE, BlockKind.PARAGRAPH)


def _document(name: str) -> Document:
    text = "\n".join(filter(None, LINES[name]))
    blocks = tuple(
        Block(kind, text.index(line), text.index(line) + len(line), n, n)
        for n, (kind, line) in enumerate(zip(_KINDS, LINES[name], strict=True), 1)
        if line
    )
    days = DateRange(DAYS[name], DAYS[name]) if name in DAYS else None
    return Document(name, f"{name}.txt", text, blocks, days)


def _passage(number: int, document: Document) -> Passage:
    (body,) = document.paragraphs
    text = document.text[body.start : body.end]
    context = "\n".join(filter(None, (document.headline, document.dateline)))
    return Passage(number, document.id, body.start, body.end, text, context)


DOCUMENTS = {name: _document(name) for name in LINES}
PASSAGES = {name: _passage(n, document) for n, (name, document) in enumerate(DOCUMENTS.items(), 1)}


def at(name: str, words: str) -> tuple[int, int]:
    """The place of words in an item's passage."""
    start = PASSAGES[name].text.index(words)
    return start, start + len(words)


def _statement(name: str, number: int, *verbs: str, **told: bool) -> Statement:
    start, end = sentence_offsets(PASSAGES[name].text)[number]
    return Statement(start, end, verbs, **told)


RECORDS = {
    PASSAGES[AYR].id: Record(
        (_statement(AYR, 0, "open"), _statement(AYR, 1, "fund")),
        (Entity(*at(AYR, "Norway"), "GPE"), Entity(*at(AYR, "forty"), "CARDINAL")),
        (Slot("payer", *at(AYR, "Norway")),),
    ),
    PASSAGES[OSLO].id: Record(
        (
            _statement(OSLO, 0, "join"),
            _statement(OSLO, 1, "cancel", denies=True, calls_off=True),
        ),
        (Entity(*at(OSLO, "Twelve"), "CARDINAL"),),
        (Slot("participant", *at(OSLO, "Twelve nurses")),),
    ),
    PASSAGES[ROME].id: Record((_statement(ROME, 0, "talk"),)),
}


def archive() -> Archive:
    """The words of the three items."""
    return archive_of(DOCUMENTS, list(PASSAGES.values()), RECORDS)


def hit(name: str, rank: int = 1, score: float = 0.5) -> Hit:
    """An item's passage as it was found."""
    return Hit(PASSAGES[name], rank, score)


def candidate(
    name: str, words: str, *, score: float = 0.0, relevance: float = 0.0, found: Hit | None = None
) -> Candidate:
    """Words of an item's passage, of the sentence that they stand in."""
    start, end = at(name, words)
    places = sentence_offsets(PASSAGES[name].text)
    number = next(n for n, (_, last) in enumerate(places) if start < last)
    return Candidate(found or hit(name), start, end, number, score, relevance)


def word(text: str, of: str = "") -> Word:
    """A word of a question; one with a capital is a name."""
    (term,) = terms(text)
    return Word(text, term, named=text[0].isupper(), number=text[0].isdigit(), of=of)


def frame(
    *words: str, kind: Kind = Kind.THING, act: str = "", head: str = "", wh: str = ""
) -> Frame:
    """A frame with these words."""
    found = tuple(word(text) for text in words)
    return Frame(" ".join(words), kind, head=head, act=act, words=found, wh=wh)
