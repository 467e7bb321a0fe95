"""Query + every document -> the items that satisfy it, each with the words that show it.

What a question asks of an item is checked in the sentence that states it: names in any of their
forms, and how the item must be related to them ("funded by"). What the archive's datelines tell
(days, place, topics) was a filter before. Does not rank: an item satisfies or does not; one that
fails by little is kept for the margin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from seeqa import tense
from seeqa.activity import naming
from seeqa.demands import FUNDED
from seeqa.list_question import Asked, ListQuestions, is_placed
from seeqa.names import Names, persons
from seeqa.parties import payers
from seeqa.quantities import days_told, people_told
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold, terms
from seeqa.types import BlockKind, Document, Filters, Passage, Query, Span

# A name or word tells no items apart that is in more than this share of them, and in a few at all.
_COMMON, _FEW = 0.6, 4
_STATED = 0.99  # share of the asked words, by weight, that an item must have
# Where names decide, the words of the item that has most of them are enough (from this share of
# them on), and these shares of what it has.
_TELLS, _AS_MUCH, _ALIKE = 0.6, 0.85, 0.6
_OFTEN = 4  # times that a kind's word stands in an item that is of the kind
_NEAR = 0.5  # share from which an item is worth showing on the margin
_CONTRIBUTED = re.compile(r"\bcontribut(?:ed|ions?) to\b")  # to a report, having come to nothing
_DEFINES = re.compile(r"\bregion\b.{0,15}\b(?:includes|comprises|covers)\b")  # who is in it
_FUND_ENDS = re.compile(
    r"\bimplemented\b|\bin cooperation\b|\bin (?:close )?partnership\b|\bwithin\b|\bjointly\b|;"
)
_TOGETHER = re.compile(
    r"\bjoint\w*|\btogether\b|\bco-?operat\w+|\bpartner\w*|\bco-?organi[sz]\w+|\bhosted\b|"
    r"\borgani[sz]ed\b|\bcollaborat\w+|\bconducted\b|\bimplemented\b|\bfacilitated\b|\bmet with\b|-"
)
_BEFORE = 6  # words before "funded" in which the funder may stand
_OPENING = 4  # sentences in which an item says what it is about
_TAKING_PLACE = frozenset(
    "organis organiz held meet met conduct facilit workshop train confer visit report launch host "
    "event cours".split()
)
_HELD = frozenset("organis organiz held conduct facilit launch host".split())
_SPOKEN = re.compile(
    r"[“\"][^”\"]{12,}[”\"].{0,40}\b(?:say|said|note|add|explain|told|tell|highlight|stress)\w*|"
    r"\b(?:say|said|note|add|explain|told|tell|highlight|stress)\w*\b.{0,120}[“\"][^”\"]{12,}[”\"]"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """An item and the sentences, best first, that show that it satisfies the question.

    `name` is its sentence that says which activity it tells of, emphasised there.
    """

    document: Document
    spans: tuple[Span, ...]
    name: Span | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """The items that satisfy a question in date order, and those that fail by little.

    `strict` tells whether names or filters decided rather than words alone, `named` whether names
    or numbers did; `considered` is the number of items looked at; `negated` tells that the items
    are those that do not say what is asked about.
    """

    found: tuple[Finding, ...]
    margin: tuple[Finding, ...]
    considered: int
    strict: bool
    named: bool
    negated: bool = False


class _Fit(NamedTuple):
    """How far an item has the names, related as asked (1.0: it has them), and the words."""

    holds: float
    words: float


_Judged = tuple[Document, _Fit, tuple[Span, ...]]
_FITS, _NO_FIT = _Fit(1.0, 1.0), _Fit(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of an item, its names and words, and its terms; `topics`: the line of SDGs."""

    span: Span
    tokens: tuple[str, ...]
    terms: frozenset[str]
    topics: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """A document made ready to be judged."""

    document: Document
    sentences: tuple[_Sentence, ...]
    headline: frozenset[str]
    counts: Counter[str]  # of the terms of its text
    name: Span | None


