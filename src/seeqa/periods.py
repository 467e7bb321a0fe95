"""The dates of an English question: days, ranges, parts of months, months, years, relative dates.

    "between 11 and 13 May", "in late May", "since 20 May 2022", "on 17.5.2022", "last week"

Single days are built by `datetime.date`; the grammar around them is our own, because the date
libraries guess on running text (docs/design.md). Does not know whether a date is an item's: that
is `seeqa.facts`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from seeqa.language.dates import MONTH, MONTHS
from seeqa.types import DateRange

LEFT_OUT = "it was left out of the search."  # ends the notes on what cannot be asked for


class Unit(IntEnum):
    """How finely a date is said."""

    DAY = 1
    MONTH = 2
    YEAR = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days asked for; an end that is None is open ("since 20 May").

    `said` are the days named, `text` the words; `relative` if they depend on today.
    """

    first: date | None
    last: date | None
    said: DateRange
    unit: Unit
    text: str
    relative: bool = False


@dataclass(frozen=True, slots=True)
class _Point:
    """A date as written: what of it was said, not yet a day."""

    start: int
    end: int
    unit: Unit
    month: int = 0
    year: int | None = None
    days: tuple[int, int] | None = None
    part: str | None = None
    fixed: tuple[date, date] | None = None  # of a relative date, which needs no year


_DASH = r"[-–—]"
_NTH = r"(?:st|nd|rd|th)?(?!\d)"
_AND = rf"\s*(?:{_DASH}|[/&,]|,?\s*\b(?:and|or)\b|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*"
_DAYS = (
    rf"(?P<d1>\d{{1,2}}){_NTH}"
    rf"(?:(?:\s*,\s*\d{{1,2}}{_NTH})*{_AND}(?:the\s+)?(?P<d2>\d{{1,2}}){_NTH})?"
)
_YEAR = r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?"
_NAMED = rf"(?P<m>{MONTH})"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SEVERAL = _NUMBERS | {str(n): n for n in range(2, 11)}
_PART = (
    r"(?P<part>(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|final)\s+week|"
    rf"(?:first|last|final)\s+(?:(?:few|{'|'.join(_SEVERAL)})\s+)?days|"
    r"(?:first|second)\s+half|beginning|start|middle|end|early|mid|late)"
)
_FIRST_AND_LAST: dict[str, tuple[int, int]] = {  # a last day below 1 counts from the month's end
    "first week": (1, 7),
    "second week": (8, 14),
    "third week": (15, 21),
    "fourth week": (22, 28),
    "fifth week": (29, 0),
    "last week": (-6, 0),
    "first days": (1, 7),
    "last days": (-6, 0),
    "first half": (1, 15),
    "second half": (16, 0),
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 0),
    **{f"first {n} days": (1, count) for n, count in _SEVERAL.items()},
    **{f"last {n} days": (1 - count, 0) for n, count in _SEVERAL.items()},
}
_SAME_PART = {
    "beginning": "early",
    "start": "early",
    "middle": "mid",
    "end": "late",
    "final days": "last days",
    **{f"final {n} days": f"last {n} days" for n in _SEVERAL},
} | {
    f"{short} week": f"{long} week"
    for short, long in zip(
        ("1st", "2nd", "3rd", "4th", "5th", "final"),
        ("first", "second", "third", "fourth", "fifth", "last"),
        strict=True,
    )
}
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?(?![\d-])")
_NUMERIC = re.compile(
    r"(?P<d>\d{1,2})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d.]\d|\d)"
)
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAYS}\s+(?:of\s+)?{_NAMED}{_YEAR}",
        rf"{_NAMED}\s+(?:the\s+)?{_DAYS}{_YEAR}",
        rf"{_PART}(?:\s+(?:of|in)\s+|{_DASH}|\s+){_NAMED}{_YEAR}",
        rf"{_NAMED}{_YEAR}",
    )
)
_BARE_YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)\b(?!\s+(?!is\b|was\b|has\b|does\b)[a-z]{2,}s\b)")
_RELATIVE = re.compile(
    rf"(?P<day>yesterday|tomorrow|today)\b|"
    rf"(?:the\s+)?(?P<which>this|current|last|past|previous|next)\s+"
    rf"(?:(?P<unit>week|month|year)|(?P<weekday>{_WEEKDAY}))\b(?!\s+(?:of|in)\b)|"
    rf"(?:last|past)\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+"
    rf"(?P<units>days|weeks|months)\b|"
    rf"(?<=on )(?P<bare>{_WEEKDAY})\b(?!,?\s+(?:the\s+)?\d)",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    rf"(?<![\w.])(?=\d|{MONTH}|{_PART}\b|yesterday|today|tomorrow|this\b|current|last|past|"
    rf"previous|next|{_WEEKDAY})",
    re.IGNORECASE,
)
_FIRST_WORDS = rf"(?:\s+(?:the|on|in|{_WEEKDAY},?))*\s+$"
_BOUND = re.compile(
    r"\b(?P<word>since|as (?:of|from)|on or after|(?:no|not) earlier than|not before|from|"
    r"starting(?:\s+(?:from|on))?|after|later than|on or before|(?:no|not) later than|before|"
    rf"earlier than|prior to|until|till|up to|by|week (?:of|from|beginning)){_FIRST_WORDS}",
    re.IGNORECASE,
)
_SINCE = ("since", "starting", "as ", "on or after", "no earlier", "not earlier", "not before")
_UNTIL = ("until", "till", "up to", "by", "on or before", "no later than", "not later than")
_ONWARDS = re.compile(r"\s+(?:onwards?|or later|and after|and later)\b", re.IGNORECASE)
_BACKWARDS = re.compile(r"\s+(?:or earlier|and before|and earlier)\b", re.IGNORECASE)
_JOINS = re.compile(
    rf"(?:\s*(?:{_DASH}|/)\s*|\s+(?:to|until|till|through|up to|and|or|&)\s+)"
    rf"(?:(?:the|on|in|{_WEEKDAY},?)\s+)*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s\D*$", re.IGNORECASE)
