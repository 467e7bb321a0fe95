"""What an archive's datelines and texts tell of dates, places and topics, asked by a question.

Reads filters in a question, says why none of the items satisfies them, and which would if less
were asked. Decides by the archive whether a date or a place is an item's or is merely told of in
a text: the words find the latter, and a filter would hide the very item that tells of it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from seeqa.intent import without_plans
from seeqa.matching import labels, satisfies, say_topic
from seeqa.periods import LEFT_OUT, Period, Unit, overlap, read_periods, say_days
from seeqa.places import Gazetteer, Kind, Place, keys_of, place_key, told_of
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold, term_set, terms
from seeqa.types import DateRange, Document, Filters, Passage, Topic

_GOAL_WORD = r"(?:SDGs?|sustainable development goals?)"
_TARGET = r"\d{1,2}\.(?:\d{1,2}|[a-d])\b(?!\.\d)"
_GOAL = r"\d{1,2}\b(?![.,]\d)"
# After a topic, "and 16.5", "or 16"; a number before a noun counts something else.
_OTHER = (
    r"(?:\s*,)?\s*(?:,|&|/|\band\b|\bor\b)\s*(?:(?:to|on|for|under)\s+)?"
    rf"(?P<number>{_TARGET}|{_GOAL}"
    r"(?=\W*$|\s*[?.!,;]|\s+(?:and|or|in|of|on|are|were|was|is|did|do)\b))"
)
_ALSO = re.compile(_OTHER, re.IGNORECASE)
_TOPIC = re.compile(
    rf"\b(?:(?:{_GOAL_WORD}|goals?|targets?)(?:\s+(?:{_GOAL_WORD}|goals?|targets?|number|no\.?))*"
    rf"\s*(?P<target>{_TARGET})|"
    rf"(?:{_GOAL_WORD}(?:\s+(?:goals?|number|no\.?))*|goals?)\s*(?P<goal>{_GOAL}))"
    rf"(?P<others>(?:{_OTHER.replace('?P<number>', '?:')})*)|"
    r"(?<![\w.])(?P<bare>\d{1,2}\.[a-d]\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=\w\s)[^\W\d_a-z]\w+")  # a capitalised word within a sentence
_AT_ONCE = re.compile(r"\bboth\b|\bat (?:once|the same time)\b", re.IGNORECASE)
_Value = TypeVar("_Value")
_ANY_DAY = date(2000, 1, 1)  # for texts, whose relative dates do not count
_GOALS = 17
_SHOWN = 12  # of a list of what the archive has
# A text tells of a place when it matches better than the place's own items by the weight of a word
# that this many passages have.
_RARE = 2


class Facts:
    """The dates, places and topics of an archive."""

    def __init__(self, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
        """Take the archive; what only some questions need is worked out when they come."""
        self.documents = tuple(documents)
        self._passages = tuple(passages)
        self._dated = [document.dates for document in documents if document.dates]
        self._gazetteer = Gazetteer(documents)

    # --- reading a question -----------------------------------------------------------------

    def read(self, question: str, today: date) -> tuple[Filters, tuple[str, ...]]:
        """Return the filters that a question asks for, and notes on what was not understood."""
        periods, notes = read_periods(without_plans(question), today=today, dated=self._dated)
        told = [period for period in periods if self._told(period)]
        first, last, of_days = self._days([p for p in periods if p not in told], today)
        places, of_places = self._places(question, told)
        topics, of_topics = self._topics(question)
        of_told = [_only_told(period.text, "date") for period in told]
        filters = Filters(first, last, places, topics)
        return filters, (*notes, *of_told, *of_days, *of_places, *of_topics)

    def carry(self, question: str, read: Filters, earlier: Filters) -> Filters:
        """Return a follow-up's filters with those of the earlier question where it has none.

        Nothing is carried that would leave no item, or none that has the names in the question.
        """
        days = earlier if read.first is None and read.last is None else read
        places, topics = read.places or earlier.places, read.topics or earlier.topics
        both = Filters(days.first, days.last, places, topics)
        left = self.satisfying(both)
        has = {term for d in self.documents if d.id in left for term in terms(d.text)}
        return both if left and set(terms(" ".join(_NAME.findall(question)))) <= has else read

    def without(self, question: str, kinds: Filters, today: date) -> str:
        """Return a question without the words for its dates and topics, where `kinds` has such."""
        if kinds.first or kinds.last:
            periods, _ = read_periods(without_plans(question), today=today, dated=self._dated)
            for period in periods:
                question = question.replace(period.text, " ")
        return _TOPIC.sub(" ", question) if kinds.topics else question

    def combine(self, given: Filters, read: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Return filters given by hand together with those read in a question.

        The narrower of two counts; where they contradict, the given one, and a note says so.
        Given places are written as the archive does.
        """
        notes: list[str] = []
        first = max(filter(None, (given.first, read.first)), default=None)
        last = min(filter(None, (given.last, read.last)), default=None)
        if first and last and first > last:
            notes.append(
                _overruled(say_days(read.first, read.last), say_days(given.first, given.last))
            )
            first, last = given.first, given.last
        placed = tuple(self._gazetteer.shown(place) for place in given.places)
        places = _narrowed(placed, read.places, self._narrower)
        topics = _narrowed(given.topics, read.topics, _narrower_topic)
        if placed and not places:
            notes.append(_overruled(" or ".join(read.places), " or ".join(placed)))
        if given.topics and not topics:
            said, kept = (labels(Filters(topics=f.topics))["topic"] for f in (read, given))
            notes.append(_overruled(said, kept))
        return Filters(first, last, places or placed, topics or given.topics), tuple(notes)

    def _narrower(self, one: str, other: str) -> str | None:
        """Return the town of a town and its country, or a place that both name."""
        if place_key(one) == place_key(other):
            return one
        for document in self.documents:
            if {place_key(one), place_key(other)} == keys_of(document):
                return document.place
        return None

    @staticmethod
    def _days(periods: Sequence[Period], today: date) -> tuple[date | None, date | None, list[str]]:
        notes = [
            f"“{period.text}” was read as {say_days(period.first, period.last)}; "
            f"today is {today:%-d %B %Y}."
            for period in periods
            if period.relative
        ]
        first, last = _together(periods)
        if len(periods) > 1:
            notes.append(f"The dates were taken together: {say_days(first, last)}.")
        return first, last, notes

    def _told(self, period: Period) -> bool:
        """Tell whether a date is no item's but told of in a text, no more coarsely than asked."""
        if period.relative or any(overlap(period.said, days) for days in self._dated):
            return False
        return any(
            unit <= period.unit and overlap(days, period.said) for days, unit in self._told_dates
        )

    @cached_property
    def _told_dates(self) -> list[tuple[DateRange, Unit]]:
        dates = {document.id: document.dates for document in self.documents}
        found = []
        for passage in self._passages:
            own = dates[passage.document_id]
            dated = [own] if own else self._dated
            periods, _ = read_periods(passage.text, today=_ANY_DAY, dated=dated)
            found += [(period.said, period.unit) for period in periods if not period.relative]
        return found

    def _places(self, question: str, dates: Sequence[Period]) -> tuple[tuple[str, ...], list[str]]:
        asked = self._gazetteer.asked(question, self._vocabulary)
        towns = [place for place in asked if place.kind is Kind.TOWN]
        asked = [p for p in asked if p in towns or not self._country_of(towns, p)]
        both = _placed_in(question, self._gazetteer)
        wrong = [(town, land) for town, land in both if not self._country_of([town], land)]
        asked = [place for place in asked if place not in [land for _, land in wrong]]
        told = [place for place in asked if self._is_told(place, question, dates)]
        notes = [_only_told(place.name, "place") for place in told if not place.here]
        asked = [place for place in asked if place not in told]
        notes += [f"No item is placed in {town.name}, {land.name}." for town, land in wrong]
        if any(place.here for place in asked):
            notes += [f"No item is placed in {place.name}." for place in asked if not place.here]
        return tuple(place.name for place in asked), notes

    def _country_of(self, towns: Sequence[Place], country: Place) -> bool:
        """Tell whether a country was only added to one of its towns ("Ohrid, North Macedonia")."""
        return any(
            satisfies(document, Filters(places=(town.name,)))
            and satisfies(document, Filters(places=(country.name,)))
            for town in towns
            for document in self.documents
        )

    def _is_told(self, place: Place, question: str, dates: Sequence[Period]) -> bool:
        """Tell whether a place is meant that a text tells of, not a dateline.

        So for a town of a dateline when a text of another item tells of it with a date that is
        told of too, or shares more words with the question than the items placed there.
        """
        told = self._told_places.get(place.key, ())
        if not place.here:
            return bool(told)
        if place.kind is Kind.COUNTRY or not told:
            return False
        home = self.satisfying(Filters(places=(place.name,)))
        wanted = set(terms(question)) - set(terms(place.name))
        there = [sentence for document, sentence in told if document not in home]
        if any(self._names(sentence, dates) for sentence in there):
            return True
        here = [p.searchable for p in self._passages if p.document_id in home]
        best_there, best_here = (
            max((self._weight(wanted & term_set(text)) for text in texts), default=0.0)
            for texts in (there, here)
        )
        return best_there >= best_here + self._weight_in(_RARE)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weight_in(self._frequency[word]) for word in words)

    def _weight_in(self, count: int) -> float:
        """Return the weight of a word that so many passages have (idf, as in BM25)."""
        return math.log(1 + (len(self._passages) - count + 0.5) / (count + 0.5))

    @cached_property
    def _frequency(self) -> Counter[str]:
        return Counter(term for p in self._passages for term in set(terms(p.searchable)))

    def _names(self, sentence: str, dates: Sequence[Period]) -> bool:
        named, _ = read_periods(sentence, today=_ANY_DAY, dated=self._dated) if dates else ((), ())
        said = [period.said for period in named if not period.relative]
        return any(overlap(one, other.said) for one in said for other in dates)

    @cached_property
    def _told_places(self) -> dict[str, list[tuple[str, str]]]:
        """Map the key of each place to the (document, sentence) pairs that tell of it.

        Of a place in the datelines, every sentence that names it; of others, those that tell of
        something there.
        """
        found: dict[str, list[tuple[str, str]]] = {}
        for passage in self._passages:
            for start, end in sentence_offsets(passage.text):
                sentence = passage.text[start:end]
                for mention in self._gazetteer.mentions(sentence):
                    if mention.place.here or told_of(sentence, mention):
                        pair = (passage.document_id, sentence)
                        found.setdefault(mention.place.key, []).append(pair)
        return found

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        texts = (passage.searchable for passage in self._passages)
        return frozenset(fold(word) for text in texts for word in re.findall(r"[^\W_]+", text))

    def _topics(self, question: str) -> tuple[tuple[Topic, ...], list[str]]:
        named = list(dict.fromkeys(_topics(question)))
        wrong = [topic for topic in named if not 1 <= topic.goal <= _GOALS]
        notes = [f"There is no SDG {topic.goal}, only 1 to {_GOALS}; {LEFT_OUT}" for topic in wrong]
        named = [topic for topic in named if topic not in wrong]
        goals_aimed = {topic.goal for topic in named if topic.target}
        asked = tuple(t for t in named if t.target or t.goal not in goals_aimed)
        if len(asked) > 1 and _AT_ONCE.search(question):
            either = labels(Filters(topics=asked))["topic"]
            notes.append(f"The filter is {either}, not both at once.")
        return asked, notes

    # --- satisfying filters -----------------------------------------------------------------

    def satisfying(self, filters: Filters) -> frozenset[str]:
        """Return the ids of the documents that satisfy the filters."""
        return frozenset(d.id for d in self.documents if satisfies(d, filters))

    def relaxed(self, filters: Filters) -> Filters:
        """Return the filters without those that leave no item: alone, else in combination."""
        days, place, topic = _parts(filters)
        kept = [part for part in (days, place, topic) if part and self.satisfying(part)]
        while kept and not self.satisfying(_joined(kept)):
            kept.pop(0)
        return _joined(kept)

    def why_none(self, filters: Filters) -> str:
        """Say which filter leaves no item, and what the archive has instead."""
        days, place, topic = _parts(filters)
        said = [
            why(part)
            for part, why in (
                (days, self._no_days),
                (place, self._no_place),
                (topic, self._no_topic),
            )
            if part and not self.satisfying(part)
        ]
        return " ".join(said) or self._no_combination(filters)

    def _no_days(self, filters: Filters) -> str:
        wanted = say_days(filters.first, filters.last)
        if not self._dated:
            return f"No item is dated {wanted}: no item of the archive has a date."
        covers = say_days(min(d.first for d in self._dated), max(d.last for d in self._dated))
        return f"No item is dated {wanted}; the archive covers {covers}."

    def _no_place(self, filters: Filters) -> str:
        towns = sorted({d.place for d in self.documents if d.place}, key=fold)
        return f"No item is placed in {labels(filters)['place']}. {_listed('Places', towns)}"

    def _no_topic(self, filters: Filters) -> str:
        topics = {topic for document in self.documents for topic in document.topics}
        by_number = sorted(topics, key=lambda topic: (topic.goal, topic.target or ""))
        said = [say_topic(topic) for topic in by_number]
        return f"No item contributes to {labels(filters)['topic']}. {_listed('Topics', said)}"

    def _no_combination(self, filters: Filters) -> str:
        words = {"dates": "dated", "place": "placed in", "topic": "about"}
        wanted = [f"{words[name]} {label}" for name, label in labels(filters).items()]
        why = f"No item is {' and '.join(wanted)} at once."
        left = self.relaxed(filters)
        if "dates" in labels(filters) and left.places and not left.topics:
            dated = [d.dates for d in self.documents if d.dates and satisfies(d, left)]
            said = [say_days(*one) for one in sorted({(d.first, d.last) for d in dated})]
            of_them = f"Dates of items in {labels(left)['place']}"
            return f"{why} {_listed(of_them, said, where='')}"
        return why


