"""Misspelt words and the archive's own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, copied_index, law
from seeqa.language.english import english_words
from seeqa.lexicon import Written
from seeqa.question.spelling import Speller, asking_elsewhere
from seeqa.terms import STOPWORDS

ARCHIVE = (
    "Officers in Gradiška were trained against trafficking.",
    "Customs officers of Šibenik met; trafficking was discussed in Istanbul.",
)
ENGLISH = ("happened", "happen", "dragging", "office", "hidden", "organizers", "analyzed")
SPELLER = Speller(Written.of(ARCHIVE), ["turkey"], english=lambda: ENGLISH)


@law
@given(st.lists(st.text("ofcersbinultkgad", min_size=3, max_size=9), max_size=6))
def test_correcting_twice_changes_no_more(words: list[str]) -> None:
    corrected, pairs = SPELLER.correct(" ".join(words))
    assert SPELLER.correct(corrected) == (corrected, ())
    known = (*ARCHIVE, *ENGLISH, *STOPWORDS, "turkey")
    assert all(
        any(meant in (text, text.capitalize()) or meant in text for text in known)
        for _, meant in pairs
    )
    assert len(corrected.split()) == len(" ".join(words).split())


@law
@given(st.text())
def test_a_text_of_the_archive_is_left_alone(text: str) -> None:
    assert Speller(Written.of([text])).correct(text) == (text, ())


@law
@given(st.text(), st.text())
def test_no_text_is_too_odd(archive: str, question: str) -> None:
    corrected, pairs = Speller(Written.of([archive])).correct(question)
    assert bool(pairs) == (corrected != question)


def test_words_that_fold_to_nothing_are_left_alone() -> None:
    speller = Speller(Written.of(["ااااا word"]))
    assert speller.correct("اااé aééé") == ("اااé aééé", ())


@pytest.mark.parametrize(
    ("question", "corrected", "pairs"),
    [
        ("trafiking in Sibenic", "trafficking in Šibenik", ("trafiking", "Sibenic")),
        ("Gradishka?", "Gradiška?", ("Gradishka",)),
        ("Instanbul, Instanbul", "Istanbul, Istanbul", ("Instanbul",)),
        ("customz", "Customs", ("customz",)),
        ("Whcih", "Which", ("Whcih",)),
        ("whre", "where", ("whre",)),  # a letter left out rather than another: not "were"
        ("wht happend", "what happened", ("wht", "happend")),
        ("what hppened", "what happened", ("hppened",)),
        ("in Turrkey", "in Turkey", ("Turrkey",)),
        ("traffickin", "trafficking", ("traffickin",)),
    ],
)
def test_misspelt_words_are_corrected(
    question: str, corrected: str, pairs: tuple[str, ...]
) -> None:
    text, found = SPELLER.correct(question)
    assert (text, tuple(written for written, _ in found)) == (corrected, pairs)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Gradiska sibenik TRAFFICKING",  # the archive's own, folded
        "traffickers officer",  # other forms of its words
        "dragging office offices",  # plain English
        "met mat min wto ilo",  # too short to tell
        "Xstanbul",  # begins otherwise
        "What did Hiddan say",  # a name, which no plain word is
        "the town of Discusst",  # nor a word that the archive writes small
        "organisers analysed happening",  # British, and a form of plain English
        "HIDDEM",
        "Zanzibar",
        "trxxxficking",  # three slips
        "abc5def 12345",
    ],
)
def test_words_that_are_right_or_unlike_any_are_left_alone(question: str) -> None:
    assert SPELLER.correct(question) == (question, ())


def test_a_word_in_another_script_is_no_slip() -> None:
    assert SPELLER.correct("Официрс у Истанбулу") == ("Официрс у Истанбулу", ())


def test_of_two_as_near_the_more_frequent_is_meant() -> None:
    speller = Speller(Written.of(["bordex border border"]))
    assert speller.correct("bordet") == ("border", (("bordet", "border"),))


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Wer hat den Bericht über Menschenhandel finanziert?", True),
        ("Combien de policiers ont été formés à Istanbul ?", True),
        ("¿Quién financió el informe?", True),
        ("Koliko službenika je obučeno u Istanbulu?", True),
        ("Who finnanced teh reprot on traficking?", False),
        ("offices trafficking Istanbul", False),
        ("Wer hat die Baeume bezahlt?", True),
        ("Offices datelined Istanbul", False),
        ("Zanzibar Kinshasa Oslo", False),
        ("financió?", False),
        ("", False),
    ],
)
def test_questions_in_other_languages_are_told_from_misspelt_ones(
    question: str, foreign: bool
) -> None:
    assert SPELLER.is_foreign(question) is foreign


ASKING = tomllib.loads((ROOT / "src/seeqa/question/asking.toml").read_text(encoding="utf-8"))
PLAIN = Speller(Written.of(ARCHIVE), english=english_words)


@pytest.mark.parametrize("language", ASKING)
def test_a_language_is_told_by_its_example_and_not_by_its_counter_example(language: str) -> None:
    row = ASKING[language]
    assert set(row) == {"words", "example", "counter"}
    words = row["words"].split()
    assert len(set(words)) == len(words)
    assert all(word == word.lower() for word in words)
    assert asking_elsewhere() >= set(words)
    assert PLAIN.is_foreign(row["example"])
    assert set(row["counter"].lower().rstrip("?").split()) & set(words)
    assert not PLAIN.is_foreign(row["counter"])


# --- when the whole language is loaded ------------------------------------------------------------


def never() -> tuple[str, ...]:
    pytest.fail("the whole language is loaded")


def test_what_archive_names_and_known_words_decide_loads_no_more() -> None:
    lazy = Speller(
        Written.of(ARCHIVE), ["turkey"], known=lambda: ["funded", "color"], english=never
    )
    for question in (
        "Which officers were trained in Gradiska?",
        "Who funded it in Turkey?",
        "the colour of it",
        "ab 12",
    ):
        assert lazy.correct(question) == (question, ())
        assert not lazy.is_foreign(question)
    with pytest.raises(pytest.fail.Exception):
        lazy.correct("zzzzz")


@law
@given(st.lists(st.sampled_from([*ENGLISH, "turkey", "oficers", "happend", "hapened", "offices"])))
def test_known_words_change_nothing_that_the_language_has(words: list[str]) -> None:
    known = Speller(
        Written.of(ARCHIVE), ["turkey"], known=lambda: ENGLISH[:3], english=lambda: ENGLISH
    )
    assert known.correct(" ".join(words)) == SPELLER.correct(" ".join(words))


def test_an_ordinary_question_loads_no_list_of_english_words(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom seeqa import Assistant\n"
        "print(Assistant.open().ask('Who paid for the trafficking report?').text)\n"
        "print('spellchecker' in sys.modules)"
    )
    index = copied_index(tmp_path / "index")
    places = {"SEEQA_CORPUS": str(ROOT / "corpus"), "SEEQA_INDEX": str(index)}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env={**os.environ, **places}, capture_output=True, text=True)
    assert "France and Sweden" in done.stdout
    assert done.stdout.splitlines()[-1] == "False", done.stderr
