"""Lists: every item that satisfies a question, and none that merely names what is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seeqa.archive import read_corpus
from seeqa.cite import verify
from seeqa.collect import Collection, Collector
from seeqa.listing import answer_list
from seeqa.matching import satisfies
from seeqa.passages import split
from seeqa.types import BlockKind, Document, Filters, Query, Topic

ITEMS = {
    "Training for judges": (
        "3-5 May 2022, Ohrid, North Macedonia: UNODC trained 12 judges from Serbia. "
        "The training was funded by the Governments of Norway and Sweden."
    ),
    "Workshop on drugs": (
        "1 May 2022, Tirana, Albania: A workshop on drugs brought together officers from Norway. "
        "It is part of a project of the OSCE, funded by the European Union and implemented by RAI."
    ),
    "Meeting on firearms": (
        "9 May 2022, Belgrade, Serbia: Prosecutors met. “We need to learn from every case that we "
        "lose,” said the minister. The meeting was organized jointly with the OSCE and sponsored "
        "by the UK."
    ),
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, ...]:
    folder = tmp_path_factory.mktemp("corpus")
    lines = [
        f"{head}\n{body}\nThis activity contributes to SDG 16." for head, body in ITEMS.items()
    ]
    (folder / "small.txt").write_text("\n".join(lines), encoding="utf-8")
    return read_corpus(folder).documents


def collect(
    documents: tuple[Document, ...],
    question: str,
    filters: Filters = Filters(),  # noqa: B008
) -> Collection:
    collector = Collector(documents, split(documents), lambda term: 1.0)
    among = [document for document in documents if satisfies(document, filters)]
    return collector.collect(Query(question, question, filters=filters), among)


def found(collection: Collection) -> list[str]:
    return [finding.document.headline.split()[0] for finding in collection.found]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("What did the British or the Norwegian government fund?", ["Training", "Meeting"]),
        ("Which activities did Norway fund?", ["Training"]),
        ("What did sweden pay for?", ["Training"]),
        ("Which activities did the EU fund?", ["Workshop"]),
        ("Which activities did RAI fund?", []),
        ("What did the British government sponsor?", ["Meeting"]),
        ("Which events were held together with the OSCE?", ["Workshop", "Meeting"]),
        ("In which events did people from Norway take part?", ["Workshop", "Training"]),
        ("Which trainings are there?", ["Training"]),
        ("anything on firearms?", ["Meeting"]),
        ("Which events did Japan fund?", []),
        ("Which events were held?", ["Workshop", "Training", "Meeting"]),
        ("Which of the judges' activities did Norway or the EU fund?", ["Training"]),
        ("Which events fought drugs with the OSCE's partner, RAI?", ["Workshop"]),
        ("Which events were on what SDG 16 contributes?", []),
        ("Who is quoted?", ["Meeting"]),
        ("Which trainings and joint trainings were held?", ["Training"]),
        ("Which events had 10 or more participants?", ["Training"]),
        ("In connection with which items does RAI feature?", ["Workshop"]),
        ("Which activities during the month brought up judges?", ["Training"]),
        ("Which events involved police bodies like the OSCE?", ["Workshop", "Meeting"]),
        ("Which events refer to the regional body, RAI?", ["Workshop"]),
        ("Which events were held outside Serbia?", ["Workshop", "Training"]),
        ("Which events were not held in Albania or North Macedonia?", ["Meeting"]),
        ("Which events were held except in Ohrid?", ["Workshop", "Meeting"]),
        ("At which events were prosecutors present?", ["Meeting"]),
        ("Which activities had judges among those trained or mentored?", ["Training"]),
        ("What does it say about UNODC's work?", ["Workshop", "Training", "Meeting"]),
        ("Which trainings were longer than two days?", ["Training"]),
        ("Which events lasted only one day?", ["Workshop", "Meeting"]),
        ("Which activities were funded by more than one government?", ["Training"]),
        ("Which items name a person?", []),
        ("Which events did not involve judges?", ["Workshop", "Meeting"]),
        ("Which events didn't involve judges?", ["Workshop", "Meeting"]),
        ("Which activities did Norway not fund?", ["Meeting"]),
        ("Which activities were held without the OSCE?", ["Training"]),
        ("Which events were not about chess?", []),
        ("Which trainings did not involve drugs?", ["Training"]),
        ("Which people are mentioned by name?", []),
        ("Which activities name no donor at all?", []),
        ("Which events took two or three days?", ["Training"]),
        ("What events had nothing to do with judges?", ["Workshop", "Meeting"]),
        ("Which were proper trainings rather than meetings?", ["Training"]),
        ("I was away - what was on drugs?", ["Workshop"]),
        ("Which events were shorter than three days?", ["Workshop", "Meeting"]),
        ("Which events had more than 12 participants?", []),
        ("Which events went on for three days?", ["Training"]),
        ("Which one-day events were held together with the OSCE?", ["Workshop", "Meeting"]),
    ],
)
def test_items(documents: tuple[Document, ...], question: str, items: list[str]) -> None:
    assert found(collect(documents, question)) == items


def test_a_condition_is_shown_by_the_sentence_that_states_it(
    documents: tuple[Document, ...],
) -> None:
    (finding,) = collect(documents, "Which activities did Norway fund?").found
    assert finding.spans[0].text.startswith("The training was funded by")


def test_who_is_to_take_part_has_not(tmp_path: Path) -> None:
    text = (
        "A training for judges\n3 May 2022, Oslo, Norway: 12 judges from Malta were trained. "
        "The next training will benefit judges from Serbia.\n"
        "A report on nets\n4 May 2022, Rome, Italy: A four-day course on nets was held for some. "
        "The region, which includes Malta and Serbia, has 12 judges.\n"
    )
    (tmp_path / "small.txt").write_text(text, encoding="utf-8")
    archive = read_corpus(tmp_path).documents
    for_malta = collect(archive, "Which events had judges from Malta?")
    assert found(for_malta) == ["A"]
    assert len(for_malta.margin) == 1
    assert found(collect(archive, "Which events had judges from Serbia?")) == []
    to_come = collect(archive, "Which events will benefit judges from Serbia?")
    assert to_come.found[0].spans[0].text.startswith("The next training")
    four = collect(archive, "Which events lasted longer than three days?")
    assert [f.document.headline for f in four.found] == ["A report on nets"]


def test_an_item_that_names_a_person_shows_where(tmp_path: Path) -> None:
    text = "A talk\n3 May 2022, Oslo, Norway: It rained. “Nets tear,” said Ana Berg, a judge.\n"
    (tmp_path / "small.txt").write_text(text, encoding="utf-8")
    (finding,) = collect(read_corpus(tmp_path).documents, "Which items mention people?").found
    assert "Ana Berg" in finding.spans[0].text


def test_what_merely_names_the_funder_is_on_the_margin(documents: tuple[Document, ...]) -> None:
    collection = collect(documents, "Which activities did Norway fund?")
    assert [f.document.headline for f in collection.margin] == ["Workshop on drugs"]


def test_filters_leave_only_their_items(documents: tuple[Document, ...]) -> None:
    days = Filters(first=date(2022, 5, 2), last=date(2022, 5, 31))
    assert found(collect(documents, "What happened from 2 May on?", days)) == [
        "Training",
        "Meeting",
    ]
    places = Filters(places=("Ohrid", "Belgrade"))
    asked = "Which trainings were held in Ohrid or Belgrade?"
    assert found(collect(documents, asked, places)) == ["Training"]
    asked = "Which events in Ohrid or Belgrade dealt with firearms?"
    assert found(collect(documents, asked, places)) == ["Meeting"]
    started = "Which events started on 9 May?"
    ninth = Filters(first=date(2022, 5, 9), last=date(2022, 5, 9))
    assert found(collect(documents, started, ninth)) == ["Meeting"]
    on_fourth = Filters(first=date(2022, 5, 4), last=date(2022, 5, 4))
    assert found(collect(documents, "Which events were held on 4 May?", on_fourth)) == ["Training"]
    assert found(collect(documents, "What started on 4 May?", on_fourth)) == []
    topic = collect(documents, "Which events contribute to SDG 16?", Filters(topics=(Topic(16),)))
    assert len(topic.found) == 3
    assert all("contributes to SDG 16" in finding.spans[0].text for finding in topic.found)


@pytest.mark.parametrize(
    ("question", "filters", "wants_all"),
    [
        ("what did Ohrid host in May", Filters(first=date(2022, 5, 1), places=("Ohrid",)), True),
        ("It would help to know what was on on 3 May", Filters(first=date(2022, 5, 3)), True),
        ("what was said in Ohrid", Filters(places=("Ohrid",)), False),
        ("Who was in Ohrid?", Filters(places=("Ohrid",)), False),
        ("What was the training in Ohrid?", Filters(places=("Ohrid",)), False),
        ("uk money went where?", Filters(), True),
        ("who gets uk money", Filters(), False),
        ("What contributes to SDG 16?", Filters(topics=(Topic(16),)), True),
        ("What does the training contribute to SDG 16?", Filters(topics=(Topic(16),)), False),
        ("What is SDG 16?", Filters(topics=(Topic(16),)), False),
        ("funding of the report", Filters(), False),
    ],
)
def test_what_asks_for_all_without_saying_so(
    documents: tuple[Document, ...], question: str, filters: Filters, wants_all: bool
) -> None:
    collector = Collector(documents, split(documents), lambda term: 1.0)
    assert collector.wants_all(Query(question, question, filters=filters)) is wants_all


def test_the_frame_of_a_question_is_without_its_names(documents: tuple[Document, ...]) -> None:
    collector = Collector(documents, split(documents), lambda term: 1.0)
    assert collector.frame("Which events did Norway fund in Tirana?") == "which events did fund"


def test_every_quote_of_a_listing_stands_in_its_item(documents: tuple[Document, ...]) -> None:
    by_id = {document.id: document for document in documents}
    question = "Which activities did Norway fund?"
    collection = collect(documents, question)
    answer = answer_list(Query(question, question), collection, (), by_id)
    assert answer.listing is not None
    assert (answer.listing.items, answer.listing.of) == (1, 3)
    numbered = [*answer.citations, *answer.listing.margin]
    assert [citation.number for citation in numbered] == [1, 2]
    for citation in numbered:
        verify(citation, by_id[citation.document_id])


@pytest.mark.parametrize(
    ("question", "emphasised"),
    [
        ("Which events did the EU fund?", ["A workshop on drugs", "a project of the OSCE"]),
        ("Which events did Norway fund?", [None]),
        (
            "Who are the donors of all events?",
            ["the European Union", "the Governments of Norway and Sweden", "the UK"],
        ),
    ],
)
def test_each_item_is_named_or_its_payers_are(
    documents: tuple[Document, ...], question: str, emphasised: list[str | None]
) -> None:
    by_id = {document.id: document for document in documents}
    answer = answer_list(Query(question, question), collect(documents, question), (), by_id)
    assert [
        c.emphasis and c.quote[c.emphasis[0] - c.start : c.emphasis[1] - c.start]
        for c in answer.citations
    ] == emphasised


def test_of_the_passages_one_of_each_item_comes_first(documents: tuple[Document, ...]) -> None:
    by_id = {document.id: document for document in documents}
    question = "Which events were held together with the OSCE?"
    answer = answer_list(Query(question, question), collect(documents, question), (), by_id)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    first = [hit.passage.document_id for hit in answer.hits[:2]]
    assert first == list(dict.fromkeys(c.document_id for c in answer.citations))


def test_items_without_paragraphs_satisfy_nothing() -> None:
    empty = Document("d", "d.txt", "Head", ())
    assert found(collect((empty,), "Which events were held?")) == []
    assert BlockKind.HEADLINE not in {block.kind for block in empty.blocks}
