"""Distil a larger reader, or several, into one on the package's base model; for a GPU.

Teachers are trained first, on rows packed by reader_pack.py, then the student on what they say of
those rows. Needs torch, numpy and safetensors alone, so that it runs on a machine that has nothing
of this project but this folder.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from reader_batches import Arrays, Batch, Laid, Maker, lay, load, plan
from reader_encoder import FastReader, Output
from reader_objective import NEVER, PAIR_WEIGHT, RELEVANCE_WEIGHT, rate

LABEL_WEIGHT = 0.2
TEMPERATURE = 2.0
LONGEST = 30  # tokens of an answer
# A block's layers and what a BERT file calls them.
LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mix": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
NORMS = {"mix_norm": "attention.output.LayerNorm", "norm": "output.LayerNorm"}


class LowRank(nn.Module):
    """Run a linear layer as the base's frozen weights and a trained update of low rank."""

    base: Tensor

    def __init__(self, layer: nn.Linear, base: Tensor, rank: int) -> None:
        """Take the update of the rank that comes nearest to what the layer has learned."""
        super().__init__()
        self.register_buffer("base", base)
        left, values, right = torch.linalg.svd((layer.weight - base).detach())
        root = values[:rank].sqrt()
        self.a = nn.Parameter((root[:, None] * right[:rank]).contiguous())
        self.b = nn.Parameter((left[:, :rank] * root).contiguous())
        self.bias = layer.bias

    def forward(self, x: Tensor) -> Tensor:
        """Map the last dimension."""
        return functional.linear(x, self.base + self.b @ self.a, self.bias)


def merge(model: FastReader, tensors: dict[str, Tensor], scale: float) -> None:
    """Add an adapter of the package to a fresh model of its base."""
    for i, block in enumerate(model.blocks):
        for own, name in LINEAR.items():
            stem = f"encoder.layer.{i}.{name}"
            layer = getattr(block, own)
            update = tensors[f"{stem}.lora_B"].float() @ tensors[f"{stem}.lora_A"].float()
            layer.weight.data += scale * update
            if f"{stem}.bias" in tensors:
                layer.bias.data.copy_(tensors[f"{stem}.bias"])
    for own, target in _whole(model).items():
        if own in tensors:
            target.data.copy_(tensors[own])


def _whole(model: FastReader) -> dict[str, Tensor]:
    """Return the small parameters by their exported names."""
    found: dict[str, Tensor] = {
        "embeddings.LayerNorm.weight": model.norm.weight,
        "embeddings.LayerNorm.bias": model.norm.bias,
        "heads.span.weight": model.span.weight,
        "heads.span.bias": model.span.bias,
        "heads.relevance.weight": model.relevance.weight,
        "heads.relevance.bias": model.relevance.bias,
    }
    if model.types is not None:
        found["embeddings.token_type_embeddings.weight"] = model.types
    for i, block in enumerate(model.blocks):
        for own, name in NORMS.items():
            norm = getattr(block, own)
            found[f"encoder.layer.{i}.{name}.weight"] = norm.weight
            found[f"encoder.layer.{i}.{name}.bias"] = norm.bias
        for own, name in LINEAR.items():
            found[f"encoder.layer.{i}.{name}.bias"] = getattr(block, own).bias
    return found


def low_rank(model: FastReader, base: list[dict[str, Tensor]], rank: int) -> None:
    """Turn every linear layer of the blocks into the base's and an update of a rank."""
    for block, weights in zip(model.blocks, base, strict=True):
        for own in LINEAR:
            setattr(block, own, LowRank(getattr(block, own), weights[own], rank))


def tensors_of(model: FastReader, base: list[dict[str, Tensor]], rank: int) -> dict[str, Tensor]:
    """Return a model as an adapter's tensors, of scale 1 and half precision."""
    found = _whole(model)
    for i, (block, weights) in enumerate(zip(model.blocks, base, strict=True)):
        for own, name in LINEAR.items():
            layer = getattr(block, own)
            if isinstance(layer, nn.Linear):
                layer = LowRank(layer, weights[own], rank)
            found[f"encoder.layer.{i}.{name}.lora_A"] = layer.a
            found[f"encoder.layer.{i}.{name}.lora_B"] = layer.b
    return {n: t.detach().half().cpu().contiguous() for n, t in found.items()}


