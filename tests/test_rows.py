"""JSON lines on disk: what was written is looked up, and only what is looked up is decoded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.rows import Keyed, Rows, RowWriter

values = st.lists(st.dictionaries(st.text("aš\n😀", max_size=3), st.integers() | st.text()))


def written(folder: Path, given: list[Any]) -> Path:
    path = folder / "rows.jsonl"
    with RowWriter(path) as rows:
        for value in given:
            rows.add(value)
    return path


@law
@given(values.filter(lambda found: all(_can_be_written(one) for one in found)))
def test_what_was_written_is_looked_up(
    tmp_path_factory: pytest.TempPathFactory, given: list[Any]
) -> None:
    path = written(tmp_path_factory.mktemp("rows"), given)
    rows: Rows[Any] = Rows(path, lambda value: value)
    assert (list(rows), len(rows)) == (given, len(given))
    assert [rows[i] for i in range(-len(given), 0)] == given
    assert (rows[1:], rows[::-2]) == (given[1:], given[::-2])
    assert path.read_text(encoding="utf-8").count("\n") == len(given)


def _can_be_written(value: dict[str, Any]) -> bool:
    texts = [*value, *(one for one in value.values() if isinstance(one, str))]
    return all(text.encode(errors="ignore").decode() == text for text in texts)


def test_only_what_is_looked_up_is_decoded_and_what_was_used_last_is_kept(tmp_path: Path) -> None:
    decoded: list[int] = []

    def read(value: int) -> int:
        decoded.append(value)
        return value

    rows = Rows(written(tmp_path, [0, 1, 2, 3]), read, remembered=2)
    assert (len(rows), decoded) == (4, [])
    assert [rows[2], rows[2], rows[1], rows[2], rows[0], rows[1]] == [2, 2, 1, 2, 0, 1]
    assert decoded == [2, 1, 0, 1]
    for row in (4, -5):
        with pytest.raises(IndexError):
            rows[row]


def test_many_threads_look_up_the_same_rows(tmp_path: Path) -> None:
    rows: Rows[int] = Rows(written(tmp_path, list(range(500))), lambda value: value, remembered=9)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: list(rows) == list(range(500)), range(40)))


def test_keys_are_gone_over_without_decoding(tmp_path: Path) -> None:
    decoded: list[str] = []

    def read(value: str) -> str:
        decoded.append(value)
        return value

    rows = Rows(written(tmp_path, ["one", "two", "three"]), read)
    places = {"a": 2, "b": 0}
    keyed = Keyed(["a", "b"], places.get, rows)
    assert (list(keyed), len(keyed), "b" in keyed, "c" in keyed) == (["a", "b"], 2, True, False)
    assert decoded == []
    assert (keyed["a"], keyed.get("c"), decoded) == ("three", None, ["three"])
    with pytest.raises(KeyError, match="c"):
        keyed["c"]
    assert dict(keyed) == {"a": "three", "b": "one"}
