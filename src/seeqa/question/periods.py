"""The dates of a question: days, ranges, parts of months and years, quarters, several of them.

    "between 11 and 13 May", "in late May", "since 20 May 2022", "Q2 2022", "not in 2022"

Days as written are found by `seeqa.language.dates`; months, years and their parts by the words of
the question and the tables here. A date without a year is of each year in which an item has it.
What names no certain days ("last week", "on Friday", "in spring") is said, and asks for nothing.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from seeqa.language.dates import MONTHS, Written, days_of, find_dates
from seeqa.language.parse import Parse, Token
from seeqa.question.days import ALWAYS, DAY, common, ends_of, meet, merged, outside, say_days
from seeqa.question.phrase import (
    EVENTS,
    ITEMS,
    Join,
    Lexeme,
    join,
    lexemes,
    settled,
    token_at,
    wanted,
)
from seeqa.types import DateRange, Days

LEFT_OUT = "it was left out of the search."  # ends the notes on what cannot be asked for

_Ends = tuple[date, date]
_InYear = Callable[[int], Sequence[_Ends]]  # the days of a date in a year; none: no date there

_ORDINALS = {"last": -1, "final": -1} | {
    word: number
    for number, both in enumerate("first/1st second/2nd third/3rd fourth/4th fifth/5th".split())
    for word in both.split("/")
}
_COUNTS = {word: n for n, word in enumerate("two three four five six seven".split(), 2)}
_FEW = 7  # "the first days", "the last few days"
_UNITS = {"day": 1, "week": 7, "month": 1, "quarter": 3, "half": 6}  # in days, in months
_THIRDS = {
    word: third
    for third, same in enumerate(("early beginning start", "mid middle", "late end"))
    for word in same.split()
}
_SHORT = {f"q{n + 1}": ("quarter", n) for n in range(4)} | {"h1": ("half", 0), "h2": ("half", 1)}
_WEEKDAYS = frozenset(name.lower() for name in calendar.day_name)
_SEASONS = frozenset("spring summer autumn fall winter".split())
_VAGUE = frozenset("last past previous next this current coming following same".split())
_TIMES = _SEASONS | _WEEKDAYS | MONTHS.keys() | set("day week month quarter weekend year".split())
_ALONE = frozenset({"yesterday", "tomorrow", "tonight"})
# Before a date that says when items are of, and before one that does not.
_WHEN = frozenset(
    "in on at of during from since until till by before after between within over throughout "
    "through around dated year years neither nor except but excluding".split()
)
_ABOUT = frozenset("for about regarding concerning as".split())
_TO = frozenset({"to", "until", "till", "through", "-"})
_AND = frozenset({"and", "&", ",", "or", "/"})
_PAST = frozenset({"the", "in", "on", ",", *_WEEKDAYS})  # between a date and what bounds it
_OF = frozenset({"of", "in", "the", ",", "-", "/", "year"})  # between a part and its whole
_LISTED = frozenset({"of", "from", "also", *_PAST, *_AND, *_TO})  # between dates of one list
_BESIDE = frozenset({"compound", "amod", "nmod", "nummod", "poss"})
_CHANGES = {"or": "&", "till": "to", "through": "to", "the": ""}  # for `find_dates`; no longer
# What the words before and after a date make of it.
_BOUNDS = {
    "since": "from", "as of": "from", "as from": "from", "starting": "from", "from": "from",
    "on or after": "from", "no earlier than": "from", "not earlier than": "from",
    "not before": "from", "after": "after", "later than": "after", "until": "until",
    "till": "until", "up to": "until", "by": "until", "on or before": "until",
    "no later than": "until", "not later than": "until", "not after": "until", "before": "before",
    "earlier than": "before", "older than": "before", "prior to": "before", "newer than": "after",
    "recent than": "after", "week of": "week", "week from": "week",
    "week beginning": "week",
}  # fmt: skip
_ENDS = {
    "onwards": "from", "onward": "from", "on": "from", "or later": "from", "and later": "from",
    "and after": "from", "or earlier": "until", "and earlier": "until", "and before": "until",
}  # fmt: skip
_BOUNDED: dict[str, Callable[[date, date], Days]] = {
    "from": lambda first, _: (first, None),
    "after": lambda _, last: (last + DAY, None),
    "until": lambda _, last: (None, last),
    "before": lambda first, _: (None, first - DAY),
    "week": lambda first, _: (first - first.weekday() * DAY, first + (6 - first.weekday()) * DAY),
}
_OF_DAYS = frozenset({"from", "week of", "week from", "week beginning"})  # bounds of single days
_LONGEST = 3  # words of a bound
_ALMOST_A_YEAR = timedelta(335)  # the longest range that may go over New Year
_LEAP = 2000  # in which every day of the calendar is


@dataclass(frozen=True, slots=True)
class Dates:
    """What a question says of dates: stretches of days, of which an item is to meet one.

    `notes` tell what could not be read, `said` are the offsets of the dates that were. `none` says
    why no item can be meant, where the days said are no item's; there are no `days` then.
    """

    days: tuple[Days, ...] = ()
    notes: tuple[str, ...] = ()
    said: tuple[tuple[int, int], ...] = ()
    none: str = ""


@dataclass(frozen=True, slots=True)
class _Point:
    """A date as written, from one lexeme to before another; no `days` if it is no certain one.

    `year` is the one that was said, or 0; `bare` is a year alone, `single` of days.
    """

    first: int
    end: int
    days: _InYear | None
    year: int = 0
    single: bool = False
    bare: bool = False

    def in_year(self, year: int) -> Sequence[_Ends]:
        """Return its days, in a year if it says none."""
        return self.days(self.year or year) if self.days else ()


def read_dates(
    parse: Parse, dated: Sequence[DateRange], besides: Sequence[tuple[int, int]] = ()
) -> Dates:
    """Return what a question says of dates, for an archive with items of `dated`.

    `besides` are offsets that are no dates: of places. Nothing is read where no item has a date.
    """
    question = _Question(parse, lexemes(parse.text))
    wanted: list[Days] = []  # those of any of the dates
    within = [ALWAYS]  # what each bound and exclusion leaves
    notes, said = list[str](), list[tuple[int, int]]()
    before: _Point | None = None
    joined: Join | None = None
    for point in _put_together(question, _points(question, besides)) if dated else ():
        listed = before and set(question.between(before.end, point.first)) <= _LISTED - _TO
        if not (listed and joined and joined.excluding):
            joined = question.joined(point)
        before = point
        days = _days(question, point, dated) if joined and not joined.denied else []
        if joined is None:
            continue
        if not days:
            notes.append(_why_none(question, point, dated))
            continue
        said.append(question.offsets(point))
        if joined.excluding:
            within = common(within, outside(days))
        elif any(None in one for one in days):
            within = common(within, days)
        else:
            wanted += days
    left = common(within, merged(wanted) or [ALWAYS])
    if said and not meet(left, dated):
        asked = " or ".join(say_days(*one) for one in left or wanted)
        return Dates((), tuple(notes), tuple(said), _none_dated(asked, dated))
    return Dates(tuple(left) if said else (), tuple(notes), tuple(said))


def covers(dated: Sequence[DateRange]) -> str:
    """Say from when to when an archive has items."""
    return say_days(min(one.first for one in dated), max(one.last for one in dated))


def _none_dated(text: str, dated: Sequence[DateRange]) -> str:
    return f"No item is dated {text}; the archive covers {covers(dated)}."


@dataclass(frozen=True, slots=True)
class _Question:
    """A question's parse and its lexemes, which are numbered from 0."""

    parse: Parse
    words: Sequence[Lexeme]

    def word(self, at: int) -> str:
        """Return a lexeme's letters, empty beyond the ends."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def between(self, first: int, end: int) -> list[str]:
        """Return the letters of lexemes."""
        return [word.text for word in self.words[max(first, 0) : end]]

    def past(self, at: int, skipped: frozenset[str], step: int = 1) -> int:
        """Return the number of the first lexeme from one on that is not to be skipped."""
        while self.word(at) in skipped:
            at += step
        return at

    def year(self, at: int) -> int:
        """Return the year that a lexeme is, or 0."""
        word = self.word(at)
        return int(word) if word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20") else 0

    def token(self, at: int) -> Token:
        """Return the word of the parse that holds a lexeme."""
        return self.parse.tokens[token_at(self.parse, self.words[at].start)]

    def over(self, at: int) -> Token:
        """Return the word that a lexeme's depends on."""
        return self.parse.tokens[self.token(at).head]

    def offsets(self, point: _Point) -> tuple[int, int]:
        """Return where a date stands."""
        return self.words[point.first].start, self.words[point.end - 1].end

    def text(self, point: _Point) -> str:
        """Return a date as written."""
        return self.parse.text[slice(*self.offsets(point))].rstrip(".")

    def joined(self, point: _Point) -> Join | None:
        """Return how a date is joined to the question; None where it says nothing of items."""
        first = point.first - 2 * (self.word(point.first - 2) == "week")  # "week of 9 May"
        said = join(self.parse, self.words, first, point.end, _WHEN | _ABOUT)
        of_other = said.preposition == "of" and not wanted(self.parse, said.of)
        return None if said.preposition in _ABOUT or of_other else settled(self.parse, said) or said


