"""The catalogue: what is found and counted, what a click makes of a view, how it is drawn."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import made
from plain import catalogue_of
from seeqa.catalogue import Count, Order, Wish
from seeqa.chat.browsing import PAGE, View, searched, turned
from seeqa.chat.catalogue_view import catalogue, told
from seeqa.chat.texts import ENGLISH
from seeqa.chat.timeline import Scale, scale_of, timeline
from seeqa.permalink import Kept, find
from seeqa.types import Block, BlockKind, DateRange, Document, Filters, Origin, Topic
from test_render import Tags

MAY = date(2022, 5, 1)


def item(name: str, headline: str, text: str = "", **facts: Any) -> Document:
    """A document of a headline and one paragraph."""
    whole = f"{headline}\n{text}" if text else headline
    blocks = [Block(BlockKind.HEADLINE, 0, len(headline), 1, 1)]
    if text:
        blocks.append(Block(BlockKind.PARAGRAPH, len(headline) + 1, len(whole), 2, 2))
    return Document(name, facts.pop("file", "a.txt"), whole, tuple(blocks), **facts)


ITEMS = catalogue_of(
    [
        item(
            "a",
            "“Zebra” crossing",
            "Officers met in Gradiška.",
            dates=DateRange(MAY, MAY),
            place="Gradiška",
            country="Bosnia and Herzegovina",
            topics=(Topic(16, "16.4"), Topic(16, "16.5")),
        ),
        item("b", "Apples", "Trees were cut.", file="b.txt", country="Turkey"),
        item(
            "c",
            "Meeting",
            "The officer trained others in Türkiye.",
            dates=DateRange(MAY + timedelta(days=30), MAY + timedelta(days=33)),
            place="Istanbul",
            country="Türkiye",
            more_places=(("Sarajevo", "Bosnia and Herzegovina"),),
            topics=(Topic(5),),
        ),
    ]
)


def names(wish: Wish) -> str:
    return "".join(found.id for found in ITEMS.find(wish))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "cab"),
        ("officer", "ca"),
        ("OFFICER met", "a"),
        ("met officers", "a"),
        ("gradiska", "a"),
        ("Turki", "c"),
        ("fficer", ""),
        ("officer apples", ""),
        ("zebra cros", "a"),
        ("?!", "cab"),
    ],
)
def test_every_word_begins_one_of_the_item(text: str, found: str) -> None:
    assert names(Wish(text)) == found


def test_items_are_narrowed_and_sorted() -> None:
    assert names(Wish(order=Order.OLDEST)) == "acb"
    assert names(Wish(order=Order.HEADLINE)) == "bca"
    assert names(Wish(filters=Filters(first=date(2022, 6, 1)))) == "c"
    assert names(Wish(filters=Filters(places=("Türkiye",)))) == "cb"
    assert names(Wish(filters=Filters(topics=(Topic(16),)))) == "a"
    assert names(Wish(file="b.txt")) == "b"
    assert names(Wish("officer", Filters(topics=(Topic(5),)))) == "c"


def test_counts_follow_the_search_and_all_choices_but_their_own() -> None:
    counts = ITEMS.counts(Wish())
    bosnia = "Bosnia and Herzegovina"
    assert [(c.value, c.items, c.inner) for c in counts.places] == [
        (bosnia, 2, False),
        ("Gradiška", 1, True),
        ("Sarajevo", 1, True),
        ("Turkey", 2, False),
        ("Istanbul", 1, True),
    ]
    assert counts.topics[1:] == (
        Count(Topic(16), 1),
        Count(Topic(16, "16.4"), 1, inner=True),
        Count(Topic(16, "16.5"), 1, inner=True),
    )
    assert counts.files == (Count("a.txt", 2), Count("b.txt", 1))
    chosen = ITEMS.counts(Wish("officer", Filters(places=("Gradiška",))))
    assert {c.value: c.items for c in chosen.places} == {
        bosnia: 2,
        "Gradiška": 1,
        "Sarajevo": 1,
        "Turkey": 1,
        "Istanbul": 1,
    }
    assert {c.value.goal for c in chosen.topics} == {16}
    assert [found.id for found in chosen.dated] == ["a"]


def test_a_town_whose_country_no_item_found_names_stands_for_itself() -> None:
    albanian = item("a", "Boats", place="Tirana", country="Albania")
    archive = catalogue_of([albanian, item("b", "Trains", place="Tirana")])
    assert archive.counts(Wish("trains")).places == (Count("Tirana", 1),)


def test_whatever_a_count_promises_is_found() -> None:
    counts = ITEMS.counts(Wish())
    for place in counts.places:
        assert len(names(Wish(filters=Filters(places=(place.value,))))) == place.items
    for topic in counts.topics:
        assert len(names(Wish(filters=Filters(topics=(topic.value,))))) == topic.items


def test_a_click_narrows_and_takes_back() -> None:
    view = turned(searched(View(page=3), "  tree   cut "), {"do": "narrow", "place": "Turkey"})
    assert view == View(
        Wish("tree cut", Filters(places=("Turkey",))), focus=".chips [data-part=place]"
    )
    view = turned(view, {"do": "narrow", "first": "2022-05-01", "last": "2022-05-31"})
    view = turned(view, {"do": "narrow", "topic": "SDG 16.4"})
    view = turned(view, {"do": "narrow", "file": "a.txt"})
    view = turned(view, {"do": "sort", "order": "headline"})
    wish = view.wish
    assert wish.filters == Filters(MAY, date(2022, 5, 31), ("Turkey",), (Topic(16, "16.4"),))
    assert (wish.file, wish.order) == ("a.txt", Order.HEADLINE)
    for part in ("text", "days", "place", "topic", "file"):
        view = turned(view, {"do": "widen", "part": part})
    assert view.wish == Wish(order=Order.HEADLINE)
    assert turned(View(wish), {"do": "widen", "part": "all"}).wish == view.wish
    assert turned(view, {"do": "page", "page": "7"}).page == 7


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "page", "page": "many"},
        {"do": "page"},
        {"do": "sort", "order": "best"},
        {"do": "narrow", "first": "soon"},
        {"do": "explode"},
    ],
)
def test_what_a_click_cannot_mean_is_passed_by(data: dict[str, str]) -> None:
    view = View(Wish("tree"), page=2)
    assert turned(view, data) == view


def many(count: int, apart: int = 1) -> list[Document]:
    days = [MAY + timedelta(days=apart * n) for n in range(count)]
    return [item(f"d{n}", f"Item {n}", dates=DateRange(d, d)) for n, d in enumerate(days)]


def test_one_page_is_drawn_and_the_others_are_offered() -> None:
    archive = catalogue_of(many(60))
    page = Tags(catalogue(archive, View(page=1), ENGLISH))
    assert page.open == []
    assert [tag for tag, _ in page.seen].count("h3") == PAGE
    assert "26–50 of 60" in page.text
    steps = [a for _, a in page.seen if a.get("data-do") == "page"]
    assert [step["data-page"] for step in steps] == ["0", "0", "2", "2"]
    last = Tags(catalogue(archive, View(page=99), ENGLISH))
    assert "51–60 of 60" in last.text
    assert ["disabled" in a for _, a in last.seen if a.get("data-do") == "page"] == [0, 0, 1, 1]
    assert "data-page" not in catalogue(ITEMS, View(), ENGLISH)
    assert "No item has all of this." in catalogue(ITEMS, View(Wish("elephant")), ENGLISH)
    assert "corpus folder" in catalogue(catalogue_of([]), View(), ENGLISH)


def test_a_row_leads_to_its_page_and_to_the_chat() -> None:
    page = Tags(catalogue(ITEMS, View(), ENGLISH))
    paths = [str(a["href"]) for tag, a in page.seen if tag == "a"]
    places = [find(path.removeprefix("p/"), {one.id: one for one in ITEMS.items}) for path in paths]
    assert [place and (place.document.id, place.kept) for place in places] == [
        (name, Kept.SAME) for name in "cab"
    ]
    asked = [a for _, a in page.seen if a.get("data-do") == "about"]
    assert [a["data-item"] for a in asked] == ["c", "a", "b"]
    assert "Ask about this item: Apples" in [a["aria-label"] for a in asked]
    for said in (
        "3 items",
        "1 May 2022, Gradiška, Bosnia",
        "Trees were cut.",
        "SDG 5: Gender",
    ):
        assert said in page.text


def test_what_is_chosen_shows_and_is_carried_to_the_chat() -> None:
    filters = Filters(MAY, date(2022, 5, 31), ("Gradiška",), (Topic(16, "16.4"),))
    page = Tags(catalogue(ITEMS, View(Wish("zeb", filters, "a.txt")), ENGLISH))
    chips = [a["data-part"] for _, a in page.seen if "Remove: " in (a.get("aria-label") or "")]
    assert chips == ["text", "days", "place", "topic", "file"]
    assert "1 of 3 items" in page.text
    assert "Ask only these: May 2022 · Gradiška · SDG 16.4" in page.text
    (ask,) = [a for _, a in page.seen if a.get("data-do") == "filter"]
    assert [ask[f"data-{name}"] for name in ("first", "last", "place", "topic")] == [
        "2022-05-01",
        "2022-05-31",
        "Gradiška",
        "SDG 16.4",
    ]
    pressed = [a["data-do"] for _, a in page.seen if a.get("aria-pressed") == "true"]
    assert pressed == ["widen"] * 3 + ["sort"]
    searched_only = catalogue(ITEMS, View(Wish("zeb")), ENGLISH)
    assert 'data-do="filter"' not in searched_only


def test_values_beyond_a_few_are_in_a_fold_that_opens_for_what_is_chosen() -> None:
    towns = [item(str(n), "x", place=f"Town {n % 16:x}q{n // 16:x}") for n in range(250)]
    for chosen, is_open in (((), False), (("Town 9q0",), True), (("Town 0q0",), False)):
        page = Tags(
            catalogue(catalogue_of(towns), View(Wish(filters=Filters(places=chosen))), ENGLISH)
        )
        (fold,) = [a for tag, a in page.seen if tag == "details"]
        assert ("open" in fold) is is_open
    assert "242 more" in page.text
    assert "The first 200 of 250 are listed." in page.text


def test_nothing_of_an_item_or_a_search_becomes_markup(tmp_path: Path) -> None:
    found = [
        dataclasses.replace(d, id=made.HOSTILE, file=made.HOSTILE, place=made.HOSTILE, country=None)
        for d in made.documents(tmp_path).values()
    ]
    hostile = item("x", made.HOSTILE, made.HOSTILE)
    wish = Wish(made.HOSTILE, Filters(places=(made.HOSTILE,)), made.HOSTILE)
    for view in (View(), View(wish)):
        markup = catalogue(catalogue_of([*found, hostile]), view, ENGLISH)
        assert "<img" not in markup
        assert not set("{}$`") & set(markup)


def test_how_many_are_told() -> None:
    assert told(37, catalogue_of(many(2000)), ENGLISH) == "37 of 2,000 items"


def drawn(documents: list[Document], *chosen: date) -> str:
    days = (chosen[0], chosen[1]) if chosen else (None, None)
    items = catalogue_of(documents).items
    return timeline(items, scale_of(items), ENGLISH, days)


def test_a_few_items_have_a_bar_each() -> None:
    few = many(10)
    assert scale_of(catalogue_of(few).items) is Scale.ITEM
    assert drawn(few).count("<li>") == 10
    assert scale_of(catalogue_of(many(30)).items) is Scale.MONTH
    named = item("x", "x", dates=DateRange(MAY, MAY, True, Origin.NAME))
    assert "1 May 2022 (file name, inferred)</span>" in drawn([named])


def test_many_items_are_counted_by_month_and_long_times_by_year() -> None:
    monthly = drawn(many(100, apart=3))
    assert 'data-first="2022-06-01" data-last="2022-06-30"' in monthly
    yearly = drawn(many(100, apart=40))
    assert 'data-first="2023-01-01" data-last="2023-12-31"' in yearly
    for shown in (monthly, yearly):
        assert sum(map(int, re.findall(r'"count">(\d+)<', shown))) == 100


def test_a_chosen_year_shows_its_months_and_a_month_is_taken_back() -> None:
    whole = drawn(many(100, apart=40), date(2023, 1, 1), date(2023, 12, 31))
    firsts = re.findall(r'data-first="([^"]+)"', whole)
    assert all(first.startswith("2023-") for first in firsts)
    assert len(firsts) >= 9
    month = drawn(many(100, apart=40), date(2023, 2, 1), date(2023, 2, 28))
    assert re.findall(r'data-first="([^"]+)"', month) == firsts
    assert month.count('data-do="widen" data-part="days"') == 1


def test_an_item_counts_in_every_month_that_it_touches() -> None:
    long = item("x", "x", dates=DateRange(date(2022, 1, 30), date(2022, 4, 2)))
    shown = timeline(catalogue_of([long]).items, Scale.MONTH)
    assert re.findall(r'"count">(\d+)<', shown) == ["1"] * 4


def test_undated_items_are_told() -> None:
    undated = item("x", "x")
    assert "Without a date: 1" in drawn([*many(1), undated])
    assert drawn([undated]) == ""
