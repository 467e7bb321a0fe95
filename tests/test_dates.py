"""Datelines and dates, by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import DateRange
from seeqa.dates import match_dateline, parse_dates

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


def written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@law
@given(days, st.integers(0, 400))
def test_a_range_written_out_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert parse_dates(f"{written(first)} - {written(last)}") == DateRange(first, last)
    assert parse_dates(written(first)) == DateRange(first, first)


@law
@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    dates = parse_dates(text, year=2022)
    assert dates is None or dates.first <= dates.last
    found = match_dateline(text)
    assert found is None or text.startswith(found.text)


@law
@given(
    st.integers(0, 99),
    st.text("AaPpRrIiLlMmYyſıİ", max_size=6),
    st.integers(0, 9999),
)
def test_no_spelling_of_a_date_is_too_odd(day: int, month: str, year: int) -> None:
    dates = parse_dates(f"{day} {month} {year:04}")
    assert dates is None or (dates.first.day, dates.first.year) == (day, year)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("31 May 2022", (2022, 5, 31), (2022, 5, 31)),
        ("30-31 May 2022", (2022, 5, 30), (2022, 5, 31)),
        ("30 – 31 May 2022", (2022, 5, 30), (2022, 5, 31)),
        ("28 May - 2 June 2022", (2022, 5, 28), (2022, 6, 2)),
        ("30 December - 2 January 2023", (2022, 12, 30), (2023, 1, 2)),
        ("30 December 2022 - 2 January 2023", (2022, 12, 30), (2023, 1, 2)),
        ("3 Sept. 2021", (2021, 9, 3), (2021, 9, 3)),
        ("3 may, 2022", (2022, 5, 3), (2022, 5, 3)),
        ("29 February 2024", (2024, 2, 29), (2024, 2, 29)),
    ],
)
def test_dates_as_bulletins_write_them(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert parse_dates(text) == DateRange(date(*first), date(*last))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 June 2022",
        "29 February 2022",
        "0 May 2022",
        "31-30 May 2022",
        "2 June 2022 - 1 June 2022",
        "2 June - 1 June 2022",
        "12/05/2022",
        "2022-05-12",
        "12 2022",
        "May 2022",
        "12 Mai 2022",
        "12 Aprıl 2022",
        "12 Auguſt 2022",
        "12 May 0000",
        "12 May 2022 or so",
    ],
)
def test_no_possible_date_is_none(text: str) -> None:
    assert parse_dates(text) is None


def test_a_missing_year_is_taken_and_marked() -> None:
    inferred = DateRange(date(2022, 5, 12), date(2022, 5, 13), inferred=True)
    assert parse_dates("12-13 May", year=2022) == inferred
    assert parse_dates("12-13 May") is None
    assert parse_dates("29 February", year=2022) is None
    over = parse_dates("30 December - 2 January", year=2023)
    assert over == DateRange(date(2022, 12, 30), date(2023, 1, 2), inferred=True)
    assert parse_dates("3 May 2021", year=2022) == DateRange(date(2021, 5, 3), date(2021, 5, 3))


@pytest.mark.parametrize(
    ("line", "text", "place", "country", "dates", "has_year", "body"),
    [
        (
            "31 May 2022, Vienna, Austria: Migrants are forced.",
            "31 May 2022, Vienna, Austria",
            "Vienna",
            "Austria",
            "31 May 2022",
            True,
            "Migrants are forced.",
        ),
        (
            "12-13 May, Ohrid, North Macedonia:  It met.",
            "12-13 May, Ohrid, North Macedonia",
            "Ohrid",
            "North Macedonia",
            "12-13 May",
            False,
            "It met.",
        ),
        ("3 May 2022, Ohrid : It met.", "3 May 2022, Ohrid", "Ohrid", None, "3 May 2022", True, ""),
    ],
)
def test_the_parts_of_a_dateline(
    line: str,
    text: str,
    place: str,
    country: str | None,
    dates: str,
    has_year: bool,
    body: str,
) -> None:
    found = match_dateline(line)
    assert found is not None
    assert (found.text, found.place, found.country) == (text, place, country)
    assert (found.date_text, found.has_year) == (dates, has_year)
    assert line[found.body_start :].startswith(body)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "12 May: the officers met.",
        "12 May 2022, Ohrid",
        "12 May 2022, Ohrid:no space",
        "On 12 May 2022, Ohrid, North Macedonia: it met.",
        "12, Ohrid, North Macedonia: it met.",
        "12 2022, Ohrid, North Macedonia: it met.",
        "12 May 2022, it met. In Ohrid: yes.",
        "12 May 2022, 25 experts: they met.",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    assert match_dateline(line) is None
