"""Arrays and lists of strings in a file: written once, mapped into memory when opened."""

from __future__ import annotations

import json
import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_SMALL = 1 << 18  # bytes of a file that is read rather than mapped
_ALIGNED = 16  # bytes


def save(path: Path, arrays: Mapping[str, Array], rest: Any) -> None:
    """Write arrays, one after another, into `path`.npy, and beside it where each is and the rest.

    `rest` is anything that JSON has.
    """
    table, parts, at = {}, [], 0
    for name, values in arrays.items():
        table[name] = values.dtype.str, values.shape, at
        parts += [np.ascontiguousarray(values).tobytes(), bytes(-values.nbytes % _ALIGNED)]
        at += values.nbytes + len(parts[-1])
    whole = np.frombuffer(b"".join(parts), dtype=np.uint8)
    np.save(path.with_suffix(".npy"), whole, allow_pickle=False)
    form = json.dumps({"arrays": table, "rest": rest}, ensure_ascii=False)
    path.with_suffix(".json").write_text(form, encoding="utf-8")


def load(path: Path) -> tuple[dict[str, Array], Any]:
    """Return the arrays by their names, and the rest."""
    form = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    file = path.with_suffix(".npy")
    mapped: Literal["r"] | None = "r" if file.stat().st_size > _SMALL else None
    whole = np.asarray(np.load(file, mmap_mode=mapped, allow_pickle=False))
    arrays = {
        name: whole[at : at + np.dtype(dtype).itemsize * math.prod(shape)]
        .view(dtype)
        .reshape(shape)
        for name, (dtype, shape, at) in form["arrays"].items()
    }
    return arrays, form["rest"]


def whole(values: Iterable[int]) -> NDArray[np.int32]:
    """Return whole numbers as an array."""
    return np.fromiter(values, dtype=np.int32)


class Strings(Sequence[str]):
    """Strings that are decoded when they are looked at."""

    def __init__(self, text: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        """Take them one after another in UTF-8, and where each ends."""
        self._text = text
        self._ends = ends

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """Encode some strings."""
        encoded = [string.encode() for string in strings]
        ends = np.cumsum([len(one) for one in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    @classmethod
    def loaded(cls, arrays: Mapping[str, Array], name: str) -> Strings:
        """Return the strings that `arrays` gave to be saved under a name."""
        return cls(arrays[f"{name}-text"], arrays[f"{name}-ends"])

    def arrays(self, name: str) -> dict[str, Array]:
        """Return what is saved, under a name."""
        return {f"{name}-text": self._text, f"{name}-ends": self._ends}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return a string, or some."""
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        start = int(self._ends[at - 1]) if at else 0
        return self._text[start : int(self._ends[at])].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        """Yield all of them."""
        text, start = self._text.tobytes(), 0
        for end in self._ends.tolist():
            yield text[start:end].decode()
            start = end

    def find(self, string: str) -> int | None:
        """Return where a string is among strings in order; None where it is not."""
        at = bisect_left(self, string)
        return at if at < len(self) and self[at] == string else None

    def begun(self, beginning: str) -> range:
        """Return where, among strings in order, those are that begin with some letters."""
        return range(bisect_left(self, beginning), bisect_left(self, f"{beginning}\U0010ffff"))


class Lists:
    """A list of numbers for each of some rows."""

    def __init__(self, first: NDArray[np.int64], values: NDArray[np.int32]) -> None:
        """Take all values in one, and where those of each row begin; the end last."""
        self._first = first
        self._values = values

    @classmethod
    def of(cls, lists: Sequence[array[int]]) -> Lists:
        """Join some lists of C integers."""
        first = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        return cls(first, np.frombuffer(b"".join(map(bytes, lists)), dtype=np.int32))

    @classmethod
    def loaded(cls, arrays: Mapping[str, Array], name: str) -> Lists:
        """Return the lists that `arrays` gave to be saved under a name."""
        return cls(arrays[f"{name}-first"], arrays[f"{name}-values"])

    def arrays(self, name: str) -> dict[str, Array]:
        """Return what is saved, under a name."""
        return {f"{name}-first": self._first, f"{name}-values": self._values}

    def of_rows(self, rows: range) -> NDArray[np.int32]:
        """Return the values of rows that follow one another."""
        return self._values[int(self._first[rows.start]) : int(self._first[rows.stop])]

    def __getitem__(self, row: int) -> NDArray[np.int32]:
        """Return the values of a row."""
        return self.of_rows(range(row, row + 1))
