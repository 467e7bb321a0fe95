"""The passages that share most words with a question, by the product's own BM25."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from seeqa.postings import Postings, PostingsWriter
from seeqa.terms import terms


def best(texts: Sequence[str], questions: Sequence[str], depth: int) -> list[list[int]]:
    """Return the numbers of the best texts for each question, filled up with the first others."""
    with TemporaryDirectory() as folder:
        writer = PostingsWriter()
        for text in texts:
            writer.add(terms(text))
        writer.write(Path(folder) / "postings")
        postings = Postings.open(Path(folder) / "postings", len(texts))
        found = [postings.best(terms(q), depth)[0].tolist() for q in questions]
    size = min(depth, len(texts))
    return [list(dict.fromkeys([*hits, *range(size)]))[:size] for hits in found]
