"""Average adapters of one base model, as what they add to its weights.

The mean of weights of runs that went on from common ones ("Model soups", Wortsman et al. 2022).
Low-rank updates are multiplied out, averaged, and cut to the given rank again by their singular
values, so that adapters of different ranks and factors go together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from export import nearest
from reader_model import default_base, load_base

_OF_ONE_RUN = ("adapter_sha256", "held_out", "no_answer_threshold")


def whole(folder: Path, settings: dict[str, Any]) -> dict[str, Tensor]:
    """Return an adapter's tensors, each low-rank pair as the one update that it stands for."""
    state = load_file(str(folder / "adapter.safetensors"))
    found = {}
    for name, tensor in state.items():
        if name.endswith(".lora_A"):
            stem = name.removesuffix(".lora_A")
            update = state[f"{stem}.lora_B"].float() @ tensor.float()
            found[f"{stem}.update"] = settings["scale"] * update
        elif not name.endswith(".lora_B"):
            found[name] = tensor.float()
    return found


def average(folders: list[Path], out: Path, rank: int, weights: list[float]) -> None:
    """Write the weighted mean of the adapters to `out`; they must be of the same base.

    The figures are to be measured anew.
    """
    settings = [json.loads((f / "adapter.json").read_text(encoding="utf-8")) for f in folders]
    if len({one["base_sha256"] for one in settings}) > 1:
        raise SystemExit("the adapters were trained on different base models")
    states = [whole(f, one) for f, one in zip(folders, settings, strict=True)]
    # What one adapter leaves as it is in the base (biases), another may not.
    original = {name: p.detach() for name, p in load_base(default_base()).named_parameters()}
    shares = [weight / sum(weights) for weight in weights]
    mean: dict[str, Tensor] = {}
    for name in {name for state in states for name in state}:
        parts = [state.get(name, original.get(name)) for state in states]
        if any(part is None for part in parts):
            raise SystemExit(f"{name} is neither in every adapter nor in the base model")
        tensor = torch.stack([w * p for w, p in zip(shares, parts, strict=True) if p is not None])
        tensor = tensor.sum(0)
        if name.endswith(".update"):
            stem = name.removesuffix(".update")
            mean[f"{stem}.lora_A"], mean[f"{stem}.lora_B"] = nearest(tensor, rank)
        else:
            mean[name] = tensor
    _write(mean, settings, out, rank)


def _write(mean: dict[str, Tensor], settings: list[dict[str, Any]], out: Path, rank: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    halves = {name: tensor.half().contiguous() for name, tensor in sorted(mean.items())}
    save_file(halves, str(out / "adapter.safetensors"))
    digest = hashlib.sha256((out / "adapter.safetensors").read_bytes()).hexdigest()
    kept = {name: value for name, value in settings[0].items() if name not in _OF_ONE_RUN}
    form = {
        **kept,
        "rank": rank,
        "alpha": rank,
        "scale": 1.0,
        "adapter_sha256": digest,
        "examples_seen": sum(one.get("examples_seen", 0) for one in settings),
        "averaged": len(settings),
    }
    (out / "adapter.json").write_text(json.dumps(form, indent=4) + "\n", encoding="utf-8")


def main() -> None:
    """Average the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=64, help="of what is kept")
    parser.add_argument("--weights", type=float, nargs="+", help="one a folder; default: equal")
    args = parser.parse_args()
    weights = args.weights or [1.0] * len(args.folders)
    if len(weights) != len(args.folders):
        raise SystemExit("expected one weight a folder")
    average(args.folders, args.out, args.rank, weights)
    sys.stdout.write(f"{args.out}\n")


if __name__ == "__main__":
    main()
