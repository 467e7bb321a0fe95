"""Average adapters of one base model, weight by weight (Wortsman et al. 2022, "Model soups")."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

_OF_ONE_RUN = ("adapter_sha256", "held_out", "no_answer_threshold")


def average(folders: list[Path], out: Path) -> None:
    """Write the mean of the adapters to `out`; they must have the same tensors and base.

    Sensible where one run went on from another's weights; the figures are to be measured anew.
    """
    states = [load_file(str(folder / "adapter.safetensors")) for folder in folders]
    settings = [json.loads((f / "adapter.json").read_text(encoding="utf-8")) for f in folders]
    if len({tuple(sorted(state)) for state in states}) > 1:
        raise SystemExit("the adapters have different tensors")
    if len({one["base_sha256"] for one in settings}) > 1:
        raise SystemExit("the adapters were trained on different base models")
    mean = {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(first.dtype)
        for name, first in states[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    save_file(mean, str(out / "adapter.safetensors"))
    digest = hashlib.sha256((out / "adapter.safetensors").read_bytes()).hexdigest()
    kept = {name: value for name, value in settings[0].items() if name not in _OF_ONE_RUN}
    seen = sum(one["examples_seen"] for one in settings)
    form = {**kept, "adapter_sha256": digest, "examples_seen": seen, "averaged": len(folders)}
    (out / "adapter.json").write_text(json.dumps(form, indent=4) + "\n", encoding="utf-8")


def main() -> None:
    """Average the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    average(args.folders, args.out)
    sys.stdout.write(f"{args.out}\n")


if __name__ == "__main__":
    main()
