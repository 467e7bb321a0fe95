"""Train an extractive reader with a no-answer option as a LoRA adapter.

With --full the blocks are trained whole, and the adapter is what comes nearest of its rank.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from seeqa.read import load_adapter
from seeqa.read.model import ReaderModel
from torch import Tensor
from torch.nn import functional

from export import export, export_checked
from reader_data import Corpus, build_corpus, read_squad, split_articles
from reader_input import Example, collate, row_maker
from reader_metrics import evaluate
from reader_model import (
    Output,
    Reader,
    build_full,
    build_reader,
    default_base,
    load_trainable,
    network,
    trainable_state,
)
from reader_negatives import mine
from reader_objective import NEVER, PAIR_WEIGHT, RELEVANCE_WEIGHT, rate
from reader_plan import Group, Planner


@dataclass
class Progress:
    """Hold how far a run has come, in a form that a checkpoint can keep."""

    examples: int = 0
    steps: int = 0
    number: int = 0
    batch: int = 0
    began: float = 0.0


def forward(
    model: Reader, rows: list[Example], chunk_tokens: int, bf16: bool
) -> tuple[Output, Tensor]:
    """Run rows, sorted by length, in chunks and return logits in the rows' order."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    chunks: list[list[int]] = [[]]
    for i in order:
        if chunks[-1] and (len(chunks[-1]) + 1) * len(rows[i]) > chunk_tokens:
            chunks.append([])
        chunks[-1].append(i)
    width = -(-len(rows[order[-1]]) // 16) * 16
    parts: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
    for chunk in chunks:
        batch = collate([rows[i].row for i in chunk])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            start, end, relevance = model(*batch.inputs)
        pad = (0, width - start.shape[1])
        parts.append(
            (
                functional.pad(start, pad, value=NEVER),
                functional.pad(end, pad, value=NEVER),
                relevance,
                functional.pad(batch.allowed, pad, value=False),
            )
        )
    back = torch.tensor([i for chunk in chunks for i in chunk]).argsort()
    start, end, relevance, allowed = (
        torch.cat(column)[back] for column in zip(*parts, strict=True)
    )
    return Output(start, end, relevance), allowed


def losses(output: Output, allowed: Tensor, groups: list[Group]) -> dict[str, Tensor]:
    """Return the span, pair and relevance losses of a batch of groups."""
    rows = [row for group in groups for row in group.rows]
    answered = torch.tensor(
        [g.answered and k == 0 for g in groups for k in range(len(g.rows))], dtype=torch.float
    )
    firsts, at = [], 0
    for group in groups:
        if len(group.rows) == 2:
            firsts.append(at)
        at += len(group.rows)
    options = allowed.clone()
    options[:, 0] = True
    span = pair = torch.zeros(())
    targets = torch.tensor([[r.start for r in rows], [r.end for r in rows]])
    for logits, target in zip((output.start, output.end), targets, strict=True):
        span = span + functional.cross_entropy(logits.masked_fill(~options, NEVER), target) / 2
        if firsts:
            pair = pair + pair_loss(logits, allowed, target, torch.tensor(firsts)) / 2
    relevance = functional.binary_cross_entropy_with_logits(output.relevance, answered)
    return {"span": span, "pair": pair, "relevance": relevance}


def pair_loss(logits: Tensor, allowed: Tensor, target: Tensor, firsts: Tensor) -> Tensor:
    """Normalise span logits over both passages of a pair (Clark and Gardner, 2018)."""
    scores = (logits - logits[:, :1]).masked_fill(~allowed, NEVER)
    both = torch.cat([scores[firsts], scores[firsts + 1]], 1)
    return functional.cross_entropy(both, target[firsts])


def make_optimizer(model: Reader, lr: float, full: bool = False) -> torch.optim.AdamW:
    """Give whole parameters (layer norms, token types) a smaller rate than LoRA and heads."""
    if full:
        trained = [p for p in model.parameters() if p.requires_grad]
        groups = [
            {"params": [p for p in trained if p.dim() > 1], "weight_decay": 0.01},
            {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0.0},
        ]
        groups = [group | {"lr": lr, "base": lr} for group in groups]
        return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)
    whole = [p for n, p in model.named_parameters() if p.requires_grad and "lora" not in n]
    small = [p for p in whole if p.shape[0] not in (1, 2) or p.dim() == 1 and len(p) > 2]
    small_ids = {id(p) for p in small}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in small_ids]
    groups = [
        {"params": rest, "lr": lr, "base": lr, "weight_decay": 0.01},
        {"params": small, "lr": lr / 5, "base": lr / 5, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)


class Trainer:
    """Run the training loop, its checkpoints and its evaluations."""

    def __init__(self, args: argparse.Namespace, base: Path) -> None:
        """Read the data and build the model, from a checkpoint if there is one."""
        self.args, self.base, self.out = args, base, Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.settings: dict[str, Any] = {
            "rank": args.rank,
            "alpha": args.alpha,
            "read_length": args.read_length,
            "full": args.full,
        }
        articles = [a for path in args.train for a in read_squad(path)]
        half, held = split_articles(read_squad(args.dev))
        corpus = build_corpus([*articles, *half])
        self.held = build_corpus(held)
        self.sample = Corpus(self.held.passages, sample(self.held, args.sample))
        negatives = mine(corpus, base, args.hits or self.out / "hits.npz")
        maker = row_maker(base, args.length)
        self.planner = Planner(corpus, negatives, maker, args.budget, args.seed, public=args.public)
        torch.manual_seed(args.seed)
        if args.full:
            self.model = build_full(base, args.adapter)
        else:
            self.model = build_reader(base, args.rank, args.alpha)
        self.optimizer = make_optimizer(self.model, args.lr, args.full)
        self.progress = Progress(began=time.time())
        self.means: dict[str, float] = {}
        if self.checkpoint.exists():
            self.resume()
        elif args.init:
            saved = torch.load(args.init, weights_only=True)
            load_trainable(self.model, saved["state"])
            self.progress.number = saved["number"] + 1
            self.log(event="init", examples_before=saved["examples"])

    @property
    def checkpoint(self) -> Path:
        """Return the checkpoint's path."""
        return self.out / "checkpoint.pt"

    def log(self, **values: Any) -> None:
        """Append a line to the log and print it."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        line = json.dumps({"time": now} | values)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")

    def done(self) -> float:
        """Return the share of the run that lies behind, by examples and by the clock."""
        share = float(self.progress.examples / self.args.examples)
        if self.args.deadline:
            end = datetime.fromisoformat(self.args.deadline).timestamp()
            share = max(share, _share(self.progress.began, end))
        return share

    def save(self) -> None:
        """Write a checkpoint and its exported adapter, each replaced whole."""
        state = trainable_state(self.model)
        content = {
            "state": state,
            "optimizer": self.optimizer.state_dict(),
            "settings": self.settings,
            **vars(self.progress),
        }
        fresh = self.checkpoint.with_suffix(".new")
        torch.save(content, fresh)
        fresh.replace(self.checkpoint)
        extra = {"examples_seen": self.progress.examples}
        export(state, self.base, self.out / "latest", self.settings, extra)

    def resume(self) -> None:
        """Go on from the checkpoint."""
        saved = torch.load(self.checkpoint, weights_only=True)
        load_trainable(self.model, saved["state"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.progress = Progress(**{k: saved[k] for k in vars(self.progress)})
        self.log(event="resume", examples=self.progress.examples)

    def step(self, groups: list[Group]) -> int:
        """Take one optimizer step and return the number of rows."""
        factor = rate(self.done(), self.args.warmup, floor=0.02)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * factor
        rows = [row for group in groups for row in group.rows]
        output, allowed = forward(self.model, rows, self.args.chunk, not self.args.fp32)
        found = losses(output, allowed, groups)
        total = found["span"] + PAIR_WEIGHT * found["pair"] + RELEVANCE_WEIGHT * found["relevance"]
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        for name, value in found.items():
            old = self.means.get(name, value.item())
            self.means[name] = 0.98 * old + 0.02 * value.item()
        return len(rows)

    def run(self) -> None:
        """Train until the planned examples or the deadline are reached."""
        self.model.train()
        state, saved_at, logged = self.progress, time.time(), (time.time(), self.progress.examples)
        while self.done() < 1:
            for at, groups in enumerate(self.planner.batches(state.number)):
                if at < state.batch:
                    continue
                state.examples += self.step(groups)
                state.steps += 1
                state.batch = at + 1
                if state.steps % self.args.log_every == 0:
                    self.report(logged)
                    logged = (time.time(), state.examples)
                if time.time() - saved_at > 60 * self.args.save_minutes:
                    self.save()
                    self.validate()
                    saved_at = time.time()
                    logged = (time.time(), state.examples)
                if self.done() >= 1:
                    break
            else:
                state.number, state.batch = state.number + 1, 0
                self.log(event="pass", number=state.number, examples=state.examples)
        self.save()

    def report(self, logged: tuple[float, int]) -> None:
        """Log losses and speed."""
        speed = (self.progress.examples - logged[1]) / (time.time() - logged[0])
        self.log(
            steps=self.progress.steps,
            examples=self.progress.examples,
            number=self.progress.number,
            done=round(self.done(), 4),
            speed=round(speed, 1),
            lr=round(self.optimizer.param_groups[0]["lr"], 7),
            **{k: round(v, 4) for k, v in self.means.items()},
        )

    def validate(self) -> None:
        """Measure on the sample of the held-out half."""
        maker = row_maker(self.base, self.args.read_length)
        reader = ReaderModel("in training", maker.tokenizer, network(self.model), maker.layout)
        found = evaluate(reader, self.sample)
        self.model.train()
        self.log(event="sample", examples=self.progress.examples, **rounded(found))

    def finish(self) -> None:
        """Export the adapter with a check and evaluate it on the whole held-out half."""
        final = self.out / "final"
        state = trainable_state(self.model)
        extra: dict[str, Any] = {"examples_seen": self.progress.examples}
        difference = export_checked(state, self.base, final, self.settings, extra)
        found = rounded(evaluate(load_adapter(final, self.base), self.held))
        extra |= {"no_answer_threshold": found["best_threshold"], "held_out": found}
        export(state, self.base, final, self.settings, extra)
        (final / "results.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        self.log(event="final", merge_difference=difference, **found)


def _share(began: float, end: float) -> float:
    """Return how much of the time from a start to an end has passed."""
    return (time.time() - began) / max(end - began, 1.0)


def sample(corpus: Corpus, size: int) -> list[Any]:
    """Return a fixed sample of questions."""
    size = min(size, len(corpus.questions))
    return random.Random(1).sample(corpus.questions, size)


def rounded(values: dict[str, float]) -> dict[str, float]:
    """Round measures for a log."""
    return {k: round(v, 4) for k, v in values.items()}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="SQuAD-format files")
    parser.add_argument("--dev", type=Path, required=True, help="half trains, half is held out")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, log and adapter")
    parser.add_argument("--base", type=Path, help="base model folder; default: the package's")
    parser.add_argument("--init", type=Path, help="checkpoint whose weights a new run begins with")
    parser.add_argument("--full", action="store_true", help="train the blocks whole, not LoRA")
    parser.add_argument("--adapter", type=Path, help="adapter that a --full run begins with")
    parser.add_argument("--hits", type=Path, help="cache of the retrievers' hits")
    parser.add_argument("--examples", type=int, default=160_000, help="rows to train on")
    parser.add_argument("--deadline", help="ISO time at which training must have ended")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--warmup", type=float, default=0.04, help="share of the run")
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--alpha", type=int, default=64)
    parser.add_argument("--length", type=int, default=224, help="tokens a row, in training")
    parser.add_argument("--read-length", type=int, default=256, help="tokens a row, in reading")
    parser.add_argument("--budget", type=int, default=5000, help="tokens a step")
    parser.add_argument("--chunk", type=int, default=2800, help="padded tokens a forward run")
    parser.add_argument("--fp32", action="store_true", help="train without bfloat16")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--public", type=float, default=1.0, help="share beside twins, a pass")
    parser.add_argument("--sample", type=int, default=600, help="held-out questions a checkpoint")
    parser.add_argument("--save-minutes", type=float, default=10.0)
    parser.add_argument("--log-every", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Train, export and evaluate."""
    args = arguments()
    torch.set_num_threads(args.threads)
    trainer = Trainer(args, args.base or default_base())
    trainer.run()
    trainer.validate()
    trainer.finish()


if __name__ == "__main__":
    main()
