"""Passages and vectors -> an index: build, save, load, search by meaning or by words.

A passage has a vector of its whole, under its stable id, and one of each of its sentences: a
question often means one sentence, which the rest of a long paragraph drowns. Its nearness is the
mean of the two best. Hides FAISS (exact inner product) and bm25s (BM25 over stemmed, folded
terms). Does not decide how meaning and words are combined: that is `seeqa.retrieve`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa import schema, store
from seeqa import terms as term_rules
from seeqa.errors import IndexDamaged, IndexMismatch
from seeqa.language.record import Parser, Record, records
from seeqa.sentences import sentence_offsets
from seeqa.types import Document, Ledger, Passage

if TYPE_CHECKING:
    import bm25s
    import faiss

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

FORMAT_VERSION = 3
_BATCH = 64
_K1, _B = 1.2, 0.75  # Robertson & Zaragoza 2009, the values that most collections settle on


class Encoder(Protocol):
    """Turns texts into unit vectors of one dimension."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
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
        recipe: Recipe,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        records: Sequence[Record],
        ledger: Ledger,
        vectors: faiss.Index,
        sentences: faiss.Index,
        counts: NDArray[np.int32],
        postings: bm25s.BM25 | None,
    ) -> None:
        """Take ready parts, a record for each passage; `postings` is None when none has a term.

        `sentences` holds the vectors of all passages' sentences in order, `counts[i]` of them
        for the i-th passage.
        """
        self.recipe = recipe
        self.documents = {document.id: document for document in documents}
        self.items = {i: d for i, d in self.documents.items() if not d.about}
        self.passages = tuple(passages)
        self.records = {p.id: r for p, r in zip(passages, records, strict=True)}
        self.ledger = ledger
        self._vectors = vectors
        self._sentences = sentences
        self._counts = counts
        self._first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._postings = postings
        self._of_document: dict[str, list[Passage]] = {}
        for passage in self.passages:
            self._of_document.setdefault(passage.document_id, []).append(passage)
        self._place = {passage.id: i for i, passage in enumerate(self.passages)}

    def of_document(self, document_id: str) -> Sequence[Passage]:
        """Return the passages of a document in their order."""
        return self._of_document.get(document_id, ())

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
        documents: Sequence[Document],
        passages: Sequence[Passage],
        ledger: Ledger,
        encoder: Encoder,
        parser: Parser,
        known: Index | None = None,
        progress: Progress | None = None,
    ) -> Index:
        """Embed and parse the passages and index them; `progress(done, total)` is called per batch.

        What `known`, an index of the same encoder and parser, already has of a passage is reused.
        """
        import faiss

        dimension = int(recipe.encoder["dimension"])
        embedded = _embed(passages, encoder, known, progress)
        vectors = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        sentences = faiss.IndexFlatIP(dimension)
        if embedded:
            ids = np.array([passage.id for passage in passages], dtype=np.int64)
            vectors.add_with_ids(np.stack([rows[0] for rows in embedded]), ids)
            sentences.add(np.concatenate([rows[1:] for rows in embedded]))
        return cls(
            recipe=recipe,
            documents=documents,
            passages=passages,
            records=_records(passages, parser, known),
            ledger=ledger,
            vectors=vectors,
            sentences=sentences,
            counts=np.array([len(rows) - 1 for rows in embedded], dtype=np.int32),
            postings=_postings(passages),
        )

    def save(self, root: Path) -> None:
        """Write the index as the new current generation of the folder `root`."""
        store.publish(root, self._write)

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

    def _write(self, folder: Path) -> dict[str, Any]:
        import faiss

        # FAISS raises RuntimeError where it cannot write; a file of ours says what hinders it.
        for name, vectors in (("passages", self._vectors), ("sentences", self._sentences)):
            with (folder / f"{name}.faiss").open("wb") as file:
                faiss.write_index(vectors, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
        np.save(folder / "sentence-counts.npy", self._counts, allow_pickle=False)
        if self._postings is not None:
            self._postings.save(folder / "postings", show_progress=False)
        _write_lines(folder / "documents.jsonl", self.documents.values())
        _write_lines(folder / "passages.jsonl", self.passages)
        told = (schema.record_to_json(record) for record in self.records.values())
        _write_lines(folder / "records.jsonl", told)
        _write_lines(folder / "ledger.jsonl", [self.ledger])
        counts = {"documents": len(self.documents), "passages": len(self.passages)}
        return {"recipe": schema.to_json(self.recipe), "counts": counts}

    @classmethod
    def _read(cls, folder: Path, manifest: Mapping[str, Any]) -> Index:
        import bm25s
        import faiss

        written = manifest["recipe"]["format_version"]
        if written != FORMAT_VERSION:
            raise IndexMismatch(
                expected=f"index format {FORMAT_VERSION}",
                found=f"format {written} in {folder}",
                mend=store.REBUILD,
            )
        recipe = Recipe(**manifest["recipe"])
        # Told by the manifest, not by the folder: a later build may be sweeping this generation.
        indexed = any(name.startswith("postings/") for name in manifest["files"])
        return cls(
            recipe=recipe,
            documents=[schema.document_from(f) for f in _lines(folder / "documents.jsonl")],
            passages=[schema.passage_from(f) for f in _lines(folder / "passages.jsonl")],
            records=[schema.record_from(f) for f in _lines(folder / "records.jsonl")],
            ledger=schema.ledger_from(_lines(folder / "ledger.jsonl")[0]),
            vectors=faiss.read_index(str(folder / "passages.faiss")),
            sentences=faiss.read_index(str(folder / "sentences.faiss")),
            counts=np.load(folder / "sentence-counts.npy", allow_pickle=False),
            postings=bm25s.BM25.load(folder / "postings", load_corpus=False) if indexed else None,
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

    def nearest(
        self, vector: Vectors, k: int, among: Set[str] | None = None
    ) -> list[tuple[Passage, float]]:
        """Return the k passages nearest in meaning, best first, with their `nearness`.

        `vector` is a unit vector of shape (dimension,); `among`, where given, the ids of the only
        documents whose passages count.
        """
        counted = self._counted(among)
        if not counted.any():
            return []
        row = vector.reshape(1, -1)
        whole, single = self._selecting(counted)
        _, ids = self._vectors.search(row, min(k, len(self.passages)), params=whole)
        _, rows = self._sentences.search(row, min(k, self._sentences.ntotal), params=single)
        # FAISS fills up with -1 where fewer than k count.
        places = {self._place[int(i)] for i in ids[0] if i >= 0}
        rows = rows[rows >= 0]
        places |= set((np.searchsorted(self._first, rows, side="right") - 1).tolist())
        found = [
            (self.passages[i], self.nearness(vector, self.passages[i])) for i in sorted(places)
        ]
        return sorted(found, key=lambda pair: -pair[1])[:k]

    def _counted(self, among: Set[str] | None) -> NDArray[np.bool_]:
        """Return for each passage whether it is of one of the documents."""
        if among is None:
            return np.ones(len(self.passages), dtype=np.bool_)
        return np.array([p.document_id in among for p in self.passages], dtype=np.bool_)

    def _selecting(self, counted: NDArray[np.bool_]) -> tuple[Any, Any]:
        """Return FAISS's parameters that search only such passages, and only their sentences."""
        import faiss

        if counted.all():
            return None, None
        ids = np.array([p.id for p, counts in zip(self.passages, counted, strict=True) if counts])
        rows = np.flatnonzero(np.repeat(counted, self._counts))
        selectors = (faiss.IDSelectorBatch(chosen.astype(np.int64)) for chosen in (ids, rows))
        whole, single = (faiss.SearchParameters(sel=one) for one in selectors)  # type: ignore[call-arg]
        return whole, single

    def nearness(self, vector: Vectors, passage: Passage) -> float:
        """Return the mean cosine of the passage and of its best sentence with a unit vector."""
        # FAISS stores what it was given; the vectors are unit, so inner products are cosines.
        whole = self._vectors.reconstruct(passage.id) @ vector
        return float(whole + (self.sentence_vectors(passage) @ vector).max()) / 2

    def _rows(self, passage: Passage) -> Vectors:
        """Return a passage's vector and its sentences', shape (1 + sentences, dimension)."""
        whole = self._vectors.reconstruct(passage.id).reshape(1, -1)
        return np.concatenate([whole, self.sentence_vectors(passage)])

    def sentence_vectors(self, passage: Passage) -> Vectors:
        """Return the vectors of a passage's sentences, shape (sentences, dimension)."""
        place = self._place[passage.id]
        rows: Vectors = self._sentences.reconstruct_n(
            int(self._first[place]), int(self._counts[place])
        )
        return rows

    def match(
        self, terms: Sequence[str], k: int, among: Set[str] | None = None
    ) -> list[tuple[Passage, float]]:
        """Return up to k passages that share terms with the query, best first.

        `among`, where given, are the ids of the only documents whose passages count. The score is
        BM25 divided by the most that the terms could give, terms that no passage has included:
        1.0 is every term, in plenty; a question whose words the archive lacks gets little
        ("theoretical" normalisation, Bruch et al. 2023).
        """
        scores = self._bm25(terms) * self._counted(among)
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self.passages[int(i)], float(scores[i])) for i in best if scores[i] > 0]

    def match_score(self, terms: Sequence[str], passages: Sequence[Passage]) -> list[float]:
        """Return the score of `match` for the given passages."""
        scores = self._bm25(terms)
        return [float(scores[self._place[passage.id]]) for passage in passages]

    def idf(self, term: str) -> float:
        """Return the weight of a term: rare ones weigh more, unknown ones most."""
        count = len(self.passages)
        return math.log(1 + (count - self._frequency(term) + 0.5) / (self._frequency(term) + 0.5))

    def _frequency(self, term: str) -> int:
        """Return how many passages have the term."""
        if self._postings is None or term not in self._postings.vocab_dict:
            return 0
        pointers = self._postings.scores["indptr"]
        number = self._postings.vocab_dict[term]
        return int(pointers[number + 1] - pointers[number])

    def _bm25(self, terms: Sequence[str]) -> NDArray[np.float64]:
        unique = list(dict.fromkeys(terms))
        known = [term for term in unique if self._frequency(term)]
        if self._postings is None or not known:
            return np.zeros(len(self.passages))
        most = sum(self.idf(term) for term in unique)
        return np.asarray(self._postings.get_scores(known), dtype=np.float64) / most


