"""The training tool: what is packed for a GPU is what the package reads, and the encoders agree."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from distil import auroc, label_loss, low_rank, merge, teacher_loss, tensors_of
from erasure import (
    Labels,
    chosen,
    erasure_loss,
    goals,
    label,
    read,
    reader,
    reworded,
    row_of,
    train,
    words,
)
from reader_batches import Maker, lay, plan
from reader_data import build_corpus, read_squad
from reader_encoder import FastReader, Output
from reader_input import row_maker
from reader_model import default_base
from reader_negatives import Negatives
from reader_pack import pack, texts
from reader_plan import Planner
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer

from seeqa.read import load_adapter
from seeqa.read.rows import pad

pytestmark = pytest.mark.model
ADAPTER = Path(__file__).parents[1] / "src" / "seeqa" / "read" / "adapter"


def articles() -> list[dict[str, Any]]:
    """Return two made articles in SQuAD format."""
    contexts = [
        "The port has 12 cranes. Boats come in May. " * 9,
        "A fisherman from Oslo mends nets. He sells cod to the market.",
    ]
    return [
        {
            "title": f"Harbour {n}",
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {"id": "a", "question": "Who mends what?", "answers": [answer(context)]},
                        {"id": "b", "question": "Who swims?", "is_impossible": True},
                    ],
                }
            ],
        }
        for n, context in enumerate(contexts)
    ]


def answer(context: str) -> dict[str, Any]:
    """Return the answer of a made passage."""
    word = "cranes" if "cranes" in context else "nets"
    return {"text": word, "answer_start": context.index(word)}


decode = AutoTokenizer.from_pretrained(str(default_base())).decode


@pytest.fixture(scope="module")
def planner() -> Planner:
    """Return a planner of the made articles, with short rows so that windows are cut."""
    corpus = build_corpus(articles())
    near = [[1 - q.passage] for q in corpus.questions]
    return Planner(corpus, Negatives(near, near), row_maker(default_base(), 48), 0, 5, 1.0)


def test_packed_rows_are_laid_out_as_the_package_lays_them_out(planner: Planner) -> None:
    """Tokens, columns and answers of a packed row are those of the package's own layout."""
    groups = [group for number in range(30) for group in planner.planned(number)]
    rows = [row for group in groups for row in group]
    laid = lay(texts(planner.corpus, planner.maker), pack(groups))
    assert any(row.headed is not None for row in rows) and any(row.at for row in rows)
    assert any(row.cut != (0, 0) for row in rows) and any(row.span for row in rows)
    for i, planned in enumerate(rows):
        example = planner.lay(planned)
        assert laid.tokens[laid.begins[i] : laid.begins[i + 1]].tolist() == example.row.ids
        where = [example.row.types_from, example.row.first, example.row.stop]
        assert laid.columns[i].tolist() == [*where, example.start, example.end]


def test_an_answer_is_where_it_was(planner: Planner) -> None:
    """The columns of a planned answer hold the answer's own word."""
    groups = [group for number in range(30) for group in planner.planned(number)]
    words = {
        decode(example.row.ids[example.start : example.end + 1])
        for example in (planner.lay(row) for group in groups for row in group if row.span)
    }
    assert words == {"cranes", "nets"}


def test_batches_hold_every_row_once_and_pairs_together(planner: Planner) -> None:
    """No row is lost, the padded size is kept, and a negative is in its question's batch."""
    laid = lay(texts(planner.corpus, planner.maker), pack(planner.planned(0)))
    batches = list(plan(laid, 100, 3))
    assert sorted(i for rows in batches for i in rows) == list(range(len(laid)))
    for rows in batches:
        assert not laid.second[rows[0]]
        batch = Maker(laid, torch.device("cpu")).batch(rows)
        assert batch.ids.shape == batch.mask.shape and batch.ids.shape[1] % 8 == 0
        assert [rows[k + 1] for k in batch.firsts.tolist()] == [i for i in rows if laid.second[i]]


def test_the_encoder_with_an_adapter_is_the_package_s_reader() -> None:
    """The reader that is distilled gives the logits of the package's loader."""
    package = load_adapter(ADAPTER, default_base())
    maker = package.rows
    question, passage = maker.tokens("Who mends nets?"), maker.tokens("A man mends nets in Oslo.")
    batch = pad([maker.row(question.ids, [], passage.ids), maker.row(question.ids, [], [2, 3])])
    model = merged().eval()
    with torch.no_grad():
        found = model(*(torch.from_numpy(x) for x in (batch.ids, batch.mask > 0, batch.types)))
    seen = batch.mask > 0
    for own, other in zip(found, package.forward(batch)[:3], strict=True):
        difference = np.abs(own.numpy() - other)
        assert difference[seen if own.ndim == 2 else slice(None)].max() < 1e-3


