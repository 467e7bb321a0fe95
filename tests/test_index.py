"""Passages and vectors -> an index: search by hand, saving, loading, damage, reuse."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import compress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes import ROOT, SMALL, HashEncoder, law, make_index, small_config, write_corpus
from seeqa import Config, Passage, schema
from seeqa.embed import Parts, apart
from seeqa.errors import IndexDamaged, IndexMismatch, IndexMissing
from seeqa.index import Index, Recipe, Scores
from seeqa.language.parse import Parse, Parser
from seeqa.store import CURRENT, MANIFEST, open_generation, publish
from seeqa.terms import surface, terms
from seeqa.types import Ledger
from seeqa.vectors import Places

RECIPE = Recipe(
    encoder={"name": "hash", "dimension": 2},
    reading="r",
    splitter="s",
    terms="t",
    parser="p",
    corpus={},
)
words = st.sampled_from("officers trained Istanbul Šibenik corruption 16.a the 😀 met.".split())
paragraphs = st.lists(st.lists(words, min_size=1, max_size=12).map(" ".join), max_size=6)


class TableEncoder:
    """Gives each text the direction, in degrees, that a table has for it."""

    def __init__(self, degrees: dict[str, float]) -> None:
        self.degrees = degrees

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([direction(self.degrees[text]) for text in texts])

    def with_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[NDArray[np.float32]]:
        return apart(self.encode, texts, parts)


class ListeningParser:
    """Parses, and keeps what it was given."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parses(self, texts: Iterable[str]) -> Iterator[Parse]:
        given = list(texts)
        self.parsed += given
        return Parser.load().parses(given)


def direction(degrees: float) -> NDArray[np.float32]:
    angle = math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)], dtype=np.float32)


def index_of(
    texts: Sequence[str],
    encoder: TableEncoder | HashEncoder,
    dimension: int,
    passages: Sequence[Passage] = (),
) -> Index:
    """An index of passages, by default all of one document, without documents."""
    passages = passages or [Passage(i, "d", 0, len(t), t, "") for i, t in enumerate(texts, 1)]
    return Index.build(
        recipe=dataclasses.replace(RECIPE, encoder={"dimension": dimension}),
        documents=(),
        passages=passages,
        ledger=Ledger(),
        encoder=encoder,
        parser=Parser.load(),
    )


def told(index: Index, found: tuple[Places, Scores]) -> list[tuple[Passage, float]]:
    rows, scores = found
    return [(index.passages[row], score) for row, score in zip(rows, scores.tolist(), strict=True)]


def hits(index: Index, encoder: HashEncoder, question: str) -> list[list[tuple[Passage, float]]]:
    vector = encoder.encode([question])[0]
    found = (index.nearest(vector, 10), index.match(terms(question), 10))
    return [told(index, one) for one in found]


def nearness(index: Index, vector: NDArray[np.float32]) -> list[float]:
    return list(index.nearness(vector, np.arange(len(index))))


# --- search by hand -----------------------------------------------------------------------


def test_nearness_is_the_mean_of_the_whole_and_the_best_sentence() -> None:
    degrees = {
        "Red here. Blue here.": 60.0,
        "Red here.": 0.0,
        "Blue here.": 90.0,
        "Green here.": 45.0,
    }
    index = index_of(["Red here. Blue here.", "Green here."], TableEncoder(degrees), 2)
    (first, second) = told(index, index.nearest(direction(0), 5))
    assert (first[0].text, second[0].text) == ("Red here. Blue here.", "Green here.")
    assert (first[1], second[1]) == pytest.approx(((0.5 + 1.0) / 2, math.sqrt(0.5)))
    assert nearness(index, direction(90))[0] == pytest.approx((math.sqrt(0.75) + 1) / 2)


def test_a_sentence_finds_its_passage_though_the_whole_is_far() -> None:
    degrees = {"Red here. Blue here.": 180.0, "Red here.": 0.0, "Blue here.": 200.0, "Grey.": 85.0}
    index = index_of(["Grey.", "Red here. Blue here."], TableEncoder(degrees), 2)
    assert told(index, index.nearest(direction(0), 1))[0][0].text == "Grey."
    both = told(index, index.nearest(direction(0), 2))
    assert {p.text for p, _ in both} == {"Grey.", "Red here. Blue here."}


