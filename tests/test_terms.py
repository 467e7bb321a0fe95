"""Search terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.terms import STOPWORDS, fold, surface, terms


@law
@given(st.text())
def test_folding_gives_lower_case_ascii_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower() == fold(folded)


@law
@given(st.text())
def test_surface_names_each_term_once_by_a_word_of_the_text(text: str) -> None:
    written = surface(text)
    assert list(written) == list(dict.fromkeys(terms(text)))
    assert all(word in text for word in written.values())


@law
@given(st.lists(st.text("abcdefgš", min_size=2), max_size=8))
def test_neither_case_nor_diacritics_nor_punctuation_matters(words: list[str]) -> None:
    plain = terms(" ".join(words))
    assert terms("; ".join(word.upper() for word in words)) == plain
    assert terms(" ".join(fold(word) for word in words)) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("the of and in to ?", []),
        ("Who trained the officers in Gradiška?", ["train", "offic", "gradiska"]),
        ("trainings trained training", ["train", "train", "train"]),
        ("SDG 16.a, target 16.4.", ["sdg", "16.a", "target", "16.4"]),
        ("Türkiye’s Šibenik", ["turkiy", "sibenik"]),
        ("anti-corruption_meeting", ["anti", "corrupt", "meet"]),
    ],
)
def test_terms_by_hand(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_surface_keeps_the_first_spelling() -> None:
    assert surface("Trained trainers, training at Gradiška") == {
        "train": "Trained",
        "trainer": "trainers",
        "gradiska": "Gradiška",
    }


def test_stopwords_are_written_as_they_are_compared() -> None:
    assert {fold(word) for word in STOPWORDS} == STOPWORDS
