"""What else may answer: slots and entities of the kind asked for, and datelines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from little import AYR, DOCUMENTS, OSLO, PASSAGES, RECORDS, ROME, at, candidate, frame, hit
from seeqa.evidence.candidates import places, widened, with_datelines
from seeqa.language.parse import Entity
from seeqa.language.record import Record
from seeqa.question.frame import Frame, Kind
from seeqa.types import Block, BlockKind

HITS = [hit(OSLO, 1, 0.9), hit(AYR, 2, 0.7), hit(ROME, 3, 0.2)]


def words(asked: Frame) -> dict[str, list[str]]:
    """The stretches of each item."""
    found = places(asked, HITS, RECORDS)
    assert set(found) == {one.passage.id for one in HITS}
    return {
        name: [passage.text[start:end] for start, end in found[passage.id]]
        for name, passage in PASSAGES.items()
    }


@pytest.mark.parametrize(
    ("asked", "ayr", "oslo"),
    [
        (frame("funded", kind=Kind.PERSON, act="fund", wh="who"), ["Norway"], []),
        (frame("nurses", kind=Kind.NUMBER), ["forty"], ["Twelve"]),
        (frame("join", kind=Kind.NUMBER, act="join"), ["forty"], ["Twelve nurses", "Twelve"]),
        (frame("nurses", kind=Kind.PLACE), ["Norway"], []),
        (frame("nurses", kind=Kind.REASON), [], []),
        (frame("nurses"), [], []),
    ],
)
def test_slots_and_entities_that_may_be_wanted(
    asked: Frame, ayr: list[str], oslo: list[str]
) -> None:
    assert words(asked) == {AYR: ayr, OSLO: oslo, ROME: []}


def test_no_place_comes_twice_and_not_too_many() -> None:
    passage = PASSAGES[AYR]
    same = [Entity(*at(AYR, "forty"), label) for label in ("CARDINAL", "QUANTITY")]
    record = Record(entities=(*same, *(Entity(n, n + 1, "CARDINAL") for n in range(20))))
    found = places(frame(kind=Kind.NUMBER), [hit(AYR)], {passage.id: record})[passage.id]
    assert len(set(found)) == len(found) == 6
    assert found[0] == at(AYR, "forty")


def test_a_passage_without_a_record_has_none() -> None:
    assert places(frame(kind=Kind.NUMBER), [hit(AYR)], {}) == {PASSAGES[AYR].id: []}
    assert places(frame(kind=Kind.NUMBER), [], RECORDS) == {}


@pytest.mark.parametrize("kind", [Kind.DAY, Kind.PLACE])
def test_datelines_of_the_best_items_are_read_where_they_may_answer(kind: Kind) -> None:
    again = hit(AYR, 4, 0.1)
    found = with_datelines(frame("fair", kind=kind), [*HITS, again], DOCUMENTS)
    assert found[:4] == [*HITS, again]
    lines = found[4:]
    assert [(h.passage.document_id, h.passage.text) for h in lines] == [
        (OSLO, "4 May 2022, Oslo"),
        (AYR, "3 May 2022, Ayr"),
    ]
    assert [(h.rank, h.score) for h in lines] == [(1, 0.9), (2, 0.7)]
    assert len({h.passage.id for h in found}) == len(found) - 1
    for line in lines:
        passage, document = line.passage, DOCUMENTS[line.passage.document_id]
        assert passage.id < 0
        assert document.text[passage.start : passage.end] == passage.text


def test_other_questions_read_no_datelines() -> None:
    for kind in set(Kind) - {Kind.DAY, Kind.PLACE}:
        assert with_datelines(frame("fair", kind=kind), HITS, DOCUMENTS) == HITS


def test_a_dateline_that_a_passage_begins_with_is_not_read_again() -> None:
    document = DOCUMENTS[AYR]
    line = next(b for b in document.blocks if b.kind is BlockKind.DATELINE)
    passage = replace(PASSAGES[AYR], start=line.start, text=document.text[line.start :])
    found = with_datelines(frame(kind=Kind.DAY), [replace(hit(AYR), passage=passage)], DOCUMENTS)
    assert len(found) == 1


def test_only_the_first_dateline_of_the_first_three_items_is_read() -> None:
    many = {
        name: replace(
            DOCUMENTS[AYR],
            id=name,
            blocks=(
                Block(BlockKind.DATELINE, 12, 15, 2, 2),
                Block(BlockKind.DATELINE, 16, 20, 2, 2),
            ),
        )
        for name in "abcd"
    }
    hits = [
        replace(hit(AYR), passage=replace(PASSAGES[AYR], id=n, document_id=name, start=30))
        for n, name in enumerate(many)
    ]
    found = with_datelines(frame(kind=Kind.DAY), hits, many)[len(hits) :]
    assert [(h.passage.document_id, h.passage.start) for h in found] == [
        ("a", 12),
        ("b", 12),
        ("c", 12),
    ]
    assert [h.passage.id for h in found] == [-1, -2, -3]


def test_words_take_in_whole_the_names_and_numbers_that_they_cut() -> None:
    text = PASSAGES[OSLO].text
    cut = candidate(OSLO, "nurses joined")
    record = Record(entities=(Entity(*at(OSLO, "Twelve nurses"), "CARDINAL"),))
    (found,) = widened([cut], {PASSAGES[OSLO].id: record})
    assert text[found.start : found.end] == "Twelve nurses joined"
    beyond = Record(entities=(Entity(at(OSLO, "course")[0], at(OSLO, "cancelled")[1], "ORG"),))
    one = candidate(OSLO, "a course")
    assert widened([one], {PASSAGES[OSLO].id: beyond}) == (one,)  # no more than its sentence
    assert widened([one], {}) == (one,)
    worse, better = replace(cut, score=1.0), replace(candidate(OSLO, "Twelve"), score=2.0)
    (kept,) = widened(
        [worse, better],
        {PASSAGES[OSLO].id: Record(entities=(Entity(*at(OSLO, "Twelve nurses joined"), "ORG"),))},
    )
    assert kept.score == 2.0