_EACH = re.compile(r"\s+(?:and|or|&)\s.*", re.IGNORECASE)
_SAID_WEEKDAY = re.compile(rf"\b({_WEEKDAY}),?\s+(?:the\s+)?$", re.IGNORECASE)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|during|for|since|from|until|till|before|after|by|to|throughout|through|between|"
    r"and|this|last|next|whole|entire|all|the|which|what|any)\s+$|/$",
    re.IGNORECASE,
)
# "May" and "march" are words of other kinds too, and "Jan" and "Mar" begin names.
_BEFORE_DOUBTFUL_MONTH = re.compile(
    r"\b(?:in|during|since|until|till|before|after|throughout|between|this|last|next)\s+$",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|of|during|since|before|after|until|till|from|to|throughout|through|for|by|between|"
    r"and|year)\s+$(?<!\blater in )|(?:19|20)\d\d\s*[-–/]\s*$",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\s+(?:be|have|not|also|well|only|still)\b")
_HAPPENING = re.compile(r"\b(?:happen|held|place|event|meeting|news|occur)", re.IGNORECASE)


class _Impossible(ValueError):
    """What was written is no date."""


def read_periods(
    text: str, *, today: date, dated: Sequence[DateRange] = ()
) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """Return the periods that a question names, in order, and notes on what could not be read.

    A missing year is the latest in which one of `dated`, the archive's days, falls on that month
    or day; else the latest of the archive; without any, that of `today`.
    """
    points = _points(text, today)
    periods: list[Period] = []
    notes: list[str] = []
    while points:
        point = points.pop(0)
        pair = points.pop(0) if points and _joined(text, point, points[0]) else None
        try:
            periods.append(_period(text, point, pair, dated, today))
        except _Impossible as problem:
            notes.append(f"{problem}; {LEFT_OUT}")
        except (ValueError, OverflowError):  # a year that `date` does not have
            written = text[point.start : (pair or point).end]
            notes.append(f"{written} is no date; {LEFT_OUT}")
        else:
            notes += _doubts(text, point, pair, periods[-1])
    return tuple(periods), tuple(notes)


# --- dates as written -----------------------------------------------------------------------


def _points(text: str, today: date) -> list[_Point]:
    points: list[_Point] = []
    for trigger in _TRIGGER.finditer(text):
        place = trigger.start()
        if points and place < points[-1].end:
            continue
        point = (
            _numeric(text, place)
            or _written(text, place)
            or _relative(text, place, today)
            or _bare_year(text, place)
        )
        if point:
            points.append(point)
    return points


def _numeric(text: str, place: int) -> _Point | None:
    match = _ISO.match(text, place)
    if match:
        days = (int(match["d"]), int(match["d"])) if match["d"] else None
        unit = Unit.DAY if days else Unit.MONTH
        return _Point(place, match.end(), unit, int(match["m"]), int(match["y"]), days)
    match = _NUMERIC.match(text, place)
    if match is None:
        return None
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
    if month > 12 >= day:  # "05/17/2022" can only be month first
        day, month = month, day
    return _Point(place, match.end(), Unit.DAY, month, year + 2000 * (year < 100), (day, day))


def _written(text: str, place: int) -> _Point | None:
    match = next((m for pattern in _WRITTEN if (m := pattern.match(text, place))), None)
    if match is None:
        return None
    found = match.groupdict()
    name, before = match["m"], text[:place]
    year = int(match["y"]) if match["y"] else None
    if found.get("d1"):
        first, last = int(match["d1"]), int(match["d2"] or match["d1"])
        month_first = match.start("m") == place
        if month_first and not year and re.search(r"\bin\s+$", before, re.IGNORECASE):
            return _Point(place, match.end("m"), Unit.MONTH, _month(name))  # "in May 12 officers"
        if not month_first and name == "may" and _MODAL.match(text, match.end("m")):
            return None
        return _Point(place, match.end(), Unit.DAY, _month(name), year, (first, last))
    part = found.get("part")
    if not part and not year and not _is_month(name, before):
        return None
    part = " ".join(part.lower().replace("few ", "").split()) if part else None
    return _Point(place, match.end(), Unit.MONTH, _month(name), year, None, part)


def _is_month(name: str, before: str) -> bool:
    """Tell whether a month's name without day and year is a month here."""
    plain = name.rstrip(".")
    if len(plain) < 4 and plain.lower() != "may":
        return bool(_BEFORE_DOUBTFUL_MONTH.search(before))
    if plain in ("may", "march"):
        return bool(_BEFORE_DOUBTFUL_MONTH.search(before)) or before.lower().endswith(" of ")
    return bool(_BEFORE_MONTH.search(before)) or plain.lower() not in ("may", "march")


def _month(name: str) -> int:
    return MONTHS.get(name.lower().rstrip("."), 0)  # 0: "Aprıl", which IGNORECASE takes for it


def _bare_year(text: str, place: int) -> _Point | None:
    match = _BARE_YEAR.match(text, place)
    if match is None or not _BEFORE_YEAR.search(text[:place]):
        return None
    year = int(match["y"])
    return _Point(place, match.end(), Unit.YEAR, year=year)


def _relative(text: str, place: int, today: date) -> _Point | None:
    match = _RELATIVE.match(text, place)
    if match is None:
        return None
    weekday = match["weekday"] or match["bare"]
    unit = Unit.DAY
    if match["day"]:
        if match["day"].lower() == "today" and not _HAPPENING.search(text):
            return None  # "But, today, it is clear": these days
        days = {"yesterday": -1, "today": 0, "tomorrow": 1}[match["day"].lower()]
        first = last = today + timedelta(days)
    elif weekday:
        back = (today.weekday() - _WEEKDAYS[weekday.lower()]) % 7 or 7
        first = last = today + timedelta(
            7 - back if (match["which"] or "").lower() == "next" else -back
        )
    elif match["n"]:
        count = _NUMBERS.get(match["n"].lower()) or int(match["n"])
        size = {"days": 1, "weeks": 7, "months": 30}[match["units"].lower()]
        first, last = today - timedelta(count * size - 1), today
    else:
        step = {"last": -1, "past": -1, "previous": -1, "next": 1}.get(match["which"].lower(), 0)
        first, last = _STRETCHES[match["unit"].lower()](today, step)
        unit = {"month": Unit.MONTH, "year": Unit.YEAR}.get(match["unit"].lower(), Unit.DAY)
    return _Point(place, match.end(), unit, fixed=(first, last))


def _week(today: date, step: int) -> tuple[date, date]:
    monday = today + timedelta(7 * step - today.weekday())
    return monday, monday + timedelta(6)


def _whole_month(today: date, step: int) -> tuple[date, date]:
    months = today.year * 12 + today.month - 1 + step
    return _days_of_month(months // 12, months % 12 + 1)


def _whole_year(today: date, step: int) -> tuple[date, date]:
    return date(today.year + step, 1, 1), date(today.year + step, 12, 31)


_STRETCHES: dict[str, Callable[[date, int], tuple[date, date]]] = {
    "week": _week,
    "month": _whole_month,
    "year": _whole_year,
}


# --- from written to days -------------------------------------------------------------------


def _joined(text: str, one: _Point, other: _Point) -> bool:
    return bool(_JOINS.fullmatch(text, one.end, other.start))


def _period(
    text: str, one: _Point, other: _Point | None, dated: Sequence[DateRange], today: date
) -> Period:
    """Return the days of a date, or of two joined to a range. Raises _Impossible."""
    written = text[one.start : (other or one).end]
    year = other.year if other and one.year is None else one.year
    said = _days(text, replace(one, year=year), dated, today)
    if other:
        last = _days(
            text, replace(other, year=one.year if other.year is None else other.year), dated, today
        )
        if one.year and not other.year and last.last < said.first:  # over New Year
            last = _days(text, replace(other, year=one.year + 1), dated, today)
        said = _range(said, last, given=bool(one.year), written=written)
        return Period(
            said.first, said.last, said, max(one.unit, other.unit), written, bool(one.fixed)
        )
    return _bounded(text, one, Period(said.first, said.last, said, one.unit, written))


def _bounded(text: str, point: _Point, period: Period) -> Period:
    """Open an end where the words around the date do: "since", "before", "onwards"."""
    match = _BOUND.search(text[: point.start])
    word = match["word"].lower() if match else ""
    start = match.start("word") if match else point.start
    first, last, said = period.first, period.last, period.said
    one_day = point.unit is Unit.DAY and first == last
    if word.startswith(_SINCE) or (word == "from" and one_day):
        last = None
    elif word.endswith(_UNTIL):
        first = None
    elif word in ("after", "later than"):
        first, last = said.last + timedelta(1), None
    elif word in ("before", "earlier than", "prior to"):
        first, last = None, said.first - timedelta(1)
    elif word.startswith("week") and one_day:
        first, last = _week(said.first, 0)
        said = DateRange(first, last)
    else:
        start = point.start
    if _ONWARDS.match(text, point.end):
        first, last = said.first, None
    elif _BACKWARDS.match(text, point.end):
        first, last = None, said.last
    return Period(first, last, said, point.unit, text[start : point.end], bool(point.fixed))


def _days(text: str, point: _Point, dated: Sequence[DateRange], today: date) -> DateRange:
    if point.fixed:
        return DateRange(*point.fixed)
    if point.year is not None:
        return _in_year(text, point, point.year)
    years = {day.year for days in dated for day in (days.first, days.last)} or {today.year}
    found = []
    for year in sorted(years, reverse=True):
        days = _in_year(text, point, year)
        if any(overlap(days, item) for item in dated):
            return days
        found.append(days)
    return found[0]


def _in_year(text: str, point: _Point, year: int) -> DateRange:
    written = text[point.start : point.end]
    if not point.month and point.unit is Unit.YEAR:
        return DateRange(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= point.month <= 12:
        raise _Impossible(f"{written} is no date")
    first, last = _days_of_month(year, point.month)
    if point.part:
        one, other = _FIRST_AND_LAST[_SAME_PART.get(point.part, point.part)]
        days = (one if one > 0 else last.day + one, other if other > 0 else last.day)
    elif point.days:
        days = point.days
    else:
        return DateRange(first, last)
    if not min(days) >= 1 or max(days) > last.day:
        wrong = max(days) if max(days) > last.day else min(days)
        raise _Impossible(f"{wrong} {first:%B}{f' {point.year}' * bool(point.year)} is no date")
    if days[0] > days[1]:
        raise _Impossible(f"“{written}” ends before it starts")
    return DateRange(first.replace(day=days[0]), first.replace(day=days[1]))


def _range(one: DateRange, other: DateRange, *, given: bool, written: str) -> DateRange:
    """Return the days from one to the other; over New Year if that is what is meant."""
    first = one.first
    if first > other.last and not given and first.month > other.last.month:
        earlier = DateRange(first.replace(year=first.year - 1, day=min(first.day, 28)), one.last)
        if (other.last - earlier.first).days < 183:
            first = first.replace(year=first.year - 1)
    if first > other.last:
        raise _Impossible(f"“{written}” ends before it starts")
    return DateRange(first, other.last)


def _days_of_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def overlap(one: DateRange, other: DateRange) -> bool:
    """Tell whether two stretches of days have a day in common."""
    return one.first <= other.last and other.first <= one.last


def _doubts(text: str, point: _Point, pair: _Point | None, period: Period) -> list[str]:
    """Return what a user should know of how a date was read."""
    said: list[str] = []
    written = text[point.start : point.end]
    day = period.said.first
    match = _NUMERIC.fullmatch(text, point.start, point.end)
    if match and int(match["d"]) <= 12 and int(match["m"]) <= 12 and match["d"] != match["m"]:
        said.append(f"{written} was read with the day first: {day:%-d %B %Y}.")
    each = pair and _EACH.fullmatch(text, point.end, pair.start)
    apart = (period.said.last - day).days > 1
    if each and apart and not _BETWEEN.search(text[: point.start]):
        said.append(f"The dates were taken together: {say_days(day, period.said.last)}.")
    weekday = _SAID_WEEKDAY.search(text[: point.start])
    if weekday and point.days and _WEEKDAYS[weekday[1].lower()] != day.weekday():
        said.append(f"{day:%-d %B %Y} is a {day:%A}, not a {weekday[1].capitalize()}.")
    return said


def say_days(first: date | None, last: date | None) -> str:
    """Say a stretch of days: "17 May 2022", "9–31 May 2022", "June 2022", "since 20 May 2022"."""
    if first is None or last is None:
        return f"since {first:%-d %B %Y}" if first else f"until {last:%-d %B %Y}" if last else ""
    if first == last:
        return f"{first:%-d %B %Y}"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"{first.year}"
    if (first, last) == _days_of_month(first.year, first.month):
        return f"{first:%B %Y}"
    if first.year != last.year:
        return f"{first:%-d %B %Y} – {last:%-d %B %Y}"
    return (
        f"{first:%-d %B} – {last:%-d %B %Y}"
        if first.month != last.month
        else (f"{first.day}–{last:%-d %B %Y}")
    )
