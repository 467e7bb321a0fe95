"""The items of an archive as a catalogue: searched by words, narrowed, sorted, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, overload
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from seeqa.columns import Columns, Mask
from seeqa.lexicon import Lexicon
from seeqa.terms import words
from seeqa.types import Document, Filters, Topic

if TYPE_CHECKING:
    from seeqa.index import Index

Value = TypeVar("Value", str, Topic)
MAX_TEXT = 200  # characters searched for


class Order(StrEnum):
    """How items are sorted; those without a date come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: words, filters, a file, each of them only if it is set; and the order."""

    text: str = ""
    filters: Filters = Filters()
    file: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Count(Generic[Value]):
    """How many items have a value; an `inner` one is a part of the last before that is not."""

    value: Value
    items: int
    inner: bool = False


class Items(Sequence[Document]):
    """Some items in some order, each read when it is looked at; what is known of all at once."""

    def __init__(
        self, columns: Columns, documents: Mapping[str, Document], order: NDArray[np.integer]
    ) -> None:
        """Take the rows of the items in their order."""
        self.columns = columns
        self.order = order
        self._documents = documents

    @classmethod
    def none(cls) -> Items:
        """Return no items, of no archive."""
        return cls(Columns.of(()), {}, np.zeros(0, dtype=np.int64))

    def of_file(self, name: str) -> Items:
        """Return those of a file."""
        kept = self.columns.of_file(name)[self.order]
        return Items(self.columns, self._documents, self.order[kept])

    @cached_property
    def rows(self) -> Mask:
        """Whether each document of the archive is one of them."""
        return self.columns.marked(self.order)

    @property
    def dated(self) -> int:
        """How many of them have a date."""
        return int(np.count_nonzero(self.columns.first[self.order]))

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last of their days; None where none has a date."""
        days = self.columns.days_of(self.rows)
        return (days[0][0], max(last for _, last in days)) if days else None

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> Document: ...

    @overload
    def __getitem__(self, at: slice) -> list[Document]: ...

    def __getitem__(self, at: int | slice) -> Document | list[Document]:
        """Return an item, or some."""
        if isinstance(at, slice):
            return [self._at(row) for row in self.order[at].tolist()]
        return self._at(int(self.order[at]))

    def _at(self, row: int) -> Document:
        return self._documents[self.columns.ids[row]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the items found can be narrowed to, most frequent first; `dated` are those of any day.

    Each is counted as if nothing of its own kind were chosen, so that another can be.
    """

    dated: Items
    places: tuple[Count[str], ...]
    topics: tuple[Count[Topic], ...]
    files: tuple[Count[str], ...]


class Catalogue:
    """The items of an archive."""

    def __init__(
        self, columns: Columns, lexicon: Lexicon, documents: Mapping[str, Document]
    ) -> None:
        """Take what is known of all documents, their words, and each by its id."""
        self._columns = columns
        self._lexicon = lexicon
        self._documents = documents
        self.items = self._sorted(columns.news)

    @classmethod
    def of(cls, index: Index) -> Catalogue:
        """Return the catalogue of an index, made when it is first asked for."""
        if index not in _MADE:
            _MADE[index] = cls(index.columns, index.lexicon, index.documents)
        return _MADE[index]

    def find(self, wish: Wish) -> Items:
        """Return the items that satisfy the wish, sorted.

        Every word of its text begins a word of the item, both folded: "grad" finds "Gradiška".
        """
        columns = self._columns
        found = columns.news & columns.satisfying(wish.filters).rows
        for word in dict.fromkeys(words(wish.text)):
            found &= columns.marked(self._lexicon.begun(word))
        if wish.file:
            found &= columns.of_file(wish.file)
        return self._sorted(found, wish.order)

    def counts(self, wish: Wish) -> Counts:
        """Return what the items found can be narrowed to."""
        find, filters = cache(self.find), wish.filters
        return Counts(
            dated=find(replace(wish, filters=replace(filters, first=None, last=None))),
            places=_places(find(replace(wish, filters=replace(filters, places=())))),
            topics=_topics(find(replace(wish, filters=replace(filters, topics=())))),
            files=_files(find(replace(wish, file=""))),
        )

    def _sorted(self, rows: Mask, order: Order | None = None) -> Items:
        """Return items in an order, else in that of the archive."""
        columns, at = self._columns, np.flatnonzero(rows)
        if order is Order.HEADLINE:
            return Items(columns, self._documents, columns.by_title[rows[columns.by_title]])
        if order:
            days = columns.first[at]
            at = at[np.lexsort((-days if order is Order.NEWEST else days, days == 0))]
        return Items(columns, self._documents, at)


_MADE: WeakKeyDictionary[Index, Catalogue] = WeakKeyDictionary()


def _places(items: Items) -> tuple[Count[str], ...]:
    """Count countries with their towns, and towns whose country is not known."""
    tables, counts = items.columns.tables, items.columns.keys_in(items.rows)
    named = sorted((tables.shown[tables.keys[i]], i) for i in np.flatnonzero(counts).tolist())
    return _nested({name: int(counts[i]) for name, i in named}, tables.within)


def _topics(items: Items) -> tuple[Count[Topic], ...]:
    """Count goals with their targets."""
    topics = items.columns.tables.topics
    rows, numbers = items.columns.topics_in(items.rows)
    counts = Counter({topics[i]: int(n) for i, n in enumerate(np.bincount(numbers)) if n})
    goals = np.array([topic.goal for topic in topics], dtype=np.int64)[numbers]
    for goal in np.unique(goals).tolist():
        counts[Topic(goal)] = len(np.unique(rows[goals == goal]))
    known = sorted(counts, key=lambda topic: (topic.goal, topic.target or ""))
    within = {topic: Topic(topic.goal) for topic in known if topic.target}
    return _nested({topic: counts[topic] for topic in known}, within)


def _files(items: Items) -> tuple[Count[str], ...]:
    columns = items.columns
    counts = np.bincount(columns.file[items.order])
    named = sorted((columns.files[i], int(counts[i])) for i in np.flatnonzero(counts).tolist())
    return _nested(dict(named), {})


def _nested(counts: Mapping[Value, int], within: Mapping[Value, Value]) -> tuple[Count[Value], ...]:
    """Return counts, the most frequent first, else as they come; after each those within it."""
    inner = {value for value in counts if within.get(value) in counts}
    ranked = sorted(counts, key=lambda value: -counts[value])
    parts: dict[Value, list[Value]] = {value: [value] for value in ranked if value not in inner}
    for value in ranked:
        if value in inner:
            parts[within[value]].append(value)
    return tuple(
        Count(value, counts[value], value in inner) for part in parts.values() for value in part
    )
