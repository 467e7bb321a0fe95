"""Find passages that look right for a question but do not answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from seeqa.read.rows import RowMaker

from lexical import best
from reader_data import Corpus, contains_answer
from reader_input import row_maker
from reader_model import load_base

Hits = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True)
class Negatives:
    """Hold, per question, wrong passages of the same article and of any article."""

    near: list[list[int]]
    far: list[list[int]]


def bm25_hits(corpus: Corpus, depth: int) -> Hits:
    """Return BM25's best passages for every question."""
    texts = [f"{p.title} {p.text}" for p in corpus.passages]
    found = best(texts, [q.text for q in corpus.questions], depth)
    return np.array(found, dtype=np.int32)


def _embed(model: Any, maker: RowMaker, texts: list[str], limit: int) -> torch.Tensor:
    """Return mean-pooled unit vectors, as the base model was trained to give."""
    rows = [[maker.cls, *maker.tokens(t).ids[: limit - 2], maker.sep] for t in texts]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    vectors = torch.zeros(len(rows), int(model.config.hidden_size))
    for batch in _slices(order, 64):
        width = max(len(rows[i]) for i in batch)
        ids = torch.tensor([rows[i] + [0] * (width - len(rows[i])) for i in batch])
        mask = (ids != 0).long()
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        vectors[batch] = torch.nn.functional.normalize(mean, dim=-1)
    return vectors


def _slices(items: list[int], size: int) -> Iterator[list[int]]:
    """Yield consecutive slices."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


@torch.no_grad()
def dense_hits(corpus: Corpus, base: Path, depth: int, limit: int = 128) -> Hits:
    """Return the base encoder's best passages for every question."""
    model, maker = load_base(base).eval(), row_maker(base, limit)
    depth = min(depth, len(corpus.passages))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        passages = _embed(model, maker, [p.text for p in corpus.passages], limit)
        questions = _embed(model, maker, [q.text for q in corpus.questions], 48)
    found = [(part @ passages.T).topk(depth).indices for part in torch.split(questions, 1024)]
    return torch.cat(found).numpy().astype(np.int32)


def mine(corpus: Corpus, base: Path, cache: Path, depth: int = 40, keep: int = 4) -> Negatives:
    """Mine wrong passages for every question, at most `keep` near ones, caching the hits."""
    if cache.exists():
        stored = np.load(cache)
        lexical, dense = stored["lexical"], stored["dense"]
    else:
        lexical, dense = bm25_hits(corpus, depth), dense_hits(corpus, base, depth // 2)
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, lexical=lexical, dense=dense)
    if len(lexical) != len(corpus.questions):
        raise ValueError(f"{cache} belongs to other data; remove it")
    near, far = [], []
    for index in range(len(corpus.questions)):
        close, wide = _select(corpus, index, lexical[index].tolist(), dense[index].tolist(), keep)
        near.append(close)
        far.append(wide)
    return Negatives(near, far)


def _select(
    corpus: Corpus, index: int, lexical: list[int], dense: list[int], keep: int
) -> tuple[list[int], list[int]]:
    """Choose wrong passages for one question: same article, and any article."""
    question = corpus.questions[index]
    own = corpus.passages[question.passage]

    def wrong(hit: int) -> bool:
        text = corpus.passages[hit].text
        return hit != question.passage and not contains_answer(text, question.answers)

    good_lexical = [h for h in lexical if wrong(h)]
    good_dense = [h for h in dense if wrong(h)]
    both = [*good_lexical, *good_dense]
    near = list(dict.fromkeys(h for h in both if corpus.passages[h].article == own.article))
    far = list(dict.fromkeys([*good_lexical[:4], *good_dense[:4]]))
    return near[:keep], far