def _embed(
    passages: Sequence[Passage],
    encoder: Encoder,
    known: Index | None,
    progress: Progress | None,
) -> list[Vectors]:
    """Return per passage a matrix: its own vector, then one per sentence."""
    embedded: dict[int, Vectors] = {}
    if known is not None:
        embedded = {p.id: known._rows(p) for p in passages if p.id in known._place}
    fresh = [passage for passage in passages if passage.id not in embedded]
    for start in range(0, len(fresh), _BATCH):
        batch = fresh[start : start + _BATCH]
        texts = [[passage.searchable, *_sentence_texts(passage)] for passage in batch]
        vectors = encoder.encode([text for group in texts for text in group])
        ends = np.cumsum([len(group) for group in texts])
        embedded |= zip((p.id for p in batch), np.split(vectors, ends[:-1]), strict=True)
        if progress:
            progress(len(embedded), len(passages))
    return [embedded[passage.id] for passage in passages]


def _records(passages: Sequence[Passage], parser: Parser, known: Index | None) -> list[Record]:
    """Return the record of each passage."""
    found = {p.id: known.records[p.id] for p in passages if p.id in known.records} if known else {}
    fresh = [passage for passage in passages if passage.id not in found]
    told = records((passage.text for passage in fresh), parser)
    found |= zip((passage.id for passage in fresh), told, strict=True)
    return [found[passage.id] for passage in passages]


def _sentence_texts(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in sentence_offsets(passage.text)]


def _postings(passages: Sequence[Passage]) -> bm25s.BM25 | None:
    import bm25s

    tokens = [term_rules.terms(passage.searchable) for passage in passages]
    if not any(tokens):
        return None
    postings = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    postings.index(tokens, show_progress=False)
    return postings


def _write_lines(path: Path, values: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(schema.to_json(value), ensure_ascii=False) + "\n")


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
