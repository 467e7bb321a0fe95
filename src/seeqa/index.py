"""Passages and vectors -> an index: build, save, load, search by meaning or by words.

A passage has a vector of its whole and one of each of its sentences: a question often means one
sentence, which the rest of a long paragraph drowns. Its nearness is the mean of the two best. What
is kept lies on disk and is looked up there: documents, passages and records as JSON lines, vectors
and postings as arrays. Documents and passages are numbered in the archive's order; a search gives
such rows. Does not decide how meaning and words are combined: that is `seeqa.retrieve`.
"""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import schema, store
from seeqa import vectors as vectoring
from seeqa.columns import Columns
from seeqa.errors import IndexDamaged, IndexMismatch
from seeqa.language.record import Parser, Record, records
from seeqa.lexicon import Lexicon
from seeqa.postings import Postings, PostingsWriter
from seeqa.rows import Keyed, Rows, RowWriter, mapped
from seeqa.sentences import sentence_offsets
from seeqa.terms import terms as terms_of
from seeqa.types import Document, Ledger, Passage
from seeqa.vectors import Mask, Matrix, Places, Vectors, VectorWriter, top

Scores = NDArray[np.float64]
Among = Set[str] | Mask  # documents: their ids, or for each row whether it counts
Progress = Callable[[int, int], None]

FORMAT_VERSION = 4
_BATCH = 64
_ASKED = 200  # questions by which a search that does not compare all is measured
_ENOUGH = 0.98  # of the ten nearest, which such a search is to find
_DEPTH = 100

_DOCUMENTS, _PASSAGES, _RECORDS, _LEDGER = (
    f"{name}.jsonl" for name in ("documents", "passages", "records", "ledger")
)
_NAMES, _NEWS = "names.json", "news.npy"
_IDS, _BY_ID, _HOLDERS, _STARTS = "ids.npy", "by-id.npy", "holders.npy", "starts.npy"
_WHOLE, _SENTENCES, _POSTINGS = "passages.npy", "sentences.npy", "postings"
_COLUMNS, _LEXICON = "columns", "lexicon"


