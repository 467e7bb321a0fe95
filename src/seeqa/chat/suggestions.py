"""An archive -> questions that it is certain to answer: each was asked, and its answer looked at.

Candidates are built from an item's own words: who is quoted, how many, who paid, who organised,
what else the payer paid for, what else happened there. A candidate becomes a suggestion only when
the assistant answers it, above its threshold, from that item (first of all from it, unless a list
was asked for) and with a quote that holds what was asked for.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from seeqa.assistant import Assistant
from seeqa.errors import SeeqaError
from seeqa.index import Index
from seeqa.language.record import Record
from seeqa.language.signs import Slot
from seeqa.types import Answer, Document, Passage

_TRIED = 40  # items looked at for the first suggestions
_ROUNDS = 3  # times that all of them are looked at, one question of each a time
_PASSAGES = 40  # of an item, that are looked at
_EVENTS = (
    "report training conference workshop visit mission meeting seminar event course project "
    "exhibition fair lecture campaign"
).split()
_LONGEST = 4  # words of what is counted
_YEAR = 4  # digits
_EDGES = ".,;:!?()[]“”\"'’"
_ENDS = frozenset("from who of were was and to in for at on with that which".split())
_NO_COUNT = frozenset("years days months weeks hours minutes times cases per".split())
_PERSONS, _PAYERS = frozenset({"PERSON"}), frozenset({"GPE", "ORG"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of a kind, and the words that a quote answering it holds.

    A `listing` is answered by quotes of several items, in their own order.
    """

    kind: str
    question: str
    holds: str
    listing: bool = False


class Suggestions:
    """The verified questions of an archive, found when they are wanted and then remembered."""

    def __init__(self, assistant: Callable[[], Assistant]) -> None:
        """Take what gives the assistant that is asked, waiting for it if need be."""
        self._assistant = assistant
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._sure: dict[tuple[str, str], bool] = {}

    def first(self, count: int) -> list[str]:
        """Return up to `count` questions to begin with, of different items and kinds."""
        documents = list(islice(self._assistant().latest().documents.values(), _TRIED))
        found: dict[str, Candidate] = {}
        for _ in range(_ROUNDS):  # a small archive gives several of an item
            for document in documents:
                kinds = Counter(one.kind for one in found.values())
                new = (one for one in self._sure_of(document, kinds) if one.question not in found)
                one = next(new, None) if len(found) < count else None
                if one:
                    found[one.question] = one
        return list(found)

    def after(self, answer: Answer, asked: Sequence[str], count: int) -> list[str]:
        """Return up to `count` questions about the items that an answer quotes, not asked yet."""
        if not answer.citations:
            return []
        ids = dict.fromkeys(citation.document_id for citation in answer.citations)
        documents = [found for one in ids if (found := self._assistant().document(one))][:2]
        questions = (question for document in documents for question in self.of(document))
        said = {question.casefold() for question in asked}
        return list(islice((one for one in questions if one.casefold() not in said), count))

    def of(self, document: Document) -> Iterator[str]:
        """Yield the questions that an item is certain to answer."""
        return (one.question for one in self._sure_of(document, {}))

    def _sure_of(self, document: Document, used: Mapping[str, int]) -> Iterator[Candidate]:
        """Yield what an item is certain to answer, the kinds that were used least first."""
        tried = sorted(self._candidates(document), key=lambda one: used.get(one.kind, 0))
        return (one for one in tried if self._is_sure(document, one))

    def _candidates(self, document: Document) -> Iterator[Candidate]:
        index = self._assistant().index
        told = [(p, index.records.get(p.id, Record())) for p in index.of_document(document.id)]
        return candidates(document, told[:_PASSAGES])

    def _is_sure(self, document: Document, candidate: Candidate) -> bool:
        key = (document.id, candidate.question)
        with self._lock:
            if self._index is not self._assistant().index:
                self._index, self._sure = self._assistant().index, {}
            if key not in self._sure:
                self._sure[key] = self._answers(document, candidate)
            return self._sure[key]

    def _answers(self, document: Document, candidate: Candidate) -> bool:
        try:
            answer = self._assistant().ask(candidate.question)
        except SeeqaError:
            return False
        if candidate.listing and not answer.listing:
            return False
        quotes = answer.citations if candidate.listing else answer.citations[:1]
        return any(c.document_id == document.id and candidate.holds in c.quote for c in quotes)


def candidates(document: Document, told: Sequence[tuple[Passage, Record]]) -> Iterator[Candidate]:
    """Yield questions that an item's records and words suggest, one of a kind."""
    where, whence = (f" {w} {document.place}" if document.place else "" for w in ("in", "from"))
    slots = {kind: list(_slots(told, kind)) for kind in ("speaker", "payer", "organiser")}
    event = next((word for p, _ in told for word in _words(p.text) if word in _EVENTS), None)
    name = next((n for one in slots["speaker"] for n in _entities(one, _PERSONS)), None)
    if name:
        yield Candidate("says", f"What did {name} say?", name)
    payer = next((n for one in slots["payer"] for n in _entities(one, _PAYERS)), None)
    if payer:
        question = f"Which activities did {payer} fund?"
        yield Candidate("pays", question, payer, listing=True)
    if document.place:
        question = f"What happened in {document.place}?"
        yield Candidate("place", question, document.place, listing=True)
    many = next((found for passage, _ in told for found in _counted(passage.text)), None)
    if many and document.place:
        yield Candidate("many", f"How many {many[1]} does the news{whence} mention?", many[0])
    for kind, verb in (("payer", "funded"), ("organiser", "organised")):
        if event and slots[kind]:
            passage, _, slot = slots[kind][0]
            words = passage.text[slot.start : slot.end]
            yield Candidate(verb, f"Who {verb} the {event}{where}?", words)


def _slots(
    told: Sequence[tuple[Passage, Record]], sign: str
) -> Iterator[tuple[Passage, Record, Slot]]:
    return ((p, record, slot) for p, record in told for slot in record.slots if slot.sign == sign)


def _entities(told: tuple[Passage, Record, Slot], labels: Set[str]) -> Iterator[str]:
    """Yield the names in a slot, those of one word that are persons left out."""
    passage, record, slot = told
    for entity in record.entities:
        led = passage.text[: entity.start].lower().endswith("the ")
        name = passage.text[entity.start - 4 * led : entity.end]
        whole = entity.label != "PERSON" or " " in name
        if entity.label in labels and slot.start <= entity.start < slot.end and whole:
            yield name


def _counted(text: str) -> Iterator[tuple[str, str]]:
    """Yield numbers with the words after them that say of what: "450 anti-trafficking experts"."""
    words = text.split()
    for at, number in enumerate(words):
        year = len(number) == _YEAR and number.isdigit()
        if not number.replace(",", "").isdigit() or number[-1] == "," or year:
            continue
        counted: list[str] = []
        for word in words[at + 1 : at + 1 + _LONGEST]:
            if word.lower() in _ENDS:
                break
            counted.append(word.strip(_EDGES))
            if word[-1] in _EDGES:
                break
        plural = bool(counted) and counted[-1].endswith("s") and all(map(str.islower, counted))
        if plural and not _NO_COUNT & set(counted):
            yield f"{number} {counted[0]}", " ".join(counted)


def _words(text: str) -> Iterator[str]:
    return (word.strip(_EDGES).lower() for word in text.split())
