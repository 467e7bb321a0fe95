"""Overviews: the lines that show what an archive holds, and what is counted."""

from __future__ import annotations

from datetime import date

import pytest

from seeqa.items.survey import survey
from seeqa.types import Block, BlockKind, DateRange, Document, Topic


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
    assert [span.text for span in survey(facet, ITEMS).spans] == lines


def test_counts() -> None:
    assert dict(survey("items", ITEMS).facets) == {
        "places": (("Ohrid", 2), ("Tirana", 1)),
        "countries": (("North Macedonia", 2), ("Albania", 1)),
        "topics": (("SDG 16.4", 2), ("SDG 16.5", 1)),
    }


def test_undated_items_have_no_period() -> None:
    undated = Document("d", "d.txt", "Head", (Block(BlockKind.HEADLINE, 0, 4, 1, 1),))
    assert survey("dates", [undated]).spans == ()
    assert survey("latest", [undated]).spans == ()
    assert [span.text for span in survey("items", [undated]).spans] == ["Head"]