class Encoder(Protocol):
    """Turns texts into unit vectors of one dimension."""

    def with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[Matrix]:
        """Return per text its unit vector and one of each part, shape (1 + parts, dimension).

        Parts are told by their offsets (start, end).
        """
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was built from; two indexes of one recipe give the same hits.

    `encoder` is the encoder's name, revision, digest and dimension; `corpus` maps each file of
    the corpus folder to its SHA-256.
    """

    encoder: Mapping[str, Any]
    reading: str
    splitter: str
    terms: str
    parser: str
    corpus: Mapping[str, str]
    format_version: int = FORMAT_VERSION

    def differences(self, other: Recipe) -> list[str]:
        """Say in a few words where another recipe differs from this one."""
        said = [
            f"{name} {getattr(self, name)} against {getattr(other, name)}"
            for name in ("format_version", "reading", "splitter", "terms", "parser")
            if getattr(self, name) != getattr(other, name)
        ]
        said += [
            f"encoder {key} {str(self.encoder.get(key))[:60]} against {str(value)[:60]}"
            for key, value in other.encoder.items()
            if self.encoder.get(key) != value
        ]
        mine, theirs = set(self.corpus.items()), set(other.corpus.items())
        files = sorted({name for name, _ in mine ^ theirs})
        return said + ([f"corpus files {', '.join(files[:5])}"] if files else [])


class Index:
    """Documents, passages, their vectors and their postings; immutable once made."""

    def __init__(
        self,
        *,
        folder: Path,
        manifest: Mapping[str, Any],
        documents: Rows[Document],
        names: Sequence[str],
        news: Mask,
        passages: Rows[Passage],
        records: Rows[Record],
        ids: Places,
        by_id: Places,
        holders: NDArray[np.int32],
        ledger: Rows[Ledger],
        whole: Vectors,
        sentences: Vectors,
        starts: Places,
        postings: Postings,
        columns: Columns,
        lexicon: Lexicon,
    ) -> None:
        """Take ready parts, which lie in a folder and are told of by its manifest.

        `names` are the ids of the documents by row, and `news` tells which are items. Of each
        passage `ids` has the id, `holders` the row of its document, never falling, and `starts`
        where its sentences begin among all sentences, their number at the end; `by_id` are the
        passages' rows by rising id.
        """
        self.recipe = Recipe(**manifest["recipe"])
        self.search: Mapping[str, Any] = manifest["search"]
        self.passages: Sequence[Passage] = passages
        self._folder, self._manifest = folder, manifest
        self._held: TemporaryDirectory[str] | None = None
        self._rows = {name: row for row, name in enumerate(names)}
        self._ids, self._holders, self._starts = ids, holders, starts
        self._records, self._ledger = records, ledger
        self._whole, self._sentences, self._postings = whole, sentences, postings
        self._place = _placing(ids, by_id)
        self.columns, self.lexicon = columns, lexicon
        every = np.ones(len(documents), dtype=np.bool_)
        items = [names[row] for row in np.flatnonzero(news).tolist()]
        self.documents: Mapping[str, Document] = Keyed(
            names[: len(documents)], _naming(self._rows, every), documents
        )
        self.items: Mapping[str, Document] = Keyed(items, _naming(self._rows, news), documents)
        self.records: Mapping[int, Record] = Keyed(ids, self._place, records)
        self.by_id: Mapping[int, Passage] = Keyed(ids, self._place, passages)

    @property
    def ledger(self) -> Ledger:
        """What was read of each file."""
        return self._ledger[0]

    def of_document(self, document_id: str) -> Sequence[Passage]:
        """Return the passages of a document in their order."""
        row = self._rows.get(document_id)
        ends = (0, 0) if row is None else np.searchsorted(self._holders, (row, row + 1))
        return self.passages[slice(*ends)]

    def passage_at(self, document_id: str, start: int) -> Passage | None:
        """Return the passage that holds a place of a document, or else the document's first."""
        passages = self.of_document(document_id)
        holding = (p for p in passages if p.start <= start < p.end)
        return next(holding, None) or next(iter(passages), None)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.passages)

    # --- build, save, load ----------------------------------------------------------------

    @classmethod
    def build(
        cls,
        *,
        recipe: Recipe,
        documents: Iterable[Document],
        passages: Sequence[Passage],
        ledger: Ledger,
        encoder: Encoder,
        parser: Parser,
        known: Index | None = None,
        progress: Progress | None = None,
        exact: int = vectoring.EXACT,
        root: Path | None = None,
    ) -> Index:
        """Embed and parse the passages and index them; `progress(done, total)` is called per batch.

        Passages stand in the order of their documents. What `known`, an index of the same encoder
        and parser, already has of a passage is reused. More than `exact` vectors are searched
        approximately. The index becomes the current generation of the folder `root`, or, without
        one, lies in a temporary folder for as long as it is used.
        """
        dimension = int(recipe.encoder["dimension"])

        def write(folder: Path) -> dict[str, Any]:
            rows = _write_documents(folder, documents)
            counts = {"documents": len(rows), "passages": len(passages)}
            made = _Made(encoder, parser, known)
            _write_passages(folder, passages, rows, made, dimension, progress)
            with RowWriter(folder / _LEDGER) as lines:
                lines.add(schema.to_json(ledger))
            for name in (_WHOLE, _SENTENCES):
                vectoring.finish(folder / name, exact)
            written = Rows(folder / _DOCUMENTS, schema.document_from)
            ids, by_id = mapped(folder / _IDS), mapped(folder / _BY_ID)
            told = Keyed(ids, _placing(ids, by_id), Rows(folder / _RECORDS, schema.record_from))
            Columns.of(written).save(folder / _COLUMNS)
            Lexicon.of(written, passages, told).save(folder / _LEXICON)
            manifest = {"recipe": schema.to_json(recipe), "counts": counts, "search": {}}
            return {**manifest, "search": cls._read(folder, manifest)._tuned()}

        if root is not None:
            store.publish(root, write)
            return cls.load(root)
        held = TemporaryDirectory(prefix="seeqa-", ignore_cleanup_errors=True)
        index = cls._read(Path(held.name), write(Path(held.name)))
        index._held = held
        return index

    def save(self, root: Path) -> None:
        """Copy the index into the folder `root`, as its new current generation."""

        def write(folder: Path) -> dict[str, Any]:
            without = shutil.ignore_patterns(store.MANIFEST)
            shutil.copytree(self._folder, folder, ignore=without, dirs_exist_ok=True)
            return {**self._manifest, "recipe": schema.to_json(self.recipe)}

        store.publish(root, write)

    @classmethod
    def load(cls, root: Path) -> Index:
        """Read the current generation, every byte of it checked against its digest.

        Raises IndexMissing, IndexDamaged, or IndexMismatch for another format version.
        """
        while True:
            pointer = store.current(root)
            try:
                return cls._read(*store.open_generation(root))
            except IndexDamaged:
                if store.current(root) == pointer:  # otherwise a build replaced it meanwhile
                    raise
            except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
                if store.current(root) == pointer:
                    raise IndexDamaged(
                        expected=f"an index of format {FORMAT_VERSION} in {root}",
                        found=f"files that cannot be read as one ({type(error).__name__})",
                        mend=store.REBUILD,
                    ) from error

    @classmethod
    def _read(cls, folder: Path, manifest: Mapping[str, Any]) -> Index:
        written = manifest["recipe"]["format_version"]
        if written != FORMAT_VERSION:
            raise IndexMismatch(
                expected=f"index format {FORMAT_VERSION}",
                found=f"format {written} in {folder}",
                mend=store.REBUILD,
            )
        ids = mapped(folder / _IDS)
        probes = manifest["search"].get("probes")
        return cls(
            folder=folder,
            manifest=manifest,
            documents=Rows(folder / _DOCUMENTS, schema.document_from),
            names=json.loads((folder / _NAMES).read_text(encoding="utf-8")),
            news=mapped(folder / _NEWS),
            passages=Rows(folder / _PASSAGES, schema.passage_from),
            records=Rows(folder / _RECORDS, schema.record_from),
            ids=ids,
            by_id=mapped(folder / _BY_ID),
            holders=mapped(folder / _HOLDERS),
            ledger=Rows(folder / _LEDGER, schema.ledger_from),
            whole=Vectors.open(folder / _WHOLE, probes),
            sentences=Vectors.open(folder / _SENTENCES, probes),
            starts=mapped(folder / _STARTS),
            postings=Postings.open(folder / _POSTINGS, len(ids)),
            columns=Columns.load(folder / _COLUMNS),
            lexicon=Lexicon.load(folder / _LEXICON),
        )

    def check(self, wanted: Recipe) -> None:
        """Raise IndexMismatch, saying where, unless this index was built by that recipe."""
        differences = self.recipe.differences(wanted)
        if differences:
            raise IndexMismatch(
                expected="an index of this corpus, encoder and version",
                found="; ".join(differences),
                mend=store.REBUILD,
            )

    # --- search ---------------------------------------------------------------------------

    def nearest(self, vector: Matrix, k: int, among: Among | None = None) -> tuple[Places, Scores]:
        """Return the rows of the k passages nearest in meaning, best first, and their nearness.

        `vector` is a unit vector of shape (dimension,); `among`, where given, tells the only
        documents whose passages count.
        """
        counted = self._counted(among)
        each = None if counted is None else np.repeat(counted, np.diff(self._starts))
        whole = self._whole.nearest(vector, k, counted)
        return self._ranked(vector, whole, self._sentences.nearest(vector, k, each), k)

    def nearest_exactly(self, vectors: Matrix, k: int) -> list[Places]:
        """Return the rows that `nearest` gives for each unit vector where all are compared."""
        depth = max(k, _DEPTH)
        whole, single = (
            vectoring.nearest_of_all(one.rows, vectors, depth)
            for one in (self._whole, self._sentences)
        )
        proposed = zip(vectors, whole, single, strict=True)
        return [self._ranked(vector, w, s, k)[0] for vector, w, s in proposed]

    def nearness(self, vector: Matrix, places: Places) -> Scores:
        """Return for each row the mean cosine of the passage and of its best sentence."""
        if not len(places):
            return np.zeros(0)
        whole = self._whole.products(places, vector)
        begins, counts = self._starts[places], self._starts[places + 1] - self._starts[places]
        firsts = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(begins - firsts, counts)
        best = np.maximum.reduceat(self._sentences.products(rows, vector), firsts)
        return (whole + best).astype(np.float64) / 2

    def match(
        self, terms: Sequence[str], k: int, among: Among | None = None
    ) -> tuple[Places, Scores]:
        """Return the rows of up to k passages that share terms with the query, and their scores.

        Best first; `among`, where given, tells the only documents whose passages count. The score
        is BM25 divided by the most that the terms could give, terms that no passage has included:
        1.0 is every term, in plenty; a question whose words the archive lacks gets little
        ("theoretical" normalisation, Bruch et al. 2023).
        """
        return self._postings.best(terms, k, self._counted(among))

    def match_score(self, terms: Sequence[str], places: Places) -> Scores:
        """Return the score of `match` for each row."""
        return self._postings.shares(terms, places)

    def having(self, terms: Sequence[str], places: Places) -> NDArray[np.bool_]:
        """Return for each row which of the terms its passage has, shape (rows, terms)."""
        return self._postings.weights(terms, places).T > 0

    def holding(self, words: Sequence[str], among: Mask | None = None) -> Places:
        """Return the rows of the passages that have all terms of some words, in order.

        `among` tells for each document whether its passages count. Words without a term are passed
        by; without any term no passage is found.
        """
        rows = self._postings.holding({term for word in words for term in terms_of(word)})
        return rows if among is None else rows[among[self._holders[rows]]]

    def idf(self, term: str) -> float:
        """Return the weight of a term: rare ones weigh more, unknown ones most."""
        return self._postings.idf(term)

    def sentence_vectors(self, passage: Passage) -> Matrix:
        """Return the vectors of a passage's sentences, shape (sentences, dimension)."""
        return self.vectors_of(passage.id)[1:]

    def vectors_of(self, passage_id: int) -> Matrix:
        """Return a passage's vector and its sentences', shape (1 + sentences, dimension)."""
        place = self._place(passage_id)
        if place is None:
            raise KeyError(passage_id)
        sentences = self._sentences.rows[slice(*self._starts[place : place + 2])]
        return np.concatenate([self._whole.rows[place : place + 1], sentences])

    def _counted(self, among: Among | None) -> Mask | None:
        """Return for each passage whether it is of one of the documents; None for all."""
        if among is None:
            return None
        if not isinstance(among, np.ndarray):
            rows = [self._rows[name] for name in among if name in self._rows]
            among = np.zeros(len(self._rows), dtype=np.bool_)
            among[rows] = True
        counted: Mask = among[self._holders]
        return counted

    def _ranked(
        self, vector: Matrix, whole: Places, sentences: Places, k: int
    ) -> tuple[Places, Scores]:
        """Return the k nearest of the passages that are proposed, or whose sentences are."""
        holding = np.searchsorted(self._starts, sentences, side="right") - 1
        places = np.union1d(whole, holding)
        scores = self.nearness(vector, places)
        best = top(scores, k)
        return places[best], scores[best]

    def _tuned(self) -> dict[str, Any]:
        """Look into as many lists as it takes; return how vectors are searched, and how well.

        The questions are sentences of the archive, each moved toward another and at random until
        its cosine with itself is about .5, as that of a question with its answer.
        """
        both = (self._whole, self._sentences)
        lists = [vectors.lists for vectors in both if vectors.lists is not None]
        if not lists:
            return {"kind": "exact"}
        questions = _moved(self._sentences.rows)
        wanted = self.nearest_exactly(questions, 10)
        probes, recall = 0, 0.0
        for probes in vectoring.PROBES:
            for one in lists:
                one.nprobe = probes
            found = [self.nearest(question, _DEPTH)[0][:10] for question in questions]
            shares = (np.isin(w, f).mean() for w, f in zip(wanted, found, strict=True))
            recall = float(np.mean(list(shares)))
            if recall >= _ENOUGH:
                break
        return {"kind": "ivf", "probes": probes, "recall_at_10": round(recall, 3)}


