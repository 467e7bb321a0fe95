"""Tokens -> hidden vectors: runs the packaged encoder on the CPU, with its weights or a reader's.

ONNX Runtime runs a graph that holds no weights (`bert.onnx`, made by `training/graph.py`); they
are given when it is loaded, so nothing is exported or cached. Neither torch nor transformers is
imported, which takes ten times as long as all this.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import tokenizers

_COLUMNS = 256  # in a run, unless a single row has more
Weights = Mapping[str, NDArray[np.float32]]
Integers = NDArray[np.int64]
# The numbers of safetensors that numpy has too, which are written lowest byte first.
_NUMBERS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token ids of a text, and the characters (start, end) that each stands for."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Tokenizer:
    """Cuts texts into tokens; safe to use from several threads."""

    def __init__(self, inner: tokenizers.Tokenizer, cls: int, sep: int) -> None:
        """Take a tokenizer, and the ids of the tokens before and after a text."""
        # Set here once and for all: to change it while another thread encodes is an error.
        inner.no_truncation()
        inner.no_padding()
        self._inner = inner
        self.cls = cls
        self.sep = sep

    @classmethod
    def load(cls, folder: Path) -> Tokenizer:
        """Load the tokenizer of a BERT."""
        import tokenizers

        inner = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        vocabulary = inner.get_vocab()
        return cls(inner, vocabulary["[CLS]"], vocabulary["[SEP]"])

    def tokens(self, text: str) -> Tokens:
        """Tokenize a text, whole and without special tokens."""
        found = self._inner.encode(text, add_special_tokens=False)
        return Tokens(found.ids, found.offsets)

    def vocabulary(self) -> dict[str, int]:
        """Return the pieces of words and their ids."""
        return self._inner.get_vocab()


class Bert:
    """A BERT of the shape of all-MiniLM-L6-v2; safe to use from several threads."""

    def __init__(self, weights: Weights) -> None:
        """Take weights under the names of BERT's own files.

        Raises ImportError where ONNX Runtime cannot be loaded, and ValueError when the weights are
        not of this shape.
        """
        # 1.32 reports to its maker over the network unless it is told not to.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime as ort

        given = _given(weights)
        self.dimension = given["embeddings.LayerNorm.bias"].size
        # What is shared must live as long as the session: ONNX Runtime only borrows it.
        self._values = {n: ort.OrtValue.ortvalue_from_numpy(w) for n, w in given.items()}
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # it never gives back what one large batch took
        options.log_severity_level = 3
        options.add_external_initializers([*self._values], [*self._values.values()])
        for name, value in self._values.items():
            options.add_initializer(name, value)  # used where it lies, not copied
        graph = files("seeqa").joinpath("bert.onnx").read_bytes()
        try:
            self._session = ort.InferenceSession(graph, options, ["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises classes of its own that it does not export
            raise ValueError(str(error)) from error
        _release(weights)

    def hidden(self, ids: Integers, mask: Integers, types: Integers) -> NDArray[np.float32]:
        """Return the last layer's vectors, shape (rows, tokens, 384)."""
        inputs = {"ids": ids, "mask": mask, "types": types}
        found = self._session.run(None, {k: v.astype(np.int32) for k, v in inputs.items()})
        hidden: NDArray[np.float32] = found[0]
        return hidden


def runs(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Cut the numbers of rows of token ids into runs: of like length, and of few columns in all.

    What fits into the processor's cache is quickest: encoding took a quarter less than in runs of
    sixteen rows.
    """
    run: list[int] = []
    for number in sorted(range(len(rows)), key=lambda i: len(rows[i])):
        if run and (len(run) + 1) * len(rows[number]) > _COLUMNS:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def read_weights(file: Path) -> dict[str, NDArray[np.float32]]:
    """Return the tensors of a safetensors file by name, as 32-bit numbers.

    They lie in the file, mapped into memory: safetensors' own functions copy them, twice 90 MB for
    an encoder and a reader on it. The format is a length, a JSON header, and the numbers.
    """
    with file.open("rb") as opened:
        whole = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    begin = 8 + int.from_bytes(whole[:8], "little")
    header = json.loads(whole[8:begin])
    header.pop("__metadata__", None)
    tensors = {}
    for name, told in header.items():
        kind, start = np.dtype(_NUMBERS[told["dtype"]]), begin + told["data_offsets"][0]
        count = math.prod(told["shape"])
        numbers = np.frombuffer(whole, kind, count, start).reshape(told["shape"])
        tensors[name] = numbers.astype(np.float32, copy=False)
    return tensors


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; one that did not change is read once."""
    state = path.stat()
    return _digest(path, state.st_mtime_ns, state.st_size)


@lru_cache
def _digest(path: Path, _changed: int, size: int) -> str:
    with path.open("rb") as file:
        # At once: between two parts of it other threads would take the interpreter each time.
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        return hashlib.sha256(whole).hexdigest()


def _release(weights: Weights) -> None:
    """Give back the memory of weights that lie in a file; what is needed again is read again."""
    for weight in weights.values():
        memory: Any = weight
        while isinstance(memory, np.ndarray):
            memory = memory.base
        file = getattr(memory, "obj", None)
        if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            file.madvise(mmap.MADV_DONTNEED)


def threads() -> int:
    """Return how many threads a network may use: OMP_NUM_THREADS, or one a physical core."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() and int(told) else _cores()


def _cores() -> int:
    """Return the physical cores that this process may run on."""
    cpus = Path("/sys/devices/system/cpu")
    try:
        mine = os.sched_getaffinity(0)
        return len({(cpus / f"cpu{n}/topology/thread_siblings_list").read_text() for n in mine})
    except (AttributeError, OSError):  # not Linux, or one that does not tell
        return os.cpu_count() or 1


def _given(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """Return the weights as the graph names and shapes them."""
    given = {}
    for name, weight in weights.items():
        if name.startswith("pooler.") or name.endswith("position_ids"):
            continue
        if ".self.query." in name:
            parts = [weights[name.replace("query", part)] for part in ("query", "key", "value")]
            name, weight = name.replace("query", "qkv"), np.concatenate(parts)
        elif ".self." in name:
            continue
        turned = name.endswith(".qkv.weight")
        given[name] = np.ascontiguousarray(weight.T if turned else weight, dtype=np.float32)
    return given