def span_options(logits: Tensor, allowed: Tensor) -> Tensor:
    """Mask logits to the passage's columns and the first, which stands for no answer."""
    options = allowed.clone()
    options[:, 0] = True
    return logits.float().masked_fill(~options, NEVER)


def pair_options(logits: Tensor, batch: Batch) -> Tensor:
    """Return the logits over no-answer of both rows of each pair, (pairs, 2 × columns)."""
    scores = (logits.float() - logits[:, :1].float()).masked_fill(~batch.allowed, NEVER)
    return torch.cat([scores[batch.firsts], scores[batch.firsts + 1]], 1)


def label_loss(output: Output, batch: Batch) -> Tensor:
    """Return the loss against the rows' labels (that of train.py)."""
    span = pair = torch.zeros((), device=batch.start.device)
    for logits, target in ((output.start, batch.start), (output.end, batch.end)):
        span = span + functional.cross_entropy(span_options(logits, batch.allowed), target) / 2
        if len(batch.firsts):
            goal = target[batch.firsts]
            sure = goal > 0
            both = pair_options(logits, batch)[sure]
            pair = pair + functional.cross_entropy(both, goal[sure]) / 2
    answered = (batch.start > 0).float()
    relevance = functional.binary_cross_entropy_with_logits(output.relevance, answered)
    return span + PAIR_WEIGHT * pair + RELEVANCE_WEIGHT * relevance


def divergence(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """Return the mean KL divergence from a teacher's distributions, times temperature squared."""
    wanted = functional.log_softmax(teacher / temperature, -1)
    given = functional.log_softmax(student / temperature, -1)
    return temperature**2 * functional.kl_div(given, wanted, log_target=True, reduction="batchmean")


def teacher_loss(output: Output, taught: Output, batch: Batch) -> Tensor:
    """Return the loss against a teacher's logits (Hinton et al. 2015)."""
    span = pair = torch.zeros((), device=batch.start.device)
    for own, other in ((output.start, taught.start), (output.end, taught.end)):
        left, right = (span_options(x, batch.allowed) for x in (own, other))
        for temperature in (1.0, TEMPERATURE):
            span = span + divergence(left, right, temperature) / 4
        if len(batch.firsts):
            pair = pair + divergence(pair_options(own, batch), pair_options(other, batch), 1) / 2
    wanted = torch.sigmoid(taught.relevance)
    relevance = functional.binary_cross_entropy_with_logits(output.relevance, wanted)
    return span + PAIR_WEIGHT * pair + RELEVANCE_WEIGHT * relevance


class Ensemble(nn.Module):
    """Give the mean of several readers' logits."""

    def __init__(self, models: list[FastReader]) -> None:
        """Take trained readers, which are trained no further."""
        super().__init__()
        self.models = nn.ModuleList(models).requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Output:
        """Return the mean logits."""
        found = [model(ids, mask, types) for model in self.models]
        return Output(*(torch.stack(part).mean(0) for part in zip(*found, strict=True)))


class Rows:
    """Lay out the packed passes in other processes and give their batches without end."""

    def __init__(self, folder: Path, device: torch.device, workers: int) -> None:
        """Start laying out all passes."""
        self.texts, self.device = load(folder / "texts.npz"), device
        paths = sorted(folder.glob("rows*.npz"), key=lambda p: int(p.stem[4:]))
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        self.coming: list[Future[Laid]] = [pool.submit(lay_file, folder, p.name) for p in paths]
        self.passes: dict[int, tuple[Laid, Maker]] = {}

    def batches(self, budget: int, begin: int, seed: int) -> Iterator[Batch]:
        """Yield batches of pass after pass, from one on, round and round."""
        number = begin
        while True:
            which = number % len(self.coming)
            if which not in self.passes:
                laid = self.coming[which].result()
                self.passes[which] = laid, Maker(laid, self.device)
            laid, maker = self.passes[which]
            for rows in plan(laid, budget, seed * 1000 + number):
                yield maker.batch(rows)
            number += 1


def lay_file(folder: Path, name: str) -> Laid:
    """Lay out a pass."""
    return lay(load(folder / "texts.npz"), load(folder / name))


def run(model: nn.Module, batch: Batch) -> Output:
    """Run a model in bfloat16."""
    with torch.autocast(batch.ids.device.type, dtype=torch.bfloat16):
        found: Output = model(batch.ids, batch.mask, batch.types)
    return found


def train(
    model: nn.Module,
    batches: Iterator[Batch],
    loss: Callable[[Output, Batch], Tensor],
    lr: float,
    seconds: float,
    log: Callable[..., None],
    floor: float = 0.01,
) -> None:
    """Train a model for so many seconds; the rate follows the clock."""
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0.0},
    ]
    fused = trained[0].device.type == "cuda"
    optimizer = torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98), eps=1e-6, fused=fused)
    began, rows, steps, mean, told = time.time(), 0, 0, torch.zeros(()), time.time()
    model.train()
    while (done := (time.time() - began) / seconds) < 1:
        batch = next(batches)
        for group in optimizer.param_groups:
            group["lr"] = lr * rate(done, floor=floor)
        found = loss(run(model, batch), batch)
        optimizer.zero_grad(set_to_none=True)
        found.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        rows, steps = rows + len(batch.start), steps + 1
        mean = mean.to(found.device) * 0.98 + found.detach() * 0.02
        if steps % 20 == 0 and fused:
            torch.cuda.synchronize()
        if time.time() - told > 15:
            told = time.time()
            value = mean.item() / (1 - 0.98**steps)
            log(rows=rows, steps=steps, loss=round(value, 4), a_second=int(rows / (told - began)))
    model.eval()
    log(event="trained", rows=rows, steps=steps, seconds=round(time.time() - began, 1))