@dataclass(frozen=True, slots=True)
class _Made:
    """What makes vectors and records, and an index that has some of them."""

    encoder: Encoder
    parser: Parser
    known: Index | None

    def vectors(self, batch: Sequence[Passage]) -> list[Matrix]:
        """Return per passage a matrix: its own vector, then one per sentence."""
        known = self.known
        found = (
            {p.id: known.vectors_of(p.id) for p in batch if p.id in known.by_id} if known else {}
        )
        fresh = [passage for passage in batch if passage.id not in found]
        if fresh:
            texts = [passage.searchable for passage in fresh]
            encoded = self.encoder.with_parts(texts, [_sentences_in(p) for p in fresh])
            found |= zip((p.id for p in fresh), encoded, strict=True)
        return [found[passage.id] for passage in batch]

    def records(self, batch: Sequence[Passage]) -> list[Any]:
        """Return the record of each passage, in its JSON form."""
        known = self.known
        has = known.records if known else {}
        fresh = [passage for passage in batch if passage.id not in has]
        told = records((passage.text for passage in fresh), self.parser)
        found = dict(zip((passage.id for passage in fresh), told, strict=True))
        return [schema.record_to_json(found[p.id] if p.id in found else has[p.id]) for p in batch]


def _write_documents(folder: Path, documents: Iterable[Document]) -> dict[str, int]:
    """Write documents; return the row of each by its id."""
    rows: dict[str, int] = {}
    news = []
    with RowWriter(folder / _DOCUMENTS) as told:
        for document in documents:
            told.add(schema.to_json(document))
            rows[document.id] = len(rows)
            news.append(not document.about)
    np.save(folder / _NEWS, np.array(news, dtype=np.bool_))
    return rows