# --- dates as written -----------------------------------------------------------------------


def _points(question: _Question, besides: Sequence[tuple[int, int]]) -> Iterator[_Point]:
    """Yield the dates of a question, in order."""
    written = {point.first: point for point in _written(question)}
    at = 0
    while at < len(question.words):
        point = written.get(at) or _part(question, at) or _whole(question, at)
        point = point or _uncertain(question, at)
        at = point.end if point else at + 1
        if point:
            start, end = question.offsets(point)
            if not any(first < end and start < last for first, last in besides):
                yield point


def _written(question: _Question) -> Iterator[_Point]:
    """Yield the days that are written as such."""
    text = question.parse.text
    for word in question.words:
        if word.text in _CHANGES:
            change = _CHANGES[word.text].ljust(word.end - word.start)
            text = text[: word.start] + change + text[word.end :]
    for found in find_dates(text):
        inside = [i for i, w in enumerate(question.words) if found.start <= w.start < found.end]
        first, end = inside[0], inside[-1] + 1
        modal = question.token(end - 1).pos == "AUX"  # "11 may be left"
        modal = modal and end < len(question.words) and question.token(end).pos in ("VERB", "AUX")
        counts = question.word(first) in MONTHS and question.word(first - 1) == "in"
        if found.has_day and not modal and (found.has_year or not counts):  # "in May 12 came"
            year = found.last[0] or found.first[0]
            yield _Point(first, end, partial(_of_written, found), year, single=True)


