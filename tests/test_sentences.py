"""Sentences as offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.sentences import sentence_offsets


@law
@given(st.text())
def test_sentences_are_in_order_trimmed_and_lose_only_white_space(text: str) -> None:
    offsets = sentence_offsets(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in offsets)
    ends = [0, *(end for _, end in offsets)]
    starts = [*(start for start, _ in offsets), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert "".join(between).strip() == ""


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("One. Two.", ["One.", "Two."]),
        ("  One.  Two? ", ["One.", "Two?"]),
        ("Under UNSCR 1244 it met.", ["Under UNSCR 1244 it met."]),
        ("SDG 16.a is on institutions.", ["SDG 16.a is on institutions."]),
        ("Some, e.g. police, came. Others left.", ["Some, e.g. police, came.", "Others left."]),
        ("Šibenik hosted. Türkiye came.", ["Šibenik hosted.", "Türkiye came."]),
        ("So said Ms. Reid (Ms. Ann). All left.", ["So said Ms. Reid (Ms. Ann).", "All left."]),
        ("It was Ms.", ["It was Ms."]),
    ],
)
def test_sentences_of_bulletins(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_offsets(text)] == sentences


def test_a_very_long_sentence_is_one() -> None:
    text = "word " * 40_000 + "end."
    assert sentence_offsets(text) == ((0, len(text)),)
