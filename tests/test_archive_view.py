from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path

import made
from fakes import HashEncoder, make_index, small_config
from seeqa.chat.archive_view import archive, holds, timeline
from seeqa.types import DateRange, Document, FileRecord, Ledger, Remark
from test_render import Tags


def test_the_view_counts_places_and_topics_and_lists_the_items(tmp_path: Path) -> None:
    page = Tags(archive(make_index(small_config(tmp_path), HashEncoder())))
    assert page.open == []
    data = [attrs for _, attrs in page.seen if attrs.get("data-do") == "filter"]
    assert [d["data-first"] for d in data if "data-first" in d] == ["2022-05-11", "2022-05-23"]
    places = [d["data-place"] for d in data if "data-place" in d]
    assert places == ["Albania", "Tirana", "Türkiye", "Istanbul"]
    assert [d["data-topic"] for d in data if "data-topic" in d] == ["SDG 16", "SDG 16.a"]
    for said in ("Officers trained in Istanbul", "23–27 May 2022", "small.txt: 2 items"):
        assert said in page.text
    assert "SDG 16: Peace, justice and strong institutions" in page.text
    assert "headlines: 2, " in page.text


def test_nothing_of_the_archive_becomes_markup(tmp_path: Path) -> None:
    index = make_index(small_config(tmp_path), HashEncoder())
    for document in list(index.documents.values()):
        hostile = dataclasses.replace(document, place=made.HOSTILE, country=made.HOSTILE)
        index.documents[document.id] = hostile
    remark = Remark("doubtful", 3, made.HOSTILE)
    index.ledger = Ledger((FileRecord(made.HOSTILE, "0", 1, {made.HOSTILE: 1}, (remark,)),))
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
