"""Ask every question of a set, judge what came, sum it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from seeqa import schema
from seeqa.assistant import Assistant
from seeqa.errors import QuestionError
from seeqa.evaluation.metrics import exact_match, f1, recall_at, reciprocal_rank
from seeqa.evaluation.questions import Gold, Question
from seeqa.types import Answer, Citation, Document, Hit, Passage

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what came of it, and its measures; zero where nothing came."""

    question: Question
    answer: Answer | None  # None: the question was refused (empty, too long)
    recall: dict[int, float]
    reciprocal_rank: float
    exact_match: float
    f1: float
    sentence_hit: float

    @property
    def abstained(self) -> bool:
        """Whether no answer was given."""
        return self.answer is None or self.answer.abstention is not None


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes of a run; every figure is a mean over its questions, none left out."""

    outcomes: tuple[Outcome, ...]

    def part(self, split: str) -> Report:
        """Return the report of one split."""
        return Report(tuple(o for o in self.outcomes if o.question.split == split))

    @property
    def answerable(self) -> list[Outcome]:
        """The outcomes of questions that the archive answers."""
        return [o for o in self.outcomes if o.question.answerable]

    @property
    def unanswerable(self) -> list[Outcome]:
        """The outcomes of questions that it does not answer."""
        return [o for o in self.outcomes if not o.question.answerable]

    def figures(self) -> dict[str, float | int]:
        """Return the summed-up measures by name."""
        good, bad = self.answerable, self.unanswerable
        figures: dict[str, float | int] = {"answerable": len(good)}
        for k in CUTOFFS:
            figures[f"Recall@{k}"] = _mean([o.recall[k] for o in good])
        figures["MRR@10"] = _mean([o.reciprocal_rank for o in good])
        figures["exact match"] = _mean([o.exact_match for o in good])
        figures["F1"] = _mean([o.f1 for o in good])
        figures["right sentence"] = _mean([o.sentence_hit for o in good])
        figures["wrongly abstained"] = sum(o.abstained for o in good)
        figures["unanswerable"] = len(bad)
        figures["rightly abstained"] = sum(o.abstained for o in bad)
        figures["wrongly answered"] = sum(not o.abstained for o in bad)
        return figures

    def table(self) -> str:
        """Return the figures of each split side by side, then Recall@5 by tag."""
        splits = sorted({o.question.split for o in self.outcomes})
        columns = [self.part(split).figures() for split in splits]
        columns += [self.figures()] if len(splits) > 1 else []
        names = [*splits, *(["all"] if len(splits) > 1 else [])]
        rows = [f"{'':22}" + "".join(f"{name:>8}" for name in names)]
        for key in self.figures():
            rows.append(f"{key:22}" + "".join(f"{_shown(column[key]):>8}" for column in columns))
        rows += [
            "",
            f"{'by tag':22}{'n':>8}{'R@1':>8}{'R@5':>8}{'F1':>8}{'sentence':>10}{'abstained':>11}",
        ]
        for tag in sorted({tag for o in self.outcomes for tag in o.question.tags}):
            rows.append(self._tag_row(tag))
        return "\n".join(rows)

    def _tag_row(self, tag: str) -> str:
        these = [o for o in self.outcomes if tag in o.question.tags]
        good = [o for o in these if o.question.answerable]
        values = [
            _mean([o.recall[1] for o in good]),
            _mean([o.recall[5] for o in good]),
            _mean([o.f1 for o in good]),
        ]
        shown = "".join(f"{_shown(value) if good else '–':>8}" for value in values)
        hit = _shown(_mean([o.sentence_hit for o in good])) if good else "–"
        return f"{tag:22}{len(these):>8}{shown}{hit:>10}{sum(o.abstained for o in these):>11}"

    def to_json(self) -> dict[str, Any]:
        """Return figures per split and every outcome."""
        splits = sorted({o.question.split for o in self.outcomes})
        return {
            "figures": {"all": self.figures()} | {s: self.part(s).figures() for s in splits},
            "outcomes": [_outcome_to_json(outcome) for outcome in self.outcomes],
        }


def evaluate(assistant: Assistant, questions: Sequence[Question]) -> Report:
    """Ask every question of the set and judge what came."""
    return Report(tuple(_judge(assistant, question) for question in questions))


def _judge(assistant: Assistant, question: Question) -> Outcome:
    try:
        answer: Answer | None = assistant.ask(question.question, history=question.history)
    except QuestionError:
        answer = None
    hits = answer.hits if answer else ()
    found = [_golds_in(hit, question.answers, assistant) for hit in hits]
    wanted = len(question.answers)
    recall = {k: recall_at(found, wanted, k, every=False) if wanted else 0.0 for k in CUTOFFS}
    best = answer.citations[0] if answer and answer.citations else None
    words = _answer_words(best) if best else ""
    return Outcome(
        question=question,
        answer=answer,
        recall=recall,
        reciprocal_rank=reciprocal_rank(found),
        exact_match=max((exact_match(words, gold.text) for gold in question.answers), default=0.0),
        f1=max((f1(words, gold.text) for gold in question.answers), default=0.0),
        sentence_hit=float(
            any(
                _contains(c, gold)
                for c in (answer.citations if answer else ())
                for gold in question.answers
            )
        ),
    )


def _answer_words(citation: Citation) -> str:
    """Return the words that answer: the emphasised ones where the reader found them."""
    if citation.emphasis is None:
        return citation.quote
    start, end = citation.emphasis
    return citation.quote[start - citation.start : end - citation.start]


def _golds_in(hit: Hit, golds: Sequence[Gold], assistant: Assistant) -> frozenset[int]:
    """Return which gold spans the hit shows.

    A span of a paragraph is shown by the passages that overlap it; one of an item's headline,
    dateline or SDG line by every passage of the item, since these are no passages of their own
    but are shown with each.
    """
    document = assistant.document(hit.passage.document_id)
    return frozenset(
        i
        for i, gold in enumerate(golds)
        if any(_shows(hit.passage, place, document) for place in gold.places)
    )


def _shows(passage: Passage, gold: Gold, document: Document | None) -> bool:
    if document is None or gold.document != document.id:
        return False
    body = any(b.start <= gold.start < b.end for b in document.paragraphs)
    return not body or (gold.start < passage.end and gold.end > passage.start)


def _contains(citation: Citation, gold: Gold) -> bool:
    return any(
        citation.document_id == place.document
        and citation.start <= place.start
        and place.end <= citation.end
        for place in gold.places
    )


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _shown(value: float | int) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "question": schema.to_json(outcome.question),
        "answer": schema.answer_to_json(outcome.answer) if outcome.answer else None,
        "recall": {f"@{k}": value for k, value in outcome.recall.items()},
        "reciprocal_rank": outcome.reciprocal_rank,
        "exact_match": outcome.exact_match,
        "f1": outcome.f1,
        "sentence_hit": outcome.sentence_hit,
        "abstained": outcome.abstained,
    }
