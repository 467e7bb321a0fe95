"""The dates of a question, by hand: what is said, what is left out and why; stretches of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.question.days import common, meet, merged, outside, say_days
from seeqa.question.periods import Dates, read_dates
from seeqa.types import DateRange, Days

DATED = [
    DateRange(date(2021, 3, 9), date(2021, 3, 9)),
    DateRange(date(2021, 11, 30), date(2021, 12, 2)),
    DateRange(date(2022, 2, 3), date(2022, 2, 3)),
    DateRange(date(2022, 5, 9), date(2022, 5, 31)),
    DateRange(date(2022, 8, 1), date(2022, 12, 31)),
    DateRange(date(2023, 3, 9), date(2023, 3, 9)),
]
_DAY = st.dates(date(2020, 1, 1), date(2020, 3, 1))
_ENDS = st.tuples(st.none() | _DAY, st.none() | _DAY)


def _in_order(ends: tuple[date | None, date | None]) -> bool:
    return ends[0] is None or ends[1] is None or ends[0] <= ends[1]


STRETCHES = st.lists(_ENDS.filter(_in_order), max_size=3)


def read(parser: Parser, text: str, dated: list[DateRange] = DATED) -> Dates:
    return read_dates(parser.parse(text), dated)


def said(found: Dates) -> str:
    return " | ".join(say_days(*days) for days in found.days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # days
        ("What happened on 17 May?", "17 May 2022"),
        ("What took place on May 17th, 2022?", "17 May 2022"),
        ("Which meeting was held on the 18th of May 2022?", "18 May 2022"),
        ("events of 2022-05-13", "13 May 2022"),
        ("Who met on 13.5.2022?", "13 May 2022"),
        ("Who met on 05/17/2022?", "17 May 2022"),
        ("what was on 11 may", "11 May 2022"),
        ("Which conference began on Monday, 23 May 2022?", "23 May 2022"),
        # ranges and lists of days
        ("Which events took place between the 11th and the 13th of May?", "11–13 May 2022"),
        ("List everything from 11-13 May.", "11–13 May 2022"),
        ("Which visits took place between May 10 and May 19?", "10–19 May 2022"),
        ("What happened from 30 May to 2 June 2022?", "30 May – 2 June 2022"),
        ("Which meetings were held on 17 or 18 May?", "17–18 May 2022"),
        ("What happened on 3, 9 and 17 May?", "3 May 2022 | 9 May 2022 | 17 May 2022"),
        ("from 28 November 2021 to 3 February", "28 November 2021 – 3 February 2022"),
        ("Which trainings ended in the week of 9 May?", "9–15 May 2022"),
        # bounds
        ("What has happened since 20 May?", "since 20 May 2022"),
        ("Which trainings were held before 12 May 2022?", "until 11 May 2022"),
        ("Which meetings were held after 24 May?", "since 25 May 2022"),
        ("Which trainings ended no later than 12 May?", "until 12 May 2022"),
        ("Which visits began on or after 17 May?", "since 17 May 2022"),
        ("What happened on 16 May or later, until 20 May?", "16–20 May 2022"),
        ("Which meetings were held in May 2022 after 20 May?", "21–31 May 2022"),
        ("Anything newer than 20 May 2022?", "since 21 May 2022"),
        ("What happened from May onwards?", "since 1 May 2022"),
        ("What is new since the beginning of May 2022?", "since 1 May 2022"),
        # months, years and parts of them
        ("Show me the news of May.", "May 2022"),
        ("What happened in December?", "December 2021 | December 2022"),
        ("What happened in March?", "March 2021 | March 2023"),
        ("How many meetings were held in 2022?", "2022"),
        ("What happened in the last week of May?", "25–31 May 2022"),
        ("What happened in the 5th week of May?", "29–31 May 2022"),
        ("What happened in the last two days of May?", "30–31 May 2022"),
        ("Which conferences were held in late May?", "21–31 May 2022"),
        ("What was organised in mid-May?", "11–20 May 2022"),
        ("What happened in the second half of May?", "16–31 May 2022"),
        ("What happened in early 2022?", "January – April 2022"),
        ("What happened in the first three months of 2022?", "January – March 2022"),
        # quarters and halves
        ("What happened in Q2 2022?", "April – June 2022"),
        ("What happened in the last quarter of 2022?", "October – December 2022"),
        ("What was held in the second quarter?", "April – June 2022"),
        ("What happened in the second half of 2022?", "July – December 2022"),
        ("What happened in H1 of 2022?", "January – June 2022"),
        ("between Q1 and Q3 2022", "January – September 2022"),
        # several stretches
        ("What happened in 2021 or 2022?", "2021 – 2022"),
        ("What happened in 2021 and in 2023?", "2021 | 2023"),
        ("What happened in March and in May?", "March 2021 | May 2022 | March 2023"),
        ("What happened in February and May 2022?", "February 2022 | May 2022"),
        ("What happened between March and May 2022?", "March – May 2022"),
        ("Which meetings took place in 2021/22?", "2021 – 2022"),
        ("In 2022, what was held in May?", "May 2022"),
        # what is excluded
        ("Which meetings took place not in 2022?", "until 31 December 2021 | since 1 January 2023"),
        ("Which meetings were not held in 2022?", "until 31 December 2021 | since 1 January 2023"),
        ("Everything except May 2022", "until 30 April 2022 | since 1 June 2022"),
        ("What was in neither 2021 nor 2022?", "until 31 December 2020 | since 1 January 2023"),
    ],
)
def test_days_by_hand(parser: Parser, text: str, days: str) -> None:
    found = read(parser, text)
    assert (said(found), found.notes) == (days, ())


@pytest.mark.parametrize(
    "text",
    [
        "What may traffickers do to children?",
        "May I ask who funded the report?",
        "Which of the 11 may be repeated?",
        "How did the police march into the port?",
        "What did August Wilson say?",
        "How much damage did the May flood do?",
        "Who won the 2019 survey?",
        "How many of the 2000 officers came?",
        "What does Article 12 say?",
        "What is the budget for 2022?",
        "Which training is scheduled for 24-25 November 2022?",
        "What did the Government do for the elections of May 2022?",
        "the first quarter of the match",
        "Which schools took part in spring cleaning?",
        "the last day of the visit",
        "SDG 16.4",
        "x2022-05-11",
        "in 12 days",
    ],
)
def test_what_is_no_date_of_items(parser: Parser, text: str) -> None:
    assert read(parser, text) == Dates()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What happened last week?", "last week"),
        ("What happened yesterday?", "yesterday"),
        ("What was held in the last two weeks?", "last two weeks"),
        ("What took place three weeks ago?", "three weeks ago"),
        ("What happened the following week?", "following week"),
        ("Who resigned on Friday?", "Friday"),
        ("What happened in the spring of 2022?", "spring of 2022"),
        ("What was built in the last quarter?", "last quarter"),
    ],
)
def test_what_names_no_certain_days_is_said(parser: Parser, text: str, words: str) -> None:
    note = f"“{words}” names no certain days; it was left out of the search."
    found = read(parser, text)
    assert not found.days
    assert (*found.notes, *filter(None, [found.none])) == (note,)
    assert read(parser, text, []) == Dates()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("on 31 June", "31 June is no date; it was left out of the search."),
        ("on 29 February 2022", "29 February 2022 is no date; it was left out of the search."),
        ("between 13 and 11 May", "13 and 11 May is no date; it was left out of the search."),
        ("from 30 May to 2 May", "30 May to 2 May is no date; it was left out of the search."),
        (
            "Why was the fair not held in May?",
            "“May” is said of what was not; it was left out of the search.",
        ),
        (
            "What happened in June 2019?",
            "No item is dated June 2019; the archive covers 9 March 2021 – 9 March 2023.",
        ),
        (
            "What happened in July?",
            "No item is dated “July”; the archive covers 9 March 2021 – 9 March 2023.",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_left_out(
    parser: Parser, text: str, note: str
) -> None:
    found = read(parser, text)
    assert not found.days
    assert (*found.notes, *filter(None, [found.none])) == (note,)


def test_no_date_is_read_where_no_item_has_one(parser: Parser) -> None:
    assert read(parser, "What happened on 17 May 2022?", []) == Dates()


def test_a_place_is_no_month(parser: Parser) -> None:
    question = parser.parse("What happened in May?")
    assert read_dates(question, DATED, [(17, 20)]) == Dates()
    assert said(read_dates(question, DATED)) == "May 2022"


@pytest.mark.parametrize("text", ["since 20 May 2022", "in the last week of May", "Q2 2022"])
def test_a_date_knows_its_words(parser: Parser, text: str) -> None:
    (place,) = read(parser, f"Which meetings were held {text}?").said
    assert f"Which meetings were held {text}?"[slice(*place)] in text


@law
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_every_written_form_of_a_day_is_that_day(parser: Parser, day: date) -> None:
    for form in ("%-d %B %Y", "%B %-d, %Y", "%-dth of %B %Y", "%Y-%m-%d", "%d.%m.%Y"):
        found = read(parser, f"on {day.strftime(form)}?", [DateRange(day, day)])
        assert day in (end for days in found.days for end in days), form


@law
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            "from to between and not 31 11 May June 2022 since last week Q2 of the -".split()
        )
    ).map(" ".join)
)
def test_any_text_is_read_and_leaves_items(parser: Parser, text: str) -> None:
    found = read(parser, text)
    assert bool(found.days) is bool(found.days and meet(found.days, DATED))
    assert list(found.days) == merged(found.days)
    assert all(note.endswith(".") for note in found.notes)


# --- stretches ------------------------------------------------------------------------------


def holds(days: list[Days], day: date) -> bool:
    return any((a or date.min) <= day <= (b or date.max) for a, b in days)


@law
@given(STRETCHES, STRETCHES, _DAY)
def test_stretches_are_sets_of_days(some: list[Days], others: list[Days], day: date) -> None:
    assert holds(merged(some), day) is holds(some, day)
    assert holds(common(some, others), day) is (holds(some, day) and holds(others, day))
    assert holds(outside(some), day) is not holds(some, day)
    assert meet(some, [DateRange(day, day)]) is holds(some, day)
    apart = merged(some)
    for (_, end), (begin, _) in zip(apart, apart[1:], strict=False):
        assert end and begin and begin - end > timedelta(1)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2022-05-17", "2022-05-17", "17 May 2022"),
        ("2022-05-09", "2022-05-31", "9–31 May 2022"),
        ("2022-05-30", "2022-06-02", "30 May – 2 June 2022"),
        ("2021-12-30", "2022-01-02", "30 December 2021 – 2 January 2022"),
        ("2022-06-01", "2022-06-30", "June 2022"),
        ("2022-10-01", "2022-12-31", "October – December 2022"),
        ("2021-11-01", "2022-02-28", "November 2021 – February 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2021-01-01", "2022-12-31", "2021 – 2022"),
        ("2022-05-20", None, "since 20 May 2022"),
        (None, "2022-05-20", "until 20 May 2022"),
        (None, None, ""),
    ],
)
def test_days_are_said(first: str | None, last: str | None, said: str) -> None:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert say_days(*days) == said
