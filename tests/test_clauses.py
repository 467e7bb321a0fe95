"""A sentence -> its clause that says why, what it quotes, what was done by whom; or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.clauses import resolved, telling, undergone

WHY, SAID = "Why was it so?", "What did Ana Berg say?"


@pytest.mark.parametrize(
    ("question", "text", "part"),
    [
        (WHY, "Nets tear, since the rocks are sharp.", "since the rocks are sharp"),
        (WHY, "Nets tear because of rocks, ice and sand.", "because of rocks, ice and sand"),
        (WHY, "“Nets tear, since rocks are sharp,” adds Al Bo.", "since rocks are sharp"),
        (WHY, "Fish leave as the water is warm.", "as the water is warm"),
        (
            WHY,
            "Considering that fish leave early, boats went out.",
            "Considering that fish leave early",
        ),
        (
            "For what reason did they meet?",
            "They met to discuss the price of fish in Oslo.",
            "to discuss the price of fish in Oslo",
        ),
        (WHY, "It has been so since 2019.", None),
        (WHY, "They sold nets as well.", None),
        (WHY, "Boats went out.", None),
        (SAID, "“Nets tear on rocks,” says Ana Berg.", "Nets tear on rocks"),
        (SAID, "Ana Berg told us that nets tear on rocks.", "nets tear on rocks"),
        (SAID, "“Nets tear on rocks,” says Ana Berg. “So do sails, often.”", None),
        (SAID, "Ana Berg came by boat.", None),
        (
            "What does she think is needed?",
            "“Nets are what we need,” she said.",
            "Nets are what we need",
        ),
        ("When did Ana Berg say so?", "“Nets tear on rocks,” says Ana Berg.", None),
        (
            "What did the senior judges present in Oslo?",
            "3 May 2022, Oslo, Norway: Old nets were presented by the judges.",
            "Old nets",
        ),
        ("What did the fishermen present?", "Old nets were presented by the judges.", None),
        ("What did the judges sell?", "Old nets were presented by the judges.", None),
    ],
)
def test_the_part_that_tells_it(question: str, text: str, part: str | None) -> None:
    found = telling(question, text) or undergone(question, text)
    assert (None if found is None else text[slice(*found)]) == part


@law
@given(st.text("Aa ,.“”:since to that by was", max_size=80))
@pytest.mark.parametrize("question", [WHY, SAID, "What did the judge present?"])
def test_it_is_within_the_text(question: str, text: str) -> None:
    if found := telling(question, text) or undergone(question, text):
        assert 0 <= found[0] < found[1] <= len(text)


@pytest.mark.parametrize(
    "row", ["since a ", "“a ", "a was presented by ", "told a ", "to discuss "]
)
def test_long_rows_are_no_trouble(row: str) -> None:
    for question in (WHY, SAID, "What did the judge present?"):
        telling(question, row * 5_000)


@pytest.mark.parametrize(
    ("question", "text", "part"),
    [
        ("What did they agree on?", "They agreed to mend nets.", "to mend nets"),
        ("What did the board decide?", "The board decided on new nets.", "on new nets"),
        ("What did the board decide?", "The board agreed on new nets.", None),
        ("What did they agree on?", "They met to mend nets.", None),
        ("Why did they agree?", "They agreed to mend nets.", None),
    ],
)
def test_what_was_agreed_is_told_whole(question: str, text: str, part: str | None) -> None:
    place = resolved(question, text)
    assert (place and text[slice(*place)]) == part
