"""Question + passage -> rows of tokens for a reader model, and the model's logits -> spans.

A row is `[CLS] question [SEP] context — passage [SEP]`: token types 0 up to the first [SEP], then
1. A passage that does not fit is read in overlapping windows. Training (`training/`) lays out and
decodes with this very code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from seeqa.bert import Tokens

Logits = NDArray[np.float32]

_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Format:
    """How questions and passages are laid out for a model, in tokens."""

    separator: str = " — "
    max_length: int = 256
    max_question: int = 48
    max_context: int = 40
    max_answer: int = 30
    overlap: int = 96


@dataclass(frozen=True, slots=True)
class Row:
    """A window of a passage laid out for a model.

    Token types are 1 from `types_from` on; `first` is the column of the window's first token,
    which is token `at` of the passage; `stop` is the column after its last.
    """

    ids: list[int]
    types_from: int
    first: int
    at: int = 0

    @property
    def stop(self) -> int:
        """The column after the window's last token, that of [SEP]."""
        return len(self.ids) - 1

    def characters(self, passage: Tokens, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the passage that the columns from start to end stand for."""
        shift = self.at - self.first
        return passage.offsets[start + shift][0], passage.offsets[end + shift][1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows padded to one length: ids, attention mask and token types, shape (rows, tokens)."""

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    types: NDArray[np.int64]


class Tokenizer(Protocol):
    """Cuts texts into tokens, and knows those before and after a text."""

    cls: int
    sep: int

    def tokens(self, text: str) -> Tokens:
        """Tokenize a text, whole and without special tokens."""
        ...


class RowMaker:
    """Lays out questions and passages for a model with its tokenizer."""

    def __init__(self, tokenizer: Tokenizer, layout: Format) -> None:
        """Take the model's tokenizer."""
        self.layout = layout
        self.tokenizer = tokenizer
        self.tokens = tokenizer.tokens
        self.cls = tokenizer.cls
        self.sep = tokenizer.sep
        self._separator = self.tokens(layout.separator).ids

    def context(self, text: str) -> list[int]:
        """Return the tokens that go before a passage: its context's lines and the separator."""
        if not text:
            return []
        lead = self.tokens(", ".join(text.split("\n"))).ids
        return lead[: self.layout.max_context - 1] + self._separator

    def room(self, question: Sequence[int], context: Sequence[int]) -> int:
        """Return how many tokens of a passage fit into a row."""
        asked = min(len(question), self.layout.max_question)
        return self.layout.max_length - 3 - asked - len(context)

    def row(
        self, question: Sequence[int], context: Sequence[int], window: Sequence[int], at: int = 0
    ) -> Row:
        """Lay out a window that begins at token `at` of its passage."""
        head = [self.cls, *question[: self.layout.max_question], self.sep]
        ids = [*head, *context, *window, self.sep]
        return Row(ids, len(head), len(head) + len(context), at)

    def windows(
        self, question: Sequence[int], context: Sequence[int], passage: Sequence[int]
    ) -> list[Row]:
        """Return the rows that cover a passage."""
        room = self.room(question, context)
        step = max(room - self.layout.overlap, 1)
        count = 1 if len(passage) <= room else 1 + math.ceil((len(passage) - room) / step)
        starts = (i * step for i in range(count))
        return [self.row(question, context, passage[at : at + room], at) for at in starts]


def pad(rows: Sequence[Row], multiple: int = 1) -> Batch:
    """Pad rows to one length, a multiple of the given number."""
    longest = max(len(row.ids) for row in rows)
    shape = (len(rows), math.ceil(longest / multiple) * multiple)
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for i, row in enumerate(rows):
        size = len(row.ids)
        ids[i, :size] = row.ids
        mask[i, :size] = 1
        types[i, row.types_from : size] = 1
    return Batch(ids, mask, types)


def best_spans(
    row: Row, start: Logits, end: Logits, longest: int, count: int
) -> list[tuple[float, int, int]]:
    """Return the best spans of a row's passage that do not overlap, of at most `longest` tokens.

    A span is (score, first column, last column); its score is its start and end logits less those
    of "no answer" at [CLS], with no softmax, so that spans of different rows compare.
    """
    width = row.stop - row.first
    if not width:
        return []
    reach = min(longest, width)
    ends = np.concatenate([end[row.first : row.stop], np.full(reach - 1, _NEVER)])
    # scores[a, k] is that of the span from the window's token a to its token a + k.
    scores = start[row.first : row.stop, None] + sliding_window_view(ends, reach)
    null, found = float(start[0] + end[0]), []
    for _ in range(count):
        a, k = divmod(int(scores.argmax()), reach)
        if scores[a, k] <= _NEVER / 2:
            break
        found.append((float(scores[a, k]) - null, row.first + a, row.first + a + k))
        _forbid(scores, a, a + k)
    return found


def _forbid(scores: Logits, a: int, b: int) -> None:
    """Rule out every span that overlaps the one from a to b."""
    scores[a : b + 1] = _NEVER
    for earlier in range(max(a - scores.shape[1] + 1, 0), a):
        scores[earlier, a - earlier :] = _NEVER
