"""Stretches of days, both ends included, without an end where it is None: joined, shared, said."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from seeqa.types import DateRange, Days

DAY = timedelta(1)
ALWAYS: Days = (None, None)


def merged(days: Iterable[Days]) -> list[Days]:
    """Return stretches in order, those that overlap or meet as one."""
    found: list[Days] = []
    for first, last in sorted(days, key=lambda one: one[0] or date.min):
        before = found[-1] if found else None
        if before is None or (before[1] and (first or date.min) > before[1] + DAY):
            found.append((first, last))
        else:
            ends = before[1] and last and max(before[1], last)
            found[-1] = (before[0], ends)
    return found


def common(some: Iterable[Days], others: Iterable[Days]) -> list[Days]:
    """Return the stretches that lie in both."""
    others = list(others)
    both = [
        (
            max(filter(None, (one[0], other[0])), default=None),
            min(filter(None, (one[1], other[1])), default=None),
        )
        for one in some
        for other in others
    ]
    return merged((first, last) for first, last in both if not (first and last) or first <= last)


def outside(days: Iterable[Days]) -> list[Days]:
    """Return the stretches that lie in none of some."""
    left = [ALWAYS]
    for first, last in days:
        before: list[Days] = [(None, first - DAY)] if first else []
        after: list[Days] = [(last + DAY, None)] if last else []
        left = common(left, [*before, *after])
    return left


def meet(days: Iterable[Days], dates: Iterable[DateRange]) -> bool:
    """Tell whether one of some stretches has a day in common with one of an item's or archive's."""
    dates = list(dates)
    return any(
        (first or date.min) <= one.last and one.first <= (last or date.max)
        for first, last in days
        for one in dates
    )


def ends_of(year: int, month: int = 0) -> tuple[date, date]:
    """Return the first and last day of a month, or of a year."""
    last = month or 12
    return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1])


def say_days(first: date | None, last: date | None) -> str:
    """Say a stretch of days: "17 May 2022", "9–31 May 2022", "June 2022", "since 20 May 2022"."""
    if first is None or last is None:
        return f"since {first:%-d %B %Y}" if first else f"until {last:%-d %B %Y}" if last else ""
    if first == last:
        return f"{first:%-d %B %Y}"
    whole = first.day == 1 and last == ends_of(last.year, last.month)[1]
    if whole and (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
    if first.year != last.year:
        return f"{first:%B %Y} – {last:%B %Y}" if whole else f"{first:%-d %B %Y} – {last:%-d %B %Y}"
    if first.month != last.month:
        return f"{first:%B} – {last:%B %Y}" if whole else f"{first:%-d %B} – {last:%-d %B %Y}"
    return f"{first:%B %Y}" if whole else f"{first.day}–{last:%-d %B %Y}"