def _placed_in(question: str, gazetteer: Gazetteer) -> Iterator[tuple[Place, Place]]:
    """Yield each (town, country) that a question writes as one place: "Ohrid, Albania"."""
    for one, other in pairwise(gazetteer.mentions(question)):
        between, after = question[one.end : other.start], question[other.end :]
        if (one.place.kind, other.place.kind) != (Kind.TOWN, Kind.COUNTRY):
            continue
        if re.fullmatch(r"\s*[,(]\s*", between) and not re.match(r"\s*(?:,|and|or)\b", after):
            yield one.place, other.place


def _only_told(words: str, what: str) -> str:
    return f"“{words}” is no item’s {what}; the texts that name it were searched."


def _overruled(read: str, given: str) -> str:
    return f"The question says {read}, the filter {given}; the filter counts."


def _topics(question: str) -> Iterator[Topic]:
    for match in _TOPIC.finditer(question):
        yield _topic(match["target"] or match["goal"] or match["bare"])
        for other in _ALSO.finditer(match["others"] or ""):
            yield _topic(other["number"])


def _topic(number: str) -> Topic:
    """Return a goal or target by its number: "16", "16.A"."""
    goal, _, part = number.partition(".")
    return Topic(int(goal), f"{int(goal)}.{part.lower()}" if part else None)


