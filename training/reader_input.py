"""Labelled rows for training; how a row is laid out is the package's own code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from seeqa.bert import Tokenizer
from seeqa.read.rows import Format, Row, RowMaker, pad
from torch import Tensor

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Example:
    """Hold a row and the first and last column of its answer, 0 ([CLS]) for none."""

    row: Row
    start: int = 0
    end: int = 0

    def __len__(self) -> int:
        """Return the row's tokens."""
        return len(self.row.ids)


@dataclass(frozen=True)
class Batch:
    """Hold padded tensors; `allowed` marks passage columns."""

    inputs: tuple[Tensor, Tensor, Tensor]
    allowed: Tensor


def row_maker(base: Path, max_length: int) -> RowMaker:
    """Return what lays out rows of at most so many tokens with the base model's tokenizer."""
    return RowMaker(Tokenizer.load(base), replace(Format(), max_length=max_length))


def token_span(offsets: list[tuple[int, int]], start: int, stop: int) -> tuple[int, int] | None:
    """Return the first and last tokens that touch a character range."""
    inside = [i for i, (a, b) in enumerate(offsets) if b > start and a < stop]
    return (inside[0], inside[-1]) if inside else None


def collate(rows: list[Row]) -> Batch:
    """Pad rows to a common length, a multiple of 16, which bfloat16 on a CPU likes."""
    padded = pad(rows, multiple=16)
    inputs = tuple(torch.from_numpy(part) for part in (padded.ids, padded.mask, padded.types))
    allowed = torch.zeros(padded.ids.shape, dtype=torch.bool)
    for i, row in enumerate(rows):
        allowed[i, row.first : row.stop] = True
    return Batch((inputs[0], inputs[1], inputs[2]), allowed)
