"""Terms -> the passages that have them, and what each weighs there: BM25, mapped from disk.

The weights are Lucene's form of BM25 (Kamphuis et al. 2020), computed once when they are written
(Lù 2024), so that a question adds up those of its terms. Does not know how terms are made.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seeqa.rows import mapped
from seeqa.vectors import Mask, Places, top

Shares = NDArray[np.float64]
Weights = NDArray[np.float32]

_K1, _B = 1.2, 0.75  # Robertson & Zaragoza 2009, the values that most collections settle on
_TERMS, _STARTS, _ROWS, _WEIGHTS = "terms.json", "starts.npy", "rows.npy", "weights.npy"


class Postings:
    """For each term the rows that have it, in order, and its weight in each."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        weights: Weights,
        count: int,
    ) -> None:
        """Take the number of each term, where its rows begin, and the number of all rows."""
        self._vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._weights = weights
        self._count = count

    @classmethod
    def open(cls, folder: Path, count: int) -> Postings:
        """Map what `PostingsWriter` wrote of so many rows."""
        terms = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
        starts, rows, weights = (mapped(folder / name) for name in (_STARTS, _ROWS, _WEIGHTS))
        vocabulary = {term: number for number, term in enumerate(terms)}
        return cls(vocabulary, starts, rows, weights, count)

    def frequency(self, term: str) -> int:
        """Return how many rows have the term."""
        return len(self._of(term)[0])

    def holding(self, terms: Iterable[str]) -> Places:
        """Return the rows that have all terms, in order; none without any term."""
        rows = sorted((self._of(term)[0] for term in terms), key=len)
        held = reduce(np.intersect1d, rows) if rows else np.zeros(0)
        return held.astype(np.int64)

    def idf(self, term: str) -> float:
        """Return the weight of a term: rare ones weigh more, unknown ones most."""
        frequency = self.frequency(term)
        return math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def best(
        self, terms: Iterable[str], k: int, counted: Mask | None = None
    ) -> tuple[Places, Shares]:
        """Return up to k rows that have a term, best first, and their shares.

        Of equal ones the earlier comes first; only `counted` ones, where given.
        """
        unique = list(dict.fromkeys(terms))
        scores = np.zeros(self._count, dtype=np.float32)
        for term in unique:
            rows, weights = self._of(term)
            scores[rows] += weights
        if counted is not None:
            scores *= counted
        found = np.flatnonzero(scores >= max(self._floor(unique, scores, k), np.float32(1e-30)))
        best = found[top(scores[found], k)]
        return best, scores[best].astype(np.float64) / self._most(unique)

    def shares(self, terms: Iterable[str], places: Places) -> Shares:
        """Return the shares of some rows: BM25 over the most that the terms could give."""
        unique = list(dict.fromkeys(terms))
        scores = np.zeros(len(places), dtype=np.float32)
        for weights in self.weights(unique, places):  # in the order in which `best` adds them
            scores += weights
        return scores.astype(np.float64) / self._most(unique)

    def weights(self, terms: Sequence[str], places: Places) -> Weights:
        """Return the weight of each term in each of some rows, shape (terms, rows)."""
        wanted = places.astype(np.int32)
        found = np.zeros((len(terms), len(wanted)), dtype=np.float32)
        for own, term in zip(found, terms, strict=True):
            rows, weights = self._of(term)
            if len(rows):
                at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
                own[:] = np.where(rows[at] == wanted, weights[at], 0)
        return found

    def _of(self, term: str) -> tuple[NDArray[np.int32], Weights]:
        """Return the rows that have a term, in order, and its weights there."""
        number = self._vocabulary.get(term)
        ends = (0, 0) if number is None else self._starts[number : number + 2]
        return self._rows[slice(*ends)], self._weights[slice(*ends)]

    def _floor(self, terms: Sequence[str], scores: Weights, k: int) -> np.float32:
        """Return a score that at least k rows reach, which those of one term tell; 0 if none."""
        enough = [term for term in terms if self.frequency(term) >= k]
        if not enough:
            return np.float32(0)
        rarest, _ = self._of(min(enough, key=self.frequency))
        floor: np.float32 = np.partition(scores[rarest], len(rarest) - k)[len(rarest) - k]
        return floor

    def _most(self, terms: Sequence[str]) -> float:
        """Return the most that the terms could give, those that no row has included."""
        return sum(self.idf(term) for term in terms) or 1.0


class PostingsWriter:
    """Takes the terms of one row after another."""

    def __init__(self) -> None:
        """Begin without any."""
        self._vocabulary: dict[str, int] = {}
        self._numbers, self._counts = array("i"), array("i")  # of each term of each row
        self._different, self._lengths = array("i"), array("i")  # terms of each row

    def add(self, terms: Sequence[str]) -> None:
        """Take the terms of the next row."""
        counted = Counter(terms)
        known = self._vocabulary
        self._numbers.extend(known.setdefault(term, len(known)) for term in counted)
        self._counts.extend(counted.values())
        self._different.append(len(counted))
        self._lengths.append(len(terms))

    def write(self, folder: Path) -> None:
        """Write the postings into a folder."""
        numbers, counts = np.array(self._numbers), np.array(self._counts)
        lengths = np.array(self._lengths, dtype=np.float64)
        order = np.argsort(numbers, kind="stable")
        rows = np.repeat(np.arange(len(lengths), dtype=np.int32), np.array(self._different))[order]
        frequencies = np.bincount(numbers, minlength=len(self._vocabulary))
        idf = np.log1p((len(lengths) - frequencies + 0.5) / (frequencies + 0.5))
        norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean() if len(lengths) else 0, 1e-9))
        within = counts[order] / (counts[order] + norm[rows])
        folder.mkdir()
        np.save(folder / _STARTS, np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64))
        np.save(folder / _ROWS, rows)
        np.save(folder / _WEIGHTS, (np.repeat(idf, frequencies) * within).astype(np.float32))
        told = json.dumps(list(self._vocabulary), ensure_ascii=False)
        (folder / _TERMS).write_text(told, encoding="utf-8")