def _of_written(written: Written, year: int) -> list[_Ends]:
    found = days_of(written, year=year)
    if not found and written.first[0] and written.first[1] > written.last[1]:  # over New Year
        found = days_of(replace(written, last=(written.first[0] + 1, *written.last[1:])))
    return [(one.first, one.last) for one in found]


def _part(question: _Question, at: int) -> _Point | None:
    """Return a part of a month or year: "first week of May", "the last quarter of 2022", "Q2"."""
    word, after = question.word(at), at + 1
    cut: Callable[[date, date], _Ends]
    if word in _THIRDS:
        cut, alone = partial(_third, _THIRDS[word]), False
    elif word in _SHORT:
        cut, alone = partial(_piece, *_SHORT[word], 1), True
    elif word in _ORDINALS:
        count, after = _count(question, at + 1)
        unit = question.word(after).removesuffix("s")
        if unit not in _UNITS:
            return None
        count = count or (_FEW if question.word(after) == "days" else 1)
        after += 1
        alone = unit == "quarter" and _ORDINALS[word] >= 0 and question.word(after) != "of"
        cut = partial(_piece, unit, _ORDINALS[word], count)
    else:
        return None
    whole = _whole(question, question.past(after, _OF), part=True)
    if whole or alone:
        return _cut(replace(whole or _Point(at, after, _in_year), first=at), cut)
    return None


def _count(question: _Question, at: int) -> tuple[int, int]:
    """Return the count that a lexeme says, 0 for none, and the number of what comes next."""
    word = question.word(at)
    count = _FEW if word == "few" else int(word) if word.isdecimal() else _COUNTS.get(word, 0)
    return count, at + bool(count)