def merged() -> FastReader:
    """Return the encoder to be distilled, with the package's adapter."""
    model = FastReader(default_base())
    settings = json.loads((ADAPTER / "adapter.json").read_text(encoding="utf-8"))
    merge(model, load_file(str(ADAPTER / "adapter.safetensors")), settings["scale"])
    return model


def test_a_student_s_tensors_are_an_adapter_of_the_same_logits(tmp_path: Path) -> None:
    """What is written of a model of low rank, merged into the base again, is that model."""
    names = ("query", "key", "value", "mix", "wide", "narrow")
    base = [
        {own: getattr(block, own).weight.detach().clone() for own in names}
        for block in FastReader(default_base()).blocks
    ]
    student = merged()
    rank = json.loads((ADAPTER / "adapter.json").read_text(encoding="utf-8"))["rank"]
    low_rank(student, base, rank)
    save_file(tensors_of(student, base, rank), str(tmp_path / "student.safetensors"))
    again = FastReader(default_base())
    merge(again, load_file(str(tmp_path / "student.safetensors")), 1.0)
    ids = torch.randint(1000, 20000, (2, 40), generator=torch.Generator().manual_seed(1))
    inputs = ids, torch.ones_like(ids) > 0, torch.zeros_like(ids)
    with torch.no_grad():
        pairs = zip(student(*inputs), again(*inputs), merged()(*inputs), strict=True)
        for a, b, c in pairs:
            assert (a - b).abs().max() < 0.02 and (a - c).abs().max() < 0.02


