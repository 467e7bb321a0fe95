"""Unit vectors in the rows of a file, mapped and not read: those nearest to one are found.

Few are compared one by one; of many, FAISS has an inverted file of eight-bit codes (IVF; Jégou,
Douze & Schmid 2011), which proposes rows. Does not rank what it proposes: its caller has the exact
vectors for that.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from numpy.typing import NDArray

from seeqa.rows import mapped

if TYPE_CHECKING:
    import faiss

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]
Chosen = NDArray[np.bool_]

EXACT = 100_000  # rows up to which all are compared: some 20 ms
FEW = 20_000  # rows that are gathered and compared where filters leave no more
PROBES = (8, 16, 32, 64, 128)  # lists of the inverted file that may be looked into
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
    """Vectors by row, and the inverted file where there are many."""

    def __init__(self, rows: Matrix, lists: faiss.IndexIVF | None = None) -> None:
        """Take unit vectors, shape (rows, dimension)."""
        self.rows = rows
        self.lists = lists

    @classmethod
    def open(cls, path: Path, probes: int | None = None) -> Self:
        """Map what `VectorWriter` and `invert` wrote; `probes` of the lists are looked into."""
        lists = None
        if _lists(path).exists():
            import faiss

            flags = faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY
            lists = cast("faiss.IndexIVF", faiss.read_index(str(_lists(path)), flags))
            lists.nprobe = probes or lists.nprobe
        return cls(mapped(path), lists)

    def products(self, places: Places, vector: Matrix) -> Matrix:
        """Return the inner products of some rows with a vector: cosines, since both are unit."""
        # Unlike a matrix product, einsum adds up each row alike: equal rows have equal products.
        found: Matrix = np.einsum("ij,j->i", self.rows[places], vector)
        return found

    def nearest(self, vector: Matrix, k: int, counted: Chosen | None = None) -> Places:
        """Return the k rows nearest to a unit vector, or fewer; only `counted` ones, where given.

        They are the nearest where all are compared, and most of the nearest where not.
        """
        left = len(self.rows) if counted is None else int(np.count_nonzero(counted))
        if counted is not None and left <= FEW:
            few = np.flatnonzero(counted)
            return few[top(self.products(few, vector), k)]
        if self.lists is not None:
            return self._proposed(vector, min(k, left), counted, left)
        scores = self.rows @ vector
        if counted is not None:
            scores[~counted] = -np.inf
        return top(scores, min(k, left))

    def _proposed(self, vector: Matrix, k: int, counted: Chosen | None, left: int) -> Places:
        """Return rows that the inverted file has among the nearest."""
        import faiss

        assert self.lists is not None
        wider = min(len(self.rows) / left, _WIDEST)
        probes = min(self.lists.nlist, int(self.lists.nprobe * wider))
        bits = None if counted is None else np.packbits(counted, bitorder="little")
        chosen = None if bits is None else faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=probes)  # type: ignore[call-arg]
        _, found = self.lists.search(vector.reshape(1, -1), k, params=parameters)
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


def invert(path: Path) -> None:
    """Write the inverted file of a file of vectors beside it."""
    import faiss

    rows = mapped(path)
    count, dimension = rows.shape
    many = max(1, min(int(2 * count**0.5), count // _TAUGHT))
    lists = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        many,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    sample = np.random.default_rng(0).choice(count, min(count, many * _TAUGHT), replace=False)
    lists.train(rows[np.sort(sample)])
    for start in range(0, count, _BLOCK):
        lists.add(rows[start : start + _BLOCK])
    # FAISS raises RuntimeError where it cannot write; a file of ours says what hinders it.
    with _lists(path).open("wb") as file:
        faiss.write_index(lists, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


def nearest_of_all(rows: Matrix, vectors: Matrix, k: int) -> Places:
    """Return the k rows nearest to each of many vectors, all compared."""
    import faiss

    _, found = faiss.knn(vectors, rows, min(k, len(rows)), metric=faiss.METRIC_INNER_PRODUCT)
    places: Places = found
    return places


def _lists(path: Path) -> Path:
    return path.with_suffix(".faiss")
