"""txtai: hybrid Embeddings with content, and its Extractor with an extractive model."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from txtai.embeddings import Embeddings
from txtai.pipeline import Extractor

from peers.protocol import READ, Passages, main


class Txtai:
    """One index of vectors and words, and a pipeline that reads what it finds."""

    packages = ("txtai", "faiss-cpu", "transformers", "torch")

    def __init__(self, models: Path, index: Path) -> None:
        """Remember where things lie."""
        self._models = models
        self._folder = str(index)

    def build(self, passages: Passages) -> None:
        """Index the texts and save the index."""
        embeddings = Embeddings(path=str(self._models / "encoder"), hybrid=True, content=True)
        embeddings.index((p["id"], p["text"], None) for p in passages)
        embeddings.save(self._folder)

    @cached_property
    def _embeddings(self) -> Any:
        embeddings = Embeddings()
        embeddings.load(self._folder)
        return embeddings

    def retrieve(self, question: str, k: int) -> list[str]:
        """Search the index."""
        return [found["id"] for found in self._embeddings.search(question, k)]

    @cached_property
    def _extractor(self) -> Any:
        reader = str(self._models / "reader")
        return Extractor(self._embeddings, reader, gpu=False, context=READ)

    def answer(self, question: str) -> str:
        """Ask the extractor."""
        try:
            return str(self._extractor([("answer", question, question, False)])[0][1] or "")
        except TypeError:  # it raises where the model finds no answer likelier than any
            return ""


if __name__ == "__main__":
    main(Txtai, alone=True)
