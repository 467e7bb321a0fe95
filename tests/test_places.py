"""Where a question wants items from: by the archive's datelines, and by the parse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from plain import gazetteer_of, keys_of, satisfies
from seeqa.language.parse import Parser
from seeqa.language.placenames import place_key
from seeqa.question.places import Gazetteer, Placed
from seeqa.types import Document, Filters

PLACED = (
    ("Tirana", "Albania"), ("Belgrade", "Serbia"), ("Niš", "Serbia"), ("Novi Pazar", "Serbia"),
    ("Vienna", "Austria"), ("Istanbul", "Türkiye"), ("Port of Piraeus", "Greece"),
    ("Tuzla", "Bosnia and Herzegovina"), ("Białystok", None), ("Gambella", "Ethiopia"),
    ("Gambela", "Ethiopia"), ("May Pen", None), ("Split", "Croatia"), (None, None),
)  # fmt: skip
DOCUMENTS = [
    Document(id=str(i), file="a.txt", text="", blocks=(), place=town, country=country)
    for i, (town, country) in enumerate(PLACED)
]
NAMES = [name for pair in PLACED for name in pair if name]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return gazetteer_of(DOCUMENTS)


def read(gazetteer: Gazetteer, parser: Parser, question: str) -> Placed:
    return gazetteer.read(parser.parse(question))


@pytest.mark.parametrize(
    ("question", "places"),
    [
        # on the verb, or on what is asked for
        ("What happened in Tirana?", "Tirana"),
        ("Which meetings were held near Tirana?", "Tirana"),
        ("Anything at Belgrade?", "Belgrade"),
        ("What was going on around Vienna?", "Vienna"),
        ("List all activities in Serbia.", "Serbia"),
        ("How many events were there in Serbia?", "Serbia"),
        ("Where in Albania was the workshop?", "Albania"),
        ("In Vienna, what was discussed?", "Vienna"),
        ("Tell me what happened in Tirana.", "Tirana"),
        ("conferences held in Croatia", "Croatia"),
        ("Who spoke at the workshop which was held in Albania?", "Albania"),
        ("Who said so in the Albanian capital Tirana?", "Tirana"),
        ("Events in the Republic of Serbia", "Serbia"),
        ("What did the Government of Serbia say in Vienna?", "Vienna"),
        ("What did the officers find in the containers at Piraeus?", "Port of Piraeus"),
        # from: of items alone
        ("Anything from Tirana?", "Tirana"),
        ("Is there any news from Greece?", "Greece"),
        ("Which items come from Albania?", "Albania"),
        ("What was reported from Belgrade?", "Belgrade"),
        ("What is there from Vienna?", "Vienna"),
        ("Could you give me the releases that came from Croatia?", "Croatia"),
        # beside what stands for items or events
        ("Tirana news", "Tirana"),
        ("the Belgrade items", "Belgrade"),
        ("Who funded the Tirana workshop?", "Tirana"),
        ("Who opened Tirana’s workshop?", "Tirana"),
        ("releases datelined Split", "Split"),
        ("Which news has Tirana as its dateline?", "Tirana"),
        ("Tirana", "Tirana"),
        # several, and a town with its country
        ("What was held in Belgrade or Tirana?", "Belgrade, Tirana"),
        ("Which trainings were held in Serbia, and which in Turkey?", "Serbia, Türkiye"),
        ("List the activities in Vienna, Istanbul and Tirana", "Vienna, Istanbul, Tirana"),
        ("What happened in Tirana, Albania?", "Tirana"),
        ("What happened in Tirana (Albania)?", "Tirana"),
        # other names, letters and parts of names
        ("What happened in Nis?", "Niš"),
        ("what happened in bialystok", "Białystok"),
        ("What happened in Novi Pazar?", "Novi Pazar"),
        ("What happened in Pazar?", "Novi Pazar"),
        ("What happened in Wien?", "Vienna"),
        ("Which activities took place in BiH?", "Bosnia and Herzegovina"),
        ("What is there from Gambela?", "Gambella"),
        ("What happened in May Pen?", "May Pen"),
    ],
)
def test_where_items_are_wanted_from(
    gazetteer: Gazetteer, parser: Parser, question: str, places: str
) -> None:
    found = read(gazetteer, parser, question)
    assert (", ".join(found.places), found.not_places, found.notes) == (places, (), ())


@pytest.mark.parametrize(
    "question",
    [
        "What was funded by Albania?",
        "How many officers from Serbia took part?",
        "Which agencies come from Serbia?",
        "Who received aid from Austria?",
        "What did the Government of Serbia pay for?",
        "Which visit to Tirana was paid for by Austria?",
        "What did the Ambassador of Austria in Albania say?",
        "Who runs the OSCE Mission in Serbia?",
        "What did the report say about corruption in Serbia?",
        "How does corruption in Serbia affect business?",
        "Who was trained to fight corruption in Serbia?",
        "Give me the pieces on the works at Tirana.",
        "Who is the mayor of Belgrade?",
        "Who drafted the Vienna Declaration?",
        "Who sponsors events of the City of Vienna Police?",
        "What happened in Novi Sad?",  # another town
        "What happened in Paris?",  # the archive has no item there
        "How did the groups split at noon?",
        "What happened in May?",
        "Why was the conference not held in Tirana?",
        "What did the Serbian police teach?",
    ],
)
def test_what_says_no_place_of_items(gazetteer: Gazetteer, parser: Parser, question: str) -> None:
    assert read(gazetteer, parser, question) == Placed()


@pytest.mark.parametrize(
    ("question", "places", "others"),
    [
        ("What happened outside Serbia?", "", "Serbia"),
        ("Everything except Tirana", "", "Tirana"),
        ("Everything except for Tirana and Vienna", "", "Tirana, Vienna"),
        ("all items but those from Vienna", "", "Vienna"),
        ("Which news is not from Serbia?", "", "Serbia"),
        ("Which meetings were not held in Serbia?", "", "Serbia"),
        ("Which events were held in countries other than Serbia?", "", "Serbia"),
        ("Apart from Vienna, where were meetings held?", "", "Vienna"),
        ("What happened neither in Belgrade nor in Vienna?", "", "Belgrade, Vienna"),
        ("Which activities were in Serbia but not in Belgrade?", "Serbia", "Belgrade"),
    ],
)
def test_where_items_are_not_wanted_from(
    gazetteer: Gazetteer, parser: Parser, question: str, places: str, others: str
) -> None:
    found = read(gazetteer, parser, question)
    assert (", ".join(found.places), ", ".join(found.not_places)) == (places, others)


@pytest.mark.parametrize(
    ("question", "places", "name"),
    [
        ("What happened outside Kenya?", (), "Kenya"),
        ("Which reports were sent from places outside Australia?", (), "Australia"),
        ("Which meetings were held in Tirana and Podgorica?", ("Tirana",), "Podgorica"),
    ],
)
def test_a_place_that_no_item_has_is_said_where_it_would_be_half_read(
    gazetteer: Gazetteer, parser: Parser, question: str, places: tuple[str, ...], name: str
) -> None:
    found = read(gazetteer, parser, question)
    note = f"No item is placed in {name}; it was left out of the search."
    assert (found.places, found.not_places, found.notes) == (places, (), (note,))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Türkiye", "Turkey", True),
        ("the Republic of Serbia", "SERBIA", True),
        ("Šibenik", "Sibenik", True),
        ("Asosa", "Assosa", True),
        ("Port of Piraeus", "Piraeus", True),
        ("U.K.", "United Kingdom", True),
        ("Niger", "Nigeria", False),
        ("Novi Sad", "Novi Pazar", False),
        ("", "", True),
    ],
)
def test_the_names_of_one_place_share_a_key(one: str, other: str, same: bool) -> None:
    assert (place_key(one) == place_key(other)) is same


def test_a_name_is_shown_as_the_archive_writes_it(gazetteer: Gazetteer) -> None:
    assert [gazetteer.shown(n) for n in ("nis", "Turkey", " Rome ")] == ["Niš", "Türkiye", "Rome"]
    assert gazetteer_of(()).shown("Rome") == "Rome"


@law
@given(st.lists(st.sampled_from(NAMES), max_size=3), st.sampled_from(DOCUMENTS))
def test_an_item_is_either_in_places_or_outside_them(names: list[str], item: Document) -> None:
    inside, outside = Filters(places=tuple(names)), Filters(not_places=tuple(names))
    is_in = bool(names) and satisfies(item, inside)
    assert is_in is not satisfies(item, outside)
    assert is_in is bool({place_key(name) for name in names} & keys_of(item))


@law
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from("in from Tirana Serbia the not outside , news held Novi Pazar and".split())
    ).map(" ".join)
)
def test_any_question_is_read(gazetteer: Gazetteer, parser: Parser, question: str) -> None:
    found = read(gazetteer, parser, question)
    assert set(found.places) | set(found.not_places) <= {gazetteer.shown(name) for name in NAMES}
    assert all(question[first:last].strip() for first, last in found.said)
    assert bool(found.said) >= bool(found.places or found.not_places)


def test_an_item_of_several_places_is_in_each() -> None:
    item = replace(DOCUMENTS[0], more_places=(("Vienna", "Austria"),))
    assert keys_of(item) == {place_key(n) for n in ("Tirana", "Albania", "Vienna", "Austria")}
    assert not satisfies(item, Filters(places=("Tirana",), not_places=("Austria",)))