def _write_passages(
    folder: Path,
    passages: Sequence[Passage],
    rows: dict[str, int],
    made: _Made,
    dimension: int,
    progress: Progress | None,
) -> None:
    """Write passages and all that is made of them, batch by batch."""
    ids, holders, starts = array("q"), array("i"), array("q", [0])
    postings = PostingsWriter()
    with (
        RowWriter(folder / _PASSAGES) as told,
        RowWriter(folder / _RECORDS) as recorded,
        VectorWriter(folder / _WHOLE, dimension) as whole,
        VectorWriter(folder / _SENTENCES, dimension) as sentences,
        ThreadPoolExecutor(1) as beside,
    ):
        for batch in _batches(passages):
            parsing = beside.submit(made.records, batch)  # the network leaves the interpreter free
            vectors = made.vectors(batch)
            whole.add(np.stack([own[0] for own in vectors]))
            sentences.add(np.concatenate([own[1:] for own in vectors]))
            for passage, own, record in zip(batch, vectors, parsing.result(), strict=True):
                told.add(schema.to_json(passage))
                recorded.add(record)
                ids.append(passage.id)
                holders.append(rows.setdefault(passage.document_id, len(rows)))
                starts.append(starts[-1] + len(own) - 1)
                postings.add(terms_of(passage.searchable))
            if progress:
                progress(len(ids), len(passages))
    postings.write(folder / _POSTINGS)
    for name, numbers in ((_IDS, ids), (_HOLDERS, holders), (_STARTS, starts)):
        np.save(folder / name, np.array(numbers))
    np.save(folder / _BY_ID, np.argsort(np.array(ids), kind="stable"))
    (folder / _NAMES).write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")