class Collector:
    """Collects items of one archive."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        weigh: Callable[[str], float],
    ) -> None:
        """Take the archive and the weight of a term (its idf in it)."""
        self.names = Names([document.text for document in documents])
        self._weigh = weigh
        self._passages: dict[str, list[Passage]] = {document.id: [] for document in documents}
        for passage in passages:
            self._passages[passage.document_id].append(passage)
        self._documents = tuple(documents)
        self._questions = ListQuestions(self.names, self._is_common)

    def collect(self, query: Query, among: Sequence[Document]) -> Collection:
        """Return the items of `among`, which satisfy the query's filters, that satisfy it all."""
        asked = self._questions.asked(query)
        judged = [(d, *self._judge(self._items[d.id], asked)) for d in among]
        if asked.negated:
            judged = self._others(judged, asked)
        enough = _enough(asked, [fit.words for _, fit, _ in judged if fit.holds == 1.0])
        found, margin = [], []
        for document, fit, spans in judged:
            if spans and fit.holds == 1.0 and fit.words >= enough:
                found.append(Finding(document, spans, self.name(document.id)))
            elif spans and min(fit.holds, fit.words) >= _NEAR:
                margin.append(Finding(document, spans))
        named = bool(asked.names or asked.people or asked.days or asked.elsewhere)
        return Collection(
            tuple(sorted(found, key=_in_date_order)),
            tuple(sorted(margin, key=_in_date_order)),
            len(self._items),
            strict=named or bool(query.filters),
            named=named,
            negated=asked.negated,
        )

    def _others(self, judged: list[_Judged], asked: Asked) -> list[_Judged]:
        """Return the items that in no way do what is asked, where some plainly do; else none."""
        anywhere = replace(asked, kinds=None, days=None, places=(), starts=None)
        fits = [self._judge(item, anywhere)[0] for item in self._items.values()]
        enough = _enough(asked, [fit.words for fit in fits if fit.holds == 1.0])
        does = any(fit.holds == 1.0 and fit.words >= enough for fit in fits)
        left = [self._items[d.id] for d, fit, _ in judged if min(fit.holds, fit.words) < _NEAR]
        # Of the kind, the days and the places that are asked for they must be all the same.
        rest = replace(asked, names=(), words=(), relation=None, people=None, person=False)
        fit = [item for item in left if does and self._judge(item, rest)[0].holds == 1.0]
        return [(item.document, _FITS, (_tells(item),)) for item in fit]

    def wants_all(self, query: Query) -> bool:
        """Tell whether a question whose words do not say so wants all items that satisfy it."""
        return self._questions.wants_all(query)

    def frame(self, question: str) -> str:
        """Return a question without its names: what a follow-up puts others into."""
        return self._questions.frame(question)

    def name(self, item: str) -> Span | None:
        """Return the sentence among an item's first that names its activity, emphasised there."""
        return self._items[item].name

    def has(self, item: str, wanted: Set[str]) -> bool:
        """Tell whether an item has all of some terms."""
        return wanted <= self._items[item].counts.keys()

    def mentions(self, item: str, named: str) -> bool:
        """Tell whether an item has all the names of a text, each in any of its forms."""
        tokens = {token for sentence in self._items[item].sentences for token in sentence.tokens}
        return tokens.issuperset(self.names.tokens(named))

    def items_with(self, term: str) -> int:
        """Return the number of items that have a term."""
        return self._spread.get(f"~{term}", 0)

    def _is_common(self, token: str) -> bool:
        return self._spread.get(token, 0) > max(_COMMON * len(self._items), _FEW)

    @cached_property
    def _items(self) -> dict[str, _Item]:
        """Every item made ready, when the first question wants a list: opening need not wait."""
        return {document.id: self._ready(document) for document in self._documents}

    @cached_property
    def _spread(self) -> dict[str, int]:
        """The number of items that have each token, and each term (after ~)."""
        counts: dict[str, int] = {}
        for item in self._items.values():
            tokens = set(self.names.tokens(item.document.text))
            for token in tokens | {f"~{term}" for term in item.counts}:
                counts[token] = counts.get(token, 0) + 1
        return counts

    # --- an item -----------------------------------------------------------------------------

    def _ready(self, document: Document) -> _Item:
        sentences = []
        for passage in self._passages[document.id]:
            for start, end in sentence_offsets(passage.text):
                span = Span(passage, start, end, 0.0)
                tokens = tuple(self.names.tokens(span.text))
                topics = _is_topics(document, span)
                sentences.append(_Sentence(span, tokens, frozenset(terms(span.text)), topics))
        headline = frozenset(terms(document.headline))
        opening = (naming(sentence.span) for sentence in sentences[:_OPENING])
        name = next((span for span in opening if span.emphasis), None)
        return _Item(document, tuple(sentences), headline, Counter(terms(document.text)), name)

    def _judge(self, item: _Item, asked: Asked) -> tuple[_Fit, tuple[Span, ...]]:
        """Return how an item fits what is asked, and the sentences that show it."""
        sentences = item.sentences
        if not sentences or not _is_kind(item, asked):
            return _NO_FIT, ()
        if asked.quoted:
            spoken = [s.span for s in sentences if _SPOKEN.search(s.span.text)]
            return (_FITS if spoken else _NO_FIT), tuple(spoken)
        if asked.person:
            named = [s.span for s in sentences if persons(s.span.text)]
            return (_FITS if named else _NO_FIT), tuple(named)
        if asked.topic and not asked.names:
            lines = [s.span for s in sentences if s.topics]
            return _FITS, tuple(lines[:1]) or (sentences[0].span,)
        held = {
            t
            for p in (item.document.place, item.document.country)
            if p
            for t in self.names.tokens(p)
        }
        if any(held.issuperset(run) for run in asked.elsewhere):
            return _NO_FIT, ()
        where = [self._place_shown(item, run) for run in asked.places]
        if not all(where):
            return _NO_FIT, ()
        if asked.starts and not _starts(item.document, asked.starts):
            return _NO_FIT, ()
        if asked.days and not asked.days.holds(_days(item)):
            return _NO_FIT, ()
        if not (asked.names or asked.words or asked.relation or asked.people):
            return _FITS, (where[0] if where and where[0] else _tells(item),)
        told = [s for s in sentences if asked.goals or not s.topics] or sentences
        fits = [self._fit(item, sentence, asked) for sentence in told]
        return max(fits), (told[fits.index(max(fits))].span,)

    def _place_shown(self, item: _Item, run: tuple[str, ...]) -> Span | None:
        """Return the sentence that puts an item, or something in it, in a place."""
        for part in (item.document.place, item.document.country):
            if part and set(run) <= set(self.names.tokens(part)):
                return _tells(item)
        return next((s.span for s in item.sentences if is_placed(run, s.tokens)), None)

    def _fit(self, item: _Item, sentence: _Sentence, asked: Asked) -> _Fit:
        """Return how much of what is asked a sentence states, its headline helping with words."""
        held = [_has(sentence.tokens, run) for run in asked.names]
        if held and not (any(held) if asked.any_name else all(held)):
            return _NO_FIT
        text = sentence.span.text
        if asked.part and (tense.EVENT.search(text) or _DEFINES.search(text)):
            return _Fit(_NEAR, _NEAR)
        came = asked.people and not _CONTRIBUTED.search(text)
        told = people_told(text) if came else ()
        if asked.people and not any(map(asked.people.holds, told)):
            return _NO_FIT
        shares = [self._word_share(item, sentence, words, asked) for words in asked.words]
        share = max(shares, default=1.0)
        if asked.relation == "fund":
            stated = self._funded(text, asked.names, any_name=asked.any_name)
            stated = stated and (not asked.several or _several_paid(text))
            return _Fit(1.0 if stated else _NEAR * bool(asked.names), share)
        if asked.relation == "partner" and asked.names:
            return _Fit(1.0 if _TOGETHER.search(fold(text)) else _NEAR, share)
        return _Fit(1.0, share)

    def _word_share(
        self, item: _Item, sentence: _Sentence, words: Sequence[str], asked: Asked
    ) -> float:
        """Return the share, by weight, of the words that a sentence and its headline have.

        Without a name the sentence's passage helps; what an item is about stands in its headline
        or its lead, and elsewhere counts for less.
        """
        passage = sentence.span.passage
        has = sentence.terms | item.headline
        if not asked.names:
            beside = (s.terms for s in item.sentences if s.span.passage is passage)
            has = has.union(*beside)
        total = sum(self._weigh(term) for term in words)
        share = sum(self._weigh(term) for term in words if term in has) / total if total else 1.0
        leads = passage is item.sentences[0].span.passage
        led = leads or item.headline.issuperset(words)
        return share if led or not asked.about else min(share, 0.9)

    def _funded(self, sentence: str, runs: Sequence[tuple[str, ...]], *, any_name: bool) -> bool:
        """Tell whether a sentence says that something is funded by the names."""
        folded = " ".join(fold(sentence).split())
        for cue in FUNDED.finditer(folded):
            if not runs:
                return True
            after = folded[cue.end() :]
            stop = _FUND_ENDS.search(after)
            payers = after[: stop.start()] if stop else after
            before = " ".join(folded[: cue.start()].split()[-_BEFORE:])
            regions = [self.names.tokens(payers), self.names.tokens(before)]
            held = [any(_has(region, run) for region in regions) for run in runs]
            if any(held) if any_name else all(held):
                return True
        return False


