"""A sentence -> the words that name an activity and say which; what names none is left alone."""

from __future__ import annotations

import pytest

from seeqa import Passage, Span
from seeqa.activity import activity, naming


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        (
            "2-3 June 2021, Oslo, Norway: UNICEF held a training on safe nets for 12 fishermen.",
            "a training on safe nets",
        ),
        (
            "It held a four-day course on how to find, mend and sell nets with a lead.",
            "a four-day course on how to find, mend and sell nets",
        ),
        (
            "The second official meeting of the Fish Board was held in Bergen.",
            "The second official meeting of the Fish Board",
        ),
        (
            "They met at a regional workshop on “Nets, ropes and hooks: a view” in Oslo.",
            "a regional workshop on “Nets, ropes and hooks: a view”",
        ),
        (
            "Following the first training on ropes, it held the second training on nets in May.",
            "the second training on nets",
        ),
        (
            "They went on a study visit to the Port of Bergen (Norway), where it rained.",
            "a study visit to the Port of Bergen (Norway)",
        ),
        ("The regional high-level conference was held.", "The regional high-level conference"),
        ("The regional conference was held.", None),
        ("A workshop called “Nets” was held.", None),
        ("This activity contributes to SDG 14.", None),
        ("The meeting was attended by 12 fishermen.", None),
        ("Fishermen mend nets.", None),
        ("UNICEF paid a visit.", None),
    ],
)
def test_an_activity_is_found_by_its_kind(sentence: str, named: str | None) -> None:
    found = activity(sentence)
    assert (None if found is None else sentence[slice(*found)]) == named


def test_offsets_are_the_passages_and_the_quote_stays() -> None:
    text = "Before. It held a training on nets. After."
    span = Span(Passage(1, "d", 0, len(text), text, ""), 8, 35, 1.0)
    found = naming("Which trainings were held?", span)
    assert (found.start, found.end) == (8, 35)
    assert found.emphasis is not None
    assert text[slice(*found.emphasis)] == "a training on nets"


@pytest.mark.parametrize(
    "question", ["Who was trained?", "Which countries took part?", "Give me all quotes", "When?"]
)
def test_where_something_else_is_asked_for_nothing_is_emphasised(question: str) -> None:
    text = "It held a training on nets."
    span = Span(Passage(1, "d", 0, len(text), text, ""), 0, len(text), 1.0)
    assert naming(question, span) is span


@pytest.mark.parametrize("row", ["a b ", "a training on ", "a training of a, ", "“a training "])
def test_long_rows_are_no_trouble(row: str) -> None:
    activity(row * 5_000)
