"""Export a trained reader in a plain layout, and load it without peft."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from reader_input import FORMAT_VERSION, MAX_PREFIX, MAX_QUESTION, SEPARATOR
from reader_metrics import MAX_ANSWER, STRIDE
from reader_model import (
    TARGETS,
    Reader,
    build_reader,
    default_base,
    file_digest,
    load_base,
    load_trainable,
)

PEFT_ROOT = "encoder.base_model.model."


def plain_name(name: str) -> str:
    """Return the exported name of a trained parameter."""
    if not name.startswith(PEFT_ROOT):
        return f"heads.{name}"
    name = name.removeprefix(PEFT_ROOT)
    return name.replace(".lora_A.default.weight", ".lora_A").replace(
        ".lora_B.default.weight", ".lora_B"
    )


def export(
    state: dict[str, Tensor], base: Path, out: Path, settings: dict[str, Any], extra: dict[str, Any]
) -> None:
    """Write adapter.safetensors (half precision) and adapter.json."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = {plain_name(n): t.to(torch.float16).contiguous() for n, t in state.items()}
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
        "separator": SEPARATOR,
        "max_length": settings["read_length"],
        "max_question_tokens": MAX_QUESTION,
        "max_title_tokens": MAX_PREFIX,
        "max_answer_tokens": MAX_ANSWER,
        "window_overlap": STRIDE,
        **extra,
    }
    (out / "adapter.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def merge(module: torch.nn.Module, tensors: dict[str, Tensor], scale: float) -> None:
    """Add LoRA products to a plain encoder's weights and replace whole parameters."""
    parameters = dict(module.named_parameters())
    with torch.no_grad():
        for name, tensor in tensors.items():
            if name.startswith("heads.") or name.endswith(".lora_B"):
                continue
            if name.endswith(".lora_A"):
                stem = name.removesuffix(".lora_A")
                delta = tensors[f"{stem}.lora_B"].float() @ tensor.float()
                parameters[f"{stem}.weight"].add_(scale * delta)
            else:
                parameters[name].copy_(tensor.float())


def load(base: Path, adapter: Path) -> tuple[Reader, dict[str, Any]]:
    """Load an exported reader with torch, transformers and safetensors only."""
    config: dict[str, Any] = json.loads((adapter / "adapter.json").read_text(encoding="utf-8"))
    if file_digest(base / "model.safetensors") != config["base_sha256"]:
        raise ValueError("the adapter was trained on another base model")
    tensors = load_file(str(adapter / "adapter.safetensors"))
    encoder = load_base(base)
    merge(encoder, tensors, float(config["scale"]))
    reader = Reader(encoder, int(encoder.config.hidden_size))
    with torch.no_grad():
        for name in ("span.weight", "span.bias", "relevance.weight", "relevance.bias"):
            reader.get_parameter(name).copy_(tensors[f"heads.{name}"].float())
    return reader.eval(), config


@torch.no_grad()
def check(state: dict[str, Tensor], base: Path, adapter: Path, settings: dict[str, Any]) -> float:
    """Return the largest logit difference between peft's model and the merged one."""
    trained = build_reader(base, settings["rank"], settings["alpha"]).eval()
    load_trainable(trained, {n: t.half().float() for n, t in state.items()})
    merged, _ = load(base, adapter)
    torch.manual_seed(0)
    ids = torch.randint(1000, 20000, (4, 96))
    types = torch.zeros_like(ids)
    types[:, 16:] = 1
    inputs = (ids, torch.ones_like(ids), types)
    pairs = zip(trained(*inputs), merged(*inputs), strict=True)
    return max(float((a - b).abs().max()) for a, b in pairs)


def export_checked(
    state: dict[str, Tensor], base: Path, out: Path, settings: dict[str, Any], extra: dict[str, Any]
) -> float:
    """Export, then insist that the merged model gives peft's logits."""
    export(state, base, out, settings, extra)
    difference = check(state, base, out, settings)
    if difference > 1e-3:
        raise RuntimeError(f"the merged model differs from the trained one by {difference}")
    return difference


def main() -> None:
    """Export a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--base", type=Path, default=None)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    base = args.base or default_base()
    saved = torch.load(args.checkpoint, weights_only=True)
    extra = {"examples_seen": saved["examples"]}
    difference = export_checked(saved["state"], base, args.out, saved["settings"], extra)
    sys.stdout.write(f"exported to {args.out}; largest logit difference {difference:.2e}\n")


if __name__ == "__main__":
    main()
