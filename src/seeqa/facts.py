"""What an archive's datelines and texts tell of dates, places and topics, asked by a question.

Reads filters in a question, says why none of the items satisfies them, and which would if less
were asked. Decides by the archive whether a date or a place is an item's or is merely told of in
a text: the words find the latter, and a filter would hide the very item that tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from seeqa.matching import labels, satisfies, say_topic
from seeqa.periods import Period, Unit, overlap, read_periods, say_days
from seeqa.places import Gazetteer, Kind, Place, keys_of, place_key
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold, terms
from seeqa.types import DateRange, Document, Filters, Passage, Topic

_GOAL_WORD = r"(?:SDGs?|sustainable development goals?)"
_TOPIC = re.compile(
    rf"\b(?:{_GOAL_WORD}|goals?|targets?)(?:\s+(?:{_GOAL_WORD}|goals?|targets?|number|no\.?))*\s*"
    r"(?P<goal>\d{1,2})\.(?P<part>\d{1,2}|[a-d])\b|"
    rf"\b(?:{_GOAL_WORD}(?:\s+(?:goals?|number|no\.?))*|goals?)\s*(?P<alone>\d{{1,2}})\b(?![.,]\d)",
    re.IGNORECASE,
)
_GOALS = 17
_SHOWN = 12  # of a list of what the archive has
_MARGIN = 2  # words by which a text must match better than all items of a place


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
        first, last, notes = self._period(question, today)
        place, of_place = self._place(question)
        topic, of_topic = self._topic(question)
        return Filters(first, last, place, topic), (*notes, *of_place, *of_topic)

    def combine(self, given: Filters, read: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Return filters given by hand together with those read in a question.

        The narrower of two counts; where they contradict, the given one, and a note says so.
        A given place is written as the archive does.
        """
        notes = []
        first = max(filter(None, (given.first, read.first)), default=None)
        last = min(filter(None, (given.last, read.last)), default=None)
        if first and last and first > last:
            notes.append(_overruled(say_days(read.first, read.last), say_days(*_days(given))))
            first, last = _days(given)
        place = given.place and self._gazetteer.shown(given.place)
        if place and read.place and place_key(place) != place_key(read.place):
            narrower = self._narrower(place, read.place)
            if not narrower:
                notes.append(_overruled(read.place, place))
            place = narrower or place
        topic = given.topic or read.topic
        if given.topic and read.topic and given.topic != read.topic:
            if given.topic == Topic(read.topic.goal):
                topic = read.topic
            elif read.topic != Topic(given.topic.goal):
                notes.append(_overruled(say_topic(read.topic), say_topic(given.topic)))
        return Filters(first, last, place or read.place, topic), tuple(notes)

    def _narrower(self, one: str, other: str) -> str | None:
        """Return the town of a town and its country."""
        for document in self.documents:
            if {place_key(one), place_key(other)} == keys_of(document):
                return document.place
        return None

    def _period(self, question: str, today: date) -> tuple[date | None, date | None, list[str]]:
        periods, said = read_periods(question, today=today, dated=self._dated)
        notes = list(said)
        asked = []
        for period in periods:
            if self._told(period):
                notes.append(
                    f"“{period.text}” is no item’s date; the texts that name it were searched."
                )
                continue
            asked.append(period)
            if period.relative:
                notes.append(
                    f"“{period.text}” was read as {say_days(period.first, period.last)}; "
                    f"today is {today:%-d %B %Y}."
                )
        first, last = _together(asked)
        if len(asked) > 1:
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
            periods, _ = read_periods(passage.text, today=date.min, dated=dated)
            found += [(period.said, period.unit) for period in periods if not period.relative]
        return found

    def _place(self, question: str) -> tuple[str | None, list[str]]:
        asked = self._gazetteer.asked(question, self._vocabulary)
        towns = [place for place in asked if place.kind is Kind.TOWN]
        asked = [p for p in asked if p in towns or not self._country_of(towns, p)]
        told = [place for place in asked if self._is_told(place, question)]
        notes = [
            f"“{place.name}” is no item’s place; the texts that name it were searched."
            for place in told
            if not place.here
        ]
        asked = [place for place in asked if place not in told]
        if len(asked) > 1:
            names = " and ".join(place.name for place in asked)
            return None, [*notes, f"Only one place can be a filter; {names} were left as words."]
        return (asked[0].name if asked else None), notes

    def _country_of(self, towns: Sequence[Place], country: Place) -> bool:
        """Tell whether a country was only added to one of its towns ("Ohrid, North Macedonia")."""
        return any(
            satisfies(document, Filters(place=town.name))
            and satisfies(document, Filters(place=country.name))
            for town in towns
            for document in self.documents
        )

    def _is_told(self, place: Place, question: str) -> bool:
        """Tell whether a place is meant that is no dateline's, or not the one that has it."""
        told = self._told_places.get(place.key, ())
        if not place.here:
            return bool(told)
        if place.kind is Kind.COUNTRY or not told:
            return False
        home = self.satisfying(Filters(place=place.name))
        wanted = set(terms(question)) - set(terms(place.name))
        there = [sentence for document, sentence in told if document not in home]
        here = [p.searchable for p in self._passages if p.document_id in home]
        best_there, best_here = (
            max((len(wanted & set(terms(text))) for text in texts), default=0)
            for texts in (there, here)
        )
        return best_there >= best_here + _MARGIN

    @cached_property
    def _told_places(self) -> dict[str, list[tuple[str, str]]]:
        """Map the key of each place that is told of to (document, sentence) pairs.

        A town's name that begins a longer name ("Paris Pact") names no town.
        """
        found: dict[str, list[tuple[str, str]]] = {}
        for passage in self._passages:
            for start, end in sentence_offsets(passage.text):
                sentence = passage.text[start:end]
                for mention in self._gazetteer.mentions(sentence):
                    named = re.match(r"\s+[^\W\d_a-z]", sentence[mention.end :])
                    if mention.place.kind is Kind.COUNTRY or not named:
                        pair = (passage.document_id, sentence)
                        found.setdefault(mention.place.key, []).append(pair)
        return found

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        texts = (passage.searchable for passage in self._passages)
        return frozenset(fold(word) for text in texts for word in re.findall(r"[^\W_]+", text))

    def _topic(self, question: str) -> tuple[Topic | None, list[str]]:
        named = list(dict.fromkeys(_topics(question)))
        wrong = [topic for topic in named if not 1 <= topic.goal <= _GOALS]
        notes = [
            f"There is no SDG {topic.goal}, only 1 to {_GOALS}; it was left out of the search."
            for topic in wrong
        ]
        named = [topic for topic in named if topic not in wrong]
        aimed = [topic for topic in named if topic.target] or named
        if len(aimed) > 1:
            said = " and ".join(map(say_topic, aimed))
            return None, [*notes, f"Only one topic can be a filter; {said} were left as words."]
        return (aimed[0] if aimed else None), notes

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
        return f"No item is placed in {filters.place}. {_listed('Places', towns)}"

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
        if "dates" in labels(filters) and left.place and not left.topic:
            dated = [d.dates for d in self.documents if d.dates and satisfies(d, left)]
            said = [say_days(*one) for one in sorted({(d.first, d.last) for d in dated})]
            return f"{why} {_listed(f'Dates of items in {left.place}', said, where='')}"
        return why


def _days(filters: Filters) -> tuple[date | None, date | None]:
    return filters.first, filters.last


def _overruled(read: str, given: str) -> str:
    return f"The question says {read}, the filter {given}; the filter counts."


def _topics(question: str) -> Iterator[Topic]:
    for match in _TOPIC.finditer(question):
        if match["alone"]:
            yield Topic(int(match["alone"]))
        else:
            yield Topic(int(match["goal"]), f"{int(match['goal'])}.{match['part'].lower()}")


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
        Filters(place=filters.place),
        Filters(topic=filters.topic),
    )


def _joined(parts: Sequence[Filters]) -> Filters:
    joined = Filters()
    for part in parts:
        joined = replace(
            joined,
            first=part.first or joined.first,
            last=part.last or joined.last,
            place=part.place or joined.place,
            topic=part.topic or joined.topic,
        )
    return joined


def _listed(what: str, values: Sequence[str], where: str = " in the archive") -> str:
    if not values:
        return f"{what}{where}: none."
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"{what}{where}: {', '.join(values[:_SHOWN])}{more}."
