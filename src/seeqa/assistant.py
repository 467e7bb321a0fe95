"""The one composer: opens an archive and takes a question through every stage."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import passages as splitting
from seeqa import store, terms
from seeqa.answer import abstain, compose, lacking
from seeqa.collect import Collector
from seeqa.config import Config
from seeqa.corpus import VERSION as READING_VERSION
from seeqa.corpus import digests, read_corpus
from seeqa.embed import DEFAULT, EncoderIdentity, SentenceEncoder, find_encoder, verify
from seeqa.errors import IndexMismatch, IndexMissing
from seeqa.facts import Facts
from seeqa.index import Index, Progress, Recipe
from seeqa.intent import LISTS, overview, relation
from seeqa.listing import answer_list, answer_overview
from seeqa.names import KNOWN_WORDS
from seeqa.read import ADAPTER, Reader, SentenceReader, SpanReader, load_reader_model
from seeqa.retrieve import CANDIDATES, first, rerank, retrieve, with_leads
from seeqa.spelling import Speller
from seeqa.survey import survey
from seeqa.types import Answer, Document, Filters, Hit, Passage, Query, Reason, Wants
from seeqa.understand import (
    Lean,
    completed,
    elliptic,
    names,
    of_them,
    remainder,
    swaps,
    unanswerable,
    understand,
)

_TARGET = re.compile(r"\b\d{1,2}\.(?:\d{1,2}|[a-d])\b")


class Encoder(Protocol):
    """Turns texts into unit vectors, and says which encoder it is."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, revision, digest and dimension."""
        ...

    @property
    def words(self) -> Sequence[str]:
        """Words, in lower case, that are known to be spelt right."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...


# How much better than the item of the earlier question another may fit, and it still leans on it.
# An "And …" may well begin another topic; a pronoun hardly ever does.
SLACK = {Lean.INCOMPLETE: 0.05, Lean.CARRYING: 0.08, Lean.POINTING: 0.3}
ReaderFactory = Callable[[Index], Reader]
# (stage, through how many it goes): ("retrieve", items), ("read", passages)
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class _Serving:
    """An index, what depends on it, and what the folder's CURRENT said when it was loaded."""

    index: Index
    reader: Reader
    speller: Speller
    facts: Facts
    collector: Collector
    leads: Mapping[str, Passage]
    pointer: str | None


