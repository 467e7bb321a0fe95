"""What an archive's datelines tell of dates, places and topics, asked by a question.

Reads filters in a question, says why none of the items satisfies them, and which would if less
were asked. A date or a place is a filter only where some item has it; what texts tell of others
is found by the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial, reduce
from typing import TypeVar

import numpy as np

from seeqa.columns import Chosen, Columns
from seeqa.language.parse import Parse
from seeqa.language.placenames import forms_of, place_key, plain_words
from seeqa.lexicon import Lexicon
from seeqa.question.days import ALWAYS, common, say_days
from seeqa.question.matching import labels, say_topic, with_days
from seeqa.question.periods import LEFT_OUT, covers, read_dates
from seeqa.question.phrase import lexemes, standing_for_items, token_at
from seeqa.question.places import Gazetteer
from seeqa.terms import fold, terms
from seeqa.types import DateRange, Document, Filters, Topic

_Value = TypeVar("_Value")
_GOALS = 17
_SHOWN = 12  # of a list of what the archive has
_REMEMBERED = 64  # filters of which it is known which documents satisfy them
_OF_GOALS = frozenset("sdg sdgs goal goals target targets".split())
_BESIDE_GOALS = _OF_GOALS | {"number", "no", "."}
_LISTED = frozenset("and or & / , to on for under".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """The filters that a question says, notes on what was not understood, the terms that say it.

    `none` says why no item can be meant, where days are said that no item has.
    """

    filters: Filters = Filters()
    notes: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    none: str = ""


class Facts:
    """The dates, places and topics of an archive."""

    def __init__(
        self, columns: Columns, lexicon: Lexicon, documents: Mapping[str, Document]
    ) -> None:
        """Take the archive: what is known of all its documents, their words, and each by its id."""
        self._columns = columns
        self._documents = documents
        self._gazetteer = Gazetteer(columns.tables)
        remembered = lru_cache(maxsize=_REMEMBERED)
        self._satisfying = remembered(columns.satisfying)
        self._belonging = remembered(partial(_belonging, columns, lexicon, documents))

    def title(self, document_id: str) -> str:
        """Return what to call a document; its id where the archive has none such."""
        document = self._documents.get(document_id)
        return document.title if document else document_id

    def chosen(self, document_ids: Iterable[str]) -> Chosen:
        """Return the documents of some ids."""
        return self._columns.chosen(document_ids)

    @property
    def _dated(self) -> Sequence[DateRange]:
        return self._columns.stretches

    # --- reading a question -----------------------------------------------------------------

    def read(self, parse: Parse) -> Reading:
        """Return what a question asks of the items' dates, places and topics."""
        placed = self._gazetteer.read(parse)
        dates = read_dates(parse, self._dated, placed.said)
        named = dict(_topics(parse)) if self._columns.tables.topics else {}
        wrong = [topic for topic in named if not 1 <= topic.goal <= _GOALS]
        aimed = {topic.goal for topic in named if topic.target}
        topics = [t for t in named if t not in wrong and (t.target or t.goal not in aimed)]
        asked = Filters(places=placed.places, not_places=placed.not_places, topics=tuple(topics))
        notes = [f"There is no SDG {topic.goal}, only 1 to {_GOALS}; {LEFT_OUT}" for topic in wrong]
        if len(topics) > 1 and any(token.lemma == "both" for token in parse.tokens):
            notes.append(f"The filter is {labels(asked)['topic']}, not both at once.")
        said = (*placed.said, *dates.said, *named.values())
        return Reading(
            with_days(asked, dates.days),
            (*dates.notes, *placed.notes, *notes),
            _terms(parse, said) if said else frozenset(),
            dates.none,
        )

    def combine(self, given: Filters, read: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Return filters given by hand together with those read in a question.

        The narrower of two counts; where they contradict, the given one, and a note says so.
        Given places are written as the archive does.
        """
        days = common(given.days or [ALWAYS], read.days or [ALWAYS])
        placed = tuple(self._gazetteer.shown(place) for place in given.places)
        places = _narrowed(placed, read.places, self._narrower)
        topics = _narrowed(given.topics, read.topics, _narrower_topic)
        both = Filters(
            places=places or placed,
            topics=topics or given.topics,
            not_places=tuple(dict.fromkeys((*given.not_places, *read.not_places))),
            items=given.items,
        )
        said, kept = labels(read), labels(replace(given, places=placed))
        refused = {
            "dates": not days,
            "place": placed and not places,
            "topic": given.topics and not topics,
        }
        notes = [_overruled(said[name], kept[name]) for name, is_so in refused.items() if is_so]
        return with_days(both, days or given.days), tuple(notes)

    def _narrower(self, one: str, other: str) -> str | None:
        """Return the town of a town and its country, or a place that both name."""
        if place_key(one) == place_key(other):
            return one
        both = {place_key(one), place_key(other)}
        return next((town for keys, town in self._columns.tables.together if both == {*keys}), None)

    # --- satisfying filters -----------------------------------------------------------------

    def satisfying(self, filters: Filters) -> Chosen:
        """Return the documents that satisfy the filters."""
        return self._satisfying(filters)

    def belonging(self, filters: Filters) -> Chosen:
        """Return the documents that satisfy the filters as a reader would take them.

        An item of which no place is known is in those that its text names.
        """
        return self._belonging(filters)

    def relaxed(self, filters: Filters) -> Filters:
        """Return the filters without those that leave no item: alone, else in combination."""
        kept = [part for part in _parts(filters) if part and self.belonging(part)]
        while kept and not self.belonging(_joined(kept)):
            kept.pop(0)
        return _joined(kept)

    def why_none(self, filters: Filters) -> str:
        """Say which filter leaves no item, and what the archive has instead."""
        whys = (self._no_days, self._no_place, self._no_topic, self._not_there)
        said = [
            why(part)
            for part, why in zip(_parts(filters), whys, strict=True)
            if part and not self.belonging(part)
        ]
        return " ".join(said) or self._no_combination(filters)

    def _no_days(self, filters: Filters) -> str:
        wanted = labels(filters)["dates"]
        if not self._dated:
            return f"No item is dated {wanted}: no item of the archive has a date."
        return f"No item is dated {wanted}; the archive covers {covers(self._dated)}."

    def _no_place(self, filters: Filters) -> str:
        towns = (self._columns.tables.names[i] for i in np.unique(self._columns.town) if i >= 0)
        listed = _listed("Places", sorted(towns, key=fold))
        return f"No item is {_said_by('place', filters)}. {listed}"

    def _no_topic(self, filters: Filters) -> str:
        topics = self._columns.tables.topics
        by_number = sorted(topics, key=lambda topic: (topic.goal, topic.target or ""))
        said = [say_topic(topic) for topic in by_number]
        return f"No item contributes to {labels(filters)['topic']}. {_listed('Topics', said)}"

    def _not_there(self, filters: Filters) -> str:
        return f"The archive has no item {' or '.join(filters.items)} (any more)."

    def _no_combination(self, filters: Filters) -> str:
        wanted = [_said_by(name, filters) for name in labels(filters)]
        why = f"No item is {' and '.join(wanted)} at once."
        left = self.relaxed(filters)
        if "dates" in labels(filters) and left.places and not left.topics:
            said = [say_days(*days) for days in self._columns.days_of(self.satisfying(left).rows)]
            of_them = f"Dates of items in {labels(left)['place']}"
            return f"{why} {_listed(of_them, said, where='')}"
        return why


def _belonging(
    columns: Columns, lexicon: Lexicon, documents: Mapping[str, Document], filters: Filters
) -> Chosen:
    found = columns.satisfying(filters)
    if not filters.places or not columns.unplaced.any():
        return found
    among = columns.satisfying(replace(filters, places=())).rows & columns.unplaced
    named = [
        row
        for place in filters.places
        for form in filter(None, forms_of(place))
        for row in lexicon.naming(form).tolist()
        if among[row] and (len(form) == 1 or _says(documents[columns.ids[row]], form))
    ]
    return Chosen(columns, found.rows | columns.marked(named))


def _says(document: Document, form: Sequence[str]) -> bool:
    """Tell whether a document has words one after another, by their plain letters."""
    return f" {' '.join(form)} " in f" {' '.join(plain_words(document.text))} "


def _terms(parse: Parse, said: Sequence[tuple[int, int]]) -> frozenset[str]:
    """Return the terms of the words that say filters, and of what stands for items: "news"."""
    places = [parse.text[first:last] for first, last in said]
    return frozenset(terms(" ".join([*places, *standing_for_items(parse)])))


def _said_by(name: str, filters: Filters) -> str:
    """Say what an item is that satisfies a filter: "dated May 2022", "placed outside Serbia"."""
    words = {
        "dates": "dated",
        "place": "placed in" if filters.places else "placed",
        "topic": "about",
        "item": "",
    }
    return f"{words[name]} {labels(filters)[name]}".strip()


def _overruled(read: str, given: str) -> str:
    return f"The question says {read}, the filter {given}; the filter counts."


def _topics(parse: Parse) -> Iterator[tuple[Topic, tuple[int, int]]]:
    """Yield the goals and targets that a question names, and where: "SDG 16.4 and 16.a"."""
    words, listing = lexemes(parse.text), False
    for at, word in enumerate(words):
        before = {w.text for w in words[max(at - 2, 0) : at]} & _OF_GOALS
        topic = _topic(word.text)
        token = parse.tokens[token_at(parse, word.start)]
        counts = token.dep == "nummod" and parse.tokens[token.head].start > word.start
        aimed = topic and topic.target and not topic.target[-1].isdecimal()
        named = before and (before - {"target", "targets"} or (topic and topic.target))
        if topic and (aimed or named or (listing and not counts)):
            listing = True
            yield topic, (word.start, word.end)
        elif word.text not in _LISTED | _BESIDE_GOALS:
            listing = False


def _topic(number: str) -> Topic | None:
    """Return a goal or target by its number: "16", "16.a"; None for any other word."""
    goal, _, part = number.partition(".")
    of_goal = goal.isdecimal() and len(goal) <= 2 and (part.isdecimal() or part in (*"abcd", ""))
    return Topic(int(goal), f"{int(goal)}.{part}" if part else None) if of_goal else None


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


def _parts(filters: Filters) -> tuple[Filters, Filters, Filters, Filters]:
    return (
        with_days(Filters(), filters.days),
        Filters(places=filters.places, not_places=filters.not_places),
        Filters(topics=filters.topics),
        Filters(items=filters.items),
    )


def _joined(parts: Sequence[Filters]) -> Filters:
    """Return filters that ask for each of some different parts."""
    return reduce(
        lambda some, part: replace(
            with_days(some, some.days or part.days),
            places=some.places or part.places,
            not_places=some.not_places or part.not_places,
            topics=some.topics or part.topics,
            items=some.items or part.items,
        ),
        parts,
        Filters(),
    )


def _listed(what: str, values: Sequence[str], where: str = " in the archive") -> str:
    if not values:
        return f"{what}{where}: none."
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"{what}{where}: {', '.join(values[:_SHOWN])}{more}."
