"""Datelines: "12-13 May, Ohrid, North Macedonia" -> days, place, country.

Reads English day-month-year dates and ranges, the form that the bulletins use. Does not guess
the order of all-numeric dates. The dates of a question are read by `seeqa.periods`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from seeqa.types import DateRange

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
MONTHS["sept"] = 9
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DASH = r"\s*[-–—]\s*"
_DATE = (
    rf"(?P<d1>\d{{1,2}})(?:\s+(?P<m1>{MONTH}))?(?:\s+(?P<y1>\d{{4}}))?"
    rf"(?:{_DASH}(?P<d2>\d{{1,2}})(?:\s+(?P<m2>{MONTH}))?)?(?:,?\s+(?P<y2>\d{{4}}))?"
)
# A place is capitalised and short: what keeps "12 May: the officers met" from being a dateline.
_PLACE = r"[^\W\d_][^,:.;]{0,60}"
# The dateline with which a quoted sentence may begin, without what it may be: "11 May, Oslo: ".
_LEADING = re.compile(r"(?P<line>\d[^:]{2,90}): ")
_DATELINE = re.compile(
    rf"(?P<dateline>(?P<date>{_DATE}),\s*(?P<place>{_PLACE})(?:,\s*(?P<country>{_PLACE}))?)\s*:\s+",
    re.IGNORECASE,
)
_WHOLE_DATE = re.compile(_DATE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The start of an item: its words, its parts, and where the body begins in the line.

    `dates` is None when the date is written but impossible (31 June); its year is `year`, or
    None when it has to be inferred.
    """

    text: str
    body_start: int
    place: str
    country: str | None
    date_text: str
    has_year: bool


def leading(text: str) -> tuple[int, int]:
    """Return where the dateline with which a text may begin ends, and where the rest begins."""
    line = _LEADING.match(text)
    return (line.end("line"), line.end()) if line else (0, 0)


def match_dateline(line: str) -> Dateline | None:
    """Return the dateline that the line begins with, or None."""
    match = _DATELINE.match(line)
    if match is None or not (match["m1"] or match["m2"]):
        return None
    country = match["country"]
    return Dateline(
        text=match["dateline"].rstrip(),
        body_start=match.end(),
        place=match["place"].strip(),
        country=country.strip() if country else None,
        date_text=match["date"],
        has_year=bool(match["y1"] or match["y2"]),
    )


def parse_dates(text: str, *, year: int | None = None) -> DateRange | None:
    """Read "30-31 May 2022", "28 May - 2 June", "3 May 2022"; None if it is no possible date.

    A missing year is taken from `year`, and the range is then marked as inferred.
    """
    match = _WHOLE_DATE.fullmatch(text.strip())
    if match is None or not (match["m1"] or match["m2"]):
        return None
    written = match["y2"] or match["y1"]
    if written is None and year is None:
        return None
    last_year = int(written) if written else year
    first_year = int(match["y1"]) if match["y1"] else last_year
    last_month = match["m2"] or match["m1"]
    first_month = match["m1"] or last_month
    first = _day(first_year, first_month, match["d1"])
    last = _day(last_year, last_month, match["d2"] or match["d1"])
    if first is None or last is None:
        return None
    if first.month > last.month and not match["y1"]:  # "30 December - 2 January 2023"
        first = _day(last.year - 1, first_month, match["d1"]) or first
    return DateRange(first, last, inferred=written is None) if first <= last else None


def _day(year: int | None, month: str, day: str) -> date | None:
    if year is None:
        return None
    try:
        return date(year, MONTHS[month.lower().rstrip(".")], int(day))
    except (KeyError, ValueError):  # KeyError: "Aprıl", which IGNORECASE takes for "April"
        return None
