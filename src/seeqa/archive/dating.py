"""When and where the items of a file are, from whatever tells it, and from what that is known.

In this order: the item's dateline or date line; front matter, a table's column, a page's meta
tags, a mail's header; the headline; the first sentence; the masthead of the issue; the file's
name. What is not written (a year, which number of 03/04/2019 is the day) comes from the other
items, and is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from seeqa.archive.items import Cut, Item
from seeqa.archive.source import Field
from seeqa.language.dates import WEEKDAYS, Written, days_of, find_dates, in_field, in_name, year_in
from seeqa.language.stamps import Place, stamp_line, uncounted
from seeqa.sentences import sentence_offsets
from seeqa.types import BlockKind, DateRange, Origin, Remark, RemarkKind

_ON = re.compile(r"\b(?:on|from)\s+(?:the\s+)?$", re.IGNORECASE)
_NEAR = 45  # days: a day without a year that the issue's may be meant with
_TOGETHER = re.compile(r"\band\b|&|/|;")


@dataclass(slots=True)
class Told:
    """When and where an item is; `written` are the words of a field that say it."""

    dates: tuple[DateRange, ...] = ()
    places: tuple[Place, ...] = ()
    placed: Origin | None = None
    written: Field | None = None


@dataclass(slots=True)
class _Evidence:
    """An item's own dates as written, and where."""

    item: Item
    written: list[Written] = field(default_factory=list)
    origin: Origin = Origin.DATELINE
    said: str = ""
    line: int = 1


def told_of(cuts: Sequence[Cut], name: str, remarks: list[Remark]) -> list[Told]:
    """Return for each item of a file, in order, when and where it is; add what was inferred."""
    items = [(item, cut) for cut in cuts for item in cut.items]
    evidence = [_evidence(item, remarks) for item, _ in items]
    month_first = _is_month_first(evidence)
    around = [_issue(cut, item, name) for item, cut in items]
    known = [_certain(one, month_first) for one in evidence]
    nearest = _nearest(known)
    plain = _plain_words(cuts)
    told = []
    for one, near, (issue, origin) in zip(evidence, nearest, around, strict=True):
        if one.origin is Origin.SENTENCE and not one.written[0].has_year:
            _drop_far(one, issue)
        dates = _resolved(one, near or issue, month_first, remarks)
        if not dates and issue is not None and not one.written and not one.item.about:
            dates = (replace(issue, origin=origin),)
            line = one.item.lines[0].line.number if one.item.lines else 1
            message = f"the date, from {_SAID[origin]}"
            remarks.append(Remark(RemarkKind.INFERRED, line, message, str(issue.first)))
        places, placed = _places(one.item, plain)
        told.append(Told(dates, places, placed, _written_field(one.item)))
    return told


_SAID = {
    Origin.ISSUE: "the masthead of the issue",
    Origin.NAME: "the file’s name",
    Origin.MAIL: "the mail’s header",
    Origin.META: "the file’s own data",
    Origin.MATTER: "the front matter",
}


def _evidence(item: Item, remarks: list[Remark]) -> _Evidence:
    """Return the dates that an item itself is said to have, from the best place that has any."""
    stamps = [placed for placed in item.lines if placed.stamp is not None and placed.stamp.dates]
    stamps.sort(key=lambda p: (p.kind is not BlockKind.PARAGRAPH, "updat" in _label(p)))
    for placed in stamps:
        if placed.stamp is not None:
            lead = placed.kind is BlockKind.PARAGRAPH
            origin = Origin.DATELINE if lead else Origin.LINE
            text, number = placed.line.text, placed.line.number
            dates = _joined(placed.stamp.dates, text)
            marked = find_dates(placed.line.stamp) if not dates[0].has_year else []
            if marked:  # "<time datetime="2019-02-03">Sunday 3 February</time>"
                return _Evidence(item, marked, Origin.MARKUP, placed.line.stamp, number)
            return _Evidence(item, dates, origin, text, number)
    for placed in item.lines:
        if placed.line.stamp and (found := find_dates(placed.line.stamp)):
            return _Evidence(item, found, Origin.MARKUP, placed.line.stamp, placed.line.number)
    said = item.fields.get("date")
    if said is not None and not item.about:
        if (written := in_field(said.value)) is not None:
            return _Evidence(item, [written], said.origin, said.value, said.number)
        message = "a date that cannot be read"
        remarks.append(Remark(RemarkKind.DOUBTFUL, said.number, message, said.value[:80]))
    return _from_words(item)


def _joined(dates: Sequence[Written], text: str) -> list[Written]:
    """Return of several dates those that are told together: "12 May, Skopje and 14 May, Ohrid".

    Of others, such as a closing date beside that of publication, only the first.
    """
    kept = [dates[0]]
    for before, one in pairwise(dates):
        if not _TOGETHER.search(text[before.end : one.start]):
            break
        kept.append(one)
    return kept