def test_the_lexical_score_is_the_share_of_the_best_bm25() -> None:
    texts = ["red red blue", "red green", "green yellow black white pink grey"]
    index = index_of(texts, HashEncoder(), 64)
    mean_length = (3 + 2 + 6) / 3

    def idf(n: int) -> float:
        return math.log(1 + (3 - n + 0.5) / (n + 0.5))

    def weight(count: int, length: int) -> float:
        return count / (count + 1.2 * (1 - 0.75 + 0.75 * length / mean_length))

    both = idf(2) + idf(1)
    expected = {
        "red red blue": (idf(2) * weight(2, 3) + idf(1) * weight(1, 3)) / both,
        "red green": idf(2) * weight(1, 2) / both,
    }
    found = {p.text: score for p, score in told(index, index.match(["red", "blue", "red"], 5))}
    assert found == pytest.approx(expected, rel=1e-5)
    unknown = {p.text: score for p, score in told(index, index.match(["red", "zebra"], 5))}
    assert unknown["red green"] == pytest.approx(
        idf(2) * weight(1, 2) / (idf(2) + idf(0)), rel=1e-5
    )
    assert (index.idf("red"), index.idf("zebra")) == pytest.approx((idf(2), idf(0)))


@law
@given(paragraphs, st.lists(words, max_size=5).map(" ".join))
def test_lexical_scores_are_shares_of_passages_that_share_a_term(
    texts: list[str], question: str
) -> None:
    index = index_of(texts, HashEncoder(), 64)
    rows, scores = index.match(terms(question), 10)
    found = told(index, (rows, scores))
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert all(0 < score <= 1 for _, score in found)
    matching = {p.id for p in index.passages if set(terms(p.text)) & set(terms(question))}
    assert {p.id for p, _ in found} == matching
    assert index.match_score(terms(question), rows).tolist() == scores.tolist()


@law
@given(paragraphs, words, st.integers(1, 8))
def test_nearest_is_what_comparing_with_every_passage_gives(
    texts: list[str], question: str, k: int
) -> None:
    encoder = HashEncoder()
    index = index_of(texts, encoder, 64)
    vector = encoder.encode([question])[0]
    _, found = index.nearest(vector, len(index) + k)
    assert found.tolist() == pytest.approx(sorted(nearness(index, vector), reverse=True))
    assert len(index.nearest(vector, k)[0]) == min(k, len(index))


@law
@given(paragraphs, words, st.sets(st.integers(1, 8)), st.integers(1, 8))
def test_among_some_documents_their_best_are_found(
    texts: list[str], question: str, chosen: set[int], k: int
) -> None:
    encoder = HashEncoder()
    passages = [Passage(i, f"d{i}", 0, len(t), t, "") for i, t in enumerate(texts, 1)]
    index = index_of(texts, encoder, 64, passages)
    among = {f"d{i}" for i in chosen}
    vector = encoder.encode([question])[0]
    for every, found in (
        (index.nearest(vector, 100), index.nearest(vector, k, among)),
        (index.match(terms(question), 100), index.match(terms(question), k, among)),
    ):
        best = [score for p, score in told(index, every) if p.document_id in among][:k]
        assert found[1].tolist() == pytest.approx(best)
        assert {passage.document_id for passage, _ in told(index, found)} <= among


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("Who trained officers in Gradiska?", "Training in Gradiška.", ("trained", "Gradiska")),
        ("officers and OFFICERS", "An officer", ("officers",)),
        ("Who was it?", "It was who.", ()),
        ("Peru", "Šibenik", ()),
    ],
)
def test_shared_words_are_those_of_the_question(
    question: str, text: str, words: tuple[str, ...]
) -> None:
    written = surface(question)
    (has,) = index_of([text], HashEncoder(), 64).having(list(written), np.arange(1))
    assert tuple(compress(written.values(), has)) == words


def test_an_index_of_nothing_finds_nothing() -> None:
    encoder = HashEncoder()
    index = index_of([], encoder, 64)
    assert len(index) == 0
    assert hits(index, encoder, "officers") == [[], []]
    assert index.match_score(["officers"], np.arange(0)).tolist() == []


def test_passages_without_terms_can_be_searched_by_meaning_alone(tmp_path: Path) -> None:
    encoder = HashEncoder()
    index_of(["the of and"], encoder, 64).save(tmp_path)
    index = Index.load(tmp_path)
    assert [len(found) for found in hits(index, encoder, "the officers")] == [1, 0]
    assert index.idf("officers") > 0


# --- save, load ---------------------------------------------------------------------------


@law
@given(paragraphs, st.lists(words, min_size=1, max_size=5).map(" ".join))
def test_what_is_saved_and_loaded_gives_identical_hits(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], question: str
) -> None:
    encoder = HashEncoder()
    folder = tmp_path_factory.mktemp("saved")
    body = "".join(f"{text}\n" for text in texts)
    config = small_config(folder, "A headline\n3 May 2022, Ohrid: It met.\n" + body)
    index = make_index(config, encoder)
    index.save(config.index)
    loaded = Index.load(config.index)
    assert hits(loaded, encoder, question) == hits(index, encoder, question)
    assert list(loaded.passages) == list(index.passages)
    assert list(loaded.documents.items()) == list(index.documents.items())
    assert loaded.records == index.records
    assert (loaded.ledger, loaded.recipe) == (index.ledger, index.recipe)


