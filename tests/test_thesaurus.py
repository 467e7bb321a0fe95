"""Everyday words -> the archive's own, never one that the archive has or by one that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from seeqa.config import Config
from seeqa.errors import ConfigError
from seeqa.thesaurus import Thesaurus, entries, packaged, parse

ENTRIES = """
# comment
n gun, hand gun: firearm, weapon
n policeman/policemen: police officer, officer
v set up/sets up/set up/set up/setting up: establish, hold/holds/held/held/holding
v comb through, carry: analyse, examine
n party: event
a crooked: corrupt  # no forms
a on the 24/7 list: watched
v organise: organize
v mention: analyse
"""
ARCHIVE = ["Police officers analysed weapons and firearms. A corrupt unit was established."]


def made(*texts: str) -> Thesaurus:
    return Thesaurus(texts, entries=parse(ENTRIES))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Who seized the guns?", "Who seized the firearms?"),
        ("Gun seizures", "Firearm seizures"),
        ("a HAND GUN", "a HAND GUN"),  # capitals within the text: a name
        ("which policemen combed through it", "which police officers analysed it"),
        ("who is combing through it", "who is analysing it"),
        ("who carries and carried it", "who analyses and analysed it"),
        ("Who set up the unit?", "Who established the unit?"),
        ("Did they set up a unit?", "Did they establish a unit?"),
        ("a crooked unit", "a corrupt unit"),
        ("the carry of it", "the carry of it"),  # no verb after an article
        ("two parties", "two parties"),  # the archive lacks "events"
        ("the officers", "the officers"),
        ("gunner", "gunner"),
        ("Which items mention it?", "Which items mention it?"),  # words for what an archive does
    ],
)
def test_words_that_the_archive_lacks_are_replaced(asked: str, meant: str) -> None:
    assert made(*ARCHIVE).official(asked)[0] == meant


def test_what_the_archive_has_stays_and_so_do_its_parts() -> None:
    thesaurus = made("Hand guns are firearms.")
    assert thesaurus.official("the hand gun and a policeman") == (
        "the hand gun and a policeman",
        (),
    )


def test_every_replacement_is_told_once_but_for_spellings() -> None:
    text, told = made("They organized it with firearms.").official("who organises guns, guns?")
    assert text == "who organizes firearms, firearms?"
    assert told == (("guns", "firearms"),)


def test_a_phrase_that_the_archive_spells_otherwise_is_only_respelt() -> None:
    thesaurus = Thesaurus(["Organized crime and gangs."], None, parse("n organised crime: gang"))
    assert thesaurus.official("Is it on organised crime?") == ("Is it on organized crime?", ())


def test_of_several_the_one_is_taken_that_fits_the_archive() -> None:
    def fits(ways: Sequence[str]) -> Sequence[float]:
        return [float("weapon" in way) for way in ways]

    thesaurus = Thesaurus(ARCHIVE, fits, parse(ENTRIES))
    assert thesaurus.official("Old guns?")[0] == "Old weapons?"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x gun: firearm", "line 1: expected 'n|v|a"),
        ("n gun firearm", "line 1"),
        ("n gun:", "line 1"),
        ("\nv sit/sits/sat: meet", "line 2: expected 5 forms, found 'sit/sits/sat'"),
        ("n gun//guns: firearm", "expected 2 forms"),
    ],
)
def test_a_wrong_line_is_told(line: str, says: str) -> None:
    with pytest.raises(ValueError) as error:
        list(parse(line))
    assert says in str(error.value)


def test_the_packaged_words_are_well_formed() -> None:
    entries = packaged()
    assert len(entries) > 2000
    for entry in entries:
        assert all(len(form.split()) <= 6 and form == form.strip() for form in entry.forms)
        assert not {*entry.forms} & {"people", "name", "date", "price", "age", "address", "today"}


def test_own_words_go_before_the_packaged_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("n gun: net", encoding="utf-8")
    thesaurus = Thesaurus(["Firearms and nets."], entries=entries(str(own)))
    assert thesaurus.official("guns")[0] == "nets"
    assert thesaurus.official("graft") == ("graft", ())
    assert entries("none") == ()
    assert entries("packaged") == packaged()


@pytest.mark.parametrize("text", [None, "gun: net", "n gun net"])
def test_a_thesaurus_that_cannot_be_read_is_told(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        entries(str(file))
    assert "expected SEEQA_THESAURUS" in str(error.value)
    assert str(file) in str(error.value)


def test_the_setting_is_a_name_or_a_file_beside_the_others(tmp_path: Path) -> None:
    own = {"SEEQA_THESAURUS": "own.txt"}
    assert Config.from_env(own, root=tmp_path).thesaurus == str(tmp_path / "own.txt")
    assert Config.from_env({"SEEQA_THESAURUS": "none"}, root=tmp_path).thesaurus == "none"
    assert Config.from_env({}, root=tmp_path).thesaurus == "packaged"