def _narrower_topic(one: Topic, other: Topic) -> Topic | None:
    """Return the target of a target and its goal, or a topic that both are."""
    if one == other or other == Topic(one.goal):
        return one
    return other if one == Topic(other.goal) else None


def _narrowed(
    given: Sequence[_Value],
    read: Sequence[_Value],
    narrower: Callable[[_Value, _Value], _Value | None],
) -> tuple[_Value, ...]:
    """Return the narrower of each given value and each read one; all if only one side has any."""
    if not given or not read:
        return (*given, *read)
    both = (narrower(one, other) for one in given for other in read)
    return tuple(dict.fromkeys(value for value in both if value is not None))


def _together(periods: Sequence[Period]) -> tuple[date | None, date | None]:
    """Return one stretch of days for all: from the first to the last of them.

    "since 10 May" and "before 20 May" give both ends; an end open in one alone is open in all.
    """
    if not periods:
        return None, None
    firsts = [period.first for period in periods if period.first]
    lasts = [period.last for period in periods if period.last]
    ends = {(period.first is None, period.last is None) for period in periods}
    if ends == {(False, True), (True, False)}:  # one begins, the other ends
        first, last = max(firsts), min(lasts)
        return (first, last) if first <= last else (min(firsts), max(lasts))
    whole = len(periods)
    return (
        min(firsts) if len(firsts) == whole else None,
        max(lasts) if len(lasts) == whole else None,
    )


def _parts(filters: Filters) -> tuple[Filters, Filters, Filters]:
    return (
        Filters(filters.first, filters.last),
        Filters(places=filters.places),
        Filters(topics=filters.topics),
    )


def _joined(parts: Sequence[Filters]) -> Filters:
    joined = Filters()
    for part in parts:
        joined = replace(
            joined,
            first=part.first or joined.first,
            last=part.last or joined.last,
            places=part.places or joined.places,
            topics=part.topics or joined.topics,
        )
    return joined


def _listed(what: str, values: Sequence[str], where: str = " in the archive") -> str:
    if not values:
        return f"{what}{where}: none."
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"{what}{where}: {', '.join(values[:_SHOWN])}{more}."
