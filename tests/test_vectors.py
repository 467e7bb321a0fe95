"""Vectors by row: what is nearest, all compared, filtered, or by an inverted file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import vectors as vectoring
from seeqa.rows import mapped
from seeqa.vectors import Matrix, Vectors, VectorWriter, finish, nearest_of_all, top


def clustered(count: int, dimension: int = 16) -> Matrix:
    random = np.random.default_rng(3)
    heads = random.standard_normal((count // 20 + 1, dimension))
    rows = heads[random.integers(len(heads), size=count)]
    rows = rows + 0.4 * random.standard_normal((count, dimension))
    made: Matrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return made


def written(folder: Path, rows: Matrix) -> Path:
    path = folder / "rows.npy"
    with VectorWriter(path, rows.shape[1]) as writer:
        for start in range(0, len(rows), 7):
            writer.add(rows[start : start + 7])
    return path


def opened(folder: Path, rows: Matrix, exact: int = 10_000) -> Vectors:
    path = written(folder, rows)
    finish(path, exact)
    return Vectors.open(path, 16)


@pytest.mark.parametrize("exact", [0, 100])
@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_what_is_written_in_parts_is_one_matrix(tmp_path: Path, count: int, exact: int) -> None:
    rows = clustered(count)
    assert np.array_equal(mapped(written(tmp_path, rows)), rows)
    found = opened(tmp_path, rows, exact)
    assert np.array_equal(found.rows, rows)
    assert found.rows.shape == rows.shape
    asked = clustered(1)[0]
    assert sorted(found.nearest(asked, 200).tolist()) == list(range(count))


@law
@given(st.lists(st.integers(0, 4)), st.integers(1, 8))
def test_the_best_come_first_and_of_equal_ones_the_earlier(scores: list[int], k: int) -> None:
    found = top(np.array(scores, dtype=np.float32), k)
    assert found.tolist() == sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:k]


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("share", [1.0, 0.3, 0.01, 0.0])
def test_the_nearest_are_those_of_comparing_with_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, share: float
) -> None:
    monkeypatch.setattr(vectoring, "FEW", few)
    rows = clustered(400)
    counted = np.random.default_rng(1).random(400) < share
    asked = rows[5]
    wanted = [i for i in np.argsort(-(rows @ asked), kind="stable").tolist() if counted[i]][:9]
    vectors = opened(tmp_path, rows)
    assert vectors.lists is None
    assert vectors.nearest(asked, 9, counted).tolist() == wanted
    products = vectors.products(np.array(wanted, dtype=int), asked)
    assert products == pytest.approx(rows[wanted] @ asked, abs=1e-6)
    if share == 1:
        assert vectors.nearest(asked, 9).tolist() == wanted


@pytest.mark.parametrize("few", [0, 10_000])
def test_an_inverted_file_proposes_most_of_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(vectoring, "FEW", few)
    rows = clustered(4000)
    vectors = opened(tmp_path, rows, 100)
    assert vectors.lists is not None
    assert vectors.lists.nprobe == 16
    counted = np.arange(4000) % 3 == 0
    for chosen in (None, counted):
        held = np.arange(4000) if chosen is None else np.flatnonzero(chosen)
        wanted = held[nearest_of_all(rows[held], rows[:50], 10)]
        found = [vectors.nearest(asked, 10, chosen) for asked in rows[:50]]
        assert all(set(one.tolist()) <= set(held.tolist()) for one in found)
        shares = [np.isin(w, f).mean() for w, f in zip(wanted, found, strict=True)]
        assert np.mean(shares) > 0.9


def test_equal_rows_have_equal_products(tmp_path: Path) -> None:
    rows = clustered(100)
    rows[[7, 60, 99]] = rows[3]
    products = opened(tmp_path, rows).products(np.array([3, 7, 10, 60, 99]), rows[50])
    assert products[0] == products[1] == products[3] == products[4]