def _batches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    left = iter(passages)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _sentences_in(passage: Passage) -> list[tuple[int, int]]:
    """Return the offsets of a passage's sentences in what is embedded of it."""
    before = len(passage.searchable) - len(passage.text)
    return [(before + start, before + end) for start, end in sentence_offsets(passage.text)]


def _moved(rows: Matrix) -> Matrix:
    """Return unit vectors, some of the rows, each moved toward another and at random."""
    random = np.random.default_rng(0)
    own, other = rows[random.integers(len(rows), size=(2, _ASKED))]
    noise = random.standard_normal(own.shape, dtype=np.float32)
    moved = own + other + 1.6 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    made: Matrix = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return made


def _naming(rows: Mapping[str, int], counted: Mask) -> Callable[[str], int | None]:
    """Return what tells the row of a document's id; None where it does not count."""

    def place(name: str) -> int | None:
        row = rows.get(name)
        return row if row is not None and row < len(counted) and counted[row] else None

    return place


def _placing(ids: Places, by_id: Places) -> Callable[[int], int | None]:
    """Return what tells the row of a passage's id."""

    def place(wanted: int) -> int | None:
        at = int(np.searchsorted(ids, wanted, sorter=by_id))
        row = int(by_id[at]) if at < len(ids) else None
        return row if row is not None and ids[row] == wanted else None

    return place
