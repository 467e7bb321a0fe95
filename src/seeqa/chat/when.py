"""When and where an item was, and where in its file something stands, in words.

What is known otherwise than by the item's dateline says from what: "6 February 2025, Białystok
(front matter)". One form for every view, and for the command line.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.types import DateRange, Origin, Unit

Places = tuple[tuple[str, str | None], ...]
_WRITTEN = (None, Origin.DATELINE, Origin.LINE)  # the dateline, as written, says it
_FIELDS = (Origin.MATTER, Origin.FIELD, Origin.META, Origin.MAIL)


class Dated(Protocol):
    """An item, or a citation of one."""

    @property
    def dateline(self) -> str:
        """The dateline as written, or an empty string."""
        ...

    @property
    def dates(self) -> DateRange | None:
        """Its days."""
        ...

    @property
    def place(self) -> str | None:
        """Its town."""
        ...

    @property
    def country(self) -> str | None:
        """Its country."""
        ...

    @property
    def placed(self) -> Origin | None:
        """From what its place is known."""
        ...

    @property
    def more_dates(self) -> tuple[DateRange, ...]:
        """Its further days."""
        ...

    @property
    def more_places(self) -> Places:
        """Its further places."""
        ...


def when_where(item: Dated, say: Texts = ENGLISH) -> str:
    """Return when and where an item was, and how that is known; empty where neither is.

    Its dateline as written, if it has one; what that does not say is added. Fields of front matter
    or of a table ("2025-02-06") are written out.
    """
    line, dates, where = item.dateline, item.dates, _places(item)
    if dates and dates.origin in _FIELDS:
        line = ""
    elif line and not dates and item.placed in _FIELDS:  # with a date that could not be read
        return f"{line} ({_whence(item.placed, False, say)})"
    told = []
    if dates and not (line and dates.origin in _WRITTEN):
        several = ", ".join(days(one, say) for one in (dates, *item.more_dates))
        told.append((several, _whence(dates.origin, dates.inferred, say)))
    elif dates and dates.inferred:
        line += f" ({say('inferred.as', days=days(dates, say))})"
    if where and not (line and item.placed in _WRITTEN):
        told.append((where, _whence(item.placed, False, say)))
    return ", ".join([*([line] if line else []), *_joined(told)])


def _places(item: Dated) -> str:
    several = ((item.place, item.country), *item.more_places)
    named = [", ".join(part for part in place if part) for place in several]
    return "; ".join(place for place in named if place)


def _whence(origin: Origin | None, inferred: bool, say: Texts) -> str:
    """Return what is said in brackets: "file name, inferred"."""
    known = () if origin in (None, Origin.DATELINE) else (say(f"origin.{origin}"),)
    return ", ".join([*known, *((say("inferred"),) if inferred else ())])


def _joined(told: Sequence[tuple[str, str]]) -> list[str]:
    """Return the parts, each with its brackets; those of the same ones have them once."""
    return [
        ", ".join(part for part, _ in parts) + (f" ({whence})" if whence else "")
        for whence, parts in groupby(told, lambda one: one[1])
    ]


def days(dates: DateRange, say: Texts = ENGLISH) -> str:
    """Return "11–12 May 2022", or "May 2022" and "2022" of all their days."""
    first, last = dates.first, dates.last
    if first == last:
        return say.day(last)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        if (first.year, first.month) == (last.year, last.month):
            return say.month(last)
        if (first.year, first.month, last.month) == (last.year, 1, 12):
            return f"{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return say("days", first=first.day, last=say.day(last))
    return f"{say.day(first)} – {say.day(last)}"


def days_told(dates: DateRange, say: Texts = ENGLISH) -> str:
    """Return the days alone, and how they are known: "6 February 2025 (file name)"."""
    whence = _whence(dates.origin, dates.inferred, say)
    return f"{days(dates, say)} ({whence})" if whence else days(dates, say)


def place_in_file(unit: Unit, first: int, last: int, say: Texts = ENGLISH) -> str:
    """Return where in its file something stands: "page 3", "lines 4–6"."""
    return numbered(unit, [(first, last)], say)


def numbered(unit: Unit, places: Sequence[tuple[int, int]], say: Texts = ENGLISH) -> str:
    """Return several places, each from and to: "lines 3, 40–42, 88"."""
    shown = [f"{first}–{last}" if last > first else str(first) for first, last in places]
    many = "" if len(shown) == 1 and shown[0].isdecimal() else ".many"
    return say(f"at.{unit}{many}", at=", ".join(shown))