def _drop_far(one: _Evidence, issue: DateRange | None) -> None:
    """Forget a day without a year unless it may be of the issue's time."""
    year = _year(one.written[0], issue)
    days = days_of(one.written[0], year=year) if year and issue else ()
    if not days or not issue or abs((days[0].first - issue.first).days) > _NEAR:
        one.written, one.origin = [], Origin.DATELINE


def _label(placed: object) -> str:
    line = getattr(placed, "line", None)
    return line.text[:20].lower() if line is not None else ""


def _from_words(item: Item) -> _Evidence:
    """Return the full dates of the headline, or of the first sentence."""
    headline = next((p for p in item.lines if p.kind is BlockKind.HEADLINE), None)
    said = item.fields.get("title")
    title = headline.line.text[slice(*headline.words)] if headline else said.value if said else ""
    number = item.lines[0].line.number if item.lines else 1
    if found := [one for one in find_dates(title) if one.has_year]:
        return _Evidence(item, found[:1], Origin.HEADLINE, title, number)
    body = next((p for p in item.lines if p.kind is BlockKind.PARAGRAPH), None)
    if body is not None and not item.about:
        ends = sentence_offsets(body.line.text[:600])
        first = body.line.text[: ends[0][1]] if ends else ""
        found = [one for one in find_dates(first) if one.has_day]
        if told := [one for one in found if one.has_year] or [o for o in found if _on(first, o)]:
            return _Evidence(item, told[:1], Origin.SENTENCE, first, body.line.number)
    return _Evidence(item, line=number)


def _on(text: str, one: Written) -> bool:
    """Tell whether a date is said as the day of what is told: "On 14 January", "Sunday 3 May"."""
    named = text[one.start : one.end].split()[0].strip(",.").lower() in WEEKDAYS
    return named or bool(_ON.search(text[: one.start]))


def _is_month_first(evidence: Sequence[_Evidence]) -> bool | None:
    """Tell which number of a file's dates is the month, by those that leave no doubt; or None."""
    orders = [one.order for each in evidence for one in each.written]
    if "month" in orders and "day" not in orders:
        return True
    return False if "day" in orders else None


def _certain(one: _Evidence, month_first: bool | None) -> DateRange | None:
    """Return the first day of an item whose dates leave no doubt."""
    if not one.written or not one.written[0].has_year or one.origin is Origin.SENTENCE:
        return None
    if one.written[0].order == "either" and month_first is None:
        return None
    turned = one.written[0].turned if month_first else None
    days = days_of(turned or one.written[0])
    return days[0] if days else None


def _nearest(known: Sequence[DateRange | None]) -> list[DateRange | None]:
    """Return for each place the nearest known date, the one before where two are as near."""
    before: list[tuple[int, DateRange] | None] = []
    last: tuple[int, DateRange] | None = None
    for i, one in enumerate(known):
        last = (i, one) if one is not None else last
        before.append(last)
    after: list[tuple[int, DateRange] | None] = []
    last = None
    for i in range(len(known) - 1, -1, -1):
        one = known[i]
        last = (i, one) if one is not None else last
        after.append(last)
    after.reverse()
    return [_nearer(i, b, a) for i, (b, a) in enumerate(zip(before, after, strict=True))]


def _nearer(
    at: int, before: tuple[int, DateRange] | None, after: tuple[int, DateRange] | None
) -> DateRange | None:
    pairs = [pair for pair in (before, after) if pair is not None]
    return min(pairs, key=lambda pair: abs(pair[0] - at))[1] if pairs else None


def _resolved(
    one: _Evidence, near: DateRange | None, month_first: bool | None, remarks: list[Remark]
) -> tuple[DateRange, ...]:
    """Return the days of an item, with what is not written taken from near by."""
    ranges: list[DateRange] = []
    told = next((w.last[0] or w.first[0] for w in reversed(one.written) if w.has_year), 0)
    for written in one.written:
        ordered = _ordered(written, near, month_first)
        year = told or _year(ordered, near)
        days = days_of(ordered, year=year, origin=one.origin)
        guessed = ordered.order == "either" or one.origin is Origin.SENTENCE
        guessed = guessed or (not ordered.has_year and not told)
        ranges += [replace(day, inferred=guessed) for day in days]
        _tell(one, written, ordered, year, bool(days), guessed, remarks)
    return tuple(dict.fromkeys(sorted(ranges, key=lambda day: day.first)))


def _ordered(written: Written, near: DateRange | None, month_first: bool | None) -> Written:
    """Return a date with its numbers in the order that its neighbours make likely."""
    turned = written.turned
    if turned is None or month_first is False:
        return written
    if month_first:
        return turned
    days, others = days_of(written), days_of(turned)
    if near is None or not days or not others:
        return written
    closer = abs(others[0].first - near.first) < abs(days[0].first - near.first)
    return turned if closer else written


