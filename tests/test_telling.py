"""What a sentence must tell of where it is asked for, and who must be named in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fakes import SMALL, write_corpus
from seeqa import Passage, Span
from seeqa.archive import read_corpus
from seeqa.demands.demand import Demand
from seeqa.demands.presumed import (
    act,
    begun,
    body,
    doer,
    from_there,
    nationals,
    of_another,
    of_kind,
    office,
    said_by,
    why_not,
)
from seeqa.demands.telling import (
    counted_apart,
    existing,
    fate,
    led_to,
    named_ones,
    one_of,
    origin,
    people,
    placed,
    series,
    stands_for,
    told_of,
    within,
)
from seeqa.names import Names, persons
from seeqa.types import Document


def alike(one: str, other: str) -> float:
    """Find no two words alike."""
    return 0.0


@pytest.fixture
def tells(tmp_path: Path) -> Callable[[Demand | None, str], bool]:
    """Tell whether a sentence meets a demand; none is met by everything."""
    document: Document = read_corpus(write_corpus(tmp_path / "corpus", small=SMALL)).documents[0]

    def met(demand: Demand | None, text: str) -> bool:
        span = Span(Passage(1, "d", 0, len(text), text, ""), 0, len(text), 1.0)
        return demand is None or demand.met(span, document)

    return met


DOCUMENT = Document("d", "d.txt", "Head", ())
Tells = Callable[[Demand | None, str], bool]


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many smugglers were arrested?", "A team of 24 judges met.", False),
        ("How many smugglers were arrested?", "Police detained 24 smugglers.", True),
        ("How many people were prosecuted for it?", "24 prosecutors studied prosecution.", False),
        ("How many people were prosecuted for it?", "24 were put on trial.", True),
        ("Who was put on trial?", "Judges met in May.", False),
        ("When was the smuggler sentenced?", "He was jailed in May.", True),
        ("How many migrants died?", "About 12 migrants came by boat.", False),
        ("How many migrants died?", "There were 12 deaths.", True),
        ("Who got hurt?", "Ana Berg opened the meeting.", False),
        ("Was anybody deported?", "Two men were sent back.", True),
        ("Who was fined?", "The company paid.", False),
        ("How many officers came?", "A team of 24 officers.", True),
        ("What did the trial course teach?", "It taught nets.", True),
    ],
)
def test_what_befell_people_must_be_told(tells: Tells, question: str, text: str, met: bool) -> None:
    assert tells(fate(question), text) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How old is Ana Berg?", "Ana Berg left home in her late teens.", False),
        ("How old is Ana Berg?", "Ana Berg, aged 51, is a judge.", True),
        ("What age were the fishermen?", "The fishermen were 20 years old.", True),
        ("How did they travel to Oslo?", "The event that took place in Oslo in May.", False),
        ("How did they get there?", "They came by train.", True),
        ("Who leads the commission?", "UNODC helped the commission.", False),
        ("Who leads the commission?", "The commission, headed by a judge, met.", True),
        ("Who led the visit?", "A visit was made by a judge.", True),
        ("How did the course end?", "It closed with a song.", True),
        ("How often do they meet?", "They met on 3 May.", False),
        ("How often do they meet?", "They meet twice a year.", True),
        ("What did the mobile scanner show?", "The scanner showed nets.", True),
        ("What did the scanner detect?", "They looked at boxes with a scanner.", False),
        ("What is her mobile number?", "She has a mobile scanner.", False),
        ("Which rare old fish were found in Oslo?", "Rare fish of old were discussed.", False),
        ("Which rare old fish were found in Oslo?", "Inspectors discovered cod.", True),
    ],
)
def test_an_age_a_journey_a_leader_must_be_told(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert all(tells(demand, text) for demand in told_of(question)) is met


@pytest.mark.parametrize(
    ("question", "text", "words", "met"),
    [
        (
            "Which country does she come from?",
            "The talk by Ana from Oslo was in Norway.",
            "Norway",
            0,
        ),
        ("Which country does she come from?", "She is a judge from northern Norway.", "Norway", 1),
        ("Which countries do they come from?", "They are citizens of Norway.", "Norway", 1),
        ("Which six towns were asked?", "Six northern towns were asked.", "towns", 0),
        ("Which two towns were asked?", "Oslo and Bergen were asked.", "Bergen", 1),
        ("What three things came?", "Nets, ropes, boats came.", "ropes", 1),
        ("Which towns were asked?", "Six northern towns were asked.", "towns", 1),
        ("Which schools were asked?", "All of 36 teachers were asked.", "36 teachers", 0),
        ("What are the 33 states?", "It has 33 states and 2 bodies.", "33 states and 2 bodies", 0),
        ("Which schools were asked?", "All of the Oslo School was asked.", "Oslo School", 1),
        ("Which schools were asked?", "All of the northern schools.", "northern schools", 1),
        ("Which teachers were asked?", "All of 36 teachers were asked.", "36 teachers", 1),
        ("Who spoke for UNICEF?", "The fund met in Oslo.", "The fund", 0),
        ("Who spoke for UNICEF?", "Two experts came.", "experts", 1),
        ("Who represented it?", "“It rained,” said Ana Berg, a judge.", "It rained", 1),
        ("Who spoke?", "The fund met in Oslo.", "The fund", 1),
    ],
)
def test_an_origin_a_series_and_who_stands_for_somebody(
    question: str, text: str, words: str, met: int, tmp_path: Path
) -> None:
    document = read_corpus(write_corpus(tmp_path / "corpus", small=SMALL)).documents[0]
    at = text.rindex(words)
    emphasis = (at, at + len(words))
    span = Span(Passage(1, "d", 0, len(text), text, ""), 0, len(text), 1.0, emphasis)
    asked = (origin, series, named_ones, stands_for)
    demands = filter(None, (demand(question) for demand in asked))
    assert all(demand.met(span, document) for demand in demands) is bool(met)


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Who is the mayor of Oslo?", "“It rained,” said Ana Berg, a judge in Oslo.", False),
        ("Who is the mayor of Oslo?", "“It rained,” said Ana Berg, mayor of Oslo.", True),
        ("What is the name of the head of the Board?", "Ana Berg, director of the Board.", True),
        ("Who is the prosecutor in the case?", "The unit in Bar opened the case.", False),
        ("Who is Ana Berg?", "She fishes.", True),
    ],
)
def test_an_office_must_be_named(tells: Tells, question: str, text: str, met: bool) -> None:
    assert tells(office(question, alike), text) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many officers from Norway came?", "12 officers from Norway came.", True),
        ("How many officers from Norway came?", "12 officers from Norway, Sweden came.", False),
        ("How many of the officers came from Norway?", "12 from Sweden and Norway.", False),
        ("How many of the officers came from Norway?", "12 officers came.", False),
        ("How many officers came?", "12 officers from Sweden and Norway came.", True),
    ],
)
def test_a_sum_over_several_countries_is_not_of_one(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert tells(from_there(question, Names(["Norway, Sweden"]).tokens), text) is met


def test_an_office_or_a_programme_is_no_person() -> None:
    text = (
        "Experts from the Financial Police Office, the Intelligence Agency, and Ana Berg, a judge."
    )
    assert persons(text) == ["Ana Berg"]


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How old was Ana Berg when she left?", "She fished in her late teens.", True),
        ("Who attended it?", "The next course will benefit judges.", False),
        ("Who attended it?", "Judges attended it.", True),
        ("What is the age of Ana Berg?", "She fished in her late teens.", False),
        ("What is the phone number?", "It was on 9-10 May 2022.", False),
        ("Who can I contact?", "It was on 9-10 May 2022.", False),
        ("Can I attend?", "Many attended.", False),
        ("Can I attend?", "Those who wish may register.", True),
        ("Who can I contact?", "Contact the office in Oslo.", True),
        ("Where can one read the report?", "The report was made in Oslo.", False),
        ("Where can one read the report?", "The report is available in Oslo.", True),
        ("What is the phone number?", "Call +381 11 123 456.", True),
        ("Who gave the opening speech?", "Ana Berg spoke of nets.", False),
        ("Who opened it?", "Ana Berg welcomed all.", True),
        ("Who leads the board?", "They met with its leadership.", False),
        ("Who leads the board?", "It is led by Ana Berg.", True),
        ("Where did the nets come from?", "A Greek boat had nets.", False),
        ("Where did the nets come from?", "The nets are from Norway.", True),
        ("What did the officers find in the boxes?", "They opened boxes of fish.", False),
        ("What did the officers find in the boxes?", "The boxes contained fish.", True),
        ("What did the report find in Oslo?", "Fish leave early.", True),
        ("From which countries were the experts?", "They taught in Norway.", False),
        ("From which countries were the experts?", "Experts from Norway taught.", True),
        ("which drugs were found at the port", "They inspected drugs.", False),
        ("In which towns was it held?", "it was for able judges.", False),
        ("In which towns was it held?", "It was in Norway.", True),
        ("names of the six towns", "They are six towns.", False),
        ("names of the six towns", "Oslo, Bergen and Norway.", True),
    ],
)
def test_findings_origins_numbers_and_places_must_be_told(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    at = text.find("Norway")
    span = Span(
        Passage(1, "d", 0, 99, text, ""), 0, len(text), 1.0, (at, at + 6) if at > 0 else None
    )
    demands = filter(
        None, (*told_of(question), origin(question), series(question), placed(question))
    )
    assert all(demand.met(span, DOCUMENT) for demand in demands) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many Romanian officers came?", "12 officers from Serbia came.", False),
        ("How many Romanian officers came?", "12 officers from Romania came.", True),
        ("Which Italian experts taught?", "2 May 2022, Rome, Italy: An expert taught.", False),
        ("Which Italian experts taught?", "Experts of the Italian Nets Board taught.", True),
        ("Which companies from Albania came?", "3 May 2022, Tirana, Albania: All came.", False),
        ("Which companies from Albania came?", "Nets Ltd of Albania came.", True),
        ("Which US agency paid?", "It was paid by the United States.", False),
        ("Which US agency paid?", "It was paid by USAID.", True),
        ("Which country paid?", "It was paid by the United States.", True),
        ("How many old officers came?", "12 officers came.", True),
        ("How many came from Serbia and Albania?", "12 came from Serbia, Albania and Rome.", True),
        ("How many judges from Serbia came?", "12 judges from Serbia and Albania came.", False),
        (
            "How many judges from Serbia and Albania came?",
            "12 judges from Serbia and Albania came.",
            True,
        ),
        ("Why did Germany fund the report?", "It was funded by France.", False),
        ("Why did Germany fund the report?", "Germany funded it to help.", True),
        ("When did INTERPOL meet?", "It was in May.", False),
        ("When did the judges meet?", "It was in May.", True),
        ("When did Davor Raus speak?", "It was in May.", True),
    ],
)
def test_a_country_asked_for_is_named_and_is_no_agency(question: str, text: str, met: bool) -> None:
    names = Names([]).tokens
    start = text.find("by ") + 3
    span = Span(Passage(1, "d", 0, 99, text, ""), 0, len(text), 1.0, (start, len(text) - 1))
    document = Document("d", "d.txt", text, ())
    asked = (from_there, nationals, body, doer)
    demands = filter(None, (demand(question, names) for demand in asked))
    assert all(demand.met(span, document) for demand in demands) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Why was Oslo chosen for the meeting?", "Judges met in Oslo to share views.", False),
        ("Why was Oslo chosen for the meeting?", "Oslo was selected since it is near.", True),
        ("How many countries founded the pact?", "The pact unites 58 countries.", False),
        ("Who drafted the plan?", "Malta had the plan read.", False),
        ("Who drafted the plan?", "The plan was written by Malta.", True),
        ("What did they conclude?", "They met in Oslo.", False),
        ("What did they conclude?", "They agreed on nets.", True),
        (
            "How many countries founded the pact?",
            "58 countries set it up and established it.",
            True,
        ),
        ("Who evaluated the course?", "Ana Berg led the course.", False),
        ("Who picked up the bill?", "Norway paid.", True),
    ],
)
def test_an_act_is_told_in_any_of_its_words(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert tells(act(question), text) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Why was Oslo not visited?", "Oslo was visited since it is near.", False),
        ("Why was Oslo not visited?", "Oslo could not be reached.", True),
        ("Why didn't they come?", "They came by boat.", False),
        ("Why did they come?", "They came by boat.", True),
    ],
)
def test_why_not_wants_a_no(tells: Tells, question: str, text: str, met: bool) -> None:
    assert tells(why_not(question), text) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Which of the three ports sees the most drugs?", "Bar, Split and Oslo", False),
        ("Which of the three ports sees the most drugs?", "Bar", True),
        ("Which of the ports are named?", "Bar, Split and Oslo", True),
    ],
)
def test_one_of_several_is_not_all_of_them(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert tells(one_of(question), text) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Which officials did they meet?", "the Agency for Seized Assets", False),
        ("Which officials did they meet?", "the judges of Oslo", True),
        ("Which agency did they meet?", "the Agency for Seized Assets", True),
    ],
)
def test_officials_are_people(tells: Tells, question: str, text: str, met: bool) -> None:
    assert tells(people(question), text) is met


@pytest.mark.parametrize(
    ("text", "met"), [("She was hurt in Oslo.", False), ("She lives in Oslo.", True)]
)
def test_where_somebody_lives_must_be_told(tells: Tells, text: str, met: bool) -> None:
    assert all(tells(demand, text) for demand in told_of("Where does she live now?")) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many joined online?", "It was joined in person and online by 130 people.", False),
        ("How many joined online?", "It was joined online by 130 people.", True),
        ("How many came in person?", "In person and online there were 130.", False),
        ("How many joined online and in person?", "In person and online there were 130.", True),
        ("How many came, online ones included?", "In person and online there were 130.", True),
        ("How many joined it?", "It was joined in person and online by 130 people.", True),
    ],
)
def test_those_online_must_be_counted_apart(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert tells(counted_apart(question), text) is met


LEADS_TO = (
    "3 May 2022, Oslo, Norway: Building on the visit to Rome in March, 11 experts met in Oslo."
)


@pytest.mark.parametrize(
    ("question", "words", "met"),
    [
        ("How many experts were in Rome?", "11", False),
        ("When was the visit to Rome?", "March", True),
        ("How many experts met in Oslo?", "11", True),
        ("How many experts met after the visit to Rome?", "11", True),
        ("How many experts came?", "11", True),
    ],
)
def test_what_is_asked_of_an_event_is_not_told_of_what_it_led_to(
    question: str, words: str, met: bool, tmp_path: Path
) -> None:
    corpus = write_corpus(tmp_path / "corpus", small=f"Visit\n{LEADS_TO}\n")
    document = read_corpus(corpus).documents[0]
    text = document.text[(begins := document.text.index("3 May")) :].rstrip()
    at = text.index(words, 30)
    span = Span(
        Passage(1, "d", begins, len(document.text), text, ""), 0, len(text), 1.0, (at, at + 2)
    )
    demand = led_to(question)
    assert (demand is None or demand.met(span, document)) is met


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many judges are there in Norway?", "A training for 36 judges from Norway.", False),
        ("How many judges are there in Norway?", "Norway has 36 judges.", True),
        ("How many officers does the agency have?", "12 officers took part.", False),
        ("How many officers came?", "12 officers took part.", True),
        ("How many judges are there in the course?", "A course for 36 judges.", True),
        ("How many people are there in Oslo?", "A course for 36 people.", True),
    ],
)
def test_those_of_an_event_are_not_all_there_are(
    tells: Tells, question: str, text: str, met: bool
) -> None:
    assert tells(existing(question), text) is met


@pytest.mark.parametrize(
    ("question", "text", "words", "met"),
    [
        ("Where in Oslo did they meet?", "They met in Oslo.", "Oslo", False),
        ("Where in Oslo did they meet?", "They met in Northern Europe.", "Northern Europe", False),
        ("Where in Oslo did they meet?", "They met at the Port of Oslo.", "Port of Oslo", True),
        ("Where did they meet?", "They met in Oslo.", "Oslo", True),
        ("Who taught Ana Berg?", "Ana Berg, a judge, was taught well.", "a judge", False),
        ("Who taught Ana Berg?", "Ana Berg was well taught in Oslo.", "well taught in Oslo", False),
        ("Who taught Ana Berg?", "Ana Berg was taught by a judge.", "a judge", True),
        ("Who is Ana Berg?", "Ana Berg, a judge, came.", "a judge", True),
        ("When was the board initiated?", "On 3 May the board met.", "3 May", False),
        ("What did the judge say?", "The judge met them.", "met", False),
        ("What did the judge say?", "The judge noted that it rained.", "it rained", True),
    ],
)
def test_where_within_a_place_who_did_it_to_somebody_and_a_speech_are_told(
    question: str, text: str, words: str, met: bool
) -> None:
    at = text.rindex(words)
    passage = Passage(1, "d", 0, len(text), text, "")
    span = Span(passage, 0, len(text), 1.0, (at, at + len(words)))
    said = said_by(question, alike, Names([text]).tokens)
    demands = filter(None, (within(question), of_another(question), begun(question), said))
    assert all(demand.met(span, DOCUMENT) for demand in demands) is met


@pytest.mark.parametrize(
    ("question", "words", "met"),
    [
        ("What vehicles were used?", "12 border officers", False),
        ("Which teachers were asked?", "12 school teachers", True),
        ("What vehicles were used?", "12 lorries", True),
    ],
)
def test_so_many_people_are_nothing_else(question: str, words: str, met: bool) -> None:
    def same(one: str, other: str) -> float:
        return float(one == other)

    span = Span(Passage(1, "d", 0, len(words), words, ""), 0, len(words), 1.0, (0, len(words)))
    demand = of_kind(question, same)
    assert demand is not None
    assert demand.met(span, DOCUMENT) is met