def test_mpnet_s_blocks_agree_with_transformers(tmp_path: Path) -> None:
    """A small random MPNet gives the same hidden states here and there."""
    from transformers import MPNetConfig, MPNetModel

    config = MPNetConfig(
        vocab_size=200,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=48,
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
    )
    torch.manual_seed(2)
    theirs = MPNetModel(config, add_pooling_layer=False)
    theirs.train(False)
    theirs.save_pretrained(tmp_path)
    ours = FastReader(tmp_path).eval()
    hidden: list[torch.Tensor] = []
    ours.span.register_forward_pre_hook(lambda _, inputs: hidden.append(inputs[0]))
    ids = torch.randint(5, 100, (2, 60), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(ids) > 0
    mask[1, 40:] = False
    with torch.no_grad():
        ours(ids, mask, torch.zeros_like(ids))
        own = (ids + 4).masked_fill(~mask, 1)
        wanted = theirs(input_ids=own, attention_mask=mask.long()).last_hidden_state
    assert (wanted - hidden[0])[mask].abs().max() < 1e-5


def test_a_student_that_says_what_its_teacher_says_has_the_least_loss(planner: Planner) -> None:
    """The loss is least at the teacher's own logits, and labels are learned from."""
    laid = lay(texts(planner.corpus, planner.maker), pack(planner.planned(0)))
    batch = Maker(laid, torch.device("cpu")).batch(list(range(len(laid))))
    random_logits = torch.Generator().manual_seed(4)
    start, end = (torch.randn(batch.ids.shape, generator=random_logits) for _ in range(2))
    taught = Output(start, end, torch.randn(len(laid), generator=random_logits))
    same = teacher_loss(taught, taught, batch)
    for shift in (0.5, -2.0):
        noise = torch.randn(batch.ids.shape, generator=random_logits)
        other = Output(start + shift * noise, end, taught.relevance + shift)
        assert teacher_loss(other, taught, batch) > same
    right = torch.nn.functional.one_hot(batch.start, batch.ids.shape[1]) * 9.0
    ends = torch.nn.functional.one_hot(batch.end, batch.ids.shape[1]) * 9.0
    told = Output(right, ends, (batch.start > 0) * 9.0 - 4.5)
    assert label_loss(told, batch) < 0.2 < label_loss(taught, batch)


def test_auroc_is_the_chance_that_the_answerable_scores_higher() -> None:
    """Compare with counting pairs."""
    rng = random.Random(3)
    values = torch.tensor([rng.random() for _ in range(40)])
    positive = torch.tensor([rng.random() < 0.4 for _ in range(40)])
    pairs = [float(a > b) for a in values[positive] for b in values[~positive]]
    assert auroc(values, positive) == pytest.approx(sum(pairs) / len(pairs))


def test_what_a_passage_lacks_is_left_out_of_the_question(planner: Planner) -> None:
    """Each word of the question that the passage has in no form is left out once."""
    tokenizer = AutoTokenizer.from_pretrained(str(default_base()))
    asked, passage = (
        tokenizer(text, add_special_tokens=False)["input_ids"]
        for text in ("Who mended trawls in Bergen?", "A man mends nets in Oslo.")
    )
    row = [101, *asked, 102, *passage, 102]
    tried = reworded(row, len(asked) + 2, tokenizer)
    assert [tokenizer.decode(tokens[1 : begin - 1]) for tokens, begin in tried] == [
        "who mended in bergen?",
        "who mended trawls in?",
    ]
    assert all(tokens[begin:-1] == passage for tokens, begin in tried)
    assert words(["trawl", "##s", "in"]) == [("trawls", 0, 2), ("in", 2, 3)]


def test_the_goal_falls_with_what_is_gained_and_rises_with_the_label() -> None:
    """Of the same relevance, what is gained by leaving a word out counts against a row."""
    labels = Labels([0, 1, 2, 3], [1.0, 1.0, 1.0, -3.0], [0.0, 3.0, 0.0, 0.0], [])
    goal = goals(labels, torch.tensor([1.0, 1.0, 0.0, 0.0]), 1.0, 0.3)
    assert goal[0] > goal[1] and goal[0] > goal[2] > goal[3]
    assert ((goal > 0) & (goal < 1)).all()


def test_erasure_s_goals_are_learned(planner: Planner) -> None:
    """Trained towards even chances, the reader's relevance comes nearer to them."""
    laid = lay(texts(planner.corpus, planner.maker), pack(planner.planned(0)))
    model, base = reader(default_base(), ADAPTER)
    numbers = chosen(laid, 3, 1)
    labels = label(model, laid, numbers, AutoTokenizer.from_pretrained(str(default_base())), 2_000)
    assert labels.rows == numbers and len(labels.gain) == len(numbers)
    low_rank(model, base, 64)
    goal = torch.full((len(numbers),), 0.5)
    train(model, laid, labels, goal, argparse.Namespace(lr=1e-4, seed=1, budget=400, epochs=6))
    after = read(model, [row_of(laid, i) for i in numbers], 2_000)
    now = torch.tensor([relevance for relevance, _ in after])
    assert now.abs().sum() < 0.8 * torch.tensor(labels.relevance).abs().sum()


def test_erasure_s_loss_is_least_where_the_spans_are_and_at_the_goal(planner: Planner) -> None:
    """Spans that move cost, and so does relevance that is not the goal."""
    laid = lay(texts(planner.corpus, planner.maker), pack(planner.planned(0)))
    batch = Maker(laid, torch.device("cpu")).batch(list(range(len(laid))))
    noise = torch.Generator().manual_seed(4)
    spans = torch.randn(2, *batch.ids.shape, generator=noise)
    relevance = torch.randn(len(laid), generator=noise)
    goal = torch.sigmoid(relevance)
    least = erasure_loss(Output(spans[0], spans[1], relevance), batch, spans, goal)
    moved = spans + 0.5 * torch.randn(spans.shape, generator=noise)
    assert erasure_loss(Output(moved[0], moved[1], relevance), batch, spans, goal) > least
    assert erasure_loss(Output(spans[0], spans[1], relevance + 1), batch, spans, goal) > least
    assert erasure_loss(Output(spans[0], spans[1], relevance - 1), batch, spans, goal) > least


def test_a_passage_under_another_item_s_title_answers_nothing(tmp_path: Path) -> None:
    """What only a title tells is asked of the passage under its own title and under the other."""
    asked = {"question": "Who mends nets in Oslo?", "answer": "Ann", "near": "Who swims in Oslo?"}
    one: dict[str, Any] = {"family": 1, "item": "a", "title": "Fair", "dateline": "Oslo, May"}
    two: dict[str, Any] = {
        "family": 1,
        "item": "b",
        "title": "Fair",
        "dateline": "Bergen",
        "pairs": [],
    }
    one["pairs"] = [asked | {"kind": "swap", "title_only": True}]
    lines = [one | {"passage": "Ann mends nets."}, two | {"passage": "Boats were sold."}]
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    corpus = build_corpus(read_squad(file))
    planner = Planner(corpus, Negatives([[1]], [[1]]), row_maker(default_base(), 48), 0, 5, 1.0)
    seen = {
        (row.span is not None, str(decode(planner.lay(row).row.ids, skip_special_tokens=True)))
        for number in range(60)
        for group in planner.planned(number)
        for row in group
    }
    over_own = {(told, text) for told, text in seen if text.endswith("ann mends nets.")}
    assert any(told for told, _ in over_own)
    assert all("oslo, may" in text for told, text in over_own if told)
    assert any("bergen" in text and "who mends" in text for told, text in over_own if not told)
