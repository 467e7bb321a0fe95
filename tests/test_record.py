"""Texts -> records: sentences, entities and slots, and how a sentence is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.language.record import Record, Statement, records
from seeqa.language.signs import Slot, told
from seeqa.sentences import sentence_offsets

SENTENCES = ("Norway paid for the fair.", "It was not held in Ayr on 3 May 2022.", "Rain is near!")
texts = st.text(max_size=60) | st.lists(st.sampled_from(SENTENCES), max_size=3).map(" ".join)


def record(parser: Parser, text: str) -> Record:
    (one,) = records([text], parser)
    return one


def statement(parser: Parser, text: str) -> Statement:
    (one,) = record(parser, text).statements
    return one


@law
@given(st.lists(texts, max_size=3))
def test_each_text_has_its_record_with_all_of_its_sentences(
    parser: Parser, several: list[str]
) -> None:
    found = list(records(several, parser))
    assert len(found) == len(several)
    for text, one in zip(several, found, strict=True):
        parse = parser.parse(text)
        assert tuple((s.start, s.end) for s in one.statements) == sentence_offsets(text)
        assert (one.entities, one.slots) == (parse.entities, told(parse))
        assert all(len(set(s.lemmas)) == len(s.lemmas) for s in one.statements)


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("Norway paid for the fair.", ("norway", "pay", "fair")),
        ("The children were held and met the mayor.", ("child", "hold", "meet", "mayor")),
        ("They met, and met again.", ("meet", "again")),
        ("It is.", ()),
    ],
)
def test_the_dictionary_forms_of_a_sentence(
    parser: Parser, text: str, lemmas: tuple[str, ...]
) -> None:
    assert statement(parser, text).lemmas == lemmas


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Norway paid for the fair.", ""),
        ("Norway did not pay for the fair.", "denies"),
        ("It didn't open.", "denies"),
        ("Nobody came.", "denies"),
        ("The fair was cancelled.", "calls_off"),
        ("The fair was postponed by the city.", "calls_off"),
        ("The fair was not cancelled.", "denies calls_off"),
        ("They will meet.", "plans"),
        ("The next course is planned for nurses.", "plans"),
        ("It may open.", "plans"),
        ("It opened on 3 May 2022.", ""),
        ("Will Smith came.", ""),
    ],
)
def test_how_a_sentence_is_told(parser: Parser, text: str, flags: str) -> None:
    one = statement(parser, text)
    assert [n for n in ("denies", "calls_off", "plans") if getattr(one, n)] == flags.split()


def test_each_sentence_is_told_by_itself(parser: Parser) -> None:
    text = "Nobody came to Ayr. Norway funded it.\nThey will meet again."
    found = record(parser, text)
    assert [(s.denies, s.plans) for s in found.statements] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert Slot("payer", 20, 26) in found.slots
    assert [text[e.start : e.end] for e in found.entities] == ["Ayr", "Norway"]


def test_no_text_has_an_empty_record(parser: Parser) -> None:
    assert record(parser, "") == Record()
    assert list(records([], parser)) == []
