"""When and where, as a news item tells it: a dateline, or a line of its own -> dates, places.

One grammar for all forms: a run of dates and places, in any order, between commas and the like,
with a few words that say no more ("published on", "week 14"). A dateline is such a run at the
beginning of a text and ends where the text begins; a stamp line is nothing but such a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seeqa.language.countries import is_country
from seeqa.language.dates import MONTHS, WEEKDAYS, Written, between, find_dates

Place = tuple[str | None, str | None]  # town, country

_LONGEST = 160  # characters of a dateline
# Words that stand beside a date or a place and are neither.
_SAYING = frozenset(
    """published publishing publication posted updated update modified created issued released
    release reported dated date day when on in at of from the last held event time press news
    statement feature communiqué communique online web story article added edited den le el dnia
    morning afternoon evening night""".split()
)
# What labels such a line: "Publishing date: 28/06/2021", "Place: Ohrid".
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\d]{1,28}):\s*", re.IGNORECASE)
_LABELS = re.compile(
    r"\s+(?:place|where|venue|location|city|town|date|when|published|posted|time)\s*:\s+",
    re.IGNORECASE,
)
_WHERE = frozenset(("place", "where", "venue", "location", "city", "town", "dateline"))
# No town is called so: what publishers and their papers are called.
_NO_PLACE = frozenset(
    """bulletin newsletter news brief briefs update updates report reports review press release
    releases service services office agency ministry department committee commission council safety
    market notes notice notices circular gazette journal digest monthly weekly quarterly daily
    edition issue statement announcement training workshop meeting seminar conference course
    situation programme project overview diary calendar contents inspections statistics
    newsroom archive media information""".split()
)
# Countries that are called as their towns.
_CITIES = frozenset(
    "luxembourg singapore monaco djibouti kuwait panama guatemala gibraltar".split()
) | {"san marino", "hong kong", "macao"}
_COUNTED = re.compile(
    r"\b(?:week|wk|no|nos|nr|issue|number|vol|volume|edition|day)\b\.?\s*\d+", re.IGNORECASE
)
_TIME = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:[A-Z]{2,5}|[+-]\d{4}))?"
    r"|\b\d{1,2}\s*[ap]\.?m\b\.?|\bo’?'?clock\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s.*$", re.IGNORECASE)
_RUBRIC = re.compile(r"\S\s*[|¦]\s*$")
_SEGMENTS = re.compile(r"\s+(?:[|·•¦]|//)\s+")
_SPLIT = re.compile(r"\s*(?:[,;·|•(){}\[\]/]|\s[-–—]\s|^[-–—]|[-–—]$|(?<=[a-z]{4})\.\s)\s*")
_JOINS = re.compile(r"\s+(?:and|&)\s+")
_SMALL = frozenset(
    "of de la le les el al the upon am an der den di da do dos del du sur und y i na nad s".split()
)
# Where a dateline may end: a colon, a dash, or, after a place in capitals, a full stop.
_END = re.compile(
    r"[)\]](?=\s[A-Z“\"‘])|:(?=\s|[^\W\d_])|\s?[-–—]{1,2}\s|(?<=[\d).])[-–—](?=[A-Z“\"‘])|\.\s?[-–—]\s?|\.(?=\s)|$"
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_INITIALS = re.compile(r"[A-Z]\.$")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and where: `text[start:end]` are its words, `text[body:]` is what follows them."""

    start: int
    end: int
    body: int
    dates: tuple[Written, ...] = ()
    places: tuple[Place, ...] = ()
    label: str = ""


def stamp_line(text: str) -> Stamp | None:
    """Return the stamp that a line is nothing but, or None."""
    if not 3 <= len(text) <= _LONGEST:
        return None
    label = _LABEL.match(text)
    named = label["label"].strip().lower() if label else ""
    start = label.end() if label and _says(named) else 0
    # "Date: 12 May 2022 Where: Ohrid": the words between count no more than a comma
    run = _LABELS.sub(lambda match: f",{' ' * (len(match[0]) - 1)}", text[start:]).rstrip(" :")
    read = _run(run if _INITIALS.search(run) else run.rstrip(" .")) or _segments(run)
    if read is None:
        return None
    dates, places = read
    labelled = start and named in _WHERE and places
    if not dates and not labelled and not _is_town_and_country(places):
        return None
    moved = tuple(_moved(one, start) for one in dates)
    return Stamp(start, len(text), len(text), moved, places, named if start else "")


