"""Dates of all forms, by hand; laws over any text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import DateRange
from seeqa.language.dates import days_of, find_dates, in_field, in_name, parse_dates, year_in

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
@given(days)
def test_every_form_of_a_day_is_read_back(day: date) -> None:
    for form in ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%A, %d %B %Y", "%d.%m.%Y"):
        assert parse_dates(day.strftime(form)) == DateRange(day, day)


@law
@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    dates = parse_dates(text, year=2022)
    assert dates is None or dates.first <= dates.last
    end = 0
    for one in find_dates(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


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
        ("3 and 4 May 2023", (2023, 5, 3), (2023, 5, 4)),
        ("3 to 5 May 2023", (2023, 5, 3), (2023, 5, 5)),
        ("3, 4 and 5 May 2023", (2023, 5, 3), (2023, 5, 5)),
        ("3rd of May 2023", (2023, 5, 3), (2023, 5, 3)),
        ("3‑5 May 2023", (2023, 5, 3), (2023, 5, 5)),
        ("April 30–May 2, 2014", (2014, 4, 30), (2014, 5, 2)),
        ("June 14-16, 2014", (2014, 6, 14), (2014, 6, 16)),
        ("May–June 2022", (2022, 5, 1), (2022, 6, 30)),
        ("May 2022", (2022, 5, 1), (2022, 5, 31)),
        ("12-13.05.2022", (2022, 5, 12), (2022, 5, 13)),
        ("28/06/2021", (2021, 6, 28), (2021, 6, 28)),
        ("5/23/2019", (2019, 5, 23), (2019, 5, 23)),
        ("31.12.19", (2019, 12, 31), (2019, 12, 31)),
        ("2025-02-13T09:00:00+01:00", (2025, 2, 13), (2025, 2, 13)),
        ("Fri, 09 Dec 2022", (2022, 12, 9), (2022, 12, 9)),
        ("14 MAY 2009", (2009, 5, 14), (2009, 5, 14)),
        ("12 Mai 2022", (2022, 5, 12), (2022, 5, 12)),
        ("Dienstag, 7. Juni 2022", (2022, 6, 7), (2022, 6, 7)),
        ("9 maja 2006", (2006, 5, 9), (2006, 5, 9)),
    ],
)
def test_dates_as_publishers_write_them(
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
        "12 2022",
        "12 Aprıl 2022",
        "12 Auguſt 2022",
        "12 May 0000",
        "12 May 2022 or so",
        "45/13/2022",
        "1.2.3",
        "192.168.10.2022",
    ],
)
def test_no_possible_date_is_none(text: str) -> None:
    assert parse_dates(text) is None


def test_days_that_do_not_follow_each_other_are_several() -> None:
    (found,) = find_dates("3, 7 and 9 May 2022")
    assert [day.first.day for day in days_of(found)] == [3, 7, 9]


def test_days_joined_by_and_are_two_unless_they_follow() -> None:
    def days(text: str) -> list[tuple[str, str]]:
        return [(str(d.first), str(d.last)) for one in find_dates(text) for d in days_of(one)]

    assert days("12 July 2008 and 19 August 2008") == [("2008-07-12",) * 2, ("2008-08-19",) * 2]
    assert days("31 July and 1 August 2008") == [("2008-07-31", "2008-08-01")]
    assert days("2018-05-12 – 2018-05-13") == [("2018-05-12", "2018-05-13")]
    assert days("2018-05-13, 2018-05-12") == [("2018-05-13",) * 2, ("2018-05-12",) * 2]


def test_an_interval_in_a_field() -> None:
    one = in_field("2018-05-12/2018-05-13")
    assert one is not None
    assert (one.first, one.last) == ((2018, 5, 12), (2018, 5, 13))


def test_which_number_is_the_day_is_told() -> None:
    (either,) = find_dates("03/04/2019")
    assert (either.order, str(days_of(either)[0].first)) == ("either", "2019-04-03")
    assert either.turned is not None
    assert str(days_of(either.turned)[0].first) == "2019-03-04"
    assert [find_dates(text)[0].order for text in ("23/04/2019", "04/23/2019")] == ["day", "month"]


def test_a_missing_year_is_taken_and_marked() -> None:
    inferred = DateRange(date(2022, 5, 12), date(2022, 5, 13), inferred=True)
    assert parse_dates("12-13 May", year=2022) == inferred
    assert parse_dates("12-13 May") is None
    assert parse_dates("29 February", year=2022) is None
    over = parse_dates("30 December - 2 January", year=2023)
    assert over == DateRange(date(2022, 12, 30), date(2023, 1, 2), inferred=True)
    assert parse_dates("3 May 2021", year=2022) == DateRange(date(2021, 5, 3), date(2021, 5, 3))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("press_2024-02", (2024, 2, 0)),
        ("20190314-news", (2019, 3, 14)),
        ("bulletin-2022-May", (2022, 5, 0)),
        ("Open Shelves 41 - October 2022", (2022, 10, 0)),
        ("report-17", None),
        ("2019-annual", None),
    ],
)
def test_dates_in_the_names_of_files(name: str, day: tuple[int, int, int] | None) -> None:
    found = in_name(name)
    assert (found and found.first) == day


def test_the_year_in_a_text() -> None:
    assert year_in("News of 2019 and 2020") == 2020
    assert year_in("Room 20190") is None
