"""Unit vectors in the rows of a file, mapped and not read: those nearest to one are found.

FAISS compares all of them, or, of many, has an inverted file of eight-bit codes (IVF; Jégou, Douze
& Schmid 2011), which proposes rows. Does not rank what that proposes: its caller has the exact
vectors for it.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from seeqa.rows import mapped

if TYPE_CHECKING:
    import faiss

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

EXACT = 50_000  # rows up to which all are compared: some 10 ms
FEW = 20_000  # rows that are gathered and compared where filters leave no more
PROBES = (16, 32, 64, 128)  # lists of the inverted file that may be looked into
_TAUGHT = 40  # rows for each list, from which the lists are learned
_BLOCK = 1 << 16
_WIDEST = 16  # times as many lists are looked into where filters leave few rows in each


def top(scores: NDArray[np.floating], k: int) -> Places:
    """Return the places of the k best scores, best first, and of equal ones the earlier first."""
    best = np.arange(len(scores))
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        best = np.flatnonzero(scores >= least)
    ordered: Places = best[np.argsort(-scores[best], kind="stable")[:k]]
    return ordered


class Vectors:
    """Vectors by row, and what searches them."""

    def __init__(self, rows: Matrix, index: faiss.Index) -> None:
        """Take unit vectors, shape (rows, dimension), and a FAISS index of them in that order."""
        self.rows = rows
        self._index = index

    @classmethod
    def open(cls, path: Path, probes: int | None = None) -> Self:
        """Map what `finish` wrote; `probes` of the lists of an inverted file are looked into."""
        import faiss

        flags = faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY
        index = faiss.read_index(str(_index(path)), flags)
        if isinstance(index, faiss.IndexFlat):
            count, dimension = index.ntotal, index.d
            flat: Any = faiss.rev_swig_ptr(index.get_xb(), count * dimension) if count else []
            return cls(np.asarray(flat, dtype=np.float32).reshape(count, dimension), index)
        opened = cls(mapped(path), index)
        if probes and opened.lists is not None:
            opened.lists.nprobe = probes
        return opened

    @property
    def lists(self) -> faiss.IndexIVF | None:
        """The inverted file; None where all rows are compared."""
        import faiss

        return self._index if isinstance(self._index, faiss.IndexIVF) else None

    def products(self, places: Places, vector: Matrix) -> Matrix:
        """Return the inner products of some rows with a vector: cosines, since both are unit."""
        return _products(self.rows[places], vector)

    def nearest(self, vector: Matrix, k: int, counted: Mask | None = None) -> Places:
        """Return the k rows nearest to a unit vector, or fewer; only `counted` ones, where given.

        They are the nearest where all are compared, and most of the nearest where not.
        """
        left = len(self.rows) if counted is None else int(np.count_nonzero(counted))
        if counted is not None and left <= FEW:
            few = np.flatnonzero(counted)
            return few[top(self.products(few, vector), k)]
        return self._found(vector, min(k, left), counted, left) if left else np.zeros(0, np.int64)

    def _found(self, vector: Matrix, k: int, counted: Mask | None, left: int) -> Places:
        """Return the rows that FAISS gives, best first."""
        import faiss

        bits = None if counted is None else np.packbits(counted, bitorder="little")
        chosen = None if bits is None else faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        told: dict[str, Any] = {"sel": chosen}
        if self.lists is not None:
            wider = min(len(self.rows) / left, _WIDEST)
            told["nprobe"] = min(self.lists.nlist, int(self.lists.nprobe * wider))
        make = faiss.SearchParametersIVF if self.lists is not None else faiss.SearchParameters
        _, found = self._index.search(vector.reshape(1, -1), k, params=make(**told))
        places: Places = found[0][found[0] >= 0]  # FAISS fills up with -1
        return places


class VectorWriter:
    """Writes vectors into a file, row by row, without holding them."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Begin the file."""
        self._file = path.open("wb")
        self._shape = (0, dimension)
        self._head()

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Write into the head how many they are, and end the file."""
        self._file.seek(0)
        self._head()
        self._file.close()

    def add(self, vectors: Matrix) -> None:
        """Write the next rows."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
        self._shape = (self._shape[0] + len(vectors), self._shape[1])

    def _head(self) -> None:
        # NumPy leaves room in it for a larger number of rows.
        form = {"descr": "<f4", "fortran_order": False, "shape": self._shape}
        np.lib.format.write_array_header_1_0(self._file, form)


def finish(path: Path, exact: int = EXACT) -> None:
    """Write the FAISS index of a file of vectors beside it: flat, or inverted for over `exact`.

    The flat one holds the vectors themselves, and the file is removed.
    """
    import faiss

    rows = mapped(path)
    count, dimension = rows.shape
    index: faiss.Index = faiss.IndexFlatIP(dimension)
    if count > exact:
        many = max(1, min(int(2 * count**0.5), count // _TAUGHT))
        index = faiss.IndexIVFScalarQuantizer(
            index, dimension, many, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        sample = np.random.default_rng(0).choice(count, min(count, many * _TAUGHT), replace=False)
        index.train(rows[np.sort(sample)])
    for start in range(0, count, _BLOCK):
        index.add(rows[start : start + _BLOCK])
    # FAISS raises RuntimeError where it cannot write; a file of ours says what hinders it.
    with _index(path).open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
    if count <= exact:
        path.unlink()


def nearest_of_all(rows: Matrix, vectors: Matrix, k: int) -> Places:
    """Return the k rows nearest to each of many vectors, all compared."""
    import faiss

    _, found = faiss.knn(vectors, rows, min(k, len(rows)), metric=faiss.METRIC_INNER_PRODUCT)
    places: Places = found
    return places


def _products(rows: Matrix, vector: Matrix) -> Matrix:
    # Unlike a matrix product, this adds up each row alike, so that equal rows have equal products,
    # and has no threads, which wait for one another where several questions are asked at once.
    found: Matrix = np.vecdot(rows, vector)
    return found


def _index(path: Path) -> Path:
    return path.with_suffix(".faiss")
