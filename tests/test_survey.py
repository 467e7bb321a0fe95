"""Overviews: the lines that show what an archive holds, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from seeqa.answer.listing import answer_overview
from seeqa.columns import Columns
from seeqa.items.survey import Survey, survey
from seeqa.types import Block, BlockKind, DateRange, Document, Query, Topic


def item(number: int, day: int, place: str, country: str, target: str) -> Document:
    lines = [f"Item {number}", f"{day} May 2022, {place}, {country}", f"SDG {target}"]
    kinds = (BlockKind.HEADLINE, BlockKind.DATELINE, BlockKind.TOPICS)
    text, blocks, at = "\n".join(lines), [], 0
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True), 1):
        blocks.append(Block(kind, at, at + len(line), i, i))
        at += len(line) + 1
    days = DateRange(date(2022, 5, day), date(2022, 5, day))
    return Document(
        f"d{number}", "d.txt", text, tuple(blocks), days, place, country, (Topic(16, target),)
    )


ITEMS = (
    item(1, 20, "Ohrid", "North Macedonia", "16.4"),
    item(2, 3, "Ohrid", "North Macedonia", "16.5"),
    item(3, 9, "Tirana", "Albania", "16.4"),
)


def surveyed(facet: str, documents: Sequence[Document]) -> Survey:
    return survey(facet, Columns.of(documents), {one.id: one for one in documents})


@pytest.mark.parametrize(
    ("facet", "lines"),
    [
        ("items", ["Item 2", "Item 3", "Item 1"]),
        ("places", ["3 May 2022, Ohrid, North Macedonia", "9 May 2022, Tirana, Albania"]),
        ("topics", ["SDG 16.5", "SDG 16.4"]),
        ("dates", ["3 May 2022, Ohrid, North Macedonia", "20 May 2022, Ohrid, North Macedonia"]),
        ("latest", ["Item 1"]),
        ("earliest", ["Item 2"]),
    ],
)
def test_lines(facet: str, lines: list[str]) -> None:
    assert [span.text for span in surveyed(facet, ITEMS).spans] == lines


def test_counts() -> None:
    assert dict(surveyed("items", ITEMS).facets) == {
        "places": (("Ohrid", 2), ("Tirana", 1)),
        "countries": (("North Macedonia", 2), ("Albania", 1)),
        "topics": (("SDG 16.4", 2), ("SDG 16.5", 1)),
    }


def test_undated_items_have_no_period() -> None:
    undated = Document("d", "d.txt", "Head", (Block(BlockKind.HEADLINE, 0, 4, 1, 1),))
    assert surveyed("dates", [undated]).spans == ()
    assert surveyed("latest", [undated]).spans == ()
    assert [span.text for span in surveyed("items", [undated]).spans] == ["Head"]


def test_of_very_many_items_the_first_lines_are_shown() -> None:
    many = [replace(ITEMS[0], id=f"d{n}") for n in range(1200)]
    found = surveyed("items", many)
    assert (len(found.spans), found.items, found.of) == (300, 1200, 1200)
    assert dict(found.facets)["places"] == (("Ohrid", 1200),)
    answer = answer_overview(Query("?", "?"), found, (), {one.id: one for one in many})
    assert answer.notes == ("The first 300 of 1,200 items are shown.",)
    few = surveyed("places", ITEMS)
    assert (len(few.spans), few.items, few.of) == (2, 2, 3)
    assert answer_overview(Query("?", "?"), few, (), {one.id: one for one in ITEMS}).notes == ()


def test_what_is_about_the_publisher_is_no_item() -> None:
    about = replace(ITEMS[1], id="about", about=True)
    assert surveyed("items", [*ITEMS, about]) == surveyed("items", ITEMS)


def test_no_place_is_new_that_was_a_country_before() -> None:
    first = replace(ITEMS[2], id="a", place=None, country="Ohrid")
    found = surveyed("places", [first, replace(ITEMS[0], country=None)])
    assert [span.passage.document_id for span in found.spans] == ["a"]
