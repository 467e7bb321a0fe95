"""Which items satisfy a question that wants them all: every item weighed, the likeliest set kept.

Each item gets a chance of belonging, from how it was found, which of the question's words its
sentences have, and what a reader says of it. Of all sets by falling chance, the one with the best
expected F1 is kept (after Ye et al. 2012, "Optimizing F-measures"); that is none where it is
likelier that no item belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seeqa.columns import Chosen
from seeqa.evidence.features import Archive
from seeqa.evidence.weights import Regression
from seeqa.question.frame import Frame
from seeqa.question.phrase import ITEMS
from seeqa.sentences import sentence_offsets
from seeqa.terms import placed, terms
from seeqa.types import Candidate, Document, Hit, Span

NAMES = (
    "filtered score score_z score_gap dense lexical relevance relevance_gap span_score "
    "share_sentence share_item share_headline names_sentence names_item worst_sentence worst_item "
    "share_gap words names hits free_share"
).split()
_UNREAD = -8.0  # stands for the logits of what was not read
_NEAR = 0.25  # chance from which an item that is left out is shown on the margin
_MARGIN = 3
_FIRST = 10  # ranks
_MOST = 1000  # items that are shown where the filters alone decide
_ANY = frozenset(term for word in (*ITEMS, "activity", "event") for term in terms(word))
_TELLING = frozenset(terms("report publish put issue release announce print write bring cover"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """An item, its chance of belonging, and the sentence of it that shows it best."""

    document: Document
    chance: float
    span: Span


@dataclass(frozen=True, slots=True)
class Selection:
    """The items that were weighed, likeliest first, with their features; `size` of them are kept.

    `every` tells that the filters alone decide, and all that satisfy them are kept, mostly without
    features; of very many, `weighed` has the first, and `unseen` counts the others.
    """

    weighed: tuple[Weighed, ...]
    features: NDArray[np.float64]
    size: int
    hits: tuple[Hit, ...]
    every: bool = False
    unseen: int = 0

    @property
    def kept(self) -> tuple[Weighed, ...]:
        """The items that belong."""
        return self.weighed[: self.size]

    @property
    def margin(self) -> tuple[Weighed, ...]:
        """The items that are left out by little."""
        near = self.weighed[self.size : self.size + _MARGIN]
        return tuple(one for one in near if one.chance >= _NEAR)


@dataclass(frozen=True, slots=True)
class _Best:
    """The best sentence of an item, and its terms."""

    span: Span
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The weights of a question's terms, those that filters leave, and the names among them."""

    all: Mapping[str, float]
    free: Mapping[str, float]
    names: Sequence[str]
    filtered: bool


def select(
    frame: Frame,
    taken: frozenset[str],
    items: Chosen,
    hits: Sequence[Hit],
    read: Callable[[], Sequence[Candidate]],
    archive: Archive,
    weights: Regression,
    *,
    filtered: bool,
    weigh: bool = False,
) -> Selection:
    """Return those of `items` that satisfy a question, and those that nearly do.

    `taken` are the terms of the question that its filters stand for; where they are all, but for
    those of who publishes, every item belongs, and none is weighed unless told to. `hits` are what
    was found, `read` gives what a reader says of some of it.
    """
    wanted = _wanted(frame, taken, archive, filtered=filtered)
    telling, every = _telling(frame, wanted, archive)
    if every and not weigh:
        return _first(items, hits, archive)
    found = {hit.passage.document_id for hit in hits}
    held = [one for one in (items if every else items.within(found)) if archive.of_document(one)]
    if not held:
        return Selection((), np.zeros((0, len(NAMES))), 0, tuple(hits), every)
    best = [_best(one, wanted.all, archive) for one in held]
    told = _features(wanted, held, hits, read(), archive, best)
    chances = np.ones(len(held)) if every else weights.chances(told)
    order = np.argsort(-chances, kind="stable")
    weighed = []
    for i in order:
        span = _proving(_best(held[i], telling, archive).span, telling)
        weighed.append(Weighed(archive.documents[held[i]], float(chances[i]), span))
    size = len(held) if every else chosen(chances[order])
    # What shares no word with the question at all is no list of what it asks for.
    told_of = every or told[order][:size, NAMES.index("share_item")].any()
    return Selection(tuple(weighed), told[order], size if told_of else 0, tuple(hits), every)


def _telling(frame: Frame, wanted: _Wanted, archive: Archive) -> tuple[Mapping[str, float], bool]:
    """Return the words that show that an item belongs, and whether the filters alone decide.

    No filter shows it, nor a word for any item ("activities").
    """
    teller = _teller(frame, archive) | archive.publisher
    telling = {t: w for t, w in wanted.free.items() if t not in teller}
    every = wanted.filtered and not telling.keys() - ({frame.head} & _ANY)
    telling = {t: w for t, w in telling.items() if t not in _ANY}
    # A verb alone shows nothing.
    return {} if telling.keys() <= {frame.act} else telling, every


