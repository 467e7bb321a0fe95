"""Fit the reader's confidence (`seeqa.read.confidence`) on question sets, for one adapter.

Every question of FILE or FILE:SPLIT is asked with a threshold of zero; where the answer is as sure
as one of the reader's candidates, that candidate is a row: what the plain confidence says, the
question as it was read, the model's vector, and whether the archive answers the question. The
regression keeps what the plain confidence says as one weight, and has an intercept for each set,
since near misses are half of one and few of another. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from seeqa import Assistant, store
from seeqa.config import Config
from seeqa.embed import DEFAULT, SentenceEncoder, find_encoder
from seeqa.errors import QuestionError
from seeqa.evaluation import read_questions
from seeqa.evaluation.confidence import auroc
from seeqa.evaluation.judge import Judge
from seeqa.evaluation.questions import Question
from seeqa.index import Index
from seeqa.read import SentenceReader, SpanReader, load_adapter
from seeqa.read.confidence import FILE, PLAIN, Confidence, frame
from seeqa.read.model import ReaderModel
from seeqa.read.spans import Candidate
from sklearn.linear_model import LogisticRegression

PLAIN_SCALE = 10.0  # of what the plain one says, which is to be weighed almost freely
VECTOR_SCALE = 0.6
SET_SCALE = 2.0  # of the intercept of each set
STRENGTH = 3.0  # inverse of the penalty on weights
SHARE = 0.5  # of the frame's and the vector's weights that is kept
Floats = NDArray[np.float64]


class Recording(SpanReader):
    """Remembers the candidates of the question that is being asked, by their confidence."""

    def __init__(self, model: ReaderModel, likeness: SentenceReader) -> None:
        """Take what a span reader takes."""
        super().__init__(model, likeness)
        self.seen: dict[float, tuple[Candidate, str]] = {}

    def confidence(self, found: Candidate, question: str) -> float:
        """Return how surely a candidate answers, and remember it."""
        sure = super().confidence(found, question)
        self.seen[sure] = found, question
        return sure


@dataclass(frozen=True)
class Rows:
    """Answers of a reader: a row each, of which set (its number), and what is true of it."""

    plain: Floats  # log-odds by the plain confidence
    frames: Floats
    vectors: Floats
    answerable: Floats
    right: Floats
    sets: Floats

    def __getitem__(self, which: NDArray[Any]) -> Rows:
        """Return some of the rows."""
        return Rows(**{name: values[which] for name, values in vars(self).items()})

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.plain)


def questions(name: str) -> list[Question]:
    """Return the questions of FILE or FILE:SPLIT."""
    path, _, split = name.partition(":")
    return [q for q in read_questions(Path(path)) if split in ("", q.split)]


def asked(assistant: Assistant, reader: Recording, names: Sequence[str]) -> Rows:
    """Ask the questions of some sets; return a row for each answer that a candidate gave."""
    judge = Judge(assistant.documents(), assistant.index.passages, assistant.config.read_k)
    found: list[tuple[float, Any, Any, bool, bool, int]] = []
    for number, name in enumerate(names):
        for question in questions(name):
            reader.seen.clear()
            try:
                answer = assistant.ask(question.question, history=question.history)
            except QuestionError:
                continue
            if answer.confidence not in reader.seen:
                continue
            candidate, text = reader.seen[answer.confidence]
            sure = PLAIN.of(candidate.features, text, candidate.vector)
            right = judge.judge(question, answer, answer).right
            odds = float(np.log(sure / (1 - sure)))
            looked_at = frame(text), candidate.vector
            found.append((odds, *looked_at, question.answerable, right, number))
        sys.stdout.write(f"{name}: {sum(row[-1] == number for row in found)} answers\n")
        sys.stdout.flush()
    names_of = ("plain", "frames", "vectors", "answerable", "right", "sets")
    columns = (np.array(column, dtype=np.float64) for column in zip(*found, strict=True))
    return Rows(**dict(zip(names_of, columns, strict=True)))


def fitted(rows: Rows) -> tuple[float, Floats, Floats]:
    """Return the weights of the plain log-odds, the frame and the vector."""
    framed, vectors = (x - x.mean(axis=0) for x in (rows.frames, rows.vectors))
    sets = SET_SCALE * (rows.sets[:, None] == np.unique(rows.sets))
    columns = [PLAIN_SCALE * rows.plain[:, None], framed, VECTOR_SCALE * vectors, sets]
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    weights = model.fit(np.concatenate(columns, axis=1), rows.answerable).coef_[0]
    ends = np.cumsum([1, framed.shape[1], vectors.shape[1]])
    plain, of_frame, of_vector = np.split(weights[: ends[-1]], ends[:-1])
    scaled = SHARE * of_frame, SHARE * VECTOR_SCALE * of_vector
    return PLAIN_SCALE * float(plain[0]), *scaled


def scored(rows: Rows, weights: tuple[float, Floats, Floats]) -> Floats:
    """Return the log-odds of rows, but for an intercept."""
    plain, of_frame, of_vector = weights
    score: Floats = plain * rows.plain + rows.frames @ of_frame + rows.vectors @ of_vector
    return score


def left_out(rows: Rows) -> Floats:
    """Return each row's score by weights fitted without its set, centred on the rows fitted on."""
    score = np.zeros(len(rows))
    for number in np.unique(rows.sets):
        own = rows.sets == number
        weights = fitted(rows[~own])
        score[own] = scored(rows[own], weights) - scored(rows[~own], weights).mean()
    return score


