"""When, where, and from what it is known; where in its file something stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from seeqa.chat.texts import LANGUAGES, Texts
from seeqa.chat.when import days, numbered, place_in_file, when_where
from seeqa.types import Block, BlockKind, DateRange, Document, Origin, Unit

DAY = date(2025, 2, 6)


def item(
    line: str = "",
    dates: DateRange | None = None,
    place: str | None = None,
    country: str | None = None,
    placed: Origin | None = None,
) -> Document:
    blocks = (Block(BlockKind.DATELINE, 0, len(line), 2, 2),) if line else ()
    return Document("a", "a.md", line or "x", blocks, dates, place, country, placed=placed)


def on(origin: Origin, *, inferred: bool = False) -> DateRange:
    return DateRange(DAY, DAY, inferred, origin)


LINE, MATTER, NAME = Origin.DATELINE, Origin.MATTER, Origin.NAME


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("", item()),
        ("6 Feb 2025, Vienna", item("6 Feb 2025, Vienna", on(LINE), "Vienna", None, LINE)),
        (
            "6 February, Vienna (inferred: 6 February 2025)",
            item("6 February, Vienna", on(LINE, inferred=True), "Vienna", None, LINE),
        ),
        (
            "6 February 2025, Białystok (front matter)",
            item("2025-02-06, Białystok", on(MATTER), "Białystok", None, MATTER),
        ),
        (
            "6 February 2025, Białystok, Poland (front matter)",
            item("", on(MATTER), "Białystok", "Poland", MATTER),
        ),
        ("6 February 2025 (file name)", item("", on(NAME))),
        ("6 February 2025 (file name, inferred)", item("", on(NAME, inferred=True))),
        (
            "Vienna, 6 February 2025 (file name)",
            item("Vienna", on(NAME), "Vienna", None, Origin.LINE),
        ),
        (
            "6 Feb 2025, Oslo, Norway (front matter)",
            item("6 Feb 2025", on(LINE), "Oslo", "Norway", MATTER),
        ),
        (
            "6 February 2025 (front matter), Vienna",
            item("Vienna", on(MATTER), "Vienna", None, LINE),
        ),
        ("some day, Oslo (field)", item("some day, Oslo", None, "Oslo", None, Origin.FIELD)),
        (
            "6 February 2025 (issue), Oslo (headline)",
            item("", on(Origin.ISSUE), "Oslo", None, Origin.HEADLINE),
        ),
        ("6 February 2025", item("", on(LINE))),
    ],
)
def test_when_and_where(told: str, known: Document) -> None:
    assert when_where(known) == told


def test_further_days_and_places() -> None:
    several = replace(
        item("", on(Origin.FIELD), "Oslo", "Norway", Origin.FIELD),
        more_dates=(DateRange(date(2025, 2, 9), date(2025, 2, 9)),),
        more_places=(("Bergen", None),),
    )
    assert when_where(several) == ("6 February 2025, 9 February 2025, Oslo, Norway; Bergen (field)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("origin", Origin)
def test_every_language_names_every_origin(language: str, origin: Origin) -> None:
    told = when_where(item("", on(origin)), Texts(language))
    assert "2025" in told
    assert told.endswith(")") is (origin is not LINE)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ((2022, 5, 9), (2022, 5, 9), "9 May 2022"),
        ((2022, 5, 9), (2022, 5, 13), "9–13 May 2022"),
        ((2022, 5, 30), (2022, 6, 2), "30 May 2022 – 2 June 2022"),
        ((2024, 2, 1), (2024, 2, 29), "February 2024"),
        ((2024, 1, 1), (2024, 12, 31), "2024"),
        ((2024, 1, 1), (2025, 12, 31), "1 January 2024 – 31 December 2025"),
    ],
)
def test_days(first: tuple[int, int, int], last: tuple[int, int, int], told: str) -> None:
    assert days(DateRange(date(*first), date(*last))) == told


def test_places_in_a_file() -> None:
    assert place_in_file(Unit.LINE, 18, 18) == "line 18"
    assert place_in_file(Unit.LINE, 18, 20) == "lines 18–20"
    assert place_in_file(Unit.PAGE, 3, 3) == "page 3"
    assert place_in_file(Unit.ENTRY, 2, 3) == "entries 2–3"
    assert numbered(Unit.ROW, [(1, 1), (4, 6)]) == "rows 1, 4–6"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", Unit)
def test_every_language_has_every_unit(language: str, unit: Unit) -> None:
    one, many = (place_in_file(unit, 2, last, Texts(language)) for last in (2, 3))
    assert "2" in one
    assert "2–3" in many
    assert one[0] != "2"
