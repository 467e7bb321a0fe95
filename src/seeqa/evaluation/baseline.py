"""A run kept to be measured against: save it, compare a later one, fail on a significant loss."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from seeqa import schema
from seeqa.errors import QuestionSetError
from seeqa.evaluation.files import read_text, write_text
from seeqa.evaluation.judge import Outcome
from seeqa.evaluation.report import Report
from seeqa.evaluation.statistics import LEVEL, randomisation

FORMAT = 1
# The figures that gate; a set judged by documents alone is gated by the document ones.
GATED = (
    "Recall@5",
    "MRR@10",
    "document Recall@5",
    "document MRR@10",
    "F1",
    "right sentence",
    "abstention accuracy",
)
_FOLDERS = ("corpus", "index")  # of one machine: not for a file that is shared
_DIGITS = 4
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Record:
    """What a baseline keeps of a question: its gated measures, and the stage that lost it."""

    measures: Mapping[str, float]
    lost_at: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A gated figure then and now, over the questions that both runs have, and the p."""

    name: str
    before: float
    after: float
    p: float

    @property
    def lost(self) -> bool:
        """Whether it is a significant loss."""
        return self.after < self.before and self.p < LEVEL


@dataclass(frozen=True, slots=True)
class Verdict:
    """A run against its baseline: `moved` holds (id, stage then, stage now) where they differ."""

    changes: tuple[Change, ...]
    moved: tuple[tuple[str, str | None, str | None], ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether any gated figure fell significantly."""
        return any(change.lost for change in self.changes)

    @property
    def stages(self) -> list[tuple[str, int]]:
        """Each stage with how many more questions it loses now, most first."""
        more = Counter(now for _, _, now in self.moved if now)
        more.subtract(Counter(then for _, then, _ in self.moved if then))
        return more.most_common()

    def lines(self) -> list[str]:
        """Say it for the terminal: figures, the stage that lost most, the questions."""
        said = [f"{'against the baseline':24}{'then':>8}{'now':>8}{'p':>8}"]
        for c in self.changes:
            mark = "  LOST" if c.lost else ""
            said.append(f"{c.name:24}{c.before:>8.3f}{c.after:>8.3f}{c.p:>8.4f}{mark}")
        if self.stages and self.stages[0][1] > 0:
            stage, count = self.stages[0]
            said.append(f"Lost most at: {stage.replace('_', ' ')} (+{count} questions).")
        worse = [(i, now) for i, _, now in self.moved if now]
        said += [f"  {name}: {now.replace('_', ' ')}" for name, now in worse[:_SHOWN]]
        said += [f"  and {len(worse) - _SHOWN} more"] if len(worse) > _SHOWN else []
        for names, what in ((self.new, "not in the baseline"), (self.gone, "not in this run")):
            said += [f"{len(names)} questions are {what} and not compared."] if names else []
        verdict = "a significant loss" if self.failed else "no significant loss"
        return [*said, f"Baseline: {verdict}."]

    def to_json(self) -> dict[str, Any]:
        """Return the verdict in plain values."""
        form: dict[str, Any] = schema.to_json(self)
        return {"failed": self.failed, "stages": dict(self.stages), **form}


def save_baseline(path: Path, report: Report) -> None:
    """Write a run's gated measures, one question a line, so that a diff shows what moved."""
    settings = {k: v for k, v in report.settings.items() if k not in _FOLDERS}
    head = {"format": FORMAT, "set": report.set_path, "settings": settings}
    lines = [json.dumps(head, ensure_ascii=False)[:-1] + ', "questions": {']
    records = [f"{json.dumps(o.question.id)}: {_dump(o)}" for o in report.outcomes]
    write_text(path, lines[0] + "\n" + ",\n".join(records) + "\n}}\n")


def _dump(outcome: Outcome) -> str:
    return json.dumps({"lost_at": outcome.lost_at, "measures": dict(_record(outcome).measures)})


def _record(outcome: Outcome) -> Record:
    spans = bool(outcome.question.answers)
    kept = {
        name: round(outcome.measures[name], _DIGITS)
        for name in GATED
        if name in outcome.measures and not (spans and name.startswith("document "))
    }
    return Record(kept, outcome.lost_at)


def load_baseline(path: Path) -> dict[str, Record]:
    """Read a baseline: question id -> record. Raises QuestionSetError."""
    try:
        form = json.loads(read_text(path))
        if form["format"] != FORMAT:
            raise ValueError(f"format {form['format']}, not {FORMAT}")
        return {
            name: Record({k: float(v) for k, v in record["measures"].items()}, record["lost_at"])
            for name, record in form["questions"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            expected=f"a baseline in {path}",
            found=f"{type(error).__name__}: {error}",
            mend="Write it anew: seeqa eval --save-baseline FILE.",
        ) from error


def against(baseline: Mapping[str, Record], report: Report) -> Verdict:
    """Compare a run with a baseline, question by question; those of one alone are named."""
    now = {outcome.question.id: _record(outcome) for outcome in report.outcomes}
    both = [name for name in now if name in baseline]
    moved = [
        (name, baseline[name].lost_at, now[name].lost_at)
        for name in both
        if baseline[name].lost_at != now[name].lost_at
    ]
    changes = [_change(gate, baseline, now, both) for gate in GATED]
    return Verdict(
        changes=tuple(change for change in changes if change),
        moved=tuple(moved),
        new=tuple(name for name in now if name not in baseline),
        gone=tuple(name for name in baseline if name not in now),
    )


def _change(
    gate: str, then: Mapping[str, Record], now: Mapping[str, Record], both: list[str]
) -> Change | None:
    names = [n for n in both if gate in then[n].measures and gate in now[n].measures]
    if not names:
        return None
    before = [then[name].measures[gate] for name in names]
    after = [now[name].measures[gate] for name in names]
    return Change(gate, fmean(before), fmean(after), randomisation(before, after))
