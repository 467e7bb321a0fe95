"""Turn packed rows into padded batches on a device."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

CLS, SEP = 101, 102  # in BERT's vocabulary
CHUNK = 4096

Arrays = dict[str, np.ndarray[Any, np.dtype[Any]]]


@dataclass(frozen=True)
class Laid:
    """Hold rows end to end: tokens, and per row its columns and its answer's (0 for none)."""

    tokens: np.ndarray[Any, np.dtype[np.uint16]]
    begins: np.ndarray[Any, np.dtype[np.int64]]
    columns: np.ndarray[Any, np.dtype[np.int64]]
    second: np.ndarray[Any, np.dtype[np.bool_]]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.second)


@dataclass(frozen=True)
class Batch:
    """Hold padded rows; `columns` are where types, passage, its end, answer begin and end lie.

    `firsts` are the rows that a negative follows.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    allowed: Tensor
    start: Tensor
    end: Tensor
    firsts: Tensor


def load(path: Path) -> Arrays:
    """Return the arrays of a file."""
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


def lay(texts: Arrays, rows: Arrays, most_question: int = 48) -> Laid:
    """Lay packed rows out as `seeqa.read.rows.RowMaker.row` does."""
    parts, columns = [], []
    for i, passage in enumerate(rows["passage"].tolist()):
        question = _slice(rows, "questions", i)[:most_question]
        headed = int(rows["headed"][i])
        context = _slice(texts, "contexts", headed) if headed >= 0 else ()
        tokens = _slice(texts, "passages", passage)
        a, b = rows["cut"][i]
        if b:
            tokens = np.concatenate((tokens[:a], tokens[b:]))
        at, stop = rows["window"][i]
        window = tokens[at:stop]
        parts += [(CLS,), question, (SEP,), context, window, (SEP,)]
        types = len(question) + 2
        first = types + len(context)
        shift = first - int(at) - 1
        start, end = (int(s) + shift if s else 0 for s in rows["span"][i])
        columns.append((types, first, first + len(window), start, end))
    joined = np.concatenate([np.asarray(p, dtype=np.uint16) for p in parts])
    sizes = np.array([c[2] + 1 for c in columns], dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(sizes)))
    return Laid(joined, begins, np.array(columns, dtype=np.int64), rows["second"])


def _slice(arrays: Arrays, name: str, index: int) -> np.ndarray[Any, np.dtype[Any]]:
    at = arrays[f"{name}_at"]
    return arrays[name][at[index] : at[index + 1]]


def plan(laid: Laid, budget: int, seed: int | None) -> Iterator[list[int]]:
    """Yield rows of like length, a pair together, under so many padded tokens a batch."""
    rng = random.Random(seed)
    heads = np.flatnonzero(~laid.second).tolist()
    ends = [*heads[1:], len(laid)]
    groups = [list(range(a, b)) for a, b in zip(heads, ends, strict=True)]
    sizes = np.diff(laid.begins)
    if seed is not None:
        rng.shuffle(groups)
    for at in range(0, len(groups), CHUNK):
        chunk = sorted(groups[at : at + CHUNK], key=lambda g: max(sizes[i] for i in g))
        batches: list[list[int]] = [[]]
        for group in chunk:
            wide = max(sizes[i] for i in group)
            if batches[-1] and wide * (len(batches[-1]) + len(group)) > budget:
                batches.append([])
            batches[-1] += group
        if seed is not None:
            rng.shuffle(batches)
        yield from batches


class Maker:
    """Make batches of laid-out rows on a device."""

    def __init__(self, laid: Laid, device: torch.device) -> None:
        """Move the rows to the device."""
        self.tokens = torch.from_numpy(laid.tokens.astype(np.int32)).to(device)
        self.begins = torch.from_numpy(laid.begins).to(device)
        self.columns = torch.from_numpy(laid.columns).to(device)
        self.second = laid.second
        self.sizes = np.diff(laid.begins)

    def batch(self, rows: list[int]) -> Batch:
        """Return rows padded to a multiple of eight columns."""
        device = self.tokens.device
        width = -(-int(self.sizes[rows].max()) // 8) * 8
        firsts = [k for k, i in enumerate(rows[1:]) if self.second[i]]
        index = torch.tensor(rows, device=device)
        at = torch.arange(width, device=device)
        columns = self.columns[index]
        size = columns[:, 2:3] + 1
        mask = at < size
        place = (self.begins[index][:, None] + at).clamp(max=len(self.tokens) - 1)
        return Batch(
            self.tokens[place].long() * mask,
            mask,
            ((at >= columns[:, :1]) & mask).long(),
            (at >= columns[:, 1:2]) & (at < columns[:, 2:3]),
            columns[:, 3],
            columns[:, 4],
            torch.tensor(firsts, dtype=torch.long, device=device),
        )
