"""Which event had the most participants, was the longest, the earliest: items compared by numbers.

What is compared is what each item says of itself: who took part, by its first sentence that tells
so; how long and when, by its dateline. Items that do not say it are left out, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seeqa.item_question import ITEM
from seeqa.parties import stated
from seeqa.quantities import PEOPLE, days_told, people_told
from seeqa.sentences import sentence_offsets
from seeqa.types import BlockKind, Document, Passage, Span

_MANY = r"most|(?:highest|largest|greatest|biggest) number of"
_FEW = r"fewest|least|(?:lowest|smallest) number of"
_NOUN = rf"(?P<item>(?:[\w-]+ ){{0,2}}?(?:{ITEM}|items?|articles?))"
_ASKS = r"^(?:and |so )?(?:which|what)(?: (?:is|was|were|are))?(?: the)? "
_PATTERNS = (
    (
        "people",
        rf"{_ASKS}{_NOUN}\b(?P<rest>[^?]*?) (?:had|has|have|gathered|drew|attracted|saw|counted|"
        rf"brought together|was attended by|hosted|involved|trained|reached|with)(?: the)? "
        rf"(?P<how>{_MANY}|{_FEW}) (?:[\w-]+ ){{0,2}}?{PEOPLE}\b(?P<more>[^?]*)",
    ),
    (
        "people",
        rf"{_ASKS}(?P<how>biggest|largest|smallest|best[- ]attended|most attended|least attended) "
        rf"{_NOUN}\b(?P<rest>[^?]*)(?P<more>)",
    ),
    (
        "people",
        rf"{_ASKS}{_NOUN}\b(?P<rest>[^?]*?) (?:is|was|were)(?: the)? "
        r"(?P<how>biggest|largest|smallest|best[- ]attended|most attended|least attended)"
        r"\W*$(?P<more>)",
    ),
    (
        "days",
        rf"{_ASKS}(?P<how>longest|shortest)(?:[- ](?:running|lasting))? {_NOUN}\b(?P<rest>[^?]*)"
        r"(?P<more>)",
    ),
    (
        "days",
        rf"{_ASKS}{_NOUN}\b(?P<rest>[^?]*?) (?:lasted|took|was|ran|went on)(?: for)?(?: the)? "
        r"(?P<how>longest|shortest)\b(?P<more>[^?]*)",
    ),
    (
        "start",
        rf"{_ASKS}(?P<how>earliest|latest|most recent|newest|oldest) {_NOUN}\b(?P<rest>[^?]*)"
        r"(?P<more>)",
    ),
    (
        "start",
        rf"{_ASKS}{_NOUN}\b(?P<rest>[^?]*?) (?:was|took place|happened|came|was held)(?: the)? "
        r"(?P<how>earliest|latest|most recently|last|first)\W*$(?P<more>)",
    ),
)
_COMPILED = [(measure, re.compile(p, re.IGNORECASE)) for measure, p in _PATTERNS]
_HIGH = re.compile(
    rf"(?:{_MANY}|biggest|largest|best.attended|most attended|longest|latest|most recent(?:ly)?|"
    r"newest|last)$",
    re.IGNORECASE,
)
_BUSIEST = re.compile(
    r"^(?:and |so )?(?:in )?(?:which|what) (?P<kind>city|town|place|country)\b[^?]*?\b"
    rf"(?P<how>{_MANY}|{_FEW}) (?:of the )?(?:\w+ )?(?P<item>{ITEM}|items?|articles?|stories)\b",
    re.IGNORECASE,
)
_NO_EVENT = re.compile(r"\bcontribut\w+\b")  # to a report, say, by people who came to nothing


class Measure(StrEnum):
    """What items are compared by."""

    PEOPLE = "people"
    DAYS = "days"
    START = "start"


@dataclass(frozen=True, slots=True)
class Superlative:
    """What is compared, whether the most is asked for, and the question that lists the items."""

    measure: Measure
    most: bool
    items: str

    def note(self, told: int, of: int) -> str:
        """Say among how many items it was compared: those that tell it, of those that fit."""
        if told == of:
            return f"All {of} items that fit were compared by {_BY[self.measure]}."
        return f"Compared: the {told} of {of} items that tell {_BY[self.measure]}."


_BY = {
    Measure.PEOPLE: "how many took part",
    Measure.DAYS: "how long they lasted",
    Measure.START: "when they began",
}
Told = tuple[Document, Span]


def superlative(question: str) -> Superlative | None:
    """Return what a question compares items by, None for another question.

    superlative("Which training had the most participants?") ->
    Superlative(Measure.PEOPLE, True, "Which trainings were held?")
    """
    for measure, pattern in _COMPILED:
        if asked := pattern.search(question):
            rest = " ".join(f"{asked['rest']} {asked['more']}".split()).strip(" .!")
            held = f"Which {_plural(asked['item'])} were held {rest}".rstrip()
            return Superlative(Measure(measure), bool(_HIGH.match(asked["how"])), f"{held}?")
    return None


@dataclass(frozen=True, slots=True)
class Busiest:
    """Whether countries or towns are compared by their items, and the question that lists those."""

    by_country: bool
    most: bool
    items: str


def busiest(question: str) -> Busiest | None:
    """Return how places are compared by the items held there, None for another question.

    busiest("Which city hosted the most trainings?") ->
    Busiest(False, True, "Which trainings were held?")
    """
    asked = _BUSIEST.search(question)
    if asked is None:
        return None
    items = f"Which {_plural(asked['item'])} were held?"
    return Busiest(asked["kind"].lower() == "country", bool(_HIGH.match(asked["how"])), items)


def at_busiest(
    asked: Busiest, documents: Sequence[Document]
) -> tuple[list[Document], tuple[str, ...]]:
    """Return the items of the places that have the most or fewest, and a note on each such place.

    Items without a place are left out.
    """
    held: dict[str, list[Document]] = {}
    for document in documents:
        if name := document.country if asked.by_country else document.place:
            held.setdefault(name, []).append(document)
    best = (max if asked.most else min)(map(len, held.values()), default=0)
    chosen = {name: items for name, items in held.items() if len(items) == best}
    notes = tuple(f"{name}: {best} of {len(documents)}." for name in chosen)
    return [item for items in chosen.values() for item in items], notes


def extreme(
    asked: Superlative,
    documents: Sequence[Document],
    passages: Callable[[str], Iterable[Passage]],
) -> tuple[list[Told], int]:
    """Return the items with the most or least, each with the sentence that tells it.

    And of how many items it is told. `passages` gives a document's passages.
    """
    told = []
    for document in documents:
        found = _measured(asked.measure, document, passages(document.id))
        if found is not None:
            told.append((found[0], document, found[1]))
    if not told:
        return [], 0
    best = (max if asked.most else min)(value for value, _, _ in told)
    return [(document, span) for value, document, span in told if value == best], len(told)


def _measured(
    measure: Measure, document: Document, passages: Iterable[Passage]
) -> tuple[int, Span] | None:
    if measure is Measure.PEOPLE:
        return _people(passages)
    dates = document.dates
    line = next((b for b in document.blocks if b.kind is BlockKind.DATELINE), None)
    if dates is None or line is None:
        return None
    days = (dates.last - dates.first).days + 1
    passages = list(passages)
    if measure is Measure.DAYS and passages:  # "a four-day course", dated by its last
        days = max([days, *days_told(passages[0].text)])
    value = days if measure is Measure.DAYS else dates.first.toordinal()
    for passage in passages:
        if passage.start <= line.start < passage.end:
            at = line.start - passage.start
            end = next(b for a, b in sentence_offsets(passage.text) if a <= at < b)
            written = passage.text[at : line.end - passage.start]
            place = written.find(document.place) if document.place else -1
            days_end = at + len(written[:place].rstrip(" ,") if place > 0 else written)
            return value, Span(passage, at, max(end, days_end), 1.0, (at, days_end))
    return None


def _people(passages: Iterable[Passage]) -> tuple[int, Span] | None:
    """Return how many took part by the first sentence that says it, and that sentence."""
    for passage in passages:
        for start, end in sentence_offsets(passage.text):
            sentence = passage.text[start:end]
            place = stated("people", sentence)
            if place is None or _NO_EVENT.search(sentence):
                continue
            numbers = list(people_told(sentence[slice(*place)]))
            if numbers:
                emphasis = (start + place[0], start + place[1])
                return sum(numbers), Span(passage, start, end, 1.0, emphasis)
    return None


def _plural(item: str) -> str:
    if item.endswith("s"):
        return item
    return f"{item[:-1]}ies" if item.endswith("y") else f"{item}s"
