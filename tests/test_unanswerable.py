"""What is no question to an archive, and what is one all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.question.frame import read_frame
from seeqa.question.unanswerable import unanswerable
from seeqa.types import Reason


def why(parser: Parser, text: str) -> Reason | None:
    return unanswerable(text, read_frame(parser.parse(text)))


@law
@given(st.text("!?.,;:-_ ()…¿\n", max_size=20))
def test_marks_alone_are_no_words(parser: Parser, text: str) -> None:
    assert why(parser, text) is Reason.NO_WORDS


@law
@given(st.text("абвгдежз", min_size=1, max_size=20))
def test_letters_of_another_language_are_told(parser: Parser, text: str) -> None:
    assert why(parser, text) is Reason.OTHER_LANGUAGE


def test_what_is_told_to_be_foreign_is(parser: Parser) -> None:
    frame = read_frame(parser.parse("Wer zahlte?"))
    assert unanswerable("Wer zahlte?", frame, foreign=True) is Reason.OTHER_LANGUAGE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NO_WORDS),
        ("????", Reason.NO_WORDS),
        ("Кој го финансираше извештајот?", Reason.OTHER_LANGUAGE),
        ("谁付了钱？", Reason.OTHER_LANGUAGE),
        ("Hello", Reason.SMALL_TALK),
        ("hi there!", Reason.SMALL_TALK),
        ("how are you?", Reason.SMALL_TALK),
        ("hello, who are you?", Reason.SMALL_TALK),
        ("Thanks, that was helpful", Reason.SMALL_TALK),
        ("Thank you very much", Reason.SMALL_TALK),
        ("Good morning", Reason.SMALL_TALK),
        ("ok", Reason.SMALL_TALK),
    ],
)
def test_what_cannot_be_asked(parser: Parser, text: str, reason: Reason) -> None:
    assert why(parser, text) is reason


@pytest.mark.parametrize(
    "text",
    [
        "Who?",
        "hello, who paid?",
        "Tirana",
        "Šibenik",
        "2022",
        "Good Hope",
        "Is Hello Kitty welcome?",
        "Кој paid for the report in Ohrid?",
    ],
)
def test_what_can_be_asked(parser: Parser, text: str) -> None:
    assert why(parser, text) is None
