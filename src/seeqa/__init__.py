"""SEEQA: ask a bulletin archive; every answer is quoted word for word and cited to its place.

>>> from seeqa import Assistant
>>> answer = Assistant.open().ask("Who paid for the trafficking report?")
>>> answer.citations[0].quote, answer.citations[0].first_line
"""

from typing import TYPE_CHECKING, Any

from seeqa.config import Config
from seeqa.errors import SeeqaError
from seeqa.types import (
    Abstention,
    Answer,
    Citation,
    DateRange,
    Document,
    Filters,
    Hit,
    Listing,
    Passage,
    Query,
    Reason,
    Span,
    Topic,
    Wants,
)

if TYPE_CHECKING:
    from seeqa.assistant import Assistant

VERSION = "0.1.0"

__all__ = [
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


def __getattr__(name: str) -> Any:
    """Import the assistant when it is first asked for: `seeqa --help` does without."""
    if name == "Assistant":
        from seeqa.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
