"""Measure how often the right passage wins among a file's best BM25 hits."""

from __future__ import annotations

from seeqa.read.model import ReaderModel

from lexical import best
from reader_data import Corpus, Question, contains_answer
from reader_metrics import Prediction, predict, quality


def candidates(corpus: Corpus, questions: list[Question], size: int) -> list[list[int]]:
    """Return BM25's best passages for each question, the right one among them."""
    texts = [passage.text for passage in corpus.passages]
    lists = best(texts, [q.text for q in questions], size)
    return [
        row if q.passage in row else [*row[:-1], q.passage]
        for row, q in zip(lists, questions, strict=True)
    ]


def select(model: ReaderModel, corpus: Corpus, size: int) -> dict[str, float]:
    """Return, in percent, how often each score puts a passage with the answer first."""
    questions = [q for q in corpus.questions if q.answers]
    lists = candidates(corpus, questions, size)
    triples = [
        (q.text, corpus.passages[hit].title, corpus.passages[hit].text)
        for q, row in zip(questions, lists, strict=True)
        for hit in row
    ]
    found = iter(predict(model, triples))
    rows = [[next(found) for _ in row] for row in lists]
    result: dict[str, float] = {"selected_from": float(size)}
    for name in ("bm25", "score", "relevance", "sum"):
        picks = [_pick(row, name) for row in rows]
        hits = [
            contains_answer(corpus.passages[row[k]].text, q.answers)
            for q, row, k in zip(questions, lists, picks, strict=True)
        ]
        f1 = [quality(r[k].text, q)[1] for q, r, k in zip(questions, rows, picks, strict=True)]
        result[f"first_{name}"] = 100 * sum(hits) / len(hits)
        result[f"first_{name}_f1"] = 100 * sum(f1) / len(f1)
    return result


def _pick(row: list[Prediction], name: str) -> int:
    """Return the position that a way of ranking puts first."""
    ranks = [_rank(found, position, name) for position, found in enumerate(row)]
    return ranks.index(max(ranks))


def _rank(found: Prediction, position: int, name: str) -> float:
    """Return the value that a way of ranking gives to a passage."""
    if name == "bm25":
        return float(-position)
    if name == "sum":
        return found.score + found.relevance
    return float(getattr(found, name))
