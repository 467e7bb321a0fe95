from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path

import made
from fakes import HashEncoder, make_index, small_config
from seeqa.chat.archive_view import archive, holds, timeline
from seeqa.chat.report import summed
from seeqa.chat.texts import ENGLISH
from seeqa.types import DateRange, Document, FileRecord, Ledger, Origin, Remark, RemarkKind, Unit
from test_render import Tags


def test_the_view_counts_places_and_topics_and_lists_the_items(tmp_path: Path) -> None:
    page = Tags(archive(make_index(small_config(tmp_path), HashEncoder())))
    assert page.open == []
    data = [attrs for _, attrs in page.seen if attrs.get("data-do") == "filter"]
    assert [d["data-first"] for d in data if "data-first" in d] == ["2022-05-11", "2022-05-23"]
    places = [d["data-place"] for d in data if "data-place" in d]
    assert places == ["Albania", "Tirana", "Türkiye", "Istanbul"]
    assert [d["data-topic"] for d in data if "data-topic" in d] == ["SDG 16", "SDG 16.a"]
    for said in (
        "Officers trained in Istanbul",
        "23–27 May 2022",
        "1 file: 1 read, 0 not read; 2 items; 0 doubts",
        "2 items; headlines: 2, ",
    ):
        assert said in page.text
    assert "SDG 16: Peace, justice and strong institutions" in page.text


def test_nothing_of_the_archive_becomes_markup(tmp_path: Path) -> None:
    index = make_index(small_config(tmp_path), HashEncoder())
    for document in list(index.items.values()):
        index.items[document.id] = dataclasses.replace(
            document, place=made.HOSTILE, country=made.HOSTILE
        )
    remarks = tuple(Remark(kind, 3, made.HOSTILE, made.HOSTILE, 9) for kind in RemarkKind)
    name = made.HOSTILE
    read = FileRecord(name, "0", 1, {name: 1}, remarks, format=name, encoding=name)
    index.ledger = Ledger((read, FileRecord(name, "0", 0, {}, remarks)))
    markup = archive(index)
    assert "<img" not in markup
    assert not set("{}$`") & set(markup)


def dated(days: list[date]) -> list[Document]:
    return [
        Document(str(number), "a.txt", "x", (), dates=DateRange(day, day))
        for number, day in enumerate(days)
    ]


def test_many_items_are_counted_by_month_and_long_times_by_year() -> None:
    start = date(2020, 1, 15)
    monthly = timeline(dated([start + timedelta(days=3 * n) for n in range(100)]))
    assert 'data-first="2020-02-01" data-last="2020-02-29"' in monthly
    yearly = timeline(dated([start + timedelta(days=40 * n) for n in range(100)]))
    assert 'data-first="2021-01-01" data-last="2021-12-31"' in yearly
    counts = re.findall(r'"count">(\d+)<', yearly)
    assert sum(map(int, counts)) == 100


def test_undated_items_are_told() -> None:
    documents = [*dated([date(2022, 5, 1)]), Document("x", "a.txt", "x", ())]
    assert "Without a date: 1" in timeline(documents)
    assert timeline(documents[1:]) == ""
    assert holds(documents[1:]) == "1 item in the archive."
    assert "corpus folder" in holds([])


def test_how_a_date_is_known_is_told() -> None:
    day = date(2025, 2, 6)
    named = Document("x", "a.txt", "x", (), DateRange(day, day, True, Origin.NAME))
    assert "6 February 2025 (file name, inferred)</span>" in timeline([named])


def unread(name: str, why: str) -> FileRecord:
    return FileRecord(name, "0", 0, {}, (Remark(RemarkKind.UNREAD, 1, why, "detail"),))


def test_an_empty_archive_tells_what_was_not_read(tmp_path: Path) -> None:
    config = small_config(tmp_path, "")
    index = make_index(config, HashEncoder())
    index.ledger = Ledger((unread("a.docx", "a locked file"), unread("b/c.PDF", "a picture")))
    page = Tags(archive(index))
    assert page.open == []
    assert holds((), ENGLISH, index.ledger) == (
        "The archive is empty. Not read: 2 files (.docx, .pdf). The Archive tab says why."
    )
    for said in (
        "The archive is empty: put bulletins into the corpus folder.",
        "2 files: 0 read, 2 not read; 0 items; 0 doubts",
        "a.docx a locked file (“detail”)",
        "b/c.PDF a picture (“detail”)",
    ):
        assert said in page.text


def test_remarks_that_say_the_same_are_summed_up() -> None:
    lines = (3, 40, 88, 90, 91, 95, 95)
    remarks = [Remark(RemarkKind.DOUBTFUL, line, "no date", f"item {line}") for line in lines]
    remarks += [Remark(RemarkKind.LEFT_OUT, 7, "navigation", "Home | News", last=9)]
    remarks += [Remark(RemarkKind.UNREAD, 2, "a picture")]
    told = [(one.kind, one.sentence(Unit.PAGE)) for one in summed(remarks)]
    assert told == [
        ("not read", "a picture (page 2)"),
        (
            "doubtful",
            "no date (7 times: pages 3, 40, 88, 90, 91 …: "
            "“item 3”, “item 40”, “item 88”, “item 90”, “item 91” …)",
        ),
        ("left out", "navigation (pages 7–9: “Home | News”)"),
    ]
