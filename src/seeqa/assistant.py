"""The one composer: opens an archive and takes a question through every stage."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import lexicon, store, terms
from seeqa import passages as splitting
from seeqa.answer.compose import MESSAGES, abstain, compose, emptiness, together
from seeqa.answer.listing import (
    answer_item,
    answer_list,
    answer_overview,
    answer_quotations,
)
from seeqa.answer.remarks import remarks
from seeqa.archive import VERSION as READING_VERSION
from seeqa.archive import digests, read_corpus
from seeqa.columns import Chosen
from seeqa.config import Config
from seeqa.conversation import ITEM, Asked, Conversation, Told, clean
from seeqa.embed import DEFAULT, EncoderIdentity, SentenceEncoder, find_encoder, verify
from seeqa.errors import CorpusError, IndexMismatch, IndexMissing, QuestionError
from seeqa.evidence.candidates import places, widened, with_datelines
from seeqa.evidence.features import NAMES, Archive, features, standing
from seeqa.evidence.missing import missing
from seeqa.evidence.weights import Weights
from seeqa.index import Index, Progress, Recipe
from seeqa.items.quotations import asks_for_quotations, quotations
from seeqa.items.select import Selection, select
from seeqa.items.survey import Survey, survey
from seeqa.language import parse as parsing
from seeqa.language.english import english_words
from seeqa.language.names import known_words
from seeqa.language.parse import Parser
from seeqa.language.record import Record, Statement
from seeqa.question.facts import Facts
from seeqa.question.frame import Kind
from seeqa.question.spelling import Speller
from seeqa.question.unanswerable import unanswerable
from seeqa.read import ADAPTER, Reader, SentenceReader, SpanReader, load_reader_model
from seeqa.refresh import alone
from seeqa.retrieve import CANDIDATES, rerank, retrieve
from seeqa.sentences import sentence_offsets
from seeqa.types import (
    Answer,
    Candidate,
    Citation,
    Document,
    Filters,
    Hit,
    Query,
    Reason,
    Span,
    Wants,
)


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

    def with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[NDArray[np.float32]]:
        """Return per text its unit vector and one of each part, shape (1 + parts, dimension).

        Parts are told by their offsets (start, end).
        """
        ...


_ITEMS_READ = 12  # passages read for a list: of as many items
_LEAST = 1e-9
_ALIKE = 0.7  # of the best chance: which is then the latest, the first, decides
_SURE_LIST = 0.35  # mean chance from which some items are a list where one thing may be meant
_CLEAR = 0.6  # confidence from which one of several items that may be meant is taken to be
_RIVAL = 0.8  # of the best confidence, from which it is not clear which item is meant
_MAY = 3  # items that a question may mean whose forerunner was not answered
_NEVER = 2.0  # a confidence that nothing has
_FIRST = 3  # hits that are read alone where one of them answers
_CERTAIN = 0.7  # confidence from which the others are not read: measured, it costs no answer
_BESIDE = 2  # questions that are embedded while they are parsed
_REMEMBERED = 256  # questions whose answers and items are

ReaderFactory = Callable[[Index], Reader]
# (stage, through how many it goes): ("retrieve", items), ("read", passages)
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Serving:
    """An index, what depends on it, and what the folder's CURRENT said when it was loaded."""

    index: Index
    reader: Reader
    facts: Facts
    archive: Archive
    survey: Callable[[str], Survey]
    conversation: Conversation
    weights: Weights
    answers: Callable[[Asked, Config], list[Answer]]
    pointer: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read for a question: the candidates, and the features of each."""

    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    features: NDArray[np.float64]


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
        parser: Parser | None = None,
    ) -> None:
        """Take ready parts; `pointer` is what the index folder's CURRENT said.

        Raises ConfigError where the weights of the settings cannot be read, and EncoderMissing
        where the parser's package is not there.
        """
        self.config = config
        self._encoder = encoder
        self._reader = reader
        self._parser = parser or Parser.load()
        self._serving = self._serve(index, pointer)
        self._swap = threading.Lock()
        self._beside = ThreadPoolExecutor(_BESIDE, thread_name_prefix="embed")

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

        Raises ConfigError, CorpusError, DiskError, EncoderError, IndexDamaged.
        """
        config = config or Config.from_env()
        pointer = store.current(config.index)
        with ThreadPoolExecutor(1) as beside:
            # The parser is loaded beside the networks; not beside torch, which it hides meanwhile.
            light = config.encoder == DEFAULT and config.reader in (ADAPTER, "sentences")
            parser = beside.submit(Parser.load) if light else None
            encoder = encoder or SentenceEncoder.load(config.encoder, download=pointer is None)
            reader = reader_factory(config, encoder)
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
            reader=reader,
            index=index,
            pointer=pointer,
            parser=parser.result() if parser else None,
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

        Raises CorpusError, DiskError, EncoderError, IndexDamaged; the old index then serves on.
        """
        with alone(self.config.index):
            served = self._current(wait=True).index
            if served.recipe.differences(recipe(self.config, self._encoder)):
                build_index(
                    self.config, self._encoder, needed=needed, reading=progress, progress=progress
                )
        return self._current(wait=True).index

    def latest(self) -> Index:
        """Return the index that a question asked now is answered from."""
        return self._current().index

    def documents(self) -> tuple[Document, ...]:
        """Return every document of the archive, all of them read from the index at once."""
        return tuple(self.latest().documents.values())

    def document(self, document_id: str) -> Document | None:
        """Return a document by its id, or None."""
        return self.latest().documents.get(document_id)

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
        are those of `ask`. Of several questions the first is searched. Raises QuestionError.
        """
        serving = self._current()
        self._embed_soon(question)
        asked = serving.conversation.understand(
            question, history, filters, read_filters=read_filters
        )[0]
        return self._retrieve(asked, serving, k or self.config.top_k)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        read_filters: bool = True,
        about: str | None = None,
        tell: Tell = lambda stage, count: None,
    ) -> Answer:
        """Return an answer of verbatim, cited quotes, or an abstention with its reason.

        `history` are the questions asked before it, oldest first; nothing else is remembered.
        `about` is the document that the last of them was answered from, where that is known.
        Only items that satisfy `filters` are asked about; those that the question itself names
        decide what a list holds, and else are preferred, unless `read_filters` is false.
        Several questions in one message are each answered. `tell` is called as the longer stages
        begin. Raises QuestionError when the question is empty or too long.
        """
        seconds: dict[str, float] = {}
        serving = self._current()
        self._embed_soon(question)
        with _timed(seconds, "understand"):
            known = about if about in serving.index.documents else None
            asked = serving.conversation.understand(
                question, history, filters, read_filters=read_filters, about=known
            )
        answers = [self._answer(one, serving, seconds, tell) for one in asked]
        return replace(together(answers, answers[0].question), seconds=seconds)

    def _embed_soon(self, question: str) -> None:
        """Begin to embed a question: the network leaves the interpreter to its parse."""
        if len(question) <= self.config.max_question:
            self._beside.submit(self._encoder.encode, [clean(question)])

    def encoded(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text, shape (dimension,)."""
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector

    def evidence(self, asked: Asked, *, plainly: bool = False) -> Evidence:
        """Return what is read for a question that wants one fact, as `training/weigh.py` needs.

        If `plainly`, by the reader of whole sentences, which needs no model.
        """
        serving = self._current()
        if plainly:
            reader = SentenceReader(self._encoder, serving.index)
            serving = replace(serving, reader=reader)
        return self._evidence(asked, self._retrieve(asked, serving), serving, whole=True)

    def weighed(self, found: Evidence) -> list[Span]:
        """Return the sentences that may answer, the likeliest first, with how sure they are."""
        return _weighed(found, self._current().weights)

    def selection(self, asked: Asked) -> Selection:
        """Return what is weighed for a question that wants a list."""
        return self._select(asked, self._current(), weigh=True)

    def _answer(
        self, asked: Asked, serving: _Serving, seconds: dict[str, float], tell: Tell
    ) -> Answer:
        """Return the answer to one question; one that was answered lately is not read for again."""
        kept = serving.answers(asked, self.config)
        if not kept:
            kept.append(self._answered(asked, serving, seconds, tell))
        return kept[0]

    def _answered(
        self, asked: Asked, serving: _Serving, seconds: dict[str, float], tell: Tell
    ) -> Answer:
        """Find the answer to one question."""
        refused = self._refused(asked, serving)
        if refused:
            return refused
        if asked.query.wants is Wants.OVERVIEW:
            return self._overview(asked, serving)
        if asked.of_listed:
            asked = self._of_listed(asked, serving)
        tell("retrieve", len(self._among(asked, serving) or serving.index.documents))
        said = self._quotations(asked, serving)
        if len(said) > 1:
            index = serving.index
            return answer_quotations(asked.query, said, index.documents, len(index.columns.all))
        if asked.query.wants in (Wants.LIST, Wants.COUNT):
            with _timed(seconds, "collect"):
                listed = self._list(asked, serving)
            if listed:
                return listed
            # A fact after all: what the question says of days and places is preferred only.
            query = replace(asked.query, wants=Wants.PASSAGE, filters=asked.given)
            asked = replace(asked, query=query)
        return self._fact(asked, serving, seconds, tell)

    def _refused(self, asked: Asked, serving: _Serving) -> Answer | None:
        """Return why a question is not asked of the archive, or is asked back; None where it is."""
        query = asked.query
        whole = asked.facet == ITEM or asked.unclear  # "Tell me more" has no word to search for
        reason = None if whole else unanswerable(query.text, asked.frame, foreign=asked.foreign)
        if reason or not len(serving.index):
            why = "" if reason else emptiness(serving.index.ledger)
            return abstain(query, reason or Reason.EMPTY_ARCHIVE, why=why)
        nothing = bool(query.filters) and not _meeting(asked, serving.facts)
        if (asked.none and not asked.may) or asked.unclear or nothing:
            return self._no_item(asked, serving)
        return None

    def _list(self, asked: Asked, serving: _Serving) -> Answer | None:
        """Return all items that satisfy a question; None where one fact is asked after all."""
        selection = self._select(asked, serving)
        if not _is_list(asked, selection):
            return None
        listed = answer_list(asked.query, selection, serving.index.documents)
        return _remarked(listed, asked, serving.index)

    def _fact(
        self, asked: Asked, serving: _Serving, seconds: dict[str, float], tell: Tell
    ) -> Answer:
        """Return the answer to a question for one fact."""
        with _timed(seconds, "retrieve"):
            hits = self._retrieve(asked, serving)
        tell("read", len(hits[: self._most_read(asked)]))
        with _timed(seconds, "read"):
            each = _wants_each(asked)
            # Others count too where numbers are added up, items compared, or nothing is learned.
            whole = each or bool(asked.may or asked.frame.order) or not serving.reader.digest
            found = self._evidence(asked, hits, serving, whole=whole)
            spans = _weighed(found, serving.weights)
            if each and asked.prefers:
                spans, each = _only(spans, serving.facts.satisfying(asked.prefers))
        with _timed(seconds, "answer"):
            answer = self._composed(asked, spans, hits, serving, each=each)
        if asked.may and not _is_clear(asked, answer, spans):
            return self._no_item(replace(asked, unclear=True), serving)
        return _about(_remarked(answer, asked, serving.index), asked, serving)

    def _composed(
        self,
        asked: Asked,
        spans: Sequence[Span],
        hits: Sequence[Hit],
        serving: _Serving,
        *,
        each: bool,
    ) -> Answer:
        """Return the likeliest spans as an answer, or why they are none."""
        ordered = rerank(hits, {s.passage.id: s.score for s in reversed(spans)})
        return compose(
            replace(asked.query, wants=Wants.PASSAGE),
            spans,
            ordered,
            serving.index.documents,
            min_confidence=_NEVER if asked.unsure else self.config.min_confidence,
            max_sentences=1 if asked.frame.order else self.config.max_sentences,
            why=asked.none or missing(asked.frame, ordered, serving.archive),
            each=each,
        )

    def _evidence(
        self, asked: Asked, hits: Sequence[Hit], serving: _Serving, *, whole: bool
    ) -> Evidence:
        """Read the best hits, each once, and weigh what they say.

        Unless the `whole` of them counts, the first few are read alone where one answers surely.
        """
        index, frame = serving.index, asked.frame
        preferred = serving.facts.satisfying(asked.prefers) if asked.prefers else None
        focus = frozenset(asked.may or filter(None, [asked.focus]))
        found = Evidence(tuple(hits), (), np.zeros((0, len(NAMES))))
        most = self._most_read(asked)
        for count in [most] if whole else [min(_FIRST, most), most]:
            if _sure(found, serving.weights) >= _CERTAIN:
                break
            seen = {one.hit.passage.id for one in found.candidates}
            read = with_datelines(frame, hits[:count], index.documents)
            fresh = [hit for hit in read if hit.passage.id not in seen]
            besides = places(frame, fresh, index.records)
            told = serving.reader.candidates(asked.full, fresh, besides)
            candidates = (*found.candidates, *widened(told, index.records))
            rows = features(frame, candidates, serving.archive, preferred=preferred, focus=focus)
            found = Evidence(found.hits, candidates, rows)
        return found

    def _most_read(self, asked: Asked) -> int:
        """Return how many hits are read at most: more where the latest or the first is sought."""
        return (1 + bool(asked.frame.order)) * self.config.read_k

    def objection(self, asked: Asked) -> str:
        """Say why a question cannot be asked of this archive; empty where it can."""
        reason = unanswerable(asked.query.text, asked.frame, foreign=asked.foreign)
        if reason:
            return MESSAGES[reason]
        index = self._serving.index
        return self.why_none(asked.query.filters) if len(index) else emptiness(index.ledger)

    def why_none(self, filters: Filters) -> str:
        """Say which of the filters no item satisfies; empty when some item satisfies them all."""
        facts = self._serving.facts
        return "" if facts.belonging(filters) else facts.why_none(filters)

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        read_filters: bool = True,
    ) -> Query:
        """Return what `ask` understands of a question, of several of the first."""
        asked = self.asked(question, history=history, filters=filters, read_filters=read_filters)
        return asked[0].query

    def asked(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        read_filters: bool = True,
    ) -> tuple[Asked, ...]:
        """Return what is asked, for each question of a message. Raises QuestionError."""
        serving = self._current()
        return serving.conversation.understand(
            question, history, filters, read_filters=read_filters
        )

    def _overview(self, asked: Asked, serving: _Serving) -> Answer:
        query = asked.query
        if asked.facet == ITEM:
            whole = serving.index.of_document(asked.focus or "")
            if not whole:
                return abstain(query, Reason.NOT_ANSWERED)
            return answer_item(query, whole, serving.index.documents)
        found = serving.survey(asked.facet or "items")
        if not found.spans:
            return abstain(query, Reason.NOT_ANSWERED)
        held = [(span.passage.document_id, span.passage.start) for span in found.spans]
        passages = filter(None, (serving.index.passage_at(*place) for place in held))
        hits = [Hit(passage, rank, 0.0) for rank, passage in enumerate(passages, 1)]
        return answer_overview(query, found, hits, serving.index.documents)

    def _quotations(self, asked: Asked, serving: _Serving) -> tuple[Span, ...]:
        """Return all that somebody said where nothing else is asked."""
        if not asks_for_quotations(asked.frame):
            return ()
        return quotations(asked.frame, serving.index, self._items_among(asked, serving).rows)

    def _select(self, asked: Asked, serving: _Serving, *, weigh: bool = False) -> Selection:
        """Weigh every item that was found; those that filters alone leave if told to `weigh`."""
        hits = self._retrieve(asked, serving, 2 * CANDIDATES)
        first: dict[str, Hit] = {}
        for hit in hits:
            first.setdefault(hit.passage.document_id, hit)
        some = list(first.values())[: _ITEMS_READ if serving.reader.digest else 0]
        return select(
            asked.frame,
            asked.taken if asked.query.filters else frozenset(),
            self._items_among(asked, serving),
            hits,
            lambda: serving.reader.candidates(asked.full, some),
            serving.archive,
            serving.weights.item,
            filtered=bool(asked.query.filters),
            weigh=weigh,
        )

    def _of_listed(self, asked: Asked, serving: _Serving) -> Asked:
        """Return a question on what was listed before ("Which of them …"), of those items alone."""
        try:
            before = serving.conversation.understand(asked.query.follows or "")[0]
        except QuestionError:  # of a history that nobody could have asked
            return asked
        if before.query.wants not in (Wants.LIST, Wants.COUNT):
            return asked
        selection = self._select(before, serving)
        kept = frozenset(one.document.id for one in selection.kept)
        only = self._items_among(before, serving) if selection.every else kept
        return replace(asked, only=only or None, focus=None)

    def _no_item(self, asked: Asked, serving: _Serving) -> Answer:
        """Abstain because no item can be meant, or it is not known which one.

        The hits are what comes nearest without the filters, or of the items that may be meant.
        """
        query = asked.query
        left = replace(query, filters=serving.facts.relaxed(query.filters))
        asked = replace(asked, query=left, only=frozenset(asked.may) or None)
        hits = self._retrieve(asked, serving, CANDIDATES if asked.unclear else None)
        why = asked.none or serving.facts.why_none(query.filters)
        notes = tuple(note for note in query.notes if note != asked.none)
        reason = Reason.UNCLEAR if asked.unclear else Reason.NO_ITEM
        return abstain(replace(query, notes=notes), reason, hits, why=why)

    def _retrieve(self, asked: Asked, serving: _Serving, k: int | None = None) -> tuple[Hit, ...]:
        depth = k or max(self.config.top_k, self._most_read(asked))
        # A follow-up is searched for by its own meaning and, half, by what it leans on.
        texts = list(dict.fromkeys((asked.query.text, asked.full)))
        full = replace(asked.query, text=asked.full)
        return self._search(full, serving.index, self._among(asked, serving), depth, texts)

    def _search(
        self,
        query: Query,
        index: Index,
        among: Chosen | None,
        k: int,
        texts: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        """Return the hits of a query, by its words and the meaning of it or of some texts."""
        vector = self._encoder.encode(texts or [query.text]).mean(axis=0)
        return retrieve(
            query,
            vector / np.linalg.norm(vector),
            index,
            k=k,
            searcher=self.config.searcher,
            lexical_weight=self.config.lexical_weight,
            among=None if among is None else among.rows,
        )

    def _among(self, asked: Asked, serving: _Serving) -> Chosen | None:
        """Return the documents that are asked about; None for all of them."""
        filters = asked.query.filters
        left = _meeting(asked, serving.facts) if filters else None
        if asked.only is None:
            return left
        only = serving.index.columns.chosen(asked.only)
        return only if left is None else only.both(left)

    def _items_among(self, asked: Asked, serving: _Serving) -> Chosen:
        """Return the news items that are asked about."""
        news, among = serving.index.columns.all, self._among(asked, serving)
        return news if among is None else news.both(among)

    def _serve(self, index: Index, pointer: str | None) -> _Serving:
        facts = Facts(index.columns, index.lexicon, index.documents)

        def found(text: str, filters: Filters) -> tuple[Hit, ...]:
            among = facts.belonging(filters) if filters else None
            return self._search(Query(text, text), index, among, CANDIDATES)

        @lru_cache(maxsize=_REMEMBERED)
        def told(text: str) -> Told:
            serving = here()
            try:
                asked = serving.conversation.understand(text)[0] if serving else None
            except QuestionError:  # of a history that nobody could have asked
                asked = None
            if serving is None or asked is None:
                return Told()
            answer = self._answer(asked, serving, {}, lambda stage, count: None)
            if not answer.shown:
                near = dict.fromkeys(hit.passage.document_id for hit in answer.hits)
                return Told(tuple(near)[:_MAY], answered=False)
            quoted = dict.fromkeys(c.document_id for c in answer.shown)
            if answer.listing is None:
                return Told(tuple(quoted))
            best = (hit.passage.document_id for hit in found(text, Filters()))
            listed = dict.fromkeys([*(one for one in best if one in quoted), *quoted])
            return Told(tuple(listed), several=len(listed) > 1)

        reader = self._reader(index)
        weights = Weights.load(
            self.config.weights, encoder=self._encoder.identity.digest, reader=reader.digest
        )
        encoder = self._encoder
        made = _Serving(
            index=index,
            reader=reader,
            weights=weights,
            facts=facts,
            archive=Archive(
                index.columns, index.lexicon, index.documents, index.records, index.of_document
            ),
            survey=lru_cache(partial(survey, columns=index.columns, documents=index.documents)),
            conversation=Conversation(
                parser=self._parser,
                speller=Speller(
                    index.lexicon.written,
                    known_words(),
                    known=lambda: encoder.words,
                    english=english_words,
                ),
                facts=facts,
                weights=weights,
                encode=self._encoder.encode,
                retrieve=found,
                told=told,
                limit=self.config.max_question,
            ),
            answers=lru_cache(maxsize=_REMEMBERED)(_none_yet),
            pointer=pointer,
        )
        here = weakref.ref(made)  # else what is replaced would stay until it is searched for
        return made

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


def _none_yet(_: Asked, _config: Config) -> list[Answer]:
    return []


def _about(answer: Answer, asked: Asked, serving: _Serving) -> Answer:
    """Return an answer with the item that the question was taken to be about, or is not."""
    index = serving.index
    cited = answer.shown[0].document_id if answer.shown else asked.focus
    about = cited if asked.may or cited == asked.focus else None
    return replace(
        answer,
        about=index.documents[about].headline if about else None,
        dropped=_named(asked.dropped or (asked.focus if about is None else None), index),
        filters=_met(asked, answer, serving.facts),
    )


def _is_clear(asked: Asked, answer: Answer, spans: Sequence[Span]) -> bool:
    """Tell whether of the items that may be meant one answers, and no other about as well."""
    if not answer.shown or answer.shown[0].document_id not in asked.may:
        return False
    if not asked.unsure and answer.confidence < _CLEAR:
        return False
    others = (
        span
        for span in spans
        if span.passage.document_id in asked.may
        and span.passage.document_id != answer.shown[0].document_id
    )
    return all(span.confidence < _RIVAL * spans[0].confidence for span in others)


def _meeting(asked: Asked, facts: Facts) -> Chosen:
    """Return the documents that meet a question's filters; what is "from" a place is told so."""
    meets = facts.satisfying if asked.sent else facts.belonging
    return meets(asked.query.filters)


def _named(document_id: str | None, index: Index) -> tuple[str, str] | None:
    document = index.documents.get(document_id or "")
    return (document.id, document.title) if document else None


def _met(asked: Asked, answer: Answer, facts: Facts) -> Filters:
    """Return the filters given, with those that a question says where what is quoted meets them."""
    cited = {citation.document_id for citation in answer.citations[:1]}
    if not asked.prefers or not cited <= facts.satisfying(asked.prefers) or not cited:
        return answer.filters
    return facts.combine(answer.filters, asked.prefers)[0]


def _weighed(found: Evidence, weights: Weights) -> list[Span]:
    """Return the sentences of the candidates with their words emphasised, best first.

    How surely the best answers is weighed apart; the others are so much less sure as they are
    less likely. Where the latest or the first is asked for, it goes before those about as likely.
    """
    if not found.candidates:
        return []
    chances = weights.answer.chances(found.features)
    in_time = found.features[:, NAMES.index("order_met")]
    alike = chances >= _ALIKE * chances.max()
    order = np.lexsort((-chances, -in_time * alike, ~alike))
    sure = _sure(found, weights)
    shares = np.minimum(sure, sure * chances / max(chances[order[0]], _LEAST))
    return [_span(found.candidates[i], float(shares[i])) for i in order]


def _sure(found: Evidence, weights: Weights) -> float:
    """Return how surely the best of the candidates answers."""
    if not found.candidates:
        return 0.0
    chances = weights.answer.chances(found.features)
    return float(weights.sure.chances(standing(chances, found.features)[None])[0])


def _is_list(asked: Asked, selection: Selection) -> bool:
    """Tell whether what was selected is listed; one item, or unsure ones, may hold one fact."""
    kept = [one.chance for one in selection.kept]
    several = asked.frame.plural or not asked.frame.wh or selection.every
    if several or not kept:
        return bool(kept)
    return len(kept) > 1 and sum(kept) / len(kept) >= _SURE_LIST


def _wants_each(asked: Asked) -> bool:
    """Tell whether every item that tells a number is to be quoted: "in total", "in 2022"."""
    counted = asked.frame.kind in (Kind.NUMBER, Kind.MONEY) and not asked.frame.order
    return counted and (asked.frame.total or bool(asked.prefers))


def _only(spans: Sequence[Span], documents: Set[str]) -> tuple[list[Span], bool]:
    """Return the spans of some documents and True, or all where the best is of none of them."""
    kept = [span for span in spans if span.passage.document_id in documents]
    return (kept, True) if kept and kept[0] is spans[0] else (list(spans), False)


def _remarked(answer: Answer, asked: Asked, index: Index) -> Answer:
    """Return an answer with what is to be said beside its quotes."""
    told = [(c.quote, _statement(index, c)) for c in answer.citations]
    frame = replace(asked.frame, total=False) if answer.listing else asked.frame  # it is counted
    return replace(answer, notes=(*answer.notes, *remarks(frame, told)))


def _statement(index: Index, quoted: Citation) -> Statement | None:
    """Return the sentence that a quote begins in; None where no passage holds it."""
    passage = index.passage_at(quoted.document_id, quoted.start)
    if passage is None or not passage.start <= quoted.start < passage.end:
        return None
    at = quoted.start - passage.start
    statements = index.records.get(passage.id, Record()).statements
    return next((s for s in statements if s.start <= at < s.end), None)


def _span(found: Candidate, chance: float) -> Span:
    """Return the sentence of a candidate with its words emphasised."""
    passage = found.hit.passage
    start, end = sentence_offsets(passage.text)[found.sentence]
    return Span(passage, start, end, chance, (found.start, found.end), chance)


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
        terms=f"{terms.VERSION}/{lexicon.VERSION}",
        parser=parsing.VERSION,
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
    CorpusError, also where items are `needed` and none is found, DiskError and EncoderError.
    """
    store.check(config.index)
    encoder = encoder or SentenceEncoder.load(config.encoder, download=True)
    if isinstance(encoder, SentenceEncoder):
        verify(config.encoder, encoder.files)
        parsing.verify()
    wanted = recipe(config, encoder)
    corpus = read_corpus(config.corpus, progress=reading)
    if needed and not corpus.documents:
        raise CorpusError(
            expected=f"items in {config.corpus}",
            found="none that can be read",
            mend="Put files into the folder, or run 'seeqa index' if it is to be empty.",
        )
    return Index.build(
        recipe=wanted,
        documents=corpus.documents,
        passages=splitting.split(corpus.documents),
        ledger=corpus.ledger,
        encoder=encoder,
        parser=Parser.load(),
        known=None if fresh else _known(config, wanted),
        progress=progress,
        root=config.index,
    )


def _known(config: Config, wanted: Recipe) -> Index | None:
    """Return the index on disk if its vectors are of the same encoder and the same sentences."""
    try:
        index = Index.load(config.index)
    except (IndexMissing, IndexMismatch):
        return None
    same = all(
        getattr(index.recipe, part) == getattr(wanted, part)
        for part in ("encoder", "splitter", "parser")
    )
    return index if same else None


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start