def _year(written: Written, near: DateRange | None) -> int | None:
    """Return the year that brings a date nearest to another."""
    if written.has_year or near is None:
        return None
    candidates = [near.first.year + step for step in (0, -1, 1)]
    possible = [(year, days_of(written, year=year)) for year in candidates]
    apart = [(abs(days[0].first - near.first), i) for i, (_, days) in enumerate(possible) if days]
    return candidates[min(apart)[1]] if apart else None


def _tell(
    one: _Evidence,
    written: Written,
    ordered: Written,
    year: int | None,
    possible: bool,
    guessed: bool,
    remarks: list[Remark],
) -> None:
    """Note what of a date was inferred, or that it is none."""
    said = one.said[written.start : written.end] or one.said
    if not possible:
        message = "a date that is no possible one or lacks a year"
        remarks.append(Remark(RemarkKind.DOUBTFUL, one.line, message, said))
    elif guessed and not written.has_year:
        message = f"the year {year}, from the neighbouring items or the file"
        remarks.append(Remark(RemarkKind.INFERRED, one.line, message, said))
    elif ordered.order == "either":
        message = "which number is the day, which the month"
        remarks.append(Remark(RemarkKind.INFERRED, one.line, message, said))
    elif guessed:
        message = "the date, from the first sentence"
        remarks.append(Remark(RemarkKind.INFERRED, one.line, message, said))


def _issue(cut: Cut, item: Item, name: str) -> tuple[DateRange | None, Origin]:
    """Return the days of the issue that an item stands in."""
    for line in cut.masthead:
        for one in find_dates(uncounted(line.text)):
            if one.has_year and (days := days_of(one)):
                return days[0], Origin.ISSUE
    said = item.fields.get("date")
    if said is not None and (found := in_field(said.value)) and (days := days_of(found)):
        return days[0], said.origin
    named = in_name(name)
    if named is not None and (days := days_of(named)):
        return days[0], Origin.NAME
    made = item.fields.get("created")  # of the file itself: often the day it was converted
    if made is not None and (found := in_field(made.value)) and (days := days_of(found)):
        return replace(days[0], inferred=True), made.origin
    year = next((y for line in cut.masthead if (y := year_in(line.text))), None) or year_in(name)
    if year is not None and any(True for _ in _yearless(item)):
        return DateRange(date(year, 7, 1), date(year, 7, 1), origin=Origin.NAME), Origin.NAME
    return None, Origin.NAME


def _yearless(item: Item) -> Iterator[Written]:
    """Yield an item's dates that lack a year: for them the year of the issue is of use."""
    for placed in item.lines:
        if placed.stamp is not None:
            yield from (one for one in placed.stamp.dates if not one.has_year)


def _plain_words(cuts: Sequence[Cut]) -> frozenset[str]:
    """Return the words that a file writes small: what it calls so in a date line is no town."""
    texts = (placed.line.text for cut in cuts for item in cut.items for placed in item.lines)
    return frozenset(word for text in texts for word in text.split() if word.islower())


def _places(item: Item, plain: Set[str]) -> tuple[tuple[Place, ...], Origin | None]:
    """Return an item's towns and countries, and from what they are known."""
    for placed in sorted(item.lines, key=lambda p: p.kind is not BlockKind.PARAGRAPH):
        if placed.stamp is not None and placed.stamp.places:
            lead = placed.kind is BlockKind.PARAGRAPH
            towns = tuple(
                (town, country)
                for town, country in placed.stamp.places
                if country or lead or not all(w.lower() in plain for w in (town or "").split())
            )
            if towns:
                return towns, Origin.DATELINE if lead else Origin.LINE
    town, country = (item.fields.get(name) for name in ("place", "country"))
    if town is not None:
        return _field_places(town.value, country.value if country else None), town.origin
    return (((None, country.value),), country.origin) if country else ((), None)


def _field_places(value: str, country: str | None) -> tuple[Place, ...]:
    """Read a field's place, which may hold several, or a country."""
    read = stamp_line(f"Place: {value}")
    if read is None:
        return ((value, country),)
    return tuple((town, own or country) for town, own in read.places)


def _written_field(item: Item) -> Field | None:
    """Return the words of the fields that tell when and where, where no line of the item does."""
    if any(placed.stamp is not None for placed in item.lines) or item.about:
        return None
    said = [item.fields[name] for name in ("date", "place", "country") if name in item.fields]
    if not said or said[0].origin in (Origin.META, Origin.MAIL):
        return None
    words = [one.value for one in said]
    if "date" in item.fields and (found := find_dates(words[0])):
        words[0] = words[0][found[0].start : found[0].end].partition("T")[0]
    return Field(", ".join(words), said[0].number, said[0].origin)
