"""A candidate and a frame -> numbers: all that speaks for the one answering the other.

Words are compared by term, and weighed by how rare they are in the archive. What a question
demands is a feature here, never a verdict: how much it counts is learned (`training/weigh.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeqa.archive.record import Record, Statement
from seeqa.language.signs import Sign, signs
from seeqa.question.frame import Frame, Kind, Word, table
from seeqa.terms import stems, terms
from seeqa.types import Document, Hit, Passage

Features = NDArray[np.float64]
_NEAR = 8  # words between a number and the noun that it counts


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of a passage that may answer: offsets into its text, and what the reader says of them.

    `score` is the span's over "no answer", `relevance` the passage's logit; `sentence` the number
    of its sentence.
    """

    hit: Hit
    start: int
    end: int
    sentence: int
    score: float
    relevance: float
    likeness: float = 0.0

    @property
    def text(self) -> str:
        """The words."""
        return self.hit.passage.text[self.start : self.end]


NAMES = (
    "score relevance fused likeness dense lexical score_gap relevance_gap fused_gap rank "
    "kind_met kind_unmet length no_number in_question "
    "sentence_share passage_share item_share sentence_worst passage_worst item_worst archive_worst "
    "names_sentence names_item numbers_sentence numbers_item "
    "act_sentence act_passage act_item pair_passage head_near "
    "slot_met slot_elsewhere slot_untold "
    "denies calls_off plans question_denies words named newest"
).split()


class Archive:
    """The words of an archive's items, and how rare they are."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        passages: Sequence[Passage],
        records: Mapping[int, Record],
    ) -> None:
        """Take documents by id, their passages, and the record of each passage by its id."""
        self.records = records
        self._head = {i: frozenset(terms(f"{d.headline} {d.dateline}")) for i, d in documents.items()}
        self._terms = {p.id: frozenset(terms(p.text)) for p in passages}
        items: dict[str, set[str]] = {i: set(head) for i, head in self._head.items()}
        for passage in passages:
            items[passage.document_id] |= self._terms[passage.id]
        self._items = items
        self._spread = Counter(term for found in items.values() for term in found)
        self._newest = _newest(documents)

    def rarity(self, term: str) -> float:
        """Return the weight of a term, as BM25 has it, over items."""
        count = self._spread[term]
        return math.log(1 + (len(self._items) - count + 0.5) / (count + 0.5))

    def has(self, term: str) -> bool:
        """Tell whether any item has a term."""
        return term in self._spread

    def passage(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a passage, its headline and dateline."""
        return self._terms[passage.id] | self._head[passage.document_id]

    def item(self, document_id: str) -> set[str]:
        """Return the terms of an item."""
        return self._items[document_id]

    def newness(self, document_id: str) -> float:
        """Return where an item stands by date among all, from 0 to 1, the newest."""
        return self._newest.get(document_id, 0.5)


def _newest(documents: Mapping[str, Document]) -> dict[str, float]:
    days = sorted({d.dates.first for d in documents.values() if d.dates})
    place = {day: i / max(len(days) - 1, 1) for i, day in enumerate(days)}
    return {i: place[d.dates.first] for i, d in documents.items() if d.dates}


def weigh(frame: Frame, candidates: Sequence[Candidate], archive: Archive) -> Features:
    """Return the features of all candidates of a question, shape (candidates, len(NAMES))."""
    if not candidates:
        return np.zeros((0, len(NAMES)))
    best = (
        max(c.score for c in candidates),
        max(c.relevance for c in candidates),
        max(c.hit.score for c in candidates),
    )
    asked = _asked_signs(frame)
    weights = {word.term: archive.rarity(word.term) for word in frame.words}
    return np.array([_features(frame, c, archive, best, asked, weights) for c in candidates])