def _segments(text: str) -> tuple[tuple[Written, ...], tuple[Place, ...]] | None:
    """Read "Osh, Kyrgyzstan // 22-25 October 2012 // 11 participants" by its parts.

    A part that is neither must be short.
    """
    parts = _SEGMENTS.split(text)
    read = [_run(part) for part in parts]
    if len(parts) < 2 or any(len(p) > 40 for p, r in zip(parts, read, strict=True) if r is None):
        return None
    dates = next((one[0] for one in read if one and one[0]), ())
    where = next((one[1] for one in read if one and _is_town_and_country(one[1])), ())
    if not dates:
        return None
    found = find_dates(uncounted(text))  # in their places
    return tuple(one for one in found if one.first in {d.first for d in dates}), where


def _is_town_and_country(places: Sequence[Place]) -> bool:
    return bool(places) and all(
        town and country and is_country(country) for town, country in places
    )


def dateline(text: str, *, alike: bool = False, title: bool = False) -> Stamp | None:
    """Return the dateline with which a text begins, or None.

    One without a date is taken where its place is written in capitals, or names its country; with
    `alike`, where others of its file are such, any place before a dash; with `title`, where what
    follows is a headline, a date without a year.
    """
    first = text[:1]
    if not (first.isalnum() or first in "([*_"):
        return None
    bracketed = first in "(["
    head = uncounted(text[:_LONGEST])
    dates = find_dates(head)
    place: Stamp | None = None  # without the date that may come after it
    for end in _END.finditer(head):
        if any(one.start < end.start() and end.end() <= one.end for one in dates):
            continue  # the dash of "28 May – 2 June"
        if end.start() < 3 or end.end() >= len(text) or _is_shortened(head, end):
            continue
        closed = end[0] in (")", "]")
        if closed and not bracketed:
            continue
        before = f" {head[1 : end.start()]}" if closed else head[: end.start()]
        read = _run(before, [one for one in dates if one.end <= end.start()])
        if read is not None and _is_dateline(text, end, *read, alike=alike, title=title):
            body = end.end() + len(text[end.end() :]) - len(text[end.end() :].lstrip())
            found = Stamp(0, end.start() + closed, body, *read)
            if read[0] or not any(one.start == body for one in dates):
                return found
            place = place or found  # "Monrovia, Liberia - September 14, 2015: The …"
    return place


def uncounted(text: str) -> str:
    """Return a text without "week 14", "No. 41", all else in its place."""
    return _COUNTED.sub(lambda match: " " * len(match[0]), text)


