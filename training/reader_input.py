"""Turn questions and passages into token rows (input format version 1).

A row is `[CLS] question [SEP] title — passage [SEP]` with token types 0 and 1.
The title and dash are left out when there is no title; spans may lie only in the passage.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoTokenizer

FORMAT_VERSION = 1
SEPARATOR = " — "
MAX_QUESTION = 48
MAX_PREFIX = 40


@dataclass(frozen=True)
class Tokens:
    """Hold token ids and their character offsets."""

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True)
class Row:
    """Hold one encoded row; `first` is the passage's first column, `at` its first token."""

    ids: list[int]
    types_from: int
    first: int
    at: int
    start: int = 0
    end: int = 0

    @property
    def last(self) -> int:
        """Return the column after the passage's last token."""
        return len(self.ids) - 1


class Encoder:
    """Tokenize texts and assemble rows."""

    def __init__(self, base: Path) -> None:
        """Load the base model's tokenizer."""
        self.tokenizer: Any = AutoTokenizer.from_pretrained(str(base))
        self.cls = int(self.tokenizer.cls_token_id)
        self.sep = int(self.tokenizer.sep_token_id)

    def tokens(self, texts: list[str]) -> list[Tokens]:
        """Tokenize texts without special tokens."""
        if not texts:
            return []
        found = self.tokenizer(
            texts, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        pairs = zip(found["input_ids"], found["offset_mapping"], strict=True)
        return [Tokens(ids, [(int(a), int(b)) for a, b in offsets]) for ids, offsets in pairs]

    def prefix(self, title: str) -> list[int]:
        """Return the tokens that precede a passage."""
        if not title:
            return []
        head = self.tokens([title])[0].ids[: MAX_PREFIX - 1]
        return head + self.tokens([SEPARATOR])[0].ids

    def room(self, question: list[int], prefix: list[int], limit: int) -> int:
        """Return how many passage tokens fit into a row."""
        return limit - 3 - min(len(question), MAX_QUESTION) - len(prefix)

    def row(
        self,
        question: list[int],
        prefix: list[int],
        window: list[int],
        at: int = 0,
        span: tuple[int, int] | None = None,
    ) -> Row:
        """Assemble a row from a window that begins at passage token `at`."""
        head = [self.cls, *question[:MAX_QUESTION], self.sep]
        first = len(head) + len(prefix)
        ids = [*head, *prefix, *window, self.sep]
        start, end = (0, 0) if span is None else (span[0] - at + first, span[1] - at + first)
        return Row(ids, len(head), first, at, start, end)


def token_span(offsets: list[tuple[int, int]], start: int, stop: int) -> tuple[int, int] | None:
    """Return the first and last tokens that touch a character range."""
    inside = [i for i, (a, b) in enumerate(offsets) if b > start and a < stop]
    return (inside[0], inside[-1]) if inside else None


@dataclass(frozen=True)
class Batch:
    """Hold padded tensors; `allowed` marks passage columns."""

    inputs: dict[str, Tensor]
    allowed: Tensor


def collate(rows: list[Row], multiple: int = 16) -> Batch:
    """Pad rows to a common length."""
    longest = max(len(row.ids) for row in rows)
    width = -(-longest // multiple) * multiple
    shape = (len(rows), width)
    ids = torch.zeros(shape, dtype=torch.long)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    allowed = torch.zeros(shape, dtype=torch.bool)
    for i, row in enumerate(rows):
        size = len(row.ids)
        ids[i, :size] = torch.tensor(row.ids)
        mask[i, :size] = 1
        types[i, row.types_from : size] = 1
        allowed[i, row.first : row.last] = True
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    return Batch(inputs, allowed)
