"""The committed question set: every gold span is verbatim in the committed bulletin."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fakes import ROOT
from seeqa.archive import read_corpus
from seeqa.evaluation import Question, read_questions
from seeqa.evaluation.questions import SPLITS
from seeqa.types import Document

KINDS = {"direct", "paraphrase", "typo", "keyword", "list", "follow-up"}
ASKED = {"who", "count", "date", "place", "why", "quote", "diacritics"}
ABSENT = {"near-miss", "absent-topic", "false-premise", "chit-chat", "gibberish", "injection"}
OTHERS = {"unanswerable", "conversation", "topic-change", "filter", "overview"}


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return read_questions(ROOT / "questions" / "bulletin.jsonl")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(ROOT / "corpus").documents}


def test_every_gold_span_is_verbatim_at_its_place(
    questions: list[Question], documents: dict[str, Document]
) -> None:
    places = [place for q in questions for gold in q.answers for place in gold.places]
    assert any(gold.also for q in questions for gold in q.answers)
    for place in places:
        assert documents[place.document].text[place.start : place.end] == place.text != ""


def test_it_is_large_enough_and_in_two_splits(questions: list[Question]) -> None:
    assert len(questions) >= 60
    assert sum(not question.answerable for question in questions) >= 20
    for split in SPLITS:
        part = [question for question in questions if question.split == split]
        assert sum(question.answerable for question in part) >= 20
        assert sum(not question.answerable for question in part) >= 10


def test_no_tag_is_too_rare_to_report(questions: list[Question]) -> None:
    used = Counter(tag for question in questions for tag in question.tags)
    wanted = {"why": 20, "overview": 10, "topic-change": 25, "filter": 50, "list": 90}
    assert {tag: used[tag] for tag, least in wanted.items() if used[tag] < least} == {}


def test_misspelt_questions_have_their_clean_form_in_the_set(questions: list[Question]) -> None:
    clean = {q.question: q for q in questions if not q.history}
    pairs = [
        (q, clean[q.standalone]) for q in questions if "typo" in q.tags and q.standalone in clean
    ]
    assert len(pairs) >= 15
    for typo, twin in pairs:
        assert (typo.answers, typo.filters, typo.split) == (twin.answers, twin.filters, twin.split)


def test_ids_are_unique(questions: list[Question]) -> None:
    assert max(Counter(question.id for question in questions).values()) == 1


def test_no_question_is_asked_twice(questions: list[Question]) -> None:
    asked = Counter((question.question, question.history) for question in questions)
    assert [one for one, count in asked.items() if count > 1] == []


def test_tags_are_of_a_closed_vocabulary_and_each_kind_is_there(
    questions: list[Question],
) -> None:
    used = {tag for question in questions for tag in question.tags}
    assert used <= KINDS | ASKED | ABSENT | OTHERS
    assert used >= KINDS
    assert all(len(set(question.tags)) == len(question.tags) > 0 for question in questions)


def test_the_unanswerable_are_tagged_so_and_no_others(questions: list[Question]) -> None:
    for question in questions:
        assert ("unanswerable" in question.tags) is not question.answerable


def test_follow_ups_and_misspelt_questions_have_a_standalone_form(
    questions: list[Question],
) -> None:
    for question in questions:
        needs = bool(question.history) or "typo" in question.tags
        assert needs is (question.standalone is not None), question.id
        if "follow-up" in question.tags:
            assert question.history
        if "typo" in question.tags:
            assert question.standalone != question.question


def test_no_gold_span_is_marked_twice(questions: list[Question]) -> None:
    for question in questions:
        places = [
            (p.document, p.start, p.end)
            for gold in question.answers
            for p in (gold.places if not question.wants_all else [gold])
        ]
        assert len(set(places)) == len(places), question.id


def test_every_item_that_answers_satisfies_the_filters(
    questions: list[Question], documents: dict[str, Document]
) -> None:
    for question in questions:
        assert question.filters.keys() <= {"from", "to", "place", "topic"}, question.id
        for gold in question.answers:
            _assert_satisfies(documents[gold.document], question)


def _assert_satisfies(document: Document, question: Question) -> None:
    places, topics = (_values(question, name) for name in ("place", "topic"))
    assert not places or {*places} & {document.place, document.country}, question.id
    named = {str(topic.goal) for topic in document.topics}
    named |= {topic.target for topic in document.topics if topic.target}
    assert not topics or named & {*topics}, question.id
    assert document.dates is not None
    first, last = (_values(question, name) for name in ("from", "to"))
    assert all(document.dates.last >= date.fromisoformat(day) for day in first), question.id
    assert all(document.dates.first <= date.fromisoformat(day) for day in last), question.id


def _values(question: Question, name: str) -> list[str]:
    """Return what a filter asks for, any of which will do."""
    value = question.filters.get(name, [])
    return value if isinstance(value, list) else [value]


def test_conversations_keep_to_one_split(questions: list[Question]) -> None:
    split_of = {q.question: q.split for q in questions if not q.history}
    for question in questions:
        if question.history and question.history[0] in split_of:
            assert split_of[question.history[0]] == question.split


@pytest.mark.parametrize(
    ("name", "splits"),
    [
        ("blind.jsonl", {"dev": 130, "test": 130}),
        ("blind-2.jsonl", {"test": 120}),
        ("blind-3.jsonl", {"test": 150}),
        ("blind-4.jsonl", {"test": 150}),
        ("blind-5.jsonl", {"test": 150}),
        ("blind-6.jsonl", {"test": 150}),
        ("blind-7.jsonl", {"dev": 144}),
        ("blind-8.jsonl", {"dev": 65, "test": 65}),
        ("near-misses.jsonl", {"dev": 110, "test": 110}),
    ],
)
def test_the_blind_sets_keep_the_same_rules(
    name: str, splits: dict[str, int], documents: dict[str, Document]
) -> None:
    blind = read_questions(ROOT / "questions" / name)
    assert Counter(question.split for question in blind) == splits
    test_ids_are_unique(blind)
    test_no_question_is_asked_twice(blind)
    test_the_unanswerable_are_tagged_so_and_no_others(blind)
    test_follow_ups_and_misspelt_questions_have_a_standalone_form(blind)
    test_no_gold_span_is_marked_twice(blind)
    test_every_item_that_answers_satisfies_the_filters(blind, documents)
    test_conversations_keep_to_one_split(blind)
    assert {tag for q in blind for tag in q.tags} <= KINDS | ASKED | ABSENT | OTHERS
    for question in blind:
        assert all(
            documents[gold.document].text[gold.start : gold.end] == gold.text != ""
            for gold in question.answers
        )
        assert question.documents.keys() <= documents.keys()
