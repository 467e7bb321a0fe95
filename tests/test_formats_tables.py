"""No word of a table or of an object is lost, and each that is an item is one part."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats.columns import Column, recognise
from seeqa.archive.formats.objects import read_json, read_jsonl
from seeqa.archive.formats.table import read_csv
from seeqa.archive.source import Part, Role, Source
from seeqa.types import Origin, RemarkKind, Unit


def words(source: Source) -> set[str]:
    texts = [line.text for part in source.parts for line in part.lines]
    texts += [it.value for part in source.parts for it in part.fields.values()]
    return set(re.findall(r"\w+", " ".join(texts)))


def told(source: Source) -> list[tuple[int, Role, str]]:
    return [(it.number, it.role, it.text) for part in source.parts for it in part.lines]


def values(part: Part) -> dict[str, str]:
    return {key: it.value for key, it in part.fields.items()}


def written(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().replace("\r\n", "\n")


WORDS = st.text("abcdefg é;,\t\"'\n1", min_size=1, max_size=12)
ROWS = st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=5)
HEADS = st.permutations(["title", "text", "date", "place", "link", "editor", "region", "topics"])


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(",;\t"))
def test_no_word_of_any_table_is_lost(rows: list[list[str]], delimiter: str) -> None:
    source = read_csv(written(rows, delimiter), "a.csv")
    cells = " ".join(cell for row in rows for cell in row)
    assert set(re.findall(r"\w+", cells)) <= words(source)


@settings(max_examples=60, deadline=None)
@given(HEADS, ROWS)
def test_no_word_of_a_table_of_items_is_lost(head: list[str], rows: list[list[str]]) -> None:
    source = read_csv(written([head[:3], *rows]), "a.csv")
    cells = " ".join(cell for row in rows for cell in row)
    assert set(re.findall(r"\w+", cells)) <= words(source)


SCALARS = WORDS | st.integers() | st.booleans()
OBJECTS = st.dictionaries(
    st.sampled_from(["title", "body", "summary", "date", "city", "id", "editor", "url", "tags"]),
    SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.sampled_from("xy"), SCALARS),
    min_size=1,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=4), st.booleans())
def test_no_word_of_any_object_is_lost(objects: list[dict[str, Any]], lines: bool) -> None:
    if lines:
        source = read_jsonl("\n".join(map(json.dumps, objects)), "a.jsonl")
    else:
        source = read_json(json.dumps({"feed": {"name": "F", "entries": objects}}), "a.json")
    strings = re.findall(r"\w+", " ".join(_strings(objects)))
    assert set(strings) <= words(source)


def _strings(it: Any) -> list[str]:
    if isinstance(it, dict | list):
        return [
            text
            for each in (it.values() if isinstance(it, dict) else it)
            for text in _strings(each)
        ]
    return [it] if isinstance(it, str) else [json.dumps(it)]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_raises(text: str) -> None:
    for read in (read_csv, read_json, read_jsonl):
        source = read(text, "x")
        assert source.parts or source.remarks or not any(map(str.isalnum, text))


ITEMS = (
    "date,place,headline,text,link,editor\n"
    '2025-03-27,Hajnówka,Hepatitis A in a bakery,"First paragraph.\n\nSecond, with ""quotes"".",'
    "https://a.example/1,Ann\n"
    "\n"
    "2025-03-28,,Flu eases,Over.,,\n"
)


def test_each_row_of_a_table_of_items_is_an_item() -> None:
    source = read_csv(ITEMS, "a.csv")
    first, second = source.parts
    assert first.whole
    assert first.unit is Unit.ROW
    assert values(first) == {
        "title": "Hepatitis A in a bakery",
        "date": "2025-03-27",
        "place": "Hajnówka",
        "links": "https://a.example/1",
    }
    assert {it.origin for it in first.fields.values()} == {Origin.FIELD}
    assert told(source) == [
        (2, Role.TEXT, "First paragraph."),
        (2, Role.TEXT, 'Second, with "quotes".'),
        (2, Role.ROW, "editor: Ann"),
        (4, Role.TEXT, "Over."),
    ]
    assert second.fields["title"].number == 4
    assert source.remarks == []


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(ITEMS)))
    assert told(read_csv(written(rows, delimiter), "a.csv")) == told(read_csv(ITEMS, "a.csv"))


def test_a_spreadsheet_says_its_delimiter() -> None:
    source = read_csv("sep=;\ntitle;text\nFlu eases;It is over, all of it\n", "a.csv")
    assert values(source.parts[-1]) == {"title": "Flu eases"}
    assert told(source)[-1] == (3, Role.TEXT, "It is over, all of it")


def test_what_stands_above_the_head_is_kept() -> None:
    source = read_csv("Export of March,,\n,,\ntitle,text,date\nFlu,Over.,2025-03-27\n", "a.csv")
    assert [part.whole for part in source.parts] == [False, True]
    assert told(source) == [(1, Role.ROW, "Export of March"), (4, Role.TEXT, "Over.")]


def test_a_table_of_figures_is_told_row_by_row() -> None:
    source = read_csv("County;Flu;2024\nSuwałki;214;3\nŁomża;;5\n", "a.csv")
    (part,) = source.parts
    assert not part.whole
    assert told(source) == [
        (2, Role.ROW, "County: Suwałki; Flu: 214; 2024: 3"),
        (3, Role.ROW, "County: Łomża; 2024: 5"),
    ]


def test_names_with_figures_are_no_items() -> None:
    source = read_csv("name,date,value\nSerbia,2025-01-01,22\nMalta,2025-01-01,3\n", "a.csv")
    assert [part.whole for part in source.parts] == [False]
    assert told(source)[0][2] == "name: Serbia; date: 2025-01-01; value: 22"


def test_ragged_rows_are_kept_and_doubted() -> None:
    source = read_csv("title,text,date\nFlu,Over.,2025-03-27,extra,more\nTicks,Back.\n", "a.csv")
    assert told(source)[:2] == [(2, Role.TEXT, "Over."), (2, Role.ROW, "extra; more")]
    assert [(it.kind, it.line, it.message) for it in source.remarks] == [
        (RemarkKind.DOUBTFUL, 2, "a row with more cells than there are heads"),
        (RemarkKind.DOUBTFUL, 3, "a row with fewer cells than there are heads"),
    ]


def test_an_open_quotation_mark_does_not_swallow_the_table() -> None:
    source = read_csv('title,text\n"Flu,Over.\nTicks,Back.\nMeasles,Gone.\n', "a.csv")
    assert [values(part)["title"] for part in source.parts] == ['"Flu', "Ticks", "Measles"]
    assert source.remarks[0].message == "quotation marks that do not pair"


def test_a_text_that_is_no_table_is_doubted() -> None:
    source = read_csv("Flu eases in the north\nand ticks are back\n", "a.csv")
    assert told(source) == [
        (1, Role.ROW, "Flu eases in the north"),
        (2, Role.ROW, "and ticks are back"),
    ]
    assert [it.message for it in source.remarks] == ["a table without columns"]


ENTRY = {
    "id": 1187,
    "published": "2025-02-13T09:00:00+01:00",
    "location": {"city": "Białystok", "country": "Poland"},
    "title": {"rendered": "Flu &amp; colds <em>ease</em>"},
    "body": "First paragraph.\n\nSecond paragraph.",
    "tags": ["flu", "colds"],
    "url": "https://a.example/3",
    "views": 1.50,
}


@pytest.mark.parametrize(
    "whole",
    [
        [ENTRY],
        {"items": [ENTRY]},
        {"feed": {"entries": [ENTRY]}},
        ENTRY,
        {"data": [{"type": "node", "attributes": ENTRY}]},
        {"hits": {"hits": [{"_id": "a", "_source": ENTRY}]}},
        {"1": ENTRY, "2": ENTRY},
    ],
)
def test_items_are_found_wherever_they_stand(whole: Any) -> None:
    source = read_json(json.dumps(whole), "a.json")
    part = next(part for part in source.parts if part.whole)
    assert part.unit is Unit.ENTRY
    assert values(part) == {
        "title": "Flu & colds ease",
        "date": "2025-02-13T09:00:00+01:00",
        "place": "Białystok",
        "country": "Poland",
        "topics": "flu; colds",
        "links": "https://a.example/3",
    }
    assert [line.text for line in part.lines][:2] == ["First paragraph.", "Second paragraph."]
    assert "1187" in part.lines[2].text
    assert "views: 1.5" in part.lines[2].text
    assert part.lines[2].role is Role.ROW


def test_lines_are_counted_and_a_broken_one_is_named() -> None:
    text = f'{json.dumps(ENTRY)}\n{{"title": "cut\n\n{json.dumps(ENTRY)}\n{"9" * 5000}\n[1]\n'
    source = read_jsonl(text, "a.jsonl")
    assert [part.lines[0].number for part in source.parts] == [1, 4, 5, 6]
    unread = [it for it in source.remarks if it.kind is RemarkKind.UNREAD]
    assert [(it.line, it.message) for it in unread] == [(2, "a line that is no JSON")]
    assert told(read_json(text, "a.json")) == told(source)


def test_what_a_feed_says_of_itself_is_furniture() -> None:
    source = read_json(json.dumps({"title": "The Weekly", "items": [ENTRY]}), "a.json")
    assert told(source)[0] == (1, Role.FURNITURE, "title: The Weekly")


def test_a_body_may_be_a_piece_of_a_page_and_a_lead_is_not_told_twice() -> None:
    entry = {
        "headline": "Flu eases",
        "summary": "It is over, the office…",
        "content_html": "<p>It is over, the office <b>says</b>.</p><ul><li>Ticks</li></ul>",
    }
    source = read_json(json.dumps([entry]), "a.json")
    assert told(source) == [
        (1, Role.TEXT, "It is over, the office says."),
        (1, Role.ENTRY, "Ticks"),
    ]
    entry["summary"] = "A summary of six words or more."
    assert told(read_json(json.dumps([entry]), "a.json"))[0][2] == entry["summary"]


@pytest.mark.parametrize(
    "text", ["{", "[1, 2", "nothing", "[" * 100_000, '{"a": ' * 100_000, "\ufeff{]"]
)
def test_what_is_no_json_is_named(text: str) -> None:
    source = read_json(text, "a.json")
    assert source.parts == []
    assert [(it.kind, it.message) for it in source.remarks] == [
        (RemarkKind.UNREAD, "a file that is no JSON")
    ]


def test_json_without_items_is_told_as_it_is() -> None:
    source = read_json('{"a": ["one", {"b": "two\\nthree"}], "n": 5}', "a.json")
    assert [it[2] for it in told(source)] == ["one", "two", "three", "5"]
    assert [it.message for it in source.remarks] == ["a JSON file without items"]


def test_a_time_in_seconds_is_a_day() -> None:
    for seconds in ("1739433600", "1739433600000", 1739433600):
        source = read_json(json.dumps([{"title": "Flu eases", "date": seconds}]), "a.json")
        assert values(source.parts[0])["date"] == "2025-02-13"


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Headline", Column.TITLE),
        ("article_title", Column.TITLE),
        ("datePublished", Column.DATE),
        ("DATE PUBLISHED", Column.DATE),
        ("pubDate", Column.DATE),
        ("Text", Column.BODY),
        ("dc:date", Column.DATE),
        ("editor", None),
        ("", None),
    ],
)
def test_what_columns_are_called(name: str, column: Column | None) -> None:
    assert list(recognise({(name,): []}).meaning) == ([column] if column else [])
