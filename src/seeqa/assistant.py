"""The one composer: opens an archive and takes a question through every stage."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import passages as splitting
from seeqa import store, terms
from seeqa.answer import abstain, compose
from seeqa.config import Config
from seeqa.corpus import digests, read_corpus
from seeqa.embed import EncoderIdentity, SentenceEncoder, verify
from seeqa.errors import IndexMismatch, IndexMissing
from seeqa.index import Index, Progress, Recipe
from seeqa.read import Reader, SentenceReader
from seeqa.retrieve import Searcher, retrieve
from seeqa.types import Answer, Document, Hit, Query, Reason
from seeqa.understand import unanswerable, understand


class Encoder(Protocol):
    """Turns texts into unit vectors, and says which encoder it is."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, revision, digest and dimension."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...


ReaderFactory = Callable[[Encoder, Index], Reader]


class Assistant:
    """Answers questions from one archive; safe to use from several threads.

    >>> Assistant.open().ask("Who paid for the trafficking report?").text
    'The production of the report … was funded by the Governments of France and Sweden.'
    """

    def __init__(
        self, *, config: Config, encoder: Encoder, index: Index, pointer: str | None
    ) -> None:
        """Take ready parts; `pointer` is what the index folder's CURRENT said."""
        self.config = config
        self._encoder = encoder
        self._serving = (index, self._reader(index), pointer)
        self._swap = threading.Lock()

    @classmethod
    def open(
        cls,
        config: Config | None = None,
        *,
        encoder: Encoder | None = None,
        progress: Progress | None = None,
    ) -> Assistant:
        """Open the archive of the settings, by default the environment's.

        Builds the index if there is none, or if the corpus, the encoder or a version changed.

        Raises CorpusError, EncoderError, IndexDamaged.
        """
        config = config or Config.from_env()
        missing = store.current(config.index) is None
        encoder = encoder or SentenceEncoder.load(config.encoder, download=missing)
        wanted = recipe(config, encoder)
        try:
            index = Index.load(config.index)
            index.check(wanted)
        except (IndexMissing, IndexMismatch):
            index = build_index(config, encoder, progress=progress)
        return cls(config=config, encoder=encoder, index=index, pointer=store.current(config.index))

    @property
    def index(self) -> Index:
        """The index that serves now."""
        return self._serving[0]

    def documents(self) -> tuple[Document, ...]:
        """Return every document of the archive."""
        return tuple(self.index.documents.values())

    def document(self, document_id: str) -> Document | None:
        """Return a document by its id, or None."""
        return self.index.documents.get(document_id)

    def search(self, question: str, *, k: int | None = None) -> tuple[Hit, ...]:
        """Return the passages that match the question best, without reading them.

        Raises QuestionError.
        """
        query = understand(question, limit=self.config.max_question)
        return self._retrieve(query, self._current()[0], k or self.config.top_k)

    def ask(self, question: str) -> Answer:
        """Return an answer of verbatim, cited quotes, or an abstention with its reason.

        Raises QuestionError when the question is empty or too long.
        """
        seconds: dict[str, float] = {}
        with _timed(seconds, "understand"):
            query = understand(question, limit=self.config.max_question)
            reason = unanswerable(query)
        index, reader, _ = self._current()
        if reason or not len(index):
            return abstain(query, reason or Reason.EMPTY_ARCHIVE)
        with _timed(seconds, "retrieve"):
            hits = self._retrieve(query, index, max(self.config.top_k, self.config.read_k))
        with _timed(seconds, "read"):
            reading = reader.read(query, hits[: self.config.read_k])
        with _timed(seconds, "answer"):
            answer = compose(
                query,
                reading,
                hits,
                index.documents,
                min_confidence=self.config.min_confidence,
                max_sentences=self.config.max_sentences,
            )
        return dataclasses.replace(answer, seconds=seconds)

    def _retrieve(self, query: Query, index: Index, k: int) -> tuple[Hit, ...]:
        searcher: Searcher = self.config.searcher  # type: ignore[assignment]  # Config checks it
        return retrieve(
            query,
            self._encoder.encode([query.text])[0],
            index,
            k=k,
            searcher=searcher,
            lexical_weight=self.config.lexical_weight,
        )

    def _reader(self, index: Index) -> Reader:
        return SentenceReader(self._encoder, index.idf)

    def _current(self) -> tuple[Index, Reader, str | None]:
        """Return what serves now; a generation published since the last question is swapped in."""
        pointer = store.current(self.config.index)
        if pointer not in (None, self._serving[2]):
            with self._swap:
                if pointer != self._serving[2]:
                    index = Index.load(self.config.index)
                    self._serving = (index, self._reader(index), pointer)
        return self._serving


def recipe(config: Config, encoder: Encoder) -> Recipe:
    """Return what an index of these settings and this corpus is built from."""
    return Recipe(
        encoder=dataclasses.asdict(encoder.identity),
        splitter=f"{splitting.VERSION}/{splitting.MAX_CHARACTERS}",
        terms=terms.VERSION,
        corpus=digests(config.corpus),
    )


def build_index(
    config: Config,
    encoder: Encoder | None = None,
    *,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Index:
    """Read the corpus, embed what is new (everything if `fresh`), and publish the index.

    Raises CorpusError, EncoderError.
    """
    encoder = encoder or SentenceEncoder.load(config.encoder, download=True)
    if isinstance(encoder, SentenceEncoder):
        verify(config.encoder, encoder.files)
    wanted = recipe(config, encoder)
    corpus = read_corpus(config.corpus)
    index = Index.build(
        recipe=wanted,
        documents=corpus.documents,
        passages=splitting.split(corpus.documents),
        ledger=corpus.ledger,
        encoder=encoder,
        known=None if fresh else _known(config, wanted),
        progress=progress,
    )
    index.save(config.index)
    return index


def _known(config: Config, wanted: Recipe) -> Index | None:
    """Return the index on disk if its vectors come from the same encoder."""
    try:
        index = Index.load(config.index)
    except (IndexMissing, IndexMismatch):
        return None
    return index if index.recipe.encoder == wanted.encoder else None


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start
