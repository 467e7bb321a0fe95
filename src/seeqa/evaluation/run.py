"""Ask every question of a set through `Assistant.ask`, and judge what came."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from seeqa import schema
from seeqa.assistant import Assistant
from seeqa.errors import QuestionError
from seeqa.evaluation import confidence
from seeqa.evaluation.archive import variant
from seeqa.evaluation.formats import QuestionSet
from seeqa.evaluation.judge import Judge, Outcome
from seeqa.evaluation.questions import Question
from seeqa.evaluation.report import Report
from seeqa.types import Answer, Reason

Progress = Callable[[int, int], None]
JUDGED_DEPTH = 100  # hits of a set whose judgements are of documents: the first ten are the same


def evaluate(
    assistant: Assistant, questions: Sequence[Question], *, progress: Progress | None = None
) -> Report:
    """Ask every question and judge what came; `progress(done, total)` is called after each."""
    config = assistant.config
    if any(question.documents for question in questions):
        deep = dataclasses.replace(config, top_k=max(config.top_k, JUDGED_DEPTH))
        assistant = variant(assistant, deep)
    # Says what a threshold of 0 would let through, for the curves and the best threshold.
    bold = variant(assistant, dataclasses.replace(assistant.config, min_confidence=0.0))
    judge = Judge(assistant.documents(), assistant.index.passages, config.read_k)
    outcomes: list[Outcome] = []
    for done, question in enumerate(questions, 1):
        answer = _ask(assistant, question)
        spoken = _ask(bold, question) if _withheld(answer) else answer
        outcomes.append(judge.judge(question, answer, spoken))
        if progress:
            progress(done, len(questions))
    settings = {name: str(value) for name, value in schema.to_json(_settings(assistant)).items()}
    return with_threshold(Report(tuple(outcomes), settings))


def evaluate_set(
    assistant: Assistant, asked: QuestionSet, *, progress: Progress | None = None
) -> Report:
    """Ask every question of a set; the report says which set it was."""
    report = evaluate(assistant, asked.questions, progress=progress)
    return dataclasses.replace(report, set_path=str(asked.path), remarks=asked.remarks)


def with_threshold(report: Report) -> Report:
    """Return the report with the best threshold of its dev split, if that has gold spans."""
    dev = report.part("dev")
    if not any(outcome.question.answers for outcome in dev.outcomes):
        return report
    sure, _, lacking, gained = dev.columns()
    best = confidence.best_threshold(sure, gained, lacking)
    return dataclasses.replace(report, threshold=best)


def rankings(report: Report) -> dict[str, list[tuple[str, float]]]:
    """Return per question the documents found, best first, with the score of their best hit."""
    return {o.question.id: _documents(o.answer) for o in report.outcomes}


def _documents(answer: Answer | None) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for hit in answer.hits if answer else ():
        best.setdefault(hit.passage.document_id, hit.score)
    return list(best.items())


def _ask(assistant: Assistant, question: Question) -> Answer | None:
    try:
        return assistant.ask(question.question, history=question.history)
    except QuestionError:
        return None


def _withheld(answer: Answer | None) -> bool:
    abstention = answer.abstention if answer else None
    return abstention is not None and abstention.reason is Reason.NOT_ANSWERED


def _settings(assistant: Assistant) -> dict[str, object]:
    config = assistant.config
    return {
        f.name: str(getattr(config, f.name))
        for f in dataclasses.fields(config)
        if f.name not in ("host", "port", "feedback", "questions")
    }
