from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.archive import read_corpus
from seeqa.chat.suggestions import Candidate, Suggestions, candidates
from seeqa.language.parse import Parser
from seeqa.language.record import records
from seeqa.passages import split


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.open(small_config(tmp_path), encoder=HashEncoder())


def suggested(folder: Path, body: str) -> list[Candidate]:
    folder.mkdir()
    text = f"A headline\n11 May 2022, Tirana, Albania: {body}\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    documents = read_corpus(folder).documents
    passages = split(documents)
    told = records([passage.text for passage in passages], Parser.load())
    return list(candidates(documents[0], list(zip(passages, told, strict=True))))


@pytest.mark.parametrize(
    ("body", "questions"),
    [
        (
            "Over 450 anti-trafficking experts from 22 countries contributed.",
            ["How many anti-trafficking experts does the news from Tirana mention?"],
        ),
        ("“It works,” says Davor Raus, an expert at UNODC.", ["What did Davor Raus say?"]),
        (
            "The workshop was hosted by the agency and funded by Austria.",
            [
                "Which activities did Austria fund?",
                "Who funded the workshop in Tirana?",
                "Who organised the workshop in Tirana?",
            ],
        ),
        (
            "It was funded by the Government of the United Kingdom.",
            ["Which activities did the Government of the United Kingdom fund?"],
        ),
        ("It lasted 12 months in Tirana.", []),
        ("On 11 May 2022 experts and 12 May officers spoke.", []),
        ("Nothing happened.", []),
    ],
)
def test_candidates_come_from_the_items_words(
    tmp_path: Path, body: str, questions: list[str]
) -> None:
    made = suggested(tmp_path / "c", body)
    assert [c.question for c in made if c.kind != "place"] == questions
    assert [c.question for c in made if c.kind == "place"] == ["What happened in Tirana?"]


def test_every_suggestion_is_answered_from_its_item(assistant: Assistant) -> None:
    suggestions = Suggestions(lambda: assistant)
    for item in assistant.documents():
        for question in suggestions.of(item):
            answer = assistant.ask(question)
            assert item.id in [citation.document_id for citation in answer.citations]
    assert suggestions.first(6)


def test_a_small_archive_gives_several_of_an_item(assistant: Assistant) -> None:
    suggestions = Suggestions(lambda: assistant)
    first = suggestions.first(6)
    assert len(first) == len(set(first)) > len(list(assistant.documents()))


@pytest.mark.model
def test_the_bulletin_gives_six_of_different_kinds_and_all_are_answered(
    bulletin: Assistant,
) -> None:
    first = Suggestions(lambda: bulletin).first(6)
    assert len(set(first)) == 6
    assert len({question.split()[0] for question in first}) >= 3  # What, How, Who
    assert all(bulletin.ask(question).citations for question in first)


def test_nothing_unanswered_is_suggested(tmp_path: Path) -> None:
    config = replace(small_config(tmp_path), min_confidence=1.0)
    strict = Assistant.open(config, encoder=HashEncoder())
    for question in Suggestions(lambda: strict).first(6):
        assert strict.ask(question).listing  # the threshold is that of what was read


def test_what_follows_is_of_the_quoted_items_and_not_asked_yet(assistant: Assistant) -> None:
    suggestions = Suggestions(lambda: assistant)
    answer = assistant.ask("Who funded the workshop in Tirana?")
    all_of_it = suggestions.after(answer, [], 6)
    assert all_of_it
    assert suggestions.after(answer, [all_of_it[0].upper()], 6) == all_of_it[1:]
    assert suggestions.after(assistant.ask("Кој?"), [], 6) == []
