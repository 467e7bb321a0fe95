"""The JSON forms: what is stored comes back, what is shown is plain."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa import (
    Abstention,
    Answer,
    Citation,
    DateRange,
    Document,
    Hit,
    Passage,
    Reason,
    Topic,
    schema,
)
from seeqa.archive import read_corpus
from seeqa.errors import FilterError
from seeqa.passages import split
from seeqa.schema import filters_from, filters_to_json
from seeqa.types import (
    Block,
    BlockKind,
    FileRecord,
    Filters,
    Ledger,
    Listing,
    Origin,
    Remark,
    RemarkKind,
    Standing,
    Unit,
    Wants,
)

texts = st.text(max_size=20)
offsets = st.integers(0, 2**40)
dates = st.none() | st.builds(
    DateRange, st.dates(), st.dates(), st.booleans(), st.sampled_from(Origin)
)
topics = st.lists(st.builds(Topic, st.integers(1, 17), st.none() | texts), max_size=2).map(tuple)
blocks = st.builds(Block, st.sampled_from(BlockKind), offsets, offsets, offsets, offsets)
documents = st.builds(
    Document,
    id=texts,
    file=texts,
    text=texts,
    blocks=st.lists(blocks, max_size=3).map(tuple),
    dates=dates,
    place=st.none() | texts,
    country=st.none() | texts,
    topics=topics,
    links=st.lists(texts, max_size=2).map(tuple),
    unit=st.sampled_from(Unit),
    placed=st.none() | st.sampled_from(Origin),
    more_dates=st.lists(dates.filter(bool), max_size=2).map(tuple),
    more_places=st.lists(st.tuples(texts, st.none() | texts), max_size=2).map(tuple),
    about=st.booleans(),
)
passages = st.builds(Passage, st.integers(0, 2**63 - 1), texts, offsets, offsets, texts, texts)
remarks = st.builds(Remark, st.sampled_from(RemarkKind), offsets, texts, texts, offsets)
records = st.builds(
    FileRecord,
    texts,
    texts,
    offsets,
    st.dictionaries(texts, offsets, max_size=2),
    st.lists(remarks, max_size=2).map(tuple),
    texts,
    texts,
    st.sampled_from(Unit),
)


def over_json(value: Any) -> Any:
    """What a reader gets of what was written to a file."""
    return json.loads(json.dumps(schema.to_json(value), ensure_ascii=False, allow_nan=False))


@law
@given(documents)
def test_a_document_comes_back(document: Document) -> None:
    assert schema.document_from(over_json(document)) == document


@law
@given(passages)
def test_a_passage_comes_back(passage: Passage) -> None:
    assert schema.passage_from(over_json(passage)) == passage


@law
@given(st.lists(records, max_size=2))
def test_a_ledger_comes_back(files: list[FileRecord]) -> None:
    ledger = Ledger(tuple(files))
    assert schema.ledger_from(over_json(ledger)) == ledger


def test_the_bulletin_comes_back() -> None:
    corpus = read_corpus(ROOT / "corpus")
    assert [schema.document_from(over_json(d)) for d in corpus.documents] == list(corpus.documents)
    found = split(corpus.documents)
    assert tuple(schema.passage_from(over_json(passage)) for passage in found) == found
    assert schema.ledger_from(over_json(corpus.ledger)) == corpus.ledger


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Reason.NO_WORDS, "no_words"),
        (date(2022, 5, 3), "2022-05-03"),
        ((1, (2, None)), [1, [2, None]]),
        ({Reason.NO_WORDS: True}, {"no_words": True}),
        (np.float32(0.5), 0.5),
        (Topic(16, "16.a"), {"goal": 16, "target": "16.a"}),
    ],
)
def test_plain_forms(value: object, form: object) -> None:
    made = schema.to_json(value)
    assert made == form
    assert type(made) is type(form)


PASSAGE = Passage(2**62, "d", 5, 12, "It met.", "Head")
HIT = Hit(PASSAGE, 1, 0.123456, None, Standing(2, 0.5), ("met",))
CITATION = Citation(
    1,
    "d",
    "Head",
    "3 May 2022, Ohrid",
    None,
    "Ohrid",
    None,
    "d.txt",
    2,
    2,
    5,
    12,
    "It met.",
    (5, 7),
)


def test_an_answer_in_full() -> None:
    answer = Answer(
        "met?",
        (CITATION,),
        (HIT,),
        0.87654321,
        None,
        (("mett", "met"),),
        "Head",
        Wants.LIST,
        Filters(date(2022, 5, 1), None, ("Ohrid",), (Topic(16, "16.4"),)),
        ("31 June is no date.",),
        Listing(1, 15, (CITATION,), (("places", (("Ohrid", 3),)),)),
        {"read": 0.00012},
    )
    form = schema.answer_to_json(answer)
    assert json.loads(json.dumps(form)) == form
    assert {key: form[key] for key in form if key not in ("citations", "hits")} == {
        "question": "met?",
        "answered": True,
        "answer": "It met.",
        "confidence": 0.8765,
        "abstention": None,
        "perhaps": [],
        "corrections": [["mett", "met"]],
        "about": "Head",
        "dropped": None,
        "wants": "list",
        "filters": {"from": "2022-05-01", "place": "Ohrid", "topic": "16.4"},
        "notes": ["31 June is no date."],
        "listing": {
            "items": 1,
            "of": 15,
            "margin": [schema.citation_to_json(CITATION)],
            "facets": [["places", [["Ohrid", 3]]]],
        },
        "seconds": {"read": 0.0001},
    }
    assert form["hits"] == [
        {
            "rank": 1,
            "score": 0.1235,
            "document_id": "d",
            "passage_id": str(2**62),
            "start": 5,
            "end": 12,
            "text": "It met.",
            "context": "Head",
            "dense": None,
            "lexical": {"rank": 2, "score": 0.5},
            "terms": ["met"],
            "retrieved": None,
            "evidence": None,
        }
    ]
    (citation,) = form["citations"]
    assert (citation["quote"], citation["start"], citation["end"]) == ("It met.", 5, 12)
    assert (citation["emphasis"], citation["first_line"]) == ([5, 7], 2)


def test_an_abstention_is_no_answer() -> None:
    answer = Answer("q", (), (), 0.1, Abstention(Reason.NOT_ANSWERED, "No."))
    form = schema.answer_to_json(answer)
    assert (form["answered"], form["answer"], form["citations"]) == (False, "", [])
    assert form["abstention"] == {"reason": "not_answered", "message": "No."}


def test_a_document_is_shown_with_headline_and_dateline() -> None:
    document = read_corpus(ROOT / "corpus").documents[0]
    form = schema.document_to_json(document)
    assert (form["headline"], form["dateline"]) == (document.headline, document.dateline)
    assert form["dates"] == {
        "first": "2022-05-31",
        "last": "2022-05-31",
        "inferred": False,
        "origin": "dateline",
    }


@pytest.mark.parametrize(
    ("form", "filters"),
    [
        ({}, Filters()),
        ({"from": None, "to": "", "place": " ", "topic": None}, Filters()),
        ({"from": "2022-05-11"}, Filters(first=date(2022, 5, 11))),
        ({"to": " 11 May 2022 "}, Filters(last=date(2022, 5, 11))),
        (
            {"from": "May 11, 2022", "to": "11 may 2022"},
            Filters(date(2022, 5, 11), date(2022, 5, 11)),
        ),
        ({"place": " Šibenik "}, Filters(places=("Šibenik",))),
        ({"topic": "16.A"}, Filters(topics=(Topic(16, "16.a"),))),
        ({"topic": "SDG 3"}, Filters(topics=(Topic(3),))),
        ({"topic": 16.4}, Filters(topics=(Topic(16, "16.4"),))),
        ({"place": ["Ohrid", " Ohrid", ""]}, Filters(places=("Ohrid",))),
        ({"place": ("Ohrid", "Wien"), "topic": []}, Filters(places=("Ohrid", "Wien"))),
        ({"topic": ["16", "3.5"]}, Filters(topics=(Topic(16), Topic(3, "3.5")))),
        ({"or": "2022-05-11/.."}, Filters(more_days=((date(2022, 5, 11), None),))),
        ({"not_place": ["Ohrid", "Wien"]}, Filters(not_places=("Ohrid", "Wien"))),
        ({"item": "small/fair"}, Filters(items=("small/fair",))),
    ],
)
def test_filters_are_read(form: dict[str, Any], filters: Filters) -> None:
    assert filters_from(form) == filters
    assert filters_from(filters_to_json(filters)) == filters


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            {"since": "2022-05-11"},
            "filters named from, to, or, place, not_place, topic, item; found 'since'",
        ),
        ({"from": "31 June 2022"}, "'from' to be a day such as 2022-05-11 or 11 May 2022; found"),
        ({"to": "tomorrow"}, "found 'tomorrow'"),
        ({"or": "2022-05-11/soon"}, "found 'soon'"),
        ({"from": "2022-05-12", "to": "2022-05-11"}, "found from 2022-05-12 to 2022-05-11"),
        ({"topic": "18"}, "such as 16 or 16.4; found '18'"),
        ({"topic": "16.e"}, "found '16.e'"),
        ({"topic": ["16.4", "x"]}, "found 'x'"),
    ],
)
def test_filters_that_cannot_be_read_are_told(form: dict[str, Any], told: str) -> None:
    with pytest.raises(FilterError) as error:
        filters_from(form)
    assert told in str(error.value)