def platt(score: Floats, right: Floats) -> tuple[float, float]:
    """Return the scale and the shift that make of a score how often it is right."""
    model = LogisticRegression(C=1e6).fit(score[:, None], right)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def false_at(score: Floats, rows: Rows, refused: int) -> int:
    """Return how many unanswerable ones are answered if so many right answers are refused."""
    right = score[(rows.right > 0) & (rows.answerable > 0)]
    return int(((score >= np.sort(right)[refused]) & (rows.answerable == 0)).sum())


def told(name: str, score: Floats, rows: Rows) -> None:
    """Print how well a score tells answerable questions, over all rows and within the sets."""
    within = []
    for number in np.unique(rows.sets):
        own = rows.sets == number
        value = auroc(score[own], rows.answerable[own])
        within += [] if np.isnan(value) else [value]
    count = int((rows.right * rows.answerable).sum())
    shares = [round(count * share / 100) for share in (5, 6, 7, 8, 9, 10)]
    false = [false_at(score, rows, refused) for refused in shares]
    sys.stdout.write(
        f"{name}: AUROC {auroc(score, rows.answerable):.3f}, within sets {np.mean(within):.3f}; "
        f"false of {int((rows.answerable == 0).sum())} where {shares} of {count} right answers "
        f"are refused: {false}\n"
    )


def trade(sure: Floats, rows: Rows) -> None:
    """Print, for thresholds, how many right answers are refused and how many false ones given."""
    right, lacking = rows.right * rows.answerable > 0, rows.answerable == 0
    for threshold in np.arange(0.45, 0.70, 0.03):
        refused, false = (right & (sure < threshold)).sum(), (lacking & (sure >= threshold)).sum()
        sys.stdout.write(f"threshold {threshold:.2f}: {refused} right refused, {false} false\n")


def main() -> None:
    """Fit, print what it tells of sets that it was not fitted on, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="+", help="FILE or FILE:SPLIT to fit on")
    parser.add_argument("--measure", nargs="+", default=[], help="FILE or FILE:SPLIT left out")
    parser.add_argument("--adapter", type=Path, default=Path(str(files("seeqa.read") / "adapter")))
    parser.add_argument("--out", type=Path, help=f"default: {FILE} beside the adapter")
    args = parser.parse_args()
    encoder = SentenceEncoder.load(DEFAULT)
    model = load_adapter(args.adapter, find_encoder(DEFAULT).folder)
    model.confidence = PLAIN
    config = replace(Config.from_env(), min_confidence=0.0)
    Assistant.open(config, encoder=encoder)  # builds the index where there is none
    index = Index.load(config.index)
    reader = Recording(model, SentenceReader(encoder, index))
    assistant = Assistant(
        config=config,
        encoder=encoder,
        reader=lambda _: reader,
        index=index,
        pointer=store.current(config.index),
    )
    rows = asked(assistant, reader, args.questions)
    score = left_out(rows)
    told("plain", rows.plain, rows)
    told("fitted, each set left out", score, rows)
    scale, shift = platt(score, rows.right * rows.answerable)
    trade(1 / (1 + np.exp(-(scale * score + shift))), rows)
    weights = fitted(rows)
    centre = float(scored(rows, weights).mean())
    plain, of_frame, of_vector = weights
    final = Confidence(
        tuple(scale * plain * weight for weight in PLAIN.features),
        scale * (plain * PLAIN.intercept - centre) + shift,
        tuple(scale * of_frame),
        tuple(scale * of_vector),
    )
    if args.measure:
        other = asked(assistant, reader, args.measure)
        told("plain, other sets", other.plain, other)
        told("fitted, other sets", scored(other, weights), other)
    settings = json.loads((args.adapter / "adapter.json").read_text(encoding="utf-8"))
    kept = {
        "adapter_sha256": settings["adapter_sha256"],
        "features": [round(x, 4) for x in final.features],
        "intercept": round(final.intercept, 4),
        "frame": [round(float(x), 4) for x in final.frame],
        "vector": [round(float(x), 4) for x in final.vector],
    }
    out = args.out or args.adapter / FILE
    out.write_text(json.dumps(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
