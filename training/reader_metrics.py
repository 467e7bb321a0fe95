"""Read questions and compute SQuAD measures."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from dataclasses import dataclass

import torch
from seeqa.read.model import ReaderModel
from seeqa.read.rows import best_spans

from reader_data import Corpus, Question


@dataclass(frozen=True)
class Prediction:
    """Hold the best span of a passage, its score over no-answer, and relevance."""

    text: str
    score: float
    relevance: float


def predict(model: ReaderModel, triples: list[tuple[str, str, str]]) -> list[Prediction]:
    """Read (question, title, passage) triples and return a prediction for each."""
    maker = model.rows
    rows, of, passages = [], [], []
    for i, (question, title, passage) in enumerate(triples):
        passages.append(maker.tokens(passage))
        asked, context = maker.tokens(question).ids, maker.context(title)
        found = maker.windows(asked, context, passages[i].ids)
        rows += found
        of += [i] * len(found)
    best = [Prediction("", -math.inf, -math.inf) for _ in triples]
    for i, row, scores in zip(of, rows, model.score(rows), strict=True):
        longest = maker.layout.max_answer
        for score, a, b in best_spans(row, scores.start, scores.end, longest, 1):
            if score > best[i].score:
                start, end = row.characters(passages[i], a, b)
                best[i] = Prediction(triples[i][2][start:end], score, scores.relevance)
    return best


def normalize(text: str) -> str:
    """Lower-case a text and drop articles, punctuation and extra spaces."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def f1_score(predicted: str, gold: str) -> float:
    """Return the token F1 of two answers."""
    left, right = normalize(predicted).split(), normalize(gold).split()
    if not left or not right:
        return float(left == right)
    same = sum((Counter(left) & Counter(right)).values())
    return 2 * same / (len(left) + len(right))


def quality(predicted: str, question: Question) -> tuple[float, float]:
    """Return exact match and F1 against the best of the gold answers."""
    golds = [a for a, _ in question.answers] or [""]
    exact = max(float(normalize(predicted) == normalize(g)) for g in golds)
    return exact, max(f1_score(predicted, g) for g in golds)


def auroc(positive: list[float], negative: list[float]) -> float:
    """Return the chance that a positive outranks a negative."""
    if not positive or not negative:
        return float("nan")
    scores = torch.tensor([*positive, *negative], dtype=torch.float64)
    _, inverse, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2)[inverse]
    p, n = len(positive), len(negative)
    return float((ranks[:p].sum() - p * (p + 1) / 2) / (p * n))


def measure(questions: list[Question], found: list[Prediction]) -> dict[str, float]:
    """Return SQuAD measures, in percent but for AUROC and thresholds."""
    pairs = list(zip(questions, found, strict=True))
    has = [(q, p) for q, p in pairs if q.answers]
    forced = [quality(p.text, q) for q, p in has]
    result = {
        "questions": float(len(pairs)),
        "answerable": float(len(has)),
        "forced_em": _percent([e for e, _ in forced]),
        "forced_f1": _percent([f for _, f in forced]),
    }
    for name in ("score", "relevance"):
        yes = [float(getattr(p, name)) for q, p in pairs if q.answers]
        no = [float(getattr(p, name)) for q, p in pairs if not q.answers]
        result[f"auroc_{name}"] = auroc(yes, no)
    both = [p.score + p.relevance for q, p in pairs if q.answers]
    none = [p.score + p.relevance for q, p in pairs if not q.answers]
    result["auroc_sum"] = auroc(both, none)
    return result | at_threshold(pairs, 0.0, "at_zero") | at_best(pairs)


def at_threshold(
    pairs: list[tuple[Question, Prediction]], threshold: float, name: str
) -> dict[str, float]:
    """Return EM and F1 when spans at or under a threshold count as no answer."""
    values = [(q, quality(p.text if p.score > threshold else "", q)) for q, p in pairs]
    return {
        f"{name}_threshold": threshold,
        f"{name}_em": _percent([v[0] for _, v in values]),
        f"{name}_f1": _percent([v[1] for _, v in values]),
        f"{name}_hasans_f1": _percent([v[1] for q, v in values if q.answers]),
        f"{name}_noans": _percent([v[1] for q, v in values if not q.answers]),
    }


def at_best(pairs: list[tuple[Question, Prediction]]) -> dict[str, float]:
    """Return the measures at the threshold with the best overall F1."""
    ordered = sorted(pairs, key=lambda pair: -pair[1].score)
    total = best = float(sum(not q.answers for q, _ in ordered))
    threshold = ordered[0][1].score if ordered else 0.0
    for i, (question, found) in enumerate(ordered):
        total += quality(found.text, question)[1] if question.answers else -1.0
        if total > best:
            following = ordered[i + 1][1].score if i + 1 < len(ordered) else found.score - 1.0
            best, threshold = total, (found.score + following) / 2
    return at_threshold(pairs, threshold, "best")


def _percent(values: list[float]) -> float:
    """Return a mean in percent."""
    return 100.0 * sum(values) / len(values) if values else float("nan")


def evaluate(model: ReaderModel, corpus: Corpus, titles: bool = True) -> dict[str, float]:
    """Read every question's own passage and return SQuAD measures."""
    triples = []
    for question in corpus.questions:
        passage = corpus.passages[question.passage]
        triples.append((question.text, passage.title if titles else "", passage.text))
    return measure(corpus.questions, predict(model, triples))