def test_the_bulletin_survives_saving(tmp_path: Path) -> None:
    encoder = HashEncoder()
    index = make_index(Config(corpus=ROOT / "corpus", index=tmp_path), encoder)
    index.save(tmp_path)
    loaded = Index.load(tmp_path)
    assert (len(loaded), len(loaded.documents)) == (95, 15)
    assert loaded.records == index.records
    question = "officers trained in Istanbul"
    assert hits(loaded, encoder, question) == hits(index, encoder, question)


def test_the_manifest_tells_what_it_was_built_from(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    make_index(config, HashEncoder()).save(config.index)
    folder, manifest = open_generation(config.index)
    assert manifest["counts"] == {"documents": 2, "passages": 4}
    assert manifest["recipe"]["encoder"]["name"] == "hash"
    assert list(manifest["recipe"]["corpus"]) == ["small.txt"]
    assert not [path for path in folder.rglob("*") if path.suffix in (".pkl", ".pickle", ".pt")]


def test_loading_while_another_saves_always_gives_a_whole_index(tmp_path: Path) -> None:
    encoder = HashEncoder()
    config = small_config(tmp_path)
    index = make_index(config, encoder)
    index.save(config.index)
    question = "officers trained in Istanbul"

    def save_often() -> None:
        for _ in range(15):
            index.save(config.index)

    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save_often)
        while not saving.done():
            loaded = Index.load(config.index)
            assert hits(loaded, encoder, question) == hits(index, encoder, question)
        saving.result()


# --- damage -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = small_config(tmp_path_factory.mktemp("saved"))
    make_index(config, HashEncoder()).save(config.index)
    return config.index


def files_of(root: Path) -> list[Path]:
    found = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    return sorted(path for path in found if path.name != ".lock")


def test_an_index_has_the_files_that_the_damage_tests_damage(saved: Path) -> None:
    names = {path.name for path in files_of(saved)}
    assert {
        CURRENT,
        MANIFEST,
        "passages.faiss",
        "sentences.faiss",
        "starts.npy",
        "ids.npy",
    } <= names
    assert {"documents.jsonl", "passages.jsonl", "records.jsonl", "ledger.jsonl"} <= names
    assert {"documents.offsets.npy", "names.json", "terms.json", "weights.npy"} <= names


def test_any_file_cut_by_a_byte_is_damage(saved: Path, tmp_path: Path) -> None:
    for number, name in enumerate(files_of(saved)):
        root = tmp_path / str(number)
        shutil.copytree(saved, root)
        (root / name).write_bytes((saved / name).read_bytes()[:-1])
        with pytest.raises(IndexDamaged, match="seeqa index --rebuild") as caught:
            Index.load(root)
        assert name.name in str(caught.value)


def test_any_file_lost_is_damage_or_no_index(saved: Path, tmp_path: Path) -> None:
    for number, name in enumerate(files_of(saved)):
        root = tmp_path / str(number)
        shutil.copytree(saved, root)
        (root / name).unlink()
        kind, said = (
            (IndexMissing, "seeqa index")
            if name.name == CURRENT
            else (IndexDamaged, "seeqa index --rebuild")
        )
        with pytest.raises(kind, match=said):
            Index.load(root)


def test_a_manifest_of_another_format_is_a_mismatch(tmp_path: Path) -> None:
    form = {**dataclasses.asdict(RECIPE), "format_version": 999}
    publish(tmp_path, lambda folder: {"recipe": form})
    with pytest.raises(IndexMismatch, match="format 999"):
        Index.load(tmp_path)


@pytest.mark.parametrize("form", [{}, {"recipe": {"colour": "red"}}, {"recipe": None}])
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, form: dict[str, object]) -> None:
    publish(tmp_path, lambda folder: json.loads(json.dumps(form)))
    with pytest.raises(IndexDamaged, match="seeqa index --rebuild"):
        Index.load(tmp_path)


# --- recipes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"splitter": "other"}, "splitter s against other"),
        ({"terms": "other"}, "terms t against other"),
        ({"parser": "other"}, "parser p against other"),
        ({"format_version": 99}, "format_version 4 against 99"),
        ({"encoder": {"name": "mini", "dimension": 2}}, "encoder name hash against mini"),
        ({"corpus": {"a.txt": "1"}}, "corpus files a.txt"),
    ],
)
def test_a_recipe_says_where_another_differs(change: dict[str, object], said: str) -> None:
    other = Recipe(**{**dataclasses.asdict(RECIPE), **change})
    assert RECIPE.differences(other) == [said]
    assert RECIPE.differences(dataclasses.replace(RECIPE)) == []


