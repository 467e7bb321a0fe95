"""Reader models: our adapter on the packaged MiniLM, or any Hugging Face question-answering model.

The adapter holds low-rank updates (LoRA, Hu et al. 2021) that are added to the base model's
weights once, when it is loaded, and two heads: where the answer starts and ends, and whether the
passage answers at all. No hub is asked, and peft is not needed. `training/` made it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from seeqa.bert import Bert, Tokenizer, Weights, file_digest, read_weights, runs
from seeqa.errors import ReaderError
from seeqa.read import rows as laying
from seeqa.read.rows import Batch, Format, Logits, Row, RowMaker, pad

# Gives a batch's start and end logits, (rows, tokens) each, and relevance logits, (rows,).
Network = Callable[[Batch], tuple[Logits, Logits, Logits]]

ADAPTER = "trained"  # the setting's value that stands for our own reader


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model gives a row: start and end logits, one a column, and a relevance logit."""

    start: Logits
    end: Logits
    relevance: float


class ReaderModel:
    """A tokenizer and a network that scores rows; safe to use from several threads."""

    def __init__(
        self,
        name: str,
        tokenizer: laying.Tokenizer,
        network: Network,
        layout: Format,
        digest: str = "",
    ) -> None:
        """Take loaded parts."""
        self.name = name
        self.digest = digest
        self.rows = RowMaker(tokenizer, layout)
        self.forward = network

    def score(self, rows: Sequence[Row]) -> list[Scores]:
        """Score rows, those of like length in one batch."""
        scored: list[Scores | None] = [None] * len(rows)
        for batch in runs([row.ids for row in rows]):
            start, end, relevance = self.forward(pad([rows[i] for i in batch]))
            for k, i in enumerate(batch):
                scored[i] = Scores(start[k], end[k], float(relevance[k]))
        return [found for found in scored if found]


def load_reader_model(name: str, base: Path) -> ReaderModel:
    """Load our adapter onto the model in `base`, or the question-answering model called `name`.

    `name` is "trained", a folder or a hub name (taken from the hub's cache only). Raises
    ReaderError when it is missing, has no question-answering head, or its tokenizer gives no
    offsets.
    """
    if name == ADAPTER:
        with as_file(files("seeqa.read").joinpath("adapter")) as folder:
            return load_adapter(folder, base)
    return _load_hugging_face(name)


def load_adapter(folder: Path, base: Path) -> ReaderModel:
    """Load the adapter in a folder onto the model in `base`.

    Raises ReaderError when it was trained on another one, or ONNX Runtime does not load.
    """
    settings = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
    found = file_digest(base / "model.safetensors")
    if found != settings["base_sha256"]:
        raise _unusable(ADAPTER, "a base model other than the one that it was trained on")
    tensors = read_weights(folder / "adapter.safetensors")
    weights = merged(read_weights(base / "model.safetensors"), tensors, float(settings["scale"]))
    try:
        bert = Bert(weights)
    except (ImportError, ValueError) as error:
        raise ReaderError(
            expected="ONNX Runtime, which runs the trained reader",
            found=f"{type(error).__name__}: {str(error).splitlines()[0][:120]}",
            mend="Reinstall it (pip install onnxruntime), or set SEEQA_READER=sentences.",
        ) from error
    layout = Format(
        separator=settings["separator"],
        max_length=settings["max_length"],
        max_question=settings["max_question_tokens"],
        max_context=settings["max_title_tokens"],
        max_answer=settings["max_answer_tokens"],
        overlap=settings["window_overlap"],
    )
    digest = settings.get("adapter_sha256", "")
    return ReaderModel(ADAPTER, Tokenizer.load(base), _headed(bert, tensors), layout, digest)


def merged(weights: Weights, tensors: Weights, scale: float) -> Weights:
    """Return weights with the low-rank products added, and those replaced that are given whole."""
    total = dict(weights)
    for name, tensor in tensors.items():
        if name.endswith(".lora_A"):
            stem = name.removesuffix(".lora_A")
            product = tensors[f"{stem}.lora_B"] @ tensor
            total[f"{stem}.weight"] = weights[f"{stem}.weight"] + np.float32(scale) * product
        elif not name.startswith("heads.") and not name.endswith(".lora_B"):
            total[name] = tensor
    return total


def _headed(bert: Bert, tensors: Weights) -> Network:
    """Put the two heads on the encoder."""
    span, relevance = (
        (tensors[f"heads.{head}.weight"].T, tensors[f"heads.{head}.bias"])
        for head in ("span", "relevance")
    )

    def network(batch: Batch) -> tuple[Logits, Logits, Logits]:
        hidden = bert.hidden(batch.ids, batch.mask, batch.types)
        places = hidden @ span[0] + span[1]
        return places[..., 0], places[..., 1], (hidden[:, 0] @ relevance[0] + relevance[1])[:, 0]

    return network


def _load_hugging_face(name: str) -> ReaderModel:
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is imported
    from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

    folder = Path(name).expanduser()
    place = str(folder) if folder.is_dir() else name
    try:
        with _quiet():
            config = AutoConfig.from_pretrained(place, local_files_only=True)
            heads = config.architectures or []
            if not any("QuestionAnswering" in head for head in heads):
                raise _unusable(name, f"no question-answering head ({', '.join(heads) or 'none'})")
            network = AutoModelForQuestionAnswering.from_pretrained(place, local_files_only=True)
            tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise _unusable(
            name, "no such folder or cached model, or files that do not load"
        ) from error
    if not tokenizer.is_fast:
        raise _unusable(name, "a tokenizer that gives no offsets")
    longest = min(int(getattr(config, "max_position_embeddings", 512)), 512)
    cuts = Tokenizer(tokenizer.backend_tokenizer, tokenizer.cls_token_id, tokenizer.sep_token_id)
    return ReaderModel(name, cuts, _plain(network), Format(max_length=min(longest, 384)))


def _plain(model: Any) -> Network:
    """Cover a question-answering model of torch; it knows no relevance."""
    import torch

    model = model.eval()
    typed = getattr(model.config, "type_vocab_size", 0) > 1

    def network(batch: Batch) -> tuple[Logits, Logits, Logits]:
        ids, mask, types = map(torch.from_numpy, (batch.ids, batch.mask, batch.types))
        extra = {"token_type_ids": types} if typed else {}
        with torch.inference_mode():
            out = model(input_ids=ids, attention_mask=mask, **extra)
        start, end = out.start_logits.float().numpy(), out.end_logits.float().numpy()
        return start, end, np.zeros(len(start), dtype=np.float32)

    return network


def _unusable(name: str, found: str) -> ReaderError:
    return ReaderError(
        expected=f"the reader {name} to be an extractive question-answering model",
        found=found,
        mend="Set SEEQA_READER to 'trained', 'sentences', or such a model's folder or cached name.",
    )


class _quiet:
    """Silence the progress bars that transformers prints while loading."""

    def __enter__(self) -> None:
        """Begin."""
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    def __exit__(self, *_: object) -> None:
        """End."""
