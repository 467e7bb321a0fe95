"""Teach a reader what its own erasure says: whether a word that a passage lacks matters.

A passage that becomes relevant once such a word is left out answers another question (Li, Monroe &
Jurafsky 2016). A reader that is asked again for every such word tells adversarial questions better;
here it learns to say so in one reading. Its answer spans are held where they are. For a CPU: labels
some 25 rows a second on two cores, trains some 20 on one; rows are packed by reader_pack.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from seeqa.terms import terms
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer

from distil import (
    LINEAR,
    auroc,
    divergence,
    low_rank,
    measure,
    merge,
    run,
    span_options,
    tensors_of,
)
from reader_batches import Arrays, Batch, Laid, Maker, lay, load
from reader_encoder import FastReader, Output
from reader_model import default_base
from reader_objective import NEVER, rate

_MOST = 8  # words of one question that are left out, one at a time
_SURELY_NOT = -4.0  # relevance under which nothing is tried
_CHUNK = 1536  # rows of like length are put together within so many
RELEVANCE_WEIGHT = 1.5
Row = tuple[list[int], int]  # its tokens, and where the passage's side begins


@dataclass
class Labels:
    """What the reader says of rows: span logits, relevance, and the most gained by leaving out."""

    rows: list[int] = field(default_factory=list)
    relevance: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    spans: list[Tensor] = field(default_factory=list)  # (2, tokens) each


def words(pieces: list[str]) -> list[tuple[str, int, int]]:
    """Return the words of word pieces, each with the first piece and the one after its last."""
    found: list[tuple[str, int, int]] = []
    for at, piece in enumerate(pieces):
        if piece.startswith("##") and found:
            word, first, _ = found[-1]
            found[-1] = (word + piece.removeprefix("##"), first, at + 1)
        else:
            found.append((piece, at, at + 1))
    return found


def reworded(tokens: list[int], begin: int, tokenizer: Any) -> list[Row]:
    """Return a row without each of the question's words that its passage's side lacks."""
    question = tokenizer.convert_ids_to_tokens(tokens[1 : begin - 1])
    passage = tokenizer.convert_ids_to_tokens(tokens[begin:-1])
    has = {term for word, _, _ in words(passage) for term in terms(word)}
    lacking = [(a, b) for word, a, b in words(question) if not has >= set(terms(word))]
    return [(tokens[: 1 + a] + tokens[1 + b :], begin - (b - a)) for a, b in lacking[:_MOST]]


def batch_of(rows: list[Row]) -> Batch:
    """Return padded rows, without answers."""
    width = -(-max(len(tokens) for tokens, _ in rows) // 8) * 8
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask, types = torch.zeros_like(ids, dtype=torch.bool), torch.zeros_like(ids)
    for k, (tokens, begin) in enumerate(rows):
        ids[k, : len(tokens)] = torch.tensor(tokens)
        mask[k, : len(tokens)] = True
        types[k, begin : len(tokens)] = 1
    nothing = torch.zeros(len(rows), dtype=torch.long)
    return Batch(ids, mask, types, mask, nothing, nothing, nothing[:0])


@torch.no_grad()
def read(model: nn.Module, rows: list[Row], budget: int) -> list[tuple[float, Tensor]]:
    """Return each row's relevance and span logits, (2, its tokens)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    found: dict[int, tuple[float, Tensor]] = {}
    for numbers in packed(order, [len(tokens) for tokens, _ in rows], budget):
        output = run(model, batch_of([rows[i] for i in numbers]))
        for k, i in enumerate(numbers):
            size = len(rows[i][0])
            spans = torch.stack([output.start[k, :size], output.end[k, :size]]).half()
            found[i] = float(output.relevance[k]), spans
    return [found[i] for i in range(len(rows))]


def packed(order: list[int], sizes: list[int], budget: int) -> Iterator[list[int]]:
    """Yield rows, in an order of rising sizes, under so many padded tokens a batch."""
    batch: list[int] = []
    for i in order:
        if batch and sizes[i] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def label(model: nn.Module, laid: Laid, numbers: list[int], tokenizer: Any, budget: int) -> Labels:
    """Return what a reader says of some rows, and of them without each word lacked."""
    labels = Labels()
    for at in range(0, len(numbers), _CHUNK):
        chunk = numbers[at : at + _CHUNK]
        rows = [row_of(laid, i) for i in chunk]
        said = read(model, rows, budget)
        tried = [
            reworded(*row, tokenizer) if relevance > _SURELY_NOT else []
            for row, (relevance, _) in zip(rows, said, strict=True)
        ]
        again = iter(read(model, [row for some in tried for row in some], budget))
        for i, some, (relevance, spans) in zip(chunk, tried, said, strict=True):
            gains = [next(again)[0] - relevance for _ in some]
            labels.rows.append(i)
            labels.relevance.append(relevance)
            labels.gain.append(max(0.0, *gains) if gains else 0.0)
            labels.spans.append(spans)
        sys.stdout.write(f"labelled {at + len(chunk):,} of {len(numbers):,} rows\n")
        sys.stdout.flush()
    return labels


def row_of(laid: Laid, number: int) -> Row:
    """Return a row's tokens and where its passage's side begins."""
    tokens = laid.tokens[laid.begins[number] : laid.begins[number + 1]]
    return tokens.tolist(), int(laid.columns[number][0])


def goals(labels: Labels, answered: Tensor, weight: float, share: float) -> Tensor:
    """Return the relevance that is to be learned, as a chance.

    The logit less `weight` times the gain, scaled (Platt) to the rows' labels, and those themselves
    with `share`.
    """
    logit = torch.tensor(labels.relevance) - weight * torch.tensor(labels.gain)
    scale, shift = torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    fit = torch.optim.LBFGS([scale, shift], max_iter=100)

    def loss() -> Tensor:
        fit.zero_grad()
        value = functional.binary_cross_entropy_with_logits(scale * logit + shift, answered)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    fit.step(loss)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        return (1 - share) * torch.sigmoid(scale * logit + shift) + share * answered


