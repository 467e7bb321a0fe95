"""The same weights for all: `python -m peers.models FOLDER`, run with SEEQA's own Python.

Writes into FOLDER the packaged encoder (`encoder`, for sentence-transformers), SEEQA's trained
reader merged into it as a plain `BertForQuestionAnswering` (`reader`, for transformers), and both
as ONNX graphs that hold their weights (`encoder.onnx`, `reader.onnx` with `span.npz`, its head).
"""

from __future__ import annotations

import json
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

from seeqa.bert import Weights, _given, read_weights
from seeqa.embed import DEFAULT, find_encoder
from seeqa.read.model import merged


def write(folder: Path) -> None:
    """Write everything."""
    encoder, reader = folder / "encoder", folder / "reader"
    shutil.copytree(find_encoder(DEFAULT).folder, encoder, dirs_exist_ok=True)
    reader.mkdir(parents=True, exist_ok=True)
    base = read_weights(encoder / "model.safetensors")
    with files("seeqa.read").joinpath("adapter", "adapter.json").open() as file:
        scale = float(json.load(file)["scale"])
    adapter = read_weights(Path(str(files("seeqa.read"))) / "adapter" / "adapter.safetensors")
    weights = merged(base, adapter, scale)
    head = {part: adapter[f"heads.span.{part}"] for part in ("weight", "bias")}
    _write_reader(reader, encoder, weights, head)
    np.savez(folder / "span.npz", weight=head["weight"], bias=head["bias"])
    for name, own in (("encoder", base), ("reader", weights)):
        (folder / f"{name}.onnx").write_bytes(_graph(own))


def _write_reader(folder: Path, encoder: Path, weights: Weights, head: Weights) -> None:
    """Write the reader as transformers saves one, with a tokenizer that cuts nothing."""
    tensors = {f"bert.{n}": t for n, t in weights.items() if not n.startswith("pooler.")}
    tensors |= {f"qa_outputs.{part}": t for part, t in head.items()}
    whole = {n: np.ascontiguousarray(t) for n, t in tensors.items() if "position_ids" not in n}
    save_file(whole, folder / "model.safetensors", {"format": "pt"})
    for name, changes in (
        ("config.json", {"architectures": ["BertForQuestionAnswering"]}),
        ("tokenizer_config.json", {"model_max_length": 512, "max_length": 512}),
        ("tokenizer.json", {"truncation": None, "padding": None}),
        ("special_tokens_map.json", {}),
    ):
        form = json.loads((encoder / name).read_text(encoding="utf-8")) | changes
        (folder / name).write_text(json.dumps(form), encoding="utf-8")
    shutil.copy(encoder / "vocab.txt", folder)


def _graph(weights: Weights) -> bytes:
    """Return SEEQA's graph of the model with its weights inside."""
    model = onnx.load_model_from_string(files("seeqa").joinpath("bert.onnx").read_bytes())
    given = _given(weights)
    for tensor in model.graph.initializer:
        tensor.CopyFrom(numpy_helper.from_array(given[tensor.name], tensor.name))
    graph: bytes = model.SerializeToString()
    return graph


if __name__ == "__main__":
    write(Path(sys.argv[1]))