def _whole(question: _Question, at: int, *, part: bool = False) -> _Point | None:
    """Return a month or a year; `part` tells that a part of it is asked for."""
    month, year = MONTHS.get(question.word(at), 0), question.year(at)
    if month:
        after = question.past(at + 1, frozenset({".", "of", ","}))
        if year := question.year(after):
            return _Point(at, after + 1, partial(_in_month, month), year)
        named = part or _is_month(question, at)
        return _Point(at, at + 1, partial(_in_month, month)) if named else None
    if not year or not (part or _is_year(question, at)):
        return None
    digits = question.word(at + 2) if question.word(at + 1) in ("/", "-") else ""
    if digits == f"{year + 1}"[2:]:
        return _Point(at, at + 3, _in_two_years, year)
    if len(digits) == 2 and digits.isdecimal() and 1 <= int(digits) <= 12:  # "2022-05"
        return _Point(at, at + 3, partial(_in_month, int(digits)), year)
    return _Point(at, at + 1, _in_year, year, bare=True)


def _is_month(question: _Question, at: int) -> bool:
    """Tell whether a month's name is one here: not "may we", "march into", "August Wilson"."""
    token, over = question.token(at), question.over(at)
    if token.pos in ("AUX", "VERB", "ADV"):
        return False
    if token.dep in _BESIDE and over.start > token.start:
        return over.lemma in ITEMS | EVENTS
    return question.word(at - 1) in _WHEN | _AND | _TO or token.entity == "DATE"


def _is_year(question: _Question, at: int) -> bool:
    """Tell whether a number is a year here: not "for 2000 officers", "the 2019 survey"."""
    token, over = question.token(at), question.over(at)
    if token.dep in _BESIDE and over.start > token.start and over.pos == "NOUN":
        return over.lemma in ITEMS | EVENTS
    before = question.past(at - 1, _AND | _TO | _PAST, -1)
    listed = before < at - 1 and question.year(before) > 0
    beside = at > 0 and question.token(at - 1).lemma in ITEMS | EVENTS
    return question.word(at - 1) in _WHEN or listed or beside or at == 0


def _uncertain(question: _Question, at: int) -> _Point | None:
    """Return what is of no certain days: "last week", "on Friday", "spring 2023", "2 days ago"."""
    word, before = question.word(at), question.past(at - 1, frozenset({"the"}), -1)
    count, after = _count(question, at + 1)
    unit = question.word(after).removesuffix("s")
    told = question.word(after + 1) != "of" and question.token(min(after, len(question.words) - 1))
    if word in _VAGUE and unit in _TIMES and told and told.pos != "AUX":
        return _Point(at, after + 1, None)
    if _count(question, at)[0] and question.word(at + 2) == "ago":
        return _Point(at, at + 3, None)
    year = question.past(at + 1, frozenset({"of", ","}))
    if word in _SEASONS and question.year(year):
        return _Point(at, year + 1, None)
    alone = question.token(at).dep not in _BESIDE  # not "in spring cleaning"
    bare = word in _SEASONS | _WEEKDAYS and question.word(before) in _WHEN and alone
    return _Point(at, at + 1, None) if bare or word in _ALONE else None


# --- several dates ---------------------------------------------------------------------------


def _put_together(question: _Question, points: Iterable[_Point]) -> list[_Point]:
    """Return the dates, the ends of a range as one, with the years that others of them say."""
    found: list[_Point] = []
    for point in points:
        if found and found[-1].days and point.days and _is_range(question, found[-1], point):
            found[-1] = _range(found[-1], point)
        else:
            found.append(point)
    found = _with_years(question, found)
    bare = [point for point in found if point.bare]
    if len(bare) == 1 and any(point.days and not point.year for point in found):
        found.remove(bare[0])  # "In 2022, what was held in May?"
        return [replace(point, year=point.year or bare[0].year) for point in found]
    return found


def _is_range(question: _Question, one: _Point, other: _Point) -> bool:
    links = [w for w in question.between(one.end, other.first) if w not in _PAST]
    between = question.word(question.past(one.first - 1, _PAST, -1)) == "between"
    return links in [[to] for to in _TO] or (links == ["and"] and between)


def _range(one: _Point, other: _Point) -> _Point:
    """Return the days from one date to another; over New Year if that is what is meant."""

    def days(year: int) -> list[_Ends]:
        over = (year - 1, year) if other.year else (year, year + 1)
        for begins, ends, longest in ((year, year, timedelta.max), (*over, _ALMOST_A_YEAR)):
            first, last = one.in_year(begins), other.in_year(ends)
            if first and last and 0 * DAY <= last[-1][1] - first[0][0] < longest:
                return [(first[0][0], last[-1][1])]
        return []

    single = one.single and other.single
    return _Point(one.first, other.end, days, other.year or one.year, single)


