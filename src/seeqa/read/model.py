"""Reader models: our adapter on the packaged MiniLM, or any Hugging Face question-answering model.

The adapter holds low-rank updates (LoRA, Hu et al. 2021) that are added to the base model's
weights once, when it is loaded, and two heads: where the answer starts and ends, and whether the
passage answers at all. No hub is asked, and peft is not needed. `training/` made it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeqa.errors import ReaderError
from seeqa.read.rows import Batch, Format, Logits, Row, RowMaker, pad

if TYPE_CHECKING:
    from torch import Tensor, nn

_MOST = 32  # rows in a batch
_RUN = 48  # what a further run of the network costs, in columns; measured
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
        tokenizer: Any,
        network: nn.Module,
        layout: Format,
        digest: str = "",
    ) -> None:
        """Take loaded parts; the network gives a batch's start, end and relevance logits."""
        self.name = name
        self.digest = digest
        self.rows = RowMaker(tokenizer, layout)
        self._network = network

    def score(self, rows: Sequence[Row]) -> list[Scores]:
        """Score rows, those of like length in one batch."""
        scored: list[Scores | None] = [None] * len(rows)
        for batch in _batches(rows):
            start, end, relevance = self.forward(pad([rows[i] for i in batch]))
            for k, i in enumerate(batch):
                scored[i] = Scores(start[k], end[k], float(relevance[k]))
        return [found for found in scored if found]

    def forward(self, batch: Batch) -> tuple[Logits, Logits, Logits]:
        """Return start and end logits, (rows, tokens) each, and relevance logits, (rows,)."""
        import torch

        with torch.inference_mode():
            start, end, relevance = self._network(
                torch.from_numpy(batch.ids),
                torch.from_numpy(batch.mask),
                torch.from_numpy(batch.types),
            )
        return start.numpy(), end.numpy(), relevance.numpy()


def _batches(rows: Sequence[Row]) -> list[list[int]]:
    """Cut the rows' numbers, ordered by length, where padding and runs cost least together."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    costs, begins = [0], [0]
    for end, number in enumerate(order, 1):
        width = len(rows[number].ids)
        options = range(max(end - _MOST, 0), end)
        cost, begin = min((costs[i] + (end - i) * width + _RUN, i) for i in options)
        costs.append(cost)
        begins.append(begin)
    batches, end = [], len(order)
    while end:
        batches.append(order[begins[end] : end])
        end = begins[end]
    return batches


def load_reader_model(name: str, base: Path) -> ReaderModel:
    """Load our adapter onto the model in `base`, or the question-answering model called `name`.

    `name` is "trained", a folder or a hub name (taken from the hub's cache only). Raises
    ReaderError when it is missing, has no question-answering head, or its tokenizer gives no
    offsets.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if name == ADAPTER:
        with as_file(files("seeqa.read").joinpath("adapter")) as folder:
            return load_adapter(folder, base)
    return _load_hugging_face(name)


def load_adapter(folder: Path, base: Path) -> ReaderModel:
    """Load the adapter in a folder onto the model in `base`.

    Raises ReaderError when it was trained on another one.
    """
    from safetensors.torch import load_file
    from transformers import AutoModel, AutoTokenizer

    settings = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
    found = _digest(base / "model.safetensors")
    if found != settings["base_sha256"]:
        raise _unusable(ADAPTER, "a base model other than the one that it was trained on")
    tensors = load_file(str(folder / "adapter.safetensors"))
    with _quiet():
        encoder = AutoModel.from_pretrained(str(base), add_pooling_layer=False)
        tokenizer = AutoTokenizer.from_pretrained(str(base))
    merge_adapter(encoder, tensors, float(settings["scale"]))
    layout = Format(
        separator=settings["separator"],
        max_length=settings["max_length"],
        max_question=settings["max_question_tokens"],
        max_context=settings["max_title_tokens"],
        max_answer=settings["max_answer_tokens"],
        overlap=settings["window_overlap"],
    )
    digest = settings.get("adapter_sha256", "")
    return ReaderModel(ADAPTER, tokenizer, _adapted(encoder, tensors), layout, digest)


def merge_adapter(encoder: nn.Module, tensors: dict[str, Tensor], scale: float) -> None:
    """Add the low-rank products to the weights, and replace what was trained whole."""
    import torch

    parameters = dict(encoder.named_parameters())
    with torch.no_grad():
        for name, tensor in tensors.items():
            if name.startswith("heads.") or name.endswith(".lora_B"):
                continue
            if name.endswith(".lora_A"):
                stem = name.removesuffix(".lora_A")
                product = tensors[f"{stem}.lora_B"].float() @ tensor.float()
                parameters[f"{stem}.weight"].add_(scale * product)
            else:
                parameters[name].copy_(tensor.float())


def _adapted(encoder: nn.Module, tensors: dict[str, Tensor]) -> nn.Module:
    """Put the two heads on the encoder."""
    from torch import nn

    heads = {name: tensors[f"heads.{name}"].float() for name in _HEADS}

    class Adapted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder.eval()

        def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, ...]:
            hidden = self.encoder(
                input_ids=ids, attention_mask=mask, token_type_ids=types
            ).last_hidden_state
            span = nn.functional.linear(hidden, heads["span.weight"], heads["span.bias"])
            relevance = nn.functional.linear(
                hidden[:, 0], heads["relevance.weight"], heads["relevance.bias"]
            )
            return span[..., 0], span[..., 1], relevance[:, 0]

    return Adapted()


_HEADS = ("span.weight", "span.bias", "relevance.weight", "relevance.bias")


def _load_hugging_face(name: str) -> ReaderModel:
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
    return ReaderModel(name, tokenizer, _plain(network), Format(max_length=min(longest, 384)))


def _plain(model: Any) -> nn.Module:
    """Cover a question-answering model so that it returns three tensors."""
    from torch import nn

    typed = getattr(model.config, "type_vocab_size", 0) > 1

    class Plain(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model.eval()

        def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, ...]:
            extra = {"token_type_ids": types} if typed else {}
            out = self.model(input_ids=ids, attention_mask=mask, **extra)
            start, end = out.start_logits.float(), out.end_logits.float()
            return start, end, start.new_zeros(len(start))

    return Plain()


def _unusable(name: str, found: str) -> ReaderError:
    return ReaderError(
        expected=f"the reader {name} to be an extractive question-answering model",
        found=found,
        mend="Set SEEQA_READER to 'trained', 'sentences', or such a model's folder or cached name.",
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _quiet:
    """Silence the progress bars that transformers prints while loading."""

    def __enter__(self) -> None:
        """Begin."""
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    def __exit__(self, *_: object) -> None:
        """End."""
