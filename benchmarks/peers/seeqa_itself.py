"""SEEQA: the assistant as it is shipped, on the corpus and the index of its settings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from seeqa.imports import one_thread

one_thread()  # as the command line and the chat do, before NumPy is imported

from peers.protocol import Passages, Reply, main  # noqa: E402
from seeqa.assistant import Assistant, build_index  # noqa: E402
from seeqa.config import Config  # noqa: E402
from seeqa.embed import Parts, SentenceEncoder, Vectors  # noqa: E402
from seeqa.types import Citation  # noqa: E402


class Recording(SentenceEncoder):
    """The encoder, which also remembers the texts and how long they took."""

    def with_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Encode and remember."""
        start = time.perf_counter()
        vectors = super().with_parts(texts, parts)
        self.__dict__.setdefault("seconds", []).append(time.perf_counter() - start)
        self.__dict__.setdefault("texts", []).extend(texts)
        return vectors


class Seeqa:
    """The assistant; it reads the corpus of SEEQA_CORPUS itself and no passages."""

    packages = ("seeqa", "onnxruntime", "faiss-cpu", "tokenizers")

    def __init__(self, models: Path, index: Path) -> None:
        """Take the settings; the models are its own."""
        self._config = Config.from_env().with_values(index=index)

    def build(self, passages: Passages) -> Reply:
        """Build the index; tell what was encoded, and the seconds of that."""
        encoder: Any = Recording.load(self._config.encoder)
        start = time.perf_counter()
        index = build_index(self._config, encoder, fresh=True)
        seconds = time.perf_counter() - start
        told = {"embedding": sum(encoder.seconds), "texts": encoder.texts}
        return {"seconds": seconds, "own_passages": len(index), **told}

    @cached_property
    def _assistant(self) -> Assistant:
        return Assistant.open(self._config)

    def retrieve(self, question: str, k: int) -> list[str]:
        """Return the documents of the best passages."""
        return [hit.passage.document_id for hit in self._assistant.search(question, k=k)]

    def answer(self, question: str) -> Reply:
        """Return the emphasised words of the first quote; of an unsure one as "perhaps"."""
        answer = self._assistant.ask(question)
        return {"answer": self._words(answer.citations), "perhaps": self._words(answer.perhaps)}

    def _words(self, quoted: Sequence[Citation]) -> str:
        if not quoted:
            return ""
        document = self._assistant.document(quoted[0].document_id)
        if not quoted[0].emphasis or not document:
            return quoted[0].quote
        return document.text[slice(*quoted[0].emphasis)]


if __name__ == "__main__":
    main(Seeqa)
