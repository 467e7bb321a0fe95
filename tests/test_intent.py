"""What a question wants, read from its frame."""

from __future__ import annotations

from datetime import date

import pytest

from seeqa.intent import about, asks_name, kinds, loses, narrowed, overview, relation, wants
from seeqa.types import Filters, Wants

MAY = Filters(first=date(2022, 5, 1), last=date(2022, 5, 31))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which activities did the UK fund?", Wants.LIST),
        ("Which projects support the plan?", Wants.PASSAGE),
        ("Which projects did the UK support?", Wants.LIST),
        ("Which projects are supported by the UK?", Wants.LIST),
        ("What is the budget of the project that the UK funds?", Wants.PASSAGE),
        ("what did sweden pay for", Wants.LIST),
        ("list all trainings", Wants.LIST),
        ("Which initiatives received backing from Sweden?", Wants.LIST),
        ("Are there any stories on judges?", Wants.LIST),
        ("Is there a date for the meeting?", Wants.PASSAGE),
        ("Which pieces mention children?", Wants.LIST),
        ("Which entries mention children?", Wants.LIST),
        ("Where do we hear of judges?", Wants.LIST),
        ("Where all was the OSCE involved?", Wants.LIST),
        ("Where did anybody from Malta take part?", Wants.LIST),
        ("who all got money from France", Wants.LIST),
        ("Whose exact words are quoted?", Wants.LIST),
        ("Which of the Oslo activities were on nets?", Wants.LIST),
        ("Which of these did Norway pay for?", Wants.LIST),
        ("List every donor", Wants.LIST),
        ("Where else does UNICEF come up?", Wants.LIST),
        ("What can you find in those nets?", Wants.PASSAGE),
        ("Where is France among the donors?", Wants.LIST),
        ("Where were they from?", Wants.PASSAGE),
        ("Which were proper trainings rather than meetings?", Wants.LIST),
        ("Which people are mentioned by name?", Wants.LIST),
        ("Where does asset recovery come up?", Wants.LIST),
        ("Which two events were in Oslo?", Wants.LIST),
        ("Which donor countries are named?", Wants.LIST),
        ("Who are the donors?", Wants.LIST),
        ("Who are the donors of the report?", Wants.PASSAGE),
        ("What were the main events in May?", Wants.LIST),
        ("What were the trainings about?", Wants.PASSAGE),
        ("Which countries hosted an event?", Wants.LIST),
        ("Is there a training on nets?", Wants.LIST),
        ("Was there a fee for the training?", Wants.PASSAGE),
        ("Which donor paid for the training?", Wants.PASSAGE),
        ("anything on firearms?", Wants.LIST),
        ("What happened in Ohrid?", Wants.LIST),
        ("Who is quoted word for word?", Wants.LIST),
        ("In which regional workshops did judges take part?", Wants.LIST),
        ("What is the bulletin about?", Wants.OVERVIEW),
        ("Which places are covered?", Wants.OVERVIEW),
        ("how many items are in the archive", Wants.OVERVIEW),
        ("How many activities did Norway support?", Wants.COUNT),
        ("Which capacity-building activities were there?", Wants.LIST),
        ("Enumerate the study visits", Wants.LIST),
        ("Where were trainings held?", Wants.LIST),
        ("In which towns did conferences take place?", Wants.LIST),
        ("Which experts are quoted?", Wants.LIST),
        ("What started it?", Wants.PASSAGE),
        ("What happened to the nets?", Wants.PASSAGE),
        ("Which trainings are planned?", Wants.PASSAGE),
        ("When was the report issued?", Wants.WHEN),
        ("When were meetings held in Belgrade?", Wants.LIST),
        ("Where were companies represented?", Wants.LIST),
        ("Where was asset recovery on the agenda?", Wants.LIST),
        ("Where were the trainings held?", Wants.WHERE),
        ("Which town hosted the meeting?", Wants.WHERE),
        ("Which city sponsored the meeting?", Wants.PASSAGE),
        ("Which country sent officers to the meeting?", Wants.PASSAGE),
        ("Where will the next meeting be held?", Wants.WHERE),
        ("Where was the training held?", Wants.WHERE),
        ("Did INTERPOL take part in anything?", Wants.LIST),
        ("How many trainings were delivered in all?", Wants.COUNT),
        ("how many conferences were held", Wants.COUNT),
        ("When was the conference held?", Wants.WHEN),
        ("On what date did it open?", Wants.WHEN),
        ("And where was it?", Wants.WHERE),
        ("In which city did the judges meet?", Wants.WHERE),
        ("How many officers were trained in Istanbul?", Wants.PASSAGE),
        ("How many meetings did the experts hold?", Wants.PASSAGE),
        ("Who funded the report?", Wants.PASSAGE),
        ("Which officers attended the meetings?", Wants.PASSAGE),
        ("Which countries were represented?", Wants.PASSAGE),
        ("What did the officers learn?", Wants.PASSAGE),
        ("What did Raus do?", Wants.PASSAGE),
        ("What are the names of those who taught the terrorism financing course?", Wants.PASSAGE),
    ],
)
def test_wants(question: str, wanted: Wants) -> None:
    assert wants(question) is wanted


