"""A candidate and a frame -> numbers: all that speaks for the one answering the other.

Words are compared by term, and weighed by how rare they are in the archive. What a question
demands is a feature here, never a verdict: how much it counts is learned (`training/weigh.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seeqa.columns import Columns
from seeqa.language.names import Aliases
from seeqa.language.record import Record, Statement
from seeqa.language.signs import Sign, signs
from seeqa.lexicon import Lexicon, head, told
from seeqa.question.frame import Frame, Kind, Word, table
from seeqa.terms import stems, terms
from seeqa.types import Candidate, Document, Passage

Features = NDArray[np.float64]
_LEAST = 1e-9  # of a chance, so that its log-odds are finite
_NEAR = 8  # words between a number and the noun that it counts
_PASSAGES, _ITEMS = 20_000, 5_000  # of which the terms are remembered

_KINDS = tuple(kind for kind in Kind if kind is not Kind.ANY)
NAMES = (
    *(
        "score relevance fused likeness dense lexical score_gap relevance_gap fused_gap rank "
        "kind_met kind_unmet length no_number in_question sentence_share passage_share item_share "
        "sentence_worst passage_worst item_worst archive_worst names_sentence names_item "
        "numbers_sentence numbers_item act_sentence act_passage act_item agent_sentence "
        "thing_sentence pair_passage head_near slot_met slot_elsewhere slot_untold denies "
        "calls_off plans question_denies words named newest newer order_met dateline "
        "preferred in_focus "
    ).split(),
    *(f"wants_{kind}" for kind in _KINDS),
)


# What the confidence looks at besides the best candidate's own features: its log-odds, how far
# ahead it is of the next and of the best few, how many may be right, the best relevance.
STANDING = ("log_odds", "ahead", "ahead_of_few", "right_ones", "best_relevance")
_FEW = 5


def standing(chances: NDArray[np.float64], told: Features) -> NDArray[np.float64]:
    """Return what the confidence of the best of some candidates looks at.

    `chances`, shape (candidates,), are those of each, `told` their features; the result has the
    shape (len(STANDING) + len(NAMES),).
    """
    odds = np.log(np.clip(chances, _LEAST, 1 - _LEAST) / np.clip(1 - chances, _LEAST, 1))
    order = np.argsort(-chances, kind="stable")
    best = order[0]
    second = odds[order[1]] if len(order) > 1 else -_FEW
    first = [odds[best], odds[best] - second, odds[best] - odds[order[:_FEW]].mean()]
    relevance = told[:, NAMES.index("relevance")].max()
    return np.concatenate([[*first, chances.sum(), relevance], told[best]])


class Archive:
    """The words of an archive's items, and how rare they are.

    `publisher` are the terms that most of its files have in their names, `beside` those of what is
    printed beside the news. What a passage or an item has is computed when it is asked for, and
    remembered.
    """

    def __init__(
        self,
        columns: Columns,
        lexicon: Lexicon,
        documents: Mapping[str, Document],
        records: Mapping[int, Record],
        of_document: Callable[[str], Sequence[Passage]],
    ) -> None:
        """Take documents by id, their passages in order, and the record of each by its id."""
        self.documents = documents
        self.records = records
        self.of_document = of_document
        self.publisher = lexicon.publisher
        self.beside = lexicon.beside
        self._lexicon = lexicon
        self._columns = columns
        texts = _Texts(lexicon.aliases, documents, records, of_document)
        # Of bound methods of another object: what remembers them does not keep this one.
        self._sentences = lru_cache(maxsize=_PASSAGES)(texts.sentences)
        self._passage = lru_cache(maxsize=_PASSAGES)(texts.passage)
        self._item = lru_cache(maxsize=_ITEMS)(texts.item)
        self._head = lru_cache(maxsize=_ITEMS)(texts.head)

    def rarity(self, term: str) -> float:
        """Return the weight of a term, as BM25 has it, over items: 1 for what none has."""
        return self._weight(self._lexicon.spread(term)) / self._weight(0)

    def _weight(self, count: int) -> float:
        return math.log(1 + (self._lexicon.documents - count + 0.5) / (count + 0.5))

    def has(self, term: str) -> bool:
        """Tell whether any item has a term."""
        return self._lexicon.spread(term) > 0

    def is_common(self, term: str) -> bool:
        """Tell whether most items have a term."""
        return 2 * self._lexicon.spread(term) > self._lexicon.documents

    def passage(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a passage, its headline and dateline."""
        return self._passage(passage) | self._head(passage.document_id)

    def sentence(self, passage: Passage, number: int) -> frozenset[str]:
        """Return the terms of a passage's n-th sentence, as written and in dictionary form."""
        told = self._sentences(passage)
        return told[min(number, len(told) - 1)] if told else frozenset()

    def item(self, document_id: str) -> frozenset[str]:
        """Return the terms of an item."""
        return self._item(document_id)

    def headline(self, document_id: str) -> frozenset[str]:
        """Return the terms of an item's headline and dateline."""
        return self._head(document_id)

    def newness(self, document_id: str) -> float:
        """Return where an item stands by date among all, from 0 to 1, the newest."""
        row = self._columns.row(document_id)
        age = None if row is None else self._columns.age(row)
        return 0.5 if age is None else age


