"""Which event had the most participants, was the longest, the earliest."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeqa import Assistant
from seeqa.archive import read_corpus
from seeqa.passages import split
from seeqa.superlative import (
    Busiest,
    Measure,
    Superlative,
    at_busiest,
    busiest,
    extreme,
    superlative,
)

ITEMS = """Course on nets
2-5 June 2021, Oslo, Norway: UNICEF organised a course on nets. It was attended by over 30 experts.

Meeting on boats
3 June 2021, Bergen, Norway: UNICEF held a meeting on boats for 12 fishermen and officers.

Report on fish
9 June 2021, Oslo, Norway: A report is out. Over 400 experts contributed to the report.

Workshop on ropes
1 June 2021, Oslo, Norway: UNICEF conducted a five-day workshop on ropes.
"""


@pytest.mark.parametrize(
    ("question", "measure", "most", "items"),
    [
        ("Which event had the most participants?", "people", True, "Which events were held?"),
        ("Which course in Oslo drew the fewest experts?", "people", False, None),
        ("What was the biggest conference in Norway?", "people", True, None),
        ("Which meeting was the best attended?", "people", True, "Which meetings were held?"),
        ("Which was the longest activity?", "days", True, "Which activities were held?"),
        ("which workshop was shortest", "days", False, "Which workshops were held?"),
        ("What was the most recent training?", "start", True, "Which trainings were held?"),
        ("Which visit took place first?", "start", False, "Which visits were held?"),
    ],
)
def test_what_is_compared(question: str, measure: str, most: bool, items: str | None) -> None:
    found = superlative(question)
    assert found is not None
    assert (found.measure, found.most) == (Measure(measure), most)
    assert items is None or found.items == items


def test_the_place_is_kept_in_what_is_listed() -> None:
    found = superlative("What was the biggest conference in Norway?")
    assert found and found.items == "Which conferences were held in Norway?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the most common crime?",
        "Which country had the most events?",
        "Who had the most participants?",
        "What is the largest port?",
        "Which events were held?",
        "How long was the longest meeting?",
        "",
    ],
)
def test_other_questions_compare_no_items(question: str) -> None:
    assert superlative(question) is None


@pytest.mark.parametrize(
    ("measure", "most", "places", "told", "of"),
    [
        (Measure.PEOPLE, True, ["Oslo"], "over 30 experts", 2),  # not those of the report
        (Measure.PEOPLE, False, ["Bergen"], "12 fishermen and officers", 2),
        (Measure.DAYS, True, ["Oslo"], "1 June 2021", 4),  # "a five-day workshop"
        (Measure.DAYS, False, ["Bergen", "Oslo"], "3 June 2021", 4),
        (Measure.START, True, ["Oslo"], "9 June 2021", 4),
        (Measure.START, False, ["Oslo"], "1 June 2021", 4),
    ],
)
def test_the_most_and_the_least(
    tmp_path: Path, measure: Measure, most: bool, places: list[str], told: str, of: int
) -> None:
    (tmp_path / "items.txt").write_text(ITEMS, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    passages = {d.id: split([d]) for d in documents}
    found, count = extreme(
        Superlative(measure, most, ""), documents, lambda document: passages[document]
    )
    assert ([d.place for d, _ in found], count) == (places, of)
    span = found[0][1]
    assert span.emphasis is not None
    assert span.passage.text[slice(*span.emphasis)] == told


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "dateline"),
    [
        ("Which event had the most participants?", "30-31 May 2022, Vienna, Austria"),
        ("Which event in Belgrade was attended by the most people?", "11-12 May 2022, Belgrade"),
        ("What was the most recent training?", "23-27 May 2022, Istanbul"),
        ("which workshop was longest", "11 May 2022, Tirana"),
    ],
)
def test_over_the_bulletin(bulletin: Assistant, question: str, dateline: str) -> None:
    answer = bulletin.ask(question)
    assert len({citation.document_id for citation in answer.citations}) == 1
    assert answer.citations[0].dateline.startswith(dateline)
    assert any("compared" in note.lower() for note in answer.notes)


@pytest.mark.model
def test_without_such_an_item_the_question_is_read(bulletin: Assistant) -> None:
    answer = bulletin.ask("Which football match had the most participants?")
    assert answer.abstention is not None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which city hosted the most events?", Busiest(False, True, "Which events were held?")),
        (
            "In which country were the fewest courses held?",
            Busiest(True, False, "Which courses were held?"),
        ),
        ("Which city is the largest?", None),
    ],
)
def test_places_are_compared_by_their_items(question: str, asked: Busiest | None) -> None:
    assert busiest(question) == asked


def test_the_items_of_the_busiest_place(tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text(ITEMS, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    items, notes = at_busiest(Busiest(False, True, ""), documents)
    assert {item.place for item in items} == {"Oslo"}
    assert (len(items), notes) == (3, ("Oslo: 3 of 4.",))
    fewest, _ = at_busiest(Busiest(False, False, ""), documents)
    assert [item.place for item in fewest] == ["Bergen"]
    assert at_busiest(Busiest(True, True, ""), []) == ([], ())
