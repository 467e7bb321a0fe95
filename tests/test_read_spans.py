"""Query + Hits -> a Reading: the span reader, with a model that looks for one word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fakes import WordTokenizer, law
from seeqa import Hit, Passage, Query
from seeqa.embed import DEFAULT, find_encoder
from seeqa.errors import ReaderError
from seeqa.read import SpanReader, load_reader_model
from seeqa.read.model import ADAPTER, ReaderModel
from seeqa.read.rows import Format, Row

ANSWER = "twelve"


class Finder(torch.nn.Module):
    """Gives the wanted word, wherever it stands, a logit of 5; everything else 0."""

    def __init__(self, tokenizer: WordTokenizer) -> None:
        super().__init__()
        self.wanted = tokenizer(ANSWER)["input_ids"][0]

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> Any:
        logits = 5.0 * (ids == self.wanted).float()
        return logits, logits, logits.amax(dim=1)


class Even:
    """Likes every sentence alike."""

    def scores(self, query: Query, sentences: Sequence[tuple[Hit, int]]) -> list[float]:
        return [0.5] * len(sentences)


def reader(layout: Format | None = None) -> SpanReader:
    tokenizer = WordTokenizer()
    return SpanReader(
        ReaderModel("finder", tokenizer, Finder(tokenizer), layout or Format(max_length=64)), Even()
    )


def hit(number: int, text: str, context: str = "Headline") -> Hit:
    return Hit(Passage(number, "d", 0, len(text), text, context), number, 0.5)


def test_the_span_is_its_sentence_with_the_words_emphasised() -> None:
    text = "Officers came. They were Twelve in all. They left."
    reading = reader().read(
        Query("How many?", "How many?"), [hit(1, "Nothing here."), hit(2, text)]
    )
    best = reading.spans[0]
    assert best.text == "They were Twelve in all."
    assert best.emphasis is not None
    assert text[slice(*best.emphasis)] == "Twelve"
    assert reading.evidence[2] > reading.evidence[1]


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Why?", True),
        ("What did she say?", True),
        ("What did she say about nets?", True),
        ("What did she tell people in Oslo?", True),
        ("What does she say needs to be done?", False),
        ("Who said so?", False),
    ],
)
def test_some_questions_are_answered_by_the_whole_sentence(question: str, whole: bool) -> None:
    text = "Because of twelve reasons. So."
    reading = reader().read(Query(question, question), [hit(1, text)])
    assert reading.spans[0].text == "Because of twelve reasons."
    assert (reading.spans[0].emphasis is None) is whole


def test_words_of_question_and_context_are_never_the_answer() -> None:
    question = Query("Are there twelve?", "Are there twelve?")
    reading = reader().read(question, [hit(1, "Nothing is here.", context="Twelve men")])
    assert all("welve" not in span.text for span in reading.spans)


@law
@given(st.integers(0, 400), st.integers(0, 400))
def test_a_long_passage_is_read_to_its_end_and_keeps_its_offsets(before: int, after: int) -> None:
    text = "word " * before + ANSWER + " word" * after
    layout = Format(max_length=48, overlap=8)
    best = reader(layout).read(Query("How many?", "How many?"), [hit(1, text)]).spans[0]
    assert best.emphasis is not None
    assert text[slice(*best.emphasis)] == ANSWER


@law
@given(st.lists(st.integers(0, 200), max_size=40))
def test_rows_are_scored_in_their_order_however_they_are_batched(lengths: list[int]) -> None:
    tokenizer = WordTokenizer()
    model = ReaderModel("finder", tokenizer, Finder(tokenizer), Format())
    wanted = tokenizer(ANSWER)["input_ids"][0]
    rows = [Row([1, 0, 2, *[0] * length, wanted], 3, 3) for length in lengths]
    scored = model.score(rows)
    assert [int(scores.start.argmax()) for scores in scored] == [3 + n for n in lengths]


def test_no_hits_no_spans() -> None:
    reading = reader().read(Query("How many?", "How many?"), [])
    assert (reading.spans, reading.confidence) == ((), 0.0)


@pytest.mark.model
def test_the_trained_reader_finds_the_words() -> None:
    trained = SpanReader(load_reader_model(ADAPTER, find_encoder(DEFAULT).folder), Even())
    text = "UNODC organized a training for 12 border officers. It was funded by France and Sweden."
    found = trained.read(Query("Who funded it?", "Who funded it?"), [hit(1, text, "Training")])
    assert found.spans[0].text == "It was funded by France and Sweden."
    assert found.spans[0].emphasis is not None
    assert text[slice(*found.spans[0].emphasis)] == "France and Sweden"


@pytest.mark.model
def test_the_score_of_a_passage_does_not_depend_on_the_others() -> None:
    trained = SpanReader(load_reader_model(ADAPTER, find_encoder(DEFAULT).folder), Even())
    query = Query("Who funded it?", "Who funded it?")
    short, long = hit(1, "It was funded by Sweden."), hit(2, "Nobody came. " * 40)
    alone = trained.read(query, [short]).evidence[1]
    together = trained.read(query, [short, long]).evidence[1]
    assert abs(alone - together) < 1e-3


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
    spans = other.read(Query("Who funded it?", "Who funded it?"), [hit(1, text)]).spans
    assert all(span.text in text for span in spans)
    assert spans
