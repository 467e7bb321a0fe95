"""What is known of all documents of an archive at once: days, places, topics, files, by row.

Computed when an index is built. Rows are numbered in the order of the archive; whoever asks for
the documents of some days, places or topics goes over arrays, not over documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeqa import arrays as stored
from seeqa.arrays import Array, Strings, whole
from seeqa.language.countries import is_country
from seeqa.language.english import english_words
from seeqa.language.placenames import names_of, place_key, plain_words
from seeqa.terms import words
from seeqa.types import BlockKind, DateRange, Days, Document, Filters, Topic

Mask = NDArray[np.bool_]

_SHORTEST = 4  # letters of a part of a name that stands for the place
_LINES = (BlockKind.HEADLINE, BlockKind.DATELINE, BlockKind.TOPICS)
_NONE = -1


@dataclass(frozen=True, slots=True)
class Tables:
    """The distinct values that the columns have by number.

    `names` are those of places, the keys of which are `keys` (`place_key`). `here` gives for each
    place, by its key, the name that the archive has first, of countries before towns, `shown` that
    of the news alone; `within` are its towns and their countries, so named, `offered` all its
    names, those of countries first. `parts` are words that stand for a place alone. `together` are
    the sets of keys that a document has, each with the first place of the first such document.
    """

    names: tuple[str, ...]
    keys: tuple[str, ...]
    here: dict[str, str]
    shown: dict[str, str]
    within: dict[str, str]
    parts: tuple[tuple[str, str], ...]
    offered: tuple[str, ...]
    together: tuple[tuple[tuple[str, ...], str | None], ...]
    topics: tuple[Topic, ...]


class Columns:
    """The columns of an archive's documents."""

    def __init__(self, arrays: dict[str, Array], tables: Tables) -> None:
        """Take what `of` made."""
        self._arrays = arrays
        self._tables = tables
        self.ids = Strings.loaded(arrays, "ids")
        self.files = Strings.loaded(arrays, "files")
        self._by_id: NDArray[np.int32] = arrays["by-id"]
        self.file: NDArray[np.int32] = arrays["file"]
        self.first: NDArray[np.int32] = arrays["first"]
        self.last: NDArray[np.int32] = arrays["last"]
        self.town: NDArray[np.int32] = arrays["town"]
        self.country: NDArray[np.int32] = arrays["country"]
        self.by_title: NDArray[np.int32] = arrays["by-title"]
        self.news: Mask = arrays["news"]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Columns:
        """Compute the columns of documents."""
        arrays = _of_documents(documents) | _of_days(documents)
        placed, tables = _of_places(documents)
        topics = list(dict.fromkeys(topic for d in documents for topic in d.topics))
        number = {topic: i for i, topic in enumerate(topics)}
        told = [
            (row, number[t]) for row, d in enumerate(documents) for t in dict.fromkeys(d.topics)
        ]
        arrays |= placed | _table(("topic-row", "topic"), told)
        return cls(arrays, Tables(**tables, topics=tuple(topics)))

    def save(self, path: Path) -> None:
        """Write them into files of that name."""
        topics = [(topic.goal, topic.target) for topic in self._tables.topics]
        form = {name: getattr(self._tables, name) for name in Tables.__slots__}
        stored.save(path, self._arrays, form | {"topics": topics})

    @classmethod
    def load(cls, path: Path) -> Columns:
        """Open what `save` wrote."""
        arrays, form = stored.load(path)
        tables = Tables(
            names=tuple(form["names"]),
            keys=tuple(form["keys"]),
            here=form["here"],
            shown=form["shown"],
            within=form["within"],
            parts=tuple((part, name) for part, name in form["parts"]),
            offered=tuple(form["offered"]),
            together=tuple((tuple(keys), town) for keys, town in form["together"]),
            topics=tuple(Topic(goal, target) for goal, target in form["topics"]),
        )
        return cls(arrays, tables)

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.ids)

    # --- rows ---------------------------------------------------------------------------------

    def row(self, document_id: str) -> int | None:
        """Return the row of a document; None where there is none such."""
        low, high = 0, len(self.ids)
        while low < high:
            middle = (low + high) // 2
            if self.ids[int(self._by_id[middle])] < document_id:
                low = middle + 1
            else:
                high = middle
        row = int(self._by_id[low]) if low < len(self.ids) else _NONE
        return row if row != _NONE and self.ids[row] == document_id else None

    @property
    def all(self) -> Chosen:
        """All documents that are news."""
        return Chosen(self, self.news)

    def chosen(self, document_ids: Iterable[str]) -> Chosen:
        """Return the documents of some ids."""
        rows = (self.row(one) for one in document_ids)
        return Chosen(self, self.marked([row for row in rows if row is not None]))

    def marked(self, rows: Sequence[int] | NDArray[np.integer[Any]]) -> Mask:
        """Return for each document whether it is one of some rows."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[np.asarray(rows, dtype=np.int64)] = True
        return found

    # --- days -----------------------------------------------------------------------------------

    @cached_property
    def stretches(self) -> tuple[DateRange, ...]:
        """All stretches of days that a document has, each once, in order."""
        return tuple(
            DateRange(date.fromordinal(int(first)), date.fromordinal(int(last)))
            for first, last in self._arrays["stretches"]
        )

    def days_of(self, rows: Mask) -> list[tuple[date, date]]:
        """Return the first stretch of days of some documents, each once, in order."""
        own = {*zip(self.first[rows].tolist(), self.last[rows].tolist(), strict=True)}
        return [(date.fromordinal(a), date.fromordinal(b)) for a, b in sorted(own) if a]

    def months_of(self, rows: Mask, first: date, last: date, step: int) -> dict[int, int]:
        """Return how many of some documents have a day in each month from one day to another.

        Months are counted from year 0, so many at a `step`; each stands for those up to the next.
        """
        of = rows[self._arrays["day-row"]]
        begin, end = (self._arrays[name][of] for name in ("day-first", "day-last"))
        begin, end = np.maximum(begin, first.toordinal()), np.minimum(end, last.toordinal())
        row, begin, end = (some[begin <= end] for some in (self._arrays["day-row"][of], begin, end))
        at, until = (_months(days) // step for days in (begin, end))
        touched = until - at + 1
        offset = np.arange(touched.sum()) - np.repeat(np.cumsum(touched) - touched, touched)
        pairs = np.stack([np.repeat(row, touched), np.repeat(at, touched) + offset])
        months, counts = np.unique(np.unique(pairs, axis=1)[1], return_counts=True)
        return {int(m) * step: int(n) for m, n in zip(months, counts, strict=True)}

    def in_order(self, rows: Mask) -> NDArray[np.intp]:
        """Return the rows of some documents by their first days and ids; the undated come last."""
        first, last, undated = self.first[rows], self.last[rows], self.first[rows] == 0
        return np.flatnonzero(rows)[np.lexsort((self._rank[rows], last, first, undated))]

    @cached_property
    def _rank(self) -> NDArray[np.intp]:
        """Where the id of each document stands among all in order."""
        return np.argsort(self._by_id)

    def age(self, row: int) -> float | None:
        """Return where a document's first day stands among all, from 0 to 1, the newest."""
        if not self.first[row]:
            return None
        days = self._arrays["days"]
        return float(np.searchsorted(days, self.first[row])) / max(len(days) - 1, 1)

    def in_time(self, days: Sequence[Days]) -> Mask:
        """Return the documents of which a day is in one of some stretches."""
        firsts, lasts = self._arrays["day-first"], self._arrays["day-last"]
        met = np.zeros(len(firsts), dtype=np.bool_)
        for first, last in days:
            begins = (first or date.min).toordinal()
            met |= (begins <= lasts) & (firsts <= (last or date.max).toordinal())
        return self.marked(self._arrays["day-row"][met])

    # --- places -----------------------------------------------------------------------------------

    @property
    def tables(self) -> Tables:
        """The distinct values."""
        return self._tables

    @cached_property
    def unplaced(self) -> Mask:
        """The documents of which no place is known."""
        return ~self.marked(self._arrays["place-row"])

    @cached_property
    def _number_of_key(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self._tables.keys)}

    def placed_in(self, places: Iterable[str]) -> Mask:
        """Return the documents of which a town or a country is one of some places."""
        numbers = (self._number_of_key.get(place_key(place)) for place in places)
        known = [number for number in numbers if number is not None]
        met = np.isin(self._arrays["place-key"], known)
        return self.marked(self._arrays["place-row"][met])

    def keys_in(self, rows: Mask) -> NDArray[np.int64]:
        """Return how many of some documents have each of the keys of places."""
        of = self._arrays["place-key"][rows[self._arrays["place-row"]]]
        return np.bincount(of, minlength=len(self._tables.keys))

    # --- files and topics ---------------------------------------------------------------------

    def of_file(self, name: str) -> Mask:
        """Return the documents of a file."""
        return np.equal(self.file, _NONE if (at := self.files.find(name)) is None else at)

    def about(self, topics: Sequence[Topic]) -> Mask:
        """Return the documents with one of some goals, or of some targets."""
        is_so = (any(_is(topic, asked) for asked in topics) for topic in self._tables.topics)
        numbers = [number for number, is_one in enumerate(is_so) if is_one]
        return self.marked(self._arrays["topic-row"][np.isin(self._arrays["topic"], numbers)])

    def topics_in(self, rows: Mask) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the topics of some documents: the row and the number of each."""
        of = rows[self._arrays["topic-row"]]
        return self._arrays["topic-row"][of], self._arrays["topic"][of]

    # --- all of it ---------------------------------------------------------------------------

    def has_line(self, kind: BlockKind) -> Mask:
        """Return the documents that have a headline, a dateline, or a line of topics."""
        bit = 1 << _LINES.index(kind)
        return np.asarray(self._arrays["lines"] & bit, dtype=np.bool_)

    def satisfying(self, filters: Filters) -> Chosen:
        """Return the documents that satisfy every filter that is set.

        Its days overlap those asked for; a town or country of it is one of the places, by any of
        its names, and none of those excluded; its topics have one of the goals, or of the targets
        where such are asked for. A document without days, place or topics satisfies no filter that
        asks for them.
        """
        found = np.ones(len(self), dtype=np.bool_)
        if filters.days:
            found &= self.in_time(filters.days)
        if filters.places:
            found &= self.placed_in(filters.places)
        if filters.not_places:
            found &= ~self.placed_in(filters.not_places)
        if filters.topics:
            found &= self.about(filters.topics)
        if filters.items:
            found &= self.chosen(filters.items).rows
        return Chosen(self, found)


class Chosen(Set[str]):
    """Some of an archive's documents: whether each row is one, and their ids as a set."""

    __slots__ = ("_columns", "_count", "rows")

    def __init__(self, columns: Columns, rows: Mask) -> None:
        """Take for each row whether it is chosen."""
        self.rows = rows
        self._columns = columns
        self._count = int(np.count_nonzero(rows))

    def __contains__(self, document_id: object) -> bool:
        """Tell whether a document is one of them, by its id."""
        row = self._columns.row(document_id) if isinstance(document_id, str) else None
        return row is not None and bool(self.rows[row])

    def __iter__(self) -> Iterator[str]:
        """Yield their ids in the order of the archive."""
        return (self._columns.ids[row] for row in np.flatnonzero(self.rows).tolist())

    def __len__(self) -> int:
        """Return how many they are."""
        return self._count

    def both(self, other: Chosen) -> Chosen:
        """Return those that are among others too."""
        return Chosen(self._columns, self.rows & other.rows)

    def within(self, document_ids: Iterable[str]) -> list[str]:
        """Return those that are among some ids, in the order of the archive."""
        return list(self.both(self._columns.chosen(document_ids)))

    def earliest(self, count: int) -> list[str]:
        """Return at most so many: all in the order of the archive, else the first by date."""
        if len(self) <= count:
            return list(self)
        return [self._columns.ids[row] for row in self._columns.in_order(self.rows)[:count]]


