"""How plainly a question leans on those before it, and what puts something else into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.question.frame import read_frame
from seeqa.question.lean import Lean, dangling, elliptic, lean, plural, remainder


@law
@given(st.text(max_size=60))
def test_any_text_leans_so_or_so(parser: Parser, text: str) -> None:
    parse = parser.parse(text)
    assert lean(parse, read_frame(parse)) in Lean
    assert remainder(parse) in text


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("Who funded it?", Lean.POINTING),
        ("And who organised it?", Lean.POINTING),
        ("How many officers took part in it?", Lean.POINTING),
        ("What did they get to see there?", Lean.POINTING),
        ("Which of them were in Oslo?", Lean.POINTING),
        ("Which of these did Norway pay for?", Lean.POINTING),
        ("Is it funded by Norway?", Lean.POINTING),
        ("How many readers made use of it?", Lean.POINTING),
        ("How many people can they fit in?", Lean.POINTING),
        ("In which town will they be based?", Lean.POINTING),
        ("How many did Kotor get?", Lean.CARRYING),
        ("How many of the trained officers came from Tirana?", Lean.NOT),
        ("Did the minister say that he was ill?", Lean.INCOMPLETE),
        ("Did the readers bring their books?", Lean.INCOMPLETE),
        ("How long did it last?", Lean.POINTING),
        ("And who paid?", Lean.POINTING),
        ("Why?", Lean.POINTING),
        ("By whom?", Lean.POINTING),
        ("Funding?", Lean.POINTING),
        ("What was the purpose?", Lean.POINTING),
        ("How many people took part?", Lean.POINTING),
        ("What about Serbia and Croatia?", Lean.CARRYING),
        ("And what about the UK?", Lean.CARRYING),
        ("How about May?", Lean.CARRYING),
        ("And in Tirana?", Lean.CARRYING),
        ("and list all trainings in Serbia", Lean.CARRYING),
        ("What were the officers briefed on?", Lean.INCOMPLETE),
        ("How many schools did the second training cover?", Lean.INCOMPLETE),
        ("Are there any film festivals?", Lean.INCOMPLETE),
        ("What happened in Tirana?", Lean.NOT),
        ("What happened in May?", Lean.NOT),
        ("What happened in 2022?", Lean.NOT),
        ("Did Serbia host a course on nets?", Lean.NOT),
        ("Who funded the trafficking report on Serbia?", Lean.NOT),
        ("Andorra police training", Lean.NOT),
        ("Which kinds of crime do traffickers push children into with their lies?", Lean.NOT),
        ("There was a training for psychologists, where was it held?", Lean.NOT),
        ("For how long has a woman from Ohrid been helping others?", Lean.NOT),
    ],
)
def test_how_plainly_a_question_leans(parser: Parser, question: str, how: Lean) -> None:
    parse = parser.parse(question)
    assert lean(parse, read_frame(parse)) is how


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("And in Tirana?", "in Tirana"),
        ("What about Vienna?", "Vienna"),
        ("And what about the UK?", "the UK"),
        ("How about May?", "May"),
        ("or Ohrid?", "Ohrid"),
        ("But on 3 May?", "on 3 May"),
    ],
)
def test_what_puts_something_else_into_the_question_before(
    parser: Parser, question: str, rest: str
) -> None:
    parse = parser.parse(question)
    assert elliptic(parse)
    assert remainder(parse) == rest


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who paid?",
        "And who paid?",
        "and list all trainings in Serbia",
        "What about the platform - who made it?",
        "Tirana",
        "And the fair by the old museum in the town of Ayr in Scotland?",
    ],
)
def test_what_asks_something_of_its_own(parser: Parser, question: str) -> None:
    assert not elliptic(parser.parse(question))


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which of them were in Oslo?", True),
        ("Which of these did Norway pay for?", True),
        ("Where was it held?", False),
        ("Which towns hosted a fair?", False),
    ],
)
def test_what_points_back_to_several(parser: Parser, question: str, several: bool) -> None:
    assert plural(parser.parse(question)) is several


@pytest.mark.parametrize(
    ("question", "pronoun"),
    [
        ("Who paid for it?", "it"),
        ("And how many people attended it?", "it"),
        ("What did she say?", "she"),
        ("When did they meet the minister of Norway?", ""),
        ("Did the readers bring their books?", ""),
        ("Why?", ""),
        ("What happened?", ""),
        ("Who paid for the workshop?", ""),
        ("Is it raining in Tirana?", ""),
    ],
)
def test_what_has_a_pronoun_and_nothing_to_look_for(
    parser: Parser, question: str, pronoun: str
) -> None:
    parse = parser.parse(question)
    assert dangling(parse, read_frame(parse)) == pronoun