@torch.no_grad()
def measure(
    model: nn.Module, texts: Arrays, held: Arrays, device: torch.device
) -> dict[str, float]:
    """Return no-answer AUROC and the overlap of tokens (not the SQuAD F1) on the held-out half."""
    laid = lay(texts, held)
    maker, model = Maker(laid, device), model.eval()
    scores = torch.full((len(laid),), NEVER)
    relevance, spans = scores.clone(), torch.zeros(len(laid), 2, dtype=torch.long)
    for rows in plan(laid, 60_000, None):
        batch = maker.batch(rows)
        output = run(model, batch)
        start = (output.start - output.start[:, :1]).masked_fill(~batch.allowed, NEVER)
        end = (output.end - output.end[:, :1]).masked_fill(~batch.allowed, NEVER)
        both = start[:, :, None] + end[:, None, :]
        width = both.shape[1]
        fits = torch.ones(width, width, dtype=torch.bool, device=device).triu().tril(LONGEST - 1)
        best, where = both.masked_fill(~fits, 4 * NEVER).flatten(1).max(1)
        scores[rows], relevance[rows] = best.cpu(), output.relevance.cpu()
        spans[rows] = torch.stack([where // width, where % width], 1).cpu()
    return _summary(held, laid, scores, relevance, spans)


def _summary(
    held: Arrays, laid: Laid, scores: Tensor, relevance: Tensor, spans: Tensor
) -> dict[str, float]:
    """Take the best window of each question and compare it with the annotators' answers."""
    count = len(held["golds"])
    best = torch.full((count,), -1, dtype=torch.long)
    high, near = torch.full((count,), -1e9), torch.full((count,), -1e9)
    for row, question in enumerate(held["of"].tolist()):
        if scores[row] > high[question]:
            high[question], best[question] = scores[row], row
        near[question] = max(near[question], relevance[row])
    answered = torch.from_numpy(held["golds"][:, 0, 0].astype("int64")) > 0
    overlap = []
    for question in answered.nonzero()[:, 0].tolist():
        row = int(best[question])
        shift = int(held["window"][row][0]) - int(laid.columns[row][1]) + 1
        a, b = (int(x) + shift for x in spans[row])
        overlap.append(max(_overlap(a, b, int(c), int(d)) for c, d in held["golds"][question]))
    return {
        "overlap": sum(overlap) / len(overlap),
        "auroc_score": auroc(high, answered),
        "auroc_relevance": auroc(near, answered),
        "auroc_sum": auroc(high + near, answered),
    }


def _overlap(a: int, b: int, c: int, d: int) -> float:
    """Return the F1 of two ranges of tokens."""
    same = max(min(b, d) - max(a, c) + 1, 0) if d else 0
    return 2 * same / ((b - a + 1) + (d - c + 1))


def auroc(values: Tensor, positive: Tensor) -> float:
    """Return the chance that an answerable question scores higher than another."""
    order = values.double().argsort()
    ranks = torch.empty(len(values), dtype=torch.double)
    ranks[order] = torch.arange(1, len(values) + 1, dtype=torch.double)
    yes = int(positive.sum())
    total = float(ranks[positive].sum()) - yes * (yes + 1) / 2
    return total / (yes * (len(values) - yes))


def main() -> None:
    """Train teachers, distil them, and write the student as an adapter's tensors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="folder of reader_pack.py")
    parser.add_argument("--base", type=Path, required=True, help="the student's base model")
    parser.add_argument("--adapter", type=Path, help="adapter that the student begins with")
    parser.add_argument("--teacher", type=Path, required=True, help="base model of the teachers")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teachers", type=int, default=2)
    parser.add_argument("--teacher-seconds", type=float, default=100)
    parser.add_argument("--teacher-lr", type=float, default=4e-5)
    parser.add_argument("--seconds", type=float, default=240, help="with the blocks whole")
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--low-seconds", type=float, default=80, help="with updates of a rank")
    parser.add_argument("--low-lr", type=float, default=3e-4)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--budget", type=int, default=32_000, help="padded tokens a step")
    parser.add_argument("--workers", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    Run(args).run()


class Run:
    """Do the whole, and keep a log."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Load the data."""
        self.args, self.began = args, time.time()
        args.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(args.seed)
        torch.backends.cuda.matmul.allow_tf32 = True
        self.rows = Rows(args.rows, self.device, args.workers)
        self.held = load(args.rows / "held.npz")

    def log(self, **values: Any) -> None:
        """Print a line and keep it."""
        line = json.dumps({"at": round(time.time() - self.began, 1)} | values)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        with (self.args.out / "log.jsonl").open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")

    def tell(self, name: str, model: nn.Module) -> None:
        """Measure a model on the held-out half and log it."""
        found = measure(model, self.held, self.held, self.device)
        self.log(model=name, **{k: round(v, 4) for k, v in found.items()})

    def teacher(self, number: int) -> FastReader:
        """Train a teacher on the labels."""
        args = self.args
        torch.manual_seed(args.seed + number)
        model = FastReader(args.teacher, dropout=0.1).to(self.device)
        batches = self.rows.batches(args.budget, number * 3, args.seed + number)
        train(model, batches, label_loss, args.teacher_lr, args.teacher_seconds, self.log)
        self.tell(f"teacher {number}", model)
        return model

    def run(self) -> None:
        """Train the teachers, then the student, whole and then of a rank."""
        args = self.args
        self.log(device=str(self.device), torch=torch.__version__, seed=args.seed)
        teacher = Ensemble([self.teacher(i) for i in range(args.teachers)]).eval()
        self.tell("teachers", teacher)

        def loss(output: Output, batch: Batch) -> Tensor:
            with torch.no_grad():
                taught = run(teacher, batch)
            labels = label_loss(output, batch)
            return LABEL_WEIGHT * labels + teacher_loss(output, taught, batch)

        student = FastReader(args.base).to(self.device)
        base = [
            {own: getattr(block, own).weight.detach().clone() for own in LINEAR}
            for block in student.blocks
        ]
        if args.adapter:
            settings = json.loads((args.adapter / "adapter.json").read_text(encoding="utf-8"))
            tensors = load_file(str(args.adapter / "adapter.safetensors"))
            merge(student, {n: t.to(self.device) for n, t in tensors.items()}, settings["scale"])
            self.tell("beginning", student)
        batches = self.rows.batches(args.budget, 0, args.seed + 100)
        train(student, batches, loss, args.lr, args.seconds, self.log, floor=0.1)
        self.tell("whole", student)
        save_file(tensors_of(student, base, args.rank), str(args.out / "whole.safetensors"))
        low_rank(student, base, args.rank)
        self.tell("cut to the rank", student)
        train(student, batches, loss, args.low_lr, args.low_seconds, self.log)
        self.tell("student", student)
        kept = tensors_of(student, base, args.rank)
        save_file(kept, str(args.out / "student.safetensors"))
        self.log(event="end")


if __name__ == "__main__":
    main()
