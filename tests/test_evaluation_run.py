"""Question set + Assistant -> Report: no question is dropped, every figure by hand."""

from __future__ import annotations

import json

import pytest

from fakes import SMALL, HashEncoder, small_config
from seeqa import Assistant
from seeqa.evaluation import Gold, Question, Report, evaluate

TRAINING = "small/officers-trained-in-istanbul"
WORKSHOP = "small/corruption-workshop-in-tirana"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(small_config(tmp_path_factory.mktemp("run")), encoder=HashEncoder())


def gold(assistant: Assistant, document_id: str, words: str, *also: Gold) -> Gold:
    document = assistant.document(document_id)
    assert document is not None
    start = document.text.index(words)
    return Gold(document_id, start, start + len(words), words, also)


def ask(assistant: Assistant, question: str, *golds: Gold, split: str = "dev") -> Question:
    return Question(f"{question}{split}", question, split, ("direct",), golds)


def test_the_small_corpus_is_as_these_tests_think(assistant: Assistant) -> None:
    assert [document.id for document in assistant.documents()] == [TRAINING, WORKSHOP]
    assert len(SMALL.splitlines()) == 7


def test_a_right_answer(assistant: Assistant) -> None:
    right = gold(assistant, WORKSHOP, "Austria funded the workshop.")
    (outcome,) = evaluate(assistant, [ask(assistant, "Who funded the workshop?", right)]).outcomes
    assert not outcome.abstained
    assert outcome.recall == {1: 1.0, 3: 1.0, 5: 1.0, 10: 1.0}
    assert (outcome.reciprocal_rank, outcome.sentence_hit) == (1.0, 1.0)
    assert (outcome.exact_match, outcome.f1) == (1.0, 1.0)


def test_a_part_of_the_sentence_is_scored_by_its_words(assistant: Assistant) -> None:
    right = gold(assistant, WORKSHOP, "Austria")
    (outcome,) = evaluate(assistant, [ask(assistant, "Who funded the workshop?", right)]).outcomes
    assert outcome.f1 == pytest.approx(2 * (1 / 3) * 1 / (1 / 3 + 1))  # austria funded workshop
    assert (outcome.exact_match, outcome.sentence_hit) == (0.0, 1.0)


def test_a_span_found_at_another_rank(assistant: Assistant) -> None:
    elsewhere = gold(assistant, TRAINING, "customs officers")
    question = ask(assistant, "Who funded the corruption workshop in Tirana?", elsewhere)
    (outcome,) = evaluate(assistant, [question]).outcomes
    assert outcome.answer is not None
    (rank,) = (h.rank for h in outcome.answer.hits if "customs officers" in h.passage.text)
    assert rank > 1
    assert outcome.reciprocal_rank == 1 / rank
    assert outcome.recall == {1: 0.0, 3: 1.0, 5: 1.0, 10: 1.0}
    assert outcome.sentence_hit == 0.0


def test_another_place_as_good_counts(assistant: Assistant) -> None:
    right = gold(assistant, WORKSHOP, "Austria funded the workshop.")
    wrong = gold(assistant, TRAINING, "customs officers", right)
    (outcome,) = evaluate(assistant, [ask(assistant, "Who funded the workshop?", wrong)]).outcomes
    assert (outcome.recall[1], outcome.sentence_hit) == (1.0, 1.0)


@pytest.mark.parametrize("words", ["Corruption workshop", "11 May 2022"])
def test_headline_and_dateline_are_shown_by_every_passage_of_the_item(
    assistant: Assistant, words: str
) -> None:
    question = ask(assistant, "Who funded the workshop?", gold(assistant, WORKSHOP, words))
    (outcome,) = evaluate(assistant, [question]).outcomes
    assert outcome.recall[1] == 1.0
    other = ask(assistant, "Which customs officers course is planned?", *question.answers)
    (outcome,) = evaluate(assistant, [other]).outcomes
    assert outcome.recall[1] == 0.0


def test_the_history_is_asked_with_the_question(assistant: Assistant) -> None:
    history = ("What happened in Tirana with corruption?",)
    question = Question("q", "And who funded it?", "dev", history=history)
    (outcome,) = evaluate(assistant, [question]).outcomes
    assert outcome.answer is not None
    assert outcome.answer.about == "Corruption workshop in Tirana"


@pytest.fixture(scope="module")
def report(assistant: Assistant) -> Report:
    right = gold(assistant, WORKSHOP, "Austria funded the workshop.")
    return evaluate(
        assistant,
        [
            ask(assistant, "Who funded the workshop?", right),
            ask(assistant, "????", right),  # abstains wrongly
            ask(assistant, " ", right),  # is refused: wrongly abstained too
            ask(assistant, "???", split="test"),  # abstains rightly
            ask(assistant, "", split="test"),  # is refused: rightly
            ask(assistant, "Who trained the officers?", split="test"),  # answers wrongly
        ],
    )


def test_no_question_is_dropped_from_a_denominator(report: Report) -> None:
    third = pytest.approx(1 / 3)
    assert report.figures() == {
        "answerable": 3,
        "Recall@1": third,
        "Recall@3": third,
        "Recall@5": third,
        "Recall@10": third,
        "MRR@10": third,
        "exact match": third,
        "F1": third,
        "right sentence": third,
        "wrongly abstained": 2,
        "unanswerable": 3,
        "rightly abstained": 2,
        "wrongly answered": 1,
    }


def test_the_parts_are_the_splits(report: Report) -> None:
    dev, test = report.part("dev"), report.part("test")
    assert dev.outcomes + test.outcomes == report.outcomes
    assert (dev.figures()["answerable"], dev.figures()["unanswerable"]) == (3, 0)
    assert (test.figures()["answerable"], test.figures()["Recall@5"]) == (0, 0.0)
    assert test.figures()["rightly abstained"] == 2


def test_the_table_has_every_figure_of_every_split(report: Report) -> None:
    lines = report.table().splitlines()
    assert lines[0].split() == ["dev", "test", "all"]
    rows = {line[:22].strip(): line[22:].split() for line in lines[1:]}
    assert set(report.figures()) <= set(rows)
    assert rows["Recall@5"] == ["0.333", "0.000", "0.333"]
    assert rows["wrongly answered"] == ["0", "1", "1"]
    assert rows["direct"] == ["6", "0.333", "0.333", "0.333", "0.333", "4"]


def test_a_report_of_nothing_is_a_report() -> None:
    assert Report(()).figures()["answerable"] == 0
    assert Report(()).table()


def test_the_json_form_holds_every_outcome(report: Report) -> None:
    form = json.loads(json.dumps(report.to_json()))
    assert list(form["figures"]) == ["all", "dev", "test"]
    assert [outcome["question"]["question"] for outcome in form["outcomes"]] == [
        outcome.question.question for outcome in report.outcomes
    ]
    assert form["outcomes"][2]["answer"] is None
    assert [outcome["abstained"] for outcome in form["outcomes"]] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