def _first(items: Chosen, hits: Sequence[Hit], archive: Archive) -> Selection:
    """Return items that all belong, each shown by its first sentence; of very many the first."""
    seen = items.earliest(_MOST)
    weighed = tuple(
        Weighed(archive.documents[one], 1.0, _best(one, {}, archive).span)
        for one in seen
        if archive.of_document(one)
    )
    none = np.zeros((0, len(NAMES)))
    unseen = len(items) - len(seen)
    return Selection(weighed, none, len(weighed), tuple(hits), every=True, unseen=unseen)


def chosen(chances: NDArray[np.float64]) -> int:
    """Return how many of the likeliest items make the set with the best expected F1.

    `chances`, shape (items,), fall from first to last. The F1 is approximated by the quotient of
    the expected overlap and the expected sizes; no set at all has the chance that none belongs.
    """
    if not len(chances):
        return 0
    sizes = np.arange(1, len(chances) + 1)
    expected = 2 * np.cumsum(chances) / (sizes + chances.sum())
    return int(expected.argmax()) + 1 if expected.max() >= np.prod(1 - chances) else 0


def _teller(frame: Frame, archive: Archive) -> frozenset[str]:
    """Return the terms of the telling and of who tells: "What did the police put out?".

    Who tells is who most items speak of.
    """
    if frame.act not in _TELLING:
        return frozenset()
    beside = (word.term for word in frame.words if word.of and word.of == frame.agent)
    agent = frozenset({frame.agent, *beside}) if archive.is_common(frame.agent) else frozenset()
    return agent | {frame.act}


def _wanted(frame: Frame, taken: Set[str], archive: Archive, *, filtered: bool) -> _Wanted:
    weights = {word.term: archive.rarity(word.term) for word in frame.words}
    free = {term: weight for term, weight in weights.items() if term not in taken}
    names = [word.term for word in frame.names if word.term in free]
    return _Wanted(weights, free, names, filtered)


def _features(
    wanted: _Wanted,
    items: Sequence[str],
    hits: Sequence[Hit],
    read: Sequence[Candidate],
    archive: Archive,
    best: Sequence[_Best],
) -> NDArray[np.float64]:
    """Return the features of items, shape (items, len(NAMES)); `best` are their sentences."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.passage.document_id, []).append(hit)
    told = _told(read)
    unread = (_UNREAD, _UNREAD) if read else (0.0, 0.0)  # nothing is read by a reader unknown
    read_best = max((relevance for relevance, _ in told.values()), default=0.0)
    scores = np.array([max((h.score for h in found.get(i, ())), default=0.0) for i in items])
    shares = np.array([_share(wanted.all, one.terms) for one in best])
    rows = []
    for item, one, score, share in zip(items, best, scores, shares, strict=True):
        own, whole = found.get(item, []), archive.item(item)
        relevance, span_score = told.get(item, unread)
        rows.append(
            [
                float(wanted.filtered),
                score,
                (score - scores.mean()) / (scores.std() + 1e-6),
                score - scores.max(),
                max((h.dense.score for h in own if h.dense), default=0.0),
                max((h.lexical.score for h in own if h.lexical), default=0.0),
                relevance,
                relevance - read_best,
                span_score,
                share,
                _share(wanted.all, whole),
                _share(wanted.all, archive.headline(item)),
                _held(wanted.names, one.terms),
                _held(wanted.names, whole),
                _worst(wanted.all, one.terms),
                _worst(wanted.all, whole),
                share - shares.max(),
                len(wanted.all) / 10,
                len(wanted.names) / 5,
                sum(h.rank <= _FIRST for h in own) / 3,
                _share(wanted.free, whole),
            ]
        )
    return np.array(rows, dtype=np.float64)


def _told(read: Sequence[Candidate]) -> dict[str, tuple[float, float]]:
    """Return the best relevance and the best score of each item that was read."""
    told: dict[str, tuple[float, float]] = {}
    for one in read:
        item = one.hit.passage.document_id
        relevance, score = told.get(item, (_UNREAD, _UNREAD))
        told[item] = max(relevance, one.relevance), max(score, one.score)
    return told


def _best(item: str, weights: Mapping[str, float], archive: Archive) -> _Best:
    """Return the first sentence of an item that has most of the words, by weight."""
    head = archive.headline(item)
    told = (
        _Best(Span(p, a, b, 0.0), archive.sentence(p, n) | head if weights else head)
        for p in archive.of_document(item)
        for n, (a, b) in enumerate(sentence_offsets(p.text))
    )
    return max(told, key=lambda one: _share(weights, one.terms)) if weights else next(told)


def _proving(span: Span, wanted: Collection[str]) -> Span:
    """Return a sentence with the fewest words emphasised that hold all the terms it has."""
    told = [(term, a, b) for term, a, b in placed(span.text) if term in wanted]
    last: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for term, start, end in told:
        last[term] = start
        first = min(last.values())
        if len(last) == len({t for t, *_ in told}) and (
            not best or end - first < best[1] - best[0]
        ):
            best = first, end
    if best is None:
        return span
    return replace(span, emphasis=(span.start + best[0], span.start + best[1]))


def _share(weights: Mapping[str, float], has: Set[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in has) / total if total else 1.0


def _held(names: Sequence[str], has: Set[str]) -> float:
    return sum(name in has for name in names) / len(names) if names else 0.5


def _worst(weights: Mapping[str, float], has: Set[str]) -> float:
    return max((w for term, w in weights.items() if term not in has), default=0.0)
