"""The floor: ONNX Runtime forward passes of encoder and reader, and a flat FAISS index."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from peers.protocol import READ, Passages, Reply, main

_TOKENS = 256  # of a run of the encoder; measured: more of them no longer stay in the cache
_LONGEST = 30  # tokens of an answer
Vectors = NDArray[np.float32]


class Floor:
    """Encodes, searches and reads with nothing around it."""

    packages = ("onnxruntime", "faiss-cpu", "tokenizers", "numpy")

    def __init__(self, models: Path, index: Path) -> None:
        """Load the encoder."""
        self._models = models
        self._folder = index
        self._tokenizer = _tokenizer(models / "encoder", 256)
        self._encoder = _session(models / "encoder.onnx")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors; texts of like length are run together."""
        rows = [self._tokenizer.encode(text).ids for text in texts]
        found = np.empty((len(rows), 384), dtype=np.float32)
        for batch in _batches([len(row) for row in rows]):
            ids, mask = _padded([rows[i] for i in batch])
            hidden = _run(self._encoder, ids, mask, np.zeros_like(ids))
            found[batch] = (mask[:, None].astype(np.float32) @ hidden)[:, 0]
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found

    def do_encode(self, request: Mapping[str, Any]) -> Reply:
        """Encode texts and tell nothing but how long it took."""
        return {"count": len(self.encode(request["texts"]))}

    def build(self, passages: Passages) -> None:
        """Encode, index, write."""
        index = faiss.IndexFlatIP(384)
        index.add(self.encode([passage["text"] for passage in passages]))
        self._folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(index, str(self._folder / "vectors.faiss"))
        told = json.dumps([dict(passage) for passage in passages])
        (self._folder / "passages.json").write_text(told, encoding="utf-8")

    @cached_property
    def _index(self) -> Any:
        return faiss.read_index(str(self._folder / "vectors.faiss"))

    @cached_property
    def _passages(self) -> list[dict[str, str]]:
        told = (self._folder / "passages.json").read_text(encoding="utf-8")
        passages: list[dict[str, str]] = json.loads(told)
        return passages

    def _nearest(self, question: str, k: int) -> list[dict[str, str]]:
        _, places = self._index.search(self.encode([question]), k)
        return [self._passages[int(i)] for i in places[0] if i >= 0]

    def retrieve(self, question: str, k: int) -> list[str]:
        """Return the ids of the nearest passages."""
        return [passage["id"] for passage in self._nearest(question, k)]

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._models)

    def answer(self, question: str) -> str:
        """Return the best span of the nearest five."""
        texts = [passage["text"] for passage in self._nearest(question, READ)]
        return max((self._reader.read(question, text) for text in texts), default=(0.0, ""))[1]


class Reader:
    """Finds the best span of a text: its logits less those of "no answer"."""

    def __init__(self, models: Path) -> None:
        """Load the model and its head."""
        self._tokenizer = _tokenizer(models / "reader", 384, stride=128)
        self._session = _session(models / "reader.onnx")
        with np.load(models / "span.npz", allow_pickle=False) as head:
            self._weight, self._bias = head["weight"].T, head["bias"]

    def read(self, question: str, text: str) -> tuple[float, str]:
        """Return the score and the words; a text that does not fit is read in windows."""
        first = self._tokenizer.encode(question, text)
        return max(self._window(row, text) for row in (first, *first.overflowing))

    def _window(self, row: Any, text: str) -> tuple[float, str]:
        # A row is run by itself: on a CPU quicker than five padded to the longest.
        ids, mask, types = (
            np.array([x], dtype=np.int32) for x in (row.ids, row.attention_mask, row.type_ids)
        )
        places = _run(self._session, ids, mask, types)[0] @ self._weight + self._bias
        columns = [i for i, sequence in enumerate(row.sequence_ids) if sequence == 1]
        inside = places[columns]
        scores = inside[:, :1] + inside[None, :, 1]
        allowed = np.tril(np.triu(np.ones_like(scores)), _LONGEST - 1)
        scores = np.where(allowed, scores, -np.inf)
        a, b = divmod(int(scores.argmax()), len(columns))
        start, end = row.offsets[columns[a]][0], row.offsets[columns[b]][1]
        return float(scores[a, b] - places[0].sum()), text[start:end]


def _tokenizer(folder: Path, longest: int, stride: int = 0) -> Any:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    strategy = "only_second" if stride else "longest_first"
    tokenizer.enable_truncation(longest, stride=stride, strategy=strategy)
    return tokenizer


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])


def _run(session: Any, ids: NDArray[Any], mask: NDArray[Any], types: NDArray[Any]) -> Vectors:
    hidden: Vectors = session.run(None, {"ids": ids, "mask": mask, "types": types})[0]
    return hidden


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of rows of like length, as many as stay within the tokens of a run."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > _TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[Any], NDArray[Any]]:
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int32)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
    return ids, mask


if __name__ == "__main__":
    main(Floor)
