"""The public names: adding or taking one away is a decision."""

from __future__ import annotations

import seeqa


def test_the_public_names_are_pinned() -> None:
    assert seeqa.__all__ == [
        "VERSION",
        "Abstention",
        "Answer",
        "Assistant",
        "Citation",
        "Config",
        "DateRange",
        "Document",
        "Filters",
        "Hit",
        "Listing",
        "Passage",
        "Query",
        "Reason",
        "SeeqaError",
        "Span",
        "Topic",
        "Wants",
    ]


def test_the_public_names_are_sorted_and_there() -> None:
    constants = [name for name in seeqa.__all__ if name.isupper()]
    others = [name for name in seeqa.__all__ if not name.isupper()]
    assert seeqa.__all__ == sorted(constants) + sorted(others)
    assert [name for name in seeqa.__all__ if not hasattr(seeqa, name)] == []
