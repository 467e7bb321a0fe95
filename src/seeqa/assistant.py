"""The one composer: opens an archive and takes a question through every stage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import passages as splitting
from seeqa import store, terms
from seeqa.absence import Absence
from seeqa.answer import abstain, compose, emptiness, lacking
from seeqa.archive import VERSION as READING_VERSION
from seeqa.archive import digests, read_corpus
from seeqa.collect import Collection, Collector, Finding
from seeqa.config import Config
from seeqa.conversation import Conversation
from seeqa.demands import Demand, demanded, of_party
from seeqa.embed import DEFAULT, EncoderIdentity, SentenceEncoder, find_encoder, verify
from seeqa.english import english_words
from seeqa.errors import CorpusError, IndexMismatch, IndexMissing
from seeqa.facts import Facts
from seeqa.index import Index, Progress, Recipe
from seeqa.intent import LISTS, overview, wants
from seeqa.item_question import item_asked, when_asked
from seeqa.listing import answer_list, answer_overview
from seeqa.names import KNOWN_WORDS
from seeqa.particulars import KNOWN, WELL_KNOWN, surely_in_dateline, told_by_item, told_by_lines
from seeqa.periods import LEFT_OUT
from seeqa.read import ADAPTER, Reader, SentenceReader, SpanReader, load_reader_model
from seeqa.recognition import Recognition
from seeqa.refresh import alone
from seeqa.retrieve import first, rerank, retrieve, with_leads
from seeqa.spelling import Speller
from seeqa.superlative import at_busiest, busiest, extreme, superlative
from seeqa.survey import survey
from seeqa.thesaurus import Thesaurus, entries
from seeqa.types import Answer, Document, Filters, Hit, Passage, Query, Reading, Reason, Span, Wants
from seeqa.understand import Lean, bare, completed, elliptic, lean, names, unanswerable
from seeqa.wanted import wants_list


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


_MOST = 0.6  # of the items: so many are no answer to what is only guessed to want a list
_DOUBTED = 0.25  # less sure than this, a sentence is not preferred for the act that it tells
_NEGATED = "Listed are the items that do not say it."
_WORDS = 4096  # whose vectors are remembered

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
    conversation: Conversation
    leads: Mapping[str, Passage]
    absence: Absence
    recognition: Recognition
    pointer: str | None

    def recognised(self, item: str, known: Reading) -> tuple[Reading | None, bool]:
        """Return the reading of which item is meant, of that item first, if it is sure enough.

        And whether no other item fits. It is less sure of one that lacks some of its words.
        """
        firsts: dict[str, Span] = {}
        for span in known.spans:
            firsts.setdefault(span.passage.document_id, span)
        for i, (document_id, span) in enumerate(firsts.items()):
            fits = self.recognition.recognise(item, document_id)
            sure = max(span.confidence, WELL_KNOWN) if fits.alone else span.confidence
            if not fits.lacking and sure >= KNOWN:
                best = replace(span, confidence=sure)
                others = (other for other in known.spans if other is not span)
                return replace(known, spans=(best, *others)), fits.alone
            if i == 0 and span.confidence >= WELL_KNOWN:
                return known, False
        return None, False

    def told(self, kind: str, item: str, reading: Reading, known: Reading) -> Reading:
        """Return what the item that is meant says of the kind asked, else the reading as it is.

        Where no other item can be meant, without what others say.
        """
        sure, alone = self.recognised(item, known)
        if sure is None:
            return reading
        if alone:
            of = sure.spans[0].passage.document_id
            own = tuple(span for span in reading.spans if span.passage.document_id == of)
            reading = replace(reading, spans=own)
        index = self.index
        return told_by_item(kind, item, reading, sure, index.documents, index.of_document)

    def of_named(self, text: str, reading: Reading) -> Reading:
        """Return only what the one item says that has all the names of a question, if one has."""
        wanted = set(terms.terms(" ".join(names(text))))
        if not wanted:
            return reading
        having = [i for i in self.index.documents if self.collector.has(i, wanted)]
        if len(having) != 1:
            return reading
        own = tuple(s for s in reading.spans if s.passage.document_id == having[0])
        return replace(reading, spans=own) if own else reading

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the words of a question that the archive lacks, in any form."""
        return tuple(w for w in self.speller.missing(text) if not self.absence.has(w))


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
        """Take ready parts; `pointer` is what the index folder's CURRENT said.

        Raises ConfigError where the thesaurus of the settings cannot be read.
        """
        self.config = config
        self._encoder = encoder
        self._reader = reader
        self._entries = entries(config.thesaurus)
        self._word = lru_cache(maxsize=_WORDS)(lambda word: encoder.encode([word])[0])
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

        Builds the index if there is none, or if the corpus, the encoder or a version changed;
        `progress` then tells of files read, and after that of passages embedded.

        Raises ConfigError, CorpusError, EncoderError, IndexDamaged.
        """
        config = config or Config.from_env()
        pointer = store.current(config.index)
        encoder = encoder or SentenceEncoder.load(config.encoder, download=pointer is None)
        wanted = recipe(config, encoder)
        try:
            index = Index.load(config.index)
            index.check(wanted)
        except (IndexMissing, IndexMismatch):
            index = build_index(config, encoder, reading=progress, progress=progress)
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

    def refresh(self, *, needed: bool = False, progress: Progress | None = None) -> Index:
        """Return an index of the corpus as it is now, which serves from here on.

        It is built only if something changed, by one process at a time; what is asked meanwhile
        is answered by the old one. `progress` tells of files read, then of passages embedded.
        Where items are `needed`, a corpus without any is an error.

        Raises CorpusError, EncoderError, IndexDamaged; the old index then goes on serving.
        """
        with alone(self.config.index):
            served = self._current(wait=True).index
            if served.recipe.differences(recipe(self.config, self._encoder)):
                build_index(
                    self.config, self._encoder, needed=needed, reading=progress, progress=progress
                )
        return self._current(wait=True).index

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
        query = serving.conversation.understand(
            question, history, filters, read_filters=read_filters
        )
        focus = serving.conversation.focus(query)
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
            query = serving.conversation.understand(
                question, history, filters, read_filters=read_filters
            )
            reason = unanswerable(query)
        if reason or not len(serving.index):
            why = "" if reason else emptiness(serving.index.ledger)
            return abstain(query, reason or Reason.EMPTY_ARCHIVE, why=why)
        if query.filters and not serving.facts.satisfying(query.filters):
            return self._no_item(query, serving)
        if query.wants is Wants.OVERVIEW:
            return self._overview(query, serving)
        tell("retrieve", len(self._among(query, serving) or serving.index.documents))
        kind, item = item_asked(query.text) or ("", "")
        # Of what is asked of an item, the reader knows best whether a passage tells when it was.
        of_item = replace(query, text=when_asked(item), wants=Wants.WHEN)
        asked = of_item if query.wants is Wants.TOPIC else query
        with _timed(seconds, "retrieve"):
            focus = serving.conversation.focus(query)
            depth = max(self.config.top_k, self.config.read_k)
            hits = self._retrieve(asked, serving, depth, focus)
        if absent := serving.absence.names(query.text):
            return abstain(query, Reason.NOT_ANSWERED, hits, why=lacking(absent))
        if not focus and (most := self._most(query, hits, serving)):
            return replace(most, seconds=seconds)
        if query.wants in LISTS and (not focus or elliptic(query.question)):
            with _timed(seconds, "collect"):
                listed = self._list(query, hits, serving)
            if listed:
                return replace(listed, seconds=seconds)
            query = self._as_read(query)
            asked = query if asked.wants in LISTS else asked
        tell("read", len(hits[: self.config.read_k]))
        with _timed(seconds, "read"):
            reading, ordered, why = self._read(query, asked, hits, serving, focus, item)
            if asked is not of_item and kind not in ("", "held") and (focus or terms.terms(item)):
                reading, unmet = self._told(query, of_item, (kind, item), reading, serving, focus)
                why = why or unmet
        if reading.spans and ordered[0].passage.id != reading.spans[0].passage.id:
            ordered = first(ordered, reading.spans[0].passage)  # what is quoted comes first
        with _timed(seconds, "answer"):
            answer = compose(
                query,
                reading,
                ordered,
                serving.index.documents,
                min_confidence=self.config.min_confidence,
                max_sentences=self.config.max_sentences,
                why=lacking(serving.missing(query.text)) or why,
            )
        headline = serving.index.documents[focus].headline if focus else None
        return replace(answer, about=headline, seconds=seconds)

    def _read(
        self,
        query: Query,
        asked: Query,
        hits: Sequence[Hit],
        serving: _Serving,
        focus: str | None,
        item: str,
    ) -> tuple[Reading, tuple[Hit, ...], str]:
        """Return what a query is answered by, the hits as the reader orders them, and why not.

        `asked` is what the reader is asked, of the item in focus where there is one; `item` is
        what describes the one that is asked about, empty where nothing does.
        """
        documents, read_k = serving.index.documents, self.config.read_k
        if asked.wants in (Wants.WHEN, Wants.WHERE):
            hits = with_leads(hits, serving.leads, within=read_k)
            if focus and bare(asked.text):  # "And where was it?": nothing but the item is asked
                read_k, hits = 1, first(hits, serving.leads[focus])
        reading = serving.reader.read(completed(asked) if focus else asked, hits[:read_k])
        ordered = rerank(hits, reading.evidence)
        if not focus and query.wants not in LISTS:
            reading = serving.of_named(asked.text, reading)
        if item and asked.wants in (Wants.WHEN, Wants.WHERE):
            sure, _ = serving.recognised(item, reading)
            reading = sure or (Reading() if query.wants is Wants.TOPIC else reading)
        at = serving.index.passage_at
        if focus and lean(query.question) is Lean.POINTING:  # "Did they get one?": those there
            own = (s for s in reading.spans if s.passage.document_id == focus)
            reading = replace(reading, spans=tuple(own))
        reading = told_by_lines(query.wants, query.text, reading, documents, at)
        if focus and bare(asked.text):  # nothing but the item is asked, and that is known
            reading = surely_in_dateline(asked.text, reading, documents)
        reading, why = self._demanding(query, reading, serving)
        return reading, ordered, why

    def _told(
        self,
        query: Query,
        of_item: Query,
        asked: tuple[str, str],
        reading: Reading,
        serving: _Serving,
        focus: str | None,
    ) -> tuple[Reading, str]:
        """Return what the item that is meant tells of itself, else the reading, and why not.

        `asked` are the kind of what is asked and the words that describe the item, which `of_item`
        looks for.
        """
        kind, item = asked
        depth = max(self.config.top_k, self.config.read_k)
        about = self._retrieve(of_item, serving, depth, focus)
        known, *_ = self._read(of_item, of_item, about, serving, focus, item)
        told = serving.told(kind, item, reading, known)
        demand = of_party(query.text, serving.collector.names.tokens)
        if demand is None or told is reading:
            return told, ""
        met = _meeting(demand, told, serving.index.documents)
        return met, "" if met.spans else demand.unmet

    def _demanding(self, query: Query, reading: Reading, serving: _Serving) -> tuple[Reading, str]:
        """Return a reading of only what meets the question's demands, and which none met."""
        why = ""
        for demand in demanded(query.text, self._alike, serving.collector.names.tokens):
            found = bool(reading.spans)
            reading = _meeting(demand, reading, serving.index.documents)
            why = why or (demand.unmet if found and not reading.spans else "")
        return reading, why

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
        return serving.conversation.understand(
            question, history, filters, read_filters=read_filters
        )

    def _overview(self, query: Query, serving: _Serving) -> Answer:
        found = survey(overview(query.text) or "items", serving.index.items.values())
        if not found.spans:
            return abstain(query, Reason.NOT_ANSWERED)
        places = [(span.passage.document_id, span.passage.start) for span in found.spans]
        passages = filter(None, (serving.index.passage_at(*place) for place in places))
        hits = [Hit(passage, rank, 0.0) for rank, passage in enumerate(passages, 1)]
        return answer_overview(query, found, hits, serving.index.documents)

    def _most(self, query: Query, hits: Sequence[Hit], serving: _Serving) -> Answer | None:
        """Return the items with the most of what is asked; None for another question.

        None too where no item tells it.
        """
        places, asked = busiest(query.text), superlative(query.text)
        if places is None and asked is None:
            return None
        documents = serving.index.documents
        among = self._items_among(query, serving)
        collector = serving.collector

        def listed(items: str, of: Sequence[Document]) -> Collection:
            return collector.collect(replace(query, text=items, wants=Wants.LIST), of)

        if places:
            every = [finding.document for finding in listed(places.items, among).found]
            found, notes = at_busiest(places, every)
            collection = listed(places.items, found)
        elif asked:
            compared = [finding.document for finding in listed(asked.items, among).found]
            told, count = extreme(asked, compared, serving.index.of_document)
            most = tuple(Finding(item, (span,), collector.name(item.id)) for item, span in told)
            collection = Collection(most, (), len(among), strict=True, named=True)
            notes = (asked.note(count, len(compared)),)
        if not collection.found:
            return None
        items = asked.items if asked else query.text
        noted = replace(query, text=items, wants=Wants.LIST, notes=(*query.notes, *notes))
        return answer_list(noted, collection, hits, documents)

    def _as_read(self, query: Query) -> Query:
        """Return a query that was guessed to want a list, and gets none, as its words have it."""
        return replace(query, wants=wants(query.text, query.filters))

    def _list(self, query: Query, hits: Sequence[Hit], serving: _Serving) -> Answer | None:
        """Return every item that satisfies the question; None to read for an answer instead."""
        documents = serving.index.documents
        collection = serving.collector.collect(query, self._items_among(query, serving))
        guessed = wants(query.text, query.filters) not in LISTS
        items = len(serving.index.items)
        every = not (collection.strict or len(collection.found) < _MOST * items)
        if collection.found and not (guessed and every):
            told = (_NEGATED,) if collection.negated else ()
            noted = replace(query, notes=(*query.notes, *told))
            return answer_list(noted, collection, hits, documents)
        left_out = any(note.endswith(LEFT_OUT) for note in query.notes)
        missing = serving.missing(query.text)
        if guessed or not (collection.named or left_out or missing):
            return None
        return abstain(query, Reason.NOT_ANSWERED, hits, why=lacking(missing))

    def _wants_list(self, question: str) -> bool:
        return wants_list(question, self._encoder.identity.digest, self._encoder.encode)

    def _no_item(self, query: Query, serving: _Serving) -> Answer:
        """Abstain because of a filter; what comes nearest without it is shown."""
        left = replace(query, filters=serving.facts.relaxed(query.filters))
        hits = self._retrieve(left, serving, self.config.top_k, None)
        return abstain(query, Reason.NO_ITEM, hits, why=serving.facts.why_none(query.filters))

    def _retrieve(
        self, query: Query, serving: _Serving, k: int, focus: str | None
    ) -> tuple[Hit, ...]:
        return self._search(query, serving.index, self._among(query, serving), k, focus)

    def _search(
        self,
        query: Query,
        index: Index,
        among: frozenset[str] | None,
        k: int,
        focus: str | None = None,
    ) -> tuple[Hit, ...]:
        return retrieve(
            query,
            self._encoder.encode([query.text])[0],
            index,
            k=k,
            searcher=self.config.searcher,
            lexical_weight=self.config.lexical_weight,
            focus=focus,
            among=among,
        )

    def _among(self, query: Query, serving: _Serving) -> frozenset[str] | None:
        """Return the documents that are asked about; None for all of them."""
        return serving.facts.satisfying(query.filters) if query.filters else None

    def _items_among(self, query: Query, serving: _Serving) -> list[Document]:
        """Return the news items that are asked about."""
        among = self._among(query, serving)
        return [d for i, d in serving.index.items.items() if among is None or i in among]

    def _serve(self, index: Index, pointer: str | None) -> _Serving:
        texts = [passage.searchable for passage in index.passages]
        documents = tuple(index.documents.values())
        facts = Facts(documents, index.passages)

        def found(query: Query, k: int) -> tuple[Hit, ...]:
            among = facts.satisfying(query.filters) if query.filters else None
            return self._search(query, index, among, k)

        def fits(questions: Sequence[str]) -> Sequence[float]:
            nearest = (index.nearest(vector, 1) for vector in self._encoder.encode(questions))
            return [found[0][1] if found else 0.0 for found in nearest]

        english = dict.fromkeys((*english_words(), *self._encoder.words))
        speller = Speller(texts, tuple(english), KNOWN_WORDS)
        collector = Collector(documents, index.passages, index.idf)
        return _Serving(
            index=index,
            reader=self._reader(index),
            speller=speller,
            facts=facts,
            collector=collector,
            conversation=Conversation(
                documents=index.documents,
                speller=speller,
                thesaurus=Thesaurus(texts, fits, self._entries),
                facts=facts,
                collector=collector,
                retrieve=found,
                limit=self.config.max_question,
                wants_list=self._wants_list,
            ),
            absence=Absence(texts, collector.names),
            recognition=Recognition(documents, collector.names, self._alike),
            leads={p.document_id: p for p in reversed(index.passages)},
            pointer=pointer,
        )

    def _alike(self, one: str, other: str) -> float:
        """Tell how alike two words are, by the cosine of their vectors."""
        return float(self._word(one) @ self._word(other))

    def _current(self, *, wait: bool = False) -> _Serving:
        """Return what serves now; a generation published since the last question is swapped in.

        While another thread does that, the old one serves, unless told to `wait`. One of another
        encoder is left alone: this assistant could not search it.
        """
        pointer = store.current(self.config.index)
        old = pointer not in (None, self._serving.pointer)
        if old and self._swap.acquire(blocking=wait):
            try:
                if pointer != self._serving.pointer:
                    index = Index.load(self.config.index)
                    if index.recipe.encoder == asdict(self._encoder.identity):
                        self._serving = self._serve(index, pointer)
                    else:
                        self._serving = replace(self._serving, pointer=pointer)
            finally:
                self._swap.release()
        return self._serving


