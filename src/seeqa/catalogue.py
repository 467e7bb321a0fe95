"""The items of an archive as a catalogue: searched by words, narrowed, sorted, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from seeqa.question.matching import satisfies
from seeqa.question.places import keys_of, place_key
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


@dataclass(frozen=True, slots=True)
class Counts:
    """What the items found can be narrowed to, most frequent first; `dated` are those of any day.

    Each is counted as if nothing of its own kind were chosen, so that another can be.
    """

    dated: tuple[Document, ...]
    places: tuple[Count[str], ...]
    topics: tuple[Count[Topic], ...]
    files: tuple[Count[str], ...]


class Catalogue:
    """The items of an archive, with their words folded once."""

    def __init__(self, items: Iterable[Document]) -> None:
        """Take the items in the order of the archive."""
        self.items = tuple(items)
        self._words = [f" {' '.join(words(item.text))}" for item in self.items]
        self._places = _Places(self.items)
        self._sorted = {order: self._by(key) for order, key in _KEYS.items()}

    @classmethod
    def of(cls, index: Index) -> Catalogue:
        """Return the catalogue of an index, made when it is first asked for."""
        if index not in _MADE:
            _MADE[index] = cls(index.items.values())
        return _MADE[index]

    def find(self, wish: Wish) -> tuple[Document, ...]:
        """Return the items that satisfy the wish, sorted.

        Every word of its text begins a word of the item, both folded: "grad" finds "Gradiška".
        """
        begun = [f" {word}" for word in dict.fromkeys(words(wish.text))]
        return tuple(
            self.items[at]
            for at in self._sorted[wish.order]
            if all(begin in self._words[at] for begin in begun)
            and (not wish.file or self.items[at].file == wish.file)
            and satisfies(self.items[at], wish.filters)
        )

    def counts(self, wish: Wish) -> Counts:
        """Return what the items found can be narrowed to."""
        find, filters = cache(self.find), wish.filters
        return Counts(
            dated=find(replace(wish, filters=replace(filters, first=None, last=None))),
            places=self._places.count(find(replace(wish, filters=replace(filters, places=())))),
            topics=_topics(find(replace(wish, filters=replace(filters, topics=())))),
            files=_nested(sorted(item.file for item in find(replace(wish, file=""))), {}),
        )

    def _by(self, key: Callable[[Document], tuple[object, ...]]) -> Sequence[int]:
        keys = [key(item) for item in self.items]
        return sorted(range(len(keys)), key=keys.__getitem__)


_MADE: WeakKeyDictionary[Index, Catalogue] = WeakKeyDictionary()


def _day(item: Document) -> int:
    return item.dates.first.toordinal() if item.dates else 0


_KEYS: Mapping[Order, Callable[[Document], tuple[object, ...]]] = {
    Order.NEWEST: lambda item: (item.dates is None, -_day(item)),
    Order.OLDEST: lambda item: (item.dates is None, _day(item)),
    Order.HEADLINE: lambda item: tuple(words(item.title)),
}


class _Places:
    """The names of an archive's places by their keys, and which town is in which country."""

    def __init__(self, items: Sequence[Document]) -> None:
        pairs = [p for item in items for p in ((item.place, item.country), *item.more_places)]
        self._named: dict[str, str] = {}
        for name in [*(country for _, country in pairs), *(town for town, _ in pairs)]:
            if name:
                self._named.setdefault(place_key(name), name)
        countries = {place_key(country) for _, country in pairs if country}
        self._within = {
            self._named[place_key(town)]: self._named[place_key(country)]
            for town, country in pairs
            if town and country and place_key(town) not in countries
        }

    def count(self, items: Sequence[Document]) -> tuple[Count[str], ...]:
        """Count countries with their towns, and towns whose country is not known."""
        names = [self._named[key] for item in items for key in keys_of(item)]
        return _nested(sorted(names), self._within)


def _topics(items: Sequence[Document]) -> tuple[Count[Topic], ...]:
    """Count goals with their targets."""
    goals = ({*item.topics, *(Topic(topic.goal) for topic in item.topics)} for item in items)
    topics = sorted((t for some in goals for t in some), key=lambda t: (t.goal, t.target or ""))
    return _nested(topics, {topic: Topic(topic.goal) for topic in topics if topic.target})


def _nested(values: Iterable[Value], within: Mapping[Value, Value]) -> tuple[Count[Value], ...]:
    """Count values, the most frequent first, else as they come; after each those within it."""
    counts = Counter(values)
    inner = {value for value in counts if within.get(value) in counts}
    ranked = sorted(counts, key=lambda value: -counts[value])
    parts: dict[Value, list[Value]] = {value: [value] for value in ranked if value not in inner}
    for value in ranked:
        if value in inner:
            parts[within[value]].append(value)
    return tuple(
        Count(value, counts[value], value in inner) for part in parts.values() for value in part
    )
