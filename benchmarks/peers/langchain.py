"""LangChain: HuggingFaceEmbeddings, FAISS, and the question-answering pipeline in a chain."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_huggingface import HuggingFaceEmbeddings

from peers.protocol import READ, Passages, main


class LangChain:
    """A vector store as a retriever, and a chain of it and a reading step."""

    packages = ("langchain-core", "langchain-community", "langchain-huggingface", "faiss-cpu") + (
        "sentence-transformers",
        "transformers",
        "torch",
    )

    def __init__(self, models: Path, index: Path) -> None:
        """Load the encoder."""
        self._reader_folder = str(models / "reader")
        self._folder = str(index)
        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(models / "encoder"), model_kwargs={"device": "cpu"}
        )

    def build(self, passages: Passages) -> None:
        """Embed the documents into a store and save it."""
        documents = [Document(page_content=p["text"], metadata={"id": p["id"]}) for p in passages]
        FAISS.from_documents(documents, self._embeddings).save_local(self._folder)

    @cached_property
    def _store(self) -> Any:
        # The store's texts are a pickle, made by this very benchmark.
        return FAISS.load_local(
            self._folder, self._embeddings, allow_dangerous_deserialization=True
        )

    def retrieve(self, question: str, k: int) -> list[str]:
        """Ask the retriever."""
        retriever = self._store.as_retriever(search_kwargs={"k": k})
        return [document.metadata["id"] for document in retriever.invoke(question)]

    @cached_property
    def _chain(self) -> Any:
        import transformers

        pipeline: Any = transformers.pipeline
        reader = pipeline("question-answering", model=self._reader_folder, device="cpu")

        def read(given: dict[str, Any]) -> str:
            texts = [document.page_content for document in given["context"]]
            found = reader(question=[given["question"]] * len(texts), context=texts)
            return str(max(found, key=lambda one: one["score"])["answer"])

        retriever = self._store.as_retriever(search_kwargs={"k": READ})
        return {"context": retriever, "question": RunnablePassthrough()} | RunnableLambda(read)

    def answer(self, question: str) -> str:
        """Run the chain."""
        return str(self._chain.invoke(question))


if __name__ == "__main__":
    main(LangChain)
