"""The error tree: one base, one line, three parts."""

from __future__ import annotations

import inspect
import re

import pytest

from seeqa import SeeqaError, errors

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, SeeqaError) and kind is not SeeqaError
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_what_was_expected_found_and_what_to_do(kind: type[SeeqaError]) -> None:
    error = kind(expected="a cup", found="a jug", mend="Take the cup.")
    assert str(error) == "expected a cup; found a jug. Take the cup."
    assert (error.expected, error.found, error.mend) == ("a cup", "a jug", "Take the cup.")


def test_the_tree_drawn_in_the_docstring_is_the_tree() -> None:
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:[│ ]   )*(?:[├└]── )?)([A-Z]\w+)(?:\s|$)", line)
        if found:
            drawn.append((len(found[1]) // 4, found[2]))
    parents: dict[str, str] = {}
    path: dict[int, str] = {}
    for depth, name in drawn:
        path[depth] = name
        if depth:
            parents[name] = path[depth - 1]
    assert parents == {kind.__name__: kind.__bases__[0].__name__ for kind in KINDS}
