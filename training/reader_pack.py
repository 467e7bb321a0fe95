"""Pack planned rows into arrays, so that a machine with torch and numpy alone can train on them.

Passages are tokenized once; a row is a question's tokens and where its window lies. The rows of a
pass stand in the order in which they were drawn, a negative right behind its question's own row.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from seeqa.read.rows import RowMaker

from reader_data import Corpus, build_corpus, read_squad, split_articles
from reader_input import row_maker, token_span
from reader_model import default_base
from reader_negatives import mine
from reader_plan import Planned, Planner

Arrays = dict[str, np.ndarray[Any, np.dtype[Any]]]
GOLDS = 6  # annotators' answers kept to measure by, at most


def flat(lists: Iterable[Iterable[int]], name: str) -> Arrays:
    """Return lists of numbers under 65,536 as one array and where each begins."""
    kept = [list(one) for one in lists]
    ends = np.cumsum([0, *map(len, kept)], dtype=np.int64)
    joined = np.fromiter((i for one in kept for i in one), dtype=np.uint16, count=int(ends[-1]))
    return {name: joined, f"{name}_at": ends.astype(np.uint32)}


def texts(corpus: Corpus, maker: RowMaker) -> Arrays:
    """Return the tokens of the passages and of what goes before them."""
    passages = flat((maker.tokens(p.text).ids for p in corpus.passages), "passages")
    return passages | flat((maker.context(p.title) for p in corpus.passages), "contexts")


def pack(groups: Iterable[tuple[Planned, ...]]) -> Arrays:
    """Return planned rows as arrays; spans are (0, 0) where there is no answer, else from 1."""
    rows = [(row, k) for group in groups for k, row in enumerate(group)]
    spans = [(0, 0) if r.span is None else (r.span[0] + 1, r.span[1] + 1) for r, _ in rows]
    questions = flat((r.question for r, _ in rows), "questions")
    where: Arrays = {
        "passage": np.array([r.passage for r, _ in rows], dtype=np.uint32),
        "headed": np.array([-1 if r.headed is None else r.headed for r, _ in rows], dtype=np.int32),
        "second": np.array([k == 1 for _, k in rows], dtype=np.bool_),
        "window": np.array([(r.at, r.stop) for r, _ in rows], dtype=np.uint16),
        "cut": np.array([r.cut for r, _ in rows], dtype=np.uint16),
        "span": np.array(spans, dtype=np.uint16),
    }
    return questions | where


def pack_held_out(corpus: Corpus, maker: RowMaker) -> Arrays:
    """Return every question with its own passage in windows, and the annotators' answers."""
    rows, of, golds = [], [], []
    for number, question in enumerate(corpus.questions):
        passage = corpus.passages[question.passage]
        tokens, asked = maker.tokens(passage.text), maker.tokens(question.text).ids
        for row in maker.windows(asked, maker.context(passage.title), tokens.ids):
            stop = row.at + row.stop - row.first
            rows.append((Planned(tuple(asked), question.passage, question.passage, row.at, stop),))
            of.append(number)
        spans = [token_span(tokens.offsets, at, at + len(t)) for t, at in question.answers]
        found = [(a + 1, b + 1) for a, b in filter(None, spans)][:GOLDS]
        golds.append(found + [(0, 0)] * (GOLDS - len(found)))
    measured: Arrays = {
        "of": np.array(of, dtype=np.uint32),
        "golds": np.array(golds, dtype=np.uint16),
    }
    return pack(rows) | measured


def save(path: Path, arrays: Arrays) -> None:
    """Write arrays to a file."""
    np.savez_compressed(path, allow_pickle=False, **arrays)


def main() -> None:
    """Write one file of texts and passes, and one of the held-out half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="SQuAD-format files")
    parser.add_argument("--dev", type=Path, required=True, help="half trains, half is held out")
    parser.add_argument("--out", type=Path, required=True, help="folder for rows.npz, held.npz")
    parser.add_argument("--base", type=Path, help="base model folder; default: the package's")
    parser.add_argument("--hits", type=Path, help="cache of the retrievers' hits")
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--length", type=int, default=224, help="tokens a row, in training")
    parser.add_argument("--read-length", type=int, default=256, help="tokens a row, in reading")
    parser.add_argument("--share", type=float, default=0.8, help="questions with a negative")
    parser.add_argument("--near", type=int, default=8, help="near passages to draw from")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    base = args.base or default_base()
    args.out.mkdir(parents=True, exist_ok=True)
    articles = [a for path in args.train for a in read_squad(path)]
    half, held = split_articles(read_squad(args.dev))
    corpus, measured = build_corpus([*articles, *half]), build_corpus(held)
    reading = row_maker(base, args.read_length)
    arrays = texts(measured, reading) | pack_held_out(measured, reading)
    save(args.out / "held.npz", arrays)
    negatives = mine(corpus, base, args.hits or args.out / "hits.npz", keep=args.near)
    maker = row_maker(base, args.length)
    planner = Planner(corpus, negatives, maker, 0, args.seed, args.share)
    save(args.out / "texts.npz", texts(corpus, maker))
    for number in range(args.passes):
        packed = pack(planner.planned(number))
        save(args.out / f"rows{number}.npz", packed)
        sys.stdout.write(f"pass {number}: {len(packed['passage']):,} rows\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
