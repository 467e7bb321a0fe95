"""Question + Hits -> Candidates: the span reader, with a model that looks for one word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import WordTokenizer, law
from seeqa import Hit, Passage
from seeqa.embed import DEFAULT, find_encoder
from seeqa.errors import ReaderError
from seeqa.read import SpanReader, load_reader_model
from seeqa.read.model import ADAPTER, Network, ReaderModel
from seeqa.read.rows import Batch, Format, Logits, Row
from seeqa.sentences import sentence_offsets
from seeqa.types import Candidate

ANSWER = "twelve"


def finder(tokenizer: WordTokenizer) -> Network:
    """Give the wanted word, wherever it stands, a logit of 5; everything else 0."""
    wanted = tokenizer.tokens(ANSWER).ids[0]

    def network(batch: Batch) -> tuple[Logits, Logits, Logits]:
        logits = np.where(batch.ids == wanted, np.float32(5), np.float32(0))
        return logits, logits, logits.max(axis=1)

    return network


class Even:
    """Likes every sentence alike."""

    def scores(self, question: str, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        return [0.5] * len(sentences)


def reader(layout: Format | None = None) -> SpanReader:
    tokenizer = WordTokenizer()
    return SpanReader(
        ReaderModel("finder", tokenizer, finder(tokenizer), layout or Format(max_length=64)), Even()
    )


def hit(number: int, text: str, context: str = "Headline") -> Hit:
    return Hit(Passage(number, "d", 0, len(text), text, context), number, 0.5)


def best(found: Sequence[Candidate]) -> Candidate:
    return max(found, key=lambda one: one.score)


def test_the_words_are_found_and_their_sentence_told() -> None:
    text = "Officers came. They were Twelve in all. They left."
    found = reader().candidates("How many?", [hit(1, "Nothing here."), hit(2, text)])
    assert (best(found).text, best(found).sentence, best(found).hit.passage.id) == ("Twelve", 1, 2)
    assert (best(found).score, best(found).relevance, best(found).likeness) == (10.0, 5.0, 0.5)
    relevance = {one.hit.passage.id: one.relevance for one in found}
    assert relevance == {1: 0.0, 2: 5.0}


def test_given_places_are_scored_beside_the_best_spans() -> None:
    text = "Nobody came. Officers were twelve in all. They left."
    given = {name: (text.index(name), text.index(name) + len(name)) for name in ("Nobody", ANSWER)}
    found = reader().candidates("How many?", [hit(1, text)], {1: list(given.values()), 2: [(0, 5)]})
    places = [(one.start, one.end) for one in found]
    assert len(places) == len(set(places))
    scores = dict(zip(places, found, strict=True))
    assert scores[given["Nobody"]].score == 0.0
    assert scores[given["Nobody"]].sentence == 0
    assert scores[given[ANSWER]].score == 10.0


def test_words_of_question_and_context_are_never_the_answer() -> None:
    found = reader().candidates(
        "Are there twelve?", [hit(1, "Nothing is here.", context="Twelve men")]
    )
    assert all("welve" not in one.text for one in found)


@law
@given(
    st.lists(
        st.sampled_from(["Šibenik met.", "They were twelve.", "😀", "So, no 12"]),
        min_size=1,
        max_size=20,
    ),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=3),
)
def test_candidates_lie_in_their_sentence(pieces: list[str], given: list[tuple[int, int]]) -> None:
    text = " ".join(pieces)
    words = [word.span() for word in re.finditer(r"\S+", text)]
    stretches = [words[i : i + further + 1] for i, further in given]
    places = [(some[0][0], some[-1][1]) for some in stretches if some]
    layout = Format(max_length=24, overlap=5)
    for one in reader(layout).candidates("q", [hit(1, text)], {1: places}):
        first, last = sentence_offsets(text)[one.sentence]
        assert first <= one.start < one.end <= last
        assert one.text == text[one.start : one.end]


@law
@given(st.integers(0, 400), st.integers(0, 400))
def test_a_long_passage_is_read_to_its_end_and_keeps_its_offsets(before: int, after: int) -> None:
    text = "word " * before + ANSWER + " word" * after
    layout = Format(max_length=48, overlap=8)
    assert best(reader(layout).candidates("How many?", [hit(1, text)])).text == ANSWER


@law
@given(st.lists(st.integers(0, 200), max_size=40))
def test_rows_are_scored_in_their_order_however_they_are_batched(lengths: list[int]) -> None:
    tokenizer = WordTokenizer()
    model = ReaderModel("finder", tokenizer, finder(tokenizer), Format())
    wanted = tokenizer.tokens(ANSWER).ids[0]
    rows = [Row([1, 0, 2, *[0] * length, wanted], 3, 3) for length in lengths]
    scored = model.score(rows)
    assert [int(scores.start.argmax()) for scores in scored] == [3 + n for n in lengths]


def test_no_hits_no_candidates() -> None:
    assert reader().candidates("How many?", []) == []


@pytest.mark.model
def test_the_trained_reader_finds_the_words() -> None:
    trained = SpanReader(load_reader_model(ADAPTER, find_encoder(DEFAULT).folder), Even())
    text = "UNODC organized a training for 12 border officers. It was funded by France and Sweden."
    found = best(trained.candidates("Who funded it?", [hit(1, text, "Training")]))
    assert (found.text, found.sentence) == ("France and Sweden", 1)
    assert trained.digest


@pytest.mark.model
def test_the_score_of_a_passage_does_not_depend_on_the_others() -> None:
    trained = SpanReader(load_reader_model(ADAPTER, find_encoder(DEFAULT).folder), Even())
    short, long = hit(1, "It was funded by Sweden."), hit(2, "Nobody came. " * 40)
    alone = trained.candidates("Who funded it?", [short])
    together = trained.candidates("Who funded it?", [short, long])[: len(alone)]
    for one, other in zip(alone, together, strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        assert (one.score, one.relevance) == pytest.approx((other.score, other.relevance), abs=1e-3)


def test_another_base_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"another")
    with pytest.raises(ReaderError, match="trained on"):
        load_reader_model(ADAPTER, tmp_path)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "SEEQA_READER"),
        ({"config.json": {"model_type": "bert", "architectures": ["BertModel"]}}, "no question-"),
    ],
)
def test_a_folder_that_is_no_reader_is_refused(
    tmp_path: Path, files: dict[str, dict[str, Any]], said: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ReaderError, match=said):
        load_reader_model(str(tmp_path), tmp_path)


@pytest.mark.model
def test_any_question_answering_model_in_a_folder_can_read(tmp_path: Path) -> None:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    base = find_encoder(DEFAULT).folder
    AutoModelForQuestionAnswering.from_pretrained(str(base)).save_pretrained(str(tmp_path))
    AutoTokenizer.from_pretrained(str(base)).save_pretrained(str(tmp_path))
    other = SpanReader(load_reader_model(str(tmp_path), Path()), Even())
    text = "It was funded by France and Sweden."
    found = other.candidates("Who funded it?", [hit(1, text)])
    assert all(one.text in text for one in found)
    assert found
    assert other.digest == ""