def _months(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the months, from year 0, that days lie in, which are counted as `date` does."""
    since = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return since.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _is(topic: Topic, asked: Topic) -> bool:
    if asked.target is None:
        return topic.goal == asked.goal
    return topic.target is not None and topic.target.lower() == asked.target.lower()


def _table(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> dict[str, Array]:
    """Return some rows of numbers as a column for each name."""
    table = np.array(rows, dtype=np.int32).reshape(-1, len(names))
    return {name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(names)}


def _of_documents(documents: Sequence[Document]) -> dict[str, Array]:
    ids = [document.id for document in documents]
    files = sorted({document.file for document in documents})
    number = {file: i for i, file in enumerate(files)}
    titles = [words(document.title) for document in documents]
    kinds = ({block.kind for block in document.blocks} for document in documents)
    lines = (sum(1 << i for i, kind in enumerate(_LINES) if kind in has) for has in kinds)
    return {
        **Strings.of(ids).arrays("ids"),
        "by-id": whole(sorted(range(len(ids)), key=ids.__getitem__)),
        **Strings.of(files).arrays("files"),
        "file": whole(number[document.file] for document in documents),
        "by-title": whole(sorted(range(len(ids)), key=titles.__getitem__)),
        "lines": np.fromiter(lines, dtype=np.uint8),
        "news": np.array([not document.about for document in documents], dtype=np.bool_),
    }


def _of_days(documents: Sequence[Document]) -> dict[str, Array]:
    own = [document.dates for document in documents]
    days = [
        (row, one.first.toordinal(), one.last.toordinal())
        for row, document in enumerate(documents)
        for one in (document.dates, *document.more_dates)
        if one
    ]
    first = whole(one.first.toordinal() if one else 0 for one in own)
    stretches = sorted({(first, last) for _, first, last in days})
    return {
        "first": first,
        "last": whole(one.last.toordinal() if one else 0 for one in own),
        "days": np.unique(first[first > 0]),
        "stretches": np.array(stretches, dtype=np.int32).reshape(-1, 2),
        **_table(("day-row", "day-first", "day-last"), days),
    }


def _of_places(documents: Sequence[Document]) -> tuple[dict[str, Array], dict[str, Any]]:
    here = _named(documents)
    news = [document for document in documents if not document.about]
    shown = _named(news)
    names = dict.fromkeys(name for document in documents for name in names_of(document))
    named, keyed = ({one: i for i, one in enumerate(some)} for some in (names, here))
    together: dict[tuple[str, ...], str | None] = {}
    placed: list[tuple[int, int]] = []
    for row, document in enumerate(documents):
        own = sorted({place_key(name) for name in names_of(document)})
        placed += ((row, keyed[key]) for key in own)
        together.setdefault(tuple(own), document.place)
    arrays = {
        "town": whole(named.get(d.place or "", _NONE) for d in documents),
        "country": whole(named.get(d.country or "", _NONE) for d in documents),
        **_table(("place-row", "place-key"), placed),
    }
    tables = {
        "names": tuple(names),
        "keys": tuple(here),
        "here": here,
        "shown": shown,
        "within": _within(news, shown),
        "parts": tuple(_parts(here)),
        "offered": tuple(_offered(news)),
        "together": tuple(together.items()),
    }
    return arrays, tables


def _pairs(documents: Iterable[Document]) -> list[tuple[str | None, str | None]]:
    return [pair for d in documents for pair in ((d.place, d.country), *d.more_places)]


def _named(documents: Sequence[Document]) -> dict[str, str]:
    """Return the first name of each place by its key, those of countries before those of towns."""
    pairs = _pairs(documents)
    found: dict[str, str] = {}
    for name in [*(country for _, country in pairs), *(town for town, _ in pairs)]:
        if name:
            found.setdefault(place_key(name), name)
    return found


def _within(documents: Sequence[Document], shown: dict[str, str]) -> dict[str, str]:
    """Return the country of each town that is no country."""
    pairs = _pairs(documents)
    countries = {place_key(country) for _, country in pairs if country}
    return {
        shown[place_key(town)]: shown[place_key(country)]
        for town, country in pairs
        if town and country and place_key(town) not in countries
    }


def _offered(documents: Sequence[Document]) -> list[str]:
    pairs = _pairs(documents)
    countries = {country for _, country in pairs if country}
    towns = {town for town, _ in pairs if town} - countries
    return [*sorted(countries), *sorted(towns)]


def _parts(here: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each word that only one place's name has and that is no plain word: "piraeus"."""
    counted = Counter(word for key in here for word in set(key.split()))
    several = [name for name in here.values() if len(words(name)) > 1 and not is_country(name)]
    plain = frozenset(english_words() if several else ())
    for name in several:
        for word in words(name):
            part = " ".join(plain_words(word))
            if len(word) >= _SHORTEST and word not in plain and counted[part] <= 1:
                yield part, name
