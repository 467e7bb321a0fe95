"""The grammar of dates, by hand: what is said, what is left out and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.periods import Unit, read_periods, say_days
from seeqa.types import DateRange

TODAY = date(2022, 6, 7)  # a Tuesday
DATED = [
    DateRange(date(2021, 11, 30), date(2021, 12, 2)),
    DateRange(date(2022, 5, 9), date(2022, 5, 31)),
]


def read(text: str) -> list[tuple[str, str]]:
    periods, _ = read_periods(text, today=TODAY, dated=DATED)
    return [(str(period.first), str(period.last)) for period in periods]


def notes(text: str) -> tuple[str, ...]:
    return read_periods(text, today=TODAY, dated=DATED)[1]


@law
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            "from to between and 31 11 May June 2022 since last week 2022-05-11 of the -".split()
        )
    ).map(" ".join)
)
def test_any_text_is_read_without_error_and_ranges_are_in_order(text: str) -> None:
    periods, _ = read_periods(text, today=TODAY, dated=DATED)
    for period in periods:
        assert period.said.first <= period.said.last
        assert period.first is None or period.last is None or period.first <= period.last


@law
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_every_written_form_of_a_day_is_that_day(day: date) -> None:
    for form in ("%-d %B %Y", "%B %-d, %Y", "%-dth of %B %Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        assert read(f"on {day.strftime(form)}?") == [(str(day), str(day))], form


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in December", "2021-12-01", "2021-12-31"),  # the year in which the archive has a December
        ("in May", "2022-05-01", "2022-05-31"),
        ("in the last two days of May", "2022-05-30", "2022-05-31"),
        ("in the final 3 days of May 2022", "2022-05-29", "2022-05-31"),
        ("in the first five days of May", "2022-05-01", "2022-05-05"),
        ("in the first few days of May", "2022-05-01", "2022-05-07"),
        ("in August", "2022-08-01", "2022-08-31"),  # no item: the latest year
        ("from 28 December 2021 to 3 January", "2021-12-28", "2022-01-03"),
        ("between 30 May and 2 June", "2022-05-30", "2022-06-02"),
        ("in November/December 2021", "2021-11-01", "2021-12-31"),
        ("05/17/2022", "2022-05-17", "2022-05-17"),
        ("11.5.22", "2022-05-11", "2022-05-11"),
        ("in 2022-05", "2022-05-01", "2022-05-31"),
        ("in 2021-2022", "2021-01-01", "2022-12-31"),
        ("last Monday", "2022-06-06", "2022-06-06"),
        ("next week", "2022-06-13", "2022-06-19"),
        ("in the past 3 days", "2022-06-05", "2022-06-07"),
        ("last year", "2021-01-01", "2021-12-31"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("in the last week of February 2024", "2024-02-23", "2024-02-29"),
    ],
)
def test_days_by_hand(text: str, first: str, last: str) -> None:
    assert read(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("on 31 June", "31 June is no date; it was left out of the search."),
        ("on 29 February 2022", "29 February 2022 is no date; it was left out of the search."),
        ("on 40.5.2022", "40 May 2022 is no date; it was left out of the search."),
        ("on 0000-05-11", "0000-05-11 is no date; it was left out of the search."),
        ("after 9999-12-31", "9999-12-31 is no date; it was left out of the search."),
        ("on 2022-13-01", "2022-13-01 is no date; it was left out of the search."),
        (
            "between 13 and 11 May",
            "“13 and 11 May” ends before it starts; it was left out of the search.",
        ),
        (
            "from 30 May to 2 May",
            "“30 May to 2 May” ends before it starts; it was left out of the search.",
        ),
    ],
)
def test_what_is_no_date_is_said_and_left_out(text: str, note: str) -> None:
    assert read(text) == []
    assert notes(text) == (note,)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("on 03/05/2022", "03/05/2022 was read with the day first: 3 May 2022."),
        ("on Tuesday 23 May 2022", "23 May 2022 is a Monday, not a Tuesday."),
        ("on 11 May and 17 May", "The dates were taken together: 11–17 May 2022."),
    ],
)
def test_what_was_guessed_is_said(text: str, note: str) -> None:
    assert len(read(text)) == 1
    assert notes(text) == (note,)


@pytest.mark.parametrize(
    "text",
    ["on 23/05/2022", "on Monday 23 May 2022", "17 May and 18 May", "between 1 May and 9 May"],
)
def test_what_is_clear_needs_no_note(text: str) -> None:
    assert notes(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "may we",
        "for 2000 officers",
        "12 of 31",
        "SDG 16.4",
        "1244",
        "Article 12",
        "later in 2022",
        "march in",
        "25 years",
        "x2022-05-11",
        "3.5 million",
        "the last day of the visit",
        "in 12 days",
    ],
)
def test_what_is_no_date_at_all(text: str) -> None:
    assert (read(text), notes(text)) == ([], ())


def test_a_period_knows_its_words_and_how_finely_it_was_said() -> None:
    (period,), _ = read_periods("Which meetings were held since 20 May?", today=TODAY, dated=DATED)
    assert (period.text, period.unit) == ("since 20 May", Unit.DAY)
    assert period.said == DateRange(date(2022, 5, 20), date(2022, 5, 20))


def test_without_an_archive_the_year_is_this_one() -> None:
    (period,), _ = read_periods("in March", today=TODAY)
    assert (period.first, period.last) == (date(2022, 3, 1), date(2022, 3, 31))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2022-05-17", "2022-05-17", "17 May 2022"),
        ("2022-05-09", "2022-05-31", "9–31 May 2022"),
        ("2022-05-30", "2022-06-02", "30 May – 2 June 2022"),
        ("2021-12-30", "2022-01-02", "30 December 2021 – 2 January 2022"),
        ("2022-06-01", "2022-06-30", "June 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-05-20", None, "since 20 May 2022"),
        (None, "2022-05-20", "until 20 May 2022"),
        (None, None, ""),
    ],
)
def test_days_are_said(first: str | None, last: str | None, said: str) -> None:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert say_days(*days) == said
