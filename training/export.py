"""Export a trained reader in the layout that the package loads without peft."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from seeqa.bert import file_digest
from seeqa.read import load_adapter
from seeqa.read.model import ReaderModel
from seeqa.read.rows import Batch, Format
from torch import Tensor

from reader_input import FORMAT_VERSION
from reader_model import (
    TARGETS,
    build_reader,
    default_base,
    load_base,
    load_trainable,
    network,
)

PEFT_ROOT = "encoder.base_model.model."
FULL_ROOT = "encoder."


def plain_name(name: str) -> str:
    """Return the exported name of a trained parameter."""
    for root in (PEFT_ROOT, FULL_ROOT):
        if name.startswith(root):
            name = name.removeprefix(root)
            return name.replace(".lora_A.default.weight", ".lora_A").replace(
                ".lora_B.default.weight", ".lora_B"
            )
    return f"heads.{name}"


def low_rank(state: dict[str, Tensor], base: Path, settings: dict[str, Any]) -> dict[str, Tensor]:
    """Return whole matrices as the nearest updates of the base's, of the settings' rank.

    Parameters by exported name.
    """
    original = dict(load_base(base).named_parameters())
    rank, scale = settings["rank"], settings["alpha"] / settings["rank"]
    found = {}
    for name, tensor in state.items():
        if not name.endswith(tuple(f"{target}.weight" for target in TARGETS)):
            found[name] = tensor
            continue
        stem, update = name.removesuffix(".weight"), (tensor - original[name]) / scale
        found[f"{stem}.lora_A"], found[f"{stem}.lora_B"] = nearest(update, rank)
    return found


def nearest(matrix: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """Return A and B, of a rank, whose product B @ A is nearest (Eckart and Young, 1936)."""
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    root = values[:rank].sqrt()
    return root[:, None] * right[:rank], left[:, :rank] * root


def export(
    state: dict[str, Tensor], base: Path, out: Path, settings: dict[str, Any], extra: dict[str, Any]
) -> None:
    """Write adapter.safetensors (half precision) and adapter.json."""
    plain = {plain_name(n): t for n, t in state.items()}
    if settings.get("full"):
        plain = low_rank(plain, base, settings)
    write(plain, base, out, settings, extra)


def write(
    plain: dict[str, Tensor],
    base: Path,
    out: Path,
    settings: dict[str, Any],
    extra: dict[str, Any],
) -> None:
    """Write tensors under their exported names, and adapter.json."""
    out.mkdir(parents=True, exist_ok=True)
    layout = Format()
    tensors = {n: t.to(torch.float16).contiguous() for n, t in sorted(plain.items())}
    save_file(tensors, str(out / "adapter.safetensors"), metadata={"format": "pt"})
    (out / "adapter.safetensors").chmod(0o644)
    config = {
        "input_format": FORMAT_VERSION,
        "base_model": "all-MiniLM-L6-v2",
        "base_sha256": file_digest(base / "model.safetensors"),
        "adapter_sha256": file_digest(out / "adapter.safetensors"),
        "rank": settings["rank"],
        "alpha": settings["alpha"],
        "scale": settings["alpha"] / settings["rank"],
        "targets": list(TARGETS),
        "separator": layout.separator,
        "max_length": settings["read_length"],
        "max_question_tokens": layout.max_question,
        "max_title_tokens": layout.max_context,
        "max_answer_tokens": layout.max_answer,
        "window_overlap": layout.overlap,
        **extra,
    }
    (out / "adapter.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def check(state: dict[str, Tensor], base: Path, adapter: Path, settings: dict[str, Any]) -> float:
    """Return the largest logit difference between peft's model and the exported one."""
    trained = build_reader(base, settings["rank"], settings["alpha"]).eval()
    load_trainable(trained, {n: t.half().float() for n, t in state.items()})
    exported = load_adapter(adapter, base)
    peft = ReaderModel("peft", exported.rows.tokenizer, network(trained), exported.rows.layout)
    ids = np.random.default_rng(0).integers(1000, 20000, (4, 96))
    types = np.zeros_like(ids)
    types[:, 16:] = 1
    batch = Batch(ids, np.ones_like(ids), types)
    pairs = zip(peft.forward(batch), exported.forward(batch), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def export_checked(
    state: dict[str, Tensor], base: Path, out: Path, settings: dict[str, Any], extra: dict[str, Any]
) -> float:
    """Export, then insist that the merged model gives peft's logits.

    Of a model trained whole only the nearest of a low rank is kept: there is nothing to insist on.
    """
    export(state, base, out, settings, extra)
    if settings.get("full"):
        return 0.0
    difference = check(state, base, out, settings)
    if difference > 1e-3:
        raise RuntimeError(f"the merged model differs from the trained one by {difference}")
    return difference


def main() -> None:
    """Export a checkpoint, or the tensors of a distilled student."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoint", type=Path, help="of train.py")
    source.add_argument("--student", type=Path, help="student.safetensors of distil.py")
    parser.add_argument("--base", type=Path, default=None)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    base = args.base or default_base()
    if args.student:
        plain = load_file(str(args.student))
        rank = next(len(t) for n, t in plain.items() if n.endswith(".lora_A"))
        settings = {"rank": rank, "alpha": rank, "read_length": Format().max_length}
        write(plain, base, args.out, settings, {})
        load_adapter(args.out, base)
        sys.stdout.write(f"exported to {args.out}\n")
        return
    saved = torch.load(args.checkpoint, weights_only=True)
    extra = {"examples_seen": saved["examples"]}
    difference = export_checked(saved["state"], base, args.out, saved["settings"], extra)
    sys.stdout.write(f"exported to {args.out}; largest logit difference {difference:.2e}\n")


if __name__ == "__main__":
    main()