def _meeting(demand: Demand, reading: Reading, documents: Mapping[str, Document]) -> Reading:
    """Return a reading of only the spans that meet what the question demands."""
    tried = reading.spans[:1] if demand.of_best else reading.spans
    if demand.waived:
        return _preferring(demand, reading, documents)
    if not any(demand.met(span, documents[span.passage.document_id]) for span in tried):
        return Reading()
    spans = tuple(s for s in reading.spans if demand.met(s, documents[s.passage.document_id]))
    return replace(reading, spans=spans)


def _preferring(demand: Demand, reading: Reading, documents: Mapping[str, Document]) -> Reading:
    """Return a reading with what meets a waived demand first.

    Of another item than the best one's only where the demand itself makes sure of it; of the
    sentence that is the best anyway it is as sure.
    """
    best = reading.spans[0] if reading.spans else None
    for span in reading.spans:
        document = documents[span.passage.document_id]
        own = best is not None and document.id == best.passage.document_id
        if not (own or demand.sure) or not demand.met(span, document):
            continue
        if demand.as_sure and span.confidence < _DOUBTED:
            continue
        same = best and (span.passage.id, span.start) == (best.passage.id, best.start)
        sure = max(span.confidence, demand.sure, best.confidence if best and same else 0.0)
        if best and own and demand.as_sure:
            least = min(best.confidence, demand.as_sure)
            sure = max(sure, least, (span.confidence + best.confidence) / 2)
        score = max(other.score for other in reading.spans) + 2 * reading.margin
        first = replace(span, confidence=sure, score=score)
        others = tuple(other for other in reading.spans if other is not span)
        return replace(reading, spans=(first, *others))
    return reading


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
        encoder=asdict(encoder.identity),
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
    needed: bool = False,
    reading: Progress | None = None,
    progress: Progress | None = None,
) -> Index:
    """Read the corpus, embed what is new (everything if `fresh`), and publish the index.

    `reading(done, total)` is called per file, `progress` per batch of passages. Raises
    CorpusError, also where items are `needed` and none is found, and EncoderError.
    """
    encoder = encoder or SentenceEncoder.load(config.encoder, download=True)
    if isinstance(encoder, SentenceEncoder):
        verify(config.encoder, encoder.files)
    wanted = recipe(config, encoder)
    corpus = read_corpus(config.corpus, progress=reading)
    if needed and not corpus.documents:
        raise CorpusError(
            expected=f"items in {config.corpus}",
            found="none that can be read",
            mend="Put files into the folder, or run 'seeqa index' if it is to be empty.",
        )
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
