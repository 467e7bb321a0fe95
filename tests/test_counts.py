"""What "how many …" counts, and what a number in a sentence counts."""

from __future__ import annotations

import pytest

from seeqa.counts import Counted, counted


def alike(one: str, other: str) -> float:
    """Know one pair of nouns for the same thing."""
    return 0.8 if {one, other} == {"policemen", "officers"} else 0.1


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("How many border officers were trained?", "officers"),
        ("From how many countries did they come?", "countries"),
        ("how many people took part", "people"),
        ("How many judges and prosecutors were there?", "prosecutors"),
        ("How many were there?", ""),
        ("How many school staff came?", "staff"),
        ("How many experts worked on it?", "experts"),
    ],
)
def test_the_noun_that_is_counted(question: str, noun: str) -> None:
    assert counted(question) == Counted(noun)


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("How many of the local trainers in Oslo were judges?", Counted("judges", exact=True)),
        ("How many of them were women?", Counted("women", exact=True)),
        ("How many of the officers were trained?", Counted("")),
        ("How many of the officers were from Cyprus?", Counted("")),
    ],
)
def test_of_some_the_number_is_that_of_the_others(question: str, counts: Counted) -> None:
    assert counted(question) == counts


def test_what_is_only_like_it_is_not_counted_of_some() -> None:
    told = "a team of 12 border officers."
    assert Counted("policemen").is_counted(told, 10, 12, alike)
    assert not Counted("policemen", exact=True).is_counted(told, 10, 12, alike)


@pytest.mark.parametrize("question", ["", "How much did it cost?", "Who counted many officers?"])
def test_other_questions_count_nothing(question: str) -> None:
    assert counted(question) is None


@pytest.mark.parametrize(
    ("noun", "sentence", "words", "fits"),
    [
        ("officers", "A training for 12 border law enforcement officers.", "12", True),
        ("officers", "A training for 12 border officers.", "border officers", True),
        ("policemen", "A training for 12 border officers.", "12", True),
        ("vehicles", "A training for 12 border officers.", "12", False),
        ("people", "A training for 12 border officers.", "12", True),
        ("people", "A three-day training on 211 cases.", "211 cases", False),
        ("officers", "On 12 May officers met.", "12 May", False),
        ("officers", "It serves SDG 16 and officers.", "16", False),
        ("projects", "It runs two regional projects.", "two regional projects", True),
        ("projects", "It runs regional projects.", "regional projects", False),
        ("countries", "Over 450 experts from 22 countries came.", "450 experts", False),
        ("countries", "Over 450 experts from 22 countries came.", "22 countries", True),
        ("", "It brought together 20 representatives.", "20", True),
        ("", "It was held on 20 May.", "20 May", False),
        ("schools", "Of the 18 school districts of Oslo.", "18", False),
        ("schools", "36 school psychologists came.", "36", False),
        ("schools", "36 schools took part.", "36", True),
        ("trainings", "A team of eight trainers.", "eight", False),
        ("women", "She spent 25 years helping women.", "25 years", False),
        ("officers", "It gathered 12 officers leading trainings.", "12", True),
        ("districts", "Schools in nine out of the 18 school districts.", "18", True),
        ("seizures", "Country: Moldova; Officers trained: 61; Seizures: 9", "9", True),
        ("seizures", "Country: Moldova; Officers trained: 61; Seizures: 9", "61", False),
    ],
)
def test_what_a_number_counts(noun: str, sentence: str, words: str, fits: bool) -> None:
    start = sentence.index(words)
    assert Counted(noun).is_counted(sentence, start, start + len(words), alike) is fits