def erasure_loss(output: Output, batch: Batch, spans: Tensor, goal: Tensor) -> Tensor:
    """Return the loss against the spans as they were, (2, rows, tokens), and the goals."""
    kept = torch.zeros(())
    for own, was in zip((output.start, output.end), spans, strict=True):
        left, right = (span_options(x, batch.allowed) for x in (own, was))
        kept = kept + divergence(left, right, 1.0) / 2
    relevance = functional.binary_cross_entropy_with_logits(output.relevance, goal)
    return kept + RELEVANCE_WEIGHT * relevance


def train(
    model: nn.Module, laid: Laid, labels: Labels, goal: Tensor, args: argparse.Namespace
) -> None:
    """Train a reader over the labelled rows."""
    maker, trained = Maker(laid, torch.device("cpu")), [*filter(_is_trained, model.parameters())]
    optimizer = torch.optim.AdamW(trained, lr=args.lr, betas=(0.9, 0.98), eps=1e-6, weight_decay=0)
    generator = torch.Generator().manual_seed(args.seed)
    sizes = [spans.shape[1] for spans in labels.spans]
    batches = [b for _ in range(args.epochs) for b in shuffled(sizes, args.budget, generator)]
    model.train()
    for step, numbers in enumerate(batches):
        batch = maker.batch([labels.rows[k] for k in numbers])
        spans = torch.full((2, *batch.ids.shape), NEVER)
        for k, number in enumerate(numbers):
            spans[:, k, : sizes[number]] = labels.spans[number].float()
        for group in optimizer.param_groups:
            group["lr"] = args.lr * rate(step / len(batches), floor=0.02)
        loss = erasure_loss(run(model, batch), batch, spans, goal[numbers])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        if step % 50 == 0:
            sys.stdout.write(f"step {step} of {len(batches)}: loss {float(loss.detach()):.3f}\n")
            sys.stdout.flush()
    model.eval()


def shuffled(sizes: list[int], budget: int, generator: torch.Generator) -> list[list[int]]:
    """Return all rows once, those of like length together, in batches in any order."""
    order = torch.randperm(len(sizes), generator=generator).tolist()
    chunks = [order[at : at + _CHUNK] for at in range(0, len(order), _CHUNK)]
    found = [b for c in chunks for b in packed(sorted(c, key=sizes.__getitem__), sizes, budget)]
    return [found[i] for i in torch.randperm(len(found), generator=generator).tolist()]


def _is_trained(parameter: nn.Parameter) -> bool:
    return parameter.requires_grad


def chosen(laid: Laid, pairs: int, seed: int) -> list[int]:
    """Return the rows of so many questions, with their negatives."""
    heads = np.flatnonzero(~laid.second)
    ends = np.append(heads[1:], len(laid))
    picked = np.random.default_rng(seed).permutation(len(heads))[:pairs]
    return [int(i) for g in picked for i in range(heads[g], ends[g])]


def reader(base: Path, adapter: Path) -> tuple[FastReader, list[dict[str, Tensor]]]:
    """Return the base model with an adapter merged into it, and the base's linear layers."""
    model = FastReader(base)
    layers = [
        {own: getattr(block, own).weight.detach().clone() for own in LINEAR}
        for block in model.blocks
    ]
    settings = json.loads((adapter / "adapter.json").read_text(encoding="utf-8"))
    merge(model, load_file(str(adapter / "adapter.safetensors")), settings["scale"])
    return model.eval(), layers


def main() -> None:
    """Label rows, train, and write the adapter's tensors for export.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="folder of reader_pack.py")
    parser.add_argument("--adapter", type=Path, required=True, help="adapter that is taught")
    parser.add_argument("--teacher", type=Path, help="adapter that teaches; default: the same")
    parser.add_argument("--base", type=Path, default=default_base())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pass", type=int, default=0, dest="number", help="which packed pass")
    parser.add_argument("--pairs", type=int, default=13_000, help="questions, with their negatives")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=1.3e-4)
    parser.add_argument("--weight", type=float, default=1.0, help="of what is gained")
    parser.add_argument("--share", type=float, default=0.3, help="of the rows' labels in the goal")
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--budget", type=int, default=5_000, help="padded tokens a step")
    parser.add_argument("--seed", type=int, default=3)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    texts: Arrays = load(args.rows / "texts.npz")
    laid = lay(texts, load(args.rows / f"rows{args.number}.npz"))
    teacher, _ = reader(args.base, args.teacher or args.adapter)
    tokenizer = AutoTokenizer.from_pretrained(str(args.base))
    numbers = chosen(laid, args.pairs, args.seed)
    labels = label(teacher, laid, numbers, tokenizer, 8_000)
    answered = torch.tensor([float(laid.columns[i][3] > 0) for i in labels.rows])
    relevance = torch.tensor(labels.relevance)
    sys.stdout.write(f"relevance tells these rows apart by {auroc(relevance, answered > 0):.4f}\n")
    model, base = reader(args.base, args.adapter)
    low_rank(model, base, args.rank)
    train(model, laid, labels, goals(labels, answered, args.weight, args.share), args)
    save_file(tensors_of(model, base, args.rank), str(args.out / "student.safetensors"))
    held = load(args.rows / "held.npz")
    sys.stdout.write(f"{json.dumps(measure(model, held, held, torch.device('cpu')))}\n")


if __name__ == "__main__":
    main()
