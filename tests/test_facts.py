"""Question -> filters, over the real bulletin; the phrasings were written before the code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa import Filters, schema
from seeqa.archive import read_corpus
from seeqa.facts import Facts
from seeqa.matching import labels, satisfies
from seeqa.passages import split
from seeqa.understand import understand

TODAY = date(2022, 6, 7)  # a Tuesday


@pytest.fixture(scope="module")
def facts() -> Facts:
    documents = read_corpus(ROOT / "corpus").documents
    return Facts(documents, split(documents))


def days(first: str | None, last: str | None) -> dict[str, str | list[str]]:
    form = {"from": first and f"2022-05-{first}", "to": last and f"2022-05-{last}"}
    return {name: value for name, value in form.items() if value}


def at(*places: str) -> dict[str, str | list[str]]:
    return {"place": places[0] if len(places) == 1 else list(places)}


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        # days
        ("What happened on 17 May?", days("17", "17")),
        ("What took place on May 17th, 2022?", days("17", "17")),
        ("Which meeting was held on the 18th of May 2022?", days("18", "18")),
        ("events of 2022-05-13", days("13", "13")),
        ("Who met on 13.5.2022?", days("13", "13")),
        ("Who met on 13/05/2022?", days("13", "13")),
        ("what was on 11 may 2022", days("11", "11")),
        ("Which conference began on Monday, 23 May 2022?", days("23", "23")),
        # ranges
        ("Which events took place between 11 and 13 May?", days("11", "13")),
        ("Which activities ran from 23 to 30 May 2022?", days("23", "30")),
        ("List everything from 11-13 May.", days("11", "13")),
        ("What was organised on 17 and 18 May?", days("17", "18")),
        ("What has happened since 20 May?", days("20", None)),
        ("Which trainings were held before 12 May 2022?", days(None, "11")),
        ("Which meetings were held after 24 May?", days("25", None)),
        ("What happened until 12 May?", days(None, "12")),
        ("Which visits took place between May 10 and May 19?", days("10", "19")),
        ("What happened from 30 May to 2 June 2022?", {"from": "2022-05-30", "to": "2022-06-02"}),
        ("What was done by UNODC on May 9-13?", days("09", "13")),
        ("What happened on 16 May or later, until 20 May?", days("16", "20")),
        # months, years and parts of them
        ("What happened in May?", days("01", "31")),
        ("Which trainings were held in May 2022?", days("01", "31")),
        ("How many meetings were held in 2022?", {"from": "2022-01-01", "to": "2022-12-31"}),
        ("What happened in the last week of May?", days("25", "31")),
        ("Which events took place in the first week of May 2022?", days("01", "07")),
        ("Which conferences were held in late May?", days("21", "31")),
        ("What did UNODC organise in mid-May?", days("11", "20")),
        ("What was going on at the beginning of May?", days("01", "10")),
        ("Which meetings took place at the end of May 2022?", days("21", "31")),
        ("What happened in the second half of May?", days("16", "31")),
        ("What happened in June 2022?", {"from": "2022-06-01", "to": "2022-06-30"}),
        ("Which meetings were held in 2019?", {"from": "2019-01-01", "to": "2019-12-31"}),
        ("What took place in the week of 9 May?", days("09", "15")),
        ("What happened in the week from 23 to 27 May 2022?", days("23", "27")),
        ("Which trainings ended no later than 12 May?", days(None, "12")),
        ("Which visits began on or after 17 May?", days("17", None)),
        ("What is reported as of 20 May 2022?", days("20", None)),
        ("What happened in the first days of May?", days("01", "07")),
        ("Which meetings took place by the end of May?", days(None, "31")),
        ("Which events took place between the 11th and the 13th of May?", days("11", "13")),
        ("Who met on 17 May and 18 May?", days("17", "18")),
        # against today
        ("What happened yesterday?", {"from": "2022-06-06", "to": "2022-06-06"}),
        ("What took place last week?", {"from": "2022-05-30", "to": "2022-06-05"}),
        ("Which events were held last month?", days("01", "31")),
        ("What happens this month?", {"from": "2022-06-01", "to": "2022-06-30"}),
        ("What was held in the last two weeks?", {"from": "2022-05-25", "to": "2022-06-07"}),
        # places
        ("What happened in Ohrid?", at("Ohrid")),
        ("Which meetings were held in Belgrade?", at("Belgrade")),
        ("Who organised the conference in Sibenik?", at("Šibenik")),
        ("Who was trained in Istanbul, Türkiye?", at("Istanbul")),
        ("What took place in Croatia?", at("Croatia")),
        ("Everything from Croatia please", at("Croatia")),
        ("How many meetings were held in Kosovo?", at("Kosovo")),
        ("What happened in the 5th week of May?", days("29", "31")),
        ("Which trainings for schools in Serbia were there?", at("Serbia")),
        ("How many were trained in the programme in Albania?", at("Albania")),
        ("Which meetings were held on 17 or 18 May?", days("17", "18")),
        ("I am briefing the minister tomorrow: who met in Ohrid?", at("Ohrid")),
        ("Who met in Ohrid? I need it by 10 June.", at("Ohrid")),
        ("My report is due on 10 June, so who met in Ohrid?", at("Ohrid")),
        ("I want to know what happened on 17 May", days("17", "17")),
        ("I was in Belgrade on 17 May. Who met?", {**days("17", "17"), **at("Belgrade")}),
        ("What was held in Belgrade or Tirana?", at("Belgrade", "Tirana")),
        ("Which events took place in Croatia and Greece?", at("Croatia", "Greece")),
        ("List the activities in Vienna, Istanbul and Ohrid", at("Vienna", "Istanbul", "Ohrid")),
        ("How many meetings were held in Serbia or in Albania?", at("Serbia", "Albania")),
        ("Which trainings were held in Serbia, and which in Turkey?", at("Serbia", "Türkiye")),
        ("What happened in Ohrid, Albania?", at("Ohrid")),
        ("Which events were held in Turkey?", at("Türkiye")),
        ("Which activities took place in BiH?", at("Bosnia and Herzegovina")),
        ("What did the judges discuss at the Belgrade meeting?", at("Belgrade")),
        ("Who funded the Tirana workshop?", at("Tirana")),
        ("What did the officers see in Piraeus?", at("Port of Piraeus")),
        ("Who paid for the study visit to the Port of Piraeus?", at("Port of Piraeus")),
        ("In Vienna, what was discussed?", at("Vienna")),
        ("what was inspected at gradiska", at("Gradiška")),
        ("List all activities in Serbia.", at("Serbia")),
        ("Which training courses took place in Macedonia?", at("North Macedonia")),
        ("What happened in Podgorica?", at("Podgorica")),
        ("Which workshop was held in Zagreb?", at("Zagreb")),
        ("Which meeting was held in Paris?", at("Paris")),
        (
            "what happened in skopje in 2019",
            {"from": "2019-01-01", "to": "2019-12-31"} | at("Skopje"),
        ),
        ("Which conference took place in Plovdiv?", at("Plovdiv")),
        ("What was organised in Germany last month?", days("01", "31") | at("Germany")),
        ("What happened in Kenya?", at("Kenya")),
        ("What happened in the Croatian city of Dubrovnik?", at("Dubrovnik")),
        ("Which activities did UNODC carry out in Serbia?", at("Serbia")),
        ("Which trainings were organised by UNODC in North Macedonia?", at("North Macedonia")),
        ("How many events were there in Serbia?", at("Serbia")),
        ("Which items come from Albania?", at("Albania")),
        ("Is there any news from Greece?", at("Greece")),
        ("Which events are located in Austria?", at("Austria")),
        ("Events in the Republic of Serbia", at("Serbia")),
        ("Did anything happen in Hungary?", at("Hungary")),
        ("What was held in Vienna?", at("Vienna")),
        ("istanbul training trainers names", at("Istanbul")),
        ("port of piraeus x-ray scanners", at("Port of Piraeus")),
        ("Who taught the Istanbul Advanced Vehicle Search training?", at("Istanbul")),
        ("Who paid for the Tirana private sector integrity workshop?", at("Tirana")),
        ("Who opened Tirana’s workshop?", at("Tirana")),
        ("Who spoke at the conference of Dubrovnik?", at("Dubrovnik")),
        ("Belgrade, 17 May: who met?", days("17", "17") | at("Belgrade")),
        ("Who led the training (Istanbul)?", at("Istanbul")),
        ("Which conference did Dubrovnik host?", at("Dubrovnik")),
        ("What was agreed in the Albanian capital Tirana?", at("Tirana")),
        ("Why were officers sent to Istanbul?", at("Istanbul")),
        ("Who paid for the Greece study visit?", at("Greece")),
        ("What did the Gradiška mentoring focus on?", at("Gradiška")),
        ("number officers vehicle search course Turkey", at("Türkiye")),
        ("serbia activities", at("Serbia")),
        ("list everything in north macedonia", at("North Macedonia")),
        ("Where in Albania was the workshop?", at("Albania")),
        ("What did the policemen pick up in Turkey?", at("Türkiye")),
        ("What was held in Montenegro?", at("Montenegro")),
        # topics
        ("Which activities contribute to SDG 16.4?", {"topic": "16.4"}),
        ("What was done for Target 16.5?", {"topic": "16.5"}),
        ("Which items are about SDG 3?", {"topic": "3"}),
        ("List the trainings that serve SDG target 16.a", {"topic": "16.a"}),
        ("Which activity supports Sustainable Development Goal 3?", {"topic": "3"}),
        ("Which activities contribute to SDG 5?", {"topic": "5"}),
        ("Which events contribute to SDG 16.4 or SDG 16.5?", {"topic": ["16.4", "16.5"]}),
        ("List the items on SDG 16.2 and 16.a", {"topic": ["16.2", "16.a"]}),
        ("Activities under SDGs 3 and 16", {"topic": ["3", "16"]}),
        ("What serves target 16.5 and 12 officers?", {"topic": "16.5"}),
        ("Which activities on 16.a were there?", {"topic": "16.a"}),
        ("Items on SDG 16, particularly target 16.4", {"topic": "16.4"}),
        # several
        ("What happened in Belgrade on 17 May 2022?", {**days("17", "17"), **at("Belgrade")}),
        ("Which meetings on SDG 16.4 were held in Ohrid?", {"topic": "16.4", **at("Ohrid")}),
        (
            "Which trainings took place in Serbia before 11 May?",
            {**days(None, "10"), **at("Serbia")},
        ),
    ],
)
def test_filters_read(facts: Facts, question: str, filters: dict[str, str | list[str]]) -> None:
    found, _ = facts.read(question, TODAY)
    assert schema.filters_to_json(found) == filters


@pytest.mark.parametrize(
    "question",
    [
        # dates that are not an item's
        "Who was trained in October 2021?",
        "Which training is scheduled for 24-25 November 2022?",
        "What was adopted on 25 June 2021?",
        "What was adopted in Ohrid on 25 June 2021?",
        "What has been implemented since June 2021?",
        "What took place in Rome in November 2021?",
        "Which training will be planned later in 2022?",
        "What does Article 12 of UNCAC say?",
        "Who has spent the past 25 years supporting women?",
        "May I ask who funded the report?",
        "What may traffickers do to children?",
        "Which of the two courses may be repeated?",
        "How many of the 211 cases were analysed?",
        "What does UNSCR 1244 refer to?",
        "Which training targets 12 officers?",
        "How did the police march into the port?",
        "Who trained 31 officers?",
        "belgrade outcome statement",
        "Who drafted the Vienna Declaration on financial flows?",
        "What is the share of Serbia in the trust fund?",
        "Who sponsors events of the City of Vienna Police?",
        "serbia customs officers next training",
        "What happened in Ohrid in June 2021?",
        "What did the governments adopt in Ohrid?",
        "What happened in Vienna in March?",
        "What did the report say about corruption in Serbia?",
        "How many school districts are there in Serbia?",
        "Which law enforcement agencies come from Serbia?",
        "What is the role of UNODC in Serbia?",
        "Which projects are implemented by CCP in Montenegro?",
        "What does the EU fund in the Western Balkans?",
        # places that do not say where an item was
        "How many officers from Serbia took part?",
        "What did the Ambassador of Austria in Albania say?",
        "What did the Government of the United Kingdom fund?",
        "What drives trafficking in South-Eastern Europe?",
        "How does corruption in Serbia affect business?",
        "What did the Turkish police teach?",
        "What did the Serbian Ministry of Justice speak about?",
        "Who runs the OSCE Mission in Serbia?",
        "What is the Paris Pact Initiative?",
        "What is the Belgrade Outcome Statement?",
        "What did the Vienna Declaration say about finance?",
        "Who was exploited in London?",
        "Which office did the delegation visit in Athens?",
        "Which groups are set up at the airports in Belgrade, Skopje and Sarajevo?",
        "Who completed the train-the-trainer course in Vienna?",
        "What does the Deputy Prime Minister of North Macedonia do?",
        "Who funded the Western Balkans roadmap?",
        "What is done in order to stop trafficking?",
        "Is the platform available in English?",
        "Which goal did the meeting reach?",
        "What was the goal of the conference?",
        "Who spoke about UNODC Support to Asset Recovery?",
        "Who was trained to fight corruption in Serbia?",
        "Was anything held on corruption in Serbia?",
    ],
)
def test_near_traps_are_not_filters(facts: Facts, question: str) -> None:
    found, _ = facts.read(question, TODAY)
    assert schema.filters_to_json(found) == {}


# --- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "notes"),
    [
        ("What happened in Ohrid?", ()),
        (
            "What took place in Rome in November 2021?",
            (
                "“November 2021” is no item’s date; the texts that name it were searched.",
                "“Rome” is no item’s place; the texts that name it were searched.",
            ),
        ),
        (
            "Which meetings were held in Ohrid and Belgrade?",
            (),
        ),
        (
            "Which activities contribute to both SDG 16.4 and SDG 16.5?",
            ("The filter is SDG 16.4 or SDG 16.5, not both at once.",),
        ),
        (
            "Which meetings were held in Ohrid and Podgorica?",
            ("No item is placed in Podgorica.",),
        ),
        (
            "What happened in Ohrid, Albania?",
            ("No item is placed in Ohrid, Albania.",),
        ),
        (
            "Which events serve SDG 18?",
            ("There is no SDG 18, only 1 to 17; it was left out of the search.",),
        ),
        (
            "What happened last week?",
            ("“last week” was read as 30 May – 5 June 2022; today is 7 June 2022.",),
        ),
    ],
)
def test_what_a_user_should_know_is_said(
    facts: Facts, question: str, notes: tuple[str, ...]
) -> None:
    assert facts.read(question, TODAY)[1] == notes


@pytest.mark.parametrize(
    ("form", "why", "left"),
    [
        (
            {"from": "2022-06-01", "to": "2022-06-30"},
            "No item is dated June 2022; the archive covers 9–31 May 2022.",
            {},
        ),
        (
            {"place": "Podgorica", "topic": "16.4"},
            "No item is placed in Podgorica. Places in the archive: Belgrade, Dubrovnik, Gradiška, "
            "Istanbul, Ohrid, Port of Piraeus, Šibenik, Tirana, Vienna.",
            {"topic": "16.4"},
        ),
        (
            {"topic": "5"},
            "No item contributes to SDG 5. Topics in the archive: SDG 3.5, SDG 16.2, SDG 16.4, "
            "SDG 16.5, SDG 16.a.",
            {},
        ),
        (
            {"from": "2022-05-17", "to": "2022-05-17", "place": "Ohrid"},
            "No item is dated 17 May 2022 and placed in Ohrid at once. "
            "Dates of items in Ohrid: 12–13 May 2022, 13 May 2022.",
            {"place": "Ohrid"},
        ),
        (
            {"place": "Dubrovnik", "topic": "16.4"},
            "No item is placed in Dubrovnik and about SDG 16.4 at once.",
            {"topic": "16.4"},
        ),
    ],
)
def test_the_filter_that_leaves_no_item_is_named(
    facts: Facts, form: dict[str, str | list[str]], why: str, left: dict[str, str | list[str]]
) -> None:
    filters = schema.filters_from(form)
    assert not facts.satisfying(filters)
    assert facts.why_none(filters) == why
    assert schema.filters_to_json(facts.relaxed(filters)) == left


@pytest.mark.parametrize(
    ("given", "read", "both", "notes"),
    [
        ({}, {"place": "Ohrid"}, {"place": "Ohrid"}, ()),
        ({"place": "Turkey"}, {}, {"place": "Türkiye"}, ()),
        ({"place": "sibenik"}, {"place": "Croatia"}, {"place": "Šibenik"}, ()),
        ({"place": "Serbia"}, {"place": "Belgrade"}, {"place": "Belgrade"}, ()),
        (
            {"place": "Ohrid"},
            {"place": "Belgrade"},
            {"place": "Ohrid"},
            ("The question says Belgrade, the filter Ohrid; the filter counts.",),
        ),
        (days("01", "20"), days("17", None), days("17", "20"), ()),
        (
            days("11", "12"),
            days("17", "17"),
            days("11", "12"),
            ("The question says 17 May 2022, the filter 11–12 May 2022; the filter counts.",),
        ),
        ({"topic": "16"}, {"topic": "16.4"}, {"topic": "16.4"}, ()),
        ({"place": ["Ohrid", "Serbia"]}, {"place": ["Belgrade", "Tirana"]}, at("Belgrade"), ()),
        ({"topic": ["3", "16.4"]}, {"topic": "16"}, {"topic": "16.4"}, ()),
        (
            {"topic": "3"},
            {"topic": "16.4"},
            {"topic": "3"},
            ("The question says SDG 16.4, the filter SDG 3; the filter counts.",),
        ),
    ],
)
def test_given_filters_go_with_those_read_and_win_where_they_contradict(
    facts: Facts,
    given: dict[str, str | list[str]],
    read: dict[str, str | list[str]],
    both: dict[str, str | list[str]],
    notes: tuple[str, ...],
) -> None:
    found, said = facts.combine(schema.filters_from(given), schema.filters_from(read))
    assert (schema.filters_to_json(found), said) == (both, notes)


@pytest.mark.parametrize(
    ("question", "earlier", "filters"),
    [
        (
            "And who organised it?",
            "What happened in Ohrid on 13 May?",
            days("13", "13") | at("Ohrid"),
        ),
        ("And in Tirana?", "What happened in Ohrid?", at("Tirana")),
        ("And in Tirana?", "What happened in Ohrid on 13 May?", at("Tirana")),  # none both
        ("And what did Diane Martin say?", "What was inspected in Gradiška?", {}),  # another topic
        ("And who paid?", "Who funded the report?", {}),
    ],
)
def test_a_follow_up_keeps_the_filters_that_it_does_not_replace(
    facts: Facts, question: str, earlier: str, filters: dict[str, str | list[str]]
) -> None:
    query = understand(question, [earlier], limit=99, facts=facts, today=TODAY)
    assert query.follows == earlier
    assert schema.filters_to_json(query.filters) == filters


def test_filters_are_only_read_where_wanted(facts: Facts) -> None:
    question, given = "What happened in Belgrade?", Filters(places=("Ohrid",))
    only = understand(question, limit=99, facts=facts, filters=given, read_filters=False)
    assert (only.filters, only.notes) == (given, ())
    assert not understand(question, limit=99, facts=facts, read_filters=False).filters
    assert understand(question, limit=99, facts=facts).filters == Filters(places=("Belgrade",))


# --- archives of other shapes -------------------------------------------------------------------


def test_an_empty_archive_has_nothing_to_filter_by() -> None:
    facts = Facts((), ())
    found, _ = facts.read("What happened in Ohrid in May 2022?", TODAY)
    assert schema.filters_to_json(found) == days("01", "31") | at("Ohrid")
    assert facts.why_none(found) == (
        "No item is dated May 2022: no item of the archive has a date. "
        "No item is placed in Ohrid. Places in the archive: none."
    )


@law
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            "What was held in Ohrid Serbia Paris and SDG 16.4 goal 3 on 31 May June 2021".split()
        )
    ).map(" ".join)
)
def test_any_question_is_read(facts: Facts, question: str) -> None:
    filters, notes = facts.read(question, TODAY)
    left = facts.relaxed(filters)
    assert facts.satisfying(left) or not filters
    assert bool(facts.satisfying(filters)) or facts.why_none(filters)
    assert schema.filters_from(schema.filters_to_json(filters)) == filters
    assert all(note.endswith(".") for note in notes)


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ({}, 15),
        ({"place": "Belgrade"}, 5),
        ({"place": "SERBIA"}, 5),
        ({"place": "Piraeus"}, 1),
        ({"place": "Sibenik"}, 1),
        ({"place": "Turkey"}, 1),
        ({"topic": "16"}, 13),
        ({"topic": "16.A"}, 4),
        ({"place": ["Tirana", "Croatia"]}, 3),
        ({"topic": ["16.2", "3"]}, 2),
        ({"from": "2022-05-31"}, 2),
        ({"to": "2022-05-09"}, 2),
        ({"from": "2022-05-14", "to": "2022-05-16"}, 0),
    ],
)
def test_what_satisfies_filters(facts: Facts, form: dict[str, str | list[str]], count: int) -> None:
    filters = schema.filters_from(form)
    assert sum(satisfies(document, filters) for document in facts.documents) == count
    assert len(facts.satisfying(filters)) == count


def test_labels_say_the_filters() -> None:
    said = labels(schema.filters_from({"from": "2022-05-09", "to": "2022-05-13", "topic": "16"}))
    assert said == {"dates": "9–13 May 2022", "topic": "SDG 16"}
    said = labels(schema.filters_from({"place": ["Ohrid", "Tirana"], "topic": ["3", "16.4"]}))
    assert said == {"place": "Ohrid or Tirana", "topic": "SDG 3 or SDG 16.4"}


def test_a_place_in_keywords_stays_one_where_they_are_reworded(facts: Facts) -> None:
    query = understand("UNODC GIZ meeting Belgrade date", limit=200, facts=facts, today=TODAY)
    assert query.text == "When was the UNODC GIZ meeting Belgrade"
    assert query.filters == Filters(places=("Belgrade",))
