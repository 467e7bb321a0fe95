"""Dates as people write them: "12-13 May", "May 3, 2023", "28/06/2021", "June 2022" -> days.

Finds them in a text with their offsets and says what is not written: a year, or which of the two
numbers of "03/04/2019" is the day. The dates of a question are read by `seeqa.question.periods`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from seeqa.types import DateRange, Origin

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
MONTHS["sept"] = 9
# In the neighbours' languages, as far as the names are none of English.
_FOREIGN = (
    "januar janvier enero gennaio januari stycznia siječnja ianuarie janar ocak",
    "februar février febrero febbraio februari lutego veljače februarie shkurt şubat",
    "märz mars marzo março maart marca ožujka martie mart",
    "avril abril aprile kwietnia travnja aprilie prill nisan",
    "mai mayo maggio maio mei maja svibnja mayıs",
    "juni juin junio giugno junho czerwca lipnja iunie qershor haziran",
    "juli juillet julio luglio julho lipca srpnja iulie korrik temmuz",
    "août agosto augustus sierpnia kolovoza gusht ağustos",
    "septembre septiembre settembre setembro września rujna septembrie shtator eylül",
    "oktober octobre octubre ottobre outubro października listopada octombrie tetor ekim",
    "novembre noviembre novembro listopada studenoga noiembrie nëntor kasım",
    "dezember décembre diciembre dicembre dezembro grudnia prosinca decembrie dhjetor aralık",
)
_NAMED = MONTHS | {
    name: number for number, names in enumerate(_FOREIGN, 1) for name in names.split()
}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
WEEKDAYS = frozenset(
    name.lower() for names in (calendar.day_name, calendar.day_abbr) for name in names
) | {"tues", "thur", "thurs", "weds"}
# Without "mon", "sun" and the like of other languages: a weekday says no more than its date.
_WEEKDAYS = WEEKDAYS | set(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi
    vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo""".split()
)
_WEEKDAY = (
    "(?:(?:" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b\.?,?\s*(?:the\s+)?)?"
)
# A few forms, each with the names of what stands where; the first that matches is the longest.
_PARTS = {
    "to": r"\s*(?:[-‐‑‒–—−/]|\b(?:to|until|and)\b|&)\s*",
    "also": r"(?:\s*,\s*\d{1,2}(?:st|nd|rd|th)?)*",
    "y": r"(?:19|20|21)\d\d(?!\d)",
    "d": r"\d{1,2}(?:st\b|nd\b|rd\b|th\b|\.(?=\s?[^\W\d]))?",
    "m": "(?:" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")\b\.?",
    "o": r"\d{1,2}(?:st\b|nd\b|rd\b|th\b)?",
    "of": r"\s*(?:of\s+)?",
    "s": r"(?:\s*,\s*|\s+)",
    "w": _WEEKDAY,
    "n": r"\d{1,2}",
}
_FORMS = (
    r"(?P<y1>{y})-(?P<n1>{n})-(?P<n2>{n})(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
    r"(?P<y1>{y})(?P<mark>[/.])(?P<n1>{n})(?P=mark)(?P<n2>{n})(?!\d)",
    r"(?:(?P<n0>{n})\s?[-–]\s?)?(?P<n1>{n})(?P<mark>[/.-])\s?(?P<n2>{n})(?P=mark)\s?(?P<y1>{y})",
    r"(?P<n1>{n})(?P<mark>[/.])(?P<n2>{n})(?P=mark)(?P<y0>\d\d)(?![\d/.]\d)(?!\d)",
    r"{w}(?P<d1>{d}){of}(?P<m1>{m})(?:{s}(?P<y1>{y}))?(?P<to>{to}){w}(?P<d2>{d}){of}(?P<m2>{m})(?:{s}(?P<y2>{y}))?",
    r"{w}(?P<d1>{d})(?:(?P<also>{also})(?P<to>{to}){w}(?P<d2>{d}))?{of}(?P<m1>{m})(?:{s}(?P<y1>{y}))?",
    r"{w}(?P<m1>{m})\s*(?P<d1>{o})(?!\d)(?:{s}(?P<y1>{y}))?(?P<to>{to}){w}(?P<m2>{m})\s*(?P<d2>{o})(?!\d)(?:{s}(?P<y2>{y}))?",
    r"{w}(?P<m1>{m})\s*(?P<d1>{o})(?:(?P<also>{also})(?P<to>{to})(?P<d2>{o}))?(?!\d)(?:{s}(?P<y1>{y}))?",
    r"(?P<m1>{m})(?:{to}(?P<m2>{m}))?(?:{s})(?P<y1>{y})",
)
_COMPILED = tuple(
    re.compile(rf"(?<![\w.,])(?<!\d/){form.format(**_PARTS)}(?![^\W_])", re.IGNORECASE)
    for form in _FORMS
)
_LEAP = 2000  # in which every day of the calendar is
_NUMERIC = 4  # so many of the forms are of numbers alone
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"\d[-/.]\s?\d")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?(?!\d)"
)
_UNTIL = re.compile(r"\s*(?:[-–—/]|\b(?:to|until)\b)\s*", re.IGNORECASE)
_INTERVAL = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)/(?P<last>\d{4}-\d\d-\d\d)")  # ISO 8601
_SHORT_YEAR = re.compile(r"(.*[^\W\d]\.?)[\s-]+['’]?(\d\d)")
_TURNED = re.compile(rf"(?<!\d)((?:19|20)\d\d)[\s.-]*({MONTH})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# The dateline with which a quoted sentence may begin, without what it may be: "11 May, Oslo: ".
_LEADING = re.compile(r"(?P<line>\d[^:]{2,90}): ")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written, and where: its days, each (year, month, day) with 0 for what is missing.

    `first` and `last` differ in a range; `others` are the further days of a list ("3, 7 and
    9 May"). `order` says which of two numbers is the day: "day" the first, "month" the second,
    "either" if it may be both (it is then read as the first), "" where the month is a word.
    """

    start: int
    end: int
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    others: tuple[tuple[int, int, int], ...] = ()
    order: str = ""

    @property
    def has_year(self) -> bool:
        """Whether the year is written."""
        return bool(self.last[0] or self.first[0])

    @property
    def has_day(self) -> bool:
        """Whether a day is written, not only a month."""
        return bool(self.first[2])

    @property
    def turned(self) -> Written | None:
        """The numbers read the other way round, the month first; None where that is no date."""
        (y1, m1, d1), (y2, m2, d2) = self.first, self.last
        if self.order != "either":
            return None
        return replace(self, first=(y1, d1, m1), last=(y2, d2, m2))


def find_dates(text: str) -> list[Written]:
    """Return the dates in a text, in order, none within another."""
    if not _DIGIT.search(text):
        return []
    numbered = _NUMBERS.search(text) is not None
    named = not _NAMED.keys().isdisjoint(_WORD.findall(text.lower()))
    forms = _COMPILED[0 if numbered else _NUMERIC : None if named else _NUMERIC]
    found: list[Written] = []
    at = 0
    upcoming: list[re.Match[str] | None] = [form.search(text) for form in forms]
    while True:
        for number, match in enumerate(upcoming):
            if match is not None and match.start() < at:
                upcoming[number] = forms[number].search(text, at)
        left = [match for match in upcoming if match is not None]
        if not left:
            return _joined(text, found)
        match = min(left, key=lambda m: (m.start(), -m.end()))
        written = _written(match)
        if written is not None:
            found.append(written)
        at = match.end() if written is not None else match.start() + 1


def _joined(text: str, found: Sequence[Written]) -> list[Written]:
    """Join two days to a range, where nothing but a dash or the like is between them."""
    joined: list[Written] = []
    for one in found:
        first = joined[-1] if joined else None
        if first and _UNTIL.fullmatch(text[first.end : one.start]):
            whole = first.first == first.last < one.first == one.last
            if whole and first.has_day and one.has_day and first.has_year and one.has_year:
                joined[-1] = replace(first, end=one.end, last=one.last)
                continue
        joined.append(one)
    return joined


def days_of(
    written: Written, *, year: int | None = None, origin: Origin = Origin.DATELINE
) -> tuple[DateRange, ...]:
    """Return the days of a date, in order; none where they are not possible or lack a year.

    A missing year is taken from `year`, and the days are then marked as inferred.
    """
    told = written.last[0] or written.first[0]
    if not told and year is None:
        return ()
    first, last = (_filled(day, told or year or 0) for day in (written.first, written.last))
    if first[1] > last[1] and not written.first[0]:  # "30 December - 2 January 2023"
        first = (last[0] - 1, first[1], first[2])
    ends = _day(first), _day(last, ending=True)
    others = [_day(_filled(day, told or year or 0)) for day in written.others]
    if None in ends or None in others or (ends[0] or date.max) > (ends[1] or date.min):
        return ()
    inferred = not told
    ranges = [DateRange(d, d, inferred, origin) for d in others if d]
    begin, end = ends
    assert begin is not None and end is not None
    return tuple(sorted([*ranges, DateRange(begin, end, inferred, origin)], key=lambda r: r.first))


def parse_dates(text: str, *, year: int | None = None) -> DateRange | None:
    """Read a text that is nothing but a date ("30-31 May 2022"); None if it is no possible date."""
    stripped = text.strip()
    found = find_dates(stripped)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(stripped)):
        return None
    days = days_of(found[0], year=year)
    return days[0] if len(days) == 1 else None


def in_name(name: str) -> Written | None:
    """Return the date in a file's name: "press_2024-02", "20190314-news", "2022-May"; or None."""
    plain = name.replace("_", " ")
    for written in (plain, plain.replace("-", " ")):
        found = [one for one in find_dates(written) if one.has_year]
        if found:
            return found[-1]
    if match := _COMPACT.search(name):
        day = (int(match[1]), int(match[2]), int(match[3] or 0))
        return Written(match.start(), match.end(), day, day)
    if match := _TURNED.search(plain):
        day = (int(match[1]), _month(match[2]), 0)
        return Written(match.start(), match.end(), day, day)
    return None


def in_field(text: str) -> Written | None:
    """Return the date in a place for one, where shorter forms are dates: "2023-06", "27 Dec 10"."""
    if interval := _INTERVAL.fullmatch(text.strip()):
        first, last = (find_dates(interval[name]) for name in ("first", "last"))
        if first and last and first[0].first < last[0].last:
            return replace(first[0], last=last[0].last, end=len(text))
    if found := find_dates(text):
        if found[0].has_year or not (short := _SHORT_YEAR.fullmatch(text.strip())):
            return found[0]
        return next(iter(find_dates(f"{short[1]} 20{short[2]}")), None)
    return in_name(text) if _COMPACT.fullmatch(text.strip()) else None


def year_in(text: str) -> int | None:
    """Return the last year that stands in a text, or None."""
    found = _YEAR.findall(text)
    return int(found[-1]) if found else None


def leading(text: str) -> tuple[int, int]:
    """Return where the dateline with which a text may begin ends, and where the rest begins."""
    line = _LEADING.match(text)
    return (line.end("line"), line.end()) if line else (0, 0)


def _written(match: re.Match[str]) -> Written | None:
    """Return what a form matched, None where a number is out of range."""
    got = match.groupdict()
    start, end = match.span()
    if got.get("n1"):
        return _numeric(got, start, end)
    first_month, last_month = (_month(got.get(name)) for name in ("m1", "m2"))
    if first_month == 0:
        return None  # "Aprıl", which IGNORECASE takes for "April"
    years = [int(got.get(name) or 0) for name in ("y1", "y2")]
    if got.get("d1") is None:
        first, last = (years[0], first_month, 0), (years[0], last_month or first_month, 0)
        return Written(start, end, first, last)
    days = [_number(got["d1"]), *map(_number, _numbers(got.get("also")))]
    until = _number(got["d2"]) if got.get("d2") else days[-1]
    if not all(1 <= day <= 31 for day in (*days, until)):
        return None
    last_year = years[1] or (years[0] if not got.get("y2") else 0)
    last = (last_year, last_month or first_month, until)
    first = (years[0] if got.get("m2") else last_year, first_month, days[0])
    written = Written(start, end, first, last)
    apart = _BETWEEN.search(match.string[:start]) is None
    return _listed(written, days[1:], got) if apart else written


def _listed(written: Written, between: Sequence[int], got: Mapping[str, str | None]) -> Written:
    """Take "3 and 7 May" for two days, "3 and 4 May", "3, 4 and 5 May" for a range."""
    link = (got.get("to") or "").strip().lower()
    if got.get("m2"):
        year = written.last[0] or _LEAP
        first, last = (_day(_filled(one, year)) for one in (written.first, written.last))
        if link not in ("and", "&") or not first or not last or (last - first).days <= 1:
            return written
        told = written.first if written.first[0] else (written.last[0], *written.first[1:])
        return replace(written, first=written.last, others=(told,))
    year, month, day = written.first
    days = [day, *between, written.last[2]]
    apart = link in ("and", "&", "/") or between
    if not apart or len(set(days)) == 1 or days == list(range(days[0], days[0] + len(days))):
        return written
    others = tuple((year, month, one) for one in days[:-1])
    return replace(written, first=(year, month, days[-1]), others=others)


def _numeric(got: Mapping[str, str | None], start: int, end: int) -> Written | None:
    one, two = int(got["n1"] or 0), int(got["n2"] or 0)
    if "n0" not in got and "y0" not in got:  # the year stands first
        day = (int(got["y1"] or 0), one, two)
        return Written(start, end, day, day) if _day(day) else None
    year = int(got.get("y1") or 0) or 2000 + int(got.get("y0") or 0)
    before = int(got.get("n0") or one)
    if two > 12 and one <= 12:  # the month first, as in America
        day = (year, one, two)
        return Written(start, end, day, day, order="month") if _day(day) else None
    first, last = (year, two, before), (year, two, one)
    if not _day(first) or not _day(last):
        return None
    order = "either" if one <= 12 and before <= 12 and one != two else "day"
    return Written(start, end, first, last, order=order)


def _numbers(text: str | None) -> list[str]:
    return re.findall(r"\d+", text or "")


def _number(text: str | None) -> int:
    return int(re.sub(r"\D", "", text or "") or 0)


def _month(name: str | None) -> int:
    return _NAMED.get((name or "").lower().rstrip("."), 0)


def _filled(day: tuple[int, int, int], year: int) -> tuple[int, int, int]:
    return (day[0] or year, day[1], day[2])


def _day(day: tuple[int, int, int], *, ending: bool = False) -> date | None:
    """Return a day; of a month alone its first, or its last where it is an end."""
    year, month, number = day
    if not number:
        number = calendar.monthrange(year, month)[1] if ending and 1 <= month <= 12 else 1
    try:
        return date(year, month, number)
    except ValueError:
        return None


def between(text: str, spans: Sequence[Written]) -> Iterator[str]:
    """Yield what stands before, between and after dates."""
    at = 0
    for one in spans:
        yield text[at : one.start]
        at = one.end
    yield text[at:]
