"""Haystack: an in-memory store, hybrid retrieval joined by ranks, and its extractive reader."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from peers.protocol import READ, Passages, main

_CPU = ComponentDevice.from_str("cpu")


class Haystack:
    """Haystack's hybrid retrieval pipeline, alone and with its extractive reader."""

    packages = ("haystack-ai", "sentence-transformers-haystack", "transformers-haystack") + (
        "sentence-transformers",
        "transformers",
        "torch",
    )

    def __init__(self, models: Path, index: Path) -> None:
        """Remember where things lie."""
        self._models = models
        self._file = index / "store.json"

    def build(self, passages: Passages) -> None:
        """Embed the documents, write them into a store and save it."""
        embedder = SentenceTransformersDocumentEmbedder(
            model=str(self._models / "encoder"), device=_CPU, progress_bar=False
        )
        embedder.warm_up()
        documents = [Document(id=p["id"], content=p["text"]) for p in passages]
        store = InMemoryDocumentStore()
        store.write_documents(embedder.run(documents=documents)["documents"])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(self._file))

    @cached_property
    def _store(self) -> Any:
        return InMemoryDocumentStore.load_from_disk(str(self._file))

    def _pipeline(self, k: int, reader: Any = None) -> Any:
        pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(
            model=str(self._models / "encoder"), device=_CPU, progress_bar=False
        )
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(self._store, top_k=k))
        pipeline.add_component("words", InMemoryBM25Retriever(self._store, top_k=k))
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=k)
        pipeline.add_component("joiner", joiner)
        pipeline.connect("embedder.embedding", "dense.query_embedding")
        pipeline.connect("dense", "joiner")
        pipeline.connect("words", "joiner")
        if reader:
            pipeline.add_component("reader", reader)
            pipeline.connect("joiner.documents", "reader.documents")
        return pipeline

    @cached_property
    def _retrieving(self) -> dict[int, Any]:
        return {}

    @cached_property
    def _reading(self) -> Any:
        reader = TransformersExtractiveReader(
            model=str(self._models / "reader"), device=_CPU, top_k=1, no_answer=False
        )
        return self._pipeline(READ, reader)

    def retrieve(self, question: str, k: int) -> list[str]:
        """Run the retrieving pipeline."""
        if k not in self._retrieving:
            self._retrieving[k] = self._pipeline(k)
        asked = {"embedder": {"text": question}, "words": {"query": question}}
        found = self._retrieving[k].run(asked)["joiner"]["documents"]
        return [document.id for document in found]

    def answer(self, question: str) -> str:
        """Run the pipeline with the reader."""
        asked = {
            "embedder": {"text": question},
            "words": {"query": question},
            "reader": {"query": question},
        }
        answers = self._reading.run(asked)["reader"]["answers"]
        return str(answers[0].data or "") if answers else ""


if __name__ == "__main__":
    main(Haystack)