def _is_shortened(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a full stop only shortens the word before it: "St. Gallen"."""
    word = re.split(r"[\s,(]", text[: stop.start()])[-1]
    return stop[0] == "." and len(word) < 4 and word.isalpha()


def _is_dateline(
    text: str,
    end: re.Match[str],
    dates: Sequence[Written],
    places: Sequence[Place],
    *,
    alike: bool,
    title: bool,
) -> bool:
    """Tell whether a run at the beginning is a dateline, by how it ends and what follows."""
    rest = text[end.end() :].lstrip(" “\"‘'(")
    if len(rest) < 3:
        return False
    stop = end[0].strip()
    dotted = stop == "."
    if dates and places:
        return not dotted or rest[0].isupper()
    if dates:  # a date alone: "14 May 2009 – The office …", not "12 May: registration"
        return not dotted and stop != "" and (title or any(one.has_year for one in dates))
    if len(places) != 1 or not rest[0].isupper() or len(rest) < 40:
        return False
    if _is_town_and_country(places):
        return not dotted
    capital = text[: end.start()].isupper() or (alike and not dotted)
    return capital and stop != ":"


def _says(label: str) -> bool:
    words = label.split()
    return bool(words) and all(word in _SAYING | _WHERE for word in words)


def _run(
    text: str, dates: Sequence[Written] | None = None
) -> tuple[tuple[Written, ...], tuple[Place, ...]] | None:
    """Read a text that is nothing but dates, places and words that say no more; else None.

    `dates` are those in it, where they are known.
    """
    if dates is None:
        text = uncounted(text)
        dates = find_dates(text)
    places: list[Place] = []
    for number, piece in enumerate(between(text, dates)):
        read = _places(piece, dated=bool(dates))
        if read is None:
            return None
        if number == 0 and len(dates) and _RUBRIC.search(piece) and not _is_town_and_country(read):
            continue  # "Signalling | 9 January 2014"
        places += read
    if not dates and not places:
        return None
    if places and places[-1][1]:  # "Bar, Ulcinj and Budva, Montenegro": the country is theirs all
        places = [(town, country or places[-1][1]) for town, country in places]
    return tuple(dates), tuple(dict.fromkeys(places))


def _places(piece: str, *, dated: bool) -> list[Place] | None:
    """Read what stands beside dates as places; None where it is something else."""
    plain = _BY.sub("", _TIME.sub(" ", piece)) if dated else piece
    # "Bangkok (Thailand)", "Paris (Agency)"
    plain = _ASIDE.sub(lambda m: f", {m[1]}" if is_country(m[1]) else " ", plain)
    groups: list[list[str]] = []
    for joined in _apart(plain):
        parts = [said for part in _SPLIT.split(joined) if (said := _without_saying(part))]
        if not all(_is_place(part) or is_country(part) for part in parts):
            return None
        groups.append(parts)
    several = len(groups) > 1 or "/" in piece
    return [place for group in groups for place in _group(group, several=several)]


def _apart(text: str) -> Iterator[str]:
    """Yield what "and" joins, but for the names of countries that have one."""
    at = 0
    for match in _JOINS.finditer(text):
        before = _SPLIT.split(text[: match.start()])[-1]
        after = _SPLIT.split(text[match.end() :])[0]
        if not is_country(f"{before} and {after}"):
            yield text[at : match.start()]
            at = match.end()
    yield text[at:]


def _group(parts: list[str], *, several: bool) -> list[Place]:
    """Return the places of "Ohrid, North Macedonia", "New York, NY, USA", "Bar, Ulcinj"."""
    if not parts:
        return []
    country = parts.pop() if is_country(parts[-1]) else None
    towns: list[str] = []
    for part in parts:
        if towns and _ABBREVIATED.fullmatch(part):
            towns[-1] += f", {part}" if "." in part else ""
        else:
            towns.append(part)
    if len(towns) == 2 and country is None and not several:
        return [(_name(towns[0]), towns[1])]  # a region, or a country of another name
    if len(towns) > 1 and country is not None and not several:
        towns = towns[:1]  # "Kisumu, Nyanza, Kenya"
    city = country if country and country.lower() in _CITIES else None
    return [(_name(town), country) for town in towns] or [(city, country)]


def _without_saying(part: str) -> str:
    words = part.strip(" :*_").split()
    if words and not _ABBREVIATED.fullmatch(words[-1]):
        words = " ".join(words).strip(". ").split()
    while words and words[0].lower().strip(".:,") in _SAYING | WEEKDAYS:
        words.pop(0)
    while words and words[-1].lower().strip(".:,") in _SAYING:
        words.pop()
    return " ".join(words)


def _is_place(part: str) -> bool:
    """Tell whether words may name a place: few, and written with capitals."""
    words = part.replace("-", " ").replace("/", " ").split()
    if not 1 <= len(words) <= 5 or len(part) > 40 or any(c.isdigit() for c in part):
        return False
    if any(word.lower() in _NO_PLACE for word in words):
        return False
    if part.lower().rstrip(".") in MONTHS or any(c in part for c in '?!“”"%@'):
        return False
    return words[0][0].isupper() and all(
        word[0].isupper() or word in _SMALL or word[:2] in ("d’", "l’", "d'", "l'")
        for word in words
    )


def _name(town: str) -> str:
    """Return a town that is written in capitals as others write it: "NOVI PAZAR"."""
    if not town.isupper() or len(town) < 3:
        return town
    head, comma, tail = town.partition(",")
    return "".join(part.capitalize() if part else "" for part in re.split(r"([\s-])", head)) + (
        comma + tail
    )


def moved(stamp: Stamp, by: int) -> Stamp:
    """Return a stamp of a text of which so many characters more stand before it."""
    dates = tuple(_moved(one, by) for one in stamp.dates)
    return replace(
        stamp, start=stamp.start + by, end=stamp.end + by, body=stamp.body + by, dates=dates
    )


def _moved(one: Written, by: int) -> Written:
    return replace(one, start=one.start + by, end=one.end + by)
