"""The table of kinds row by row, and frames of questions by hand."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parse, Parser
from seeqa.question.frame import Frame, Kind, Word, read_frame, table
from seeqa.terms import fold

ROWS: dict[str, dict[str, Any]] = tomllib.loads(
    resources.files("seeqa.question").joinpath("kinds.toml").read_text(encoding="utf-8")
)
PARTS = {"nouns", "adjectives", "verbs", "entities"}
ASKED = "who paid for the course in Ohrid how many officers came which day why".split()


def frame(parser: Parser, question: str) -> Frame:
    return read_frame(parser.parse(question))


@law
@given(st.text(max_size=60) | st.lists(st.sampled_from(ASKED), max_size=8).map(" ".join))
def test_any_question_has_a_frame_of_its_own_words(parser: Parser, question: str) -> None:
    found = frame(parser, question)
    assert found.text == question
    assert all(word.text in question for word in found.words)
    assert all(word.term for word in found.words)
    assert found.names == tuple(word for word in found.words if word.named)
    assert found.wh == "" or found.wh in fold(question)
    assert found == frame(parser, question)


# --- the table ------------------------------------------------------------------------------


def test_every_kind_has_its_row_but_those_that_no_noun_asks_for() -> None:
    assert set(table()) == set(Kind) - {Kind.WHETHER, Kind.THING, Kind.ANY}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_what_it_needs(name: str) -> None:
    row = ROWS[name]
    assert {"entities", "example", "counter"} <= set(row) <= PARTS | {"example", "counter"}
    assert row.get("nouns") or row.get("verbs")
    for part in PARTS - {"entities"}:
        words = row.get(part, "").split()
        assert len(set(words)) == len(words)
        assert all(word == fold(word) for word in words)
    assert row["entities"] == row["entities"].upper()


@pytest.mark.parametrize("part", ["nouns", "adjectives", "verbs"])
def test_no_word_asks_for_two_kinds(part: str) -> None:
    words = [word for row in ROWS.values() for word in row.get(part, "").split()]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("kind", table())
def test_the_example_is_asked_for_it(parser: Parser, kind: Kind) -> None:
    assert frame(parser, ROWS[kind]["example"]).kind is kind


@pytest.mark.parametrize("kind", table())
def test_the_counter_example_is_not(parser: Parser, kind: Kind) -> None:
    assert frame(parser, ROWS[kind]["counter"]).kind is not kind


# --- questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind", "head", "act"),
    [
        ("Who paid for the course in Ohrid?", Kind.PERSON, "", "pay"),
        ("To whom was the prize handed?", Kind.PERSON, "", "hand"),
        ("Whose dog won?", Kind.PERSON, "", "win"),
        ("Tell me who paid.", Kind.PERSON, "", "pay"),
        ("WHO PAID FOR IT", Kind.PERSON, "", "pay"),
        ("Who said that the bridge is shut?", Kind.PERSON, "", "say"),
        ("When does the fair begin?", Kind.DAY, "", "begin"),
        ("On what day does it begin?", Kind.DAY, "day", "begin"),
        ("Where was the workshop held?", Kind.PLACE, "", "hold"),
        ("Which town did not host a fair?", Kind.PLACE, "town", "host"),
        ("Why was the match cancelled?", Kind.REASON, "", "cancel"),
        ("How come the match was called off?", Kind.REASON, "", "call"),
        ("How did they enter?", Kind.WAY, "", "enter"),
        ("How many border officers were trained?", Kind.NUMBER, "offic", "train"),
        ("Which officers never came?", Kind.PERSON, "offic", "come"),
        ("How many days did they stay?", Kind.SPAN, "day", "stay"),
        ("How long did they stay?", Kind.SPAN, "", "stay"),
        ("How old is the bridge?", Kind.SPAN, "", ""),
        ("How much did they pay?", Kind.MONEY, "", "pay"),
        ("What was the cost of the roof?", Kind.MONEY, "cost", ""),
        ("What percentage of beds is free?", Kind.SHARE, "percentag", ""),
        ("Which agency funded the report?", Kind.BODY, "agenc", "fund"),
        ("What is the title of the play?", Kind.TITLE, "titl", ""),
        ("What does CSG stand for?", Kind.DEFINITION, "", "stand"),
        ("What did the mayor say about the bridge?", Kind.QUOTATION, "", "say"),
        ("What kind of drugs were found?", Kind.THING, "drug", "find"),
        ("What is car theft?", Kind.THING, "theft", ""),
        ("What caused the fire?", Kind.THING, "", "caus"),
        ("Did Norway fund it?", Kind.WHETHER, "", "fund"),
        ("Is the museum open?", Kind.WHETHER, "", ""),
        ("car theft Tirana", Kind.ANY, "", ""),
        ("cost of the roof", Kind.MONEY, "cost", ""),
        ("wich town hosted the fair?", Kind.PLACE, "town", "host"),
        ("who payed for teh corse", Kind.PERSON, "", "pay"),
        ("whcih agency funded it", Kind.ANY, "", "fund"),
        ("", Kind.ANY, "", ""),
        ("?", Kind.ANY, "", ""),
    ],
)
def test_what_is_asked_for(parser: Parser, question: str, kind: Kind, head: str, act: str) -> None:
    found = frame(parser, question)
    assert (found.kind, found.head, found.act) == (kind, head, act)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many officers did the UK train in Tirana?", ["UK", "Tirana"]),
        ("Who paid for the fair?", []),
        ("Did Norway fund it?", ["Norway"]),
        ("What happened in May?", ["May"]),
        ("Norway fair", ["Norway"]),
        ("WHO PAID FOR THE FAIR IN AYR", []),
        ("who met in ayr", []),
    ],
)
def test_words_written_as_names(parser: Parser, question: str, names: list[str]) -> None:
    assert [word.text for word in frame(parser, question).names] == names


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Which town did not host a fair?", True),
        ("Why didn't it open?", True),
        ("Which officers never came?", True),
        ("Nobody came, why?", True),
        ("Who noted it?", False),
        ("Who came?", False),
    ],
)
def test_what_is_denied(parser: Parser, question: str, negated: bool) -> None:
    assert frame(parser, question).negated is negated


def test_words_are_those_that_an_answer_should_meet(parser: Parser) -> None:
    found = frame(parser, "On which day in 2022 did the border police of Ayr open the museum?")
    assert found.words == (
        Word("2022", "2022", number=True),
        Word("border", "border", of="polic"),
        Word("police", "polic"),
        Word("Ayr", "ayr", named=True),
        Word("open", "open", verb=True),
        Word("museum", "museum"),
    )
    assert (found.wh, found.plural) == ("which", False)


def test_several_are_asked_for(parser: Parser) -> None:
    assert frame(parser, "Which towns hosted a fair?").plural
    assert not frame(parser, "Which town hosted a fair?").plural


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Who paid for the latest course?", 1),
        ("What is the current budget?", 1),
        ("Who paid for the first course?", -1),
        ("Who paid for the course?", 0),
        ("Who paid for the earliest and the latest course?", 0),
        ("How long did the course last?", 0),
        ("What happened last week?", 0),
    ],
)
def test_the_order_in_time_that_is_asked_for(parser: Parser, question: str, order: int) -> None:
    assert frame(parser, question).order == order


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("How many officers were trained in total?", True),
        ("How much did the courses cost altogether?", True),
        ("How many officers were trained?", False),
        ("How many countries worked together?", False),
        ("Who gave the total?", False),
    ],
)
def test_a_sum_is_asked_for(parser: Parser, question: str, total: bool) -> None:
    found = frame(parser, question)
    assert found.total is total
    assert not {"total", "altogeth"} & {word.term for word in found.words} or not total


@pytest.mark.parametrize(
    "question", ["When did the fair take place?", "Who took part in the fair?"]
)
def test_taking_place_is_no_place(parser: Parser, question: str) -> None:
    assert [word.text for word in frame(parser, question).words] == ["fair"]


def test_an_empty_parse_has_a_frame() -> None:
    assert read_frame(Parse("", (), ())) == Frame("", Kind.ANY)
