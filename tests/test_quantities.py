"""Counts of people and days, asked and told."""

from __future__ import annotations

import pytest

from seeqa.quantities import days_asked, days_told, people_asked, people_told


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("Which events had 50 or more participants?", 50, None),
        ("trainings with more than thirty officers", 31, None),
        ("events attended by at least 1,000 people", 1000, None),
        ("Which meetings had fewer than 20 national experts?", 0, 19),
        ("Which meetings had up to 20 experts?", 0, 20),
        ("events of exactly 12 customs officers", 12, 12),
    ],
)
def test_people_are_asked(question: str, least: int, most: int | None) -> None:
    bound = people_asked(question)
    assert bound is not None
    assert (bound.least, bound.most) == (least, most)
    assert bound.words in question.lower()


@pytest.mark.parametrize(
    "question", ["Which events did the 24 experts attend?", "more than 30 countries", "over people"]
)
def test_what_is_no_bound_on_people(question: str) -> None:
    assert people_asked(question) is None


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("Which activities went on for five days?", 5, 5),
        ("three-day events", 3, 3),
        ("What lasted more than two days?", 3, None),
        ("which events were 4 days long", 4, 4),
    ],
)
def test_days_are_asked(question: str, least: int, most: int | None) -> None:
    bound = days_asked(question)
    assert bound is not None
    assert (bound.least, bound.most) == (least, most)


def test_what_is_no_bound_on_days() -> None:
    assert days_asked("What happened on the first day of May 2022?") is None
    assert days_asked("What happened in the last two days of May?") is None


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("Which events went on for two weeks or longer?", 14, None),
        ("Which events were shorter than three days?", 0, 2),
        ("Which events took longer than one week?", 8, None),
    ],
)
def test_weeks_are_days(question: str, least: int, most: int | None) -> None:
    bound = days_asked(question)
    assert bound is not None
    assert (bound.least, bound.most) == (least, most)


def test_days_are_told() -> None:
    sentence = "A four-day course; during the two days, 11 experts met."
    assert list(days_told(sentence)) == [4, 2]


def test_people_are_told() -> None:
    sentence = "In 2022 experts met: 11 experts and 31 border police officers from 20 countries."
    assert list(people_told(sentence)) == [11, 31]
