"""An archive -> questions that it is certain to answer: each was asked, and its answer looked at.

Candidates are built from an item's own words: who is quoted, how many, who paid, who organised,
what else the payer paid for, what else happened there. A candidate becomes a suggestion only when
the assistant answers it, above its threshold, from that item (first of all from it, unless a list
was asked for) and with a quote that holds what was asked for.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from seeqa.assistant import Assistant
from seeqa.errors import SeeqaError
from seeqa.index import Index
from seeqa.types import Answer, Document

_TRIED = 40  # items looked at for the first suggestions
_ROUNDS = 3  # times that all of them are looked at, one question of each a time
_LOOKED_AT = 20_000  # characters of an item
# Every repetition is bounded: an item may be a line of megabytes.
_NAME = r"\b([A-ZÀ-Ž][\w’'-]{1,30}(?: [A-ZÀ-Ž][\w’'-]{1,30}){1,2})\b"
_SAYS = re.compile(
    rf"(?:\bsays? |\bsaid |\bnoted ){_NAME}|{_NAME},[^.“”]{{3,120}}, (?:told|said)\b"
)
_MANY = re.compile(
    r"\b(?P<number>[1-9]\d{0,2}(?:,\d{3})*) (?P<what>(?:(?!of\b|per\b|in\b|to\b)[a-z-]{1,30} ){0,3}"
    r"(?!years|days|months|weeks|hours|times|cases)[a-z]{4,30}s)\b"
    r"(?= (?:from|who|of|were|and|to|in)\b)"
)
_PAID = re.compile(r"\b(?:funded|financed|financial support|financial assistance)\b")
_ORGANISED = re.compile(r"\b(?:organi[sz]ed|facilitated|hosted|held)\b")
_PAYER = re.compile(rf"\bfunded by (?:the )?(?:Government of )?(?:the )?{_NAME}")
_EVENT = re.compile(
    r"\b(?:report|training|conference|workshop|study visit|mentoring visit|mission|meeting|course|"
    r"project|seminar|round table|visit|event)\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of a kind, and the pattern that a quote answering it holds.

    A `listing` is answered by quotes of several items, in their own order.
    """

    kind: str
    question: str
    holds: re.Pattern[str]
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
        documents = list(self._assistant().documents())[:_TRIED]
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
        tried = sorted(candidates(document), key=lambda one: used.get(one.kind, 0))
        return (one for one in tried if self._is_sure(document, one))

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
        return any(c.document_id == document.id and candidate.holds.search(c.quote) for c in quotes)


def candidates(document: Document) -> Iterator[Candidate]:
    """Yield questions that the item's words suggest, one of a kind."""
    text = "\n".join(document.text[b.start : b.end] for b in document.paragraphs)[:_LOOKED_AT]
    where, whence = (f" {w} {document.place}" if document.place else "" for w in ("in", "from"))
    event = _EVENT.search(text)
    many, says, payer = _MANY.search(text), _SAYS.search(text), _PAYER.search(text)
    if says:
        name = says[1] or says[2]
        yield Candidate("says", f"What did {name} say?", re.compile(re.escape(name)))
    if payer:
        holds = re.compile(re.escape(payer[1]))
        yield Candidate("pays", f"Which activities did the {payer[1]} fund?", holds, listing=True)
    if document.place:
        holds = re.compile(re.escape(document.place))
        yield Candidate("place", f"What happened in {document.place}?", holds, listing=True)
    if many:
        holds = re.compile(re.escape(many[0]))
        yield Candidate("many", f"How many {many['what']} does the news{whence} mention?", holds)
    if event and _PAID.search(text):
        yield Candidate("paid", f"Who funded the {event[0]}{where}?", _PAID)
    if event and _ORGANISED.search(text):
        yield Candidate("organised", f"Who organised the {event[0]}{where}?", _ORGANISED)