def _features(
    frame: Frame,
    found: Candidate,
    archive: Archive,
    best: tuple[float, float, float],
    asked: Sequence[Sign],
    weights: Mapping[str, float],
) -> list[float]:
    hit, passage = found.hit, found.hit.passage
    record = archive.records.get(passage.id, Record())
    said = _statement(record, found)
    sentence = frozenset(terms(passage.text[said.start : said.end]))
    beside, item = archive.passage(passage), archive.item(passage.document_id)
    names = frame.names
    numbers = [word for word in frame.words if word.number]
    kind = _kind(frame, found, record)
    own = [term for term in terms(found.text)]
    slots = _slots(asked, found, record)
    return [
        found.score,
        found.relevance,
        hit.score,
        found.likeness,
        hit.dense.score if hit.dense else 0.0,
        hit.lexical.score if hit.lexical else 0.0,
        found.score - best[0],
        found.relevance - best[1],
        hit.score - best[2],
        hit.rank / 10,
        float(kind is True),
        float(kind is False),
        min(found.end - found.start, 100) / 100,
        float(frame.kind in _COUNTED and not any(c.isdigit() for c in found.text)),
        sum(term in weights for term in own) / max(len(own), 1),
        _share(frame.words, sentence, weights),
        _share(frame.words, beside, weights),
        _share(frame.words, item, weights),
        _worst(frame.words, sentence, weights),
        _worst(frame.words, beside, weights),
        _worst(frame.words, item, weights),
        max((weights[w.term] for w in frame.words if not archive.has(w.term)), default=0.0) / 5,
        _lacking(names, sentence),
        _lacking(names, item),
        _lacking(numbers, sentence),
        _lacking(numbers, item),
        _has(frame.act, sentence),
        _has(frame.act, beside),
        _has(frame.act, item),
        _pairs(frame.words, beside),
        _head_near(frame, found),
        *slots,
        float(said.denies),
        float(said.calls_off),
        float(said.plans),
        float(frame.negated),
        len(frame.words) / 10,
        len(names) / 5,
        archive.newness(passage.document_id),
    ]


_COUNTED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.SHARE})


def _statement(record: Record, found: Candidate) -> Statement:
    """Return the sentence that a candidate begins in."""
    if found.sentence < len(record.statements):
        return record.statements[found.sentence]
    return Statement(0, len(found.hit.passage.text))


def _kind(frame: Frame, found: Candidate, record: Record) -> bool | None:
    """Tell whether a candidate has an entity of the kind asked for; None where no kind tells."""
    row = table().get(frame.kind)
    wanted = set(row["entities"]) if row else set()
    if frame.kind is Kind.PERSON:
        wanted |= table()[Kind.BODY]["entities"]
    if not wanted:
        return None
    inside = (e.label for e in record.entities if e.start < found.end and found.start < e.end)
    return any(label in wanted for label in inside)


def _share(words: Sequence[Word], has: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the share, by weight, of the words that a text has."""
    total = sum(weights[word.term] for word in words)
    return sum(weights[word.term] for word in words if word.term in has) / total if total else 1.0


def _worst(words: Sequence[Word], has: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weight, in tens, of the rarest word that a text lacks."""
    return max((weights[word.term] for word in words if word.term not in has), default=0.0) / 5


def _lacking(words: Sequence[Word], has: Iterable[str]) -> float:
    return float(sum(word.term not in has for word in words))


def _has(term: str, has: Iterable[str]) -> float:
    """Return 1 where a text has a term, 0 where it lacks it, one half where there is none."""
    return float(term in has) if term else 0.5


def _pairs(words: Sequence[Word], has: Iterable[str]) -> float:
    """Return the share of the words that describe another which a text has with it."""
    pairs = [word for word in words if word.of]
    if not pairs:
        return 0.5
    return sum(word.term in has and word.of in has for word in pairs) / len(pairs)


def _head_near(frame: Frame, found: Candidate) -> float:
    """Return 1 where the noun asked for stands in the words or soon after: "forty officers"."""
    if not frame.head:
        return 0.5
    text = found.hit.passage.text
    after = stems(text[found.start : found.end + 60])
    return float(frame.head in after[: len(stems(found.text)) + _NEAR])


def _asked_signs(frame: Frame) -> list[Sign]:
    """Return the signs that a question asks for."""
    lemmas = {word.term for word in frame.words} | {frame.act, frame.head}
    asked = []
    for sign in signs():
        if sign.kinds and frame.kind.value not in sign.kinds:
            continue
        words = {term for word in sign.asks for term in terms(word)}
        if words & lemmas or frame.wh in sign.asks or "when" in sign.asks and frame.kind is Kind.DAY:
            asked.append(sign)
    return asked


def _slots(asked: Sequence[Sign], found: Candidate, record: Record) -> tuple[float, float, float]:
    """Return whether a candidate stands in a slot asked for, beside one, or where none is told."""
    if not asked:
        return 0.0, 0.0, 0.0
    names = {sign.name for sign in asked}
    told = [slot for slot in record.slots if slot.sign in names]
    within = any(slot.start < found.end and found.start < slot.end for slot in told)
    return float(within), float(bool(told) and not within), float(not told)
