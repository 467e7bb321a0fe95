"""JSON lines on disk, mapped and not read: each is decoded when it is looked up.

A file of lines has beside it the offsets at which they begin. Lines lately used are remembered.
Knows nothing of what they mean.
"""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")
T = TypeVar("T")

REMEMBERED = 4096  # lines of a file; a passage is some 2 kB in memory, a document ten times that


def mapped(path: Path) -> NDArray[Any]:
    """Return the array of an npy file, read from disk where it is looked at."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


class Rows(Sequence[T]):
    """The values of a file of JSON lines, in its order."""

    def __init__(
        self, path: Path, read: Callable[[Any], T], *, remembered: int = REMEMBERED
    ) -> None:
        """Map a file that `RowWriter` wrote; `read` makes a value of a line's JSON."""
        with path.open("rb") as file:
            size = file.seek(0, 2)
            text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self._text = text
        self._offsets = offsets = mapped(_beside(path))

        def decoded(row: int) -> T:
            return read(json.loads(text[offsets[row] : offsets[row + 1]]))

        self._decoded = lru_cache(remembered)(decoded)

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[T]: ...
    def __getitem__(self, row: int | slice) -> T | Sequence[T]:
        """Return the value of a row, or those of several."""
        if isinstance(row, slice):
            return [self._decoded(i) for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._decoded(int(row) % len(self))

    def line(self, row: int) -> bytes:
        """Return a row as it is written, its line's end included."""
        return self._text[self._offsets[row] : self._offsets[row + 1]]


class Keyed(Mapping[K, T]):
    """Rows by their keys, in the order of the keys."""

    def __init__(
        self,
        keys: Sequence[K] | NDArray[np.int64],
        place: Callable[[K], int | None],
        rows: Sequence[T],
    ) -> None:
        """Take the keys, what tells the row of one (None where it is no key), and the rows."""
        self._keys = keys
        self._place = place
        self._rows = rows

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._keys)

    def __iter__(self) -> Iterator[K]:
        """Go over the keys; decodes nothing."""
        return iter(self._keys.tolist() if isinstance(self._keys, np.ndarray) else self._keys)

    def __contains__(self, key: object) -> bool:
        """Tell whether there is such a key; decodes nothing."""
        return self._place(key) is not None  # type: ignore[arg-type]

    def __getitem__(self, key: K) -> T:
        """Return the value of a key."""
        place = self._place(key)
        if place is None:
            raise KeyError(key)
        return self._rows[place]


class RowWriter:
    """Writes a file of JSON lines, and beside it the offsets at which they begin."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        self._path = path
        self._file = path.open("wb")
        self._offsets = array("q", [0])

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the file and write the offsets."""
        self._file.close()
        np.save(_beside(self._path), np.array(self._offsets), allow_pickle=False)

    def add(self, value: Any) -> None:
        """Write a value as the next line."""
        self.line(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    def line(self, line: bytes) -> None:
        """Write a line as `Rows.line` gives it."""
        self._file.write(line)
        self._offsets.append(self._offsets[-1] + len(line))


def _beside(path: Path) -> Path:
    return path.with_suffix(".offsets.npy")
