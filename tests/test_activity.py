"""A sentence -> the words that name an activity and say which; what names none is left alone."""

from __future__ import annotations

import pytest

from seeqa import Passage, Span
from seeqa.activity import activity, asks_which, naming


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
        (
            "It held the second training for additional 36 fishermen from Oslo.",
            "the second training for additional 36 fishermen",
        ),
        (
            "The net mending activities in South Eastern Europe go on.",
            "The net mending activities in South Eastern Europe",
        ),
        (
            "The regional workshop on ropes, old nets and hooks was held.",
            "The regional workshop on ropes, old nets and hooks",
        ),
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


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        (
            "18 May 2022, Oslo, Norway: The Fish Board met with the heads of the Agency for Nets "
            "in light of the new law.",
            "The Fish Board met with the heads of the Agency for Nets",
        ),
        (
            "The Fish Board and Nets Norway, run by Ana Berg, met to discuss the price of nets "
            "with the aim to lower it.",
            "met to discuss the price of nets",
        ),
        ("UNICEF signed a law on nets, which is new.", "UNICEF signed a law on nets"),
        ("Fishermen mend nets.", None),
        ("UNICEF launched a training on nets.", "a training on nets"),
    ],
)
def test_what_is_told_by_a_verb_is_named_by_it(sentence: str, named: str | None) -> None:
    emphasis = naming(Span(Passage(1, "d", 0, 999, sentence, ""), 0, len(sentence), 1.0)).emphasis
    assert (emphasis and sentence[slice(*emphasis)]) == named


def test_offsets_are_the_passages_and_the_quote_stays() -> None:
    text = "Before. It held a training on nets. After."
    span = Span(Passage(1, "d", 0, len(text), text, ""), 8, 35, 1.0)
    found = naming(span)
    assert (found.start, found.end) == (8, 35)
    assert found.emphasis is not None
    assert text[slice(*found.emphasis)] == "a training on nets"


@pytest.mark.parametrize(
    "question", ["Who was trained?", "Which countries took part?", "Give me all quotes", "When?"]
)
def test_something_else_may_be_asked_for_than_which(question: str) -> None:
    assert not asks_which(question)
    assert asks_which("Which trainings did Norway fund?")


@pytest.mark.parametrize("row", ["a b ", "a training on ", "a training of a, ", "“a training "])
def test_long_rows_are_no_trouble(row: str) -> None:
    activity(row * 5_000)