class Assistant:
    """Answers questions from one archive; safe to use from several threads.

    >>> Assistant.open().ask("Who paid for the trafficking report?").text
    'The production of the report … was funded by the Governments of France and Sweden.'
    """

    def __init__(
        self,
        *,
        config: Config,
        encoder: Encoder,
        reader: ReaderFactory,
        index: Index,
        pointer: str | None,
    ) -> None:
        """Take ready parts; `pointer` is what the index folder's CURRENT said."""
        self.config = config
        self._encoder = encoder
        self._reader = reader
        self._serving = self._serve(index, pointer)
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
        pointer = store.current(config.index)
        encoder = encoder or SentenceEncoder.load(config.encoder, download=pointer is None)
        wanted = recipe(config, encoder)
        try:
            index = Index.load(config.index)
            index.check(wanted)
        except (IndexMissing, IndexMismatch):
            index = build_index(config, encoder, progress=progress)
            pointer = store.current(config.index)
        return cls(
            config=config,
            encoder=encoder,
            reader=reader_factory(config, encoder),
            index=index,
            pointer=pointer,
        )

    @property
    def index(self) -> Index:
        """The index that serves now."""
        return self._serving.index

    def documents(self) -> tuple[Document, ...]:
        """Return every document of the archive."""
        return tuple(self._current().index.documents.values())

    def document(self, document_id: str) -> Document | None:
        """Return a document by its id, or None."""
        return self._current().index.documents.get(document_id)

    def search(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        k: int | None = None,
        filters: Filters | None = None,
        read_filters: bool = True,
    ) -> tuple[Hit, ...]:
        """Return the passages that match the question best, without reading them.

        `history` are the questions asked before it, oldest first; `filters` and `read_filters`
        are those of `ask`. Raises QuestionError.
        """
        serving = self._current()
        query = self._understand(question, history, serving, filters, read_filters=read_filters)
        focus = self._focus(query, serving)
        return self._retrieve(query, serving, k or self.config.top_k, focus)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        read_filters: bool = True,
        tell: Tell = lambda stage, count: None,
    ) -> Answer:
        """Return an answer of verbatim, cited quotes, or an abstention with its reason.

        `history` are the questions asked before it, oldest first; nothing else is remembered.
        Only items that satisfy `filters` are asked about, and those that the question itself
        names, unless `read_filters` is false; `Answer.filters` are both together.
        `tell` is called as the longer stages begin.
        Raises QuestionError when the question is empty or too long.
        """
        seconds: dict[str, float] = {}
        serving = self._current()
        with _timed(seconds, "understand"):
            query = self._understand(question, history, serving, filters, read_filters=read_filters)
            reason = unanswerable(query)
        if reason or not len(serving.index):
            return abstain(query, reason or Reason.EMPTY_ARCHIVE)
        if query.filters and not serving.facts.satisfying(query.filters):
            return self._no_item(query, serving)
        if query.wants is Wants.OVERVIEW:
            return self._overview(query, serving)
        tell("retrieve", len(self._among(query, serving) or serving.index.documents))
        with _timed(seconds, "retrieve"):
            focus = self._focus(query, serving)
            depth = max(self.config.top_k, self.config.read_k)
            hits = self._retrieve(query, serving, depth, focus)
        if query.wants in LISTS and (not focus or elliptic(query.question)):
            with _timed(seconds, "collect"):
                listed = self._list(query, hits, serving)
            if listed:
                return dataclasses.replace(listed, seconds=seconds)
        read_k = self.config.read_k
        if query.wants in (Wants.WHEN, Wants.WHERE):
            hits = with_leads(hits, serving.leads, within=read_k)
            if focus and not terms.terms(query.text):  # "And where?": nothing but the item is asked
                read_k, hits = 1, first(hits, serving.leads[focus])
        tell("read", len(hits[:read_k]))
        with _timed(seconds, "read"):
            asked = completed(query) if focus else query
            reading = serving.reader.read(asked, hits[:read_k])
            hits = rerank(hits, reading.evidence)
        with _timed(seconds, "answer"):
            answer = compose(
                query,
                reading,
                hits,
                serving.index.documents,
                min_confidence=self.config.min_confidence,
                max_sentences=self.config.max_sentences,
                missing=serving.speller.missing(query.text),
            )
        about = serving.index.documents[focus].headline if focus else None
        return dataclasses.replace(answer, about=about, seconds=seconds)

    def why_none(self, filters: Filters) -> str:
        """Say which of the filters no item satisfies; empty when some item satisfies them all."""
        facts = self._serving.facts
        return "" if facts.satisfying(filters) else facts.why_none(filters)

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        read_filters: bool = True,
    ) -> Query:
        """Return what `ask` understands of a question: its filters, notes, corrected words."""
        serving = self._current()
        return self._understand(question, history, serving, filters, read_filters=read_filters)

    def _understand(
        self,
        question: str,
        history: Sequence[str],
        serving: _Serving,
        filters: Filters | None,
        *,
        read_filters: bool,
    ) -> Query:
        query = understand(
            question,
            history,
            limit=self.config.max_question,
            speller=serving.speller,
            facts=serving.facts,
            filters=filters,
            read_filters=read_filters,
            evidence=lambda asked, on, how: self._bears_out(asked, on, how, serving),
        )
        if query.follows and query.wants is Wants.PASSAGE:
            query = self._refilled(
                query, query.follows, serving, filters, read_filters=read_filters
            )
        alone = not query.follows or elliptic(query.question)
        if query.wants is Wants.PASSAGE and alone and serving.collector.wants_all(query):
            return dataclasses.replace(query, wants=Wants.LIST)
        return query

    def _refilled(
        self,
        query: Query,
        earlier: str,
        serving: _Serving,
        filters: Filters | None,
        *,
        read_filters: bool,
    ) -> Query:
        """Return a query for "And in Tirana?" that asks of it what the earlier question asked.

        And for "Which of them …?" one that asks it of what the earlier question listed. Only where
        that was a list, a count, a date or a place; else the query as it is.
        """
        of_listed = of_them(query.text)
        if of_listed is None and not elliptic(query.question):
            return query
        before = self._understand(earlier, (), serving, None, read_filters=True)
        if before.wants in (Wants.PASSAGE, Wants.OVERVIEW):
            return query
        if of_listed is None:
            asked = self._put_into(before, remainder(query.text), serving)
        else:
            asked = f"{earlier.rstrip(' ?.!')} {of_listed}"
        full = self._understand(asked, (), serving, filters, read_filters=read_filters)
        return dataclasses.replace(
            full, question=query.question, corrections=query.corrections, wants=before.wants
        )

    def _put_into(self, before: Query, other: str, serving: _Serving) -> str:
        """Return an earlier question with another name, date, place or topic in it."""
        today = date.today()
        if before.filters.topic:
            other = _TARGET.sub(r"target \g<0>", other)
        placed = f"in {other}"
        if serving.facts.read(placed, today)[0].place and (
            before.filters.place or not relation(before.text)
        ):
            other = placed
        kinds = serving.facts.read(other, today)[0]
        left = serving.collector.frame(serving.facts.without(before.text, kinds, today))
        return f"{left} {other}" if kinds else f"{other} {left}"

    def _overview(self, query: Query, serving: _Serving) -> Answer:
        found = survey(overview(query.text) or "items", serving.index.documents.values())
        if not found.spans:
            return abstain(query, Reason.NOT_ANSWERED)
        places = [(span.passage.document_id, span.passage.start) for span in found.spans]
        passages = filter(None, (serving.index.passage_at(*place) for place in places))
        hits = [Hit(passage, rank, 0.0) for rank, passage in enumerate(passages, 1)]
        return answer_overview(query, found, hits, serving.index.documents)

    def _list(self, query: Query, hits: Sequence[Hit], serving: _Serving) -> Answer | None:
        """Return every item that satisfies the question; None to read for an answer instead."""
        documents = serving.index.documents
        among = self._among(query, serving)
        collection = serving.collector.collect(query, [documents[i] for i in among or documents])
        if collection.found:
            return answer_list(query, collection, hits, documents)
        if not collection.strict:
            return None
        missing = serving.speller.missing(query.text)
        return abstain(query, Reason.NOT_ANSWERED, hits, why=lacking(missing))

    def _no_item(self, query: Query, serving: _Serving) -> Answer:
        """Abstain because of a filter; what comes nearest without it is shown."""
        left = dataclasses.replace(query, filters=serving.facts.relaxed(query.filters))
        hits = self._retrieve(left, serving, self.config.top_k, None)
        return abstain(query, Reason.NO_ITEM, hits, why=serving.facts.why_none(query.filters))

    def _focus(self, query: Query, serving: _Serving) -> str | None:
        """Return the document that a follow-up is about.

        None when the follow-up asks for another date, place or topic than that document's.
        """
        document = self._item(query.follows, serving) if query.follows else None
        return document if document in serving.facts.satisfying(query.filters) else None

    def _item(self, question: str, serving: _Serving) -> str | None:
        """Return the document that a question which stands alone is about: its best hit's."""
        query = self._understand(question, (), serving, None, read_filters=True)
        hits = self._retrieve(query, serving, 1, None)
        return hits[0].passage.document_id if hits else None

    def _bears_out(self, question: str, on: str, how: Lean, serving: _Serving) -> bool:
        """Tell whether the archive lets a question lean on an earlier one.

        Not when it names what the earlier one's item lacks, or when an item other than that one
        fits it better by itself. One without any term ("Why?") does in any case.
        """
        item = self._item(on, serving)
        if item is None or swaps(question) or not terms.terms(question):
            return item is not None
        text, _ = serving.speller.correct(question)
        held = set(terms.terms(serving.index.documents[item].text))
        if not held.issuperset(terms.terms(" ".join(names(text)))):
            return False
        hits = self._retrieve(Query(question, text), serving, CANDIDATES, None)
        near = max((hit.score for hit in hits if hit.passage.document_id == item), default=0.0)
        return not hits or hits[0].score - near <= SLACK[how]

    def _retrieve(
        self, query: Query, serving: _Serving, k: int, focus: str | None
    ) -> tuple[Hit, ...]:
        return retrieve(
            query,
            self._encoder.encode([query.text])[0],
            serving.index,
            k=k,
            searcher=self.config.searcher,
            lexical_weight=self.config.lexical_weight,
            focus=focus,
            among=self._among(query, serving),
        )

    def _among(self, query: Query, serving: _Serving) -> frozenset[str] | None:
        """Return the documents that are asked about; None for all of them."""
        return serving.facts.satisfying(query.filters) if query.filters else None

    def _serve(self, index: Index, pointer: str | None) -> _Serving:
        texts = [passage.searchable for passage in index.passages]
        return _Serving(
            index=index,
            reader=self._reader(index),
            speller=Speller(texts, self._encoder.words, KNOWN_WORDS),
            facts=Facts(tuple(index.documents.values()), index.passages),
            collector=Collector(tuple(index.documents.values()), index.passages, index.idf),
            leads={p.document_id: p for p in reversed(index.passages)},
            pointer=pointer,
        )

    def _current(self) -> _Serving:
        """Return what serves now; a generation published since the last question is swapped in.

        One of another encoder is left alone: this assistant could not search it.
        """
        pointer = store.current(self.config.index)
        if pointer not in (None, self._serving.pointer):
            with self._swap:
                if pointer != self._serving.pointer:
                    index = Index.load(self.config.index)
                    if index.recipe.encoder == dataclasses.asdict(self._encoder.identity):
                        self._serving = self._serve(index, pointer)
                    else:
                        self._serving = dataclasses.replace(self._serving, pointer=pointer)
        return self._serving


def reader_factory(config: Config, encoder: Encoder) -> ReaderFactory:
    """Load the reader of the settings; return what makes a reader for an index.

    Raises ReaderError, EncoderMissing.
    """
    if config.reader == "sentences":
        return lambda index: SentenceReader(encoder, index)
    base = find_encoder(DEFAULT).folder if config.reader == ADAPTER else Path()
    model = load_reader_model(config.reader, base)
    return lambda index: SpanReader(model, SentenceReader(encoder, index))


def recipe(config: Config, encoder: Encoder) -> Recipe:
    """Return what an index of these settings and this corpus is built from."""
    return Recipe(
        encoder=dataclasses.asdict(encoder.identity),
        reading=READING_VERSION,
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
    """Return the index on disk if its vectors are of the same encoder and the same sentences."""
    try:
        index = Index.load(config.index)
    except (IndexMissing, IndexMismatch):
        return None
    same = (index.recipe.encoder, index.recipe.splitter) == (wanted.encoder, wanted.splitter)
    return index if same else None


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start
