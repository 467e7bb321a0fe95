"""Whole archives: how well each is read and asked, side by side and all together.

An archive is a folder with `files/` and, told by hand, `items.jsonl` (what a reader of the
files would call an item) or `questions.jsonl`, or both. It is read and indexed apart, in the cache.

    archives_table(evaluate_archives(config, [Path("questions/archives/food-safety")]))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from seeqa import schema
from seeqa.archive import Corpus, read_corpus
from seeqa.assistant import Encoder
from seeqa.config import Config
from seeqa.embed import SentenceEncoder
from seeqa.errors import QuestionSetError
from seeqa.evaluation import items as reading
from seeqa.evaluation.archive import held_out, open_archive
from seeqa.evaluation.archive_questions import (
    FILTER,
    FOLLOW_UP,
    LIST,
    NEAR_MISS,
    SINGLE,
    TOPIC_CHANGE,
    UNANSWERABLE,
    alone,
    read_archive_questions,
)
from seeqa.evaluation.formats import QuestionSet
from seeqa.evaluation.items import ReadingReport, TrueItem, judge_items, read_items
from seeqa.evaluation.judge import Outcome
from seeqa.evaluation.report import Report
from seeqa.evaluation.run import Progress, evaluate, evaluate_set
from seeqa.evaluation.statistics import Figure, mean_figure

FILES, ITEMS, QUESTIONS = "files", "items.jsonl", "questions.jsonl"


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What came of one archive: how it was read, what was asked of it; None where not measured.

    `standing` are the follow-ups asked in their stand-alone form.
    """

    name: str
    reading: ReadingReport | None = None
    asked: Report | None = None
    standing: Report | None = None

    def figures(self) -> dict[str, Figure]:
        """Return every figure of the questions by name; those that none bears on are not there."""
        found = {name: measure(self) for name, measure in _FIGURES.items()} if self.asked else {}
        return {name: figure for name, figure in found.items() if figure is not None}

    def reading_figures(self) -> dict[str, Figure]:
        """Return the shares of the items, empty where none are told."""
        return self.reading.figures() if self.reading else {}

    def part(self, *tags: str) -> Report:
        """Return the questions that have any of the tags."""
        return _only(self.asked or Report(()), lambda o: bool(set(tags) & set(o.question.tags)))

    def to_json(self) -> dict[str, Any]:
        """Return figures, every item read wrong, and the report of the questions in its form."""
        return {
            "name": self.name,
            "figures": schema.to_json(self.figures()),
            "reading": self.reading
            and self.reading.to_json() | {"figures": schema.to_json(self.reading.figures())},
            "report": self.asked and self.asked.to_json(),
            "stand_alone": self.standing and self.standing.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ArchiveReports:
    """Several archives: each by itself, the mean of them, and all their questions in one."""

    archives: tuple[ArchiveReport, ...]

    @property
    def pooled(self) -> ArchiveReport:
        """All items and questions as if of one archive."""
        readings = [archive.reading for archive in self.archives if archive.reading]
        return ArchiveReport(
            name="pooled",
            reading=reading.pooled(readings) if readings else None,
            asked=_pooled({a.name: a.asked for a in self.archives if a.asked}),
            standing=_pooled({a.name: a.standing for a in self.archives if a.standing}),
        )

    def mean(self) -> dict[str, Figure]:
        """Return the mean over the archives of every figure, each archive counting alike."""
        found = [archive.reading_figures() | archive.figures() for archive in self.archives]
        names = dict.fromkeys(name for figures in found for name in figures)
        values = {name: [f[name].value for f in found if name in f] for name in names}
        # No interval: four archives are too few to be resampled.
        return {name: Figure(fmean(v), None, None, len(v)) for name, v in values.items()}

    def to_json(self) -> dict[str, Any]:
        """Return each archive, the means, and the figures of all together."""
        every = self.pooled
        return {
            "archives": [archive.to_json() for archive in self.archives],
            "mean": schema.to_json(self.mean()),
            "pooled": schema.to_json(every.reading_figures() | every.figures()),
        }


def evaluate_archives(
    config: Config,
    folders: Sequence[Path],
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> ArchiveReports:
    """Read, index and ask every archive in the settings; one encoder serves all.

    Raises QuestionSetError, CorpusError, EncoderError.
    """
    found = [_read(folder) for folder in folders]  # all are read before the first is asked
    if encoder is None and any(archive.asked for archive in found):
        encoder = SentenceEncoder.load(config.encoder, download=True)
    names = _names(folders)
    return ArchiveReports(
        tuple(
            _evaluate(name, config, archive, encoder, progress)
            for name, archive in zip(names, found, strict=True)
        )
    )


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive's folder, read."""

    folder: Path
    corpus: Corpus
    items: tuple[TrueItem, ...]
    asked: QuestionSet | None


def _read(folder: Path) -> _Archive:
    there = [name for name in (FILES, ITEMS, QUESTIONS) if (folder / name).exists()]
    if FILES not in there or len(there) < 2:
        raise QuestionSetError(
            expected=f"an archive in {folder}: {FILES}/ and {ITEMS} or {QUESTIONS}",
            found=", ".join(there) or "none of them",
            mend="Give a folder such as questions/archives/food-safety.",
        )
    corpus = read_corpus(folder / FILES)
    items = read_items(folder / ITEMS) if ITEMS in there else ()
    path = folder / QUESTIONS
    asked = read_archive_questions(path, corpus.documents, items) if QUESTIONS in there else None
    return _Archive(folder, corpus, items, asked)


def _evaluate(
    name: str,
    config: Config,
    archive: _Archive,
    encoder: Encoder | None,
    progress: Progress | None,
) -> ArchiveReport:
    corpus = archive.corpus
    judged = judge_items(archive.items, corpus.documents, corpus.ledger) if archive.items else None
    if archive.asked is None:
        return ArchiveReport(name, judged)
    config = held_out(dataclasses.replace(config, corpus=archive.folder / FILES), archive.folder)
    assistant = open_archive(config, corpus.documents, encoder=encoder, progress=progress)
    asked = evaluate_set(assistant, archive.asked)
    standing = evaluate(assistant, alone(archive.asked.questions))
    return ArchiveReport(name, judged, asked, standing)


def _names(folders: Sequence[Path]) -> list[str]:
    """Return the folders' names, with their parents' where two are alike."""
    names = [folder.resolve().name for folder in folders]
    return [
        name if names.count(name) == 1 else "/".join(folder.resolve().parts[-2:])
        for name, folder in zip(names, folders, strict=True)
    ]


def _only(report: Report, wanted: Callable[[Outcome], bool]) -> Report:
    return dataclasses.replace(report, outcomes=tuple(filter(wanted, report.outcomes)))


def _pooled(reports: Mapping[str, Report]) -> Report | None:
    """Return the report of all outcomes, each question's id under its archive's name."""
    if not reports:
        return None
    outcomes = [
        dataclasses.replace(
            o, question=dataclasses.replace(o.question, id=f"{name}/{o.question.id}")
        )
        for name, report in reports.items()
        for o in report.outcomes
    ]
    first = next(iter(reports.values()))
    return Report(
        outcomes=tuple(outcomes),
        settings={k: v for k, v in first.settings.items() if k not in ("corpus", "index")},
        set_path=", ".join(report.set_path for report in reports.values()),
        remarks=tuple(f"{name}: {said}" for name, r in reports.items() for said in r.remarks),
    )


# --- figures ------------------------------------------------------------------------------


def _mean(name: str, *tags: str) -> Callable[[ArchiveReport], Figure | None]:
    """Return what takes the mean of a measure over the questions of some tags; none: of all."""

    def measure(archive: ArchiveReport) -> Figure | None:
        part = archive.part(*tags) if tags else archive.asked
        return _figure(part.values(name) if part else [])

    return measure


def _figure(values: Sequence[float]) -> Figure | None:
    return mean_figure(values) if values else None


def _standing(archive: ArchiveReport) -> Figure | None:
    standing = _only(archive.standing or Report(()), lambda o: FOLLOW_UP in o.question.tags)
    return _figure(standing.values("right sentence"))


def _far(archive: ArchiveReport) -> Figure | None:
    far = _only(archive.part(UNANSWERABLE), lambda o: NEAR_MISS not in o.question.tags)
    return _figure(far.values("wrongly answered"))


def _exact(archive: ArchiveReport) -> Figure | None:
    """Return how often the documents cited are the wanted ones, all and no more: their F1 is 1."""
    return _figure([float(value == 1.0) for value in archive.part(FILTER).values("list F1")])


def _carried(archive: ArchiveReport) -> Figure | None:
    """Return how often a change of topic was taken to be about an earlier item."""
    changes = archive.part(TOPIC_CHANGE).outcomes
    return _figure([float(bool(o.answer and o.answer.about)) for o in changes])


# Every figure of the questions, in the order in which it is shown.
_FIGURES: Mapping[str, Callable[[ArchiveReport], Figure | None]] = {
    "answer quoted": _mean("right sentence", *SINGLE),
    "Recall@1": _mean("Recall@1", *SINGLE),
    "Recall@5": _mean("Recall@5", *SINGLE),
    "emphasised words F1": _mean("F1", *SINGLE),
    "exact match": _mean("exact match", *SINGLE),
    "no-answer AUROC": lambda archive: archive.part(*SINGLE, UNANSWERABLE).auroc(),
    "false answers": _mean("wrongly answered", UNANSWERABLE),
    "  to near misses": _mean("wrongly answered", NEAR_MISS),
    "  to others": _far,
    "wrong refusals": _mean("wrongly abstained", *SINGLE),
    "list F1": _mean("list F1", LIST),
    "filter sets exact": _exact,
    "follow-ups right": _mean("right sentence", FOLLOW_UP),
    "  stand-alone right": _standing,
    "topic changes right": _mean("right sentence", TOPIC_CHANGE),
    "  carried": _carried,
    "verbatim": _mean("verbatim"),
}
