"""What a question asks of an item as a whole."""

from __future__ import annotations

import pytest

from seeqa.intent import wants
from seeqa.item_question import item_asked, when_asked
from seeqa.types import Wants


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which SDG does the training in Oslo serve?", ("topic", "the training in Oslo")),
        ("vehicle search training SDG", ("topic", "vehicle search training")),
        ("Under which SDG does the meeting with GIZ fall?", ("topic", "the meeting with GIZ")),
        ("To which SDG does it contribute?", ("topic", "it")),
        ("Which target does the visit serve?", ("topic", "the visit")),
        ("How long did the training in Oslo last?", ("lasting", "the training in Oslo")),
        ("How many days was the conference?", ("lasting", "the conference")),
        ("And for how long?", ("lasting", "it")),
        ("Who funded the visit to Oslo?", ("fund", "the visit to Oslo")),
        ("Which countries funded the visit?", ("fund", "the visit")),
        ("Who was the visit funded by?", ("fund", "the visit")),
        ("And who organised it?", ("organise", "it")),
        ("Who held the meeting?", ("organise", "the meeting")),
        ("By whom was the course conducted?", ("organise", "the course")),
        ("Who took part in the course?", ("attend", "the course")),
        ("Which institutions attended?", ("attend", "it")),
        ("Which institutions attended the course?", None),
        ("Who were the participants of the course?", ("attend", "the course")),
        ("Who was trained in Oslo?", ("attend", "Oslo")),
        ("Who took part?", ("attend", "it")),
        ("And who paid?", ("fund", "it")),
        ("Who came from Oslo?", None),
        ("How many people took part in the course?", ("people", "the course")),
        ("How many officers visited Oslo?", ("number", "Oslo")),
        ("Who got trained in Oslo?", ("attend", "Oslo")),
        ("How many border officers attended it?", ("number", "it")),
        ("When was the visit to Oslo?", ("held", "the visit to Oslo")),
        ("In which town did the meeting take place?", ("held", "the meeting")),
        ("What is the title of the report on nets?", ("title", "the report on nets")),
        ("What was the conference in Oslo called?", ("title", "the conference in Oslo")),
        ("What was the meeting in Oslo about?", ("about", "the meeting in Oslo")),
        ("What was the topic of the course?", ("about", "the course")),
        ("Which subject did the course cover?", ("about", "the course")),
        ("What was the purpose of the visit?", ("purpose", "the visit")),
        ("Why was the report written?", ("purpose", "the report")),
        ("Why did UNICEF organise the visit to Oslo?", ("purpose", "the visit to Oslo")),
        ("Why did UNICEF meet with the ILO?", ("purpose", "the meeting of UNICEF with the ILO")),
        ("What was discussed in Oslo?", ("discuss", "the event in Oslo")),
        ("What was discussed at the meeting in Oslo?", ("discuss", "the meeting in Oslo")),
        ("What did the participants discuss?", ("discuss", "it")),
        ("Where were the five meetings held?", None),
        ("How long has she helped?", None),
        ("What is the name of the director?", None),
        ("What is the initiative about?", None),
        ("Where were the nets made?", None),
        ("Why was the director there?", None),
        ("Who funded the next visit?", None),
        ("How long ago was it?", None),
        ("Who opened the meeting?", None),
        ("What is the goal of the commission?", None),
        ("What targets did the meeting set?", None),
        ("Which activities contribute to SDG 16?", None),
        ("What is SDG 16?", None),
        ("Which activities did Norway fund?", None),
        ("How many firearms were seized?", None),
    ],
)
def test_what_is_asked_of_an_item_as_a_whole(question: str, asked: tuple[str, str] | None) -> None:
    assert item_asked(question) == asked
    assert (wants(question) is Wants.TOPIC) == (asked is not None and asked[0] == "topic")


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        ("the visit to Oslo", "When was the visit to Oslo?"),
        ("it", "When was it?"),
        ("Oslo", "When was the event in Oslo?"),
        ("in Oslo", "When was the event in Oslo?"),
    ],
)
def test_when_an_item_was(item: str, asked: str) -> None:
    assert when_asked(item) == asked
