"""Question -> filters over the real bulletin, given filters, and what satisfies them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from plain import facts_of, satisfies
from seeqa import schema
from seeqa.archive import read_corpus
from seeqa.language.parse import Parser
from seeqa.question.facts import Facts, Reading
from seeqa.question.matching import labels
from seeqa.terms import terms
from seeqa.types import Block, BlockKind, Document, Filters

DOCUMENTS = read_corpus(ROOT / "corpus").documents


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(DOCUMENTS)


def days(first: str | None, last: str | None) -> dict[str, str | list[str]]:
    form = {"from": first and f"2022-05-{first}", "to": last and f"2022-05-{last}"}
    return {name: value for name, value in form.items() if value}


def at(*places: str) -> dict[str, str | list[str]]:
    return {"place": places[0] if len(places) == 1 else list(places)}


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("What happened on 17 May?", days("17", "17")),
        ("What has happened since 20 May?", days("20", None)),
        (
            "What was held on 9 May and on 31 May?",
            days("09", "09") | {"or": "2022-05-31/2022-05-31"},
        ),
        (
            "Which events were not in the week of 9 May?",
            {"to": "2022-05-08", "or": "2022-05-16/.."},
        ),
        ("Who organised the conference in Sibenik?", at("Šibenik")),
        ("What was held in Belgrade or Tirana?", at("Belgrade", "Tirana")),
        ("What happened outside Serbia?", {"not_place": "Serbia"}),
        ("What happened in Belgrade on 17 May 2022?", {**days("17", "17"), **at("Belgrade")}),
        ("Which meetings on SDG 16.4 were held in Ohrid?", {"topic": "16.4", **at("Ohrid")}),
        (
            "Which trainings were held in Serbia before 11 May?",
            {**days(None, "10"), **at("Serbia")},
        ),
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
        # none
        ("Which training targets 12 officers?", {}),
        ("Which goal did the meeting reach?", {}),
        ("Who was trained in October 2021?", {}),
        ("What took place in Rome?", {}),
        ("How many officers from Serbia took part?", {}),
        ("What does Article 12 of UNCAC say?", {}),
    ],
)
def test_filters_read(
    facts: Facts, parser: Parser, question: str, filters: dict[str, str | list[str]]
) -> None:
    found = facts.read(parser.parse(question)).filters
    assert schema.filters_to_json(found) == filters
    assert schema.filters_from(filters) == found


@pytest.mark.parametrize(
    ("question", "notes"),
    [
        ("What happened in Ohrid?", ()),
        ("What took place in Rome?", ()),
        (
            "What happened in the last quarter of 2022?",
            ("No item is dated October – December 2022; the archive covers 9–31 May 2022.",),
        ),
        (
            "Which meetings were held in Ohrid and Podgorica?",
            ("No item is placed in Podgorica; it was left out of the search.",),
        ),
        (
            "Which activities contribute to both SDG 16.4 and SDG 16.5?",
            ("The filter is SDG 16.4 or SDG 16.5, not both at once.",),
        ),
        (
            "Which events serve SDG 18?",
            ("There is no SDG 18, only 1 to 17; it was left out of the search.",),
        ),
    ],
)
def test_what_a_user_should_know_is_said(
    facts: Facts, parser: Parser, question: str, notes: tuple[str, ...]
) -> None:
    found = facts.read(parser.parse(question))
    assert (*found.notes, *filter(None, [found.none])) == notes


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who met in Ohrid?", "Ohrid"),
        ("What happened on 17 May?", "happened 17 May"),
        ("Which releases from Serbia are dated 17 May?", "releases Serbia dated 17 May"),
        ("Which trainings took place in Serbia before 11 May?", "took Serbia 11 May"),
        ("Which events were there in Turkey on SDG 16.4?", "Turkey 16.4"),
        ("Who was exploited in London?", ""),
        ("Which releases tell of 31 officers?", ""),
    ],
)
def test_which_words_of_a_question_say_its_filters(
    facts: Facts, parser: Parser, question: str, said: str
) -> None:
    assert facts.read(parser.parse(question)).terms == set(terms(said))


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
        (
            days("11", "20"),
            days("09", "12") | {"or": "2022-05-19/.."},
            days("11", "12") | {"or": "2022-05-19/2022-05-20"},
            (),
        ),
        (
            {"not_place": "Tirana"},
            {"place": "Ohrid"},
            {"place": "Ohrid", "not_place": "Tirana"},
            (),
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


# --- archives of other shapes -------------------------------------------------------------------


def test_an_archive_that_tells_nothing_of_its_items_has_no_filters(parser: Parser) -> None:
    question = parser.parse("What happened in Ohrid in May 2022 under SDG 16?")
    for documents in ((), (Document(id="a", file="a.txt", text="A fair.", blocks=()),)):
        assert facts_of(documents).read(question) == Reading()
    assert facts_of(()).why_none(schema.filters_from(days("01", "31") | at("Ohrid"))) == (
        "No item is dated May 2022: no item of the archive has a date. "
        "No item is placed in Ohrid. Places in the archive: none."
    )


def test_every_item_may_be_in_what_is_excluded() -> None:
    item = Document(id="a", file="a.txt", text="", blocks=(), place="Ohrid")
    assert facts_of((item,)).why_none(Filters(not_places=("Ohrid",))) == (
        "No item is placed outside Ohrid. Places in the archive: Ohrid."
    )


@law
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            "What was not held in Ohrid Serbia Paris and SDG 16.4 goal 3 on 31 May 2021".split()
        )
    ).map(" ".join)
)
def test_any_question_is_read(facts: Facts, parser: Parser, question: str) -> None:
    read = facts.read(parser.parse(question))
    left = facts.relaxed(read.filters)
    assert facts.satisfying(left) or not read.filters
    assert bool(facts.satisfying(read.filters)) or facts.why_none(read.filters)
    assert schema.filters_from(schema.filters_to_json(read.filters)) == read.filters
    assert all(note.endswith(".") for note in read.notes)
    days = Filters(first=read.filters.first, last=read.filters.last)
    assert facts.satisfying(days) or read.filters.more_days


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
        ({"not_place": "Serbia"}, 10),
        ({"place": "Serbia", "not_place": "Belgrade"}, 0),
        ({"from": "2022-05-31"}, 2),
        ({"to": "2022-05-09", "or": "2022-05-31/.."}, 4),
        ({"to": "2022-05-09"}, 2),
        ({"from": "2022-05-14", "to": "2022-05-16"}, 0),
        ({"item": "nowhere"}, 0),
    ],
)
def test_what_satisfies_filters(facts: Facts, form: dict[str, str | list[str]], count: int) -> None:
    filters = schema.filters_from(form)
    assert sum(satisfies(document, filters) for document in DOCUMENTS) == count
    assert len(facts.satisfying(filters)) == count


def test_an_item_is_a_filter_like_any_other(facts: Facts) -> None:
    first, second, *_ = DOCUMENTS
    both = Filters(items=(first.id, second.id))
    assert set(facts.satisfying(both)) == {first.id, second.id}
    assert facts.combine(both, Filters()) == (both, ())
    assert facts.title(first.id) == first.title
    assert facts.title("gone") == "gone"
    assert facts.why_none(Filters(items=("gone",))) == "The archive has no item gone (any more)."
    long_ago = Filters(last=date(1999, 1, 1), items=(first.id,))
    assert facts.why_none(long_ago).startswith("No item is dated until 1 January 1999")
    days = sorted(d.dates.last for d in DOCUMENTS if d.dates)
    early = next(d for d in DOCUMENTS if d.dates and d.dates.last < days[-1])
    late = Filters(first=days[-1], items=(early.id,))
    assert facts.why_none(late).endswith("and the one asked about at once.")
    assert facts.relaxed(Filters(last=date(1999, 1, 1), items=(first.id,))).items == (first.id,)


def test_an_item_may_belong_to_a_place_that_only_its_words_name() -> None:
    def item(name: str, headline: str, body: str, place: str | None) -> Document:
        text = f"{headline}\n{body}"
        head = Block(BlockKind.HEADLINE, 0, len(headline), 1, 1)
        return Document(name, "a.txt", text, (head,), place=place)

    facts = facts_of(
        [
            item("placed", "Fair", "It was held.", "Ayr"),
            item("headed", "Fire at AYR", "It was put out.", "Troon"),
            item("told", "Frost", "Trees at Ayr were hurt, not in Ayrshire.", None),
            item("other", "Race", "The winner came from Ayr.", "Troon"),
            item("none", "Fayre", "It was in Ayrshire.", None),
        ]
    )
    in_ayr = Filters(places=("Ayr",))
    assert set(facts.satisfying(in_ayr)) == {"placed"}
    assert set(facts.belonging(in_ayr)) == {"placed", "told"}
    one = replace(in_ayr, items=("told", "other"))
    assert set(facts.belonging(one)) == {"told"}
    assert facts.belonging(Filters(not_places=("Ayr",))) == facts.satisfying(
        Filters(not_places=("Ayr",))
    )


def test_labels_say_the_filters() -> None:
    said = labels(schema.filters_from({"from": "2022-05-09", "to": "2022-05-13", "topic": "16"}))
    assert said == {"dates": "9–13 May 2022", "topic": "SDG 16"}
    said = labels(schema.filters_from({"to": "2022-05-09", "or": "2022-05-31/2022-05-31"}))
    assert said == {"dates": "until 9 May 2022 or 31 May 2022"}
    said = labels(schema.filters_from({"place": "Serbia", "not_place": ["Belgrade", "Niš"]}))
    assert said == {"place": "Serbia, not Belgrade or Niš"}
    said = labels(schema.filters_from({"place": ["Ohrid", "Tirana"], "topic": ["3", "16.4"]}))
    assert said == {"place": "Ohrid or Tirana", "topic": "SDG 3 or SDG 16.4"}
