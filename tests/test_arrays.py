"""Strings and lists that are looked up where they lie, in memory or in a file."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import arrays
from seeqa.arrays import Lists, Strings

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))


@law
@given(texts)
def test_strings_are_those_given(given: list[str]) -> None:
    strings = Strings.of(given)
    assert list(strings) == given
    assert strings[1:3] == given[1:3]
    assert len(strings) == len(given)


@law
@given(texts, st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
def test_strings_in_order_are_found_and_so_are_those_that_begin_alike(
    given: list[str], looked_for: str
) -> None:
    ordered = sorted(set(given))
    strings = Strings.of(ordered)
    at = strings.find(looked_for)
    assert (at is not None) is (looked_for in ordered)
    assert at is None or strings[at] == looked_for
    begun = [word for word in ordered if word.startswith(looked_for)]
    assert [strings[i] for i in strings.begun(looked_for)] == begun


@law
@given(st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=4), max_size=6))
def test_lists_are_those_given(given: list[list[int]]) -> None:
    lists = Lists.of([array("i", one) for one in given])
    assert [lists[i].tolist() for i in range(len(given))] == given
    assert lists.of_rows(range(len(given))).tolist() == [n for one in given for n in one]


def test_small_and_large_arrays_come_back_from_a_file(tmp_path: Path) -> None:
    for count in (3, 40_000):
        words = [f"wörd {n}" for n in range(count)]
        given = Strings.of(words).arrays("words")
        given |= {"none": np.zeros(0, dtype=np.int32), "table": np.eye(3, dtype=np.bool_)}
        arrays.save(tmp_path / "a", given, {"rest": ["é"]})
        found, rest = arrays.load(tmp_path / "a")
        assert rest == {"rest": ["é"]}
        assert {name: one.tolist() for name, one in found.items()} == {
            name: one.tolist() for name, one in given.items()
        }
        assert list(Strings.loaded(found, "words")) == words
    assert not found["words-text"].flags.writeable  # it is the file itself
    with pytest.raises(IndexError):
        Strings.loaded(found, "words")[count]
