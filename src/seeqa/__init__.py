"""SEEQA: ask a bulletin archive; every answer is quoted word for word and cited to its place.

>>> from seeqa import Assistant
>>> answer = Assistant.open().ask("Who paid for the trafficking report?")
>>> answer.citations[0].quote, answer.citations[0].first_line
"""

from seeqa.assistant import Assistant
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