def _several_paid(sentence: str) -> bool:
    """Tell whether a sentence names more than one who paid."""
    paid = (sentence[slice(*place)] for place in payers(sentence))
    return any(re.search(r", |\band\b|\bjointly\b", row) for row in paid)


def _enough(asked: Asked, shares: Sequence[float]) -> float:
    """Return the share of the asked words that an item must have which has the names.

    `shares` are those of all items that have them.
    """
    best = max(shares, default=0.0)
    if asked.relation:  # who funds what: words choose among the items where they tell them apart
        return _ALIKE * best if best >= _TELLS else 0.0
    if asked.names and _TELLS <= best < _STATED:
        return _AS_MUCH * best
    return _STATED


def _is_kind(item: _Item, asked: Asked) -> bool:
    """Tell whether headline, lead or its frequent words show an item to be of a kind asked for.

    The lead is the first sentence, and those soon after it that tell what took place.
    """
    if asked.kinds is None:
        return True
    opening = [s.terms for s in item.sentences[:_OPENING] if _HELD & s.terms]
    lead = item.headline.union(item.sentences[0].terms, *opening)
    return any(stem in lead or item.counts[stem] >= _OFTEN for stem in asked.kinds)


def _tells(item: _Item) -> Span:
    """Return the first sentence of an item that tells what took place, or else its first."""
    told = (s.span for s in item.sentences[:_OPENING] if _TAKING_PLACE & s.terms)
    return next(told, item.sentences[0].span)


def _starts(document: Document, when: Filters) -> bool:
    """Tell whether an item's first day, not only a later one, is in a time."""
    first = document.dates.first if document.dates else None
    return first is not None and (when.first or first) <= first <= (
        when.last or when.first or first
    )


def _days(item: _Item) -> int:
    """Return how many days an item took, 0 if it does not tell.

    As its dateline has it; where that has one day, as its first sentences do ("a four-day course").
    """
    dates = item.document.dates
    by_dateline = (dates.last - dates.first).days + 1 if dates else 0
    if by_dateline > 1:
        return by_dateline
    told = (days for s in item.sentences[:_OPENING] for days in days_told(s.span.text))
    return max(by_dateline, *told, 0)


def _has(tokens: Sequence[str], run: Sequence[str]) -> bool:
    """Tell whether all tokens of a name are there."""
    return set(run) <= set(tokens)


def _is_topics(document: Document, span: Span) -> bool:
    return any(
        block.kind is BlockKind.TOPICS and block.start <= span.passage.start < block.end
        for block in document.blocks
    )


def _in_date_order(finding: Finding) -> tuple[str, str]:
    dates = finding.document.dates
    return (str(dates.first) if dates else "9", finding.document.id)