def _with_years(question: _Question, points: Sequence[_Point]) -> list[_Point]:
    """Return the dates of a list each with a year, that of the next or of the one before."""
    filled = list(points)
    pairs = [
        i
        for i in range(1, len(filled))
        if set(question.between(filled[i - 1].end, filled[i].first)) <= _LISTED
    ]
    for i in (*reversed(pairs), *pairs):
        one, other = filled[i - 1 : i + 1]
        if not one.year and other.year and not other.bare:
            filled[i - 1] = replace(one, year=other.year)
        elif one.year and not other.year and not one.bare:
            filled[i] = replace(other, year=one.year)
    return filled


# --- from written to days -------------------------------------------------------------------


def _days(question: _Question, point: _Point, dated: Sequence[DateRange]) -> list[Days]:
    """Return the days of a date, in each year in which an item has it unless it says its year.

    A bound ("since 20 May") is of one year: the last in which an item has it, or has a date.
    """
    years = sorted({day.year for one in dated for day in (one.first, one.last)})
    every = map(point.in_year, [point.year] if point.year else years)
    found = [days for days in every if days]
    bound = _bound(question, point)
    if not point.year:
        found = [days for days in found if meet(days, dated)] or (found if bound else [])
    if bound and found:
        return [_BOUNDED[bound](found[-1][0][0], found[-1][-1][1])]
    return [day for days in found for day in days]


def _why_none(question: _Question, point: _Point, dated: Sequence[DateRange]) -> str:
    """Say why a date asks for nothing."""
    text, joined = question.text(point), question.joined(point)
    if point.days is None:
        return f"“{text}” names no certain days; {LEFT_OUT}"
    if joined and joined.denied:
        return f"“{text}” is said of what was not; {LEFT_OUT}"
    if not point.in_year(_LEAP):
        return f"{text} is no date; {LEFT_OUT}"
    return _none_dated(f"“{text}”", dated)


def _bound(question: _Question, point: _Point) -> str:
    """Return what the words around a date make of it: "from", "after", "until" …, or nothing."""
    days = point.in_year(_LEAP) if point.single else ()
    is_day = len(days) == 1 and days[0][0] == days[0][1]
    before = question.past(point.first - 1, _PAST, -1) + 1
    for length in range(_LONGEST, 0, -1):
        after = " ".join(question.between(point.end, point.end + length))
        words = " ".join(question.between(before - length, before))
        if after in _ENDS:
            return _ENDS[after]
        if words in _BOUNDS:
            return _BOUNDS[words] if is_day or words not in _OF_DAYS else ""
    return ""


def _in_year(year: int) -> list[_Ends]:
    return [ends_of(year)]


def _in_two_years(year: int) -> list[_Ends]:
    return [(ends_of(year)[0], ends_of(year + 1)[1])]


def _in_month(month: int, year: int) -> list[_Ends]:
    return [ends_of(year, month)]


def _cut(whole: _Point, cut: Callable[[date, date], _Ends]) -> _Point:
    """Return a part of a month or year; none where it has no such part, as a fifth week."""

    def days(year: int) -> list[_Ends]:
        parts = [cut(*one) for one in whole.in_year(year)]
        return [part for part in parts if part[0] <= part[1]]

    return replace(whole, days=days, bare=False)


def _third(number: int, first: date, last: date) -> _Ends:
    """Return the first ten days of a month, the next ten or the rest; four months of a year."""
    if (last - first).days > 31:
        return _piece("month", number, 4, first, last)
    begins = first + 10 * number * DAY
    return begins, last if number == 2 else begins + 9 * DAY


def _piece(unit: str, number: int, count: int, first: date, last: date) -> _Ends:
    """Return so many days, weeks, months … of a stretch: the `number`-th, or -1 the last."""
    if unit in ("day", "week"):
        size = count * _UNITS[unit] * DAY
        begins = last + DAY - size if number < 0 else first + number * size
        return begins, min(begins + size - DAY, last)
    if unit == "half" and (last - first).days <= 31:
        return (first, first + 14 * DAY) if number == 0 else (first + 15 * DAY, last)
    months = count * _UNITS[unit]
    begins = _later(last + DAY, -months) if number < 0 else _later(first, number * months)
    return begins, min(_later(begins, months) - DAY, last)


def _later(first: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    month = first.year * 12 + first.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)
