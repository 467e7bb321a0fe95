"""Outcomes -> Report: figures with their intervals, curves, latency, and the JSON form."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeqa import schema
from seeqa.evaluation import confidence
from seeqa.evaluation.judge import DEPTH, Outcome
from seeqa.evaluation.ranking import CUTOFFS
from seeqa.evaluation.statistics import Figure, figure, mean_figure
from seeqa.types import Answer

_RANKING = (
    *(f"Success@{k}" for k in CUTOFFS),
    *(f"Recall@{k}" for k in CUTOFFS),
    "MRR@10",
    "nDCG@10",
    "MAP",
)
# Every mean measure, in the order in which it is shown.
MEANS = (
    *_RANKING,
    *(f"document {name}" for name in _RANKING),
    "exact match",
    "F1",
    "right sentence",
    "list precision",
    "list recall",
    "list F1",
    "citation precision",
    "citation recall",
    "verbatim",
    "filter exact match",
    "rightly unfiltered",
    "abstention accuracy",
    "wrongly abstained",
    "wrongly answered",
    "NoAns F1",
    "SQuAD-2 EM",
    "SQuAD-2 F1",
)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes of a run; every figure is over all of its questions, none left out.

    `threshold` is the confidence below which refusing gives the best SQuAD-2 F1 on the dev split;
    None without one. `settings` and `set_path` say what was measured.
    """

    outcomes: tuple[Outcome, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    set_path: str = ""
    remarks: tuple[str, ...] = ()
    threshold: float | None = None

    @property
    def splits(self) -> list[str]:
        """The splits that there are, in order."""
        return sorted({outcome.question.split for outcome in self.outcomes})

    @property
    def tags(self) -> list[str]:
        """The tags that there are, in order."""
        return sorted({tag for outcome in self.outcomes for tag in outcome.question.tags})

    @property
    def answerable(self) -> list[Outcome]:
        """The outcomes of questions that the archive answers."""
        return [o for o in self.outcomes if o.question.answerable]

    @property
    def unanswerable(self) -> list[Outcome]:
        """The outcomes of questions that it does not answer."""
        return [o for o in self.outcomes if not o.question.answerable]

    def part(self, split: str) -> Report:
        """Return the report of one split."""
        return self._of(tuple(o for o in self.outcomes if o.question.split == split))

    def tagged(self, tag: str) -> Report:
        """Return the report of the questions of one tag."""
        return self._of(tuple(o for o in self.outcomes if tag in o.question.tags))

    def parts(self) -> dict[str, Report]:
        """Return the whole, under "all", and each split."""
        return {"all": self, **{split: self.part(split) for split in self.splits}}

    def _of(self, outcomes: tuple[Outcome, ...]) -> Report:
        return dataclasses.replace(self, outcomes=outcomes)

    def values(self, name: str) -> list[float]:
        """Return a measure of every question that has it."""
        return [o.measures[name] for o in self.outcomes if name in o.measures]

    def means(self) -> dict[str, float]:
        """Return every mean measure that any question has."""
        return {name: fmean(values) for name in MEANS if (values := self.values(name))}

    def figures(self) -> dict[str, Figure]:
        """Return every figure by name; those that no question bears on are not there."""
        means = {name: mean_figure(values) for name in MEANS if (values := self.values(name))}
        return means | self._confidence_figures()

    def _confidence_figures(self) -> dict[str, Figure]:
        if not self.outcomes:
            return {}
        sure, right, lacking, gained = self.columns()
        auroc = self.auroc()
        figures = {"AUROC": auroc} if auroc else {}
        figures["AURC"] = figure(confidence.area_under_risk, sure, right)
        shown = np.array([not o.abstained for o in self.outcomes])
        if shown.any():
            error = confidence.calibration_error(sure[shown], right[shown])
            # No interval: resampling adds to a binned error, so that it would miss the figure.
            figures["ECE"] = Figure(error, None, None, int(shown.sum()))
        if self.threshold is not None:
            score = partial(confidence.thresholded, threshold=self.threshold)
            figures["SQuAD-2 F1 at best threshold"] = figure(score, sure, gained, lacking)
            figures["best threshold"] = Figure(self.threshold, None, None, len(self.outcomes))
        return figures

    def auroc(self) -> Figure | None:
        """Return how well confidence tells what is answerable; None where all or nothing is."""
        sure, _, lacking, _ = self.columns()
        return (
            figure(confidence.auroc, sure, 1 - lacking) if 0 < lacking.sum() < len(sure) else None
        )

    def columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return per question its confidence, whether right, unanswerable, and F1 if spoken."""
        rows = [
            (o.confidence, o.right, not o.question.answerable, o.spoken_f1) for o in self.outcomes
        ]
        table = np.asarray(rows, dtype=np.float64).reshape(-1, 4)
        return table[:, 0], table[:, 1], table[:, 2], table[:, 3]

    def latency(self) -> dict[str, dict[str, float]]:
        """Return the median and the 95th percentile of each stage and of all, in seconds."""
        taken = [o.answer.seconds for o in self.outcomes if o.answer and o.answer.seconds]
        stages = dict.fromkeys(stage for seconds in taken for stage in seconds)
        spent = {stage: [s[stage] for s in taken if stage in s] for stage in stages}
        if taken:
            spent["total"] = [sum(seconds.values()) for seconds in taken]
        return {
            stage: {"p50": float(np.percentile(v, 50)), "p95": float(np.percentile(v, 95))}
            for stage, v in spent.items()
        }

    def risk_coverage(self) -> list[tuple[float, float]]:
        """Return (coverage, risk) for every threshold of confidence."""
        sure, right, _, _ = self.columns()
        return confidence.risk_coverage(sure, right)

    def calibration(self) -> list[tuple[float, float, int]]:
        """Return (mean confidence, accuracy, count) of the answers given, in ten bins."""
        sure, right, _, _ = self.columns()
        shown = np.array([not o.abstained for o in self.outcomes], dtype=bool)
        return confidence.calibration(sure[shown], right[shown])

    def recall_by_k(self) -> list[tuple[int, float]]:
        """Return (k, Recall@k) for k from 1 to 10."""
        good = self.answerable
        return [(k, fmean(o.recalls[k - 1] for o in good)) for k in range(1, DEPTH + 1) if good]

    def to_json(self) -> dict[str, Any]:
        """Return the whole report in plain values; docs/evaluation.md tells every field."""
        parts = self.parts()
        curves = {
            "risk_coverage": {name: part.risk_coverage() for name, part in parts.items()},
            "calibration": {name: part.calibration() for name, part in parts.items()},
            "recall_by_k": {name: part.recall_by_k() for name, part in parts.items()},
        }
        form: dict[str, Any] = schema.to_json(
            {
                "settings": self.settings,
                "set": {
                    "path": self.set_path,
                    "questions": len(self.outcomes),
                    "answerable": len(self.answerable),
                    "unanswerable": len(self.unanswerable),
                    "remarks": self.remarks,
                },
                "figures": {name: part.figures() for name, part in parts.items()},
                "by_tag": {tag: _tag_form(self.tagged(tag)) for tag in self.tags},
                "curves": curves,
                "latency": self.latency(),
                "outcomes": [_outcome_form(outcome) for outcome in self.outcomes],
            }
        )
        return form


def _tag_form(part: Report) -> dict[str, float | int]:
    return {"n": len(part.outcomes), **part.means()}


def _outcome_form(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.question,
        "split": question.split,
        "tags": question.tags,
        "history": question.history,
        "gold": _gold_forms(outcome),
        "answer": schema.answer_to_json(_shortened(outcome.answer)) if outcome.answer else None,
        "golds_at": outcome.golds_at,
        "measures": outcome.measures,
        "abstained": outcome.abstained,
        "lost_at": outcome.lost_at,
    }


def _gold_forms(outcome: Outcome) -> Sequence[dict[str, Any]]:
    spans = [
        {"document": gold.document, "text": gold.text, "start": gold.start, "end": gold.end}
        for gold in outcome.question.answers
    ]
    judged = outcome.question.documents
    return spans + [{"document": name, "text": "", "start": 0, "end": 0} for name in judged]


def _shortened(answer: Answer) -> Answer:
    """Return the answer with its first ten hits: a judged set is searched deeper."""
    return dataclasses.replace(answer, hits=answer.hits[:DEPTH])