def test_an_index_of_another_recipe_is_refused() -> None:
    index = index_of(["red"], HashEncoder(), 64)
    index.check(index.recipe)
    with pytest.raises(IndexMismatch, match="splitter s against other"):
        index.check(dataclasses.replace(index.recipe, splitter="other"))


# --- reuse of vectors and records ---------------------------------------------------------


def test_vectors_and_records_of_unchanged_passages_are_reused(tmp_path: Path) -> None:
    encoder = HashEncoder()
    config = small_config(tmp_path)
    old = make_index(config, encoder)
    assert len(encoder.encoded) == 4 + 6  # passages and their sentences
    again = HashEncoder()
    make_index(config, again, known=old)
    assert again.encoded == []
    write_corpus(config.corpus, more="Other news\n3 May 2022, Ohrid: A bank was opened.\n")
    parser = ListeningParser()
    grown = make_index(config, again, known=old, parser=parser)
    assert again.encoded == [
        "Other news\n3 May 2022, Ohrid: A bank was opened.",
        "3 May 2022, Ohrid: A bank was opened.",
    ]
    whole = make_index(config, HashEncoder())
    question = "a bank in Istanbul"
    assert hits(grown, encoder, question) == hits(whole, encoder, question)
    assert grown.records == whole.records
    assert parser.parsed == ["3 May 2022, Ohrid: A bank was opened."]


def test_what_is_reused_keeps_to_its_passage_when_the_order_changes(tmp_path: Path) -> None:
    encoder = HashEncoder()
    config = small_config(tmp_path)
    old = make_index(config, encoder)
    lines = SMALL.splitlines(keepends=True)
    write_corpus(config.corpus, small="".join([*lines[5:], *lines[:5]]))
    turned = make_index(config, encoder, known=old)
    for question in ("corruption companies", "customs officers course", "Austria"):
        (near, match), (near_old, match_old) = (
            hits(turned, encoder, question),
            hits(old, encoder, question),
        )
        assert {p.text: s for p, s in near} == pytest.approx({p.text: s for p, s in near_old})
        assert {p.text for p, _ in match} == {p.text for p, _ in match_old}
    assert turned.records == old.records


def test_progress_is_told_per_batch() -> None:
    told: list[tuple[int, int]] = []
    passages = [Passage(i, "d", 0, 3, "red", "") for i in range(100)]
    Index.build(
        recipe=dataclasses.replace(RECIPE, encoder={"dimension": 64}),
        documents=(),
        passages=passages,
        ledger=Ledger(),
        encoder=HashEncoder(),
        parser=Parser.load(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (100, 100)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_the_passage_at_a_place_is_the_one_that_holds_it(tmp_path: Path) -> None:
    index = make_index(Config(corpus=ROOT / "corpus", index=tmp_path), HashEncoder())
    for passage in index.passages:
        assert index.passage_at(passage.document_id, passage.end - 1) == passage
    first = index.passages[0]
    assert index.passage_at(first.document_id, 0) == first  # its headline is in no passage
    assert index.passage_at("none", 0) is None


def test_a_large_archive_is_searched_approximately_and_says_how_well(tmp_path: Path) -> None:
    encoder = HashEncoder()
    config = small_config(
        tmp_path, (ROOT / "corpus" / "unodc-see-bulletin-2022-05.txt").read_text()
    )
    exact = make_index(config, encoder)
    assert exact.search == {"kind": "exact"}
    index = make_index(config, encoder, exact=90)
    index.save(config.index)
    loaded = Index.load(config.index)
    assert loaded.search == index.search
    assert (loaded.search["kind"], loaded.search["recall_at_10"]) == ("ivf", 1.0)
    for question in ("officers trained in Istanbul", "corruption companies"):
        assert hits(loaded, encoder, question) == hits(exact, encoder, question)


def test_opening_decodes_nothing_but_what_is_looked_up(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "document_from", broken)
    monkeypatch.setattr(schema, "passage_from", broken)
    monkeypatch.setattr(schema, "record_from", broken)
    index = Index.load(saved)
    assert (len(index), len(index.documents), len(index.items)) == (4, 2, 2)
    assert len(list(index.documents)) == 2
    index.match(["offic"], 3)
    with pytest.raises(ValueError, match="decoded"):
        index.passages[0]


def broken(form: object) -> object:
    raise ValueError("decoded")