def test_filters_make_lists_of_what_would_be_passages() -> None:
    assert wants("How many meetings were held in May?", MAY) is Wants.COUNT
    assert wants("What did UNODC do in May?", MAY) is Wants.LIST
    assert wants("Which events began in May?", MAY) is Wants.LIST
    assert wants("what started in may", MAY) is Wants.LIST
    assert wants("trainings, border police and customs, may 2022", MAY) is Wants.LIST
    assert wants("Who led the meetings in May?", MAY) is Wants.PASSAGE


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("What topics does the archive cover?", "topics"),
        ("Which countries are mentioned in the bulletin?", "places"),
        ("What period does the bulletin cover?", "dates"),
        ("What is this newsletter about?", "items"),
        ("What can I ask?", "items"),
        ("Which is the most recent item?", "latest"),
        ("What is corruption about?", None),
        ("From which countries did they come?", None),
        ("From which countries?", None),
        ("Where was the meeting?", None),
        ("Which topics were discussed in Tirana?", None),
    ],
)
def test_overview(question: str, facet: str | None) -> None:
    assert overview(question) == facet


def test_kinds_are_shown_by_stems() -> None:
    assert kinds("Which trainings and visits were held?") == ("train", "cours", "visit")
    assert kinds("Which conference and which report deal with it?") == (
        "confer",
        "report",
        "public",
    )
    assert kinds("Which trainings and other events were held?") is None


def test_relations() -> None:
    assert relation("What did France help to pay for?") == "fund"
    assert relation("Which events does the EU support?") == "fund"
    assert relation("What was done together with OSCE?") == "partner"
    assert relation("Which activities support SDG 16?") is None
    assert relation("What was said of money laundering and illicit finance?") is None


def test_what_comes_next_is_no_list() -> None:
    assert wants("What happens next with the judges?") is Wants.PASSAGE
    assert wants("What happened after 20 May?") is Wants.LIST
    assert wants("Did Oslo host anything?") is Wants.LIST
    assert relation("Who spoke on money from Afghan drugs?") is None
    assert relation("What did money from Norway pay for?") == "fund"


@pytest.mark.parametrize(
    ("question", "reworded", "lost"),
    [
        ("Who met along with Malta?", "Who met in addition to Malta?", True),
        ("Who forked out for it?", "Who funded it?", False),
        ("Which of them dealt with nets?", "Which of them managed nets?", True),
        ("What lesson did it teach?", "What course did it teach?", True),
        ("Which events were on guns?", "Which events were on firearms?", False),
        ("What took place in Oslo?", "What did Oslo see?", True),
    ],
)
def test_other_words_must_not_lose_what_is_listed(question: str, reworded: str, lost: bool) -> None:
    assert loses(question, reworded) is lost


def test_about() -> None:
    assert about("Which events deal with drugs?")
    assert not about("At which events were judges present?")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who is the Executive Director of UNODC?", True),
        ("who's Serbia's minister", True),
        ("What are the names of the local trainers?", True),
        ("What is the Austrian ambassador called?", True),
        ("Who is Diane Martin?", False),
        ("Who were the trainers?", False),  # "experts of the Guardia di Finanza" is an answer
        ("Who met the director?", False),
        ("What is the name of the report?", False),
    ],
)
def test_what_asks_for_the_name_of_somebody(question: str, asked: bool) -> None:
    assert asks_name(question) is asked


@pytest.mark.parametrize(
    ("question", "listed", "narrower"),
    [
        ("Which events were in Oslo?", " were trainings", "Which trainings were in Oslo?"),
        ("Which trainings were in Oslo?", " were workshops", None),
        ("Which events were in Oslo?", " were in May", None),
    ],
)
def test_a_list_is_narrowed_to_a_kind(question: str, listed: str, narrower: str | None) -> None:
    assert narrowed(question, listed) == narrower