@dataclass(frozen=True, slots=True)
class _Texts:
    """Computes the terms of an archive's texts."""

    aliases: Aliases
    documents: Mapping[str, Document]
    records: Mapping[int, Record]
    of_document: Callable[[str], Sequence[Passage]]

    def sentences(self, passage: Passage) -> tuple[frozenset[str], ...]:
        """Return the terms of each sentence, with those of lemmas and of names' other forms."""
        return told(passage, self.records.get(passage.id, Record()), self.aliases)

    def passage(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a passage; a dateline, which no index holds, is one sentence."""
        if passage.id in self.records:
            return frozenset().union(*self.sentences(passage))
        return self.aliases.of(frozenset(terms(passage.text)))

    def item(self, document_id: str) -> frozenset[str]:
        """Return the terms of all passages of an item, of its headline and dateline."""
        own = map(self.passage, self.of_document(document_id))
        return self.head(document_id).union(*own)

    def head(self, document_id: str) -> frozenset[str]:
        """Return the terms of an item's headline and dateline."""
        return head(self.documents[document_id])


def features(
    frame: Frame,
    candidates: Sequence[Candidate],
    archive: Archive,
    *,
    preferred: Set[str] | None = None,
    focus: Set[str] = frozenset(),
) -> Features:
    """Return the features of all candidates of a question, shape (candidates, len(NAMES)).

    `preferred` are the documents that the question's own filters leave, None where it has none;
    `focus` are those that a follow-up may be about, empty where it may be any.
    """
    if not candidates:
        return np.zeros((0, len(NAMES)))
    kind = [float(frame.kind is kind) for kind in _KINDS]
    ages = _ages(candidates, archive)
    surest = max(candidates, key=lambda c: c.relevance).hit.passage.document_id
    best = (
        max(c.score for c in candidates),
        max(c.relevance for c in candidates),
        max(c.hit.score for c in candidates),
    )
    asked = asked_signs(frame)
    weights = {word.term: archive.rarity(word.term) for word in frame.words}
    rows = []
    for one in candidates:
        age = ages[one.hit.passage.document_id]
        newer = age - ages[surest] if frame.order >= 0 else 0.0
        dated = (newer, frame.order * (2 * age - 1))
        own = _of_one(frame, one, archive, best, asked, weights, dated)
        rows.append([*own, *_standing(one, preferred, focus), *kind])
    return np.array(rows)


def _ages(candidates: Sequence[Candidate], archive: Archive) -> dict[str, float]:
    """Return where each item that candidates are of stands among them by date, 1 the newest."""
    found = {c.hit.passage.document_id: 0.5 for c in candidates}
    days = sorted({archive.newness(i) for i in found})
    if len(days) < 2:
        return found
    return {i: days.index(archive.newness(i)) / (len(days) - 1) for i in found}


def _of_one(
    frame: Frame,
    found: Candidate,
    archive: Archive,
    best: tuple[float, float, float],
    asked: Sequence[Sign],
    weights: Mapping[str, float],
    dated: tuple[float, float],
) -> list[float]:
    hit, passage = found.hit, found.hit.passage
    record = archive.records.get(passage.id, Record())
    said = _statement(record, found)
    sentence = archive.sentence(passage, found.sentence)
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
        max((weights[w.term] for w in frame.words if not archive.has(w.term)), default=0.0),
        _lacking(names, sentence),
        _lacking(names, item),
        _lacking(numbers, sentence),
        _lacking(numbers, item),
        _has(frame.act, sentence),
        _has(frame.act, beside),
        _has(frame.act, item),
        _has(frame.agent, sentence),
        _has(frame.thing, sentence),
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
        *dated,
    ]


def _standing(found: Candidate, preferred: Set[str] | None, focus: Set[str]) -> list[float]:
    """Return whether words are a dateline, of an item that is preferred, of one in focus."""
    of = found.hit.passage.document_id
    return [
        float(found.hit.passage.id < 0),
        0.5 if preferred is None else float(of in preferred),
        float(of in focus) if focus else 0.5,
    ]


_COUNTED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.SHARE})


def _statement(record: Record, found: Candidate) -> Statement:
    """Return the sentence that a candidate begins in."""
    if found.sentence < len(record.statements):
        return record.statements[found.sentence]
    return Statement(0, len(found.hit.passage.text))


def _kind(frame: Frame, found: Candidate, record: Record) -> bool | None:
    """Tell whether a candidate has an entity of the kind asked for; None where no kind tells."""
    wanted = wanted_entities(frame)
    if not wanted:
        return None
    inside = (e.label for e in record.entities if e.start < found.end and found.start < e.end)
    return any(label in wanted for label in inside)


def wanted_entities(frame: Frame) -> frozenset[str]:
    """Return the labels of entities that a question may want; "who" may be a body too."""
    row = table().get(frame.kind)
    wanted = row["entities"] if row else frozenset()
    return wanted | table()[Kind.BODY]["entities"] if frame.kind is Kind.PERSON else wanted


def _share(words: Sequence[Word], has: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the share, by weight, of the words that a text has."""
    total = sum(weights[word.term] for word in words)
    return sum(weights[word.term] for word in words if word.term in has) / total if total else 1.0


def _worst(words: Sequence[Word], has: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weight of the rarest word that a text lacks."""
    return max((weights[word.term] for word in words if word.term not in has), default=0.0)


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


def asked_signs(frame: Frame) -> list[Sign]:
    """Return the signs that a question asks for."""
    lemmas = {word.term for word in frame.words} | {frame.act, frame.head}
    asked = []
    for sign in signs():
        if sign.kinds and frame.kind.value not in sign.kinds:
            continue
        words = {term for word in sign.asks for term in terms(word)}
        if (
            words & lemmas
            or frame.wh in sign.asks
            or "when" in sign.asks
            and frame.kind is Kind.DAY
        ):
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
