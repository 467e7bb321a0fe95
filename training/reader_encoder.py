"""Give the encoders that distilling trains, in plain torch with fused attention, from their files.

BERT-like (all-MiniLM-L6-v2) and MPNet (all-mpnet-base-v2) encoders differ in names, in how
positions are told, and in token types; their blocks are the same.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

# Names in an MPNet file -> names in a BERT file.
_MPNET = {
    ".attention.attn.q.": ".attention.self.query.",
    ".attention.attn.k.": ".attention.self.key.",
    ".attention.attn.v.": ".attention.self.value.",
    ".attention.attn.o.": ".attention.output.dense.",
    ".attention.LayerNorm.": ".attention.output.LayerNorm.",
}
# Every id of BERT's vocabulary is four further in MPNet's, but for the special tokens.
_MPNET_SHIFT = 4
_BERT_SPECIAL = {0: 1, 101: 0, 102: 2}
_LONGEST = 512
_NEVER = -1e4


class Output(NamedTuple):
    """Hold start and end logits, (rows, tokens), and relevance logits, (rows,)."""

    start: Tensor
    end: Tensor
    relevance: Tensor


@dataclass(frozen=True)
class Shape:
    """Say how an encoder is built."""

    hidden: int
    layers: int
    heads: int
    epsilon: float
    mpnet: bool


class Block(nn.Module):
    """Run one block: attention, feed-forward, and a layer norm after each."""

    def __init__(self, state: dict[str, Tensor], prefix: str, shape: Shape, dropout: float) -> None:
        """Take the block's parameters from a state."""
        super().__init__()
        self.heads, self.dropout = shape.heads, nn.Dropout(dropout)
        self.query = _linear(state, f"{prefix}.attention.self.query")
        self.key = _linear(state, f"{prefix}.attention.self.key")
        self.value = _linear(state, f"{prefix}.attention.self.value")
        self.mix = _linear(state, f"{prefix}.attention.output.dense")
        self.mix_norm = _norm(state, f"{prefix}.attention.output.LayerNorm", shape.epsilon)
        self.wide = _linear(state, f"{prefix}.intermediate.dense")
        self.narrow = _linear(state, f"{prefix}.output.dense")
        self.norm = _norm(state, f"{prefix}.output.LayerNorm", shape.epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map (rows, tokens, hidden) with an additive attention bias."""
        rows, tokens, hidden = x.shape
        query, key, value = (
            layer(x).view(rows, tokens, self.heads, -1).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = self.mix(seen.transpose(1, 2).reshape(rows, tokens, hidden))
        x = self.mix_norm(x + self.dropout(mixed))
        found: Tensor = self.norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))
        return found


class FastReader(nn.Module):
    """Score answer spans and relevance of rows laid out in the tokens of BERT's vocabulary."""

    distances: Tensor | None
    ids: Tensor

    def __init__(self, folder: Path, dropout: float = 0.0) -> None:
        """Load the encoder in a folder and put fresh heads on it."""
        super().__init__()
        state = _renamed(load_file(str(folder / "model.safetensors")))
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.shape = Shape(
            config["hidden_size"],
            config["num_hidden_layers"],
            config["num_attention_heads"],
            config["layer_norm_eps"],
            config["model_type"] == "mpnet",
        )
        self.dropout = nn.Dropout(dropout)
        self.words = _frozen(state["embeddings.word_embeddings.weight"])
        self.positions = _frozen(state["embeddings.position_embeddings.weight"])
        types = state.get("embeddings.token_type_embeddings.weight")
        self.types = None if types is None else nn.Parameter(types.float())
        self.norm = _norm(state, "embeddings.LayerNorm", self.shape.epsilon)
        self.blocks = nn.ModuleList(
            Block(state, f"encoder.layer.{i}", self.shape, dropout)
            for i in range(self.shape.layers)
        )
        self.register_buffer("distances", _distances(state, _LONGEST), persistent=False)
        self.register_buffer("ids", self._ids(len(self.words)), persistent=False)
        self.span = nn.Linear(self.shape.hidden, 2)
        self.relevance = nn.Linear(self.shape.hidden, 1)
        for head in (self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def _ids(self, size: int) -> Tensor:
        """Return this encoder's id of each id of BERT's vocabulary."""
        ids = torch.arange(size)
        if self.shape.mpnet:
            ids = ids[:-_MPNET_SHIFT] + _MPNET_SHIFT
            for bert, own in _BERT_SPECIAL.items():
                ids[bert] = own
        return ids

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Output:
        """Return the logits of rows; all three are (rows, tokens), the mask of booleans."""
        tokens = ids.shape[1]
        at = 2 if self.shape.mpnet else 0
        x = self.words[self.ids[ids]] + self.positions[at : at + tokens]
        if self.types is not None:
            x = x + functional.embedding(types, self.types)
        x = self.dropout(self.norm(x))
        kind = torch.bfloat16 if torch.is_autocast_enabled(x.device.type) else x.dtype
        bias = torch.zeros(mask.shape, dtype=kind, device=x.device)
        bias = bias.masked_fill(~mask, _NEVER)[:, None, None]
        if self.distances is not None:
            bias = bias + self.distances[None, :, :tokens, :tokens].to(kind)
        else:
            bias = bias.expand(-1, self.shape.heads, tokens, -1)
        for block in self.blocks:
            x = block(x, bias)
        span = self.span(x).float()
        return Output(span[..., 0], span[..., 1], self.relevance(x[:, 0]).float()[:, 0])


def _linear(state: dict[str, Tensor], name: str) -> nn.Linear:
    weight = state[f"{name}.weight"].float()
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.load_state_dict({"weight": weight, "bias": state[f"{name}.bias"].float()})
    return layer


def _norm(state: dict[str, Tensor], name: str, epsilon: float) -> nn.LayerNorm:
    weight = state[f"{name}.weight"].float()
    layer = nn.LayerNorm(len(weight), eps=epsilon)
    layer.load_state_dict({"weight": weight, "bias": state[f"{name}.bias"].float()})
    return layer


def _frozen(tensor: Tensor) -> nn.Parameter:
    return nn.Parameter(tensor.float(), requires_grad=False)


def _renamed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return a state under the names of a BERT file."""
    found = {}
    for name, tensor in state.items():
        for old, new in _MPNET.items():
            name = name.replace(old, new)
        found[name] = tensor
    return found


def _distances(state: dict[str, Tensor], size: int) -> Tensor | None:
    """Return what MPNet adds to attention by the distance of tokens, (heads, size, size)."""
    weight = state.get("encoder.relative_attention_bias.weight")
    if weight is None:
        return None
    at = torch.arange(size)
    apart = at[None, :] - at[:, None]
    half = len(weight) // 2
    exact = half // 2
    far = apart.abs().clamp(min=1).float()
    spread = torch.log(far / exact) / math.log(128 / exact) * (half - exact)
    large = (exact + spread.long()).clamp(max=half - 1)
    bucket = torch.where(apart.abs() < exact, apart.abs(), large) + (apart > 0) * half
    return weight.float()[bucket].permute(2, 0, 1).contiguous()
