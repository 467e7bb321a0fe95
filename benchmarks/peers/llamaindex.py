"""LlamaIndex: VectorStoreIndex on FAISS, HuggingFaceEmbedding, and a custom query engine."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore

from peers.protocol import READ, Passages, main


class ReadingEngine(CustomQueryEngine):  # type: ignore[misc]
    """Reads what a retriever finds with the question-answering pipeline."""

    retriever: BaseRetriever
    reader: Any

    def custom_query(self, query_str: str) -> str:
        """Return the words of the best score."""
        texts = [node.get_content() for node in self.retriever.retrieve(query_str)]
        found = self.reader(question=[query_str] * len(texts), context=texts)
        return str(max(found, key=lambda one: one["score"])["answer"])


class LlamaIndex:
    """A vector index as a retriever, and a query engine of it and a reader."""

    packages = ("llama-index-core", "llama-index-embeddings-huggingface") + (
        "llama-index-vector-stores-faiss",
        "faiss-cpu",
        "sentence-transformers",
        "transformers",
        "torch",
    )

    def __init__(self, models: Path, index: Path) -> None:
        """Load the encoder."""
        self._reader_folder = str(models / "reader")
        self._folder = str(index)
        Settings.embed_model = HuggingFaceEmbedding(str(models / "encoder"), device="cpu")
        Settings.llm = None

    def build(self, passages: Passages) -> None:
        """Embed the nodes into an index and save it."""
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(384))
        nodes = [TextNode(id_=p["id"], text=p["text"]) for p in passages]
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex(nodes, storage_context=context)
        index.storage_context.persist(self._folder)

    @cached_property
    def _index(self) -> Any:
        store = FaissVectorStore.from_persist_dir(self._folder)
        context = StorageContext.from_defaults(vector_store=store, persist_dir=self._folder)
        return load_index_from_storage(context)

    def retrieve(self, question: str, k: int) -> list[str]:
        """Ask the retriever."""
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [node.node_id for node in found]

    @cached_property
    def _engine(self) -> Any:
        import transformers

        pipeline: Any = transformers.pipeline
        reader = pipeline("question-answering", model=self._reader_folder, device="cpu")
        retriever = self._index.as_retriever(similarity_top_k=READ)
        return ReadingEngine(retriever=retriever, reader=reader)

    def answer(self, question: str) -> str:
        """Ask the query engine."""
        return str(self._engine.query(question))


if __name__ == "__main__":
    main(LlamaIndex)
