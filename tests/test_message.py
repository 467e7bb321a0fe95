"""A message -> its questions: several, without the asker's own plans, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.question.message import Message, read_message

QUESTIONS = (
    "Who paid for the course?",
    "When does the fair begin?",
    "Did Norway fund it?",
    "Which officers who came from Malta were trained?",
    "In which town was the fair held?",
)
STATEMENTS = (
    "I am writing a report on drugs.",
    "The museum held a fair in Ayr.",
    "Norway paid for it.",
)
sentences = st.lists(st.sampled_from((*QUESTIONS, *STATEMENTS)), min_size=1, max_size=5)


@law
@given(sentences)
def test_every_question_is_asked_and_every_statement_kept(parser: Parser, said: list[str]) -> None:
    found = read_message(" ".join(said), parser)
    asked = tuple(sentence for sentence in said if sentence in QUESTIONS)
    if asked:
        told = tuple(sentence for sentence in said if sentence in STATEMENTS)
        assert found == Message(asked, told)
    else:
        assert found == Message((" ".join(said),))


@law
@given(st.text(max_size=80))
def test_a_message_has_a_question_and_all_of_it_is_the_asker_s(parser: Parser, text: str) -> None:
    found = read_message(text, parser)
    assert found.questions
    for part in (*found.questions, *found.before):
        assert part in text or part.removesuffix("?") in text


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "Who paid for the course and who organised it?",
            ["Who paid for the course?", "who organised it?"],
        ),
        (
            "Who paid for the course? Who organised it?",
            ["Who paid for the course?", "Who organised it?"],
        ),
        ("What is the fair and who pays for it?", ["What is the fair?", "who pays for it?"]),
        (
            "Did Norway pay for the course? And who organised it?",
            ["Did Norway pay for the course?", "And who organised it?"],
        ),
    ],
)
def test_several_questions(parser: Parser, text: str, questions: list[str]) -> None:
    assert read_message(text, parser) == Message(tuple(questions))


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "I need this by Friday: who paid for the course, and who organised it?",
            ["who paid for the course?", "who organised it?"],
        ),
        ("Could you tell me who paid for the course?", ["who paid for the course?"]),
        (
            "I would like to know why the match was cancelled.",
            ["why the match was cancelled."],
        ),
        (
            "My boss wants me to find out how many officers came to Tirana.",
            ["how many officers came to Tirana."],
        ),
        ("tell me which towns hosted a fair", ["which towns hosted a fair"]),
        (
            "Tell me who paid for the fair, please, I need it for a report due tomorrow.",
            ["who paid for the fair?"],
        ),
        ("Who organised the fair, as I am writing about it?", ["Who organised the fair?"]),
        ("What did the mayor say when we met?", ["What did the mayor say when we met?"]),
    ],
)
def test_the_asker_s_own_plans_fall_away(parser: Parser, text: str, questions: list[str]) -> None:
    assert read_message(text, parser) == Message(tuple(questions))


@pytest.mark.parametrize(
    "text",
    [
        "car theft Tirana",
        "Norway paid for the course.",
        "Who paid and why?",
        "What did the mayor say when the bridge was shut?",
        "Which officers who came from Malta were trained?",
        "The mayor who opened the fair, what did she say?",
        "There was a training for psychologists, where was it held?",
        "Do you know whether Norway paid?",
        "Ana wonders who paid for the course.",
        "Which museum did Ana tell the mayor of?",
        "",
        "?",
    ],
)
def test_one_question_is_left_whole(parser: Parser, text: str) -> None:
    assert read_message(text, parser) == Message((text,))


def test_what_is_told_before_a_question_is_kept(parser: Parser) -> None:
    found = read_message("I keep hearing the term debt bondage. What does it mean?", parser)
    assert found == Message(("What does it mean?",), ("I keep hearing the term debt bondage.",))
