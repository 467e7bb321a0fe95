"""The table of signs row by row, and what a text tells."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.language.signs import Sign, signs, told
from seeqa.question.frame import Kind
from seeqa.terms import fold

KEYS = {"asks", "kinds", "verbs", "nouns", "slot", "from", "example", "counter"}
SLOTS = {"agent", "object", "place", "time", "number", "money", "clause", "quote"}
ROWS: dict[str, dict[str, Any]] = tomllib.loads(
    resources.files("seeqa.language").joinpath("signs.toml").read_text(encoding="utf-8")
)


def slots(parser: Parser, text: str, sign: str) -> list[str]:
    """The words of a text that fill a sign's slots."""
    found = told(parser.parse(text))
    return [text[slot.start : slot.end] for slot in found if slot.sign == sign]


@law
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([s.example for s in signs()]), max_size=3).map(" ".join)
)
def test_slots_are_words_of_the_text(parser: Parser, text: str) -> None:
    found = told(parser.parse(text))
    assert len(set(found)) == len(found)
    assert all(0 <= slot.start < slot.end <= len(text) for slot in found)
    order = [sign.name for sign in signs()]
    assert [order.index(s.sign) for s in found] == sorted(order.index(s.sign) for s in found)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_every_key(name: str) -> None:
    row = ROWS[name]
    assert set(row) == KEYS
    assert all(isinstance(value, str) for value in row.values())
    assert row["slot"] in SLOTS
    assert set(row["kinds"].split()) <= set(Kind)
    assert row["asks"] and (row["verbs"] or row["nouns"])


@pytest.mark.parametrize("name", ROWS)
def test_words_of_a_row_are_plain_and_not_said_twice(name: str) -> None:
    for part in ("asks", "kinds", "verbs", "nouns", "from"):
        words = ROWS[name][part].split()
        assert len(set(words)) == len(words)
        assert all(word == fold(word) for word in words)


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign.name)
def test_the_example_tells_it(parser: Parser, sign: Sign) -> None:
    assert slots(parser, sign.example, sign.name)


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign.name)
def test_the_counter_example_does_not(parser: Parser, sign: Sign) -> None:
    assert slots(parser, sign.counter, sign.name) == []


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("The course was paid for by Norway.", "payer", ["Norway"]),
        (
            "The city that hosted the fair was glad.",
            "organiser",
            ["that", "The city that hosted the fair"],
        ),
        ("The fair that Norway funded was fun.", "payer", ["Norway"]),
        ("It was built with a grant from the city of Ayr.", "payer", ["the city of Ayr"]),
        ("The fair was held by the museum.", "organiser", ["the museum"]),
        ("Forty nurses attended the course.", "participant", ["Forty nurses"]),
        ("“It is late,” said the mayor.", "speaker", ["the mayor"]),
        ("The guide was written by two nurses.", "author", ["two nurses"]),
        ("Ana Lukić was appointed director.", "chosen", ["Ana Lukić"]),
        ("It opens on 3 May.", "time", ["3 May"]),
        ("The course lasted two days.", "duration", ["two days"]),
        ("The roof cost €4,000.", "price", ["4,000"]),
        ("The fair was held in Ayr.", "place", ["Ayr"]),
        ("It was cancelled because of the storm.", "reason", ["because of the storm"]),
        ("It was cancelled because it rained.", "reason", ["because it rained"]),
    ],
)
def test_where_the_words_stand(parser: Parser, text: str, sign: str, words: list[str]) -> None:
    assert slots(parser, text, sign) == words


def test_nothing_is_told_by_no_words(parser: Parser) -> None:
    assert told(parser.parse("")) == ()
    assert told(parser.parse("Car theft in Tirana")) == ()
