"""Query + every document -> the items that satisfy it, each with the words that show it.

What a question asks of an item is checked in the sentence that states it: names in any of their
forms, and how the item must be related to them ("funded by"). What the archive's datelines tell
(days, place, topics) was a filter before. Does not rank: an item satisfies or does not; one that
fails by little is kept for the margin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from seeqa import tense
from seeqa.activity import naming
from seeqa.demands import FUNDED
from seeqa.intent import KEYWORDS, KINDS, RATHER_THAN, STARTED, about, kinds, relation
from seeqa.names import Names, persons
from seeqa.parties import payers
from seeqa.places import EXCLUDING
from seeqa.quantities import PEOPLE, Bound, days_asked, days_told, people_asked, people_told
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
_NO_LIST = re.compile(
    r"\b(?:who|when|how|why)\b|^(?:did|does|has) (?:\S+ ){1,3}?(?:fund|pay|paid|financ|sponsor)\w*"
    r"(?: for)? (?:the|this|that|it)\b"
)
_NEAR = 0.5  # share from which an item is worth showing on the margin
# Words of the frame of a question about items; what is left must be in the item.
_FRAME = frozenset(
    "activ event action item thing news stori articl project programm program initi effort "
    "engag gather occas develop hold held host take took place happen occur conduct carri run "
    "organis organ deliv go went contribut facilit relat concern deal cover mention includ involv "
    "connect part list name show give find everyth anyth someth done make made report read unodc "
    "took taken attend particip benefit bulletin archiv total many number count pls pleas help "
    "kind type sort tell want need search look point talk discuss address togeth joint cooper "
    "co-oper partner collabor along work may might plan other differ separ quot word state may "
    "money support financi financ fund pay paid sponsor donor donat receiv accord "
    "train cours workshop seminar confer meet met visit mission public roundtabl end start town "
    "countri year month week day date mani peopl person fight combat tackl counter against agenda "
    "citi subject topic theme enumer within each everi onc far overal altogeth actual expressli "
    "said say anywher belong tie drew went just onli own current offici offic repres dealt among "
    "role build capac come came begin began commenc open kick dure throughout via regard upon both "
    "through given either refer bring brought rais cite featur appear crop touch link associ tied "
    "dedic devot got reli aim focus backing possibl partnership entri piec text passag paragraph "
    "like alik main nation host without never late recent "
    "alreadi noth proper real hear learn anybodi anyon somebodi someon everybodi everyon exact "
    "didn doesn don wasn weren isn aren hasn haven hadn".split()
)
# Words that only describe the names after them: "police bodies like Europol", "the treaty, UNCAC".
_DESCRIPTION = re.compile(
    r"\b(?:[a-z][\w-]* ){1,4}(?:like|such as|including) (?=(?:the )?[A-Z])|"
    r"\bthe (?:[\w’'-]+ ){0,4}[a-z][\w-]*, (?=[A-Z][\w-]*\W*$)"
)
_ANY_DEED = re.compile(r"\b(?:was|were|been|those|is|are)\b.*\b\w+ed\s*$")
_EXCLUDED = re.compile(EXCLUDING, re.IGNORECASE)
_LASTING = frozenset("last lasted lasting long longer shorter only just exactly".split())
_SEVERAL_PAY = re.compile(
    r"\b(?:more than one|several|multiple|at least two|two or more|various|different) (?:\w+ )?"
    r"(?:countr|donor|government|funder|sponsor|state|part)\w*"
)
_NEGATED = re.compile(
    r"\b(?:which|what|list|all|any)\b.*?(?:"
    r"\b(?:do|does|did|is|are|was|were|has|have|had)(?:(?: \w+){0,4}? not\b|"
    r"n['’]t\b)|\bnot (?:about|on|funded|mention\w*|involv\w+|attended|related)\b|"
    r"\bwithout\b|\bnever\b|\bno (?:\w+ )?(?:donors?|funders?|sponsors?|funding|money|support)\b|"
    r"\b(?:nothing|not) to do with\b)(?! only\b)"
)
_NAMES_PEOPLE = re.compile(
    r"\b(?:names?|named|naming|mentions?|quotes?|quoting) "
    r"(?:an? |any |some |specific |individual )*(?:persons?|people|individuals?)(?: by name)?\W*$|"
    r"\b(?:people|persons|individuals) [^?]*\b(?:mentioned|named|cited|appear)\b"
)
_ELSEWHERE = frozenset("outside except other than apart excluding".split())
_CONTRIBUTED = re.compile(r"\bcontribut(?:ed|ions?) to\b")  # to a report, having come to nothing
_PART = re.compile(
    r"\b(?:attend\w*|participa\w+|t(?:ake|ook|aken|akes) part|benefit\w*|trained|mentored|joined|"
    rf"represented|gathered|{PEOPLE} (?:from|of))\b"
)
_DEFINES = re.compile(r"\bregion\b.{0,15}\b(?:includes|comprises|covers)\b")  # who is in it
_ASKER = re.compile(r"^(?:I|we|We|i)\b[^-–—,:;.]* ?[-–—,:;.]\s+")  # "I was away - …"
_PRESENT = re.compile(r"\b(?:is|are|was|were|being)(?P<who> (?:\w+ ){1,3}?| )present\b")
_IN_PERSONS = re.compile(r"\btrafficking (?:in|of) (?:persons|people|human beings|humans)\b")
# Of these, what asks for nothing but what there is: "What was going on on 17 May?"
_ANYTHING = frozenset(
    "activ event item thing news stori articl work happen occur take took taken place go went hold "
    "held host done conduct organ report list name show give find everyth anyth someth know tell "
    "need want help bulletin archiv unodc pls pleas far".split()
)
_SERVES = re.compile(r"^(?:and |so )?what\b.* (?:contribut\w*|relates?|is linked|serves?|falls?)\b")
_FACT = re.compile(r"\b(?:who|whom|whose|when|where|why|how)\b")
_ONE_ITEM = re.compile(
    rf"\b(?:the|this|that|an?)\s+(?:[\w-]+\s+){{0,2}}(?:{'|'.join(KINDS)}|event|activity)\b"
)
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
_IN = frozenset({"in", "at", "near"})
_GOALS = {"sdg", "sdgs", "target", "targets", "goal", "goals"}
_GOAL_OF = re.compile(r"\b(?:targets?|goals?) (?:of|to|on)\b")  # "the target of reducing bribery"
_PAYERS = frozenset({"government", "governments"})  # "the British government" is the British
_JOINING = _IN | {"on", "to", "the", "from", "and", "or", "nor"}
_OWNER = re.compile(r"([^\W_]+)[’']s\b")
_ALTERNATIVES = re.compile(
    r"\bor\b|(?<=visits )and(?= \w+ visits)|(?<=ings )and(?= \w+ \w*(?:ings|visits)\b)"
)
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks of an item beside its filters."""

    names: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    any_name: bool
    relation: str | None
    kinds: tuple[str, ...] | None
    words: tuple[tuple[str, ...], ...]  # alternatives; all words of one are wanted
    people: Bound | None
    days: Bound | None
    quoted: bool
    topic: bool
    goals: bool
    about: bool
    starts: Filters | None
    elsewhere: tuple[tuple[str, ...], ...]  # places that items are not to be from
    negated: bool  # whether it asks for the items that do not
    several: bool  # whether it asks for what more than one have paid for
    person: bool  # whether for what names a person
    part: bool  # whether it asks who took part, in what has been


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
        self._items = {document.id: self._ready(document) for document in documents}
        self._spread = self._count_names()

    def collect(self, query: Query, among: Sequence[Document]) -> Collection:
        """Return the items of `among`, which satisfy the query's filters, that satisfy it all."""
        asked = self._asked(query)
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

    def _others(self, judged: list[_Judged], asked: _Asked) -> list[_Judged]:
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
        """Tell whether a question whose words do not say so wants all items that satisfy it.

        So one that asks for what there is at its date or place, and nothing of it ("what did
        Belgrade host in the week of 9 May"), for what serves its goal ("what contributes to SDG
        3"), and keywords on what a name funds ("uk money").
        """
        text = fold(query.text)
        if query.filters.places or query.filters.first or query.filters.last:
            taken = _taken(query.filters, self.names)
            left = [t for t in self.names.tokens(query.text) if t not in taken]
            told = {term for t in left for term in terms(t) if not term[0].isdigit()}
            if told <= _ANYTHING and not _FACT.search(text) and not _ONE_ITEM.search(text):
                return True
        if query.filters.topics and _SERVES.search(text) and not _ONE_ITEM.search(text):
            return True
        short = len(text.split()) <= KEYWORDS and not _NO_LIST.search(text)
        return short and relation(text) == "fund" and bool(self._asked(query).names)

    def name(self, item: str) -> Span | None:
        """Return the sentence among an item's first that names its activity, emphasised there."""
        return self._items[item].name

    def has(self, item: str, wanted: Set[str]) -> bool:
        """Tell whether an item has all of some terms."""
        return wanted <= self._items[item].counts.keys()

    def items_with(self, term: str) -> int:
        """Return the number of items that have a term."""
        return self._spread.get(f"~{term}", 0)

    def frame(self, question: str) -> str:
        """Return a question without its names: what a follow-up puts others into."""
        named = {token for run in self._written_names(question) for token in run}
        kept: list[str] = []
        for token in self.names.tokens(question):
            if token not in named:
                kept.append(token)
            elif kept and kept[-1] in _IN:
                kept.pop()
        return " ".join(kept)

    # --- the question ------------------------------------------------------------------------

    def _asked(self, query: Query) -> _Asked:
        people, days = people_asked(query.text), days_asked(query.text)
        text = fold(_DESCRIPTION.sub(" ", _ASKER.sub("", query.text)))
        text = _PRESENT.sub(r"\g<who>", RATHER_THAN.sub("", text))
        several = bool(_SEVERAL_PAY.search(text))
        text = _SEVERAL_PAY.sub(" ", text)
        text = _IN_PERSONS.sub("human trafficking", text)
        for bound in filter(None, (people, days)):
            text = text.replace(bound.words, " ")
        taken = _taken(query.filters, self.names)
        runs = [
            run
            for run in self._written_names(query.text)
            if not set(run) & taken and not all(self._is_common(token) for token in run)
        ]
        elsewhere = self._excluded(query.text)
        away = {token for run in elsewhere for token in run}
        tokens = self.names.tokens(query.text)
        places = [run for run in runs if _is_placed(run, tokens) and not set(run) <= away]
        in_names = {word for run in runs for token in run for word in token.lstrip("@").split()}
        in_names |= _ELSEWHERE if elsewhere else set()
        in_names |= _LASTING if days else set()
        dropped = taken | in_names | ({"capital"} if query.filters.places else set())
        if relation(query.text) == "fund":
            dropped |= _PAYERS
        goals = bool(query.filters.topics or _GOAL_OF.search(text))
        dropped |= _GOALS if goals else set()
        return _Asked(
            names=tuple(dict.fromkeys(r for r in runs if r not in places and not set(r) <= away)),
            places=tuple(dict.fromkeys(places)),
            any_name=" or " in text,
            relation=relation(query.text),
            kinds=kinds(query.text),
            words=()
            if query.filters.topics
            else self._words(query, text, dropped, names=bool(runs)),
            people=people,
            days=days,
            quoted="quoted" in text or "whose words" in text,
            topic=bool(query.filters.topics),
            goals=goals,
            about=about(query.text) and not text.startswith("where"),
            starts=query.filters if STARTED.match(text) else None,
            elsewhere=elsewhere,
            negated=not elsewhere and bool(_NEGATED.search(text)),
            several=several,
            person=bool(_NAMES_PEOPLE.search(text)),
            part=bool(_PART.search(text)) and not tense.ASKED.search(text),
        )

    def _excluded(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the places that a question wants items from elsewhere than, as names."""
        excluded = []
        for found in _EXCLUDED.finditer(text):
            tokens = self.names.tokens(text[found.end() :])
            joined = takewhile(lambda t: self.names.knows(t) or t in _JOINING, tokens)
            excluded += [(token,) for token in joined if self.names.knows(token)]
        return tuple(excluded)

    def _words(
        self, query: Query, text: str, dropped: Set[str], *, names: bool
    ) -> tuple[tuple[str, ...], ...]:
        """Return the telling words of a question's text, in the alternatives it gives.

        Where there are none, nor names and filters, those that most items have.
        """
        dated = bool(query.filters.first or query.filters.last)
        found = []
        for part in self._alternatives(text, query.filters):
            tokens = [t for t in self.names.tokens(part) if t[0] != "@" and t not in dropped]
            left = [term for token in tokens for term in terms(token) if term not in _FRAME]
            left = [term for term in left if not (dated and term[0].isdigit())]
            if not left and (kinds(part) or _ANY_DEED.search(part)):
                return ()  # "study visits and mentoring visits", "trained or mentored": any will do
            found.append((tuple(dict.fromkeys(self._telling(left))), left))
        told = tuple(part for part, _ in found if part)
        if told or names or query.filters:
            return told
        return tuple(tuple(dict.fromkeys(left)) for _, left in found if left)

    def _alternatives(self, text: str, filters: Filters) -> list[str]:
        """Return the parts of a text that "or" joins; not where it joins what filters stand for."""
        taken = _taken(filters, self.names)
        parts: list[str] = []
        for part in _ALTERNATIVES.split(text):
            first = next((t for t in self.names.tokens(part) if t not in _JOINING), "")
            if parts and (first in taken or (taken and first[:1].isdigit())):
                parts[-1] += part
            else:
                parts.append(part)
        return parts

    def _written_names(self, question: str) -> Iterator[tuple[str, ...]]:
        """Yield the names of a question that are written as names, or are no plain words."""
        capital = {fold(word) for word in re.findall(r"[^\W_]+", question) if word[0].isupper()}
        owners = {fold(match[1]) for match in _OWNER.finditer(question)}
        found = []
        for run in self.names.mentioned(question):
            kept = tuple(t for t in run if t.startswith("@") or t in capital or t.isupper())
            if kept and not all(term in _FRAME for token in kept for term in terms(token)):
                found.append(kept)
        # "the UN's convention against corruption, UNCAC": whose it is, is another name's matter.
        owned = [run for run in found if not owners & {token.lstrip("@") for token in run}]
        yield from owned or found

    def _telling(self, found: Sequence[str]) -> list[str]:
        """Leave out the words that most items have."""
        return [term for term in found if not self._is_common(f"~{term}")]

    def _is_common(self, token: str) -> bool:
        return self._spread.get(token, 0) > max(_COMMON * len(self._items), _FEW)

    def _count_names(self) -> dict[str, int]:
        """Return the number of items that have each token, and each term (after ~)."""
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

    def _judge(self, item: _Item, asked: _Asked) -> tuple[_Fit, tuple[Span, ...]]:
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
        return next((s.span for s in item.sentences if _is_placed(run, s.tokens)), None)

    def _fit(self, item: _Item, sentence: _Sentence, asked: _Asked) -> _Fit:
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
        self, item: _Item, sentence: _Sentence, words: Sequence[str], asked: _Asked
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


def _enough(asked: _Asked, shares: Sequence[float]) -> float:
    """Return the share of the asked words that an item must have which has the names.

    `shares` are those of all items that have them.
    """
    best = max(shares, default=0.0)
    if asked.relation:  # who funds what: words choose among the items where they tell them apart
        return _ALIKE * best if best >= _TELLS else 0.0
    if asked.names and _TELLS <= best < _STATED:
        return _AS_MUCH * best
    return _STATED


def _is_kind(item: _Item, asked: _Asked) -> bool:
    """Tell whether headline, lead or its frequent words show an item to be of a kind asked for.

    The lead is the first sentence, and those soon after it that tell what took place.
    """
    if asked.kinds is None:
        return True
    opening = [s.terms for s in item.sentences[:_OPENING] if _HELD & s.terms]
    lead = item.headline.union(item.sentences[0].terms, *opening)
    return any(stem in lead or item.counts[stem] >= _OFTEN for stem in asked.kinds)


def _is_placed(run: tuple[str, ...], tokens: Sequence[str]) -> bool:
    """Tell whether a name is said as a place where something is ("in Montenegro")."""
    size = len(run)
    return any(
        tuple(tokens[at : at + size]) == run and tokens[at - 1] in _IN
        for at in range(1, len(tokens) - size + 1)
    )


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


def _taken(filters: Filters, names: Names) -> set[str]:
    """Return the tokens that a question's filters stand for."""
    taken: set[str] = set()
    for place in filters.places:
        taken |= set(names.tokens(place))
        taken |= {word for token in set(taken) for word in token.lstrip("@").split()}
    if filters.first or filters.last:
        taken |= set(_TIME_WORDS)
    if filters.topics:
        taken |= _GOALS
    return taken


_TIME_WORDS = (
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday week weeks month day days last first second third fourth early late mid "
    "middle beginning end start since until before after between from year today yesterday recent "
    "time times half quarter two three four five six seven eight nine ten few couple"
).split()


def _in_date_order(finding: Finding) -> tuple[str, str]:
    dates = finding.document.dates
    return (str(dates.first) if dates else "9", finding.document.id)
